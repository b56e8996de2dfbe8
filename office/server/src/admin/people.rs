//! Engineers, their vans and their jobs.

use doorstep_domain::id::{EngineerId, Hash, JobId, PartNo, Subject, VisitId};
use doorstep_domain::job::Job;
use doorstep_domain::reduction::ApprovalKey;
use doorstep_domain::terms::Certificate;
use doorstep_wire::message::FeedItem;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::books;
use crate::entity::{approval_key, certificate, engineer, erased, job, stock};
use crate::feed;
use crate::office::{Office, StoreError};
use crate::ports::random;

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
    /// A job keeps the visit it was assigned with; another trip follows one that is known.
    #[error("job {0} was assigned with another visit; a second trip says which visit came before it")]
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
    /// Adds an engineer, or corrects name and certificates of one. A new one is told the newest edition.
    pub async fn add_engineer(
        &self,
        id: &EngineerId,
        name: &str,
        certificates: &[Certificate],
    ) -> Result<(), AdminError> {
        let now_ms = self.now_ms();
        let writing = self.write().await?;
        let tx = &writing.tx;
        match engineer::Entity::find_by_id(id.as_str()).one(tx).await? {
            Some(known) if known.name == name => {}
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
        keep_certificates(tx, id, certificates, now_ms).await?;
        Ok(writing.commit().await?)
    }

    /// Assigns a job, or changes one that was assigned. A visit under way goes on either way.
    /// Its visit gets the secret of its approval codes, whatever the job says of one.
    pub async fn assign_job(&self, mut job: Job) -> Result<(), AdminError> {
        let now_ms = self.now_ms();
        let writing = self.write().await?;
        let tx = &writing.tx;
        self.refuse_unknown(tx, &job.engineer).await?;
        if erased::Entity::find_by_id(Subject::Visit(job.visit.clone()).to_string()).one(tx).await?.is_some() {
            job = job.without_the_person();
        }
        job.approval_key = Some(keep_approval_key(tx, &job.visit, now_ms).await?);
        let item = FeedItem::Job(job.clone());
        let row = job_row(&job, &item);
        match job::Entity::find_by_id(row.visit.as_str()).one(tx).await? {
            Some(known) if known == row => return Ok(()),
            Some(other) if other.id != row.id => return Err(AdminError::VisitTaken { job: job.id, other: other.id }),
            Some(_) => {
                row.clone().into_active_model().reset_all().update(tx).await?;
            }
            None => {
                refuse_loose_trip(tx, &job).await?;
                job::Entity::insert(row.clone().into_active_model()).exec(tx).await?;
            }
        }
        feed::say(tx, &job.engineer, &item, now_ms).await?;
        self.tell_earlier(tx, &row).await?;
        // The jobs after this one may now follow another visit.
        self.tell_followers(tx, &job.visit).await?;
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
        self.project_van(tx, engineer).await?;
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

/// A further trip for a job has to follow one of those that are planned.
async fn refuse_loose_trip<C: ConnectionTrait>(db: &C, job: &Job) -> Result<(), AdminError> {
    let planned = job::Entity::find().filter(job::Column::Id.eq(job.id.as_str())).all(db).await?;
    let follows = |row: &job::Model| job.earlier.as_ref().is_some_and(|before| before.as_str() == row.visit);
    match planned.is_empty() || planned.iter().any(follows) {
        true => Ok(()),
        false => Err(AdminError::OtherVisit(job.id.clone())),
    }
}

fn job_row(job: &Job, item: &FeedItem) -> job::Model {
    let bytes = feed::to_bytes(item);
    job::Model {
        id: job.id.to_string(),
        visit: job.visit.to_string(),
        engineer: job.engineer.to_string(),
        from_ms: job.window.from_ms,
        until_ms: job.window.until_ms,
        checksum: Hash::of(&bytes).0.to_vec(),
        bytes,
        earlier: job.earlier.as_ref().map(ToString::to_string),
    }
}

/// The secret of a visit's approval codes; made when the visit is planned, and then the same for ever.
async fn keep_approval_key<C: ConnectionTrait>(
    db: &C,
    visit: &VisitId,
    now_ms: i64,
) -> Result<ApprovalKey, StoreError> {
    if let Some(known) = approval_key_of(db, visit).await? {
        return Ok(known);
    }
    let key: [u8; 32] = random()?;
    let row = approval_key::Model { visit: visit.to_string(), key: key.to_vec(), at_ms: now_ms };
    approval_key::Entity::insert(row.into_active_model()).exec(db).await?;
    Ok(ApprovalKey(key))
}

/// The secret of a visit's approval codes; none where no job planned the visit.
pub(crate) async fn approval_key_of<C: ConnectionTrait>(
    db: &C,
    visit: &VisitId,
) -> Result<Option<ApprovalKey>, StoreError> {
    let Some(row) = approval_key::Entity::find_by_id(visit.as_str()).one(db).await? else { return Ok(None) };
    let key = row.key.try_into().map_err(|_| StoreError::Damaged("approval key"))?;
    Ok(Some(ApprovalKey(key)))
}

/// Replaces an engineer's certificates and tells them, unless they are the same.
async fn keep_certificates<C: ConnectionTrait>(
    db: &C,
    id: &EngineerId,
    certificates: &[Certificate],
    now_ms: i64,
) -> Result<(), StoreError> {
    let theirs = || certificate::Column::Engineer.eq(id.as_str());
    let known = certificate::Entity::find().filter(theirs()).order_by_asc(certificate::Column::N).all(db).await?;
    let row = |(certificate, n): (&Certificate, i64)| certificate::Model {
        engineer: id.to_string(),
        n,
        category: certificate.category.to_string(),
        grade: i64::from(certificate.grade),
        valid_until: certificate.valid_until.to_string(),
    };
    let rows: Vec<certificate::Model> = certificates.iter().zip(1..).map(row).collect();
    if rows == known {
        return Ok(());
    }
    certificate::Entity::delete_many().filter(theirs()).exec(db).await?;
    for row in rows {
        certificate::Entity::insert(row.into_active_model()).exec(db).await?;
    }
    feed::say(db, id, &FeedItem::Certificates(certificates.to_vec()), now_ms).await
}

impl Office {
    /// The job that a visit was planned for, without its secret; none where the office knows none.
    pub(crate) async fn job_of(&self, visit: &VisitId) -> Result<Option<Job>, StoreError> {
        let row = job::Entity::find_by_id(visit.as_str()).one(&self.db).await?;
        let job = row.map(|row| read_job(&row)).transpose()?;
        Ok(job.map(|job| Job { approval_key: None, ..job }))
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
