//! What comes next on a visit: always one place, where what is missing can be done.

use doorstep_domain::visit::{Step, first_open, step_state};

use crate::{Look, StepStand};

/// Where to go from here.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NextModel {
    /// Which screen.
    pub place: NextPlace,
    /// The step, by key, where the place is one; empty otherwise.
    pub step: String,
    /// What is missing there: a check's id, an incident's id, `quote` or `certificate`; empty where nothing is.
    pub item: String,
}

/// A screen to go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum NextPlace {
    /// The job has to be accepted.
    Accept,
    /// What came between has to end.
    Incident,
    /// The list of a step.
    Step,
    /// The protocol at the door.
    Doorstep,
    /// The quote.
    Quote,
    /// The confirmation and its signature.
    Sign,
    /// Leaving.
    Leave,
    /// What is owed after the visit.
    FollowUp,
}

impl NextModel {
    pub(crate) fn accept() -> Self {
        Self { place: NextPlace::Accept, step: String::new(), item: String::new() }
    }
}

/// The next thing on this visit.
pub fn next(look: &Look<'_>) -> NextModel {
    let to = |place, step: &str, item: String| NextModel { place, step: step.to_owned(), item };
    if look.visit.outcome.is_some() {
        return to(NextPlace::FollowUp, Step::FollowUp.key(), String::new());
    }
    if let Some((_, open)) = look.visit.incidents.open().next() {
        return to(NextPlace::Incident, "", open.incident.to_string());
    }
    match first_open(look.visit, look.opening, look.books, Step::Leave) {
        Some(blocker) => {
            let place = match (blocker.step(), blocker.check()) {
                (Step::Doorstep, _) => NextPlace::Doorstep,
                (_, Some(_)) => NextPlace::Step,
                (Step::Quote, None) => NextPlace::Quote,
                // A certificate is lifted by the centre's word, which is an incident.
                (_, None) => NextPlace::Incident,
            };
            to(place, blocker.step().key(), blocker.name())
        }
        None if look.visit.acceptance.is_none() => to(NextPlace::Sign, "", String::new()),
        None => {
            let state = step_state(look.visit, look.opening, look.books, Step::Leave);
            let item = match &state {
                doorstep_domain::visit::StepState::Open(blocker) => blocker.name(),
                _ => String::new(),
            };
            let place = if StepStand::from(&state) == StepStand::Open { NextPlace::Step } else { NextPlace::Leave };
            to(place, Step::Leave.key(), item)
        }
    }
}
