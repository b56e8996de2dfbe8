//! One step: its checks, how each is answered, and what is still missing.

use doorstep_domain::book::{Books, Check, CheckKind, Weight};
use doorstep_domain::event::Answer;
use doorstep_domain::visit::{Answered, Step, StepState, Visit, checks_of, settled, step_state};

use crate::{StepStand, SyncLine, Words};

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
    pub at_least_ms: u64,
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
    pub waited_ms: u64,
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

/// The screen of this step; none before the job was accepted.
pub fn step_model(visit: &Visit, books: &Books, step: Step, sync: SyncLine) -> Option<StepModel> {
    let opening = visit.opening.as_ref()?;
    let state = step_state(visit, opening, books, step);
    let missing = match &state {
        StepState::Closed(blocker) | StepState::Open(blocker) => blocker.name(),
        StepState::Done | StepState::Skipped => String::new(),
    };
    let checks = checks_of(visit, opening, &books.standard, step).map(|check| check_model(visit, books, check));
    Some(StepModel {
        visit: opening.visit.to_string(),
        step: step.key().to_owned(),
        stand: StepStand::from(&state),
        missing,
        checks: checks.collect(),
        sync,
    })
}

fn check_model(visit: &Visit, books: &Books, check: &Check) -> CheckModel {
    let (weight, reasons) = match &check.weight {
        Weight::Must => (WeightModel::Must, Vec::new()),
        Weight::Advice => (WeightModel::Advice, Vec::new()),
        Weight::Waivable(reasons) => {
            let reasons = reasons.iter().filter_map(|id| books.standard.reason(id));
            let reasons = reasons.map(|reason| OptionModel { id: reason.id.to_string(), text: (&reason.text).into() });
            (WeightModel::Waivable, reasons.collect())
        }
    };
    CheckModel {
        id: check.id.to_string(),
        text: (&check.text).into(),
        hint: check.hint.as_ref().map(Words::from),
        task: task(&check.kind),
        weight,
        reasons,
        answer: visit.checks.get(&check.id).and_then(|answered| answer(answered, &check.kind)),
        is_settled: settled(visit, check),
    }
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
        CheckKind::Timer { at_least_ms } => CheckTask::Wait(WaitTask { at_least_ms: *at_least_ms }),
        CheckKind::Call { to } => CheckTask::Call(CallTask { to: to.key().to_owned() }),
    }
}

fn answer(answered: &Answered, kind: &CheckKind) -> Option<AnswerModel> {
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
        Answer::Timed(waited_ms) => AnswerModel::Waited(WaitedAnswer { waited_ms: *waited_ms }),
        Answer::Called(result) => AnswerModel::Called(CalledAnswer { result: result.key().to_owned() }),
    })
}
