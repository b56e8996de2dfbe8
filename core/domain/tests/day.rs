//! A day from its first check to its last card, and what does not agree (R37–R43, R168, R169).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a told day that goes wrong is a failed test"
)]

mod told;

use doorstep_domain::book::{CheckKind, DayPart, Weight};
use doorstep_domain::day::{
    Day, DayAsked, DayCommand, DayStart, MismatchKind, decide, findings, is_settled, open_checks, reconcile,
};
use doorstep_domain::event::{Answer, Envelope, Event, NoSignature, Outcome, Record, Signer};
use doorstep_domain::id::{DayId, EngineerId, Hash, Head, InstallationId, Lane, Subject, VisitId};
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::{Entry, Heard, LaneRecords, Place, Visit};

use told::{NINE, Told, books, visit, yuan};

const DAY_MS: i64 = 86_400_000;

/// A day with its visits, told step by step.
#[derive(Clone)]
struct Today {
    id: DayId,
    day: Day,
    visits: Vec<Told>,
    seq: u64,
}

fn today(visits: Vec<Told>) -> Today {
    let engineer = visits.first().map_or("E1001".parse().unwrap(), |told| told.opening().engineer.clone());
    let id = DayId::of("2026-11-23".parse().unwrap(), &engineer).unwrap();
    Today { id, day: Day::default(), visits, seq: 0 }
}

impl Today {
    fn engineer(&self) -> EngineerId {
        self.id.engineer().unwrap()
    }

    fn visits(&self) -> Vec<(VisitId, &Visit)> {
        self.visits.iter().map(|told| (told.opening().visit.clone(), &told.visit)).collect()
    }

    fn attempt(&self, command: &DayCommand) -> Result<Event, &'static str> {
        let visits = self.visits();
        let asked = DayAsked { id: &self.id, day: &self.day, visits: &visits, books: books() };
        decide(&asked, command).map_err(|why| why.code())
    }

    #[track_caller]
    fn does(self, command: DayCommand) -> Self {
        let event = self.attempt(&command).unwrap();
        self.takes(event)
    }

    fn takes(mut self, event: Event) -> Self {
        self.seq += 1;
        let lane = Lane { installation: InstallationId([1; 16]), subject: Subject::Day(self.id.clone()) };
        self.day.apply(&Entry { place: Place { lane, seq: self.seq }, at: Some(NINE), event });
        self
    }

    fn start(&self) -> DayCommand {
        let (engineer, date) = (self.engineer(), "2026-11-23".parse().unwrap());
        DayCommand::Start(DayStart { engineer, date, edition: books().edition })
    }

    fn card(&self, visit: usize, is_signed: bool, satisfied: Option<bool>) -> DayCommand {
        DayCommand::HandInCard { visit: self.visits[visit].opening().visit.clone(), is_signed, satisfied }
    }

    fn mismatches(&self) -> Vec<MismatchKind> {
        reconcile(&self.id, &self.day, &self.visits(), books()).into_iter().map(|mismatch| mismatch.kind).collect()
    }
}

fn left(number: &str) -> Told {
    visit(number).takes(Event::VisitLeft { outcome: Outcome::FurtherWork })
}

fn signed(number: &str) -> Told {
    let (document, strokes) = (Hash::of(b"text"), Hash::of(b"strokes"));
    let told = visit(number).takes(Event::Signed { document, total: yuan("0.00"), signer: Signer::Customer, strokes });
    told.takes(Event::VisitLeft { outcome: Outcome::Solved })
}

fn says(told: Told, check: &str, option: &str) -> Told {
    let answer = Answer::Chosen(option.parse().unwrap());
    told.takes(Event::CheckAnswered { check: check.parse().unwrap(), answer })
}

/// Answers every open check of one end of the day in the usual way.
fn checked(mut today: Today, at: DayPart) -> Today {
    while let Some(check) = open_checks(&today.day, books(), at).first() {
        let some = Hash::of(format!("{} {}", check.id, today.seq).as_bytes());
        let answer = match &check.kind {
            CheckKind::Choice(options) => Answer::Chosen(options[0].id.clone()),
            CheckKind::Photo { .. } => Answer::Photographed(some),
            CheckKind::Note { .. } => Answer::Noted(some),
            _ => Answer::Confirmed,
        };
        today = today.does(DayCommand::Answer { check: check.id.clone(), answer });
    }
    today
}

#[test]
fn r41_a_whole_day_that_agrees_leaves_nothing_to_look_at() {
    let told = today(vec![signed("01"), left("06")]);
    let told = checked(told.clone().does(told.start()), DayPart::Start);
    let (first, second) = (told.card(0, true, Some(true)), told.card(1, false, None));
    let told = checked(told.does(first).does(second), DayPart::End).does(DayCommand::End);
    assert_eq!(told.day.end.unwrap().mismatches, 0);
    assert_eq!(findings(&told.id, &told.day, &told.visits(), books()), []);
}

#[test]
fn r37_the_standards_checks_of_both_ends_want_an_answer() {
    let fresh = today(vec![]);
    for at in [DayPart::Start, DayPart::End] {
        assert!(!open_checks(&fresh.day, books(), at).is_empty(), "{at:?}");
        assert_eq!(
            open_checks(&checked(fresh.clone(), at).day, books(), at),
            Vec::<&doorstep_domain::book::DayCheck>::new()
        );
    }
    let started = fresh.clone().does(fresh.start());
    let found = findings(&started.id, &started.day, &[], books());
    let musts = open_checks(&fresh.day, books(), DayPart::Start).len();
    assert_eq!(found.iter().filter(|finding| finding.code() == "finding/day-check-open").count(), musts);
}

#[test]
fn a_check_is_answered_as_the_standard_asks() {
    let told = today(vec![]);
    let answer =
        |check: &str, answer| told.attempt(&DayCommand::Answer { check: check.parse().unwrap(), answer }).err();
    assert_eq!(answer("nothing", Answer::Confirmed), Some("day/unknown-check"));
    let note = Answer::Noted(Hash::of(b"note"));
    for check in &books().standard.day_checks {
        let id = check.id.as_str();
        match &check.kind {
            CheckKind::Note { .. } => assert_eq!(answer(id, Answer::Confirmed), Some("day/wrong-kind")),
            CheckKind::Choice(_) => {
                assert_eq!(answer(id, Answer::Chosen("no-such-option".parse().unwrap())), Some("day/unknown-option"));
            }
            _ => assert_eq!(answer(id, note.clone()), Some("day/wrong-kind")),
        }
        let waive = DayCommand::Waive { check: check.id.clone(), reason: "nothing".parse().unwrap(), note: None };
        let expected = match &check.weight {
            Weight::Waivable(_) => "day/reason-not-allowed",
            _ => "day/not-waivable",
        };
        assert_eq!(told.attempt(&waive), Err(expected));
    }
}

#[test]
fn a_waived_check_is_settled_and_shown_to_a_person() {
    let check = &books().standard.day_checks[0];
    let reason = "weather".parse().unwrap();
    let told = today(vec![]).takes(Event::CheckWaived { check: check.id.clone(), reason, note: None });
    assert!(is_settled(&told.day, check));
    let found = findings(&told.id, &told.day, &[], books());
    assert_eq!(
        found.iter().map(|finding| (finding.code(), finding.field())).collect::<Vec<_>>(),
        [("finding/waived", check.id.as_str())]
    );
}

#[test]
fn a_day_begins_once_by_its_own_engineer_on_its_own_date() {
    let told = today(vec![]);
    let edition = books().edition;
    let start = |engineer: &str, date: &str| {
        let start = DayStart { engineer: engineer.parse().unwrap(), date: date.parse().unwrap(), edition };
        told.attempt(&DayCommand::Start(start)).err()
    };
    assert_eq!(start("E9999", "2026-11-23"), Some("day/somebody-elses"));
    assert_eq!(start(told.engineer().as_str(), "2026-11-24"), Some("day/another-date"));
    let started = told.clone().does(told.start());
    assert_eq!(started.attempt(&started.start()), Err("day/started-already"));
    let ended = told.does(DayCommand::End);
    assert_eq!(ended.attempt(&ended.start()), Err("day/ended-already"));
    assert_eq!(ended.attempt(&DayCommand::End), Err("day/ended-already"));
}

#[test]
fn p3_a_day_that_was_never_begun_takes_cards_and_ends_and_late_cards_still_come() {
    let told = today(vec![signed("01"), signed("06")]);
    let (first, late) = (told.card(0, true, None), told.card(1, true, None));
    let told = told.does(first.clone()).does(DayCommand::End);
    assert_eq!(told.day.end.unwrap().mismatches, 1, "what did not agree stands with the end");
    assert_eq!(told.attempt(&first), Err("day/card-here-already"));
    let told = told.does(late).does(DayCommand::AddNote { note: Hash::of(b"the card was in the van") });
    assert_eq!((told.mismatches(), told.day.end.unwrap().mismatches), (vec![], 1));
}

#[test]
fn a_card_of_somebody_elses_visit_is_refused() {
    let told = today(vec![signed("01")]);
    let mut other = told.clone();
    other.id = DayId::of("2026-11-23".parse().unwrap(), &"E9999".parse().unwrap()).unwrap();
    assert_eq!(other.attempt(&told.card(0, true, None)), Err("day/somebody-elses-visit"));
    assert_eq!(other.mismatches(), [], "nor is a card owed for it");
}

#[test]
fn r168_every_visit_that_was_left_that_day_wants_its_card() {
    let told = today(vec![left("01"), visit("06")]);
    assert_eq!(told.mismatches(), [MismatchKind::CardMissing], "the other was not left yet");
    let stranger = DayCommand::HandInCard { visit: "FW-0".parse().unwrap(), is_signed: false, satisfied: None };
    let (first, early) = (told.card(0, false, None), told.card(1, false, None));
    let told = told.does(first).does(early).does(stranger);
    assert_eq!(told.mismatches(), [MismatchKind::VisitNotLeft, MismatchKind::VisitMissing]);
}

#[test]
fn a_visit_of_another_day_wants_no_card_today_unless_the_clock_may_mean_today() {
    let left_at = |wall_ms, uncertainty_ms| {
        let told = Told { now: Stamp { wall_ms, uncertainty_ms, ..NINE }, ..visit("01") };
        today(vec![told.takes(Event::VisitLeft { outcome: Outcome::NoAccess })]).mismatches()
    };
    let midnight = NINE.wall_ms - 9 * 3_600_000;
    assert_eq!(left_at(NINE.wall_ms, Some(0)), [MismatchKind::CardMissing]);
    assert_eq!(left_at(midnight - 1, Some(0)), []);
    assert_eq!(left_at(midnight - 1, Some(1)), [MismatchKind::CardMissing]);
    assert_eq!(left_at(midnight + DAY_MS, Some(0)), []);
    assert_eq!(left_at(midnight - 1, None), [], "day and visit are told by the same clock");
}

#[test]
fn r169_card_and_visit_say_the_same_about_the_signature() {
    let kinds = |told: Told, is_signed| {
        let told = today(vec![told]);
        let card = told.card(0, is_signed, None);
        told.does(card).mismatches()
    };
    assert_eq!(kinds(signed("01"), true), []);
    assert_eq!(kinds(signed("01"), false), [MismatchKind::CardUnsignedVisitSigned]);
    assert_eq!(kinds(left("01"), true), [MismatchKind::CardSignedVisitUnsigned]);
    let (document, total) = (Hash::of(b"text"), yuan("0.00"));
    let why = NoSignature::Refused;
    let refused = left("01").takes(Event::SignatureMissing { document, total, why, note: None });
    assert_eq!(kinds(refused.clone(), true), [MismatchKind::CardSignedVisitUnsigned]);
    assert_eq!(kinds(refused, false), []);
}

#[test]
fn r169_satisfied_on_the_card_is_what_the_customer_said_and_signed() {
    use MismatchKind::{SaysNotSatisfiedVisitSaysSo, SaysSatisfiedUnsigned, SaysSatisfiedVisitSaysNot};
    let kinds = |told: &Told, is_signed, satisfied| {
        let told = today(vec![told.clone()]);
        let card = told.card(0, is_signed, Some(satisfied));
        told.does(card).mismatches()
    };
    let happy = says(says(signed("01"), "rating-repair", "satisfied"), "rating-attitude", "neutral");
    assert_eq!(kinds(&happy, true, true), []);
    assert_eq!(kinds(&happy, true, false), [SaysNotSatisfiedVisitSaysSo]);
    let rude = says(happy, "rating-attitude", "dissatisfied");
    assert_eq!(kinds(&rude, true, true), [SaysSatisfiedVisitSaysNot]);
    assert_eq!(kinds(&rude, true, false), []);
    let silent = signed("01");
    assert_eq!((kinds(&silent, true, true), kinds(&silent, true, false)), (vec![], vec![]));
    assert_eq!(kinds(&left("01"), false, true), [SaysSatisfiedUnsigned]);
    // Another choice that somebody owes a call for is no opinion.
    let untested = says(signed("01"), "test-run", "no-time");
    assert_eq!(kinds(&untested, true, true), []);
}

#[test]
fn two_different_cards_of_one_visit_are_both_kept() {
    let told = today(vec![signed("01")]);
    let card =
        |is_signed| Event::CardHandedIn { visit: told.visits[0].opening().visit.clone(), is_signed, satisfied: None };
    let once = told.clone().takes(card(true)).takes(card(true));
    assert_eq!(once.mismatches(), []);
    let kinds = once.takes(card(false)).mismatches();
    assert_eq!(kinds, [MismatchKind::CardsDiffer, MismatchKind::CardUnsignedVisitSigned]);
}

#[test]
fn the_order_of_arrival_and_other_subjects_change_nothing() {
    let told = today(vec![signed("01")]);
    let lane = |installation: u8, subject: Subject, events: Vec<Event>| {
        let lane = Lane { installation: InstallationId([installation; 16]), subject };
        let heard = events.into_iter().zip(1..).map(|(event, seq)| {
            let head = Head { seq, hash: Hash::of(format!("{lane} {seq}").as_bytes()) };
            Heard { head, record: Ok(Record { envelope: Envelope::default(), event }) }
        });
        LaneRecords { heard: heard.collect(), lane }
    };
    let started = told.attempt(&told.start()).unwrap();
    let card = told.attempt(&told.card(0, true, None)).unwrap();
    let mine = Subject::Day(told.id.clone());
    let mut lanes = vec![
        lane(1, mine.clone(), vec![started, card.clone(), Event::DayEnded { mismatches: 0 }]),
        lane(2, mine, vec![card.clone(), Event::DayEnded { mismatches: 4 }]),
        lane(2, Subject::Day("2026-11-22.E1001".parse().unwrap()), vec![Event::DayEnded { mismatches: 9 }, card]),
    ];
    let day = Day::from_lanes(&told.id, &lanes);
    assert_eq!((day.cards.len(), day.end.unwrap().mismatches), (1, 0), "the first end stands");
    lanes.reverse();
    lanes.push(lanes[0].clone());
    assert_eq!(Day::from_lanes(&told.id, &lanes), day);
}
