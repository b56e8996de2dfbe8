//! What an engineer can want on the screens of the day, of the van and of the phone itself.

use doorstep_domain::id::{CheckId, DayId, OptionId, PartNo, ReasonId, SerialNo, VisitId};
use doorstep_domain::van::Depot;

use crate::help::PhotoWay;

/// One wish about one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayIntent {
    /// Which day.
    pub day: DayId,
    /// What is wanted.
    pub act: DayAct,
}

/// What can be wanted of a day.
#[derive(Clone, PartialEq, Eq)]
pub enum DayAct {
    /// Begin it; the newest whole edition is pinned.
    Start,
    /// Tick a day check.
    Confirm {
        /// Which.
        check: CheckId,
    },
    /// Choose an answer.
    Choose {
        /// Which check.
        check: CheckId,
        /// Which answer.
        option: OptionId,
    },
    /// Take over a photograph that the camera has written.
    Photograph {
        /// Which check.
        check: CheckId,
        /// Where the camera wrote it.
        path: String,
    },
    /// Write a note.
    Write {
        /// Which check; none for a note that belongs to no check.
        check: Option<CheckId>,
        /// The text.
        text: String,
    },
    /// Leave a check out.
    Waive {
        /// Which.
        check: CheckId,
        /// Why.
        reason: ReasonId,
        /// More words; empty for none.
        text: String,
    },
    /// Hand in a supervision card (R168).
    HandInCard {
        /// Of which visit.
        visit: VisitId,
        /// The customer's signature is on it.
        is_signed: bool,
        /// Whether it says that the customer is satisfied; none where it says nothing.
        satisfied: Option<bool>,
    },
    /// End it, with whatever does not agree.
    End,
}

impl DayAct {
    /// Where the camera wrote the picture that this act takes over.
    pub fn picture(&self) -> Option<&str> {
        match self {
            Self::Photograph { path, .. } => Some(path),
            _ => None,
        }
    }
}

/// Never shows texts: logs hold no personal data.
impl std::fmt::Debug for DayAct {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Start => "Start",
            Self::Confirm { .. } => "Confirm",
            Self::Choose { .. } => "Choose",
            Self::Photograph { .. } => "Photograph",
            Self::Write { .. } => "Write",
            Self::Waive { .. } => "Waive",
            Self::HandInCard { .. } => "HandInCard",
            Self::End => "End",
        })
    }
}

/// What can be wanted of the engineer's own van.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VanAct {
    /// Parts come into it.
    Load {
        /// Which part.
        part: PartNo,
        /// How many.
        count: u32,
        /// The piece, for tracked parts.
        serial: Option<SerialNo>,
        /// Where from.
        from: Depot,
    },
    /// Parts leave it without being fitted: also old parts that go back (R199).
    Unload {
        /// Which part.
        part: PartNo,
        /// How many.
        count: u32,
        /// The piece, for tracked parts.
        serial: Option<SerialNo>,
        /// Where to.
        to: Depot,
    },
    /// Somebody counted.
    Count {
        /// Which part.
        part: PartNo,
        /// How many there are, faulty ones included.
        found: u32,
    },
}

/// What can be wanted of the phone itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhoneAct {
    /// Send photographs over these networks from now on.
    SendPhotos {
        /// Which.
        way: PhotoWay,
    },
}
