//! The table in Swift: one dictionary for each language.

use super::{Both, HEAD, Words, spelled};

/// The source of `WordTable.swift`.
pub fn table(both: &Both) -> String {
    let dictionaries = [("zh", &both.zh), ("en", &both.en)].map(|(language, words)| dictionary(language, words));
    let doc = "/// The words of the screens, by key, in both languages.";
    format!("{HEAD}\n{doc}\nenum WordTable {{\n{}}}\n", dictionaries.join("\n"))
}

fn dictionary(language: &str, words: &Words) -> String {
    let lines: String = words.iter().map(|(key, word)| format!("        {}: {},\n", swift(key), swift(word))).collect();
    format!("    static let {language}: [String: String] = [\n{lines}    ]\n")
}

fn swift(text: &str) -> String {
    spelled(text, &['"', '\\'])
}
