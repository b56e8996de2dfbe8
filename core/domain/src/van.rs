//! The van's ledger: what it should carry, over visits and days (R37, R81, R118, R199, R201).
//!
//! What a visit fits or takes out is a fact of the visit; what is loaded, unloaded and
//! counted is a fact of the van; what the office issued comes with the feed. The
//! [`Ledger`] is all three together: parts are neither lost nor invented by it, and
//! where a count finds something else, the difference is shown and never quietly taken
//! over.
//!
//! Facts are not refused for being surprising: more may be unloaded than should be
//! there. Only what cannot be meant is refused, and work on a visit never asks the van.

mod finding;
mod ledger;
mod past;

use std::collections::BTreeMap;

use crate::book::{Books, Tracking};
use crate::event::Event;
use crate::id::{PartNo, SerialNo};
use crate::job::named;
use crate::quote::MOST_PIECES;

pub use finding::Finding;
pub use ledger::{Count, Ledger, Row, Whereabouts};

named! {
    /// Where parts come from and go to.
    Depot {
        /// The outlet's store (R193).
        Store = "store",
        /// Another engineer's van.
        Colleague = "colleague",
        /// The bin for old and faulty parts that go back (R199).
        OldParts = "old-parts",
    }
}

/// Parts that move into or out of a van.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Which part.
    pub part: PartNo,
    /// How many.
    pub count: u32,
    /// The piece, for tracked parts: then the count is one.
    pub serial: Option<SerialNo>,
    /// Where from, or where to.
    pub depot: Depot,
}

/// What someone wants to record about a van.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VanCommand {
    /// Parts come into it.
    Load(Moved),
    /// Parts leave it without being fitted: also old parts that go back (R199).
    Unload(Moved),
    /// Somebody counted.
    Count {
        /// Which part.
        part: PartNo,
        /// How many there are, faulty ones included.
        found: u32,
    },
}

/// What follows from a command. Changes nothing.
pub fn decide(ledger: &Ledger, books: &Books, command: &VanCommand) -> Result<Event, VanRefusal> {
    match command {
        VanCommand::Load(moved) => {
            pieces(ledger, books, moved)?;
            if moved.depot == Depot::OldParts {
                return Err(VanRefusal::NotASource(moved.part.clone()));
            }
            match whereabouts(ledger, moved) {
                Some(Whereabouts::Here | Whereabouts::Faulty) => Err(VanRefusal::HereAlready(moved.part.clone())),
                _ => Ok(Event::VanLoaded(moved.clone())),
            }
        }
        VanCommand::Unload(moved) => {
            pieces(ledger, books, moved)?;
            match whereabouts(ledger, moved) {
                Some(Whereabouts::Gone(_)) => Err(VanRefusal::GoneAlready(moved.part.clone())),
                _ => Ok(Event::VanUnloaded(moved.clone())),
            }
        }
        VanCommand::Count { part, found } => {
            is_known(ledger, books, part)?;
            if *found > MOST_PIECES {
                return Err(VanRefusal::BadCount { part: part.clone(), most: MOST_PIECES });
            }
            Ok(Event::VanCounted { part: part.clone(), found: *found, expected: ledger.expected(part) })
        }
    }
}

fn whereabouts<'a>(ledger: &'a Ledger, moved: &Moved) -> Option<&'a Whereabouts> {
    ledger.pieces.get(&(moved.part.clone(), moved.serial.clone()?))
}

/// A part that left the catalogue can still be in the van.
fn is_known(ledger: &Ledger, books: &Books, part: &PartNo) -> Result<(), VanRefusal> {
    match books.parts.part(part).is_some() || ledger.rows.contains_key(part) {
        true => Ok(()),
        false => Err(VanRefusal::UnknownPart(part.clone())),
    }
}

/// Tracked parts move one by one, each with its number; counted parts have none.
fn pieces(ledger: &Ledger, books: &Books, moved: &Moved) -> Result<(), VanRefusal> {
    is_known(ledger, books, &moved.part)?;
    match (books.parts.part(&moved.part).map(|part| part.tracking), &moved.serial) {
        (Some(Tracking::Serial), None) => return Err(VanRefusal::NeedsSerial(moved.part.clone())),
        (Some(Tracking::Counted), Some(_)) => return Err(VanRefusal::HasNoSerial(moved.part.clone())),
        _ => {}
    }
    let most = if moved.serial.is_some() { 1 } else { MOST_PIECES };
    match (1..=most).contains(&moved.count) {
        true => Ok(()),
        false => Err(VanRefusal::BadCount { part: moved.part.clone(), most }),
    }
}

/// The old parts that came back in the van and were not handed in (R199).
pub fn old_parts_owed(ledger: &Ledger) -> BTreeMap<PartNo, u64> {
    let owed = ledger.rows.iter().map(|(part, row)| (part.clone(), row.old_owed()));
    owed.filter(|(_, count)| *count > 0).collect()
}

/// Why a move or a count may not be recorded like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VanRefusal {
    /// Neither the catalogue nor the van has such a part.
    #[error("neither the parts catalogue nor the van has a part {0}")]
    UnknownPart(PartNo),
    /// Tracked parts move one by one, with their serial number.
    #[error("{0} moves one by one, each with its serial number")]
    NeedsSerial(PartNo),
    /// Counted parts have no serial number.
    #[error("{0} has no serial numbers")]
    HasNoSerial(PartNo),
    /// None or too many of something.
    #[error("{part}: at most {most} at once")]
    BadCount {
        /// Which part.
        part: PartNo,
        /// The most at once.
        most: u32,
    },
    /// Nothing comes out of the bin for old parts.
    #[error("{0} does not come out of the bin for old parts")]
    NotASource(PartNo),
    /// This piece is in the van.
    #[error("this piece of {0} is in the van already")]
    HereAlready(PartNo),
    /// This piece left the van before.
    #[error("this piece of {0} left the van already")]
    GoneAlready(PartNo),
}

impl VanRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownPart(_) => "van/unknown-part",
            Self::NeedsSerial(_) => "van/needs-serial",
            Self::HasNoSerial(_) => "van/has-no-serial",
            Self::BadCount { .. } => "van/bad-count",
            Self::NotASource(_) => "van/not-a-source",
            Self::HereAlready(_) => "van/here-already",
            Self::GoneAlready(_) => "van/gone-already",
        }
    }

    /// Which part it is about.
    pub fn part(&self) -> &PartNo {
        match self {
            Self::UnknownPart(part)
            | Self::NeedsSerial(part)
            | Self::HasNoSerial(part)
            | Self::BadCount { part, .. }
            | Self::NotASource(part)
            | Self::HereAlready(part)
            | Self::GoneAlready(part) => part,
        }
    }
}
