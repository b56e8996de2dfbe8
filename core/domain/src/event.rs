//! Events: what happened, once and for ever.
//!
//! An event holds no personal data. Free texts, names, strokes and photographs are
//! contents beside the journal; an event names them by hash, so that erasing a
//! content leaves every chain whole. `wire` writes and reads the bytes; kinds are
//! only ever added.

use crate::book::EditionId;
use crate::id::{
    CategoryId, CheckId, EngineerId, FeeRowId, Hash, Head, JobId, Lane, OptionId, PartNo, ReasonId, SerialNo, VisitId,
};
use crate::job::{ServiceKind, Warranty, named};
use crate::money::Money;
use crate::time::Stamp;

/// An event with its envelope: what one place of a lane holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// When and in which order; readable for every kind of event.
    pub envelope: Envelope,
    /// What happened.
    pub event: Event,
}

/// What every event carries beside its facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// Monotonic time since the event before it in its lane.
    pub delta_ms: u64,
    /// How far the installation's running number went on since the event before it
    /// in this lane; the first event of a lane carries the number itself.
    pub running_delta: u64,
    /// A full reading: on the first event of a lane and after every change of the clock.
    pub clock: Option<Stamp>,
    /// Heads of other lanes that the writer had taken in, when they changed.
    pub seen: Vec<SeenHead>,
}

/// How far the writer of an event knew another lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenHead {
    /// Which lane.
    pub lane: Lane,
    /// Up to where.
    pub head: Head,
}

/// What happened on a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The engineer accepted the job; its edition is pinned.
    VisitOpened(Opening),
    /// A check was answered; photographs add up, everything else replaces.
    CheckAnswered {
        /// Which check.
        check: CheckId,
        /// How.
        answer: Answer,
    },
    /// A waivable check was left out, for a reason.
    CheckWaived {
        /// Which check.
        check: CheckId,
        /// Why.
        reason: ReasonId,
        /// More words, as a content.
        note: Option<Hash>,
    },
    /// A note that belongs to no check.
    NoteAdded {
        /// The text, as a content.
        note: Hash,
    },
    /// A photograph that belongs to no check.
    PhotoAdded {
        /// The picture.
        photo: Hash,
    },
    /// A line came onto the quote.
    QuoteLineAdded {
        /// The line with its price and why.
        line: QuoteLine,
    },
    /// A line left the quote.
    QuoteLineRemoved {
        /// Its number.
        line: u32,
    },
    /// A document was shown to the customer.
    DocumentPresented {
        /// Quote or confirmation.
        kind: DocumentKind,
        /// The exact text that was shown, as a salted content.
        document: Hash,
        /// Its total.
        total: Money,
    },
    /// The customer answered the quote.
    QuoteAnswered {
        /// The text they answered.
        document: Hash,
        /// Yes or no.
        answer: QuoteAnswer,
    },
    /// A part was fitted.
    PartFitted(FittedPart),
    /// A part is needed that is not here (R81).
    PartMissing {
        /// Which.
        part: PartNo,
        /// How many.
        count: u32,
    },
    /// The customer signed.
    Signed {
        /// The text they signed.
        document: Hash,
        /// Its total.
        total: Money,
        /// Who signed.
        signer: Signer,
        /// The strokes, as a content.
        strokes: Hash,
    },
    /// There is no signature, and that is a result (R151).
    SignatureMissing {
        /// The text that would have been signed.
        document: Hash,
        /// Its total.
        total: Money,
        /// Why.
        why: NoSignature,
        /// More words, as a content.
        note: Option<Hash>,
    },
    /// The engineer left the home.
    VisitLeft {
        /// With what result.
        outcome: Outcome,
    },
}

/// The facts that a visit starts with, so that its journal can be read alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// Which trip.
    pub visit: VisitId,
    /// For which job.
    pub job: JobId,
    /// Who goes.
    pub engineer: EngineerId,
    /// The books that hold for this visit.
    pub edition: EditionId,
    /// What is to be done.
    pub service: ServiceKind,
    /// On which kind of appliance.
    pub category: CategoryId,
    /// Whether warranty covers it.
    pub warranty: Warranty,
}

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
    }
}

impl Event {
    /// The contents and photographs it names.
    pub fn names(&self) -> Vec<Named> {
        match self {
            Self::CheckAnswered { answer: Answer::Photographed(photo), .. } | Self::PhotoAdded { photo } => {
                vec![Named::Photo(*photo)]
            }
            Self::CheckAnswered { answer: Answer::Noted(note), .. } | Self::NoteAdded { note } => {
                vec![Named::Content(*note)]
            }
            Self::CheckWaived { note, .. } => note.iter().map(|note| Named::Content(*note)).collect(),
            Self::SignatureMissing { document, note, .. } => {
                std::iter::once(document).chain(note).map(|hash| Named::Content(*hash)).collect()
            }
            Self::DocumentPresented { document, .. } | Self::QuoteAnswered { document, .. } => {
                vec![Named::Content(*document)]
            }
            Self::Signed { document, strokes, .. } => vec![Named::Content(*document), Named::Content(*strokes)],
            Self::VisitOpened(_)
            | Self::CheckAnswered { .. }
            | Self::QuoteLineAdded { .. }
            | Self::QuoteLineRemoved { .. }
            | Self::PartFitted(_)
            | Self::PartMissing { .. }
            | Self::VisitLeft { .. } => Vec::new(),
        }
    }
}

/// Something beside the journal that an event names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A small content: salted, sent with the events.
    Content(Hash),
    /// A photograph: sent by upload.
    Photo(Hash),
}
