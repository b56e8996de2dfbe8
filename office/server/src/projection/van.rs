//! What a van should carry: the ledger of `domain` as rows.
//!
//! It follows from the lanes that the engineer's own phones wrote and from what the
//! office issued, so it changes with a visit's parts, too.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::id::{EngineerId, PartNo, Subject};
use doorstep_domain::van::{Ledger, Row};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

use super::rows::sealed;
use crate::entity::{installation, stock, van_stock};
use crate::intake::journal::{self, ReadLane};
use crate::office::{Office, StoreError, stored_id, stored_installation};

impl Office {
    /// Writes what follows for an engineer's van; nothing when that stands already.
    pub(crate) async fn project_van<C: ConnectionTrait>(&self, db: &C, id: &EngineerId) -> Result<(), StoreError> {
        let rebuilt = rebuild(db, id).await?;
        match stored(db, id).await? == rebuilt {
            true => Ok(()),
            false => store(db, id, rebuilt).await,
        }
    }
}

/// The rows that follow from the journal, by part.
pub async fn rebuild<C: ConnectionTrait>(db: &C, id: &EngineerId) -> Result<Vec<van_stock::Model>, StoreError> {
    let ledger = Ledger::from_lanes(id, &issued(db, id).await?, &journal::records(&own_lanes(db, id).await?));
    Ok(ledger.rows.iter().map(|(part, row)| sealed(van_row(id, part, row))).collect())
}

/// The rows that are written, by part.
pub async fn stored<C: ConnectionTrait>(db: &C, id: &EngineerId) -> Result<Vec<van_stock::Model>, StoreError> {
    let rows = van_stock::Entity::find().filter(van_stock::Column::Engineer.eq(id.as_str()));
    Ok(rows.order_by_asc(van_stock::Column::Part).all(db).await?)
}

/// Replaces what is written of a van.
pub async fn store<C: ConnectionTrait>(db: &C, id: &EngineerId, rows: Vec<van_stock::Model>) -> Result<(), StoreError> {
    van_stock::Entity::delete_many().filter(van_stock::Column::Engineer.eq(id.as_str())).exec(db).await?;
    for part in rows.chunks(100).filter(|part| !part.is_empty()) {
        let part = part.iter().cloned().map(IntoActiveModel::into_active_model);
        van_stock::Entity::insert_many(part).exec(db).await?;
    }
    Ok(())
}

/// Every engineer whose van may have rows.
pub async fn vans<C: ConnectionTrait>(db: &C) -> Result<BTreeSet<EngineerId>, StoreError> {
    let mut ids: Vec<String> = Vec::new();
    let installations = installation::Entity::find().select_only().column(installation::Column::Engineer).distinct();
    ids.extend(installations.into_tuple::<String>().all(db).await?);
    let issued = stock::Entity::find().select_only().column(stock::Column::Engineer).distinct();
    ids.extend(issued.into_tuple::<String>().all(db).await?);
    let rows = van_stock::Entity::find().select_only().column(van_stock::Column::Engineer).distinct();
    ids.extend(rows.into_tuple::<String>().all(db).await?);
    ids.iter().map(|id| stored_id(id, "van row")).collect()
}

async fn issued<C: ConnectionTrait>(db: &C, id: &EngineerId) -> Result<BTreeMap<PartNo, u32>, StoreError> {
    let rows = stock::Entity::find().filter(stock::Column::Engineer.eq(id.as_str())).all(db).await?;
    // What was handed back beyond what was issued is told by the count, not by the ledger.
    let count = |issued: i64| u32::try_from(issued.max(0)).unwrap_or(u32::MAX);
    rows.into_iter().map(|row| Ok((stored_id(&row.part, "stock row")?, count(row.issued)))).collect()
}

/// What the engineer's own phones wrote of visits and of the van.
async fn own_lanes<C: ConnectionTrait>(db: &C, id: &EngineerId) -> Result<Vec<ReadLane>, StoreError> {
    let phones = installation::Entity::find().filter(installation::Column::Engineer.eq(id.as_str())).all(db).await?;
    let mut lanes = Vec::new();
    for phone in phones {
        let written = journal::lanes_by(db, &stored_installation(&phone.id, "installation")?).await?;
        let of_stock = written.iter().filter(|stored| !matches!(stored.lane.subject, Subject::Day(_)));
        lanes.extend(of_stock.map(journal::read));
    }
    Ok(lanes)
}

fn van_row(id: &EngineerId, part: &PartNo, row: &Row) -> van_stock::Model {
    van_stock::Model {
        engineer: id.to_string(),
        part: part.to_string(),
        ledger: row.expected(),
        found: row.count.map(|count| i64::from(count.found)),
        expected: row.count.map(|count| count.expected),
        counted_ms: row.count.and_then(|count| count.at).map(|at| at.wall_ms),
        checksum: Vec::new(),
    }
}
