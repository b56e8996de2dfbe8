//! What head office has: the quiet line on every screen, and the screen that says it in full.
//!
//! In its words: *here* waits, *proved* the office has, *safe* a verified backup of the office
//! has, *kept aside* the office has and does not count, *refused* it does not take.

use crate::help::{FailedTry, PhotoWay};

/// What a screen says about sync. "Arrived" is only what the office proved (P4).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SyncLine {
    /// In one word.
    pub state: SyncState,
    /// Events that are here and not proved by the office.
    pub events_waiting: u32,
    /// Photographs that are here and not proved by the office.
    pub photos_waiting: u32,
}

/// The screen about what head office has.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SyncModel {
    /// Who is signed in; empty before enrolment.
    pub engineer: String,
    /// This copy of the app: read out over the telephone.
    pub installation: String,
    /// Where head office listens; empty before enrolment.
    pub office: String,
    /// All of it together.
    pub line: SyncLine,
    /// What the office has, and what of it is safe.
    pub there: SyncThere,
    /// What has not arrived whole, by visit, van and day.
    pub rows: Vec<SyncRow>,
    /// The last try, where it failed since this start of the app: the words of its code say what to do.
    pub failed: Option<FailedTry>,
    /// Over which networks photographs go.
    pub photo_way: PhotoWay,
    /// Whether photographs wait for another network than the one at hand.
    pub waits_for_wifi: bool,
    /// This phone found that it is a copy and goes on as a new installation: how many events
    /// moved there.
    pub moved: Option<u32>,
    /// When this phone heard that the office goes on from a backup, in milliseconds since 1970.
    pub office_restored_ms: Option<i64>,
}

/// What of one visit, van or day has not arrived.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SyncRow {
    /// Which: `visit/…`, `van/…`, `day/…`.
    pub subject: String,
    /// Events that are here and not proved by the office.
    pub events_waiting: u32,
    /// Photographs that are here and not proved by the office.
    pub photos_waiting: u32,
    /// Events that the office keeps and does not understand.
    pub quarantined: u32,
    /// Events that would not get through: the office has their hashes, their bytes are offered again.
    pub withheld: u32,
    /// Photographs that the office does not take.
    pub photos_refused: u32,
    /// Photographs whose files were altered or lost on this phone.
    pub photos_damaged: u32,
}

/// What the office has of this phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SyncThere {
    /// Events that it proved.
    pub events_proved: u32,
    /// Photographs that it proved.
    pub photos_proved: u32,
    /// Of those events, the ones surely in a verified backup.
    pub events_safe: u32,
    /// Of those photographs, the ones in a verified backup.
    pub photos_safe: u32,
}

/// In one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum SyncState {
    /// Everything has arrived.
    Arrived,
    /// Something is still here; it goes up when there is a network.
    Waiting,
    /// The office does not know this phone: a person has to enrol it again.
    EnrolAgain,
}

impl SyncLine {
    /// The line for these counts.
    pub fn new(events_waiting: u32, photos_waiting: u32, is_known: bool) -> Self {
        let state = match (is_known, events_waiting, photos_waiting) {
            (false, ..) => SyncState::EnrolAgain,
            (true, 0, 0) => SyncState::Arrived,
            (true, ..) => SyncState::Waiting,
        };
        Self { state, events_waiting, photos_waiting }
    }
}
