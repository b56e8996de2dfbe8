//! Intents, mirrored. Ids cross as strings and are checked on the way in.

use doorstep_domain::book::Language;
use doorstep_domain::event::{NoSignature, OldPart, Outcome, QuoteAnswer, Signer};
use doorstep_domain::id::{CheckId, FeeRowId, IdError, OptionId, PartNo, ReasonId, SerialNo, VisitId};
use doorstep_domain::visit::Step;
use doorstep_screens::{Act, Intent, Point};

macro_rules! crossing_ids {
    ($($name:ident),*) => {$(
        uniffi::custom_type!($name, String, {
            remote,
            try_lift: |text| text.parse().map_err(|wrong: IdError| wrong.into()),
            lower: |id| id.to_string(),
        });
    )*};
}

crossing_ids!(VisitId, CheckId, OptionId, ReasonId, FeeRowId, PartNo, SerialNo);

#[uniffi::remote(Enum)]
pub enum Step {
    Accept,
    Prepare,
    Contact,
    Travel,
    Doorstep,
    Greet,
    Diagnose,
    Quote,
    Repair,
    Clean,
    Leave,
    FollowUp,
}

#[uniffi::remote(Enum)]
pub enum Language {
    Chinese,
    English,
}

#[uniffi::remote(Enum)]
pub enum QuoteAnswer {
    Accepted,
    Declined,
}

#[uniffi::remote(Enum)]
pub enum OldPart {
    Returned,
    KeptByCustomer,
    None,
}

#[uniffi::remote(Enum)]
pub enum Signer {
    Customer,
    Family,
    Representative,
}

#[uniffi::remote(Enum)]
pub enum NoSignature {
    Refused,
    Absent,
    Unable,
}

#[uniffi::remote(Enum)]
pub enum Outcome {
    Solved,
    FurtherWork,
    Declined,
    NoAccess,
    Interrupted,
    Advised,
    HandedOver,
    Rebooked,
}

#[uniffi::remote(Record)]
pub struct Intent {
    pub visit: VisitId,
    pub act: Act,
}

#[uniffi::remote(Enum)]
pub enum Act {
    Accept,
    Confirm { check: CheckId },
    Choose { check: CheckId, option: OptionId },
    Measure { check: CheckId, value_milli: i64 },
    Photograph { check: Option<CheckId>, path: String },
    Write { check: Option<CheckId>, text: String },
    Waive { check: CheckId, reason: ReasonId, text: String },
    AddFee { row: FeeRowId, count: u32 },
    AddPart { part: PartNo, count: u32 },
    RemoveLine { line: u32 },
    ShowQuote { language: Language },
    AnswerQuote { answer: QuoteAnswer },
    FitPart { part: PartNo, count: u32, serial: Option<SerialNo>, old_part: OldPart },
    MissPart { part: PartNo, count: u32 },
    ShowConfirmation { language: Language },
    Sign { signer: Signer, width: u32, height: u32, strokes: Vec<Vec<Point>> },
    LeaveUnsigned { why: NoSignature, text: String },
    Leave { outcome: Outcome },
}

#[uniffi::remote(Record)]
pub struct Point {
    pub x: i32,
    pub y: i32,
    pub t_ms: u32,
    pub pressure: u32,
}
