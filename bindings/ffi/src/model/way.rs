//! Mirrored from `screens::way`.

use doorstep_screens::{
    CallAheadModel, LadderModel, MilestoneRow, OptionModel, RefusalModel, SetOffModel, WayModel, Words,
};

#[uniffi::remote(Record)]
pub struct WayModel {
    pub from_ms: i64,
    pub until_ms: i64,
    pub is_moved: bool,
    pub plan_by_ms: i64,
    pub leave_from_ms: i64,
    pub leave_until_ms: i64,
    pub arrive_from_ms: i64,
    pub arrive_until_ms: i64,
    pub set_off: SetOffModel,
    pub expected_ms: Option<i64>,
    pub late_min: u32,
    pub call_ahead: CallAheadModel,
    pub call_in_ms: i64,
    pub punctuality: String,
    pub ladder: Option<LadderModel>,
    pub late_reasons: Vec<OptionModel>,
    pub late_because: String,
    pub milestones: Vec<MilestoneRow>,
}

#[uniffi::remote(Enum)]
pub enum SetOffModel {
    NotYet,
    PlanNow,
    LeaveNow,
    Overdue,
    Gone,
}

#[uniffi::remote(Enum)]
pub enum CallAheadModel {
    NotNeeded,
    Called,
    Soon,
    Now,
    Passed,
}

#[uniffi::remote(Record)]
pub struct LadderModel {
    pub incident: String,
    pub text: Words,
    pub is_opened: bool,
}

#[uniffi::remote(Record)]
pub struct MilestoneRow {
    pub milestone: String,
    pub is_reached: bool,
    pub at_ms: Option<i64>,
    pub refusal: Option<RefusalModel>,
}
