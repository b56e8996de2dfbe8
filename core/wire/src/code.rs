//! The one table of numbers that stand for kinds and options.
//!
//! A number is never changed and never used twice, also when its option is gone.
//! A new case of a domain enum does not compile here until it has a number.

use doorstep_domain::event::{DocumentKind, NoSignature, OldPart, Outcome, QuoteAnswer, Signer};
use doorstep_domain::job::{ServiceKind, Warranty};

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
}

/// How a check was answered.
pub(crate) mod answer {
    pub(crate) const CONFIRMED: u32 = 1;
    pub(crate) const CHOSEN: u32 = 2;
    pub(crate) const MEASURED: u32 = 3;
    pub(crate) const PHOTOGRAPHED: u32 = 4;
    pub(crate) const NOTED: u32 = 5;
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
    pub(crate) const JOB: u32 = 1;
    pub(crate) const EDITION: u32 = 2;
    pub(crate) const STOCK: u32 = 3;
    pub(crate) const ERASED: u32 = 4;
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
        Exchange = 5, Return = 6, Design = 7, Advice = 8,
    }
    Warranty, "warranty" { Inside = 1, Outside = 2, }
    OldPart, "old part" { Returned = 1, KeptByCustomer = 2, None = 3, }
    DocumentKind, "document kind" { Quote = 1, Confirmation = 2, }
    QuoteAnswer, "quote answer" { Accepted = 1, Declined = 2, }
    Signer, "signer" { Customer = 1, Family = 2, Representative = 3, }
    NoSignature, "no signature" { Refused = 1, Absent = 2, Unable = 3, }
    Outcome, "outcome" { Solved = 1, FurtherWork = 2, Declined = 3, NoAccess = 4, Interrupted = 5, }
}
