//! Mirrored from `screens::help`.

use doorstep_screens::{
    BackgroundRule, BallastStand, ClockFacts, ContactFacts, FailedTry, HelpAdvice, HelpModel, NetworkCost, PhoneFacts,
    PhoneStanding, PhotoWay, StorageFacts, SyncLine, TrafficRow, TrafficSpan, TravelFacts,
};

#[uniffi::remote(Record)]
pub struct HelpModel {
    pub advice: Vec<HelpAdvice>,
    pub line: SyncLine,
    pub phone: PhoneFacts,
    pub storage: StorageFacts,
    pub clock: ClockFacts,
    pub contact: ContactFacts,
    pub travel: TravelFacts,
}

#[uniffi::remote(Record)]
pub struct PhoneFacts {
    pub installation: String,
    pub engineer: String,
    pub office: String,
    pub standing: PhoneStanding,
    pub app_version: String,
    pub schema: u32,
}

#[uniffi::remote(Enum)]
pub enum PhoneStanding {
    NotEnrolled,
    AtWork,
    Unknown,
    Revoked,
    Deleted,
}

#[uniffi::remote(Record)]
pub struct StorageFacts {
    pub store_bytes: i64,
    pub photo_bytes: i64,
    pub free_bytes: Option<i64>,
    pub ballast: BallastStand,
}

#[uniffi::remote(Enum)]
pub enum BallastStand {
    Kept,
    Released,
    NotNeeded,
}

#[uniffi::remote(Record)]
pub struct ClockFacts {
    pub now_ms: i64,
    pub uncertainty_ms: Option<i64>,
}

#[uniffi::remote(Record)]
pub struct ContactFacts {
    pub proved_ms: Option<i64>,
    pub answered_ms: Option<i64>,
    pub waiting_since_ms: Option<i64>,
    pub failed: Option<FailedTry>,
    pub next_try_ms: Option<i64>,
}

#[uniffi::remote(Record)]
pub struct FailedTry {
    pub at_ms: i64,
    pub code: String,
}

#[uniffi::remote(Record)]
pub struct TravelFacts {
    pub background: BackgroundRule,
    pub network: NetworkCost,
    pub photo_way: PhotoWay,
    pub traffic: Vec<TrafficRow>,
}

#[uniffi::remote(Enum)]
pub enum BackgroundRule {
    Allowed,
    Restricted,
    Unknown,
}

#[uniffi::remote(Enum)]
pub enum NetworkCost {
    Metered,
    Unmetered,
    Unknown,
}

#[uniffi::remote(Enum)]
pub enum PhotoWay {
    AnyNetwork,
    WifiOnly,
}

#[uniffi::remote(Record)]
pub struct TrafficRow {
    pub span: TrafficSpan,
    pub cost: NetworkCost,
    pub up_bytes: i64,
    pub down_bytes: i64,
}

#[uniffi::remote(Enum)]
pub enum TrafficSpan {
    Today,
    Month,
}

#[uniffi::remote(Enum)]
pub enum HelpAdvice {
    Enrol,
    EnrolAgain,
    Revoked,
    FreeRoom,
    SetClock,
    LongUnproved,
    AllowBackground,
    FindWifi,
}
