//! One job: who, where, what; what is likely wrong and what to bring; the log of calls;
//! how far each step is and what comes next (R16–R36).

use doorstep_domain::appointment::AppointmentCommand;
use doorstep_domain::arrival::Expected;
use doorstep_domain::book::{Books, ReasonUse};
use doorstep_domain::call::{Call, Party};
use doorstep_domain::event::{Signer, TicketField};
use doorstep_domain::job::{Job, Warranty, Window};
use doorstep_domain::knowledge::likely;
use doorstep_domain::terms::Earlier;
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::{Command, Step, StepState, Visit, checks_of, settled, step_state};

use crate::knowledge::{LikelyModel, likely_model};
use crate::look::count;
use crate::next::{NextModel, next};
use crate::paper::ShownText;
use crate::part::{PartRow, part_row};
use crate::way::{WayModel, reasons, way_model};
use crate::{Amount, Look, Offer, OptionModel, RefusalModel, SyncLine, VisitState};

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
    /// The kind of appliance, by key of the books.
    pub category: String,
    /// The kind of service, by key.
    pub service: String,
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
    /// What is likely wrong and what to bring, the likeliest first (R21, R28).
    pub likely: Vec<LikelyModel>,
    /// What an accepted job knows beside; none before.
    pub work: Option<WorkModel>,
    /// What comes next.
    pub next: NextModel,
    /// What head office has.
    pub sync: SyncLine,
}

/// What an accepted job knows beside.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct WorkModel {
    /// The steps, in order.
    pub steps: Vec<StepRow>,
    /// The fields of the ticket and what was asked about them (R19, R20).
    pub fields: Vec<FieldRow>,
    /// Every call, in order (R36).
    pub calls: Vec<CallRow>,
    /// The way; none where no window was promised.
    pub way: Option<WayModel>,
    /// What an earlier visit left behind; none where there was none.
    pub earlier: Option<EarlierModel>,
    /// The reasons to agree another window (R25, R30).
    pub rebook_reasons: Vec<OptionModel>,
    /// Why no window can be agreed now; none where it can.
    pub rebook_refusal: Option<RefusalModel>,
    /// The reasons to hand the job over (R26).
    pub hand_over_reasons: Vec<OptionModel>,
    /// To whom it may be handed over, each open or refused.
    pub hand_over: Vec<Offer>,
    /// Who takes it over, by key; empty where nobody does.
    pub handed_over_to: String,
    /// Advising instead of going, open or refused (R22).
    pub advise: Offer,
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

/// A field of the ticket.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FieldRow {
    /// Which, by key.
    pub field: String,
    /// What the ticket says; empty where it says nothing.
    pub value: String,
    /// Who was asked about it, by key; empty where nobody was.
    pub source: String,
    /// What it really is, as they said; empty where the ticket is right.
    pub corrected: String,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CallRow {
    /// To whom, by key.
    pub to: String,
    /// Why, by key.
    pub reason: String,
    /// What came of it, by key.
    pub result: String,
    /// More words; empty where there are none.
    pub text: String,
    /// When, UTC; none where nobody knows.
    pub at_ms: Option<i64>,
}

/// What an earlier visit of the same job left behind.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct EarlierModel {
    /// Which visit.
    pub visit: String,
    /// When it was left, UTC; none where nobody knows.
    pub left_ms: Option<i64>,
    /// The total that was accepted then; none where nothing was.
    pub total: Option<Amount>,
    /// What was fitted then.
    pub fitted: Vec<PartRow>,
    /// What was still needed then.
    pub missing: Vec<PartRow>,
    /// How many things were not back then.
    pub in_custody: u32,
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

/// What the screen of a job is built from.
#[derive(Clone, Copy)]
pub struct JobFacts<'a> {
    /// The job.
    pub job: &'a Job,
    /// What is known of its visit.
    pub visit: &'a Visit,
    /// The books it pinned, or those of today; none where none are here.
    pub books: Option<&'a Books>,
    /// The phone's clocks.
    pub now: &'a Stamp,
    /// What is expected of the whole day.
    pub round: &'a [Expected],
    /// Finds texts.
    pub text: ShownText<'a>,
}

/// The screen of this job.
pub fn job_model(facts: &JobFacts<'_>, sync: SyncLine) -> JobModel {
    let JobFacts { job, visit, books, now, .. } = *facts;
    let look = books.and_then(|books| Look::at(visit, books, now));
    let likely = books.map(|books| likely(&books.knowledge, &job.category, &job.symptom)).unwrap_or_default();
    JobModel {
        visit: job.visit.to_string(),
        job: job.id.to_string(),
        customer: job.customer.name.clone(),
        phones: job.customer.phones.clone(),
        address: job.customer.address.clone(),
        category: job.category.to_string(),
        service: job.service.key().to_owned(),
        model: job.model.clone(),
        symptom: job.symptom.clone(),
        request: job.request.clone(),
        is_elderly: job.customer.is_elderly,
        is_in_warranty: job.warranty == Warranty::Inside,
        from_ms: job.window.from_ms,
        until_ms: job.window.until_ms,
        state: VisitState::of(visit),
        likely: books
            .map(|books| likely.iter().map(|one| likely_model(one, &books.parts)).collect())
            .unwrap_or_default(),
        work: look.map(|look| work(&look, facts)),
        next: look.map_or_else(NextModel::accept, |look| next(&look)),
        sync,
    }
}

fn work(look: &Look<'_>, facts: &JobFacts<'_>) -> WorkModel {
    let hand_over = look.books.standard.reasons.iter().find(|reason| reason.uses.contains(&ReasonUse::HandOver));
    let to = |party: &Party| {
        let reason = hand_over?.id.clone();
        let command = AppointmentCommand::HandOver { to: *party, reason, note: None };
        Some(look.offer(party.key(), &Command::Appointment(command)))
    };
    let handed_over = look.visit.appointment.handed_over.as_ref();
    WorkModel {
        steps: steps(look),
        fields: TicketField::ALL.iter().map(|field| field_row(facts, *field)).collect(),
        calls: look.visit.calls.iter().map(|(call, at)| call_row(facts, call, at.as_ref())).collect(),
        way: way_model(look, facts.round),
        earlier: look.visit.earlier.as_ref().map(|earlier| earlier_model(look, earlier)),
        rebook_reasons: reasons(look, ReasonUse::Rebook),
        rebook_refusal: rebook_refusal(look),
        hand_over_reasons: reasons(look, ReasonUse::HandOver),
        hand_over: [Party::Dispatcher, Party::Centre, Party::Manager].iter().filter_map(to).collect(),
        handed_over_to: handed_over.map(|(to, _)| to.key()).unwrap_or_default().to_owned(),
        advise: look.offer("advise", &Command::Advise { article: None, is_accepted: true }),
    }
}

/// Whether a window tomorrow could be agreed.
fn rebook_refusal(look: &Look<'_>) -> Option<RefusalModel> {
    const HOUR_MS: i64 = 3_600_000;
    let from_ms = look.now.wall_ms.saturating_add(24 * HOUR_MS);
    let window = Window { from_ms, until_ms: from_ms.saturating_add(HOUR_MS) };
    let reason = look.books.standard.reasons.iter().find(|reason| reason.uses.contains(&ReasonUse::Rebook))?;
    let (reason, consent) = (reason.id.clone(), Signer::Customer);
    look.refusal(&Command::Appointment(AppointmentCommand::Move { window, reason, consent }))
}

fn steps(look: &Look<'_>) -> Vec<StepRow> {
    let rows = Step::ALL.iter().map(|step| {
        let asked: Vec<_> = checks_of(look.visit, look.opening, &look.books.standard, *step).collect();
        StepRow {
            step: step.key().to_owned(),
            stand: StepStand::from(&step_state(look.visit, look.opening, look.books, *step)),
            done: count(asked.iter().filter(|check| settled(look.visit, check)).count()),
            of: count(asked.len()),
        }
    });
    rows.filter(|row| row.of > 0).collect()
}

fn field_row(facts: &JobFacts<'_>, field: TicketField) -> FieldRow {
    let job = facts.job;
    let value = match field {
        TicketField::Name => job.customer.name.clone(),
        TicketField::Address => job.customer.address.clone(),
        TicketField::Phone => job.customer.phones.first().cloned().unwrap_or_default(),
        TicketField::Model => job.model.clone(),
        TicketField::PurchaseDate => job.purchased_on.clone(),
        TicketField::Symptom => job.symptom.clone(),
        TicketField::Request => job.request.clone(),
        // The window stands in the model as what it is: two moments.
        TicketField::Window => String::new(),
    };
    let asked = facts.visit.confirmed.get(&field);
    let corrected = asked.and_then(|(_, value)| value.as_ref()).and_then(|value| (facts.text)(value));
    FieldRow {
        field: field.key().to_owned(),
        value,
        source: asked.map(|(source, _)| source.key()).unwrap_or_default().to_owned(),
        corrected: corrected.unwrap_or_default(),
    }
}

fn call_row(facts: &JobFacts<'_>, call: &Call, at: Option<&Stamp>) -> CallRow {
    CallRow {
        to: call.to.key().to_owned(),
        reason: call.reason.key().to_owned(),
        result: call.result.key().to_owned(),
        text: call.note.as_ref().and_then(|note| (facts.text)(note)).unwrap_or_default(),
        at_ms: at.map(|at| at.wall_ms),
    }
}

fn earlier_model(look: &Look<'_>, earlier: &Earlier) -> EarlierModel {
    let rows = |parts: &[(_, u32)]| parts.iter().map(|(part, count)| part_row(look, part, *count)).collect();
    EarlierModel {
        visit: earlier.visit.to_string(),
        left_ms: earlier.left_ms,
        total: earlier.quote.map(|(_, total)| total.into()),
        fitted: rows(&earlier.fitted),
        missing: rows(&earlier.missing),
        in_custody: count(earlier.custody.len()),
    }
}
