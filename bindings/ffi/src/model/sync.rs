//! Mirrored from `screens::sync`.

use doorstep_screens::{SyncLine, SyncModel, SyncRow, SyncState};

#[uniffi::remote(Record)]
pub struct SyncLine {
    pub state: SyncState,
    pub events_waiting: u32,
    pub photos_waiting: u32,
}

#[uniffi::remote(Record)]
pub struct SyncModel {
    pub engineer: String,
    pub installation: String,
    pub office: String,
    pub line: SyncLine,
    pub rows: Vec<SyncRow>,
    pub moved: Option<u32>,
    pub office_restored_ms: Option<i64>,
}

#[uniffi::remote(Record)]
pub struct SyncRow {
    pub subject: String,
    pub events_waiting: u32,
    pub photos_waiting: u32,
    pub quarantined: u32,
}

#[uniffi::remote(Enum)]
pub enum SyncState {
    Arrived,
    Waiting,
    EnrolAgain,
}
