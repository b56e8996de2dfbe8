//! The phone's half: what to say next, and what an answer means.
//!
//! [`PhoneSync`] is a state machine over a read-only [`PhoneJournal`]. The device's
//! loop is: `next` → send → `answered` (apply its effects in one transaction) or
//! `failed` → `next` …, and `wake` whenever something happened. One exchange is in
//! flight at a time. It may be dropped and made anew at any moment: all that it
//! holds is the request in flight, back-offs and the frame size.
//!
//! Request numbers: an answer counts only for the request with the same number, so a
//! number must not be used again while an old answer may still be on its way. The
//! device starts each `PhoneSync` at a random 64-bit number, or at a persisted counter.

mod aside;
mod effect;
mod flight;
mod frame;
mod heads;
mod journal;
mod lane;
mod size;
mod withheld;

use doorstep_domain::id::Hash;
use doorstep_wire::message::{Answer, Content, Epoch, Feed, LaneVerdict, Limits, Push, Verdicts};

pub use effect::{Answered, PhoneEffect};
pub use journal::{ContentWaiting, LaneStand, LaneState, PhoneJournal, Priority, Stand};

use crate::backoff::{Backoff, Moment};
use crate::feed::may_take;
use crate::office::Quarantine;
use aside::{Aside, Item};
use flight::InFlight;
use frame::{Frame, Source};
use heads::{Heads, Way};
use lane::{SentLane, settle};
use withheld::Withheld;

/// What a phone assumes before the office has told its limits.
pub const FIRST_LIMITS: Limits =
    Limits { push_bytes: 256 * 1024, push_events: 500, content_bytes: 128 * 1024, photo_bytes: 16 * 1024 * 1024 };

/// Why a sync might be worth trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Something was recorded. No sign of network: a back-off goes on.
    Saved,
    /// The time for a regular look at the feed has come. A back-off goes on.
    Timer,
    /// The platform says that there may be a network again.
    Network,
    /// The app was opened.
    Opened,
    /// A person asked for it.
    Asked,
    /// An upload ended, so its photograph can be confirmed.
    Uploaded,
}

/// What the device does now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Send this, then call `answered` or `failed`.
    Send(Box<Push>),
    /// Ask again at this time of the monotonic clock, or after a `wake`.
    Wait {
        /// When.
        until_ms: u64,
    },
    /// A request is in flight: `answered` or `failed` comes first.
    Busy,
    /// Nothing is left to say.
    Idle,
}

/// Why an exchange brought no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No connection was made: nothing left the phone, so the frame was not too large.
    Unreachable,
    /// The office said in our own media type that it takes less at once: smaller frames
    /// follow without a rest, and what is too large alone is withheld or rests.
    TooLarge,
    /// Anything else that is not a typed refusal: a timeout, another status, an HTML page, a cut body.
    Unclear,
    /// The office refused the request in our own media type. A person has to act; the
    /// device shows why. Tried again after the longest back-off or a fresh sign.
    Refused,
}

/// The phone's side of the conversation.
#[derive(Debug)]
pub struct PhoneSync {
    next_request: u64,
    in_flight: Option<InFlight>,
    backoff: Backoff,
    aside: Aside,
    heads: Heads,
    withheld: Withheld,
    /// At most so many pieces in the next frame; none: as many as the office takes.
    cut: Option<u64>,
    /// The feed was not looked at since the last sign.
    feed_is_due: bool,
}

impl PhoneSync {
    /// Begins with nothing in flight and the feed due. See the module about `first_request`.
    pub fn new(first_request: u64) -> Self {
        Self {
            next_request: first_request,
            in_flight: None,
            backoff: Backoff::default(),
            aside: Aside::default(),
            heads: Heads::default(),
            withheld: Withheld::default(),
            cut: None,
            feed_is_due: true,
        }
    }

    /// Lets an event that fails alone go as its hash, so that its lane goes on. Only for an
    /// office that writes `LaneOutcome::fill`: any other would never have the bytes. Without
    /// it the lane waits.
    pub fn withholding(mut self) -> Self {
        self.withheld.is_allowed = true;
        self
    }

    /// Something happened. Call `next` afterwards.
    pub fn wake(&mut self, sign: Sign) {
        if sign != Sign::Saved {
            self.feed_is_due = true;
            self.heads.look();
        }
        match sign {
            Sign::Saved | Sign::Timer => {}
            Sign::Network | Sign::Opened | Sign::Asked | Sign::Uploaded => {
                self.backoff.reset();
                self.aside.try_now();
            }
        }
    }

    /// The number of the request in flight.
    pub fn in_flight(&self) -> Option<u64> {
        self.in_flight.as_ref().map(|sent| sent.request)
    }

    /// What to do now. Says `Send` once for each request: it is in flight from then on.
    pub fn next<J: PhoneJournal>(&mut self, journal: &J, now_ms: u64) -> Result<Next, J::Error> {
        if self.in_flight.is_some() {
            return Ok(Next::Busy);
        }
        let stand = journal.stand()?;
        self.heads.begin(stand.installation);
        let limits = stand.limits.unwrap_or(FIRST_LIMITS);
        let pieces = self.cut.unwrap_or(u64::MAX).min(u64::from(limits.push_events.max(1)));
        let pieces = if self.aside.is_suspecting() { 0 } else { pieces };
        let from =
            Source { journal, installation: stand.installation, limits, heads: &self.heads, withheld: &self.withheld };
        let mut frame = Frame::gather(&from, &self.aside, pieces)?;
        let feed_goes = self.feed_is_due && self.aside.is_trusted(&Item::Feed);
        if frame.is_empty() && !feed_goes && !self.aside.is_suspecting() {
            for (lane, seq) in journal.withheld()? {
                self.aside.apart(Item::Withheld(lane, seq));
            }
            match Frame::alone(&from, &mut self.aside, now_ms)? {
                Some(alone) => frame = alone,
                None => return Ok(self.aside.next_ms(now_ms).map_or(Next::Idle, |until_ms| Next::Wait { until_ms })),
            }
        }
        if let Some(until_ms) = self.backoff.rests_until(now_ms) {
            return Ok(Next::Wait { until_ms });
        }
        if pieces > 0 && !frame.lanes.iter().any(|sent| sent.way == Way::Head) {
            self.heads.all_told();
        }
        let wanted = journal.books_wanted()?;
        Ok(Next::Send(Box::new(self.send(stand, frame, wanted))))
    }

    fn send(&mut self, stand: Stand, frame: Frame, books_wanted: Vec<Hash>) -> Push {
        let request = self.next_request;
        self.next_request = request.wrapping_add(1);
        self.in_flight = Some(InFlight {
            request,
            installation: stand.installation,
            epoch: stand.epoch,
            cursor: stand.cursor,
            digest: stand.digest,
            contents: frame.contents.iter().map(Content::hash).collect(),
            photos: frame.photos.iter().map(|photo| photo.hash).collect(),
            lanes: frame.lanes,
        });
        Push {
            installation: stand.installation,
            request,
            epoch: stand.epoch,
            challenge: stand.challenge,
            cursor: stand.cursor,
            digest: stand.digest,
            running: stand.running,
            segments: frame.segments,
            offers: frame.offers,
            contents: frame.contents,
            photos: frame.photos,
            books_wanted,
        }
    }

    /// The exchange brought no answer. Harmless when nothing is in flight.
    pub fn failed(&mut self, failure: Failure, at: Moment) {
        let Some(sent) = self.in_flight.take() else { return };
        match failure {
            Failure::Refused => self.backoff.refused(at),
            Failure::Unreachable => self.backoff.failed(at),
            Failure::TooLarge => self.too_large(&sent, at),
            Failure::Unclear => {
                self.backoff.failed(at);
                self.shrink(&sent, at);
            }
        }
    }

    /// Takes in a decoded answer. When the device cannot apply the effects it drops this
    /// `PhoneSync` and makes another one; nothing is lost by that.
    pub fn answered<J: PhoneJournal>(
        &mut self,
        answer: &Answer,
        journal: &J,
        at: Moment,
    ) -> Result<Answered, J::Error> {
        let verdicts = &answer.verdicts;
        let is_mine =
            |sent: &mut InFlight| sent.request == verdicts.request && sent.installation == verdicts.installation;
        let Some(sent) = self.in_flight.take_if(is_mine) else { return Ok(Answered::NotMine) };
        let stand = journal.stand()?;
        if stand.installation != sent.installation || stand.epoch != sent.epoch {
            return Ok(Answered::NotMine);
        }
        let mut effects = Vec::new();
        if stand.epoch != Some(verdicts.epoch) {
            effects.push(PhoneEffect::EpochChanged { epoch: verdicts.epoch });
        }
        if stand.challenge != verdicts.challenge || stand.limits != Some(verdicts.limits) {
            effects.push(PhoneEffect::OfficeSays { challenge: verdicts.challenge.clone(), limits: verdicts.limits });
        }
        if stand.epoch.is_some_and(|known| known != verdicts.epoch) {
            // Everything is offered again; an office that changes its life with every answer is not asked in a hot loop.
            self.backoff.failed(at);
            self.feed_is_due = true;
            self.heads.begin_anew();
            return Ok(Answered::Counts(effects));
        }
        self.backoff.reset();
        self.grow(verdicts.limits);
        self.aside.got_through(at);
        self.take_digest(&sent, verdicts, at);
        self.take_lanes(&sent, verdicts, journal, at, &mut effects)?;
        self.take_contents(&sent, verdicts, at, &mut effects);
        if verdicts.safe_upto > stand.safe_upto {
            effects.push(PhoneEffect::Safe { upto: verdicts.safe_upto });
        }
        let challenge_is_new = stand.challenge != verdicts.challenge;
        self.take_feed(&sent, verdicts.epoch, challenge_is_new, answer.feed.as_ref(), at, &mut effects);
        Ok(Answered::Counts(effects))
    }

    fn take_lanes<J: PhoneJournal>(
        &mut self,
        sent: &InFlight,
        verdicts: &Verdicts,
        journal: &J,
        at: Moment,
        effects: &mut Vec<PhoneEffect>,
    ) -> Result<(), J::Error> {
        for lane in &sent.lanes {
            let about = |v: &&_| lane.is_answered_by(v);
            let Some(verdict) = verdicts.lanes.iter().find(about) else {
                self.aside.rest(lane.item(), at);
                continue;
            };
            if lane.way == Way::Again {
                self.take_again(lane, verdict, at, effects);
                continue;
            }
            let settled = settle(lane, verdict, |seq| journal.hash_at(&lane.lane, seq))?;
            self.heads.told(&lane.lane);
            self.mark(lane.item(), settled.is_progress(lane), at);
            effects.extend(settled.effects(lane, verdict));
        }
        Ok(())
    }

    /// The bytes of a withheld event were offered again.
    fn take_again(&mut self, sent: &SentLane, verdict: &LaneVerdict, at: Moment, effects: &mut Vec<PhoneEffect>) {
        let code = verdict.quarantined.iter().find(|(seq, _)| *seq == sent.last).map(|(_, code)| code);
        let lane = sent.lane.clone();
        let is_kept = verdict.common.seq >= sent.last;
        let effect = match code {
            Some(code) if code == Quarantine::Withheld.code() => None,
            Some(code) => Some(PhoneEffect::Quarantined { lane, seq: sent.last, code: code.clone() }),
            None => Some(PhoneEffect::Filled { lane, seq: sent.last, arrival: verdict.arrival }),
        };
        let effect = effect.filter(|_| is_kept);
        self.mark(sent.item(), effect.is_some(), at);
        effects.extend(effect);
    }

    /// An office that lacks what the digest names has other heads than this phone believes.
    fn take_digest(&mut self, sent: &InFlight, verdicts: &Verdicts, at: Moment) {
        if verdicts.lacking_contents.contains(&sent.digest) { self.heads.differ(at) } else { self.heads.agree() }
    }

    fn take_contents(&mut self, sent: &InFlight, verdicts: &Verdicts, at: Moment, effects: &mut Vec<PhoneEffect>) {
        let has_arrived = |hash: &Hash| verdicts.arrived.iter().any(|(arrived, _)| arrived == hash);
        for hash in &sent.contents {
            self.mark(Item::Content(*hash), has_arrived(hash), at);
        }
        for hash in &sent.photos {
            let is_answered = has_arrived(hash) || verdicts.lacking_photos.contains(hash);
            self.mark(Item::Photo(*hash), is_answered, at);
        }
        let arrived = verdicts.arrived.iter();
        effects.extend(arrived.map(|(hash, place)| PhoneEffect::Arrived { hash: *hash, place: *place }));
        let contents = verdicts.lacking_contents.iter().filter(|hash| !has_arrived(hash) && **hash != sent.digest);
        effects.extend(contents.map(|hash| PhoneEffect::ContentLacking { hash: *hash }));
        let photos = verdicts.lacking_photos.iter().filter(|hash| sent.photos.contains(hash) && !has_arrived(hash));
        effects.extend(photos.map(|hash| PhoneEffect::PhotoLacking { hash: *hash }));
    }

    fn take_feed(
        &mut self,
        sent: &InFlight,
        epoch: Epoch,
        challenge_is_new: bool,
        feed: Option<&Feed>,
        at: Moment,
        effects: &mut Vec<PhoneEffect>,
    ) {
        let Some(feed) = feed else {
            self.feed_is_due = true;
            return self.mark(Item::Feed, challenge_is_new, at);
        };
        if !may_take(feed, epoch, sent.cursor) {
            self.feed_is_due = true;
            self.mark(Item::Feed, false, at);
            return effects.extend(sent.cursor.map(|_| PhoneEffect::FeedBroken));
        }
        let Feed { is_snapshot, entries, cursor, has_more } = feed.clone();
        self.feed_is_due = has_more;
        self.mark(Item::Feed, !has_more || !entries.is_empty(), at);
        if is_snapshot || !entries.is_empty() {
            effects.push(PhoneEffect::FeedTaken { is_snapshot, entries, cursor });
        }
    }

    fn mark(&mut self, item: Item, is_progress: bool, at: Moment) {
        if is_progress { self.aside.trust(&item) } else { self.aside.rest(item, at) }
    }
}

#[cfg(test)]
mod tests;
