//! What the office says to each engineer, in an order without holes.
//!
//! An entry is written once, in the transaction of what it tells; its hash names the one
//! before it. Leaves to `sync`: which entries an answer carries.

use doorstep_domain::id::{EngineerId, Hash};
use doorstep_wire::chain::entry_hash;
use doorstep_wire::frame::{read_item, write_item};
use doorstep_wire::message::FeedItem;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::entity::feed;
use crate::office::{StoreError, from_row, stored_hash, to_row};

/// Adds one entry to an engineer's feed.
pub async fn say<C: ConnectionTrait>(
    db: &C,
    engineer: &EngineerId,
    item: &FeedItem,
    now_ms: i64,
) -> Result<(), StoreError> {
    let bytes = to_bytes(item);
    let last = feed::Entity::find()
        .filter(feed::Column::Engineer.eq(engineer.as_str()))
        .order_by_desc(feed::Column::N)
        .one(db)
        .await?;
    let (n, previous) = match last {
        Some(row) => (from_row(row.n).saturating_add(1), stored_hash(&row.hash, "feed entry")?),
        None => (1, Hash::NONE),
    };
    let hash = hash_after(&previous, n, &bytes).ok_or(StoreError::Damaged("feed entry"))?.0.to_vec();
    let row = feed::Model { engineer: engineer.to_string(), n: to_row(n), bytes, hash, at_ms: now_ms };
    feed::Entity::insert(row.into_active_model()).exec(db).await?;
    Ok(())
}

/// Reckons an engineer's feed again after entries in it were changed. A phone that stands
/// behind one of them reads the feed from its beginning.
pub async fn chain_again<C: ConnectionTrait>(db: &C, engineer: &str) -> Result<(), StoreError> {
    let of_engineer = feed::Entity::find().filter(feed::Column::Engineer.eq(engineer));
    let mut previous = Hash::NONE;
    for row in of_engineer.order_by_asc(feed::Column::N).all(db).await? {
        previous = hash_after(&previous, from_row(row.n), &row.bytes).ok_or(StoreError::Damaged("feed entry"))?;
        if row.hash != previous.0 {
            let row = feed::Model { hash: previous.0.to_vec(), ..row };
            row.into_active_model().reset_all().update(db).await?;
        }
    }
    Ok(())
}

/// The item as rows keep it: its kind (u32, highest byte first), then its bytes as they travel.
pub fn to_bytes(item: &FeedItem) -> Vec<u8> {
    let (kind, bytes) = write_item(item);
    [kind.to_be_bytes().as_slice(), &bytes].concat()
}

/// The hash of the entry with these bytes after the one of hash `previous`.
pub fn hash_after(previous: &Hash, n: u64, bytes: &[u8]) -> Option<Hash> {
    let (kind, bytes) = bytes.split_first_chunk::<4>()?;
    Some(entry_hash(previous, n, u32::from_be_bytes(*kind), bytes))
}

/// Reads what [`to_bytes`] wrote.
pub fn from_bytes(bytes: &[u8]) -> Option<FeedItem> {
    let (kind, bytes) = bytes.split_first_chunk::<4>()?;
    Some(read_item(u32::from_be_bytes(*kind), bytes))
}
