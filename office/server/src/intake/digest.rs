//! Whether the office still has what a phone knows to be proved and not yet safe.
//!
//! Asked before a push changes anything. Leaves to `sync::digest` what the digest covers
//! and which pushes can differ without a loss, and to the phone what it does then.

use std::collections::BTreeMap;

use doorstep_domain::id::{Hash, Head, Lane};
use doorstep_sync::digest::lacked;
use doorstep_sync::office::lane_of;
use doorstep_wire::message::Push;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::journal::{self, lane_of_row};
use crate::entity::lane;
use crate::office::{Office, StoreError, from_row, stored_hash, to_row};

impl Office {
    /// The push's digest, where this office has other heads.
    pub(super) async fn lacked<C: ConnectionTrait>(
        &self,
        db: &C,
        push: &Push,
        safe_upto: u64,
    ) -> Result<Option<Hash>, StoreError> {
        if push.epoch != Some(self.epoch) {
            return Ok(None);
        }
        let rows = lane::Entity::find()
            .filter(lane::Column::Installation.eq(push.installation.0.to_vec()))
            .filter(lane::Column::Arrival.gt(to_row(safe_upto)))
            .all(db)
            .await?;
        let mut held = BTreeMap::new();
        for row in rows {
            let head = Head { seq: from_row(row.seq), hash: stored_hash(&row.hash, "lane")? };
            held.insert(lane_of_row(&row.installation, &row.subject)?, head);
        }
        let has = bases(db, push).await?;
        Ok(lacked(push, self.epoch, held, |lane, at| has.get(lane) == Some(&at)))
    }
}

/// The points that this push builds on, where the office has them.
async fn bases<C: ConnectionTrait>(db: &C, push: &Push) -> Result<BTreeMap<Lane, Head>, StoreError> {
    let mut bases = BTreeMap::new();
    for segment in &push.segments {
        let (lane, base) = (lane_of(push, segment), segment.base);
        let stand = journal::stand(db, &lane, base.seq, base.seq).await?;
        let there = stand.hash_at(base.seq).map_err(|_| StoreError::Damaged("lane"))?;
        if base != Head::EMPTY && there == Some(base.hash) {
            bases.insert(lane, base);
        }
    }
    Ok(bases)
}
