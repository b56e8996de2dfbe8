//! What the next push of a phone has to carry so that it is answered with the feed: an old
//! push that somebody sends again gets none.
//!
//! Another one goes with every answer. It is kept in memory, so that an idle sync writes
//! nothing; where several programs run the office, in a table that a crash may empty. A
//! phone whose challenge is not known gets the feed one push later.

use std::sync::PoisonError;

use doorstep_domain::id::InstallationId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use crate::entity::challenge;
use crate::office::{Office, StoreError};
use crate::ports::random;

impl Office {
    /// What this phone was told last.
    pub(super) async fn challenge<C: ConnectionTrait>(
        &self,
        db: &C,
        phone: InstallationId,
    ) -> Result<Option<[u8; 16]>, StoreError> {
        if !self.is_shared {
            return Ok(self.challenges.lock().unwrap_or_else(PoisonError::into_inner).get(&phone).copied());
        }
        let row = challenge::Entity::find_by_id(phone.0.to_vec()).one(db).await?;
        Ok(row.and_then(|row| row.bytes.try_into().ok()))
    }

    /// Another one, with the answer that is being made.
    pub(super) async fn new_challenge<C: ConnectionTrait>(
        &self,
        db: &C,
        phone: InstallationId,
    ) -> Result<[u8; 16], StoreError> {
        let fresh: [u8; 16] = random()?;
        if !self.is_shared {
            self.challenges.lock().unwrap_or_else(PoisonError::into_inner).insert(phone, fresh);
            return Ok(fresh);
        }
        let row = challenge::Model { installation: phone.0.to_vec(), bytes: fresh.to_vec() };
        let again =
            OnConflict::column(challenge::Column::Installation).update_column(challenge::Column::Bytes).to_owned();
        challenge::Entity::insert(row.into_active_model()).on_conflict(again).exec(db).await?;
        Ok(fresh)
    }
}
