//! Whether the engineer came in time, and what being late asks for (R44, R56, R58–R60,
//! T1, T4).

use super::{Milestone, minutes};
use crate::book::{Books, SlaPolicy};
use crate::event::Event;
use crate::id::IncidentId;
use crate::job::{Window, named};
use crate::time::{Stamp, since};
use crate::visit::Visit;

named! {
    /// How the real arrival stands to the window that was agreed.
    Punctuality {
        /// Before the target, while the customer may not be ready (T1).
        Early = "early",
        /// From the target's start until the window's end.
        OnTime = "on-time",
        /// After the window, by less than the policy's limit.
        LateMinor = "late-minor",
        /// By the limit or more; the limit itself counts as serious (T4).
        LateSerious = "late-serious",
        /// Not arrived, no window, or no clock that vouches for either side.
        Unknown = "unknown",
    }
}

/// When the engineer was at the address, as first recorded: the arrival, or what shows
/// that they were there, a ring, a knock, the way in. With the window that was agreed
/// by then: a window that is agreed at the door does not make the arrival punctual.
pub fn arrived(visit: &Visit) -> Option<(Option<Stamp>, Option<Window>)> {
    let mut window = visit.terms.as_ref().map(|terms| terms.window);
    for entry in &visit.story {
        match &entry.event {
            Event::AppointmentMoved { window: moved, .. } => window = Some(*moved),
            Event::DoorTried { .. } | Event::Reached { milestone: Milestone::Arrived | Milestone::Entered } => {
                return Some((entry.at, window));
            }
            _ => {}
        }
    }
    None
}

/// The verdict on the arrival.
pub fn punctuality(visit: &Visit, sla: &SlaPolicy) -> Punctuality {
    let Some((Some(at), Some(window))) = arrived(visit) else { return Punctuality::Unknown };
    match since(0, &at) {
        Some(range) => {
            let earliest = at_instant(range.at_least_ms, &window, sla);
            let latest = at_instant(range.at_most_ms, &window, sla);
            if earliest == latest { earliest } else { Punctuality::Unknown }
        }
        None => Punctuality::Unknown,
    }
}

fn at_instant(at_ms: i64, window: &Window, sla: &SlaPolicy) -> Punctuality {
    let target_ms = window.from_ms.saturating_sub(minutes(sla.arrive_early_min.1));
    match at_ms.saturating_sub(window.until_ms) {
        _ if at_ms < target_ms => Punctuality::Early,
        late_ms if late_ms <= 0 => Punctuality::OnTime,
        late_ms if late_ms < minutes(sla.late.serious_from_min) => Punctuality::LateMinor,
        _ => Punctuality::LateSerious,
    }
}

/// What the lateness ladder asks for (R59, R60).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// The incident that guides through it.
    pub incident: IncidentId,
    /// Whether it was opened on this visit.
    pub is_opened: bool,
}

/// What the arrival asks for; none where it was not late for certain.
pub fn ladder(visit: &Visit, books: &Books) -> Option<Ladder> {
    let late = &books.sla.late;
    let incident = match punctuality(visit, &books.sla) {
        Punctuality::LateMinor => &late.minor_incident,
        Punctuality::LateSerious => &late.serious_incident,
        Punctuality::Early | Punctuality::OnTime | Punctuality::Unknown => return None,
    };
    let is_opened = visit.incidents.all.values().any(|state| &state.incident == incident);
    Some(Ladder { incident: incident.clone(), is_opened })
}
