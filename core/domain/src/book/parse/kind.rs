//! Reads what answering a check takes: its kind and the keys of that kind.

use std::ops::Range;

use toml::Spanned;

use super::keys::{Needs, Owned};
use super::standard::{RawChoice, id_and_text};
use super::{MistakeKind, Reader, Told, words};
use crate::book::{CheckKind, Choice};
use crate::job::named;

/// Lowest and highest, as files have them.
pub(super) type RawLimits = Spanned<(Spanned<f64>, Spanned<f64>)>;

/// How many photographs, as files have it.
pub(super) type RawPhotos = Spanned<(Spanned<u32>, u32)>;

/// The keys of every kind, as far as an entry has them.
#[derive(Default)]
pub(super) struct RawKind<'a> {
    pub(super) options: Option<&'a Spanned<Vec<RawChoice>>>,
    pub(super) unit: Option<&'a Spanned<String>>,
    pub(super) expected: Option<&'a RawLimits>,
    pub(super) possible: Option<&'a RawLimits>,
    pub(super) photos: Option<&'a RawPhotos>,
    pub(super) most_chars: Option<&'a Spanned<u32>>,
    pub(super) seconds: Option<&'a Spanned<u32>>,
    pub(super) to: Option<&'a Spanned<String>>,
}

named! {
    /// The word before what the kind takes is known.
    KindWord {
        /// A plain "done".
        Confirm = "confirm",
        /// One of several answers.
        Choice = "choice",
        /// A measured value.
        Reading = "reading",
        /// Photographs.
        Photo = "photo",
        /// A free text.
        Note = "note",
        /// Waiting.
        Timer = "timer",
        /// A call.
        Call = "call",
    }
}
words!(KindWord);

/// What the entry at `header` takes, being of this kind.
pub(super) fn kind(r: &mut Reader, word: KindWord, header: Range<usize>, raw: &RawKind) -> Result<CheckKind, Told> {
    let needs = Needs { header, because: word.key() };
    let belongs = needs.only(r, word, &keys(raw));
    let kind = match word {
        KindWord::Confirm => Ok(CheckKind::Confirm),
        KindWord::Choice => needs.key(r, "options", raw.options).and_then(|options| choice(r, options)),
        KindWord::Reading => reading(r, raw, &needs),
        KindWord::Photo => needs.key(r, "photos", raw.photos).and_then(|photos| photo(r, photos)),
        KindWord::Note => {
            let most_chars = needs.key(r, "most_chars", raw.most_chars);
            most_chars.and_then(|most| r.positive("most_chars", most)).map(|most_chars| CheckKind::Note { most_chars })
        }
        KindWord::Timer => {
            let seconds = needs.key(r, "seconds", raw.seconds).and_then(|seconds| r.positive("seconds", seconds));
            seconds.map(|seconds| CheckKind::Timer { at_least_ms: u64::from(seconds) * 1000 })
        }
        KindWord::Call => {
            let to = needs.key(r, "to", raw.to).and_then(|to| r.named("to", to));
            to.map(|to| CheckKind::Call { to })
        }
    };
    belongs.and(kind)
}

fn keys(raw: &RawKind) -> [Owned<KindWord>; 8] {
    [
        ("options", &[KindWord::Choice], raw.options.map(Spanned::span)),
        ("unit", &[KindWord::Reading], raw.unit.map(Spanned::span)),
        ("expected", &[KindWord::Reading], raw.expected.map(Spanned::span)),
        ("possible", &[KindWord::Reading], raw.possible.map(Spanned::span)),
        ("photos", &[KindWord::Photo], raw.photos.map(Spanned::span)),
        ("most_chars", &[KindWord::Note], raw.most_chars.map(Spanned::span)),
        ("seconds", &[KindWord::Timer], raw.seconds.map(Spanned::span)),
        ("to", &[KindWord::Call], raw.to.map(Spanned::span)),
    ]
}

fn choice(r: &mut Reader, options: &Spanned<Vec<RawChoice>>) -> Result<CheckKind, Told> {
    const LEAST: usize = 2;
    if options.get_ref().len() < LEAST {
        r.wrong(options.span(), MistakeKind::TooFew { field: "options", least: LEAST });
    }
    let once = r.once("option", options.get_ref().iter().map(|option| &option.id));
    let read = options.get_ref().iter().map(|option| {
        let (id, text) = id_and_text(r, &option.id, &option.text)?;
        Ok(Choice { id, text, is_unsolved: option.unsolved })
    });
    let read: Vec<_> = read.collect();
    once.and(read.into_iter().collect()).map(CheckKind::Choice)
}

fn reading(r: &mut Reader, raw: &RawKind<'_>, needs: &Needs) -> Result<CheckKind, Told> {
    let unit = needs.key(r, "unit", raw.unit).and_then(|unit| r.line("unit", unit));
    let expected = needs.key(r, "expected", raw.expected).and_then(|pair| limits(r, "expected", pair));
    let possible = needs.key(r, "possible", raw.possible).and_then(|pair| limits(r, "possible", pair));
    let (unit, expected, possible) = (unit?, expected?, possible?);
    if let Some(at) = raw.expected
        && (expected.0 < possible.0 || expected.1 > possible.1)
    {
        return Err(r.wrong(at.span(), MistakeKind::ExpectedNotPossible));
    }
    Ok(CheckKind::Reading { unit, expected, possible })
}

fn limits(r: &mut Reader, field: &'static str, raw: &RawLimits) -> Result<(i64, i64), Told> {
    let (low, high) = raw.get_ref();
    let (low, high) = (r.thousandths(field, low), r.thousandths(field, high));
    r.pair(field, raw.span(), (low?, high?))
}

fn photo(r: &mut Reader, raw: &Spanned<(Spanned<u32>, u32)>) -> Result<CheckKind, Told> {
    let (at_least, at_most) = raw.get_ref();
    let at_least = r.positive("photos", at_least)?;
    let (at_least, at_most) = r.pair("photos", raw.span(), (at_least, *at_most))?;
    Ok(CheckKind::Photo { at_least, at_most })
}
