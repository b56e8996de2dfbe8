//! Refusals: why something may not happen, in a form that a person can act on.
//!
//! Codes are stable: screens find their words by them, the office counts by them;
//! they are never renamed or reused.

use crate::appointment::AppointmentRefusal;
use crate::arrival::ArrivalRefusal;
use crate::custody::CustodyRefusal;
use crate::door::DoorRefusal;
use crate::follow_up::FollowUpRefusal;
use crate::id::{ArticleId, CheckId, FeeRowId, IncidentId, OptionId, PartNo, ReasonId};
use crate::incident::IncidentRefusal;
use crate::money::{Money, MoneyError};
use crate::reduction::ReductionRefusal;
use crate::visit::Step;

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// About the visit as a whole.
    #[error(transparent)]
    Visit(#[from] VisitRefusal),
    /// About a check.
    #[error(transparent)]
    Check(#[from] CheckRefusal),
    /// About the quote.
    #[error(transparent)]
    Quote(#[from] QuoteRefusal),
    /// About a part.
    #[error(transparent)]
    Part(#[from] PartRefusal),
    /// About the signature.
    #[error(transparent)]
    Sign(#[from] SignRefusal),
    /// About the way.
    #[error(transparent)]
    Arrival(#[from] ArrivalRefusal),
    /// About the door.
    #[error(transparent)]
    Door(#[from] DoorRefusal),
    /// About the appointment.
    #[error(transparent)]
    Appointment(#[from] AppointmentRefusal),
    /// About an incident.
    #[error(transparent)]
    Incident(#[from] IncidentRefusal),
    /// About a lower price.
    #[error(transparent)]
    Reduction(#[from] ReductionRefusal),
    /// About custody.
    #[error(transparent)]
    Custody(#[from] CustodyRefusal),
    /// About what is owed.
    #[error(transparent)]
    FollowUp(#[from] FollowUpRefusal),
}

impl Refusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Visit(refusal) => refusal.code(),
            Self::Check(refusal) => refusal.code(),
            Self::Quote(refusal) => refusal.code(),
            Self::Part(refusal) => refusal.code(),
            Self::Sign(refusal) => refusal.code(),
            Self::Arrival(refusal) => refusal.code(),
            Self::Door(refusal) => refusal.code(),
            Self::Appointment(refusal) => refusal.code(),
            Self::Incident(refusal) => refusal.code(),
            Self::Reduction(refusal) => refusal.code(),
            Self::Custody(refusal) => refusal.code(),
            Self::FollowUp(refusal) => refusal.code(),
        }
    }

    /// What it is about: the id of a check, row or part, where there is one.
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Check(refusal) => Some(refusal.check().as_str()),
            Self::Quote(QuoteRefusal::UnknownRow(row) | QuoteRefusal::RowForSomethingElse(row)) => Some(row.as_str()),
            Self::Quote(QuoteRefusal::UnknownPart(part)) => Some(part.as_str()),
            Self::Part(refusal) => Some(refusal.part().as_str()),
            Self::Sign(SignRefusal::StepNotDone { check: Some(check), .. }) => Some(check.as_str()),
            Self::Visit(VisitRefusal::NotSolved { check: Some(check), .. }) => Some(check.as_str()),
            Self::Visit(VisitRefusal::UnknownArticle(article)) => Some(article.as_str()),
            Self::Visit(VisitRefusal::IncidentOpen(incident)) => Some(incident.as_str()),
            Self::Arrival(refusal) => refusal.field(),
            Self::Appointment(refusal) => refusal.field(),
            Self::Incident(refusal) => refusal.field(),
            Self::FollowUp(refusal) => refusal.field(),
            Self::Visit(_) | Self::Quote(_) | Self::Sign(_) | Self::Door(_) | Self::Reduction(_) | Self::Custody(_) => {
                None
            }
        }
    }
}

/// Why something may not happen to a visit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VisitRefusal {
    /// Nothing happens before the job is accepted.
    #[error("this visit was not opened yet")]
    NotOpen,
    /// A visit is opened once.
    #[error("this visit is open already")]
    AlreadyOpen,
    /// A visit is left once.
    #[error("this visit was left already")]
    AlreadyLeft,
    /// "Solved" is claimed only for a finished and signed (or refused) visit.
    #[error("this visit is not solved: {step:?} is not done")]
    NotSolved {
        /// Where something is missing.
        step: Step,
        /// The first missing check, where it is one.
        check: Option<CheckId>,
    },
    /// The pinned knowledge book has no such article.
    #[error("the knowledge book has no article {0}")]
    UnknownArticle(ArticleId),
    /// Nothing is solved while something that came between is open.
    #[error("this visit is not solved: {0} is still open")]
    IncidentOpen(IncidentId),
    /// Nothing is solved while something of the customer's is away, or of ours is there.
    #[error("this visit is not solved: number {0} of what was taken away or lent is not back")]
    CustodyOpen(u32),
    /// Nobody was advised, or the customer wants the visit all the same (R22).
    #[error("the customer did not accept any advice instead of a visit")]
    NotAdvised,
    /// No other time was agreed (R25).
    #[error("no other time was agreed")]
    NotRebooked,
    /// Nobody else has the job (R26).
    #[error("the job was not handed over")]
    NotHandedOver,
}

impl VisitRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOpen => "visit/not-open",
            Self::AlreadyOpen => "visit/already-open",
            Self::AlreadyLeft => "visit/already-left",
            Self::NotSolved { .. } => "visit/not-solved",
            Self::UnknownArticle(_) => "visit/unknown-article",
            Self::IncidentOpen(_) => "visit/incident-open",
            Self::CustodyOpen(_) => "visit/custody-open",
            Self::NotAdvised => "visit/not-advised",
            Self::NotRebooked => "visit/not-rebooked",
            Self::NotHandedOver => "visit/not-handed-over",
        }
    }
}

/// Why a check may not be answered or waived like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckRefusal {
    /// The pinned standard has no such check.
    #[error("the service standard has no check {0}")]
    Unknown(CheckId),
    /// Its conditions do not hold on this visit.
    #[error("{0} is not asked on this visit")]
    NotAsked(CheckId),
    /// An earlier step has unanswered musts.
    #[error("{check} belongs to a step that is not open: {blocker} comes first")]
    StepNotOpen {
        /// Which check.
        check: CheckId,
        /// What has to be answered, or `quote` when it is the customer's consent.
        blocker: String,
    },
    /// Another check comes first.
    #[error("{check} comes after {first}")]
    OutOfOrder {
        /// Which check.
        check: CheckId,
        /// What has to come before it.
        first: CheckId,
    },
    /// A choice for a reading, a photograph for a note.
    #[error("{0} is not answered like this")]
    WrongKind(CheckId),
    /// The choice has no such answer.
    #[error("{check} has no answer {option}")]
    UnknownOption {
        /// Which check.
        check: CheckId,
        /// What was chosen.
        option: OptionId,
    },
    /// A value that cannot be meant.
    #[error("{check} cannot be {value_milli} thousandths")]
    Impossible {
        /// Which check.
        check: CheckId,
        /// What was typed, in thousandths.
        value_milli: i64,
    },
    /// Enough photographs were taken.
    #[error("{0} has all its photographs")]
    EnoughPhotos(CheckId),
    /// A must is never waived.
    #[error("{0} cannot be waived")]
    NotWaivable(CheckId),
    /// Not a reason for this check.
    #[error("{check} is not waived because of {reason}")]
    ReasonNotAllowed {
        /// Which check.
        check: CheckId,
        /// What was given.
        reason: ReasonId,
    },
    /// Its wait has not begun.
    #[error("the wait of {0} has not begun")]
    TimerNotStarted(CheckId),
    /// Its wait is not over.
    #[error("{check} has to wait {left_ms} ms more")]
    TooEarly {
        /// Which check.
        check: CheckId,
        /// How long still. Milliseconds.
        left_ms: u64,
    },
    /// Only advice is confirmed as a group.
    #[error("{0} is confirmed by itself")]
    NotInAGroup(CheckId),
}

impl CheckRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "check/unknown",
            Self::NotAsked(_) => "check/not-asked",
            Self::StepNotOpen { .. } => "check/step-not-open",
            Self::OutOfOrder { .. } => "check/out-of-order",
            Self::WrongKind(_) => "check/wrong-kind",
            Self::UnknownOption { .. } => "check/unknown-option",
            Self::Impossible { .. } => "check/impossible-value",
            Self::EnoughPhotos(_) => "check/enough-photos",
            Self::NotWaivable(_) => "check/not-waivable",
            Self::ReasonNotAllowed { .. } => "check/reason-not-allowed",
            Self::TimerNotStarted(_) => "check/timer-not-started",
            Self::TooEarly { .. } => "check/too-early",
            Self::NotInAGroup(_) => "check/not-in-a-group",
        }
    }

    /// Which check it is about.
    pub fn check(&self) -> &CheckId {
        match self {
            Self::Unknown(check)
            | Self::NotAsked(check)
            | Self::StepNotOpen { check, .. }
            | Self::OutOfOrder { check, .. }
            | Self::WrongKind(check)
            | Self::UnknownOption { check, .. }
            | Self::Impossible { check, .. }
            | Self::EnoughPhotos(check)
            | Self::NotWaivable(check)
            | Self::ReasonNotAllowed { check, .. }
            | Self::TimerNotStarted(check)
            | Self::TooEarly { check, .. }
            | Self::NotInAGroup(check) => check,
        }
    }
}

/// Why a quote may not say or become this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuoteRefusal {
    /// The pinned schedule has no such row.
    #[error("the fee schedule has no row {0}")]
    UnknownRow(FeeRowId),
    /// The row is for another service or appliance.
    #[error("the row {0} is for another service or appliance")]
    RowForSomethingElse(FeeRowId),
    /// The pinned catalogue has no such part.
    #[error("the parts catalogue has no part {0}")]
    UnknownPart(PartNo),
    /// None or too many of something.
    #[error("a line charges for at least one and at most {most}")]
    BadCount {
        /// The most that one line may hold.
        most: u32,
    },
    /// There is no such line.
    #[error("the quote has no line {0}")]
    UnknownLine(u32),
    /// The schedule is no longer valid; the centre is asked rather than a price invented.
    #[error("the fee schedule was valid until {0}: ask the centre")]
    ScheduleExpired(chrono::NaiveDate),
    /// The amount does not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The text that was shown has another total than the quote.
    #[error("the text shown does not say what the quote says")]
    ShownSomethingElse,
    /// The customer has not seen the quote as it stands.
    #[error("the quote as it stands was not shown")]
    NotPresented,
    /// Musts of the step are open.
    #[error("the quote is not ready: {0} comes first")]
    NotReady(String),
    /// Nothing takes the place of an old part (R94).
    #[error("a credit is given only with the part that takes the old one's place")]
    CreditWithoutPart,
    /// The company does not pay for old parts beyond what there is to pay (R94).
    #[error("the credit is more than the {charges} that there is to pay")]
    CreditTooLarge {
        /// What there is to pay without it.
        charges: Money,
    },
    /// Only so many were done or fitted by the earlier repair (R105).
    #[error("the warranty of the earlier repair covers {left} of these: put the others onto a line of their own")]
    MoreThanCovered {
        /// How many it still covers.
        left: u32,
    },
}

impl QuoteRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownRow(_) => "quote/unknown-row",
            Self::RowForSomethingElse(_) => "quote/row-for-something-else",
            Self::UnknownPart(_) => "quote/unknown-part",
            Self::BadCount { .. } => "quote/bad-count",
            Self::UnknownLine(_) => "quote/unknown-line",
            Self::ScheduleExpired(_) => "quote/schedule-expired",
            Self::Money(_) => "quote/amount-too-large",
            Self::ShownSomethingElse => "quote/shown-something-else",
            Self::NotPresented => "quote/not-presented",
            Self::NotReady(_) => "quote/not-ready",
            Self::CreditWithoutPart => "quote/credit-without-part",
            Self::CreditTooLarge { .. } => "quote/credit-too-large",
            Self::MoreThanCovered { .. } => "quote/more-than-covered",
        }
    }
}

/// Why a part may not be recorded like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartRefusal {
    /// The pinned catalogue has no such part.
    #[error("the parts catalogue has no part {0}")]
    Unknown(PartNo),
    /// Tracked parts are fitted one by one, with their serial number.
    #[error("{0} is fitted one by one, each with its serial number")]
    NeedsSerial(PartNo),
    /// Counted parts have no serial number.
    #[error("{0} has no serial numbers")]
    HasNoSerial(PartNo),
    /// What was not fitted on this visit cannot be taken out.
    #[error("{0} was not fitted on this visit")]
    NotFitted(PartNo),
    /// The same piece cannot be fitted twice.
    #[error("this piece of {0} was fitted already")]
    FittedTwice(PartNo),
    /// None of something.
    #[error("at least one and at most {most} of {part}")]
    BadCount {
        /// Which part.
        part: PartNo,
        /// The most at once.
        most: u32,
    },
}

impl PartRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "part/unknown",
            Self::NeedsSerial(_) => "part/needs-serial",
            Self::HasNoSerial(_) => "part/has-no-serial",
            Self::NotFitted(_) => "part/not-fitted",
            Self::FittedTwice(_) => "part/fitted-twice",
            Self::BadCount { .. } => "part/bad-count",
        }
    }

    /// Which part it is about.
    pub fn part(&self) -> &PartNo {
        match self {
            Self::Unknown(part)
            | Self::NeedsSerial(part)
            | Self::HasNoSerial(part)
            | Self::NotFitted(part)
            | Self::FittedTwice(part)
            | Self::BadCount { part, .. } => part,
        }
    }
}

/// Why nothing can be signed now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignRefusal {
    /// Musts are open (R139: self-check before asking for the signature).
    #[error("nothing is signed before {step:?} is done")]
    StepNotDone {
        /// Where something is missing.
        step: Step,
        /// The first missing check, where it is one.
        check: Option<CheckId>,
    },
    /// The customer has not seen the confirmation as the visit stands now.
    #[error("the confirmation as it stands was not shown")]
    NotPresented,
    /// The text that was shown has another total than the visit.
    #[error("the text shown does not say what the visit charges")]
    ShownSomethingElse,
}

impl SignRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::StepNotDone { .. } => "sign/step-not-done",
            Self::NotPresented => "sign/not-presented",
            Self::ShownSomethingElse => "sign/shown-something-else",
        }
    }
}
