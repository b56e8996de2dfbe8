//! Reads lanes back from their segments, through the same judgement that took them in.
//!
//! Nothing here trusts a stored hash: every place is recomputed from the bytes.

use doorstep_domain::event::Record;
use doorstep_domain::id::{Head, InstallationId, Lane, Subject};
use doorstep_domain::visit::{Heard, LaneRecords, Skipped};
use doorstep_sync::office::{AppendedEvent, OfficeLane, judge};
use doorstep_sync::once::{Carried, CarriedLane, once};
use doorstep_wire::message::{Segment, SentEvent};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::filled;
use crate::entity::{lane, quarantine, segment};
use crate::office::{StoreError, from_row, stored_hash, stored_id, stored_installation, to_row};

/// One lane as it is stored.
pub struct StoredLane {
    /// Which.
    pub lane: Lane,
    /// Its segments in order, with the bytes of what was withheld first, where they came.
    pub segments: Vec<segment::Model>,
}

/// What a lane's segments say, up to the first damage.
pub struct ReadLane {
    /// Which.
    pub lane: Lane,
    /// Its places.
    pub events: Vec<AppendedEvent>,
    /// Where it ends.
    pub head: Head,
    /// The first place that is not what it was.
    pub damaged_at: Option<u64>,
}

/// The lane that a row is about.
pub fn lane_of_row(installation: &[u8], subject: &str) -> Result<Lane, StoreError> {
    Ok(Lane { installation: stored_installation(installation, "lane")?, subject: stored_id(subject, "lane")? })
}

/// Every lane of a subject, by installation.
pub async fn lanes_of<C: ConnectionTrait>(db: &C, subject: &Subject) -> Result<Vec<StoredLane>, StoreError> {
    lanes_of_all(db, std::slice::from_ref(subject)).await
}

/// Every lane of these subjects, by subject and installation; as many as one statement takes.
pub async fn lanes_of_all<C: ConnectionTrait>(db: &C, subjects: &[Subject]) -> Result<Vec<StoredLane>, StoreError> {
    let texts: Vec<String> = subjects.iter().map(Subject::to_string).collect();
    let rows = segment::Entity::find()
        .filter(segment::Column::Subject.is_in(texts.clone()))
        .order_by_asc(segment::Column::Subject)
        .order_by_asc(segment::Column::Installation)
        .order_by_asc(segment::Column::FromSeq)
        .all(db)
        .await?;
    let later = filled::of_subjects(db, texts).await?;
    Ok(filled::put_in(group(rows)?, &later))
}

/// Every lane that one installation wrote, by subject.
pub async fn lanes_by<C: ConnectionTrait>(db: &C, writer: &InstallationId) -> Result<Vec<StoredLane>, StoreError> {
    let rows = segment::Entity::find()
        .filter(segment::Column::Installation.eq(writer.0.to_vec()))
        .order_by_asc(segment::Column::Subject)
        .order_by_asc(segment::Column::FromSeq)
        .all(db)
        .await?;
    let later = filled::by(db, writer).await?;
    Ok(filled::put_in(group(rows)?, &later))
}

/// Every lane there is.
pub async fn all_lanes<C: ConnectionTrait>(db: &C) -> Result<Vec<StoredLane>, StoreError> {
    let rows = segment::Entity::find()
        .order_by_asc(segment::Column::Subject)
        .order_by_asc(segment::Column::Installation)
        .order_by_asc(segment::Column::FromSeq)
        .all(db)
        .await?;
    let later = filled::all(db).await?;
    Ok(filled::put_in(group(rows)?, &later))
}

fn group(rows: Vec<segment::Model>) -> Result<Vec<StoredLane>, StoreError> {
    let mut lanes: Vec<StoredLane> = Vec::new();
    for row in rows {
        let lane = lane_of_row(&row.installation, &row.subject)?;
        match lanes.last_mut().filter(|last| last.lane == lane) {
            Some(last) => last.segments.push(row),
            None => lanes.push(StoredLane { lane, segments: vec![row] }),
        }
    }
    Ok(lanes)
}

/// The events of one stored segment.
pub fn events_of(row: &segment::Model) -> Option<Vec<SentEvent>> {
    doorstep_wire::segment::decode_segment(&row.bytes).ok()
}

/// The bytes of one segment as they are stored.
pub fn bytes_of(events: &[SentEvent]) -> Vec<u8> {
    doorstep_wire::segment::encode_segment(events)
}

/// Walks a lane.
pub fn read(stored: &StoredLane) -> ReadLane {
    let mut read = ReadLane { lane: stored.lane.clone(), events: Vec::new(), head: Head::EMPTY, damaged_at: None };
    for row in &stored.segments {
        let next = read.head.seq.saturating_add(1);
        let follows = from_row(row.from_seq) == next && row.base_hash.as_slice() == read.head.hash.0.as_slice();
        let walked = events_of(row).filter(|_| follows).and_then(|events| walk(&stored.lane, read.head, events));
        let Some(walked) = walked else {
            read.damaged_at = Some(next);
            return read;
        };
        let end = walked.last().map_or(read.head, |event| event.place);
        let is_as_stored = end.seq == from_row(row.to_seq) && end.hash.0.as_slice() == row.head_hash.as_slice();
        if !is_as_stored {
            // One hash vouches for the whole stretch, so the first event that reads is where doubt begins.
            read.damaged_at = Some(first_doubt(&walked).unwrap_or(next));
            return read;
        }
        read.events.extend(walked);
        read.head = end;
    }
    read
}

/// The first event of a broken stretch that is not even an event, if there is one.
fn first_doubt(walked: &[AppendedEvent]) -> Option<u64> {
    walked.iter().find(|event| event.bytes.is_some() && event.meaning.is_err()).map(|event| event.place.seq)
}

/// Every place of a stretch, with what stands there.
fn walk(lane: &Lane, base: Head, events: Vec<SentEvent>) -> Option<Vec<AppendedEvent>> {
    let end = base.seq.saturating_add(events.len() as u64);
    let segment = Segment { subject: lane.subject.clone(), installation: None, continues: None, base, end, events };
    let first = base.seq.saturating_add(1);
    let stand = OfficeLane { head: base, arrival: 0, quarantined: Vec::new(), first, hashes: Vec::new() };
    judge(lane, &segment, &stand).ok()?.append.map(|append| append.events)
}

/// The lanes as the fold takes them: an event that was moved counts once.
pub fn records(lanes: &[ReadLane]) -> Vec<LaneRecords> {
    let carried =
        |lane: &ReadLane| CarriedLane { lane: lane.lane.clone(), events: lane.events.iter().map(carried).collect() };
    once(lanes.iter().map(carried).collect())
}

fn carried(event: &AppendedEvent) -> Carried {
    let skipped = |code: &str| Err(Skipped { code: code.to_owned() });
    let record = match (&event.meaning, &event.envelope) {
        (Ok(happened), Some(envelope)) => Ok(Record { envelope: envelope.clone(), event: happened.clone() }),
        (Ok(_), None) => skipped("event/undecodable"),
        (Err(why), _) => skipped(why.code()),
    };
    Carried { heard: Heard { head: event.place, record }, origin: event.origin, before: event.before.clone() }
}

/// The lane as [`judge`] needs it for the places `from..=to`.
pub async fn stand<C: ConnectionTrait>(db: &C, lane: &Lane, from: u64, to: u64) -> Result<OfficeLane, StoreError> {
    let (installation, subject) = (lane.installation.0.to_vec(), lane.subject.to_string());
    let row = lane::Entity::find_by_id((installation.clone(), subject.clone())).one(db).await?;
    let Some(row) = row else { return Ok(OfficeLane::unknown()) };
    let head = Head { seq: from_row(row.seq), hash: stored_hash(&row.hash, "lane")? };
    let quarantined = quarantine::Entity::find()
        .filter(quarantine::Column::Installation.eq(installation.clone()))
        .filter(quarantine::Column::Subject.eq(subject.clone()))
        .order_by_asc(quarantine::Column::Seq)
        .all(db)
        .await?;
    let mut stand = OfficeLane {
        head,
        arrival: from_row(row.arrival),
        quarantined: quarantined.into_iter().map(|row| (from_row(row.seq), row.code)).collect(),
        first: from.max(1),
        hashes: Vec::new(),
    };
    if from >= head.seq {
        return Ok(stand);
    }
    let segments = segment::Entity::find()
        .filter(segment::Column::Installation.eq(installation))
        .filter(segment::Column::Subject.eq(subject))
        .filter(segment::Column::ToSeq.gte(to_row(from.max(1))))
        .filter(segment::Column::FromSeq.lte(to_row(to)))
        .order_by_asc(segment::Column::FromSeq)
        .all(db)
        .await?;
    for row in segments {
        let base =
            Head { seq: from_row(row.from_seq).saturating_sub(1), hash: stored_hash(&row.base_hash, "segment")? };
        let walked = events_of(&row).and_then(|events| walk(lane, base, events));
        let walked = walked.ok_or(StoreError::Damaged("segment"))?;
        stand.hashes.extend(walked.iter().filter(|e| e.place.seq >= stand.first).map(|e| e.place.hash));
    }
    Ok(stand)
}
