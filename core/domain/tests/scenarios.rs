//! Whole visits as the trade tells them, over the real fixture books and jobs.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a told visit that goes wrong is a failed test"
)]

mod told;

use doorstep_domain::book::Language;
use doorstep_domain::event::{Answer, DocumentKind, NoSignature, OldPart, Outcome, QuoteAnswer};
use doorstep_domain::id::Hash;
use doorstep_domain::visit::{Blocker, Command, Step, StepState, charged, step_state};

use told::{answer, fit, miss, visit, yuan};

const BOTH: [Language; 2] = [Language::Chinese, Language::English];

fn stand(told: &told::Told, step: Step) -> StepState {
    step_state(&told.visit, told.opening(), &told.books, step)
}

/// What the confirmation says must hold each of these, in Chinese and in English.
fn check_confirmation(told: &told::Told, says: &[[&str; 2]]) {
    for (language, nth) in BOTH.into_iter().zip(0..) {
        let text = told.paper(DocumentKind::Confirmation, language).text;
        for phrase in says {
            assert!(text.contains(phrase[nth]), "{:?} does not stand in:\n{text}", phrase[nth]);
        }
    }
}

#[test]
fn r95_in_warranty_everything_is_free_and_the_voucher_says_so() {
    let told = visit("01").charges("visit-city", 1).charges("labour-fridge-medium", 1).charges_part("BX-FJ-12", 1);
    let told = told.agreed().does(fit("BX-FJ-12", 1, Some("FJ12-26093177"), OldPart::Returned));
    let told = told.shows_confirmation();
    assert_eq!(charged(&told.visit, &told.books), yuan("0.00"));
    check_confirmation(
        &told,
        &[
            ["保修期内，免费", "Free, under warranty"],
            ["合计：CNY 0.00", "Total: CNY 0.00"],
            ["免费凭证", "Free of charge"],
            ["编号 FJ12-26093177", "serial number FJ12-26093177"],
            ["90天，至2027-02-21止", "90 days, until 2027-02-21"],
        ],
    );
    let told = told.signs().up_to(Step::FollowUp).leaves(Outcome::Solved);
    assert_eq!(told.findings(), Vec::<&str>::new());
}

#[test]
fn r91_the_lower_price_of_the_warranty_card_is_charged_and_both_prices_are_shown() {
    let told = visit("02").will("card-compared", "lower");
    let told = told.charges("visit-city", 1).charges("labour-washer-minor", 1).charges_part("XY-PS-30", 1).agreed();
    assert_eq!(charged(&told.visit, &told.books), yuan("150.00"), "30 and 45 by the card and 75");
    let told = told.does(fit("XY-PS-30", 1, None, OldPart::KeptByCustomer)).shows_confirmation();
    check_confirmation(
        &told,
        &[
            [
                "CNY 45.00 按您保修卡上的价格（收费标准为CNY 60.00",
                "CNY 45.00 By your warranty card, the lower price (schedule: CNY 60.00)",
            ],
            ["CNY 30.00 按公布的收费标准", "CNY 30.00 By the published fee schedule"],
            ["CNY 75.00 按公布的备件价格", "CNY 75.00 By the published parts price"],
            ["合计：CNY 150.00", "Total: CNY 150.00"],
        ],
    );
    assert_eq!(told.signs().up_to(Step::FollowUp).leaves(Outcome::Solved).findings(), Vec::<&str>::new());
}

#[test]
fn r99_an_installation_in_warranty_charges_only_the_extras_that_were_asked_for() {
    let told = visit("03").charges("install-ac-wall", 1).charges("extra-copper-pipe", 2).charges("extra-bracket", 1);
    let told = told.agreed();
    assert_eq!(charged(&told.visit, &told.books), yuan("300.00"));
    let told = told.shows_confirmation();
    check_confirmation(&told, &[["您另外要的服务", "A service you asked for"], ["CNY 180.00", "CNY 180.00"]]);
    assert!(!told.paper(DocumentKind::Confirmation, Language::Chinese).text.contains("免费凭证"));
    told.signs().up_to(Step::FollowUp).leaves(Outcome::Solved);
}

#[test]
fn r81_a_missing_part_leads_to_another_visit_and_stands_in_the_confirmation() {
    let told = visit("04").will("work-plan", "part-missing").charges("visit-remote", 1);
    let told = told.does(miss("KT-FJ-WDC", 1)).agreed().shows_confirmation();
    check_confirmation(&told, &[["待到零件", "Part still needed"], ["合计：CNY 60.00", "Total: CNY 60.00"]]);
    let told = told.signs().leaves(Outcome::FurtherWork);
    assert_eq!(told.findings(), ["finding/part-missing", "finding/not-solved"]);
}

#[test]
fn r81_a_missing_part_that_was_fetched_and_fitted_is_needed_no_more() {
    let told = visit("02").charges_part("XY-PS-30", 2).does(miss("XY-PS-30", 2)).agreed();
    let told = told.does(fit("XY-PS-30", 1, None, OldPart::Returned));
    assert_eq!(told.visit.missing, [("XY-PS-30".parse().unwrap(), 1)]);
    let told = told.does(fit("XY-PS-30", 1, None, OldPart::Returned)).shows_confirmation();
    assert!(!told.paper(DocumentKind::Confirmation, Language::English).text.contains("still needed"));
}

#[test]
fn a_declined_quote_charges_nothing_skips_the_repair_and_is_not_solved() {
    let told = visit("06").charges("visit-city", 1).charges("labour-washer-minor", 1).up_to(Step::Quote).quotes();
    let told = told.hears(QuoteAnswer::Declined).up_to(Step::Repair);
    assert_eq!(stand(&told, Step::Repair), StepState::Skipped);
    told.refuses(answer("powered-off", Answer::Confirmed), "check/not-asked");
    let told = told.shows_confirmation();
    check_confirmation(&told, &[["合计：CNY 0.00", "Total: CNY 0.00"]]);
    let text = told.paper(DocumentKind::Confirmation, Language::English).text;
    assert!(!text.contains("60.00") && !text.contains("Free of charge"), "{text}");
    let told = told.signs().up_to(Step::FollowUp);
    told.refuses(Command::Leave { outcome: Outcome::Solved }, "visit/not-solved");
    assert_eq!(told.leaves(Outcome::Declined).findings(), ["finding/not-solved"]);
}

#[test]
fn r151_a_refused_signature_is_a_result_and_the_visit_is_solved() {
    let told = visit("05").charges("labour-fridge-minor", 1).agreed().shows_confirmation();
    check_confirmation(&told, &[["签字和评价由您自愿", "Signing and rating are your own choice"]]);
    let told = told.does_not_sign(NoSignature::Refused, "不愿签字").up_to(Step::FollowUp).leaves(Outcome::Solved);
    assert_eq!(told.findings(), ["finding/not-signed"]);
    assert!(!told.visit.is_changed_after_signing());
}

#[test]
fn r68_the_second_cover_waits_until_the_first_foot_is_inside() {
    let told = visit("01").up_to(Step::Greet).confirms("introduced").confirms("certificate-shown");
    let told = told.confirms("entry-consent").confirms("shoe-cover-first");
    let why = told.refuses(answer("shoe-cover-second", Answer::Confirmed), "check/out-of-order");
    assert_eq!(why, "shoe-cover-second comes after step-in-first");
    let told = told.confirms("step-in-first").confirms("shoe-cover-second");
    told.refuses(answer("customer-things", Answer::Chosen("nothing-moved".parse().unwrap())), "check/out-of-order");
}

#[test]
fn r69_the_second_cover_may_follow_a_first_one_that_was_waived() {
    let told = visit("01").up_to(Step::Greet).confirms("introduced").confirms("certificate-shown");
    let told = told.confirms("entry-consent");
    let (check, reason) = ("shoe-cover-first".parse().unwrap(), "covers-declined".parse().unwrap());
    let told = told.does(Command::Waive { check, reason, note: None }).confirms("step-in-first");
    assert_eq!(told.findings(), ["finding/waived"]);
}

#[test]
fn a_check_of_a_closed_step_is_refused_and_what_comes_first_is_named() {
    let why = visit("01").refuses(answer("introduced", Answer::Confirmed), "check/step-not-open");
    assert_eq!(why, "introduced belongs to a step that is not open: qualified comes first");
    let told = visit("01").charges("visit-city", 1).up_to(Step::Quote).quotes();
    let why = told.refuses(answer("powered-off", Answer::Confirmed), "check/step-not-open");
    assert_eq!(why, "powered-off belongs to a step that is not open: cause-told comes first");
}

#[test]
fn r87_a_quote_that_changed_after_it_was_accepted_is_shown_again() {
    let told = visit("06").charges("visit-city", 1).agreed().charges("labour-washer-minor", 1);
    assert_eq!(stand(&told, Step::Repair), StepState::Closed(Blocker::QuoteAnswer));
    assert_eq!(charged(&told.visit, &told.books), yuan("0.00"), "nothing is charged that nobody accepted");
    told.refuses(Command::AnswerQuote { answer: QuoteAnswer::Accepted }, "quote/not-presented");
    let confirmation =
        Command::Present { kind: DocumentKind::Confirmation, document: Hash::of(b"x"), total: yuan("90.00") };
    told.refuses(confirmation, "sign/step-not-done");
    let told = told.quotes().hears(QuoteAnswer::Accepted);
    assert_eq!(charged(&told.visit, &told.books), yuan("90.00"));
    assert!(matches!(stand(&told, Step::Repair), StepState::Open(_)));
}

#[test]
fn r79_work_that_is_free_still_needs_the_customers_consent() {
    let told = visit("01").up_to(Step::Quote).confirms("cause-told").confirms("schedule-shown");
    let told = told.confirms("free-voucher-shown").confirms("quote-explained");
    assert_eq!(stand(&told, Step::Clean), StepState::Closed(Blocker::QuoteAnswer));
    let told = told.quotes().hears(QuoteAnswer::Accepted);
    assert!(matches!(stand(&told, Step::Repair), StepState::Open(_)));
}

#[test]
fn taking_every_line_off_an_accepted_quote_does_not_make_the_repair_disappear() {
    let told = visit("06").charges("visit-city", 1).agreed().does(Command::RemoveQuoteLine { line: 1 });
    assert_eq!(stand(&told, Step::Clean), StepState::Closed(Blocker::QuoteAnswer));
}

#[test]
fn a_part_fitted_without_a_quote_is_recorded_and_the_office_finds_it() {
    let told = visit("06").does(fit("XY-PS-30", 1, None, OldPart::Returned));
    assert_eq!(told.visit.fitted.len(), 1);
    assert_eq!(told.findings(), ["finding/part-not-quoted"]);
}

#[test]
fn more_pieces_than_were_quoted_are_found_too() {
    let told = visit("06").charges_part("XY-PS-30", 1).agreed().does(fit("XY-PS-30", 1, None, OldPart::Returned));
    assert_eq!(told.findings(), Vec::<&str>::new());
    assert_eq!(told.does(fit("XY-PS-30", 1, None, OldPart::None)).findings(), ["finding/part-not-quoted"]);
}

#[test]
fn r118_a_tracked_part_is_fitted_one_by_one_and_each_piece_once() {
    let told = visit("01");
    told.refuses(fit("BX-FJ-12", 1, None, OldPart::None), "part/needs-serial");
    told.refuses(fit("BX-FJ-12", 2, Some("A1"), OldPart::None), "part/bad-count");
    told.refuses(fit("BX-GW-NTC", 1, Some("A1"), OldPart::None), "part/has-no-serial");
    let told = told.does(fit("BX-FJ-12", 1, Some("A1"), OldPart::None));
    told.refuses(fit("BX-FJ-12", 1, Some("A1"), OldPart::None), "part/fitted-twice");
}

#[test]
fn a_change_after_signing_is_visible_until_it_is_signed_again() {
    let told = visit("06").charges_part("XY-PS-30", 1).agreed().shows_confirmation().signs();
    assert!(!told.visit.is_changed_after_signing());
    let told = told.does(fit("XY-PS-30", 1, None, OldPart::Returned));
    assert!(told.visit.is_changed_after_signing());
    assert_eq!(told.findings(), ["finding/changed-after-signing"]);
    assert!(!told.shows_confirmation().signs().visit.is_changed_after_signing());
}

#[test]
fn an_answer_changed_after_it_was_signed_for_is_visible() {
    let told = visit("06").agreed().shows_confirmation().signs().chooses("test-run", "passed");
    assert!(!told.visit.is_changed_after_signing(), "the same answer again is no change");
    let told = told.chooses("test-run", "not-fixed");
    assert!(told.visit.is_changed_after_signing());
    assert_eq!(told.findings(), ["finding/changed-after-signing"]);
}

#[test]
fn what_is_done_after_the_signature_by_its_order_is_no_change() {
    let told = visit("06").agreed().shows_confirmation().signs().up_to(Step::FollowUp);
    let told = told.chooses("report-handed", "paper").leaves(Outcome::Solved).confirms("same-day-report");
    assert!(!told.visit.is_changed_after_signing());
}

#[test]
fn an_answer_that_asks_for_more_after_showing_stops_the_signature() {
    let told = visit("06").agreed().shows_confirmation().chooses("arrival", "late-under-15");
    let sign = Command::LeaveUnsigned { why: NoSignature::Absent, note: None };
    let why = told.refuses(sign, "sign/step-not-done");
    assert_eq!(why, "nothing is signed before Greet is done", "the apology for being late is still owed (R59)");
}

#[test]
fn r199_an_old_part_that_policy_asks_back_and_the_customer_kept_is_shown_to_a_person() {
    let found = |old_part| {
        let told = visit("01").charges_part("BX-ZK-215", 1).agreed();
        let told = told.does(fit("BX-ZK-215", 1, Some("ZK-1"), old_part));
        told.findings().contains(&"finding/old-part-kept")
    };
    assert_eq!([found(OldPart::KeptByCustomer), found(OldPart::Returned)], [true, false]);
}
