//! What a person can want on a screen.
//!
//! An intent carries what was typed, drawn or photographed; the device turns texts,
//! strokes and pictures into contents and the rest into a command of the domain.

use doorstep_domain::arrival::Milestone;
use doorstep_domain::book::Language;
use doorstep_domain::call::{CallReason, CallResult, Party};
use doorstep_domain::custody::{CustodyEnd, CustodyKind};
use doorstep_domain::door::{DoorSearch, DoorTry, SearchResult};
use doorstep_domain::event::{NoSignature, OldPart, Outcome, QuoteAnswer, Rejection, Signer, TicketField};
use doorstep_domain::follow_up::FollowUpResult;
use doorstep_domain::id::{
    ArticleId, CheckId, FeeRowId, FollowUpId, IncidentId, OptionId, PartNo, ReasonId, SerialNo, VisitId,
};

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
    /// Ask after a field of the ticket.
    ConfirmField {
        /// Which field.
        field: TicketField,
        /// Who says so.
        source: Party,
        /// What it really is; empty where the ticket is right.
        text: String,
    },
    /// Confirm several pieces of advice with one tap.
    ConfirmGroup {
        /// The advice.
        checks: Vec<CheckId>,
    },
    /// Begin the wait of a timer check.
    StartTimer {
        /// Which check.
        check: CheckId,
    },
    /// The wait of a timer check is over.
    EndTimer {
        /// Which check.
        check: CheckId,
    },
    /// Answer a call check.
    AnswerCall {
        /// Which check.
        check: CheckId,
        /// What came of the call.
        result: CallResult,
    },
    /// Record a call that belongs to no check.
    Call {
        /// To whom.
        to: Party,
        /// Why.
        reason: CallReason,
        /// What came of it.
        result: CallResult,
        /// More words; empty for none.
        text: String,
    },
    /// A moment of the way is reached.
    Reach {
        /// Which.
        milestone: Milestone,
    },
    /// Record the true reason for being late.
    ExplainLateness {
        /// A reason of the standard.
        reason: ReasonId,
    },
    /// Ring or knock once.
    TryDoor {
        /// How.
        how: DoorTry,
    },
    /// Look for the customer.
    SearchDoor {
        /// Where.
        place: DoorSearch,
        /// What came of it.
        result: SearchResult,
    },
    /// Leave a note at the door, with its photograph.
    LeaveDoorNote {
        /// Where the camera wrote it.
        path: String,
    },
    /// Another window was agreed.
    MoveAppointment {
        /// Start of the new window, UTC.
        from_ms: i64,
        /// End of the new window, UTC.
        until_ms: i64,
        /// Why.
        reason: ReasonId,
        /// Who agreed.
        consent: Signer,
    },
    /// Somebody else takes the job.
    HandOver {
        /// Who was told.
        to: Party,
        /// Why.
        reason: ReasonId,
        /// More words; empty for none.
        text: String,
    },
    /// Something comes between. Always possible.
    OpenIncident {
        /// What.
        incident: IncidentId,
    },
    /// It ended.
    CloseIncident {
        /// Its number.
        number: u32,
        /// How.
        outcome: OptionId,
        /// Who consented, where somebody had to.
        consent: Option<Signer>,
        /// More words; empty for none.
        text: String,
    },
    /// Ask the centre for a lower price.
    AskReduction {
        /// The total that is asked for, in minor units of the schedule's currency.
        total_minor: i64,
        /// Why.
        reason: ReasonId,
    },
    /// Type in a spoken code.
    EnterCode {
        /// For which request.
        request: u32,
        /// The eight digits.
        code: u32,
    },
    /// The centre said yes and no code verifies.
    ClaimReduction {
        /// For which request.
        request: u32,
        /// What was typed last.
        code: u32,
    },
    /// A part that was brought is wrong or faulty.
    RejectPart {
        /// Which.
        part: PartNo,
        /// How many.
        count: u32,
        /// The piece, for tracked parts.
        serial: Option<SerialNo>,
        /// What is wrong.
        why: Rejection,
    },
    /// Take a part out again that was fitted on this visit.
    TakeOutPart {
        /// Which.
        part: PartNo,
        /// How many.
        count: u32,
        /// The piece, for tracked parts.
        serial: Option<SerialNo>,
    },
    /// Photograph the outside of what changes hands next.
    PhotographCustody {
        /// Where the camera wrote it.
        path: String,
    },
    /// Something changes hands; both sign the slip that was shown.
    OpenCustody {
        /// What it is.
        kind: CustodyKind,
        /// What is printed on it, where something is.
        serial: Option<SerialNo>,
        /// Its state in words.
        condition: String,
        /// When it is due back, UTC.
        due_ms: i64,
        /// The slip's language.
        language: Language,
        /// The customer's signature.
        customer: Drawing,
        /// The engineer's signature.
        engineer: Drawing,
    },
    /// It came back.
    CloseCustody {
        /// The visit that opened it.
        from: VisitId,
        /// Its number there.
        number: u32,
        /// How it came back.
        end: CustodyEnd,
        /// More words; empty for none.
        text: String,
    },
    /// Advise instead of going.
    Advise {
        /// By which article.
        article: Option<ArticleId>,
        /// Whether the customer wants to try it.
        is_accepted: bool,
    },
    /// Record a try of something that is owed.
    TryFollowUp {
        /// Which.
        follow_up: FollowUpId,
        /// What came of it.
        result: FollowUpResult,
        /// More words; empty for none.
        text: String,
    },
}

/// A signature as it was drawn on the pad.
#[derive(Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Width of the pad, in its own units.
    pub width: u32,
    /// Height of the pad, in its own units.
    pub height: u32,
    /// The strokes in the order they were drawn.
    pub strokes: Vec<Vec<Point>>,
}

impl Act {
    /// Where the camera wrote the picture that this act takes over.
    pub fn picture(&self) -> Option<&str> {
        match self {
            Self::Photograph { path, .. } | Self::LeaveDoorNote { path } | Self::PhotographCustody { path } => {
                Some(path)
            }
            _ => None,
        }
    }
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
            Self::ConfirmField { .. } => "ConfirmField",
            Self::ConfirmGroup { .. } => "ConfirmGroup",
            Self::StartTimer { .. } => "StartTimer",
            Self::EndTimer { .. } => "EndTimer",
            Self::AnswerCall { .. } => "AnswerCall",
            Self::Call { .. } => "Call",
            Self::Reach { .. } => "Reach",
            Self::ExplainLateness { .. } => "ExplainLateness",
            Self::TryDoor { .. } => "TryDoor",
            Self::SearchDoor { .. } => "SearchDoor",
            Self::LeaveDoorNote { .. } => "LeaveDoorNote",
            Self::MoveAppointment { .. } => "MoveAppointment",
            Self::HandOver { .. } => "HandOver",
            Self::OpenIncident { .. } => "OpenIncident",
            Self::CloseIncident { .. } => "CloseIncident",
            Self::AskReduction { .. } => "AskReduction",
            Self::EnterCode { .. } => "EnterCode",
            Self::ClaimReduction { .. } => "ClaimReduction",
            Self::RejectPart { .. } => "RejectPart",
            Self::TakeOutPart { .. } => "TakeOutPart",
            Self::PhotographCustody { .. } => "PhotographCustody",
            Self::OpenCustody { .. } => "OpenCustody",
            Self::CloseCustody { .. } => "CloseCustody",
            Self::Advise { .. } => "Advise",
            Self::TryFollowUp { .. } => "TryFollowUp",
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
