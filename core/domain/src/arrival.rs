//! Leaving, arriving, entering: when the engineer should set off, whether they came in
//! time, and how long the work on site took (R44–R48, R58–R60, T1, T2, T4, T15).
//!
//! A verdict is given only where the whole range of what the clocks may mean agrees;
//! everything else is [`Punctuality::Unknown`], never a guess. A reminder or an estimate
//! is no verdict: it follows the phone's clock as it is. All instants are UTC.

mod call_ahead;
mod on_site;
mod plan;
mod punctuality;
mod round;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod told;

use crate::book::ReasonUse;
use crate::event::Event;
use crate::id::ReasonId;
use crate::job::named;
use crate::time::Stamp;
use crate::visit::Asked;

pub use call_ahead::{CallAhead, call_ahead};
pub use on_site::{OnSiteTime, on_site};
pub use plan::{SetOff, WayPlan, plan, set_off};
pub use punctuality::{Ladder, Punctuality, arrived, ladder, punctuality};
pub use round::{Expected, Stage, Stop, expect};

named! {
    /// A moment of the way.
    Milestone {
        /// Set off.
        Departed = "departed",
        /// At the address.
        Arrived = "arrived",
        /// Inside the home.
        Entered = "entered",
    }
}

/// What someone wants to record about the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArrivalCommand {
    /// A moment was reached.
    Reach {
        /// Which.
        milestone: Milestone,
    },
    /// The true reason for being late (R59).
    ExplainLateness {
        /// A reason of the standard that may explain lateness.
        reason: ReasonId,
    },
}

/// What is known of the way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The first time each moment was reached.
    pub reached: std::collections::BTreeMap<Milestone, Option<Stamp>>,
    /// Why the engineer comes late, as last told.
    pub late_because: Option<ReasonId>,
}

impl Arrival {
    pub(crate) fn reach(&mut self, milestone: Milestone, at: Option<Stamp>) {
        self.reached.entry(milestone).or_insert(at);
    }
}

/// A moment may be left out and may be recorded late; none is held up by another (P3).
pub(crate) fn decide(asked: &Asked<'_>, command: &ArrivalCommand) -> Result<Event, ArrivalRefusal> {
    match command {
        ArrivalCommand::Reach { milestone } => match asked.visit.arrival.reached.contains_key(milestone) {
            true => Err(ArrivalRefusal::ReachedAlready(*milestone)),
            false => Ok(Event::Reached { milestone: *milestone }),
        },
        ArrivalCommand::ExplainLateness { reason } => {
            let known = asked.books.standard.reason(reason);
            match known.is_some_and(|known| known.uses.contains(&ReasonUse::Late)) {
                true => Ok(Event::LatenessExplained { reason: reason.clone() }),
                false => Err(ArrivalRefusal::NoSuchReason(reason.clone())),
            }
        }
    }
}

/// Why something may not be recorded about the way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArrivalRefusal {
    /// Each moment is reached once on a visit.
    #[error("{0:?} was reached already")]
    ReachedAlready(Milestone),
    /// The standard has no such reason for being late.
    #[error("{0} is no reason for being late")]
    NoSuchReason(ReasonId),
}

impl ArrivalRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ReachedAlready(_) => "arrival/reached-already",
            Self::NoSuchReason(_) => "arrival/no-such-reason",
        }
    }

    /// Which moment or reason.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::ReachedAlready(milestone) => Some(milestone.key()),
            Self::NoSuchReason(reason) => Some(reason.as_str()),
        }
    }
}

/// Minutes of a book in milliseconds.
pub(crate) fn minutes(min: u32) -> i64 {
    i64::from(min) * 60_000
}
