//! Walks everything that arrived and holds it against its hashes.

mod walk;

use std::fmt;

use doorstep_domain::id::{Hash, Lane, Subject};

/// What a walk over the office's folder found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntegrityReport {
    /// When it was made, by the office's clock.
    pub at_ms: i64,
    /// Segments that were read.
    pub segments: u64,
    /// Events whose hashes were recomputed.
    pub events: u64,
    /// Contents whose hashes were recomputed.
    pub contents: u64,
    /// Photographs whose hashes were recomputed.
    pub photos: u64,
    /// Visits whose projections were rebuilt and compared.
    pub visits: u64,
    /// Vans whose projections were rebuilt and compared.
    pub vans: u64,
    /// Days whose projections were rebuilt and compared.
    pub days: u64,
    /// What is not as it arrived, and cannot be mended here.
    pub damaged: Vec<Damage>,
    /// Projections that differed and were made again from the segments.
    pub repaired: Vec<Repair>,
}

impl IntegrityReport {
    /// Everything is as it arrived.
    pub fn is_sound(&self) -> bool {
        self.damaged.is_empty()
    }
}

/// Something that is not as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Damage {
    /// The chain of a lane breaks here.
    Event {
        /// In which lane.
        lane: Lane,
        /// The first damaged event.
        seq: u64,
    },
    /// A lane's head is not where its segments end.
    Head {
        /// Which lane.
        lane: Lane,
        /// Where it stands.
        seq: u64,
    },
    /// A content's bytes are not what its name says.
    Content {
        /// Its name.
        hash: Hash,
        /// The subject it belongs to.
        subject: String,
    },
    /// A photograph's bytes are not what its name says.
    Photo {
        /// Its name.
        hash: Hash,
        /// The visit it belongs to.
        subject: String,
    },
    /// A photograph arrived and its file is gone.
    PhotoGone {
        /// Its name.
        hash: Hash,
        /// The visit it belongs to.
        subject: String,
    },
    /// A projection differs from its segments and was left as it is.
    Projection {
        /// Of which visit, van or day.
        subject: Subject,
    },
    /// A stored job is not what it was.
    Job {
        /// Its number.
        job: String,
    },
    /// A book's bytes are not what its name says.
    Book {
        /// Its name.
        hash: Hash,
    },
    /// A row does not read as what it should hold.
    Row {
        /// In which table.
        table: &'static str,
    },
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event { lane, seq } => write!(f, "lane {lane}: event {seq} is damaged"),
            Self::Head { lane, seq } => write!(f, "lane {lane}: the head at {seq} is not where its events end"),
            Self::Content { hash, subject } => write!(f, "content {hash} of {subject} is damaged"),
            Self::Photo { hash, subject } => write!(f, "photo {hash} of {subject} is damaged"),
            Self::PhotoGone { hash, subject } => write!(f, "photo {hash} of {subject} arrived and is gone"),
            Self::Projection { subject } => write!(f, "what the lists show of {subject} differs from its events"),
            Self::Job { job } => write!(f, "the stored job {job} is damaged"),
            Self::Book { hash } => write!(f, "book {hash} is damaged"),
            Self::Row { table } => write!(f, "a row of the table {table} is damaged"),
        }
    }
}

/// Something that was made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Of which visit, van or day.
    pub subject: Subject,
    /// The tables that differed.
    pub tables: Vec<&'static str>,
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} made again from its events", self.subject, self.tables.join(", "))
    }
}
