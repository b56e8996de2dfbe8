//! Why bytes are refused.

/// What is wrong with bytes that came from somewhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// More than this crate or the caller takes.
    #[error("{what}: more than {limit}")]
    TooLong {
        /// What is too long.
        what: &'static str,
        /// The most that is taken, in bytes or pieces.
        limit: usize,
    },
    /// The bytes end in the middle.
    #[error("the bytes end too early")]
    CutShort,
    /// Something follows after the end.
    #[error("there are bytes after the end")]
    Trailing,
    /// A value is not in its one spelling, or is of a kind that never stands here (map, float, tag).
    #[error("a value is not in its one spelling")]
    Spelling,
    /// Another kind of value, or another number of values, was expected.
    #[error("{at}: this is something else")]
    Shape {
        /// Where.
        at: &'static str,
    },
    /// The right kind of value, with contents that cannot be.
    #[error("{at}: this value cannot be")]
    Value {
        /// Where.
        at: &'static str,
    },
    /// An option that this version does not know.
    #[error("{at}: {code} is unknown here")]
    Code {
        /// Which table.
        at: &'static str,
        /// The number found.
        code: u32,
    },
    /// The other side speaks a version that this one does not.
    #[error("this is version {theirs}, which is unknown here")]
    Version {
        /// The version found.
        theirs: u32,
    },
    /// The bytes are not those that were sent.
    #[error("the bytes are damaged")]
    Damaged,
    /// Not one whole zstd frame that says how large it is.
    #[error("this is not compressed as agreed")]
    Compression,
}

impl WireError {
    /// Stable key: logs count by it, screens find their words by it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "wire/too-long",
            Self::CutShort => "wire/cut-short",
            Self::Trailing => "wire/trailing-bytes",
            Self::Spelling => "wire/spelling",
            Self::Shape { .. } => "wire/shape",
            Self::Value { .. } => "wire/value",
            Self::Code { .. } => "wire/unknown-code",
            Self::Version { .. } => "wire/unknown-version",
            Self::Damaged => "wire/damaged",
            Self::Compression => "wire/compression",
        }
    }
}
