//! The service standard: what is confirmed, measured, chosen, photographed or
//! noted in which step, what must come before what, and what may be waived; what
//! begins and ends a day, and what to do when something comes between.

use std::collections::BTreeSet;

use super::{Authority, DayCheck, Incident, Text, Title};
use crate::call::Party;
use crate::id::{CategoryId, CheckId, IncidentId, OptionId, ReasonId};
use crate::job::{ServiceKind, Warranty, named};
use crate::visit::Step;

/// The whole standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceStandard {
    /// What the book says of itself.
    pub title: Title,
    /// The appliances it speaks of.
    pub categories: Vec<Category>,
    /// Every check, in the order a screen shows them inside their step.
    pub checks: Vec<Check>,
    /// What must be answered before what.
    pub orders: Vec<Order>,
    /// The reasons that may be named, each with what it is a reason for.
    pub reasons: Vec<Reason>,
    /// Who may do labour of which fault class (R124).
    pub authority: Authority,
    /// What begins and ends a day, in the order a screen shows it.
    pub day_checks: Vec<DayCheck>,
    /// What may come between, in the order a screen offers it.
    pub incidents: Vec<Incident>,
}

impl ServiceStandard {
    /// The check of this id.
    pub fn check(&self, id: &CheckId) -> Option<&Check> {
        self.checks.iter().find(|check| &check.id == id)
    }

    /// The incident of this id.
    pub fn incident(&self, id: &IncidentId) -> Option<&Incident> {
        self.incidents.iter().find(|incident| &incident.id == id)
    }

    /// The reason of this id.
    pub fn reason(&self, id: &ReasonId) -> Option<&Reason> {
        self.reasons.iter().find(|reason| &reason.id == id)
    }
}

/// A kind of appliance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// Its id.
    pub id: CategoryId,
    /// Its name.
    pub text: Text,
}

/// One thing to confirm, choose, measure, photograph or note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Stable over versions of the book.
    pub id: CheckId,
    /// The step it belongs to.
    pub step: Step,
    /// What answering it takes.
    pub kind: CheckKind,
    /// What happens without an answer.
    pub weight: Weight,
    /// What the engineer reads.
    pub text: Text,
    /// A longer explanation, if there is one.
    pub hint: Option<Text>,
    /// The requirements it serves, by number: `R68`.
    pub serves: Vec<String>,
    /// When it is asked at all.
    pub when: When,
}

/// What answering a check takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckKind {
    /// A plain "done".
    Confirm,
    /// One of several answers.
    Choice(Vec<Choice>),
    /// A measured value, in thousandths of `unit`.
    Reading {
        /// `V`, `℃`, `MPa`, `Ω` …
        unit: String,
        /// Lowest and highest good value; outside is recorded and flagged.
        expected: (i64, i64),
        /// Lowest and highest value that can be meant; outside is a slip of the finger and refused.
        possible: (i64, i64),
    },
    /// At least `at_least` photographs.
    Photo {
        /// How many are needed.
        at_least: u32,
        /// How many are kept at most.
        at_most: u32,
    },
    /// A free text.
    Note {
        /// How many characters at most.
        most_chars: u32,
    },
    /// Waiting, measured by the phone's clocks.
    Timer {
        /// How long at least.
        at_least_ms: u64,
    },
    /// A call; that it was tried is enough, whatever came of it.
    Call {
        /// Whom.
        to: Party,
    },
}

/// One answer of a choice check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its id, unique inside the check.
    pub id: OptionId,
    /// What the engineer reads.
    pub text: Text,
    /// Whoever chose it cannot call the visit solved (R132, R173a).
    pub is_unsolved: bool,
}

/// What happens without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Later steps stay closed.
    Must,
    /// Later steps stay closed until it is answered or waived for one of these reasons.
    Waivable(Vec<ReasonId>),
    /// Nothing; it is good practice.
    Advice,
}

/// A true reason; false ones are never offered (R59, R60, T19).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Its id.
    pub id: ReasonId,
    /// What people read.
    pub text: Text,
    /// What it may be named for.
    pub uses: BTreeSet<ReasonUse>,
}

named! {
    /// What a reason may be named for.
    ReasonUse {
        /// Leaving out a check.
        Waive = "waive",
        /// Agreeing another window (R25, R30).
        Rebook = "rebook",
        /// Giving the job to somebody else (R26).
        HandOver = "hand-over",
        /// Being late (R59).
        Late = "late",
        /// Asking the centre for a lower price (R97).
        Reduce = "reduce",
    }
}

/// When a check is asked: every condition that is given must hold. An empty set asks nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// Only for these kinds of service.
    pub service: BTreeSet<ServiceKind>,
    /// Only for these appliances.
    pub category: BTreeSet<CategoryId>,
    /// Only in this state of warranty.
    pub warranty: Option<Warranty>,
    /// Only for customers who want slower explanation, or only for the others (R146).
    pub elderly: Option<bool>,
    /// Only when an earlier visit of the same job was made, or only when none was.
    pub returning: Option<bool>,
    /// Only when an earlier choice was answered with one of these.
    pub answer: Option<(CheckId, BTreeSet<OptionId>)>,
}

/// `then` may not be answered before `first` is answered or waived, where both are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// What comes first.
    pub first: CheckId,
    /// What waits for it.
    pub then: CheckId,
}
