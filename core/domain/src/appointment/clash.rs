//! Whether the windows of a day can all be kept: the jobs in hand, the ways between
//! them and the time the work takes (R25, R30).

use crate::arrival::{Stage, Stop, minutes};
use crate::book::SlaPolicy;
use crate::id::VisitId;

/// A window that cannot be kept together with the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// Which visit comes too late.
    pub visit: VisitId,
    /// After which.
    pub after: VisitId,
    /// So much too late, when the one before takes as long as an ordinary repair.
    pub short_by_ms: u64,
}

/// The windows that cannot all be kept. The visits are taken by when they may begin and
/// by when they must have begun, and the order with fewer clashes counts: an engineer
/// would take that one.
pub fn clashes(stops: &[Stop], sla: &SlaPolicy) -> Vec<Clash> {
    let mut ahead: Vec<&Stop> = stops.iter().filter(|stop| stop.stage != Stage::Over).collect();
    ahead.sort_by_key(|stop| (stop.window.from_ms, stop.window.until_ms, &stop.visit));
    let by_beginning = in_this_order(&ahead, sla);
    ahead.sort_by_key(|stop| (stop.window.until_ms, stop.window.from_ms, &stop.visit));
    let by_end = in_this_order(&ahead, sla);
    if by_end.len() < by_beginning.len() { by_end } else { by_beginning }
}

fn in_this_order(stops: &[&Stop], sla: &SlaPolicy) -> Vec<Clash> {
    let mut clashes = Vec::new();
    let mut before: Option<(&VisitId, i64)> = None;
    for stop in stops {
        let earliest = |free_ms: i64| free_ms.saturating_add(minutes(stop.travel_min)).max(stop.window.from_ms);
        let begins_ms = before.map_or(stop.window.from_ms, |(_, free_ms)| earliest(free_ms));
        let short_by_ms = u64::try_from(begins_ms.saturating_sub(stop.window.until_ms)).unwrap_or(0);
        if let Some((after, _)) = before.filter(|_| short_by_ms > 0) {
            clashes.push(Clash { visit: stop.visit.clone(), after: after.clone(), short_by_ms });
        }
        // One clash is told once: what follows is judged as if this window were kept.
        let free_ms = begins_ms.min(stop.window.until_ms).saturating_add(minutes(sla.on_site.ordinary_min));
        before = Some((&stop.visit, free_ms));
    }
    clashes
}
