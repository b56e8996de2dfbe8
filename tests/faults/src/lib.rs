//! Disks under fire: what SQLite asked of a disk, recorded in order, and what could be
//! left of it after a power loss.
//!
//! [`vfs`] stands between SQLite and the system's files; whatever store is opened in this
//! process goes through it, the phone's and the office's. A folder that is watched has a
//! [`Disk`]: it records every write, truncation, sync and removal, and fails the n-th one
//! where a test wants that. [`image`] builds what may stand on the disk when the power is
//! gone after any of them: what was synced is there, what was not is there, lost or torn,
//! sector by sector.
//!
//! Leaves to the tests: which store is played, and what must still be true.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a disk that goes wrong otherwise than it was told to is a failed test"
)]
#![allow(missing_docs, reason = "the words are those of SQLite's own interface")]

mod disk;
pub mod image;
mod vfs;

pub use disk::{Disk, Fault, Op, Trouble};
pub use vfs::watch;
