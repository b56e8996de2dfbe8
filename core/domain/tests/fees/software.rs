//! Software jobs and upgrades (R92, R93, T8).

use super::*;

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
