//! Reads a service standard: categories, reasons, checks and their order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

use serde::Deserialize;
use toml::Spanned;

use super::reader::RawList;
use super::when::{Names, RawWhen, when};
use super::{MistakeKind, RawText, Reader, Told, words};
use crate::book::{Category, Check, CheckKind, Choice, Order, Reason, ServiceStandard, Text, Title, Weight};
use crate::id::IdError;
use crate::job::named;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStandard {
    pub(super) category: Vec<RawNamed>,
    #[serde(default)]
    pub(super) reason: Vec<RawNamed>,
    #[serde(default)]
    order: Vec<Spanned<RawOrder>>,
    pub(super) check: Vec<Spanned<RawCheck>>,
}

/// An id and what people call it: a category, a reason, an option.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNamed {
    pub(super) id: Spanned<String>,
    text: RawText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOrder {
    first: Spanned<String>,
    then: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCheck {
    pub(super) id: Spanned<String>,
    pub(super) step: Spanned<String>,
    pub(super) kind: Spanned<String>,
    weight: Spanned<String>,
    reasons: RawList,
    text: RawText,
    hint: Option<RawText>,
    serves: Spanned<Vec<Spanned<String>>>,
    pub(super) when: Option<RawWhen>,
    pub(super) options: Option<Spanned<Vec<RawNamed>>>,
    unit: Option<Spanned<String>>,
    expected: Option<RawLimits>,
    possible: Option<RawLimits>,
    photos: Option<Spanned<(Spanned<u32>, u32)>>,
    most_chars: Option<Spanned<u32>>,
}

type RawLimits = Spanned<(Spanned<f64>, Spanned<f64>)>;

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
    }
}

named! {
    /// The word before the reasons are known.
    WeightWord {
        /// Holds up later steps.
        Must = "must",
        /// Holds them up until waived.
        Waivable = "waivable",
        /// Holds up nothing.
        Advice = "advice",
    }
}
words!(KindWord, WeightWord);

pub(super) fn standard(r: &mut Reader, raw: &RawStandard, title: Result<Title, Told>) -> Result<ServiceStandard, Told> {
    let names = Names::of(raw);
    let categories = list(r, "category", &raw.category, |id, text| Category { id, text });
    let reasons = list(r, "reason", &raw.reason, |id, text| Reason { id, text });
    let once = r.once("check", raw.check.iter().map(|check| &check.get_ref().id));
    let checks: Vec<_> = raw.check.iter().enumerate().map(|(place, raw)| check(r, place, raw, &names)).collect();
    let orders = orders(r, &raw.order, &names);
    Ok(ServiceStandard {
        title: title?,
        categories: categories?,
        checks: once.and(checks.into_iter().collect())?,
        orders: orders?,
        reasons: reasons?,
    })
}

fn list<I: FromStr<Err = IdError>, T>(
    r: &mut Reader,
    field: &'static str,
    raw: &[RawNamed],
    made: fn(I, Text) -> T,
) -> Result<Vec<T>, Told> {
    let once = r.once(field, raw.iter().map(|one| &one.id));
    let read = raw.iter().map(|one| {
        let (id, text) = (r.id(&one.id), r.text("text", &one.text));
        Ok(made(id?, text?))
    });
    let read: Vec<_> = read.collect();
    once.and(read.into_iter().collect())
}

fn check(r: &mut Reader, place: usize, spanned: &Spanned<RawCheck>, names: &Names) -> Result<Check, Told> {
    let raw = spanned.get_ref();
    let id = r.id(&raw.id);
    let step = r.named("step", &raw.step);
    let kind = kind(r, spanned);
    let weight = weight(r, spanned, names);
    let text = r.text("text", &raw.text);
    let hint = raw.hint.as_ref().map(|hint| r.text("hint", hint)).transpose();
    let serves = r.serves(&raw.serves);
    let when = when(r, place, raw, names);
    Ok(Check {
        id: id?,
        step: step?,
        kind: kind?,
        weight: weight?,
        text: text?,
        hint: hint?,
        serves: serves?,
        when: when?,
    })
}

fn weight(r: &mut Reader, spanned: &Spanned<RawCheck>, names: &Names) -> Result<Weight, Told> {
    let raw = spanned.get_ref();
    let word = r.named::<WeightWord>("weight", &raw.weight)?;
    let (key, because) = ("reasons", word.key());
    match (word, &raw.reasons) {
        (WeightWord::Must, None) => Ok(Weight::Must),
        (WeightWord::Advice, None) => Ok(Weight::Advice),
        (WeightWord::Waivable, Some(reasons)) => {
            r.list("reasons", reasons, |r, one| names.reason(r, one)).map(Weight::Waivable)
        }
        (WeightWord::Waivable, None) => Err(r.wrong(spanned.span(), MistakeKind::MissingKey { key, because })),
        (_, Some(reasons)) => Err(r.wrong(reasons.span(), MistakeKind::KeyDoesNotBelong { key, because })),
    }
}

fn kind(r: &mut Reader, spanned: &Spanned<RawCheck>) -> Result<CheckKind, Told> {
    let raw = spanned.get_ref();
    let word = r.named::<KindWord>("kind", &raw.kind)?;
    let belongs = only_its_keys(r, raw, word);
    let needs = Needs { header: spanned.span(), because: word.key() };
    let kind = match word {
        KindWord::Confirm => Ok(CheckKind::Confirm),
        KindWord::Choice => needs.key(r, "options", &raw.options).and_then(|options| choice(r, options)),
        KindWord::Reading => reading(r, raw, &needs),
        KindWord::Photo => needs.key(r, "photos", &raw.photos).and_then(|photos| photo(r, photos)),
        KindWord::Note => {
            let most_chars = needs.key(r, "most_chars", &raw.most_chars);
            most_chars.and_then(|most| r.positive("most_chars", most)).map(|most_chars| CheckKind::Note { most_chars })
        }
    };
    belongs.and(kind)
}

/// Who needs a key, and where it would stand.
struct Needs {
    header: Range<usize>,
    because: &'static str,
}

impl Needs {
    fn key<'k, T>(&self, r: &mut Reader, key: &'static str, given: &'k Option<T>) -> Result<&'k T, Told> {
        let missing = MistakeKind::MissingKey { key, because: self.because };
        given.as_ref().ok_or_else(|| r.wrong(self.header.clone(), missing))
    }
}

/// Tells every key that only another kind has.
fn only_its_keys(r: &mut Reader, raw: &RawCheck, word: KindWord) -> Result<(), Told> {
    let keys = [
        ("options", KindWord::Choice, raw.options.as_ref().map(Spanned::span)),
        ("unit", KindWord::Reading, raw.unit.as_ref().map(Spanned::span)),
        ("expected", KindWord::Reading, raw.expected.as_ref().map(Spanned::span)),
        ("possible", KindWord::Reading, raw.possible.as_ref().map(Spanned::span)),
        ("photos", KindWord::Photo, raw.photos.as_ref().map(Spanned::span)),
        ("most_chars", KindWord::Note, raw.most_chars.as_ref().map(Spanned::span)),
    ];
    let mut outcome = Ok(());
    for (key, owner, given) in keys {
        if let Some(at) = given
            && owner != word
        {
            outcome = Err(r.wrong(at, MistakeKind::KeyDoesNotBelong { key, because: word.key() }));
        }
    }
    outcome
}

fn choice(r: &mut Reader, options: &Spanned<Vec<RawNamed>>) -> Result<CheckKind, Told> {
    const LEAST: usize = 2;
    if options.get_ref().len() < LEAST {
        r.wrong(options.span(), MistakeKind::TooFew { field: "options", least: LEAST });
    }
    list(r, "option", options.get_ref(), |id, text| Choice { id, text }).map(CheckKind::Choice)
}

fn reading(r: &mut Reader, raw: &RawCheck, needs: &Needs) -> Result<CheckKind, Told> {
    let unit = needs.key(r, "unit", &raw.unit).and_then(|unit| r.line("unit", unit));
    let expected = needs.key(r, "expected", &raw.expected).and_then(|pair| limits(r, "expected", pair));
    let possible = needs.key(r, "possible", &raw.possible).and_then(|pair| limits(r, "possible", pair));
    let (unit, expected, possible) = (unit?, expected?, possible?);
    if let Some(at) = &raw.expected
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

fn orders(r: &mut Reader, raw: &[Spanned<RawOrder>], names: &Names) -> Result<Vec<Order>, Told> {
    let read: Vec<_> = raw.iter().map(|raw| order(r, raw, names)).collect();
    let mut after: BTreeMap<&str, Vec<(&str, &Spanned<RawOrder>)>> = BTreeMap::new();
    for spanned in raw {
        let RawOrder { first, then } = spanned.get_ref();
        after.entry(first.get_ref()).or_default().push((then.get_ref(), spanned));
    }
    let mut outcome = Ok(());
    for (closing, circle) in circles(&after) {
        let more = if circle.first() == circle.last() { "" } else { " → …" };
        let circle = circle.join(" → ") + more;
        outcome = Err(r.wrong(closing.span(), MistakeKind::OrderCircle { circle }));
    }
    outcome.and(read.into_iter().collect())
}

fn order(r: &mut Reader, spanned: &Spanned<RawOrder>, names: &Names) -> Result<Order, Told> {
    let RawOrder { first, then } = spanned.get_ref();
    let known = (names.check(r, first), names.check(r, then));
    let (first_id, then_id) = (r.id(first), r.id(then));
    if let (Some(earlier), Some(later)) = (known.0?.step, known.1?.step)
        && earlier > later
    {
        let (first, then) = (first.get_ref().clone(), then.get_ref().clone());
        return Err(r.wrong(spanned.span(), MistakeKind::OrderAgainstSteps { first, then }));
    }
    Ok(Order { first: first_id?, then: then_id? })
}

/// How much of a circle a message shows: enough to find it, and no file makes it long.
const MOST_IN_CIRCLE: usize = 12;

type After<'a, E> = BTreeMap<&'a str, Vec<(&'a str, E)>>;

/// Every order that closes a circle, with the start of the circle. Walks each order once and
/// without recursion, so that no file can make it slow or deep.
fn circles<'a, E: Copy>(after: &After<'a, E>) -> Vec<(E, Vec<&'a str>)> {
    let mut found = Vec::new();
    let mut is_open: BTreeMap<&str, bool> = BTreeMap::new();
    for start in after.keys().copied() {
        if is_open.contains_key(start) {
            continue;
        }
        is_open.insert(start, true);
        let mut way = vec![(start, next_of(after, start))];
        while let Some((here, next)) = way.last_mut() {
            let Some((then, edge)) = next.next() else {
                is_open.insert(here, false);
                way.pop();
                continue;
            };
            match is_open.get(then) {
                Some(true) => {
                    let circle = way.iter().map(|(check, _)| *check).skip_while(|check| check != then).chain([*then]);
                    found.push((*edge, circle.take(MOST_IN_CIRCLE).collect()));
                }
                Some(false) => {}
                None => {
                    is_open.insert(then, true);
                    way.push((then, next_of(after, then)));
                }
            }
        }
    }
    found
}

fn next_of<'m, 'a, E>(after: &'m After<'a, E>, check: &str) -> std::slice::Iter<'m, (&'a str, E)> {
    after.get(check).map_or(&[][..], Vec::as_slice).iter()
}
