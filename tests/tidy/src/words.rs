//! Words for everything that a screen can carry, in both languages, from one source.
//!
//! Codes are read from the sources of `core/`: whatever is written as `area/what-happened`
//! in a refusal, a finding or a closed screen. Keys are those of the domain's own lists and
//! the cases of the screens' enums. Whatever a drawing names as `"area/what"` is asked for
//! too; a word that nobody asks for is named, save in the areas that are listed here.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree;

/// What reads as an area and is none that a screen shows: faults of bytes and of book files
/// are told by the program itself, in its own sentences.
const NEVER_READ: [&str; 9] =
    ["wire", "key", "manifest", "book", "job", "person", "application", "image", "requirement"];

/// Enums of `core/screens` whose cases are words, with their area.
pub const CASES: [(&str, &str, &str); 18] = [
    ("way.rs", "SetOffModel", "set-off"),
    ("way.rs", "CallAheadModel", "call-ahead"),
    ("next.rs", "NextPlace", "next-place"),
    ("sync.rs", "SyncState", "sync-state"),
    ("today.rs", "VisitState", "state"),
    ("job.rs", "StepStand", "progress"),
    ("day.rs", "DayStand", "day-stand"),
    ("day.rs", "CardSays", "card-says"),
    ("quote.rs", "ReasonWhy", "reason-why"),
    ("look.rs", "Verdict", "verdict"),
    ("step.rs", "WeightModel", "weight"),
    ("help.rs", "PhoneStanding", "phone-standing"),
    ("help.rs", "BallastStand", "ballast-stand"),
    ("help.rs", "BackgroundRule", "background-rule"),
    ("help.rs", "NetworkCost", "network-cost"),
    ("help.rs", "PhotoWay", "photo-way"),
    ("help.rs", "TrafficSpan", "traffic-span"),
    ("help.rs", "HelpAdvice", "help-advice"),
];

/// Lists of the domain that no screen carries: those that only books are written with.
pub const UNSEEN: [&str; 7] =
    ["BookKind", "CauseWord", "DayKindWord", "KindWord", "OriginWord", "ReasonUse", "WeightWord"];

/// Areas whose words are found by a key that is put together where they are shown.
pub const FILLED: [&str; 6] = ["column", "kind", "offer", "state", "step-letter", "weekday"];

/// Areas of the phones' drawings: a word may stand here before every platform draws it.
pub const DRAWN: [&str; 9] = ["app", "button", "describe", "language", "look", "missing", "screen", "subject", "unit"];

/// The part of a Rust file that ships: all but a test module written out at its end. A
/// test module in a file of its own may be named anywhere and ends nothing.
pub fn shipped(source: &str) -> &str {
    source.split("#[cfg(test)]\nmod tests {").next().unwrap_or(source)
}

/// The codes that this source writes.
pub fn codes(source: &str) -> BTreeSet<String> {
    let texts = shipped(source).split('"').skip(1).step_by(2);
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

/// The lists that this source makes with `named!`.
pub fn named(source: &str) -> Vec<String> {
    let starts = |line: &&str| line.ends_with(" {") && line.starts_with(|c: char| c.is_ascii_uppercase());
    let name =
        |block: &str| block.lines().map(str::trim).find(starts).map(|line| line.trim_end_matches(" {").to_owned());
    source.split("\nnamed! {").skip(1).filter_map(name).collect()
}

/// The keys that a source names, in whatever language it is written: `screen/quote.title`.
pub fn said(source: &str) -> BTreeSet<String> {
    let plain = |part: &str, more: &str| {
        let is_one = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || more.contains(c);
        part.starts_with(|c: char| c.is_ascii_lowercase()) && part.chars().all(is_one)
    };
    let is_key = |text: &&str| text.split_once('/').is_some_and(|(area, what)| plain(area, "") && plain(what, "."));
    source.split('"').filter(is_key).map(str::to_owned).collect()
}

/// The words that nobody asks for.
pub fn unused<'a>(words: impl Iterator<Item = &'a String>, asked: &BTreeSet<String>) -> Vec<&'a str> {
    let is_open =
        |code: &str| code.split_once('/').is_some_and(|(area, _)| FILLED.contains(&area) || DRAWN.contains(&area));
    words.map(String::as_str).filter(|code| !asked.contains(*code) && !is_open(code)).collect()
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
mod tests;
