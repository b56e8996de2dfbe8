//! Which backups phones may rely on.
//!
//! A backup counts only after all of it was read ([`super::verify`]). What it covers is
//! told to phones as `safe_upto`: a place in the one order of arrivals, in the life of
//! the database that gave it. It is never taken back: the newest verified backup is not
//! forgotten before a newer one was verified. One JSON object a line, in a file beside
//! the database, so that a running office sees a verification at once.

use std::path::{Path, PathBuf};

use doorstep_domain::id::{Hash, InstallationId};
use serde::{Deserialize, Serialize};

use super::BackupError;
use crate::office::Office;
use crate::store::{OpenError, write_whole};

/// The file's name.
const VERIFIED: &str = "verified-backups";

/// A backup that was read to its last byte.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// Where it lay then.
    pub folder: PathBuf,
    /// The hash of its signed manifest, in hexadecimal: its name.
    pub manifest: String,
    /// The life of the database that `upto` belongs to, in hexadecimal.
    pub epoch: String,
    /// The last arrival that it covers.
    pub upto: u64,
    /// When it was verified.
    pub at_ms: i64,
}

impl Verified {
    /// Under its names as they are written.
    pub(super) fn new(folder: &Path, manifest: Hash, epoch: [u8; 16], upto: u64, at_ms: i64) -> Self {
        let epoch = InstallationId(epoch).to_hex();
        Self { folder: folder.to_owned(), manifest: manifest.to_hex(), epoch, upto, at_ms }
    }
}

impl Office {
    /// The last arrival that a verified backup covers; nothing where none is known.
    pub fn safe_upto(&self) -> u64 {
        match all(&self.data) {
            Ok(known) => covered(&known, self.epoch.0),
            Err(wrong) => {
                tracing::error!(error = %wrong, "it is not known which backups were verified");
                0
            }
        }
    }
}

impl Office {
    /// The backup of this life that covers most; none where none was verified.
    pub(crate) fn newest_verified(&self) -> Option<Verified> {
        let epoch = InstallationId(self.epoch.0).to_hex();
        let known = all(&self.data).unwrap_or_default().into_iter();
        known.filter(|verified| verified.epoch == epoch).max_by_key(|verified| (verified.upto, verified.at_ms))
    }
}

fn covered(known: &[Verified], epoch: [u8; 16]) -> u64 {
    let epoch = InstallationId(epoch).to_hex();
    known.iter().filter(|verified| verified.epoch == epoch).map(|verified| verified.upto).max().unwrap_or(0)
}

/// Every backup that this office relies on.
pub(super) fn all(data: &Path) -> Result<Vec<Verified>, BackupError> {
    let path = data.join(VERIFIED);
    let text = match std::fs::read_to_string(&path) {
        Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(|source| OpenError::file("read", &path, source))?,
    };
    Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect())
}

/// From now on this backup counts.
pub(super) fn note(data: &Path, verified: Verified) -> Result<(), BackupError> {
    let mut known = all(data)?;
    known.retain(|known| known.manifest != verified.manifest || known.epoch != verified.epoch);
    known.push(verified);
    write(data, &known)
}

/// Relies on this backup no more, so that its folder may go. Refuses the newest one:
/// phones may have let go what only it covers.
pub fn forget(data: &Path, folder: &Path) -> Result<Verified, BackupError> {
    let mut known = all(data)?;
    let is_meant = |known: &Verified| same(&known.folder, folder);
    let place = known.iter().position(is_meant).ok_or_else(|| BackupError::Unknown(folder.to_owned()))?;
    let meant = known.remove(place);
    let is_newer = |other: &Verified| other.epoch == meant.epoch && other.upto >= meant.upto && other.folder.is_dir();
    if !known.iter().any(is_newer) {
        return Err(BackupError::ReliedOn(folder.to_owned()));
    }
    write(data, &known)?;
    Ok(meant)
}

/// Folders are compared where they lead to, as long as they are there.
fn same(known: &Path, asked: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    real(known) == real(asked)
}

fn write(data: &Path, known: &[Verified]) -> Result<(), BackupError> {
    let path = data.join(VERIFIED);
    let lines: Result<String, serde_json::Error> =
        known.iter().map(|verified| serde_json::to_string(verified).map(|line| line + "\n")).collect();
    let written = lines.map_err(std::io::Error::other).and_then(|lines| write_whole(&path, lines.as_bytes(), false));
    Ok(written.map_err(|source| OpenError::file("write", &path, source))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verified(folder: &Path, name: &str, epoch: u8, upto: u64) -> Verified {
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Verified::new(&folder, Hash::of(name.as_bytes()), [epoch; 16], upto, 1)
    }

    #[test]
    fn what_is_covered_counts_only_in_its_own_life() {
        let folder = tempfile::tempdir().unwrap();
        for (name, epoch, upto) in [("monday", 1, 10), ("tuesday", 1, 20), ("restored", 2, 15)] {
            note(folder.path(), verified(folder.path(), name, epoch, upto)).unwrap();
        }
        let known = all(folder.path()).unwrap();
        assert_eq!([1, 2, 3].map(|epoch| covered(&known, [epoch; 16])), [20, 15, 0]);
    }

    #[test]
    fn the_newest_verified_backup_is_not_forgotten_before_a_newer_one_is_verified() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let (monday, tuesday) = (verified(data, "monday", 1, 10), verified(data, "tuesday", 1, 20));
        note(data, monday.clone()).unwrap();
        assert!(matches!(forget(data, &monday.folder), Err(BackupError::ReliedOn(_))));
        assert!(matches!(forget(data, &tuesday.folder), Err(BackupError::Unknown(_))));
        note(data, tuesday.clone()).unwrap();
        assert!(matches!(forget(data, &tuesday.folder), Err(BackupError::ReliedOn(_))));
        assert_eq!(forget(data, &monday.folder).unwrap(), monday);
        assert_eq!(all(data).unwrap(), [tuesday]);
    }

    #[test]
    fn a_newer_backup_that_is_not_there_any_more_lets_no_other_go() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let (monday, tuesday) = (verified(data, "monday", 1, 10), verified(data, "tuesday", 1, 20));
        note(data, monday.clone()).unwrap();
        note(data, tuesday.clone()).unwrap();
        std::fs::remove_dir(&tuesday.folder).unwrap();
        assert!(matches!(forget(data, &monday.folder), Err(BackupError::ReliedOn(_))));
        assert_eq!(all(data).unwrap().len(), 2);
    }

    #[test]
    fn verifying_the_same_backup_again_changes_nothing_but_the_time() {
        let folder = tempfile::tempdir().unwrap();
        let once = verified(folder.path(), "monday", 1, 10);
        note(folder.path(), once.clone()).unwrap();
        note(folder.path(), Verified { at_ms: 9, ..once }).unwrap();
        assert_eq!(all(folder.path()).unwrap().iter().map(|known| known.at_ms).collect::<Vec<_>>(), [9]);
    }
}
