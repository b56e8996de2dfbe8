//! One van over two days and three visits, and the days themselves: parts are neither lost
//! nor invented, and what arrives at the office tells the same as the phone
//! (R81, R118, R168, R169, R199, R201).

use std::collections::BTreeMap;

use doorstep_device::Device;
use doorstep_domain::day::Day;
use doorstep_domain::event::{OldPart, Outcome, Record, Rejection};
use doorstep_domain::id::{DayId, PartNo, SerialNo};
use doorstep_domain::van::{Depot, Finding, Ledger, Row, Whereabouts, old_parts_owed};
use doorstep_domain::visit::{Heard, LaneRecords, Skipped};
use doorstep_screens::{Act, DayAct, DayIntent, VanAct};
use doorstep_wire::event::decode;
use doorstep_wire::message::FeedItem;

use crate::office::Office;
use crate::phone::{FRIDGE, Phone, WASHER, code};

/// Counted: a door seal.
const SEAL: &str = "BX-MF-215";
/// Tracked: a control board.
const BOARD: &str = "BX-ZK-215";
/// The second and third visit of this engineer.
const SECOND: &str = "FW-20261123-0006-1";
const THIRD: &str = "FW-20261123-0013-1";

fn part(no: &str) -> PartNo {
    no.parse().unwrap()
}

fn piece(no: Option<&str>) -> Option<SerialNo> {
    no.map(|no| no.parse().unwrap())
}

fn load(no: &str, count: u32, serial: Option<&str>, from: Depot) -> VanAct {
    VanAct::Load { part: part(no), count, serial: piece(serial), from }
}

fn unload(no: &str, count: u32, serial: Option<&str>, to: Depot) -> VanAct {
    VanAct::Unload { part: part(no), count, serial: piece(serial), to }
}

fn fit(no: &str, count: u32, serial: Option<&str>, old_part: OldPart) -> Act {
    Act::FitPart { part: part(no), count, serial: piece(serial), old_part }
}

fn van(phone: &Phone, acts: Vec<VanAct>) {
    for act in acts {
        assert_eq!(code(phone.device.send_van(None, act.clone())), "done", "{act:?}");
    }
}

/// Accepts, does this, and leaves.
fn visit(phone: &Phone, id: &str, acts: Vec<Act>) {
    for act in [vec![Act::Accept], acts, vec![Act::Leave { outcome: Outcome::Interrupted }]].concat() {
        assert_eq!(code(phone.send(id, act.clone())), "done", "{act:?}");
    }
}

fn day(phone: &Phone, acts: Vec<DayAct>) -> DayId {
    let day: DayId = phone.today().day.parse().unwrap();
    for act in acts {
        let intent = DayIntent { day: day.clone(), act: act.clone() };
        assert_eq!(code(phone.device.send_day(None, intent)), "done", "{act:?}");
    }
    day
}

fn card(id: &str) -> DayAct {
    DayAct::HandInCard { visit: id.parse().unwrap(), is_signed: false, satisfied: None }
}

fn row(device: &Device, no: &str) -> Row {
    device.ledger().unwrap().rows[&part(no)].clone()
}

fn assert_nothing_lost_or_invented(ledger: &Ledger) {
    assert!(!ledger.rows.is_empty());
    for (part, row) in &ledger.rows {
        let came = i64::try_from(row.issued + row.loaded + row.taken_out).unwrap();
        let went = i64::try_from(row.fitted + row.unloaded).unwrap();
        assert_eq!(came, went + row.expected(), "{part}: {row:?}");
    }
}

/// Monday: two seals and a board more than what was issued, and two visits.
fn first_day(phone: &Phone) -> DayId {
    let monday = day(phone, vec![DayAct::Start]);
    van(
        phone,
        vec![
            load(SEAL, 2, None, Depot::Store),
            load(BOARD, 1, Some("S1"), Depot::Store),
            load(BOARD, 1, Some("S2"), Depot::Colleague),
        ],
    );
    visit(phone, FRIDGE, vec![fit(SEAL, 1, None, OldPart::Returned), fit(SEAL, 1, None, OldPart::KeptByCustomer)]);
    // Fitted by mistake and taken out again: the old part went back into the appliance.
    let out = Act::TakeOutPart { part: part(SEAL), count: 1, serial: None };
    visit(phone, SECOND, vec![fit(SEAL, 1, None, OldPart::Returned), out]);
    day(phone, vec![card(FRIDGE), card(SECOND), DayAct::End]);
    monday
}

/// Tuesday: one board does not work, the other does; everything old goes back; one seal is gone.
fn second_day(phone: &Phone) -> DayId {
    let tuesday = day(phone, vec![DayAct::Start]);
    let out = Act::TakeOutPart { part: part(BOARD), count: 1, serial: piece(Some("S1")) };
    let faulty = Act::RejectPart { part: part(BOARD), count: 1, serial: piece(Some("S1")), why: Rejection::Faulty };
    let good = fit(BOARD, 1, Some("S2"), OldPart::Returned);
    visit(phone, THIRD, vec![fit(BOARD, 1, Some("S1"), OldPart::Returned), out, faulty, good]);
    assert_eq!(row(&phone.device, BOARD).usable(), 0, "the faulty one is in the van and cannot be fitted");
    van(
        phone,
        vec![
            unload(SEAL, 1, None, Depot::OldParts),
            unload(BOARD, 1, Some("S1"), Depot::OldParts),
            unload(BOARD, 1, Some("OLD-7"), Depot::OldParts),
            VanAct::Count { part: part(SEAL), found: 0 },
            VanAct::Count { part: part(BOARD), found: 0 },
        ],
    );
    day(phone, vec![card(THIRD), DayAct::End]);
    tuesday
}

#[test]
fn nothing_is_lost_or_invented_over_two_days_and_three_visits() {
    let office = Office::open();
    office.held().say(FeedItem::Stock { part: part(SEAL), count: 1 });
    let phone = Phone::at_work(&office);
    first_day(&phone);
    let seals = row(&phone.device, SEAL);
    assert_eq!((seals.issued, seals.loaded, seals.fitted, seals.taken_out), (1, 2, 3, 1));
    assert_eq!((seals.expected(), seals.old_owed()), (1, 1), "one old seal is owed: one was kept, one went back in");
    let phone = phone.opened_the_next_day();
    second_day(&phone);

    let ledger = phone.device.ledger().unwrap();
    assert_nothing_lost_or_invented(&ledger);
    assert_eq!(ledger.findings, [Finding::CountDiffers { part: part(SEAL), by: -1 }]);
    assert!(ledger.recount.is_empty(), "one phone orders its own visits and counts");
    assert!(old_parts_owed(&ledger).is_empty(), "{:?}", old_parts_owed(&ledger));
    assert_eq!(ledger.expected(&part(SEAL)), 1, "the count is shown beside it, never taken over");
    let stands = |serial: &str| ledger.pieces[&(part(BOARD), serial.parse().unwrap())].clone();
    assert_eq!(stands("S1"), Whereabouts::Gone(Depot::OldParts));
    assert_eq!(stands("S2"), Whereabouts::Fitted(THIRD.parse().unwrap()));
    let stock = phone.device.van_stock().unwrap();
    assert_eq!((stock[SEAL], stock[BOARD]), (1, 0));
    let phone = phone.opened_again();
    assert_eq!(*phone.device.ledger().unwrap(), *ledger, "the same from its bytes");
}

#[test]
fn what_moves_after_a_count_is_known_to_have_moved_after_it() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    van(&phone, vec![load(SEAL, 3, None, Depot::Store), VanAct::Count { part: part(SEAL), found: 3 }]);
    visit(&phone, FRIDGE, vec![fit(SEAL, 1, None, OldPart::None)]);
    let ledger = phone.device.ledger().unwrap();
    assert_eq!((ledger.expected(&part(SEAL)), ledger.recount.len(), ledger.findings.len()), (2, 0, 0));
}

#[test]
fn the_parts_of_somebody_elses_visit_come_from_somebody_elses_van() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    van(&phone, vec![load("XY-PS-30", 2, None, Depot::Store)]);
    visit(&phone, WASHER, vec![fit("XY-PS-30", 1, None, OldPart::None)]);
    assert_eq!(phone.device.van_stock().unwrap()["XY-PS-30"], 2);
}

#[test]
fn a_piece_that_left_the_van_neither_leaves_nor_comes_twice() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let refused = |act| code(phone.device.send_van(None, act));
    van(&phone, vec![load(BOARD, 1, Some("S1"), Depot::Store)]);
    assert_eq!(refused(load(BOARD, 1, Some("S1"), Depot::Store)), "van/here-already");
    assert_eq!(refused(load(BOARD, 1, None, Depot::Store)), "van/needs-serial");
    assert_eq!(refused(load(SEAL, 1, Some("S1"), Depot::Store)), "van/has-no-serial");
    assert_eq!(refused(load(SEAL, 1, None, Depot::OldParts)), "van/not-a-source");
    van(&phone, vec![unload(BOARD, 1, Some("S1"), Depot::Colleague)]);
    assert_eq!(refused(unload(BOARD, 1, Some("S1"), Depot::Store)), "van/gone-already");
    assert_eq!(phone.events(), 2, "what is refused is not written");
    assert_nothing_lost_or_invented(&phone.device.ledger().unwrap());
}

/// The lanes as they arrived, decoded from their bytes.
fn arrived(office: &Office) -> Vec<LaneRecords> {
    let heard = |(head, bytes): &(_, Vec<u8>)| {
        let decoded = decode(bytes).unwrap();
        let record = decoded.event.map(|event| Record { envelope: decoded.envelope, event });
        Heard { head: *head, record: record.map_err(|_| Skipped { code: "event/unknown-kind".into() }) }
    };
    let held = office.held();
    held.lanes
        .iter()
        .map(|(lane, events)| LaneRecords { lane: lane.clone(), heard: events.iter().map(heard).collect() })
        .collect()
}

#[test]
fn what_arrived_at_the_office_tells_the_same_van_and_the_same_days() {
    let office = Office::open();
    office.held().say(FeedItem::Stock { part: part(SEAL), count: 1 });
    let phone = Phone::at_work(&office);
    let monday = first_day(&phone);
    assert_eq!(phone.sync().unproved, 0);
    let phone = phone.opened_the_next_day();
    let tuesday = second_day(&phone);
    assert_ne!(monday, tuesday);
    assert_eq!(phone.sync().unproved, 0);

    let lanes = arrived(&office);
    for id in [monday, tuesday] {
        let told = Day::from_lanes(&id, &lanes);
        assert!(told.start.is_some() && told.end.is_some());
        assert_eq!(told, *phone.device.day(&id).unwrap(), "{id}");
    }
    let issued = BTreeMap::from([(part(SEAL), 1), (part("BX-WK-220"), 2)]);
    let told = Ledger::from_lanes(&"E1001".parse().unwrap(), &issued, &lanes);
    assert_eq!(told, *phone.device.ledger().unwrap());
}
