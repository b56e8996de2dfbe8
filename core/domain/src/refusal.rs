//! Refusals: why something may not happen, in a form that a person can act on.
//!
//! Codes are stable: screens find their words by them, the office counts by them;
//! they are never renamed or reused.

use crate::id::{CheckId, FeeRowId, OptionId, PartNo, ReasonId};
use crate::money::MoneyError;
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
            Self::Visit(_) | Self::Quote(_) | Self::Sign(_) => None,
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
}

impl VisitRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOpen => "visit/not-open",
            Self::AlreadyOpen => "visit/already-open",
            Self::AlreadyLeft => "visit/already-left",
            Self::NotSolved { .. } => "visit/not-solved",
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
            | Self::ReasonNotAllowed { check, .. } => check,
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
