//! What follows from the journals of visits, vans and days: rows for lists, rebuilt
//! from segments, contents and photographs alone (a van also from what was issued).
//!
//! Every row carries a checksum over itself. A projection that fails loses no event:
//! it can be made again at any time and then says the same.

pub mod day;
mod fold;
mod rows;
pub mod van;

use doorstep_domain::id::{Hash, Subject, VisitId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

pub use fold::{Folded, contents_here, fold};
pub use rows::{charge, progress, read_steps};

use crate::admin::approve;
use crate::entity::{attachment, fee_line, finding, part_use, visit};
use crate::office::{Office, StoreError, stored_id};

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
        let Some(rebuilt) = self.rebuild(db, id).await? else { return Ok(()) };
        match stored(db, id).await? {
            Some(stored) if stored == rebuilt => Ok(()),
            _ => store(db, id, rebuilt).await,
        }
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
        let folded = fold(db, &Subject::Visit(id.clone())).await?;
        if folded.place == 0 {
            return Ok(None);
        }
        let books = match &folded.visit.opening {
            // Books that cannot be read leave the visit unjudged; it is kept all the same.
            Some(opening) => self.books(opening.edition).await.ok().flatten(),
            None => None,
        };
        let unissued = approve::unissued(db, id, &folded.visit).await?;
        rows::rows(id, &folded, books.as_deref(), unissued).map(Some)
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

/// What is written of a visit.
pub async fn stored<C: ConnectionTrait>(db: &C, id: &VisitId) -> Result<Option<Projected>, StoreError> {
    let Some(visit) = visit::Entity::find_by_id(id.as_str()).one(db).await? else { return Ok(None) };
    let findings = finding::Entity::find()
        .filter(finding::Column::Visit.eq(id.as_str()))
        .order_by_asc(finding::Column::N)
        .all(db)
        .await?;
    let fee_lines = fee_line::Entity::find()
        .filter(fee_line::Column::Visit.eq(id.as_str()))
        .order_by_asc(fee_line::Column::Line)
        .all(db)
        .await?;
    let part_uses = part_use::Entity::find()
        .filter(part_use::Column::Visit.eq(id.as_str()))
        .order_by_asc(part_use::Column::N)
        .all(db)
        .await?;
    let attachments = attachment::Entity::find()
        .filter(attachment::Column::Visit.eq(id.as_str()))
        .order_by_asc(attachment::Column::Hash)
        .all(db)
        .await?;
    Ok(Some(Projected { visit, findings, fee_lines, part_uses, attachments }))
}

/// Replaces what is written of a visit.
pub async fn store<C: ConnectionTrait>(db: &C, id: &VisitId, new: Projected) -> Result<(), StoreError> {
    let Projected { visit, findings, fee_lines, part_uses, attachments } = new;
    visit::Entity::delete_by_id(id.as_str()).exec(db).await?;
    finding::Entity::delete_many().filter(finding::Column::Visit.eq(id.as_str())).exec(db).await?;
    fee_line::Entity::delete_many().filter(fee_line::Column::Visit.eq(id.as_str())).exec(db).await?;
    part_use::Entity::delete_many().filter(part_use::Column::Visit.eq(id.as_str())).exec(db).await?;
    attachment::Entity::delete_many().filter(attachment::Column::Visit.eq(id.as_str())).exec(db).await?;
    visit::Entity::insert(visit.into_active_model()).exec(db).await?;
    for part in findings.chunks(100).filter(|part| !part.is_empty()) {
        let part = part.iter().cloned().map(IntoActiveModel::into_active_model);
        finding::Entity::insert_many(part).exec(db).await?;
    }
    for part in fee_lines.chunks(80).filter(|part| !part.is_empty()) {
        let part = part.iter().cloned().map(IntoActiveModel::into_active_model);
        fee_line::Entity::insert_many(part).exec(db).await?;
    }
    for part in part_uses.chunks(100).filter(|part| !part.is_empty()) {
        let part = part.iter().cloned().map(IntoActiveModel::into_active_model);
        part_use::Entity::insert_many(part).exec(db).await?;
    }
    for part in attachments.chunks(200).filter(|part| !part.is_empty()) {
        let part = part.iter().cloned().map(IntoActiveModel::into_active_model);
        attachment::Entity::insert_many(part).exec(db).await?;
    }
    Ok(())
}
