//! Every mistake is named, and at its place. Each case changes one thing in a good book.

mod fees;
mod incident;
mod knowledge;
mod sla;
mod standard;

use super::*;
use crate::book::{
    Cause, CheckKind, DayPart, DoorAct, FaultClass, IncidentKind, OldPartPolicy, Origin, Owner, ReasonUse, Then,
    Weight, good,
};
use crate::call::Party;
use crate::visit::Step;

fn told(text: &str) -> Vec<String> {
    parse(text.as_bytes()).unwrap_err().iter().map(ToString::to_string).collect()
}

/// Changes the first `from` of a good book and expects exactly these mistakes.
fn check(good: &str, from: &str, to: &str, expected: &[&str]) {
    assert!(good.contains(from), "{from:?} is not in the good book");
    assert_eq!(told(&good.replacen(from, to, 1)), expected, "{from:?} became {to:?}");
}

#[test]
fn a_good_book_of_each_kind_is_read() {
    let books = good::books();
    let kinds: Vec<_> = books.iter().map(Book::kind).collect();
    assert_eq!(kinds, BookKind::ALL);
    let [Book::Standard(standard), Book::Fees(fees), Book::Parts(parts), Book::Sla(sla), Book::Wording(wording), _] =
        &books[..]
    else {
        panic!("one of each kind")
    };
    assert_eq!(standard.title.id, BookId::of(good::STANDARD.as_bytes()));
    assert_eq!(standard.title.version, "2026.11");
    let [door, covers, _, mains, _, wait, call] = &standard.checks[..] else { panic!("seven checks") };
    assert!(matches!(&covers.weight, Weight::Waivable(reasons) if reasons.len() == 1));
    assert_eq!(covers.when.answer.as_ref().map(|(check, _)| check), Some(&door.id));
    let expected = CheckKind::Reading { unit: "V".into(), expected: (198_000, 235_500), possible: (-125, 500_000) };
    assert_eq!(mains.kind, expected);
    assert_eq!(wait.kind, CheckKind::Timer { at_least_ms: 30_000 });
    assert_eq!(call.kind, CheckKind::Call { to: Party::Centre });
    assert_eq!((call.when.elderly, call.when.returning, wait.when.elderly), (Some(true), Some(false), None));
    assert_eq!(fees.rows[1].price.to_string(), "CNY 80.00");
    assert!(fees.rows[0].category.is_empty() && fees.rows[0].service.is_empty());
    assert_eq!(parts.parts[1].origin, Origin::SubstituteFor(parts.parts[0].no.clone()));
    let old_parts: Vec<_> = parts.parts.iter().map(|part| part.old_part).collect();
    assert_eq!(old_parts, [OldPartPolicy::CustomerChoice, OldPartPolicy::Return]);
    assert_eq!((sla.late.call_before_min, sla.follow_ups[0].owner), ((1, 2), Owner::Centre));
    assert_eq!((sla.travel_default_min, sla.on_site.ordinary_min, sla.on_site.workshop_days), (40, 60, 3));
    assert_eq!(sla.knock.then, DoorAct::ALL);
    assert_eq!(wording.phrases.len(), crate::book::PhraseId::ALL.len());
}

#[test]
fn what_surrounds_the_checks_of_a_standard_is_read() {
    let Book::Standard(standard) = parse(good::STANDARD.as_bytes()).unwrap() else { panic!("a standard") };
    let uses: Vec<Vec<_>> = standard.reasons.iter().map(|reason| reason.uses.iter().copied().collect()).collect();
    assert_eq!(uses, [vec![ReasonUse::Waive], vec![ReasonUse::Rebook, ReasonUse::Late]]);
    assert_eq!(FaultClass::ALL.iter().map(|class| standard.authority.grade_for(*class)).collect::<Vec<_>>(), [1, 2, 3]);
    let days: Vec<_> = standard.day_checks.iter().map(|check| (check.at, &check.kind)).collect();
    let photo = CheckKind::Photo { at_least: 1, at_most: 5 };
    assert_eq!(days, [(DayPart::Start, &CheckKind::Confirm), (DayPart::End, &photo)]);
    let [late, power, threat] = &standard.incidents[..] else { panic!("three incidents") };
    assert_eq!(IncidentKind::ALL, [late.kind, power.kind, threat.kind]);
    assert!(late.at.is_empty() && late.say.is_some() && power.say.is_none());
    assert_eq!(power.at.iter().copied().collect::<Vec<_>>(), [Step::Greet, Step::Diagnose]);
    assert_eq!(
        power.guide.iter().map(|line| line.en.as_str()).collect::<Vec<_>>(),
        ["Ask how long", "Report to the centre"]
    );
    let rebooked = late.outcome(&"rebooked".parse().unwrap()).unwrap();
    assert_eq!((rebooked.then, rebooked.needs_consent), (Then::Rebook, true));
    assert_eq!(rebooked.tell.iter().copied().collect::<Vec<_>>(), [Party::Customer, Party::Centre]);
    assert!(!late.outcomes[0].needs_consent && late.outcomes[0].tell.is_empty());
    assert_eq!(standard.incident(&threat.id), Some(threat));
}

#[test]
fn every_cause_of_a_call_back_is_read() {
    let Book::Sla(sla) = parse(good::SLA.as_bytes()).unwrap() else { panic!("promises") };
    let [left, check, incident, advised, unsigned, custody] = &sla.follow_ups[..] else { panic!("six call-backs") };
    assert!(matches!(&left.cause, Cause::Left { outcomes, services } if (outcomes.len(), services.len()) == (2, 1)));
    assert!(matches!(&check.cause, Cause::Check { check, any } if check.as_str() == "door" && any.len() == 1));
    assert!(matches!(&incident.cause, Cause::Incident { outcomes, .. } if outcomes.len() == 1));
    assert_eq!([&advised.cause, &unsigned.cause, &custody.cause], [&Cause::Advised, &Cause::Unsigned, &Cause::Custody]);
    let any = good::SLA.replacen("outcome = [\"solved\", \"further-work\"]\nservice = [\"repair\"]", "", 1);
    let Book::Sla(sla) = parse(any.as_bytes()).unwrap() else { panic!("promises") };
    assert_eq!(sla.follow_ups[0].cause, Cause::Left { outcomes: Default::default(), services: Default::default() });
}

#[test]
fn an_article_may_have_much_or_little() {
    let Book::Knowledge(knowledge) = parse(good::KNOWLEDGE.as_bytes()).unwrap() else { panic!("knowledge") };
    let [much, little] = &knowledge.articles[..] else { panic!("two articles") };
    assert_eq!(
        (much.codes.as_slice(), much.causes.len(), much.may_leave_home),
        (&["E4".into(), "F 1".into()][..], 2, true)
    );
    assert!(little.category.is_empty() && little.parts.is_empty() && little.phone_advice.is_none());
    assert!(!little.may_leave_home);
    assert_eq!(knowledge.article(&little.id), Some(little));
    let emptied = good::KNOWLEDGE.replacen("category = [\"refrigerator\"]", "category = []", 1);
    let Book::Knowledge(emptied) = parse(emptied.as_bytes()).unwrap() else { panic!("knowledge") };
    assert!(emptied.articles[0].category.is_empty());
}

#[test]
fn the_first_fitting_warranty_on_a_repair_holds() {
    let Book::Fees(fees) = parse(good::FEES.as_bytes()).unwrap() else { panic!("fees") };
    let days = |category: &str, class| fees.repair_warranty(&category.parse().unwrap(), class);
    assert_eq!(days("refrigerator", Some(FaultClass::Major)), 365);
    assert_eq!(days("refrigerator", Some(FaultClass::Minor)), 180);
    assert_eq!(days("refrigerator", None), 180);
    assert_eq!(days("washer", Some(FaultClass::Minor)), 30);
    assert_eq!(days("washer", Some(FaultClass::Major)), 90);
    assert_eq!(days("washer", None), 90);
}

#[test]
fn what_is_no_book_at_all_is_told_alone() {
    let good = good::FEES;
    check(
        good,
        "kind = \"fee_schedule\"",
        "kind = ",
        &["line 2, column 8: this is not TOML: string values must be quoted, expected literal string"],
    );
    check(good, "format = 1", "format = 2", &["line 1, column 10: format 2 is not known here, only 1 is"]);
    let known = "service_standard, fee_schedule, parts_catalogue, sla_policy, wording, knowledge";
    check(good, "\"fee_schedule\"", "\"fees\"", &[&format!("line 2, column 8: \"fees\" is no kind; known: {known}")]);
    check(good, "fee = \"visit\"\n", "", &["line 10, column 1: missing field `fee`"]);
    check(good, "kind = \"fee_schedule\"\n", "", &["line 1, column 1: missing field `kind`"]);
    check(good, "= 90", "= -90", &["line 8, column 24: expected u32"]);
    check(good, "= 90", "= \"13800000000\"", &["line 8, column 24: expected u32"]);
    let keys = "`id`, `fee`, `text`, `service`, `category`, `fault_class`, `price`, `free_in_warranty`, `serves`";
    let unknown = format!("line 11, column 1: unknown field `idd`, expected one of {keys}");
    check(good, "id = \"visit-city\"", "idd = \"visit-city\"", &[&unknown]);
}

#[test]
fn bytes_that_are_no_text_are_refused_where_they_stop_being_text() {
    let bytes = [b"a = 1\nb = ", &[0xff][..]].concat();
    assert_eq!(parse(&bytes).unwrap_err(), [Mistake { line: 2, column: 5, what: MistakeKind::NotUtf8 }]);
    let large = vec![b'#'; MOST_BYTES + 1];
    let what = MistakeKind::TooLarge { bytes: MOST_BYTES + 1, most: MOST_BYTES };
    assert_eq!(parse(&large).unwrap_err(), [Mistake { line: 1, column: 1, what }]);
}

#[test]
fn a_file_of_brackets_does_not_exhaust_the_stack() {
    for open in ["[", "{a=", "a."] {
        let text = format!("x = {}", open.repeat(MOST_BYTES / 4));
        assert_eq!(parse(text.as_bytes()).unwrap_err().len(), 1, "{open}");
        let dotted = format!("{}b = 1", open.repeat(MOST_BYTES / 4));
        assert_eq!(parse(dotted.as_bytes()).unwrap_err().len(), 1, "{open}");
    }
}

#[test]
fn every_mistake_of_a_book_is_told_in_the_order_of_the_file() {
    let text = good::FEES.replace("2026-12-31", "2026-02-30").replace("30.00", "30").replace("R90", "R0");
    let told = told(&text);
    assert_eq!(
        told,
        [
            "line 7, column 15: valid_until is written like 2026-01-31 and must exist",
            "line 14, column 9: an amount is written with two decimals, like 120.00",
            "line 16, column 11: \"R0\" is no requirement; they are R1 to R241 (with a or b) and T1 to T20",
            "line 26, column 11: \"R0\" is no requirement; they are R1 to R241 (with a or b) and T1 to T20",
        ]
    );
}

#[test]
fn columns_count_characters_and_not_bytes() {
    check(
        good::FEES,
        "zh = \"上门费\", en = \"Visit\"",
        "zh = \"上门费\", en = \"\"",
        &["line 13, column 27: text must not be empty"],
    );
}

#[test]
fn mistakes_of_parts() {
    let good = good::PARTS;
    check(good, "BX-WK-220-S", "BX-WK-220", &["line 18, column 6: the part BX-WK-220 is here for the second time"]);
    check(
        good,
        "\"counted\"",
        "\"weighed\"",
        &["line 21, column 12: \"weighed\" is no tracking; known: counted, serial"],
    );
    check(
        good,
        "substitute_for = \"BX-WK-220\"\n",
        "",
        &["line 17, column 1: substitute needs the key substitute_for"],
    );
    check(
        good,
        "substitute_for = \"BX-WK-220\"",
        "substitute_for = \"BX-WK-221\"",
        &["line 23, column 18: BX-WK-221 is no original part of this catalogue"],
    );
    check(
        good,
        "substitute_for = \"BX-WK-220\"",
        "substitute_for = \"BX-WK-220-S\"",
        &["line 23, column 18: BX-WK-220-S is no original part of this catalogue"],
    );
    check(
        good,
        "origin = \"substitute\"",
        "origin = \"original\"",
        &["line 23, column 18: original has no key substitute_for"],
    );
    check(
        good,
        "old_part = \"return\"",
        "old_part = \"bin\"",
        &["line 26, column 12: \"bin\" is no old_part; known: return, customer-choice, none"],
    );
}

#[test]
fn mistakes_of_wording() {
    let good = &good::wording();
    let line = |text: &str| 1 + good.lines().position(|line| line.contains(text)).unwrap();
    let end = 1 + good.lines().count();
    let (at, key) = (line("key = \"document.total\""), "key = \"document.total\"");
    check(
        good,
        key,
        "key = \"document.sum\"",
        &[
            &format!("line {at}, column 7: no document uses a phrase \"document.sum\""),
            &format!("line {end}, column 1: the phrase document.total is missing"),
        ],
    );
    check(
        good,
        key,
        "key = \"document.job\"",
        &[
            &format!("line {at}, column 7: the phrase document.job is here for the second time"),
            &format!("line {}, column 15: the phrase document.job has no {{total}}", at + 1),
            &format!("line {}, column 15: the phrase document.job must say {{job}} in each language", at + 1),
            &format!("line {}, column 46: the phrase document.job has no {{total}}", at + 1),
            &format!("line {}, column 46: the phrase document.job must say {{job}} in each language", at + 1),
            &format!("line {end}, column 1: the phrase document.total is missing"),
        ],
    );
    let in_english = |with: &str| format!("en = \"document.total{with}\"");
    let place = format!("line {}, column 46:", at + 1);
    for (with, told) in [
        ("", "the phrase document.total must say {total} in each language"),
        (" {total} {sum}", "the phrase document.total has no {sum}"),
        (" {total", "a brace in the phrase document.total belongs to no placeholder"),
        (" {total}}", "a brace in the phrase document.total belongs to no placeholder"),
    ] {
        check(good, &in_english(" {total}"), &in_english(with), &[&format!("{place} {told}")]);
    }
}
