//! Money: what a line costs and why, what the centre may take off, and what two phones
//! make of one quote. What is shown, charged and paid is always one amount.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a told visit that goes wrong is a failed test"
)]

mod told;

use doorstep_domain::book::{FeeKind, Language};
use doorstep_domain::event::{
    Because, DocumentKind, Envelope, Event, OldPart, Outcome, QuoteAnswer, QuoteItem, QuoteLine, Record, SeenHead,
    Signer,
};
use doorstep_domain::id::{Hash, Head, ReasonId};
use doorstep_domain::incident::IncidentCommand;
use doorstep_domain::job::{ServiceKind, Warranty};
use doorstep_domain::money::{Currency, Money};
use doorstep_domain::reduction::{
    ApprovalKey, CODES, CodeFor, QuoteMark, ReductionCommand, in_fours, is_right, spoken_code,
};
use doorstep_domain::terms::{Certificate, Earlier, Terms};
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::{Command, Heard, LaneRecords, Step, StepState, Visit, charged, step_state};
use proptest::prelude::*;

use told::{NINE, Told, books, fit, job, lane, opening, visit, visit_for, yuan};

const DAY_MS: i64 = 86_400_000;

/// The fixture job for another service and appliance.
fn visit_as(service: ServiceKind, category: &str, warranty: Warranty) -> Told {
    let mut job = job("06");
    (job.service, job.category, job.warranty) = (service, category.parse().unwrap(), warranty);
    visit_for(job)
}

fn terms(told: &Told) -> Terms {
    let certificate = Certificate {
        category: told.opening().category.clone(),
        grade: 3,
        valid_until: "2027-12-31".parse().unwrap(),
    };
    Terms {
        window: told.job.window,
        travel_min: None,
        installed_on: None,
        is_elderly: false,
        certificate: Some(certificate),
    }
}

/// The same visit, accepted with these terms and this past.
fn again(told: Told, terms: Option<Terms>, earlier: Option<Earlier>) -> Told {
    let opening = opening(&told.job, &told.books);
    Told { visit: Visit::default(), ..told }.does(Command::Open { opening, terms, earlier })
}

fn installed(told: Told, day: &str) -> Told {
    let terms = Terms { installed_on: Some(day.parse().unwrap()), ..terms(&told) };
    again(told, Some(terms), None)
}

fn earlier(left_ms: Option<i64>) -> Earlier {
    Earlier {
        visit: "FW-20261101-0006-1".parse().unwrap(),
        relied: Hash::of(b"the last event"),
        left_ms,
        quote: None,
        labour: vec![("labour-washer-minor".parse().unwrap(), 1)],
        missing: Vec::new(),
        fitted: vec![("XY-PS-30".parse().unwrap(), 2)],
        custody: Vec::new(),
    }
}

fn add(row: &str, count: u32, card: Option<Money>) -> Command {
    Command::AddQuoteLine { item: QuoteItem::Fee(row.parse().unwrap()), count, card }
}

fn add_part(part: &str, count: u32) -> Command {
    Command::AddQuoteLine { item: QuoteItem::Part(part.parse().unwrap()), count, card: None }
}

/// What the next line would cost, and why.
fn line_of(told: &Told, command: &Command) -> (Money, Because) {
    match told.attempt(command).unwrap().remove(0) {
        Event::QuoteLineAdded { line } => (line.amount, line.because),
        event => panic!("{event:?} is no line"),
    }
}

fn zero() -> Money {
    Money::zero(books().fees.currency)
}

// ------------------------------------------------------------------ software, upgrades

#[test]
fn r92_software_is_free_for_a_month_asked_of_the_centre_until_three_and_charged_then() {
    let software = || visit_as(ServiceKind::Software, "washing_machine", Warranty::Inside);
    let row = add("software-app-pairing", 1, None);
    let would_be = yuan("30.00");
    // NINE is 2026-11-23.
    for (day, amount, because) in [
        ("2026-11-23", "0.00", Because::FreeSoftware { would_be }),
        ("2026-10-23", "0.00", Because::FreeSoftware { would_be }),
        ("2026-10-22", "30.00", Because::AskCentre { would_be }),
        ("2026-08-23", "30.00", Because::AskCentre { would_be }),
        ("2026-08-22", "30.00", Because::Schedule { card: None }),
    ] {
        assert_eq!(line_of(&installed(software(), day), &row), (yuan(amount), because), "{day}");
    }
    assert_eq!(line_of(&software(), &row), (would_be, Because::AskCentre { would_be }), "no date is known");
}

#[test]
fn t8_a_clock_that_nothing_vouches_for_makes_software_a_question_for_the_centre() {
    let told = installed(visit_as(ServiceKind::Software, "washing_machine", Warranty::Outside), "2026-11-20");
    let row = add("software-app-pairing", 1, None);
    let would_be = yuan("30.00");
    let at = |uncertainty_ms| Told { now: Stamp { uncertainty_ms, ..NINE }, ..told.clone() };
    assert_eq!(line_of(&at(None), &row).1, Because::AskCentre { would_be });
    assert_eq!(line_of(&at(Some(30 * 86_400_000)), &row).1, Because::AskCentre { would_be }, "a month of doubt");
    assert_eq!(line_of(&at(Some(1_000)), &row).1, Because::FreeSoftware { would_be });
    let paper = at(None).does(row).paper(DocumentKind::Quote, Language::Chinese).text;
    assert!(paper.contains("是否收费由服务中心决定"), "{paper}");
}

#[test]
fn t8_also_between_the_months_the_card_is_not_exceeded_and_the_office_agrees() {
    let told = visit_as(ServiceKind::Software, "washing_machine", Warranty::Outside);
    let row = add("software-app-pairing", 2, Some(yuan("20.00")));
    assert_eq!(line_of(&told, &row), (yuan("40.00"), Because::AskCentre { would_be: yuan("30.00") }));
    assert_eq!(told.does(row).findings(), Vec::<&str>::new());
}

#[test]
fn the_office_judges_the_day_of_a_price_by_the_time_that_was_recorded() {
    let told = installed(visit_as(ServiceKind::Software, "washing_machine", Warranty::Outside), "2026-11-20");
    let told = told.does(add("software-app-pairing", 1, None));
    assert_eq!(told.findings(), Vec::<&str>::new());
    let Event::QuoteLineAdded { line } = told.visit.story.last().unwrap().event.clone() else { panic!("no line") };
    let dearer = QuoteLine { amount: yuan("30.00"), because: Because::Schedule { card: None }, line: 2, ..line };
    assert_eq!(told.takes(Event::QuoteLineAdded { line: dearer }).findings(), ["finding/other-price"]);
}

#[test]
fn r93_an_upgrade_costs_what_was_ordered_or_less_by_the_card() {
    let told = visit_as(ServiceKind::Upgrade, "washing_machine", Warranty::Inside);
    let ordered = line_of(&told, &add("upgrade-wifi-module", 1, None));
    assert_eq!(ordered, (yuan("180.00"), Because::Ordered), "warranty does not pay for upgrades");
    let by_card = line_of(&told, &add("upgrade-wifi-module", 1, Some(yuan("99.00"))));
    assert_eq!(by_card, (yuan("99.00"), Because::CardIsLower { schedule: yuan("180.00") }));
}

// ------------------------------------------------------------------ old parts

#[test]
fn r94_an_old_part_is_credited_only_beside_its_new_one_and_never_below_nothing() {
    let told = visit("02").charges("visit-city", 1);
    told.refuses(add("credit-motor", 1, None), "quote/credit-without-part");
    let told = told.charges_part("XY-PS-30", 1).charges("credit-motor", 2);
    assert_eq!(told.visit.lines[&3].amount, Money::new(-4_000, Currency::CNY));
    assert_eq!(told.visit.lines[&3].because, Because::OldPartCredit);
    assert_eq!(told.visit.lines_total(zero()), Ok(yuan("65.00")));
    told.refuses(add("credit-motor", 4, None), "quote/credit-too-large");
    told.refuses(Command::RemoveQuoteLine { line: 2 }, "quote/credit-without-part");
    let paper = told.paper(DocumentKind::Quote, Language::English);
    assert!(paper.text.contains("CNY -40.00 For the old part"), "{}", paper.text);
    assert_eq!((paper.total, told.findings()), (yuan("65.00"), Vec::<&str>::new()));
    let told = told.does(Command::RemoveQuoteLine { line: 3 }).does(Command::RemoveQuoteLine { line: 2 });
    assert_eq!(told.visit.lines.len(), 1, "taken off in the other order they can go");
}

#[test]
fn r94_a_part_that_was_fitted_counts_as_well_as_one_that_is_quoted() {
    let told = visit("02").charges("visit-city", 2).does(fit("XY-PS-30", 1, None, OldPart::Returned));
    told.charges("credit-motor", 1);
}

#[test]
fn r95_in_warranty_the_exchange_is_free_and_the_old_part_is_not_paid_for() {
    let told = visit("01").charges_part("BX-FJ-12", 1);
    told.refuses(add("credit-board", 1, None), "quote/credit-too-large");
    let mut told = told;
    told.books.fees.rows.iter_mut().for_each(|row| row.is_free_in_warranty = true);
    let (amount, because) = line_of(&told, &add("credit-board", 1, None));
    assert_eq!((amount, because), (zero(), Because::FreeInWarranty { would_be: Money::new(-1_500, Currency::CNY) }));
}

#[test]
fn r221_an_old_appliance_is_credited_where_a_new_one_takes_its_place() {
    let told = visit_as(ServiceKind::Exchange, "washing_machine", Warranty::Outside);
    told.refuses(add("credit-old-for-new", 1, None), "quote/credit-too-large");
}

#[test]
fn a_quote_that_two_phones_brought_below_nothing_is_not_shown_until_the_credit_goes() {
    let line = |line, item, minor, because| {
        Event::QuoteLineAdded { line: QuoteLine { line, item, count: 1, amount: Money::new(minor, Currency::CNY), because } }
    };
    let told = visit("02").up_to(Step::Quote).charges("visit-city", 1).does(fit("XY-PS-30", 1, None, OldPart::None));
    let credit = QuoteItem::Fee("credit-motor".parse().unwrap());
    let told = told.takes(line(2, credit.clone(), -2_000, Because::OldPartCredit));
    let told = told.takes(line(3, credit, -2_000, Because::OldPartCredit));
    let paper = told.paper(DocumentKind::Quote, Language::Chinese);
    let show = Command::Present { kind: DocumentKind::Quote, document: Hash::of(b"x"), total: paper.total };
    told.refuses(show, "quote/credit-too-large");
    let told = told.does(Command::RemoveQuoteLine { line: 3 }).quotes().hears(QuoteAnswer::Accepted);
    assert_eq!(charged(&told.visit, &told.books), yuan("10.00"));
}

// ------------------------------------------------------------------ the warranty on repairs

#[test]
fn r105_the_same_work_and_parts_again_are_free_while_the_repairs_warranty_runs() {
    let told = visit_for(job("06"));
    let at = |days: i64| again(told.clone(), None, Some(earlier(Some(NINE.wall_ms - days * DAY_MS))));
    let labour = add("labour-washer-minor", 1, None);
    let free = (zero(), Because::RepairWarranty { would_be: yuan("60.00") });
    assert_eq!(line_of(&at(90), &labour), free, "the ninetieth day still counts");
    assert_eq!(line_of(&at(91), &labour), (yuan("60.00"), Because::Schedule { card: None }));
    assert_eq!(line_of(&at(0), &add("labour-washer-medium", 1, None)).0, yuan("120.00"), "that was not done then");
    assert_eq!(line_of(&at(0), &add("visit-city", 1, None)).0, yuan("30.00"), "only work and parts are warranted");
    let unsure = Told { now: Stamp { uncertainty_ms: None, ..NINE }, ..at(900) };
    assert_eq!(line_of(&unsure, &labour), free, "nobody is charged because a clock is not sure");
    assert_eq!(line_of(&again(told.clone(), None, Some(earlier(None))), &labour), free);
}

#[test]
fn r105_only_as_many_pieces_as_were_fitted_then_are_free() {
    let told = again(visit("06"), None, Some(earlier(Some(NINE.wall_ms))));
    told.refuses(add_part("XY-PS-30", 3), "quote/more-than-covered");
    let told = told.charges_part("XY-PS-30", 2).charges_part("XY-PS-30", 1);
    assert_eq!(told.visit.lines[&1].amount, zero());
    assert_eq!(told.visit.lines[&2].because, Because::Catalogue);
    assert_eq!(told.findings(), Vec::<&str>::new());
    let paper = told.paper(DocumentKind::Quote, Language::Chinese).text;
    assert!(paper.contains("上次维修的质保期内，免费"), "{paper}");
}

#[test]
fn r155_the_confirmation_names_the_last_day_of_each_warranty_if_the_clock_is_sure() {
    let told = visit_for(job("06")).charges("labour-washer-major", 1).charges_part("XY-PS-30", 1).agreed();
    let told = told.does(fit("XY-PS-30", 1, None, OldPart::Returned)).shows_confirmation();
    let days = told.books.parts.part(&"XY-PS-30".parse().unwrap()).unwrap().warranty_days;
    let text = told.paper(DocumentKind::Confirmation, Language::English).text;
    assert!(text.contains("bearings and seal, clutch, 180 days, until 2027-05-22"), "{text}");
    assert!(text.contains(&format!(", {days} days, until ")), "{text}");
    let unsure = Told { now: Stamp { uncertainty_ms: None, ..NINE }, ..told };
    let note = Command::AddNote { note: Hash::of(b"a note") };
    let text = unsure.does(note).paper(DocumentKind::Confirmation, Language::English).text;
    assert!(text.contains("180 days from today") && !text.contains("until"), "{text}");
}

// ------------------------------------------------------------------ the centre's word

const KEY: ApprovalKey = ApprovalKey([7; 32]);

fn reason() -> ReasonId {
    "hardship".parse().unwrap()
}

fn ask(total: &str) -> Command {
    Command::Reduction(ReductionCommand::Ask { total: yuan(total), reason: reason() })
}

fn enter(told: &Told, request: u32, code: u32) -> Command {
    let open = &told.visit.reductions.requests[&request];
    let what = CodeFor::request(&told.opening().visit, request, open);
    Command::Reduction(ReductionCommand::EnterCode { request, code, is_right: is_right(&KEY, &what, code) })
}

/// What the centre says when it hears what the engineer reads out.
fn spoken(told: &Told, request: u32) -> u32 {
    let shown = told.visit.quote.unwrap();
    let quote = QuoteMark::from_spoken(&shown.document.short()).unwrap();
    let total = told.visit.reductions.requests[&request].to;
    spoken_code(&KEY, &CodeFor { visit: told.opening().visit.clone(), request, quote, total })
}

/// 30 and 60 and 75 are quoted and shown.
fn quoted() -> Told {
    let told = visit("06").up_to(Step::Quote).charges("visit-city", 1).charges("labour-washer-minor", 1);
    told.charges_part("XY-PS-30", 1).quotes()
}

#[test]
fn r97_a_code_that_the_centre_spoke_lowers_the_total_and_the_customer_is_asked_again() {
    let told = quoted().does(ask("80.00"));
    let wrong = (spoken(&told, 1) + 1) % CODES;
    let told = told.clone().does(enter(&told, 1, wrong));
    assert_eq!(told.visit.reductions.requests[&1].wrong_codes, [wrong]);
    let told = told.clone().does(enter(&told, 1, spoken(&told, 1)));
    assert_eq!(told.visit.quote_total(zero()), Ok(yuan("80.00")));
    told.refuses(Command::AnswerQuote { answer: QuoteAnswer::Accepted }, "quote/not-presented");
    let told = told.quotes().hears(QuoteAnswer::Accepted);
    let paper = told.paper(DocumentKind::Quote, Language::Chinese);
    for says in ["共：CNY 165.00", "减免：CNY -85.00", "服务中心决定", "合计：CNY 80.00"] {
        assert!(paper.text.contains(says), "{says} is missing in {}", paper.text);
    }
    assert!(!paper.text.contains("未能核验"));
    let told = told.shows_confirmation();
    assert!(told.paper(DocumentKind::Confirmation, Language::English).text.contains("Reduction: CNY -85.00"));
    let told = told.signs();
    assert_eq!((charged(&told.visit, &told.books), told.findings()), (yuan("80.00"), Vec::<&str>::new()));
}

#[test]
fn r97_a_code_takes_effect_once_and_only_for_the_lines_it_was_given_for() {
    let asked = quoted().does(ask("80.00"));
    let code = spoken(&asked, 1);
    let told = asked.clone().does(enter(&asked, 1, code));
    told.refuses(enter(&told, 1, code), "reduction/no-such-request");
    let told = told.charges("visit-city", 1);
    assert_eq!(told.visit.reduction(), None, "more work is another price");
    assert_eq!(told.visit.quote_total(zero()), Ok(yuan("195.00")));
    let changed = asked.charges("visit-city", 1);
    changed.refuses(enter(&changed, 1, code), "reduction/no-such-request");
    let shown_again = changed.quotes();
    shown_again.refuses(enter(&shown_again, 1, code), "reduction/no-such-request");
}

#[test]
fn r97_showing_the_same_quote_again_does_not_undo_the_request() {
    let asked = quoted().does(ask("80.00"));
    let code = spoken(&asked, 1);
    let told = asked.quotes();
    let told = told.clone().does(enter(&told, 1, code));
    assert!(told.visit.reduction().is_some_and(|granted| granted.is_verified));
}

#[test]
fn p3_a_code_that_never_verifies_is_claimed_shown_as_such_and_the_visit_goes_on() {
    let told = quoted().does(ask("80.00"));
    let claim = |code| Command::Reduction(ReductionCommand::Claim { request: 1, code });
    told.refuses(claim(5), "reduction/not-tried");
    let wrong = (spoken(&told, 1) + 1) % CODES;
    let told = told.clone().does(enter(&told, 1, wrong)).does(claim(wrong)).quotes().hears(QuoteAnswer::Accepted);
    assert_eq!(charged(&told.visit, &told.books), yuan("80.00"));
    assert!(told.paper(DocumentKind::Quote, Language::Chinese).text.contains("未能核验"));
    let told = told.shows_confirmation();
    assert!(told.paper(DocumentKind::Confirmation, Language::English).text.contains("was not verified"));
    assert_eq!(told.signs().findings(), ["finding/reduction-not-verified"]);
}

#[test]
fn r97_what_may_be_asked() {
    let other = |total: &str, reason: &str| {
        Command::Reduction(ReductionCommand::Ask { total: yuan(total), reason: reason.parse().unwrap() })
    };
    visit("06").refuses(ask("1.00"), "reduction/nothing-to-reduce");
    let told = quoted();
    told.refuses(other("80.00", "nobody-says-so"), "reduction/no-such-reason");
    told.refuses(other("80.00", "customer-declined"), "reduction/no-such-reason");
    told.refuses(ask("165.00"), "reduction/not-lower");
    let below = Money::new(-1, Currency::CNY);
    told.refuses(
        Command::Reduction(ReductionCommand::Ask { total: below, reason: reason() }),
        "reduction/not-lower",
    );
    assert!(told.attempt(&ask("0.00")).is_ok(), "this schedule lets the centre give everything");
    let mut half = told.clone();
    half.books.fees.reduction.most_percent = 50;
    half.refuses(ask("82.49"), "reduction/not-lower");
    let twice = half.does(ask("82.50"));
    let twice = twice.clone().does(enter(&twice, 1, spoken(&twice, 1))).quotes();
    twice.refuses(ask("60.00"), "reduction/not-lower");
    let accepted = told.hears(QuoteAnswer::Accepted);
    accepted.refuses(ask("80.00"), "reduction/accepted-already");
    assert!(accepted.hears(QuoteAnswer::Declined).attempt(&ask("80.00")).is_ok());
}

#[test]
fn r97_after_the_last_try_only_a_new_request_helps() {
    let mut told = quoted().does(ask("80.00"));
    let wrong = (spoken(&told, 1) + 1) % CODES;
    told.refuses(enter(&told, 1, CODES), "reduction/not-eight-digits");
    for _ in 0..told.books.fees.reduction.tries {
        told = told.clone().does(enter(&told, 1, wrong));
    }
    told.refuses(enter(&told, 1, wrong), "reduction/no-tries-left");
    told.refuses(enter(&told, 1, spoken(&told, 1)), "reduction/no-tries-left");
    let told = told.does(ask("70.00"));
    let told = told.clone().does(enter(&told, 2, spoken(&told, 2)));
    assert_eq!(told.visit.quote_total(zero()), Ok(yuan("70.00")));
}

#[test]
fn a_word_for_another_total_than_was_asked_lowers_nothing_and_the_office_finds_it() {
    let told = quoted().does(ask("80.00"));
    let document = told.visit.quote.unwrap().document;
    let forged = Event::PriceReduced { request: 1, document, total: yuan("1.00"), code: 1, is_verified: true };
    let told = told.takes(forged);
    assert_eq!(told.visit.quote_total(zero()), Ok(yuan("165.00")));
    assert_eq!(told.findings(), ["reduction/no-such-request"]);
}

#[test]
fn a_code_is_read_out_in_fours_and_a_quote_by_the_digits_that_the_phone_shows() {
    assert_eq!(in_fours(1_234_567), "0123 4567");
    let hash = Hash::of(b"a quote");
    let mark = QuoteMark::of(&hash);
    assert_eq!(mark.to_string().replace(' ', ""), hash.short());
    assert_eq!(QuoteMark::from_spoken(&mark.to_string().to_uppercase()), Some(mark));
    for wrong in ["", "1234567", "123456789", "1234567g", "+1234567"] {
        assert_eq!(QuoteMark::from_spoken(wrong), None, "{wrong}");
    }
}

/// The code as another program would make it: pinned, because a phone and an office of
/// two versions have to agree.
#[test]
fn the_code_is_what_it_always_was() {
    let what = CodeFor {
        visit: "FW-20261123-0006-1".parse().unwrap(),
        request: 1,
        quote: QuoteMark([0x1a, 0x2b, 0x3c, 0x4d]),
        total: yuan("80.00"),
    };
    assert_eq!(in_fours(spoken_code(&KEY, &what)), PINNED);
}

const PINNED: &str = "5013 9205";

// ------------------------------------------------------------------ two phones

/// A lane of these events; each saw as much of the other lane as stands beside it.
fn lane_of(installation: u8, events: Vec<(Event, Option<&LaneRecords>)>) -> LaneRecords {
    let heard = events.into_iter().zip(1_u64..).map(|((event, saw), seq)| {
        let seen = saw.map(|saw| SeenHead { lane: saw.lane.clone(), head: saw.heard.last().unwrap().head });
        let clock = (seq == 1).then_some(NINE);
        let envelope = Envelope { delta_ms: seq, running_delta: 1, clock, seen: seen.into_iter().collect() };
        let hash = Hash::of(&[&[installation], seq.to_le_bytes().as_slice()].concat());
        Heard { head: Head { seq, hash }, record: Ok(Record { envelope, event }) }
    });
    LaneRecords { lane: lane(installation, &job("06")), heard: heard.collect() }
}

fn blind(events: impl IntoIterator<Item = Event>) -> Vec<(Event, Option<&'static LaneRecords>)> {
    events.into_iter().map(|event| (event, None)).collect()
}

fn events(told: Told) -> Vec<Event> {
    told.visit.story.into_iter().map(|entry| entry.event).collect()
}

fn folded(lanes: &[LaneRecords]) -> Told {
    Told { visit: Visit::from_lanes(lanes), ..visit("06") }
}

fn amounts(told: &Told) -> Vec<(u32, i64)> {
    told.visit.lines.values().map(|line| (line.line, line.amount.minor)).collect()
}

#[test]
fn two_phones_that_give_a_line_the_same_number_lose_none_and_each_removes_its_own() {
    let first = lane_of(1, blind(events(visit("06").charges("visit-city", 1))));
    let second = visit("06").charges("labour-washer-minor", 1).charges("labour-washer-medium", 1);
    let both = folded(&[first.clone(), lane_of(2, blind(events(second.clone())))]);
    assert_eq!(amounts(&both), [(1, 3_000), (2, 6_000), (3, 12_000)]);
    assert_eq!(both.visit.lines_total(zero()), Ok(yuan("210.00")));
    let twice = both.findings().into_iter().filter(|code| *code == "finding/line-number-twice").count();
    assert_eq!(twice, 2, "the second line was pushed on by the first one");

    let mut sent = blind(events(second));
    sent.push((Event::QuoteLineRemoved { line: 1 }, None));
    assert_eq!(amounts(&folded(&[first.clone(), lane_of(2, sent.clone())])), [(1, 3_000), (3, 12_000)]);
    sent.last_mut().unwrap().1 = Some(&first);
    assert_eq!(amounts(&folded(&[first.clone(), lane_of(2, sent)])), [(2, 6_000), (3, 12_000)], "it knew who is 1");
}

#[test]
fn two_signatures_under_two_totals_both_stand_until_the_customer_signs_again() {
    let signed = |row: &str| visit("06").charges(row, 1).agreed().shows_confirmation().signs();
    let (city, dear) = (signed("visit-city"), signed("labour-washer-medium"));
    let first = lane_of(1, blind(events(city.clone())));
    let second = lane_of(2, blind(events(dear)));
    let both = folded(&[first.clone(), second.clone()]);
    let totals = [&both.visit.acceptance, &both.visit.contested].map(|kept| kept.as_ref().map(|kept| kept.total));
    assert_eq!(totals, [Some(yuan("120.00")), Some(yuan("30.00"))]);
    assert!(both.visit.is_changed_after_signing());
    both.refuses(Command::Leave { outcome: Outcome::Solved }, "visit/not-solved");
    assert!(both.findings().contains(&"finding/signed-differently"));

    let again = Event::Signed {
        document: Hash::of(b"again"),
        total: yuan("150.00"),
        signer: Signer::Customer,
        strokes: Hash::of(b"s"),
    };
    let mut sent = blind(events(city));
    sent.push((again, Some(&second)));
    assert_eq!(folded(&[lane_of(1, sent), second]).visit.contested, None, "who signs last knew of both");
}

#[test]
fn a_signature_of_one_phone_is_not_undone_by_another_that_heard_nobody() {
    let signed = visit("06").charges("visit-city", 1).agreed().shows_confirmation().signs();
    let unsigned = visit("06").agreed().shows_confirmation();
    let unsigned = unsigned.does_not_sign(doorstep_domain::event::NoSignature::Absent, "");
    for (one, other) in [(1, 2), (2, 1)] {
        let lanes = [lane_of(one, blind(events(signed.clone()))), lane_of(other, blind(events(unsigned.clone())))];
        let both = folded(&lanes);
        assert!(both.visit.acceptance.as_ref().is_some_and(|stands| stands.result.is_ok()), "{one} signed");
        assert!(both.visit.contested.is_some());
    }
}

#[test]
fn a_second_signature_of_the_same_phone_replaces_the_first() {
    let told = visit("06").charges("visit-city", 1).agreed().shows_confirmation().signs();
    let told = told.charges("labour-washer-minor", 1).quotes().hears(QuoteAnswer::Accepted);
    let told = told.shows_confirmation().signs();
    assert_eq!(told.visit.contested, None);
    assert_eq!(told.findings(), ["finding/changed-after-signing"]);
}

#[test]
fn the_office_finds_more_charged_than_was_agreed() {
    let told = visit("06").charges("visit-city", 1).agreed().shows_confirmation();
    let document = told.visit.current_confirmation().unwrap().document;
    let signed = Event::Signed { document, total: yuan("31.00"), signer: Signer::Customer, strokes: Hash::of(b"s") };
    assert!(told.takes(signed).findings().contains(&"finding/charged-above-quote"));
}

// ------------------------------------------------------------------ gates

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

// ------------------------------------------------------------------ properties

/// What a failed property says of its visit.
impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?}", self.opening(), self.visit.terms)
    }
}

#[derive(Clone, Debug)]
struct Wish {
    row: usize,
    part: usize,
    is_part: bool,
    count: u32,
    card: Option<i64>,
}

fn any_wish() -> impl Strategy<Value = Wish> {
    (0..200_usize, 0..200_usize, any::<bool>(), 1..4_u32, proptest::option::of(0..9_000_i64))
        .prop_map(|(row, part, is_part, count, card)| Wish { row, part, is_part, count, card })
}

fn command(wish: &Wish) -> Command {
    let (rows, parts) = (&books().fees.rows, &books().parts.parts);
    let item = match wish.is_part {
        true => QuoteItem::Part(parts[wish.part % parts.len()].no.clone()),
        false => QuoteItem::Fee(rows[wish.row % rows.len()].id.clone()),
    };
    Command::AddQuoteLine { item, count: wish.count, card: wish.card.map(|minor| Money::new(minor, Currency::CNY)) }
}

/// A visit for each kind of service, washing machines and air conditioners.
fn any_visit() -> impl Strategy<Value = Told> {
    let category = prop_oneof![Just("washing_machine"), Just("air_conditioner"), Just("refrigerator")];
    (0..ServiceKind::ALL.len(), category, any::<bool>(), proptest::option::of(0..200_u64)).prop_map(
        |(service, category, is_inside, installed_days)| {
            let warranty = if is_inside { Warranty::Inside } else { Warranty::Outside };
            let told = visit_as(ServiceKind::ALL[service], category, warranty);
            let today: chrono::NaiveDate = "2026-11-23".parse().unwrap();
            let installed_on = installed_days.and_then(|days| today.checked_sub_days(chrono::Days::new(days)));
            let terms = Terms { installed_on, ..terms(&told) };
            again(told, Some(terms), None)
        },
    )
}

/// What the schedule or the catalogue publishes for one of these; a credit below nothing.
fn published(item: &QuoteItem) -> i64 {
    match item {
        QuoteItem::Part(no) => books().parts.part(no).unwrap().price.minor,
        QuoteItem::Fee(id) => {
            let row = books().fees.row(id).unwrap();
            if row.kind == FeeKind::Credit { -row.price.minor } else { row.price.minor }
        }
    }
}

fn price_of(told: &Told, wish: &Wish) -> Option<i64> {
    match told.attempt(&command(wish)).ok()?.remove(0) {
        Event::QuoteLineAdded { line } => Some(line.amount.minor),
        _ => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_and_reduction_are_the_total_that_is_shown_agreed_and_charged(
        told in any_visit(), wishes in proptest::collection::vec(any_wish(), 1..12), less in 0..100_i64,
    ) {
        let told = told.up_to(Step::Quote);
        let told = wishes.iter().fold(told, |told, wish| match told.attempt(&command(wish)) {
            Ok(_) => told.does(command(wish)),
            Err(_) => told,
        });
        let sum: i64 = told.visit.lines.values().map(|line| line.amount.minor).sum();
        prop_assert!(sum >= 0, "the company pays nobody");
        let told = told.quotes();
        let total = Money::new(sum * less / 100, Currency::CNY);
        let wish = Command::Reduction(ReductionCommand::Ask { total, reason: reason() });
        prop_assert_eq!(told.attempt(&wish).is_ok(), sum > 0);
        let told = match sum > 0 {
            true => {
                let told = told.does(wish);
                let code = spoken(&told, 1);
                told.clone().does(enter(&told, 1, code)).quotes()
            }
            false => told,
        };
        let off = told.visit.reduction().map_or(0, |granted| granted.total.minor - granted.instead_of.minor);
        let told = told.hears(QuoteAnswer::Accepted);
        let paper = told.paper(DocumentKind::Quote, Language::English);
        prop_assert_eq!(paper.total.minor, sum + off);
        prop_assert_eq!(charged(&told.visit, &told.books), paper.total);
        prop_assert_eq!(told.paper(DocumentKind::Confirmation, Language::Chinese).total, paper.total);
        prop_assert_eq!(told.findings(), Vec::<&str>::new(), "the office finds the same prices");
    }

    #[test]
    fn no_line_is_above_what_is_published(told in any_visit(), wish in any_wish()) {
        let Command::AddQuoteLine { item, count, .. } = command(&wish) else { unreachable!() };
        if let Some(amount) = price_of(&told, &wish) {
            prop_assert!(amount <= published(&item).max(0) * i64::from(count));
            prop_assert!(amount >= 0 || published(&item) < 0, "only credits are below nothing");
        }
    }

    /// Warranty, a card, an earlier repair: each makes a line cheaper or leaves it.
    #[test]
    fn more_cover_never_costs_more(told in any_visit(), wish in any_wish()) {
        let bare = Wish { card: None, ..wish.clone() };
        let Some(amount) = price_of(&told, &bare) else { return Ok(()) };
        if let Some(with_card) = price_of(&told, &wish) {
            prop_assert!(with_card <= amount);
        }
        let mut inside = told.job.clone();
        inside.warranty = Warranty::Inside;
        let terms = told.visit.terms.clone();
        if let Some(with_warranty) = price_of(&again(Told { job: inside, ..told.clone() }, terms.clone(), None), &bare) {
            // A credit that falls away with a free exchange is the one thing that rises: to nothing.
            prop_assert!(with_warranty <= amount.max(0));
        }
        if let Some(repaired) = price_of(&again(told, terms, Some(earlier(Some(NINE.wall_ms)))), &bare) {
            prop_assert!(repaired <= amount);
        }
    }

    #[test]
    fn the_order_in_which_lines_are_added_does_not_matter(
        told in any_visit(), wishes in proptest::collection::vec(any_wish(), 1..8), by in 1..8_usize,
    ) {
        let add = |told: Told, wish: &Wish| told.does(command(wish));
        let lines = |told: &Told| {
            let mut lines: Vec<_> = told.visit.lines.values().map(|line| (line.item.clone(), line.count, line.amount)).collect();
            lines.sort();
            lines
        };
        let (mut added, mut credits) = (told.clone(), Vec::new());
        let mut plain = Vec::new();
        for wish in wishes {
            if let Some(amount) = price_of(&added, &wish) {
                added = add(added, &wish);
                if amount < 0 { credits.push(wish) } else { plain.push(wish) }
            }
        }
        let turn = by % plain.len().max(1);
        plain.rotate_left(turn);
        let other = plain.iter().chain(&credits).fold(told, add);
        prop_assert_eq!(lines(&other), lines(&added));
        prop_assert_eq!(other.visit.lines_total(zero()), added.visit.lines_total(zero()));
    }

    /// Each fact that a code is bound to changes it: by chance one in a hundred million
    /// does not, so one collision in a run is let pass and two are not.
    #[test]
    fn another_visit_request_quote_total_or_key_has_another_code(
        key in any::<[u8; 32]>(), document in any::<[u8; 32]>(), request in any::<u32>(), minor in any::<i64>(),
        bit in 0..64_usize,
    ) {
        let what = CodeFor {
            visit: "FW-1-1".parse().unwrap(),
            request,
            quote: QuoteMark::of(&Hash(document)),
            total: Money::new(minor, Currency::CNY),
        };
        let mut other_key = key;
        other_key[bit / 2] ^= 1 << (bit % 8);
        let mut other_document = document;
        other_document[bit % 4] ^= 1 << (bit % 8);
        let others = [
            CodeFor { visit: "FW-1-11".parse().unwrap(), ..what.clone() },
            CodeFor { request: request ^ (1 << (bit % 32)), ..what.clone() },
            CodeFor { quote: QuoteMark::of(&Hash(other_document)), ..what.clone() },
            CodeFor { total: Money::new(minor ^ (1 << bit), Currency::CNY), ..what.clone() },
            CodeFor { total: Money::new(minor, "USD".parse().unwrap()), ..what.clone() },
        ];
        let code = spoken_code(&ApprovalKey(key), &what);
        prop_assert!(code < CODES && is_right(&ApprovalKey(key), &what, code));
        let same = others.iter().filter(|other| is_right(&ApprovalKey(key), other, code)).count();
        let same = same + usize::from(is_right(&ApprovalKey(other_key), &what, code));
        prop_assert!(same < 2, "{} of six other facts have the same code", same);
    }

    /// However wrong tries are spread over phones, together they are all there are.
    #[test]
    fn tries_are_counted_over_all_lanes(split in proptest::collection::vec(0..3_u8, 0..7)) {
        let asked = quoted().does(ask("80.00"));
        let first = lane_of(1, blind(events(asked.clone())));
        let of = |phone: u8| {
            let tries = split.iter().zip(0_u32..).filter(move |(by, _)| **by == phone);
            tries.map(|(_, code)| Event::CodeTried { request: 1, code })
        };
        let own = lane_of(1, blind(events(asked).into_iter().chain(of(0))));
        let mut lanes = vec![own];
        for phone in [1, 2] {
            let sent: Vec<_> = of(phone).map(|event| (event, Some(&first))).collect();
            if !sent.is_empty() {
                lanes.push(lane_of(phone + 1, sent));
            }
        }
        let both = folded(&lanes);
        prop_assert_eq!(both.visit.reductions.requests[&1].wrong_codes.len(), split.len());
        let left = both.visit.reductions.tries_left(&both.books, 1) as usize;
        prop_assert_eq!(left, 3_usize.saturating_sub(split.len()));
        let right = both.attempt(&enter(&both, 1, spoken(&both, 1)));
        prop_assert_eq!(right.is_ok(), left > 0);
        let beyond = both.findings().into_iter().filter(|code| *code == "reduction/no-tries-left").count();
        prop_assert_eq!(beyond, split.len().saturating_sub(3));
    }
}

#[test]
fn a_quote_never_wraps_round() {
    let mut told = visit("06");
    let most = Money::new(i64::MAX - 1_000, Currency::CNY);
    for row in &mut told.books.fees.rows {
        if row.kind != FeeKind::Credit {
            row.price = most;
        }
    }
    told.refuses(add("visit-city", 2, None), "quote/amount-too-large");
    let told = told.does(add("visit-city", 1, None));
    told.refuses(add("labour-washer-minor", 1, None), "quote/amount-too-large");
    let told = told.does(fit("XY-PS-30", 1, None, OldPart::None)).does(add("credit-motor", 1, None));
    told.refuses(add_part("XY-PS-30", 1), "quote/amount-too-large");
}
