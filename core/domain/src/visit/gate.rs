//! Gates: which checks are asked, and which steps are open.
//!
//! A gate stops a claim ("quoted", "repaired", "signed"), never work: notes,
//! photographs outside a check, missing parts and leaving are always possible.

use crate::book::{Books, Check, CheckKind, ServiceStandard, Then, Weight, When};
use crate::custody::open_items;
use crate::event::{Answer, Event, Opening, Outcome, QuoteAnswer, QuoteItem};
use crate::id::CheckId;
use crate::money::Money;
use crate::refusal::VisitRefusal;
use crate::time::is_certainly_after;
use crate::visit::{Step, Visit};

/// How a step stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Something comes first.
    Closed(Blocker),
    /// It can be worked on; this is still missing.
    Open(Blocker),
    /// Everything it needs is there.
    Done,
    /// Nothing is to be repaired: the customer declined, or nothing is asked there.
    Skipped,
}

/// What has to happen first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// This check.
    Check(Step, CheckId),
    /// The customer's answer to the quote as it stands (R87).
    QuoteAnswer,
    /// The centre's word that this engineer may do the quoted work: no certificate that
    /// holds goes so far (R124, R213).
    Certificate,
}

impl Blocker {
    /// In which step it stands.
    pub fn step(&self) -> Step {
        match self {
            Self::Check(step, _) => *step,
            Self::QuoteAnswer => Step::Quote,
            Self::Certificate => Step::Repair,
        }
    }

    /// Which check it is, if it is one.
    pub fn check(&self) -> Option<&CheckId> {
        match self {
            Self::Check(_, check) => Some(check),
            Self::QuoteAnswer | Self::Certificate => None,
        }
    }

    /// The check's id, or `quote`, or `certificate`.
    pub fn name(&self) -> String {
        match self {
            Self::Check(_, check) => check.to_string(),
            Self::QuoteAnswer => "quote".to_owned(),
            Self::Certificate => "certificate".to_owned(),
        }
    }
}

/// Whether a check is asked on this visit.
pub fn asked(visit: &Visit, opening: &Opening, standard: &ServiceStandard, check: &Check) -> bool {
    let When { service, category, warranty, answer, elderly, returning } = &check.when;
    let is_elderly = visit.terms.as_ref().is_some_and(|terms| terms.is_elderly);
    (service.is_empty() || service.contains(&opening.service))
        && (category.is_empty() || category.contains(&opening.category))
        && warranty.is_none_or(|warranty| warranty == opening.warranty)
        && elderly.is_none_or(|elderly| elderly == is_elderly)
        && returning.is_none_or(|returning| returning == visit.earlier.is_some())
        && answer.as_ref().is_none_or(|(earlier, options)| {
            // An answer to a check that is itself no longer asked decides nothing.
            standard.check(earlier).is_some_and(|earlier| asked(visit, opening, standard, earlier))
                && visit.chosen(earlier).is_some_and(|option| options.contains(option))
        })
}

/// The checks of one step that are asked, in the book's order.
pub fn checks_of<'a>(
    visit: &'a Visit,
    opening: &'a Opening,
    standard: &'a ServiceStandard,
    step: Step,
) -> impl Iterator<Item = &'a Check> {
    standard.checks.iter().filter(move |check| check.step == step && asked(visit, opening, standard, check))
}

/// Whether a check is answered well enough, or waived.
pub fn settled(visit: &Visit, check: &Check) -> bool {
    let Some(answered) = visit.checks.get(&check.id) else { return false };
    if answered.waiver.is_some() {
        return true;
    }
    match check.kind {
        CheckKind::Photo { at_least, .. } => u32::try_from(answered.answers.len()).is_ok_and(|have| have >= at_least),
        CheckKind::Timer { .. } => answered.answers.iter().any(|answer| matches!(answer, Answer::Timed(_))),
        // That it was tried is the fact, whatever came of it.
        CheckKind::Call { .. } => answered.answers.iter().any(|answer| matches!(answer, Answer::Called(_))),
        CheckKind::Confirm | CheckKind::Choice(_) | CheckKind::Reading { .. } | CheckKind::Note { .. } => {
            !answered.answers.is_empty()
        }
    }
}

fn holds_up(check: &Check) -> bool {
    match check.weight {
        Weight::Must | Weight::Waivable(_) => true,
        Weight::Advice => false,
    }
}

/// What is still missing inside one step; nothing where it is skipped.
fn missing_in(visit: &Visit, opening: &Opening, books: &Books, step: Step) -> Option<Blocker> {
    if step == Step::Repair && visit.current_quote_answer() != Some(QuoteAnswer::Accepted) {
        return None;
    }
    if step == Step::Repair && lacks_authority(visit, opening, books) {
        return Some(Blocker::Certificate);
    }
    let check =
        checks_of(visit, opening, &books.standard, step).find(|check| holds_up(check) && !settled(visit, check));
    match check {
        Some(check) => Some(Blocker::Check(step, check.id.clone())),
        None if step == Step::Quote
            && visit.current_quote_answer().is_none()
            && wants_consent(visit, opening, books) =>
        {
            Some(Blocker::QuoteAnswer)
        }
        None => None,
    }
}

/// Whether the customer has to be asked: something is to be charged, or worked on
/// (R79, R87: consent before work, also where it is free).
fn wants_consent(visit: &Visit, opening: &Opening, books: &Books) -> bool {
    !visit.lines.is_empty() || checks_of(visit, opening, &books.standard, Step::Repair).any(holds_up)
}

/// The first thing that is missing in any step before this one.
pub fn first_open(visit: &Visit, opening: &Opening, books: &Books, before: Step) -> Option<Blocker> {
    Step::ALL.iter().filter(|step| **step < before).find_map(|step| missing_in(visit, opening, books, *step))
}

/// How a step stands. What is owed afterwards is open after every visit, however it ended.
pub fn step_state(visit: &Visit, opening: &Opening, books: &Books, step: Step) -> StepState {
    let is_owed = step == Step::FollowUp && visit.outcome.is_some();
    if let Some(blocker) = first_open(visit, opening, books, step).filter(|_| !is_owed) {
        return StepState::Closed(blocker);
    }
    match visit.current_quote_answer() {
        Some(QuoteAnswer::Declined) if step == Step::Repair => StepState::Skipped,
        None if step == Step::Repair => match checks_of(visit, opening, &books.standard, step).next() {
            None => StepState::Skipped,
            Some(_) => StepState::Closed(Blocker::QuoteAnswer),
        },
        _ => match missing_in(visit, opening, books, step) {
            Some(Blocker::Certificate) => StepState::Closed(Blocker::Certificate),
            missing => missing.map_or(StepState::Done, StepState::Open),
        },
    }
}

/// Whether the quoted work is beyond what the engineer's certificate allows, and the
/// centre has not authorised it (R124, R213). Age is judged when the customer agreed; a
/// clock that nothing vouches for proves nothing, and a job without terms is not judged.
fn lacks_authority(visit: &Visit, opening: &Opening, books: &Books) -> bool {
    let Some(terms) = &visit.terms else { return false };
    if visit.incidents.ended_with(&books.standard, Then::Certify).next().is_some() {
        return false;
    }
    let Some(certificate) = &terms.certificate else { return true };
    let agreed = visit.story.iter().rev().find(|entry| matches!(entry.event, Event::QuoteAnswered { .. }));
    let is_over =
        agreed.and_then(|agreed| agreed.at).is_some_and(|at| is_certainly_after(certificate.valid_until, &at));
    let rows = visit.lines.values().filter_map(|line| match &line.item {
        QuoteItem::Fee(row) => books.fees.row(row),
        QuoteItem::Part(_) => None,
    });
    let is_beyond = rows.map(|row| row.fault_class).any(|class| !certificate.covers(&books.standard, class));
    certificate.category != opening.category || is_over || is_beyond
}

/// Whether the visit may be said to have ended like this: one result, fully achieved or
/// not claimed (R173a). What only says that it did
/// not succeed is always possible (P3).
pub(crate) fn may_end(visit: &Visit, opening: &Opening, books: &Books, outcome: Outcome) -> Result<(), VisitRefusal> {
    let needs = |fact: bool, otherwise| if fact { Ok(()) } else { Err(otherwise) };
    match outcome {
        Outcome::Solved => is_solved(visit, opening, books),
        Outcome::Advised => needs(matches!(visit.advised, Some((_, true))), VisitRefusal::NotAdvised),
        Outcome::Rebooked => needs(visit.appointment.moved.is_some(), VisitRefusal::NotRebooked),
        Outcome::HandedOver => needs(visit.appointment.handed_over.is_some(), VisitRefusal::NotHandedOver),
        Outcome::FurtherWork | Outcome::Declined | Outcome::NoAccess | Outcome::Interrupted => Ok(()),
    }
}

/// Everything is done and accepted, nothing that came between is open, and what was
/// taken away or lent is back (R128, R129).
fn is_solved(visit: &Visit, opening: &Opening, books: &Books) -> Result<(), VisitRefusal> {
    if let Some((step, check)) = unsolved(visit, opening, books) {
        return Err(VisitRefusal::NotSolved { step, check });
    }
    if let Some((_, open)) = visit.incidents.open().next() {
        return Err(VisitRefusal::IncidentOpen(open.incident.clone()));
    }
    match open_items(visit).first() {
        Some(thing) => Err(VisitRefusal::CustodyOpen(thing.number)),
        None => Ok(()),
    }
}

/// What keeps this visit from being called solved: the step, and the check where it is one.
pub fn unsolved(visit: &Visit, opening: &Opening, books: &Books) -> Option<(Step, Option<CheckId>)> {
    if let Some(blocker) = first_open(visit, opening, books, Step::FollowUp) {
        return Some((blocker.step(), blocker.check().cloned()));
    }
    if visit.current_quote_answer() == Some(QuoteAnswer::Declined) {
        return Some((Step::Repair, None));
    }
    if let Some(check) = denying(visit, opening, books) {
        return Some((check.step, Some(check.id.clone())));
    }
    let is_settled = visit.acceptance.is_some() && visit.contested.is_none();
    (!is_settled).then_some((Step::Clean, None))
}

/// The first check whose answer says that the fault is not gone (R132, R134).
fn denying<'a>(visit: &Visit, opening: &Opening, books: &'a Books) -> Option<&'a Check> {
    let denies = |check: &&Check| {
        let CheckKind::Choice(options) = &check.kind else { return false };
        let chosen = visit.chosen(&check.id);
        options.iter().any(|option| option.is_unsolved && Some(&option.id) == chosen)
    };
    books.standard.checks.iter().filter(denies).find(|check| asked(visit, opening, &books.standard, check))
}

/// What this visit charges: the total of the quote that was accepted as it stands,
/// otherwise nothing.
pub fn charged(visit: &Visit, books: &Books) -> Money {
    visit.accepted_quote().map_or(Money::zero(books.fees.currency), |shown| shown.total)
}
