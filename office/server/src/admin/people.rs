//! Engineers, their vans and their jobs.

use doorstep_domain::id::{EngineerId, Hash, JobId, PartNo, VisitId};
use doorstep_domain::job::Job;
use doorstep_wire::message::FeedItem;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::books;
use crate::entity::{engineer, job, stock};
use crate::feed;
use crate::office::{Office, StoreError};

/// Why something was not handed out.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// No engineer of this staff number.
    #[error("this office has no engineer {0}; add them first")]
    UnknownEngineer(EngineerId),
    /// Another job has the visit.
    #[error("job {job}: its visit is already that of job {other}")]
    VisitTaken {
        /// The new job.
        job: JobId,
        /// The job that has the visit.
        other: String,
    },
    /// A job keeps the visit it was assigned with.
    #[error("job {0} was assigned with another visit; a second trip is another job row")]
    OtherVisit(JobId),
    /// The office could not keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sea_orm::DbErr> for AdminError {
    fn from(source: sea_orm::DbErr) -> Self {
        Self::Store(source.into())
    }
}

impl Office {
    /// Adds an engineer, or corrects the name of one. A new one is told the newest edition.
    pub async fn add_engineer(&self, id: &EngineerId, name: &str) -> Result<(), AdminError> {
        let now_ms = self.now_ms();
        let writing = self.write().await?;
        let tx = &writing.tx;
        match engineer::Entity::find_by_id(id.as_str()).one(tx).await? {
            Some(known) if known.name == name => return Ok(()),
            Some(known) => {
                let renamed = engineer::Model { name: name.to_owned(), ..known };
                renamed.into_active_model().reset_all().update(tx).await?;
            }
            None => {
                let row = engineer::Model { id: id.to_string(), name: name.to_owned(), added_at_ms: now_ms };
                engineer::Entity::insert(row.into_active_model()).exec(tx).await?;
                if let Some(item) = books::newest(tx).await? {
                    feed::say(tx, id, &item, now_ms).await?;
                }
            }
        }
        Ok(writing.commit().await?)
    }

    /// Assigns a job, or changes one that was assigned. A visit under way goes on either way.
    pub async fn assign_job(&self, job: Job) -> Result<(), AdminError> {
        let now_ms = self.now_ms();
        let item = FeedItem::Job(job.clone());
        let bytes = feed::to_bytes(&item);
        let writing = self.write().await?;
        let tx = &writing.tx;
        self.refuse_unknown(tx, &job.engineer).await?;
        let row = job::Model {
            id: job.id.to_string(),
            visit: job.visit.to_string(),
            engineer: job.engineer.to_string(),
            from_ms: job.window.from_ms,
            until_ms: job.window.until_ms,
            checksum: Hash::of(&bytes).0.to_vec(),
            bytes,
        };
        let holder = job::Entity::find().filter(job::Column::Visit.eq(row.visit.as_str())).one(tx).await?;
        if let Some(other) = holder.filter(|holder| holder.id != row.id) {
            return Err(AdminError::VisitTaken { job: job.id, other: other.id });
        }
        match job::Entity::find_by_id(row.id.as_str()).one(tx).await? {
            Some(known) if known == row => return Ok(()),
            Some(known) if known.visit != row.visit => return Err(AdminError::OtherVisit(job.id)),
            Some(_) => {
                row.into_active_model().reset_all().update(tx).await?;
            }
            None => {
                job::Entity::insert(row.into_active_model()).exec(tx).await?;
            }
        }
        feed::say(tx, &job.engineer, &item, now_ms).await?;
        Ok(writing.commit().await?)
    }

    /// Brings what was issued of a part to this engineer's van, in all, up (or down) to
    /// `count`; the feed carries the difference. The same count again says nothing.
    pub async fn issue_stock(&self, engineer: &EngineerId, part: &PartNo, count: i32) -> Result<(), AdminError> {
        let now_ms = self.now_ms();
        let writing = self.write().await?;
        let tx = &writing.tx;
        self.refuse_unknown(tx, engineer).await?;
        let known = stock::Entity::find_by_id((engineer.to_string(), part.to_string())).one(tx).await?;
        let issued = known.as_ref().map_or(0, |row| row.issued);
        let difference = i64::from(count).saturating_sub(issued);
        if difference == 0 {
            return Ok(());
        }
        let row = stock::Model { engineer: engineer.to_string(), part: part.to_string(), issued: i64::from(count) };
        match known {
            Some(_) => {
                row.into_active_model().reset_all().update(tx).await?;
            }
            None => {
                stock::Entity::insert(row.into_active_model()).exec(tx).await?;
            }
        }
        let count = i32::try_from(difference).map_err(|_| StoreError::Damaged("stock row"))?;
        feed::say(tx, engineer, &FeedItem::Stock { part: part.clone(), count }, now_ms).await?;
        Ok(writing.commit().await?)
    }

    async fn refuse_unknown<C: ConnectionTrait>(&self, db: &C, id: &EngineerId) -> Result<(), AdminError> {
        match engineer::Entity::find_by_id(id.as_str()).one(db).await? {
            Some(_) => Ok(()),
            None => Err(AdminError::UnknownEngineer(id.clone())),
        }
    }
}

impl Office {
    /// The job that a visit was planned for; none where the office knows none.
    pub(crate) async fn job_of(&self, visit: &VisitId) -> Result<Option<Job>, StoreError> {
        let row = job::Entity::find().filter(job::Column::Visit.eq(visit.as_str())).one(&self.db).await?;
        row.map(|row| read_job(&row)).transpose()
    }
}

/// Reads a job's row, if it is still what was written.
pub(crate) fn read_job(row: &job::Model) -> Result<Job, StoreError> {
    if Hash::of(&row.bytes).0.as_slice() != row.checksum.as_slice() {
        return Err(StoreError::Damaged("job"));
    }
    match feed::from_bytes(&row.bytes) {
        Some(FeedItem::Job(job)) => Ok(job),
        _ => Err(StoreError::Damaged("job")),
    }
}
