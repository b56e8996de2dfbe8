//! Follow-ups: calls and visits that somebody owes a customer (R22, R133, R163–R167, T7).
//!
//! What is owed follows from what happened and the SLA policy ([`owed`]); it is never
//! written down as a fact of its own, so it cannot be forgotten, and it survives a
//! restart because the journal does. What was tried is a fact. Every rule has a time of
//! its own; none replaces another (T7).

mod owed;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::event::Event;
use crate::id::{FollowUpId, Hash};
use crate::job::named;
use crate::time::Stamp;
use crate::visit::Asked;

pub use owed::{Owed, OwedState, is_overdue, needs_visit, owed};

named! {
    /// What came of a try: the call also verifies the reported facts (R173b).
    FollowUpResult {
        /// All is well.
        Satisfied = "satisfied",
        /// Something is still wrong: another visit (R167).
        NotSatisfied = "not-satisfied",
        /// Nobody answered; it stays owed.
        NotReached = "not-reached",
        /// Done, where there is nobody to ask: an invoice posted, a sheet sent.
        Done = "done",
    }
}

/// What someone wants to record about a follow-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpCommand {
    /// Which.
    pub follow_up: FollowUpId,
    /// What came of it.
    pub result: FollowUpResult,
    /// More words.
    pub note: Option<Hash>,
}

/// Every try of a follow-up, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FollowUps {
    /// By rule.
    pub tries: BTreeMap<FollowUpId, Vec<(FollowUpResult, Option<Stamp>)>>,
}

/// Only what is owed and not done is tried; before and after leaving, whoever signed.
pub(crate) fn decide(asked: &Asked<'_>, command: &FollowUpCommand) -> Result<Event, FollowUpRefusal> {
    let FollowUpCommand { follow_up, result, note } = command;
    let owed = owed(asked.visit, asked.books);
    match owed.iter().find(|owed| &owed.rule == follow_up).map(|owed| owed.state) {
        None => Err(FollowUpRefusal::NotOwed(follow_up.clone())),
        Some(OwedState::Done(_)) => Err(FollowUpRefusal::DoneAlready(follow_up.clone())),
        Some(OwedState::Open | OwedState::Tried(_)) => {
            Ok(Event::FollowUpTried { follow_up: follow_up.clone(), result: *result, note: *note })
        }
    }
}

/// Why a follow-up may not be recorded like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FollowUpRefusal {
    /// Nothing of the kind is owed on this visit.
    #[error("no follow-up {0} is owed")]
    NotOwed(FollowUpId),
    /// It was done.
    #[error("the follow-up {0} was done")]
    DoneAlready(FollowUpId),
}

impl FollowUpRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOwed(_) => "follow-up/not-owed",
            Self::DoneAlready(_) => "follow-up/done-already",
        }
    }

    /// Which one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::NotOwed(follow_up) | Self::DoneAlready(follow_up) => Some(follow_up.as_str()),
        }
    }
}
