//! What a tap is told when the disk fails: done, not done, and never something else than
//! what the file then holds.

use std::path::Path;

use doorstep_domain::book::{Book, Books, parse};
use doorstep_domain::id::{Hash, VisitId};
use doorstep_domain::job_file::parse_job;
use doorstep_domain::money::Currency;
use doorstep_screens::{Act, DayAct};
use doorstep_sync::phone::PhoneEffect;
use doorstep_wire::message::{Cursor, Epoch, FeedEntry, FeedItem};

use super::*;
use crate::journal::apply;
use crate::ports::{FileKey, OsRandom, SystemClock};

fn fixtures(part: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(part);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// A phone that has its books and one job, which was accepted.
fn at_work() -> (tempfile::TempDir, Device, VisitId) {
    let folder = tempfile::tempdir().unwrap();
    let key = FileKey::open(&folder.path().join("key.pem"), &OsRandom).unwrap();
    let device = Device::open(folder.path(), Ports::new(SystemClock::new(), key, OsRandom)).unwrap();
    let files = fixtures("books/home-service");
    let books: Vec<Book> = files.iter().map(|bytes| parse(bytes).unwrap()).collect();
    let edition = Books::assemble(books).unwrap();
    let job = parse_job(&fixtures("jobs")[0], Currency::CNY).unwrap();
    let visit = job.visit.clone();
    let items = [FeedItem::Edition { id: edition.edition, books: edition.set() }, FeedItem::Job(job)];
    let entries = (1..).zip(items).map(|(n, item)| FeedEntry { n, item }).collect();
    let cursor = Cursor { epoch: Epoch([1; 16]), n: 2, hash: Hash::NONE };
    let fed = device.call(move |core| {
        let write = core.journal.write().unwrap();
        apply(
            &write,
            &[PhoneEffect::FeedTaken { is_snapshot: true, entries, cursor }],
            doorstep_domain::id::InstallationId([9; 16]),
            0,
        )
        .unwrap();
        for bytes in &files {
            write
                .execute("INSERT INTO book VALUES (?1, ?2)", (Hash::of(bytes).0.as_slice(), bytes.as_slice()))
                .unwrap();
        }
        write.commit().unwrap();
        core.enrolled(&"E1001".parse().unwrap(), "").unwrap();
    });
    fed.unwrap();
    device.send(None, Intent { visit: visit.clone(), act: Act::Accept }).unwrap();
    (folder, device, visit)
}

fn note(device: &Device, visit: &VisitId, chars: usize) -> String {
    let act = Act::Write { check: None, text: "x".repeat(chars) };
    code(device.send(Some([7; 16]), Intent { visit: visit.clone(), act }))
}

/// How many events the file holds, the two of accepting the job among them; every chain recomputed.
fn events(device: &Device) -> u64 {
    device.verify().unwrap()
}

#[test]
fn a_full_disk_is_told_and_leaves_the_visit_as_it_was() {
    let (folder, device, visit) = at_work();
    std::fs::remove_file(folder.path().join("ballast")).unwrap();
    let full = |core: &mut Core| {
        let db = core.journal.read();
        let pages: i64 = db.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |row| row.get::<_, i64>(0)).unwrap()
    };
    device.call(full).unwrap();
    assert_eq!(note(&device, &visit, 60_000), "journal/disk-full");
    assert_eq!(events(&device), 2);
    // Somebody made room; the same command is not remembered as done.
    assert_eq!(note(&device, &visit, 60_000), "done");
    assert_eq!(events(&device), 3);
}

#[test]
fn a_commit_that_failed_is_not_done() {
    let (_folder, device, visit) = at_work();
    device.call(|core| core.journal.read().commit_hook(Some(|| true)).unwrap()).unwrap();
    assert_eq!(note(&device, &visit, 10), "journal/store");
    assert_eq!(events(&device), 2);
    assert_eq!(note(&device, &visit, 10), "done");
    assert_eq!(events(&device), 3);
}

#[test]
fn a_commit_that_was_told_as_failed_and_is_in_the_file_is_done_once() {
    let (_folder, device, visit) = at_work();
    device.call(|core| core.journal.is_lying = true).unwrap();
    assert_eq!(note(&device, &visit, 10), "done");
    assert!(!device.call(|core| core.journal.is_lying).unwrap(), "the commit did not lie");
    assert_eq!(events(&device), 3);
    assert_eq!(note(&device, &visit, 10), "done", "the same command");
    assert_eq!(events(&device), 3);
}

fn code(sent: Result<(), SendError>) -> String {
    match sent {
        Ok(()) => "done".to_owned(),
        Err(SendError::Refused { code, .. } | SendError::Broken { code, .. }) => code,
    }
}

#[test]
fn a_van_holds_what_the_file_holds_whatever_a_commit_was_told() {
    let (_folder, device, _) = at_work();
    let load = |id: u8| {
        let (part, from) = ("BX-MF-215".parse().unwrap(), doorstep_domain::van::Depot::Store);
        code(device.send_van(Some([id; 16]), VanAct::Load { part, count: 2, serial: None, from }))
    };
    let stock = || device.van_stock().unwrap().values().sum::<i64>();
    assert_eq!(stock(), 0);
    device.call(|core| core.journal.read().commit_hook(Some(|| true)).unwrap()).unwrap();
    assert_eq!((load(1), stock(), events(&device)), ("journal/store".to_owned(), 0, 2));
    assert_eq!((load(1), stock(), events(&device)), ("done".to_owned(), 2, 3));
    device.call(|core| core.journal.is_lying = true).unwrap();
    assert_eq!((load(2), stock(), events(&device)), ("done".to_owned(), 4, 4));
    assert!(!device.call(|core| core.journal.is_lying).unwrap(), "the commit did not lie");
    assert_eq!((load(2), stock(), events(&device)), ("done".to_owned(), 4, 4), "the same command");
}

#[test]
fn a_day_is_what_the_file_holds_whatever_a_commit_was_told() {
    let (_folder, device, _) = at_work();
    let day: DayId = "2026-11-23.E1001".parse().unwrap();
    let send = |id: u8, act| code(device.send_day(Some([id; 16]), DayIntent { day: day.clone(), act }));
    let stands = || {
        let day = device.day(&day).unwrap();
        (day.start.is_some(), day.end.is_some(), events(&device))
    };
    assert_eq!(stands(), (false, false, 2));
    device.call(|core| core.journal.read().commit_hook(Some(|| true)).unwrap()).unwrap();
    assert_eq!((send(1, DayAct::Start).as_str(), stands()), ("journal/store", (false, false, 2)));
    assert_eq!((send(1, DayAct::Start).as_str(), stands()), ("done", (true, false, 3)));
    device.call(|core| core.journal.is_lying = true).unwrap();
    assert_eq!((send(2, DayAct::End).as_str(), stands()), ("done", (true, true, 4)));
    assert!(!device.call(|core| core.journal.is_lying).unwrap(), "the commit did not lie");
    assert_eq!((send(2, DayAct::End).as_str(), stands()), ("done", (true, true, 4)));
}

#[test]
fn a_file_that_cannot_be_opened_again_leaves_the_outcome_unknown_and_says_so() {
    let (folder, device, visit) = at_work();
    device.call(|core| core.journal.is_lying = true).unwrap();
    let (there, away) = (folder.path().join("journal.sqlite"), folder.path().join("away"));
    std::fs::rename(&there, &away).unwrap();
    std::fs::create_dir(&there).unwrap();
    assert_eq!(note(&device, &visit, 10), "journal/unknown-outcome");
}

fn execute(device: &Device, sql: &'static str) {
    device.call(move |core| core.journal.read().execute_batch(sql).unwrap()).unwrap();
}

#[test]
fn a_projection_or_content_that_is_not_what_the_events_say_is_named() {
    let (_folder, device, visit) = at_work();
    assert_eq!(note(&device, &visit, 10), "done");
    let named = |sql| {
        execute(&device, "SAVEPOINT whole");
        execute(&device, sql);
        let wrong = device.verify().map_err(|wrong| wrong.to_string());
        execute(&device, "ROLLBACK TO whole; RELEASE whole");
        wrong.unwrap_err()
    };
    assert!(named("UPDATE visit SET state = 'left'").contains("damaged row in visit"));
    assert!(named("DELETE FROM visit").contains("damaged row in visit"));
    assert!(named("INSERT INTO part_lane VALUES (1)").contains("damaged row in part_lane"));
    assert!(named("UPDATE content SET bytes = x'00'").contains("damaged row in content"));
    assert_eq!(events(&device), 3);
}

#[test]
fn projections_that_other_rules_made_are_made_anew_when_the_phone_is_opened() {
    let (folder, device, visit) = at_work();
    assert_eq!(note(&device, &visit, 10), "done");
    execute(&device, "UPDATE projection SET made_by = x'00'; DROP TABLE visit; CREATE TABLE visit (old TEXT)");
    device.close();
    let key = FileKey::open(&folder.path().join("key.pem"), &OsRandom).unwrap();
    let device = Device::open(folder.path(), Ports::new(SystemClock::new(), key, OsRandom)).unwrap();
    assert_eq!(events(&device), 3);
    assert_eq!(note(&device, &visit, 10), "done", "the command that was answered before");
    let state = |core: &mut Core| {
        core.journal.read().query_row("SELECT state FROM visit", [], |row| row.get::<_, String>(0)).unwrap()
    };
    assert_eq!(device.call(state).unwrap(), "under-way");
}

#[test]
fn a_panic_on_the_journals_thread_is_one_failed_call_and_the_phone_goes_on() {
    let (_folder, device, visit) = at_work();
    assert_eq!(note(&device, &visit, 10), "done");
    let before = events(&device);
    let failed = device.call(|core| -> u64 {
        let write = core.journal.write().unwrap();
        write.execute("DELETE FROM event", []).unwrap();
        panic!("planted")
    });
    assert!(matches!(failed, Err(StoreError::Failed)), "{failed:?}");
    assert_eq!(events(&device), before, "what the failed call had begun is gone");
    let act = Act::Write { check: None, text: "after".to_owned() };
    device.send(None, Intent { visit, act }).unwrap();
    assert_eq!(events(&device), before + 1);
}
