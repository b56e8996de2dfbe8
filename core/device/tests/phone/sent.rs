//! What a phone says to an office over HTTP (P2, P3, P4), with every fault counted.

use doorstep_device::EnrolError;
use doorstep_domain::book::EditionId;
use doorstep_domain::id::Hash;
use doorstep_screens::{Act, Screen, ScreenModel, SyncState};
use doorstep_wire::message::FeedItem;

use crate::office::{Fault, Office};
use crate::phone::{FRIDGE, Phone, WASHER, code, open, picture, subject};

pub fn note(text: &str) -> Act {
    Act::Write { check: None, text: text.to_owned() }
}

fn photograph(name: &str) -> Act {
    Act::Photograph { check: None, path: picture(name).to_string_lossy().into_owned() }
}

/// Everything the phone holds is at the office, byte by byte, once.
pub fn assert_whole(phone: &Phone, office: &Office) {
    let held = office.held();
    for (lane, head) in phone.device.heads().unwrap() {
        let there = held.lanes.get(&lane).and_then(|events| events.last()).map(|(head, _)| *head);
        assert_eq!(there, Some(head), "{lane}");
    }
    assert_eq!(held.events() as u64, phone.events());
}

#[test]
fn a_token_works_once_and_a_refusal_says_why() {
    let office = Office::open();
    let (first, second) = (Phone::new(), Phone::with_seed(2_000));
    let refused = |phone: &Phone, token: &str| match phone.device.enrol(&office.url(), token) {
        Err(EnrolError::Refused { code, .. }) => code,
        other => format!("{other:?}"),
    };
    assert_eq!(refused(&first, "expired"), "enrol/expired");
    assert_eq!(refused(&first, "nonsense"), "enrol/unknown-token");
    assert!(matches!(first.device.enrol(&office.url(), "page"), Err(EnrolError::NoAnswer(_))));
    assert!(matches!(first.device.enrol("http://127.0.0.1:1", "good"), Err(EnrolError::NoAnswer(_))));
    assert_eq!(first.today().engineer, "");
    first.device.enrol(&office.url(), "good").unwrap();
    first.device.enrol(&office.url(), "good").unwrap();
    assert_ne!(first.device.installation().unwrap(), second.device.installation().unwrap());
    assert_eq!(first.today().engineer, "E1001");
}

#[test]
fn the_mornings_jobs_and_books_come_whole() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let today = phone.today();
    assert_eq!((today.rows.len(), today.has_books, today.sync.state), (22, true, SyncState::Arrived));
    assert_eq!(phone.device.van_stock().unwrap()["BX-WK-220"], 2);
    let jobs = phone.opened_again().today().rows;
    assert_eq!(jobs, today.rows);
}

#[test]
fn a_visit_arrives_once_with_its_texts_and_photographs() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.do_visit(WASHER, "visit-city", "XY-PS-30");
    assert_eq!(phone.today().sync.state, SyncState::Waiting);
    let report = phone.sync();
    assert_eq!((report.unproved, report.events_up), (0, phone.events()));
    assert_eq!(phone.today().sync.state, SyncState::Arrived);
    assert_whole(&phone, &office);
    assert_eq!(report.photos_up as usize, office.held().photos.len());
    assert!(report.photos_up >= 2);
    assert!(!office.held().contents.is_empty());
    let report = phone.sync();
    assert_eq!((report.requests, report.events_up), (1, 0), "an idle sync is one request");
}

#[test]
fn no_fault_of_a_network_loses_or_doubles_an_event() {
    for fault in [Fault::Page, Fault::Broken, Fault::AnswerLost, Fault::AnswerCut] {
        let office = Office::open();
        let phone = Phone::at_work(&office);
        phone.send(FRIDGE, Act::Accept).unwrap();
        phone.send(FRIDGE, note("one")).unwrap();
        office.held().push_faults.extend([fault, fault]);
        let report = phone.sync();
        assert_eq!(office.held().happened, [fault, fault], "the fault did not happen");
        assert_eq!(report.unproved, 0, "{fault:?}");
        assert_whole(&phone, &office);
    }
}

#[test]
fn an_office_that_says_no_is_heard_and_the_work_stays() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    office.held().push_faults.push_back(Fault::Refused);
    let report = phone.device.sync_until_idle(std::time::Duration::from_millis(300)).unwrap();
    assert_eq!(office.held().happened, [Fault::Refused]);
    assert_eq!((report.unproved, report.refused.as_str()), (2, "sync/revoked"));
    assert_eq!(phone.today().sync.state, SyncState::Waiting);
    phone.send(FRIDGE, note("capture goes on")).unwrap();
    // Somebody put it right and the engineer asks again.
    assert_eq!(phone.sync().unproved, 0);
    assert_whole(&phone, &office);
}

#[test]
fn an_office_that_does_not_read_this_app_is_heard_and_capture_goes_on() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    for text in ["before", "after"] {
        office.held().push_faults.push_back(Fault::OtherVersion);
        let report = phone.device.sync_until_idle(std::time::Duration::from_millis(300)).unwrap();
        assert_eq!(report.refused, "sync/unknown-version", "what the person is told");
        assert!(report.unproved > 0);
        assert_eq!(phone.today().sync.state, SyncState::Waiting, "nothing is called arrived");
        phone.send(FRIDGE, note(text)).unwrap();
    }
    assert_eq!(office.held().happened, [Fault::OtherVersion; 2]);
    // The app was updated.
    assert_eq!(phone.sync().unproved, 0);
    assert_whole(&phone, &office);
}

#[test]
fn a_photograph_goes_on_where_the_line_was_cut() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, photograph("control-board.jpg")).unwrap();
    office.held().media_faults.push_back(Fault::HalfTaken);
    assert_eq!(phone.sync().unproved, 0);
    let held = office.held();
    assert_eq!(held.happened, [Fault::HalfTaken]);
    assert_eq!(held.creations, 1, "begun once");
    assert_eq!(held.pieces.iter().filter(|from| **from == 0).count(), 1, "{:?}", held.pieces);
    assert_eq!(held.photos.len(), 1);
}

#[test]
fn a_photograph_begins_anew_only_when_the_office_lost_it() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, photograph("control-board.jpg")).unwrap();
    office.held().media_faults.push_back(Fault::PartialsLost);
    assert_eq!(phone.sync().unproved, 0);
    let held = office.held();
    assert_eq!((held.creations, held.photos.len()), (2, 1));
}

#[test]
fn a_photograph_goes_on_after_the_app_was_closed() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, photograph("control-board.jpg")).unwrap();
    office.held().media_faults.push_back(Fault::HalfTaken);
    while office.held().happened.is_empty() {
        phone.device.sync_until_idle(std::time::Duration::from_millis(50)).unwrap();
    }
    let phone = phone.opened_again();
    assert_eq!(phone.sync().unproved, 0);
    let held = office.held();
    assert_eq!((held.creations, held.photos.len()), (1, 1));
}

#[test]
fn a_photograph_that_changed_on_the_disk_is_not_sent_and_not_called_arrived() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, photograph("installed.jpg")).unwrap();
    let mut folders = vec![phone.folder.path().join("photos")];
    let mut spoiled = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                std::fs::write(path, b"spoiled").unwrap();
                spoiled += 1;
            }
        }
    }
    assert!(spoiled > 0);
    let report = phone.device.sync_until_idle(std::time::Duration::from_secs(5)).unwrap();
    assert_eq!((report.unproved, report.photos_up), (1, 0));
    assert_eq!(phone.today().sync.state, SyncState::Waiting);
    assert!(office.held().photos.is_empty());
    assert_whole(&phone, &office);
}

#[test]
fn one_bad_photograph_holds_up_no_other() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, photograph("installed.jpg")).unwrap();
    let folder = phone.folder.path().join("photos/photos");
    let bad = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    std::fs::remove_file(bad).unwrap();
    phone.send(FRIDGE, photograph("control-board.jpg")).unwrap();
    let report = phone.device.sync_until_idle(std::time::Duration::from_secs(5)).unwrap();
    assert_eq!((report.unproved, report.photos_up), (1, 1));
}

#[test]
fn a_book_with_other_bytes_is_not_kept() {
    let office = Office::open();
    office.held().book_faults.extend([Fault::OtherBytes, Fault::Page]);
    let phone = Phone::new();
    phone.device.enrol(&office.url(), "good").unwrap();
    for _ in 0..3 {
        phone.sync();
    }
    assert_eq!(office.held().happened.len(), 2, "the faults did not happen");
    assert!(phone.today().has_books);
    phone.send(FRIDGE, Act::Accept).unwrap();
}

#[test]
fn an_edition_that_is_not_whole_here_is_not_pinned() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let missing = doorstep_domain::book::BookId(Hash::of(b"a book that nobody has"));
    let books = doorstep_domain::book::BookSet {
        standard: missing,
        fees: missing,
        parts: missing,
        sla: missing,
        wording: missing,
        knowledge: missing,
    };
    office.held().say(FeedItem::Edition { id: EditionId(Hash::of(b"newer")), books });
    assert!(phone.device.sync_until_idle(std::time::Duration::from_secs(2)).unwrap().unproved > 0);
    assert!(phone.today().has_books, "the older edition is whole");
    assert_eq!(code(phone.send(FRIDGE, Act::Accept)), "done");
}

#[test]
fn a_restored_office_gets_everything_again() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, note("one")).unwrap();
    phone.send(FRIDGE, photograph("installed.jpg")).unwrap();
    assert_eq!(phone.sync().unproved, 0);
    office.held().restore_from_nothing();
    phone.sync();
    assert_eq!(phone.sync().unproved, 0);
    assert_whole(&phone, &office);
    assert_eq!(phone.device.van_stock().unwrap()["BX-WK-220"], 2, "issued once, whatever the feed repeats");
    let held = office.held();
    assert_eq!((held.photos.len(), held.contents.len()), (1, 1));
}

#[test]
fn a_customer_erased_by_the_office_is_erased_here() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, note("something personal")).unwrap();
    phone.sync();
    let customer = phone.job(FRIDGE).unwrap().customer;
    assert!(!customer.is_empty());
    office.held().say(FeedItem::Erased { subject: subject(FRIDGE) });
    assert_eq!(phone.sync().unproved, 0);
    let shown = phone.job(FRIDGE);
    assert!(shown.is_none_or(|job| job.customer.is_empty() && job.phones.is_empty() && job.address.is_empty()));
    // The visit goes on: nothing about the home stops the engineer from leaving it.
    phone.send(FRIDGE, Act::Leave { outcome: doorstep_domain::event::Outcome::Interrupted }).unwrap();
    assert_eq!(phone.sync().unproved, 0);
    assert_whole(&phone, &office);
}

#[test]
fn an_entry_that_this_app_does_not_know_stops_nothing() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    office.held().say(FeedItem::Unknown { kind: 999, bytes: vec![0x80] });
    office.held().say(FeedItem::Stock { part: "BX-WK-220".parse().unwrap(), count: -1 });
    assert_eq!(phone.sync().unproved, 0);
    assert_eq!(phone.device.van_stock().unwrap()["BX-WK-220"], 1);
}

#[test]
fn what_an_earlier_app_could_not_read_is_taken_by_the_one_that_can() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let issued = FeedItem::Stock { part: "BX-WK-220".parse().unwrap(), count: 3 };
    office.held().say(issued.clone());
    assert_eq!(phone.sync().unproved, 0);
    // As an app that does not know this kind has it on its disk.
    let (kind, bytes) = doorstep_wire::frame::write_item(&issued);
    let file = phone.file();
    let folder = phone.folder.clone();
    drop(phone);
    let db = rusqlite::Connection::open(&file).unwrap();
    let n: i64 = db.query_row("SELECT max(n) FROM stock", [], |row| row.get(0)).unwrap();
    assert_eq!(db.execute("DELETE FROM stock WHERE n = ?1", [n]).unwrap(), 1);
    let entry = rusqlite::params![n, kind, bytes];
    db.execute("INSERT INTO unknown_entry (n, kind, bytes) VALUES (?1, ?2, ?3)", entry).unwrap();
    drop(db);
    let device = open(folder.path(), 77_000).unwrap();
    assert_eq!(device.van_stock().unwrap()["BX-WK-220"], 2, "not yet: in its order only");
    let report = device.sync_until_idle(std::time::Duration::from_secs(60)).unwrap();
    assert_eq!((report.unproved, device.van_stock().unwrap()["BX-WK-220"]), (0, 5));
}

#[test]
fn a_feed_that_was_never_taken_is_something_unproved() {
    let office = Office::open();
    let phone = Phone::new();
    phone.device.enrol(&office.url(), "good").unwrap();
    phone.device.set_office("http://127.0.0.1:1").unwrap();
    let report = phone.device.sync_until_idle(std::time::Duration::from_millis(200)).unwrap();
    assert_eq!((report.unproved, report.bytes_down), (1, 0));
    phone.device.set_office(&office.url()).unwrap();
    assert_eq!(phone.sync().unproved, 0);
}

#[test]
fn without_a_network_everything_is_kept_and_nothing_is_called_arrived() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.device.set_office("http://127.0.0.1:1").unwrap();
    phone.send(FRIDGE, Act::Accept).unwrap();
    let report = phone.device.sync_until_idle(std::time::Duration::from_millis(200)).unwrap();
    assert_eq!((report.unproved, report.bytes_down), (2, 0));
    assert_eq!(phone.today().sync.state, SyncState::Waiting);
    phone.device.set_office(&office.url()).unwrap();
    assert_eq!(phone.sync().unproved, 0);
}

#[test]
fn background_sync_sends_what_is_saved_and_rests_while_it_is_off() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let pushes = || office.held().pushes.len();
    let before = pushes();
    phone.send(FRIDGE, Act::Accept).unwrap();
    assert_eq!(pushes(), before, "sync is off");
    let mut sync = phone.device.subscribe(Screen::Sync).unwrap();
    let state = |model: &ScreenModel| match model {
        ScreenModel::Sync(sync) => sync.line.state,
        other => panic!("{other:?}"),
    };
    assert_eq!(state(&sync.latest()), SyncState::Waiting);
    phone.device.set_sync(true);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        while state(&sync.latest()) != SyncState::Arrived {
            assert!(sync.next().await.is_some());
        }
    });
    assert_whole(&phone, &office);
}

#[test]
fn a_visit_that_breaks_the_office_holds_up_no_other_and_no_photograph() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(WASHER, Act::Accept).unwrap();
    phone.send(WASHER, photograph("installed.jpg")).unwrap();
    office.held().toxic.push(subject(FRIDGE));
    let report = phone.device.sync_until_idle(std::time::Duration::from_secs(8)).unwrap();
    assert!(!office.held().happened.is_empty(), "the fault did not happen");
    assert_eq!((report.unproved, report.photos_up), (2, 1));
    office.held().toxic.clear();
    assert_eq!(phone.sync().unproved, 0);
    assert_whole(&phone, &office);
}

#[test]
fn a_tap_does_not_wait_for_the_photographs() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    for name in ["control-board.jpg", "installed.jpg", "drain-pump.jpg", "boiler-nameplate.jpg"] {
        phone.send(FRIDGE, photograph(name)).unwrap();
    }
    phone.device.set_sync(true);
    while office.held().pieces.is_empty() {
        std::thread::yield_now();
    }
    phone.send(FRIDGE, note("while a photograph travels")).unwrap();
    assert_eq!(phone.sync().unproved, 0);
    let held = office.held();
    let pushed = held.pushes.iter().position(|push| push.segments.iter().any(|segment| segment.base.seq == 6));
    assert!(pushed.is_some());
    assert_eq!(held.photos.len(), 4);
}
