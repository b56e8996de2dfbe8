//! Becoming a new installation, and what moves to it, in the caller's transaction.
//!
//! The office knows a lane otherwise: this phone, or the one it was copied from, was
//! restored or cloned. Lanes written so far are not written again; what lies after the
//! common point moves to the new installation's lane of the same subject, its bytes
//! unchanged, with the place where it was recorded (`doorstep_sync::successor`). An
//! installation whose key is lost, or that the office never met, cannot say who comes
//! after it: everything of it that is not proved moves.

use std::collections::BTreeSet;

use doorstep_domain::id::{Hash, Head, InstallationId, Lane, Subject};
use doorstep_sync::once::reckon;
use doorstep_sync::successor;
use doorstep_wire::chain::{Chain, Place};
use doorstep_wire::message::SentEvent;
use rusqlite::{Connection, params};

use super::entry::open_lane;
use super::row::{LaneRow, PhoneRow, events_after, signed};
use super::told::carried_of;
use crate::error::StoreError;

/// The office has other events in this lane after `common`.
pub fn fork(db: &Connection, lane: &Lane, common: Head, new: InstallationId) -> Result<(), StoreError> {
    if successor::starts_anew(lane, PhoneRow::load(db)?.installation) {
        become_new(db, new, true)?;
    }
    close(db, lane, common)
}

/// Another installation from now on. `has_key`: the key so far can still sign.
pub fn become_new(db: &Connection, new: InstallationId, has_key: bool) -> Result<(), StoreError> {
    let phone = PhoneRow::load(db)?;
    let is_vouched = has_key && phone.is_registered;
    db.execute(
        "INSERT INTO predecessor (installation, key_name, is_vouched) VALUES (?1, ?2, ?3)",
        params![phone.installation.0.as_slice(), phone.key_name, is_vouched],
    )?;
    db.execute(
        "UPDATE phone SET installation = ?1, key_name = ?2, public_key = NULL, is_registered = 0, \
         not_counted = running, moved = 0, cursor_n = NULL, cursor_hash = NULL",
        params![new.0.as_slice(), new.to_hex()],
    )?;
    // A place for a photograph belongs to whoever announced it.
    db.execute("UPDATE photo SET url = NULL", [])?;
    db.execute(
        "UPDATE trust SET standing = 'unknown' WHERE standing = 'at-work' \
         AND NOT EXISTS (SELECT 1 FROM predecessor WHERE is_vouched = 1) \
         AND EXISTS (SELECT 1 FROM phone WHERE engineer <> '')",
        [],
    )?;
    if is_vouched { Ok(()) } else { move_unvouched(db) }
}

/// Installations so far cannot say who comes after them: a person let this one in.
pub fn let_in(db: &Connection) -> Result<(), StoreError> {
    db.execute("UPDATE phone SET is_registered = 1", [])?;
    db.execute("UPDATE predecessor SET is_vouched = 0", [])?;
    move_unvouched(db)
}

/// Nobody takes lanes of such an installation: what is not proved of them moves.
pub fn move_unvouched(db: &Connection) -> Result<(), StoreError> {
    let mut select = db.prepare("SELECT installation FROM predecessor WHERE is_vouched = 0")?;
    let ids = select.query_map([], |row| row.get(0).map(InstallationId))?.collect::<Result<BTreeSet<_>, _>>()?;
    let lanes = LaneRow::all(db)?.into_iter().filter(|row| ids.contains(&row.lane.installation));
    // The oldest first: what moved before is carried then.
    lanes.rev().try_for_each(|row| close(db, &row.lane, row.proved))
}

/// Ends a lane at its common point and moves what nobody else carries.
fn close(db: &Connection, lane: &Lane, common: Head) -> Result<(), StoreError> {
    let Some(row) = LaneRow::find(db, lane)? else { return Ok(()) };
    db.execute(
        "UPDATE lane SET proved_seq = ?2, proved_hash = ?3, is_forked = 1 WHERE id = ?1",
        params![row.id, signed(common.seq), common.hash.0.as_slice()],
    )?;
    db.execute("DELETE FROM quarantine WHERE lane = ?1 AND seq > ?2", params![row.id, signed(common.seq)])?;
    let mut tail = Vec::new();
    events_after(db, &row, common.seq, |event| {
        tail.push(event.sent());
        true
    })?;
    let carried = origins(db, &lane.subject)?;
    let moved = successor::moved(lane, common, &tail, |origin| carried.contains(origin));
    if moved.is_empty() { Ok(()) } else { take_over(db, &row, common, &moved) }
}

/// What lanes of this subject carry to the office: open ones whole, closed ones up to
/// their common point.
fn origins(db: &Connection, subject: &Subject) -> Result<BTreeSet<Hash>, StoreError> {
    Ok(carried_of(db, subject)?.into_iter().flat_map(|lane| lane.events).map(|event| event.origin).collect())
}

/// Appends what moved to the lane that this installation writes.
fn take_over(db: &Connection, old: &LaneRow, common: Head, moved: &[SentEvent]) -> Result<(), StoreError> {
    let lane = Lane { installation: PhoneRow::load(db)?.installation, subject: old.lane.subject.clone() };
    let is_new = LaneRow::find(db, &lane)?.is_none();
    let row = open_lane(db, &lane)?;
    if is_new {
        continue_from(db, row.id, &old.lane, common)?;
    }
    let mut chain = Chain::after(lane.clone(), row.head);
    let mut last = Place { head: row.head, origin: Hash::NONE };
    for sent in moved {
        last = chain.push_sent(sent);
        insert_moved(db, row.id, last.head, sent)?;
    }
    // The next event that is recorded here carries a full reading of the clocks.
    db.execute(
        "UPDATE lane SET head_seq = ?2, head_hash = ?3, wall_ms = 0, mono_ms = 0, boot = 0 WHERE id = ?1",
        params![row.id, signed(last.head.seq), last.head.hash.0.as_slice()],
    )?;
    let running = reckon(&carried_of(db, &lane.subject)?).get(&last.origin).map_or(0, |reckoned| reckoned.running);
    db.execute("UPDATE lane SET running = ?2 WHERE id = ?1", params![row.id, signed(running)])?;
    db.execute(
        "INSERT OR IGNORE INTO part_lane (lane) SELECT ?1 FROM part_lane WHERE lane = ?2",
        params![row.id, old.id],
    )?;
    db.execute("UPDATE phone SET moved = moved + ?1", [signed(moved.len() as u64)])?;
    Ok(())
}

/// Notes which lane this one goes on from.
pub fn continue_from(db: &Connection, id: i64, old: &Lane, common: Head) -> Result<(), StoreError> {
    db.execute(
        "UPDATE lane SET continues = ?2, continues_seq = ?3, continues_hash = ?4 WHERE id = ?1",
        params![id, old.installation.0.as_slice(), signed(common.seq), common.hash.0.as_slice()],
    )?;
    Ok(())
}

fn insert_moved(db: &Connection, lane: i64, head: Head, sent: &SentEvent) -> Result<(), StoreError> {
    let SentEvent::Moved { bytes, from, seq, previous } = sent else { return Ok(()) };
    db.prepare_cached(
        "INSERT INTO event (lane, seq, hash, bytes, from_installation, from_seq, from_previous) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        lane,
        signed(head.seq),
        head.hash.0.as_slice(),
        bytes,
        from.0.as_slice(),
        signed(*seq),
        previous.0.as_slice()
    ])?;
    Ok(())
}
