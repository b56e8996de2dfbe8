//! What engineers record in a history: real events with real bytes, and a few bad ones.

use chrono::NaiveDate;
use doorstep_domain::book::EditionId;
use doorstep_domain::day::DayStart;
use doorstep_domain::event::{Answer, Envelope, Event, Opening, Outcome, Record};
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

/// What a lane begins with.
pub fn opening(lane: &Lane) -> Result<Letter, IdError> {
    let stamp = Stamp { wall_ms: 1_700_000_000_000, mono_ms: 5, boot: BootId(1), uncertainty_ms: None };
    let envelope = Envelope { delta_ms: 0, running_delta: 1, clock: Some(stamp), seen: Vec::new() };
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
pub fn any(rng: &mut Rng, subject: &Subject) -> Result<Letter, IdError> {
    let envelope = Envelope { delta_ms: rng.bits() % 90_000, running_delta: 1, clock: None, seen: Vec::new() };
    match rng.below(40) {
        0 => Ok(Letter { bytes: vec![0xff, 0x01, 0x02], content: None, photo: None, is_bad: true }),
        1 => Ok(unknown_kind(&envelope)),
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

fn note(rng: &mut Rng, envelope: Envelope, subject: &Subject) -> Letter {
    let len = 10 + rng.below(600);
    let content = Content { subject: subject.clone(), salt: rng.id(), bytes: vec![b'n'; len] };
    Letter { content: Some(content.clone()), ..Letter::of(envelope, Event::NoteAdded { note: content.hash() }) }
}

/// An event of a later version: `[999, delta, running, []]`.
fn unknown_kind(envelope: &Envelope) -> Letter {
    let delta = (envelope.delta_ms % 20) as u8;
    Letter { bytes: vec![0x84, 0x19, 0x03, 0xe7, delta, 0x01, 0x80], content: None, photo: None, is_bad: true }
}
