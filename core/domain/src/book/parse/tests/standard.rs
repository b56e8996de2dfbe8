//! Mistakes of a service standard.

use super::check;
use crate::book::{Mistake, good, parse};

#[test]
fn mistakes_of_titles_ids_and_lists() {
    let good = good::STANDARD;
    check(good, "\"2026.11\"", "\"2026 11\"", &["line 3, column 11: the character ' ' may not stand in an id"]);
    check(good, "服务标准", " ", &["line 4, column 15: name must not be empty"]);
    check(
        good,
        "\"washer\"",
        "\"refrigerator\"",
        &["line 11, column 6: the category refrigerator is here for the second time"],
    );
    check(
        good,
        "id = \"photo\"",
        "id = \"<b>\"",
        &[
            "line 24, column 8: there is no check photo in this book",
            "line 50, column 6: the character '<' may not stand in an id",
        ],
    );
    check(
        good,
        "id = \"cause\"",
        "id = \"mains\"",
        &["line 70, column 6: the check mains is here for the second time"],
    );
    check(good, "\"nobody\"", "\"opened\"", &["line 35, column 10: the option opened is here for the second time"]);
    check(
        good,
        "[\"R241\"]",
        "[]",
        &["line 55, column 10: serves must name at least one; leave the key out to mean all"],
    );
    check(good, "\"R16a\"", "\"R68\"", &["line 46, column 18: the serves R68 is here for the second time"]);
    check(good, "Photograph", "Photo\\u0007", &["line 54, column 26: text holds a control character"]);
}

#[test]
fn only_requirements_that_exist_are_served() {
    for text in ["R1", "R241", "R16a", "R62b", "T1", "T20"] {
        assert!(parse(good::STANDARD.replacen("R241", text, 1).as_bytes()).is_ok(), "{text}");
    }
    for text in ["R0", "R242", "R007", "R16c", "R", "T0", "T21", "T1a", "r5", "第1", "R+5", "R16ab"] {
        let told = parse(good::STANDARD.replacen("R241", text, 1).as_bytes()).unwrap_err();
        assert_eq!(told.iter().map(Mistake::code).collect::<Vec<_>>(), ["book/bad-requirement"], "{text}");
    }
}

#[test]
fn mistakes_of_kinds_and_weights() {
    let good = good::STANDARD;
    let kinds = "known: confirm, choice, reading, photo, note, timer, call";
    check(good, "\"note\"", "\"memo\"", &[&format!("line 72, column 8: \"memo\" is no kind; {kinds}")]);
    check(
        good,
        "\"advice\"",
        "\"maybe\"",
        &["line 53, column 10: \"maybe\" is no weight; known: must, waivable, advice"],
    );
    check(good, "reasons = [\"customer-declined\"]\n", "", &["line 38, column 1: waivable needs the key reasons"]);
    check(good, "weight = \"waivable\"", "weight = \"must\"", &["line 43, column 11: must has no key reasons"]);
    check(
        good,
        "reasons = [\"customer-declined\"]",
        "reasons = [\"rain\"]",
        &["line 43, column 12: there is no reason rain in this book"],
    );
    check(
        good,
        "reasons = [\"customer-declined\"]",
        "reasons = []",
        &["line 43, column 11: reasons must name at least one; leave the key out to mean all"],
    );
    check(
        good,
        "photos = [1, 3]",
        "unit = \"V\"",
        &["line 49, column 1: photo needs the key photos", "line 56, column 8: photo has no key unit"],
    );
    check(good, "most_chars = 500", "", &["line 69, column 1: note needs the key most_chars"]);
    check(good, "most_chars = 500", "most_chars = 0", &["line 76, column 14: most_chars must be at least 1"]);
    check(good, "photos = [1, 3]", "photos = [0, 3]", &["line 56, column 11: photos must be at least 1"]);
    check(
        good,
        "photos = [1, 3]",
        "photos = [3, 1]",
        &["line 56, column 10: photos runs backwards: the first must not be above the second"],
    );
    check(
        good,
        "  { id = \"nobody\", text = { zh = \"无人\", en = \"Nobody\" } },\n",
        "",
        &["line 33, column 11: options needs at least 2"],
    );
}

#[test]
fn readings_are_exact_thousandths_or_refused() {
    let good = good::STANDARD;
    check(good, "235.5]", "235.5005]", &["line 66, column 18: expected holds plain numbers with at most 3 decimals"]);
    for text in ["1e2", "inf", "nan", "0xC6", "1_000", "9223372036854775.808"] {
        let told = parse(good.replacen("[198,", &format!("[{text},"), 1).as_bytes()).unwrap_err();
        assert_eq!(told.first().map(Mistake::code), Some("book/bad-reading"), "{text}");
    }
    check(
        good,
        "[198, 235.5]",
        "[236, 235.5]",
        &["line 66, column 12: expected runs backwards: the first must not be above the second"],
    );
    check(good, "[198, 235.5]", "[198, 500.001]", &["line 66, column 12: expected must lie within possible"]);
    check(good, "unit = \"V\"", "unit = \"\"", &["line 65, column 8: unit must not be empty"]);
}

#[test]
fn mistakes_of_conditions() {
    let good = good::STANDARD;
    check(
        good,
        "category = [\"refrigerator\"], warranty",
        "category = [\"oven\"], warranty",
        &["line 47, column 44: there is no category oven in this book"],
    );
    check(
        good,
        "service = [\"repair\"]",
        "service = []",
        &["line 47, column 20: service must name at least one; leave the key out to mean all"],
    );
    check(good, "\"out\"", "\"void\"", &["line 47, column 72: \"void\" is no warranty; known: in, out"]);
    check(good, "is = [\"opened\"]", "is = [\"shut\"]", &["line 47, column 112: there is no option shut in this book"]);
    let answer = |check: &str| format!("answer = {{ check = \"{check}\"");
    check(good, &answer("door"), &answer("window"), &["line 47, column 98: there is no check window in this book"]);
    let later = "must stand before this one, in the same step or an earlier one";
    check(good, &answer("door"), &answer("covers"), &[&format!("line 47, column 98: the check covers {later}")]);
    check(good, &answer("door"), &answer("mains"), &[&format!("line 47, column 98: the check mains {later}")]);
    let early = "step = \"prepare\"\nkind = \"note\"\nwhen = { answer = { check = \"door\", is = [\"nobody\"] } }";
    check(
        good,
        "step = \"diagnose\"\nkind = \"note\"",
        early,
        &[&format!("line 73, column 29: the check door {later}")],
    );
    let on_photo = "kind = \"note\"\nwhen = { answer = { check = \"photo\", is = [\"one\"] } }";
    check(
        good,
        "kind = \"note\"",
        on_photo,
        &["line 73, column 29: the check photo is no choice, so nothing can depend on its answer"],
    );
}

#[test]
fn conditions_upon_conditions_end_somewhere() {
    let link = |n: usize| {
        let earlier = if n == 0 { "door".to_owned() } else { format!("link-{}", n - 1) };
        let option = |id: &str| format!("{{ id = \"{id}\", text = {{ zh = \"一\", en = \"one\" }} }}");
        let (a, b) = (option("opened"), option("shut"));
        format!(
            "[[check]]\nid = \"link-{n}\"\nstep = \"greet\"\nkind = \"choice\"\nweight = \"must\"\nserves = [\"R1\"]\n\
             text = {{ zh = \"一\", en = \"one\" }}\noptions = [{a}, {b}]\n\
             when = {{ answer = {{ check = \"{earlier}\", is = [\"opened\"] }} }}\n"
        )
    };
    let chain = |links: usize| good::STANDARD.to_owned() + &(0..links).map(link).collect::<String>();
    assert!(parse(chain(16).as_bytes()).is_ok());
    let told = parse(chain(17).as_bytes()).unwrap_err();
    assert_eq!(told.iter().map(Mistake::code).collect::<Vec<_>>(), ["book/conditions-too-deep"]);
}

#[test]
fn mistakes_of_orders() {
    let good = good::STANDARD;
    check(good, "then = \"covers\"", "then = \"boots\"", &["line 20, column 8: there is no check boots in this book"]);
    check(
        good,
        "first = \"door\"",
        "first = \"mains\"",
        &["line 18, column 1: mains is in a later step than covers and cannot come before it"],
    );
    let back = "then = \"photo\"\n\n[[order]]\nfirst = \"photo\"\nthen = \"covers\"";
    check(
        good,
        "then = \"photo\"",
        back,
        &["line 26, column 1: these checks wait for each other: covers → photo → covers"],
    );
    check(
        good,
        "first = \"covers\"\nthen = \"photo\"",
        "first = \"photo\"\nthen = \"photo\"",
        &["line 22, column 1: these checks wait for each other: photo → photo"],
    );
}

#[test]
fn a_long_circle_is_shown_by_its_start() {
    let check = |n: usize| {
        format!(
            "[[check]]\nid = \"c{n}\"\nstep = \"greet\"\nkind = \"confirm\"\nweight = \"must\"\nserves = [\"R1\"]\n\
             text = {{ zh = \"一\", en = \"one\" }}\n[[order]]\nfirst = \"c{n}\"\nthen = \"c{}\"\n",
            (n + 1) % 100
        )
    };
    let told = parse((good::STANDARD.to_owned() + &(0..100).map(check).collect::<String>()).as_bytes()).unwrap_err();
    let shown = told.iter().map(ToString::to_string).collect::<String>();
    assert!(shown.ends_with(": c0 → c1 → c2 → c3 → c4 → c5 → c6 → c7 → c8 → c9 → c10 → c11 → …"), "{shown}");
}
