//! The office's folder: who may use it, its database, its key, its epoch.
//!
//! One process at a time. What cannot be opened is never removed or made anew: every
//! failure is a sentence for the person at the machine, and the folder stays as it was.

pub(crate) mod epoch;
mod key;
pub(crate) mod promise;
mod sqlite;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use sea_orm::{DatabaseConnection, DbErr};

pub use epoch::agree as agree_epoch;
pub use key::OfficeKey;
pub use promise::TakenIn;

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
    /// SQLite did not take a setting that the promises rest on.
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
    #[error("the database {} could not be opened: {source}", path.display())]
    Database {
        /// Which.
        path: PathBuf,
        /// Why.
        source: DbErr,
    },
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

    pub(crate) fn database(path: &Path, source: DbErr) -> Self {
        match source.to_string() {
            text if is_disk_full(&text) => Self::DiskFull(path.to_owned()),
            text if text.contains("readonly database") => Self::NotWritable(path.to_owned()),
            _ => Self::Database { path: path.to_owned(), source },
        }
    }
}

/// Whether SQLite said that there is no room.
pub(crate) fn is_disk_full(text: &str) -> bool {
    text.contains("database or disk is full")
}

/// The database of an office that another process may be running.
pub(crate) async fn open_database(path: &Path) -> Result<DatabaseConnection, OpenError> {
    sqlite::open(path).await
}

/// An opened folder.
pub struct Folder {
    /// The database.
    pub db: DatabaseConnection,
    /// The office's key.
    pub key: OfficeKey,
    /// Held until the office is closed.
    pub lock: File,
}

/// Opens the folder, or makes it where there is none.
pub async fn open(data: &Path) -> Result<Folder, OpenError> {
    for folder in [data.to_owned(), data.join("blobs/media"), data.join("blobs/partial")] {
        std::fs::create_dir_all(&folder).map_err(|source| OpenError::file("create", &folder, source))?;
    }
    let lock = lock(data)?;
    probe(data)?;
    let db = sqlite::open(&data.join("office.sqlite")).await?;
    let key = OfficeKey::open(&data.join("office-key.pem"))?;
    Ok(Folder { db, key, lock })
}

fn lock(data: &Path) -> Result<File, OpenError> {
    let path = data.join("lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(|source| OpenError::file("write", &path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(OpenError::InUse(data.to_owned())),
        Err(std::fs::TryLockError::Error(source)) => Err(OpenError::file("lock", &path, source)),
    }
}

/// A full or read-only disk is found out before the database meets it.
fn probe(data: &Path) -> Result<(), OpenError> {
    let path = data.join("probe");
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
