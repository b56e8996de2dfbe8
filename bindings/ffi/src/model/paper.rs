//! Mirrored from `screens::paper`.

use doorstep_screens::{Amount, PaperModel};

#[uniffi::remote(Record)]
pub struct PaperModel {
    pub document: String,
    pub text: String,
    pub total: Amount,
}
