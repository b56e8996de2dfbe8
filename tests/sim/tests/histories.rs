//! Thousands of short lives of phones and an office, with every kind of fault.
//! `DOORSTEP_SIM_HISTORIES` raises how many there are of each kind.

use doorstep_sim::fault::FaultSet;
use doorstep_sim::history::{EVENTS, SYNCS, run_many};

fn check(set: FaultSet) {
    let wanted = std::env::var("DOORSTEP_SIM_HISTORIES").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let histories = 2_000_u64.max(wanted);
    let lived = run_many(1, histories, set);
    assert!(lived.is_ok(), "{set:?}: {}", lived.err().map_or_else(String::new, |broken| broken.to_string()));
    let totals = lived.unwrap_or_default();
    println!(
        "{set:?}: seeds 1..={histories}, {} events ({} of vans, {} of days), {} syncs, faults {:?}",
        totals.events, totals.of_vans, totals.of_days, totals.syncs, totals.counted
    );
    assert!(totals.histories >= 2_000);
    assert!(totals.events >= EVENTS * histories && totals.syncs >= SYNCS * histories);
    assert!(totals.of_vans >= histories && totals.of_days >= histories, "journals of vans and days travel, too");
    assert!(totals.counted.values().sum::<u64>() >= histories, "every history has a fault of its set");
    assert!(totals.counted.keys().all(|fault| set.has(*fault)), "and no other");
}

#[test]
fn losing_and_cutting_messages_breaks_no_promise() {
    check(FaultSet::Loss);
}

#[test]
fn repeating_pushes_breaks_no_promise() {
    check(FaultSet::Repeats);
}

#[test]
fn late_and_jumbled_messages_break_no_promise() {
    check(FaultSet::Reordering);
}

#[test]
fn killing_phones_and_office_breaks_no_promise() {
    check(FaultSet::Restarts);
}

#[test]
fn an_office_from_a_backup_breaks_no_promise() {
    check(FaultSet::OfficeRestored);
}

#[test]
fn a_phone_from_a_backup_breaks_no_promise() {
    check(FaultSet::PhoneRestored);
}

#[test]
fn what_breaks_the_office_down_holds_up_nothing_else() {
    check(FaultSet::Toxic);
}

#[test]
fn everything_at_once_breaks_no_promise() {
    check(FaultSet::All);
}
