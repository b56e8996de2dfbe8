//! One visit, told whole: what the console's visit page shows.
//!
//! Plain data without words: texts of books come in both languages, the console
//! chooses. Personal data stands in `job`, notes and documents only. Instants are UTC
//! milliseconds by the phone's clock unless they say otherwise.

mod around;
mod tell;
mod visit;

use doorstep_domain::book::{EditionId, Text};
use doorstep_domain::call::CallResult;
use doorstep_domain::event::{Because, DocumentKind, Event, NoSignature, OldPart, QuoteAnswer, QuoteItem, Signer};
use doorstep_domain::id::{CheckId, Hash, Head, Lane, OptionId, PartNo, ReasonId, SerialNo};
use doorstep_domain::job::Job;
use doorstep_domain::money::Money;
use doorstep_domain::visit::Step;

pub use around::{
    AroundStory, CustodyStory, IncidentStory, MoveStory, NoAccessStory, OwedStory, ReductionStory, WayStory,
};

use crate::board::{StepProgress, VisitRow};

/// Everything the office knows of one visit.
#[derive(Clone, Debug)]
pub struct VisitStory {
    /// What a list shows of it: state, outcome, times, counts, what is on the road.
    pub row: VisitRow,
    /// The engineer's name; none where the office does not know them.
    pub engineer_name: Option<String>,
    /// The job with the customer; none for a visit of an unknown job.
    pub job: Option<Job>,
    /// The edition that the visit pinned, once it was opened.
    pub edition: Option<EditionId>,
    /// Every event that was folded, in order; skipped ones stand in [`VisitStory::skipped`].
    pub timeline: Vec<TimelineEntry>,
    /// Events that keep their place and were not folded.
    pub skipped: Vec<SkippedEvent>,
    /// The steps with their checks. Empty where the pinned books are not here.
    pub steps: Vec<StepStory>,
    /// Notes that belong to no check.
    pub notes: Vec<ContentText>,
    /// The quote as it stands at the end.
    pub quote: QuoteStory,
    /// Parts that were fitted.
    pub parts: Vec<PartStory>,
    /// Parts that are still needed.
    pub missing_parts: Vec<MissingPartStory>,
    /// Every photograph that an event names, in order.
    pub photos: Vec<PhotoStory>,
    /// Every document that was shown, in order.
    pub documents: Vec<DocumentStory>,
    /// The signature, or why there is none; none before either.
    pub acceptance: Option<AcceptanceStory>,
    /// What happened around the work.
    pub around: AroundStory,
    /// What a person should look at.
    pub findings: Vec<FindingStory>,
    /// The visit's lanes.
    pub lanes: Vec<LaneStory>,
    /// Contents that events name and that are not here, by hash.
    pub lacking_contents: Vec<Hash>,
    /// Photographs that events name and that are not here, by hash.
    pub lacking_photos: Vec<Hash>,
}

/// One event of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When, by the phone's clock; none where no reading reaches.
    pub at_ms: Option<i64>,
    /// How far that time may be off either way; none where nothing vouches for it.
    pub uncertainty_ms: Option<u32>,
    /// In which lane.
    pub lane: Lane,
    /// At which number of the lane.
    pub seq: u64,
    /// The stable key of its kind, for words: `visit-opened`, `check-answered` …
    pub kind: &'static str,
    /// The step it belongs to, where it belongs to one.
    pub step: Option<Step>,
    /// What it is about, as the books call it: the check, the line, the part.
    pub about: Option<Text>,
    /// The event itself.
    pub event: Event,
}

/// An event that was not folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedEvent {
    /// In which lane.
    pub lane: Lane,
    /// At which number.
    pub seq: u64,
    /// Why: a stable code.
    pub code: String,
}

/// A content that an event names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentText {
    /// It is here.
    Here {
        /// Its name.
        hash: Hash,
        /// Its text; characters that are no UTF-8 are replaced.
        text: String,
    },
    /// It has not arrived.
    OnTheRoad {
        /// Its name.
        hash: Hash,
    },
    /// It was erased on the customer's wish.
    Erased {
        /// Its name.
        hash: Hash,
    },
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepStory {
    /// Which.
    pub step: Step,
    /// How it stands.
    pub state: StepProgress,
    /// The checks that are asked, in the book's order; answered ones that are no longer asked come last.
    pub checks: Vec<CheckStory>,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckStory {
    /// Which.
    pub check: CheckId,
    /// What the engineer read.
    pub text: Text,
    /// It holds later steps up.
    pub is_needed: bool,
    /// It is asked on this visit as it stands.
    pub is_asked: bool,
    /// How it was answered. Photographs come one by one; nothing where it was not answered.
    pub answers: Vec<AnswerStory>,
    /// Why it was left out.
    pub waiver: Option<WaiverStory>,
    /// When the answer that holds was given.
    pub at_ms: Option<i64>,
}

/// How a check was answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerStory {
    /// Done.
    Confirmed,
    /// One of the choices.
    Chosen {
        /// Which.
        option: OptionId,
        /// What the engineer read; none where the book does not know it.
        text: Option<Text>,
    },
    /// A value.
    Measured {
        /// In thousandths of the unit.
        value_milli: i64,
        /// `V`, `℃` …; empty where the book does not know it.
        unit: String,
        /// Lowest and highest good value; none where the book does not know it.
        expected: Option<(i64, i64)>,
    },
    /// A photograph.
    Photographed {
        /// Its name.
        photo: Hash,
        /// It is here and may be shown.
        is_viewable: bool,
    },
    /// A text.
    Noted(ContentText),
    /// A wait.
    Timed {
        /// How long. Milliseconds.
        waited_ms: u64,
    },
    /// A call.
    Called {
        /// What came of it.
        result: CallResult,
    },
}

/// Why a check was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaiverStory {
    /// The reason.
    pub reason: ReasonId,
    /// What people read; none where the book does not know it.
    pub text: Option<Text>,
    /// More words.
    pub note: Option<ContentText>,
}

/// The quote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuoteStory {
    /// Its lines by number.
    pub lines: Vec<QuoteLineStory>,
    /// The sum of the lines; none where there are no lines or the sum does not fit.
    pub total: Option<Money>,
    /// What the customer said to the quote as it stands.
    pub answer: Option<QuoteAnswer>,
    /// What is charged: the total of the accepted quote, else nothing. None where the books are not here.
    pub charged: Option<Money>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteLineStory {
    /// Its number.
    pub line: u32,
    /// The row or part.
    pub item: QuoteItem,
    /// What the customer read; none where the book does not know it.
    pub text: Option<Text>,
    /// How many.
    pub count: u32,
    /// What all of them cost.
    pub amount: Money,
    /// Why that much.
    pub because: Because,
}

/// A part that was fitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartStory {
    /// Which.
    pub part: PartNo,
    /// What people call it; none where the book does not know it.
    pub text: Option<Text>,
    /// How many.
    pub count: u32,
    /// The piece, where pieces are told apart.
    pub serial: Option<SerialNo>,
    /// Where the old part went.
    pub old_part: OldPart,
}

/// A part that is still needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingPartStory {
    /// Which.
    pub part: PartNo,
    /// What people call it; none where the book does not know it.
    pub text: Option<Text>,
    /// How many.
    pub count: u32,
}

/// A photograph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoStory {
    /// Its name: `/api/v1/media/{hash}` serves it.
    pub hash: Hash,
    /// The check it answers; none where it belongs to none.
    pub check: Option<CheckId>,
    /// What that check asks; none where the book does not know it.
    pub text: Option<Text>,
    /// How it stands.
    pub state: PhotoState,
    /// When it was recorded.
    pub at_ms: Option<i64>,
}

/// How a photograph stands at the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoState {
    /// Not here.
    OnTheRoad,
    /// Part of it is here.
    Arriving {
        /// Bytes that are here.
        received: u64,
        /// Bytes that it has.
        length: u64,
    },
    /// Here, its hash agrees, and it may be shown.
    Arrived,
    /// Here, its hash agrees, and it still carries metadata (place, device): kept and not shown.
    KeptClosed,
}

/// A document that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentStory {
    /// Quote or confirmation.
    pub kind: DocumentKind,
    /// The exact text.
    pub text: ContentText,
    /// Its total.
    pub total: Money,
    /// When it was shown.
    pub at_ms: Option<i64>,
    /// This is the text that the customer signed, or would have.
    pub is_accepted_text: bool,
}

/// How the visit was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptanceStory {
    /// The name of the text.
    pub document: Hash,
    /// Its total.
    pub total: Money,
    /// Signed, or why not.
    pub result: SignatureStory,
    /// Something was charged or fitted afterwards (P5).
    pub is_changed_after_signing: bool,
    /// When.
    pub at_ms: Option<i64>,
}

/// A signature, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureStory {
    /// Somebody signed.
    Signed {
        /// Who.
        signer: Signer,
        /// How.
        strokes: StrokesStory,
    },
    /// Nobody signed (R151).
    Missing {
        /// Why.
        why: NoSignature,
        /// More words.
        note: Option<ContentText>,
    },
}

/// The strokes of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StrokesStory {
    /// They are here.
    Here(Vec<Vec<StrokePoint>>),
    /// They have not arrived.
    OnTheRoad,
    /// They were erased on the customer's wish.
    Erased,
    /// The bytes are here and are no strokes.
    Unreadable,
}

/// One point of a stroke, in the signature field's own units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StrokePoint {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// Something that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingStory {
    /// The stable code.
    pub code: String,
    /// For `finding/against-rule`: the code of the rule.
    pub rule: Option<String>,
    /// What it is about: the id of a check, part or line.
    pub field: Option<String>,
    /// What people call that; none where the books do not know it.
    pub text: Option<Text>,
    /// In which lane.
    pub lane: Lane,
    /// At which number.
    pub seq: u64,
}

/// One lane of the visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneStory {
    /// Which.
    pub lane: Lane,
    /// The office's last place: what it vouches for, recomputed when it arrived.
    pub head: Head,
    /// The lane's last place on the phone, as the phone said it last; beyond `head` when more is on the way.
    pub end: u64,
    /// Segments that it arrived in.
    pub segments: u64,
    /// When the last of them arrived, by the office's clock.
    pub arrived_ms: Option<i64>,
}
