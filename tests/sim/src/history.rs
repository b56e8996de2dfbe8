//! Histories: one, told or not, and many.

use std::collections::BTreeSet;

use doorstep_domain::id::Subject;

use crate::check::Violation;
use crate::drain::drain;
use crate::fault::{Counted, FaultSet, Mistake};
use crate::shrink::shrunk;
use crate::world::{Plan, World};

/// The least that a history has.
pub const EVENTS: u64 = 60;
/// The least that a history has.
pub const SYNCS: u64 = 8;
/// More lines than this nobody reads.
pub const LINES: usize = 100;
const MOST_STEPS: u32 = 20_000;

/// What happened in one history, or in many.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// How many.
    pub histories: u64,
    /// Phones, clones included.
    pub phones: u64,
    /// Events recorded.
    pub events: u64,
    /// Answers that counted.
    pub syncs: u64,
    /// Lanes that were offered by their head alone.
    pub heads: u64,
    /// Withheld events whose bytes came after all.
    pub filled: u64,
    /// Events of vans that the office folds.
    pub of_vans: u64,
    /// Events of days that the office folds.
    pub of_days: u64,
    /// Faults by kind.
    pub counted: Counted,
}

impl Totals {
    fn of(world: &World) -> Self {
        let folded = |of: fn(&Subject) -> bool| world.office.disk.folded(of).len() as u64;
        Self {
            histories: 1,
            phones: world.phones.len() as u64,
            events: world.events,
            syncs: world.syncs,
            heads: world.heads,
            filled: world.office.filled,
            of_vans: folded(|subject| matches!(subject, Subject::Van(_))),
            of_days: folded(|subject| matches!(subject, Subject::Day(_))),
            counted: world.counted.clone(),
        }
    }

    fn add(&mut self, one: Self) {
        self.histories += one.histories;
        self.phones += one.phones;
        self.events += one.events;
        self.syncs += one.syncs;
        self.heads += one.heads;
        self.filled += one.filled;
        self.of_vans += one.of_vans;
        self.of_days += one.of_days;
        for (fault, times) in one.counted {
            *self.counted.entry(fault).or_default() += times;
        }
    }
}

/// A history that broke a promise.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Which.
    pub seed: u64,
    /// Which promise.
    pub violation: Violation,
    /// How many steps the history had, and how many are left of it.
    pub steps: (u32, u32),
    /// What had happened, line by line, in the shortest history that breaks the same promise.
    pub story: Vec<String>,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (all, left) = self.steps;
        writeln!(f, "seed {}: {} ({left} of {all} steps)", self.seed, self.violation)?;
        self.story.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// One history from its seed.
pub fn run(seed: u64, set: FaultSet, mistake: Option<Mistake>) -> Result<Totals, Broken> {
    let plan = Plan { seed, set, mistake, skipped: BTreeSet::new(), calm: BTreeSet::new(), steps: None };
    let (world, result) = play(plan.clone(), false);
    match result {
        Ok(()) => Ok(Totals::of(&world)),
        Err(violation) => Err(told(plan, world.steps, &violation)),
    }
}

fn told(plan: Plan, steps: u32, violation: &Violation) -> Broken {
    let seed = plan.seed;
    let short = shrunk(Plan { steps: Some(steps), ..plan }, violation.promise());
    let left = steps.saturating_sub(u32::try_from(short.skipped.len()).unwrap_or(0));
    let (world, result) = play(short, true);
    let violation = result.err().unwrap_or_else(|| violation.clone());
    Broken { seed, violation, steps: (steps, left), story: readable(world.story.unwrap_or_default()) }
}

/// A phone that never comes to rest says the same very often: its middle is left out.
fn readable(story: Vec<String>) -> Vec<String> {
    let left_out = story.len().saturating_sub(LINES);
    if left_out == 0 {
        return story;
    }
    let (begin, end) = (story.iter().take(LINES * 2 / 3), story.iter().skip(LINES * 2 / 3 + left_out));
    let gap = std::iter::once(format!("            … {left_out} lines"));
    begin.cloned().chain(gap).chain(end.cloned()).collect()
}

/// Plays a plan to its end.
pub(crate) fn play(plan: Plan, is_told: bool) -> (World, Result<(), Violation>) {
    let mut world = World::new(plan, is_told);
    let result = live(&mut world).and_then(|()| drain(&mut world));
    (world, result)
}

fn live(world: &mut World) -> Result<(), Violation> {
    if let Some(steps) = world.plan.steps {
        return (0..steps).try_for_each(|_| world.step());
    }
    for _ in 0..MOST_STEPS {
        if world.events >= EVENTS && world.syncs >= SYNCS && !world.counted.is_empty() {
            return Ok(());
        }
        world.step()?;
    }
    Err(Violation::new("poor: this history never had enough events, syncs and faults"))
}

/// Many histories, one seed after the other.
pub fn run_many(first_seed: u64, histories: u64, set: FaultSet) -> Result<Totals, Broken> {
    let mut totals = Totals::default();
    for seed in first_seed..first_seed.saturating_add(histories) {
        totals.add(run(seed, set, None)?);
    }
    Ok(totals)
}

/// The first of these seeds whose history finds the mistake.
pub fn first_to_find(mistake: Mistake, set: FaultSet, seeds: u64) -> Option<Broken> {
    (1..=seeds).find_map(|seed| run(seed, set, Some(mistake)).err())
}
