//! Events that an earlier program could not read, judged again by this one.
//!
//! Projections are made from the bytes and need nothing; what phones are told of
//! quarantined events stands in rows of its own, and is made again here.

use doorstep_sync::office::AppendedEvent;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::journal::ReadLane;
use super::lanes::note_quarantine;
use crate::entity::quarantine;
use crate::office::{Office, StoreError, from_row};

impl Office {
    /// Whether other events of this lane are quarantined now than the rows say; with
    /// `repair` the rows say so afterwards.
    pub(crate) async fn is_judged_otherwise(&self, read: &ReadLane, repair: bool) -> Result<bool, StoreError> {
        let writing = self.write().await?;
        let of_lane = || {
            let rows = quarantine::Entity::find()
                .filter(quarantine::Column::Installation.eq(read.lane.installation.0.to_vec()));
            rows.filter(quarantine::Column::Subject.eq(read.lane.subject.to_string()))
        };
        let rows = of_lane().order_by_asc(quarantine::Column::Seq).all(&writing.tx).await?;
        let told: Vec<(u64, String)> = rows.iter().map(|row| (from_row(row.seq), row.code.clone())).collect();
        let judged: Vec<(u64, String)> = read.events.iter().filter_map(AppendedEvent::quarantine).collect();
        if told == judged || !repair {
            return Ok(told != judged);
        }
        for row in rows {
            quarantine::Entity::delete_by_id((row.installation, row.subject, row.seq)).exec(&writing.tx).await?;
        }
        for event in &read.events {
            note_quarantine(&writing.tx, &read.lane, event).await?;
        }
        writing.commit().await?;
        Ok(true)
    }
}
