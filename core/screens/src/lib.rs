//! What a phone shows: one model for each screen, and what a person can do there.
//!
//! Decides: which facts stand on a screen, in which order, what is open, what is
//! missing and what comes next. A model is whole and has no hidden default: a screen
//! is a function of one model and one `send`.
//!
//! Leaves to others: the rules (`domain`), the words (keys and codes cross, texts of
//! books cross in both languages), formatting of dates, money and numbers (the
//! platform), and when a model is built (`device`).

pub mod intent;
pub mod job;
pub mod paper;
pub mod step;
pub mod sync;
pub mod today;

pub use intent::{Act, Drawing, Intent, Point};
pub use job::{JobModel, StepRow, StepStand, job_model};
pub use paper::{LineModel, PaperModel, PartRow, QuoteModel, ReasonWhy, SignModel, quote_model, sign_model};
pub use step::{
    AnswerModel, CallTask, CalledAnswer, CheckModel, CheckTask, ChoiceTask, ChosenAnswer, MeasureTask, MeasuredAnswer,
    OptionModel, PhotoTask, PhotographedAnswer, StepModel, WaitTask, WaitedAnswer, WaivedAnswer, WeightModel,
    WriteTask, step_model,
};
pub use sync::{SyncLine, SyncState};
pub use today::{TodayModel, TodayRow, VisitState, today_row};

/// One text of a book in every language.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Words {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl From<&doorstep_domain::book::Text> for Words {
    fn from(text: &doorstep_domain::book::Text) -> Self {
        Self { zh: text.zh.clone(), en: text.en.clone() }
    }
}

/// An amount: minor units and the currency's three letters.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Amount {
    /// How many minor units.
    pub minor: i64,
    /// Of which currency.
    pub currency: String,
}

impl From<doorstep_domain::money::Money> for Amount {
    fn from(money: doorstep_domain::money::Money) -> Self {
        Self { minor: money.minor, currency: money.currency.as_str().to_owned() }
    }
}
