//! Mirrored from `screens::reduction`.

use doorstep_screens::{Amount, GrantedModel, OptionModel, ReductionModel, ReductionRow, RefusalModel};

#[uniffi::remote(Record)]
pub struct ReductionModel {
    pub requests: Vec<ReductionRow>,
    pub granted: Option<GrantedModel>,
    pub reasons: Vec<OptionModel>,
    pub refusal: Option<RefusalModel>,
}

#[uniffi::remote(Record)]
pub struct ReductionRow {
    pub request: u32,
    pub mark: String,
    pub from: Amount,
    pub to: Amount,
    pub reason: String,
    pub is_open: bool,
    pub wrong: u32,
    pub tries_left: u32,
}

#[uniffi::remote(Record)]
pub struct GrantedModel {
    pub request: u32,
    pub total: Amount,
    pub instead_of: Amount,
    pub is_verified: bool,
}
