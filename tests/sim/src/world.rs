//! One step of a history, chosen by chance.

use std::collections::BTreeMap;
use std::convert::Infallible;

use doorstep_domain::id::{Hash, Head, IdError, InstallationId, Lane};
use doorstep_sync::backoff::Moment;
use doorstep_sync::office::StandIncomplete;
use doorstep_sync::phone::{Answered, Failure, Next, PhoneEffect, Sign};
use doorstep_wire::frame::{decode_answer, decode_push, encode_answer, encode_push};
use doorstep_wire::message::{Answer, Epoch, FeedItem, Limits, Push};

use crate::check::Violation;
use crate::fault::{Counted, Fault, FaultSet, Mistake};
use crate::letter;
use crate::network::{Body, Message, Network};
use crate::office::Office;
use crate::phone::Phone;
use crate::rng::Rng;

/// A phone gives up on a request after this long.
pub const TIMEOUT_MS: u64 = 30_000;
const LIMIT: usize = 1 << 20;

/// Everything there is in one history.
#[derive(Debug)]
pub struct World {
    /// Which faults may happen, while [`World::is_faulty`].
    pub set: FaultSet,
    /// Faults go on.
    pub is_faulty: bool,
    /// A planted mistake.
    pub mistake: Option<Mistake>,
    /// Chance.
    pub rng: Rng,
    /// The one clock.
    pub now_ms: u64,
    /// The office.
    pub office: Office,
    /// The phones.
    pub phones: Vec<Phone>,
    /// What is on its way.
    pub network: Network,
    /// What engineers were told is saved.
    pub recorded: BTreeMap<Lane, Head>,
    /// Faults that happened.
    pub counted: Counted,
    /// Events recorded.
    pub events: u64,
    /// Answers that counted.
    pub syncs: u64,
    /// Steps, where they are written down.
    pub story: Option<Vec<String>>,
}

impl World {
    /// A world before anything happened.
    pub fn new(seed: u64, set: FaultSet, mistake: Option<Mistake>, is_told: bool) -> Self {
        let mut rng = Rng::new(seed);
        let limits = Limits {
            push_bytes: 2_000 + rng.bits() % 30_000,
            push_events: 4 + (rng.bits() % 60) as u32,
            content_bytes: 1_500,
            photo_bytes: 1 << 20,
        };
        let office = Office::new(Epoch(rng.id()), limits, mistake);
        let phones = (0..2 + rng.below(2)).map(|_| Phone::new(InstallationId(rng.id()), rng.bits())).collect();
        Self {
            set,
            is_faulty: true,
            mistake,
            rng,
            now_ms: 1_000,
            office,
            phones,
            network: Network::default(),
            recorded: BTreeMap::new(),
            counted: Counted::new(),
            events: 0,
            syncs: 0,
            story: is_told.then(Vec::new),
        }
    }

    pub(crate) fn tell(&mut self, words: impl FnOnce() -> String) {
        if let Some(story) = &mut self.story {
            let line = format!("{:>8} ms  {}", self.now_ms, words());
            story.push(line);
        }
    }

    /// Whether this fault happens now; if so it is counted.
    pub(crate) fn strikes(&mut self, fault: Fault) -> bool {
        let strikes = self.is_faulty && self.rng.happens(self.set.per_mille(fault));
        if strikes {
            self.count(fault);
        }
        strikes
    }

    fn count(&mut self, fault: Fault) {
        *self.counted.entry(fault).or_default() += 1;
        self.tell(|| format!("!! {fault:?}"));
    }

    pub(crate) fn moment(&mut self) -> Moment {
        Moment { now_ms: self.now_ms, jitter: self.rng.bits() }
    }

    /// One step.
    pub fn step(&mut self) -> Result<(), Violation> {
        self.now_ms += self.rng.bits() % 2_000;
        let phone = self.rng.below(self.phones.len());
        self.strike(phone);
        match self.rng.below(100) {
            0..25 => self.record(phone)?,
            25..30 => self.say(phone)?,
            30..33 => self.wake(phone),
            33..35 => self.back_up(phone),
            35..62 => drop(self.turn(phone)?),
            62..90 => self.deliver()?,
            _ => {
                self.upload(phone)?;
            }
        }
        Ok(())
    }

    fn strike(&mut self, phone: usize) {
        let bits = self.rng.bits();
        if self.strikes(Fault::PhoneKilled) {
            self.phones.iter_mut().skip(phone).take(1).for_each(|phone| phone.restart(bits));
        }
        if self.strikes(Fault::OfficeKilled) {
            self.office.restart(bits);
            if self.is_faulty
                && self.rng.happens(self.set.per_mille(Fault::PartialLost))
                && self.office.lose_partials() > 0
            {
                self.count(Fault::PartialLost);
            }
        }
        if self.strikes(Fault::OfficeRestored) {
            let epoch = Epoch(self.rng.id());
            self.office.restore(epoch);
        }
        if self.strikes(Fault::PhoneRestored) {
            self.restore_phone(phone, bits);
        }
    }

    fn restore_phone(&mut self, at: usize, first_request: u64) {
        let Some(phone) = self.phones.get_mut(at) else { return };
        phone.restore(first_request);
        let installation = phone.disk.installation;
        self.recorded.retain(|lane, _| lane.installation != installation);
        self.recorded.extend(phone.disk.lanes.iter().map(|(lane, held)| (lane.clone(), held.head())));
    }

    fn back_up(&mut self, phone: usize) {
        if self.rng.happens(500) {
            self.office.back_up();
        } else if let Some(phone) = self.phones.get_mut(phone) {
            phone.back_up();
        }
    }

    fn record(&mut self, at: usize) -> Result<(), Violation> {
        let nth = self.rng.below(letter::LANES);
        let Some(phone) = self.phones.get_mut(at) else { return Ok(()) };
        let lane = letter::lane(phone.disk.installation, at, nth)?;
        let is_new = !phone.disk.lanes.contains_key(&lane);
        let letter = if is_new { letter::opening(&lane)? } else { letter::any(&mut self.rng, &lane.subject)? };
        if self.set == FaultSet::Toxic && at == 0 && !is_new && self.office.toxic.len() < 2 {
            let content = letter.content.as_ref().filter(|_| self.office.toxic.is_empty());
            let named = content.map(doorstep_wire::message::Content::hash);
            let event = (nth == 0 && !self.office.toxic.is_empty()).then(|| Hash::of(&letter.bytes));
            self.office.toxic.extend(named.or(event));
        }
        let head = phone.disk.record(&lane, letter);
        phone.sync.wake(Sign::Saved);
        self.recorded.insert(lane.clone(), head);
        self.events += 1;
        self.tell(|| format!("phone {at} records {lane} {}", head.seq));
        Ok(())
    }

    fn say(&mut self, at: usize) -> Result<(), Violation> {
        let Some(phone) = self.phones.get(at) else { return Ok(()) };
        let count = (self.rng.bits() % 9) as i32 - 2;
        self.office.say(phone.disk.installation, FeedItem::Stock { part: "P1".parse()?, count });
        self.tell(|| format!("office issues {count} to phone {at}"));
        Ok(())
    }

    fn wake(&mut self, at: usize) {
        let signs = [Sign::Timer, Sign::Network, Sign::Opened, Sign::Asked];
        let sign = signs.get(self.rng.below(signs.len())).copied().unwrap_or(Sign::Timer);
        if let Some(phone) = self.phones.get_mut(at) {
            phone.sync.wake(sign);
        }
        self.tell(|| format!("phone {at} is woken: {sign:?}"));
    }

    /// The phone's loop goes round once.
    pub(crate) fn turn(&mut self, at: usize) -> Result<Option<Next>, Violation> {
        let moment = self.moment();
        let Some(phone) = self.phones.get_mut(at) else { return Ok(None) };
        if phone.sync.in_flight().is_some() && self.now_ms.saturating_sub(phone.sent_ms) > TIMEOUT_MS {
            phone.sync.failed(Failure::Unclear, moment);
            self.tell(|| format!("phone {at} gives up waiting"));
            return Ok(None);
        }
        let Ok(next) = phone.sync.next(&phone.disk, self.now_ms);
        match &next {
            Next::Send(push) => {
                phone.sent_ms = self.now_ms;
                if self.mistake == Some(Mistake::SentIsProved) {
                    let lanes = phone.disk.lanes.values_mut();
                    lanes.for_each(|held| held.proved = held.head());
                }
                self.send(at, push);
            }
            Next::Idle => crate::check::idle(self, at)?,
            Next::Wait { .. } | Next::Busy => {}
        }
        Ok(Some(next))
    }

    fn send(&mut self, at: usize, push: &Push) {
        let events: usize = push.segments.iter().map(|segment| segment.events.len()).sum();
        self.tell(|| {
            let Push { request, contents, photos, .. } = push;
            let lanes: Vec<String> = push
                .segments
                .iter()
                .map(|s| format!("{} {}+{}/{}", s.subject, s.base.seq, s.events.len(), s.end))
                .collect();
            format!(
                "phone {at} sends {request:x}: {lanes:?} ({events} events), {} contents, {} photos",
                contents.len(),
                photos.len()
            )
        });
        if !self.strikes(Fault::RequestLost) {
            let delay = self.delay();
            self.network.send(at, push.request, delay, Body::Push(encode_push(push)));
        }
    }

    /// When a message that is sent now can arrive.
    fn delay(&mut self) -> u64 {
        let is_late = self.is_faulty && self.set.has(Fault::Overtaken) && self.rng.happens(300);
        self.now_ms + if is_late { self.rng.bits() % (3 * TIMEOUT_MS) } else { 0 }
    }

    fn deliver(&mut self) -> Result<(), Violation> {
        if !self.network.old_pushes.is_empty() && self.strikes(Fault::Repeated) {
            let old = self.rng.below(self.network.old_pushes.len());
            if let Some(Message { phone, request, body, .. }) = self.network.old_pushes.get(old).cloned() {
                self.network.send(phone, request, self.now_ms, body);
            }
        }
        let ready = self.network.ready(self.now_ms);
        let pick = if self.set.has(Fault::Overtaken) { self.rng.below(ready.len()) } else { 0 };
        match ready.get(pick) {
            Some(at) => self.deliver_at(*at),
            None => Ok(()),
        }
    }

    pub(crate) fn deliver_at(&mut self, at: usize) -> Result<(), Violation> {
        let Some((message, overtakes)) = self.network.take(at) else { return Ok(()) };
        if overtakes && self.is_faulty {
            self.count(Fault::Overtaken);
        }
        let phone = message.phone;
        match &message.body {
            Body::Push(bytes) => {
                self.take_push(phone, message.request, bytes)?;
                self.network.old_pushes.push(message);
            }
            Body::Answer(bytes) => self.take_answer(phone, message.request, bytes)?,
        }
        Ok(())
    }

    fn take_push(&mut self, at: usize, request: u64, bytes: &[u8]) -> Result<(), Violation> {
        let push = decode_push(bytes, LIMIT)?;
        if self.office.breaks_down(&push) {
            self.count(Fault::BrokeDown);
            return Ok(());
        }
        if self.strikes(Fault::OfficeKilledTaking) {
            // It worked on a transaction that was never committed.
            self.office.clone().take(&push)?;
            return Ok(());
        }
        let Some(answer) = self.office.take(&push)? else { return Ok(()) };
        crate::check::office(self, &push)?;
        let killed = self.strikes(Fault::OfficeKilledAnswering);
        if killed || self.strikes(Fault::AnswerLost) {
            return Ok(());
        }
        let mut bytes = encode_answer(&answer);
        if self.strikes(Fault::AnswerCut) {
            bytes.truncate(self.rng.below(bytes.len()));
        }
        let delay = self.delay();
        self.network.send(at, request, delay, Body::Answer(bytes));
        Ok(())
    }

    fn take_answer(&mut self, at: usize, request: u64, bytes: &[u8]) -> Result<(), Violation> {
        let moment = self.moment();
        let Some(phone) = self.phones.get_mut(at) else { return Ok(()) };
        let is_awaited = phone.sync.in_flight() == Some(request);
        let Ok(answer) = decode_answer(bytes, LIMIT) else {
            if is_awaited {
                phone.sync.failed(Failure::Unclear, moment);
                self.tell(|| format!("phone {at} cannot read the answer to {request:x}"));
            }
            return Ok(());
        };
        let Ok(answered) = phone.sync.answered(&answer, &phone.disk, moment);
        let Answered::Counts(effects) = answered else {
            self.tell(|| format!("phone {at} passes over an answer to {request:x}"));
            return Ok(());
        };
        self.syncs += 1;
        self.apply(at, &answer, effects)
    }

    fn apply(&mut self, at: usize, answer: &Answer, effects: Vec<PhoneEffect>) -> Result<(), Violation> {
        let killed = self.strikes(Fault::PhoneKilledApplying);
        let first_request = self.rng.bits();
        self.tell(|| format!("phone {at} {} {effects:?}", if killed { "was about to apply" } else { "applies" }));
        let mistake = self.mistake;
        let Some(phone) = self.phones.get_mut(at) else { return Ok(()) };
        if killed {
            for effect in &effects {
                if let PhoneEffect::FeedTaken { is_snapshot, entries, cursor } = effect {
                    match mistake {
                        Some(Mistake::CursorBeforeEffect) => phone.disk.cursor = Some(*cursor),
                        Some(Mistake::EffectBeforeCursor) => phone.disk.take_entries(*is_snapshot, entries),
                        _ => {}
                    }
                }
            }
            phone.restart(first_request);
            return crate::check::phone(self, at);
        }
        for effect in effects {
            let before: BTreeMap<Lane, Head> =
                phone.disk.lanes.iter().map(|(lane, held)| (lane.clone(), held.proved)).collect();
            phone.disk.apply(effect);
            if mistake == Some(Mistake::ProvedNeverLowered) {
                let lanes = phone.disk.lanes.iter_mut();
                lanes.for_each(|(lane, held)| {
                    held.proved = held.proved.max(before.get(lane).copied().unwrap_or(Head::EMPTY))
                });
            }
        }
        if mistake == Some(Mistake::OfficeHeadIsProof) {
            for verdict in &answer.verdicts.lanes {
                let lane = Lane { installation: verdict.installation, subject: verdict.subject.clone() };
                phone.disk.lanes.entry(lane).and_modify(|held| held.proved = verdict.head);
            }
        }
        crate::check::phone(self, at)
    }
}

impl From<IdError> for Violation {
    fn from(error: IdError) -> Self {
        Self::new(format!("a name of the simulator is none: {error}"))
    }
}

impl From<StandIncomplete> for Violation {
    fn from(error: StandIncomplete) -> Self {
        Self::new(format!("the office's simulator loads too little: {error}"))
    }
}

impl From<doorstep_wire::WireError> for Violation {
    fn from(error: doorstep_wire::WireError) -> Self {
        Self::new(format!("a whole push could not be read: {error}"))
    }
}

impl From<Infallible> for Violation {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
