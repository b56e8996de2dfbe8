//! The doorstep protocol: what is tried before "nobody opened" is a fact (R49–R56, T3).
//!
//! Ring or knock, wait, try again, telephone, look around, ask, leave a note, tell the
//! centre. How often and how long stands in the SLA policy. Times are readings of the
//! phone's clocks, never a running timer, so the protocol goes on through a screen
//! lock and a restart.
//!
//! The order is advice: what was done early is done. Leaving is never held up; what
//! was not tried before "nobody opened" was claimed is a finding ([`untried`]).

mod protocol;
mod record;
#[cfg(test)]
mod tests;

use crate::arrival::Milestone;
use crate::event::Event;
use crate::id::Hash;
use crate::job::named;
use crate::time::Stamp;
use crate::visit::Asked;

pub use protocol::{DoorNext, DoorState, state};
pub use record::{NoAccessRecord, is_tried, no_access_record, untried};

named! {
    /// How somebody announces themselves (R50).
    DoorTry {
        /// The bell, where there is one.
        Bell = "bell",
        /// Light knocks, as often as the policy says.
        Knock = "knock",
    }
}

named! {
    /// Where one looks for the customer.
    DoorSearch {
        /// Around the house; they may be waiting there (R55).
        Downstairs = "downstairs",
        /// At the neighbours' (R53).
        Neighbour = "neighbour",
    }
}

named! {
    /// What looking around came to.
    SearchResult {
        /// The customer was found.
        Found = "found",
        /// Nobody is there, or nobody knows.
        NotFound = "not-found",
        /// A neighbour confirms that they are away (R53).
        ConfirmedAway = "confirmed-away",
    }
}

/// What someone wants to record at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoorCommand {
    /// Ring or knock once.
    Try {
        /// How.
        how: DoorTry,
    },
    /// Look for the customer.
    Search {
        /// Where.
        place: DoorSearch,
        /// What came of it.
        result: SearchResult,
    },
    /// Leave a note at the door, with its photograph (R35, R53).
    LeaveNote {
        /// The picture.
        photo: Hash,
    },
}

/// What was tried at the door.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Door {
    /// Every ring and knock, with its time.
    pub tries: Vec<(DoorTry, Option<Stamp>)>,
    /// Everywhere the customer was looked for.
    pub searches: Vec<(DoorSearch, SearchResult, Option<Stamp>)>,
    /// The notes that were left.
    pub notes: Vec<(Hash, Option<Stamp>)>,
}

pub(crate) fn decide(asked: &Asked<'_>, command: &DoorCommand) -> Result<Event, DoorRefusal> {
    if asked.visit.arrival.reached.contains_key(&Milestone::Entered) {
        return Err(DoorRefusal::OpenAlready);
    }
    Ok(match command {
        DoorCommand::Try { how } => Event::DoorTried { how: *how },
        DoorCommand::Search { place, result } => Event::DoorSearched { place: *place, result: *result },
        DoorCommand::LeaveNote { photo } => Event::DoorNoteLeft { photo: *photo },
    })
}

/// Why something may not be recorded at the door.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DoorRefusal {
    /// The customer has opened; there is nothing to knock at.
    #[error("the door is open already")]
    OpenAlready,
}

impl DoorRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::OpenAlready => "door/open-already",
        }
    }
}
