//! Mirrored from `screens::sync`.

use doorstep_screens::{FailedTry, PhotoWay, SyncLine, SyncModel, SyncRow, SyncState, SyncThere};

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
    pub there: SyncThere,
    pub rows: Vec<SyncRow>,
    pub failed: Option<FailedTry>,
    pub photo_way: PhotoWay,
    pub waits_for_wifi: bool,
    pub moved: Option<u32>,
    pub office_restored_ms: Option<i64>,
}

#[uniffi::remote(Record)]
pub struct SyncRow {
    pub subject: String,
    pub events_waiting: u32,
    pub photos_waiting: u32,
    pub quarantined: u32,
    pub withheld: u32,
    pub photos_refused: u32,
    pub photos_damaged: u32,
}

#[uniffi::remote(Record)]
pub struct SyncThere {
    pub events_proved: u32,
    pub photos_proved: u32,
    pub events_safe: u32,
    pub photos_safe: u32,
}

#[uniffi::remote(Enum)]
pub enum SyncState {
    Arrived,
    Waiting,
    EnrolAgain,
}
