//! Events: what happened, once and for ever.
//!
//! An event holds no personal data. Free texts, names, strokes and photographs are
//! contents beside the journal; an event names them by hash, so that erasing a
//! content leaves every chain whole. `wire` writes and reads the bytes; kinds are
//! only ever added.

mod word;

use crate::arrival::Milestone;
use crate::book::EditionId;
use crate::call::{Call, Party};
use crate::custody::{Custody, CustodyEnd};
use crate::day::DayStart;
use crate::door::{DoorSearch, DoorTry, SearchResult};
use crate::follow_up::FollowUpResult;
use crate::id::{
    ArticleId, CategoryId, CheckId, EngineerId, FollowUpId, Hash, Head, IncidentId, JobId, Lane, OptionId, PartNo,
    ReasonId, SerialNo, VisitId,
};
use crate::job::{ServiceKind, Warranty, Window};
use crate::money::Money;
use crate::terms::{Earlier, Terms};
use crate::time::Stamp;
use crate::van::Moved;

pub use word::{
    Answer, Because, DocumentKind, FittedPart, NoSignature, OldPart, Outcome, QuoteAnswer, QuoteItem, QuoteLine,
    Rejection, Signer, TicketField,
};

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

/// What happened: on a visit, with a van, on a day.
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
    /// The terms of the job, as they were when it was accepted.
    TermsTaken(Terms),
    /// What an earlier visit of the same job left behind.
    EarlierTaken(Earlier),
    /// A field of the ticket was asked after (R19, R20, R31).
    FieldConfirmed {
        /// Which field.
        field: TicketField,
        /// Who said so.
        source: Party,
        /// What it really is, as a content; none where the ticket is right.
        value: Option<Hash>,
    },
    /// Several pieces of advice were confirmed as a group, with one tap.
    GroupConfirmed {
        /// The advice.
        checks: Vec<CheckId>,
    },
    /// The wait of a timer check began.
    TimerStarted {
        /// Which check.
        check: CheckId,
    },
    /// Somebody was called.
    Called(Call),
    /// A moment of the way was reached.
    Reached {
        /// Which.
        milestone: Milestone,
    },
    /// The true reason for being late was recorded (R59).
    LatenessExplained {
        /// Which.
        reason: ReasonId,
    },
    /// The engineer rang or knocked once (R50, R51).
    DoorTried {
        /// How.
        how: DoorTry,
    },
    /// The customer was looked for (R53, R55).
    DoorSearched {
        /// Where.
        place: DoorSearch,
        /// What came of it.
        result: SearchResult,
    },
    /// A note was left at the door (R35, R53).
    DoorNoteLeft {
        /// Its photograph.
        photo: Hash,
    },
    /// Another window was agreed (R25, R30).
    AppointmentMoved {
        /// The new window.
        window: Window,
        /// Why.
        reason: ReasonId,
        /// Who agreed.
        consent: Signer,
    },
    /// Somebody else takes the job (R26).
    HandedOver {
        /// Who was told.
        to: Party,
        /// Why.
        reason: ReasonId,
        /// More words, as a content.
        note: Option<Hash>,
    },
    /// Something came between.
    IncidentOpened {
        /// Its number on this visit.
        number: u32,
        /// What.
        incident: IncidentId,
    },
    /// It ended.
    IncidentClosed {
        /// Its number.
        number: u32,
        /// How.
        outcome: OptionId,
        /// Who consented, where somebody had to.
        consent: Option<Signer>,
        /// More words, as a content.
        note: Option<Hash>,
    },
    /// The centre was asked for a lower price (R97).
    ReductionAsked {
        /// The number of the request on this visit.
        request: u32,
        /// The quote that is too much.
        document: Hash,
        /// Its total.
        from: Money,
        /// What is asked for.
        to: Money,
        /// Why.
        reason: ReasonId,
    },
    /// A spoken code did not verify.
    CodeTried {
        /// For which request.
        request: u32,
        /// What was typed.
        code: u32,
    },
    /// The total was lowered by the centre's word.
    PriceReduced {
        /// By which request.
        request: u32,
        /// The quote that was too much.
        document: Hash,
        /// The new total.
        total: Money,
        /// The code that was spoken.
        code: u32,
        /// Whether it verified on the phone.
        is_verified: bool,
    },
    /// A part that was brought is the wrong one or does not work (R81).
    PartRejected {
        /// Which.
        part: PartNo,
        /// How many.
        count: u32,
        /// The piece, where pieces are told apart.
        serial: Option<SerialNo>,
        /// What is wrong with it.
        why: Rejection,
    },
    /// A part that was fitted on this visit was taken out again (R117).
    PartTakenOut {
        /// Which.
        part: PartNo,
        /// How many.
        count: u32,
        /// The piece, where pieces are told apart.
        serial: Option<SerialNo>,
    },
    /// Something changed hands (R125–R128).
    CustodyOpened(Custody),
    /// Its outside was photographed (R125).
    CustodyPhotographed {
        /// Its number.
        number: u32,
        /// The picture.
        photo: Hash,
    },
    /// It came back.
    CustodyClosed {
        /// The visit that opened it.
        from: VisitId,
        /// Its number there.
        number: u32,
        /// How it came back.
        end: CustodyEnd,
        /// More words, as a content.
        note: Option<Hash>,
    },
    /// The customer was advised instead of visited (R22, R23).
    Advised {
        /// By which article.
        article: Option<ArticleId>,
        /// Whether they want to try it; otherwise the visit takes place.
        is_accepted: bool,
    },
    /// An owed call or visit was tried (R163–R167).
    FollowUpTried {
        /// Which.
        follow_up: FollowUpId,
        /// What came of it.
        result: FollowUpResult,
        /// More words, as a content.
        note: Option<Hash>,
    },
    /// Parts came into a van.
    VanLoaded(Moved),
    /// Parts left a van without being fitted.
    VanUnloaded(Moved),
    /// Somebody counted.
    VanCounted {
        /// Which part.
        part: PartNo,
        /// How many there are.
        found: u32,
        /// How many the ledger said.
        expected: i64,
    },
    /// A day began.
    DayStarted(DayStart),
    /// A supervision card was handed in (R168).
    CardHandedIn {
        /// Of which visit.
        visit: VisitId,
        /// Whether the customer's signature is on it.
        is_signed: bool,
        /// Whether it says that the customer is satisfied; none where it says nothing.
        satisfied: Option<bool>,
    },
    /// A day ended.
    DayEnded {
        /// How many of its visits and cards do not agree.
        mismatches: u32,
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

impl Event {
    /// The contents and photographs it names.
    pub fn names(&self) -> Vec<Named> {
        match self {
            Self::CheckAnswered { answer: Answer::Photographed(photo), .. }
            | Self::PhotoAdded { photo }
            | Self::DoorNoteLeft { photo }
            | Self::CustodyPhotographed { photo, .. } => vec![Named::Photo(*photo)],
            Self::CheckAnswered { answer: Answer::Noted(note), .. } | Self::NoteAdded { note } => {
                vec![Named::Content(*note)]
            }
            Self::CheckWaived { note, .. }
            | Self::FieldConfirmed { value: note, .. }
            | Self::Called(Call { note, .. })
            | Self::HandedOver { note, .. }
            | Self::IncidentClosed { note, .. }
            | Self::CustodyClosed { note, .. }
            | Self::FollowUpTried { note, .. } => contents(note),
            Self::SignatureMissing { document, note, .. } => contents(std::iter::once(document).chain(note)),
            Self::DocumentPresented { document, .. } | Self::QuoteAnswered { document, .. } => contents([document]),
            Self::Signed { document, strokes, .. } => contents([document, strokes]),
            Self::CustodyOpened(custody) => {
                let Custody { condition, slip, customer_strokes, engineer_strokes, .. } = custody;
                contents([condition, slip, customer_strokes, engineer_strokes])
            }
            // A reduction names a quote that was shown before: that event names its content.
            Self::ReductionAsked { .. } | Self::PriceReduced { .. } | Self::CodeTried { .. } => Vec::new(),
            Self::VisitOpened(_)
            | Self::TermsTaken(_)
            | Self::EarlierTaken(_)
            | Self::CheckAnswered { .. }
            | Self::GroupConfirmed { .. }
            | Self::TimerStarted { .. }
            | Self::QuoteLineAdded { .. }
            | Self::QuoteLineRemoved { .. }
            | Self::PartFitted(_)
            | Self::PartMissing { .. }
            | Self::PartRejected { .. }
            | Self::PartTakenOut { .. }
            | Self::VisitLeft { .. }
            | Self::Reached { .. }
            | Self::LatenessExplained { .. }
            | Self::DoorTried { .. }
            | Self::DoorSearched { .. }
            | Self::AppointmentMoved { .. }
            | Self::IncidentOpened { .. }
            | Self::Advised { .. }
            | Self::VanLoaded(_)
            | Self::VanUnloaded(_)
            | Self::VanCounted { .. }
            | Self::DayStarted(_)
            | Self::CardHandedIn { .. }
            | Self::DayEnded { .. } => Vec::new(),
        }
    }
}

fn contents<'a>(hashes: impl IntoIterator<Item = &'a Hash>) -> Vec<Named> {
    hashes.into_iter().map(|hash| Named::Content(*hash)).collect()
}

/// Something beside the journal that an event names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A small content: salted, sent with the events.
    Content(Hash),
    /// A photograph: sent by upload.
    Photo(Hash),
}
