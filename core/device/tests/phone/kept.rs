//! What a phone keeps (P1, P5): through closing, damage, a newer app, repeats and erasure.

use std::fs;
use std::path::Path;

use doorstep_device::{OpenError, StoreError};
use doorstep_domain::visit::Step;
use doorstep_screens::{Act, CheckTask, Intent, Screen, ScreenModel, SyncState, VisitState};
use rusqlite::Connection;

use crate::office::Office;
use crate::phone::{FRIDGE, Phone, SECRET, WASHER, code, files, open, picture, sign, subject, visit};
use crate::sent::note;

fn photograph(path: &Path) -> Act {
    Act::Photograph { check: None, path: path.to_string_lossy().into_owned() }
}

/// In any file, free pages and write-ahead log included.
fn is_on_the_disk(phone: &Phone, text: &str) -> bool {
    let is_in = |bytes: &[u8]| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    files(phone.folder.path()).iter().any(|(_, bytes)| is_in(bytes))
}

#[test]
fn a_whole_visit_is_there_again_after_the_app_was_closed() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    assert_eq!(phone.state(WASHER), VisitState::New);
    phone.do_visit(WASHER, "visit-city", "XY-PS-30");
    let quote = phone.quote(WASHER).unwrap();
    assert_eq!(quote.answer, "accepted");
    assert!(quote.total.minor > 0 && quote.shown.unwrap().text.len() > 100);
    assert!(phone.sign_screen(WASHER).unwrap().accepted.is_some());
    let (screens, events) = (phone.screens(WASHER), phone.events());
    let phone = phone.opened_again();
    assert_eq!(phone.screens(WASHER), screens);
    assert_eq!(phone.device.verify().unwrap(), events);
}

#[test]
fn nothing_can_be_done_before_the_books_are_here() {
    let phone = Phone::new();
    assert!(!phone.today().has_books);
    assert_eq!(code(phone.send(FRIDGE, Act::Accept)), "visit/no-edition");
    assert_eq!(code(phone.send(FRIDGE, note("x"))), "visit/not-open");
    assert_eq!(phone.events(), 0);
}

#[test]
fn the_same_command_gives_the_same_answer_and_happens_once() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let send = |id: u8, act: Act| code(phone.device.send(Some([id; 16]), Intent { visit: visit(FRIDGE), act }));
    assert_eq!(send(1, note("too early")), "visit/not-open");
    assert_eq!(send(2, Act::Accept), "done");
    assert_eq!(send(2, Act::Accept), "done");
    assert_eq!(send(1, note("too early")), "visit/not-open", "refused once, refused for ever");

    let camera = phone.folder.path().join("camera.jpg");
    fs::copy(picture("installed.jpg"), &camera).unwrap();
    assert_eq!(send(3, photograph(&camera)), "done");
    fs::remove_file(&camera).unwrap();
    assert_eq!(send(3, photograph(&camera)), "done", "the camera's file is gone, the photograph is not");
    assert_eq!(phone.events(), 3);

    let phone = phone.opened_again();
    let again = phone.device.send(Some([2; 16]), Intent { visit: visit(FRIDGE), act: Act::Accept });
    assert_eq!(code(again), "done");
    assert_eq!(phone.events(), 3);
}

#[test]
fn a_refused_photograph_leaves_nothing() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    let bad = crate::office::fixtures().join("bad/photos");
    for (name, refusal) in [("text.jpg", "photo/not-an-image"), ("truncated.jpg", "photo/damaged")] {
        assert_eq!(code(phone.send(FRIDGE, photograph(&bad.join(name)))), refusal);
    }
    assert_eq!(code(phone.send(FRIDGE, photograph(Path::new("/nowhere/camera.jpg")))), "photo/absent");
    assert_eq!(phone.events(), 2, "the job was accepted");
    let kept = files(&phone.folder.path().join("photos"));
    assert!(kept.is_empty(), "{kept:?}");
}

#[test]
fn a_note_that_is_longer_than_the_book_allows_is_refused() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    for step in [Step::Prepare, Step::Contact, Step::Travel, Step::Doorstep, Step::Greet] {
        phone.do_step(FRIDGE, step);
    }
    let screen = phone.step(FRIDGE, Step::Diagnose).unwrap();
    let asked = screen.checks.iter().find_map(|check| match &check.task {
        CheckTask::Write(task) => Some((check.id.clone(), task.most_chars)),
        _ => None,
    });
    let (check, most_chars) = asked.expect("the standard has a note in this step");
    let write = |chars: u32| Act::Write { check: Some(check.parse().unwrap()), text: "字".repeat(chars as usize) };
    let before = phone.events();
    assert_ne!(code(phone.send(FRIDGE, write(most_chars + 1))), "done");
    assert_eq!(phone.events(), before);
}

#[test]
fn a_damaged_event_is_reported_and_holds_up_no_other_visit() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    for id in [FRIDGE, WASHER] {
        phone.send(id, Act::Accept).unwrap();
        phone.send(id, note("nothing special")).unwrap();
    }
    let sql = "UPDATE event SET bytes = zeroblob(length(bytes)) WHERE seq = 2 AND lane = (SELECT id FROM lane WHERE subject = ?1)";
    phone.device.close();
    assert_eq!(Connection::open(phone.file()).unwrap().execute(sql, [subject(FRIDGE).to_string()]).unwrap(), 1);

    let phone = phone.opened_again();
    let shown = phone.device.subscribe(Screen::Job { visit: visit(FRIDGE) }).map(|_| ());
    assert!(matches!(&shown, Err(StoreError::Damaged { table: "event", .. })), "{shown:?}");
    assert_eq!(code(phone.send(FRIDGE, note("more"))), "journal/damaged");
    assert_eq!(phone.device.verify().unwrap_err().code(), "journal/damaged");
    // The other visit goes on, and today's list is there.
    assert_eq!((phone.state(WASHER), phone.state(FRIDGE)), (VisitState::UnderWay, VisitState::UnderWay));
    phone.send(WASHER, note("goes on")).unwrap();
}

#[test]
fn an_erased_customer_is_nowhere_and_every_chain_still_verifies() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.do_visit(WASHER, "visit-city", "XY-PS-30");
    let job = phone.job(WASHER).unwrap();
    let events = phone.events();
    for personal in [SECRET, &job.customer, &job.address, &job.phones[0]] {
        assert!(is_on_the_disk(&phone, personal), "the test looks in the wrong place");
    }
    let kept = files(&phone.folder.path().join("photos")).len();
    assert!(kept > 0);

    phone.device.erase(&subject(WASHER)).unwrap();

    assert_eq!(phone.device.verify().unwrap(), events);
    for personal in [SECRET, &job.customer, &job.address, &job.phones[0]] {
        assert!(!is_on_the_disk(&phone, personal), "{personal} is still on the disk");
    }
    assert_eq!(files(&phone.folder.path().join("photos")).len(), 0, "photographs of the home are personal too");
    let phone = phone.opened_again();
    assert_eq!(phone.device.verify().unwrap(), events);
    let screen = phone.sign_screen(WASHER).unwrap();
    assert!(screen.accepted.is_some() && screen.shown.is_none(), "that it was signed remains, not what it said");
}

#[test]
fn an_erased_customer_stays_erased_when_the_feed_begins_anew() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(WASHER, Act::Accept).unwrap();
    phone.sync();
    let customer = phone.job(WASHER).unwrap().customer;
    phone.device.erase(&subject(WASHER)).unwrap();
    office.held().restore_from_nothing();
    phone.send(WASHER, note(SECRET)).unwrap();
    phone.sync();
    for personal in [customer.as_str(), SECRET] {
        assert!(!is_on_the_disk(&phone, personal), "{personal} came back");
    }
}

#[test]
fn a_second_app_on_the_same_store_is_refused() {
    let phone = Phone::new();
    assert!(matches!(open(phone.folder.path(), 7), Err(OpenError::InUse)));
    phone.device.close();
    assert!(open(phone.folder.path(), 7).is_ok());
}

#[test]
fn a_phone_may_be_used_and_dropped_from_anywhere() {
    let office = Office::open();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let phone = Phone::at_work(&office);
        assert_eq!(code(phone.send(FRIDGE, Act::Accept)), "done");
        assert_eq!(phone.sync().unproved, 0);
        phone.device.close();
        assert!(phone.device.sync_until_idle(std::time::Duration::ZERO).is_err());
        assert!(phone.device.enrol(&office.url(), "good").is_err());
    });
}

#[test]
fn a_subscription_shows_the_present_and_then_whole_models_until_the_phone_closes() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let mut job = phone.device.subscribe(Screen::Job { visit: visit(FRIDGE) }).unwrap();
    let model = |shown: ScreenModel| match shown {
        ScreenModel::Job(job) => job,
        other => panic!("{other:?}"),
    };
    assert_eq!(model(job.latest()).state, VisitState::New);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, note("one")).unwrap();
    phone.send(FRIDGE, note("two")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let shown = model(runtime.block_on(job.next()).unwrap());
    assert_eq!((shown.state, shown.sync.state), (VisitState::UnderWay, SyncState::Waiting));
    assert!(!shown.work.unwrap().steps.is_empty());
    phone.device.close();
    assert!(runtime.block_on(job.next()).is_none());
    assert_eq!(code(phone.send(FRIDGE, note("late"))), "phone/closed");
    assert!(phone.device.heads().is_err());
}

#[test]
fn an_empty_or_endless_signature_is_refused() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    let Act::Sign { signer, width, height, strokes } = sign() else { panic!() };
    let point = strokes[0][0];
    let far = doorstep_screens::Point { x: i32::MAX, ..point };
    let endless = vec![[point, far].repeat(5_000); 8];
    for strokes in [vec![], endless] {
        let refused = phone.send(FRIDGE, Act::Sign { signer, width, height, strokes });
        assert!(code(refused).starts_with("sign/"), "an unreadable signature must not be kept");
    }
    assert_eq!(phone.events(), 2, "the job was accepted");
}
