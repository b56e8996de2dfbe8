//! How many instructions a tap and a sync take on the phone: the same number on a busy
//! machine, held against the one that was recorded here.
//!
//! Callgrind counts a process that opens a phone, does the thing and closes it, and one that
//! does less; the difference is told. The office is another process.

use std::path::Path;
use std::process::Command;

use doorstep_screens::{Act, Intent};

use crate::phone::{self, Pair, Served};
use crate::row::{Row, Unit};

/// What the process that is counted is called with.
pub const ALONE: &str = "--be-counted";

/// How many taps are counted.
const TAPS: usize = 20;
/// What one tap took when it was recorded; from half as much again on it is a fault.
const A_TAP: f64 = 160_000.0;
/// The same for one event of a sync of all visits.
const AN_EVENT: f64 = 23_000.0;
const TOO_MUCH: f64 = 1.5;

/// Opens the phone of this folder, does this and closes it.
pub fn alone(folder: &Path, what: &str) {
    let visit = crate::sync::visit_in(folder);
    let device = phone::open(folder);
    match what {
        "one tap" | "taps" => (0..if what == "taps" { TAPS + 1 } else { 1 }).for_each(|nth| {
            let act = Act::Write { check: None, text: format!("{what} 第 {nth} 条") };
            device.send(None, Intent { visit: visit.clone(), act }).unwrap();
        }),
        "sync" => drop(phone::sync(&device)),
        _ => {}
    }
    device.close();
}

/// Two counts, where valgrind is there.
pub fn rows(pair: &Pair, events: usize) -> Vec<Row> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("valgrind is not here: no instructions are counted");
        return Vec::new();
    }
    let round = pair.copy();
    let served = Served::open(&round.office());
    let device = phone::open(&round.phone());
    device.set_office(&served.url).unwrap();
    device.close();
    let nothing = counted(&round.phone(), "nothing");
    let sync = counted(&round.phone(), "sync") - nothing;
    // The first tap reads the visit and its books.
    let first = counted(&round.phone(), "one tap");
    let taps = counted(&round.phone(), "taps") - first;
    let row = |name: &str, count: f64, recorded: f64| {
        Row::counted(name, Unit::Instructions, count, recorded, recorded * TOO_MUCH)
    };
    vec![
        row("instructions of one tap", taps / TAPS as f64, A_TAP),
        row("the phone's instructions for one event of a sync", sync / events as f64, AN_EVENT),
    ]
}

fn counted(folder: &Path, what: &str) -> f64 {
    let program = std::env::current_exe().unwrap();
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    let told = valgrind.arg(program).arg(ALONE).arg(folder).arg(what).output().unwrap();
    let is_done = told.status.success();
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(is_done, "{what} failed: {told}");
    let count = told.lines().find_map(|line| line.split("Collected :").nth(1));
    count.unwrap_or_else(|| panic!("{what} was not counted: {told}")).trim().parse().unwrap()
}
