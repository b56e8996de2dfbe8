//! What is given for old parts (R94, R221).

use super::*;

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
    let line = |line, item, minor, because| Event::QuoteLineAdded {
        line: QuoteLine { line, item, count: 1, amount: Money::new(minor, Currency::CNY), because },
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
