//! The console's words: one table for each language, compiled in.
//!
//! Keyed by stable code (`finding/not-signed`, `step/greet`, `console/board`). Words
//! of books (checks, parts, reasons) come with the data and are not here. A code
//! without words is shown as it is, which is ugly and never silent; a test makes sure
//! that there is none. English may have a second text for one of something, under the
//! code with `.one` behind it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use doorstep_domain::book::{Language, Text};

const CHINESE: &str = include_str!("../../../../fixtures/words/zh-Hans.toml");
const ENGLISH: &str = include_str!("../../../../fixtures/words/en.toml");

static TABLES: LazyLock<[Words; 2]> =
    LazyLock::new(|| [Words::read(Language::Chinese, CHINESE), Words::read(Language::English, ENGLISH)]);

/// Everything the console says in one language.
#[derive(Debug)]
pub struct Words {
    language: Language,
    by_code: BTreeMap<String, String>,
}

impl Words {
    /// The words of this language.
    pub fn of(language: Language) -> &'static Words {
        let [chinese, english] = &*TABLES;
        match language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }

    fn read(language: Language, file: &str) -> Self {
        Self { language, by_code: toml::from_str(file).unwrap_or_default() }
    }

    /// Which language it is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The words for a code.
    pub fn say<'a>(&'a self, code: &'a str) -> &'a str {
        self.by_code.get(code).map_or(code, String::as_str)
    }

    /// The words for a key of an area: `step` and `greet`.
    pub fn named(&self, area: &str, key: &str) -> String {
        self.say(&format!("{area}/{key}")).to_owned()
    }

    /// The words for a code with `{name}`s filled in.
    pub fn fill(&self, code: &str, fill: &[(&str, &str)]) -> String {
        fill.iter().fold(self.say(code).to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }

    /// So many of something: fills `{n}`.
    pub fn count(&self, code: &str, n: u64) -> String {
        let one = format!("{code}.one");
        let code = if n == 1 && self.by_code.contains_key(&one) { one.as_str() } else { code };
        self.fill(code, &[("n", &n.to_string())])
    }

    /// So many of a list's things.
    pub fn count_of<T>(&self, code: &str, list: &[T]) -> String {
        self.count(code, u64::try_from(list.len()).unwrap_or(u64::MAX))
    }

    /// A book's text in this language.
    pub fn text<'a>(&self, text: &'a Text) -> &'a str {
        text.get(self.language)
    }

    /// A book's text, or the id where the book does not know it.
    pub fn text_or<'a>(&self, text: Option<&'a Text>, id: &'a str) -> &'a str {
        text.map_or(id, |text| self.text(text))
    }

    /// Parts of a sentence in a row.
    pub fn list(&self, parts: &[String]) -> String {
        parts.join(self.say("console/comma"))
    }

    #[cfg(test)]
    fn codes(&self) -> impl Iterator<Item = &str> {
        self.by_code.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use doorstep_domain::event::{DocumentKind, NoSignature, OldPart, Outcome, QuoteAnswer, Signer};
    use doorstep_domain::job::{ServiceKind, Warranty};
    use doorstep_domain::visit::Step;

    use super::*;

    fn keys<T: Copy>(area: &str, all: &[T], key: fn(T) -> &'static str) -> Vec<String> {
        all.iter().map(|each| format!("{area}/{}", key(*each))).collect()
    }

    /// The codes that stand as literals in a file: `area/what`.
    fn literals(source: &str) -> BTreeSet<String> {
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let literals = source.split('"').skip(1).step_by(2);
        let codes = literals.filter(|text| text.split_once('/').is_some_and(|(area, what)| plain(area) && plain(what)));
        codes.filter(|code| !code.starts_with("text/")).map(str::to_owned).collect()
    }

    fn is_shipped(file: &str) -> bool {
        file.ends_with(".rs") && !file.ends_with("tests.rs")
    }

    fn check(codes: impl IntoIterator<Item = String>) {
        let codes: Vec<String> = codes.into_iter().collect();
        assert!(!codes.is_empty());
        for language in [Language::Chinese, Language::English] {
            let words = Words::of(language);
            let lacking: Vec<&String> = codes
                .iter()
                .filter(|code| words.by_code.get(*code).is_none_or(|word| word.trim().is_empty()))
                .collect();
            assert_eq!(lacking, Vec::<&String>::new(), "no words in {}", language.tag());
        }
    }

    #[test]
    fn every_key_of_the_domain_has_words() {
        check(keys("step", Step::ALL, Step::key));
        check(keys("step-letter", &Step::FIVE, Step::key));
        check(keys("service", ServiceKind::ALL, ServiceKind::key));
        check(keys("warranty", Warranty::ALL, Warranty::key));
        check(keys("outcome", Outcome::ALL, Outcome::key));
        check(keys("old-part", OldPart::ALL, OldPart::key));
        check(keys("signer", Signer::ALL, Signer::key));
        check(keys("no-signature", NoSignature::ALL, NoSignature::key));
        check(keys("quote-answer", QuoteAnswer::ALL, QuoteAnswer::key));
        check(keys("document", DocumentKind::ALL, DocumentKind::key));
    }

    #[test]
    fn every_key_of_the_read_models_has_words() {
        let told = include_str!("../story/tell.rs");
        let (_, kinds) = told.split_once("fn kind(").unwrap();
        let kinds = kinds.split("\n}").next().unwrap().split('"').skip(1).step_by(2);
        check(kinds.map(|kind| format!("kind/{kind}")));
        check(["planned", "under-way", "left"].map(|key| format!("state/{key}")));
        check(["closed", "open", "done", "skipped"].map(|key| format!("progress/{key}")));
        check(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|key| format!("weekday/{key}")));
        let columns =
            ["window", "job", "progress", "arrived", "charged", "exceptions", "item", "count", "amount", "because"];
        check(columns.map(|key| format!("column/{key}")));
    }

    #[test]
    fn every_finding_and_refusal_has_words() {
        check(literals(include_str!("../../../../core/domain/src/refusal.rs")));
        let findings = literals(include_str!("../../../../core/domain/src/audit.rs"));
        assert!(findings.len() >= 9, "only {findings:?} were found");
        check(findings);
        check(["event/unknown-kind", "event/undecodable", "event/withheld"].map(str::to_owned));
    }

    #[test]
    fn every_word_that_the_console_asks_for_is_there() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console");
        let folders = [folder.clone(), folder.join("visit")];
        let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap().flatten());
        let sources = files.filter(|file| is_shipped(&file.file_name().to_string_lossy()));
        let shipped = sources.map(|file| std::fs::read_to_string(file.path()).unwrap());
        check(shipped.flat_map(|text| literals(text.split("#[cfg(test)]\nmod ").next().unwrap())));
    }

    #[test]
    fn both_languages_speak_of_the_same_things() {
        let plain = |language| -> BTreeSet<&str> {
            Words::of(language).codes().filter(|code| !code.ends_with(".one")).collect()
        };
        assert_eq!(plain(Language::Chinese), plain(Language::English));
    }

    #[test]
    fn what_is_filled_in_stands_in_both_languages() {
        let holes = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
        };
        for code in Words::of(Language::Chinese).codes() {
            let (zh, en) = (Words::of(Language::Chinese).say(code), Words::of(Language::English).say(code));
            assert_eq!(holes(zh), holes(en), "{code}");
        }
    }

    #[test]
    fn one_is_not_plural_and_an_unknown_code_is_shown_as_it_is() {
        let words = Words::of(Language::English);
        assert_eq!(words.count("count/photos", 1), "1 photo");
        assert_eq!(words.count("count/photos", 2), "2 photos");
        assert_eq!(words.say("no/such-code"), "no/such-code");
    }
}
