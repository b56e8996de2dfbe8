//! What may be recorded on a day: a command becomes an event, or a refusal.

use super::{Day, DayStart, reconcile};
use crate::book::{Books, CheckKind, DayCheck, Weight};
use crate::event::{Answer, Event};
use crate::id::{CheckId, DayId, Hash, OptionId, ReasonId, VisitId};
use crate::visit::Visit;

/// What someone wants to record on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayCommand {
    /// Begin it.
    Start(DayStart),
    /// Answer a day check.
    Answer {
        /// Which.
        check: CheckId,
        /// How.
        answer: Answer,
    },
    /// Leave a waivable day check out.
    Waive {
        /// Which.
        check: CheckId,
        /// Why.
        reason: ReasonId,
        /// More words.
        note: Option<Hash>,
    },
    /// Write down something that belongs to no check.
    AddNote {
        /// The text.
        note: Hash,
    },
    /// Hand in a supervision card (R168).
    HandInCard {
        /// Of which visit.
        visit: VisitId,
        /// Whether the customer's signature is on it.
        is_signed: bool,
        /// Whether it says that the customer is satisfied; none where it says nothing.
        satisfied: Option<bool>,
    },
    /// End it, whatever does not agree: that is stored with it (R169).
    End,
}

/// A command's surroundings.
#[derive(Clone, Copy, Debug)]
pub struct DayAsked<'a> {
    /// Which day.
    pub id: &'a DayId,
    /// What is known of it.
    pub day: &'a Day,
    /// The visits that this phone knows, of whatever day.
    pub visits: &'a [(VisitId, &'a Visit)],
    /// The books that hold for it.
    pub books: &'a Books,
}

/// What follows from a command. Changes nothing.
pub fn decide(asked: &DayAsked<'_>, command: &DayCommand) -> Result<Event, DayRefusal> {
    match command {
        DayCommand::Start(start) => asked.start(start),
        DayCommand::Answer { check, answer } => asked.answer(check, answer),
        DayCommand::Waive { check, reason, note } => asked.waive(check, reason, *note),
        DayCommand::AddNote { note } => Ok(Event::NoteAdded { note: *note }),
        DayCommand::HandInCard { visit, is_signed, satisfied } => {
            asked.card(visit)?;
            Ok(Event::CardHandedIn { visit: visit.clone(), is_signed: *is_signed, satisfied: *satisfied })
        }
        DayCommand::End => {
            if asked.day.end.is_some() {
                return Err(DayRefusal::EndedAlready);
            }
            let mismatches = reconcile(asked.id, asked.day, asked.visits, asked.books).len();
            Ok(Event::DayEnded { mismatches: u32::try_from(mismatches).unwrap_or(u32::MAX) })
        }
    }
}

impl DayAsked<'_> {
    fn start(&self, start: &DayStart) -> Result<Event, DayRefusal> {
        if self.day.end.is_some() {
            return Err(DayRefusal::EndedAlready);
        }
        if self.day.start.is_some() {
            return Err(DayRefusal::StartedAlready);
        }
        if self.id.engineer().as_ref() != Some(&start.engineer) {
            return Err(DayRefusal::SomebodyElses);
        }
        match self.id.date() == Some(start.date) {
            true => Ok(Event::DayStarted(start.clone())),
            false => Err(DayRefusal::AnotherDate),
        }
    }

    fn check(&self, id: &CheckId) -> Result<&DayCheck, DayRefusal> {
        let check = self.books.standard.day_checks.iter().find(|check| &check.id == id);
        check.ok_or_else(|| DayRefusal::UnknownCheck(id.clone()))
    }

    fn answer(&self, id: &CheckId, answer: &Answer) -> Result<Event, DayRefusal> {
        match (&self.check(id)?.kind, answer) {
            (CheckKind::Confirm, Answer::Confirmed) | (CheckKind::Note { .. }, Answer::Noted(_)) => {}
            (CheckKind::Choice(options), Answer::Chosen(chosen)) => {
                if !options.iter().any(|option| &option.id == chosen) {
                    return Err(DayRefusal::UnknownOption { check: id.clone(), option: chosen.clone() });
                }
            }
            (CheckKind::Photo { at_most, .. }, Answer::Photographed(_)) => {
                let have = self.day.checks.get(id).map_or(0, |answered| answered.answers.len());
                if u32::try_from(have).is_ok_and(|have| have >= *at_most) {
                    return Err(DayRefusal::EnoughPhotos(id.clone()));
                }
            }
            _ => return Err(DayRefusal::WrongKind(id.clone())),
        }
        Ok(Event::CheckAnswered { check: id.clone(), answer: answer.clone() })
    }

    fn waive(&self, id: &CheckId, reason: &ReasonId, note: Option<Hash>) -> Result<Event, DayRefusal> {
        let Weight::Waivable(reasons) = &self.check(id)?.weight else {
            return Err(DayRefusal::NotWaivable(id.clone()));
        };
        match reasons.contains(reason) {
            true => Ok(Event::CheckWaived { check: id.clone(), reason: reason.clone(), note }),
            false => Err(DayRefusal::ReasonNotAllowed { check: id.clone(), reason: reason.clone() }),
        }
    }

    /// One card for each visit, and only for one's own. A visit that this phone does not
    /// know may be somebody's: that is told when the day is reconciled.
    fn card(&self, visit: &VisitId) -> Result<(), DayRefusal> {
        if self.day.cards.contains_key(visit) {
            return Err(DayRefusal::CardHereAlready(visit.clone()));
        }
        let known = self.visits.iter().find(|(name, _)| name == visit);
        let went = known.and_then(|(_, visit)| visit.opening.as_ref()).map(|opening| &opening.engineer);
        match went.is_none_or(|engineer| self.id.engineer().as_ref() == Some(engineer)) {
            true => Ok(()),
            false => Err(DayRefusal::SomebodyElsesVisit(visit.clone())),
        }
    }
}

/// Why something may not be recorded on a day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DayRefusal {
    /// A day begins once.
    #[error("this day was begun already")]
    StartedAlready,
    /// A day ends once, and does not begin after its end.
    #[error("this day was ended already")]
    EndedAlready,
    /// A day is begun by the engineer whose day it is.
    #[error("this is another engineer's day")]
    SomebodyElses,
    /// A day is begun with its own date.
    #[error("this is another date")]
    AnotherDate,
    /// The standard has no such day check.
    #[error("the service standard has no day check {0}")]
    UnknownCheck(CheckId),
    /// A choice for a photograph, a photograph for a note.
    #[error("{0} is not answered like this")]
    WrongKind(CheckId),
    /// The choice has no such answer.
    #[error("{check} has no answer {option}")]
    UnknownOption {
        /// Which check.
        check: CheckId,
        /// What was chosen.
        option: OptionId,
    },
    /// Enough photographs were taken.
    #[error("{0} has all its photographs")]
    EnoughPhotos(CheckId),
    /// A must is never waived.
    #[error("{0} cannot be waived")]
    NotWaivable(CheckId),
    /// Not a reason for this check.
    #[error("{check} is not waived because of {reason}")]
    ReasonNotAllowed {
        /// Which check.
        check: CheckId,
        /// What was given.
        reason: ReasonId,
    },
    /// A visit has one card.
    #[error("the card of {0} was handed in already")]
    CardHereAlready(VisitId),
    /// Somebody else made this visit.
    #[error("somebody else made the visit {0}")]
    SomebodyElsesVisit(VisitId),
}

impl DayRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::StartedAlready => "day/started-already",
            Self::EndedAlready => "day/ended-already",
            Self::SomebodyElses => "day/somebody-elses",
            Self::AnotherDate => "day/another-date",
            Self::UnknownCheck(_) => "day/unknown-check",
            Self::WrongKind(_) => "day/wrong-kind",
            Self::UnknownOption { .. } => "day/unknown-option",
            Self::EnoughPhotos(_) => "day/enough-photos",
            Self::NotWaivable(_) => "day/not-waivable",
            Self::ReasonNotAllowed { .. } => "day/reason-not-allowed",
            Self::CardHereAlready(_) => "day/card-here-already",
            Self::SomebodyElsesVisit(_) => "day/somebody-elses-visit",
        }
    }

    /// Which check or visit it is about.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::UnknownCheck(check)
            | Self::WrongKind(check)
            | Self::UnknownOption { check, .. }
            | Self::EnoughPhotos(check)
            | Self::NotWaivable(check)
            | Self::ReasonNotAllowed { check, .. } => Some(check.as_str()),
            Self::CardHereAlready(visit) | Self::SomebodyElsesVisit(visit) => Some(visit.as_str()),
            Self::StartedAlready | Self::EndedAlready | Self::SomebodyElses | Self::AnotherDate => None,
        }
    }
}
