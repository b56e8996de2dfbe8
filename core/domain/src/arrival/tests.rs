//! The way there, the verdict on it, and the clock of the work, second by second.

use proptest::prelude::*;

use super::told::{HOUR, Told, WINDOW, clock, restarted, visit, visit_of};
use super::*;
use crate::audit::{FindingKind, audit};
use crate::call::{Call, CallReason, CallResult, Party};
use crate::door::{DoorCommand, DoorTry};
use crate::event::{Outcome, Signer};
use crate::job::{ServiceKind, Window};
use crate::time::Span;
use crate::visit::Command;

const MINUTE: i64 = 60;

impl Told {
    fn reaches(self, second: i64, milestone: Milestone) -> Self {
        self.takes(second, Event::Reached { milestone })
    }

    fn moves(self, second: i64, by_hours: i64) -> Self {
        let reason = "traffic".parse().unwrap();
        self.takes(second, Event::AppointmentMoved { window: later(by_hours), reason, consent: Signer::Customer })
    }

    fn opens(self, second: i64, number: u32, incident: &str) -> Self {
        self.takes(second, Event::IncidentOpened { number, incident: incident.parse().unwrap() })
    }

    fn closes(self, second: i64, number: u32) -> Self {
        let outcome = "over".parse().unwrap();
        self.takes(second, Event::IncidentClosed { number, outcome, consent: None, note: None })
    }

    fn says_late(self, second: i64, to: Party) -> Self {
        let call = Call { to, reason: CallReason::Late, result: CallResult::NoAnswer, note: None };
        self.takes(second, Event::Called(call))
    }

    fn verdict(&self) -> Punctuality {
        punctuality(&self.visit, &self.books.sla)
    }

    fn worked(&self, now: &Stamp) -> OnSiteTime {
        on_site(&self.visit, &self.books, now).unwrap()
    }

    fn stop(&self, second: i64) -> Stop {
        Stop::of(&self.visit, &self.books, &clock(second)).unwrap()
    }
}

fn later(by_hours: i64) -> Window {
    let by_ms = by_hours * HOUR * 1_000;
    Window { from_ms: WINDOW.from_ms + by_ms, until_ms: WINDOW.until_ms + by_ms }
}

fn exactly(seconds: i64) -> Option<Span> {
    Some(Span { at_least_ms: seconds * 1_000, at_most_ms: seconds * 1_000 })
}

/// The next visit of the day: one hour after the first one's window.
fn next_visit() -> Told {
    visit_of(ServiceKind::Repair, "FW-2-1", later(1), Some(30))
}

#[test]
fn r44_the_way_is_planned_backwards_from_the_window() {
    let told = visit();
    let plan = plan(&WINDOW, Some(30), &told.books.sla);
    let at = |minutes: i64| WINDOW.from_ms + minutes * 60_000;
    assert_eq!(plan, WayPlan { plan_by_ms: at(-60), leave_ms: (at(-40), at(-30)), arrive_ms: (at(-10), at(0)) });
    let unknown = super::plan(&WINDOW, None, &told.books.sla);
    assert_eq!(unknown.leave_ms, (at(-50), at(-40)), "the policy's forty minutes");
}

#[test]
fn t2_a_long_way_has_its_plan_before_it_begins() {
    let plan = plan(&WINDOW, Some(180), &visit().books.sla);
    assert_eq!(plan.plan_by_ms, plan.leave_ms.0);
}

#[test]
fn r45_a_reminder_comes_when_it_is_time_and_goes_when_the_engineer_does() {
    let told = visit();
    let at = |minutes: i64| set_off(&told.visit, &told.books.sla, &clock(minutes * MINUTE)).unwrap();
    assert_eq!([at(-61), at(-60), at(-41)], [SetOff::NotYet, SetOff::PlanNow, SetOff::PlanNow]);
    assert_eq!([at(-40), at(-30), at(-29)], [SetOff::LeaveNow, SetOff::LeaveNow, SetOff::Overdue]);
    for milestone in Milestone::ALL {
        let told = visit().reaches(0, *milestone);
        assert_eq!(set_off(&told.visit, &told.books.sla, &clock(0)), Some(SetOff::Gone));
    }
    let rung = visit().does(0, &Command::Door(DoorCommand::Try { how: DoorTry::Bell }));
    let left = visit().does(0, &Command::Leave { outcome: Outcome::Interrupted });
    for told in [rung, left] {
        assert_eq!(set_off(&told.visit, &told.books.sla, &clock(0)), Some(SetOff::Gone));
    }
}

#[test]
fn a_clock_that_may_be_off_reminds_rather_early_and_calls_nobody_too_late() {
    let told = visit();
    let off = |minutes: i64| Stamp { uncertainty_ms: Some(120_000), ..clock(minutes * MINUTE) };
    assert_eq!(set_off(&told.visit, &told.books.sla, &off(-42)), Some(SetOff::LeaveNow));
    assert_eq!(set_off(&told.visit, &told.books.sla, &off(-28)), Some(SetOff::LeaveNow), "it may still be in time");
    assert_eq!(set_off(&told.visit, &told.books.sla, &off(-27)), Some(SetOff::Overdue));
}

#[test]
fn r44_r59_r60_the_arrival_is_judged_against_the_agreed_window() {
    let cases = [
        (-10 * MINUTE - 1, Punctuality::Early),
        (-10 * MINUTE, Punctuality::OnTime),
        (HOUR, Punctuality::OnTime),
        (HOUR + 1, Punctuality::LateMinor),
        (HOUR + 15 * MINUTE - 1, Punctuality::LateMinor),
        (HOUR + 15 * MINUTE, Punctuality::LateSerious),
        (HOUR + 24 * HOUR, Punctuality::LateSerious),
    ];
    for (second, verdict) in cases {
        assert_eq!(visit().reaches(second, Milestone::Arrived).verdict(), verdict, "at {second} s");
    }
}

#[test]
fn t4_a_verdict_needs_the_whole_range_of_the_clock() {
    let arrived = Event::Reached { milestone: Milestone::Arrived };
    let at = |second, off| Stamp { uncertainty_ms: Some(off), ..clock(second) };
    let told = |at| visit().takes_at(at, arrived.clone()).verdict();
    let limit = HOUR + 15 * MINUTE;
    assert_eq!(told(Some(at(limit, 0))), Punctuality::LateSerious);
    assert_eq!(told(Some(at(limit, 1))), Punctuality::Unknown);
    assert_eq!(told(Some(at(limit + 1, 1_000))), Punctuality::LateSerious);
    assert_eq!(told(Some(at(HOUR - 30, 30_000))), Punctuality::OnTime);
    assert_eq!(told(Some(Stamp { uncertainty_ms: None, ..clock(0) })), Punctuality::Unknown);
    assert_eq!(told(None), Punctuality::Unknown);
    assert_eq!(visit().verdict(), Punctuality::Unknown, "not there yet");
}

#[test]
fn r25_a_window_agreed_on_the_way_counts_and_one_agreed_at_the_door_does_not() {
    let told = visit().moves(-HOUR, 3).reaches(3 * HOUR, Milestone::Arrived);
    assert_eq!(told.verdict(), Punctuality::OnTime);
    let told = visit().reaches(HOUR + 20 * MINUTE, Milestone::Arrived).moves(HOUR + 21 * MINUTE, 24);
    assert_eq!(told.verdict(), Punctuality::LateSerious);
}

#[test]
fn who_knocks_is_there_although_nobody_recorded_the_arrival() {
    let told = visit().takes(60, Event::DoorTried { how: crate::door::DoorTry::Bell });
    let told = told.reaches(2 * HOUR, Milestone::Arrived);
    assert_eq!(told.verdict(), Punctuality::OnTime, "recorded late, at the door in time");
    assert_eq!(visit().reaches(60, Milestone::Entered).verdict(), Punctuality::OnTime);
}

#[test]
fn r59_r60_the_ladder_names_its_incident_and_the_office_sees_that_nobody_opened_it() {
    let ask =
        |told: &Told| ladder(&told.visit, &told.books).map(|ladder| (ladder.incident.to_string(), ladder.is_opened));
    let minor = visit().reaches(HOUR + 60, Milestone::Arrived);
    assert_eq!(ask(&minor), Some(("late-minor".to_owned(), false)));
    let serious = visit().reaches(2 * HOUR, Milestone::Arrived);
    assert_eq!(ask(&serious), Some(("late-serious".to_owned(), false)));
    assert_eq!(ask(&serious.clone().opens(2 * HOUR, 1, "late-serious")), Some(("late-serious".to_owned(), true)));
    assert_eq!(ask(&visit().reaches(0, Milestone::Arrived)), None);
    let found = |told: Told| {
        let told = told.takes(3 * HOUR, Event::VisitLeft { outcome: Outcome::Interrupted });
        let kinds = audit(&told.visit, &told.books).into_iter().map(|finding| finding.kind);
        kinds.filter(|kind| matches!(kind, FindingKind::LateNotFollowedUp { .. })).count()
    };
    assert_eq!((found(serious.clone()), found(serious.opens(2 * HOUR, 1, "late-serious")), found(visit())), (1, 0, 0));
}

#[test]
fn t19_only_a_true_reason_of_the_book_explains_lateness() {
    let explain = |reason: &str| Command::Arrival(ArrivalCommand::ExplainLateness { reason: reason.parse().unwrap() });
    assert_eq!(visit().does(0, &explain("traffic")).visit.arrival.late_because, Some("traffic".parse().unwrap()));
    for reason in ["customer-declined", "too-many-customers"] {
        visit().refuses(0, &explain(reason), "arrival/no-such-reason");
    }
}

#[test]
fn every_moment_is_reached_once_and_in_any_order() {
    let reach = |milestone| Command::Arrival(ArrivalCommand::Reach { milestone });
    let told = visit().does(0, &reach(Milestone::Entered)).does(1, &reach(Milestone::Departed));
    let told = told.does(2, &reach(Milestone::Arrived));
    for milestone in Milestone::ALL {
        told.refuses(3, &reach(*milestone), "arrival/reached-already");
    }
}

#[test]
fn r58_who_comes_late_calls_one_to_two_minutes_before_the_agreed_time() {
    let late_ms = WINDOW.until_ms + 1;
    let ask = |told: &Told, second| call_ahead(&told.visit, &told.books.sla, late_ms, &clock(second)).unwrap();
    let told = visit();
    assert_eq!(ask(&told, HOUR - 121), CallAhead::Soon { in_ms: 1_000 });
    assert_eq!([ask(&told, HOUR - 120), ask(&told, HOUR - 60)], [CallAhead::Now, CallAhead::Now]);
    assert_eq!([ask(&told, HOUR - 59), ask(&told, HOUR + 600)], [CallAhead::Passed, CallAhead::Passed]);
    let in_time = call_ahead(&told.visit, &told.books.sla, WINDOW.until_ms, &clock(HOUR - 90));
    assert_eq!(in_time, Some(CallAhead::NotNeeded));
    assert_eq!(ask(&told.clone().reaches(HOUR, Milestone::Arrived), HOUR), CallAhead::NotNeeded);
    assert_eq!(ask(&told.clone().says_late(60, Party::Customer), HOUR - 90), CallAhead::Called);
    assert_eq!(ask(&told.says_late(60, Party::Centre), HOUR - 90), CallAhead::Now, "the customer does not know yet");
}

#[test]
fn a_call_about_the_old_window_says_nothing_about_the_new_one() {
    let told = visit().says_late(0, Party::Customer).moves(60, 1);
    let ask = call_ahead(&told.visit, &told.books.sla, later(1).until_ms + 1, &clock(2 * HOUR - 90));
    assert_eq!(ask, Some(CallAhead::Now));
}

#[test]
fn r122_the_work_counts_from_the_way_in_until_leaving() {
    assert_eq!(on_site(&visit().visit, &visit().books, &clock(0)), None, "nobody is inside");
    let told = visit().reaches(0, Milestone::Entered);
    let at = |second| told.worked(&clock(second));
    assert_eq!(at(HOUR), OnSiteTime { worked: exactly(HOUR), is_paused: false, is_over: Some(false) });
    assert_eq!(at(HOUR + 1).is_over, Some(true));
    let told = told.takes(600, Event::VisitLeft { outcome: Outcome::Interrupted });
    assert_eq!(told.worked(&clock(9 * HOUR)).worked, exactly(600));
}

#[test]
fn t15_while_an_interruption_is_open_the_clock_stands_still() {
    let told = visit().reaches(0, Milestone::Entered).opens(600, 1, "meal");
    assert_eq!(told.worked(&clock(5_000)), OnSiteTime { worked: exactly(600), is_paused: true, is_over: Some(false) });
    let told = told.opens(1_000, 2, "meal").closes(2_000, 1);
    assert!(told.worked(&clock(2_100)).is_paused, "the second one is still open");
    let told = told.closes(3_000, 2).opens(3_100, 3, "gas-smell");
    let after = told.worked(&clock(3_500));
    assert_eq!((after.worked, after.is_paused), (exactly(600 + 500), false), "only interruptions pause");
    let told = told.opens(3_600, 1, "meal").closes(3_700, 1);
    assert_eq!(told.worked(&clock(3_700)).worked, exactly(1_300), "a number that is said again changes nothing");
}

#[test]
fn an_interruption_from_before_the_door_opened_pauses_from_the_first_moment() {
    let told = visit().opens(-600, 1, "meal").reaches(0, Milestone::Entered).closes(300, 1);
    assert_eq!(told.worked(&clock(400)).worked, exactly(100));
}

#[test]
fn a_restart_costs_what_no_clock_can_tell_and_no_more() {
    let told = visit().reaches(0, Milestone::Entered);
    assert_eq!(told.worked(&restarted(600, None)), OnSiteTime { worked: None, is_paused: false, is_over: None });
    let vouched = told.worked(&restarted(HOUR, Some(30_000)));
    let range = Span { at_least_ms: (HOUR - 30) * 1_000, at_most_ms: (HOUR + 30) * 1_000 };
    assert_eq!((vouched.worked, vouched.is_over), (Some(range), None));
    let closed = |number| Event::IncidentClosed { number, outcome: "over".parse().unwrap(), consent: None, note: None };
    let paused = told.opens(600, 1, "meal").takes_at(Some(restarted(900, None)), closed(1));
    assert_eq!(paused.worked(&restarted(1_000, None)).worked, exactly(700), "the restart fell into the pause");
}

#[test]
fn r46_r48_who_is_held_up_at_one_home_comes_late_to_the_next_and_is_told_to_say_so() {
    let first = visit().reaches(0, Milestone::Entered);
    let expect_at = |second: i64, next: &Told| {
        let stops = [next.stop(second), first.stop(second)];
        expect(&stops, &first.books.sla, &clock(second)).remove(0)
    };
    let next = next_visit();
    let in_time = expect_at(HOUR, &next);
    assert_eq!((in_time.arrives_at_ms, in_time.late_ms), (later(1).from_ms + 1_800_000, 0));
    let late = expect_at(HOUR + 31 * MINUTE + 1, &next);
    assert_eq!((late.late_ms, late.late_min(), late.tell_now), (61_000, 2, true));
    let told = expect_at(HOUR + 31 * MINUTE, &next.clone().says_late(HOUR, Party::Dispatcher));
    assert_eq!((told.late_ms, told.tell_now), (60_000, false));
}

#[test]
fn the_day_goes_through_what_is_at_hand_first_and_then_by_window() {
    let (first, next) = (visit(), next_visit());
    let sla = &visit().books.sla;
    let stops = |second: i64, first: &Told| [next.stop(second), first.stop(second)];
    let arrivals = |second: i64, first: &Told| -> Vec<i64> {
        let expected = expect(&stops(second, first), sla, &clock(second));
        expected.iter().map(|expected| (expected.arrives_at_ms - WINDOW.from_ms) / 60_000).collect()
    };
    assert_eq!(arrivals(-2 * HOUR, &first), [-10, 80], "the target; an hour of work, half an hour of way");
    let on_the_way = first.clone().reaches(-20 * MINUTE, Milestone::Departed);
    assert_eq!(arrivals(-10 * MINUTE, &on_the_way), [10, 100], "twenty minutes of the way are left");
    let at_the_door = on_the_way.clone().reaches(10 * MINUTE, Milestone::Arrived);
    assert_eq!(arrivals(10 * MINUTE, &at_the_door), [100]);
    let over = at_the_door.takes(20 * MINUTE, Event::VisitLeft { outcome: Outcome::NoAccess });
    assert_eq!(arrivals(20 * MINUTE, &over), [50], "straight to the next one, not before its target");
    let handed_over = first
        .takes(-HOUR, Event::HandedOver { to: Party::Centre, reason: "not-my-trade".parse().unwrap(), note: None });
    assert_eq!(arrivals(-2 * HOUR, &handed_over), [50]);
}

proptest! {
    /// Times are instants: in whichever zone a visit happens, all verdicts are the same.
    #[test]
    fn a_time_zone_changes_no_verdict(
        zone_h in -12_i64..=14,
        second in -2 * HOUR..3 * HOUR,
        off in prop::option::of(0_u32..3_600_000),
    ) {
        let shift = zone_h * HOUR;
        let moved = |second: i64| Stamp { uncertainty_ms: off, ..clock(second) };
        let tell = |shift: i64| {
            let by_ms = shift * 1_000;
            let window = Window { from_ms: WINDOW.from_ms + by_ms, until_ms: WINDOW.until_ms + by_ms };
            let told = visit_of(ServiceKind::Repair, "FW-1-1", window, Some(30));
            let before = set_off(&told.visit, &told.books.sla, &moved(second + shift));
            let call = call_ahead(&told.visit, &told.books.sla, window.until_ms + 1, &moved(second + shift));
            let arrived = Event::Reached { milestone: Milestone::Entered };
            let told = told.takes_at(Some(moved(second + shift)), arrived);
            let work = on_site(&told.visit, &told.books, &moved(second + shift + 4_000));
            (before, call, told.verdict(), work)
        };
        prop_assert_eq!(tell(0), tell(shift));
    }
}
