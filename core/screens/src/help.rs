//! What a person reads out over the telephone when something does not go: who this phone is,
//! what it holds, when the office last spoke, and what to do about it.
//!
//! Times are milliseconds since 1970 by the phone's clock, sizes are bytes. What is to be done
//! follows from the facts, here and nowhere else. Leaves to others: where the facts come from
//! (`device`) and their words (the platform, by key).

use crate::look::to_the_minute;
use crate::{SyncLine, SyncState};

/// So long may something wait before a person is asked to look after it.
const LONG_UNPROVED_MS: i64 = 24 * 3_600_000;
/// Less room than this is not enough for a day of pictures.
const LITTLE_ROOM_BYTES: i64 = 200 << 20;
/// Free room is told in whole pieces of this: it changes all the time.
const ROOM_UNIT_BYTES: i64 = 1 << 20;

/// The screen to read out.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct HelpModel {
    /// What to do, the most urgent first; empty where all is well.
    pub advice: Vec<HelpAdvice>,
    /// What waits.
    pub line: SyncLine,
    /// Who this phone is.
    pub phone: PhoneFacts,
    /// What it holds and what room it has.
    pub storage: StorageFacts,
    /// What time it believes it is.
    pub clock: ClockFacts,
    /// When the office last spoke.
    pub contact: ContactFacts,
    /// What the platform allows, and what went over the network.
    pub travel: TravelFacts,
}

/// Who this phone is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PhoneFacts {
    /// This copy of the app.
    pub installation: String,
    /// Who is signed in; empty before enrolment.
    pub engineer: String,
    /// Where head office listens; empty before enrolment.
    pub office: String,
    /// Whether the office trusts it.
    pub standing: PhoneStanding,
    /// The version of the core.
    pub app_version: String,
    /// The version of the store.
    pub schema: u32,
}

/// Whether the office trusts a phone, as far as the phone knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum PhoneStanding {
    /// No office knows it yet.
    NotEnrolled,
    /// It does.
    AtWork,
    /// The office does not know it: a person has to enrol it again.
    Unknown,
    /// Not any more; unsent work is being handed in.
    Revoked,
    /// Everything was handed in and deleted here.
    Deleted,
}

/// What a phone holds.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct StorageFacts {
    /// The store with its log.
    pub store_bytes: i64,
    /// The photographs.
    pub photo_bytes: i64,
    /// What is free on the disk; none where the system does not say.
    pub free_bytes: Option<i64>,
    /// The room kept for the visit at hand.
    pub ballast: BallastStand,
}

/// The room that is kept for the visit at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum BallastStand {
    /// It is there.
    Kept,
    /// The disk was full: it was given away, and photographs wait for it.
    Released,
    /// Nobody works with this phone yet.
    NotNeeded,
}

/// What time a phone believes it is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ClockFacts {
    /// To the minute.
    pub now_ms: i64,
    /// How far it may be wrong; none where nothing vouches for it.
    pub uncertainty_ms: Option<i64>,
}

/// When the office last spoke, and what became of the last try.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ContactFacts {
    /// When it last proved an event, a text or a photograph; none before the first.
    pub proved_ms: Option<i64>,
    /// When it last answered; none before the first time.
    pub answered_ms: Option<i64>,
    /// When the oldest event that still waits was recorded; none where none waits.
    pub waiting_since_ms: Option<i64>,
    /// The last try, where it failed since this start of the app.
    pub failed: Option<FailedTry>,
    /// When the next try is planned; none where nothing rests: it comes with the next sign of
    /// a network, the next thing that is saved, or when the platform wakes the app.
    pub next_try_ms: Option<i64>,
}

/// A try that failed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FailedTry {
    /// When.
    pub at_ms: i64,
    /// Why: `sync/no-network`, `sync/no-answer`, `sync/not-the-office`, `sync/untrusted`, `sync/clock`, or the
    /// office's own refusal.
    pub code: String,
}

/// The code of a connection whose certificate does not hold by this phone's clock.
pub const CLOCK_SUSPECT: &str = "sync/clock";

/// What the platform allows, and what went over the network.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TravelFacts {
    /// Whether it lets the app work while nobody looks at it.
    pub background: BackgroundRule,
    /// What the network at hand costs.
    pub network: NetworkCost,
    /// Over which networks photographs go.
    pub photo_way: PhotoWay,
    /// What went over the network: today first, by what it cost; without rows that count nothing.
    pub traffic: Vec<TrafficRow>,
}

/// Whether the platform lets the app work while nobody looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum BackgroundRule {
    /// As usual.
    Allowed,
    /// A person or the system restricted it: nothing is sent until the app is opened.
    Restricted,
    /// The platform does not say.
    Unknown,
}

/// What a network costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub enum NetworkCost {
    /// Somebody pays by the byte.
    Metered,
    /// Nobody does.
    Unmetered,
    /// The platform does not say. Photographs go: what is nowhere but on this phone is lost with it.
    Unknown,
}

/// Over which networks photographs go. Everything else goes over any.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum PhotoWay {
    /// Any. A phone begins with this: what is nowhere but on a phone is lost with it, and a
    /// day's photographs are some megabytes.
    AnyNetwork,
    /// Not where the platform says that somebody pays by the byte.
    WifiOnly,
}

/// What went over the network in some time, over networks that cost the same.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TrafficRow {
    /// In which time.
    pub span: TrafficSpan,
    /// At what cost.
    pub cost: NetworkCost,
    /// From the phone.
    pub up_bytes: i64,
    /// To the phone.
    pub down_bytes: i64,
}

/// For how long bytes are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub enum TrafficSpan {
    /// Today, in China.
    Today,
    /// The last 31 days, today included.
    Month,
}

/// One thing to do about what is not well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum HelpAdvice {
    /// No office knows this phone yet.
    Enrol,
    /// The office does not know this phone.
    EnrolAgain,
    /// The office does not trust this phone any more.
    Revoked,
    /// The disk is nearly full.
    FreeRoom,
    /// The phone's clock is probably wrong: the office's certificate does not hold by it.
    SetClock,
    /// Something has waited for more than a day.
    LongUnproved,
    /// The platform restricts the app in the background.
    AllowBackground,
    /// Photographs wait for Wi-Fi.
    FindWifi,
}

/// The screen of these facts.
pub fn help_model(
    line: SyncLine,
    phone: PhoneFacts,
    storage: StorageFacts,
    clock: ClockFacts,
    contact: ContactFacts,
    travel: TravelFacts,
) -> HelpModel {
    let clock = ClockFacts { now_ms: to_the_minute(clock.now_ms), ..clock };
    let free_bytes = storage.free_bytes.map(|bytes| bytes - bytes.rem_euclid(ROOM_UNIT_BYTES));
    let storage = StorageFacts { free_bytes, ..storage };
    let mut model = HelpModel { advice: Vec::new(), line, phone, storage, clock, contact, travel };
    model.advice = advice(&model);
    model
}

/// Whether photographs wait for another network.
pub fn waits_for_wifi(way: PhotoWay, network: NetworkCost) -> bool {
    way == PhotoWay::WifiOnly && network == NetworkCost::Metered
}

fn advice(model: &HelpModel) -> Vec<HelpAdvice> {
    let HelpModel { line, phone, storage, clock, contact, travel, .. } = model;
    let is_full = storage.ballast == BallastStand::Released;
    let has_little = storage.free_bytes.is_some_and(|free| free < LITTLE_ROOM_BYTES);
    let long_ago = clock.now_ms.saturating_sub(LONG_UNPROVED_MS);
    let is_suspect = contact.failed.as_ref().is_some_and(|failed| failed.code == CLOCK_SUSPECT);
    let is_known = line.state != SyncState::EnrolAgain && phone.standing != PhoneStanding::Unknown;
    let all = [
        (phone.standing == PhoneStanding::NotEnrolled, HelpAdvice::Enrol),
        (!is_known, HelpAdvice::EnrolAgain),
        (matches!(phone.standing, PhoneStanding::Revoked | PhoneStanding::Deleted), HelpAdvice::Revoked),
        (is_full || has_little, HelpAdvice::FreeRoom),
        (is_suspect, HelpAdvice::SetClock),
        (contact.waiting_since_ms.is_some_and(|since_ms| since_ms < long_ago), HelpAdvice::LongUnproved),
        (travel.background == BackgroundRule::Restricted, HelpAdvice::AllowBackground),
        (line.photos_waiting > 0 && waits_for_wifi(travel.photo_way, travel.network), HelpAdvice::FindWifi),
    ];
    all.into_iter().filter(|(is_so, _)| *is_so).map(|(_, advice)| advice).collect()
}
