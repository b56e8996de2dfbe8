//! Today's list: the visits of one engineer, the next one first.

use doorstep_domain::job::Job;
use doorstep_domain::visit::Visit;

use crate::SyncLine;

/// The first screen.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TodayModel {
    /// Who is signed in; empty before enrolment.
    pub engineer: String,
    /// The visits by their window.
    pub rows: Vec<TodayRow>,
    /// Whether the books are here; without them no job can be accepted.
    pub has_books: bool,
    /// What head office has.
    pub sync: SyncLine,
}

/// One visit on the list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TodayRow {
    /// Which visit.
    pub visit: String,
    /// The service order number.
    pub job: String,
    /// Who it is for.
    pub customer: String,
    /// Where.
    pub address: String,
    /// The kind of appliance, by key of the books.
    pub category: String,
    /// The kind of service, by key.
    pub service: String,
    /// What the customer reported.
    pub symptom: String,
    /// Start of the promised window, UTC.
    pub from_ms: i64,
    /// End of the promised window, UTC.
    pub until_ms: i64,
    /// How far it is.
    pub state: VisitState,
}

/// How far a visit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum VisitState {
    /// Not accepted yet.
    New,
    /// Accepted and not left.
    UnderWay,
    /// Signed, or refused with a reason, and not left.
    Signed,
    /// Left.
    Left,
}

impl VisitState {
    /// How far this visit is.
    pub fn of(visit: &Visit) -> Self {
        match (&visit.opening, &visit.acceptance, visit.outcome) {
            (None, ..) => Self::New,
            (_, _, Some(_)) => Self::Left,
            (_, Some(_), None) => Self::Signed,
            (_, None, None) => Self::UnderWay,
        }
    }
}

/// The row of one job.
pub fn today_row(job: &Job, visit: &Visit) -> TodayRow {
    TodayRow {
        visit: job.visit.to_string(),
        job: job.id.to_string(),
        customer: job.customer.name.clone(),
        address: job.customer.address.clone(),
        category: job.category.to_string(),
        service: job.service.key().to_owned(),
        symptom: job.symptom.clone(),
        from_ms: job.window.from_ms,
        until_ms: job.window.until_ms,
        state: VisitState::of(visit),
    }
}
