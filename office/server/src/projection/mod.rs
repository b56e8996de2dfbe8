//! What follows from the journals of visits, vans and days: rows for lists, rebuilt
//! from segments, contents and photographs alone (a van also from what was issued).
//!
//! Every row carries a checksum over itself. A projection that fails loses no event:
//! it can be made again at any time and then says the same.

pub mod day;
mod fold;
mod rows;
pub mod van;
mod written;

use doorstep_domain::id::{Hash, Subject, VisitId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

pub use fold::{Folded, contents_here, fold};
pub use rows::{charge, progress, read_steps};
pub use written::{store, stored};

use crate::admin::approve;
use crate::entity::{attachment, fee_line, finding, part_use, visit};
use crate::office::{Office, StoreError, stored_id};

/// How many visits are folded with one statement for each table.
const AT_ONCE: usize = 100;

/// Everything that is projected of one visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projected {
    /// The visit's own row.
    pub visit: visit::Model,
    /// Its findings, in order.
    pub findings: Vec<finding::Model>,
    /// Its quote lines, by number.
    pub fee_lines: Vec<fee_line::Model>,
    /// Its parts, in order.
    pub part_uses: Vec<part_use::Model>,
    /// The photographs it names, by hash.
    pub attachments: Vec<attachment::Model>,
}

impl Projected {
    /// The tables in which two projections differ.
    pub fn differs_in(&self, other: &Self) -> Vec<&'static str> {
        let differs = [
            ("visit", self.visit != other.visit),
            ("finding", self.findings != other.findings),
            ("fee_line", self.fee_lines != other.fee_lines),
            ("part_use", self.part_uses != other.part_uses),
            ("attachment", self.attachments != other.attachments),
        ];
        differs.into_iter().filter(|(_, differs)| *differs).map(|(table, _)| table).collect()
    }
}

impl Office {
    /// Folds a visit and writes what follows from it; nothing when that stands already.
    pub(crate) async fn project<C: ConnectionTrait>(&self, db: &C, id: &VisitId) -> Result<(), StoreError> {
        self.project_visits(db, std::slice::from_ref(id)).await
    }

    /// Folds these visits and writes what follows from them, many with each statement.
    pub(crate) async fn project_visits<C: ConnectionTrait>(&self, db: &C, ids: &[VisitId]) -> Result<(), StoreError> {
        for part in ids.chunks(AT_ONCE) {
            let rebuilt = self.rebuild_all(db, part).await?;
            let stored = written::of(db, part).await?;
            let stands = |new: &Projected| stored.whole.get(&new.visit.visit) == Some(new);
            let changed: Vec<Projected> = rebuilt.into_iter().filter(|new| !stands(new)).collect();
            let is_replaced = |new: &&Projected| stored.named.contains(&new.visit.visit);
            let replaced = changed.iter().filter(is_replaced).map(|new| new.visit.visit.clone()).collect();
            written::remove(db, replaced).await?;
            written::add(db, changed).await?;
        }
        Ok(())
    }

    /// Projects every visit that names a photograph: the same picture travels once, with
    /// whichever visit of whichever engineer it came.
    pub(crate) async fn project_naming<C: ConnectionTrait>(&self, db: &C, photo: &Hash) -> Result<(), StoreError> {
        let naming = attachment::Entity::find().filter(attachment::Column::Hash.eq(photo.0.to_vec()));
        for row in naming.all(db).await? {
            self.project(db, &stored_id(&row.visit, "attachment row")?).await?;
        }
        Ok(())
    }

    /// What follows from a visit's journal; none where nothing arrived.
    pub(crate) async fn rebuild<C: ConnectionTrait>(
        &self,
        db: &C,
        id: &VisitId,
    ) -> Result<Option<Projected>, StoreError> {
        Ok(self.rebuild_all(db, std::slice::from_ref(id)).await?.pop())
    }

    /// What follows from the journals of these visits, without those of which nothing arrived.
    async fn rebuild_all<C: ConnectionTrait>(&self, db: &C, ids: &[VisitId]) -> Result<Vec<Projected>, StoreError> {
        let subjects: Vec<Subject> = ids.iter().cloned().map(Subject::Visit).collect();
        let mut rebuilt = Vec::new();
        for (id, folded) in ids.iter().zip(fold::fold_all(db, &subjects).await?) {
            if folded.place == 0 {
                continue;
            }
            let books = match &folded.visit.opening {
                // Books that cannot be read leave the visit unjudged; it is kept all the same.
                Some(opening) => self.books(opening.edition).await.ok().flatten(),
                None => None,
            };
            let unissued = approve::unissued(db, id, &folded.visit).await?;
            rebuilt.push(rows::rows(id, &folded, books.as_deref(), unissued)?);
        }
        Ok(rebuilt)
    }

    /// A visit's row, verified. One that is damaged is made again first.
    pub(crate) async fn visit_row(&self, id: &VisitId) -> Result<Option<visit::Model>, StoreError> {
        let row = visit::Entity::find_by_id(id.as_str()).one(&self.db).await?;
        match row {
            Some(row) if !rows::is_as_written(&row) => self.repair(id).await.map(Some),
            row => Ok(row),
        }
    }

    /// A row as it was read, or made again where its checksum does not fit.
    pub(crate) async fn verified(&self, row: visit::Model) -> Result<visit::Model, StoreError> {
        match rows::is_as_written(&row) {
            true => Ok(row),
            false => self.repair(&row.visit.parse().map_err(|_| StoreError::Damaged("visit row"))?).await,
        }
    }

    async fn repair(&self, id: &VisitId) -> Result<visit::Model, StoreError> {
        tracing::warn!(visit = %id, "a damaged projection was made again");
        let writing = self.write().await?;
        self.project(&writing.tx, id).await?;
        let row = visit::Entity::find_by_id(id.as_str()).one(&writing.tx).await?;
        writing.commit().await?;
        row.ok_or(StoreError::Damaged("visit row"))
    }
}
