//! The office as one value: its folder, its key, its clock, and whose turn it is to write.
//!
//! One writer at a time, also among several programs of one office; readers never wait for it. Every write is
//! one transaction that is begun at once, so that it fails before it did anything.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use doorstep_domain::book::{Book, Books, EditionId};
use doorstep_domain::id::{Hash, InstallationId};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_wire::message::{Epoch, Limits};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait};
use tokio::sync::MutexGuard;

use crate::account::{Readings, Throttle};
use crate::admin::{approve, revoke};
use crate::blob::Blobs;
use crate::entity::{book, edition};
use crate::intake::{IntakeTimes, LIMITS};
use crate::integrity::IntegrityReport;
use crate::ports::Clock;
use crate::store::{self, OfficeKey, OpenError, Place};

/// Head office.
pub struct Office {
    pub(crate) db: DatabaseConnection,
    pub(crate) key: OfficeKey,
    pub(crate) epoch: Epoch,
    pub(crate) blobs: Blobs,
    pub(crate) data: PathBuf,
    /// Whether other programs run the same office.
    pub(crate) is_shared: bool,
    pub(crate) last_heard: Mutex<BTreeMap<InstallationId, i64>>,
    pub(crate) last_check: Mutex<Option<IntegrityReport>>,
    pub(crate) challenges: Mutex<BTreeMap<InstallationId, [u8; 16]>>,
    /// Photographs that a request is writing right now.
    pub(crate) uploading: Arc<Mutex<BTreeSet<Hash>>>,
    pub(crate) throttle: Throttle,
    pub(crate) readings: Readings,
    pub(crate) limits: Limits,
    pub(crate) times: IntakeTimes,
    clock: Box<dyn Clock>,
    turn: tokio::sync::Mutex<()>,
    editions: Mutex<BTreeMap<EditionId, Arc<Books>>>,
    _lock: File,
}

/// Why the office could not read or write what it keeps.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room.
    #[error("the office's disk is full")]
    DiskFull,
    /// The database did not do it.
    #[error("the database: {0}")]
    Database(DbErr),
    /// Something that is stored is not what it was.
    #[error("a stored {0} is damaged")]
    Damaged(&'static str),
    /// Another program of this office was opened over another state of the database.
    #[error("another life of the database began; this program has to be started again")]
    OtherLife,
    /// A photograph could not be read or written.
    #[error("the store of photographs: {0}")]
    Blob(#[from] object_store::Error),
    /// A file could not be read or written.
    #[error("the office's folder: {0}")]
    File(std::io::Error),
    /// The machine gave no random bytes.
    #[error(transparent)]
    NoRandomness(#[from] crate::ports::NoRandomness),
}

impl From<DbErr> for StoreError {
    fn from(source: DbErr) -> Self {
        match store::is_disk_full(&source.to_string()) {
            true => Self::DiskFull,
            false => Self::Database(source),
        }
    }
}

impl From<std::io::Error> for StoreError {
    fn from(source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::StorageFull => Self::DiskFull,
            _ => Self::File(source),
        }
    }
}

/// The right to write, with the transaction it happens in. Dropped without
/// [`Writing::commit`], nothing happened.
pub(crate) struct Writing<'a> {
    pub tx: DatabaseTransaction,
    _turn: MutexGuard<'a, ()>,
}

impl Writing<'_> {
    /// Everything happened.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }
}

impl Office {
    /// Opens the office at this place, or makes one; a folder alone holds everything.
    pub async fn open(place: impl Into<Place>, clock: impl Clock) -> Result<Self, OpenError> {
        let place = place.into();
        let data = place.data.as_path();
        let store::Folder { db, blobs, key, lock, opening } = store::open(&place).await?;
        let epoch = store::agree_epoch(data, &db, &blobs, clock.now_ms()).await?;
        approve::take_in_ledger(data, &db).await?;
        revoke::take_in_ledger(data, &db).await?;
        if let Some(opening) = opening {
            opening.done().await.map_err(|source| OpenError::database(data, source))?;
        }
        Ok(Self {
            db,
            key,
            epoch,
            blobs,
            is_shared: place.is_shared(),
            data: data.to_owned(),
            last_heard: Mutex::default(),
            last_check: Mutex::default(),
            challenges: Mutex::default(),
            uploading: Arc::default(),
            throttle: Throttle::default(),
            readings: Readings::default(),
            limits: LIMITS,
            times: IntakeTimes::default(),
            clock: Box::new(clock),
            turn: tokio::sync::Mutex::default(),
            editions: Mutex::default(),
            _lock: lock,
        })
    }

    /// Takes less at once than [`LIMITS`]; more is never taken.
    pub fn with_limits(mut self, less: Limits) -> Self {
        self.limits = Limits {
            push_bytes: less.push_bytes.min(LIMITS.push_bytes),
            push_events: less.push_events.min(LIMITS.push_events),
            content_bytes: less.content_bytes.min(LIMITS.content_bytes),
            photo_bytes: less.photo_bytes.min(LIMITS.photo_bytes),
        };
        self
    }

    /// The office's public key as PEM: what `verify` needs to trust a pulled folder.
    pub fn public_key_pem(&self) -> String {
        self.key.public_pem().to_owned()
    }

    /// The public key's fingerprint.
    pub fn key_fingerprint(&self) -> String {
        self.key.fingerprint()
    }

    /// What the last walk over the folder found.
    pub fn last_integrity(&self) -> Option<IntegrityReport> {
        self.last_check.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Where the time of intake went.
    pub fn intake_times(&self) -> &IntakeTimes {
        &self.times
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// The office's clock beside those of phones: of no phone's boot, and kept by its machine.
    pub(crate) fn stamp(&self) -> Stamp {
        Stamp { wall_ms: self.now_ms(), mono_ms: 0, boot: BootId(u64::MAX), uncertainty_ms: Some(1_000) }
    }

    /// Waits for the turn to write and begins.
    pub(crate) async fn write(&self) -> Result<Writing<'_>, StoreError> {
        let turn = self.turn.lock().await;
        let (tx, life) = store::begin(&self.db).await?;
        match life {
            Some(life) if life != self.epoch.0 => Err(StoreError::OtherLife),
            _ => Ok(Writing { tx, _turn: turn }),
        }
    }

    /// The books of an edition; none where they are not here.
    pub(crate) async fn books(&self, id: EditionId) -> Result<Option<Arc<Books>>, StoreError> {
        let known = self.editions.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned();
        if known.is_some() {
            return Ok(known);
        }
        let Some(row) = edition::Entity::find_by_id(id.0.0.to_vec()).one(&self.db).await? else { return Ok(None) };
        let Some(knowledge) = row.knowledge else { return Ok(None) };
        let mut read: Vec<Book> = Vec::new();
        for name in [row.standard, row.fees, row.parts, row.sla, row.wording, knowledge] {
            let stored = book::Entity::find_by_id(name.clone()).one(&self.db).await?;
            let stored = stored.ok_or(StoreError::Damaged("edition"))?;
            if Hash::of(&stored.bytes).0.as_slice() != name.as_slice() {
                return Err(StoreError::Damaged("book"));
            }
            read.push(doorstep_domain::book::parse(&stored.bytes).map_err(|_| StoreError::Damaged("book"))?);
        }
        let books = Arc::new(Books::assemble(read).map_err(|_| StoreError::Damaged("edition"))?);
        self.editions.lock().unwrap_or_else(PoisonError::into_inner).insert(id, books.clone());
        Ok(Some(books))
    }
}

/// A stored hash.
pub(crate) fn stored_hash(bytes: &[u8], what: &'static str) -> Result<Hash, StoreError> {
    bytes.try_into().map(Hash).map_err(|_| StoreError::Damaged(what))
}

/// A stored installation.
pub(crate) fn stored_installation(bytes: &[u8], what: &'static str) -> Result<InstallationId, StoreError> {
    bytes.try_into().map(InstallationId).map_err(|_| StoreError::Damaged(what))
}

/// A stored text that names something.
pub(crate) fn stored_id<T: std::str::FromStr>(text: &str, what: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged(what))
}

/// A count as rows keep it.
pub(crate) fn to_row(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count as rows kept it; a negative one was never written and counts as nothing.
pub(crate) fn from_row(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
