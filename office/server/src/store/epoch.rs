//! Which life of the database this is.
//!
//! The epoch stands in the database, in a file beside it and last among the promises.
//! When they differ, one of them was restored or replaced: a new life begins, and phones
//! offer everything again. A new epoch is always safe; an old one under a restored
//! database is not.

use std::path::Path;

use doorstep_domain::id::InstallationId;
use doorstep_wire::message::Epoch;
use sea_orm::{ActiveModelTrait, DatabaseConnection, EntityTrait, IntoActiveModel, Set};

use super::promise::{self, PROMISES, Promise};
use super::{OpenError, write_whole};
use crate::blob::Blobs;
use crate::entity::{access_token, office, once_link, session};
use crate::ports::random;

/// The file beside the database.
const EPOCH: &str = "epoch";

/// The epoch that holds from now on.
pub(crate) async fn agree(
    data: &Path,
    db: &DatabaseConnection,
    blobs: &Blobs,
    now_ms: i64,
) -> Result<Epoch, OpenError> {
    let broken = |source| OpenError::database(data, source);
    let row = office::Entity::find_by_id(1).one(db).await.map_err(broken)?;
    let known = row.as_ref().and_then(|row| <[u8; 16]>::try_from(row.epoch.as_slice()).ok());
    let (beside, last) = (read(&data.join(EPOCH))?, promise::last_epoch(data)?);
    promise::agree(data, db, blobs).await?;
    if let (Some(known), Some(beside)) = (known, beside)
        && known == beside
        && last.is_none_or(|last| last == known)
    {
        // A folder of before this was written down begins it.
        if last.is_none() {
            write_down(data, known, now_ms)?;
        }
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
            // What a backup brought back of sessions, tokens and links may have ended since.
            session::Entity::delete_many().exec(db).await.map_err(broken)?;
            access_token::Entity::delete_many().exec(db).await.map_err(broken)?;
            once_link::Entity::delete_many().exec(db).await.map_err(broken)?;
        }
        None => {
            let row = office::Model { id: 1, epoch: fresh.to_vec(), arrivals: 0, opened_at_ms: now_ms };
            office::Entity::insert(row.into_active_model()).exec(db).await.map_err(broken)?;
        }
    }
    // A crash before these lines leaves some that differ: the next start begins another life.
    keep_beside(data, fresh)?;
    write_down(data, fresh, now_ms)?;
    Ok(Epoch(fresh))
}

/// Notes beside the database which life it is.
pub fn keep_beside(data: &Path, epoch: [u8; 16]) -> Result<(), OpenError> {
    let path = data.join(EPOCH);
    let hex = InstallationId(epoch).to_hex();
    write_whole(&path, hex.as_bytes(), false).map_err(|source| OpenError::file("write", &path, source))
}

fn write_down(data: &Path, epoch: [u8; 16], now_ms: i64) -> Result<(), OpenError> {
    let promise = Promise::Epoch { epoch: InstallationId(epoch).to_hex(), at_ms: now_ms };
    promise::append(data, &promise).map_err(|source| OpenError::file("write", &data.join(PROMISES), source))
}

/// What stands beside the database; unreadable text counts as another life.
fn read(path: &Path) -> Result<Option<[u8; 16]>, OpenError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(InstallationId::from_hex(text.trim()).map(|id| id.0)),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(damaged) if damaged.kind() == std::io::ErrorKind::InvalidData => Ok(None),
        Err(source) => Err(OpenError::file("read", path, source)),
    }
}
