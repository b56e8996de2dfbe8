//! A copy of the office that a person can carry away, and what is known of it.
//!
//! ```text
//! office.sqlite      the records as they were at one moment, also where the office has them in PostgreSQL
//! blobs/media/<hash> every photograph that had arrived by then
//! manifest.cbor      every file with its hash, signed by the office's key; written last
//! ```
//!
//! Made beside a running office: nothing here takes the folder's lock or writes in it,
//! apart from the note of a verified backup. A folder without a manifest is no backup.
//! The office's key and what it promised (`ledger`, `promises`) are not in it: keep a
//! copy of these files elsewhere, `restore` takes them from there. Whoever finds a backup
//! can read everything in it, and cannot change a byte unnoticed.
//!
//! Leaves to [`drill`]: whether a backup is good. Leaves to [`verified`]: what phones may
//! rely on.

mod drill;
mod records;
mod restore;
mod verified;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use doorstep_domain::id::Hash;
use doorstep_wire::key::PublicKey;
use doorstep_wire::manifest::{self, Manifest, ManifestError, SignedManifest};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, EntityTrait, Statement};
use sha2::{Digest, Sha256};

use crate::blob::Blobs;
use crate::entity::media;
use crate::office::{StoreError, stored_hash};
use crate::store::{DATABASE, DatabasePlace, OfficeKey, OpenError, Place, write_whole};

pub use drill::{Drilled, verify};
pub use restore::{
    CODES_UNKNOWN, ENROLMENTS_UNKNOWN, ERASURES_UNKNOWN, NEW_KEY, NOBODY_VOUCHED, REVOCATIONS_UNKNOWN, Restored,
    restore,
};
pub use verified::{Verified, forget};

/// The key's file in an office's folder.
const KEY: &str = "office-key.pem";
/// The signed list of what a backup holds.
const MANIFEST: &str = "manifest.cbor";
/// Where photographs lie in a backup.
const PHOTOS: &str = "blobs/media";

/// Why there is no backup, or why it is not believed.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// No database there.
    #[error("{} holds no office", .0.display())]
    NoOffice(PathBuf),
    /// The records would be mixed with another office's.
    #[error("the database holds an office already; name an empty one for {}", .0.display())]
    OfficeThere(PathBuf),
    /// Something lies where the copy would go.
    #[error("{} is not empty; name a new folder, nothing was written", .0.display())]
    NotEmpty(PathBuf),
    /// No manifest: the copying was cut off, or it is something else.
    #[error("{} is no finished backup: it has no manifest", .0.display())]
    Unfinished(PathBuf),
    /// The manifest is not believed.
    #[error("the manifest of {}: {why}", dir.display())]
    Manifest {
        /// Which backup.
        dir: PathBuf,
        /// Why.
        why: ManifestError,
    },
    /// There is no key to trust it by.
    #[error("{} has no key; without it nobody knows whose backup this is", .0.display())]
    NoKey(PathBuf),
    /// It is not what was signed, or cannot be read as an office. One sentence each.
    #[error("this backup is not good:\n{}", .0.join("\n"))]
    Damaged(Vec<String>),
    /// Nobody verified it, so nobody relies on it.
    #[error("this office relies on no backup {}", .0.display())]
    Unknown(PathBuf),
    /// Phones rely on it alone.
    #[error("{} is the newest verified backup: verify a newer one first, then this one can go", .0.display())]
    ReliedOn(PathBuf),
    /// A file or folder could not be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The database could not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BackupError {
    /// The stable code; none where it is the machine's trouble.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::NoOffice(_) => Some("backup/no-office"),
            Self::OfficeThere(_) => Some("backup/office-there"),
            Self::NotEmpty(_) => Some("backup/not-empty"),
            Self::Unfinished(_) => Some("backup/unfinished"),
            Self::Manifest { why, .. } => Some(why.code()),
            Self::NoKey(_) => Some("backup/no-key"),
            Self::Damaged(_) => Some("backup/damaged"),
            Self::Unknown(_) => Some("backup/unknown"),
            Self::ReliedOn(_) => Some("backup/relied-on"),
            Self::Open(_) | Self::Store(_) => None,
        }
    }
}

impl From<DbErr> for BackupError {
    fn from(source: DbErr) -> Self {
        Self::Store(source.into())
    }
}

/// A finished backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// Photographs in it.
    pub photos: u64,
    /// Its bytes.
    pub bytes: u64,
    /// Photographs that had arrived and whose file was gone or damaged already.
    pub lacking: Vec<Hash>,
}

/// Copies the office at this place into the new folder `to`; the office may be running.
pub async fn backup(place: impl Into<Place>, to: &Path) -> Result<BackedUp, BackupError> {
    let place = place.into();
    let data = &place.data;
    let is_there = match &place.database {
        DatabasePlace::File(file) => file.is_file(),
        DatabasePlace::Postgres(_) => true,
    };
    if !is_there || !data.join(KEY).is_file() {
        return Err(BackupError::NoOffice(data.to_owned()));
    }
    let key = OfficeKey::open(&data.join(KEY))?;
    let blobs = Blobs::open(&place.blobs)?;
    make_new(to)?;
    make(&to.join(PHOTOS))?;
    // The records first: a photograph is there before its row, and never goes.
    let copy = to.join(DATABASE);
    match &place.database {
        DatabasePlace::File(file) => copy_database(file, &copy).await?,
        DatabasePlace::Postgres(_) => records::into_file(&place, &copy).await?,
    }
    let mut files = vec![named(DATABASE, &copy)?];
    let mut lacking = Vec::new();
    for hash in photos_of(&copy).await? {
        match blobs.whole(&hash).await?.filter(|bytes| Hash::of(bytes) == hash) {
            Some(bytes) => files.push(keep_photo(to, hash, &bytes)?),
            None => lacking.push(hash),
        }
    }
    let bytes = files.iter().map(|file| file.bytes_len).sum();
    let photos = files.len().saturating_sub(1) as u64;
    sign(to, &key, files)?;
    Ok(BackedUp { photos, bytes, lacking })
}

fn keep_photo(to: &Path, sha256: Hash, bytes: &[u8]) -> Result<manifest::File, BackupError> {
    let path = format!("{PHOTOS}/{}", sha256.to_hex());
    let place = to.join(&path);
    let written = File::create(&place).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|source| OpenError::file("write", &place, source))?;
    Ok(manifest::File { path, bytes_len: bytes.len() as u64, sha256 })
}

/// One moment of a database that others may be writing.
async fn copy_database(from: &Path, to: &Path) -> Result<(), BackupError> {
    let path = to.to_str().ok_or_else(|| BackupError::NoOffice(to.to_owned()))?;
    let db = look_at(from).await?;
    db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), "VACUUM INTO ?", [path.into()])).await?;
    db.close().await?;
    sync(to)?;
    Ok(())
}

/// Opens a database that is only read.
async fn look_at(path: &Path) -> Result<DatabaseConnection, BackupError> {
    let file = path.to_owned();
    let mut options = ConnectOptions::new("sqlite://office.sqlite");
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(move |sqlite| {
        sqlite.filename(&file).read_only(true).busy_timeout(Duration::from_secs(30))
    });
    Ok(Database::connect(options).await.map_err(|source| OpenError::database(path, source))?)
}

/// The photographs that had arrived, as a database says.
async fn photos_of(database: &Path) -> Result<BTreeSet<Hash>, BackupError> {
    let db = look_at(database).await?;
    let rows = media::Entity::find().all(&db).await?;
    db.close().await?;
    Ok(rows.iter().map(|row| stored_hash(&row.hash, "photograph")).collect::<Result<_, _>>()?)
}

fn sign(to: &Path, key: &OfficeKey, files: Vec<manifest::File>) -> Result<(), BackupError> {
    let not_signed = |why| BackupError::Manifest { dir: to.to_owned(), why };
    let manifest = Manifest::new(key.public(), files).map_err(|wrong| not_signed(wrong.into()))?;
    let signed = manifest.sign(key.signing()).map_err(not_signed)?;
    let path = to.join(MANIFEST);
    for folder in [to.join(PHOTOS), to.join("blobs")] {
        sync(&folder)?;
    }
    write_whole(&path, &signed.encode(), false).map_err(|source| OpenError::file("write", &path, source))?;
    Ok(())
}

/// What a backup says of itself, by a key that the reader trusts or, without one, by its own.
fn read_manifest(dir: &Path, trusted: Option<&OfficeKey>) -> Result<(Manifest, Hash), BackupError> {
    let bytes = match std::fs::read(dir.join(MANIFEST)) {
        Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => {
            return Err(BackupError::Unfinished(dir.to_owned()));
        }
        bytes => bytes.map_err(|source| OpenError::file("read", &dir.join(MANIFEST), source))?,
    };
    let refused = |why| BackupError::Manifest { dir: dir.to_owned(), why };
    let signed = SignedManifest::decode(&bytes).map_err(|wrong| refused(wrong.into()))?;
    let manifest = match trusted {
        Some(key) => signed.verify(key.signing().verifying_key()),
        None => signed.verify_itself(),
    };
    Ok((manifest.map_err(refused)?, Hash::of(&bytes)))
}

/// The key of the office in this folder; none is made.
fn key_in(folder: &Path) -> Result<OfficeKey, BackupError> {
    let path = folder.join(KEY);
    match path.is_file() {
        true => Ok(OfficeKey::open(&path)?),
        false => Err(BackupError::NoKey(folder.to_owned())),
    }
}

/// A key as people compare it.
fn fingerprint(key: PublicKey) -> String {
    key.fingerprint().to_hex()
}

fn named(path: &str, file: &Path) -> Result<manifest::File, BackupError> {
    let hashed = File::open(file).and_then(|from| pour(from, std::io::sink()));
    let (bytes_len, sha256) = hashed.map_err(|source| OpenError::file("read", file, source))?;
    Ok(manifest::File { path: path.to_owned(), bytes_len, sha256 })
}

/// Copies a file and says what was written.
fn copy_hashed(from: &Path, to: &Path) -> std::io::Result<(u64, Hash)> {
    let from = File::open(from)?;
    let mut to = File::create(to)?;
    let hashed = pour(from, &mut to)?;
    to.sync_all()?;
    Ok(hashed)
}

fn pour(mut from: impl Read, mut to: impl Write) -> std::io::Result<(u64, Hash)> {
    let (mut hasher, mut length) = (Sha256::new(), 0_u64);
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = from.read(&mut piece)?;
        let Some(piece) = piece.get(..read).filter(|piece| !piece.is_empty()) else { break };
        hasher.update(piece);
        to.write_all(piece)?;
        length = length.saturating_add(piece.len() as u64);
    }
    Ok((length, Hash(hasher.finalize().into())))
}

/// A folder that only its owner reads, and in which nothing lies yet.
fn make_new(folder: &Path) -> Result<(), BackupError> {
    let is_used = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if is_used || folder.is_file() {
        return Err(BackupError::NotEmpty(folder.to_owned()));
    }
    make(folder)
}

fn make(folder: &Path) -> Result<(), BackupError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    Ok(builder.create(folder).map_err(|source| OpenError::file("create", folder, source))?)
}

/// Waits until the disk has a file or folder.
fn sync(path: &Path) -> Result<(), BackupError> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    Ok(synced.map_err(|source| OpenError::file("write", path, source))?)
}
