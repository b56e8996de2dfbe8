//! Mirrored from `screens::prepare`.

use doorstep_screens::{BringRow, CertificateModel, PrepareModel, StepModel, WayModel, Words};

#[uniffi::remote(Record)]
pub struct PrepareModel {
    pub visit: String,
    pub step: StepModel,
    pub way: Option<WayModel>,
    pub bring: Vec<BringRow>,
    pub bring_loaner: bool,
    pub certificate: Option<CertificateModel>,
}

#[uniffi::remote(Record)]
pub struct BringRow {
    pub part: String,
    pub text: Words,
    pub is_needed: bool,
    pub usable: u32,
}

#[uniffi::remote(Record)]
pub struct CertificateModel {
    pub grade: u32,
    pub valid_until: String,
}
