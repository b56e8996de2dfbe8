//! Incidents: what comes between, as a short guided path with an outcome (R57–R77,
//! R97–R121).
//!
//! Which incidents there are, what is said and what follows stands in the service
//! standard. An incident may be opened at any moment after the job was accepted,
//! and a safety incident is one press. While an interruption is open the clocks of
//! the SLA stand still.

use std::collections::BTreeMap;

use crate::book::{IncidentKind, IncidentOutcome, ServiceStandard, Then};
use crate::call::Party;
use crate::event::{Event, Signer};
use crate::id::{Hash, IncidentId, OptionId};
use crate::time::Stamp;
use crate::visit::{Asked, Visit};

/// What someone wants to record about an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IncidentCommand {
    /// Something comes between.
    Open {
        /// What.
        incident: IncidentId,
    },
    /// It ended.
    Close {
        /// Its number on this visit.
        number: u32,
        /// How.
        outcome: OptionId,
        /// Who consented, where somebody had to.
        consent: Option<Signer>,
        /// More words.
        note: Option<Hash>,
    },
}

/// Every incident of a visit, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incidents {
    /// By number.
    pub all: BTreeMap<u32, IncidentState>,
}

/// How an incident stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentState {
    /// Which.
    pub incident: IncidentId,
    /// When it was opened.
    pub opened: Option<Stamp>,
    /// How many calls of the visit's log were made before it.
    calls_before: usize,
    /// How it ended; none while it is open.
    pub closed: Option<Closed>,
}

/// How an incident ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The outcome's id.
    pub outcome: OptionId,
    /// Who consented.
    pub consent: Option<Signer>,
    /// More words, as a content.
    pub note: Option<Hash>,
    /// When.
    pub at: Option<Stamp>,
}

impl Incidents {
    pub(crate) fn opened(&mut self, number: u32, incident: &IncidentId, calls_before: usize, at: Option<Stamp>) {
        let state = IncidentState { incident: incident.clone(), opened: at, calls_before, closed: None };
        self.all.entry(number).or_insert(state);
    }

    /// The first end stands: what was decided then is not undone by a later one.
    pub(crate) fn closed(&mut self, number: u32, closed: Closed) {
        if let Some(state) = self.all.get_mut(&number) {
            state.closed.get_or_insert(closed);
        }
    }

    /// Those that have not ended, by number.
    pub fn open(&self) -> impl Iterator<Item = (u32, &IncidentState)> {
        self.all.iter().filter(|(_, state)| state.closed.is_none()).map(|(number, state)| (*number, state))
    }

    /// The number of the next one.
    pub fn next(&self) -> u32 {
        self.all.keys().next_back().map_or(1, |last| last.saturating_add(1))
    }

    /// The outcomes that ended an incident with this consequence.
    pub fn ended_with<'a>(
        &'a self,
        standard: &'a ServiceStandard,
        then: Then,
    ) -> impl Iterator<Item = &'a IncidentState> {
        self.all.values().filter(move |state| outcome_of(standard, state).is_some_and(|outcome| outcome.then == then))
    }

    /// Whether an open one stops the clocks of the SLA.
    pub fn is_interrupted(&self, standard: &ServiceStandard) -> bool {
        let pauses = |state: &IncidentState| {
            standard.incident(&state.incident).is_some_and(|incident| incident.kind == IncidentKind::Interruption)
        };
        self.open().any(|(_, state)| pauses(state))
    }
}

/// The outcome of the book that an incident ended with.
pub fn outcome_of<'a>(standard: &'a ServiceStandard, state: &IncidentState) -> Option<&'a IncidentOutcome> {
    let closed = state.closed.as_ref()?;
    standard.incident(&state.incident)?.outcomes.iter().find(|outcome| outcome.id == closed.outcome)
}

/// Who still has to be called before an open incident may end like this (R54, R120).
pub fn untold(visit: &Visit, state: &IncidentState, outcome: &IncidentOutcome) -> Vec<Party> {
    let told = |party: &Party| visit.calls.iter().skip(state.calls_before).any(|(call, _)| call.to == *party);
    outcome.tell.iter().copied().filter(|party| !told(party)).collect()
}

pub(crate) fn decide(asked: &Asked<'_>, command: &IncidentCommand) -> Result<Event, IncidentRefusal> {
    let standard = &asked.books.standard;
    match command {
        IncidentCommand::Open { incident } => {
            standard.incident(incident).ok_or_else(|| IncidentRefusal::Unknown(incident.clone()))?;
            let number = asked.visit.incidents.next();
            Ok(Event::IncidentOpened { number, incident: incident.clone() })
        }
        IncidentCommand::Close { number, outcome, consent, note } => {
            let state = asked.visit.incidents.all.get(number).ok_or(IncidentRefusal::NoSuchIncident(*number))?;
            if state.closed.is_some() {
                return Err(IncidentRefusal::ClosedAlready(state.incident.clone()));
            }
            may_end(asked, state, outcome, *consent)?;
            Ok(Event::IncidentClosed { number: *number, outcome: outcome.clone(), consent: *consent, note: *note })
        }
    }
}

fn may_end(
    asked: &Asked<'_>,
    state: &IncidentState,
    outcome: &OptionId,
    consent: Option<Signer>,
) -> Result<(), IncidentRefusal> {
    let incident = asked.books.standard.incident(&state.incident);
    let known = incident.and_then(|incident| incident.outcomes.iter().find(|known| &known.id == outcome));
    let known = known.ok_or_else(|| IncidentRefusal::UnknownOutcome {
        incident: state.incident.clone(),
        outcome: outcome.clone(),
    })?;
    if known.needs_consent && consent.is_none() {
        return Err(IncidentRefusal::NeedsConsent(state.incident.clone()));
    }
    match untold(asked.visit, state, known).first() {
        Some(party) => Err(IncidentRefusal::NotTold { incident: state.incident.clone(), party: *party }),
        None => Ok(()),
    }
}

/// Why an incident may not be recorded like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IncidentRefusal {
    /// The pinned standard has no such incident.
    #[error("the service standard has no incident {0}")]
    Unknown(IncidentId),
    /// None of this number was opened.
    #[error("no incident {0} was opened on this visit")]
    NoSuchIncident(u32),
    /// It ended before.
    #[error("the incident {0} ended already")]
    ClosedAlready(IncidentId),
    /// The book knows no such end.
    #[error("the incident {incident} does not end with {outcome}")]
    UnknownOutcome {
        /// Which incident.
        incident: IncidentId,
        /// What was chosen.
        outcome: OptionId,
    },
    /// Somebody in the home has to consent to this end (R25, R65).
    #[error("the incident {0} ends like this only with the customer's consent")]
    NeedsConsent(IncidentId),
    /// Somebody has to be told first; trying to call is enough (R54, R121).
    #[error("the incident {incident} ends like this after a call to {party:?}")]
    NotTold {
        /// Which incident.
        incident: IncidentId,
        /// Who.
        party: Party,
    },
}

impl IncidentRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "incident/unknown",
            Self::NoSuchIncident(_) => "incident/none-of-this-number",
            Self::ClosedAlready(_) => "incident/closed-already",
            Self::UnknownOutcome { .. } => "incident/unknown-outcome",
            Self::NeedsConsent(_) => "incident/needs-consent",
            Self::NotTold { .. } => "incident/not-told",
        }
    }

    /// Which incident, or who has to be told.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Unknown(incident)
            | Self::ClosedAlready(incident)
            | Self::UnknownOutcome { incident, .. }
            | Self::NeedsConsent(incident) => Some(incident.as_str()),
            Self::NotTold { party, .. } => Some(party.key()),
            Self::NoSuchIncident(_) => None,
        }
    }
}
