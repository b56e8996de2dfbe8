//! A lower price by the centre's word (R97).

use super::*;

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
    told.refuses(Command::Reduction(ReductionCommand::Ask { total: below, reason: reason() }), "reduction/not-lower");
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
