//! What every file and folder of the repository has.

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
