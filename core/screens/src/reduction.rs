//! Less by the centre's word: what is asked for, what to read out, how many codes may
//! still be tried (R97).

use doorstep_domain::book::ReasonUse;
use doorstep_domain::money::Money;
use doorstep_domain::reduction::{QuoteMark, ReductionCommand, Request};
use doorstep_domain::visit::Command;

use crate::look::count;
use crate::way::reasons;
use crate::{Amount, Look, OptionModel, RefusalModel};

/// Less by the centre's word.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReductionModel {
    /// The requests of this visit, by number.
    pub requests: Vec<ReductionRow>,
    /// The reduction that holds for the quote as it stands.
    pub granted: Option<GrantedModel>,
    /// The reasons to ask for.
    pub reasons: Vec<OptionModel>,
    /// Why nothing can be asked for now; none where it can.
    pub refusal: Option<RefusalModel>,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ReductionRow {
    /// Its number: read out to the centre.
    pub request: u32,
    /// The quote that was too much, as it is read out: `1a2b 3c4d`.
    pub mark: String,
    /// Its total.
    pub from: Amount,
    /// What is asked for.
    pub to: Amount,
    /// Why, by id.
    pub reason: String,
    /// The quote is still the one it was asked for, and no word was taken in.
    pub is_open: bool,
    /// How many codes were tried in vain.
    pub wrong: u32,
    /// How many may still be tried.
    pub tries_left: u32,
}

/// A reduction that holds.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct GrantedModel {
    /// By which request.
    pub request: u32,
    /// The new total.
    pub total: Amount,
    /// What the lines cost together.
    pub instead_of: Amount,
    /// The spoken code verified on the phone; otherwise the office looks at it.
    pub is_verified: bool,
}

pub(crate) fn reduction_model(look: &Look<'_>) -> ReductionModel {
    let reductions = &look.visit.reductions;
    let granted = look.visit.reduction().map(|granted| GrantedModel {
        request: granted.request,
        total: granted.total.into(),
        instead_of: granted.instead_of.into(),
        is_verified: granted.is_verified,
    });
    ReductionModel {
        requests: reductions.requests.iter().map(|(number, request)| row(look, *number, request)).collect(),
        granted,
        reasons: reasons(look, ReasonUse::Reduce),
        refusal: refusal(look),
    }
}

fn row(look: &Look<'_>, number: u32, request: &Request) -> ReductionRow {
    ReductionRow {
        request: number,
        mark: QuoteMark::of(&request.document).to_string(),
        from: request.from.into(),
        to: request.to.into(),
        reason: request.reason.to_string(),
        is_open: look.visit.open_request(number).is_some(),
        wrong: count(request.wrong_codes.len()),
        tries_left: look.visit.reductions.tries_left(look.books, number),
    }
}

/// Whether anything could be asked for: one unit less, for the first reason there is.
fn refusal(look: &Look<'_>) -> Option<RefusalModel> {
    let zero = Money::zero(look.books.fees.currency);
    let total = look.visit.quote_total(zero).unwrap_or(zero);
    let less = Money { minor: total.minor.saturating_sub(1).max(0), ..total };
    let reason = look.books.standard.reasons.iter().find(|reason| reason.uses.contains(&ReasonUse::Reduce))?;
    look.refusal(&Command::Reduction(ReductionCommand::Ask { total: less, reason: reason.id.clone() }))
}
