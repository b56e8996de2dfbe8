//! One watched folder: everything that was asked of its files, and which of it fails.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::ffi;

/// What SQLite did to a file; files are named by their place in [`Disk::files`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    Create {
        file: usize,
    },
    Write {
        file: usize,
        offset: u64,
        bytes: Vec<u8>,
    },
    Truncate {
        file: usize,
        size: u64,
    },
    /// What was written is on the disk now; the names of all files too, where the folder was synced.
    Sync {
        file: usize,
        is_folder_synced: bool,
    },
    Remove {
        file: usize,
        is_folder_synced: bool,
    },
    /// A test says something: what was promised before this may not be lost after it.
    Mark(usize),
}

impl Op {
    /// Whether the disk has to do something for it that can fail.
    fn can_fail(&self) -> bool {
        matches!(self, Self::Write { .. } | Self::Truncate { .. } | Self::Sync { .. })
    }
}

/// What a failing disk says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It does not do it.
    Broken,
    /// There is no room: half of a write is done, no sync is refused.
    Full,
}

/// Which operations fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The first that fails, from 1.
    pub nth: usize,
    /// How many fail.
    pub many: usize,
    pub trouble: Trouble,
}

#[derive(Default)]
struct Held {
    files: Vec<PathBuf>,
    ops: Vec<Op>,
    is_recording: bool,
    fault: Option<Fault>,
    /// Operations that could fail since the fault was ordered.
    asked: usize,
    injected: usize,
}

/// A watched folder.
pub struct Disk {
    pub(crate) folder: PathBuf,
    held: Mutex<Held>,
}

impl Disk {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, held: Mutex::default() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on everything is kept.
    pub fn record(&self) {
        self.held().is_recording = true;
    }

    /// Notes what a test knows at this moment.
    pub fn mark(&self, what: usize) {
        self.held().ops.push(Op::Mark(what));
    }

    /// What was kept, with the files it speaks of; nothing more is kept.
    pub fn taken(&self) -> (Vec<PathBuf>, Vec<Op>) {
        let mut held = self.held();
        held.is_recording = false;
        (held.files.clone(), std::mem::take(&mut held.ops))
    }

    /// Orders a fault, counted from now.
    pub fn fail(&self, fault: Fault) {
        let mut held = self.held();
        (held.fault, held.asked, held.injected) = (Some(fault), 0, 0);
    }

    /// The disk is well again; how many operations failed.
    pub fn mend(&self) -> usize {
        let mut held = self.held();
        held.fault = None;
        held.injected
    }

    pub(crate) fn number(&self, path: PathBuf) -> usize {
        let mut held = self.held();
        let known = held.files.iter().position(|known| *known == path);
        known.unwrap_or_else(|| {
            held.files.push(path);
            held.files.len() - 1
        })
    }

    /// Asks whether this fails, before it is done; the disk's word where it does.
    pub(crate) fn refuses(&self, op: &Op) -> Option<Trouble> {
        let mut held = self.held();
        let fault = held.fault?;
        if !op.can_fail() {
            return None;
        }
        held.asked += 1;
        let is_due = (fault.nth..fault.nth.saturating_add(fault.many)).contains(&held.asked);
        let is_harmless = fault.trouble == Trouble::Full && !matches!(op, Op::Write { .. });
        if !is_due || is_harmless {
            return None;
        }
        held.injected += 1;
        Some(fault.trouble)
    }

    /// It was done.
    pub(crate) fn done(&self, op: Op) {
        let mut held = self.held();
        if held.is_recording {
            held.ops.push(op);
        }
    }
}

/// What SQLite is told about an operation that failed.
pub(crate) fn code(op: &Op, trouble: Trouble) -> i32 {
    match (trouble, op) {
        (Trouble::Full, _) => ffi::SQLITE_FULL,
        (_, Op::Write { .. }) => ffi::SQLITE_IOERR_WRITE,
        (_, Op::Truncate { .. }) => ffi::SQLITE_IOERR_TRUNCATE,
        _ => ffi::SQLITE_IOERR_FSYNC,
    }
}
