//! Screens by name and their models by screen, mirrored.

use doorstep_domain::id::{DayId, VisitId};
use doorstep_domain::visit::Step;
use doorstep_screens::{
    ClosedModel, CustodyModel, DayModel, DoorstepModel, FollowUpModel, HelpModel, IncidentModel, JobModel,
    KnowledgeModel, LeaveModel, PartModel, PrepareModel, QuoteModel, Screen, ScreenModel, SignModel, StepModel,
    SyncModel, TodayModel,
};

#[uniffi::remote(Enum)]
pub enum Screen {
    Today,
    Job { visit: VisitId },
    Prepare { visit: VisitId },
    Doorstep { visit: VisitId },
    Step { visit: VisitId, step: Step },
    Quote { visit: VisitId },
    Part { visit: VisitId },
    Custody { visit: VisitId },
    Sign { visit: VisitId },
    Leave { visit: VisitId },
    Incident { visit: VisitId },
    Knowledge { visit: Option<VisitId>, query: String },
    FollowUp,
    Day { day: DayId },
    Sync,
    Help,
}

#[uniffi::remote(Enum)]
pub enum ScreenModel {
    Today(TodayModel),
    Job(JobModel),
    Prepare(PrepareModel),
    Doorstep(DoorstepModel),
    Step(StepModel),
    Quote(QuoteModel),
    Part(PartModel),
    Custody(CustodyModel),
    Sign(SignModel),
    Leave(LeaveModel),
    Incident(IncidentModel),
    Knowledge(KnowledgeModel),
    FollowUp(FollowUpModel),
    Day(DayModel),
    Sync(SyncModel),
    Help(HelpModel),
    Closed(ClosedModel),
}

#[uniffi::remote(Record)]
pub struct ClosedModel {
    pub code: String,
}
