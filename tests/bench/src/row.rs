//! One row: what was measured, its floor, and the ratio that was promised.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long many rounds of one thing took.
#[derive(Clone, Copy)]
pub struct Times {
    /// Half of them took no longer.
    pub p50: Duration,
    /// Nineteen of twenty took no longer.
    pub p95: Duration,
}

impl Times {
    /// Of these rounds.
    pub fn of(mut rounds: Vec<Duration>) -> Self {
        rounds.sort_unstable();
        let at = |percent: usize| rounds.get(rounds.len() * percent / 100).copied().unwrap();
        Self { p50: at(50), p95: at(95) }
    }

    fn to_json(self) -> Value {
        json!({ "p50_seconds": self.p50.as_secs_f64(), "p95_seconds": self.p95.as_secs_f64() })
    }
}

/// What was measured, in interleaved rounds.
pub struct Row {
    /// What it is about.
    pub name: &'static str,
    /// How long the product takes.
    pub value: Times,
    /// How long the least code takes that does the same.
    pub floor: Times,
    /// How many times the floor it may take.
    pub target: f64,
}

impl Row {
    /// How many times the floor it takes, by the medians.
    pub fn ratio(&self) -> f64 {
        self.value.p50.as_secs_f64() / self.floor.p50.as_secs_f64()
    }

    /// Whether the promise holds.
    pub fn is_met(&self) -> bool {
        self.ratio() <= self.target
    }

    /// One line of the table, and one for its slow rounds.
    pub fn print(&self) {
        let met = if self.is_met() { "met" } else { "MISSED" };
        let Self { name, value, floor, target, .. } = self;
        println!("{name:<44} {:>12?} {:>12?} {:>7.2} {target:>7.2} {met}", value.p50, floor.p50, self.ratio());
        println!("{:<44} {:>12?} {:>12?}", "  p95", value.p95, floor.p95);
    }

    /// The row for a script.
    pub fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "value": self.ratio(),
            "target": self.target,
            "met": self.is_met(),
            "took": self.value.to_json(),
            "floor": self.floor.to_json(),
        })
    }
}

/// How long this takes.
pub fn timed<R>(run: impl FnOnce() -> R) -> Duration {
    let began = Instant::now();
    std::hint::black_box(run());
    began.elapsed()
}
