//! Books: what head office wrote down, so that another brand or region is
//! another book and never a code change.
//!
//! A book is a TOML file. Its id is the SHA-256 of its exact bytes, and those
//! bytes are what travels. [`parse`] reads one book and names the place of every
//! mistake; [`Books::assemble`] joins one book of each kind into an edition and
//! checks what they say about each other. A [`Books`] in hand is proof that both
//! passed. What the rules make of them is left to `visit`.

mod authority;
mod day_check;
mod edition;
mod fees;
mod fit;
mod follow_up;
#[cfg(test)]
pub(crate) mod good;
mod incident;
mod knowledge;
mod parse;
mod parts;
mod sla;
mod standard;
mod wording;

pub use authority::{Authority, FaultClass};
pub use day_check::{DayCheck, DayPart};
pub use edition::{BookKind, BookSet, Books, EditionId};
pub use fees::{FeeKind, FeeRow, FeeSchedule, ReductionPolicy, RepairWarranty, SoftwareWindow};
pub use fit::{BookName, SetMistake};
pub use follow_up::{Cause, FollowUpRule, Owner};
pub use incident::{Incident, IncidentKind, IncidentOutcome, Then};
pub use knowledge::{Article, Knowledge};
pub use parse::{MOST_BYTES, Mistake, MistakeKind, parse};
pub(crate) use parse::{Reader, Told, Word};
pub use parts::{OldPartPolicy, Origin, Part, PartsCatalogue, Tracking};
pub use sla::{DoorAct, KnockPolicy, LatePolicy, OnSite, ResponsePromise, SlaPolicy};
pub use standard::{Category, Check, CheckKind, Choice, Order, Reason, ReasonUse, ServiceStandard, Weight, When};
pub use wording::{PhraseId, Wording};

use crate::id::Hash;

/// The name of a book: the hash of its exact bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookId(pub Hash);

impl BookId {
    /// Names these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Hash::of(bytes))
    }
}

/// A language that every text of a book has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Simplified Chinese, the first language of every screen.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// `zh-Hans` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-Hans",
            Self::English => "en",
        }
    }
}

/// One text in every language we speak.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh,
            Language::English => &self.en,
        }
    }
}

/// What every book says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The hash of the book's bytes.
    pub id: BookId,
    /// What people call it.
    pub name: Text,
    /// The version as its authors count, for example `2026.11`.
    pub version: String,
}

/// A book of any kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Book {
    /// Steps, checks and their order.
    Standard(ServiceStandard),
    /// What may be charged.
    Fees(FeeSchedule),
    /// What may be fitted.
    Parts(PartsCatalogue),
    /// What is promised, and when.
    Sla(SlaPolicy),
    /// Standard phrases of documents.
    Wording(Wording),
    /// What symptoms mean.
    Knowledge(Knowledge),
}

impl Book {
    /// What it is about.
    pub fn kind(&self) -> BookKind {
        match self {
            Self::Standard(_) => BookKind::Standard,
            Self::Fees(_) => BookKind::Fees,
            Self::Parts(_) => BookKind::Parts,
            Self::Sla(_) => BookKind::Sla,
            Self::Wording(_) => BookKind::Wording,
            Self::Knowledge(_) => BookKind::Knowledge,
        }
    }

    /// Its title.
    pub fn title(&self) -> &Title {
        match self {
            Self::Standard(book) => &book.title,
            Self::Fees(book) => &book.title,
            Self::Parts(book) => &book.title,
            Self::Sla(book) => &book.title,
            Self::Wording(book) => &book.title,
            Self::Knowledge(book) => &book.title,
        }
    }
}
