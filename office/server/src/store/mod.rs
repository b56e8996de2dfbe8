//! The office's folder: who may use it, its database, its key, its epoch.
//!
//! One process at a time where the records are a file in it; several where they are in
//! PostgreSQL, which then share the folder. What cannot be opened is never removed or made anew: every
//! failure is a sentence for the person at the machine, and the folder stays as it was.

pub(crate) mod epoch;
mod key;
mod place;
mod postgres;
pub(crate) mod promise;
mod schema;
mod sqlite;
mod turn;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use sea_orm::{DatabaseConnection, DbErr, EntityTrait};

pub(crate) use epoch::agree as agree_epoch;
pub use key::OfficeKey;
pub(crate) use place::DATABASE;
pub use place::{DatabasePlace, Place, PlaceRefusal};
pub use promise::TakenIn;
pub(crate) use turn::begin;

use crate::blob::{Blobs, BucketRefusal};

/// Why an office could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file or folder could not be used.
    #[error("could not {what} {}: {source}", path.display())]
    File {
        /// `create`, `read`, `write` …
        what: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// This user may not write there.
    #[error("this user may not write in {}; choose another folder or give the user the right", .0.display())]
    NotWritable(PathBuf),
    /// No room.
    #[error("the disk that holds {} is full; make room and start again, nothing was lost", .0.display())]
    DiskFull(PathBuf),
    /// Another process has it open.
    #[error("another program uses {}; an office is run by one program at a time", .0.display())]
    InUse(PathBuf),
    /// Made by a newer program.
    #[error("{} was written by a newer version of this program (step {step}); nothing was changed", path.display())]
    NewerSchema {
        /// The database.
        path: PathBuf,
        /// The step that this program does not know.
        step: String,
    },
    /// The folder's records are of the other kind.
    #[error(
        "the records of {} are {there}; name them (--database or DOORSTEP_DATABASE), or move the office by restoring a backup to a new place",
        data.display()
    )]
    OtherRecords {
        /// Which folder.
        data: PathBuf,
        /// Where they are.
        there: &'static str,
    },
    /// The database knows an office and the folder does not.
    #[error(
        "the database holds an office already, and {} is not its folder: there is no office-key.pem; name the folder that the office's other programs use, or restore a backup into an empty database",
        .0.display()
    )]
    OtherFolder(PathBuf),
    /// The database did not take a setting that the promises rest on.
    #[error("the database does not keep its promises: {setting} is {found:?}, not {wanted:?}")]
    Setting {
        /// Which.
        setting: &'static str,
        /// What it has to be.
        wanted: &'static str,
        /// What it is.
        found: String,
    },
    /// The key file is there and cannot be read as a key.
    #[error("{} holds no P-256 private key in PEM; put the office's own key back, a new one would disown every signature", .0.display())]
    BadKey(PathBuf),
    /// The database could not be used.
    #[error("the database of the office in {} could not be opened: {source}", data.display())]
    Database {
        /// Of which office.
        data: PathBuf,
        /// Why.
        source: DbErr,
    },
    /// The bucket of photographs could not be used.
    #[error(transparent)]
    Bucket(BucketRefusal),
    /// The machine gave no random bytes.
    #[error(transparent)]
    NoRandomness(#[from] crate::ports::NoRandomness),
}

impl OpenError {
    pub(crate) fn file(what: &'static str, path: &Path, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                Self::NotWritable(path.to_owned())
            }
            std::io::ErrorKind::StorageFull => Self::DiskFull(path.to_owned()),
            _ => Self::File { what, path: path.to_owned(), source },
        }
    }

    pub(crate) fn database(data: &Path, source: DbErr) -> Self {
        match source.to_string() {
            text if is_disk_full(&text) => Self::DiskFull(data.to_owned()),
            text if text.contains("readonly database") => Self::NotWritable(data.to_owned()),
            _ => Self::Database { data: data.to_owned(), source },
        }
    }
}

/// Whether the database said that there is no room: SQLite's words, PostgreSQL's code and words.
pub(crate) fn is_disk_full(text: &str) -> bool {
    ["database or disk is full", "53100", "No space left on device"].iter().any(|said| text.contains(said))
}

/// The database of an office that another process may be running.
pub(crate) async fn open_database(place: &Place) -> Result<DatabaseConnection, OpenError> {
    match &place.database {
        DatabasePlace::File(path) => sqlite::open(path, &place.data).await,
        DatabasePlace::Postgres(address) => postgres::beside(address, &place.data).await,
    }
}

/// The database of an office that is to be made, with the steps of the schema and without an
/// office; none where one is in it.
pub(crate) async fn open_empty(place: &Place) -> Result<Option<DatabaseConnection>, OpenError> {
    let db = open_database(place).await?;
    let row = crate::entity::office::Entity::find_by_id(1).one(&db).await;
    let is_known = row.map_err(|source| OpenError::database(&place.data, source))?.is_some();
    Ok(if is_known { None } else { Some(db) })
}

/// An opened folder.
pub struct Folder {
    /// The database.
    pub db: DatabaseConnection,
    /// The photographs.
    pub(crate) blobs: Blobs,
    /// The office's key.
    pub key: OfficeKey,
    /// Held until the office is closed.
    pub lock: File,
    /// Held until the office is open.
    pub opening: Option<postgres::Opening>,
}

/// Opens the folder, or makes it where there is none.
pub async fn open(place: &Place) -> Result<Folder, OpenError> {
    let data = &place.data;
    std::fs::create_dir_all(data).map_err(|source| OpenError::file("create", data, source))?;
    let lock = lock(data, place.is_shared())?;
    probe(data)?;
    one_kind(place)?;
    let (db, opening) = match &place.database {
        DatabasePlace::File(path) => (sqlite::open(path, data).await?, None),
        DatabasePlace::Postgres(address) => {
            let (db, opening) = postgres::open(address, data).await?;
            refuse_other_folder(&db, data).await?;
            (db, Some(opening))
        }
    };
    let blobs = Blobs::open(&place.blobs)?;
    let key = OfficeKey::open(&data.join("office-key.pem"))?;
    Ok(Folder { db, blobs, key, lock, opening })
}

/// Names the kind of an office's records, so that nobody begins others by leaving out an argument.
const ELSEWHERE: &str = "records-in-postgres";

fn one_kind(place: &Place) -> Result<(), OpenError> {
    let data = &place.data;
    let mark = data.join(ELSEWHERE);
    let refused = |there| Err(OpenError::OtherRecords { data: data.clone(), there });
    match &place.database {
        DatabasePlace::File(_) if mark.exists() => refused("in PostgreSQL"),
        DatabasePlace::Postgres(_) if data.join(DATABASE).exists() => refused("in the file office.sqlite there"),
        DatabasePlace::Postgres(_) if !mark.exists() => {
            write_whole(&mark, b"", false).map_err(|source| OpenError::file("write", &mark, source))
        }
        _ => Ok(()),
    }
}

/// A folder without a key would disown what the office of this database ever signed.
async fn refuse_other_folder(db: &DatabaseConnection, data: &Path) -> Result<(), OpenError> {
    let row = crate::entity::office::Entity::find_by_id(1).one(db).await;
    let is_known = row.map_err(|source| OpenError::database(data, source))?.is_some();
    match is_known && !data.join("office-key.pem").exists() {
        true => Err(OpenError::OtherFolder(data.to_owned())),
        false => Ok(()),
    }
}

/// One program has a folder alone, or it shares it with others that share the database.
fn lock(data: &Path, is_shared: bool) -> Result<File, OpenError> {
    let path = data.join("lock");
    let file = File::options().create(true).truncate(false).write(true).read(true).open(&path);
    let file = file.map_err(|source| OpenError::file("write", &path, source))?;
    let locked = if is_shared { file.try_lock_shared() } else { file.try_lock() };
    match locked {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(OpenError::InUse(data.to_owned())),
        Err(std::fs::TryLockError::Error(source)) => Err(OpenError::file("lock", &path, source)),
    }
}

/// A full or read-only disk is found out before the database meets it.
fn probe(data: &Path) -> Result<(), OpenError> {
    let path = data.join(format!("probe-{}", std::process::id()));
    let write = || {
        let mut file = File::create(&path)?;
        file.write_all(&[0; 4096])?;
        file.sync_all()
    };
    let written = write();
    let removed = std::fs::remove_file(&path);
    written.and(removed).map_err(|source| OpenError::file("write", data, source))
}

/// Writes a small file whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8], is_secret: bool) -> std::io::Result<()> {
    let new = path.with_extension("new");
    let mut options = File::options();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    if is_secret {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
