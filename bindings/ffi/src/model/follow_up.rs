//! Mirrored from `screens::follow_up`.

use doorstep_screens::{FollowUpModel, OwedRow, RefusalModel, SyncLine, Verdict, Words};

#[uniffi::remote(Record)]
pub struct FollowUpModel {
    pub rows: Vec<OwedRow>,
    pub results: Vec<String>,
    pub sync: SyncLine,
}

#[uniffi::remote(Record)]
pub struct OwedRow {
    pub visit: String,
    pub customer: String,
    pub phones: Vec<String>,
    pub rule: String,
    pub text: Words,
    pub owner: String,
    pub is_mine: bool,
    pub due_at_ms: Option<i64>,
    pub is_overdue: Verdict,
    pub is_done: bool,
    pub tries: u32,
    pub result: String,
    pub refusal: Option<RefusalModel>,
}
