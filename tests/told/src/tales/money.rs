//! Prices, reductions, warranty (R90–R105).

use doorstep_domain::book::Language;
use doorstep_domain::call::{CallReason, CallResult, Party};
use doorstep_domain::event::{Because, DocumentKind, OldPart, Outcome, QuoteAnswer, QuoteItem};
use doorstep_domain::id::Hash;
use doorstep_domain::money::Money;
use doorstep_domain::reduction::ReductionCommand;
use doorstep_domain::terms::Earlier;
use doorstep_domain::visit::{Command, Step, charged};

use crate::tale::told;
use crate::{Told, fit, job, visit, visit_for, yuan};

fn add(row: &str, card: Option<Money>) -> Command {
    Command::AddQuoteLine { item: QuoteItem::Fee(row.parse().unwrap()), count: 1, card }
}

fn because(told: &Told) -> Because {
    told.visit.lines.values().next_back().unwrap().because.clone()
}

/// Job 14: the customer finds 150 yuan too much.
fn too_much(books: &doorstep_domain::book::Books) -> Told {
    visit(books, "14").charges("visit-city", 1).charges("labour-washer-medium", 1).up_to(Step::Quote).quotes()
}

fn total(told: &Told) -> Money {
    told.visit.quote_total(yuan("0.00")).unwrap()
}

told! {
    r90_only_the_published_schedule_is_charged: "Charge strictly by the published schedule; raising it is forbidden."
    [R90] |books| {
        let told = visit(books, "12").charges("visit-city", 1).up_to(Step::Quote);
        let dearer = Money::new(total(&told).minor + 1, total(&told).currency);
        let shown = |total| Command::Present { kind: DocumentKind::Quote, document: Hash::of(b"other"), total };
        told.refuses(shown(dearer), "quote/shown-something-else");
        told.refuses(add("no-such-row", None), "quote/unknown-row");
        told.refuses(add("labour-washer-minor", None), "quote/row-for-something-else");
        told.up_to(Step::Repair).asks(&["schedule-shown"])
    };

    r91_the_lower_of_schedule_and_card: "If schedule and warranty card differ, the lower price applies, and both are kept."
    [R91] |books| {
        let told = visit(books, "02").will("card-compared", "lower").charges("labour-washer-minor", 1);
        assert_eq!(because(&told), Because::CardIsLower { schedule: yuan("60.00") });
        let told = told.agreed();
        assert_eq!(charged(&told.visit, books), yuan("45.00"));
        told.asks(&["card-compared"])
    };

    r92_software_between_one_and_three_months_asks_the_centre: "Software: free within a month of installation, charged after three, in between the centre is asked."
    [R92] |books| {
        let told = visit(books, "09").charges("software-firmware-washer", 1);
        assert!(matches!(because(&told), Because::AskCentre { .. }), "installed two months ago");
        let mut fresh = job(books, "09");
        fresh.installed_on = "2026-11-01".parse().ok();
        let free = visit_for(books, fresh.clone(), None).charges("software-firmware-washer", 1);
        assert!(matches!(because(&free), Because::FreeSoftware { .. }));
        assert_eq!(total(&free), yuan("0.00"));
        fresh.installed_on = "2026-01-01".parse().ok();
        fresh.warranty = doorstep_domain::job::Warranty::Outside;
        let paid = visit_for(books, fresh, None).charges("software-firmware-washer", 1);
        assert_eq!(total(&paid), yuan("60.00"));
        let told = told.will("software-age", "between").agreed().up_to(Step::Clean);
        told.asks(&["software-age", "software-centre-asked", "software-backup", "software-trained", "settings-found"])
    };

    r93_an_upgrade_costs_what_was_ordered: "Upgrade jobs: charge as the customer ordered the upgrade."
    [R93] |books| {
        let told = visit(books, "10").charges("upgrade-heater-zero-cold", 1);
        assert_eq!(because(&told), Because::Ordered);
        let told = told.agreed();
        assert_eq!(charged(&told.visit, books), yuan("680.00"));
        told.asks(&["upgrade-ordered", "schedule-shown"])
    };

    r94_an_old_part_is_credited_by_the_schedule: "Customer wants credit for the old part: explain policy and credit by the schedule, never below nothing."
    [R94 R148] |books| {
        let told = visit(books, "12").charges("labour-fridge-medium", 1);
        told.refuses(add("credit-board", None), "quote/credit-without-part");
        let told = told.charges_part("BX-FJ-12", 1);
        let before = total(&told);
        let told = told.charges("credit-board", 1);
        assert_eq!(because(&told), Because::OldPartCredit);
        assert_eq!(total(&told).minor, before.minor - 1_500);
        told.up_to(Step::Quote).answers(&["old-part-credit"]).asks(&["old-part-credit"])
    };

    r95_in_warranty_everything_is_free: "In warranty: show a free-of-charge voucher; the customer pays nothing."
    [R95] |books| {
        let told = visit(books, "01").charges("visit-city", 1).charges("labour-fridge-medium", 1).charges_part("BX-FJ-12", 1);
        assert_eq!(total(&told), yuan("0.00"));
        let told = told.agreed();
        assert!(told.paper(DocumentKind::Quote, Language::Chinese).text.contains("免费"));
        told.asks(&["free-voucher-shown"])
    };

    r96_a_receipt_always_an_invoice_when_asked: "Any receipt is mandatory; an invoice when asked for, delivered or posted if none is at hand."
    [R96] |books| {
        let told = visit(books, "12").charges("visit-city", 1).agreed().will("payment-kind", "cash").will("receipt-kind", "invoice-later");
        let told = told.up_to(Step::Leave).asks(&["payment-kind", "receipt-kind"]);
        assert_eq!(told.owes("invoice-later").owner.key(), "outlet");
        told.opens("invoice-not-here").ends("agreed")
    };

    r97_only_the_centres_word_lowers_a_price: "A wish for a reduction goes to the centre; its spoken code works without a network."
    [R97] |books| {
        let told = too_much(books);
        let too_low = Command::Reduction(ReductionCommand::Ask { total: yuan("9999.00"), reason: "hardship".parse().unwrap() });
        told.refuses(too_low, "reduction/not-lower");
        let bad = Command::Reduction(ReductionCommand::Ask { total: yuan("80.00"), reason: "traffic".parse().unwrap() });
        told.refuses(bad, "reduction/no-such-reason");
        let told = told.opens("refuses-to-pay").asks_centre_for("80.00", "hardship");
        let told = told.calls(Party::Centre, CallReason::Report, CallResult::Reached);
        let code = told.spoken(1);
        let told = told.types(1, code).ends("reduction");
        assert_eq!((total(&told), told.visit.reduction().map(|granted| granted.is_verified)), (yuan("80.00"), Some(true)));
        let told = told.quotes().hears(QuoteAnswer::Accepted).up_to(Step::Repair);
        assert_eq!(charged(&told.visit, books), yuan("80.00"));
        let told = told.will("payment-kind", "open").up_to(Step::Leave).asks(&["payment-kind", "payment-centre-asked"]);
        told.owes("payment-open");
        told
    };

    r97_a_code_for_another_amount_is_worth_nothing: "A spoken code belongs to one visit, one request and one amount; tries are limited and stored."
    [R97] |books| {
        let told = too_much(books).asks_centre_for("80.00", "hardship").calls(Party::Centre, CallReason::Report, CallResult::Reached);
        let other = too_much(books).asks_centre_for("70.00", "hardship").spoken(1);
        let told = told.types(1, other).types(1, other.wrapping_add(1) % 100_000_000).types(1, 1);
        assert_eq!(told.visit.reductions.requests[&1].wrong_codes.len(), 3);
        told.refuses(told.typed(1, 2), "reduction/no-tries-left");
        assert_eq!(told.visit.reduction(), None);
        told
    };

    r97_a_claimed_code_goes_on_and_the_office_looks: "A code that does not verify is recorded as claimed; the visit goes on and the office looks."
    [R97] |books| {
        let told = too_much(books).asks_centre_for("80.00", "hardship");
        let claim = |code| Command::Reduction(ReductionCommand::Claim { request: 1, code });
        told.refuses(claim(5), "reduction/not-tried");
        let told = told.types(1, 5).does(claim(5));
        assert_eq!(told.visit.reduction().map(|granted| granted.is_verified), Some(false));
        assert_eq!(total(&told), yuan("80.00"));
        assert!(told.findings().contains(&"finding/reduction-not-verified"));
        told
    };

    r97_a_changed_quote_lets_the_reduction_lapse: "A reduction holds for the lines as they were; a new line is a new price."
    [R97 R90] |books| {
        let told = too_much(books).asks_centre_for("80.00", "hardship");
        let code = told.spoken(1);
        let told = told.types(1, code).charges("extra-washer-drum-clean", 1);
        assert_eq!(told.visit.reduction(), None);
        assert!(total(&told).minor > 8_000);
        told
    };

    r98_payment_is_online_cash_or_other: "Payment by online, cash or other, each named."
    [R98] |books| {
        let told = visit(books, "12").charges("visit-city", 1).agreed().will("payment-kind", "online").up_to(Step::Leave);
        told.asks(&["payment-kind", "receipt-kind"])
    };

    r99_extras_stand_on_their_own_lines: "Extra paid services appear as their own lines."
    [R99] |books| {
        let told = visit(books, "02").charges("labour-washer-minor", 1).charges("extra-washer-drum-clean", 1);
        assert_eq!(because(&told), Because::Extra);
        assert_eq!(told.visit.lines.len(), 2);
        let told = told.agreed();
        assert!(told.paper(DocumentKind::Quote, Language::English).text.contains("A service you asked for"));
        told.asks(&["quote-explained"])
    };

    r100_a_declined_quote_means_no_work: "Fee and time are agreed before work: declined, nothing is repaired and nothing charged."
    [R100 R87] |books| {
        let told = visit(books, "12").charges("visit-city", 1).charges("labour-fridge-minor", 1).up_to(Step::Quote).quotes();
        let told = told.hears(QuoteAnswer::Declined).up_to(Step::Leave);
        assert_eq!(charged(&told.visit, books), yuan("0.00"));
        told.refuses(Command::Leave { outcome: Outcome::Solved }, "visit/not-solved");
        told.leaves(Outcome::Declined).office_finds(&["finding/not-solved"])
    };

    r104_original_parts_first_then_a_reliable_substitute: "Use original parts first; if none exist, a reliable substitute that the customer agrees to."
    [R104] |books| {
        use doorstep_domain::book::Origin;
        let of = |no: &doorstep_domain::id::PartNo| books.parts.part(no).is_some_and(|part| part.origin == Origin::Original);
        let substitutes = books.parts.parts.iter().filter_map(|part| match &part.origin {
            Origin::SubstituteFor(original) => Some(original),
            Origin::Original => None,
        });
        assert!(substitutes.clone().count() > 0 && substitutes.into_iter().all(of));
        visit(books, "12").will("substitute-explained", "substitute-agreed").up_to(Step::Quote).answers(&["substitute-explained"]).asks(&["substitute-explained"])
    };

    r105_the_repair_itself_is_warranted: "90 days or more on the repaired part; a repeated or faulty repair is redone free."
    [R105] |books| {
        let first = visit(books, "12").charges("labour-fridge-minor", 1).charges_part("BX-MF-215", 1).agreed();
        let first = first.does(fit("BX-MF-215", 1, None, OldPart::Returned)).shows_confirmation();
        assert!(first.paper(DocumentKind::Confirmation, Language::Chinese).text.contains("质保"));
        let earlier = Earlier {
            visit: first.job.visit.clone(),
            relied: Hash::of(b"last event"),
            quote: None,
            missing: Vec::new(),
            fitted: vec![("BX-MF-215".parse().unwrap(), 1)],
            labour: vec![("labour-fridge-minor".parse().unwrap(), 1)],
            left_ms: Some(crate::NINE.wall_ms - 20 * 86_400_000),
            custody: Vec::new(),
        };
        let mut again = first.job.clone();
        again.visit = "FW-20261123-0012-2".parse().unwrap();
        let told = visit_for(books, again, Some(earlier)).charges_part("BX-MF-215", 1);
        assert!(matches!(because(&told), Because::RepairWarranty { .. }));
        assert_eq!(total(&told), yuan("0.00"));
        told.up_to(Step::Quote).asks(&["earlier-read", "returning-explained", "returning-same-fault"])
    };
}
