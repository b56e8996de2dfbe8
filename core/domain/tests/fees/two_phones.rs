//! What two phones make of one visit when neither knows of the other.

use super::*;

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
