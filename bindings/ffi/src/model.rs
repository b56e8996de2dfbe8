//! Screen models, mirrored.

use doorstep_screens::{
    Amount, AnswerModel, CallTask, CalledAnswer, CheckModel, CheckTask, ChoiceTask, ChosenAnswer, JobModel, LineModel,
    MeasureTask, MeasuredAnswer, OptionModel, PaperModel, PartRow, PhotoTask, PhotographedAnswer, QuoteModel,
    ReasonWhy, SignModel, StepModel, StepRow, StepStand, SyncLine, SyncState, TodayModel, TodayRow, VisitState,
    WaitTask, WaitedAnswer, WaivedAnswer, WeightModel, Words, WriteTask,
};

#[uniffi::remote(Record)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

#[uniffi::remote(Record)]
pub struct Amount {
    pub minor: i64,
    pub currency: String,
}

#[uniffi::remote(Record)]
pub struct SyncLine {
    pub state: SyncState,
    pub events_waiting: u32,
    pub photos_waiting: u32,
}

#[uniffi::remote(Enum)]
pub enum SyncState {
    Arrived,
    Waiting,
    Forked,
}

#[uniffi::remote(Record)]
pub struct TodayModel {
    pub engineer: String,
    pub rows: Vec<TodayRow>,
    pub has_books: bool,
    pub sync: SyncLine,
}

#[uniffi::remote(Record)]
pub struct TodayRow {
    pub visit: String,
    pub job: String,
    pub customer: String,
    pub address: String,
    pub category: String,
    pub service: String,
    pub symptom: String,
    pub from_ms: i64,
    pub until_ms: i64,
    pub state: VisitState,
}

#[uniffi::remote(Enum)]
pub enum VisitState {
    New,
    UnderWay,
    Signed,
    Left,
}

#[uniffi::remote(Record)]
pub struct JobModel {
    pub visit: String,
    pub job: String,
    pub customer: String,
    pub phones: Vec<String>,
    pub address: String,
    pub model: String,
    pub symptom: String,
    pub request: String,
    pub is_elderly: bool,
    pub is_in_warranty: bool,
    pub from_ms: i64,
    pub until_ms: i64,
    pub state: VisitState,
    pub steps: Vec<StepRow>,
    pub sync: SyncLine,
}

#[uniffi::remote(Record)]
pub struct StepRow {
    pub step: String,
    pub stand: StepStand,
    pub done: u32,
    pub of: u32,
}

#[uniffi::remote(Enum)]
pub enum StepStand {
    Closed,
    Open,
    Done,
    Skipped,
}

#[uniffi::remote(Record)]
pub struct StepModel {
    pub visit: String,
    pub step: String,
    pub stand: StepStand,
    pub missing: String,
    pub checks: Vec<CheckModel>,
    pub sync: SyncLine,
}

#[uniffi::remote(Record)]
pub struct CheckModel {
    pub id: String,
    pub text: Words,
    pub hint: Option<Words>,
    pub task: CheckTask,
    pub weight: WeightModel,
    pub reasons: Vec<OptionModel>,
    pub answer: Option<AnswerModel>,
    pub is_settled: bool,
}

#[uniffi::remote(Enum)]
pub enum CheckTask {
    Confirm,
    Choose(ChoiceTask),
    Measure(MeasureTask),
    Photograph(PhotoTask),
    Write(WriteTask),
    Wait(WaitTask),
    Call(CallTask),
}

#[uniffi::remote(Record)]
pub struct ChoiceTask {
    pub options: Vec<OptionModel>,
}

#[uniffi::remote(Record)]
pub struct MeasureTask {
    pub unit: String,
    pub expected_low_milli: i64,
    pub expected_high_milli: i64,
}

#[uniffi::remote(Record)]
pub struct PhotoTask {
    pub at_least: u32,
    pub at_most: u32,
}

#[uniffi::remote(Record)]
pub struct WriteTask {
    pub most_chars: u32,
}

#[uniffi::remote(Record)]
pub struct WaitTask {
    pub at_least_ms: u64,
}

#[uniffi::remote(Record)]
pub struct CallTask {
    pub to: String,
}

#[uniffi::remote(Record)]
pub struct OptionModel {
    pub id: String,
    pub text: Words,
}

#[uniffi::remote(Enum)]
pub enum WeightModel {
    Must,
    Waivable,
    Advice,
}

#[uniffi::remote(Enum)]
pub enum AnswerModel {
    Confirmed,
    Chosen(ChosenAnswer),
    Measured(MeasuredAnswer),
    Photographed(PhotographedAnswer),
    Written,
    Waited(WaitedAnswer),
    Called(CalledAnswer),
    Waived(WaivedAnswer),
}

#[uniffi::remote(Record)]
pub struct WaitedAnswer {
    pub waited_ms: u64,
}

#[uniffi::remote(Record)]
pub struct CalledAnswer {
    pub result: String,
}

#[uniffi::remote(Record)]
pub struct ChosenAnswer {
    pub option: String,
}

#[uniffi::remote(Record)]
pub struct MeasuredAnswer {
    pub value_milli: i64,
    pub is_out_of_range: bool,
}

#[uniffi::remote(Record)]
pub struct PhotographedAnswer {
    pub photos: Vec<String>,
}

#[uniffi::remote(Record)]
pub struct WaivedAnswer {
    pub reason: String,
}

#[uniffi::remote(Record)]
pub struct QuoteModel {
    pub visit: String,
    pub lines: Vec<LineModel>,
    pub total: Amount,
    pub fees: Vec<OptionModel>,
    pub parts: Vec<OptionModel>,
    pub shown: Option<PaperModel>,
    pub answer: Option<String>,
    pub fitted: Vec<PartRow>,
    pub missing_parts: Vec<PartRow>,
}

#[uniffi::remote(Record)]
pub struct PartRow {
    pub part: String,
    pub text: Words,
    pub count: u32,
    pub serial: Option<String>,
}

#[uniffi::remote(Record)]
pub struct LineModel {
    pub line: u32,
    pub text: Words,
    pub count: u32,
    pub amount: Amount,
    pub why: ReasonWhy,
    pub instead_of: Option<Amount>,
}

#[uniffi::remote(Enum)]
pub enum ReasonWhy {
    Schedule,
    CardIsLower,
    FreeInWarranty,
    Catalogue,
    Extra,
    FreeSoftware,
    AskCentre,
    Ordered,
    OldPartCredit,
    RepairWarranty,
}

#[uniffi::remote(Record)]
pub struct PaperModel {
    pub document: String,
    pub text: String,
    pub total: Amount,
}

#[uniffi::remote(Record)]
pub struct SignModel {
    pub visit: String,
    pub missing: String,
    pub total: Amount,
    pub shown: Option<PaperModel>,
    pub is_accepted: bool,
    pub is_changed_after_signing: bool,
}
