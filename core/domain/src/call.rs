//! Calls: whom the engineer telephoned, why, and what came of it (R36).
//!
//! The log proves R33–R35: that the customer was called, and when. It holds no
//! number and no name; a call to a busy line is a fact like any other, so that a
//! rule that asks for a call is met by trying.

use crate::id::Hash;
use crate::job::named;

named! {
    /// Who can be called.
    Party {
        /// The customer, or whoever the job names to call.
        Customer = "customer",
        /// The clerk who handed out the job (R20).
        Dispatcher = "dispatcher",
        /// The service centre (R54).
        Centre = "centre",
        /// The service manager (R60, R63).
        Manager = "manager",
        /// A neighbour (R53).
        Neighbour = "neighbour",
    }
}

named! {
    /// What came of a call.
    CallResult {
        /// Somebody answered.
        Reached = "reached",
        /// It rang and nobody answered (R33).
        NoAnswer = "no-answer",
        /// The line was busy.
        Busy = "busy",
        /// The number belongs to somebody else (R19).
        WrongNumber = "wrong-number",
        /// Switched off, or no network on either side.
        Unreachable = "unreachable",
    }
}

named! {
    /// Why somebody was called.
    CallReason {
        /// To confirm time, address and symptom (R29).
        Confirm = "confirm",
        /// To say that the engineer comes late (R58).
        Late = "late",
        /// To agree another time (R25, R30).
        Reschedule = "reschedule",
        /// Nobody opens (R52).
        NoAccess = "no-access",
        /// To tell what happened (R48, R54, R120).
        Report = "report",
        /// To ask for technical help (R27, R85).
        Help = "help",
        /// To advise instead of coming (R22).
        Advice = "advice",
        /// A call-back that was owed (R163).
        FollowUp = "follow-up",
        /// Somebody is in danger (R121, R209).
        Safety = "safety",
    }
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// To whom.
    pub to: Party,
    /// Why.
    pub reason: CallReason,
    /// What came of it.
    pub result: CallResult,
    /// More words, as a content.
    pub note: Option<Hash>,
}
