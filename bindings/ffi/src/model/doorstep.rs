//! Mirrored from `screens::doorstep`.

use doorstep_screens::{
    DoorActRow, DoorActTask, DoorNextModel, DoorTryTask, DoorWaitTask, DoorstepModel, Offer, StepModel, Verdict,
    WayModel,
};

#[uniffi::remote(Record)]
pub struct DoorstepModel {
    pub visit: String,
    pub phones: Vec<String>,
    pub way: Option<WayModel>,
    pub step: StepModel,
    pub next: DoorNextModel,
    pub tries: u32,
    pub waited_ms: Option<i64>,
    pub phone_due: Verdict,
    pub is_answered: bool,
    pub list: Vec<DoorActRow>,
    pub no_access_ready: bool,
    pub offers: Vec<Offer>,
}

#[uniffi::remote(Enum)]
pub enum DoorNextModel {
    Try(DoorTryTask),
    Wait(DoorWaitTask),
    Do(DoorActTask),
    Nothing,
}

#[uniffi::remote(Record)]
pub struct DoorTryTask {
    pub how: String,
    pub times: u32,
    pub taps: u32,
}

#[uniffi::remote(Record)]
pub struct DoorWaitTask {
    pub at_least_ms: i64,
}

#[uniffi::remote(Record)]
pub struct DoorActTask {
    pub act: String,
}

#[uniffi::remote(Record)]
pub struct DoorActRow {
    pub act: String,
    pub is_done: bool,
}
