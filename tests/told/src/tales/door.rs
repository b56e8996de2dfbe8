//! The way, the door, lateness, entry (R44–R70).

use doorstep_domain::arrival::{self, Milestone, Punctuality, SetOff};
use doorstep_domain::book::DoorAct;
use doorstep_domain::call::{CallReason, CallResult, Party};
use doorstep_domain::door::{self, DoorCommand, DoorSearch, DoorTry, SearchResult};
use doorstep_domain::event::{Answer, Outcome};
use doorstep_domain::follow_up::{FollowUpResult, OwedState};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_domain::visit::{Command, Step};

use crate::around::open;
use crate::tale::told;
use crate::{Told, answer, visit};

/// At the address at this time, with the door still closed. Job 12 is promised 11:00–12:00.
fn arrived(books: &doorstep_domain::book::Books, time: &str) -> Told {
    visit(books, "12").up_to(Step::Doorstep).at(time).reaches(Milestone::Arrived)
}

fn verdict(told: &Told) -> Punctuality {
    arrival::punctuality(&told.visit, &told.books.sla)
}

fn explain(reason: &str) -> Command {
    Command::Arrival(arrival::ArrivalCommand::ExplainLateness { reason: reason.parse().unwrap() })
}

/// Ring, wait half a minute, ring again, for five minutes.
fn rings_for_five_minutes(told: Told) -> Told {
    (0..11).fold(told, |told, _| told.tries_door(DoorTry::Bell).after_s(30))
}

told! {
    r44_leaving_time_is_reckoned_backwards: "The leaving time is reckoned backwards so that arrival is 5 to 10 minutes early."
    [R44 R45] |books| {
        let told = visit(books, "12").up_to(Step::Travel);
        let terms = told.visit.terms.clone().unwrap();
        let plan = arrival::plan(&terms.window, terms.travel_min, &books.sla);
        let early = terms.window.from_ms - 10 * 60_000 - 30 * 60_000;
        assert_eq!(plan.leave_ms.0, early, "ten minutes early after thirty minutes of way");
        assert_eq!(arrival::set_off(&told.visit, &books.sla, &told.now), Some(SetOff::NotYet));
        let told = told.at("10:58");
        assert_eq!(arrival::set_off(&told.visit, &books.sla, &told.now), Some(SetOff::Overdue));
        told.answers(&["left-in-time"]).asks(&["left-in-time"])
    };

    r46_one_does_not_linger_so_that_the_next_is_in_time: "Do not linger at earlier homes; who is held up tells the clerk so that the next customer is told."
    [R46 R48] |books| {
        let told = visit(books, "12").opens("held-up-before");
        told.refuses(told.end("next-told", None), "incident/not-told");
        told.tells(Party::Dispatcher).ends("next-told")
    };

    r47_traffic_is_told_ahead_and_the_time_moved: "Traffic or accident: phone ahead, apologise, move with consent, or tell the centre early."
    [R47] |books| {
        let told = visit(books, "12").up_to(Step::Travel).reaches(Milestone::Departed).opens("traffic-accident");
        told.refuses(told.end("new-time", Some(doorstep_domain::event::Signer::Customer)), "incident/not-told");
        let told = told.calls(Party::Customer, CallReason::Late, CallResult::Reached);
        told.refuses(told.end("new-time", None), "incident/needs-consent");
        told.ends("new-time").moves_to(180, 240, "traffic")
    };

    r56_arrival_in_time_is_seen_by_the_clock: "Arrive at the agreed time or up to ten minutes before."
    [R56] |books| {
        let told = arrived(books, "10:52");
        assert_eq!(verdict(&told), Punctuality::OnTime);
        told
    };

    r56_a_clock_that_nobody_vouches_for_gives_no_verdict: "A verdict is given only where the whole range of the clock agrees."
    [R56 R60] |books| {
        let mut told = visit(books, "12").up_to(Step::Doorstep).at("12:10");
        told.now = Stamp { uncertainty_ms: None, ..told.now };
        let told = told.reaches(Milestone::Arrived);
        assert_eq!(verdict(&told), Punctuality::Unknown);
        told
    };

    r58_a_late_engineer_calls_before_the_agreed_time: "Will be late and a number is known: call one to two minutes before the agreed time."
    [R58] |books| {
        let told = visit(books, "12").up_to(Step::Travel).at("11:58");
        let expected_ms = told.now.wall_ms + 20 * 60_000;
        let due = arrival::call_ahead(&told.visit, &books.sla, expected_ms, &told.now);
        assert!(due.is_some(), "the call is due");
        let told = told.calls(Party::Customer, CallReason::Late, CallResult::Reached);
        let told = told.at("12:18").up_to(Step::Travel).will("arrival", "late-15-or-more").answers(&["arrival", "late-called"]);
        told.asks(&["arrival", "late-called"])
    };

    r59_a_little_late_is_apologised_for_with_the_true_reason: "Less than 15 minutes late: apologise; never with an excuse."
    [R59] |books| {
        let told = arrived(books, "12:08").will("arrival", "late-under-15").answers(&["arrival"]);
        assert_eq!(verdict(&told), Punctuality::LateMinor);
        told.refuses(explain("too-many-customers"), "arrival/no-such-reason");
        told.refuses(explain("customer-declined"), "arrival/no-such-reason");
        let told = told.does(explain("previous-home")).opens("late-minor").ends("accepted").up_to(Step::Diagnose);
        told.asks(&["late-apology"])
    };

    r60_fifteen_minutes_late_may_bring_the_manager: "15 minutes or more: a sincere apology; if not accepted, the manager visits."
    [R60] |books| {
        let told = arrived(books, "12:20");
        assert_eq!(verdict(&told), Punctuality::LateSerious);
        let ladder = arrival::ladder(&told.visit, books).unwrap();
        assert_eq!((ladder.incident.as_str(), ladder.is_opened), ("late-serious", false));
        let told = told.does(explain("vehicle-broke-down")).opens("late-serious");
        told.refuses(told.end("not-accepted", None), "incident/not-told");
        let told = told.tells(Party::Manager).ends("not-accepted").leaves(Outcome::Interrupted);
        assert_eq!(told.owes("manager-apology").owner.key(), "manager");
        told
    };

    r49_appearance_is_checked_before_the_bell: "Do not knock until the appearance meets the standard."
    [R49] |books| {
        let told = visit(books, "01").up_to(Step::Doorstep);
        told.refuses(answer("door-rung", Answer::Chosen("bell".parse().unwrap())), "check/out-of-order");
        told.up_to(Step::Greet).asks(&["door-self-check"])
    };

    r50_bell_first_then_light_knocks_every_half_minute: "Ring the bell if there is one, otherwise knock 2 times 3 lightly; repeat every 30 seconds."
    [R50 R51] |books| {
        let told = arrived(books, "11:00").tries_door(DoorTry::Knock);
        let state = door::state(&told.visit, &books.sla, &told.now);
        assert!(matches!(state.next, door::DoorNext::Wait { .. }), "{state:?}");
        let told = told.after_s(30);
        let state = door::state(&told.visit, &books.sla, &told.now);
        assert!(matches!(state.next, door::DoorNext::Try { .. }), "{state:?}");
        assert_eq!((books.sla.knock.times, books.sla.knock.taps), (2, 3));
        told.up_to(Step::Greet).asks(&["door-rung"])
    };

    r52_after_five_minutes_the_phone: "After five minutes without an answer, phone."
    [R52] |books| {
        let told = rings_for_five_minutes(arrived(books, "11:00"));
        let state = door::state(&told.visit, &books.sla, &told.now);
        assert_eq!(state.phone_due, Some(true));
        let told = told.calls(Party::Customer, CallReason::NoAccess, CallResult::NoAnswer);
        assert!(!door::state(&told.visit, &books.sla, &told.now).missing.contains(&DoorAct::Phone));
        told.will("door-opened-by", "nobody").up_to(Step::Greet).asks(&["no-access-phoned", "no-access-note"])
    };

    r53_nobody_opens_and_everything_was_tried: "Look downstairs, ask the neighbours, leave a note, tell the centre: one no-access record."
    [R53 R54 R55 R61] |books| {
        let told = rings_for_five_minutes(arrived(books, "11:00"));
        let told = told.calls(Party::Customer, CallReason::NoAccess, CallResult::Unreachable);
        let told = told.searches(DoorSearch::Downstairs, SearchResult::NotFound);
        let told = told.searches(DoorSearch::Neighbour, SearchResult::ConfirmedAway);
        assert_eq!(door::untried(&told.visit, books), [DoorAct::Note, DoorAct::Centre]);
        let told = told.leaves_note().calls(Party::Centre, CallReason::NoAccess, CallResult::Reached);
        assert!(door::state(&told.visit, &books.sla, &told.now).no_access_ready);
        let record = door::no_access_record(&told.visit, books);
        assert_eq!(door::untried(&told.visit, books), []);
        assert!(record.tries.len() == 11 && record.notes.len() == 1 && record.lasted.is_none());
        let told = told.leaves(Outcome::NoAccess);
        told.owes("no-access-next-day");
        told.office_finds(&["finding/not-solved"])
    };

    r53_leaving_without_trying_everything_is_seen: "Who leaves at once is never held up, but the office sees what was not tried."
    [R53 R54] |books| {
        let told = arrived(books, "11:00").tries_door(DoorTry::Bell).leaves(Outcome::NoAccess);
        assert!(door::untried(&told.visit, books).contains(&DoorAct::Neighbour));
        assert!(told.findings().contains(&"finding/door-untried"), "{:?}", told.findings());
        told
    };

    r51_the_wait_goes_on_through_a_restart: "The doorstep wait is told by the clocks, not by a running timer."
    [R51 R52] |books| {
        let mut told = arrived(books, "11:00").tries_door(DoorTry::Bell);
        let rebooted = told.now.after(330_000);
        told.now = Stamp { boot: BootId(2), mono_ms: 1_000, ..rebooted };
        assert_eq!(door::state(&told.visit, &books.sla, &told.now).phone_due, Some(true));
        told
    };

    r57_who_comes_in_says_who_they_are: "Introduce yourself, confirm the customer, show the certificate; then ask for consent."
    [R57 R67 R154] |books| {
        let told = visit(books, "01").up_to(Step::Greet);
        told.refuses(answer("entry-consent", Answer::Confirmed), "check/out-of-order");
        let told = told.up_to(Step::Diagnose).reaches(Milestone::Entered);
        told.refuses(Command::Door(DoorCommand::Try { how: DoorTry::Bell }), "door/open-already");
        told.asks(&["introduced", "certificate-shown", "entry-consent"])
    };

    r61_a_customer_who_is_out_is_found_or_rebooked: "Customer not in: apologise, leave, find the reason, find the customer."
    [R61] |books| {
        let told = arrived(books, "11:00").opens("not-at-home");
        told.refuses(told.end("note-left", None), "incident/not-told");
        let told = told.calls(Party::Customer, CallReason::NoAccess, CallResult::Reached).ends("rebooked");
        told.moves_to(300, 360, "nobody-home").leaves(Outcome::Rebooked)
    };

    r62_a_nanny_who_refuses_is_respected: "Only a nanny or relative who refuses: show the certificate, ask them to call the customer, else rebook."
    [R62] |books| {
        let told = visit(books, "01").will("door-opened-by", "other-adult").up_to(Step::Greet).asks(&["door-opened-by", "customer-agreed-by-phone"]);
        let told = told.opens("nanny-refuses");
        told.refuses(told.end("refused", None), "incident/not-told");
        told.calls(Party::Customer, CallReason::NoAccess, CallResult::Reached).ends("rebooked")
    };

    r63_doubts_bring_the_manager: "Doubts about the technician: show the certificate, give the number; still refused, the manager comes."
    [R63] |books| {
        let told = visit(books, "01").opens("doubts-technician");
        told.refuses(told.end("manager-comes", None), "incident/not-told");
        let told = told.tells(Party::Manager).ends("manager-comes").leaves(Outcome::Interrupted);
        assert_eq!(told.owes("manager-trust").state, OwedState::Open);
        told.follows_up("manager-trust", FollowUpResult::Satisfied)
    };

    r64_a_product_elsewhere_needs_consent: "The product is elsewhere: with consent be led there, go alone, or rebook."
    [R64] |books| {
        let told = visit(books, "01").opens("product-elsewhere");
        told.refuses(told.end("led-there", None), "incident/needs-consent");
        told.ends("led-there")
    };

    r65_a_power_cut_stops_the_clocks_and_is_rebooked: "Power cut, or the customer must leave: rebook with consent; the clocks stand still."
    [R65] |books| {
        let told = visit(books, "15").up_to(Step::Diagnose).reaches(Milestone::Entered).after_min(10).opens("power-cut").after_min(90);
        assert!(told.visit.incidents.is_interrupted(&books.standard));
        let time = arrival::on_site(&told.visit, books, &told.now).unwrap();
        assert!(time.is_paused && time.worked.is_some_and(|worked| worked.at_most_ms == 600_000), "ninety minutes of darkness are not work: {time:?}");
        let told = told.tells(Party::Dispatcher).ends("rebooked").moves_to(900, 960, "power-cut");
        told.leaves(Outcome::Rebooked).office_finds(&["finding/not-solved"])
    };

    r66_a_meal_is_waited_out: "The customer is eating: wait until the meal ends, or do as they wish."
    [R66] |books| {
        let told = visit(books, "01").opens("customer-eating").after_min(25);
        assert!(told.visit.incidents.is_interrupted(&books.standard));
        told.ends("meal-over")
    };

    r68_one_cover_then_a_step: "Put on one cover and step in, then the other and step in; covers put on outside are wiped."
    [R68 R70] |books| {
        let told = visit(books, "01").up_to(Step::Greet).answers(&["introduced", "certificate-shown", "entry-consent"]);
        told.refuses(answer("step-in-first", Answer::Confirmed), "check/out-of-order");
        let told = told.confirms("shoe-cover-first");
        told.refuses(answer("step-in-second", Answer::Confirmed), "check/out-of-order");
        let told = told.answers(&["covers-wiped"]).up_to(Step::Diagnose);
        told.asks(&["shoe-cover-first", "step-in-first", "shoe-cover-second", "step-in-second", "covers-wiped"])
    };

    r69_covers_declined_are_explained_and_recorded: "Not needed, says the customer: explain it is work discipline; follow only in special cases and record it."
    [R69] |books| {
        let told = visit(books, "01").up_to(Step::Greet).answers(&["introduced", "certificate-shown", "entry-consent"]);
        let told = told.opens("covers-refused");
        told.refuses(told.end("customer-insists", None), "incident/needs-consent");
        let waive = |check: &str, reason: &str| Command::Waive { check: check.parse().unwrap(), reason: reason.parse().unwrap(), note: None };
        told.refuses(waive("shoe-cover-first", "power-cut"), "check/reason-not-allowed");
        let told = told.ends("customer-insists").does(waive("shoe-cover-first", "covers-declined"));
        told.office_finds(&["finding/waived"])
    };

    r71_the_mat_comes_before_the_box: "The mat is spread first, the box stands on the mat."
    [R71] |books| {
        let told = visit(books, "01").up_to(Step::Greet);
        told.refuses(answer("box-on-mat", Answer::Confirmed), "check/out-of-order");
        told.up_to(Step::Diagnose).asks(&["mat-spread", "box-on-mat"])
    };

    r72_nearby_things_are_covered_when_installing: "When installing, things that could get dirty are covered."
    [R72] |books| visit(books, "21").charges("install-hood-range", 1).agreed().up_to(Step::Clean).asks(&["nearby-covered"]);

    r121_a_safety_call_is_one_press: "Detained, abused or struck: no confrontation; phone the centre, which takes over."
    [R121 R209] |books| {
        let told = visit(books, "01").up_to(Step::Quote).does(open("threatened"));
        let incident = books.standard.incident(&"threatened".parse().unwrap()).unwrap();
        assert_eq!(incident.kind, doorstep_domain::book::IncidentKind::Safety);
        told.refuses(told.end("safe-outside", None), "incident/not-told");
        let told = told.calls(Party::Centre, CallReason::Safety, CallResult::NoAnswer).ends("safe-outside");
        let told = told.leaves(Outcome::Interrupted);
        told.owes("threat-taken-over");
        told
    };
}
