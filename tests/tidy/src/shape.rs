//! What every file and folder of the repository has.

use std::collections::BTreeSet;

/// Folder and file names that say nothing about the trade.
const EMPTY_NAMES: &[&str] = &["utils", "helpers", "common", "manager", "models", "types", "misc"];

/// What is wrong with a Rust file's name and first line.
pub fn complaints(path: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    if path.contains("/src/") && !text.trim_start().starts_with("//!") && !path.ends_with("/tests.rs") {
        complaints.push(format!("{path} has no //! front page"));
    }
    let parts = path.split('/').map(|part| part.trim_end_matches(".rs"));
    if let Some(empty) = parts.into_iter().find(|part| EMPTY_NAMES.contains(part)) {
        complaints.push(format!("{path}: {empty} is not a noun of the trade"));
    }
    complaints
}

/// The stable codes that stand as string literals in `code()` functions of a file.
pub fn codes(text: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for literal in text.split('"').skip(1).step_by(2) {
        let Some((area, what)) = literal.split_once('/') else { continue };
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if plain(area) && plain(what) {
            codes.insert(literal.to_owned());
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree;

    #[test]
    fn every_rust_file_says_what_it_is_for() {
        let files = tree::files(&["core", "bindings", "office", "tests"], &[".rs"]);
        let complaints: Vec<String> = files.iter().flat_map(|(path, text)| complaints(path, text)).collect();
        assert_eq!(complaints, Vec::<String>::new());
    }

    #[test]
    fn a_file_without_a_front_page_or_with_an_empty_name_is_named() {
        assert_eq!(complaints("core/x/src/quote.rs", "fn f() {}").len(), 1);
        assert_eq!(complaints("core/x/src/utils.rs", "//! Things.").len(), 1);
    }

    #[test]
    fn every_refusal_has_words_in_both_languages() {
        let refusals = std::fs::read_to_string(tree::root().join("core/domain/src/refusal.rs")).unwrap();
        let codes = codes(&refusals);
        assert!(codes.len() > 20, "only {} codes were found", codes.len());
        for language in ["zh-Hans", "en"] {
            let path = tree::root().join(format!("fixtures/words/{language}.toml"));
            let words: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
            for code in &codes {
                let word = words.get(code).and_then(|word| word.as_str()).unwrap_or_default();
                assert!(!word.is_empty(), "{code} has no words in {language}");
            }
        }
    }

    #[test]
    fn no_file_names_a_machine_or_a_registry() {
        let ours = tree::files(&["."], &[".rs", ".md", ".toml", ".sh", ".kt", ".xml", ".json", ".mjs", ".yml"]);
        let banned = [
            ["/wo", "rk/"].concat(),
            ["/ro", "ot/"].concat(),
            ["index.cra", "tes.io"].concat(),
            ["registry.np", "mjs"].concat(),
        ];
        for (path, text) in ours.iter().filter(|(path, _)| !path.contains("Cargo.lock")) {
            for word in &banned {
                assert!(!text.contains(word.as_str()), "{path} names {word}");
            }
        }
    }
}
