//! Mirrored from `screens::step`.

use doorstep_screens::{
    AnswerModel, CallTask, CalledAnswer, CheckModel, CheckTask, ChoiceTask, ChosenAnswer, MeasureTask, MeasuredAnswer,
    OptionModel, PhotoTask, PhotographedAnswer, RefusalModel, StepModel, StepStand, SyncLine, WaitTask, WaitedAnswer,
    WaivedAnswer, WeightModel, Words, WriteTask,
};

#[uniffi::remote(Record)]
pub struct StepModel {
    pub visit: String,
    pub step: String,
    pub stand: StepStand,
    pub missing: String,
    pub checks: Vec<CheckModel>,
    pub group: Vec<String>,
    pub sync: SyncLine,
}

#[uniffi::remote(Record)]
pub struct CheckModel {
    pub id: String,
    pub text: Words,
    pub hint: Option<Words>,
    pub task: CheckTask,
    pub weight: WeightModel,
    pub reasons: Vec<OptionModel>,
    pub answer: Option<AnswerModel>,
    pub is_settled: bool,
    pub refusal: Option<RefusalModel>,
}

#[uniffi::remote(Enum)]
pub enum CheckTask {
    Confirm,
    Choose(ChoiceTask),
    Measure(MeasureTask),
    Photograph(PhotoTask),
    Write(WriteTask),
    Wait(WaitTask),
    Call(CallTask),
}

#[uniffi::remote(Record)]
pub struct ChoiceTask {
    pub options: Vec<OptionModel>,
}

#[uniffi::remote(Record)]
pub struct MeasureTask {
    pub unit: String,
    pub expected_low_milli: i64,
    pub expected_high_milli: i64,
}

#[uniffi::remote(Record)]
pub struct PhotoTask {
    pub at_least: u32,
    pub at_most: u32,
}

#[uniffi::remote(Record)]
pub struct WriteTask {
    pub most_chars: u32,
}

#[uniffi::remote(Record)]
pub struct WaitTask {
    pub at_least_ms: i64,
    pub is_running: bool,
    pub waited_ms: Option<i64>,
}

#[uniffi::remote(Record)]
pub struct CallTask {
    pub to: String,
}

#[uniffi::remote(Record)]
pub struct OptionModel {
    pub id: String,
    pub text: Words,
}

#[uniffi::remote(Enum)]
pub enum WeightModel {
    Must,
    Waivable,
    Advice,
}

#[uniffi::remote(Enum)]
pub enum AnswerModel {
    Confirmed,
    Chosen(ChosenAnswer),
    Measured(MeasuredAnswer),
    Photographed(PhotographedAnswer),
    Written,
    Waited(WaitedAnswer),
    Called(CalledAnswer),
    Waived(WaivedAnswer),
}

#[uniffi::remote(Record)]
pub struct ChosenAnswer {
    pub option: String,
}

#[uniffi::remote(Record)]
pub struct MeasuredAnswer {
    pub value_milli: i64,
    pub is_out_of_range: bool,
}

#[uniffi::remote(Record)]
pub struct PhotographedAnswer {
    pub photos: Vec<String>,
}

#[uniffi::remote(Record)]
pub struct WaitedAnswer {
    pub waited_ms: i64,
}

#[uniffi::remote(Record)]
pub struct CalledAnswer {
    pub result: String,
}

#[uniffi::remote(Record)]
pub struct WaivedAnswer {
    pub reason: String,
}
