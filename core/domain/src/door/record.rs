//! What "nobody opened" rests on: when somebody tried, how often, whom they called,
//! where they looked and which note they left (R36, R50–R55).
//!
//! Only what happened before leaving counts as tried; a call from the road afterwards
//! is kept all the same (R53).

use std::collections::BTreeSet;

use crate::arrival::Milestone;
use crate::book::{Books, DoorAct};
use crate::call::{Call, CallReason, CallResult, Party};
use crate::door::{DoorSearch, DoorTry, SearchResult};
use crate::event::Event;
use crate::id::Hash;
use crate::time::{Span, Stamp, elapsed};
use crate::visit::{Entry, Visit};

/// What the office and the console read about a visit that nobody opened to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoAccessRecord {
    /// Every ring and knock, with its time.
    pub tries: Vec<(DoorTry, Option<Stamp>)>,
    /// The calls about it: to the customer, a neighbour, the centre.
    pub calls: Vec<(Call, Option<Stamp>)>,
    /// Everywhere the customer was looked for, and what came of it.
    pub searches: Vec<(DoorSearch, SearchResult, Option<Stamp>)>,
    /// The notes that were left, as photographs.
    pub notes: Vec<(Hash, Option<Stamp>)>,
    /// From the first ring or knock until the engineer left; none while they are there,
    /// and where no clock vouches for it.
    pub lasted: Option<Span>,
    /// What the policy asks for and nobody tried.
    pub untried: Vec<DoorAct>,
}

/// Everything that was done because nobody opened.
pub fn no_access_record(visit: &Visit, books: &Books) -> NoAccessRecord {
    let mut calls = Vec::new();
    for (call, at_door, at) in facts(&visit.story).filter_map(|(entry, at_door)| match &entry.event {
        Event::Called(call) => Some((call, at_door, entry.at)),
        _ => None,
    }) {
        if call.reason == CallReason::NoAccess || act_of(&Event::Called(call.clone()), at_door).is_some() {
            calls.push((call.clone(), at));
        }
    }
    NoAccessRecord {
        tries: visit.door.tries.clone(),
        calls,
        searches: visit.door.searches.clone(),
        notes: visit.door.notes.clone(),
        lasted: lasted(visit),
        untried: untried(visit, books),
    }
}

fn lasted(visit: &Visit) -> Option<Span> {
    let (_, first) = visit.door.tries.first()?;
    let left = visit.story.iter().find(|entry| matches!(entry.event, Event::VisitLeft { .. }))?;
    elapsed(first.as_ref()?, left.at.as_ref()?)
}

/// What the policy asks for before "nobody opened" is a clean record, and was not
/// tried before leaving; in the policy's order.
pub fn untried(visit: &Visit, books: &Books) -> Vec<DoorAct> {
    missing(visit, &books.sla.knock.then)
}

/// Whether anybody rang or knocked at all before leaving.
pub fn is_tried(visit: &Visit) -> bool {
    facts(before_leaving(visit)).any(|(entry, _)| matches!(entry.event, Event::DoorTried { .. }))
}

pub(super) fn missing(visit: &Visit, then: &[DoorAct]) -> Vec<DoorAct> {
    let tried: BTreeSet<DoorAct> =
        facts(before_leaving(visit)).filter_map(|(entry, at_door)| act_of(&entry.event, at_door)).collect();
    then.iter().copied().filter(|act| !tried.contains(act)).collect()
}

fn before_leaving(visit: &Visit) -> &[Entry] {
    let left = visit.story.iter().position(|entry| matches!(entry.event, Event::VisitLeft { .. }));
    left.and_then(|left| visit.story.get(..left)).unwrap_or(&visit.story)
}

/// The story, each event with whether the engineer stood at the door by then.
pub(super) fn facts(story: &[Entry]) -> impl Iterator<Item = (&Entry, bool)> {
    story.iter().scan(false, |at_door, entry| {
        *at_door |= matches!(
            entry.event,
            Event::Reached { milestone: Milestone::Arrived }
                | Event::DoorTried { .. }
                | Event::DoorSearched { .. }
                | Event::DoorNoteLeft { .. }
        );
        Some((entry, *at_door))
    })
}

/// Which act of the list an event is. A report to the centre counts from the door on:
/// one from the road says nothing about nobody opening.
pub(super) fn act_of(event: &Event, at_door: bool) -> Option<DoorAct> {
    match event {
        Event::DoorSearched { place: DoorSearch::Downstairs, .. } => Some(DoorAct::Downstairs),
        Event::DoorSearched { place: DoorSearch::Neighbour, .. } => Some(DoorAct::Neighbour),
        Event::DoorNoteLeft { .. } => Some(DoorAct::Note),
        Event::Called(Call { to: Party::Centre, reason: CallReason::Report, .. }) if at_door => Some(DoorAct::Centre),
        Event::Called(Call { to, reason: CallReason::NoAccess, .. }) => match to {
            Party::Customer => Some(DoorAct::Phone),
            Party::Neighbour => Some(DoorAct::Neighbour),
            Party::Centre => Some(DoorAct::Centre),
            Party::Dispatcher | Party::Manager => None,
        },
        _ => None,
    }
}

/// Whether an event means that the customer knows: found near the house, or reached
/// on the phone. They are given the time to come to the door.
pub(super) fn is_answer(event: &Event) -> bool {
    match event {
        Event::DoorSearched { result, .. } => *result == SearchResult::Found,
        Event::Called(Call { to, reason, result, .. }) => {
            *to == Party::Customer && *reason == CallReason::NoAccess && *result == CallResult::Reached
        }
        _ => false,
    }
}
