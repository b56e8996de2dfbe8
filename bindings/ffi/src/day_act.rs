//! Intents about the day, the van and the phone itself, mirrored.

use doorstep_domain::id::{CheckId, DayId, OptionId, PartNo, ReasonId, SerialNo, VisitId};
use doorstep_domain::van::Depot;
use doorstep_screens::{DayAct, DayIntent, PhoneAct, PhotoWay, VanAct};

#[uniffi::remote(Record)]
pub struct DayIntent {
    pub day: DayId,
    pub act: DayAct,
}

#[uniffi::remote(Enum)]
pub enum DayAct {
    Start,
    Confirm { check: CheckId },
    Choose { check: CheckId, option: OptionId },
    Photograph { check: CheckId, path: String },
    Write { check: Option<CheckId>, text: String },
    Waive { check: CheckId, reason: ReasonId, text: String },
    HandInCard { visit: VisitId, is_signed: bool, satisfied: Option<bool> },
    End,
}

#[uniffi::remote(Enum)]
pub enum VanAct {
    Load { part: PartNo, count: u32, serial: Option<SerialNo>, from: Depot },
    Unload { part: PartNo, count: u32, serial: Option<SerialNo>, to: Depot },
    Count { part: PartNo, found: u32 },
}

#[uniffi::remote(Enum)]
pub enum Depot {
    Store,
    Colleague,
    OldParts,
}

#[uniffi::remote(Enum)]
pub enum PhoneAct {
    SendPhotos { way: PhotoWay },
}
