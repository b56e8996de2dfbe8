//! The one order of arrivals: every segment, content and photograph has a place in it.

use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Set};

use crate::entity::office;
use crate::office::{StoreError, from_row};

/// The next place. Only the writer calls this, inside its transaction.
pub async fn next<C: ConnectionTrait>(db: &C) -> Result<u64, StoreError> {
    let row = office::Entity::find_by_id(1).one(db).await?.ok_or(StoreError::Damaged("office row"))?;
    let place = row.arrivals.saturating_add(1);
    let mut row = row.into_active_model();
    row.arrivals = Set(place);
    row.update(db).await?;
    Ok(from_row(place))
}
