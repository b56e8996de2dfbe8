//! Names of things: one type per kind of id, so that no two can be mixed up.
//!
//! A bare string is an id only on the wire. Ids that people write in books and
//! jobs are short and printable; [`IdError`] says what is wrong with one.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// The longest id that a book, a job or the wire may carry, in bytes.
pub const LONGEST_ID: usize = 64;

/// Why a piece of text cannot be an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing was given.
    #[error("an id must not be empty")]
    Empty,
    /// Longer than [`LONGEST_ID`].
    #[error("an id has at most {LONGEST_ID} characters, this one has {0}")]
    TooLong(usize),
    /// Ids are ASCII letters, digits, `-`, `_` and `.`.
    #[error("the character {0:?} may not stand in an id")]
    BadCharacter(char),
}

fn checked(text: &str) -> Result<String, IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > LONGEST_ID {
        return Err(IdError::TooLong(text.len()));
    }
    match text.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))) {
        Some(bad) => Err(IdError::BadCharacter(bad)),
        None => Ok(text.to_owned()),
    }
}

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The id as people write it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                checked(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

text_id! {
    /// A job, by the service order number that the customer was given (R1).
    JobId;
    /// One trip for one job. The office names it with the job.
    VisitId;
    /// An engineer, by staff number.
    EngineerId;
    /// A check of the service standard.
    CheckId;
    /// One answer of a choice check.
    OptionId;
    /// A reason for waiving a check.
    ReasonId;
    /// A row of the fee schedule.
    FeeRowId;
    /// A part of the catalogue.
    PartNo;
    /// What is printed on one tracked part.
    SerialNo;
    /// A kind of appliance, as the service standard lists them.
    CategoryId;
    /// A follow-up of the SLA policy.
    FollowUpId;
    /// An incident of the service standard.
    IncidentId;
    /// An article of the knowledge book.
    ArticleId;
    /// One engineer's day: the date, a dot, the staff number.
    DayId;
}

/// A SHA-256 value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Before the first event of a lane.
    pub const NONE: Hash = Hash([0; 32]);

    /// The hash of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The name of a small content: the salt keeps a short text from being guessed.
    pub fn of_salted(salt: &[u8; 16], bytes: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(salt);
        hasher.update(bytes);
        Self(hasher.finalize().into())
    }

    /// Lower-case hexadecimal, 64 characters.
    pub fn to_hex(&self) -> String {
        to_hex(&self.0)
    }

    /// The first eight hexadecimal digits, for people.
    pub fn short(&self) -> String {
        self.to_hex().chars().take(8).collect()
    }

    /// Reads what [`Hash::to_hex`] wrote.
    pub fn from_hex(text: &str) -> Option<Self> {
        from_hex(text).map(Self)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", self.short())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// One copy of the app on one phone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstallationId(pub [u8; 16]);

impl InstallationId {
    /// Lower-case hexadecimal, 32 characters.
    pub fn to_hex(&self) -> String {
        to_hex(&self.0)
    }

    /// Reads what [`InstallationId::to_hex`] wrote.
    pub fn from_hex(text: &str) -> Option<Self> {
        from_hex(text).map(Self)
    }
}

impl fmt::Debug for InstallationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Display for InstallationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

/// What a journal is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// One visit.
    Visit(VisitId),
    /// One engineer's van.
    Van(EngineerId),
    /// One engineer's day.
    Day(DayId),
}

impl DayId {
    /// The day of this engineer.
    pub fn of(date: chrono::NaiveDate, engineer: &EngineerId) -> Result<Self, IdError> {
        format!("{date}.{engineer}").parse()
    }

    /// Which day it is, if the id says so.
    pub fn date(&self) -> Option<chrono::NaiveDate> {
        self.0.split_once('.')?.0.parse().ok()
    }

    /// Whose day it is, if the id says so.
    pub fn engineer(&self) -> Option<EngineerId> {
        self.0.split_once('.')?.1.parse().ok()
    }
}

impl FromStr for Subject {
    type Err = SubjectError;
    fn from_str(text: &str) -> Result<Self, SubjectError> {
        match text.split_once('/') {
            Some(("visit", id)) => Ok(Self::Visit(id.parse()?)),
            Some(("van", id)) => Ok(Self::Van(id.parse()?)),
            Some(("day", id)) => Ok(Self::Day(id.parse()?)),
            _ => Err(SubjectError::UnknownKind),
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Visit(id) => write!(f, "visit/{id}"),
            Self::Van(id) => write!(f, "van/{id}"),
            Self::Day(id) => write!(f, "day/{id}"),
        }
    }
}

/// Why a piece of text names no subject.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubjectError {
    /// Only `visit/…`, `van/…` and `day/…` are subjects.
    #[error("a subject is visit/…, van/… or day/…")]
    UnknownKind,
    /// What follows the slash is no id.
    #[error("a subject names a thing by id: {0}")]
    BadId(#[from] IdError),
}

/// One installation's part of one subject's journal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lane {
    /// Who writes it.
    pub installation: InstallationId,
    /// What it is about.
    pub subject: Subject,
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.subject, self.installation)
    }
}

/// A place in a lane: the hash vouches for everything before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Head {
    /// Events are numbered from 1; 0 is the empty lane.
    pub seq: u64,
    /// The hash of event `seq`, or [`Hash::NONE`].
    pub hash: Hash,
}

impl Head {
    /// Where every lane begins.
    pub const EMPTY: Head = Head { seq: 0, hash: Hash::NONE };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_with_markup_in_it_is_refused() {
        assert_eq!("<b>".parse::<JobId>(), Err(IdError::BadCharacter('<')));
        assert_eq!("".parse::<JobId>(), Err(IdError::Empty));
        assert_eq!("x".repeat(65).parse::<JobId>(), Err(IdError::TooLong(65)));
    }

    #[test]
    fn hexadecimal_is_read_back_and_nothing_else_is() {
        let hash = Hash::of(b"doorstep");
        assert_eq!(Hash::from_hex(&hash.to_hex()), Some(hash));
        assert_eq!(Hash::from_hex("+f"), None);
        assert_eq!(Hash::from_hex(&"é".repeat(32)), None);
    }

    #[test]
    fn a_subject_is_read_back() {
        for text in ["visit/FW-1", "van/E1", "day/2026-11-23.E1"] {
            assert_eq!(text.parse::<Subject>().map(|s| s.to_string()), Ok(text.to_owned()));
        }
        assert!("desk/1".parse::<Subject>().is_err());
    }
}
