//! Where an office keeps what: its folder, its database, its photographs.
//!
//! The folder is always there: key, promises, spoken codes and verified backups are files.
//! The records are in `office.sqlite` in it, or in PostgreSQL; the photographs in `blobs`
//! in it, or in a bucket. Several programs may run one office whose records are in
//! PostgreSQL; they share the folder.

use std::path::{Path, PathBuf};

use crate::blob::{BlobPlace, Bucket, BucketRefusal};

/// The file of an office that keeps its records beside its key.
pub(crate) const DATABASE: &str = "office.sqlite";

/// Where one office keeps what it has.
#[derive(Clone, Debug)]
pub struct Place {
    /// The office's folder.
    pub data: PathBuf,
    /// Its records.
    pub database: DatabasePlace,
    /// Its photographs.
    pub blobs: BlobPlace,
}

/// Where the records of an office are.
#[derive(Clone)]
pub enum DatabasePlace {
    /// In a SQLite file.
    File(PathBuf),
    /// In PostgreSQL; the address may hold a password and is never printed.
    Postgres(String),
}

/// Why a place cannot be an office's.
#[derive(Debug, thiserror::Error)]
pub enum PlaceRefusal {
    /// Neither of the two kinds.
    #[error(
        "a database is named by postgres://USER@HOST/NAME; without it the records are a file in the office's folder"
    )]
    NotADatabase,
    /// The bucket.
    #[error(transparent)]
    Bucket(#[from] BucketRefusal),
}

impl Place {
    /// Everything in this folder.
    pub fn folder(data: &Path) -> Self {
        Self {
            data: data.to_owned(),
            database: DatabasePlace::File(data.join(DATABASE)),
            blobs: BlobPlace::Folder(data.join("blobs")),
        }
    }

    /// The records there instead.
    pub fn with_database(self, address: &str) -> Result<Self, PlaceRefusal> {
        match address.starts_with("postgres://") || address.starts_with("postgresql://") {
            true => Ok(Self { database: DatabasePlace::Postgres(address.to_owned()), ..self }),
            false => Err(PlaceRefusal::NotADatabase),
        }
    }

    /// The photographs there instead: a bucket's address or a folder.
    pub fn with_blobs(self, place: &str, setting: impl Fn(&str) -> Option<String>) -> Result<Self, PlaceRefusal> {
        let blobs = match place.contains("://") {
            true => BlobPlace::Bucket(Box::new(Bucket::parse(place, setting)?)),
            false => BlobPlace::Folder(PathBuf::from(place)),
        };
        Ok(Self { blobs, ..self })
    }

    /// Whether other programs may run the same office.
    pub(crate) fn is_shared(&self) -> bool {
        matches!(self.database, DatabasePlace::Postgres(_))
    }
}

impl<P: AsRef<Path> + ?Sized> From<&P> for Place {
    fn from(data: &P) -> Self {
        Self::folder(data.as_ref())
    }
}

impl std::fmt::Debug for DatabasePlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Postgres(_) => write!(f, "postgres"),
        }
    }
}
