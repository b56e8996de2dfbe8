//! What leaves the home and what is lent, until it is back (R125–R130).

use doorstep_domain::custody::{CustodyCommand, CustodyEnd, CustodyKind, Due, due, open_items, proposed_due};
use doorstep_domain::id::Hash;
use doorstep_domain::terms::OpenCustody;
use doorstep_domain::visit::Command;

use crate::look::{count, to_the_minute};
use crate::{Look, Offer, RefusalModel, Verdict};

/// Custody on one visit.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CustodyModel {
    /// Which visit.
    pub visit: String,
    /// What is not back, of this visit and of earlier ones of the job.
    pub open: Vec<CustodyRow>,
    /// What came back on this visit.
    pub closed: Vec<CustodyClosedRow>,
    /// How many photographs of the outside belong to what changes hands next (R125).
    pub photos: u32,
    /// What may change hands next, each open or refused.
    pub kinds: Vec<Offer>,
    /// A proposal for when it is back, UTC (T15).
    pub proposed_due_ms: i64,
}

/// Something that is not back.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CustodyRow {
    /// The visit that opened it.
    pub from: String,
    /// Its number there.
    pub number: u32,
    /// What it is, by key.
    pub kind: String,
    /// What is printed on it; empty where nothing is.
    pub serial: String,
    /// When it is due back, UTC.
    pub due_ms: i64,
    /// Whether it is late.
    pub is_late: Verdict,
    /// Why it cannot be closed now; none where it can.
    pub refusal: Option<RefusalModel>,
}

/// Something that came back.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CustodyClosedRow {
    /// The visit that opened it.
    pub from: String,
    /// Its number there.
    pub number: u32,
    /// How it came back, by key.
    pub end: String,
}

/// Custody on this visit.
pub fn custody_model(look: &Look<'_>) -> CustodyModel {
    let book = &look.visit.custody;
    CustodyModel {
        visit: look.opening.visit.to_string(),
        open: open_items(look.visit).iter().map(|thing| row(look, thing)).collect(),
        closed: book
            .closed
            .iter()
            .map(|((from, number), (end, _))| CustodyClosedRow {
                from: from.to_string(),
                number: *number,
                end: end.key().to_owned(),
            })
            .collect(),
        photos: book.photos.get(&book.next_number()).map_or(0, |photos| count(photos.len())),
        kinds: CustodyKind::ALL.iter().map(|kind| look.offer(kind.key(), &open(look, *kind))).collect(),
        proposed_due_ms: to_the_minute(proposed_due(look.now, &look.books.sla)),
    }
}

fn row(look: &Look<'_>, thing: &OpenCustody) -> CustodyRow {
    let (from, number) = (thing.from.clone(), thing.number);
    let close = CustodyCommand::Close { from, number, end: CustodyEnd::Returned, note: None };
    CustodyRow {
        from: thing.from.to_string(),
        number,
        kind: thing.kind.key().to_owned(),
        serial: thing.serial.as_ref().map(ToString::to_string).unwrap_or_default(),
        due_ms: thing.due_ms,
        is_late: match due(thing.due_ms, look.now) {
            Due::Late { .. } => Verdict::Yes,
            Due::InTime { .. } => Verdict::No,
            Due::Unknown => Verdict::Unknown,
        },
        refusal: look.refusal(&Command::Custody(close)),
    }
}

/// With everything that the engineer still has to fill in: the rules say what else is missing.
fn open(look: &Look<'_>, kind: CustodyKind) -> Command {
    Command::Custody(CustodyCommand::Open {
        kind,
        serial: None,
        condition: Hash::NONE,
        due_ms: proposed_due(look.now, &look.books.sla),
        slip: Hash::NONE,
        customer_strokes: Hash::NONE,
        engineer_strokes: Hash::NONE,
    })
}
