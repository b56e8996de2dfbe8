//! Gives every entry of a feed that was said before entries named the one before them the
//! hash that it would have now. Phones stand at hashes that are not there any more and take
//! the feed as a snapshot.

use doorstep_domain::id::Hash;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryOrder, Set};

use crate::entity::feed;
use crate::feed::hash_after;
use crate::office::from_row;

pub(super) struct ChainFeed;

impl MigrationName for ChainFeed {
    fn name(&self) -> &str {
        "m0006_chain_feed"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for ChainFeed {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let rows = feed::Entity::find().order_by_asc(feed::Column::Engineer).order_by_asc(feed::Column::N);
        let (mut engineer, mut previous) = (String::new(), Hash::NONE);
        for row in rows.all(db).await? {
            if row.engineer != engineer {
                (engineer, previous) = (row.engineer.clone(), Hash::NONE);
            }
            let damaged = || DbErr::Custom("a stored feed entry is damaged".to_owned());
            previous = hash_after(&previous, from_row(row.n), &row.bytes).ok_or_else(damaged)?;
            let mut row = row.into_active_model();
            row.hash = Set(previous.0.to_vec());
            row.update(db).await?;
        }
        Ok(())
    }
}
