//! The part of the feed that goes into an answer.

use doorstep_domain::id::{EngineerId, Hash};
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
        match self.challenge(db, push.installation).await? {
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
        Ok(Some(feed_part(start, logged(start.cursor.hash, rows)?, room)))
    }
}

/// The entries after the one of hash `previous`; each is reckoned again before it is given out.
fn logged(mut previous: Hash, rows: Vec<feed::Model>) -> Result<Vec<LoggedEntry>, StoreError> {
    let damaged = || StoreError::Damaged("feed entry");
    let mut entries = Vec::with_capacity(rows.len());
    for row in rows {
        let item = crate::feed::from_bytes(&row.bytes).ok_or_else(damaged)?;
        let logged = LoggedEntry::after(&previous, FeedEntry { n: from_row(row.n), item });
        if logged.hash != stored_hash(&row.hash, "feed entry")? {
            return Err(damaged());
        }
        previous = logged.hash;
        entries.push(logged);
    }
    Ok(entries)
}
