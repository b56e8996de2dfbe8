//! The day's round: when the engineer gets to each of the visits that are still to
//! come, and who has to be told now that they come late (R46–R48).
//!
//! An estimate by the phone's clock and the policy's times, never a verdict. It knows
//! no map: each way takes what its job says.

use super::call_ahead::is_told_by;
use super::{Milestone, arrived, minutes, on_site};
use crate::appointment::agreed_window;
use crate::book::{Books, SlaPolicy};
use crate::call::Party;
use crate::id::VisitId;
use crate::job::{Job, Window};
use crate::terms::Terms;
use crate::time::{Span, Stamp, elapsed};
use crate::visit::Visit;

/// One visit of a day, as far as its time goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which.
    pub visit: VisitId,
    /// The window that was agreed last.
    pub window: Window,
    /// How long the way there takes.
    pub travel_min: u32,
    /// How far it is.
    pub stage: Stage,
    /// Whether somebody was told that the engineer comes late: the customer, or the
    /// clerk or the centre, who tell the customer (R48).
    pub is_told: bool,
}

/// How far a visit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Still to come.
    Ahead,
    /// On the way there, since so long; none where no clock can tell.
    OnTheWay(Option<Span>),
    /// There, not inside yet.
    AtTheDoor,
    /// Inside, after so much work; none where no clock can tell.
    OnSite(Option<Span>),
    /// Over, or somebody else's.
    Over,
}

impl Stop {
    /// A visit that was not accepted yet.
    pub fn planned(job: &Job, sla: &SlaPolicy) -> Stop {
        Stop {
            visit: job.visit.clone(),
            window: job.window,
            travel_min: job.travel_min.unwrap_or(sla.travel_default_min),
            stage: Stage::Ahead,
            is_told: false,
        }
    }

    /// A visit as its journal tells it; none where it was not accepted or no window
    /// was promised.
    pub fn of(visit: &Visit, books: &Books, now: &Stamp) -> Option<Stop> {
        let travel_min = |terms: &Terms| terms.travel_min;
        Some(Stop {
            visit: visit.opening.as_ref()?.visit.clone(),
            window: agreed_window(visit)?,
            travel_min: visit.terms.as_ref().and_then(travel_min).unwrap_or(books.sla.travel_default_min),
            stage: stage(visit, books, now),
            is_told: is_told_by(visit, &[Party::Customer, Party::Dispatcher, Party::Centre]),
        })
    }
}

fn stage(visit: &Visit, books: &Books, now: &Stamp) -> Stage {
    if visit.outcome.is_some() || visit.appointment.handed_over.is_some() {
        return Stage::Over;
    }
    if let Some(inside) = on_site(visit, books, now) {
        return Stage::OnSite(inside.worked);
    }
    match visit.arrival.reached.get(&Milestone::Departed) {
        _ if arrived(visit).is_some() => Stage::AtTheDoor,
        Some(departed) => Stage::OnTheWay(departed.as_ref().and_then(|departed| elapsed(departed, now))),
        None => Stage::Ahead,
    }
}

/// When the engineer is expected at a visit that is still to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// Which visit.
    pub visit: VisitId,
    /// When, UTC.
    pub arrives_at_ms: i64,
    /// How long after the window; nothing where it is in time.
    pub late_ms: u64,
    /// Late, and nobody was told: telephone now (R47, R48).
    pub tell_now: bool,
}

impl Expected {
    /// Whole minutes after the window, rounded up: nobody is told less than it will be.
    pub fn late_min(&self) -> u64 {
        self.late_ms.div_ceil(60_000)
    }
}

/// When the engineer gets to every visit that is still to come, in the order of the
/// day: what is at hand first, then by window.
pub fn expect(stops: &[Stop], sla: &SlaPolicy, now: &Stamp) -> Vec<Expected> {
    let mut free_ms = now.wall_ms;
    let mut expected = Vec::new();
    for stop in in_order(stops) {
        let Some((arrives_at_ms, done_at_ms)) = arrival_and_end(stop, sla, free_ms) else { continue };
        free_ms = done_at_ms;
        if matches!(stop.stage, Stage::Ahead | Stage::OnTheWay(_)) {
            let late_ms = u64::try_from(arrives_at_ms.saturating_sub(stop.window.until_ms)).unwrap_or(0);
            let tell_now = late_ms > 0 && !stop.is_told;
            expected.push(Expected { visit: stop.visit.clone(), arrives_at_ms, late_ms, tell_now });
        }
    }
    expected
}

/// When the engineer is there, and when they are done: work begins with the target of
/// the window, for who comes earlier waits.
fn arrival_and_end(stop: &Stop, sla: &SlaPolicy, free_ms: i64) -> Option<(i64, i64)> {
    let target_ms = stop.window.from_ms.saturating_sub(minutes(sla.arrive_early_min.1));
    let left = |whole_min: u32, done: Option<Span>| {
        minutes(whole_min).saturating_sub(done.map_or(0, |done| done.at_least_ms)).max(0)
    };
    let arrives_at_ms = match stop.stage {
        Stage::Over => return None,
        Stage::OnSite(worked) => {
            return Some((free_ms, free_ms.saturating_add(left(sla.on_site.ordinary_min, worked))));
        }
        Stage::AtTheDoor => free_ms,
        Stage::OnTheWay(driven) => free_ms.saturating_add(left(stop.travel_min, driven)),
        Stage::Ahead => free_ms.saturating_add(minutes(stop.travel_min)).max(target_ms),
    };
    Some((arrives_at_ms, arrives_at_ms.max(target_ms).saturating_add(minutes(sla.on_site.ordinary_min))))
}

fn in_order(stops: &[Stop]) -> Vec<&Stop> {
    let rank = |stop: &Stop| match stop.stage {
        Stage::OnSite(_) => 0,
        Stage::AtTheDoor => 1,
        Stage::OnTheWay(_) => 2,
        Stage::Ahead | Stage::Over => 3,
    };
    let mut stops: Vec<&Stop> = stops.iter().collect();
    stops.sort_by_key(|stop| (rank(stop), stop.window.from_ms, stop.window.until_ms, &stop.visit));
    stops
}
