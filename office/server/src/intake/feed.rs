//! The part of the feed that goes into an answer.

use std::sync::PoisonError;

use doorstep_domain::id::EngineerId;
use doorstep_sync::feed::{FeedRoom, LoggedEntry, feed_part, feed_start};
use doorstep_sync::office::feed_is_due;
use doorstep_wire::message::{Feed, FeedEntry, Push};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::feed;
use crate::office::{Office, StoreError, from_row, stored_hash, to_row};

impl Office {
    pub(super) async fn feed_for<C: ConnectionTrait>(
        &self,
        db: &C,
        push: &Push,
        engineer: &EngineerId,
    ) -> Result<Option<Feed>, StoreError> {
        let challenge = {
            let known = self.challenges.lock().unwrap_or_else(PoisonError::into_inner);
            known.get(&push.installation).copied()
        };
        match challenge {
            Some(challenge) if feed_is_due(push, &challenge) => {}
            _ => return Ok(None),
        }
        let hash_there = match push.cursor {
            Some(cursor) => {
                let id = (engineer.to_string(), to_row(cursor.n));
                let row = feed::Entity::find_by_id(id).one(db).await?;
                row.map(|row| stored_hash(&row.hash, "feed entry")).transpose()?
            }
            None => None,
        };
        let start = feed_start(self.epoch, push.cursor, hash_there);
        let room = FeedRoom::SMALL;
        let rows = feed::Entity::find()
            .filter(feed::Column::Engineer.eq(engineer.as_str()))
            .filter(feed::Column::N.gt(to_row(start.cursor.n)))
            .order_by_asc(feed::Column::N)
            .limit(room.entries as u64 + 1)
            .all(db)
            .await?;
        let after = rows.into_iter().map(logged).collect::<Result<Vec<_>, _>>()?;
        Ok(Some(feed_part(start, after, room)))
    }
}

fn logged(row: feed::Model) -> Result<LoggedEntry, StoreError> {
    let hash = stored_hash(&row.hash, "feed entry")?;
    if doorstep_domain::id::Hash::of(&row.bytes) != hash {
        return Err(StoreError::Damaged("feed entry"));
    }
    let item = crate::feed::from_bytes(&row.bytes).ok_or(StoreError::Damaged("feed entry"))?;
    let entry = FeedEntry { n: from_row(row.n), item };
    Ok(LoggedEntry { entry, hash, bytes_len: row.bytes.len() as u64 })
}
