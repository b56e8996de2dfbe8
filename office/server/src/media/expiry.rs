//! Uploads that were not finished in time.
//!
//! The time begins with the announcement and anew with every other one. Leaves to `http`:
//! how a phone is told, and to the phone that it begins again.

use doorstep_domain::id::Hash;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::UploadRefusal;
use crate::entity::upload;
use crate::office::{Office, stored_hash};

/// How long an upload may take from its announcement: two weeks. A phone in a drawer comes
/// back to it; one that never does leaves no half photograph behind for good.
pub const UPLOAD_LIFE_MS: i64 = 14 * 24 * 3_600_000;

/// When the upload is dropped, if it is not finished, by the office's clock.
pub(super) fn expires_ms(row: &upload::Model) -> i64 {
    row.started_at_ms.saturating_add(UPLOAD_LIFE_MS)
}

impl Office {
    pub(super) fn is_expired(&self, row: &upload::Model) -> bool {
        self.now_ms() >= expires_ms(row)
    }

    /// The upload of this photograph; one that was not finished in time is dropped.
    pub(super) async fn under_way(&self, hash: &Hash) -> Result<upload::Model, UploadRefusal> {
        let row = upload::Entity::find_by_id(hash.0.to_vec()).one(&self.db).await?.ok_or(UploadRefusal::Gone)?;
        if self.is_expired(&row) {
            self.drop_partial(hash).await?;
            return Err(UploadRefusal::Expired);
        }
        Ok(row)
    }

    /// Drops every upload that was not finished in time; nobody may come back for it.
    pub(super) async fn drop_expired(&self) -> Result<(), UploadRefusal> {
        let before_ms = self.now_ms().saturating_sub(UPLOAD_LIFE_MS);
        let late = upload::Entity::find().filter(upload::Column::StartedAtMs.lte(before_ms)).all(&self.db).await?;
        for row in late {
            let hash = stored_hash(&row.hash, "upload row")?;
            // Somebody writes it right now, so it is not late after all.
            if let Ok(_turn) = self.upload_turn(hash) {
                self.drop_partial(&hash).await?;
            }
        }
        Ok(())
    }
}
