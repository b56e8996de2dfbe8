//! What is owed on a visit: each rule of the policy, told from the visit's story.
//!
//! A cause opens a debt, a result closes it, and what takes the cause back (a check
//! answered otherwise, a signature after all, a thing returned) takes an open debt back
//! too. The same cause after a result opens a new debt. A debt that was settled stays
//! on the list.

use std::collections::{BTreeMap, BTreeSet};

use crate::arrival::minutes;
use crate::book::{Books, Cause, FollowUpRule, Owner};
use crate::custody::open_items;
use crate::event::{Answer, Event, Outcome};
use crate::follow_up::FollowUpResult;
use crate::id::{CheckId, FollowUpId, IncidentId, OptionId};
use crate::job::ServiceKind;
use crate::time::{Stamp, elapsed, since};
use crate::visit::{Entry, Visit, asked};

/// Something that somebody owes the customer of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// By which rule of the policy.
    pub rule: FollowUpId,
    /// When its cause happened; none where no clock reading reaches.
    pub since: Option<Stamp>,
    /// When it is due, UTC, by the wall clock of its cause: so long after it as the rule
    /// says, or the agreed return of what is in custody where that is sooner (R128).
    pub due_at_ms: Option<i64>,
    /// Who owes it.
    pub owner: Owner,
    /// How it stands.
    pub state: OwedState,
    /// When it was closed; none while it is open, and where no clock reading reaches.
    pub closed_at: Option<Stamp>,
    after_ms: i64,
    agreed_ms: Option<i64>,
}

/// How something that is owed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwedState {
    /// Nobody has tried.
    Open,
    /// Tried so often; nobody was reached.
    Tried(usize),
    /// Closed with this result, never "not reached".
    Done(FollowUpResult),
}

/// Everything that is owed on a visit, by the policy's order: open and done.
pub fn owed(visit: &Visit, books: &Books) -> Vec<Owed> {
    let story: Vec<&Entry> = visit.story.iter().filter(|entry| matters(&entry.event)).collect();
    books.sla.follow_ups.iter().filter_map(|rule| by_rule(visit, &story, books, rule)).collect()
}

/// Whether any rule may ask for this event: most of a story matters to none.
fn matters(event: &Event) -> bool {
    use Event::{Advised, CheckAnswered, CheckWaived, FollowUpTried, IncidentClosed, IncidentOpened};
    let is_a_turn = matches!(
        event,
        FollowUpTried { .. }
            | Event::VisitLeft { .. }
            | Advised { .. }
            | CheckAnswered { answer: Answer::Chosen(_), .. }
            | CheckWaived { .. }
            | IncidentOpened { .. }
            | IncidentClosed { .. }
            | Event::SignatureMissing { .. }
    );
    is_a_turn || tells_of_custody(event)
}

/// Whether something is overdue; none where the clocks cannot say. What is closed is
/// not overdue any more.
pub fn is_overdue(owed: &Owed, now: &Stamp) -> Option<bool> {
    if matches!(owed.state, OwedState::Done(_)) {
        return Some(false);
    }
    let by_rule = owed.since.as_ref().and_then(|cause| elapsed(cause, now));
    let by_rule = by_rule.map(|span| (span.at_least_ms > owed.after_ms, span.at_most_ms <= owed.after_ms));
    let Some(agreed_ms) = owed.agreed_ms else { return by_rule.and_then(verdict) };
    let agreed = since(agreed_ms, now).map(|span| (span.at_least_ms > 0, span.at_most_ms <= 0));
    match (by_rule.and_then(verdict), agreed.and_then(verdict)) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn verdict((certainly, certainly_not): (bool, bool)) -> Option<bool> {
    if certainly { Some(true) } else { certainly_not.then_some(false) }
}

/// Whether a call-back showed that another visit is needed (R167).
pub fn needs_visit(owed: &[Owed]) -> bool {
    owed.iter().any(|owed| owed.state == OwedState::Done(FollowUpResult::NotSatisfied))
}

fn by_rule(visit: &Visit, story: &[&Entry], books: &Books, rule: &FollowUpRule) -> Option<Owed> {
    let mut told = Told { visit, books, rule, incidents: BTreeMap::new(), held: None };
    let mut debt: Option<Debt> = None;
    for entry in story {
        match told.turn(entry) {
            Turn::Cause if debt.as_ref().is_none_or(Debt::is_done) => debt = Some(Debt::since(entry.at)),
            Turn::TakenBack => debt = debt.filter(Debt::is_done),
            Turn::Tried(result) => debt = debt.map(|debt| debt.tried(result, entry.at)),
            Turn::Cause | Turn::Nothing => {}
        }
    }
    let debt = debt?;
    let after_ms = minutes(rule.after_min);
    let by_rule_ms = debt.since.map(|since| since.wall_ms.saturating_add(after_ms));
    let agreed_ms = told.held.iter().flat_map(open_items).map(|thing| thing.due_ms).min();
    Some(Owed {
        rule: rule.id.clone(),
        since: debt.since,
        due_at_ms: by_rule_ms.into_iter().chain(agreed_ms).min(),
        owner: rule.owner,
        state: debt.state,
        closed_at: debt.closed_at,
        after_ms,
        agreed_ms,
    })
}

/// One debt, from its cause on.
struct Debt {
    since: Option<Stamp>,
    state: OwedState,
    closed_at: Option<Stamp>,
}

impl Debt {
    fn since(at: Option<Stamp>) -> Debt {
        Debt { since: at, state: OwedState::Open, closed_at: None }
    }

    fn is_done(&self) -> bool {
        matches!(self.state, OwedState::Done(_))
    }

    /// The first result stands: what was settled is not opened again by a later word.
    fn tried(self, result: FollowUpResult, at: Option<Stamp>) -> Debt {
        match (self.state, result) {
            (OwedState::Done(_), _) => self,
            (OwedState::Open, FollowUpResult::NotReached) => Debt { state: OwedState::Tried(1), ..self },
            (OwedState::Tried(n), FollowUpResult::NotReached) => Debt { state: OwedState::Tried(n + 1), ..self },
            (_, result) => Debt { state: OwedState::Done(result), closed_at: at, ..self },
        }
    }
}

/// What an event means for a rule.
enum Turn {
    Cause,
    TakenBack,
    Tried(FollowUpResult),
    Nothing,
}

/// One rule, on its way through a story.
struct Told<'a> {
    visit: &'a Visit,
    books: &'a Books,
    rule: &'a FollowUpRule,
    /// The incidents so far, by number; none once they ended. What is said again about
    /// a number changes nothing.
    incidents: BTreeMap<u32, Option<&'a IncidentId>>,
    /// As much of the visit so far as tells what is in custody; none before anything does.
    held: Option<Visit>,
}

impl<'a> Told<'a> {
    fn turn(&mut self, entry: &'a Entry) -> Turn {
        if let Event::FollowUpTried { follow_up, result, .. } = &entry.event
            && follow_up == &self.rule.id
        {
            return Turn::Tried(*result);
        }
        match &self.rule.cause {
            Cause::Left { outcomes, services } => {
                self.left(&entry.event, |outcome, service| is_any(outcomes, outcome) && is_any(services, service))
            }
            Cause::Advised => match &entry.event {
                Event::Advised { is_accepted: true, .. } => Turn::Cause,
                Event::Advised { is_accepted: false, .. } => Turn::TakenBack,
                _ => Turn::Nothing,
            },
            Cause::Check { check, any } => self.check(&entry.event, check, any),
            Cause::Incident { incident, outcomes } => self.incident(&entry.event, incident, outcomes),
            Cause::Unsigned => match &entry.event {
                Event::SignatureMissing { .. } if self.is_unsigned() => Turn::Cause,
                _ => Turn::Nothing,
            },
            Cause::Custody => self.custody(entry),
        }
    }

    fn left(&self, event: &Event, fits: impl Fn(&Outcome, &ServiceKind) -> bool) -> Turn {
        let service = self.visit.opening.as_ref().map(|opening| &opening.service);
        match (event, service) {
            (Event::VisitLeft { outcome }, Some(service)) if fits(outcome, service) => Turn::Cause,
            _ => Turn::Nothing,
        }
    }

    /// A check that is not asked any more causes nothing, whatever was answered.
    fn check(&self, event: &Event, check: &CheckId, any: &BTreeSet<OptionId>) -> Turn {
        match event {
            Event::CheckAnswered { check: answered, answer: Answer::Chosen(option) } if answered == check => {
                match any.contains(option) && self.is_asked(check) {
                    true => Turn::Cause,
                    false => Turn::TakenBack,
                }
            }
            Event::CheckWaived { check: waived, .. } if waived == check => Turn::TakenBack,
            _ => Turn::Nothing,
        }
    }

    fn is_asked(&self, check: &CheckId) -> bool {
        let standard = &self.books.standard;
        let check = standard.check(check).zip(self.visit.opening.as_ref());
        check.is_some_and(|(check, opening)| asked(self.visit, opening, standard, check))
    }

    /// A rule that names no outcome is about the incident having happened: it is owed
    /// from the opening on, for a danger may never be closed in the app.
    fn incident(&mut self, event: &'a Event, wanted: &IncidentId, outcomes: &BTreeSet<OptionId>) -> Turn {
        match event {
            Event::IncidentOpened { number, incident } if !self.incidents.contains_key(number) => {
                self.incidents.insert(*number, Some(incident));
                if incident == wanted && outcomes.is_empty() { Turn::Cause } else { Turn::Nothing }
            }
            Event::IncidentClosed { number, outcome, .. } => {
                let ended = self.incidents.get_mut(number).and_then(Option::take);
                if ended == Some(wanted) && outcomes.contains(outcome) { Turn::Cause } else { Turn::Nothing }
            }
            _ => Turn::Nothing,
        }
    }

    fn is_unsigned(&self) -> bool {
        self.visit.acceptance.as_ref().is_some_and(|acceptance| acceptance.result.is_err())
    }

    /// More in custody than before is a cause; nothing left takes it back.
    fn custody(&mut self, entry: &Entry) -> Turn {
        if !tells_of_custody(&entry.event) {
            return Turn::Nothing;
        }
        let held = self.held.get_or_insert_default();
        let before = open_items(held).len();
        match &entry.event {
            Event::VisitOpened(opening) => {
                held.opening.get_or_insert_with(|| opening.clone());
            }
            Event::EarlierTaken(earlier) => {
                held.earlier.get_or_insert_with(|| earlier.clone());
            }
            Event::CustodyOpened(custody) => held.custody.open(custody, entry.at),
            Event::CustodyClosed { from, number, end, .. } => held.custody.close(from, *number, *end, entry.at),
            _ => {}
        }
        match open_items(held).len() {
            0 => Turn::TakenBack,
            after if after > before => Turn::Cause,
            _ => Turn::Nothing,
        }
    }
}

/// Whether an event may change what is in custody, or who has it.
fn tells_of_custody(event: &Event) -> bool {
    use Event::{CustodyClosed, CustodyOpened, EarlierTaken, VisitOpened};
    matches!(event, VisitOpened(_) | EarlierTaken(_) | CustodyOpened(_) | CustodyClosed { .. })
}

/// An empty set of a rule asks nothing.
fn is_any<T: Ord>(set: &BTreeSet<T>, of: &T) -> bool {
    set.is_empty() || set.contains(of)
}
