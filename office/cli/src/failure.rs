//! What ends a command: always a sentence that a person can act on, never a trace.

use std::fmt;
use std::path::{Path, PathBuf};

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A file or folder could not be used.
    #[error("could not {what} {}: {}", path.display(), plain(source))]
    File {
        /// `read`, `write`, `create` …
        what: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file does not say what it should.
    #[error("{}: {reason}", path.display())]
    BadFile {
        /// Which.
        path: PathBuf,
        /// What is wrong, and where in the file.
        reason: String,
    },
    /// Several things are wrong; one a line.
    #[error("{}", .0.join("\n"))]
    Several(Vec<String>),
    /// Somebody else listens there.
    #[error("port {port} is taken: {}; choose another with --port, or --port 0 for any free one", plain(source))]
    PortTaken {
        /// Which.
        port: u16,
        /// Why.
        source: std::io::Error,
    },
    /// The office could not be opened or asked.
    #[error("the office: {0}")]
    Office(String),
    /// A phone did not do its part.
    #[error("a phone: {0}")]
    Phone(String),
    /// A scripted visit could not go on.
    #[error("the script: {0}")]
    Script(String),
    /// Something that was compared does not agree.
    #[error("not everything matched:\n{}", .0.join("\n"))]
    Mismatch(Vec<String>),
}

impl Failure {
    /// A file or folder could not be used.
    pub fn file(what: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::File { what, path: path.to_owned(), source }
    }

    /// Something of the phone broke.
    pub fn broken(wrong: impl fmt::Display) -> Self {
        Self::Phone(wrong.to_string())
    }

    /// Something of the office broke.
    pub fn office(wrong: impl fmt::Display) -> Self {
        Self::Office(wrong.to_string())
    }
}

/// The usual reasons in plain words; anything else as the system says it.
fn plain(source: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match source.kind() {
        ErrorKind::PermissionDenied => "this user may not write there".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        ErrorKind::AddrInUse => "another program listens there".to_owned(),
        _ => source.to_string(),
    }
}
