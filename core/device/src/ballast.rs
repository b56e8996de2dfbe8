//! Room that is kept for the visit at hand.
//!
//! A file of zeros lies beside the store. When the disk is full it goes, and what it held is
//! enough to bring a visit to its signature. While it cannot be made again nothing large is
//! taken in: photographs stop before events do.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// More than a whole visit writes, the log at its longest included.
const BYTES: usize = 4 << 20;

/// The file of one phone.
#[derive(Debug)]
pub struct Ballast {
    path: PathBuf,
}

impl Ballast {
    /// In this folder; nothing is written yet.
    pub fn new(folder: &Path) -> Self {
        Self { path: folder.join("ballast") }
    }

    /// Sees to it that the room is kept. Leaves nothing half done.
    pub fn fill(&self) -> io::Result<()> {
        if self.is_kept() {
            return Ok(());
        }
        let made = self.make();
        if made.is_err() {
            self.release();
        }
        made
    }

    fn make(&self) -> io::Result<()> {
        let mut file = File::create(&self.path)?;
        let zeros = vec![0; BYTES / 16];
        for _ in 0..16 {
            file.write_all(&zeros)?;
        }
        file.sync_all()
    }

    /// Whether the room is there.
    pub fn is_kept(&self) -> bool {
        fs::metadata(&self.path).is_ok_and(|about| about.len() == BYTES as u64)
    }

    /// Gives the room away; false where there was none.
    pub fn release(&self) -> bool {
        fs::remove_file(&self.path).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_kept_once_and_given_away_once() {
        let folder = tempfile::tempdir().unwrap();
        let ballast = Ballast::new(folder.path());
        assert!(!ballast.release());
        ballast.fill().unwrap();
        ballast.fill().unwrap();
        assert_eq!(fs::metadata(folder.path().join("ballast")).unwrap().len(), BYTES as u64);
        assert!(ballast.release() && !ballast.release());
    }

    #[test]
    fn room_that_cannot_be_kept_leaves_nothing() {
        let ballast = Ballast::new(Path::new("/nowhere"));
        assert!(ballast.fill().is_err() && !ballast.release());
    }
}
