//! Mirrored from `screens::look`.

use doorstep_screens::{Offer, RefusalModel, Verdict};

#[uniffi::remote(Record)]
pub struct Offer {
    pub key: String,
    pub refusal: Option<RefusalModel>,
}

#[uniffi::remote(Record)]
pub struct RefusalModel {
    pub code: String,
    pub field: String,
}

#[uniffi::remote(Enum)]
pub enum Verdict {
    Yes,
    No,
    Unknown,
}
