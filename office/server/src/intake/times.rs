//! Where the time of intake goes: waiting for the turn, records, what follows from them, the disk.
//!
//! Sums over all pushes since the last [`IntakeTimes::reset`], in microseconds; for
//! measuring alone, nothing depends on them.

use std::sync::{Mutex, PoisonError};

use crate::ports::Stopwatch;

/// Sums of one office.
#[derive(Debug, Default)]
pub struct IntakeTimes(Mutex<Times>);

/// The sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Pushes that were taken in.
    pub pushes: u64,
    /// Until it was their turn to write.
    pub waited: u64,
    /// Judging lanes, and writing what arrived.
    pub records: u64,
    /// Folding visits by their books, and writing what follows.
    pub projections: u64,
    /// Until it was on disk.
    pub commit: u64,
}

impl IntakeTimes {
    /// The sums so far.
    pub fn read(&self) -> Times {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins anew.
    pub fn reset(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Times::default();
    }

    /// One more push, by the laps of its stopwatch.
    pub(super) fn add(&self, laps: Times) {
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        sums.pushes = sums.pushes.saturating_add(1);
        sums.waited = sums.waited.saturating_add(laps.waited);
        sums.records = sums.records.saturating_add(laps.records);
        sums.projections = sums.projections.saturating_add(laps.projections);
        sums.commit = sums.commit.saturating_add(laps.commit);
    }
}

/// The laps of one push.
pub(super) struct Laps {
    watch: Stopwatch,
    pub so_far: Times,
}

impl Laps {
    pub fn start() -> Self {
        Self { watch: Stopwatch::start(), so_far: Times::default() }
    }

    /// Microseconds since the last lap.
    pub fn lap(&mut self) -> u64 {
        self.watch.lap_micros()
    }
}
