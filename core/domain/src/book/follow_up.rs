//! The call-back rules of an SLA policy: what makes who owe a customer which call (R163–R167, T7).
//!
//! A rule says only when something is owed. Whether it is owed on a visit, and what
//! was tried, is left to `follow_up`.

use std::collections::BTreeSet;

use super::Text;
use crate::event::Outcome;
use crate::id::{CheckId, FollowUpId, IncidentId, OptionId};
use crate::job::{ServiceKind, named};

/// A call-back that somebody owes a customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpRule {
    /// Its id.
    pub id: FollowUpId,
    /// What people read.
    pub text: Text,
    /// How long after its cause it is due.
    pub after_min: u32,
    /// Who owes it.
    pub owner: Owner,
    /// What it is owed for.
    pub cause: Cause,
}

named! {
    /// Who owes a call-back.
    Owner {
        /// Who was there.
        Engineer = "engineer",
        /// Who planned it.
        Centre = "centre",
        /// Who sold it.
        Outlet = "outlet",
        /// Who answers for the engineers.
        Manager = "manager",
    }
}

/// What a call-back is owed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A visit was left.
    Left {
        /// With one of these results; empty is any.
        outcomes: BTreeSet<Outcome>,
        /// For one of these kinds of service; empty is any.
        services: BTreeSet<ServiceKind>,
    },
    /// The customer was advised on the telephone instead of visited (R22).
    Advised,
    /// A choice was answered so (R133).
    Check {
        /// Which check.
        check: CheckId,
        /// With one of these; never empty.
        any: BTreeSet<OptionId>,
    },
    /// An incident ended.
    Incident {
        /// Which.
        incident: IncidentId,
        /// In one of these ways; empty is any.
        outcomes: BTreeSet<OptionId>,
    },
    /// The customer did not sign (R151).
    Unsigned,
    /// Something taken away or lent is not back (R129).
    Custody,
}
