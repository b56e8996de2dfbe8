//! Makes a failing history short: leaves steps out, then calms the rest, as long as the
//! same promise is still broken.
//!
//! Each step draws its chance from the seed and its own number, so that a step that is
//! left out changes nothing about what the others try.

use std::collections::BTreeSet;

use crate::history::play;
use crate::world::Plan;

/// The same failure with as few steps and faults as leaving out one after the other gives.
pub fn shrunk(plan: Plan, promise: &str) -> Plan {
    let all: Vec<u32> = (1..=plan.steps.unwrap_or(0)).collect();
    let plan = without(plan, &all, promise, |plan| &mut plan.skipped);
    let left: Vec<u32> = all.into_iter().filter(|step| !plan.skipped.contains(step)).collect();
    without(plan, &left, promise, |plan| &mut plan.calm)
}

/// Adds as many of `steps` to a set of the plan as the failure outlives, in ever smaller stretches.
fn without(mut plan: Plan, steps: &[u32], promise: &str, set: impl Fn(&mut Plan) -> &mut BTreeSet<u32>) -> Plan {
    let mut size = steps.len().div_ceil(2);
    while size > 0 {
        for stretch in steps.chunks(size) {
            let mut shorter = plan.clone();
            set(&mut shorter).extend(stretch);
            let is_new = set(&mut shorter).len() > set(&mut plan).len();
            if is_new && breaks(&shorter, promise) {
                plan = shorter;
            }
        }
        size /= 2;
    }
    plan
}

fn breaks(plan: &Plan, promise: &str) -> bool {
    play(plan.clone(), false).1.is_err_and(|violation| violation.promise() == promise)
}
