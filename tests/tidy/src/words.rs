//! Words for everything that a screen can carry, in both languages, from one source.
//!
//! Codes are read from the sources of `core/`: whatever is written as `area/what-happened`
//! in a refusal, a finding or a closed screen. Keys are those of the domain's own lists and
//! the cases of the screens' enums.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree;

/// What reads as an area and is none that a screen shows: faults of bytes and of book files
/// are told by the program itself, in its own sentences.
const NEVER_READ: [&str; 9] =
    ["wire", "key", "manifest", "book", "job", "person", "application", "image", "requirement"];

/// Enums of `core/screens` whose cases are words, with their area.
pub const CASES: [(&str, &str, &str); 11] = [
    ("way.rs", "SetOffModel", "set-off"),
    ("way.rs", "CallAheadModel", "call-ahead"),
    ("next.rs", "NextPlace", "next-place"),
    ("sync.rs", "SyncState", "sync-state"),
    ("today.rs", "VisitState", "state"),
    ("job.rs", "StepStand", "progress"),
    ("day.rs", "DayStand", "day-stand"),
    ("day.rs", "CardSays", "card-says"),
    ("quote.rs", "ReasonWhy", "because"),
    ("look.rs", "Verdict", "verdict"),
    ("step.rs", "WeightModel", "weight"),
];

/// The codes that this source writes.
pub fn codes(source: &str) -> BTreeSet<String> {
    let texts = tree::shipped(source).split('"').skip(1).step_by(2);
    let is_part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    let is_code = |text: &&str| text.split_once('/').is_some_and(|(area, what)| is_part(area) && is_part(what));
    let is_read = |text: &&str| !NEVER_READ.iter().any(|area| text.starts_with(&format!("{area}/")));
    texts.filter(is_code).filter(is_read).map(str::to_owned).collect()
}

/// The cases of an enum in this source, as keys: `LateMinor` is `late-minor`.
pub fn cases(source: &str, name: &str) -> Vec<String> {
    let body = source.split(&format!("pub enum {name} {{")).nth(1).unwrap_or_default();
    let body = body.split("\n}").next().unwrap_or_default();
    let cases = body.lines().map(str::trim).filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    cases.map(|line| kebab(line.trim_end_matches(','))).collect()
}

fn kebab(name: &str) -> String {
    let mut key = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !key.is_empty() {
            key.push('-');
        }
        key.push(c.to_ascii_lowercase());
    }
    key
}

/// The words of one language, by code.
pub fn words(language: &str) -> BTreeMap<String, String> {
    let path = tree::root().join(format!("fixtures/words/{language}.toml"));
    let text = std::fs::read_to_string(path).unwrap_or_default();
    toml::from_str(&text).unwrap_or_default()
}

/// What stands in braces in a text.
pub fn places(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use doorstep_domain::{arrival, book, call, custody, day, door, event, follow_up, job, van, visit};

    use super::*;

    const LANGUAGES: [&str; 2] = ["zh-Hans", "en"];

    fn check(codes: impl IntoIterator<Item = String>) {
        let tables = LANGUAGES.map(words);
        let mut lacking = Vec::new();
        let mut seen = 0;
        for code in codes {
            seen += 1;
            lacking.extend((!tables.iter().all(|table| table.contains_key(&code))).then_some(code));
        }
        assert_eq!(lacking, Vec::<String>::new());
        assert!(seen > 5, "nothing was looked at");
    }

    #[test]
    fn every_code_that_the_core_writes_has_words_in_both_languages() {
        let files = tree::files(&["core"], &[".rs"])
            .into_iter()
            .filter(|(path, _)| path.contains("/src/") && !path.ends_with("/tests.rs"));
        let codes: BTreeSet<String> = files.flat_map(|(_, source)| codes(&source)).collect();
        assert!(codes.len() > 100, "only {} codes are found", codes.len());
        check(codes);
    }

    macro_rules! keys {
        ($($area:literal: $list:path,)*) => {
            vec![$($list.iter().map(|one| format!("{}/{}", $area, one.key())).collect::<Vec<_>>(),)*]
        };
    }

    #[test]
    fn every_key_that_a_screen_carries_has_words_in_both_languages() {
        let lists = keys! {
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
        };
        check(lists.into_iter().flatten());
        check(day::MismatchKind::ALL.iter().map(|kind| kind.code().to_owned()));
    }

    #[test]
    fn every_case_of_a_screens_enum_has_words_in_both_languages() {
        for (file, name, area) in CASES {
            let source = std::fs::read_to_string(tree::root().join("core/screens/src").join(file)).unwrap();
            let cases = cases(&source, name);
            assert!(cases.len() > 1, "{name} is not in {file}");
            let tables = LANGUAGES.map(words);
            for case in cases {
                let code = format!("{area}/{case}");
                assert!(tables.iter().all(|table| table.contains_key(&code)), "{code} has no words");
            }
        }
    }

    #[test]
    fn both_languages_say_the_same_things_with_the_same_places() {
        let [chinese, english] = LANGUAGES.map(words);
        assert!(chinese.len() > 300, "only {} words", chinese.len());
        for (code, text) in &chinese {
            let other = english.get(code).unwrap_or_else(|| panic!("{code} has no English"));
            assert_eq!(places(text), places(other), "{code}");
            assert!(!text.is_empty() && !other.is_empty(), "{code}");
        }
        let only_english = english.keys().filter(|code| !chinese.contains_key(*code) && !code.ends_with(".one"));
        assert_eq!(only_english.collect::<Vec<_>>(), Vec::<&String>::new());
    }

    #[test]
    fn a_code_without_words_would_be_found() {
        let source = "match self { Self::A => \"visit/not-a-word\", _ => \"no code\" }";
        assert_eq!(codes(source), BTreeSet::from(["visit/not-a-word".to_owned()]));
        assert_eq!(cases("pub enum Way {\n    /// One.\n    LateMinor,\n}\n", "Way"), ["late-minor"]);
        assert_eq!(places("{n} of {m}"), BTreeSet::from(["n", "m"]));
    }
}
