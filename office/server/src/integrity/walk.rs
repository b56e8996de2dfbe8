//! The walk: every segment, content, photograph, book and job, then every projection
//! of visits, vans and days.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use doorstep_domain::id::{Hash, Subject, VisitId};
use doorstep_wire::message::Content;
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder, QuerySelect};

use super::{Damage, IntegrityReport, Repair};
use crate::entity::{book, content, job, lane, media, visit};
use crate::intake::journal::{self, ReadLane};
use crate::office::{Office, StoreError, from_row, stored_hash};
use crate::projection;

impl IntegrityReport {
    /// A projection of one table differed, and was made again or not.
    fn differs(&mut self, subject: Subject, table: &'static str, was_repaired: bool) {
        match was_repaired {
            true => self.repaired.push(Repair { subject, tables: vec![table] }),
            false => self.damaged.push(Damage::Projection { subject }),
        }
    }
}

/// Rows that are read at once.
const PART: u64 = 200;

impl Office {
    /// Walks everything that is stored. With `repair`, projections that differ from
    /// their events are made again; without it they are named as damage.
    pub async fn integrity_check(&self, repair: bool) -> Result<IntegrityReport, StoreError> {
        let mut report = IntegrityReport { at_ms: self.now_ms(), ..IntegrityReport::default() };
        let doubtful = self.walk_lanes(&mut report, repair).await?;
        self.walk_contents(&mut report).await?;
        self.walk_photos(&mut report).await?;
        self.walk_books_and_jobs(&mut report).await?;
        self.walk_projections(&mut report, &doubtful, repair).await?;
        self.walk_vans(&mut report, &doubtful, repair).await?;
        self.walk_days(&mut report, &doubtful, repair).await?;
        *self.last_check.lock().unwrap_or_else(PoisonError::into_inner) = Some(report.clone());
        Ok(report)
    }

    /// The subjects whose events are damaged: what stands in lists of them is now better
    /// than anything that could be made again.
    async fn walk_lanes(&self, report: &mut IntegrityReport, repair: bool) -> Result<BTreeSet<Subject>, StoreError> {
        let mut doubtful = BTreeSet::new();
        for stored in journal::all_lanes(&self.db).await? {
            report.segments += stored.segments.len() as u64;
            let read = journal::read(&stored);
            report.events += read.events.len() as u64;
            match read.damaged_at {
                Some(seq) => {
                    doubtful.insert(read.lane.subject.clone());
                    report.damaged.push(Damage::Event { lane: read.lane, seq });
                }
                None => {
                    report.damaged.extend(self.head_damage(&read).await?);
                    if self.is_judged_otherwise(&read, repair).await? {
                        report.differs(read.lane.subject, "quarantine", repair);
                    }
                }
            }
        }
        Ok(doubtful)
    }

    async fn head_damage(&self, read: &ReadLane) -> Result<Option<Damage>, StoreError> {
        let id = (read.lane.installation.0.to_vec(), read.lane.subject.to_string());
        let row = lane::Entity::find_by_id(id).one(&self.db).await?;
        let agrees = row.is_some_and(|row| from_row(row.seq) == read.head.seq && row.hash == read.head.hash.0);
        Ok((!agrees).then(|| Damage::Head { lane: read.lane.clone(), seq: read.head.seq }))
    }

    async fn walk_contents(&self, report: &mut IntegrityReport) -> Result<(), StoreError> {
        let mut pages = content::Entity::find().order_by_asc(content::Column::Hash).paginate(&self.db, PART);
        while let Some(rows) = pages.fetch_and_next().await? {
            for row in rows {
                report.contents += 1;
                let hash = stored_hash(&row.hash, "content")?;
                let subject: Option<Subject> = row.subject.parse().ok();
                let salt = <[u8; 16]>::try_from(row.salt.as_slice()).ok();
                let found = subject.zip(salt).map(|(subject, salt)| Content { subject, salt, bytes: row.bytes }.hash());
                if found != Some(hash) {
                    report.damaged.push(Damage::Content { hash, subject: row.subject });
                }
            }
        }
        Ok(())
    }

    async fn walk_photos(&self, report: &mut IntegrityReport) -> Result<(), StoreError> {
        for row in media::Entity::find().order_by_asc(media::Column::Arrival).all(&self.db).await? {
            report.photos += 1;
            let (hash, subject) = (stored_hash(&row.hash, "photograph")?, row.subject);
            match self.photo_bytes(&hash).await? {
                None => report.damaged.push(Damage::PhotoGone { hash, subject }),
                Some(bytes) if Hash::of(&bytes) != hash => report.damaged.push(Damage::Photo { hash, subject }),
                Some(_) => {}
            }
        }
        Ok(())
    }

    async fn walk_books_and_jobs(&self, report: &mut IntegrityReport) -> Result<(), StoreError> {
        for row in book::Entity::find().all(&self.db).await? {
            let hash = stored_hash(&row.id, "book")?;
            if Hash::of(&row.bytes) != hash {
                report.damaged.push(Damage::Book { hash });
            }
        }
        for row in job::Entity::find().all(&self.db).await? {
            if crate::admin::read_job(&row).is_err() {
                report.damaged.push(Damage::Job { job: row.id });
            }
        }
        Ok(())
    }

    async fn walk_projections(
        &self,
        report: &mut IntegrityReport,
        doubtful: &BTreeSet<Subject>,
        repair: bool,
    ) -> Result<(), StoreError> {
        for visit in self.projected_visits().await? {
            if doubtful.contains(&Subject::Visit(visit.clone())) {
                continue;
            }
            report.visits += 1;
            // The writer's turn: nothing may arrive between the two readings.
            let writing = self.write().await?;
            let rebuilt = self.rebuild(&writing.tx, &visit).await?;
            let stored = projection::stored(&writing.tx, &visit).await?;
            let tables = match (&rebuilt, &stored) {
                (Some(rebuilt), Some(stored)) => rebuilt.differs_in(stored),
                (None, None) => Vec::new(),
                _ => vec!["visit"],
            };
            match (tables.is_empty(), repair, rebuilt) {
                (true, ..) => {}
                (false, true, Some(rebuilt)) => {
                    projection::store(&writing.tx, &visit, rebuilt).await?;
                    writing.commit().await?;
                    report.repaired.push(Repair { subject: Subject::Visit(visit), tables });
                }
                _ => report.damaged.push(Damage::Projection { subject: Subject::Visit(visit) }),
            }
        }
        Ok(())
    }

    /// A van's rows follow from visits, too: where any lane is doubtful, they stay.
    async fn walk_vans(
        &self,
        report: &mut IntegrityReport,
        doubtful: &BTreeSet<Subject>,
        repair: bool,
    ) -> Result<(), StoreError> {
        if doubtful.iter().any(|subject| !matches!(subject, Subject::Day(_))) {
            return Ok(());
        }
        for id in projection::van::vans(&self.db).await? {
            report.vans += 1;
            let writing = self.write().await?;
            let rebuilt = projection::van::rebuild(&writing.tx, &id).await?;
            if projection::van::stored(&writing.tx, &id).await? != rebuilt {
                if repair {
                    projection::van::store(&writing.tx, &id, rebuilt).await?;
                    writing.commit().await?;
                }
                report.differs(Subject::Van(id), "van_stock", repair);
            }
        }
        Ok(())
    }

    async fn walk_days(
        &self,
        report: &mut IntegrityReport,
        doubtful: &BTreeSet<Subject>,
        repair: bool,
    ) -> Result<(), StoreError> {
        for id in projection::day::days(&self.db).await? {
            if doubtful.contains(&Subject::Day(id.clone())) {
                continue;
            }
            report.days += 1;
            let writing = self.write().await?;
            let rebuilt = projection::day::rebuild(&writing.tx, &id).await?;
            if projection::day::stored(&writing.tx, &id).await? != rebuilt {
                if repair {
                    projection::day::store(&writing.tx, &id, rebuilt).await?;
                    writing.commit().await?;
                }
                report.differs(Subject::Day(id), "day", repair);
            }
        }
        Ok(())
    }

    /// Every visit of which something arrived, or of which a row says so.
    async fn projected_visits(&self) -> Result<BTreeSet<VisitId>, StoreError> {
        let mut subjects: Vec<String> = Vec::new();
        let lanes = lane::Entity::find().select_only().column(lane::Column::Subject).distinct();
        subjects.extend(lanes.into_tuple::<String>().all(&self.db).await?);
        let contents = content::Entity::find().select_only().column(content::Column::Subject).distinct();
        subjects.extend(contents.into_tuple::<String>().all(&self.db).await?);
        let media = media::Entity::find().select_only().column(media::Column::Subject).distinct();
        subjects.extend(media.into_tuple::<String>().all(&self.db).await?);
        let rows = visit::Entity::find().select_only().column(visit::Column::Visit);
        let rows = rows.into_tuple::<String>().all(&self.db).await?;
        subjects.extend(rows.into_iter().map(|visit| format!("visit/{visit}")));
        let visits = subjects.iter().filter_map(|subject| match subject.parse() {
            Ok(Subject::Visit(visit)) => Some(visit),
            _ => None,
        });
        Ok(visits.collect())
    }
}
