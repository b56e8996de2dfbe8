//! Promises that hold on every visit: leaving, clocks, personal data, the office's
//! re-telling, and that the published standard can be worked through.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a told visit that goes wrong is a failed test"
)]

mod told;

use doorstep_domain::book::{CheckKind, Language};
use doorstep_domain::event::{
    Answer, Because, DocumentKind, Event, NoSignature, OldPart, Outcome, QuoteAnswer, QuoteItem, QuoteLine, Signer,
};
use doorstep_domain::id::Hash;
use doorstep_domain::job::{ServiceKind, Warranty};
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::{Command, Step, StepState, Visit, step_state, unsolved};

use told::{NINE, Told, answer, books, fit, job, miss, visit, visit_for, yuan};

/// A visit with everything in it, signed and left.
fn whole() -> Told {
    let told = visit("04").charges("visit-remote", 1).charges_part("KT-DR-35", 1).does(miss("KT-ST-XQ", 1));
    let told = told.up_to(Step::Quote).notes("cause-found", "杨德福家室外机电容鼓包").agreed();
    let told = told.does(fit("KT-DR-35", 1, None, OldPart::Returned)).shows_confirmation();
    let told = told.does_not_sign(NoSignature::Unable, "手上有油，请打 199-0000-0402");
    told.signs().up_to(Step::FollowUp).leaves(Outcome::Solved).up_to(Step::FollowUp)
}

#[test]
fn leaving_is_possible_at_every_point_and_only_solved_has_to_be_true() {
    let mut told = Told { visit: Visit::default(), ..whole() };
    let mut solved = 0;
    for entry in whole().visit.story.into_iter().filter(|entry| !matches!(entry.event, Event::VisitLeft { .. })) {
        told.visit.apply(entry);
        for outcome in [Outcome::FurtherWork, Outcome::Declined, Outcome::NoAccess, Outcome::Interrupted] {
            assert!(told.attempt(&Command::Leave { outcome }).is_ok(), "{outcome:?}");
        }
        let is_solved = told.attempt(&Command::Leave { outcome: Outcome::Solved }).is_ok();
        assert_eq!(is_solved, unsolved(&told.visit, told.opening(), &told.books).is_none());
        solved += u32::from(is_solved);
    }
    assert_eq!(solved, 1, "only the last event made it true");
    told.leaves(Outcome::Solved).refuses(Command::Leave { outcome: Outcome::NoAccess }, "visit/already-left");
}

#[test]
fn r168_what_is_owed_afterwards_is_open_also_when_nobody_opened() {
    let told = visit("01").leaves(Outcome::NoAccess);
    assert!(matches!(step_state(&told.visit, told.opening(), &told.books, Step::FollowUp), StepState::Open(_)));
    let mut findings = told.confirms("same-day-report").findings();
    findings.retain(|code| *code != "finding/door-untried");
    assert_eq!(findings, ["finding/not-solved"]);
}

#[test]
fn a_schedule_is_expired_only_when_the_clock_is_certain() {
    const DAY_MS: i64 = 86_400_000;
    let new_year = NINE.wall_ms + 39 * DAY_MS - 9 * 3_600_000;
    let at = |wall_ms, uncertainty_ms| {
        let command =
            Command::AddQuoteLine { item: QuoteItem::Fee("visit-city".parse().unwrap()), count: 1, card: None };
        let told = Told { now: Stamp { wall_ms, uncertainty_ms, ..NINE }, ..visit("01") };
        told.attempt(&command).err().map(|why| why.code())
    };
    assert_eq!(at(new_year - 1, Some(0)), None);
    assert_eq!(at(new_year, Some(0)), Some("quote/schedule-expired"));
    assert_eq!(at(new_year, Some(1)), None, "one millisecond of doubt is doubt");
    assert_eq!(at(new_year + 400 * DAY_MS, None), None, "nothing vouches for this clock");
}

#[test]
fn no_event_holds_a_name_a_phone_number_an_address_or_a_written_word() {
    let told = whole();
    let events = format!("{:?}", told.visit.story).replace('…', "");
    assert!(events.len() > 3_000, "the visit is long enough to prove something");
    let job = &told.job;
    let mut personal = vec![&job.customer.name, &job.customer.address, &job.symptom, &job.request, &job.model];
    personal.extend(&job.customer.phones);
    for text in personal {
        assert!(!events.contains(text.as_str()), "{text} stands in an event");
    }
    assert!(events.is_ascii(), "books, notes and documents are named, never repeated");
}

#[test]
fn a_document_says_the_same_total_in_both_languages_and_holds_every_line() {
    let told = visit("02").charges("visit-city", 1).charges("labour-washer-minor", 2).charges_part("XY-PS-30", 3);
    for language in [Language::Chinese, Language::English] {
        let paper = told.paper(DocumentKind::Quote, language);
        assert_eq!(paper.total, yuan("345.00"));
        for amount in ["CNY 30.00", "CNY 90.00", "CNY 225.00", "CNY 345.00"] {
            assert!(paper.text.contains(amount), "{amount} is missing in:\n{}", paper.text);
        }
    }
}

#[test]
fn an_answer_to_a_check_that_is_no_longer_asked_is_no_finding() {
    let told = visit("04").will("ac-refrigerant", "r22").agreed();
    assert!(told.paper(DocumentKind::Confirmation, Language::English).text.contains("Suction pressure, R22"));
    let told = told.chooses("ac-refrigerant", "r32");
    assert!(!told.paper(DocumentKind::Confirmation, Language::English).text.contains("Suction pressure, R22"));
    told.refuses(answer("ac-suction-r22", Answer::Measured(500)), "check/not-asked");
    told.refuses(answer("powered-off", Answer::Confirmed), "check/step-not-open");
    assert!(matches!(
        step_state(&told.visit, told.opening(), &told.books, Step::Repair),
        StepState::Closed(blocker) if blocker.name() == "ac-suction-r32"
    ));
}

#[test]
fn nobody_waits_for_a_check_of_a_step_that_is_skipped() {
    let mut told = visit("06").charges("visit-city", 1).up_to(Step::Quote).quotes().hears(QuoteAnswer::Declined);
    let (first, then) = ("test-run".parse().unwrap(), "back-in-place".parse().unwrap());
    told.books.standard.orders.push(doorstep_domain::book::Order { first, then });
    told.up_to(Step::Clean).confirms("back-in-place");
}

#[test]
fn photographs_stay_when_the_rest_of_them_is_waived() {
    let told = visit("06").up_to(Step::Quote);
    let (check, reason) = ("nameplate-photo".parse().unwrap(), "nameplate-unreadable".parse().unwrap());
    let told = told.does(Command::Waive { check, reason, note: None });
    let answered = &told.visit.checks[&"nameplate-photo".parse().unwrap()];
    assert_eq!((answered.answers.len(), answered.waiver.is_some()), (1, true));
}

#[test]
fn what_was_signed_stays_signed_whoever_says_otherwise_about_the_same_text() {
    let told = visit("06").agreed().shows_confirmation().signs();
    let signed = told.visit.acceptance.clone();
    let told = told.does_not_sign(NoSignature::Absent, "");
    assert_eq!(told.visit.acceptance, signed);
    assert_eq!(told.findings(), Vec::<&str>::new());
}

#[test]
fn a_signature_under_an_older_text_does_not_cover_what_came_since() {
    let shown = visit("06").agreed().shows_confirmation();
    let Event::Signed { document, total, .. } = shown.clone().signs().visit.story.pop().unwrap().event else {
        panic!("nothing was signed")
    };
    let told = shown.does(fit("XY-PS-30", 1, None, OldPart::None));
    let told = told.takes(Event::Signed { document, total, signer: Signer::Family, strokes: Hash::of(b"s") });
    assert!(told.visit.is_changed_after_signing());
    assert!(told.findings().contains(&"sign/not-presented"));
}

#[test]
fn the_office_finds_a_signature_under_another_total_than_was_shown() {
    let told = visit("06").charges("visit-city", 1).agreed().shows_confirmation();
    let document = told.visit.current_confirmation().unwrap().document;
    let signed = Event::Signed { document, total: yuan("9.00"), signer: Signer::Customer, strokes: Hash::of(b"s") };
    assert_eq!(told.takes(signed).findings(), ["sign/shown-something-else", "finding/changed-after-signing"]);
}

#[test]
fn the_office_finds_lines_that_the_books_do_not_know_like_this() {
    let line = |item: &str, count, amount, because| Event::QuoteLineAdded {
        line: QuoteLine { line: 1, item: QuoteItem::Fee(item.parse().unwrap()), count, amount: yuan(amount), because },
    };
    let check = |event, expected: &str| assert_eq!(visit("02").takes(event).findings()[0], expected);
    let card = || Because::CardIsLower { schedule: yuan("60.00") };
    check(line("visit-city", 1, "31.00", Because::Schedule { card: None }), "finding/other-price");
    check(line("labour-washer-minor", 1, "90.00", card()), "finding/other-price");
    check(line("labour-washer-minor", 0, "0.00", card()), "quote/bad-count");
    check(line("labour-ac-minor", 1, "80.00", Because::Schedule { card: None }), "quote/row-for-something-else");
    check(line("labour-nobody", 1, "80.00", Because::Schedule { card: None }), "quote/unknown-row");
}

#[test]
fn a_warranty_card_below_zero_is_no_price() {
    let (item, card) = (QuoteItem::Fee("labour-washer-minor".parse().unwrap()), Some(yuan("1.00")));
    let card = card.map(|card| doorstep_domain::money::Money::new(-card.minor, card.currency));
    let told = visit("02").does(Command::AddQuoteLine { item, count: 1, card });
    assert_eq!(told.visit.lines[&1].amount, yuan("60.00"));
}

#[test]
fn line_numbers_do_not_run_out() {
    let line = QuoteLine {
        line: u32::MAX,
        item: QuoteItem::Fee("visit-city".parse().unwrap()),
        count: 1,
        amount: yuan("30.00"),
        because: Because::Schedule { card: None },
    };
    let told = visit("02").takes(Event::QuoteLineAdded { line }).charges("visit-city", 1).charges("visit-city", 1);
    assert_eq!(told.visit.lines.len(), 3);
}

#[test]
fn the_published_standard_can_be_worked_through_for_every_service_and_appliance() {
    let categories = books().standard.categories.iter().map(|category| category.id.clone());
    for category in categories {
        for service in ServiceKind::ALL.iter().copied() {
            for warranty in Warranty::ALL.iter().copied() {
                let mut job = job("01");
                (job.category, job.service, job.warranty) = (category.clone(), service, warranty);
                let told = visit_for(job).shows_confirmation().signs().up_to(Step::FollowUp).leaves(Outcome::Solved);
                assert_eq!(told.findings(), Vec::<&str>::new(), "{service:?} {warranty:?}");
            }
        }
    }
}

/// Takes each option of each choice once on this job; the signature is still reached.
fn check_every_option(number: &str) -> usize {
    let mut taken = 0;
    for check in &books().standard.checks {
        let CheckKind::Choice(options) = &check.kind else { continue };
        for option in options {
            let told = visit(number).will(check.id.as_str(), option.id.as_str()).shows_confirmation().signs();
            taken += usize::from(told.visit.chosen(&check.id) == Some(&option.id));
        }
    }
    taken
}

#[test]
fn whatever_is_chosen_the_signature_can_be_reached() {
    for number in ["01", "02", "03", "04"] {
        let taken = check_every_option(number);
        assert!(taken > 40, "only {taken} options were taken on job {number}");
    }
}
