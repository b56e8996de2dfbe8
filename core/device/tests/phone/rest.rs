//! Lanes at rest (P1, P6): the visit that was left and proved becomes one compressed block,
//! and nothing that reads it can tell.

use doorstep_device::StoreError;
use doorstep_screens::{Act, Screen};
use rusqlite::Connection;

use crate::office::Office;
use crate::phone::{FRIDGE, Phone, WASHER, code, subject, visit};
use crate::sent::{assert_whole, note};

/// How many rows and blocks a closed phone has of a visit.
fn kept(phone: &Phone, id: &str) -> (i64, i64) {
    let db = Connection::open(phone.file()).unwrap();
    let count = |table: &str| {
        let sql = format!("SELECT count(*) FROM {table} WHERE lane IN (SELECT id FROM lane WHERE subject = ?1)");
        db.query_row(&sql, [subject(id).to_string()], |row| row.get(0)).unwrap()
    };
    (count("event"), count("block"))
}

/// A phone with one visit that is over and one that has begun; the office has both.
fn rested(office: &Office) -> Phone {
    let phone = Phone::at_work(office);
    phone.do_visit(WASHER, "visit-city", "XY-PS-30");
    phone.send(FRIDGE, Act::Accept).unwrap();
    assert_eq!(phone.sync().unproved, 0);
    phone.device.compress().unwrap();
    phone
}

#[test]
fn a_visit_that_is_left_and_proved_becomes_a_block_and_is_read_as_before() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.do_visit(WASHER, "visit-city", "XY-PS-30");
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.device.compress().unwrap();
    phone.device.close();
    assert_eq!(kept(&phone, WASHER).1, 0, "the office has not proved it yet");

    let phone = phone.opened_again();
    assert_eq!(phone.sync().unproved, 0);
    let (screens, events, heads) = (phone.screens(WASHER), phone.events(), phone.device.heads().unwrap());
    phone.device.compress().unwrap();
    let phone = phone.opened_again();
    assert_eq!((phone.screens(WASHER), phone.device.heads().unwrap()), (screens, heads));
    assert_eq!(phone.device.verify().unwrap(), events);
    assert_eq!(phone.sync().requests, 1, "nothing of it is said again");
    phone.device.close();
    assert_eq!(kept(&phone, WASHER), (0, 1));
    assert_eq!(kept(&phone, FRIDGE).1, 0, "a visit under way stays as it is");
}

#[test]
fn what_is_recorded_after_the_block_follows_it_and_joins_it_later() {
    let office = Office::open();
    let phone = rested(&office);
    let before = phone.events();
    phone.send(WASHER, note("the customer called again")).unwrap();
    let phone = phone.opened_again();
    assert_eq!((phone.device.verify().unwrap(), phone.sync().unproved), (before + 1, 0));
    assert_whole(&phone, &office);
    phone.device.compress().unwrap();
    assert_eq!(phone.device.verify().unwrap(), before + 1);
    phone.device.close();
    assert_eq!(kept(&phone, WASHER), (0, 1));
}

#[test]
fn an_office_that_lost_everything_gets_it_from_the_block() {
    let office = Office::open();
    let phone = rested(&office);
    office.held().restore_from_nothing();
    phone.send(FRIDGE, note("goes on")).unwrap();
    assert_eq!(phone.sync().unproved, 0);
    assert_whole(&phone, &office);
}

#[test]
fn a_changed_block_is_named_and_holds_up_no_other_visit() {
    let office = Office::open();
    let phone = rested(&office);
    phone.device.close();
    let sql =
        "UPDATE block SET bytes = CAST(substr(bytes, 1, length(bytes) - 9) || x'00' || substr(bytes, -8) AS BLOB)";
    assert_eq!(Connection::open(phone.file()).unwrap().execute(sql, []).unwrap(), 1);
    let phone = phone.opened_again();
    let shown = phone.device.subscribe(Screen::Job { visit: visit(WASHER) }).map(|_| ());
    assert!(matches!(&shown, Err(StoreError::Damaged { table: "block", .. })), "{shown:?}");
    assert_eq!(phone.device.verify().unwrap_err().code(), "journal/damaged");
    assert_eq!(code(phone.send(FRIDGE, note("goes on"))), "done");
}

#[test]
fn a_lane_that_is_not_what_its_head_says_stays_as_it_is() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.do_visit(WASHER, "visit-city", "XY-PS-30");
    assert_eq!(phone.sync().unproved, 0);
    phone.device.close();
    let sql = "UPDATE event SET bytes = zeroblob(length(bytes)) WHERE seq = 2";
    assert!(Connection::open(phone.file()).unwrap().execute(sql, []).unwrap() > 0);
    let events = kept(&phone, WASHER);
    let phone = phone.opened_again();
    phone.device.compress().unwrap();
    phone.device.close();
    assert_eq!(kept(&phone, WASHER), events, "what is readable of it is still there, row by row");
}
