//! The words that events are made of: answers, lines of a quote, results. Each has a
//! stable key where books, rows and words name it.

use crate::call::CallResult;
use crate::id::{FeeRowId, Hash, OptionId, PartNo, SerialNo};
use crate::job::named;
use crate::money::Money;

/// How a check was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done.
    Confirmed,
    /// This one of the choices.
    Chosen(OptionId),
    /// This value, in thousandths of the check's unit.
    Measured(i64),
    /// One photograph.
    Photographed(Hash),
    /// A text, as a content.
    Noted(Hash),
    /// So long was waited. Milliseconds.
    Timed(u64),
    /// Somebody was called, with this result.
    Called(CallResult),
}

/// One line of a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteLine {
    /// Its number; numbers are not used twice on a visit.
    pub line: u32,
    /// What is charged.
    pub item: QuoteItem,
    /// How many.
    pub count: u32,
    /// What all of them cost together.
    pub amount: Money,
    /// Why that much.
    pub because: Because,
}

/// What a line charges.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuoteItem {
    /// A row of the fee schedule.
    Fee(FeeRowId),
    /// A part of the catalogue.
    Part(PartNo),
}

/// Why a line costs what it costs. Amounts are for one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// The published schedule says so (R90). A warranty-card price that was not lower is kept as proof (R91).
    Schedule {
        /// The card's price, where the customer has one.
        card: Option<Money>,
    },
    /// The warranty card is lower than the schedule (R91).
    CardIsLower {
        /// What the schedule says.
        schedule: Money,
    },
    /// Warranty covers it (R95).
    FreeInWarranty {
        /// What it would cost otherwise.
        would_be: Money,
    },
    /// The parts catalogue says so.
    Catalogue,
    /// A service beside the work that the customer asked for (R99).
    Extra,
    /// A software job inside its free window (R92, T8).
    FreeSoftware {
        /// What it would cost otherwise.
        would_be: Money,
    },
    /// A software job between its free window and the time it is charged: the centre is asked (T8).
    AskCentre {
        /// What it would cost otherwise.
        would_be: Money,
    },
    /// As the customer ordered the upgrade (R93).
    Ordered,
    /// What the schedule gives for an old part (R94): the amount is below nothing.
    OldPartCredit,
    /// The same work again, under the warranty of an earlier repair (R105).
    RepairWarranty {
        /// What it would cost otherwise.
        would_be: Money,
    },
}

/// A part that was fitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FittedPart {
    /// Which.
    pub part: PartNo,
    /// How many.
    pub count: u32,
    /// The piece, where pieces are told apart.
    pub serial: Option<SerialNo>,
    /// Where the old part went.
    pub old_part: OldPart,
}

named! {
    /// Where a replaced part went (R94, R199).
    OldPart {
        /// Back to the company.
        Returned = "returned",
        /// The customer kept it.
        KeptByCustomer = "kept-by-customer",
        /// There was none.
        None = "none",
    }
}

named! {
    /// What was shown to the customer.
    DocumentKind {
        /// What it will cost (R87).
        Quote = "quote",
        /// What was done (R156).
        Confirmation = "confirmation",
    }
}

named! {
    /// What the customer says to a quote.
    QuoteAnswer {
        /// Yes (R79).
        Accepted = "accepted",
        /// No.
        Declined = "declined",
    }
}

named! {
    /// Who signed.
    Signer {
        /// The customer.
        Customer = "customer",
        /// Someone of the family.
        Family = "family",
        /// Someone else on the customer's behalf.
        Representative = "representative",
    }
}

named! {
    /// Why there is no signature (R151).
    NoSignature {
        /// The customer does not want to.
        Refused = "refused",
        /// Nobody is there to sign.
        Absent = "absent",
        /// Somebody is there and cannot.
        Unable = "unable",
    }
}

named! {
    /// How a visit ended (R16).
    Outcome {
        /// Solved.
        Solved = "solved",
        /// Another visit is needed.
        FurtherWork = "further-work",
        /// The customer does not want the work.
        Declined = "declined",
        /// Nobody opened.
        NoAccess = "no-access",
        /// Something came between.
        Interrupted = "interrupted",
        /// Solved on the telephone; nobody went (R22).
        Advised = "advised",
        /// Somebody else takes the job (R26).
        HandedOver = "handed-over",
        /// Another time was agreed (R25).
        Rebooked = "rebooked",
    }
}

named! {
    /// A field of the ticket (R3, R19).
    TicketField {
        /// The customer's name.
        Name = "name",
        /// Where.
        Address = "address",
        /// The number to call.
        Phone = "phone",
        /// Model as printed on the appliance.
        Model = "model",
        /// When it was bought.
        PurchaseDate = "purchase-date",
        /// What is wrong.
        Symptom = "symptom",
        /// What the customer asks for.
        Request = "request",
        /// When the engineer is expected.
        Window = "window",
    }
}

named! {
    /// What is wrong with a part that was brought (R81).
    Rejection {
        /// It is not the part that is needed.
        Wrong = "wrong",
        /// It does not work.
        Faulty = "faulty",
    }
}
