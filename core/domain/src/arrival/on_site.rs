//! How long the work in the home took: from the way in until leaving, without the
//! interruptions (R122, T15).
//!
//! Told in pieces between two readings of the clocks, so that a restart in the middle
//! costs only the piece it falls into.

use std::collections::BTreeSet;

use super::{Milestone, minutes};
use crate::book::{Books, IncidentKind, ServiceStandard};
use crate::event::Event;
use crate::id::IncidentId;
use crate::time::{Span, Stamp, elapsed};
use crate::visit::Visit;

/// The clock of the work in the home.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnSiteTime {
    /// The time worked; none where no clock vouches for it.
    pub worked: Option<Span>,
    /// An interruption is open: the clock stands still.
    pub is_paused: bool,
    /// Whether it took longer than an ordinary repair may (T15): none where the clocks
    /// cannot tell. The limit itself is not longer.
    pub is_over: Option<bool>,
}

/// How long the engineer has worked in the home, until they left or until now. None
/// before they went in, and where they never did.
pub fn on_site(visit: &Visit, books: &Books, now: &Stamp) -> Option<OnSiteTime> {
    let mut clock = Clock::default();
    for entry in &visit.story {
        clock.take(&entry.event, entry.at, &books.standard);
        if clock.is_stopped {
            break;
        }
    }
    if !clock.is_stopped {
        clock.turn(Some(*now));
    }
    clock.is_inside.then(|| clock.told(minutes(books.sla.on_site.ordinary_min)))
}

struct Clock {
    is_inside: bool,
    is_stopped: bool,
    seen: BTreeSet<u32>,
    open: BTreeSet<u32>,
    last: Option<Stamp>,
    worked: Option<Span>,
}

impl Default for Clock {
    fn default() -> Self {
        let worked = Some(Span { at_least_ms: 0, at_most_ms: 0 });
        Self { is_inside: false, is_stopped: false, seen: BTreeSet::new(), open: BTreeSet::new(), last: None, worked }
    }
}

impl Clock {
    fn take(&mut self, event: &Event, at: Option<Stamp>, standard: &ServiceStandard) {
        match event {
            Event::Reached { milestone: Milestone::Entered } if !self.is_inside => {
                self.is_inside = true;
                self.last = at;
            }
            // Each number is opened and closed once: what is said again changes nothing.
            Event::IncidentOpened { number, incident } if self.seen.insert(*number) && pauses(standard, incident) => {
                self.turn(at);
                self.open.insert(*number);
            }
            Event::IncidentClosed { number, .. } if self.open.contains(number) => {
                self.turn(at);
                self.open.remove(number);
            }
            Event::VisitLeft { .. } => {
                self.turn(at);
                self.is_stopped = true;
            }
            _ => {}
        }
    }

    /// Counts the piece up to here, where the clock ran.
    fn turn(&mut self, at: Option<Stamp>) {
        if self.is_inside && self.open.is_empty() {
            let piece = self.last.zip(at).and_then(|(from, to)| elapsed(&from, &to));
            self.worked = self.worked.zip(piece).map(|(worked, piece)| Span {
                at_least_ms: worked.at_least_ms.saturating_add(piece.at_least_ms),
                at_most_ms: worked.at_most_ms.saturating_add(piece.at_most_ms),
            });
        }
        self.last = at;
    }

    fn told(&self, limit_ms: i64) -> OnSiteTime {
        let is_over = self.worked.and_then(|worked| match worked {
            Span { at_least_ms, .. } if at_least_ms > limit_ms => Some(true),
            Span { at_most_ms, .. } if at_most_ms <= limit_ms => Some(false),
            _ => None,
        });
        OnSiteTime { worked: self.worked, is_paused: !self.open.is_empty(), is_over }
    }
}

fn pauses(standard: &ServiceStandard, incident: &IncidentId) -> bool {
    standard.incident(incident).is_some_and(|incident| incident.kind == IncidentKind::Interruption)
}
