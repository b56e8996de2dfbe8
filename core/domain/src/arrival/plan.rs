//! When to set off: computed backwards from the agreed window (R44, T1), with the
//! reminder that a plan must exist (R45, T2).
//!
//! A reminder comes rather early than late: where the clock may be off, by the latest
//! time it may mean. Only "too late to set off" waits until it is certain.

use super::{Milestone, minutes};
use crate::appointment::agreed_window;
use crate::book::SlaPolicy;
use crate::job::Window;
use crate::time::Stamp;
use crate::visit::Visit;

/// The way to a customer, planned backwards. UTC milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WayPlan {
    /// By when the plan must exist: so long before the window as the policy says, and
    /// before the first moment to set off.
    pub plan_by_ms: i64,
    /// Set off not before, not after.
    pub leave_ms: (i64, i64),
    /// The target at the address: not before, not after (T1).
    pub arrive_ms: (i64, i64),
}

/// Plans backwards from a window; a job that names no travel time takes the policy's.
pub fn plan(window: &Window, travel_min: Option<u32>, sla: &SlaPolicy) -> WayPlan {
    let (least, most) = sla.arrive_early_min;
    let before = |ms: i64, min: u32| ms.saturating_sub(minutes(min));
    let travel_min = travel_min.unwrap_or(sla.travel_default_min);
    let arrive_ms = (before(window.from_ms, most), before(window.from_ms, least));
    let leave_ms = (before(arrive_ms.0, travel_min), before(arrive_ms.1, travel_min));
    WayPlan { plan_by_ms: before(window.from_ms, sla.plan_before_min).min(leave_ms.0), leave_ms, arrive_ms }
}

/// What the time asks for, before the engineer is on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOff {
    /// There is time.
    NotYet,
    /// Plan the way now.
    PlanNow,
    /// Set off now.
    LeaveNow,
    /// Whoever sets off now misses the target.
    Overdue,
    /// They are on the way, there, or the visit is over.
    Gone,
}

/// What the time asks for on this visit; none where no window was promised.
pub fn set_off(visit: &Visit, sla: &SlaPolicy, now: &Stamp) -> Option<SetOff> {
    let window = agreed_window(visit)?;
    let is_gone = visit.outcome.is_some() || !visit.door.tries.is_empty();
    if is_gone || Milestone::ALL.iter().any(|milestone| visit.arrival.reached.contains_key(milestone)) {
        return Some(SetOff::Gone);
    }
    let plan = plan(&window, visit.terms.as_ref().and_then(|terms| terms.travel_min), sla);
    let off = i64::from(now.uncertainty_ms.unwrap_or(0));
    let (earliest, latest) = (now.wall_ms.saturating_sub(off), now.wall_ms.saturating_add(off));
    Some(match latest {
        _ if earliest > plan.leave_ms.1 => SetOff::Overdue,
        latest if latest >= plan.leave_ms.0 => SetOff::LeaveNow,
        latest if latest >= plan.plan_by_ms => SetOff::PlanNow,
        _ => SetOff::NotYet,
    })
}
