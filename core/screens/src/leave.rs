//! Leaving: the last checks, the one result, how long the work took, what is owed now (R159–R163).

use doorstep_domain::arrival::on_site;
use doorstep_domain::custody::open_items;
use doorstep_domain::event::Outcome;
use doorstep_domain::job::Job;
use doorstep_domain::visit::{Command, Step};

use crate::follow_up::{OwedRow, owed_rows};
use crate::look::{count, to_the_minute};
use crate::{Look, Offer, StepModel, SyncLine, Verdict, step_model};

/// Leaving one visit.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LeaveModel {
    /// Which visit.
    pub visit: String,
    /// The checks of leaving.
    pub step: StepModel,
    /// The results there are, each open or refused.
    pub outcomes: Vec<Offer>,
    /// With which one the visit was left, by key; empty before.
    pub outcome: String,
    /// The time in the home; none before going in.
    pub on_site: Option<OnSiteModel>,
    /// How many things of this job are not back.
    pub in_custody: u32,
    /// What somebody owes the customer now.
    pub owed: Vec<OwedRow>,
}

/// The time in the home (T15).
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OnSiteModel {
    /// The time worked, at least, in whole minutes; none where no clock vouches for it.
    pub worked_ms: Option<i64>,
    /// An interruption is open: the clock stands still.
    pub is_paused: bool,
    /// Whether it took longer than an ordinary repair may.
    pub is_over: Verdict,
}

/// The screen of leaving this visit.
pub fn leave_model(look: &Look<'_>, job: Option<&Job>, sync: SyncLine) -> LeaveModel {
    let visit = look.visit;
    let on_site = on_site(visit, look.books, look.now).map(|time| OnSiteModel {
        worked_ms: time.worked.map(|span| to_the_minute(span.at_least_ms)),
        is_paused: time.is_paused,
        is_over: time.is_over.into(),
    });
    let leave = |outcome: &Outcome| look.offer(outcome.key(), &Command::Leave { outcome: *outcome });
    LeaveModel {
        visit: look.opening.visit.to_string(),
        step: step_model(look, Step::Leave, sync),
        outcomes: Outcome::ALL.iter().map(leave).collect(),
        outcome: visit.outcome.map(Outcome::key).unwrap_or_default().to_owned(),
        on_site,
        in_custody: count(open_items(visit).len()),
        owed: owed_rows(look, job),
    }
}
