//! One row: what was measured, its floor, what was promised, and from where on it is a fault.
//!
//! A row with a floor is judged by how many times the floor it takes; a row that counts
//! (bytes, requests) is judged as it is. A time without a floor is told and never judged.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long many rounds of one thing took.
#[derive(Clone, Copy)]
pub struct Times {
    /// Half of them took no longer.
    pub p50: Duration,
    /// 99 of 100 took no longer.
    pub p99: Duration,
}

impl Times {
    /// Of these rounds.
    pub fn of(mut rounds: Vec<Duration>) -> Self {
        rounds.sort_unstable();
        let at = |percent: usize| rounds.get(rounds.len() * percent / 100).copied().unwrap();
        Self { p50: at(50), p99: at(99) }
    }
}

/// What a figure counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
    /// Requests.
    Requests,
    /// Instructions of the processor.
    Instructions,
}

impl Unit {
    fn show(self, figure: f64) -> String {
        match self {
            Self::Seconds => format!("{:.2?}", Duration::from_secs_f64(figure)),
            Self::Bytes if figure >= 10_000_000.0 => format!("{:.1} MB", figure / 1e6),
            Self::Bytes => format!("{figure:.1} B"),
            Self::Requests | Self::Instructions => format!("{figure:.0}"),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Bytes => "bytes",
            Self::Requests => "requests",
            Self::Instructions => "instructions",
        }
    }
}

/// One line of the table.
pub struct Row {
    /// What it is about.
    pub name: String,
    /// What the figures count.
    pub unit: Unit,
    /// The product's figure.
    pub ours: f64,
    /// That of the least code that does the same; none for what is counted.
    pub floor: Option<f64>,
    /// What was promised: a ratio where there is a floor, a figure otherwise.
    pub target: Option<f64>,
    /// From here on the run fails; none for what is only told.
    pub limit: Option<f64>,
}

impl Row {
    /// Two times, judged by their ratio.
    pub fn ratio(name: impl Into<String>, ours: Duration, floor: Duration, target: f64, limit: f64) -> Self {
        let (ours, floor) = (ours.as_secs_f64(), Some(floor.as_secs_f64()));
        Self { name: name.into(), unit: Unit::Seconds, ours, floor, target: Some(target), limit: Some(limit) }
    }

    /// Two times, of which no promise speaks.
    pub fn compared(name: impl Into<String>, ours: Duration, floor: Duration, limit: f64) -> Self {
        Self { target: None, ..Self::ratio(name, ours, floor, limit, limit) }
    }

    /// Something counted, judged as it is.
    pub fn counted(name: impl Into<String>, unit: Unit, ours: f64, target: f64, limit: f64) -> Self {
        Self { name: name.into(), unit, ours, floor: None, target: Some(target), limit: Some(limit) }
    }

    /// Something promised that this machine's other work may spoil: told, and no fault.
    pub fn promised(name: impl Into<String>, unit: Unit, ours: f64, target: f64) -> Self {
        Self { name: name.into(), unit, ours, floor: None, target: Some(target), limit: None }
    }

    /// Something that no promise names.
    pub fn told(name: impl Into<String>, unit: Unit, ours: f64) -> Self {
        Self { name: name.into(), unit, ours, floor: None, target: None, limit: None }
    }

    /// What is held against target and limit.
    fn figure(&self) -> f64 {
        self.floor.map_or(self.ours, |floor| self.ours / floor)
    }

    /// Whether the promise holds; none where nothing was promised.
    pub fn is_met(&self) -> Option<bool> {
        self.target.map(|target| self.figure() <= target)
    }

    /// Whether the run fails by it.
    pub fn is_at_fault(&self) -> bool {
        self.limit.is_some_and(|limit| self.figure() > limit)
    }

    /// One line of the table.
    pub fn print(&self) {
        let floor = self.floor.map_or_else(String::new, |floor| self.unit.show(floor));
        let ratio = self.floor.map_or_else(String::new, |_| format!("{:.2}", self.figure()));
        let shown = |figure: f64| if self.floor.is_some() { format!("{figure:.2}") } else { self.unit.show(figure) };
        let target = self.target.map_or_else(String::new, shown);
        let met = match (self.is_at_fault(), self.is_met()) {
            (true, _) => "FAULT",
            (false, Some(true)) => "met",
            (false, Some(false)) => "missed",
            (false, None) => "",
        };
        println!("{:<62} {floor:>10} {:>10} {ratio:>6} {target:>9} {met}", self.name, self.unit.show(self.ours));
    }

    /// The heading over [`Row::print`].
    pub fn print_heading() {
        println!("{:<62} {:>10} {:>10} {:>6} {:>9} met?", "quantity", "floor", "ours", "ratio", "target");
    }

    /// The row for a script.
    pub fn to_json(&self) -> Value {
        json!({
            "name": self.name,
            "unit": self.unit.name(),
            "ours": self.ours,
            "floor": self.floor,
            "figure": self.figure(),
            "target": self.target,
            "limit": self.limit,
            "met": self.is_met(),
        })
    }
}

/// How long this takes.
pub fn timed<R>(run: impl FnOnce() -> R) -> Duration {
    let began = Instant::now();
    std::hint::black_box(run());
    began.elapsed()
}

/// What this gives, and how long it takes.
pub fn clocked<R>(run: impl FnOnce() -> R) -> (R, Duration) {
    let began = Instant::now();
    (run(), began.elapsed())
}
