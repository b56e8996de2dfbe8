//! Mirrored from `screens::day`.

use doorstep_screens::{
    CardRow, CardSays, CheckModel, DayModel, DayStand, DayVisitRow, MismatchRow, Offer, RefusalModel, SyncLine,
    VisitState,
};

#[uniffi::remote(Record)]
pub struct DayModel {
    pub day: String,
    pub stand: DayStand,
    pub start: Vec<CheckModel>,
    pub end: Vec<CheckModel>,
    pub visits: Vec<DayVisitRow>,
    pub mismatches: Vec<MismatchRow>,
    pub offers: Vec<Offer>,
    pub sync: SyncLine,
}

#[uniffi::remote(Enum)]
pub enum DayStand {
    New,
    UnderWay,
    Ended,
}

#[uniffi::remote(Record)]
pub struct DayVisitRow {
    pub visit: String,
    pub customer: String,
    pub state: VisitState,
    pub cards: Vec<CardRow>,
    pub refusal: Option<RefusalModel>,
}

#[uniffi::remote(Record)]
pub struct CardRow {
    pub is_signed: bool,
    pub says: CardSays,
}

#[uniffi::remote(Enum)]
pub enum CardSays {
    Satisfied,
    NotSatisfied,
    Nothing,
}

#[uniffi::remote(Record)]
pub struct MismatchRow {
    pub visit: String,
    pub code: String,
}
