//! What a person at the office should look at in a van's ledger. Nothing is refused or
//! changed for it.

use crate::id::{PartNo, SerialNo};
use crate::visit::Place;

/// What a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// A piece was where it cannot have been: it stands in two places.
    InTwoPlaces {
        /// Where in the journal.
        place: Place,
        /// Which part.
        part: PartNo,
        /// Which piece.
        serial: SerialNo,
    },
    /// More was taken out than had been fitted on that visit.
    NotFittedThere {
        /// Where in the journal.
        place: Place,
        /// Which part.
        part: PartNo,
    },
    /// More left the van than ever came into it.
    BelowNothing {
        /// Which part.
        part: PartNo,
    },
    /// A count found something else than the ledger.
    CountDiffers {
        /// Which part.
        part: PartNo,
        /// By how much: below nothing, parts are missing.
        by: i64,
    },
    /// A part has to be counted again.
    Recount {
        /// Which part.
        part: PartNo,
    },
}

impl Finding {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::InTwoPlaces { .. } => "finding/piece-in-two-places",
            Self::NotFittedThere { .. } => "finding/taken-out-not-fitted",
            Self::BelowNothing { .. } => "finding/van-below-nothing",
            Self::CountDiffers { .. } => "finding/count-differs",
            Self::Recount { .. } => "finding/recount",
        }
    }

    /// Which part it is about.
    pub fn part(&self) -> &PartNo {
        match self {
            Self::InTwoPlaces { part, .. }
            | Self::NotFittedThere { part, .. }
            | Self::BelowNothing { part }
            | Self::CountDiffers { part, .. }
            | Self::Recount { part } => part,
        }
    }
}
