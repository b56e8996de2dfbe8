//! Mirrored from `screens::leave`.

use doorstep_screens::{LeaveModel, Offer, OnSiteModel, OwedRow, StepModel, Verdict};

#[uniffi::remote(Record)]
pub struct LeaveModel {
    pub visit: String,
    pub step: StepModel,
    pub outcomes: Vec<Offer>,
    pub outcome: String,
    pub on_site: Option<OnSiteModel>,
    pub in_custody: u32,
    pub owed: Vec<OwedRow>,
}

#[uniffi::remote(Record)]
pub struct OnSiteModel {
    pub worked_ms: Option<i64>,
    pub is_paused: bool,
    pub is_over: Verdict,
}
