//! Looking things up in the knowledge book: how text is cut into words that can be found,
//! and which articles are likely for a reported symptom (R11, R21, R24, R28).
//!
//! Chinese has no spaces and its fault words have two characters (制冷, 漏水): text is
//! indexed as every single character and every overlapping pair, and asked for by pairs.
//! Latin words are kept whole, in small letters; a fault code is one word however it is
//! spelled (`E4`, `e-4`, `Ｅ４`). Where the words are kept and searched is left to others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::book::{Article, Knowledge, Text};
use crate::id::CategoryId;

/// How many likely articles are worth reading before setting off.
const MOST_LIKELY: usize = 5;

/// What a word is worth that only one article has; a word of many is worth its share.
const RAREST: u64 = 1_000;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Han,
    Latin,
    Between,
}

fn run_of(c: char) -> Run {
    match c {
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}' => {
            Run::Han
        }
        c if c.is_alphanumeric() => Run::Latin,
        _ => Run::Between,
    }
}

/// Full-width forms as the plain ones, everything in small letters.
fn plain(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    text.chars().map(narrow).flat_map(char::to_lowercase).collect()
}

/// The runs of a text, each of one kind; what is between them is left out.
fn runs(text: &str) -> Vec<(Run, Vec<char>)> {
    let mut runs: Vec<(Run, Vec<char>)> = Vec::new();
    let mut before = Run::Between;
    for c in plain(text).chars() {
        let run = run_of(c);
        match runs.last_mut() {
            Some((_, chars)) if run == before && run != Run::Between => chars.push(c),
            _ if run != Run::Between => runs.push((run, vec![c])),
            _ => {}
        }
        before = run;
    }
    runs
}

/// The words that a text is found by.
pub fn indexed(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (run, chars) in runs(text) {
        if run == Run::Han {
            words.extend(chars.iter().map(char::to_string));
            words.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            words.push(chars.iter().collect());
        }
    }
    words.extend(codes_in(text));
    words
}

/// The words that a question asks for: pairs of Chinese characters, a single one only where
/// it stands alone. Each word once, in the order they were typed.
pub fn asked(question: &str) -> Vec<String> {
    let codes = codes_in(question);
    let mut words: Vec<String> = Vec::new();
    for (run, chars) in runs(question) {
        match (run, chars.as_slice()) {
            (Run::Han, [_, _, ..]) => words.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>())),
            _ => words.push(chars.iter().collect()),
        }
    }
    // The parts of a spelled code would ask for more than the code does.
    let is_part = |word: &String| {
        codes.iter().any(|code| code != word && code.starts_with(word.as_str()))
            || codes.iter().any(|code| code != word && code.ends_with(word.as_str()))
    };
    words.retain(|word| !is_part(word));
    words.extend(codes);
    let mut seen = BTreeSet::new();
    words.retain(|word| seen.insert(word.clone()));
    words
}

/// Fault codes as one word: one or two letters and one or two digits, with at most one
/// hyphen between them, or a space after a single letter: "is 4 years old" has no code.
fn codes_in(text: &str) -> Vec<String> {
    let plain = plain(text);
    let chars: Vec<char> = plain.chars().collect();
    let mut codes = Vec::new();
    let mut at = 0;
    while let Some(rest) = chars.get(at..).filter(|rest| !rest.is_empty()) {
        let letters = rest.iter().take_while(|c| c.is_ascii_alphabetic()).count();
        let between = usize::from(match rest.get(letters) {
            Some('-') => true,
            Some(' ') => letters == 1,
            _ => false,
        });
        let digits = rest.iter().skip(letters + between).take_while(|c| c.is_ascii_digit()).count();
        let ends = rest.get(letters + between + digits).is_none_or(|c| !c.is_ascii_alphanumeric());
        if (1..=2).contains(&letters) && (1..=2).contains(&digits) && ends {
            codes.push(rest.iter().take(letters + between + digits).filter(|c| c.is_ascii_alphanumeric()).collect());
        }
        at += letters.max(1);
    }
    codes
}

/// Whether one of the article's fault codes is among these words.
pub fn has_code(article: &Article, words: &[String]) -> bool {
    article.codes.iter().any(|code| {
        let code: String = plain(code).chars().filter(|c| c.is_alphanumeric()).collect();
        words.contains(&code)
    })
}

/// An article that is likely for a symptom.
#[derive(Clone, Copy, Debug)]
pub struct Likely<'a> {
    /// Which.
    pub article: &'a Article,
    /// Its fault code was reported.
    pub is_by_code: bool,
}

/// The articles that are likely for what a customer reported about an appliance, the
/// likeliest first: an exact fault code first, then by the words they share, where a word
/// of few articles counts for more. Where that is equal, the headline decides: it says what
/// the fault is, symptoms also say what comes with it. Nothing shared is nothing found.
pub fn likely<'a>(knowledge: &'a Knowledge, category: &CategoryId, symptom: &str) -> Vec<Likely<'a>> {
    let words = asked(symptom);
    let fits = |article: &&Article| article.category.is_empty() || article.category.contains(category);
    let known: Vec<Known<'_>> = knowledge.articles.iter().filter(fits).map(Known::of).collect();
    let mut worth: BTreeMap<&str, u64> = BTreeMap::new();
    for word in &words {
        let sharing: u64 = known.iter().filter(|known| known.headline.contains(word)).map(|_| 1).sum();
        worth.insert(word, RAREST / sharing.max(1));
    }
    let score = |has: &BTreeSet<String>| -> u64 {
        worth.iter().filter(|(word, _)| has.contains(**word)).map(|(_, worth)| worth).sum()
    };
    let mut found: Vec<(u64, u64, Likely<'a>)> = known
        .iter()
        .map(|known| {
            let likely = Likely { article: known.article, is_by_code: has_code(known.article, &words) };
            (score(&known.headline), score(&known.title), likely)
        })
        .collect();
    found.sort_by_key(|(score, title, likely)| {
        (!likely.is_by_code, Reverse(*score), Reverse(*title), &likely.article.id)
    });
    let best = found.iter().map(|(score, ..)| *score).max().unwrap_or(0);
    // What shares far less than the best is no cause to read about.
    found.retain(|(score, _, likely)| likely.is_by_code || (*score > 0 && score.saturating_mul(3) >= best));
    found.into_iter().map(|(.., likely)| likely).take(MOST_LIKELY).collect()
}

/// The words of an article that a symptom can share.
struct Known<'a> {
    article: &'a Article,
    title: BTreeSet<String>,
    /// Those of the title and of the symptoms.
    headline: BTreeSet<String>,
}

impl<'a> Known<'a> {
    fn of(article: &'a Article) -> Self {
        let words = |text: &Text| [&text.zh, &text.en].into_iter().flat_map(|text| indexed(text)).collect();
        let title: BTreeSet<String> = words(&article.title);
        let symptoms: BTreeSet<String> = words(&article.symptoms);
        Self { article, headline: &title | &symptoms, title }
    }
}

#[cfg(test)]
mod tests;
