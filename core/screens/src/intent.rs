//! What a person can want on a screen.
//!
//! An intent carries what was typed, drawn or photographed; the device turns texts,
//! strokes and pictures into contents and the rest into a command of the domain.

use doorstep_domain::book::Language;
use doorstep_domain::event::{NoSignature, OldPart, Outcome, QuoteAnswer, Signer};
use doorstep_domain::id::{CheckId, FeeRowId, OptionId, PartNo, ReasonId, SerialNo, VisitId};

/// One wish about one visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// Which visit.
    pub visit: VisitId,
    /// What is wanted.
    pub act: Act,
}

/// What can be wanted.
#[derive(Clone, PartialEq, Eq)]
pub enum Act {
    /// Accept the job of this visit; the newest whole edition is pinned.
    Accept,
    /// Tick a confirm check.
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
    /// Type a measured value.
    Measure {
        /// Which check.
        check: CheckId,
        /// In thousandths of its unit.
        value_milli: i64,
    },
    /// Take over a photograph that the camera has written.
    Photograph {
        /// Which check; none for a picture that belongs to no check.
        check: Option<CheckId>,
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
    /// Put a fee onto the quote.
    AddFee {
        /// Which row.
        row: FeeRowId,
        /// How many.
        count: u32,
    },
    /// Put a part onto the quote.
    AddPart {
        /// Which part.
        part: PartNo,
        /// How many.
        count: u32,
    },
    /// Take a line off the quote.
    RemoveLine {
        /// Its number.
        line: u32,
    },
    /// Show the quote to the customer.
    ShowQuote {
        /// In which language.
        language: Language,
    },
    /// Record what the customer says to it.
    AnswerQuote {
        /// Yes or no.
        answer: QuoteAnswer,
    },
    /// Record a fitted part.
    FitPart {
        /// Which.
        part: PartNo,
        /// How many.
        count: u32,
        /// The piece, for tracked parts.
        serial: Option<SerialNo>,
        /// Where the old part went.
        old_part: OldPart,
    },
    /// Record a part that is needed and not here.
    MissPart {
        /// Which.
        part: PartNo,
        /// How many.
        count: u32,
    },
    /// Show the confirmation to the customer.
    ShowConfirmation {
        /// In which language.
        language: Language,
    },
    /// Take the signature.
    Sign {
        /// Who signs.
        signer: Signer,
        /// Width of the pad, in its own units.
        width: u32,
        /// Height of the pad, in its own units.
        height: u32,
        /// The strokes in the order they were drawn.
        strokes: Vec<Vec<Point>>,
    },
    /// Record that nobody signs.
    LeaveUnsigned {
        /// Why.
        why: NoSignature,
        /// More words; empty for none.
        text: String,
    },
    /// Leave the home.
    Leave {
        /// With what result.
        outcome: Outcome,
    },
}

/// Never shows texts or strokes: logs hold no personal data.
impl std::fmt::Debug for Act {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Accept => "Accept",
            Self::Confirm { .. } => "Confirm",
            Self::Choose { .. } => "Choose",
            Self::Measure { .. } => "Measure",
            Self::Photograph { .. } => "Photograph",
            Self::Write { .. } => "Write",
            Self::Waive { .. } => "Waive",
            Self::AddFee { .. } => "AddFee",
            Self::AddPart { .. } => "AddPart",
            Self::RemoveLine { .. } => "RemoveLine",
            Self::ShowQuote { .. } => "ShowQuote",
            Self::AnswerQuote { .. } => "AnswerQuote",
            Self::FitPart { .. } => "FitPart",
            Self::MissPart { .. } => "MissPart",
            Self::ShowConfirmation { .. } => "ShowConfirmation",
            Self::Sign { .. } => "Sign",
            Self::LeaveUnsigned { .. } => "LeaveUnsigned",
            Self::Leave { .. } => "Leave",
        })
    }
}

/// One point of a stroke.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
    /// Since the first point of the signature.
    pub t_ms: u32,
    /// 0 to 65535; 0 where the glass does not tell.
    pub pressure: u32,
}
