//! Intents, mirrored. Ids cross as strings and are checked on the way in.

use doorstep_domain::arrival::Milestone;
use doorstep_domain::book::Language;
use doorstep_domain::call::{CallReason, CallResult, Party};
use doorstep_domain::custody::{CustodyEnd, CustodyKind};
use doorstep_domain::door::{DoorSearch, DoorTry, SearchResult};
use doorstep_domain::event::{NoSignature, OldPart, Outcome, QuoteAnswer, Rejection, Signer, TicketField};
use doorstep_domain::follow_up::FollowUpResult;
use doorstep_domain::id::{
    ArticleId, CheckId, DayId, FeeRowId, FollowUpId, IdError, IncidentId, OptionId, PartNo, ReasonId, SerialNo, VisitId,
};
use doorstep_domain::visit::Step;
use doorstep_screens::{Act, Drawing, Intent, Point};

use crate::DoorstepError;

/// A text that is no id is the caller's to change, on whichever call it comes.
fn malformed(wrong: &IdError) -> DoorstepError {
    DoorstepError::Refused { code: "id/malformed".to_owned(), field: wrong.to_string() }
}

macro_rules! crossing_ids {
    ($($name:ident),*) => {$(
        uniffi::custom_type!($name, String, {
            remote,
            try_lift: |text| text.parse().map_err(|wrong| malformed(&wrong).into()),
            lower: |id| id.to_string(),
        });
    )*};
}

crossing_ids!(
    VisitId, DayId, CheckId, OptionId, ReasonId, FeeRowId, PartNo, SerialNo, IncidentId, ArticleId, FollowUpId
);

#[uniffi::remote(Enum)]
pub enum Step {
    Accept,
    Prepare,
    Contact,
    Travel,
    Doorstep,
    Greet,
    Diagnose,
    Quote,
    Repair,
    Clean,
    Leave,
    FollowUp,
}

#[uniffi::remote(Enum)]
pub enum Language {
    Chinese,
    English,
}

#[uniffi::remote(Enum)]
pub enum QuoteAnswer {
    Accepted,
    Declined,
}

#[uniffi::remote(Enum)]
pub enum OldPart {
    Returned,
    KeptByCustomer,
    None,
}

#[uniffi::remote(Enum)]
pub enum Signer {
    Customer,
    Family,
    Representative,
}

#[uniffi::remote(Enum)]
pub enum NoSignature {
    Refused,
    Absent,
    Unable,
}

#[uniffi::remote(Enum)]
pub enum Outcome {
    Solved,
    FurtherWork,
    Declined,
    NoAccess,
    Interrupted,
    Advised,
    HandedOver,
    Rebooked,
}

#[uniffi::remote(Enum)]
pub enum Milestone {
    Departed,
    Arrived,
    Entered,
}

#[uniffi::remote(Enum)]
pub enum Party {
    Customer,
    Dispatcher,
    Centre,
    Manager,
    Neighbour,
}

#[uniffi::remote(Enum)]
pub enum CallReason {
    Confirm,
    Late,
    Reschedule,
    NoAccess,
    Report,
    Help,
    Advice,
    FollowUp,
    Safety,
}

#[uniffi::remote(Enum)]
pub enum CallResult {
    Reached,
    NoAnswer,
    Busy,
    WrongNumber,
    Unreachable,
}

#[uniffi::remote(Enum)]
pub enum CustodyKind {
    Appliance,
    Component,
    Loaner,
}

#[uniffi::remote(Enum)]
pub enum CustodyEnd {
    Returned,
    Damaged,
    Settled,
}

#[uniffi::remote(Enum)]
pub enum DoorTry {
    Bell,
    Knock,
}

#[uniffi::remote(Enum)]
pub enum DoorSearch {
    Downstairs,
    Neighbour,
}

#[uniffi::remote(Enum)]
pub enum SearchResult {
    Found,
    NotFound,
    ConfirmedAway,
}

#[uniffi::remote(Enum)]
pub enum TicketField {
    Name,
    Address,
    Phone,
    Model,
    PurchaseDate,
    Symptom,
    Request,
    Window,
}

#[uniffi::remote(Enum)]
pub enum Rejection {
    Wrong,
    Faulty,
}

#[uniffi::remote(Enum)]
pub enum FollowUpResult {
    Satisfied,
    NotSatisfied,
    NotReached,
    Done,
}

#[uniffi::remote(Record)]
pub struct Intent {
    pub visit: VisitId,
    pub act: Act,
}

#[uniffi::remote(Enum)]
pub enum Act {
    Accept,
    Confirm {
        check: CheckId,
    },
    Choose {
        check: CheckId,
        option: OptionId,
    },
    Measure {
        check: CheckId,
        value_milli: i64,
    },
    Photograph {
        check: Option<CheckId>,
        path: String,
    },
    Write {
        check: Option<CheckId>,
        text: String,
    },
    Waive {
        check: CheckId,
        reason: ReasonId,
        text: String,
    },
    AddFee {
        row: FeeRowId,
        count: u32,
    },
    AddPart {
        part: PartNo,
        count: u32,
    },
    RemoveLine {
        line: u32,
    },
    ShowQuote {
        language: Language,
    },
    AnswerQuote {
        answer: QuoteAnswer,
    },
    FitPart {
        part: PartNo,
        count: u32,
        serial: Option<SerialNo>,
        old_part: OldPart,
    },
    MissPart {
        part: PartNo,
        count: u32,
    },
    ShowConfirmation {
        language: Language,
    },
    Sign {
        signer: Signer,
        width: u32,
        height: u32,
        strokes: Vec<Vec<Point>>,
    },
    LeaveUnsigned {
        why: NoSignature,
        text: String,
    },
    Leave {
        outcome: Outcome,
    },
    ConfirmField {
        field: TicketField,
        source: Party,
        text: String,
    },
    ConfirmGroup {
        checks: Vec<CheckId>,
    },
    StartTimer {
        check: CheckId,
    },
    EndTimer {
        check: CheckId,
    },
    AnswerCall {
        check: CheckId,
        result: CallResult,
    },
    Call {
        to: Party,
        reason: CallReason,
        result: CallResult,
        text: String,
    },
    Reach {
        milestone: Milestone,
    },
    ExplainLateness {
        reason: ReasonId,
    },
    TryDoor {
        how: DoorTry,
    },
    SearchDoor {
        place: DoorSearch,
        result: SearchResult,
    },
    LeaveDoorNote {
        path: String,
    },
    MoveAppointment {
        from_ms: i64,
        until_ms: i64,
        reason: ReasonId,
        consent: Signer,
    },
    HandOver {
        to: Party,
        reason: ReasonId,
        text: String,
    },
    OpenIncident {
        incident: IncidentId,
    },
    CloseIncident {
        number: u32,
        outcome: OptionId,
        consent: Option<Signer>,
        text: String,
    },
    AskReduction {
        total_minor: i64,
        reason: ReasonId,
    },
    EnterCode {
        request: u32,
        code: u32,
    },
    ClaimReduction {
        request: u32,
        code: u32,
    },
    RejectPart {
        part: PartNo,
        count: u32,
        serial: Option<SerialNo>,
        why: Rejection,
    },
    TakeOutPart {
        part: PartNo,
        count: u32,
        serial: Option<SerialNo>,
    },
    PhotographCustody {
        path: String,
    },
    OpenCustody {
        kind: CustodyKind,
        serial: Option<SerialNo>,
        condition: String,
        due_ms: i64,
        language: Language,
        customer: Drawing,
        engineer: Drawing,
    },
    CloseCustody {
        from: VisitId,
        number: u32,
        end: CustodyEnd,
        text: String,
    },
    Advise {
        article: Option<ArticleId>,
        is_accepted: bool,
    },
    TryFollowUp {
        follow_up: FollowUpId,
        result: FollowUpResult,
        text: String,
    },
}

#[uniffi::remote(Record)]
pub struct Drawing {
    pub width: u32,
    pub height: u32,
    pub strokes: Vec<Vec<Point>>,
}

#[uniffi::remote(Record)]
pub struct Point {
    pub x: i32,
    pub y: i32,
    pub t_ms: u32,
    pub pressure: u32,
}
