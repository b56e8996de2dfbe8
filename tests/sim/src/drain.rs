//! The end of a history: nothing goes wrong any more, and everything arrives.

use doorstep_sync::phone::{Next, Sign};

use crate::carry::Carried;
use crate::check::{self, Violation, phones};
use crate::end::{all, missing, phones_know};
use crate::rng::Rng;
use crate::talk::TIMEOUT_MS;
use crate::world::World;

/// In so many rounds everything has to be there.
const ROUNDS: u32 = 600;
/// A phone that has said all it can sends at most so much in an hour.
const REQUESTS_AN_HOUR: u32 = 60;
/// Phones look at the feed as often as this, whatever happens.
const TIMER_MS: u64 = 900_000;

/// Stops the faults and waits until all has arrived.
pub fn drain(world: &mut World) -> Result<(), Violation> {
    world.rng = Rng::of_step(world.plan.seed, u32::MAX);
    world.is_faulty = false;
    world.tell(|| "-- faults stop".to_owned());
    while !world.network.waiting.is_empty() {
        let late = world.rng.below(world.network.waiting.len());
        world.deliver_at(late)?;
    }
    arrive(world)?;
    rests(world)?;
    if world.plan.seed.is_multiple_of(2) && !world.office.toxic.is_empty() {
        world.tell(|| "-- the office is mended".to_owned());
        world.office.toxic.clear();
        arrive(world)?;
    }
    phones(world)
}

/// Everything that can arrive does.
fn arrive(world: &mut World) -> Result<(), Violation> {
    let mut timer_ms = 0;
    for _ in 0..ROUNDS {
        if world.now_ms >= timer_ms {
            timer_ms = world.now_ms + TIMER_MS;
            world.phones.iter_mut().for_each(|phone| phone.sync.wake(Sign::Timer));
        }
        let (_, idle) = round(world)?;
        let is_said = idle || !world.office.toxic.is_empty();
        if is_said && missing(world).is_none() {
            return all(world);
        }
        if idle {
            world.now_ms = timer_ms;
        }
    }
    phones_know(world)?;
    let what = missing(world).unwrap_or_else(|| "somebody has always something to say".to_owned());
    Err(Violation::new(format!("alive: did not arrive, {what}")))
}

/// What cannot arrive is not tried in a hot loop.
fn rests(world: &mut World) -> Result<(), Violation> {
    let (until_ms, mut sent) = (world.now_ms + 3_600_000, 0);
    while world.now_ms < until_ms {
        let (requests, idle) = round(world)?;
        sent += requests;
        if idle {
            break;
        }
    }
    if sent <= REQUESTS_AN_HOUR { Ok(()) } else { Err(Violation::new(format!("hot: {sent} requests in an hour"))) }
}

/// Every phone once; how many requests were sent and whether all are idle.
fn round(world: &mut World) -> Result<(u32, bool), Violation> {
    let (mut sent, mut all_idle, mut wakes_ms) = (0, true, Vec::new());
    for at in 0..world.phones.len() {
        let ahead_ms = world.phones.get(at).map_or(0, |phone| phone.ahead_ms);
        let carried = world.upload(at)?;
        all_idle &= carried == Carried::Nothing;
        match carried {
            Carried::Nothing => {}
            Carried::Request => wakes_ms.push(world.now_ms),
            Carried::Rests { until_ms } => wakes_ms.push(until_ms.saturating_sub(ahead_ms)),
        }
        match world.turn(at)? {
            Some(Next::Send(_)) => {
                sent += 1;
                all_idle = false;
                while !world.network.waiting.is_empty() {
                    world.deliver_at(0)?;
                }
            }
            Some(Next::Wait { until_ms }) => {
                all_idle = false;
                check::waits(at, world.now_ms + ahead_ms, until_ms)?;
                wakes_ms.push(until_ms.saturating_sub(ahead_ms));
            }
            Some(Next::Busy) => {
                all_idle = false;
                wakes_ms.push(world.now_ms + TIMEOUT_MS + 1);
            }
            Some(Next::Idle) => {}
            None => all_idle = false,
        }
    }
    let step_ms = if sent > 0 { 100 } else { 1_000 };
    let soonest = wakes_ms.into_iter().min().unwrap_or(0);
    world.now_ms = if sent > 0 { world.now_ms + step_ms } else { soonest.max(world.now_ms + step_ms) };
    Ok((sent, all_idle))
}
