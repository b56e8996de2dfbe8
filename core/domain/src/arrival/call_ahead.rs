//! The call one or two minutes before the agreed time, when the engineer comes late
//! and knows it (R58, T4).
//!
//! It is advice with a time to it: a call that was missed is made all the same.

use super::{arrived, minutes};
use crate::appointment::agreed_window;
use crate::book::SlaPolicy;
use crate::call::{CallReason, Party};
use crate::event::Event;
use crate::time::Stamp;
use crate::visit::Visit;

/// How it stands with the call to a customer who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallAhead {
    /// The engineer is there, or comes in time.
    NotNeeded,
    /// The customer was called about it since the window was agreed; any result counts.
    Called,
    /// The time for it comes in so many milliseconds, by the phone's clock.
    Soon {
        /// So many.
        in_ms: u64,
    },
    /// Call now.
    Now,
    /// The agreed time is here or over: call at once.
    Passed,
}

/// How it stands with the call, for an arrival that is expected at `expected_ms` (UTC).
/// None where no window was promised.
pub fn call_ahead(visit: &Visit, sla: &SlaPolicy, expected_ms: i64, now: &Stamp) -> Option<CallAhead> {
    let window = agreed_window(visit)?;
    if arrived(visit).is_some() || visit.outcome.is_some() || expected_ms <= window.until_ms {
        return Some(CallAhead::NotNeeded);
    }
    if is_customer_told(visit) {
        return Some(CallAhead::Called);
    }
    let (least, most) = sla.late.call_before_min;
    let (opens_ms, closes_ms) =
        (window.until_ms.saturating_sub(minutes(most)), window.until_ms.saturating_sub(minutes(least)));
    // What the clock may be off is no reason to call too late.
    let latest_ms = now.wall_ms.saturating_add(i64::from(now.uncertainty_ms.unwrap_or(0)));
    Some(match u64::try_from(opens_ms.saturating_sub(latest_ms)) {
        Ok(in_ms) if in_ms > 0 => CallAhead::Soon { in_ms },
        _ if now.wall_ms <= closes_ms => CallAhead::Now,
        _ => CallAhead::Passed,
    })
}

/// Whether the customer was called about being late since the window was agreed.
pub(super) fn is_customer_told(visit: &Visit) -> bool {
    is_told_by(visit, &[Party::Customer])
}

/// Whether one of these was called about being late since the window was agreed: what
/// was said before is about another time.
pub(super) fn is_told_by(visit: &Visit, parties: &[Party]) -> bool {
    visit.story.iter().fold(false, |told, entry| match &entry.event {
        Event::AppointmentMoved { .. } => false,
        Event::Called(call) => told || (call.reason == CallReason::Late && parties.contains(&call.to)),
        _ => told,
    })
}
