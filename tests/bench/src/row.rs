//! One row: what was measured, its floor, and the ratio that was promised.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What was measured. Times are medians of interleaved rounds.
pub struct Row {
    /// What it is about.
    pub name: &'static str,
    /// How long the product takes.
    pub value: Duration,
    /// How long the least code takes that does the same.
    pub floor: Duration,
    /// How many times the floor it may take.
    pub target: f64,
}

impl Row {
    /// How many times the floor it takes.
    pub fn ratio(&self) -> f64 {
        self.value.as_secs_f64() / self.floor.as_secs_f64()
    }

    /// Whether the promise holds.
    pub fn is_met(&self) -> bool {
        self.ratio() <= self.target
    }

    /// One line of the table.
    pub fn print(&self) {
        let met = if self.is_met() { "met" } else { "MISSED" };
        println!(
            "{:<44} {:>12?} {:>12?} {:>7.2} {:>7.2} {met}",
            self.name,
            self.value,
            self.floor,
            self.ratio(),
            self.target
        );
    }

    /// The row for a script.
    pub fn to_json(&self) -> Value {
        let (value, floor) = (self.value.as_secs_f64(), self.floor.as_secs_f64());
        json!({
            "name": self.name,
            "value": self.ratio(),
            "target": self.target,
            "met": self.is_met(),
            "seconds": value,
            "floor_seconds": floor,
        })
    }
}

/// How long this takes.
pub fn timed<R>(run: impl FnOnce() -> R) -> Duration {
    let began = Instant::now();
    std::hint::black_box(run());
    began.elapsed()
}

/// The one in the middle.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
