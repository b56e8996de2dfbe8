//! Another time, another engineer, and whether a day's windows go together.

use super::*;
use crate::arrival::told::{HOUR, Told, WINDOW, clock, restarted, visit, visit_of};
use crate::arrival::{Stage, Stop};
use crate::event::Outcome;
use crate::job::ServiceKind;
use crate::time::Span;
use crate::visit::Command;

fn window(from_h: i64, until_h: i64) -> Window {
    Window { from_ms: WINDOW.from_ms + from_h * HOUR * 1_000, until_ms: WINDOW.from_ms + until_h * HOUR * 1_000 }
}

fn move_to(window: Window, reason: &str) -> Command {
    let reason = reason.parse().unwrap();
    Command::Appointment(AppointmentCommand::Move { window, reason, consent: Signer::Customer })
}

fn hand_over(to: Party, reason: &str) -> Command {
    Command::Appointment(AppointmentCommand::HandOver { to, reason: reason.parse().unwrap(), note: None })
}

fn stop(id: &str, window: Window, travel_min: u32) -> Stop {
    let told = visit_of(ServiceKind::Repair, id, window, Some(travel_min));
    Stop::of(&told.visit, &told.books, &clock(-HOUR)).unwrap()
}

/// Which visit clashes with the one before it, and by how many minutes.
fn check(stops: &[Stop], expected: &[(&str, &str, u64)]) {
    let found = clashes(stops, &visit().books.sla);
    let found: Vec<_> = found.iter().map(|c| (c.visit.as_str(), c.after.as_str(), c.short_by_ms / 60_000)).collect();
    assert_eq!(found, expected);
}

#[test]
fn r25_the_window_agreed_last_holds() {
    let told = visit();
    assert_eq!(agreed_window(&told.visit), Some(WINDOW));
    let told = told.does(0, &move_to(window(24, 25), "traffic")).does(60, &move_to(window(48, 49), "traffic"));
    assert_eq!(agreed_window(&told.visit), Some(window(48, 49)));
}

#[test]
fn a_window_ends_after_it_begins_and_is_not_over() {
    let told = visit();
    for bad in [window(3, 3), window(4, 3)] {
        told.refuses(0, &move_to(bad, "traffic"), "appointment/no-window");
    }
    told.refuses(2 * HOUR + 1, &move_to(window(1, 2), "traffic"), "appointment/in-the-past");
    assert!(told.asks(2 * HOUR, &move_to(window(1, 2), "traffic")).is_ok(), "partly over is not over");
}

#[test]
fn where_no_clock_vouches_for_it_a_window_is_believed() {
    let told = visit();
    let asked = |off| {
        let now = restarted(2 * HOUR + 60, off);
        crate::visit::decide(&told.visit, &told.books, &move_to(window(1, 2), "traffic"), &now).is_ok()
    };
    assert_eq!([asked(Some(0)), asked(Some(60_000)), asked(None)], [false, true, true]);
}

#[test]
fn only_a_reason_for_it_moves_a_time_or_hands_a_job_over() {
    let told = visit();
    for reason in ["not-my-trade", "customer-declined", "unheard-of"] {
        told.refuses(0, &move_to(window(24, 25), reason), "appointment/no-such-reason");
    }
    for reason in ["traffic", "unheard-of"] {
        told.refuses(0, &hand_over(Party::Centre, reason), "appointment/no-such-reason");
    }
}

#[test]
fn r26_a_job_goes_to_the_dispatcher_the_centre_or_the_manager() {
    for to in [Party::Dispatcher, Party::Centre, Party::Manager] {
        let told = visit().does(0, &hand_over(to, "not-my-trade"));
        assert_eq!(told.visit.appointment.handed_over, Some((to, "not-my-trade".parse().unwrap())));
    }
    for to in [Party::Customer, Party::Neighbour] {
        visit().refuses(0, &hand_over(to, "not-my-trade"), "appointment/not-to-them");
    }
}

#[test]
fn both_are_possible_in_every_state_until_the_visit_was_left() {
    let entered = |told: Told| told.takes(0, Event::Reached { milestone: crate::arrival::Milestone::Entered });
    let told = entered(visit()).does(1, &move_to(window(24, 25), "traffic"));
    let told = told.does(2, &hand_over(Party::Centre, "not-my-trade"));
    let told = told.does(3, &Command::Leave { outcome: Outcome::HandedOver });
    told.refuses(4, &move_to(window(24, 25), "traffic"), "appointment/left-already");
    told.refuses(4, &hand_over(Party::Centre, "not-my-trade"), "appointment/left-already");
}

#[test]
fn r25_two_windows_clash_where_the_way_and_the_work_do_not_fit_between_them() {
    let (morning, noon) = (stop("FW-1-1", window(0, 1), 30), stop("FW-2-1", window(1, 2), 30));
    check(&[noon.clone(), morning.clone()], &[]);
    check(&[morning.clone(), stop("FW-2-1", window(0, 1), 30)], &[("FW-2-1", "FW-1-1", 30)]);
    check(&[morning.clone(), stop("FW-2-1", window(1, 2), 61)], &[("FW-2-1", "FW-1-1", 1)]);
    check(&[morning.clone(), stop("FW-2-1", window(1, 2), 60)], &[]);
    check(&[Stop { stage: Stage::Over, ..morning }, stop("FW-2-1", window(0, 1), 30)], &[]);
}

#[test]
fn one_clash_is_told_once() {
    let stops = [stop("FW-1-1", window(0, 1), 30), stop("FW-2-1", window(0, 1), 30), stop("FW-3-1", window(2, 3), 30)];
    check(&stops, &[("FW-2-1", "FW-1-1", 30)]);
}

#[test]
fn a_wide_window_gives_way_to_a_narrow_one_inside_it() {
    let wide = Window { until_ms: window(0, 8).until_ms, ..window(0, 1) };
    let narrow = Window { from_ms: window(0, 1).from_ms + 600_000, until_ms: window(0, 1).from_ms + 1_200_000 };
    check(&[stop("FW-1-1", wide, 30), stop("FW-2-1", narrow, 30)], &[]);
}

#[test]
fn r14_t5_a_change_is_measured_by_the_window_it_replaces() {
    let told = visit().does(-HOUR, &move_to(window(24, 25), "traffic"));
    let told = told.does(-HOUR + 1, &move_to(window(48, 49), "traffic"));
    let told = told.does(48 * HOUR - HOUR + 1, &move_to(window(72, 73), "traffic"));
    let notices = notices(&told.visit, &told.books.sla);
    let kept: Vec<_> = notices.iter().map(|notice| (notice.keeps_promise, notice.keeps_request)).collect();
    let (yes, no) = (Some(true), Some(false));
    assert_eq!(kept, [(yes, no), (yes, yes), (no, no)], "an hour before; a day and an hour before; too late");
    assert_eq!(notices[0].before, Some(Span { at_least_ms: HOUR * 1_000, at_most_ms: HOUR * 1_000 }));
    assert_eq!(notices[1].instead_of, window(24, 25));
}

#[test]
fn t5_a_change_at_an_uncertain_time_gets_no_verdict() {
    let moved = || Event::AppointmentMoved {
        window: window(24, 25),
        reason: "traffic".parse().unwrap(),
        consent: Signer::Family,
    };
    for at in [Some(restarted(-HOUR, Some(1))), Some(restarted(-HOUR, None)), None] {
        let told = visit().takes_at(at, moved());
        let notice = notices(&told.visit, &told.books.sla)[0];
        assert_eq!(
            (notice.keeps_promise, notice.before.is_some()),
            (None, at.is_some_and(|at| at.uncertainty_ms.is_some()))
        );
    }
}
