//! What leaves the home and what stays there on loan: photographed, signed for, due, and
//! back again, over several visits of one job (R125–R130, R150).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a told visit that goes wrong is a failed test"
)]

mod told;

use doorstep_domain::book::Language;
use doorstep_domain::custody::{
    Custody, CustodyCommand, CustodyEnd, CustodyKind, Due, Slip, due, open_items, proposed_due, slip,
};
use doorstep_domain::event::{Envelope, Event, Outcome, Record};
use doorstep_domain::id::{Hash, Head, SerialNo, VisitId};
use doorstep_domain::terms::Earlier;
use doorstep_domain::time::{BootId, Stamp};
use doorstep_domain::visit::{Command, Heard, LaneRecords, Visit};

use told::{NINE, Told, books, lane, visit};

const DAY_MS: i64 = 86_400_000;

fn photograph(what: &str) -> Command {
    Command::Custody(CustodyCommand::Photograph { photo: Hash::of(what.as_bytes()) })
}

fn take(kind: CustodyKind, serial: Option<&str>, due_ms: i64) -> Command {
    let [condition, slip, customer_strokes, engineer_strokes] = ["condition", "slip", "customer", "engineer"]
        .map(|content| Hash::of(format!("{content} of {}", kind.key()).as_bytes()));
    let serial = serial.map(|serial| serial.parse().unwrap());
    Command::Custody(CustodyCommand::Open { kind, serial, condition, due_ms, slip, customer_strokes, engineer_strokes })
}

fn back(from: &VisitId, number: u32) -> Command {
    Command::Custody(CustodyCommand::Close { from: from.clone(), number, end: CustodyEnd::Returned, note: None })
}

const THURSDAY: i64 = NINE.wall_ms + 3 * DAY_MS;

/// The appliance goes to the workshop and a loaner stays.
fn taken_away() -> Told {
    let told = visit("01").does(photograph("scratch on the door")).does(take(CustodyKind::Appliance, None, THURSDAY));
    told.does(photograph("loaner")).does(take(CustodyKind::Loaner, Some("LN-7"), THURSDAY))
}

/// The next visit of the same job, which starts from what the one before left behind.
fn next(before: &Told, name: &str) -> Told {
    let told = visit("01");
    let mut opening = told.opening().clone();
    opening.visit = name.parse().unwrap();
    let earlier = Earlier {
        visit: before.opening().visit.clone(),
        relied: Hash::of(b"its last event"),
        left_ms: None,
        quote: None,
        labour: Vec::new(),
        missing: Vec::new(),
        fitted: Vec::new(),
        custody: open_items(&before.visit),
    };
    let fresh = Told { visit: Visit::default(), ..told };
    fresh.does(Command::Open { opening, terms: None, earlier: Some(earlier) })
}

#[test]
fn r125_nothing_changes_hands_before_its_outside_was_photographed() {
    let told = visit("01");
    told.refuses(take(CustodyKind::Appliance, None, THURSDAY), "custody/not-photographed");
    let told =
        told.does(photograph("front")).does(photograph("back")).does(take(CustodyKind::Appliance, None, THURSDAY));
    assert_eq!(told.visit.custody.photos[&1].len(), 2);
    told.refuses(take(CustodyKind::Component, None, THURSDAY), "custody/not-photographed");
}

#[test]
fn r129_a_loaner_is_told_apart_by_its_number() {
    let told = visit("01").does(photograph("loaner"));
    told.refuses(take(CustodyKind::Loaner, None, THURSDAY), "custody/needs-serial");
    let told = told.does(take(CustodyKind::Loaner, Some("LN-7"), THURSDAY));
    let open = open_items(&told.visit);
    assert_eq!((open[0].number, open[0].serial.clone()), (1, Some("LN-7".parse().unwrap())));
}

#[test]
fn r128_only_a_certain_clock_says_that_a_return_is_agreed_for_the_past() {
    let at = |due_ms, uncertainty_ms| {
        let told = visit("01").does(photograph("front"));
        let told = Told { now: Stamp { uncertainty_ms, ..NINE }, ..told };
        told.attempt(&take(CustodyKind::Appliance, None, due_ms)).err().map(|why| why.code())
    };
    assert_eq!(at(NINE.wall_ms - 1_000, Some(1_000)), Some("custody/due-in-the-past"));
    assert_eq!(at(NINE.wall_ms, Some(0)), Some("custody/due-in-the-past"));
    assert_eq!(at(NINE.wall_ms - 999, Some(1_000)), None, "one millisecond of doubt is doubt");
    assert_eq!(at(NINE.wall_ms - DAY_MS, None), None, "nothing vouches for this clock");
    assert_eq!(at(NINE.wall_ms + 1, Some(0)), None);
}

#[test]
fn r128_the_last_moment_is_in_time_and_the_next_one_is_late() {
    let at = |after_ms: i64| due(THURSDAY, &Stamp { wall_ms: THURSDAY + after_ms, uncertainty_ms: Some(0), ..NINE });
    assert_eq!([at(0), at(1)], [Due::InTime { left_ms: 0 }, Due::Late { by_ms: 1 }]);
}

#[test]
fn r126_the_slip_says_what_in_which_state_until_when_in_both_languages() {
    let told = visit("01");
    let serial: SerialNo = "SN-1".parse().unwrap();
    let condition = "门板左下有划痕 {due}";
    let text = |kind, language| {
        let about = Slip { kind, serial: Some(&serial), condition, due_ms: THURSDAY };
        slip(&told.visit, &told.books, &told.job, &about, language)
    };
    for language in [Language::Chinese, Language::English] {
        let away = text(CustodyKind::Appliance, language);
        for said in
            [condition, "SN-1", "2026-11-26 09:00", told.job.id.as_str(), &told.job.model, told.job.engineer.as_str()]
        {
            assert!(away.contains(said), "{said} is missing in: {away}");
        }
        assert_eq!(away.matches('{').count(), 1, "everything is filled in but what the engineer wrote: {away}");
        assert_ne!(away, text(CustodyKind::Component, language));
    }
    assert_ne!(text(CustodyKind::Loaner, Language::Chinese), text(CustodyKind::Loaner, Language::English));
}

#[test]
fn r150_what_is_completed_at_the_workshop_stands_where_the_customer_signs() {
    let told = visit("01");
    let text = |kind| {
        let about = Slip { kind, serial: None, condition: "—", due_ms: THURSDAY };
        slip(&told.visit, &told.books, &told.job, &about, Language::Chinese)
    };
    assert!(text(CustodyKind::Appliance).contains("补填"));
    assert!(text(CustodyKind::Component).contains("补填"));
    assert!(!text(CustodyKind::Loaner).contains("补填"), "nothing is repaired about a loaner");
}

#[test]
fn r127_what_is_away_comes_back_on_a_later_visit_and_only_once() {
    let first = taken_away().leaves(Outcome::FurtherWork);
    let home = first.opening().visit.clone();
    assert_eq!(open_items(&first.visit).iter().map(|thing| thing.number).collect::<Vec<_>>(), [1, 2]);

    let second = next(&first, "V2").does(back(&home, 1));
    second.refuses(back(&home, 1), "custody/no-such-thing");
    second.refuses(back(&home, 3), "custody/no-such-thing");
    second.refuses(back(&"V2".parse().unwrap(), 2), "custody/no-such-thing");
    let second = second.leaves(Outcome::FurtherWork);

    // The loaner of the first visit is known to the third, although only the second comes right before it.
    let third = next(&second, "V3");
    assert_eq!(
        open_items(&third.visit).iter().map(|thing| (thing.from.clone(), thing.number)).collect::<Vec<_>>(),
        [(home.clone(), 2)]
    );
    assert!(open_items(&third.does(back(&home, 2)).visit).is_empty());
}

#[test]
fn what_comes_back_after_the_visit_was_left_is_recorded() {
    let told = taken_away().leaves(Outcome::FurtherWork);
    let home = told.opening().visit.clone();
    assert_eq!(open_items(&told.does(back(&home, 1)).does(back(&home, 2)).visit), []);
}

#[test]
fn a_visit_with_something_open_is_never_called_solved() {
    let told = visit("01").does(photograph("front")).does(take(CustodyKind::Appliance, None, THURSDAY));
    let told = told.shows_confirmation().signs().up_to(doorstep_domain::visit::Step::FollowUp);
    told.refuses(Command::Leave { outcome: Outcome::Solved }, "visit/custody-open");
    let home = told.opening().visit.clone();
    told.does(back(&home, 1)).leaves(Outcome::Solved);
}

#[test]
fn r116_what_comes_back_damaged_or_left_after_solved_is_shown_to_a_person() {
    let told = taken_away();
    let home = told.opening().visit.clone();
    let damaged = CustodyCommand::Close { from: home, number: 1, end: CustodyEnd::Damaged, note: None };
    assert!(told.does(Command::Custody(damaged)).findings().contains(&"finding/came-back-damaged"));

    let told = visit("01").takes(Event::VisitLeft { outcome: Outcome::Solved }).does(photograph("front"));
    let told = told.does(take(CustodyKind::Appliance, None, THURSDAY));
    assert!(told.findings().contains(&"finding/custody-after-solved"));
    assert!(!taken_away().findings().contains(&"finding/custody-after-solved"), "that visit was not solved");
}

fn records(installation: u8, events: Vec<Event>) -> LaneRecords {
    let heard = events.into_iter().zip(1..).map(|(event, seq)| Heard {
        head: Head { seq, hash: Hash::of(&[installation, u8::try_from(seq).unwrap()]) },
        record: Ok(Record { envelope: Envelope::default(), event }),
    });
    LaneRecords { lane: lane(installation, &told::job("01")), heard: heard.collect() }
}

#[test]
fn two_phones_that_use_one_number_lose_nothing() {
    let told = taken_away();
    let opened = Event::VisitOpened(told.opening().clone());
    let things: Vec<Custody> = told.visit.custody.opened.values().map(|(thing, _)| thing.clone()).collect();
    let both = |one: &Custody, other: &Custody| {
        let same_number = Custody { number: 1, ..other.clone() };
        let lanes = [
            records(1, vec![opened.clone(), Event::CustodyOpened(one.clone())]),
            records(2, vec![Event::CustodyOpened(same_number)]),
        ];
        let visit = Visit::from_lanes(&lanes);
        assert!(visit.custody.opened.iter().all(|(number, (thing, _))| *number == thing.number));
        let open = open_items(&visit);
        let [second, first] = lanes;
        assert_eq!(open, open_items(&Visit::from_lanes(&[first, second])));
        open
    };
    let open = both(&things[0], &things[1]);
    assert_eq!(open.iter().map(|thing| thing.kind).collect::<Vec<_>>(), [CustodyKind::Appliance, CustodyKind::Loaner]);
    assert_ne!(open[0].number, open[1].number, "each can be closed");
    assert_eq!(both(&things[0], &things[0]).len(), 1, "the same slip twice is one thing");
}

#[test]
fn what_a_restored_phone_recorded_again_under_another_number_is_one_thing() {
    let told = taken_away();
    let opened = Event::VisitOpened(told.opening().clone());
    let (thing, _) = told.visit.custody.opened.values().next().unwrap();
    let again = Custody { number: 7, ..thing.clone() };
    let first = vec![opened, Event::CustodyOpened(thing.clone())];
    let visit = Visit::from_lanes(&[records(1, first), records(2, vec![Event::CustodyOpened(again)])]);
    assert_eq!(visit.custody.opened.len(), 1);
    assert!(visit.custody.opened.iter().all(|(number, (thing, _))| *number == thing.number));
}

#[test]
fn the_first_end_stands() {
    let told = taken_away();
    let from = told.opening().visit.clone();
    let close = |end| Event::CustodyClosed { from: from.clone(), number: 1, end, note: None };
    let told = told.takes(close(CustodyEnd::Returned)).takes(close(CustodyEnd::Damaged));
    assert_eq!(told.visit.custody.closed[&(from, 1)].0, CustodyEnd::Returned);
}

#[test]
fn t15_three_working_days_leave_out_the_weekend() {
    let sla = &books().sla;
    assert_eq!(sla.on_site.workshop_days, 3);
    let proposed =
        |day: i64| (proposed_due(&Stamp { wall_ms: NINE.wall_ms + day * DAY_MS, ..NINE }, sla) - NINE.wall_ms) / DAY_MS;
    assert_eq!(proposed(0), 3, "Monday to Thursday");
    assert_eq!(proposed(3), 8, "Thursday to the next Tuesday");
    assert_eq!(proposed(4), 9, "Friday to the next Wednesday");
    assert_eq!(proposed(5), 9, "Saturday to the next Wednesday");
    assert!(proposed_due(&Stamp { wall_ms: i64::MAX, ..NINE }, sla) > 0, "a clock that cannot be right stops nothing");
}

#[test]
fn r128_late_is_said_only_when_the_whole_range_agrees() {
    let at = |wall_ms, uncertainty_ms| due(THURSDAY, &Stamp { wall_ms, mono_ms: 1, boot: BootId(9), uncertainty_ms });
    assert_eq!(at(THURSDAY + 5_000, Some(1_000)), Due::Late { by_ms: 4_000 });
    assert_eq!(at(THURSDAY - 5_000, Some(1_000)), Due::InTime { left_ms: 4_000 });
    assert_eq!(at(THURSDAY + 500, Some(1_000)), Due::Unknown);
    assert_eq!(at(THURSDAY + 900 * DAY_MS, None), Due::Unknown);
}
