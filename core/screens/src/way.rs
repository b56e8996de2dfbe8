//! The way to a customer and how punctual it is (R44–R48, R58–R60).

use doorstep_domain::appointment::agreed_window;
use doorstep_domain::arrival::{
    self, ArrivalCommand, CallAhead, Expected, Milestone, SetOff, Stop, call_ahead, ladder, plan, punctuality, set_off,
};
use doorstep_domain::book::ReasonUse;
use doorstep_domain::visit::Command;

use crate::look::{ms, to_the_minute};
use crate::{Look, OptionModel, RefusalModel, Words};

/// The way.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct WayModel {
    /// Start of the window that holds, UTC.
    pub from_ms: i64,
    /// End of the window that holds, UTC.
    pub until_ms: i64,
    /// Another window was agreed than the one first promised.
    pub is_moved: bool,
    /// By when the way is planned, UTC (T2).
    pub plan_by_ms: i64,
    /// Set off not before, UTC.
    pub leave_from_ms: i64,
    /// Set off not after, UTC.
    pub leave_until_ms: i64,
    /// Be there not before, UTC (T1).
    pub arrive_from_ms: i64,
    /// Be there not after, UTC (T1).
    pub arrive_until_ms: i64,
    /// What the time asks for now.
    pub set_off: SetOffModel,
    /// When the engineer is expected there, UTC; none once they are there.
    pub expected_ms: Option<i64>,
    /// Whole minutes after the window; nothing where it is in time.
    pub late_min: u32,
    /// How it stands with the call to a customer who waits.
    pub call_ahead: CallAheadModel,
    /// Whole minutes, in milliseconds, until it is time for that call; nothing where it is time or not needed.
    pub call_in_ms: i64,
    /// The verdict on the arrival, by key: `unknown` until it can be said for certain.
    pub punctuality: String,
    /// What the lateness asks for (R59, R60).
    pub ladder: Option<LadderModel>,
    /// The true reasons to be late that may be named.
    pub late_reasons: Vec<OptionModel>,
    /// The one that was named, by id; empty where none was.
    pub late_because: String,
    /// The moments of the way, in order.
    pub milestones: Vec<MilestoneRow>,
}

/// What the time asks for before the engineer is on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum SetOffModel {
    /// There is time.
    NotYet,
    /// Plan the way now.
    PlanNow,
    /// Set off now.
    LeaveNow,
    /// Whoever sets off now misses the target.
    Overdue,
    /// They are on the way, there, or the visit is over.
    Gone,
}

/// How it stands with the call to a customer who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum CallAheadModel {
    /// In time, or there.
    NotNeeded,
    /// The customer was called.
    Called,
    /// Soon.
    Soon,
    /// Now.
    Now,
    /// The agreed time is here or over: at once.
    Passed,
}

/// What being late asks for.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LadderModel {
    /// The incident that guides through it.
    pub incident: String,
    /// What it is called.
    pub text: Words,
    /// It was opened on this visit.
    pub is_opened: bool,
}

/// A moment of the way.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MilestoneRow {
    /// Which, by key.
    pub milestone: String,
    /// It was reached.
    pub is_reached: bool,
    /// When, by the phone's clock, UTC; none where nobody knows.
    pub at_ms: Option<i64>,
    /// Why it cannot be recorded now.
    pub refusal: Option<RefusalModel>,
}

/// The way of this visit; none where no window was promised. `round` tells what is
/// expected of the whole day; without a word of this visit it is reckoned alone.
pub fn way_model(look: &Look<'_>, round: &[Expected]) -> Option<WayModel> {
    let (visit, sla) = (look.visit, &look.books.sla);
    let window = agreed_window(visit)?;
    let plan = plan(&window, visit.terms.as_ref().and_then(|terms| terms.travel_min), sla);
    let expected = expected(look, round);
    let call = expected.as_ref().and_then(|expected| call_ahead(visit, sla, expected.arrives_at_ms, look.now));
    let (call_ahead, call_in_ms) = call_model(call.unwrap_or(CallAhead::NotNeeded));
    Some(WayModel {
        from_ms: window.from_ms,
        until_ms: window.until_ms,
        is_moved: visit.appointment.moved.is_some(),
        plan_by_ms: plan.plan_by_ms,
        leave_from_ms: plan.leave_ms.0,
        leave_until_ms: plan.leave_ms.1,
        arrive_from_ms: plan.arrive_ms.0,
        arrive_until_ms: plan.arrive_ms.1,
        set_off: set_off(visit, sla, look.now).map_or(SetOffModel::Gone, SetOffModel::from),
        expected_ms: expected.as_ref().map(|expected| to_the_minute(expected.arrives_at_ms)),
        late_min: expected.map_or(0, |expected| u32::try_from(expected.late_min()).unwrap_or(u32::MAX)),
        call_ahead,
        call_in_ms,
        punctuality: punctuality(visit, sla).key().to_owned(),
        ladder: ladder_model(look),
        late_reasons: reasons(look, ReasonUse::Late),
        late_because: visit.arrival.late_because.as_ref().map(ToString::to_string).unwrap_or_default(),
        milestones: Milestone::ALL.iter().map(|milestone| milestone_row(look, *milestone)).collect(),
    })
}

/// The reasons of the standard that may be named for this.
pub(crate) fn reasons(look: &Look<'_>, what: ReasonUse) -> Vec<OptionModel> {
    let named = look.books.standard.reasons.iter().filter(|reason| reason.uses.contains(&what));
    named.map(|reason| OptionModel { id: reason.id.to_string(), text: (&reason.text).into() }).collect()
}

fn expected(look: &Look<'_>, round: &[Expected]) -> Option<Expected> {
    let here = round.iter().find(|expected| expected.visit == look.opening.visit).cloned();
    here.or_else(|| {
        let alone = Stop::of(look.visit, look.books, look.now)?;
        arrival::expect(&[alone], &look.books.sla, look.now).into_iter().next()
    })
}

fn call_model(call: CallAhead) -> (CallAheadModel, i64) {
    match call {
        CallAhead::NotNeeded => (CallAheadModel::NotNeeded, 0),
        CallAhead::Called => (CallAheadModel::Called, 0),
        CallAhead::Soon { in_ms } => (CallAheadModel::Soon, to_the_minute(ms(in_ms))),
        CallAhead::Now => (CallAheadModel::Now, 0),
        CallAhead::Passed => (CallAheadModel::Passed, 0),
    }
}

fn ladder_model(look: &Look<'_>) -> Option<LadderModel> {
    let ladder = ladder(look.visit, look.books)?;
    let text = look.books.standard.incident(&ladder.incident).map(|incident| Words::from(&incident.text));
    let (incident, is_opened) = (ladder.incident.to_string(), ladder.is_opened);
    Some(LadderModel { incident, text: text.unwrap_or_default(), is_opened })
}

fn milestone_row(look: &Look<'_>, milestone: Milestone) -> MilestoneRow {
    let reached = look.visit.arrival.reached.get(&milestone);
    MilestoneRow {
        milestone: milestone.key().to_owned(),
        is_reached: reached.is_some(),
        at_ms: reached.copied().flatten().map(|at| at.wall_ms),
        refusal: look.refusal(&Command::Arrival(ArrivalCommand::Reach { milestone })),
    }
}

impl From<SetOff> for SetOffModel {
    fn from(set_off: SetOff) -> Self {
        match set_off {
            SetOff::NotYet => Self::NotYet,
            SetOff::PlanNow => Self::PlanNow,
            SetOff::LeaveNow => Self::LeaveNow,
            SetOff::Overdue => Self::Overdue,
            SetOff::Gone => Self::Gone,
        }
    }
}
