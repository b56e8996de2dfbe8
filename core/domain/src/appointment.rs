//! Another time, or another engineer (R25, R26, R30, R47, R65).
//!
//! A time is moved only with somebody's consent; without it the job goes back to the
//! centre or to a colleague, so that the customer is never left with nobody. Windows
//! are UTC: where somebody lives changes nothing here.

mod clash;
mod notice;
#[cfg(test)]
mod tests;

use crate::book::ReasonUse;
use crate::call::Party;
use crate::event::{Event, Signer};
use crate::id::{Hash, ReasonId};
use crate::job::Window;
use crate::time::{Stamp, since};
use crate::visit::{Asked, Visit};

pub use clash::{Clash, clashes};
pub use notice::{Notice, notices};

/// What someone wants to record about the appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppointmentCommand {
    /// A new window was agreed.
    Move {
        /// The new window.
        window: Window,
        /// Why.
        reason: ReasonId,
        /// Who agreed.
        consent: Signer,
    },
    /// The job goes to somebody else.
    HandOver {
        /// Who was told: the dispatcher, the centre or the manager.
        to: Party,
        /// Why.
        reason: ReasonId,
        /// More words.
        note: Option<Hash>,
    },
}

/// What became of the appointment. The last word holds; every earlier one stands in
/// the story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Appointment {
    /// The window that was agreed last; none while the first one holds.
    pub moved: Option<Moved>,
    /// Who was told last to take the job over, and why.
    pub handed_over: Option<(Party, ReasonId)>,
}

/// A window that was agreed anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The window.
    pub window: Window,
    /// Why.
    pub reason: ReasonId,
    /// Who agreed.
    pub consent: Signer,
    /// When.
    pub at: Option<Stamp>,
}

impl Appointment {
    /// Takes in what happened. Never fails.
    pub(crate) fn take(&mut self, event: &Event, at: Option<Stamp>) {
        match event {
            Event::AppointmentMoved { window, reason, consent } => {
                self.moved = Some(Moved { window: *window, reason: reason.clone(), consent: *consent, at });
            }
            Event::HandedOver { to, reason, .. } => self.handed_over = Some((*to, reason.clone())),
            _ => {}
        }
    }
}

/// The window that holds: the one agreed last, or the one that was promised.
pub fn agreed_window(visit: &Visit) -> Option<Window> {
    let moved = visit.appointment.moved.as_ref().map(|moved| moved.window);
    moved.or_else(|| visit.terms.as_ref().map(|terms| terms.window))
}

/// Both are possible in every state until the visit was left; a new window after that
/// belongs to the next visit, which the office plans.
pub(crate) fn decide(asked: &Asked<'_>, command: &AppointmentCommand) -> Result<Event, AppointmentRefusal> {
    if asked.visit.outcome.is_some() {
        return Err(AppointmentRefusal::LeftAlready);
    }
    match command {
        AppointmentCommand::Move { window, reason, consent } => {
            is_possible(window, asked.stamp)?;
            has_use(asked, reason, ReasonUse::Rebook)?;
            Ok(Event::AppointmentMoved { window: *window, reason: reason.clone(), consent: *consent })
        }
        AppointmentCommand::HandOver { to, reason, note } => {
            if matches!(to, Party::Customer | Party::Neighbour) {
                return Err(AppointmentRefusal::NotToThem(*to));
            }
            has_use(asked, reason, ReasonUse::HandOver)?;
            Ok(Event::HandedOver { to: *to, reason: reason.clone(), note: *note })
        }
    }
}

/// A window that is over for certain cannot be kept. Where no clock vouches for it,
/// the engineer is believed (P3).
fn is_possible(window: &Window, now: &Stamp) -> Result<(), AppointmentRefusal> {
    if window.until_ms <= window.from_ms {
        return Err(AppointmentRefusal::NoWindow);
    }
    match since(window.until_ms, now) {
        Some(over) if over.at_least_ms > 0 => Err(AppointmentRefusal::InThePast),
        _ => Ok(()),
    }
}

fn has_use(asked: &Asked<'_>, reason: &ReasonId, needed: ReasonUse) -> Result<(), AppointmentRefusal> {
    let known = asked.books.standard.reason(reason);
    match known.is_some_and(|known| known.uses.contains(&needed)) {
        true => Ok(()),
        false => Err(AppointmentRefusal::NoSuchReason(reason.clone())),
    }
}

/// Why the appointment may not be changed like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppointmentRefusal {
    /// A window ends after it begins.
    #[error("a window ends after it begins")]
    NoWindow,
    /// The window is over already.
    #[error("this window is over already")]
    InThePast,
    /// The visit was left: what comes now is another visit.
    #[error("the visit was left; another window belongs to the next one")]
    LeftAlready,
    /// The standard has no such reason for this.
    #[error("{0} is no reason for this")]
    NoSuchReason(ReasonId),
    /// Customers and neighbours do not take jobs over.
    #[error("a job is not handed over to {0:?}")]
    NotToThem(Party),
}

impl AppointmentRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoWindow => "appointment/no-window",
            Self::InThePast => "appointment/in-the-past",
            Self::LeftAlready => "appointment/left-already",
            Self::NoSuchReason(_) => "appointment/no-such-reason",
            Self::NotToThem(_) => "appointment/not-to-them",
        }
    }

    /// Which reason or party.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::NoWindow | Self::InThePast | Self::LeftAlready => None,
            Self::NoSuchReason(reason) => Some(reason.as_str()),
            Self::NotToThem(party) => Some(party.key()),
        }
    }
}
