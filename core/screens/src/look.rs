//! A visit as every screen of it looks at it: its facts, its books, the clock; and what
//! may be done there, which only the rules say.

use doorstep_domain::book::Books;
use doorstep_domain::event::Opening;
use doorstep_domain::refusal::Refusal;
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::{Command, Visit, decide};

/// What a screen is built from.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// The visit.
    pub visit: &'a Visit,
    /// How it began.
    pub opening: &'a Opening,
    /// The books that it pinned.
    pub books: &'a Books,
    /// The phone's clocks.
    pub now: &'a Stamp,
}

impl<'a> Look<'a> {
    /// At an accepted visit; none before.
    pub fn at(visit: &'a Visit, books: &'a Books, now: &'a Stamp) -> Option<Self> {
        visit.opening.as_ref().map(|opening| Self { visit, opening, books, now })
    }

    /// Why the rules would refuse this now; none where they would not.
    pub(crate) fn refusal(&self, command: &Command) -> Option<RefusalModel> {
        decide(self.visit, self.books, command, self.now).err().map(|refusal| RefusalModel::from(&refusal))
    }

    /// One thing to do, open or refused.
    pub(crate) fn offer(&self, key: &str, command: &Command) -> Offer {
        Offer { key: key.to_owned(), refusal: self.refusal(command) }
    }
}

/// Something that may be done on a screen.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Offer {
    /// What, by key.
    pub key: String,
    /// Why not now; none where it may be done.
    pub refusal: Option<RefusalModel>,
}

/// Why something is refused.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct RefusalModel {
    /// The stable code; words are found by it.
    pub code: String,
    /// What it is about: the id of a check, part, incident …; empty where it is about nothing in particular.
    pub field: String,
}

impl From<&Refusal> for RefusalModel {
    fn from(refusal: &Refusal) -> Self {
        Self { code: refusal.code().to_owned(), field: refusal.field().unwrap_or_default().to_owned() }
    }
}

/// What can be said for certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Verdict {
    /// Certainly.
    Yes,
    /// Certainly not.
    No,
    /// The clocks cannot tell.
    Unknown,
}

impl From<Option<bool>> for Verdict {
    fn from(known: Option<bool>) -> Self {
        match known {
            Some(true) => Self::Yes,
            Some(false) => Self::No,
            None => Self::Unknown,
        }
    }
}

/// How many, as screens count.
pub(crate) fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

/// Milliseconds of a rule as screens carry them.
pub(crate) fn ms(many: u64) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

/// A moment or a time to the whole minute before it: a screen that says the same is the same.
pub(crate) fn to_the_minute(ms: i64) -> i64 {
    whole(ms, 60_000)
}

/// A time that runs, to the whole second before it.
pub(crate) fn to_the_second(ms: i64) -> i64 {
    whole(ms, 1_000)
}

fn whole(ms: i64, unit_ms: i64) -> i64 {
    ms.div_euclid(unit_ms).saturating_mul(unit_ms)
}
