//! The engineer's day and van are kept like visits: whole, once, and there again after
//! the app was closed (R37–R43, R81, R168, R169, R199).

use doorstep_domain::event::OldPart;
use doorstep_domain::follow_up::FollowUpResult;
use doorstep_domain::id::DayId;
use doorstep_domain::van::Depot;
use doorstep_screens::{Act, CardSays, DayAct, DayIntent, DayModel, DayStand, Screen, ScreenModel, VanAct, VisitState};
use doorstep_wire::message::FeedItem;

use crate::office::Office;
use crate::phone::{FRIDGE, Phone, code, picture, visit};

const SEAL: &str = "BX-MF-215";

fn today(phone: &Phone) -> DayId {
    phone.today().day.parse().unwrap()
}

fn send(phone: &Phone, act: DayAct) -> String {
    code(phone.device.send_day(None, DayIntent { day: today(phone), act }))
}

fn day(phone: &Phone) -> DayModel {
    match phone.device.show(Screen::Day { day: today(phone) }).unwrap() {
        ScreenModel::Day(day) => day,
        other => panic!("{other:?}"),
    }
}

fn confirm(check: &str) -> DayAct {
    DayAct::Confirm { check: check.parse().unwrap() }
}

fn choose(check: &str, option: &str) -> DayAct {
    DayAct::Choose { check: check.parse().unwrap(), option: option.parse().unwrap() }
}

fn card(id: &str, is_signed: bool) -> DayAct {
    DayAct::HandInCard { visit: visit(id), is_signed, satisfied: None }
}

#[test]
fn a_day_begins_is_checked_hands_in_its_cards_and_ends() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    assert_eq!((phone.today().day_stand, day(&phone).stand), (DayStand::New, DayStand::New));
    assert_eq!(send(&phone, DayAct::Start), "done");
    assert_eq!(send(&phone, DayAct::Start), "day/started-already");
    assert_eq!(send(&phone, confirm("day-appearance")), "done");
    assert_eq!(send(&phone, confirm("day-kit")), "day/wrong-kind");
    assert_eq!(send(&phone, choose("day-kit", "complete")), "done");
    assert_eq!(send(&phone, confirm("no-such-check")), "day/unknown-check");
    let path = picture("part-label.png").to_string_lossy().into_owned();
    let photograph = DayAct::Photograph { check: "day-kit".parse().unwrap(), path };
    assert_eq!(send(&phone, photograph), "day/wrong-kind");
    assert_eq!(
        send(&phone, DayAct::Write { check: Some("day-told".parse().unwrap()), text: "一切正常".into() }),
        "done"
    );

    phone.do_visit(FRIDGE, "visit-city", SEAL);
    let open = day(&phone);
    assert_eq!(open.mismatches.iter().map(|found| found.code.as_str()).collect::<Vec<_>>(), ["mismatch/card-missing"]);
    assert_eq!(send(&phone, card(FRIDGE, false)), "done");
    assert_eq!(send(&phone, card(FRIDGE, true)), "day/card-here-already");
    let shown = day(&phone);
    assert_eq!(shown.mismatches[0].code, "mismatch/card-unsigned-visit-signed");
    let row = shown.visits.iter().find(|row| row.visit == FRIDGE).unwrap();
    assert_eq!((row.state, row.cards[0].says, row.cards[0].is_signed), (VisitState::Left, CardSays::Nothing, false));
    assert_eq!(send(&phone, DayAct::End), "done");
    assert_eq!(send(&phone, DayAct::End), "day/ended-already");
    assert_eq!(phone.today().day_stand, DayStand::Ended);

    let before = day(&phone);
    let phone = phone.opened_again();
    assert_eq!(day(&phone), before, "the same from its bytes");
    assert_eq!(phone.sync().unproved, 0);
    let lane = phone.device.heads().unwrap().into_iter().find(|(lane, _)| lane.subject.to_string().starts_with("day/"));
    let (lane, head) = lane.unwrap();
    assert_eq!((head.seq, office.held().lanes[&lane].len()), (6, 6), "the office has the day once");
}

#[test]
fn a_refused_or_repeated_act_of_a_day_changes_nothing() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let act = || DayIntent { day: today(&phone), act: DayAct::Start };
    for _ in 0..3 {
        assert_eq!(code(phone.device.send_day(Some([9; 16]), act())), "done");
        assert_eq!(phone.events(), 1);
    }
    let strangers = DayAct::HandInCard { visit: visit("FW-20261123-9999-1"), is_signed: true, satisfied: Some(true) };
    assert_eq!(send(&phone, strangers), "done", "it may be somebody's: the reconciliation tells");
    assert_eq!(day(&phone).mismatches[0].code, "mismatch/visit-missing");
    assert_eq!(phone.events(), 2);
}

#[test]
fn only_ones_own_day_is_written_and_under_the_one_name_it_has() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let note = || DayAct::Write { check: None, text: "一切正常".into() };
    for act in [DayAct::Start, confirm("day-appearance"), note(), card(FRIDGE, true), DayAct::End] {
        let sent = |day: &str| {
            let intent = DayIntent { day: day.parse().unwrap(), act: act.clone() };
            code(phone.device.send_day(None, intent))
        };
        assert_eq!(sent("2026-11-23.E1002"), "day/somebody-elses", "{act:?}");
        assert_eq!(sent("2026-11-3.E1001"), "day/another-date", "{act:?}");
        assert_eq!(sent("someday.E1001"), "day/another-date", "{act:?}");
        assert_eq!(sent("someday"), "day/somebody-elses", "{act:?}");
    }
    assert_eq!(phone.events(), 0, "the office would keep none of it");
}

#[test]
fn a_note_of_a_day_keeps_to_what_its_check_allows() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let told = |chars| DayAct::Write { check: Some("day-told".parse().unwrap()), text: "好".repeat(chars) };
    assert_eq!(send(&phone, told(501)), "check/note-too-long");
    assert_eq!(phone.events(), 0);
    assert_eq!(send(&phone, told(500)), "done");
}

#[test]
fn a_day_keeps_the_books_it_began_with_and_the_next_one_has_the_new_ones() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    assert_eq!(send(&phone, DayAct::Start), "done");
    office.held().publish(&[
        (
            "id = \"day-covers\"\nat = \"start\"\nkind = \"choice\"\nweight = \"must\"",
            "id = \"day-covers\"\nat = \"start\"\nkind = \"choice\"\nweight = \"waivable\"\nreasons = [\"out-of-stock\"]",
        ),
        (
            "id = \"day-mat\"\nat = \"start\"\nkind = \"confirm\"",
            "id = \"day-mat\"\nat = \"start\"\nkind = \"photo\"\nphotos = [1, 1]",
        ),
    ]);
    assert_eq!(phone.sync().unproved, 0);
    let waive = |reason: &str| DayAct::Waive {
        check: "day-covers".parse().unwrap(),
        reason: reason.parse().unwrap(),
        text: "明早领".into(),
    };
    let photograph = |name: &str| {
        let path = picture(name).to_string_lossy().into_owned();
        DayAct::Photograph { check: "day-mat".parse().unwrap(), path }
    };
    assert_eq!(send(&phone, waive("out-of-stock")), "day/not-waivable");
    let phone = phone.opened_again();
    assert_eq!(send(&phone, photograph("installed.jpg")), "day/wrong-kind");

    let phone = phone.opened_the_next_day();
    assert_eq!(send(&phone, waive("outdoor-only")), "day/reason-not-allowed");
    assert_eq!(send(&phone, waive("out-of-stock")), "done", "also before the day began");
    assert_eq!(send(&phone, DayAct::Start), "done");
    assert_eq!(send(&phone, photograph("installed.jpg")), "done");
    assert_eq!(send(&phone, photograph("drain-pump.jpg")), "day/enough-photos");
    let told = phone.device.day(&today(&phone)).unwrap();
    assert!(told.checks.values().any(|answered| answered.waiver.as_ref().is_some_and(|waiver| waiver.note.is_some())));
    assert_eq!(phone.sync().unproved, 0);
    assert_eq!(office.held().photos.len(), 1);
}

fn stock(phone: &Phone) -> i64 {
    phone.device.van_stock().unwrap().get(SEAL).copied().unwrap_or(0)
}

fn van(phone: &Phone, act: VanAct) -> String {
    code(phone.device.send_van(None, act))
}

fn load(part: &str, count: u32) -> VanAct {
    VanAct::Load { part: part.parse().unwrap(), count, serial: None, from: Depot::Store }
}

#[test]
fn the_van_carries_what_came_less_what_was_fitted_and_a_count_shows_the_difference() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    assert_eq!(stock(&phone), 0);
    assert_eq!(van(&phone, load(SEAL, 3)), "done");
    assert_eq!(van(&phone, load(SEAL, 0)), "van/bad-count");
    assert_eq!(van(&phone, load("NO-SUCH-PART", 1)), "van/unknown-part");
    assert_eq!(stock(&phone), 3);
    phone.do_visit(FRIDGE, "visit-city", SEAL);
    assert_eq!(stock(&phone), 2, "one was fitted");
    let back = VanAct::Unload { part: SEAL.parse().unwrap(), count: 1, serial: None, to: Depot::Store };
    assert_eq!(van(&phone, back), "done");
    assert_eq!(van(&phone, VanAct::Count { part: SEAL.parse().unwrap(), found: 0 }), "done");
    assert_eq!(stock(&phone), 1, "a count that differs is shown, never quietly taken over");
    let phone = phone.opened_again();
    assert_eq!(stock(&phone), 1);
    assert_eq!(phone.sync().unproved, 0);
}

#[test]
fn the_part_screen_says_what_the_van_carries() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, Act::AddPart { part: SEAL.parse().unwrap(), count: 1 }).unwrap();
    let usable = || match phone.device.show(Screen::Part { visit: visit(FRIDGE) }).unwrap() {
        ScreenModel::Part(parts) => parts.needs[0].choices[0].usable,
        other => panic!("{other:?}"),
    };
    assert_eq!(usable(), 0);
    assert_eq!(van(&phone, load(SEAL, 2)), "done");
    assert_eq!(usable(), 2);
}

#[test]
fn the_same_command_to_the_van_gives_the_same_answer_done_or_refused() {
    let office = Office::open();
    let mut phone = Phone::at_work(&office);
    let sent = |phone: &Phone, id: u8, act| code(phone.device.send_van(Some([id; 16]), act));
    for _ in 0..2 {
        assert_eq!(sent(&phone, 1, load(SEAL, 2)), "done");
        assert_eq!(sent(&phone, 2, load("NO-SUCH-PART", 1)), "van/unknown-part");
        assert_eq!(sent(&phone, 2, load(SEAL, 1)), "van/unknown-part", "what the first one was answered");
        assert_eq!((stock(&phone), phone.events()), (2, 1));
        phone = phone.opened_again();
    }
}

#[test]
fn the_part_screen_of_one_visit_sees_what_another_fitted_and_what_the_office_issued() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    assert_eq!(van(&phone, load(SEAL, 2)), "done");
    let other = "FW-20261123-0013-1";
    for id in [FRIDGE, other] {
        phone.send(id, Act::Accept).unwrap();
        phone.send(id, Act::AddPart { part: SEAL.parse().unwrap(), count: 1 }).unwrap();
    }
    let mut shown = phone.device.subscribe(Screen::Part { visit: visit(other) }).unwrap();
    let mut usable = || match shown.latest() {
        ScreenModel::Part(parts) => parts.needs[0].choices[0].usable,
        other => panic!("{other:?}"),
    };
    assert_eq!(usable(), 2);
    let fit = Act::FitPart { part: SEAL.parse().unwrap(), count: 1, serial: None, old_part: OldPart::Returned };
    phone.send(FRIDGE, fit).unwrap();
    assert_eq!(usable(), 1);
    office.held().say(FeedItem::Stock { part: SEAL.parse().unwrap(), count: 3 });
    assert_eq!(phone.sync().unproved, 0);
    assert_eq!(usable(), 4);
}

#[test]
fn a_phone_that_nobody_enrolled_has_no_van_and_no_day() {
    let phone = Phone::new();
    assert_eq!(van(&phone, load(SEAL, 1)), "phone/not-enrolled");
    let intent = DayIntent { day: "2026-11-23.E1001".parse().unwrap(), act: DayAct::Start };
    assert_eq!(code(phone.device.send_day(None, intent)), "phone/not-enrolled");
}

#[test]
fn what_the_engineer_owes_is_counted_on_the_list_and_stands_on_its_screen() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, Act::Advise { article: None, is_accepted: true }).unwrap();
    let open = || match phone.device.show(Screen::FollowUp).unwrap() {
        ScreenModel::FollowUp(model) => model.rows.into_iter().filter(|row| row.is_mine && !row.is_done).collect(),
        other => panic!("{other:?}"),
    };
    let owed: Vec<doorstep_screens::OwedRow> = open();
    assert_eq!((phone.today().owed as usize, owed[0].visit.as_str()), (owed.len(), FRIDGE));
    for row in owed {
        let (follow_up, text) = (row.rule.parse().unwrap(), String::new());
        phone.send(FRIDGE, Act::TryFollowUp { follow_up, result: FollowUpResult::Satisfied, text }).unwrap();
    }
    assert_eq!((phone.today().owed, open().len()), (0, 0));
}
