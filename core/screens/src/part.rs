//! Parts on a visit: what the quote asks for, what is in the van, what was fitted, what is
//! wrong or missing (R81, R94, R104, R118).

use std::collections::BTreeMap;

use doorstep_domain::book::{Origin, Part, Tracking};
use doorstep_domain::event::{OldPart, QuoteItem};
use doorstep_domain::id::PartNo;
use doorstep_domain::part::suggest;
use doorstep_domain::van::Ledger;
use doorstep_domain::visit::Command;

use crate::{Look, RefusalModel, Words};

/// The parts of one visit.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PartModel {
    /// Which visit.
    pub visit: String,
    /// What the quote or an earlier visit asks for.
    pub needs: Vec<PartNeed>,
    /// What was fitted, in order.
    pub fitted: Vec<FittedRow>,
    /// What is still needed and not here.
    pub missing: Vec<PartRow>,
    /// What was brought and is wrong or faulty.
    pub rejected: Vec<RejectedRow>,
}

/// A part that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PartNeed {
    /// Its number.
    pub part: String,
    /// What people call it.
    pub text: Words,
    /// How many are asked for.
    pub count: u32,
    /// How many were fitted on this visit.
    pub fitted: u32,
    /// Each piece has a serial number (R118).
    pub is_tracked: bool,
    /// What policy asks for the old part, by key.
    pub old_part: String,
    /// What would do, the best first, with what the van carries (R104).
    pub choices: Vec<SuggestionRow>,
    /// Why it cannot be fitted now; none where it can.
    pub refusal: Option<RefusalModel>,
}

/// A part that would do.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SuggestionRow {
    /// Its number.
    pub part: String,
    /// What people call it.
    pub text: Words,
    /// It is the maker's own.
    pub is_original: bool,
    /// How many usable ones are in the van.
    pub usable: u32,
}

/// A part with how many of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PartRow {
    /// Its number.
    pub part: String,
    /// What people call it.
    pub text: Words,
    /// How many.
    pub count: u32,
}

/// A part that was fitted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FittedRow {
    /// Its number.
    pub part: String,
    /// What people call it.
    pub text: Words,
    /// How many.
    pub count: u32,
    /// The piece; empty where pieces are not told apart.
    pub serial: String,
    /// Where the old one went, by key.
    pub old_part: String,
}

/// A part that was brought and will not do.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RejectedRow {
    /// Its number.
    pub part: String,
    /// What people call it.
    pub text: Words,
    /// How many.
    pub count: u32,
    /// The piece; empty where pieces are not told apart.
    pub serial: String,
    /// What is wrong, by key.
    pub why: String,
}

/// The parts of this visit, with what this van carries.
pub fn part_model(look: &Look<'_>, van: &Ledger) -> PartModel {
    let visit = look.visit;
    PartModel {
        visit: look.opening.visit.to_string(),
        needs: asked_for(look).into_iter().map(|(part, count)| need(look, van, &part, count)).collect(),
        fitted: visit
            .fitted
            .iter()
            .map(|fitted| FittedRow {
                part: fitted.part.to_string(),
                text: name(look, &fitted.part),
                count: fitted.count,
                serial: fitted.serial.as_ref().map(ToString::to_string).unwrap_or_default(),
                old_part: fitted.old_part.key().to_owned(),
            })
            .collect(),
        missing: visit.missing.iter().map(|(part, count)| part_row(look, part, *count)).collect(),
        rejected: visit
            .rejected
            .iter()
            .map(|(part, count, serial, why)| RejectedRow {
                part: part.to_string(),
                text: name(look, part),
                count: *count,
                serial: serial.as_ref().map(ToString::to_string).unwrap_or_default(),
                why: why.key().to_owned(),
            })
            .collect(),
    }
}

/// What the quote's lines ask for, and what an earlier visit still needed.
fn asked_for(look: &Look<'_>) -> BTreeMap<PartNo, u32> {
    let mut needs: BTreeMap<PartNo, u32> = BTreeMap::new();
    for line in look.visit.lines.values() {
        if let QuoteItem::Part(part) = &line.item {
            let count = needs.entry(part.clone()).or_default();
            *count = count.saturating_add(line.count);
        }
    }
    for (part, count) in look.visit.earlier.iter().flat_map(|earlier| &earlier.missing) {
        needs.entry(part.clone()).or_insert(*count);
    }
    needs
}

fn need(look: &Look<'_>, van: &Ledger, no: &PartNo, asked: u32) -> PartNeed {
    let part = look.books.parts.part(no);
    let fitted = look.visit.fitted.iter().filter(|fitted| &fitted.part == no).map(|fitted| fitted.count);
    PartNeed {
        part: no.to_string(),
        text: name(look, no),
        count: asked,
        fitted: fitted.fold(0, u32::saturating_add),
        is_tracked: is_tracked(part),
        old_part: part.map(|part| part.old_part.key()).unwrap_or_default().to_owned(),
        choices: suggest(no, look.books, van)
            .into_iter()
            .map(|found| SuggestionRow {
                part: found.part.to_string(),
                text: name(look, &found.part),
                is_original: look.books.parts.part(&found.part).is_some_and(|part| part.origin == Origin::Original),
                usable: u32::try_from(found.usable).unwrap_or(u32::MAX),
            })
            .collect(),
        refusal: look.refusal(&fit(part, no)),
    }
}

fn is_tracked(part: Option<&Part>) -> bool {
    part.is_some_and(|part| part.tracking == Tracking::Serial)
}

/// One piece of it, with a serial number where one is needed.
fn fit(part: Option<&Part>, no: &PartNo) -> Command {
    let serial = is_tracked(part).then(|| "1".parse().ok()).flatten();
    Command::FitPart { part: no.clone(), count: 1, serial, old_part: OldPart::Returned }
}

pub(crate) fn name(look: &Look<'_>, no: &PartNo) -> Words {
    look.books.parts.part(no).map(|part| Words::from(&part.text)).unwrap_or_default()
}

pub(crate) fn part_row(look: &Look<'_>, no: &PartNo, count: u32) -> PartRow {
    PartRow { part: no.to_string(), text: name(look, no), count }
}
