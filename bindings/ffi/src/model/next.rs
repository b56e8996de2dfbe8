//! Mirrored from `screens::next`.

use doorstep_screens::{NextModel, NextPlace};

#[uniffi::remote(Record)]
pub struct NextModel {
    pub place: NextPlace,
    pub step: String,
    pub item: String,
}

#[uniffi::remote(Enum)]
pub enum NextPlace {
    Accept,
    Incident,
    Step,
    Doorstep,
    Quote,
    Sign,
    Leave,
    FollowUp,
}
