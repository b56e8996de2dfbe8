//! How long beforehand a change of the time was told (R14, T5).
//!
//! Who wished it stands in its reason, in words; so both measures are given: what the
//! company promises, and what a customer is asked for.

use crate::arrival::minutes;
use crate::book::SlaPolicy;
use crate::event::Event;
use crate::job::Window;
use crate::time::{Span, since};
use crate::visit::Visit;

/// How long beforehand one change was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The window that held until then.
    pub instead_of: Window,
    /// From telling it until that window would have begun, negative after it; none
    /// where no clock vouches for it.
    pub before: Option<Span>,
    /// Whether that is as long as the company promises to tell its own changes; none
    /// where the clocks cannot say.
    pub keeps_promise: Option<bool>,
    /// Whether that is as long as customers are asked to tell theirs; none likewise.
    pub keeps_request: Option<bool>,
}

/// Every change of the time, in order.
pub fn notices(visit: &Visit, sla: &SlaPolicy) -> Vec<Notice> {
    let mut held = visit.terms.as_ref().map(|terms| terms.window);
    let mut notices = Vec::new();
    for entry in &visit.story {
        let Event::AppointmentMoved { window, .. } = &entry.event else { continue };
        if let Some(instead_of) = held.replace(*window) {
            let told = entry.at.and_then(|at| since(instead_of.from_ms, &at));
            let before = told.map(|told| Span {
                at_least_ms: told.at_most_ms.saturating_neg(),
                at_most_ms: told.at_least_ms.saturating_neg(),
            });
            let is_kept = |min: u32| before.and_then(|before| is_at_least(before, minutes(min)));
            notices.push(Notice {
                instead_of,
                before,
                keeps_promise: is_kept(sla.company_change_before_min),
                keeps_request: is_kept(sla.customer_change_before_min),
            });
        }
    }
    notices
}

fn is_at_least(span: Span, needed_ms: i64) -> Option<bool> {
    match span {
        Span { at_least_ms, .. } if at_least_ms >= needed_ms => Some(true),
        Span { at_most_ms, .. } if at_most_ms < needed_ms => Some(false),
        _ => None,
    }
}
