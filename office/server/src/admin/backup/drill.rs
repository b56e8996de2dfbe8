//! Verifying a backup is restoring it once, where nobody is in the way.
//!
//! Every file is held against the signed manifest; then an office is opened over a copy
//! of the database and the photographs, and everything in it is walked as at a start. Only
//! what passed all of it may be relied on.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use doorstep_domain::id::Hash;
use doorstep_wire::manifest::Manifest;
use sea_orm::EntityTrait;

use super::verified::{self, Verified};
use super::{BackupError, DATABASE, MANIFEST, PHOTOS, copy_hashed, key_in, look_at, make, named, read_manifest};
use crate::entity::office;
use crate::integrity::IntegrityReport;
use crate::office::{Office, StoreError, from_row};
use crate::ports::{Clock, SystemClock};
use crate::store::{OpenError, epoch};

/// A backup that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drilled {
    /// What the office relies on from now on.
    pub verified: Verified,
    /// What was read.
    pub report: IntegrityReport,
}

/// Reads all of the backup in `dir`. Only a good one is noted at the office in `data`,
/// which may be running, and covers what phones then need not keep.
pub async fn verify(data: &Path, dir: &Path) -> Result<Drilled, BackupError> {
    let key = key_in(data)?;
    let (manifest, name) = read_manifest(dir, Some(&key))?;
    let complaints = complaints(dir, &manifest);
    if !complaints.is_empty() {
        return Err(BackupError::Damaged(complaints));
    }
    let (epoch, upto) = life_of(&dir.join(DATABASE)).await?;
    let drill = Drill::prepare(data, dir, &manifest, epoch)?;
    let report = walk(&drill.0).await?;
    if !report.is_sound() {
        return Err(BackupError::Damaged(report.damaged.iter().map(ToString::to_string).collect()));
    }
    let folder = std::fs::canonicalize(dir).map_err(|source| OpenError::file("read", dir, source))?;
    let verified = Verified::new(&folder, name, epoch, upto, SystemClock::new().now_ms());
    verified::note(data, verified.clone())?;
    Ok(Drilled { verified, report })
}

/// Everything in which a folder is not what was signed.
fn complaints(dir: &Path, manifest: &Manifest) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut expected: BTreeSet<String> = [MANIFEST.to_owned()].into();
    for file in manifest.files() {
        expected.insert(file.path.clone());
        match named(&file.path, &dir.join(&file.path)) {
            Ok(found) if found == *file => {}
            Err(_) if !dir.join(&file.path).exists() => complaints.push(format!("{} is missing", file.path)),
            Ok(_) => complaints.push(format!("{} is not what the office signed", file.path)),
            Err(wrong) => complaints.push(wrong.to_string()),
        }
    }
    if !expected.contains(DATABASE) {
        complaints.push(format!("there is no {DATABASE} in it"));
    }
    strangers(dir, "", &expected, &mut complaints);
    complaints
}

/// Files that nobody signed.
fn strangers(dir: &Path, below: &str, expected: &BTreeSet<String>, complaints: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(dir.join(below)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if entry.path().is_dir() {
            strangers(dir, &path, expected, complaints);
        } else if !expected.contains(&path) {
            complaints.push(format!("{path} does not belong here"));
        }
    }
}

/// Which life of the office a database is of, and its last arrival.
async fn life_of(database: &Path) -> Result<([u8; 16], u64), BackupError> {
    let db = look_at(database).await?;
    let row = office::Entity::find_by_id(1).one(&db).await?.ok_or(StoreError::Damaged("office row"))?;
    db.close().await?;
    let epoch = row.epoch.as_slice().try_into().map_err(|_| StoreError::Damaged("epoch"))?;
    Ok((epoch, from_row(row.arrivals)))
}

/// Opens the office in this folder and walks everything in it. What lists show is made
/// again where it differs: it follows from what arrived.
async fn walk(data: &Path) -> Result<IntegrityReport, BackupError> {
    let office = Office::open(data, SystemClock::new()).await?;
    Ok(office.integrity_check(true).await?)
}

/// A folder to restore into once; gone when dropped.
struct Drill(PathBuf, #[expect(dead_code, reason = "held until the drill is over")] File);

impl Drill {
    fn prepare(data: &Path, dir: &Path, manifest: &Manifest, epoch: [u8; 16]) -> Result<Self, BackupError> {
        let lock = data.join("drill.lock");
        let file = File::options().create(true).truncate(false).write(true).open(&lock);
        let file = file.map_err(|source| OpenError::file("write", &lock, source))?;
        if file.try_lock().is_err() {
            return Err(OpenError::InUse(lock).into());
        }
        let folder = data.join("drill");
        // What a drill left that was cut off.
        let _ = std::fs::remove_dir_all(&folder);
        let drill = Self(folder, file);
        make(&drill.0.join(PHOTOS))?;
        for file in manifest.files() {
            drill.take(dir, &file.path, file.sha256)?;
        }
        epoch::keep_beside(&drill.0, epoch)?;
        Ok(drill)
    }

    /// The database is opened for writing and therefore copied; photographs are only read.
    fn take(&self, dir: &Path, path: &str, sha256: Hash) -> Result<(), BackupError> {
        let (from, to) = (dir.join(path), self.0.join(path));
        if path != DATABASE && std::fs::hard_link(&from, &to).is_ok() {
            return Ok(());
        }
        let copied = copy_hashed(&from, &to).map_err(|source| OpenError::file("copy", &from, source))?;
        match copied.1 == sha256 {
            true => Ok(()),
            false => Err(BackupError::Damaged(vec![format!("{path} reads differently every time")])),
        }
    }
}

impl Drop for Drill {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
