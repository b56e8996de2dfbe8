//! One tap's worth of writing: events, contents, photo, lane head, projections, and the
//! answer to the command, all in the caller's transaction.

use doorstep_domain::book::{Books, Owner};
use doorstep_domain::event::{Envelope, Event, Record, SeenHead};
use doorstep_domain::follow_up::{Owed, OwedState, owed};
use doorstep_domain::id::{Hash, Head, Lane, Subject, VisitId};
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::Visit;
use doorstep_screens::VisitState;
use doorstep_wire::chain::Chain;
use doorstep_wire::event::encode;
use doorstep_wire::message::Content;
use rusqlite::{Connection, params};

use super::effect::is_erased;
use super::row::{LaneRow, number, signed};
use crate::error::StoreError;
use crate::photo::KeptPhoto;

/// The clock story and running number that an event continues.
struct Before {
    clock: Option<Stamp>,
    lane_running: u64,
}

/// Appends these events to a lane of this phone, which is now as it was `before`.
pub fn append(
    db: &Connection,
    lane: &Lane,
    before: Option<&LaneRow>,
    events: &[Event],
    stamp: Stamp,
) -> Result<(), StoreError> {
    let mut row = before.map_or_else(|| open_lane(db, lane), |row| Ok(row.clone()))?;
    let read = |row: &rusqlite::Row<'_>| number(row, "running");
    let mut running = db.prepare_cached("SELECT running FROM phone")?.query_row([], read)?;
    let mut chain = Chain::after(lane.clone(), row.head);
    for event in events {
        running += 1;
        let before = Before { clock: row.clock, lane_running: row.running };
        let (mut envelope, clock) = envelope(&before, stamp, running);
        if row.head.seq == 0 {
            envelope.seen = seen(db, &row)?;
        }
        let bytes = encode(&Record { envelope, event: event.clone() });
        row.head = chain.push(&bytes);
        (row.clock, row.running) = (Some(clock), running);
        insert_event(db, row.id, row.head, &bytes)?;
        project(db, row.id, event)?;
    }
    let clock = row.clock.unwrap_or(stamp);
    db.prepare_cached(
        "UPDATE lane SET head_seq = ?2, head_hash = ?3, running = ?4, wall_ms = ?5, mono_ms = ?6, boot = ?7, \
         uncertainty_ms = ?8 WHERE id = ?1",
    )?
    .execute(params![
        row.id,
        signed(row.head.seq),
        row.head.hash.0.as_slice(),
        signed(running),
        clock.wall_ms,
        signed(clock.mono_ms),
        i64::from_ne_bytes(clock.boot.0.to_ne_bytes()),
        clock.uncertainty_ms,
    ])?;
    db.prepare_cached("UPDATE phone SET running = ?1")?.execute([signed(running)])?;
    Ok(())
}

/// The lane's row; made on its first event.
pub(super) fn open_lane(db: &Connection, lane: &Lane) -> Result<LaneRow, StoreError> {
    if let Some(row) = LaneRow::find(db, lane)? {
        return Ok(row);
    }
    db.prepare_cached("INSERT INTO lane (installation, subject, head_hash, proved_hash) VALUES (?1, ?2, ?3, ?3)")?
        .execute(params![lane.installation.0.as_slice(), lane.subject.to_string(), Hash::NONE.0.as_slice()])?;
    LaneRow::find(db, lane)?.ok_or_else(|| StoreError::damaged("lane", "a new lane is not there"))
}

/// How far the writer of a lane's first event knew what earlier installations of this
/// phone wrote about the subject.
fn seen(db: &Connection, row: &LaneRow) -> Result<Vec<SeenHead>, StoreError> {
    let others = LaneRow::of_subject(db, &row.lane.subject)?.into_iter().filter(|other| other.id != row.id);
    let heads = others.map(|other| SeenHead { head: other.end(), lane: other.lane });
    Ok(heads.filter(|seen| seen.head.seq > 0).collect())
}

/// The envelope, and the clocks as a reader will reckon them at this event.
fn envelope(before: &Before, stamp: Stamp, running: u64) -> (Envelope, Stamp) {
    let running_delta = running.saturating_sub(before.lane_running);
    match before.clock {
        Some(last) if last.is_continued_by(&stamp) => {
            let delta_ms = stamp.mono_ms.saturating_sub(last.mono_ms);
            (Envelope { delta_ms, running_delta, clock: None, seen: Vec::new() }, last.after(delta_ms))
        }
        // The first event of a lane, or the clocks tell another story than before.
        _ => (Envelope { delta_ms: 0, running_delta, clock: Some(stamp), seen: Vec::new() }, stamp),
    }
}

fn insert_event(db: &Connection, lane: i64, head: Head, bytes: &[u8]) -> Result<(), StoreError> {
    db.prepare_cached("INSERT INTO event (lane, seq, hash, bytes) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        lane,
        signed(head.seq),
        head.hash.0.as_slice(),
        bytes
    ])?;
    Ok(())
}

/// Notes the lanes that say something about parts: the van's ledger is folded from them.
fn project(db: &Connection, lane: i64, event: &Event) -> Result<(), StoreError> {
    if is_about_parts(event) {
        db.prepare_cached("INSERT OR IGNORE INTO part_lane (lane) VALUES (?1)")?.execute([lane])?;
    }
    Ok(())
}

/// Whether an event changes what a van carries.
pub fn is_about_parts(event: &Event) -> bool {
    matches!(
        event,
        Event::PartFitted(_)
            | Event::PartTakenOut { .. }
            | Event::PartRejected { .. }
            | Event::VanLoaded(_)
            | Event::VanUnloaded(_)
            | Event::VanCounted { .. }
    )
}

/// Keeps a content beside the events that name it; of an erased customer, only its name.
pub fn keep_content(db: &Connection, content: &Content) -> Result<(), StoreError> {
    let Content { subject, salt, bytes } = content;
    let kept = if is_erased(db, subject)? { None } else { Some((salt.as_slice(), bytes)) };
    db.prepare_cached("INSERT INTO content (hash, subject, salt, bytes) VALUES (?1, ?2, ?3, ?4)")?.execute(params![
        content.hash().0.as_slice(),
        subject.to_string(),
        kept.map(|(salt, _)| salt),
        kept.map(|(_, bytes)| bytes),
    ])?;
    Ok(())
}

/// Notes a kept photograph; the same picture twice in a visit is one photograph.
pub fn keep_photo(db: &Connection, subject: &Subject, photo: &KeptPhoto) -> Result<(), StoreError> {
    if is_erased(db, subject)? {
        db.execute("INSERT OR IGNORE INTO unwanted_file (hash) VALUES (?1)", [photo.hash.0.as_slice()])?;
        return Ok(());
    }
    db.prepare_cached("INSERT OR IGNORE INTO photo (hash, subject, bytes_len, state) VALUES (?1, ?2, ?3, 'offered')")?
        .execute(params![photo.hash.0.as_slice(), subject.to_string(), signed(photo.bytes_len)])?;
    Ok(())
}

/// How a visit stands, for the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    id: String,
    state: String,
    owes: u32,
    left_ms: Option<i64>,
}

impl VisitRow {
    /// The row of this visit.
    pub fn of(id: &VisitId, visit: &Visit, books: &Books) -> Self {
        let is_mine = |owed: &Owed| owed.owner == Owner::Engineer && !matches!(owed.state, OwedState::Done(_));
        let left = visit.story.iter().find(|entry| matches!(entry.event, Event::VisitLeft { .. }));
        Self {
            id: id.to_string(),
            state: state_key(VisitState::of(visit)).to_owned(),
            owes: u32::try_from(owed(visit, books).iter().filter(|owed| is_mine(owed)).count()).unwrap_or(u32::MAX),
            left_ms: left.and_then(|left| left.at).map(|at| at.wall_ms),
        }
    }

    /// As it is stored.
    pub fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get("id")?, state: row.get("state")?, owes: row.get("owes")?, left_ms: row.get("left_ms")? })
    }

    /// Which visit.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// How far a visit is, as its row says it.
pub fn state_key(state: VisitState) -> &'static str {
    match state {
        VisitState::New => "new",
        VisitState::UnderWay => "under-way",
        VisitState::Signed => "signed",
        VisitState::Left => "left",
    }
}

/// Keeps how a visit stands.
pub fn keep_visit(db: &Connection, row: &VisitRow) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO visit (id, state, owes, left_ms) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (id) DO UPDATE SET state = ?2, owes = ?3, left_ms = ?4",
    )?
    .execute(params![row.id, row.state, row.owes, row.left_ms])?;
    Ok(())
}
