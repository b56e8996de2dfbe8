//! Reads when a check is asked, and knows what the names in a standard stand for.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::kind::KindWord;
use super::reader::RawList;
use super::standard::{RawCheck, RawReason, RawStandard};
use super::{MistakeKind, Reader, Told};
use crate::book::{ReasonUse, When};
use crate::id::{CategoryId, CheckId, OptionId, ReasonId};
use crate::visit::Step;

/// How many answers in a row one check may hang on. Rules follow them one by one.
const MOST_CONDITIONS: usize = 16;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWhen {
    service: RawList,
    category: RawList,
    warranty: Option<Spanned<String>>,
    elderly: Option<bool>,
    returning: Option<bool>,
    answer: Option<RawAnswer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAnswer {
    check: Spanned<String>,
    is: Spanned<Vec<Spanned<String>>>,
}

/// What one standard names.
pub(super) struct Names<'a> {
    categories: BTreeSet<&'a str>,
    /// Every reason, and whether it is one for leaving out a check.
    reasons: BTreeMap<&'a str, bool>,
    checks: BTreeMap<&'a str, Known<'a>>,
}

/// What other entries need to know of a check.
pub(super) struct Known<'a> {
    place: usize,
    /// Nothing where the step itself is a mistake.
    pub(super) step: Option<Step>,
    /// Nothing where it is no choice.
    options: Option<BTreeSet<&'a str>>,
    /// How many answers in a row it hangs on.
    depth: usize,
}

impl<'a> Names<'a> {
    pub(super) fn of(raw: &'a RawStandard) -> Self {
        let mut checks: BTreeMap<&str, Known> = BTreeMap::new();
        for (place, check) in raw.check.iter().map(Spanned::get_ref).enumerate() {
            let earlier = check.when.as_ref().and_then(|when| when.answer.as_ref());
            let earlier = earlier.and_then(|answer| checks.get(answer.check.get_ref().as_str()));
            let depth = earlier.map_or(0, |earlier| earlier.depth + 1);
            let options =
                check.options.as_ref().filter(|_| KindWord::from_key(check.kind.get_ref()) == Some(KindWord::Choice));
            let options = options.map(|options| ids(options.get_ref().iter().map(|option| &option.id)));
            let known = Known { place, step: Step::from_key(check.step.get_ref()), options, depth };
            checks.entry(check.id.get_ref()).or_insert(known);
        }
        Self {
            categories: ids(raw.category.iter().map(|category| &category.id)),
            reasons: raw.reason.iter().map(reason).collect(),
            checks,
        }
    }

    /// A check of this standard.
    pub(super) fn check(&self, r: &mut Reader, raw: &Spanned<String>) -> Result<&Known<'a>, Told> {
        self.checks.get(raw.get_ref().as_str()).ok_or_else(|| unknown(r, "check", raw))
    }

    /// A reason of this standard for leaving out a check.
    pub(super) fn waiver(&self, r: &mut Reader, raw: &Spanned<String>) -> Result<ReasonId, Told> {
        match self.reasons.get(raw.get_ref().as_str()) {
            Some(true) => r.id(raw),
            Some(false) => {
                let (given, purpose) = (raw.get_ref().clone(), ReasonUse::Waive.key());
                Err(r.wrong(raw.span(), MistakeKind::ReasonForSomethingElse { given, purpose }))
            }
            None => Err(unknown(r, "reason", raw)),
        }
    }

    fn category(&self, r: &mut Reader, raw: &Spanned<String>) -> Result<CategoryId, Told> {
        if !self.categories.contains(raw.get_ref().as_str()) {
            return Err(unknown(r, "category", raw));
        }
        r.id(raw)
    }
}

fn ids<'a>(ids: impl Iterator<Item = &'a Spanned<String>>) -> BTreeSet<&'a str> {
    ids.map(|id| id.get_ref().as_str()).collect()
}

fn reason(raw: &RawReason) -> (&str, bool) {
    let waives = |uses: &Spanned<Vec<Spanned<String>>>| {
        uses.get_ref().iter().any(|one| ReasonUse::from_key(one.get_ref()) == Some(ReasonUse::Waive))
    };
    (raw.id.get_ref(), raw.uses.as_ref().is_none_or(waives))
}

fn unknown(r: &mut Reader, field: &'static str, raw: &Spanned<String>) -> Told {
    r.wrong(raw.span(), MistakeKind::UnknownName { field, given: raw.get_ref().clone() })
}

/// When the check at this place of the book is asked.
pub(super) fn when(r: &mut Reader, place: usize, check: &RawCheck, names: &Names) -> Result<When, Told> {
    let Some(raw) = &check.when else { return Ok(When::default()) };
    let service = r.set("service", &raw.service, |r, one| r.named("service", one));
    let category = r.set("category", &raw.category, |r, one| names.category(r, one));
    let warranty = raw.warranty.as_ref().map(|raw| r.named("warranty", raw)).transpose();
    let answer = raw.answer.as_ref().map(|raw| answer(r, place, check, raw, names)).transpose();
    let (elderly, returning) = (raw.elderly, raw.returning);
    Ok(When { service: service?, category: category?, warranty: warranty?, elderly, returning, answer: answer? })
}

/// Only an answer that stands earlier in the book decides about a check, so that
/// conditions never go round in a circle.
fn answer(
    r: &mut Reader,
    place: usize,
    check: &RawCheck,
    raw: &RawAnswer,
    names: &Names,
) -> Result<(CheckId, BTreeSet<OptionId>), Told> {
    let earlier = names.check(r, &raw.check)?;
    let given = || raw.check.get_ref().clone();
    let steps = earlier.step.zip(Step::from_key(check.step.get_ref()));
    if earlier.place >= place || steps.is_some_and(|(earlier, own)| earlier > own) {
        return Err(r.wrong(raw.check.span(), MistakeKind::AnswerComesLater { given: given() }));
    }
    if earlier.depth >= MOST_CONDITIONS {
        return Err(r.wrong(raw.check.span(), MistakeKind::ConditionsTooDeep { most: MOST_CONDITIONS }));
    }
    let Some(options) = &earlier.options else {
        return Err(r.wrong(raw.check.span(), MistakeKind::NotAChoice { given: given() }));
    };
    let is = r.list("is", &raw.is, |r, one| match options.contains(one.get_ref().as_str()) {
        true => r.id(one),
        false => Err(unknown(r, "option", one)),
    });
    let id = r.id(&raw.check);
    Ok((id?, is?.into_iter().collect()))
}
