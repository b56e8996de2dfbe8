//! What engineers record in a history: real events with real bytes, and a few bad ones.

use doorstep_domain::book::EditionId;
use doorstep_domain::event::{Envelope, Event, Opening, Outcome, Record};
use doorstep_domain::id::{Hash, IdError, InstallationId, Lane, Subject};
use doorstep_domain::job::{ServiceKind, Warranty};
use doorstep_domain::time::{BootId, Stamp};
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

/// The lane of one visit.
pub fn lane(installation: InstallationId, phone: usize, visit: usize) -> Result<Lane, IdError> {
    Ok(Lane { installation, subject: Subject::Visit(format!("V{phone}-{visit}").parse()?) })
}

/// What opens a visit.
pub fn opening(lane: &Lane) -> Result<Letter, IdError> {
    let visit = match &lane.subject {
        Subject::Visit(visit) => visit.clone(),
        Subject::Van(_) => "V0".parse()?,
    };
    let stamp = Stamp { wall_ms: 1_700_000_000_000, mono_ms: 5, boot: BootId(1), uncertainty_ms: None };
    let envelope = Envelope { delta_ms: 0, running_delta: 1, clock: Some(stamp), seen: Vec::new() };
    let opening = Opening {
        job: "FW1".parse()?,
        visit,
        engineer: "E1".parse()?,
        edition: EditionId(Hash::of(b"edition")),
        service: ServiceKind::Repair,
        category: "fridge".parse()?,
        warranty: Warranty::Inside,
    };
    Ok(Letter::of(envelope, Event::VisitOpened(opening)))
}

/// Anything else that can be recorded.
pub fn any(rng: &mut Rng, subject: &Subject) -> Result<Letter, IdError> {
    let envelope = Envelope { delta_ms: rng.bits() % 90_000, running_delta: 1, clock: None, seen: Vec::new() };
    let letter = match rng.below(40) {
        0 => Letter { bytes: vec![0xff, 0x01, 0x02], content: None, photo: None, is_bad: true },
        1 => unknown_kind(&envelope),
        2..=15 => note(rng, envelope, subject),
        16..=19 => {
            let (photo, len) = (Hash::of(&rng.id()), 20_000 + rng.bits() % 300_000);
            Letter { photo: Some((photo, len)), ..Letter::of(envelope, Event::PhotoAdded { photo }) }
        }
        20..=36 => Letter::of(envelope, Event::PartMissing { part: "P1".parse()?, count: 1 + (rng.bits() % 3) as u32 }),
        _ => Letter::of(envelope, Event::VisitLeft { outcome: Outcome::Interrupted }),
    };
    Ok(letter)
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
