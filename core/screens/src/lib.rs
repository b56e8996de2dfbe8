//! What a phone shows: one model for each screen, and what a person can do there.
//!
//! Decides: which facts stand on a screen, in which order, what is open, what is
//! missing and what comes next. A model is whole and has no hidden default: a screen
//! is a function of one model and one `send`.
//!
//! Leaves to others: the rules (`domain`), the words (keys and codes cross, texts of
//! books cross in both languages), formatting of dates, money and numbers (the
//! platform), and when a model is built (`device`).

pub mod custody;
pub mod day;
pub mod day_act;
pub mod doorstep;
pub mod follow_up;
pub mod help;
pub mod incident;
pub mod intent;
pub mod job;
pub mod knowledge;
pub mod leave;
pub mod look;
pub mod next;
pub mod paper;
pub mod part;
pub mod prepare;
pub mod quote;
pub mod reduction;
pub mod screen;
pub mod sign;
pub mod step;
pub mod sync;
pub mod today;
pub mod way;

pub use custody::{CustodyClosedRow, CustodyModel, CustodyRow, custody_model};
pub use day::{CardRow, CardSays, DayModel, DayStand, DayVisit, DayVisitRow, MismatchRow, day_model};
pub use day_act::{DayAct, DayIntent, PhoneAct, VanAct};
pub use doorstep::{DoorActRow, DoorActTask, DoorNextModel, DoorTryTask, DoorWaitTask, DoorstepModel, doorstep_model};
pub use follow_up::{FollowUpModel, OwedRow, follow_up_model, owed_rows};
pub use help::{
    BackgroundRule, BallastStand, ClockFacts, ContactFacts, FailedTry, HelpAdvice, HelpModel, NetworkCost, PhoneFacts,
    PhoneStanding, PhotoWay, StorageFacts, TrafficRow, TrafficSpan, TravelFacts, help_model, waits_for_wifi,
};
pub use incident::{IncidentModel, IncidentRow, OpenIncident, OutcomeRow, incident_model};
pub use intent::{Act, Drawing, Intent, Point};
pub use job::{CallRow, EarlierModel, FieldRow, JobFacts, JobModel, StepRow, StepStand, WorkModel, job_model};
pub use knowledge::{ArticleModel, KnowledgeModel, LikelyModel, NamedPart, article_model, likely_model};
pub use leave::{LeaveModel, OnSiteModel, leave_model};
pub use look::{Look, Offer, RefusalModel, Verdict};
pub use next::{NextModel, NextPlace, next};
pub use paper::{PaperModel, ShownText};
pub use part::{FittedRow, PartModel, PartNeed, PartRow, RejectedRow, SuggestionRow, part_model};
pub use prepare::{BringRow, CertificateModel, PrepareModel, prepare_model};
pub use quote::{FeeModel, LineModel, QuoteModel, ReasonWhy, quote_model};
pub use reduction::{GrantedModel, ReductionModel, ReductionRow};
pub use screen::{ClosedModel, Screen, ScreenModel};
pub use sign::{AcceptedModel, SignModel, sign_model};
pub use step::{
    AnswerModel, CallTask, CalledAnswer, CheckModel, CheckTask, ChoiceTask, ChosenAnswer, MeasureTask, MeasuredAnswer,
    OptionModel, PhotoTask, PhotographedAnswer, StepModel, WaitTask, WaitedAnswer, WaivedAnswer, WeightModel,
    WriteTask, step_model,
};
pub use sync::{SyncLine, SyncModel, SyncRow, SyncState, SyncThere};
pub use today::{TodayModel, TodayRow, TodayVisit, VisitState, round, today_rows};
pub use way::{CallAheadModel, LadderModel, MilestoneRow, SetOffModel, WayModel, way_model};

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
