//! The one table of numbers that stand for kinds and options.
//!
//! A number is never changed and never used twice, also when its option is gone.
//! A new case of a domain enum does not compile here until it has a number.

use doorstep_domain::arrival::Milestone;
use doorstep_domain::call::{CallReason, CallResult, Party};
use doorstep_domain::custody::{CustodyEnd, CustodyKind};
use doorstep_domain::door::{DoorSearch, DoorTry, SearchResult};
use doorstep_domain::event::{
    DocumentKind, NoSignature, OldPart, Outcome, QuoteAnswer, Rejection, Signer, TicketField,
};
use doorstep_domain::follow_up::FollowUpResult;
use doorstep_domain::job::{ServiceKind, Warranty};
use doorstep_domain::van::Depot;

/// Kinds of events. A body's shape belongs to its kind for ever.
pub mod kind {
    /// The engineer accepted the job.
    pub const VISIT_OPENED: u32 = 1;
    /// A check was answered.
    pub const CHECK_ANSWERED: u32 = 2;
    /// A check was left out.
    pub const CHECK_WAIVED: u32 = 3;
    /// A note that belongs to no check.
    pub const NOTE_ADDED: u32 = 4;
    /// A photograph that belongs to no check.
    pub const PHOTO_ADDED: u32 = 5;
    /// A line came onto the quote.
    pub const QUOTE_LINE_ADDED: u32 = 6;
    /// A line left the quote.
    pub const QUOTE_LINE_REMOVED: u32 = 7;
    /// A document was shown.
    pub const DOCUMENT_PRESENTED: u32 = 8;
    /// The customer answered the quote.
    pub const QUOTE_ANSWERED: u32 = 9;
    /// A part was fitted.
    pub const PART_FITTED: u32 = 10;
    /// A part is needed that is not here.
    pub const PART_MISSING: u32 = 11;
    /// The customer signed.
    pub const SIGNED: u32 = 12;
    /// There is no signature.
    pub const SIGNATURE_MISSING: u32 = 13;
    /// The engineer left the home.
    pub const VISIT_LEFT: u32 = 14;
    /// The terms of the job, as they were when it was accepted.
    pub const TERMS_TAKEN: u32 = 15;
    /// What an earlier visit of the same job left behind.
    pub const EARLIER_TAKEN: u32 = 16;
    /// A field of the ticket was asked after.
    pub const FIELD_CONFIRMED: u32 = 17;
    /// Several pieces of advice were confirmed as a group.
    pub const GROUP_CONFIRMED: u32 = 18;
    /// The wait of a timer check began.
    pub const TIMER_STARTED: u32 = 19;
    /// Somebody was called.
    pub const CALLED: u32 = 20;
    /// A moment of the way was reached.
    pub const REACHED: u32 = 21;
    /// The true reason for being late was recorded.
    pub const LATENESS_EXPLAINED: u32 = 22;
    /// The engineer rang or knocked once.
    pub const DOOR_TRIED: u32 = 23;
    /// The customer was looked for.
    pub const DOOR_SEARCHED: u32 = 24;
    /// A note was left at the door.
    pub const DOOR_NOTE_LEFT: u32 = 25;
    /// Another window was agreed.
    pub const APPOINTMENT_MOVED: u32 = 26;
    /// Somebody else takes the job.
    pub const HANDED_OVER: u32 = 27;
    /// Something came between.
    pub const INCIDENT_OPENED: u32 = 28;
    /// It ended.
    pub const INCIDENT_CLOSED: u32 = 29;
    /// The centre was asked for a lower price.
    pub const REDUCTION_ASKED: u32 = 30;
    /// A spoken code did not verify.
    pub const CODE_TRIED: u32 = 31;
    /// The total was lowered by the centre's word.
    pub const PRICE_REDUCED: u32 = 32;
    /// A part that was brought is the wrong one or does not work.
    pub const PART_REJECTED: u32 = 33;
    /// A part that was fitted on this visit was taken out again.
    pub const PART_TAKEN_OUT: u32 = 34;
    /// Something changed hands.
    pub const CUSTODY_OPENED: u32 = 35;
    /// Its outside was photographed.
    pub const CUSTODY_PHOTOGRAPHED: u32 = 36;
    /// It came back.
    pub const CUSTODY_CLOSED: u32 = 37;
    /// The customer was advised instead of visited.
    pub const ADVISED: u32 = 38;
    /// An owed call or visit was tried.
    pub const FOLLOW_UP_TRIED: u32 = 39;
    /// Parts came into a van.
    pub const VAN_LOADED: u32 = 40;
    /// Parts left a van without being fitted.
    pub const VAN_UNLOADED: u32 = 41;
    /// Somebody counted.
    pub const VAN_COUNTED: u32 = 42;
    /// A day began.
    pub const DAY_STARTED: u32 = 43;
    /// A supervision card was handed in.
    pub const CARD_HANDED_IN: u32 = 44;
    /// A day ended.
    pub const DAY_ENDED: u32 = 45;
}

/// How a check was answered.
pub(crate) mod answer {
    pub(crate) const CONFIRMED: u32 = 1;
    pub(crate) const CHOSEN: u32 = 2;
    pub(crate) const MEASURED: u32 = 3;
    pub(crate) const PHOTOGRAPHED: u32 = 4;
    pub(crate) const NOTED: u32 = 5;
    pub(crate) const TIMED: u32 = 6;
    pub(crate) const CALLED: u32 = 7;
}

/// What a line charges.
pub(crate) mod item {
    pub(crate) const FEE: u32 = 1;
    pub(crate) const PART: u32 = 2;
}

/// Why a line costs what it costs.
pub(crate) mod because {
    pub(crate) const SCHEDULE: u32 = 1;
    pub(crate) const CARD_IS_LOWER: u32 = 2;
    pub(crate) const FREE_IN_WARRANTY: u32 = 3;
    pub(crate) const CATALOGUE: u32 = 4;
    pub(crate) const EXTRA: u32 = 5;
    pub(crate) const FREE_SOFTWARE: u32 = 6;
    pub(crate) const ASK_CENTRE: u32 = 7;
    pub(crate) const ORDERED: u32 = 8;
    pub(crate) const OLD_PART_CREDIT: u32 = 9;
    pub(crate) const REPAIR_WARRANTY: u32 = 10;
}

/// How an event travels that is not just its bytes.
pub(crate) mod sent {
    pub(crate) const MOVED: u32 = 1;
    pub(crate) const WITHHELD: u32 = 2;
}

/// The parts of an answer.
pub(crate) mod part {
    pub(crate) const VERDICTS: u32 = 1;
    pub(crate) const FEED: u32 = 2;
}

/// What the office can say.
pub(crate) mod feed {
    // 1 was a job without travel time, earlier visit and approval key; 2 an edition of
    // five books. Neither is read any more, and neither number stands for anything else.
    pub(crate) const STOCK: u32 = 3;
    pub(crate) const ERASED: u32 = 4;
    pub(crate) const JOB: u32 = 5;
    pub(crate) const EDITION: u32 = 6;
    pub(crate) const CERTIFICATES: u32 = 7;
    pub(crate) const EARLIER: u32 = 8;
}

/// An option that is written as a number.
pub(crate) trait Coded: Copy {
    /// The table's name, for errors.
    const AT: &'static str;
    fn code(self) -> u32;
    fn from_code(code: u32) -> Option<Self>;
}

macro_rules! codes {
    ($($name:ident, $at:literal { $($variant:ident = $code:literal,)* })*) => {
        $(impl Coded for $name {
            const AT: &'static str = $at;
            fn code(self) -> u32 {
                match self { $(Self::$variant => $code,)* }
            }
            fn from_code(code: u32) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        })*

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_option_is_read_back_from_its_number() {
                $(for option in $name::ALL {
                    assert_eq!($name::from_code(option.code()), Some(*option));
                })*
            }
        }
    };
}

codes! {
    ServiceKind, "service kind" {
        Repair = 1, Installation = 2, Commissioning = 3, Maintenance = 4,
        Exchange = 5, Return = 6, Design = 7, Advice = 8, Software = 9, Upgrade = 10,
    }
    Warranty, "warranty" { Inside = 1, Outside = 2, }
    OldPart, "old part" { Returned = 1, KeptByCustomer = 2, None = 3, }
    DocumentKind, "document kind" { Quote = 1, Confirmation = 2, }
    QuoteAnswer, "quote answer" { Accepted = 1, Declined = 2, }
    Signer, "signer" { Customer = 1, Family = 2, Representative = 3, }
    NoSignature, "no signature" { Refused = 1, Absent = 2, Unable = 3, }
    Outcome, "outcome" {
        Solved = 1, FurtherWork = 2, Declined = 3, NoAccess = 4, Interrupted = 5,
        Advised = 6, HandedOver = 7, Rebooked = 8,
    }
    TicketField, "ticket field" {
        Name = 1, Address = 2, Phone = 3, Model = 4, PurchaseDate = 5, Symptom = 6, Request = 7, Window = 8,
    }
    Rejection, "rejection" { Wrong = 1, Faulty = 2, }
    Party, "party" { Customer = 1, Dispatcher = 2, Centre = 3, Manager = 4, Neighbour = 5, }
    CallResult, "call result" { Reached = 1, NoAnswer = 2, Busy = 3, WrongNumber = 4, Unreachable = 5, }
    CallReason, "call reason" {
        Confirm = 1, Late = 2, Reschedule = 3, NoAccess = 4, Report = 5,
        Help = 6, Advice = 7, FollowUp = 8, Safety = 9,
    }
    Milestone, "milestone" { Departed = 1, Arrived = 2, Entered = 3, }
    DoorTry, "door try" { Bell = 1, Knock = 2, }
    DoorSearch, "door search" { Downstairs = 1, Neighbour = 2, }
    SearchResult, "search result" { Found = 1, NotFound = 2, ConfirmedAway = 3, }
    FollowUpResult, "follow-up result" { Satisfied = 1, NotSatisfied = 2, NotReached = 3, Done = 4, }
    CustodyKind, "custody kind" { Appliance = 1, Component = 2, Loaner = 3, }
    CustodyEnd, "custody end" { Returned = 1, Damaged = 2, Settled = 3, }
    Depot, "depot" { Store = 1, Colleague = 2, OldParts = 3, }
}
