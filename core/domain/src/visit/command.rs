//! What someone wants to happen on a visit.
//!
//! Commands name contents by hash; whoever sends them has the contents at hand and
//! stores them in the same transaction as the events.

use crate::appointment::AppointmentCommand;
use crate::arrival::ArrivalCommand;
use crate::call::{Call, Party};
use crate::custody::CustodyCommand;
use crate::door::DoorCommand;
use crate::event::{
    Answer, DocumentKind, NoSignature, OldPart, Opening, Outcome, QuoteAnswer, QuoteItem, Rejection, Signer,
    TicketField,
};
use crate::follow_up::FollowUpCommand;
use crate::id::{ArticleId, CheckId, Hash, PartNo, ReasonId, SerialNo};
use crate::incident::IncidentCommand;
use crate::money::Money;
use crate::reduction::ReductionCommand;
use crate::terms::{Earlier, Terms};

/// What someone wants to happen on a visit.
#[expect(
    clippy::large_enum_variant,
    reason = "a command lives for one decision; an opening is the largest and comes once"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Accept the job and pin its edition.
    Open {
        /// What the visit starts with.
        opening: Opening,
        /// What was promised; none where nobody knows.
        terms: Option<Terms>,
        /// What an earlier visit of the job left behind.
        earlier: Option<Earlier>,
    },
    /// Answer a check.
    Answer {
        /// Which.
        check: CheckId,
        /// How.
        answer: Answer,
    },
    /// Leave a waivable check out.
    Waive {
        /// Which.
        check: CheckId,
        /// Why.
        reason: ReasonId,
        /// More words.
        note: Option<Hash>,
    },
    /// Write down something that belongs to no check.
    AddNote {
        /// The text.
        note: Hash,
    },
    /// Photograph something that belongs to no check.
    AddPhoto {
        /// The picture.
        photo: Hash,
    },
    /// Put a line onto the quote.
    AddQuoteLine {
        /// What is charged.
        item: QuoteItem,
        /// How many.
        count: u32,
        /// What the customer's warranty card says for one, if they have a card (R91).
        card: Option<Money>,
    },
    /// Take a line off the quote.
    RemoveQuoteLine {
        /// Its number.
        line: u32,
    },
    /// Show a document to the customer.
    Present {
        /// Which.
        kind: DocumentKind,
        /// The exact text, as a salted content.
        document: Hash,
        /// The total that stands in it.
        total: Money,
    },
    /// Record what the customer says to the quote that was shown.
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
    /// The customer signs the confirmation that was shown.
    Sign {
        /// Who signs.
        signer: Signer,
        /// The strokes.
        strokes: Hash,
    },
    /// Nobody signs the confirmation that was shown.
    LeaveUnsigned {
        /// Why.
        why: NoSignature,
        /// More words.
        note: Option<Hash>,
    },
    /// Leave the home. Always possible; only "solved" has to be true.
    Leave {
        /// With what result.
        outcome: Outcome,
    },
    /// Ask after a field of the ticket (R19, R20, R31).
    ConfirmField {
        /// Which field.
        field: TicketField,
        /// Who says so.
        source: Party,
        /// What it really is; none where the ticket is right.
        value: Option<Hash>,
    },
    /// Confirm several pieces of advice with one tap. A must has its own act.
    ConfirmGroup {
        /// The advice.
        checks: Vec<CheckId>,
    },
    /// Begin the wait of a timer check.
    StartTimer {
        /// Which check.
        check: CheckId,
    },
    /// Record a call. Always possible.
    Call(Call),
    /// About the way.
    Arrival(ArrivalCommand),
    /// At the door.
    Door(DoorCommand),
    /// Another time, another engineer.
    Appointment(AppointmentCommand),
    /// Something comes between, or ends. Opening is always possible.
    Incident(IncidentCommand),
    /// A lower price by the centre's word.
    Reduction(ReductionCommand),
    /// Record that a part that was brought is wrong or faulty (R81).
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
    /// Take a part out again that was fitted on this visit (R117).
    TakeOutPart {
        /// Which.
        part: PartNo,
        /// How many.
        count: u32,
        /// The piece, for tracked parts.
        serial: Option<SerialNo>,
    },
    /// Something changes hands.
    Custody(CustodyCommand),
    /// Advise instead of going (R22, R23).
    Advise {
        /// By which article.
        article: Option<ArticleId>,
        /// Whether the customer wants to try it.
        is_accepted: bool,
    },
    /// Record a try of something that is owed.
    FollowUp(FollowUpCommand),
}
