//! The rows of visits as they are written: read, removed and added, many visits with each
//! statement.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::id::VisitId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::Projected;
use crate::entity::{attachment, fee_line, finding, part_use, visit};
use crate::office::StoreError;

/// As many rows as one statement takes, of the widest of these tables.
const ROWS: usize = 40;

/// What is written of some visits.
pub struct Written {
    /// The visits that have their own row, with all that belongs to it.
    pub whole: BTreeMap<String, Projected>,
    /// The visits that any row names; one without its own is damaged.
    pub named: BTreeSet<String>,
}

/// What is written of these visits.
pub async fn of<C: ConnectionTrait>(db: &C, ids: &[VisitId]) -> Result<Written, StoreError> {
    let ids: Vec<&str> = ids.iter().map(VisitId::as_str).collect();
    let visits = visit::Entity::find().filter(visit::Column::Visit.is_in(ids.clone())).all(db).await?;
    let findings = finding::Entity::find().filter(finding::Column::Visit.is_in(ids.clone()));
    let mut findings = by_visit(findings.order_by_asc(finding::Column::N).all(db).await?, |row| &row.visit);
    let fee_lines = fee_line::Entity::find().filter(fee_line::Column::Visit.is_in(ids.clone()));
    let mut fee_lines = by_visit(fee_lines.order_by_asc(fee_line::Column::Line).all(db).await?, |row| &row.visit);
    let part_uses = part_use::Entity::find().filter(part_use::Column::Visit.is_in(ids.clone()));
    let mut part_uses = by_visit(part_uses.order_by_asc(part_use::Column::N).all(db).await?, |row| &row.visit);
    let attachments = attachment::Entity::find().filter(attachment::Column::Visit.is_in(ids));
    let attachments = attachments.order_by_asc(attachment::Column::Hash).all(db).await?;
    let mut attachments = by_visit(attachments, |row| &row.visit);
    let children = findings.keys().chain(fee_lines.keys()).chain(part_uses.keys()).chain(attachments.keys());
    let named = children.chain(visits.iter().map(|row| &row.visit)).cloned().collect();
    let whole = visits.into_iter().map(|visit| {
        let id = visit.visit.clone();
        let projected = Projected {
            findings: findings.remove(&id).unwrap_or_default(),
            fee_lines: fee_lines.remove(&id).unwrap_or_default(),
            part_uses: part_uses.remove(&id).unwrap_or_default(),
            attachments: attachments.remove(&id).unwrap_or_default(),
            visit,
        };
        (id, projected)
    });
    Ok(Written { whole: whole.collect(), named })
}

/// Rows by their visit, in the order in which they came.
fn by_visit<R>(rows: Vec<R>, visit: impl Fn(&R) -> &String) -> BTreeMap<String, Vec<R>> {
    let mut sorted: BTreeMap<String, Vec<R>> = BTreeMap::new();
    for row in rows {
        sorted.entry(visit(&row).clone()).or_default().push(row);
    }
    sorted
}

/// What is written of a visit.
pub async fn stored<C: ConnectionTrait>(db: &C, id: &VisitId) -> Result<Option<Projected>, StoreError> {
    Ok(of(db, std::slice::from_ref(id)).await?.whole.remove(id.as_str()))
}

/// Replaces what is written of a visit.
pub async fn store<C: ConnectionTrait>(db: &C, id: &VisitId, new: Projected) -> Result<(), StoreError> {
    remove(db, vec![id.to_string()]).await?;
    add(db, vec![new]).await
}

/// Removes every row of these visits.
pub async fn remove<C: ConnectionTrait>(db: &C, ids: Vec<String>) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    visit::Entity::delete_many().filter(visit::Column::Visit.is_in(ids.clone())).exec(db).await?;
    finding::Entity::delete_many().filter(finding::Column::Visit.is_in(ids.clone())).exec(db).await?;
    fee_line::Entity::delete_many().filter(fee_line::Column::Visit.is_in(ids.clone())).exec(db).await?;
    part_use::Entity::delete_many().filter(part_use::Column::Visit.is_in(ids.clone())).exec(db).await?;
    attachment::Entity::delete_many().filter(attachment::Column::Visit.is_in(ids)).exec(db).await?;
    Ok(())
}

/// Adds the rows of visits of which nothing is written.
pub async fn add<C: ConnectionTrait>(db: &C, all: Vec<Projected>) -> Result<(), StoreError> {
    let (mut visits, mut findings, mut fee_lines) = (Vec::new(), Vec::new(), Vec::new());
    let (mut part_uses, mut attachments) = (Vec::new(), Vec::new());
    for one in all {
        visits.push(one.visit);
        findings.extend(one.findings);
        fee_lines.extend(one.fee_lines);
        part_uses.extend(one.part_uses);
        attachments.extend(one.attachments);
    }
    insert::<visit::Entity, _, C>(db, visits).await?;
    insert::<finding::Entity, _, C>(db, findings).await?;
    insert::<fee_line::Entity, _, C>(db, fee_lines).await?;
    insert::<part_use::Entity, _, C>(db, part_uses).await?;
    insert::<attachment::Entity, _, C>(db, attachments).await
}

async fn insert<E, M, C>(db: &C, rows: Vec<M>) -> Result<(), StoreError>
where
    E: EntityTrait<Model = M>,
    M: IntoActiveModel<E::ActiveModel> + Clone,
    C: ConnectionTrait,
{
    for part in rows.chunks(ROWS) {
        E::insert_many(part.iter().cloned().map(IntoActiveModel::into_active_model)).exec(db).await?;
    }
    Ok(())
}
