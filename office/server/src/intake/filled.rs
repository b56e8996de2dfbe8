//! Events that first came as their hash alone, and whose bytes came later.
//!
//! The segment stays as it arrived; the bytes stand in a table of their own and are put
//! in whenever the lane is read. Their hash is that of the place, so no chain changes.
//! Leaves to `sync`: whether these bytes are the ones that the place waits for.

use std::collections::BTreeMap;

use doorstep_domain::id::{InstallationId, Lane};
use doorstep_sync::office::AppendedEvent;
use doorstep_wire::message::{Segment, SentEvent};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::journal::{StoredLane, bytes_of, events_of, lane_of_row};
use super::lanes::note_quarantine;
use crate::entity::{filled, quarantine, segment};
use crate::office::{Office, StoreError, from_row, to_row};

/// What came later, by lane and place.
pub type Filled = BTreeMap<Lane, BTreeMap<u64, SentEvent>>;

impl Office {
    /// Keeps the bytes of `fill` as `sent` brought them, and judges those events by them.
    pub(super) async fn fill<C: ConnectionTrait>(
        &self,
        db: &C,
        lane: &Lane,
        sent: &Segment,
        fill: &[AppendedEvent],
        arrival: u64,
    ) -> Result<(), StoreError> {
        let (installation, subject) = (lane.installation.0.to_vec(), lane.subject.to_string());
        for event in fill {
            let seq = event.place.seq;
            let at = seq.checked_sub(sent.base.seq.saturating_add(1)).and_then(|at| usize::try_from(at).ok());
            let came = at.and_then(|at| sent.events.get(at)).cloned().ok_or(StoreError::Damaged("segment"))?;
            let row = filled::Model {
                installation: installation.clone(),
                subject: subject.clone(),
                seq: to_row(seq),
                bytes: bytes_of(&[came]),
                arrival: to_row(arrival),
                at_ms: self.now_ms(),
            };
            filled::Entity::insert(row.into_active_model()).exec(db).await?;
            let id = (installation.clone(), subject.clone(), to_row(seq));
            quarantine::Entity::delete_by_id(id).exec(db).await?;
            note_quarantine(db, lane, event).await?;
        }
        Ok(())
    }
}

/// What came later of these subjects.
pub async fn of_subjects<C: ConnectionTrait>(db: &C, subjects: Vec<String>) -> Result<Filled, StoreError> {
    read(filled::Entity::find().filter(filled::Column::Subject.is_in(subjects)).all(db).await?)
}

/// What came later of one installation.
pub async fn by<C: ConnectionTrait>(db: &C, writer: &InstallationId) -> Result<Filled, StoreError> {
    read(filled::Entity::find().filter(filled::Column::Installation.eq(writer.0.to_vec())).all(db).await?)
}

/// All that came later.
pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Filled, StoreError> {
    read(filled::Entity::find().all(db).await?)
}

fn read(rows: Vec<filled::Model>) -> Result<Filled, StoreError> {
    let mut filled = Filled::new();
    for row in rows {
        let lane = lane_of_row(&row.installation, &row.subject)?;
        let event = doorstep_wire::segment::decode_segment(&row.bytes).ok().and_then(|mut events| events.pop());
        // Bytes that cannot be read leave the hash alone in its place; the walk names it.
        if let Some(event) = event {
            filled.entry(lane).or_default().insert(from_row(row.seq), event);
        }
    }
    Ok(filled)
}

/// The lanes with what came later in its places.
pub fn put_in(mut lanes: Vec<StoredLane>, filled: &Filled) -> Vec<StoredLane> {
    for stored in &mut lanes {
        if let Some(later) = filled.get(&stored.lane) {
            stored.segments.iter_mut().for_each(|row| put_into(row, later));
        }
    }
    lanes
}

fn put_into(row: &mut segment::Model, later: &BTreeMap<u64, SentEvent>) {
    let (first, last) = (from_row(row.from_seq), from_row(row.to_seq));
    if first > last || later.range(first..=last).next().is_none() {
        return;
    }
    let Some(mut events) = events_of(row) else { return };
    for (seq, event) in (first..).zip(&mut events) {
        if let (SentEvent::Withheld(_), Some(came)) = (&*event, later.get(&seq)) {
            *event = came.clone();
        }
    }
    row.bytes = bytes_of(&events);
}
