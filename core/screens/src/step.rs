//! One step: its checks, how each is answered, and what is still missing.

use doorstep_domain::book::{Check, CheckKind, Reason, Text, Weight};
use doorstep_domain::call::CallResult;
use doorstep_domain::event::Answer;
use doorstep_domain::id::{CheckId, Hash, ReasonId};
use doorstep_domain::time::elapsed;
use doorstep_domain::visit::{Answered, Command, Step, StepState, checks_of, settled, step_state};

use crate::look::{ms, to_the_second};
use crate::{Look, RefusalModel, StepStand, SyncLine, Words};

/// The screen of one step.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct StepModel {
    /// Which visit.
    pub visit: String,
    /// Which step, by key.
    pub step: String,
    /// How it stands.
    pub stand: StepStand,
    /// What comes first or is still missing: a check's id, or `quote`; empty when nothing is.
    pub missing: String,
    /// The checks that are asked, in the book's order.
    pub checks: Vec<CheckModel>,
    /// The advice that one tap may confirm together, by id: never a must.
    pub group: Vec<String>,
    /// What head office has.
    pub sync: SyncLine,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CheckModel {
    /// Its id.
    pub id: String,
    /// What the engineer reads.
    pub text: Words,
    /// A longer explanation, if there is one.
    pub hint: Option<Words>,
    /// What answering it takes.
    pub task: CheckTask,
    /// What happens without an answer.
    pub weight: WeightModel,
    /// The reasons it may be waived for.
    pub reasons: Vec<OptionModel>,
    /// How it was answered, if it was.
    pub answer: Option<AnswerModel>,
    /// Nothing more is needed for it.
    pub is_settled: bool,
    /// Why it cannot be answered now; none where it can.
    pub refusal: Option<RefusalModel>,
}

/// What answering a check takes.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum CheckTask {
    /// A tick.
    Confirm,
    /// One of these.
    Choose(ChoiceTask),
    /// A number.
    Measure(MeasureTask),
    /// Pictures.
    Photograph(PhotoTask),
    /// A text.
    Write(WriteTask),
    /// A wait.
    Wait(WaitTask),
    /// A call.
    Call(CallTask),
}

/// One of several answers.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ChoiceTask {
    /// The answers.
    pub options: Vec<OptionModel>,
}

/// A number, in thousandths of its unit.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MeasureTask {
    /// The unit.
    pub unit: String,
    /// Lowest good value.
    pub expected_low_milli: i64,
    /// Highest good value.
    pub expected_high_milli: i64,
}

/// Pictures.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PhotoTask {
    /// How many are needed.
    pub at_least: u32,
    /// How many are kept at most.
    pub at_most: u32,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct WriteTask {
    /// How many characters at most.
    pub most_chars: u32,
}

/// A wait.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct WaitTask {
    /// How long at least.
    pub at_least_ms: i64,
    /// It began.
    pub is_running: bool,
    /// How long it has run, at least; none where no clock vouches for it.
    pub waited_ms: Option<i64>,
}

/// A call; that it was tried is enough.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CallTask {
    /// Whom, by key.
    pub to: String,
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OptionModel {
    /// Its id.
    pub id: String,
    /// What the engineer reads.
    pub text: Words,
}

/// What happens without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum WeightModel {
    /// Later steps stay closed.
    Must,
    /// Later steps stay closed until it is answered or waived.
    Waivable,
    /// Nothing.
    Advice,
}

/// How a check was answered.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum AnswerModel {
    /// Ticked.
    Confirmed,
    /// This answer, by id.
    Chosen(ChosenAnswer),
    /// This value.
    Measured(MeasuredAnswer),
    /// These pictures, by hash.
    Photographed(PhotographedAnswer),
    /// A text was written.
    Written,
    /// So long was waited.
    Waited(WaitedAnswer),
    /// Somebody was called, with this result, by key.
    Called(CalledAnswer),
    /// Left out for this reason, by id.
    Waived(WaivedAnswer),
}

/// A choice.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ChosenAnswer {
    /// The answer's id.
    pub option: String,
}

/// A measured value.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MeasuredAnswer {
    /// In thousandths of the unit.
    pub value_milli: i64,
    /// Outside the expected range.
    pub is_out_of_range: bool,
}

/// Pictures.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PhotographedAnswer {
    /// Their names, in the order they were taken.
    pub photos: Vec<String>,
}

/// A wait.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct WaitedAnswer {
    /// How long.
    pub waited_ms: i64,
}

/// A call.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CalledAnswer {
    /// What came of it, by key.
    pub result: String,
}

/// A waiver.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct WaivedAnswer {
    /// The reason's id.
    pub reason: String,
}

/// The screen of this step.
pub fn step_model(look: &Look<'_>, step: Step, sync: SyncLine) -> StepModel {
    let state = step_state(look.visit, look.opening, look.books, step);
    let missing = match &state {
        StepState::Closed(blocker) | StepState::Open(blocker) => blocker.name(),
        StepState::Done | StepState::Skipped => String::new(),
    };
    let checks = checks_of(look.visit, look.opening, &look.books.standard, step);
    let checks: Vec<_> = checks.map(|check| check_model(look, check)).collect();
    let is_advice = |check: &&CheckModel| {
        check.weight == WeightModel::Advice
            && check.task == CheckTask::Confirm
            && !check.is_settled
            && check.refusal.is_none()
    };
    StepModel {
        visit: look.opening.visit.to_string(),
        step: step.key().to_owned(),
        stand: StepStand::from(&state),
        missing,
        group: checks.iter().filter(is_advice).map(|check| check.id.clone()).collect(),
        checks,
        sync,
    }
}

/// What a check is, whether it stands in a step or at an end of the day.
pub(crate) struct Asking<'a> {
    pub(crate) id: &'a CheckId,
    pub(crate) text: &'a Text,
    pub(crate) hint: Option<&'a Text>,
    pub(crate) kind: &'a CheckKind,
    pub(crate) weight: &'a Weight,
    pub(crate) reasons: &'a [Reason],
}

impl Asking<'_> {
    /// As nobody has answered it yet.
    pub(crate) fn model(&self) -> CheckModel {
        let (weight, reasons) = match self.weight {
            Weight::Must => (WeightModel::Must, Vec::new()),
            Weight::Advice => (WeightModel::Advice, Vec::new()),
            Weight::Waivable(reasons) => (WeightModel::Waivable, self.waivers(reasons)),
        };
        CheckModel {
            id: self.id.to_string(),
            text: self.text.into(),
            hint: self.hint.map(Words::from),
            task: task(self.kind),
            weight,
            reasons,
            answer: None,
            is_settled: false,
            refusal: None,
        }
    }

    fn waivers(&self, allowed: &[ReasonId]) -> Vec<OptionModel> {
        let known = allowed.iter().filter_map(|id| self.reasons.iter().find(|reason| &reason.id == id));
        known.map(|reason| OptionModel { id: reason.id.to_string(), text: (&reason.text).into() }).collect()
    }
}

fn check_model(look: &Look<'_>, check: &Check) -> CheckModel {
    let Check { id, text, hint, kind, weight, .. } = check;
    let asking = Asking { id, text, hint: hint.as_ref(), kind, weight, reasons: &look.books.standard.reasons }.model();
    let answered = look.visit.checks.get(id);
    CheckModel {
        task: running(look, check).unwrap_or_else(|| asking.task.clone()),
        answer: answered.and_then(|answered| answer(answered, kind)),
        is_settled: settled(look.visit, check),
        refusal: look.refusal(&usual(look, check)),
        ..asking
    }
}

/// A wait that began, with how long it has run.
fn running(look: &Look<'_>, check: &Check) -> Option<CheckTask> {
    let CheckKind::Timer { at_least_ms } = check.kind else { return None };
    let began = look.visit.timers.get(&check.id)?;
    let waited = began.as_ref().and_then(|began| elapsed(began, look.now));
    let waited_ms = waited.map(|waited| to_the_second(waited.at_least_ms));
    Some(CheckTask::Wait(WaitTask { at_least_ms: ms(at_least_ms), is_running: true, waited_ms }))
}

/// An answer of the right kind: the rules say whether there is a place for one now.
fn usual(look: &Look<'_>, check: &Check) -> Command {
    let answer = match &check.kind {
        CheckKind::Confirm => Answer::Confirmed,
        CheckKind::Choice(options) => match options.first() {
            Some(option) => Answer::Chosen(option.id.clone()),
            None => Answer::Confirmed,
        },
        CheckKind::Reading { expected, .. } => Answer::Measured(expected.0),
        CheckKind::Photo { .. } => Answer::Photographed(Hash::NONE),
        CheckKind::Note { .. } => Answer::Noted(Hash::NONE),
        CheckKind::Timer { .. } if !look.visit.timers.contains_key(&check.id) => {
            return Command::StartTimer { check: check.id.clone() };
        }
        CheckKind::Timer { at_least_ms } => Answer::Timed(*at_least_ms),
        CheckKind::Call { .. } => Answer::Called(CallResult::Reached),
    };
    Command::Answer { check: check.id.clone(), answer }
}

fn task(kind: &CheckKind) -> CheckTask {
    match kind {
        CheckKind::Confirm => CheckTask::Confirm,
        CheckKind::Choice(options) => {
            let options = options.iter().map(|o| OptionModel { id: o.id.to_string(), text: (&o.text).into() });
            CheckTask::Choose(ChoiceTask { options: options.collect() })
        }
        CheckKind::Reading { unit, expected, possible: _ } => CheckTask::Measure(MeasureTask {
            unit: unit.clone(),
            expected_low_milli: expected.0,
            expected_high_milli: expected.1,
        }),
        CheckKind::Photo { at_least, at_most } => {
            CheckTask::Photograph(PhotoTask { at_least: *at_least, at_most: *at_most })
        }
        CheckKind::Note { most_chars } => CheckTask::Write(WriteTask { most_chars: *most_chars }),
        CheckKind::Timer { at_least_ms } => {
            CheckTask::Wait(WaitTask { at_least_ms: ms(*at_least_ms), is_running: false, waited_ms: None })
        }
        CheckKind::Call { to } => CheckTask::Call(CallTask { to: to.key().to_owned() }),
    }
}

pub(crate) fn answer(answered: &Answered, kind: &CheckKind) -> Option<AnswerModel> {
    if let Some(waiver) = &answered.waiver {
        return Some(AnswerModel::Waived(WaivedAnswer { reason: waiver.reason.to_string() }));
    }
    Some(match answered.answers.last()? {
        Answer::Confirmed => AnswerModel::Confirmed,
        Answer::Chosen(option) => AnswerModel::Chosen(ChosenAnswer { option: option.to_string() }),
        Answer::Measured(value) => {
            let is_out_of_range = match kind {
                CheckKind::Reading { expected, .. } => !(expected.0..=expected.1).contains(value),
                _ => false,
            };
            AnswerModel::Measured(MeasuredAnswer { value_milli: *value, is_out_of_range })
        }
        Answer::Photographed(_) => {
            let photos = answered.answers.iter().filter_map(|answer| match answer {
                Answer::Photographed(photo) => Some(photo.to_hex()),
                _ => None,
            });
            AnswerModel::Photographed(PhotographedAnswer { photos: photos.collect() })
        }
        Answer::Noted(_) => AnswerModel::Written,
        Answer::Timed(waited_ms) => AnswerModel::Waited(WaitedAnswer { waited_ms: ms(*waited_ms) }),
        Answer::Called(result) => AnswerModel::Called(CalledAnswer { result: result.key().to_owned() }),
    })
}
