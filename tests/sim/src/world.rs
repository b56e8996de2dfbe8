//! One step of a history, chosen by chance.

use std::collections::BTreeSet;

use doorstep_domain::event::SeenHead;
use doorstep_domain::id::{Hash, InstallationId, Lane};
use doorstep_sync::backoff::Moment;
use doorstep_sync::phone::Sign;
use doorstep_wire::message::{Epoch, FeedItem, Limits};

use crate::check::{self, Violation};
use crate::fault::{Counted, Fault, FaultSet, Mistake};
use crate::letter::{self, Circumstance, Letter};
use crate::network::Network;
use crate::office::Office;
use crate::phone::Phone;
use crate::rng::Rng;

/// What history is played: everything follows from this.
#[derive(Clone, Debug)]
pub struct Plan {
    /// All chance.
    pub seed: u64,
    /// Which faults may happen.
    pub set: FaultSet,
    /// A planted mistake.
    pub mistake: Option<Mistake>,
    /// Steps that are left out.
    pub skipped: BTreeSet<u32>,
    /// Steps in which nothing goes wrong.
    pub calm: BTreeSet<u32>,
    /// So many steps; none: until there were enough events, syncs and faults.
    pub steps: Option<u32>,
}

/// Everything there is in one history.
#[derive(Debug)]
pub struct World {
    /// What is played.
    pub plan: Plan,
    /// Faults go on.
    pub is_faulty: bool,
    /// Chance, of this step.
    pub rng: Rng,
    /// The one clock.
    pub now_ms: u64,
    /// The office.
    pub office: Office,
    /// The phones.
    pub phones: Vec<Phone>,
    /// What is on its way.
    pub network: Network,
    /// Faults that happened.
    pub counted: Counted,
    /// Events recorded.
    pub events: u64,
    /// Answers that counted.
    pub syncs: u64,
    /// Heads that were offered instead of events.
    pub heads: u64,
    /// Steps that were played or left out.
    pub steps: u32,
    /// Steps, where they are written down.
    pub story: Option<Vec<String>>,
}

impl World {
    /// A world before anything happened.
    pub fn new(plan: Plan, is_told: bool) -> Self {
        let mut rng = Rng::new(plan.seed);
        let limits = Limits {
            push_bytes: 2_000 + rng.bits() % 30_000,
            push_events: 4 + (rng.bits() % 60) as u32,
            content_bytes: 1_500,
            photo_bytes: 1 << 20,
        };
        let office = Office::new(Epoch(rng.id()), limits, plan.mistake);
        let mut phones: Vec<Phone> =
            (0..2 + rng.below(2)).map(|n| Phone::new(n, InstallationId(rng.id()), rng.bits())).collect();
        phones.iter_mut().for_each(|phone| phone.plant(plan.mistake));
        Self {
            plan,
            is_faulty: true,
            rng,
            now_ms: 1_000,
            office,
            phones,
            network: Network::default(),
            counted: Counted::new(),
            events: 0,
            syncs: 0,
            heads: 0,
            steps: 0,
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
        let strikes = self.happens(fault);
        if strikes {
            self.count(fault);
        }
        strikes
    }

    pub(crate) fn happens(&mut self, fault: Fault) -> bool {
        let per_mille = self.plan.set.per_mille(fault);
        per_mille > 0 && self.is_faulty && self.rng.happens(per_mille)
    }

    pub(crate) fn count(&mut self, fault: Fault) {
        *self.counted.entry(fault).or_default() += 1;
        self.tell(|| format!("!! {fault:?}"));
    }

    /// Now, as this phone's clock has it.
    pub(crate) fn moment(&mut self, at: usize) -> Moment {
        let ahead_ms = self.phones.get(at).map_or(0, |phone| phone.ahead_ms);
        Moment { now_ms: self.now_ms + ahead_ms, jitter: self.rng.bits() }
    }

    /// One step.
    pub fn step(&mut self) -> Result<(), Violation> {
        self.steps += 1;
        if self.plan.skipped.contains(&self.steps) {
            return Ok(());
        }
        self.rng = Rng::of_step(self.plan.seed, self.steps);
        self.is_faulty = !self.plan.calm.contains(&self.steps);
        self.now_ms += self.rng.bits() % 2_000;
        let phone = self.rng.below(self.phones.len());
        self.strike(phone)?;
        match self.rng.below(100) {
            0..22 => self.record_some(phone),
            22..27 => self.say(phone),
            27..30 => {
                self.wake(phone);
                Ok(())
            }
            30..34 => {
                self.back_up(phone);
                Ok(())
            }
            34..62 => self.turn(phone).map(drop),
            62..92 => self.deliver(),
            _ => self.upload(phone).map(drop),
        }
    }

    fn back_up(&mut self, phone: usize) {
        if self.rng.happens(500) {
            self.office.back_up();
            self.tell(|| "the office is backed up".to_owned());
        } else if let Some(phone) = self.phones.get_mut(phone) {
            phone.back_up();
        }
    }

    fn record_some(&mut self, at: usize) -> Result<(), Violation> {
        if self.strikes(Fault::PhoneDiskFull) {
            // Nothing was saved, and the engineer was told so.
            return Ok(());
        }
        let nth = self.rng.below(letter::LANES);
        for _ in 0..1 + self.rng.below(4) {
            self.record(at, nth)?;
        }
        check::phone(self, at)
    }

    fn record(&mut self, at: usize, nth: usize) -> Result<(), Violation> {
        self.events += 1;
        let Some(phone) = self.phones.get(at) else { return Ok(()) };
        let (engineer, ahead_ms) = (phone.engineer, phone.ahead_ms);
        let lane = letter::lane(phone.disk.installation, engineer, nth)?;
        let before = phone.disk.before(&lane.subject);
        let begins = !phone.disk.lanes.contains_key(&lane);
        let when = Circumstance {
            nonce: u32::try_from(self.events).unwrap_or(u32::MAX),
            wall_ms: (begins || ahead_ms > 0).then(|| 1_700_000_000_000 + i64::try_from(ahead_ms).unwrap_or(0)),
            seen: before
                .iter()
                .filter(|_| begins)
                .map(|(lane, head)| SeenHead { lane: lane.clone(), head: *head })
                .collect(),
        };
        let letter = match begins && before.is_none() {
            true => letter::opening(&lane, &when)?,
            false => letter::any(&mut self.rng, &lane.subject, &when)?,
        };
        self.poison(at, nth, begins, &letter);
        self.save(at, &lane, letter);
        Ok(())
    }

    fn save(&mut self, at: usize, lane: &Lane, letter: Letter) {
        let Some(phone) = self.phones.get_mut(at) else { return };
        let head = phone.disk.record(lane, letter);
        phone.sync.wake(Sign::Saved);
        phone.told.insert(lane.clone(), head);
        self.tell(|| format!("phone {at} records {lane} {}", head.seq));
    }

    /// In histories of that set, the office breaks down over one content and one event.
    fn poison(&mut self, at: usize, nth: usize, begins: bool, letter: &Letter) {
        if self.plan.set != FaultSet::Toxic || at != 0 || begins || self.office.toxic.len() >= 2 {
            return;
        }
        let content = letter.content.as_ref().filter(|_| self.office.toxic.is_empty());
        let named = content.map(doorstep_wire::message::Content::hash);
        let event = (nth == 0 && !self.office.toxic.is_empty()).then(|| Hash::of(&letter.bytes));
        self.office.toxic.extend(named.or(event));
    }

    fn say(&mut self, at: usize) -> Result<(), Violation> {
        let Some(engineer) = self.phones.get(at).map(|phone| phone.engineer) else { return Ok(()) };
        let count = (self.rng.bits() % 9) as i32 - 2;
        let item = if self.strikes(Fault::FromLaterVersion) {
            FeedItem::Unknown { kind: 99, bytes: vec![0x80] }
        } else {
            FeedItem::Stock { part: "P1".parse()?, count }
        };
        self.tell(|| format!("office says to engineer {engineer}: {item:?}"));
        self.office.say(engineer, item);
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
}
