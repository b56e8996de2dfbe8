//! Second visits, another engineer, two phones (R16b, R81, R105, R152; promises P2, P5).

use doorstep_domain::event::{Event, OldPart, Outcome, QuoteAnswer};
use doorstep_domain::id::Hash;
use doorstep_domain::terms::Earlier;
use doorstep_domain::visit::{Command, Step};

use crate::tale::told;
use crate::{Told, fit, job, miss, visit, visit_for};

/// What job 04 left behind on its first visit: a fan motor is missing.
fn left_behind(books: &doorstep_domain::book::Books) -> Earlier {
    let first = visit(books, "04").will("work-plan", "part-missing").charges("visit-remote", 1);
    let first = first.does(miss("KT-FJ-WDC", 1)).agreed().shows_confirmation().signs().leaves(Outcome::FurtherWork);
    Earlier {
        visit: first.job.visit.clone(),
        relied: Hash::of(b"left"),
        left_ms: Some(first.now.wall_ms),
        quote: first.visit.accepted_quote().map(|shown| (shown.document, shown.total)),
        labour: Vec::new(),
        missing: first.visit.missing.clone(),
        fitted: Vec::new(),
        custody: Vec::new(),
    }
}

pub(crate) fn second(books: &doorstep_domain::book::Books) -> Told {
    visit_for(books, job(books, "16"), Some(left_behind(books)))
}

told! {
    r16b_a_return_visit_knows_the_first: "One ticket to the end: the second visit knows what was said, needed and agreed on the first."
    [R16b R81 R152] |books| {
        let told = second(books);
        assert_eq!(told.visit.earlier.as_ref().map(|earlier| earlier.missing.len()), Some(1));
        told.up_to(Step::Diagnose).asks(&["earlier-read", "returning-part-packed", "returning-explained"])
    };

    r81_the_missing_part_is_fitted_on_the_second_visit: "Otherwise agree another visit: the part comes along and is fitted."
    [R81] |books| {
        let told = second(books).charges("labour-ac-major", 1).charges_part("KT-FJ-WDC", 1).agreed();
        let told = told.does(fit("KT-FJ-WDC", 1, Some("WDC-77120"), OldPart::Returned)).to_the_end();
        assert!(told.visit.missing.is_empty());
        told
    };

    r16b_a_first_visit_is_not_asked_about_an_earlier_one: "What only a return visit needs is asked only there."
    [R16b] |books| {
        let told = visit(books, "04").up_to(Step::Diagnose);
        assert!(!told.visit.checks.contains_key(&"earlier-read".parse().unwrap()));
        told
    };

    r156_two_phones_that_sign_differently_are_seen: "Two acceptances with different totals are never averaged: the office is told, and a person looks."
    [R156] |books| {
        let told = visit(books, "12").charges("visit-city", 1).agreed().to_the_end();
        let signed = told.visit.acceptance.clone().unwrap();
        let other = Event::Signed {
            document: Hash::of(b"the other phone's text"),
            total: doorstep_domain::money::Money::new(signed.total.minor + 100, signed.total.currency),
            signer: doorstep_domain::event::Signer::Customer,
            strokes: Hash::of(b"strokes"),
        };
        let told = told.takes(other);
        assert!(told.visit.is_changed_after_signing());
        told.office_finds(&["sign/shown-something-else", "finding/charged-above-quote", "finding/changed-after-signing"])
    };

    r87_an_answer_to_another_text_decides_nothing: "The customer's yes belongs to the text that was shown."
    [R87] |books| {
        let told = visit(books, "12").charges("visit-city", 1).up_to(Step::Quote).quotes();
        let told = told.takes(Event::QuoteAnswered { document: Hash::of(b"other"), answer: QuoteAnswer::Accepted });
        assert_eq!(told.visit.accepted_quote(), None);
        told.refuses(Command::Leave { outcome: Outcome::Solved }, "visit/not-solved");
        told.office_finds(&["quote/shown-something-else"])
    };
}
