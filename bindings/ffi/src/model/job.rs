//! Mirrored from `screens::job`.

use doorstep_screens::{
    Amount, CallRow, EarlierModel, FieldRow, JobModel, LikelyModel, NextModel, Offer, OptionModel, PartRow,
    RefusalModel, StepRow, StepStand, SyncLine, VisitState, WayModel, WorkModel,
};

#[uniffi::remote(Record)]
pub struct JobModel {
    pub visit: String,
    pub job: String,
    pub customer: String,
    pub phones: Vec<String>,
    pub address: String,
    pub category: String,
    pub service: String,
    pub model: String,
    pub symptom: String,
    pub request: String,
    pub is_elderly: bool,
    pub is_in_warranty: bool,
    pub from_ms: i64,
    pub until_ms: i64,
    pub state: VisitState,
    pub likely: Vec<LikelyModel>,
    pub work: Option<WorkModel>,
    pub next: NextModel,
    pub sync: SyncLine,
}

#[uniffi::remote(Record)]
pub struct WorkModel {
    pub steps: Vec<StepRow>,
    pub fields: Vec<FieldRow>,
    pub calls: Vec<CallRow>,
    pub way: Option<WayModel>,
    pub earlier: Option<EarlierModel>,
    pub rebook_reasons: Vec<OptionModel>,
    pub rebook_refusal: Option<RefusalModel>,
    pub hand_over_reasons: Vec<OptionModel>,
    pub hand_over: Vec<Offer>,
    pub handed_over_to: String,
    pub advise: Offer,
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
pub struct FieldRow {
    pub field: String,
    pub value: String,
    pub source: String,
    pub corrected: String,
}

#[uniffi::remote(Record)]
pub struct CallRow {
    pub to: String,
    pub reason: String,
    pub result: String,
    pub text: String,
    pub at_ms: Option<i64>,
}

#[uniffi::remote(Record)]
pub struct EarlierModel {
    pub visit: String,
    pub left_ms: Option<i64>,
    pub total: Option<Amount>,
    pub fitted: Vec<PartRow>,
    pub missing: Vec<PartRow>,
    pub in_custody: u32,
}
