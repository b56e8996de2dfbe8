//! Reads a service standard: categories, reasons, authority, checks, what begins and
//! ends a day, and what may come between.

use std::ops::Range;
use std::str::FromStr;

use serde::Deserialize;
use toml::Spanned;

use super::day_check::{RawDayCheck, day_checks};
use super::incident::{RawIncident, incidents};
use super::kind::{RawKind, RawLimits, RawPhotos, kind};
use super::order::{RawOrder, orders};
use super::reader::RawList;
use super::when::{Names, RawWhen, when};
use super::{MistakeKind, RawText, Reader, Told, words};
use crate::book::{Authority, Category, Check, Reason, ReasonUse, ServiceStandard, Text, Title, Weight};
use crate::id::IdError;
use crate::job::named;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStandard {
    pub(super) category: Vec<RawNamed>,
    #[serde(default)]
    pub(super) reason: Vec<RawReason>,
    authority: RawAuthority,
    #[serde(default)]
    order: Vec<Spanned<RawOrder>>,
    pub(super) check: Vec<Spanned<RawCheck>>,
    #[serde(default)]
    day_check: Vec<Spanned<RawDayCheck>>,
    #[serde(default)]
    incident: Vec<Spanned<RawIncident>>,
}

/// A category: its id and what people call it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawNamed {
    pub(super) id: Spanned<String>,
    text: RawText,
}

/// One answer of a choice.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChoice {
    pub(super) id: Spanned<String>,
    pub(super) text: RawText,
    #[serde(default)]
    pub(super) unsolved: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReason {
    pub(super) id: Spanned<String>,
    text: RawText,
    #[serde(rename = "for")]
    pub(super) uses: RawList,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAuthority {
    minor: u32,
    medium: Spanned<u32>,
    major: Spanned<u32>,
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
    pub(super) options: Option<Spanned<Vec<RawChoice>>>,
    unit: Option<Spanned<String>>,
    expected: Option<RawLimits>,
    possible: Option<RawLimits>,
    photos: Option<RawPhotos>,
    most_chars: Option<Spanned<u32>>,
    seconds: Option<Spanned<u32>>,
    to: Option<Spanned<String>>,
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
words!(WeightWord);

pub(super) fn standard(r: &mut Reader, raw: &RawStandard, title: Result<Title, Told>) -> Result<ServiceStandard, Told> {
    let names = Names::of(raw);
    let categories = categories(r, &raw.category);
    let reasons = reasons(r, &raw.reason);
    let authority = authority(r, &raw.authority);
    let once = r.once("check", raw.check.iter().map(|check| &check.get_ref().id));
    let checks: Vec<_> = raw.check.iter().enumerate().map(|(place, raw)| check(r, place, raw, &names)).collect();
    let orders = orders(r, &raw.order, &names);
    let day_checks = day_checks(r, &raw.day_check, &names);
    let incidents = incidents(r, &raw.incident);
    Ok(ServiceStandard {
        title: title?,
        categories: categories?,
        checks: once.and(checks.into_iter().collect())?,
        orders: orders?,
        reasons: reasons?,
        authority: authority?,
        day_checks: day_checks?,
        incidents: incidents?,
    })
}

/// Categories, by id.
fn categories(r: &mut Reader, raw: &[RawNamed]) -> Result<Vec<Category>, Told> {
    let once = r.once("category", raw.iter().map(|one| &one.id));
    let read = raw.iter().map(|one| {
        let (id, text) = id_and_text(r, &one.id, &one.text)?;
        Ok(Category { id, text })
    });
    let read: Vec<_> = read.collect();
    once.and(read.into_iter().collect())
}

/// An id and what people call it.
pub(super) fn id_and_text<I: FromStr<Err = IdError>>(
    r: &mut Reader,
    id: &Spanned<String>,
    text: &RawText,
) -> Result<(I, Text), Told> {
    let (id, text) = (r.id(id), r.text("text", text));
    Ok((id?, text?))
}

fn reasons(r: &mut Reader, raw: &[RawReason]) -> Result<Vec<Reason>, Told> {
    let once = r.once("reason", raw.iter().map(|reason| &reason.id));
    let reasons = raw.iter().map(|raw| {
        let (id, text) = (r.id(&raw.id), r.text("text", &raw.text));
        let uses = match &raw.uses {
            Some(uses) => r.some("for", uses, |r, one| r.named("purpose of a reason", one)),
            None => Ok(vec![ReasonUse::Waive]),
        };
        Ok(Reason { id: id?, text: text?, uses: uses?.into_iter().collect() })
    });
    let reasons: Vec<_> = reasons.collect();
    once.and(reasons.into_iter().collect())
}

/// Harder labour never takes a lower grade.
fn authority(r: &mut Reader, raw: &RawAuthority) -> Result<Authority, Told> {
    let (minor, medium, major) = (raw.minor, *raw.medium.get_ref(), *raw.major.get_ref());
    let lower = r.pair("minor to medium", raw.medium.span(), (minor, medium));
    let upper = r.pair("medium to major", raw.major.span(), (medium, major));
    lower.and(upper)?;
    Ok(Authority { minor, medium, major })
}

fn check(r: &mut Reader, place: usize, spanned: &Spanned<RawCheck>, names: &Names) -> Result<Check, Told> {
    let raw = spanned.get_ref();
    let id = r.id(&raw.id);
    let step = r.named("step", &raw.step);
    let keys = RawKind {
        options: raw.options.as_ref(),
        unit: raw.unit.as_ref(),
        expected: raw.expected.as_ref(),
        possible: raw.possible.as_ref(),
        photos: raw.photos.as_ref(),
        most_chars: raw.most_chars.as_ref(),
        seconds: raw.seconds.as_ref(),
        to: raw.to.as_ref(),
    };
    let kind = r.named("kind", &raw.kind).and_then(|word| kind(r, word, spanned.span(), &keys));
    let weight = weight(r, spanned.span(), &raw.weight, &raw.reasons, names);
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

/// What happens without an answer to the entry at `header`.
pub(super) fn weight(
    r: &mut Reader,
    header: Range<usize>,
    word: &Spanned<String>,
    reasons: &RawList,
    names: &Names,
) -> Result<Weight, Told> {
    let word = r.named::<WeightWord>("weight", word)?;
    let (key, because) = ("reasons", word.key());
    match (word, reasons) {
        (WeightWord::Must, None) => Ok(Weight::Must),
        (WeightWord::Advice, None) => Ok(Weight::Advice),
        (WeightWord::Waivable, Some(reasons)) => {
            r.list("reasons", reasons, |r, one| names.waiver(r, one)).map(Weight::Waivable)
        }
        (WeightWord::Waivable, None) => Err(r.wrong(header, MistakeKind::MissingKey { key, because })),
        (_, Some(reasons)) => Err(r.wrong(reasons.span(), MistakeKind::KeyDoesNotBelong { key, because })),
    }
}
