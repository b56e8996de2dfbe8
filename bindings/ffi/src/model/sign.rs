//! Mirrored from `screens::sign`.

use doorstep_screens::{AcceptedModel, Amount, Offer, PaperModel, RefusalModel, SignModel};

#[uniffi::remote(Record)]
pub struct SignModel {
    pub visit: String,
    pub missing: String,
    pub total: Amount,
    pub shown: Option<PaperModel>,
    pub show_refusal: Option<RefusalModel>,
    pub signers: Vec<Offer>,
    pub unsigned: Vec<Offer>,
    pub accepted: Option<AcceptedModel>,
    pub is_changed_after_signing: bool,
}

#[uniffi::remote(Record)]
pub struct AcceptedModel {
    pub is_signed: bool,
    pub how: String,
    pub total: Amount,
}
