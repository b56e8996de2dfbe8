//! What to do at the door now: worked out anew from the facts whenever somebody looks.
//!
//! First the rounds of ringing or knocking, then what the policy lists, in its order.
//! A wait is named only where it is certain that it is not over; where the clocks
//! cannot tell, the engineer is believed and the state says so.

use std::collections::BTreeSet;

use super::record::{act_of, facts, is_answer, is_tried, missing};
use crate::arrival::Milestone;
use crate::book::{DoorAct, KnockPolicy, SlaPolicy};
use crate::door::DoorTry;
use crate::event::Event;
use crate::time::{Span, Stamp, elapsed};
use crate::visit::Visit;

/// What to do at the door now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DoorNext {
    /// Ring, where there is a bell; otherwise knock (R50).
    Try {
        /// The bell, until somebody found that there is none.
        how: DoorTry,
        /// So many knocks.
        times: u32,
        /// So many light taps each.
        taps: u32,
    },
    /// Wait (R51). At least so many milliseconds are left.
    Wait {
        /// At least.
        at_least_ms: u64,
    },
    /// The next thing of the policy's list: telephone, look around, ask, leave a note,
    /// tell the centre (R52–R55).
    Do(DoorAct),
    /// The door is open, the engineer left, or everything was tried.
    NothingMore,
}

/// How it stands at the door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoorState {
    /// What to do now.
    pub next: DoorNext,
    /// How often somebody rang or knocked on this visit.
    pub tries: usize,
    /// The time since the first ring or knock, counted anew after the customer was
    /// found or reached; none before it, and where no clock vouches for it.
    pub since_first: Option<Span>,
    /// Whether it is time to telephone (R52); none where the clocks cannot tell.
    pub phone_due: Option<bool>,
    /// The customer was found or reached, and nobody has rung or knocked since.
    pub is_answered: bool,
    /// Somebody tried, and everything on the policy's list: "nobody opened" is clean.
    pub no_access_ready: bool,
    /// What the list still asks for, in its order.
    pub missing: Vec<DoorAct>,
}

impl DoorState {
    /// False where no clock can say how long somebody has waited: the engineer is believed.
    pub fn is_timed(&self) -> bool {
        self.phone_due.is_some()
    }
}

/// How it stands at the door of this visit.
pub fn state(visit: &Visit, sla: &SlaPolicy, now: &Stamp) -> DoorState {
    let knock = &sla.knock;
    let round = Round::of(visit);
    let is_over = visit.outcome.is_some() || visit.arrival.reached.contains_key(&Milestone::Entered);
    let missing = missing(visit, &knock.then);
    DoorState {
        next: if is_over { DoorNext::NothingMore } else { round.next(visit, knock, now) },
        tries: visit.door.tries.len(),
        since_first: round.since_first(now),
        phone_due: round.phone_due(knock, now),
        is_answered: round.is_answered,
        no_access_ready: !is_over && is_tried(visit) && missing.is_empty(),
        missing,
    }
}

/// What was done since the customer last gave a sign, or since the beginning.
#[derive(Default)]
struct Round {
    tries: Vec<Option<Stamp>>,
    done: BTreeSet<DoorAct>,
    is_answered: bool,
}

impl Round {
    fn of(visit: &Visit) -> Round {
        facts(&visit.story).fold(Round::default(), |round, (entry, at_door)| match &entry.event {
            event if is_answer(event) => Round { is_answered: true, ..Round::default() },
            Event::DoorTried { .. } => round.tried(entry.at),
            event => round.did(act_of(event, at_door)),
        })
    }

    fn tried(mut self, at: Option<Stamp>) -> Self {
        self.tries.push(at);
        self.is_answered = false;
        self
    }

    fn did(mut self, act: Option<DoorAct>) -> Self {
        self.done.extend(act);
        self
    }

    fn next(&self, visit: &Visit, knock: &KnockPolicy, now: &Stamp) -> DoorNext {
        if !self.is_phone_time(knock, now) {
            return match self.wait_ms(knock, now) {
                Some(at_least_ms) => DoorNext::Wait { at_least_ms },
                None => DoorNext::Try { how: how(visit), times: knock.times, taps: knock.taps },
            };
        }
        let act = knock.then.iter().find(|act| !self.done.contains(act));
        act.map_or(DoorNext::NothingMore, |act| DoorNext::Do(*act))
    }

    fn since_first(&self, now: &Stamp) -> Option<Span> {
        elapsed(self.tries.first()?.as_ref()?, now)
    }

    fn phone_due(&self, knock: &KnockPolicy, now: &Stamp) -> Option<bool> {
        let after_ms = ms(knock.phone_after_s);
        if self.tries.is_empty() {
            return Some(false);
        }
        match self.since_first(now) {
            Some(span) if span.at_most_ms < after_ms => Some(false),
            Some(span) if span.at_least_ms >= after_ms => Some(true),
            Some(_) => None,
            None => (self.at_least_ms(now) >= after_ms).then_some(true),
        }
    }

    /// Where the whole wait cannot be told: the pieces of it that can, together.
    fn at_least_ms(&self, now: &Stamp) -> i64 {
        let readings = || self.tries.iter().map(Option::as_ref).chain([Some(now)]);
        let gaps = readings().zip(readings().skip(1));
        gaps.filter_map(|(from, to)| elapsed(from?, to?)).fold(0, |sum, gap| gap.at_least_ms.saturating_add(sum))
    }

    /// Whether to go on to the list. Where nothing can be told, after as many tries as
    /// fit into the wait.
    fn is_phone_time(&self, knock: &KnockPolicy, now: &Stamp) -> bool {
        let tries = i64::try_from(self.tries.len()).unwrap_or(i64::MAX);
        let are_enough = || tries.saturating_mul(ms(knock.every_s)) >= ms(knock.phone_after_s);
        self.phone_due(knock, now).unwrap_or_else(|| self.since_first(now).is_some() || are_enough())
    }

    /// How long it certainly is until the next try, or until the phone where that comes first.
    fn wait_ms(&self, knock: &KnockPolicy, now: &Stamp) -> Option<u64> {
        let since_last = elapsed(self.tries.last()?.as_ref()?, now)?;
        let until_try = ms(knock.every_s).saturating_sub(since_last.at_most_ms);
        let until_phone = self.since_first(now).map(|since| ms(knock.phone_after_s).saturating_sub(since.at_most_ms));
        let left = until_phone.map_or(until_try, |until_phone| until_try.min(until_phone));
        u64::try_from(left).ok().filter(|left| *left > 0)
    }
}

/// The bell, until somebody knocked: then there is none.
fn how(visit: &Visit) -> DoorTry {
    visit.door.tries.last().map_or(DoorTry::Bell, |(how, _)| *how)
}

fn ms(seconds: u32) -> i64 {
    i64::from(seconds) * 1_000
}
