//! What is owed, since when, and what closes it.

use std::collections::BTreeSet;

use super::*;
use crate::arrival::told::{HOUR, Told, clock, hash, restarted, visit};
use crate::book::{Cause, FollowUpRule, Owner, Text};
use crate::custody::{Custody, CustodyEnd, CustodyKind};
use crate::event::{Answer, NoSignature, Outcome, Signer};
use crate::job::ServiceKind;
use crate::money::Money;
use crate::terms::{Earlier, OpenCustody};
use crate::visit::Command;

fn rule(id: &str, after_min: u32, cause: Cause) -> FollowUpRule {
    let text = Text { zh: id.to_owned(), en: id.to_owned() };
    FollowUpRule { id: id.parse().unwrap(), text, after_min, owner: Owner::Centre, cause }
}

fn left(outcomes: &[Outcome], services: &[ServiceKind]) -> Cause {
    Cause::Left { outcomes: outcomes.iter().copied().collect(), services: services.iter().copied().collect() }
}

fn door(option: &str) -> Event {
    Event::CheckAnswered { check: "door".parse().unwrap(), answer: Answer::Chosen(option.parse().unwrap()) }
}

fn went(outcome: Outcome) -> Event {
    Event::VisitLeft { outcome }
}

/// The visit, with these rules in its policy.
fn with(rules: Vec<FollowUpRule>) -> Told {
    let mut told = visit();
    told.books.sla.follow_ups = rules;
    told
}

fn with_one(cause: Cause) -> Told {
    with(vec![rule("call", 60, cause)])
}

fn tried(result: FollowUpResult) -> Command {
    Command::FollowUp(FollowUpCommand { follow_up: "call".parse().unwrap(), result, note: None })
}

impl Told {
    fn owes(&self) -> Vec<Owed> {
        owed(&self.visit, &self.books)
    }

    /// How the one rule stands, and since which second.
    fn owes_one(&self) -> Option<(OwedState, i64)> {
        let owed = self.owes();
        let owed = owed.first()?;
        Some((owed.state, (owed.since?.wall_ms - clock(0).wall_ms) / 1_000))
    }
}

#[test]
fn t7_calls_after_24_hours_72_hours_and_7_days_do_not_replace_each_other() {
    let rules = [("day", 1_440), ("three-days", 4_320), ("call", 10_080)];
    let told = with(rules.iter().map(|(id, after)| rule(id, *after, left(&[], &[]))).collect());
    assert_eq!(told.owes(), [], "nothing before it happened");
    let told = told.takes(0, went(Outcome::Interrupted)).does(60, &tried(FollowUpResult::Satisfied));
    let stand: Vec<_> = told.owes().iter().map(|owed| (owed.rule.to_string(), owed.state)).collect();
    let done = OwedState::Done(FollowUpResult::Satisfied);
    let expected = [("day", OwedState::Open), ("three-days", OwedState::Open), ("call", done)];
    assert_eq!(stand, expected.map(|(id, state)| (id.to_owned(), state)));
    let due: Vec<_> = told.owes().iter().map(|owed| owed.due_at_ms.unwrap() - clock(0).wall_ms).collect();
    assert_eq!(due, rules.map(|(_, after)| i64::from(after) * 60_000));
}

#[test]
fn a_rule_about_leaving_looks_at_the_result_and_the_service() {
    let check = |outcomes: &[Outcome], services: &[ServiceKind], is_owed: bool| {
        let told = with_one(left(outcomes, services)).takes(7, went(Outcome::NoAccess));
        assert_eq!(told.owes_one(), is_owed.then_some((OwedState::Open, 7)), "{outcomes:?} {services:?}");
    };
    check(&[], &[], true);
    check(&[Outcome::NoAccess, Outcome::Solved], &[ServiceKind::Repair], true);
    check(&[Outcome::Solved], &[], false);
    check(&[], &[ServiceKind::Installation], false);
}

#[test]
fn r22_who_took_advice_is_called_and_who_is_visited_instead_is_not() {
    let advised = |is_accepted| Event::Advised { article: None, is_accepted };
    let told = with_one(Cause::Advised).takes(5, advised(true));
    assert_eq!(told.owes_one(), Some((OwedState::Open, 5)));
    assert_eq!(told.takes(6, advised(false)).owes_one(), None);
    assert_eq!(with_one(Cause::Advised).takes(5, advised(false)).owes_one(), None);
}

#[test]
fn r133_a_check_answered_so_is_owed_from_that_answer_until_it_is_answered_otherwise() {
    let cause = || Cause::Check { check: "door".parse().unwrap(), any: BTreeSet::from(["nobody".parse().unwrap()]) };
    let told = with_one(cause()).takes(5, door("nobody")).takes(9, door("nobody"));
    assert_eq!(told.owes_one(), Some((OwedState::Open, 5)), "since the first time it was said");
    assert_eq!(told.clone().takes(12, door("opened")).owes_one(), None);
    assert_eq!(told.takes(12, door("opened")).takes(20, door("nobody")).owes_one(), Some((OwedState::Open, 20)));
}

#[test]
fn an_incident_owes_for_how_it_ended_or_for_having_happened() {
    let cause = |outcomes: &[&str]| Cause::Incident {
        incident: "gas-smell".parse().unwrap(),
        outcomes: outcomes.iter().map(|outcome| outcome.parse().unwrap()).collect(),
    };
    let open = |number, incident: &str| Event::IncidentOpened { number, incident: incident.parse().unwrap() };
    let close = |number, outcome: &str| Event::IncidentClosed {
        number,
        outcome: outcome.parse().unwrap(),
        consent: None,
        note: None,
    };
    let happened = with_one(cause(&[])).takes(3, open(1, "gas-smell"));
    assert_eq!(happened.owes_one(), Some((OwedState::Open, 3)), "a danger that nobody closes is owed all the same");
    let ended = with_one(cause(&["not-accepted"])).takes(3, open(1, "gas-smell"));
    assert_eq!(ended.owes_one(), None);
    assert_eq!(ended.clone().takes(8, close(1, "over")).owes_one(), None);
    assert_eq!(ended.takes(8, close(1, "not-accepted")).owes_one(), Some((OwedState::Open, 8)));
    let other = with_one(cause(&[])).takes(3, open(1, "meal")).takes(4, open(1, "gas-smell"));
    assert_eq!(other.owes_one(), None, "another incident; the first word on a number stands");
}

#[test]
fn r151_an_unsigned_visit_is_owed_a_call_until_it_is_signed_after_all() {
    let (document, total) = (hash("paper"), Money::zero(visit().books.fees.currency));
    let missing = Event::SignatureMissing { document, total, why: NoSignature::Absent, note: None };
    let told = with_one(Cause::Unsigned).takes(5, missing);
    assert_eq!(told.owes_one(), Some((OwedState::Open, 5)));
    let signed = Event::Signed { document, total, signer: Signer::Family, strokes: hash("strokes") };
    assert_eq!(told.takes(9, signed).owes_one(), None);
}

fn taken_away(number: u32, due_s: i64) -> Event {
    Event::CustodyOpened(Custody {
        number,
        kind: CustodyKind::Appliance,
        serial: None,
        condition: hash("condition"),
        due_ms: clock(due_s).wall_ms,
        slip: hash("slip"),
        customer_strokes: hash("customer"),
        engineer_strokes: hash("engineer"),
    })
}

fn came_back(from: &str, number: u32) -> Event {
    Event::CustodyClosed { from: from.parse().unwrap(), number, end: CustodyEnd::Returned, note: None }
}

#[test]
fn r128_what_was_taken_away_is_owed_until_all_of_it_is_back_and_due_when_it_was_agreed() {
    let told = with_one(Cause::Custody).takes(0, taken_away(1, 1_800)).takes(60, taken_away(2, 9_000));
    let owed = &told.owes()[0];
    assert_eq!((owed.state, owed.due_at_ms), (OwedState::Open, Some(clock(1_800).wall_ms)), "sooner than the rule");
    assert_eq!([is_overdue(owed, &clock(1_800)), is_overdue(owed, &clock(1_801))], [Some(false), Some(true)]);
    let told = told.takes(900, came_back("FW-1-1", 1));
    assert_eq!(told.owes()[0].due_at_ms, Some(clock(HOUR).wall_ms), "the rule's hour is sooner than the second");
    assert_eq!(told.takes(950, came_back("FW-1-1", 2)).owes_one(), None);
}

#[test]
fn r129_what_an_earlier_visit_left_in_custody_is_owed_here() {
    let open = OpenCustody {
        from: "FW-1-0".parse().unwrap(),
        number: 1,
        kind: CustodyKind::Loaner,
        serial: None,
        due_ms: clock(600).wall_ms,
    };
    let earlier = Earlier {
        visit: "FW-1-0-2".parse().unwrap(),
        relied: hash("event"),
        left_ms: None,
        quote: None,
        labour: Vec::new(),
        missing: Vec::new(),
        fitted: Vec::new(),
        custody: vec![open],
    };
    let told = with_one(Cause::Custody).takes(-60, Event::EarlierTaken(earlier));
    assert_eq!(told.owes_one(), Some((OwedState::Open, -60)));
    assert!(told.clone().takes(0, came_back("FW-1-1", 1)).owes_one().is_some(), "of another visit");
    assert_eq!(told.takes(0, came_back("FW-1-0", 1)).owes_one(), None);
}

#[test]
fn r33_nobody_reached_leaves_it_open_and_counts() {
    let told = with_one(left(&[], &[])).takes(0, went(Outcome::Interrupted));
    let told = told.does(60, &tried(FollowUpResult::NotReached)).does(90, &tried(FollowUpResult::NotReached));
    assert_eq!(told.owes_one(), Some((OwedState::Tried(2), 0)));
    assert_eq!(is_overdue(&told.owes()[0], &clock(HOUR + 1)), Some(true), "trying is not doing");
}

#[test]
fn r167_not_satisfied_closes_this_call_and_asks_for_another_visit() {
    let told = with_one(left(&[], &[])).takes(0, went(Outcome::Interrupted));
    assert!(!needs_visit(&told.owes()));
    let told = told.does(60, &tried(FollowUpResult::NotSatisfied));
    let owed = told.owes();
    assert_eq!((owed[0].state, owed[0].closed_at), (OwedState::Done(FollowUpResult::NotSatisfied), Some(clock(60))));
    assert!(needs_visit(&owed));
    assert_eq!(is_overdue(&owed[0], &clock(9 * HOUR)), Some(false));
}

#[test]
fn what_is_not_owed_or_done_is_refused() {
    let told = with_one(left(&[], &[]));
    told.refuses(0, &tried(FollowUpResult::Done), "follow-up/not-owed");
    let told = told.takes(0, went(Outcome::Interrupted)).does(1, &tried(FollowUpResult::Done));
    told.refuses(2, &tried(FollowUpResult::Done), "follow-up/done-already");
}

#[test]
fn a_later_word_does_not_open_what_was_settled_and_the_same_cause_again_does() {
    let cause = Cause::Check { check: "door".parse().unwrap(), any: BTreeSet::from(["nobody".parse().unwrap()]) };
    let told = with_one(cause).takes(5, door("nobody")).does(6, &tried(FollowUpResult::Satisfied));
    let late_word =
        Event::FollowUpTried { follow_up: "call".parse().unwrap(), result: FollowUpResult::NotReached, note: None };
    let told = told.takes(7, late_word);
    assert_eq!(told.owes_one(), Some((OwedState::Done(FollowUpResult::Satisfied), 5)));
    assert!(told.clone().takes(8, door("opened")).owes_one().is_some(), "what was done stays on the list");
    assert_eq!(told.takes(9, door("nobody")).owes_one(), Some((OwedState::Open, 9)));
}

#[test]
fn overdue_is_said_only_where_the_clocks_can_tell() {
    let told = with_one(left(&[], &[])).takes(0, went(Outcome::Interrupted));
    let owed = &told.owes()[0];
    assert_eq!([is_overdue(owed, &clock(HOUR)), is_overdue(owed, &clock(HOUR + 1))], [Some(false), Some(true)]);
    assert_eq!(is_overdue(owed, &restarted(HOUR, Some(60_000))), None);
    assert_eq!(is_overdue(owed, &restarted(HOUR + 61, Some(60_000))), Some(true));
    assert_eq!(is_overdue(owed, &restarted(9 * HOUR, None)), None);
    let untimed = with_one(left(&[], &[])).takes_at(None, went(Outcome::Interrupted));
    let owed = &untimed.owes()[0];
    assert_eq!((owed.since, owed.due_at_ms, is_overdue(owed, &clock(0))), (None, None, None));
}
