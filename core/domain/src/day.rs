//! An engineer's day: its start, its supervision cards, its end (R37–R43, R168, R169).
//!
//! At the end of the day the visits are reconciled with the supervision cards; what
//! does not agree is shown to the engineer first, and then to the office. Nothing here
//! holds anybody up: a day that was never begun still takes cards and still ends.

mod command;
mod reconcile;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::book::{Books, CheckKind, DayCheck, DayPart, EditionId, Weight};
use crate::event::{Answer, Event};
use crate::id::{CheckId, DayId, EngineerId, Hash, Subject, VisitId};
use crate::time::Stamp;
use crate::visit::{Answered, Entry, LaneRecords, Visit, Waiver, in_order};

pub use command::{DayAsked, DayCommand, DayRefusal, decide};
pub use reconcile::{Mismatch, MismatchKind, reconcile};

/// How a day begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayStart {
    /// Whose day.
    pub engineer: EngineerId,
    /// Which day, in China.
    pub date: NaiveDate,
    /// The books that hold for it.
    pub edition: EditionId,
}

/// What is known of a day after its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// How it began; the first beginning stands.
    pub start: Option<DayStart>,
    /// The day checks that were answered or waived.
    pub checks: BTreeMap<CheckId, Answered>,
    /// The supervision cards that were handed in: one for each visit, more only where
    /// two phones said different things of one.
    pub cards: BTreeMap<VisitId, Vec<Card>>,
    /// Notes that belong to no check.
    pub notes: Vec<Hash>,
    /// How it ended; the first end stands.
    pub end: Option<DayEnd>,
}

/// A supervision card as it was handed in (R168).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card {
    /// Whether the customer's signature is on it.
    pub is_signed: bool,
    /// Whether it says that the customer is satisfied; none where it says nothing.
    pub satisfied: Option<bool>,
}

/// How a day ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayEnd {
    /// How many of its visits and cards did not agree, as the engineer saw it.
    pub mismatches: u32,
    /// When.
    pub at: Option<Stamp>,
}

impl Day {
    /// The day that these lanes tell. Lanes of other subjects are left out; repeated
    /// places count once; order does not matter.
    pub fn from_lanes(day: &DayId, lanes: &[LaneRecords]) -> Day {
        let subject = Subject::Day(day.clone());
        let mut told = Day::default();
        for event in in_order(lanes).filter(|event| event.entry.place.lane.subject == subject) {
            told.apply(&event.entry);
        }
        told
    }

    /// Takes in one more event. Never fails; what is not about a day changes nothing.
    pub fn apply(&mut self, entry: &Entry) {
        match &entry.event {
            Event::DayStarted(start) => {
                self.start.get_or_insert_with(|| start.clone());
            }
            Event::CheckAnswered { check, answer } => self.checks.entry(check.clone()).or_default().take(answer),
            Event::CheckWaived { check, reason, note } => {
                let waiver = Waiver { reason: reason.clone(), note: *note };
                self.checks.entry(check.clone()).or_default().waive(waiver);
            }
            Event::NoteAdded { note } => self.notes.push(*note),
            Event::CardHandedIn { visit, is_signed, satisfied } => {
                let card = Card { is_signed: *is_signed, satisfied: *satisfied };
                let cards = self.cards.entry(visit.clone()).or_default();
                if !cards.contains(&card) {
                    cards.push(card);
                }
            }
            Event::DayEnded { mismatches } => {
                self.end.get_or_insert(DayEnd { mismatches: *mismatches, at: entry.at });
            }
            _ => {}
        }
    }
}

/// Whether a day check is answered well enough, or waived.
pub fn is_settled(day: &Day, check: &DayCheck) -> bool {
    let Some(answered) = day.checks.get(&check.id) else { return false };
    let photos = || answered.answers.iter().filter(|answer| matches!(answer, Answer::Photographed(_))).count();
    match check.kind {
        _ if answered.waiver.is_some() => true,
        CheckKind::Photo { at_least, .. } => u32::try_from(photos()).is_ok_and(|have| have >= at_least),
        _ => !answered.answers.is_empty(),
    }
}

/// The day checks of one end of the day that still want an answer, in the book's order.
/// Advice wants none.
pub fn open_checks<'a>(day: &Day, books: &'a Books, at: DayPart) -> Vec<&'a DayCheck> {
    let wants = |check: &&DayCheck| check.at == at && check.weight != Weight::Advice && !is_settled(day, check);
    books.standard.day_checks.iter().filter(wants).collect()
}

/// What a person should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The day began, or ended, without this.
    NotDone {
        /// Which check.
        check: CheckId,
    },
    /// A check was waived.
    Waived {
        /// Which check.
        check: CheckId,
    },
    /// A visit and its card do not agree (R169).
    Mismatch(Mismatch),
}

impl Finding {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotDone { .. } => "finding/day-check-open",
            Self::Waived { .. } => "finding/waived",
            Self::Mismatch(mismatch) => mismatch.kind.code(),
        }
    }

    /// Which check or visit it is about.
    pub fn field(&self) -> &str {
        match self {
            Self::NotDone { check } | Self::Waived { check } => check.as_str(),
            Self::Mismatch(mismatch) => mismatch.visit.as_str(),
        }
    }
}

/// What a person should look at on this day. While it has not ended, a card that is not
/// here yet is no finding.
pub fn findings(id: &DayId, day: &Day, visits: &[(VisitId, &Visit)], books: &Books) -> Vec<Finding> {
    let open = |at, is_over: bool| if is_over { open_checks(day, books, at) } else { Vec::new() };
    let start = open(DayPart::Start, day.start.is_some());
    let not_done = start.into_iter().chain(open(DayPart::End, day.end.is_some()));
    let waived = day.checks.iter().filter(|(_, answered)| answered.waiver.is_some());
    let mismatches = day.end.map(|_| reconcile(id, day, visits, books));
    let findings = not_done.map(|check| Finding::NotDone { check: check.id.clone() });
    let findings = findings.chain(waived.map(|(check, _)| Finding::Waived { check: check.clone() }));
    findings.chain(mismatches.into_iter().flatten().map(Finding::Mismatch)).collect()
}
