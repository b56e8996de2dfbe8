//! The disk of a phone says no: the n-th write, truncation or sync fails, for every n until
//! a run passes untouched. A tap is told "done" or "broken", the file then holds exactly
//! what was told, or of one tap what the phone said it does not know, and the phone goes on
//! when the disk is well again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../../told/tests/phone/office.rs"]
#[allow(dead_code)]
mod office;
#[path = "phone/pocket.rs"]
#[allow(dead_code)]
mod pocket;
#[path = "../../told/tests/phone/tap.rs"]
mod tap;

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;

use doorstep_device::SendError;
use doorstep_domain::id::VisitId;
use doorstep_faults::{Disk, Fault, Trouble, watch};
use doorstep_told::Told;

use pocket::{Heads, Pocket, folder, heads, note, office, visits};

/// How many taps each run makes.
const TAPS: usize = 6;

/// What came of all runs.
#[derive(Debug, Default)]
struct Count {
    runs: usize,
    injected: usize,
    done: usize,
    broken: usize,
    /// Of the broken ones: the phone said that it does not know.
    unknown: usize,
    not_opened: usize,
    codes: BTreeMap<String, usize>,
}

/// A phone with one visit under way, at rest.
fn at_work(home: &Path) -> (Pocket, VisitId, Told) {
    let told = visits().remove(1);
    let (office, pocket) = (office(std::slice::from_ref(&told)), Pocket::new(home, 1));
    let device = pocket.open().unwrap();
    pocket.begin(&device, &office);
    let mut begun = told.clone();
    begun.log.truncate(20);
    pocket.tap(&device, &begun, |done| done.unwrap());
    device.close();
    (pocket, told.job.visit.clone(), told)
}

fn copy(from: &Path, to: &Path) {
    for file in ["journal.sqlite", "key.pem"] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

/// Works on a failing disk: what the phone held after the last tap that it answered.
fn work(pocket: &Pocket, visit: &VisitId, count: &mut Count) -> Option<Heads> {
    let Ok(device) = pocket.open() else {
        count.not_opened += 1;
        return None;
    };
    let mut known = None;
    for tap in 0..TAPS {
        let text = format!("第{tap}次");
        match note(&device, visit, &text.repeat(40)) {
            Ok(()) => count.done += 1,
            Err(SendError::Broken { code, .. }) => {
                count.broken += 1;
                count.unknown += usize::from(code == "journal/unknown-outcome");
                *count.codes.entry(code).or_default() += 1;
            }
            Err(refused) => panic!("a failing disk is no refusal: {refused}"),
        }
        known = device.heads().ok().map(|heads| heads.into_iter().collect());
    }
    device.close();
    known
}

/// One run with the fault at this place; whether it struck.
fn run(from: &Path, fault: Fault, visit: &VisitId, count: &mut Count) -> bool {
    let home = folder();
    copy(from, home.path());
    let pocket = Pocket::new(home.path(), 3);
    let before = { heads(&pocket.open().unwrap()) };
    let disk = watch(home.path());
    disk.fail(fault);
    let already = (count.done, count.unknown);
    let known = work(&pocket, visit, count);
    let told = (count.done - already.0) as u64;
    let told = told..=told + (count.unknown - already.1) as u64;
    let injected = disk.mend();
    (count.runs, count.injected) = (count.runs + 1, count.injected + injected);
    is_whole(&pocket, visit, &before, known.as_ref(), &told);
    injected > 0
}

fn is_whole(pocket: &Pocket, visit: &VisitId, before: &Heads, known: Option<&Heads>, told: &RangeInclusive<u64>) {
    let device = pocket.open().expect("a phone opens when its disk is well again");
    let found = heads(&device);
    let events = |heads: &Heads| heads.values().map(|head| head.seq).sum::<u64>();
    let more = events(&found) - events(before);
    assert!(told.contains(&more), "the file holds {more} taps, {told:?} were told as done");
    assert!(known.is_none_or(|known| *known == found), "the phone showed another journal than the file's");
    assert_eq!(device.verify().unwrap(), events(&found));
    note(&device, visit, "又好了").unwrap();
    assert_eq!(device.verify().unwrap(), events(&found) + 1);
}

/// Every place until a run passes untouched.
fn sweep(trouble: Trouble, many: usize) -> Count {
    let home = folder();
    let (_, visit, _) = at_work(home.path());
    let mut count = Count::default();
    let struck = (1..).take_while(|nth| run(home.path(), Fault { nth: *nth, many, trouble }, &visit, &mut count));
    assert!(struck.count() > 20, "the disk is hardly used");
    count
}

fn tell(what: &str, count: &Count) {
    println!("{what}: {} faults in {} runs; {count:?}", count.injected, count.runs);
    assert!(count.injected > 20 && count.broken > 0 && count.done > 0, "{count:?}");
}

#[test]
fn one_operation_of_the_disk_fails_and_every_tap_is_what_it_was_told_to_be() {
    tell("one fails", &sweep(Trouble::Broken, 1));
}

#[test]
fn the_disk_fails_from_some_operation_on_and_every_tap_is_what_it_was_told_to_be() {
    tell("all fail from then on", &sweep(Trouble::Broken, usize::MAX));
}

#[test]
fn the_disk_fills_up_at_some_write_and_every_tap_is_what_it_was_told_to_be() {
    let count = sweep(Trouble::Full, usize::MAX);
    tell("full from then on", &count);
    assert!(count.codes.contains_key("journal/disk-full"), "{count:?}");
}

/// A fault that was ordered far beyond what is done is not counted as one.
#[test]
fn a_disk_that_was_not_asked_has_refused_nothing() {
    let home = folder();
    let disk: std::sync::Arc<Disk> = watch(home.path());
    disk.fail(Fault { nth: 1_000_000, many: 1, trouble: Trouble::Broken });
    let pocket = Pocket::new(home.path(), 4);
    pocket.open().unwrap().close();
    assert_eq!(disk.mend(), 0);
}
