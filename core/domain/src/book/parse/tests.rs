//! Every mistake is named, and at its place. Each case changes one thing in a good book.

mod standard;

use super::*;
use crate::book::{CheckKind, Origin, Weight, good};

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
    let [Book::Standard(standard), Book::Fees(fees), Book::Parts(parts), Book::Sla(sla), Book::Wording(wording)] =
        &books[..]
    else {
        panic!("one of each kind")
    };
    assert_eq!(standard.title.id, BookId::of(good::STANDARD.as_bytes()));
    assert_eq!(standard.title.version, "2026.11");
    let [door, covers, _, mains, _] = &standard.checks[..] else { panic!("five checks") };
    assert!(matches!(&covers.weight, Weight::Waivable(reasons) if reasons.len() == 1));
    assert_eq!(covers.when.answer.as_ref().map(|(check, _)| check), Some(&door.id));
    let expected = CheckKind::Reading { unit: "V".into(), expected: (198_000, 235_500), possible: (-125, 500_000) };
    assert_eq!(mains.kind, expected);
    assert_eq!(fees.rows[1].price.to_string(), "CNY 80.00");
    assert!(fees.rows[0].category.is_empty() && fees.rows[0].service.is_empty());
    assert_eq!(parts.parts[1].origin, Origin::SubstituteFor(parts.parts[0].no.clone()));
    assert_eq!((sla.late.call_before_min, sla.follow_ups[0].owner.as_str()), ((1, 2), "centre"));
    assert_eq!(wording.phrases.len(), crate::book::PhraseId::ALL.len());
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
    let known = "service_standard, fee_schedule, parts_catalogue, sla_policy, wording";
    check(good, "\"fee_schedule\"", "\"fees\"", &[&format!("line 2, column 8: \"fees\" is no kind; known: {known}")]);
    check(good, "fee = \"visit\"\n", "", &["line 10, column 1: missing field `fee`"]);
    check(good, "kind = \"fee_schedule\"\n", "", &["line 1, column 1: missing field `kind`"]);
    check(good, "= 90", "= -90", &["line 8, column 24: expected u32"]);
    check(good, "= 90", "= \"13800000000\"", &["line 8, column 24: expected u32"]);
    let keys = "`id`, `fee`, `text`, `service`, `category`, `price`, `free_in_warranty`, `serves`";
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
fn mistakes_of_fees() {
    let good = good::FEES;
    check(good, "\"CNY\"", "\"yuan\"", &["line 5, column 12: a currency is three capital letters, like CNY"]);
    check(good, "2026-01-01", "2026-1-1", &["line 6, column 14: valid_from is written like 2026-01-31 and must exist"]);
    check(
        good,
        "2026-12-31",
        "2025-12-31",
        &["line 7, column 15: valid_from to valid_until runs backwards: the first must not be above the second"],
    );
    check(good, "\"visit\"", "\"tip\"", &["line 12, column 7: \"tip\" is no fee; known: visit, labour, extra"]);
    check(
        good,
        "labour-thermostat",
        "visit-city",
        &["line 19, column 6: the row visit-city is here for the second time"],
    );
    check(
        good,
        "[\"repair\"]",
        "[\"repair\", \"theft\"]",
        &[
            "line 22, column 22: \"theft\" is no service; known: repair, installation, commissioning, maintenance, exchange, return, design, advice",
        ],
    );
    check(good, "80.00", "-80.00", &["line 24, column 9: an amount is written with two decimals, like 120.00"]);
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
}

#[test]
fn mistakes_of_promises() {
    let good = good::SLA;
    check(
        good,
        "[0, 10]",
        "[10, 0]",
        &["line 5, column 20: arrive_early_min runs backwards: the first must not be above the second"],
    );
    check(
        good,
        "[1, 2]",
        "[2, 1]",
        &["line 18, column 19: call_before_min runs backwards: the first must not be above the second"],
    );
    check(good, "taps = 3", "taps = 0", &["line 13, column 8: taps must be at least 1"]);
    check(good, "\"city\"", "\"the city\"", &["line 22, column 8: the character ' ' may not stand in an id"]);
    check(
        good,
        "\"centre\"",
        "\"nobody\"",
        &["line 30, column 9: \"nobody\" is no owner; known: engineer, centre, outlet"],
    );
    let twice =
        "[[response]]\narea = \"city\"\ntext = { zh = \"市区\", en = \"City\" }\nwithin_min = 1\n\n[[follow_up]]";
    check(good, "[[follow_up]]", twice, &["line 27, column 8: the area city is here for the second time"]);
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
