//! Who may work, what is asked, and what may be claimed on leaving.

use super::*;

#[test]
fn r124_work_beyond_the_certificate_waits_for_the_centres_word() {
    let with = |change: fn(&mut Terms)| {
        let told = visit("06");
        let mut terms = terms(&told);
        change(&mut terms);
        let told = again(told, Some(terms), None).charges("labour-washer-major", 1);
        let told = told.up_to(Step::Quote).quotes().hears(QuoteAnswer::Accepted);
        told.up_to(Step::Repair)
    };
    let is_stopped = |told: &Told| {
        let state = step_state(&told.visit, told.opening(), &told.books, Step::Repair);
        matches!(state, StepState::Closed(blocker) if blocker.name() == "certificate")
    };
    assert!(!is_stopped(&with(|_| ())));
    assert!(is_stopped(&with(|terms| terms.certificate = None)));
    assert!(is_stopped(&with(|terms| terms.certificate.as_mut().unwrap().grade = 2)));
    assert!(is_stopped(&with(|terms| terms.certificate.as_mut().unwrap().category = "refrigerator".parse().unwrap())));
    let expired = with(|terms| terms.certificate.as_mut().unwrap().valid_until = "2026-11-22".parse().unwrap());
    assert!(is_stopped(&expired));
    assert!(!is_stopped(&with(|terms| {
        terms.certificate.as_mut().unwrap().valid_until = "2026-11-23".parse().unwrap();
    })));
    assert!(expired.attempt(&Command::Leave { outcome: Outcome::FurtherWork }).is_ok());
    let open = IncidentCommand::Open { incident: "beyond-authority".parse().unwrap() };
    let told = expired.does(Command::Incident(open)).does(told::call_centre());
    let outcome = "centre-authorises".parse().unwrap();
    let close = IncidentCommand::Close { number: 1, outcome, consent: None, note: None };
    assert!(!is_stopped(&told.does(Command::Incident(close))));
}

#[test]
fn r124_a_certificate_is_not_found_expired_by_a_clock_that_nothing_vouches_for() {
    let told = Told { now: Stamp { uncertainty_ms: None, ..NINE }, ..visit("06") };
    let mut terms = terms(&told);
    terms.certificate.as_mut().unwrap().valid_until = "2020-01-01".parse().unwrap();
    let told = again(told, Some(terms), None).charges("visit-city", 1).agreed();
    assert!(matches!(
        step_state(&told.visit, told.opening(), &told.books, Step::Repair),
        StepState::Open(_) | StepState::Done
    ));
}

#[test]
fn what_is_claimed_on_leaving_has_to_be_true() {
    let told = visit("06");
    told.refuses(Command::Leave { outcome: Outcome::Advised }, "visit/not-advised");
    told.refuses(Command::Leave { outcome: Outcome::Rebooked }, "visit/not-rebooked");
    told.refuses(Command::Leave { outcome: Outcome::HandedOver }, "visit/not-handed-over");
    let declined = told.clone().does(Command::Advise { article: None, is_accepted: false });
    declined.refuses(Command::Leave { outcome: Outcome::Advised }, "visit/not-advised");
    told.does(Command::Advise { article: None, is_accepted: true }).leaves(Outcome::Advised);
}

#[test]
fn nothing_is_solved_while_something_that_came_between_is_open() {
    let open = IncidentCommand::Open { incident: "beyond-authority".parse().unwrap() };
    let told = visit("06").agreed().shows_confirmation().signs().up_to(Step::FollowUp);
    let told = told.does(Command::Incident(open));
    told.refuses(Command::Leave { outcome: Outcome::Solved }, "visit/incident-open");
    told.leaves(Outcome::Interrupted);
}

#[test]
fn r146_checks_for_slower_explanation_and_for_second_visits_are_asked_only_then() {
    let asked = |told: &Told, is: fn(&doorstep_domain::book::When) -> bool| {
        let checks = told.books.standard.checks.iter().filter(|check| is(&check.when));
        let is_asked = |check: &&doorstep_domain::book::Check| {
            doorstep_domain::visit::asked(&told.visit, told.opening(), &told.books.standard, check)
        };
        checks.filter(is_asked).count()
    };
    let elderly: fn(&doorstep_domain::book::When) -> bool = |when| when.elderly == Some(true);
    let returning: fn(&doorstep_domain::book::When) -> bool = |when| when.returning == Some(true);
    let plain = visit("06");
    assert_eq!((asked(&plain, elderly), asked(&plain, returning)), (0, 0));
    let terms = Terms { is_elderly: true, ..terms(&plain) };
    let told = again(plain, Some(terms), Some(earlier(None)));
    assert!(asked(&told, elderly) > 0 && asked(&told, returning) > 0);
}
