//! Taking an installation's rights away.
//!
//! From then on its signed requests are refused with `installation/revoked`, all but
//! handing in what it had not sent. A restore must not undo that: it is written into the
//! ledger beside the database first, and taken in again when the office is opened.
//! There is no way back: a phone that is found again is invited as a new installation.

use std::path::Path;

use doorstep_domain::id::InstallationId;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};
use serde::{Deserialize, Serialize};

use super::approve::{LEDGER, append};
use crate::entity::installation;
use crate::office::{Office, StoreError};
use crate::store::OpenError;

/// Why nobody was revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// Nobody enrolled it.
    #[error("this office knows no installation {0}")]
    Unknown(InstallationId),
    /// The office could not keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sea_orm::DbErr> for RevokeError {
    fn from(source: sea_orm::DbErr) -> Self {
        Self::Store(source.into())
    }
}

/// A line of the ledger.
#[derive(Debug, Deserialize, Serialize)]
struct Revocation {
    /// The installation, in hexadecimal.
    revoked: String,
    at_ms: i64,
}

impl Office {
    /// Takes this installation's rights away; whether it had them until now.
    pub async fn revoke(&self, phone: InstallationId) -> Result<bool, RevokeError> {
        let at_ms = self.now_ms();
        let writing = self.write().await?;
        let row = installation::Entity::find_by_id(phone.0.to_vec()).one(&writing.tx).await?;
        let row = row.ok_or(RevokeError::Unknown(phone))?;
        if row.revoked_at_ms.is_some() {
            return Ok(false);
        }
        let line = Revocation { revoked: phone.to_hex(), at_ms };
        append(&self.data.join(LEDGER), &line).map_err(StoreError::from)?;
        let row = installation::Model { revoked_at_ms: Some(at_ms), ..row };
        row.into_active_model().reset_all().update(&writing.tx).await?;
        writing.commit().await?;
        Ok(true)
    }

    /// Whether this installation's rights were taken away.
    pub async fn is_revoked(&self, phone: InstallationId) -> Result<bool, StoreError> {
        let row = installation::Entity::find_by_id(phone.0.to_vec()).one(&self.db).await?;
        Ok(row.is_some_and(|row| row.revoked_at_ms.is_some()))
    }
}

/// Whether a line of the ledger tells of a revocation.
pub(super) fn is_revocation(line: &str) -> bool {
    serde_json::from_str::<Revocation>(line).is_ok()
}

/// Revokes again what a restored database does not know to be revoked.
pub(crate) async fn take_in_ledger<C: ConnectionTrait>(data: &Path, db: &C) -> Result<(), OpenError> {
    let path = data.join(LEDGER);
    let text = match std::fs::read_to_string(&path) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        text => text.map_err(|source| OpenError::file("read", &path, source))?,
    };
    let told = text.lines().filter_map(|line| serde_json::from_str::<Revocation>(line).ok());
    for Revocation { revoked, at_ms } in told {
        let Some(phone) = InstallationId::from_hex(&revoked) else { continue };
        let again = revoke_again(db, phone, at_ms).await;
        again.map_err(|source| OpenError::database(data, source))?;
    }
    Ok(())
}

async fn revoke_again<C: ConnectionTrait>(db: &C, phone: InstallationId, at_ms: i64) -> Result<(), sea_orm::DbErr> {
    let row = installation::Entity::find_by_id(phone.0.to_vec()).one(db).await?;
    // One that the restored database does not know at all is refused as unknown.
    if let Some(row) = row.filter(|row| row.revoked_at_ms.is_none()) {
        tracing::warn!(installation = %phone, "the database had forgotten that this installation was revoked");
        let row = installation::Model { revoked_at_ms: Some(at_ms), ..row };
        row.into_active_model().reset_all().update(db).await?;
    }
    Ok(())
}
