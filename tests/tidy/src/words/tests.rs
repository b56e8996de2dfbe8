//! Every word that somebody may read is there, in both languages and in the phones' tables.

use doorstep_domain::{arrival, book, call, custody, day, door, event, follow_up, job, van, visit};

use super::*;

const LANGUAGES: [&str; 2] = ["zh-Hans", "en"];

/// The tables of the phones, as they are committed, and how a key stands in them.
const TABLES: [(&str, &str); 2] = [
    ("android/screens/src/main/kotlin/app/doorstep/screens/WordTable.kt", " to "),
    ("ios/Sources/Screens/WordTable.swift", ": "),
];

macro_rules! keys {
    ($($area:literal: $list:path,)*) => {
        vec![$((stringify!($list), $list.iter().map(|one| format!("{}/{}", $area, one.key())).collect()),)*]
    };
}

/// The domain's lists that a screen carries, with the words that each asks for.
fn lists() -> Vec<(&'static str, BTreeSet<String>)> {
    keys! {
        "step": visit::Step::ALL,
        "service": job::ServiceKind::ALL,
        "warranty": job::Warranty::ALL,
        "party": call::Party::ALL,
        "call-reason": call::CallReason::ALL,
        "call-result": call::CallResult::ALL,
        "outcome": event::Outcome::ALL,
        "signer": event::Signer::ALL,
        "no-signature": event::NoSignature::ALL,
        "ticket-field": event::TicketField::ALL,
        "old-part": event::OldPart::ALL,
        "rejection": event::Rejection::ALL,
        "quote-answer": event::QuoteAnswer::ALL,
        "document": event::DocumentKind::ALL,
        "milestone": arrival::Milestone::ALL,
        "punctuality": arrival::Punctuality::ALL,
        "door-try": door::DoorTry::ALL,
        "door-search": door::DoorSearch::ALL,
        "search-result": door::SearchResult::ALL,
        "door-act": book::DoorAct::ALL,
        "custody-kind": custody::CustodyKind::ALL,
        "custody-end": custody::CustodyEnd::ALL,
        "fee-kind": book::FeeKind::ALL,
        "fault-class": book::FaultClass::ALL,
        "old-part-policy": book::OldPartPolicy::ALL,
        "incident-kind": book::IncidentKind::ALL,
        "then": book::Then::ALL,
        "owner": book::Owner::ALL,
        "day-part": book::DayPart::ALL,
        "tracking": book::Tracking::ALL,
        "follow-up-result": follow_up::FollowUpResult::ALL,
        "depot": van::Depot::ALL,
        "mismatch": day::MismatchKind::ALL,
    }
}

/// What ships of the files below these folders with this ending.
fn sources(folders: &[&str], ending: &str) -> Vec<String> {
    let ships =
        |path: &str| !["/tests.rs", "/tests/", "/src/test/", "/WordTable."].iter().any(|part| path.contains(part));
    let files = tree::files(folders, &[ending]).into_iter().filter(|(path, _)| ships(path));
    files.map(|(_, text)| shipped(&text).to_owned()).collect()
}

/// The codes that the core writes.
fn cores() -> BTreeSet<String> {
    sources(&["core", "bindings/ffi"], ".rs").iter().flat_map(|source| codes(source)).collect()
}

/// The cases of the screens' enums, as codes.
fn screens() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (file, name, area) in CASES {
        let source = std::fs::read_to_string(tree::root().join("core/screens/src").join(file)).unwrap();
        let cases = cases(&source, name);
        assert!(cases.len() > 1, "{name} is not in {file}");
        found.extend(cases.iter().map(|case| format!("{area}/{case}")));
    }
    found
}

/// What the screens' own offers are called.
fn offers() -> BTreeSet<String> {
    let sources = sources(&["core/screens/src"], ".rs").join("\n");
    let named = ["offer(\"", "Offer { key: \""].into_iter().flat_map(|before| sources.split(before).skip(1));
    named.filter_map(|rest| rest.split_once('"')).map(|(key, _)| format!("offer/{key}")).collect()
}

/// What the drawings of the phones name; a media type is no key.
fn drawings() -> BTreeSet<String> {
    let kotlin = sources(&["android/state", "android/screens", "android/app"], ".kt");
    let swift = sources(&["ios/Sources/Screens", "ios/Sources/AppModel"], ".swift");
    let named = kotlin.iter().chain(&swift).flat_map(|source| said(source));
    named.filter(|key| !key.starts_with("image/")).collect()
}

/// Everything that a phone may show.
fn phones() -> BTreeSet<String> {
    let keys = lists().into_iter().flat_map(|(_, keys)| keys);
    keys.chain(cores()).chain(screens()).chain(offers()).chain(drawings()).collect()
}

fn check(codes: &BTreeSet<String>, at_least: usize) {
    assert!(codes.len() >= at_least, "only {} were found", codes.len());
    let tables = LANGUAGES.map(words);
    let lacking = codes.iter().filter(|code| !tables.iter().all(|table| table.contains_key(*code)));
    assert_eq!(lacking.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn every_code_that_the_core_writes_has_words_in_both_languages() {
    check(&cores(), 100);
}

#[test]
fn every_key_that_a_screen_carries_has_words_in_both_languages() {
    check(&lists().into_iter().flat_map(|(_, keys)| keys).collect(), 100);
    check(&offers(), 5);
}

#[test]
fn every_case_of_a_screens_enum_has_words_in_both_languages() {
    check(&screens(), 40);
}

#[test]
fn every_key_that_a_phones_drawing_names_has_words_in_both_languages() {
    check(&drawings(), 100);
}

#[test]
fn no_list_of_the_domain_is_forgotten_here() {
    let here: BTreeSet<String> =
        lists().iter().filter_map(|(list, _)| list.rsplit("::").nth(1)).map(|name| name.trim().to_owned()).collect();
    let all: BTreeSet<String> = sources(&["core/domain/src"], ".rs").iter().flat_map(|source| named(source)).collect();
    assert!(all.len() > 35, "only {all:?} were found");
    let forgotten = all.iter().filter(|name| !here.contains(*name) && !UNSEEN.contains(&name.as_str()));
    assert_eq!(forgotten.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn both_languages_say_the_same_things_with_the_same_places() {
    let [chinese, english] = LANGUAGES.map(words);
    assert!(chinese.len() > 300, "only {} words", chinese.len());
    for (code, text) in &chinese {
        let other = english.get(code).unwrap_or_else(|| panic!("{code} has no English"));
        assert_eq!(places(text), places(other), "{code}");
        assert!(!text.trim().is_empty() && !other.trim().is_empty(), "{code}");
    }
    let only_english = english.keys().filter(|code| !chinese.contains_key(code.trim_end_matches(".one")));
    assert_eq!(only_english.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn no_word_stands_where_nobody_asks_for_it() {
    let rust = sources(&["core", "office"], ".rs");
    let asked = rust.iter().flat_map(|source| said(source)).chain(phones()).collect();
    let chinese = words("zh-Hans");
    assert_eq!(unused(chinese.keys(), &asked), Vec::<&str>::new());
}

#[test]
fn the_phones_tables_hold_every_word_that_a_phone_may_show() {
    let tables = TABLES.map(|(path, then)| (path, then, std::fs::read_to_string(tree::root().join(path)).unwrap()));
    for code in phones() {
        for (path, then, table) in &tables {
            let times = table.matches(&format!("\"{code}\"{then}\"")).count();
            assert_eq!(times, 2, "{path} has no {code}");
        }
    }
}

#[test]
fn a_code_without_words_would_be_found() {
    let source = "match self { Self::A => \"visit/not-a-word\", _ => \"no code\" }";
    let found = BTreeSet::from(["visit/not-a-word".to_owned()]);
    assert_eq!(codes(source), found);
    assert_eq!(codes(&format!("#[cfg(test)]\nmod tests;\n{source}")), found);
    assert_eq!(codes(&format!("{source}\n#[cfg(test)]\nmod tests {{ \"visit/only-a-test\" }}")), found);
    assert_eq!(cases("pub enum Way {\n    /// One.\n    LateMinor,\n}\n", "Way"), ["late-minor"]);
    assert_eq!(named("\nnamed! {\n    /// Who.\n    Party {\n        Customer = \"customer\",\n    }\n}\n"), ["Party"]);
    assert_eq!(places("{n} of {m}"), BTreeSet::from(["n", "m"]));
}

#[test]
fn a_key_of_a_drawing_and_a_word_without_use_would_be_found() {
    let drawing = "Text(words(\"screen/quote.title\")) // \"https://a\" \"a/B\" \"a/b c\" \"\\(a)/b\"";
    assert_eq!(said(drawing), BTreeSet::from(["screen/quote.title".to_owned()]));
    let words = ["outcome/forgotten", "outcome/solved", "screen/waiting"].map(str::to_owned);
    let asked = BTreeSet::from(["outcome/solved".to_owned()]);
    assert_eq!(unused(words.iter(), &asked), ["outcome/forgotten"]);
}
