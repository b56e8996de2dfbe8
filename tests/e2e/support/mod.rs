//! What the end-to-end tests share: the program as a person runs it, phones on their
//! pipes, an office's folder, and a road between them that can be cut.
//!
//! Everything here speaks to real processes over real pipes, files and sockets. Waiting
//! is waiting for one of those, with a deadline that fails the test.
// Every test is a crate of its own and uses a part of this.
#![allow(dead_code)]

pub mod ambush;
pub mod http;
pub mod office;
pub mod phone;
pub mod rng;
pub mod road;
pub mod undisturbed;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

/// Longer than anything takes here; who waits this long has found a defect.
pub const DEADLINE: Duration = Duration::from_secs(90);

/// The program.
pub fn program() -> &'static str {
    env!("CARGO_BIN_EXE_doorstep")
}

/// Something below `fixtures/`.
pub fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(path).canonicalize().unwrap()
}

/// The files of a folder with this ending, by name.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    files.sort();
    files
}

/// What a command of the program came to.
pub struct Ended {
    /// Status 0.
    pub is_well: bool,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ended {
    /// Ended with 0, or the test ends here.
    pub fn well(self) -> Self {
        assert!(self.is_well, "expected status 0\nstdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Ended with another status and told it in sentences.
    pub fn refused(self) -> Self {
        assert!(!self.is_well, "expected a refusal\nstdout:\n{}\nstderr:\n{}", self.out, self.err);
        self.without_a_trace()
    }

    /// Nothing on standard error is for programmers.
    pub fn without_a_trace(self) -> Self {
        for trace in ["panicked", "RUST_BACKTRACE", "stack backtrace", "thread '", "Err(", "Os {", "Error {"] {
            assert!(!self.err.contains(trace), "{trace:?} on standard error:\n{}", self.err);
        }
        self
    }

    /// The one line on standard error.
    pub fn sentence(&self) -> &str {
        let lines: Vec<&str> = self.err.lines().collect();
        assert_eq!(lines.len(), 1, "one sentence, not:\n{}", self.err);
        lines[0]
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { is_well: output.status.success(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// Runs the program to its end.
pub fn doorstep<I, S>(arguments: I) -> Ended
where
    I: IntoIterator<Item = S>,
    S: AsRef<std::ffi::OsStr>,
{
    Command::new(program()).args(arguments).output().unwrap().into()
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => std::fs::copy(entry.path(), target).map(|_| ()).unwrap(),
        }
    }
}

/// Changes one bit of the byte in the middle of a file.
pub fn flip(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    flip_middle(&mut bytes);
    std::fs::write(file, bytes).unwrap();
}

/// Changes one bit of the byte in the middle.
pub fn flip_middle(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
}
