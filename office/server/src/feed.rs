//! What the office says to each engineer, in an order without holes.
//!
//! An entry is written once, in the transaction of what it tells. Leaves to `sync`:
//! which entries an answer carries.

use doorstep_domain::id::{EngineerId, Hash};
use doorstep_wire::frame::{read_item, write_item};
use doorstep_wire::message::FeedItem;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};

use crate::entity::feed;
use crate::office::{StoreError, to_row};

/// Adds one entry to an engineer's feed.
pub async fn say<C: ConnectionTrait>(
    db: &C,
    engineer: &EngineerId,
    item: &FeedItem,
    now_ms: i64,
) -> Result<(), StoreError> {
    let bytes = to_bytes(item);
    let said = feed::Entity::find().filter(feed::Column::Engineer.eq(engineer.as_str())).count(db).await?;
    let hash = Hash::of(&bytes).0.to_vec();
    let row =
        feed::Model { engineer: engineer.to_string(), n: to_row(said.saturating_add(1)), bytes, hash, at_ms: now_ms };
    feed::Entity::insert(row.into_active_model()).exec(db).await?;
    Ok(())
}

/// The item as rows keep it: its kind (u32, highest byte first), then its bytes as they travel.
pub fn to_bytes(item: &FeedItem) -> Vec<u8> {
    let (kind, bytes) = write_item(item);
    [kind.to_be_bytes().as_slice(), &bytes].concat()
}

/// Reads what [`to_bytes`] wrote.
pub fn from_bytes(bytes: &[u8]) -> Option<FeedItem> {
    let (kind, bytes) = bytes.split_first_chunk::<4>()?;
    Some(read_item(u32::from_be_bytes(*kind), bytes))
}
