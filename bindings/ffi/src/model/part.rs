//! Mirrored from `screens::part`.

use doorstep_screens::{FittedRow, PartModel, PartNeed, PartRow, RefusalModel, RejectedRow, SuggestionRow, Words};

#[uniffi::remote(Record)]
pub struct PartModel {
    pub visit: String,
    pub needs: Vec<PartNeed>,
    pub fitted: Vec<FittedRow>,
    pub missing: Vec<PartRow>,
    pub rejected: Vec<RejectedRow>,
}

#[uniffi::remote(Record)]
pub struct PartNeed {
    pub part: String,
    pub text: Words,
    pub count: u32,
    pub fitted: u32,
    pub is_tracked: bool,
    pub old_part: String,
    pub choices: Vec<SuggestionRow>,
    pub refusal: Option<RefusalModel>,
}

#[uniffi::remote(Record)]
pub struct SuggestionRow {
    pub part: String,
    pub text: Words,
    pub is_original: bool,
    pub usable: u32,
}

#[uniffi::remote(Record)]
pub struct PartRow {
    pub part: String,
    pub text: Words,
    pub count: u32,
}

#[uniffi::remote(Record)]
pub struct FittedRow {
    pub part: String,
    pub text: Words,
    pub count: u32,
    pub serial: String,
    pub old_part: String,
}

#[uniffi::remote(Record)]
pub struct RejectedRow {
    pub part: String,
    pub text: Words,
    pub count: u32,
    pub serial: String,
    pub why: String,
}
