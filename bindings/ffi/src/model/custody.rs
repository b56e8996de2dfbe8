//! Mirrored from `screens::custody`.

use doorstep_screens::{CustodyClosedRow, CustodyModel, CustodyRow, Offer, RefusalModel, Verdict};

#[uniffi::remote(Record)]
pub struct CustodyModel {
    pub visit: String,
    pub open: Vec<CustodyRow>,
    pub closed: Vec<CustodyClosedRow>,
    pub photos: u32,
    pub kinds: Vec<Offer>,
    pub proposed_due_ms: i64,
}

#[uniffi::remote(Record)]
pub struct CustodyRow {
    pub from: String,
    pub number: u32,
    pub kind: String,
    pub serial: String,
    pub due_ms: i64,
    pub is_late: Verdict,
    pub refusal: Option<RefusalModel>,
}

#[uniffi::remote(Record)]
pub struct CustodyClosedRow {
    pub from: String,
    pub number: u32,
    pub end: String,
}
