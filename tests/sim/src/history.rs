//! Histories: one, told or not, and many.

use doorstep_domain::id::Subject;

use crate::check::{Violation, phones};
use crate::drain::drain;
use crate::fault::{Counted, FaultSet, Mistake};
use crate::world::World;

/// The least that a history has.
pub const EVENTS: u64 = 60;
/// The least that a history has.
pub const SYNCS: u64 = 8;
const MOST_STEPS: u32 = 20_000;

/// What happened in one history, or in many.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// How many.
    pub histories: u64,
    /// Events recorded.
    pub events: u64,
    /// Answers that counted.
    pub syncs: u64,
    /// Events of vans that the office folds.
    pub of_vans: u64,
    /// Events of days that the office folds.
    pub of_days: u64,
    /// Faults by kind.
    pub counted: Counted,
}

/// A history that broke a promise.
#[derive(Clone, Debug)]
pub struct Broken {
    /// Which.
    pub seed: u64,
    /// Which promise.
    pub violation: Violation,
    /// What had happened, line by line.
    pub story: Vec<String>,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "seed {}: {}", self.seed, self.violation)?;
        self.story.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// One history from its seed.
pub fn run(seed: u64, set: FaultSet, mistake: Option<Mistake>) -> Result<Totals, Broken> {
    let (_, quiet) = play(seed, set, mistake, false);
    quiet.map_err(|violation| {
        let (world, _) = play(seed, set, mistake, true);
        Broken { seed, violation, story: world.story.unwrap_or_default() }
    })
}

fn play(seed: u64, set: FaultSet, mistake: Option<Mistake>, is_told: bool) -> (World, Result<Totals, Violation>) {
    let mut world = World::new(seed, set, mistake, is_told);
    let result = live(&mut world).and_then(|()| drain(&mut world));
    let totals = Totals {
        histories: 1,
        events: world.events,
        syncs: world.syncs,
        of_vans: world.office.folded(|subject| matches!(subject, Subject::Van(_))),
        of_days: world.office.folded(|subject| matches!(subject, Subject::Day(_))),
        counted: world.counted.clone(),
    };
    (world, result.map(|()| totals))
}

fn live(world: &mut World) -> Result<(), Violation> {
    for _ in 0..MOST_STEPS {
        if world.events >= EVENTS && world.syncs >= SYNCS && !world.counted.is_empty() {
            return Ok(());
        }
        world.step()?;
        phones(world)?;
    }
    Err(Violation::new("this history never had enough events, syncs and faults"))
}

/// Many histories, one seed after the other.
pub fn run_many(first_seed: u64, histories: u64, set: FaultSet) -> Result<Totals, Broken> {
    let mut totals = Totals::default();
    for seed in first_seed..first_seed.saturating_add(histories) {
        let one = run(seed, set, None)?;
        totals.histories += 1;
        totals.events += one.events;
        totals.syncs += one.syncs;
        totals.of_vans += one.of_vans;
        totals.of_days += one.of_days;
        for (fault, times) in one.counted {
            *totals.counted.entry(fault).or_default() += times;
        }
    }
    Ok(totals)
}

/// The first of these seeds whose history finds the mistake.
pub fn first_to_find(mistake: Mistake, set: FaultSet, seeds: u64) -> Option<Broken> {
    (1..=seeds).find_map(|seed| run(seed, set, Some(mistake)).err())
}
