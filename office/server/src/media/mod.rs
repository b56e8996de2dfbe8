//! Photographs on their way: whole only when the hash agrees.
//!
//! What is here of one is the offset; it survives a restart. A photograph has
//! arrived when its hash was recomputed from the whole file, its bytes lie in the
//! store of photographs and its row has a place in the one order of arrivals, in
//! that order. Leaves to `http`: tus, headers, bodies; to `blob`: where they lie.

mod expiry;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use doorstep_domain::id::{Hash, InstallationId, Subject};
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};

use crate::blob::Partial;
use crate::entity::{erased, media, upload};
use crate::intake::{IntakeRefusal, place, who};
use crate::office::{Office, StoreError, from_row, stored_id, to_row};
use crate::photo;
pub use expiry::UPLOAD_LIFE_MS;
use expiry::expires_ms;

/// What a phone says of a photograph before it sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// Its name.
    pub hash: Hash,
    /// What it belongs to.
    pub subject: Subject,
    /// Who sends it.
    pub installation: InstallationId,
    /// How long it is.
    pub length: u64,
}

/// How much of a photograph is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// So many bytes of so many.
    Part {
        /// Bytes that are here.
        offset: u64,
        /// Bytes that it has.
        length: u64,
        /// When it is dropped, if it is not finished, by the office's clock.
        expires_ms: i64,
    },
    /// It arrived.
    Whole {
        /// Bytes that it has.
        length: u64,
    },
}

/// Why an upload does not go on.
#[derive(Debug, thiserror::Error)]
pub enum UploadRefusal {
    /// Nobody announced it, or the partial file is gone: begin again.
    #[error("this upload is not here; begin again")]
    Gone,
    /// It was not finished in time and was dropped: begin again.
    #[error("this upload was not finished in time; begin again")]
    Expired,
    /// Another offset than the office's.
    #[error("{offset} bytes of this photo are here")]
    OtherOffset {
        /// Bytes that are here.
        offset: u64,
    },
    /// Another request is writing it right now.
    #[error("another request is sending this photo")]
    Busy,
    /// Longer than the office takes, or empty.
    #[error("a photo has between 1 and {most} bytes")]
    BadLength {
        /// The most that is taken.
        most: u64,
    },
    /// It was announced with another length.
    #[error("this photo was announced with another length")]
    OtherLength,
    /// More bytes than were announced.
    #[error("more bytes came than were announced")]
    TooLong,
    /// The piece is not what its checksum says; it was dropped.
    #[error("this piece arrived damaged")]
    DamagedPiece,
    /// The whole file is not the photograph that its name says; it was dropped.
    #[error("these bytes are not the photo of this name")]
    WrongHash,
    /// Who sends it may not.
    #[error(transparent)]
    Sender(IntakeRefusal),
    /// The office's own trouble.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UploadRefusal {
    /// The stable code; none where it is the office's own trouble.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Gone => Some("media/gone"),
            Self::Expired => Some("media/expired"),
            Self::OtherOffset { .. } => Some("media/other-offset"),
            Self::Busy => Some("media/busy"),
            Self::BadLength { .. } => Some("media/bad-length"),
            Self::OtherLength => Some("media/other-length"),
            Self::TooLong => Some("media/too-long"),
            Self::DamagedPiece => Some("media/damaged-piece"),
            Self::WrongHash => Some("media/wrong-hash"),
            Self::Sender(refusal) => refusal.code(),
            Self::Store(_) => None,
        }
    }
}

impl From<sea_orm::DbErr> for UploadRefusal {
    fn from(source: sea_orm::DbErr) -> Self {
        Self::Store(source.into())
    }
}

/// One request's right to write one photograph.
pub struct UploadTurn {
    hash: Hash,
    busy: Arc<Mutex<BTreeSet<Hash>>>,
}

impl Drop for UploadTurn {
    fn drop(&mut self) {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.hash);
    }
}

/// A partial file that is being written.
pub struct Receiving {
    hash: Hash,
    length: u64,
    offset: u64,
    expires_ms: i64,
    partial: Partial,
    _turn: UploadTurn,
}

impl Receiving {
    /// Adds bytes after those that are here.
    pub async fn add(&mut self, bytes: &[u8]) -> Result<(), UploadRefusal> {
        let offset = self.offset.saturating_add(bytes.len() as u64);
        if offset > self.length {
            return Err(UploadRefusal::TooLong);
        }
        self.partial.add(bytes).await?;
        self.offset = offset;
        Ok(())
    }
}

impl Office {
    /// How many bytes of a photograph on its way are here; none where the file is gone.
    pub(crate) async fn partial_length(&self, hash: &Hash) -> Option<u64> {
        self.blobs.begun(hash).await.ok().flatten()
    }

    pub(crate) fn upload_turn(&self, hash: Hash) -> Result<UploadTurn, UploadRefusal> {
        let busy = self.uploading.clone();
        match busy.lock().unwrap_or_else(PoisonError::into_inner).insert(hash) {
            true => Ok(UploadTurn { hash, busy: self.uploading.clone() }),
            false => Err(UploadRefusal::Busy),
        }
    }

    /// Makes a place for a photograph; one that is here or on its way keeps what it has.
    pub async fn announce(&self, photo: &Announced) -> Result<Received, UploadRefusal> {
        who(&self.db, photo.installation).await.map_err(UploadRefusal::Sender)?;
        self.begin(photo).await
    }

    /// Keeps a photograph that a person brings, also from a phone that was revoked.
    pub(crate) async fn keep_by_hand(&self, photo: &Announced, bytes: &[u8]) -> Result<(), UploadRefusal> {
        let Received::Part { offset, .. } = self.begin(photo).await? else { return Ok(()) };
        let rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..));
        let rest = rest.ok_or(UploadRefusal::OtherLength)?;
        let mut receiving = self.receive(&photo.hash, offset).await?;
        receiving.add(rest).await?;
        self.received_all(receiving).await.map(drop)
    }

    async fn begin(&self, photo: &Announced) -> Result<Received, UploadRefusal> {
        let _turn = self.upload_turn(photo.hash)?;
        if let Some(length) = self.arrived_length(&photo.hash).await? {
            return Ok(Received::Whole { length });
        }
        // Of a customer who was erased nothing is kept, and it counts as arrived.
        if erased::Entity::find_by_id(photo.subject.to_string()).one(&self.db).await?.is_some() {
            return Ok(Received::Whole { length: photo.length });
        }
        if photo.length == 0 || photo.length > self.limits.photo_bytes {
            return Err(UploadRefusal::BadLength { most: self.limits.photo_bytes });
        }
        let known = upload::Entity::find_by_id(photo.hash.0.to_vec()).one(&self.db).await?;
        let known = known.filter(|row| !self.is_expired(row));
        let here = self.blobs.begun(&photo.hash).await?;
        match (known, here) {
            (Some(row), Some(_)) if from_row(row.length) != photo.length => return Err(UploadRefusal::OtherLength),
            (Some(row), Some(here)) if here <= photo.length => {
                let expires_ms = self.go_on(row, photo.installation).await?;
                return Ok(Received::Part { offset: here, length: photo.length, expires_ms });
            }
            _ => {}
        }
        self.drop_expired().await?;
        self.blobs.begin(&photo.hash).await?;
        let writing = self.write().await?;
        upload::Entity::delete_by_id(photo.hash.0.to_vec()).exec(&writing.tx).await?;
        let row = upload::Model {
            hash: photo.hash.0.to_vec(),
            subject: photo.subject.to_string(),
            length: to_row(photo.length),
            started_at_ms: self.now_ms(),
            installation: Some(photo.installation.0.to_vec()),
        };
        let expires_ms = expires_ms(&row);
        upload::Entity::insert(row.into_active_model()).exec(&writing.tx).await?;
        writing.commit().await?;
        Ok(Received::Part { offset: 0, length: photo.length, expires_ms })
    }

    /// Whoever announced an upload last goes on with it: a phone may come back under another
    /// name. Its time begins anew.
    async fn go_on(&self, row: upload::Model, sender: InstallationId) -> Result<i64, UploadRefusal> {
        let row = upload::Model { installation: Some(sender.0.to_vec()), started_at_ms: self.now_ms(), ..row };
        let expires_ms = expires_ms(&row);
        let writing = self.write().await?;
        row.into_active_model().reset_all().update(&writing.tx).await?;
        writing.commit().await?;
        Ok(expires_ms)
    }

    /// Whether somebody else announced this photograph last and it has not arrived yet.
    pub async fn is_sent_by_another(&self, hash: &Hash, sender: InstallationId) -> Result<bool, StoreError> {
        let row = upload::Entity::find_by_id(hash.0.to_vec()).one(&self.db).await?;
        Ok(row.and_then(|row| row.installation).is_some_and(|announcer| announcer != sender.0))
    }

    /// How much of a photograph is here. A whole file that a crash left unfinished is finished.
    pub async fn received(&self, hash: &Hash) -> Result<Received, UploadRefusal> {
        if let Some(length) = self.arrived_length(hash).await? {
            return Ok(Received::Whole { length });
        }
        let row = self.under_way(hash).await?;
        let offset = self.blobs.begun(hash).await?.ok_or(UploadRefusal::Gone)?;
        let length = from_row(row.length);
        if offset < length {
            return Ok(Received::Part { offset, length, expires_ms: expires_ms(&row) });
        }
        let _turn = self.upload_turn(*hash)?;
        self.complete(hash, length).await
    }

    /// Begins to write where the photograph stands.
    pub async fn receive(&self, hash: &Hash, offset: u64) -> Result<Receiving, UploadRefusal> {
        let turn = self.upload_turn(*hash)?;
        if let Some(length) = self.arrived_length(hash).await? {
            return Err(UploadRefusal::OtherOffset { offset: length });
        }
        let row = self.under_way(hash).await?;
        let here = self.blobs.begun(hash).await?.ok_or(UploadRefusal::Gone)?;
        if here != offset {
            return Err(UploadRefusal::OtherOffset { offset: here });
        }
        let partial = self.blobs.go_on(hash, offset).await?;
        let (length, expires_ms) = (from_row(row.length), expires_ms(&row));
        Ok(Receiving { hash: *hash, length, offset, expires_ms, partial, _turn: turn })
    }

    /// Puts what came on disk; the last byte finishes the photograph.
    pub async fn received_all(&self, mut receiving: Receiving) -> Result<Received, UploadRefusal> {
        receiving.partial.finish().await?;
        let Receiving { hash, length, offset, expires_ms, .. } = &receiving;
        match offset == length {
            true => self.complete(hash, *length).await,
            false => Ok(Received::Part { offset: *offset, length: *length, expires_ms: *expires_ms }),
        }
    }

    /// Forgets a partial file (tus termination). What arrived stays.
    pub async fn abandon(&self, hash: &Hash) -> Result<(), UploadRefusal> {
        let _turn = self.upload_turn(*hash)?;
        let known = upload::Entity::find_by_id(hash.0.to_vec()).one(&self.db).await?;
        known.ok_or(UploadRefusal::Gone)?;
        self.drop_partial(hash).await
    }

    pub(crate) async fn drop_partial(&self, hash: &Hash) -> Result<(), UploadRefusal> {
        let writing = self.write().await?;
        upload::Entity::delete_by_id(hash.0.to_vec()).exec(&writing.tx).await?;
        writing.commit().await?;
        Ok(self.blobs.drop_begun(hash).await?)
    }

    async fn complete(&self, hash: &Hash, length: u64) -> Result<Received, UploadRefusal> {
        let bytes = self.blobs.gathered(hash).await?.ok_or(UploadRefusal::Gone)?;
        if Hash::of(&bytes) != *hash {
            self.drop_partial(hash).await?;
            return Err(UploadRefusal::WrongHash);
        }
        let is_closed = photo::is_kept_closed(&bytes);
        self.blobs.keep(hash, bytes).await?;
        self.note_arrival(hash, length, is_closed).await?;
        // The row is gone with the arrival; a file that stays behind is overwritten or swept.
        let _ = self.blobs.drop_begun(hash).await;
        Ok(Received::Whole { length })
    }

    async fn note_arrival(&self, hash: &Hash, length: u64, is_closed: bool) -> Result<(), UploadRefusal> {
        let writing = self.write().await?;
        let tx = &writing.tx;
        let row = upload::Entity::find_by_id(hash.0.to_vec()).one(tx).await?.ok_or(UploadRefusal::Gone)?;
        let subject: Subject = stored_id(&row.subject, "upload row")?;
        let arrival = to_row(place::next(tx).await?);
        let at_ms = self.now_ms();
        let arrived = media::Model {
            hash: hash.0.to_vec(),
            subject: row.subject,
            length: to_row(length),
            is_closed,
            arrival,
            at_ms,
        };
        media::Entity::insert(arrived.into_active_model()).exec(tx).await?;
        upload::Entity::delete_by_id(hash.0.to_vec()).exec(tx).await?;
        if let Subject::Visit(visit) = &subject {
            self.project(tx, visit).await?;
        }
        self.project_naming(tx, hash).await?;
        Ok(writing.commit().await?)
    }

    async fn arrived_length(&self, hash: &Hash) -> Result<Option<u64>, StoreError> {
        Ok(media_row(&self.db, hash).await?.map(|row| from_row(row.length)))
    }

    /// A photograph's bytes as they are stored.
    pub(crate) async fn photo_bytes(&self, hash: &Hash) -> Result<Option<Bytes>, StoreError> {
        self.blobs.whole(hash).await
    }
}

/// The row of a photograph that arrived.
pub(crate) async fn media_row<C: ConnectionTrait>(db: &C, hash: &Hash) -> Result<Option<media::Model>, StoreError> {
    Ok(media::Entity::find_by_id(hash.0.to_vec()).one(db).await?)
}
