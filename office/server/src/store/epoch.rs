//! Which life of the database this is.
//!
//! The epoch stands in the database and in a file beside it. When the two differ, one
//! of them was restored or replaced: a new life begins, and phones offer everything
//! again. A new epoch is always safe; an old one under a restored database is not.

use std::path::Path;

use doorstep_wire::message::Epoch;
use sea_orm::{ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel, Set};

use super::{OpenError, write_whole};
use crate::entity::office;
use crate::ports::random;

/// The epoch that holds from now on.
pub async fn agree(data: &Path, db: &DatabaseConnection, now_ms: i64) -> Result<Epoch, OpenError> {
    let path = data.join("epoch");
    let database = data.join("office.sqlite");
    let broken = |source| OpenError::database(&database, source);
    let row = office::Entity::find_by_id(1).one(db).await.map_err(broken)?;
    let beside = read(&path)?;
    let known = row.as_ref().and_then(|row| <[u8; 16]>::try_from(row.epoch.as_slice()).ok());
    if let (Some(known), Some(beside)) = (known, beside)
        && known == beside
    {
        return Ok(Epoch(known));
    }
    let fresh: [u8; 16] = random()?;
    match row {
        Some(row) => {
            tracing::warn!("the epoch in the database and beside it differ: a new life begins");
            let mut row = row.into_active_model();
            row.epoch = Set(fresh.to_vec());
            row.opened_at_ms = Set(now_ms);
            row.update(db).await.map_err(broken)?;
        }
        None => {
            let row = office::Model { id: 1, epoch: fresh.to_vec(), arrivals: 0, opened_at_ms: now_ms };
            office::Entity::insert(row.into_active_model()).exec(db).await.map_err(broken)?;
        }
    }
    // A crash before this line leaves two that differ: the next start begins another life.
    let hex = doorstep_domain::id::InstallationId(fresh).to_hex();
    write_whole(&path, hex.as_bytes(), false).map_err(|source| OpenError::file("write", &path, source))?;
    Ok(Epoch(fresh))
}

/// What stands beside the database; unreadable text counts as another life.
fn read(path: &Path) -> Result<Option<[u8; 16]>, OpenError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(doorstep_domain::id::InstallationId::from_hex(text.trim()).map(|id| id.0)),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(damaged) if damaged.kind() == std::io::ErrorKind::InvalidData => Ok(None),
        Err(source) => Err(OpenError::file("read", path, source)),
    }
}
