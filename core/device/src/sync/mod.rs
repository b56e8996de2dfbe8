//! Sync over a real network: the loop that asks `doorstep_sync` what to say, says it, and
//! has the journal's thread apply what follows.
//!
//! Order of things: events and feed, then books, then one piece of one photograph; then it
//! looks again, so that a tap waits for a piece at most. What fails rests with a back-off of
//! its own and holds nothing else up. Only one walk over this loop runs at a time, whoever
//! asked for it. Every request is signed; a phone that is no longer trusted hands in what it
//! had not sent (`standing`).

mod answer;
mod enrol;
mod http;
mod meter;
mod no_answer;
mod photo;
mod standing;
mod succession;
mod turn;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use doorstep_domain::id::EngineerId;
use doorstep_sync::backoff::{Backoff, Moment};
use doorstep_sync::phone::{Failure, Next, PhoneJournal, Sign};
use doorstep_wire::frame::{decode_answer, encode_push};
use doorstep_wire::message::Push;
use serde::Serialize;
use tokio::sync::{Mutex, Notify, watch};

use crate::engine::{Core, Engine};
use crate::error::{EnrolError, StoreError};
use crate::photo::PhotoStore;
use crate::ports::Ports;
use http::{Http, Line};
use meter::Meter;
pub use meter::{DAYS, cost_key};
use no_answer::{NO_ANSWER, NOT_THE_OFFICE};
use photo::Uploads;
pub use standing::Standing;

/// The largest answer that is read, before and after decompression.
const LARGEST_ANSWER: usize = 16 << 20;
/// How often the feed is looked at when nothing else happens.
const REGULAR: Duration = Duration::from_secs(15 * 60);
/// How long the background rests when the phone's own store is in trouble.
const AFTER_TROUBLE: Duration = Duration::from_secs(60);

/// What one walk to rest did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    /// HTTP requests, books and photographs included.
    pub requests: u64,
    /// Bytes of push bodies.
    pub bytes_up: u64,
    /// Bytes of answer bodies.
    pub bytes_down: u64,
    /// Events in pushes that were answered.
    pub events_up: u64,
    /// Photographs that were uploaded to their end.
    pub photos_up: u64,
    /// Events, contents, photographs and books that wait after it.
    pub unproved: u64,
    /// The last refusal's code; empty when there was none.
    pub refused: String,
}

/// The loop and who may wake it.
pub struct SyncLoop {
    walk: Walk,
    is_on: watch::Sender<bool>,
    background: tokio::task::AbortHandle,
}

/// Everything a walk needs.
#[derive(Clone)]
struct Walk {
    engine: Engine,
    ports: Ports,
    photos: Arc<PhotoStore>,
    http: Option<Http>,
    meter: Arc<Meter>,
    woken: Arc<Notify>,
    turn: Arc<Mutex<()>>,
    uploads: Arc<Mutex<Uploads>>,
    books: Arc<Mutex<Backoff>>,
    succession: Arc<Mutex<Backoff>>,
    /// A fresh sign of network came: what rests tries again.
    is_fresh: Arc<AtomicBool>,
}

/// What a moment without anything to send is.
enum Rest {
    /// Nothing waits.
    Idle,
    /// Something waits until this time of the monotonic clock.
    Until(u64),
}

/// What one round over books or photographs came to.
enum Round {
    /// None waits.
    Nothing,
    /// Something was done: look again what comes first now.
    Again,
    /// What waits rests until this time of the monotonic clock.
    Until(u64),
}

impl Rest {
    /// Whichever ends first.
    fn or(self, round: Round) -> Self {
        match (self, round) {
            (Self::Until(this), Round::Until(that)) => Self::Until(this.min(that)),
            (Self::Idle, Round::Until(until_ms)) => Self::Until(until_ms),
            (rest, Round::Nothing | Round::Again) => rest,
        }
    }
}

impl SyncLoop {
    /// Starts the background walk, which does nothing until it is turned on.
    pub fn start(engine: Engine, ports: Ports, photos: Arc<PhotoStore>, runtime: &tokio::runtime::Runtime) -> Self {
        let meter = Arc::new(Meter::new(ports.rules.clone()));
        let http = Http::new(&ports.network, meter.clone());
        if let Err(wrong) = &http {
            tracing::error!(%wrong, "no HTTP client could be made");
        }
        let walk = Walk {
            engine,
            ports,
            photos,
            http: http.ok(),
            meter,
            woken: Arc::default(),
            turn: Arc::default(),
            uploads: Arc::default(),
            books: Arc::default(),
            succession: Arc::default(),
            is_fresh: Arc::default(),
        };
        let (is_on, turned) = watch::channel(false);
        let background = runtime.spawn(turn::turns(walk.clone(), turned));
        Self { walk, is_on, background: background.abort_handle() }
    }

    /// Turns background sync on or off.
    pub fn set(&self, is_on: bool) {
        self.is_on.send_replace(is_on);
    }

    /// Something was recorded.
    pub fn saved(&self) {
        self.walk.wake(Sign::Saved);
    }

    /// A fresh sign of network.
    pub fn network_hint(&self) {
        self.walk.wake(Sign::Network);
    }

    /// Ends the background walk.
    pub fn stop(&self) {
        self.background.abort();
    }

    /// Walks until nothing is left to say or the time is over.
    pub fn until_idle(&self, at_most: Duration) -> impl Future<Output = Result<SyncReport, StoreError>> + use<> {
        let walk = self.walk.clone();
        async move {
            let mut report = SyncReport::default();
            walk.wake(Sign::Asked);
            if let Ok(walked) = tokio::time::timeout(at_most, walk.to_idle(&mut report)).await {
                walked?;
            } else {
                walk.count_bytes()?;
            }
            report.unproved = walk.ask(Core::unproved)?;
            Ok(report)
        }
    }

    /// Registers this phone's key with the office.
    pub fn enrol(&self, office: &str, token: &str) -> impl Future<Output = Result<EngineerId, EnrolError>> + use<> {
        let (walk, office, token) = (self.walk.clone(), office.to_owned(), token.to_owned());
        async move { walk.enrol(&office, &token).await }
    }
}

impl Walk {
    fn wake(&self, sign: Sign) {
        if matches!(sign, Sign::Network | Sign::Opened | Sign::Asked) {
            self.is_fresh.store(true, Ordering::Release);
        }
        // A closed phone needs no waking.
        let _ = self.engine.call(move |core| core.sync.wake(sign));
        self.woken.notify_one();
    }

    /// Asks the journal's thread; a short wait, so this thread may do it.
    fn ask<R: Send + 'static>(
        &self,
        run: impl FnOnce(&mut Core) -> Result<R, StoreError> + Send + 'static,
    ) -> Result<R, StoreError> {
        tokio::task::block_in_place(|| self.engine.call(run))?
    }

    fn moment(&self) -> Moment {
        let mut jitter = [0; 8];
        // Without random bytes every phone comes back at the same time, which is no reason to stop.
        let _ = self.ports.random.fill(&mut jitter);
        Moment { now_ms: self.ports.clock.stamp().mono_ms, jitter: u64::from_be_bytes(jitter) }
    }

    async fn wait(&self, rest: Result<Rest, StoreError>, turned: &mut watch::Receiver<bool>) {
        let now = self.ports.clock.stamp().mono_ms;
        let pause = match rest {
            Ok(Rest::Idle) => REGULAR,
            Ok(Rest::Until(until_ms)) => Duration::from_millis(until_ms.saturating_sub(now)),
            Err(wrong) => {
                tracing::error!(error = %wrong, "the store stopped a sync");
                AFTER_TROUBLE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {
                let _ = self.ask(|core| {
                    core.sync.wake(Sign::Timer);
                    Ok(())
                });
            }
            () = self.woken.notified() => {}
            _ = turned.changed() => {}
        }
    }

    /// Until nothing waits any more.
    async fn to_idle(&self, report: &mut SyncReport) -> Result<(), StoreError> {
        while let Rest::Until(until_ms) = self.to_rest(report).await? {
            let pause = until_ms.saturating_sub(self.ports.clock.stamp().mono_ms);
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(pause)) => {}
                () = self.woken.notified() => {}
            }
        }
        Ok(())
    }

    /// Says everything that can be said now.
    async fn to_rest(&self, report: &mut SyncReport) -> Result<Rest, StoreError> {
        let _turn = self.turn.lock().await;
        let rest = self.say_all(report).await;
        self.count_bytes()?;
        let until_ms = match &rest {
            Ok(Rest::Until(until_ms)) => Some(*until_ms),
            Ok(Rest::Idle) | Err(_) => None,
        };
        self.ask(move |core| {
            core.rests(until_ms);
            Ok(())
        })?;
        rest
    }

    /// Keeps how many bytes went over the network.
    fn count_bytes(&self) -> Result<(), StoreError> {
        let counted = self.meter.take();
        self.ask(move |core| {
            core.keep_traffic(&counted);
            Ok(())
        })
    }

    async fn say_all(&self, report: &mut SyncReport) -> Result<Rest, StoreError> {
        let Some(http) = &self.http else { return Ok(Rest::Idle) };
        loop {
            let who = self.ask(|core| Ok(core.identity()))?;
            if who.office.is_empty() || self.ask(Core::is_silent)? {
                return Ok(Rest::Idle);
            }
            if self.is_fresh.load(Ordering::Acquire) {
                self.succession.lock().await.reset();
            }
            if !who.is_registered
                && let Some(rest) = self.register(http, &who, report).await?
            {
                self.is_fresh.store(false, Ordering::Release);
                return Ok(rest);
            }
            let line = &http.line(who.key, &who.office, who.installation);
            let next = self.ask(|core| {
                let now_ms = core.now_ms();
                core.next(now_ms)
            })?;
            let rest = match next {
                Next::Send(push) => {
                    self.exchange(line, *push, report).await?;
                    continue;
                }
                Next::Busy => {
                    // Left over from a walk that was cut short.
                    self.failed(Failure::Unclear, NO_ANSWER)?;
                    continue;
                }
                Next::Wait { until_ms } => Rest::Until(until_ms),
                Next::Idle => Rest::Idle,
            };
            // A phone that is no longer trusted asks for nothing.
            if self.ask(Core::standing)? != Standing::AtWork {
                return Ok(rest);
            }
            // What rests alone holds nothing else up: books and photographs go on.
            if self.is_fresh.swap(false, Ordering::AcqRel) {
                self.books.lock().await.reset();
                self.uploads.lock().await.wake();
            }
            let (books, photos) = match self.fetch_books(line, report).await? {
                Round::Again => continue,
                books => (books, self.upload(line, report).await?),
            };
            match photos {
                Round::Again => continue,
                photos => return Ok(rest.or(books).or(photos)),
            }
        }
    }

    fn failed(&self, failure: Failure, code: &str) -> Result<(), StoreError> {
        let (at, code) = (self.moment(), code.to_owned());
        self.ask(move |core| {
            core.sync.failed(failure, at);
            core.note_failed(code);
            Ok(())
        })
    }

    async fn exchange(&self, line: &Line, push: Push, report: &mut SyncReport) -> Result<(), StoreError> {
        let events: usize = push.segments.iter().map(|segment| segment.events.len()).sum();
        let body = encode_push(&push);
        report.requests += 1;
        report.bytes_up += body.len() as u64;
        let answer = match line.push(body, LARGEST_ANSWER).await {
            Ok(answer) => answer,
            Err(no) => {
                if let Some(refused) = no.refused {
                    tracing::warn!(code = refused.code, "the office refused a push");
                    report.refused = refused.code;
                }
                self.failed(no.failure, &no.code)?;
                return match report.refused.as_str() {
                    standing::REVOKED => self.hand_in(line, report).await,
                    succession::UNKNOWN => self.ask(Core::office_forgot),
                    _ => Ok(()),
                };
            }
        };
        report.bytes_down += answer.len() as u64;
        let Ok(answer) = decode_answer(&answer, LARGEST_ANSWER) else {
            return self.failed(Failure::Unclear, NOT_THE_OFFICE);
        };
        report.events_up += events as u64;
        let at = self.moment();
        self.ask(move |core| core.answered(&answer, at))
    }

    /// Fetches every book that an edition here names.
    async fn fetch_books(&self, line: &Line, report: &mut SyncReport) -> Result<Round, StoreError> {
        let wanted = self.ask(|core| core.journal().view()?.books_wanted())?;
        let mut backoff = self.books.lock().await;
        if wanted.is_empty() {
            return Ok(Round::Nothing);
        }
        if let Some(until_ms) = backoff.rests_until(self.ports.clock.stamp().mono_ms) {
            return Ok(Round::Until(until_ms));
        }
        let mut is_missing = false;
        for id in wanted {
            report.requests += 1;
            match line.book(&id, doorstep_domain::book::MOST_BYTES).await {
                Some(bytes) => self.ask(move |core| core.keep_book(id, &bytes))?,
                None => is_missing = true,
            }
        }
        if is_missing {
            backoff.failed(self.moment())
        } else {
            backoff.reset()
        }
        Ok(Round::Again)
    }
}
