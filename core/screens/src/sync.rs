//! The quiet line about what head office has.

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

/// In one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum SyncState {
    /// Everything has arrived.
    Arrived,
    /// Something is still here; it goes up when there is a network.
    Waiting,
    /// The office knows this lane otherwise; a person has to look.
    Forked,
}

impl SyncLine {
    /// The line for these counts.
    pub fn new(events_waiting: u32, photos_waiting: u32, is_forked: bool) -> Self {
        let state = match (is_forked, events_waiting, photos_waiting) {
            (true, ..) => SyncState::Forked,
            (false, 0, 0) => SyncState::Arrived,
            (false, ..) => SyncState::Waiting,
        };
        Self { state, events_waiting, photos_waiting }
    }
}
