//! From a backup to an office that can be opened.
//!
//! A restored office begins a new life: phones offer everything again, and what came
//! after the backup comes back from them. What was promised since then stands in files
//! beside the old office's database, not in the backup. They are taken in from wherever
//! a person kept them; without them the person is told what may be undone.

use std::path::Path;

use doorstep_domain::id::Hash;
use doorstep_wire::manifest::Manifest;
use sea_orm::EntityTrait;

use super::verified::{self, Verified};
use super::{BackupError, KEY, copy_hashed, fingerprint, key_in, make_new, read_manifest, records, sync};
use crate::blob::Blobs;
use crate::entity::{media, office};
use crate::integrity::IntegrityReport;
use crate::office::{Office, StoreError, from_row, stored_hash};
use crate::ports::SystemClock;
use crate::store::promise::PROMISES;
use crate::store::{DATABASE, DatabasePlace, OfficeKey, OpenError, Place};

/// Spoken codes and revocations of an office.
const LEDGER: &str = "ledger";

/// A restored office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What was found in it.
    pub report: IntegrityReport,
    /// The last arrival that it knows.
    pub upto: u64,
    /// Photographs that the backup names and does not hold any more: phones that still have
    /// them bring them again.
    pub lost: Vec<String>,
    /// The fingerprint of the key that signed the backup.
    pub signed_by: String,
    /// What is not as it was before; stable codes, for words.
    pub undone: Vec<&'static str>,
}

/// Somebody signed the backup, and nobody vouched for whose key that is.
pub const NOBODY_VOUCHED: &str = "restore/nobody-vouched";
/// The office's own key was not there: it signs with a new one from now on.
pub const NEW_KEY: &str = "restore/new-key";
/// Codes that were spoken since the backup may be disowned.
pub const CODES_UNKNOWN: &str = "restore/codes-unknown";
/// Phones that were revoked since the backup may work again.
pub const REVOCATIONS_UNKNOWN: &str = "restore/revocations-unknown";
/// Customers who were erased since the backup are back.
pub const ERASURES_UNKNOWN: &str = "restore/erasures-unknown";
/// Phones that were enrolled since the backup are not known and need another invitation.
pub const ENROLMENTS_UNKNOWN: &str = "restore/enrolments-unknown";

/// Restores the backup in `dir` to a new place: a folder that is empty, and a database and a
/// bucket that hold no office. `beside` holds the old
/// office's key and promises: its folder, or a copy of these files.
pub async fn restore(dir: &Path, place: impl Into<Place>, beside: Option<&Path>) -> Result<Restored, BackupError> {
    let place = place.into();
    let data = place.data.as_path();
    let key = beside.map(key_in).transpose()?;
    let (manifest, name) = read_manifest(dir, key.as_ref())?;
    make_new(data)?;
    let lost = take_all(dir, &place, &manifest).await?;
    let mut undone = Vec::new();
    match beside {
        Some(beside) => take_beside(beside, data)?,
        None => undone.extend([NOBODY_VOUCHED, NEW_KEY]),
    }
    // Every office writes promises down when it is opened; a ledger only once there is something to say.
    if !data.join(PROMISES).exists() {
        undone.extend([ERASURES_UNKNOWN, ENROLMENTS_UNKNOWN]);
        if !data.join(LEDGER).exists() {
            undone.extend([CODES_UNKNOWN, REVOCATIONS_UNKNOWN]);
        }
    }
    // Where nobody kept the old key a new one is made; the records are this folder's from here on.
    OfficeKey::open(&data.join(KEY))?;
    sync(data)?;
    let office = Office::open(place.clone(), SystemClock::new()).await?;
    ask_again_for(&office).await?;
    let report = office.integrity_check(true).await?;
    let row = office::Entity::find_by_id(1).one(&office.db).await?.ok_or(StoreError::Damaged("office row"))?;
    let upto = from_row(row.arrivals);
    // The new life holds what this backup holds, so it covers that much from the start.
    if report.is_sound() && lost.is_empty() {
        let folder = std::fs::canonicalize(dir).map_err(|source| OpenError::file("read", dir, source))?;
        verified::note(data, Verified::new(&folder, name, office.epoch.0, upto, office.now_ms()))?;
    }
    Ok(Restored { report, upto, lost, signed_by: fingerprint(manifest.office()), undone })
}

/// Takes in every file; the photographs that are not what was signed stay out and are named.
async fn take_all(dir: &Path, place: &Place, manifest: &Manifest) -> Result<Vec<String>, BackupError> {
    let records = manifest.files().iter().find(|file| file.path == DATABASE);
    let records = records.ok_or_else(|| BackupError::Damaged(vec![format!("there is no {DATABASE} in it")]))?;
    let copy = place.data.join(DATABASE);
    let from = dir.join(DATABASE);
    match copy_hashed(&from, &copy) {
        Ok(copied) if copied == (records.bytes_len, records.sha256) => {}
        Err(wrong) if wrong.kind() != std::io::ErrorKind::NotFound => {
            return Err(OpenError::file("copy", &from, wrong).into());
        }
        _ => return Err(BackupError::Damaged(vec![format!("{DATABASE} is not what was signed")])),
    }
    if let DatabasePlace::Postgres(_) = place.database {
        records::from_file(&copy, place).await?;
        std::fs::remove_file(&copy).map_err(|source| OpenError::file("remove", &copy, source))?;
        for log in ["office.sqlite-wal", "office.sqlite-shm"] {
            let _ = std::fs::remove_file(place.data.join(log));
        }
    }
    take_photos(dir, &Blobs::open(&place.blobs)?, manifest).await
}

async fn take_photos(dir: &Path, blobs: &Blobs, manifest: &Manifest) -> Result<Vec<String>, BackupError> {
    let mut lost = Vec::new();
    for file in manifest.files().iter().filter(|file| file.path != DATABASE) {
        let from = dir.join(&file.path);
        match std::fs::read(&from) {
            Ok(bytes) if Hash::of(&bytes) == file.sha256 => blobs.keep(&file.sha256, bytes.into()).await?,
            Err(wrong) if wrong.kind() != std::io::ErrorKind::NotFound => {
                return Err(OpenError::file("read", &from, wrong).into());
            }
            _ => lost.push(file.path.clone()),
        }
    }
    Ok(lost)
}

/// The key and the promises, as far as they are there.
fn take_beside(beside: &Path, data: &Path) -> Result<(), BackupError> {
    for file in [KEY, LEDGER, PROMISES] {
        let (from, to) = (beside.join(file), data.join(file));
        if from.is_file() {
            // With its permissions: the key is nobody else's.
            std::fs::copy(&from, &to).map_err(|source| OpenError::file("copy", &from, source))?;
            sync(&to)?;
        }
    }
    Ok(())
}

/// A photograph whose file is not here has not arrived in this life: phones that still
/// hold it bring it again.
async fn ask_again_for(office: &Office) -> Result<(), BackupError> {
    for row in media::Entity::find().all(&office.db).await? {
        let hash = stored_hash(&row.hash, "photograph")?;
        if !office.blobs.has(&hash).await? {
            media::Entity::delete_by_id(row.hash).exec(&office.db).await?;
        }
    }
    Ok(())
}
