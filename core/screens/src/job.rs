//! One job: who, where, what, and how far each step is.

use doorstep_domain::book::Books;
use doorstep_domain::job::{Job, Warranty};
use doorstep_domain::visit::{Step, StepState, Visit, checks_of, settled, step_state};

use crate::{SyncLine, VisitState};

/// The screen of one job.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct JobModel {
    /// Which visit.
    pub visit: String,
    /// The service order number.
    pub job: String,
    /// Who it is for.
    pub customer: String,
    /// Numbers to call, the first one first.
    pub phones: Vec<String>,
    /// Where.
    pub address: String,
    /// Model as printed on the appliance.
    pub model: String,
    /// What the customer reported.
    pub symptom: String,
    /// What the customer asks for.
    pub request: String,
    /// Asks for slower, repeated explanation (R146).
    pub is_elderly: bool,
    /// Warranty covers it.
    pub is_in_warranty: bool,
    /// Start of the promised window, UTC.
    pub from_ms: i64,
    /// End of the promised window, UTC.
    pub until_ms: i64,
    /// How far the visit is.
    pub state: VisitState,
    /// The steps, in order; empty before the job is accepted.
    pub steps: Vec<StepRow>,
    /// What head office has.
    pub sync: SyncLine,
}

/// One step of the list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct StepRow {
    /// Which step, by key.
    pub step: String,
    /// How it stands.
    pub stand: StepStand,
    /// How many of its checks are answered or waived.
    pub done: u32,
    /// How many checks it asks.
    pub of: u32,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum StepStand {
    /// Something comes first.
    Closed,
    /// It can be worked on.
    Open,
    /// Everything it needs is there.
    Done,
    /// There is nothing to do in it.
    Skipped,
}

impl From<&StepState> for StepStand {
    fn from(state: &StepState) -> Self {
        match state {
            StepState::Closed(_) => Self::Closed,
            StepState::Open(_) => Self::Open,
            StepState::Done => Self::Done,
            StepState::Skipped => Self::Skipped,
        }
    }
}

/// The screen of this job. `books` are those that the visit pinned; none before it was accepted.
pub fn job_model(job: &Job, visit: &Visit, books: Option<&Books>, sync: SyncLine) -> JobModel {
    JobModel {
        visit: job.visit.to_string(),
        job: job.id.to_string(),
        customer: job.customer.name.clone(),
        phones: job.customer.phones.clone(),
        address: job.customer.address.clone(),
        model: job.model.clone(),
        symptom: job.symptom.clone(),
        request: job.request.clone(),
        is_elderly: job.customer.is_elderly,
        is_in_warranty: job.warranty == Warranty::Inside,
        from_ms: job.window.from_ms,
        until_ms: job.window.until_ms,
        state: VisitState::of(visit),
        steps: books.map(|books| steps(visit, books)).unwrap_or_default(),
        sync,
    }
}

fn steps(visit: &Visit, books: &Books) -> Vec<StepRow> {
    let Some(opening) = &visit.opening else { return Vec::new() };
    let rows = Step::ALL.iter().map(|step| {
        let asked: Vec<_> = checks_of(visit, opening, &books.standard, *step).collect();
        let done = asked.iter().filter(|check| settled(visit, check)).count();
        StepRow {
            step: step.key().to_owned(),
            stand: StepStand::from(&step_state(visit, opening, books, *step)),
            done: u32::try_from(done).unwrap_or(u32::MAX),
            of: u32::try_from(asked.len()).unwrap_or(u32::MAX),
        }
    });
    rows.filter(|row| row.of > 0).collect()
}
