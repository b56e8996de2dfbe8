//! Mirrored from `screens::today`.

use doorstep_screens::{DayStand, SyncLine, TodayModel, TodayRow, VisitState};

#[uniffi::remote(Record)]
pub struct TodayModel {
    pub engineer: String,
    pub rows: Vec<TodayRow>,
    pub has_books: bool,
    pub day: String,
    pub day_stand: DayStand,
    pub owed: u32,
    pub sync: SyncLine,
}

#[uniffi::remote(Record)]
pub struct TodayRow {
    pub visit: String,
    pub job: String,
    pub customer: String,
    pub address: String,
    pub category: String,
    pub service: String,
    pub symptom: String,
    pub from_ms: i64,
    pub until_ms: i64,
    pub state: VisitState,
    pub expected_ms: Option<i64>,
    pub late_min: u32,
    pub tell_now: bool,
    pub clash_min: u32,
}

#[uniffi::remote(Enum)]
pub enum VisitState {
    New,
    UnderWay,
    Signed,
    Left,
}
