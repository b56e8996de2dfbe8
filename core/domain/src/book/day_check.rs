//! What begins and ends an engineer's day: parts, tools, appearance; money, cards,
//! old parts (R37–R41, R168).

use super::{CheckKind, Text, Weight};
use crate::id::CheckId;
use crate::job::named;

/// One thing to do before the first visit or after the last.
///
/// It is a check without a step, a condition or an order: a day has none of them.
/// Its kind is confirm, choice, photo or note; [`super::parse`] refuses the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayCheck {
    /// Stable over versions of the book.
    pub id: CheckId,
    /// At which end of the day.
    pub at: DayPart,
    /// What answering it takes.
    pub kind: CheckKind,
    /// What happens without an answer.
    pub weight: Weight,
    /// What the engineer reads.
    pub text: Text,
    /// A longer explanation, if there is one.
    pub hint: Option<Text>,
    /// The requirements it serves, by number.
    pub serves: Vec<String>,
}

named! {
    /// An end of a day.
    DayPart {
        /// Before the first visit.
        Start = "start",
        /// After the last.
        End = "end",
    }
}
