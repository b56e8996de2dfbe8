//! What engineers record in a history: real events with real bytes, and a few bad ones.

use chrono::NaiveDate;
use doorstep_domain::book::EditionId;
use doorstep_domain::day::DayStart;
use doorstep_domain::event::{Answer, Envelope, Event, Opening, Outcome, Record, SeenHead};
use doorstep_domain::id::{DayId, Hash, IdError, InstallationId, Lane, Subject};
use doorstep_domain::job::{ServiceKind, Warranty};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_domain::van::{Depot, Moved};
use doorstep_wire::event::encode;
use doorstep_wire::message::Content;

use crate::rng::Rng;

/// Something to append to a lane, with what it names.
#[derive(Clone, Debug)]
pub struct Letter {
    /// The event's bytes.
    pub bytes: Vec<u8>,
    /// A content that it names.
    pub content: Option<Content>,
    /// A photograph that it names: hash and length.
    pub photo: Option<(Hash, u64)>,
    /// The office will not fold it.
    pub is_bad: bool,
}

impl Letter {
    fn of(envelope: Envelope, event: Event) -> Self {
        Self { bytes: encode(&Record { envelope, event }), content: None, photo: None, is_bad: false }
    }
}

/// How many lanes a phone writes: visits, its engineer's van, its engineer's day.
pub const LANES: usize = VISITS + 2;
const VISITS: usize = 3;

/// One of a phone's lanes.
pub fn lane(installation: InstallationId, phone: usize, lane: usize) -> Result<Lane, IdError> {
    let subject = match lane {
        VISITS => Subject::Van(format!("E{phone}").parse()?),
        0..VISITS => Subject::Visit(format!("V{phone}-{lane}").parse()?),
        _ => Subject::Day(DayId::of(today(), &format!("E{phone}").parse()?)?),
    };
    Ok(Lane { installation, subject })
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default()
}

/// When something is recorded: no two events of a history have the same `nonce`, so no
/// two have the same bytes.
#[derive(Clone, Debug)]
pub struct Circumstance {
    /// Of this event alone.
    pub nonce: u32,
    /// What the phone's clock says, where it has to be said: at a lane's beginning and after a jump.
    pub wall_ms: Option<i64>,
    /// What of other lanes the writer had seen.
    pub seen: Vec<SeenHead>,
}

impl Circumstance {
    fn envelope(&self) -> Envelope {
        let mono_ms = u64::from(self.nonce);
        let stamp = |wall_ms| Stamp { wall_ms, mono_ms, boot: BootId(1), uncertainty_ms: None };
        Envelope {
            delta_ms: self.nonce.into(),
            running_delta: 1,
            clock: self.wall_ms.map(stamp),
            seen: self.seen.clone(),
        }
    }
}

/// What a lane begins with.
pub fn opening(lane: &Lane, when: &Circumstance) -> Result<Letter, IdError> {
    let envelope = when.envelope();
    let edition = EditionId(Hash::of(b"edition"));
    let event = match &lane.subject {
        Subject::Visit(visit) => Event::VisitOpened(Opening {
            job: "FW1".parse()?,
            visit: visit.clone(),
            engineer: "E1".parse()?,
            edition,
            service: ServiceKind::Repair,
            category: "fridge".parse()?,
            warranty: Warranty::Inside,
        }),
        Subject::Van(_) => Event::VanLoaded(moved(5)?),
        Subject::Day(day) => {
            let engineer = day.engineer().ok_or(IdError::Empty)?;
            Event::DayStarted(DayStart { engineer, date: today(), edition })
        }
    };
    Ok(Letter::of(envelope, event))
}

fn moved(count: u32) -> Result<Moved, IdError> {
    Ok(Moved { part: "P1".parse()?, count, serial: None, depot: Depot::Store })
}

/// Anything else that can be recorded.
pub fn any(rng: &mut Rng, subject: &Subject, when: &Circumstance) -> Result<Letter, IdError> {
    let envelope = when.envelope();
    match rng.below(40) {
        0 => Ok(bad([&[0xff], &when.nonce.to_be_bytes()[..]].concat())),
        1 => Ok(unknown_kind(when.nonce)),
        2 => Ok(Letter { is_bad: true, ..Letter::of(envelope, of_another_subject(subject)?) }),
        _ => match subject {
            Subject::Visit(_) => on_a_visit(rng, envelope, subject),
            Subject::Van(_) => with_a_van(rng, envelope),
            Subject::Day(_) => on_a_day(rng, envelope, subject),
        },
    }
}

/// What cannot be said of this subject.
fn of_another_subject(subject: &Subject) -> Result<Event, IdError> {
    Ok(match subject {
        Subject::Visit(_) => Event::VanLoaded(moved(1)?),
        Subject::Van(_) => Event::DayEnded { mismatches: 0 },
        Subject::Day(_) => Event::VisitLeft { outcome: Outcome::Solved },
    })
}

fn on_a_visit(rng: &mut Rng, envelope: Envelope, subject: &Subject) -> Result<Letter, IdError> {
    Ok(match rng.below(40) {
        0..=13 => note(rng, envelope, subject),
        14..=17 => photograph(rng, envelope, |photo| Event::PhotoAdded { photo }),
        18..=36 => Letter::of(envelope, Event::PartMissing { part: "P1".parse()?, count: 1 + (rng.bits() % 3) as u32 }),
        _ => Letter::of(envelope, Event::VisitLeft { outcome: Outcome::Interrupted }),
    })
}

fn with_a_van(rng: &mut Rng, envelope: Envelope) -> Result<Letter, IdError> {
    let count = 1 + (rng.bits() % 3) as u32;
    Ok(Letter::of(
        envelope,
        match rng.below(3) {
            0 => Event::VanLoaded(moved(count)?),
            1 => Event::VanUnloaded(moved(count)?),
            _ => Event::VanCounted { part: "P1".parse()?, found: count, expected: 2 },
        },
    ))
}

fn on_a_day(rng: &mut Rng, envelope: Envelope, subject: &Subject) -> Result<Letter, IdError> {
    let check = "appearance".parse()?;
    Ok(match rng.below(4) {
        0 => note(rng, envelope, subject),
        1 => {
            let answered = |photo| Event::CheckAnswered { check, answer: Answer::Photographed(photo) };
            photograph(rng, envelope, answered)
        }
        2 => {
            let card = Event::CardHandedIn { visit: "V0-0".parse()?, is_signed: true, satisfied: None };
            Letter::of(envelope, card)
        }
        _ => Letter::of(envelope, Event::DayEnded { mismatches: 1 }),
    })
}

fn photograph(rng: &mut Rng, envelope: Envelope, event: impl FnOnce(Hash) -> Event) -> Letter {
    let (photo, len) = (Hash::of(&rng.id()), 20_000 + rng.bits() % 300_000);
    Letter { photo: Some((photo, len)), ..Letter::of(envelope, event(photo)) }
}

/// A photograph of this length, added to a visit.
pub fn photograph_of(rng: &mut Rng, when: &Circumstance, len: u64) -> Letter {
    let photo = Hash::of(&rng.id());
    Letter { photo: Some((photo, len)), ..Letter::of(when.envelope(), Event::PhotoAdded { photo }) }
}

fn note(rng: &mut Rng, envelope: Envelope, subject: &Subject) -> Letter {
    let len = 10 + rng.below(600);
    let content = Content { subject: subject.clone(), salt: rng.id(), bytes: vec![b'n'; len] };
    Letter { content: Some(content.clone()), ..Letter::of(envelope, Event::NoteAdded { note: content.hash() }) }
}

/// An event of a later version: `[999, delta, running, []]`.
fn unknown_kind(nonce: u32) -> Letter {
    bad([&[0x84, 0x19, 0x03, 0xe7, 0x1a][..], &(nonce | 0x8000_0000).to_be_bytes(), &[0x01, 0x80]].concat())
}

fn bad(bytes: Vec<u8>) -> Letter {
    Letter { bytes, content: None, photo: None, is_bad: true }
}
