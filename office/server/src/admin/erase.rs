//! Erasing a customer on their wish: everything that tells who they are, of one visit.
//!
//! The promise is written down first, in the file that no restore takes back; then
//! photographs, texts, names and strokes go, the job keeps only what the trade needs, and
//! the engineers' phones are told to do the same. Hashes stay, so every chain still proves
//! itself; what a phone brings later of the person is not stored and counts as arrived.
//! Doing it again, and again after a restore, finds nothing left to do.
//!
//! Leaves to a person: backups that were made before still hold everything; and work that
//! a revoked phone handed in has to be taken in first.

use std::collections::BTreeSet;

use doorstep_domain::id::{EngineerId, Hash, Subject, VisitId};
use doorstep_domain::job::Job;
use doorstep_wire::frame::decode_push;
use doorstep_wire::message::FeedItem;
use doorstep_wire::work::{Work, decode_work};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, IntoActiveModel, QueryFilter,
};

use super::handed_in::LARGEST_PIECE;
use crate::blob::Blobs;
use crate::entity::{content, erased, feed, handed_in, installation, job, lane, media, upload};
use crate::feed as said;
use crate::intake::LIMITS;
use crate::office::{Office, StoreError, stored_hash, stored_id};
use crate::store::promise::{self, Promise};

/// Why nobody was erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Neither a job nor an event names it.
    #[error("this office knows no visit {0}")]
    Unknown(VisitId),
    /// What waits for a person may tell of them, too.
    #[error("work that a revoked phone handed in about {0} waits; take it in first: doorstep admin handed-in --take")]
    HandedInWaits(VisitId),
    /// The office could not keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EraseError {
    /// The stable code; none where it is the office's own trouble.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Unknown(_) => Some("erase/unknown-visit"),
            Self::HandedInWaits(_) => Some("erase/handed-in-waits"),
            Self::Store(_) => None,
        }
    }
}

impl From<sea_orm::DbErr> for EraseError {
    fn from(source: sea_orm::DbErr) -> Self {
        Self::Store(source.into())
    }
}

/// What was erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Erasure {
    /// Texts, names and strokes.
    pub contents: u64,
    /// Photographs.
    pub photos: u64,
    /// Entries of feeds that described the person.
    pub told: u64,
}

impl Office {
    /// Erases the customer of this visit.
    pub async fn erase(&self, visit: &VisitId) -> Result<Erasure, EraseError> {
        let subject = Subject::Visit(visit.clone());
        let writing = self.write().await?;
        let tx = &writing.tx;
        let is_planned = job::Entity::find_by_id(visit.as_str()).one(tx).await?.is_some();
        let is_heard_of = lane::Entity::find().filter(lane::Column::Subject.eq(subject.to_string())).one(tx).await?;
        if !is_planned && is_heard_of.is_none() {
            return Err(EraseError::Unknown(visit.clone()));
        }
        if handed_in_about(tx, &subject).await?.iter().any(|piece| piece.taken_at_ms.is_none()) {
            return Err(EraseError::HandedInWaits(visit.clone()));
        }
        let at_ms = self.now_ms();
        if erased::Entity::find_by_id(subject.to_string()).one(tx).await?.is_none() {
            let promise = Promise::Erased { subject: subject.to_string(), at_ms };
            promise::append(&self.data, &promise).map_err(StoreError::from)?;
        }
        let done = forget(tx, &self.blobs, &subject, at_ms).await?;
        self.project(tx, visit).await?;
        writing.commit().await?;
        // What the rows were still stands beside them: in SQLite's log, in PostgreSQL's old rows.
        match self.db.get_database_backend() {
            DatabaseBackend::Postgres => {
                self.db.execute_unprepared("VACUUM content, feed, job, handed_in, media, upload").await?
            }
            _ => self.db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?,
        };
        Ok(done)
    }
}

/// Removes what tells of the person, as far as it is here. Files go before the rows that name
/// them: what is cut off in between is done when the office is opened again.
pub(crate) async fn forget<C: ConnectionTrait>(
    db: &C,
    blobs: &Blobs,
    subject: &Subject,
    at_ms: i64,
) -> Result<Erasure, StoreError> {
    let named = subject.to_string();
    let mut done = Erasure { photos: forget_photos(db, blobs, &named).await?, ..Erasure::default() };
    let contents = content::Entity::delete_many().filter(content::Column::Subject.eq(&named)).exec(db).await?;
    done.contents = contents.rows_affected;
    for piece in handed_in_about(db, subject).await? {
        if piece.taken_at_ms.is_some() {
            handed_in::Entity::delete_by_id(piece.hash).exec(db).await?;
        }
    }
    if let Subject::Visit(visit) = subject {
        done.told = forget_job(db, visit).await?;
    }
    if erased::Entity::find_by_id(named.clone()).one(db).await?.is_none() {
        let row = erased::Model { subject: named, at_ms };
        erased::Entity::insert(row.into_active_model()).exec(db).await?;
        for engineer in who_knows(db, subject).await? {
            said::say(db, &engineer, &FeedItem::Erased { subject: subject.clone() }, at_ms).await?;
        }
    }
    Ok(done)
}

async fn forget_photos<C: ConnectionTrait>(db: &C, blobs: &Blobs, subject: &str) -> Result<u64, StoreError> {
    let arrived = media::Entity::find().filter(media::Column::Subject.eq(subject)).all(db).await?;
    for row in &arrived {
        blobs.forget(&stored_hash(&row.hash, "photograph")?).await?;
        media::Entity::delete_by_id(row.hash.clone()).exec(db).await?;
    }
    for row in upload::Entity::find().filter(upload::Column::Subject.eq(subject)).all(db).await? {
        blobs.drop_begun(&stored_hash(&row.hash, "photograph")?).await?;
        upload::Entity::delete_by_id(row.hash).exec(db).await?;
    }
    Ok(u64::try_from(arrived.len()).unwrap_or(u64::MAX))
}

/// The job keeps what the trade needs, here and where the feed told it. An entry of the feed has
/// another hash then: a phone that stands just there reads the feed from its beginning.
async fn forget_job<C: ConnectionTrait>(db: &C, visit: &VisitId) -> Result<u64, StoreError> {
    if let Some(row) = job::Entity::find_by_id(visit.as_str()).one(db).await? {
        let bytes = said::to_bytes(&FeedItem::Job(super::read_job(&row)?.without_the_person()));
        let row = job::Model { checksum: Hash::of(&bytes).0.to_vec(), bytes, ..row };
        row.into_active_model().reset_all().update(db).await?;
    }
    let (mut told, mut changed) = (0, BTreeSet::new());
    for row in feed::Entity::find().all(db).await? {
        let Some(FeedItem::Job(job)) = said::from_bytes(&row.bytes).filter(|item| is_about(item, visit)) else {
            continue;
        };
        let bytes = said::to_bytes(&FeedItem::Job(job.without_the_person()));
        if bytes != row.bytes {
            told += 1;
            changed.insert(row.engineer.clone());
            let row = feed::Model { bytes, ..row };
            row.into_active_model().reset_all().update(db).await?;
        }
    }
    for engineer in changed {
        said::chain_again(db, &engineer).await?;
    }
    Ok(told)
}

fn is_about(item: &FeedItem, visit: &VisitId) -> bool {
    matches!(item, FeedItem::Job(Job { visit: whose, .. }) if whose == visit)
}

/// Engineers whose phones may hold something of it: who was told of the job or wrote about it.
async fn who_knows<C: ConnectionTrait>(db: &C, subject: &Subject) -> Result<BTreeSet<EngineerId>, StoreError> {
    let mut found = BTreeSet::new();
    for row in lane::Entity::find().filter(lane::Column::Subject.eq(subject.to_string())).all(db).await? {
        if let Some(phone) = installation::Entity::find_by_id(row.installation).one(db).await? {
            found.insert(stored_id(&phone.engineer, "installation")?);
        }
    }
    let Subject::Visit(visit) = subject else { return Ok(found) };
    for row in feed::Entity::find().all(db).await? {
        if said::from_bytes(&row.bytes).is_some_and(|item| is_about(&item, visit)) {
            found.insert(stored_id(&row.engineer, "feed entry")?);
        }
    }
    Ok(found)
}

/// Pieces of work that revoked phones handed in and that hold something of it.
async fn handed_in_about<C: ConnectionTrait>(db: &C, about: &Subject) -> Result<Vec<handed_in::Model>, StoreError> {
    let mut found = Vec::new();
    for row in handed_in::Entity::find().all(db).await? {
        let is_about = match decode_work(&row.bytes, LARGEST_PIECE) {
            Ok(Work::Photo { subject, .. }) => subject == *about,
            Ok(Work::Push { body, .. }) => decode_push(&body, LIMITS.push_bytes as usize)
                .is_ok_and(|push| push.contents.iter().any(|content| content.subject == *about)),
            Err(_) => false,
        };
        if is_about {
            found.push(row);
        }
    }
    Ok(found)
}
