//! P2 Arrives, under fire: real phones over a line on which everything goes wrong that goes
//! wrong on stairs, in lifts and in hotels.
//!
//! Three engineers do their day; two of three pushes and every second other request meet
//! a fault: late, narrow and dripping lines, cuts, resets, black holes, sign-in pages,
//! statuses of middleboxes, changed and shortened bytes. While anything is unproved a
//! phone goes on by itself: one command lasts until all has arrived or its time is over,
//! and never ends earlier. Afterwards both sides hold the same bytes, once, and the same
//! money as after an undisturbed day.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

#[path = "fire/line.rs"]
mod line;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use line::{Fault, Kind, Line};
use support::office::{Folder, Office};
use support::phone::{Answer, LaneHead, Phone, day};
use support::undisturbed::{ENGINEERS, arrived_once, came_to_the_same, day_of_three, nothing_is_missing_at};

/// A command's time; shorter than what the tests wait for a word of a phone.
const ONE_SYNC: Duration = Duration::from_secs(40);

/// What happens to every kind of request.
const LINES: [Fault; 19] = [
    Fault::CutAnswer(70),
    Fault::PortalPage,
    Fault::Reset,
    Fault::Latency(400),
    Fault::Status(500),
    Fault::CutRequest,
    Fault::PortalRedirect,
    Fault::ResetInAnswer,
    Fault::Status(401),
    Fault::Narrow(4_000),
    Fault::Status(429),
    Fault::CutAnswer(5),
    Fault::Status(413),
    Fault::Status(502),
    Fault::Drip,
    Fault::Status(426),
    Fault::CutAnswer(95),
    Fault::Status(507),
    Fault::Status(503),
];

/// What happens to requests that have a body.
const REQUESTS: [Fault; 2] = [Fault::CorruptedRequest, Fault::CorruptedRequest];

/// What happens to answers that have a body.
const BODIES: [Fault; 3] = [Fault::CorruptedAnswer, Fault::Shortened, Fault::Garbage];

#[test]
fn everything_arrives_once_over_a_line_on_which_everything_goes_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let office = Folder::furnished(&folder.path().join("office"));
    let tokens = ENGINEERS.map(|engineer| office.invite(engineer));
    let serving = office.serve();
    let days: Vec<Told> = std::thread::scope(|threads| {
        let days = ENGINEERS.iter().zip(&tokens).enumerate().map(|(nth, (engineer, token))| {
            let (serving, folder) = (&serving, folder.path().join(engineer));
            threads.spawn(move || a_day(nth, engineer, &folder, serving, token))
        });
        days.collect::<Vec<_>>().into_iter().map(|day| day.join().unwrap()).collect()
    });

    every_fault_happened(&days);
    let heads: Vec<LaneHead> = days.into_iter().flat_map(|told| told.heads).collect();
    arrived_once(&office, &heads);
    drop(serving);
    nothing_is_missing_at(&office);
    came_to_the_same(&office, &day_of_three(&folder.path().join("undisturbed")));
}

/// What came of one engineer's day.
struct Told {
    heads: Vec<LaneHead>,
    struck: BTreeMap<(Fault, Kind), usize>,
}

/// Two visits, each synced through a storm of its own, and the feed before them.
fn a_day(nth: usize, engineer: &str, folder: &Path, office: &Office, token: &str) -> Told {
    let line = Line::open(office.address);
    let mut phone = Phone::start(folder).unwrap();
    phone.enrol(&line.url(), token);
    brew(&line, nth, true);
    let mut syncs = arrive(&mut phone, &line);
    for script in day(engineer) {
        phone.play(&script).done();
        brew(&line, nth, false);
        syncs += arrive(&mut phone, &line);
    }
    let heads = phone.heads();
    phone.quit();
    let weather = line.weather();
    println!(
        "{engineer}: {} requests in {syncs} syncs, {} faults",
        weather.requests,
        weather.struck.values().sum::<usize>()
    );
    Told { heads, struck: weather.struck.clone() }
}

/// Another order for each engineer. Black holes are rare: a phone waits long for them.
fn brew(line: &Line, nth: usize, is_first: bool) {
    let mut weather = line.weather();
    let turned = |faults: &[Fault]| {
        let mut faults = faults.to_vec();
        let by = nth * faults.len() / ENGINEERS.len();
        faults.rotate_left(by);
        faults
    };
    for kind in [Kind::Push, Kind::Book, Kind::Announce, Kind::Ask, Kind::Piece] {
        let mut faults = turned(&LINES);
        if matches!(kind, Kind::Push | Kind::Book) {
            faults.splice(3..3, BODIES);
        }
        if matches!(kind, Kind::Push | Kind::Piece) {
            faults.splice(1..1, REQUESTS);
        }
        if is_first && kind == Kind::Push {
            faults.insert(2, Fault::BlackHole);
        }
        weather.expect(kind, faults);
    }
}

/// Syncs until everything has arrived; a phone never rests before that by itself.
fn arrive(phone: &mut Phone, line: &Line) -> usize {
    for syncs in 1..=6 {
        let (begun, before) = (Instant::now(), line.weather().requests);
        let Answer::Done(told) = phone.ask(&format!("sync\t{}", ONE_SYNC.as_secs())) else {
            panic!("a phone did not survive the weather");
        };
        let report: serde_json::Value =
            serde_json::from_str(told.last().unwrap().strip_prefix("synced ").unwrap()).unwrap();
        if begun.elapsed() < ONE_SYNC {
            assert_eq!(report["unproved"], 0, "it rests and something waits: {report}");
            line.weather().clear_up();
            return syncs;
        }
        println!("{report} when its time was over, {} faults left", line.weather().left());
        assert!(line.weather().requests > before, "it did not even try");
    }
    panic!("this phone does not get through");
}

fn every_fault_happened(days: &[Told]) {
    let mut struck: BTreeMap<Fault, BTreeMap<Kind, usize>> = BTreeMap::new();
    for ((fault, kind), count) in days.iter().flat_map(|told| &told.struck) {
        *struck.entry(*fault).or_default().entry(*kind).or_default() += count;
    }
    for (fault, kinds) in &struck {
        println!("{fault:?}: {kinds:?}");
    }
    for fault in LINES.iter().chain(&BODIES).chain(&REQUESTS).chain(&[Fault::BlackHole]) {
        let count: usize = struck.get(fault).map_or(0, |kinds| kinds.values().sum());
        assert!(count > 0, "{fault:?} never happened");
    }
    for kind in [Kind::Push, Kind::Book, Kind::Announce, Kind::Ask, Kind::Piece] {
        assert!(struck.values().any(|kinds| kinds.contains_key(&kind)), "nothing happened to any {kind:?}");
    }
}
