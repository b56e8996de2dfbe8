//! Incidents of the standard: what may come between, as a short path that is read and
//! a way out of it (R57, R61–R67, R69, R75–R77, R97, R102, R103, R111–R121).
//!
//! A safety incident leads away from danger and never towards a dispute: it ends in
//! leaving, handing over or going on, and the centre hears of it each time. What
//! happened on a visit is left to `incident`.

use std::collections::BTreeSet;

use super::Text;
use crate::call::Party;
use crate::id::{IncidentId, OptionId};
use crate::job::named;
use crate::visit::Step;

/// Something that may come between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incident {
    /// Stable over versions of the book.
    pub id: IncidentId,
    /// What it does to the visit.
    pub kind: IncidentKind,
    /// Where it is offered first; it may be opened at any time. Empty is nowhere in particular.
    pub at: BTreeSet<Step>,
    /// What the engineer reads.
    pub text: Text,
    /// Honest words to the customer, where there are any (T19).
    pub say: Option<Text>,
    /// The path, in order and never empty: advice to read, not to tick.
    pub guide: Vec<Text>,
    /// How it can end; never empty.
    pub outcomes: Vec<IncidentOutcome>,
    /// The requirements it serves, by number.
    pub serves: Vec<String>,
}

impl Incident {
    /// The outcome of this id.
    pub fn outcome(&self, id: &OptionId) -> Option<&IncidentOutcome> {
        self.outcomes.iter().find(|outcome| &outcome.id == id)
    }
}

named! {
    /// What an incident does to the visit.
    IncidentKind {
        /// Nothing beside itself.
        Ordinary = "ordinary",
        /// The clocks of the SLA stand still while it is open (T15).
        Interruption = "interruption",
        /// Somebody may come to harm: one press opens it (R121, R209).
        Safety = "safety",
    }
}

/// One way for an incident to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentOutcome {
    /// Its id, unique inside the incident.
    pub id: OptionId,
    /// What the engineer reads.
    pub text: Text,
    /// What follows.
    pub then: Then,
    /// Whether somebody in the home has to consent to it (R25, R65).
    pub needs_consent: bool,
    /// Who must have been called since the incident was opened; any result counts,
    /// the try is the fact.
    pub tell: BTreeSet<Party>,
}

named! {
    /// What follows from the end of an incident.
    Then {
        /// The visit goes on.
        GoOn = "go-on",
        /// Another window is agreed (R25).
        Rebook = "rebook",
        /// Somebody else takes the job (R26).
        HandOver = "hand-over",
        /// The engineer leaves.
        Leave = "leave",
        /// The appliance goes to the workshop (R125).
        TakeAway = "take-away",
        /// The centre is asked for a decision.
        Authorise = "authorise",
        /// The centre lets this engineer do work that their certificate does not cover (R124, R213).
        Certify = "certify",
        /// The centre is asked for a lower price (R97).
        Reduce = "reduce",
    }
}
