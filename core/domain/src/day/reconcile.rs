//! Reconciling the day's visits with its supervision cards (R168, R169).
//!
//! Every visit that was left on the day has a card, and both say the same: signed or
//! not, satisfied or not. A "satisfied" that nobody signed is never passed over. What
//! does not agree is shown to the engineer first; it is no proof of anything.

use crate::book::{Books, Cause};
use crate::event::Event;
use crate::id::{DayId, VisitId};
use crate::job::named;
use crate::requirement::{BookPart, serves};
use crate::time::{Stamp, china_day};
use crate::visit::Visit;

use super::{Card, Day};

/// The requirement that a check serves where the customer says an opinion of their own.
const OPINION: &str = "R151";

/// A visit and a card that do not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Which visit.
    pub visit: VisitId,
    /// How.
    pub kind: MismatchKind,
}

named! {
    /// How a visit and its card do not agree.
    MismatchKind {
        /// The visit was left and there is no card.
        CardMissing = "card-missing",
        /// There is a card for a visit that is not among the engineer's.
        VisitMissing = "visit-missing",
        /// There is a card for a visit that was not left.
        VisitNotLeft = "visit-not-left",
        /// Two cards of one visit say different things.
        CardsDiffer = "cards-differ",
        /// The visit was signed, its card was not.
        CardUnsignedVisitSigned = "card-unsigned-visit-signed",
        /// The card is signed, the visit was not.
        CardSignedVisitUnsigned = "card-signed-visit-unsigned",
        /// The card says satisfied, and the customer did not sign it.
        SaysSatisfiedUnsigned = "says-satisfied-unsigned",
        /// The card says satisfied, the customer said otherwise on the visit.
        SaysSatisfiedVisitSaysNot = "says-satisfied-visit-says-not",
        /// The card says not satisfied, the customer said otherwise on the visit.
        SaysNotSatisfiedVisitSaysSo = "says-not-satisfied-visit-says-so",
    }
}

impl MismatchKind {
    /// The stable key: screens find their words by it, the office counts by it.
    pub fn code(self) -> &'static str {
        match self {
            Self::CardMissing => "mismatch/card-missing",
            Self::VisitMissing => "mismatch/visit-missing",
            Self::VisitNotLeft => "mismatch/visit-not-left",
            Self::CardsDiffer => "mismatch/cards-differ",
            Self::CardUnsignedVisitSigned => "mismatch/card-unsigned-visit-signed",
            Self::CardSignedVisitUnsigned => "mismatch/card-signed-visit-unsigned",
            Self::SaysSatisfiedUnsigned => "mismatch/says-satisfied-unsigned",
            Self::SaysSatisfiedVisitSaysNot => "mismatch/says-satisfied-visit-says-not",
            Self::SaysNotSatisfiedVisitSaysSo => "mismatch/says-not-satisfied-visit-says-so",
        }
    }
}

/// Everything that does not agree, visits first, in the order of their ids. `visits` may
/// hold more than this day's: a visit wants its card on the day on which it was left.
pub fn reconcile(id: &DayId, day: &Day, visits: &[(VisitId, &Visit)], books: &Books) -> Vec<Mismatch> {
    let engineer = id.engineer();
    let is_ours =
        |visit: &Visit| visit.opening.as_ref().is_some_and(|opening| Some(&opening.engineer) == engineer.as_ref());
    let mut ours: Vec<_> = visits.iter().filter(|(_, visit)| is_ours(visit)).collect();
    ours.sort_by(|(one, _), (other, _)| one.cmp(other));
    ours.dedup_by(|(one, _), (other, _)| one == other);
    let of_visit = |(name, visit): &&(VisitId, &Visit)| {
        let kinds = match day.cards.get(name) {
            Some(cards) => of_cards(cards, visit, books),
            None if may_be_left_on(visit, id) => vec![MismatchKind::CardMissing],
            None => Vec::new(),
        };
        kinds.into_iter().map(|kind| Mismatch { visit: name.clone(), kind }).collect::<Vec<_>>()
    };
    let strangers = day.cards.keys().filter(|name| !ours.iter().any(|(ours, _)| ours == *name));
    let strangers = strangers.map(|name| Mismatch { visit: name.clone(), kind: MismatchKind::VisitMissing });
    ours.iter().flat_map(of_visit).chain(strangers).collect()
}

/// Whether the visit was left, and not for certain on another day.
fn may_be_left_on(visit: &Visit, id: &DayId) -> bool {
    let left = |event: &Event| matches!(event, Event::VisitLeft { .. });
    visit.story.iter().find(|entry| left(&entry.event)).is_some_and(|entry| match (entry.at, id.date()) {
        (Some(at), Some(date)) => days(&at).is_none_or(|(first, last)| (first..=last).contains(&date)),
        _ => true,
    })
}

/// The days that a reading can mean. A clock that nothing vouches for means what it says:
/// day and visits are told by the same one.
fn days(at: &Stamp) -> Option<(chrono::NaiveDate, chrono::NaiveDate)> {
    let off = i64::from(at.uncertainty_ms.unwrap_or_default());
    Some((china_day(at.wall_ms.saturating_sub(off))?, china_day(at.wall_ms.saturating_add(off))?))
}

fn of_cards(cards: &[Card], visit: &Visit, books: &Books) -> Vec<MismatchKind> {
    let mut kinds = Vec::new();
    if visit.outcome.is_none() {
        kinds.push(MismatchKind::VisitNotLeft);
    }
    if cards.len() > 1 {
        kinds.push(MismatchKind::CardsDiffer);
    }
    let said = opinion(visit, books);
    let was_signed = visit.acceptance.as_ref().is_some_and(|acceptance| acceptance.result.is_ok());
    for card in cards {
        kinds.extend(match (card.is_signed, was_signed) {
            (false, true) => Some(MismatchKind::CardUnsignedVisitSigned),
            (true, false) => Some(MismatchKind::CardSignedVisitUnsigned),
            _ => None,
        });
        kinds.extend((card.satisfied == Some(true) && !card.is_signed).then_some(MismatchKind::SaysSatisfiedUnsigned));
        kinds.extend(match (card.satisfied, said) {
            (Some(true), Some(false)) => Some(MismatchKind::SaysSatisfiedVisitSaysNot),
            (Some(false), Some(true)) => Some(MismatchKind::SaysNotSatisfiedVisitSaysSo),
            _ => None,
        });
    }
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// Whether the customer is satisfied, by their own choices on the visit; none where they
/// said nothing. Not satisfied is an opinion that somebody owes a call for: which those
/// are, the SLA policy says.
fn opinion(visit: &Visit, books: &Books) -> Option<bool> {
    let calls = books.sla.follow_ups.iter().filter_map(|rule| match &rule.cause {
        Cause::Check { check, any } if serves(books, BookPart::Check, check.as_str(), OPINION) => Some((check, any)),
        _ => None,
    });
    let said: Vec<bool> = calls.filter_map(|(check, any)| Some(!any.contains(visit.chosen(check)?))).collect();
    (!said.is_empty()).then(|| said.iter().all(|is_good| *is_good))
}
