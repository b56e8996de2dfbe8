//! The office's answers to phones, as the sources write them and as ARCHITECTURE tells them.
//!
//! A code that a phone's route can answer stands in the table "Every answer, and what the
//! phone does", and the table names no other.

use std::collections::BTreeSet;

use crate::tree::shipped;

/// Where the phones' routes write their codes.
pub const SOURCES: [&str; 9] = [
    "office/server/src/http/phone.rs",
    "office/server/src/http/tus.rs",
    "office/server/src/http/signed.rs",
    "office/server/src/http/hand_in.rs",
    "office/server/src/intake/mod.rs",
    "office/server/src/media/mod.rs",
    "office/server/src/admin/enrol.rs",
    "office/server/src/admin/handed_in.rs",
    "core/wire/src/signed.rs",
];

const AREAS: [&str; 7] = ["sync", "media", "enrol", "signature", "installation", "books", "work"];

fn is_code(text: &str) -> bool {
    let plain = |what: &str| !what.is_empty() && what.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    text.split_once('/').is_some_and(|(area, what)| AREAS.contains(&area) && plain(what))
}

/// The codes that this source writes.
pub fn written(source: &str) -> BTreeSet<&str> {
    shipped(source).split('"').skip(1).step_by(2).filter(|text| is_code(text)).collect()
}

/// The codes that the table of answers names.
pub fn told(architecture: &str) -> BTreeSet<&str> {
    let table = architecture.split("### Every answer").nth(1).and_then(|rest| rest.split("\n### ").next());
    let rows = table.unwrap_or_default().lines().filter(|line| line.starts_with('|'));
    rows.flat_map(|row| row.split('`').skip(1).step_by(2)).filter(|text| is_code(text)).collect()
}

/// What one says and the other does not, as sentences.
pub fn complaints(written: &BTreeSet<&str>, told: &BTreeSet<&str>) -> Vec<String> {
    let untold = written.difference(told).map(|code| format!("{code} is not in the table of answers"));
    untold.chain(told.difference(written).map(|code| format!("{code} is answered by nothing"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree;

    #[test]
    fn every_code_that_a_phone_may_be_answered_is_in_the_table_and_no_other() {
        let read = |path: &str| std::fs::read_to_string(tree::root().join(path)).unwrap();
        let sources = SOURCES.map(read);
        let written: BTreeSet<&str> = sources.iter().flat_map(|source| written(source)).collect();
        let architecture = read("ARCHITECTURE.md");
        assert!(written.len() > 40, "only {} codes were read", written.len());
        assert_eq!(complaints(&written, &told(&architecture)), Vec::<String>::new());
    }

    #[test]
    fn a_code_that_only_one_of_them_names_would_be_found() {
        let source = "fn f() { refused(\"sync/new-thing\", \"no code/at all\") }";
        let table =
            "### Every answer\n\n| sync | 400 | `sync/old-thing` | told |\n\n### Versions\n| `sync/elsewhere` |";
        let complaints = complaints(&written(source), &told(table));
        let expected = ["sync/new-thing is not in the table of answers", "sync/old-thing is answered by nothing"];
        assert_eq!(complaints, expected);
    }
}
