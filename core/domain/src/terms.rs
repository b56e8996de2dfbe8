//! What a visit starts from, beside its job: the promised window, what vouches for
//! the engineer, and what an earlier visit of the same job left behind.
//!
//! All of it is written into the journal when the job is accepted, so that the
//! visit folds alone: a job that changes later changes nothing that was promised.

use chrono::NaiveDate;

use crate::book::{FaultClass, ServiceStandard};
use crate::custody::CustodyKind;
use crate::id::{CategoryId, FeeRowId, Hash, PartNo, SerialNo, VisitId};
use crate::job::Window;
use crate::money::Money;

/// The terms of a job as they were when the engineer accepted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The promised window.
    pub window: Window,
    /// The way from where the engineer usually is, where somebody knows it.
    pub travel_min: Option<u32>,
    /// The day the appliance was installed, where known (R92).
    pub installed_on: Option<NaiveDate>,
    /// The customer wants slower, repeated explanation (R146).
    pub is_elderly: bool,
    /// The engineer's certificate for this kind of appliance; none where there is none (R124).
    pub certificate: Option<Certificate>,
}

/// What an engineer may repair (R124, R213).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Which kind of appliance.
    pub category: CategoryId,
    /// How far its authority goes; higher is further.
    pub grade: u32,
    /// The last day it holds.
    pub valid_until: NaiveDate,
}

impl Certificate {
    /// Whether labour of this class is within its authority. Age is judged by
    /// [`crate::time::is_certainly_after`], since a phone may not know the day.
    pub fn covers(&self, standard: &ServiceStandard, class: Option<FaultClass>) -> bool {
        class.is_none_or(|class| self.grade >= standard.authority.grade_for(class))
    }
}

/// What an earlier visit of the same job left behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earlier {
    /// Which visit.
    pub visit: VisitId,
    /// The last event of it that this is taken from: the office compares.
    pub relied: Hash,
    /// When it was left, UTC; none where no clock vouched for it. The warranty on the
    /// repair runs from this day (R105).
    pub left_ms: Option<i64>,
    /// The quote that the customer accepted then.
    pub quote: Option<(Hash, Money)>,
    /// The labour that stood on it: done again under its warranty, it is free (R105).
    pub labour: Vec<(FeeRowId, u32)>,
    /// What was still needed then (R81).
    pub missing: Vec<(PartNo, u32)>,
    /// What was fitted then: repaired again for the same fault, it is free (R105).
    pub fitted: Vec<(PartNo, u32)>,
    /// What was taken away or lent and is not back (R129).
    pub custody: Vec<OpenCustody>,
}

/// Something that was taken away or lent and is not back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenCustody {
    /// The visit that opened it: not always the one right before.
    pub from: VisitId,
    /// Its number on that visit.
    pub number: u32,
    /// What it is.
    pub kind: CustodyKind,
    /// The piece, where it has a number.
    pub serial: Option<SerialNo>,
    /// When it is due back, UTC.
    pub due_ms: i64,
}
