//! What comes between: safety first and one press away, then what belongs to this step,
//! then everything else; what is open, how it may end and who has to be told (R57, R61–R67, R111–R121).

use doorstep_domain::book::{Incident, IncidentKind, IncidentOutcome};
use doorstep_domain::event::Signer;
use doorstep_domain::incident::{IncidentCommand, IncidentState, untold};
use doorstep_domain::visit::{Command, Step, first_open};

use crate::{Look, RefusalModel, Words};

/// Incidents of one visit.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct IncidentModel {
    /// Which visit.
    pub visit: String,
    /// What has not ended, by number.
    pub open: Vec<OpenIncident>,
    /// Somebody may come to harm: one press opens it (R121, R209).
    pub safety: Vec<IncidentRow>,
    /// What is offered first in the step at hand.
    pub here: Vec<IncidentRow>,
    /// Everything else.
    pub others: Vec<IncidentRow>,
    /// How many ended on this visit.
    pub ended: u32,
    /// An interruption is open: the clocks of the SLA stand still (T15).
    pub is_paused: bool,
    /// Who may consent, by key.
    pub signers: Vec<String>,
}

/// Something that may come between.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct IncidentRow {
    /// Its id.
    pub incident: String,
    /// What it is called.
    pub text: Words,
}

/// An incident that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OpenIncident {
    /// Its number on this visit.
    pub number: u32,
    /// Its id.
    pub incident: String,
    /// What it is called.
    pub text: Words,
    /// Somebody may come to harm.
    pub is_safety: bool,
    /// Honest words to the customer, where there are any (T19).
    pub say: Option<Words>,
    /// The path, in order: to read, not to tick.
    pub guide: Vec<Words>,
    /// How it may end.
    pub outcomes: Vec<OutcomeRow>,
    /// When it was opened, UTC; none where nobody knows.
    pub at_ms: Option<i64>,
}

/// One way for an incident to end.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OutcomeRow {
    /// Its id.
    pub outcome: String,
    /// What it is called.
    pub text: Words,
    /// What follows, by key.
    pub then: String,
    /// Somebody in the home has to consent to it.
    pub needs_consent: bool,
    /// Who has to be called first, by key; a try is enough.
    pub untold: Vec<String>,
    /// Why it cannot end like this now, with consent; none where it can.
    pub refusal: Option<RefusalModel>,
}

/// The incidents of this visit.
pub fn incident_model(look: &Look<'_>) -> IncidentModel {
    let standard = &look.books.standard;
    let step = first_open(look.visit, look.opening, look.books, Step::FollowUp).map(|blocker| blocker.step());
    let is_here = |incident: &Incident| step.is_some_and(|step| incident.at.contains(&step));
    let rows = |wanted: &dyn Fn(&Incident) -> bool| {
        let rows = standard.incidents.iter().filter(|incident| wanted(incident));
        rows.map(|incident| IncidentRow { incident: incident.id.to_string(), text: (&incident.text).into() }).collect()
    };
    let is_safety = |incident: &Incident| incident.kind == IncidentKind::Safety;
    let all = &look.visit.incidents;
    IncidentModel {
        visit: look.opening.visit.to_string(),
        open: all.open().filter_map(|(number, state)| open(look, number, state)).collect(),
        safety: rows(&is_safety),
        here: rows(&|incident| !is_safety(incident) && is_here(incident)),
        others: rows(&|incident| !is_safety(incident) && !is_here(incident)),
        ended: crate::look::count(all.all.len().saturating_sub(all.open().count())),
        is_paused: all.is_interrupted(standard),
        signers: Signer::ALL.iter().map(|signer| signer.key().to_owned()).collect(),
    }
}

fn open(look: &Look<'_>, number: u32, state: &IncidentState) -> Option<OpenIncident> {
    let incident = look.books.standard.incident(&state.incident)?;
    Some(OpenIncident {
        number,
        incident: incident.id.to_string(),
        text: (&incident.text).into(),
        is_safety: incident.kind == IncidentKind::Safety,
        say: incident.say.as_ref().map(Words::from),
        guide: incident.guide.iter().map(Words::from).collect(),
        outcomes: incident.outcomes.iter().map(|outcome| outcome_row(look, number, state, outcome)).collect(),
        at_ms: state.opened.map(|at| at.wall_ms),
    })
}

fn outcome_row(look: &Look<'_>, number: u32, state: &IncidentState, outcome: &IncidentOutcome) -> OutcomeRow {
    let consent = outcome.needs_consent.then_some(Signer::Customer);
    let close = IncidentCommand::Close { number, outcome: outcome.id.clone(), consent, note: None };
    OutcomeRow {
        outcome: outcome.id.to_string(),
        text: (&outcome.text).into(),
        then: outcome.then.key().to_owned(),
        needs_consent: outcome.needs_consent,
        untold: untold(look.visit, state, outcome).iter().map(|party| party.key().to_owned()).collect(),
        refusal: look.refusal(&Command::Incident(close)),
    }
}
