//! A real phone process on a disk that fails, beside another process, and stopped inside a
//! commit: what it acknowledged is there, and nobody waits for ever.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use support::office::{Folder, Office};
use support::phone::{Answer, Phone, day, play};
use support::{DEADLINE, copy, fixture};

/// An office that serves, and the folder of a phone that has its jobs.
fn at_work(folder: &Path) -> (Office, PathBuf) {
    let office = Folder::furnished(&folder.join("office"));
    let token = office.invite("E1001");
    let serving = office.serve();
    let home = folder.join("phone");
    let mut phone = Phone::start(&home).unwrap();
    phone.enrol(&serving.url(), &token);
    phone.sync().unwrap();
    phone.quit();
    (serving, home)
}

fn script() -> String {
    play(&day("E1001")[0], &fixture("photos"))
}

fn events(phone: &mut Phone) -> u64 {
    phone.heads().iter().map(|head| head.seq).sum()
}

/// How often the tracer answered for the kernel, and whether it ever did for the journal.
fn injected(trace: &Path) -> (usize, usize) {
    let text = std::fs::read_to_string(trace).unwrap();
    let lines: Vec<&str> = text.lines().filter(|line| line.contains("(INJECTED)")).collect();
    (lines.len(), lines.iter().filter(|line| line.contains("journal.sqlite")).count())
}

#[test]
fn a_phone_whose_syncs_fail_holds_what_it_acknowledged_and_finishes_its_visit_later() {
    let folder = tempfile::tempdir().unwrap();
    let (_serving, home) = at_work(folder.path());
    let (mut faults, mut of_the_journal, mut acknowledged) = (0, 0, 0);
    for nth in [2, 3, 4, 5, 7, 9, 12, 16, 21, 27, 34] {
        let (trial, trace) = (folder.path().join(format!("trial-{nth}")), folder.path().join(format!("{nth}.trace")));
        copy(&home, &trial);
        let told = match Phone::start_traced(&trial, &format!("error=EIO:when={nth}"), &trace) {
            None => 0,
            Some(mut phone) => {
                let ended = phone.ask(&script());
                assert!(ended != Answer::Gone, "a disk that fails once killed the phone");
                phone.leave().buried().len()
            }
        };
        let (all, journal) = injected(&trace);
        (faults, of_the_journal, acknowledged) = (faults + all, of_the_journal + journal, acknowledged + told);
        let mut phone = Phone::start(&trial).expect("a phone opens when its disk is well again");
        let kept = usize::try_from(events(&mut phone)).unwrap();
        assert!((told..=told + 2).contains(&kept), "sync {nth}: {told} were acknowledged, {kept} are kept");
        phone.ask(&script()).done();
        phone.quit();
    }
    println!(
        "{faults} syncs failed, {of_the_journal} of them the journal's; {acknowledged} events acknowledged on them"
    );
    assert!(of_the_journal >= 5 && faults >= 10 && acknowledged > 20);
}

#[test]
fn a_second_process_on_one_store_is_refused_at_once_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (_serving, home) = at_work(folder.path());
    let mut first = Phone::start(&home).unwrap();
    assert!(Phone::start(&home).is_none(), "two processes write one store");
    first.ask(&script()).done();
    assert!(first.sync().is_some_and(|report| report.unproved == 0));
    first.quit();
}

/// The phone that a tracer runs.
fn traced(tracer: u32) -> u32 {
    let children = std::fs::read_to_string(format!("/proc/{tracer}/task/{tracer}/children")).unwrap();
    children.split_whitespace().next().unwrap().parse().unwrap()
}

/// The line of the sync at which the phone was stopped, once it was.
fn stopped_at(trace: &Path) -> Option<String> {
    let text = std::fs::read_to_string(trace).ok()?;
    let before = text.split("--- SIGSTOP").next().filter(|before| before.len() < text.len())?;
    before.lines().rfind(|line| line.contains("sync(")).map(str::to_owned)
}

fn stops(trace: &Path) -> usize {
    std::fs::read_to_string(trace).unwrap().matches("--- SIGSTOP").count()
}

#[test]
fn a_phone_stopped_inside_a_commit_keeps_its_store_and_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (_serving, home) = at_work(folder.path());
    let trace = folder.path().join("stop.trace");
    let mut phone = Phone::start_traced(&home, "signal=STOP:when=6", &trace).unwrap();
    let process = traced(phone.pid());
    let (asked, told) = std::sync::mpsc::channel();
    let working = std::thread::spawn(move || {
        let ended = phone.ask(&script());
        asked.send(()).unwrap();
        (phone, ended)
    });
    let begun = Instant::now();
    let place = loop {
        if let Some(place) = stopped_at(&trace) {
            break place;
        }
        assert!(begun.elapsed() < DEADLINE && told.try_recv().is_err(), "nothing stopped the phone");
        std::thread::yield_now();
    };
    assert!(place.contains("journal.sqlite"), "stopped elsewhere: {place}");
    let waited = Instant::now();
    assert!(Phone::start(&home).is_none(), "another process took the store of a stopped one");
    let waited = waited.elapsed();
    assert!(waited.as_secs() < 5, "the other process waited {waited:?} for a stopped one");
    assert!(told.try_recv().is_err(), "the phone went on while it was stopped");
    // The tracer counts each thread's syncs: another one is stopped later, outside a commit or not.
    let (begun, mut goings_on) = (Instant::now(), 0);
    while told.try_recv().is_err() {
        assert!(begun.elapsed() < DEADLINE, "the phone did not go on after {goings_on} stops");
        if stops(&trace) > goings_on {
            goings_on += 1;
            assert!(Command::new("kill").args(["-CONT", &process.to_string()]).status().unwrap().success());
        }
        std::thread::yield_now();
    }
    println!("stopped {goings_on} times; another process was refused after {waited:?}");
    let (phone, ended) = working.join().unwrap();
    assert!(matches!(ended, Answer::Done(_)), "{ended:?}");
    let acknowledged = phone.leave().buried().len() as u64;
    let mut phone = Phone::start(&home).unwrap();
    assert_eq!(events(&mut phone), acknowledged);
    phone.quit();
}
