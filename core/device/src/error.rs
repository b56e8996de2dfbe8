//! What can go wrong on a phone: refused (the person can change something), or broken
//! (our fault, with a report id). Waiting for a network is neither; it is sync state.

use doorstep_domain::refusal::Refusal;

use crate::photo::PhotoRefusal;
use crate::ports::PortError;

/// Why a phone's folder cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite is too old to be trusted with WAL.
    #[error("this SQLite is {found}, 3.51.3 is needed")]
    OldSqlite {
        /// What was linked.
        found: String,
    },
    /// A newer app wrote this store; nothing was touched.
    #[error("this store has schema {found}, this app knows {known}: update the app")]
    NewerStore {
        /// The store's.
        found: i64,
        /// This app's.
        known: i64,
    },
    /// There was a store here, and it is gone; nothing was touched.
    #[error("the store is gone, {left} is still here")]
    Lost {
        /// What says that there was one.
        left: &'static str,
    },
    /// The file is not a store of this app; nothing was touched.
    #[error("this file is no phone's store: {why}")]
    Foreign {
        /// How that is known.
        why: &'static str,
    },
    /// Another process has this store open: there is one writer.
    #[error("this store is open already")]
    InUse,
    /// The folder of the store cannot be used.
    #[error("using the folder of the store")]
    Folder(#[source] std::io::Error),
    /// A setting did not take.
    #[error("the setting {setting} is {found}, not {expected}")]
    Setting {
        /// Which.
        setting: &'static str,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// The store cannot be used.
    #[error("opening the store: {0}")]
    Store(#[from] rusqlite::Error),
    /// A stored row does not say what it should.
    #[error("reading the store: {0}")]
    Rows(#[from] StoreError),
    /// A port did not do its part.
    #[error(transparent)]
    Port(#[from] PortError),
    /// The photo folder cannot be used.
    #[error(transparent)]
    Photos(#[from] PhotoRefusal),
    /// A thread or runtime could not be started.
    #[error("starting the phone's threads")]
    Threads(#[source] std::io::Error),
}

impl OpenError {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NewerStore { .. } => "open/newer-store",
            Self::InUse => "open/in-use",
            Self::Lost { .. } => "open/lost-store",
            Self::Foreign { .. } => "open/foreign-store",
            Self::Folder(_) | Self::Photos(_) => "open/folder",
            Self::Port(_) => "open/key",
            Self::Store(wrong) if is_full(wrong) => "open/disk-full",
            Self::Store(wrong) if is_damage(wrong) => "open/damaged-store",
            Self::Rows(StoreError::Damaged { .. }) => "open/damaged-store",
            Self::Rows(StoreError::Sqlite(wrong)) if is_damage(wrong) => "open/damaged-store",
            Self::OldSqlite { .. } | Self::Setting { .. } | Self::Store(_) | Self::Rows(_) | Self::Threads(_) => {
                "open/store"
            }
        }
    }

    /// Whether another try finds the same: the phone works again once the store is set aside.
    pub fn asks_to_set_aside(code: &str) -> bool {
        matches!(code, "open/lost-store" | "open/foreign-store" | "open/damaged-store")
    }
}

/// Why the store did not do something.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite says no.
    #[error("the store: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The file could not be opened again after an error.
    #[error("opening the store again: {0}")]
    Reopen(#[source] OpenErrorBox),
    /// A row does not say what it should: its table and why.
    #[error("a damaged row in {table}: {why}")]
    Damaged {
        /// Which table.
        table: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The phone is closed.
    #[error("this phone is closed")]
    Closed,
    /// The call failed inside; nothing of it was kept.
    #[error("this call failed inside; nothing of it was kept")]
    Failed,
    /// A port did not do its part.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// An error of opening, boxed because opening and storing may each hold the other.
pub type OpenErrorBox = Box<OpenError>;

impl StoreError {
    /// A row does not say what it should.
    pub fn damaged(table: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Damaged { table, why: why.to_string() }
    }

    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Sqlite(wrong) if is_full(wrong) => "journal/disk-full",
            Self::Sqlite(_) => "journal/store",
            Self::Reopen(_) => "journal/unknown-outcome",
            Self::Damaged { .. } => "journal/damaged",
            Self::Closed => "phone/closed",
            Self::Failed => "app/broken",
            Self::Port(_) => "phone/port",
        }
    }
}

fn is_damage(wrong: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(wrong.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

fn is_full(wrong: &rusqlite::Error) -> bool {
    wrong.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull)
}

/// Why an intent was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The person can change something.
    #[error("refused: {code}{}", field.as_ref().map(|field| format!(" ({field})")).unwrap_or_default())]
    Refused {
        /// The stable key.
        code: String,
        /// What it is about: a check, row or part.
        field: Option<String>,
    },
    /// Our fault.
    #[error("broken: {code} (report {report_id})")]
    Broken {
        /// The stable key.
        code: String,
        /// Names this occurrence in the log.
        report_id: String,
    },
}

impl SendError {
    pub(crate) fn refused(code: &str) -> Self {
        Self::Refused { code: code.to_owned(), field: None }
    }
}

impl From<Refusal> for SendError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused { code: refusal.code().to_owned(), field: refusal.field().map(str::to_owned) }
    }
}

impl From<PhotoRefusal> for SendError {
    fn from(refusal: PhotoRefusal) -> Self {
        Self::refused(refusal.code())
    }
}

/// Why a phone could not be enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The office said no, in our own words.
    #[error("the office refused: {code}: {detail}")]
    Refused {
        /// The stable key.
        code: String,
        /// More words.
        detail: String,
    },
    /// No usable answer came.
    #[error("no answer from the office: {0}")]
    NoAnswer(String),
    /// The phone's store did not keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}
