//! Every screen there is, by name, and every model, by screen: navigation is a value.

use doorstep_domain::id::{DayId, VisitId};
use doorstep_domain::visit::Step;

use crate::{
    CustodyModel, DayModel, DoorstepModel, FollowUpModel, HelpModel, IncidentModel, JobModel, KnowledgeModel,
    LeaveModel, PartModel, PrepareModel, QuoteModel, SignModel, StepModel, SyncModel, TodayModel,
};

/// A screen that somebody can look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screen {
    /// Today's list.
    Today,
    /// One job.
    Job {
        /// Which visit.
        visit: VisitId,
    },
    /// Before setting off.
    Prepare {
        /// Which visit.
        visit: VisitId,
    },
    /// At the door.
    Doorstep {
        /// Which visit.
        visit: VisitId,
    },
    /// One step's checks.
    Step {
        /// Which visit.
        visit: VisitId,
        /// Which step.
        step: Step,
    },
    /// The quote.
    Quote {
        /// Which visit.
        visit: VisitId,
    },
    /// Parts.
    Part {
        /// Which visit.
        visit: VisitId,
    },
    /// What leaves the home and what is lent.
    Custody {
        /// Which visit.
        visit: VisitId,
    },
    /// The confirmation and its signature.
    Sign {
        /// Which visit.
        visit: VisitId,
    },
    /// Leaving.
    Leave {
        /// Which visit.
        visit: VisitId,
    },
    /// What comes between.
    Incident {
        /// Which visit.
        visit: VisitId,
    },
    /// Looking something up.
    Knowledge {
        /// For which visit; none for no visit in particular.
        visit: Option<VisitId>,
        /// What was typed.
        query: String,
    },
    /// What is owed to customers.
    FollowUp,
    /// An engineer's day.
    Day {
        /// Which.
        day: DayId,
    },
    /// What head office has.
    Sync,
    /// What a person reads out when something does not go.
    Help,
}

impl Screen {
    /// The visit that it is about. What is in the van or expected of the day changes it too.
    pub fn visit(&self) -> Option<&VisitId> {
        match self {
            Self::Job { visit }
            | Self::Prepare { visit }
            | Self::Doorstep { visit }
            | Self::Step { visit, .. }
            | Self::Quote { visit }
            | Self::Part { visit }
            | Self::Custody { visit }
            | Self::Sign { visit }
            | Self::Leave { visit }
            | Self::Incident { visit } => Some(visit),
            Self::Today | Self::Knowledge { .. } | Self::FollowUp | Self::Day { .. } | Self::Sync | Self::Help => None,
        }
    }

    /// Whether the mere passing of time changes it: a wait, a window, something due.
    pub fn is_timed(&self) -> bool {
        !matches!(self, Self::Knowledge { .. } | Self::Quote { .. } | Self::Part { .. } | Self::Day { .. } | Self::Sync)
    }
}

/// What a screen shows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[expect(clippy::large_enum_variant, reason = "one at a time, and a box would not cross to the phones")]
pub enum ScreenModel {
    /// Today's list.
    Today(TodayModel),
    /// One job.
    Job(JobModel),
    /// Before setting off.
    Prepare(PrepareModel),
    /// At the door.
    Doorstep(DoorstepModel),
    /// One step's checks.
    Step(StepModel),
    /// The quote.
    Quote(QuoteModel),
    /// Parts.
    Part(PartModel),
    /// What leaves the home and what is lent.
    Custody(CustodyModel),
    /// The confirmation and its signature.
    Sign(SignModel),
    /// Leaving.
    Leave(LeaveModel),
    /// What comes between.
    Incident(IncidentModel),
    /// Looking something up.
    Knowledge(KnowledgeModel),
    /// What is owed to customers.
    FollowUp(FollowUpModel),
    /// An engineer's day.
    Day(DayModel),
    /// What head office has.
    Sync(SyncModel),
    /// What a person reads out when something does not go.
    Help(HelpModel),
    /// There is nothing to show yet.
    Closed(ClosedModel),
}

/// There is nothing to show yet, and why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ClosedModel {
    /// The stable code: `visit/no-job`, `visit/not-open`, `visit/no-edition`, `day/somebody-elses`, `phone/not-enrolled`.
    pub code: String,
}

impl ScreenModel {
    /// Nothing to show, for this reason.
    pub fn closed(code: &str) -> Self {
        Self::Closed(ClosedModel { code: code.to_owned() })
    }
}
