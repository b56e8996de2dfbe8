//! What an answer of the office means for the store, in the caller's transaction.

use doorstep_domain::book::BookSet;
use doorstep_domain::id::{Hash, Head, Lane, Subject};
use doorstep_sync::phone::PhoneEffect;
use doorstep_wire::frame::write_item;
use doorstep_wire::message::{Cursor, FeedEntry, FeedItem};
use rusqlite::{Connection, params};

use super::row::{LaneRow, signed};
use crate::error::StoreError;

/// Applies all effects of one answer.
pub fn apply(db: &Connection, effects: &[PhoneEffect]) -> Result<(), StoreError> {
    effects.iter().try_for_each(|effect| apply_one(db, effect))
}

fn apply_one(db: &Connection, effect: &PhoneEffect) -> Result<(), StoreError> {
    match effect {
        PhoneEffect::EpochChanged { epoch } => {
            db.execute(
                "UPDATE lane SET proved_seq = 0, proved_hash = ?1, arrival = 0, is_forked = 0",
                [Hash::NONE.0.as_slice()],
            )?;
            db.execute("UPDATE content SET arrived = NULL", [])?;
            db.execute("UPDATE photo SET place = NULL, state = 'offered' WHERE state <> 'refused'", [])?;
            db.execute(
                "UPDATE phone SET epoch = ?1, cursor_n = NULL, cursor_hash = NULL, safe_upto = 0",
                [epoch.0.as_slice()],
            )?;
        }
        PhoneEffect::OfficeSays { challenge, limits } => {
            db.execute(
                "UPDATE phone SET challenge = ?1, push_bytes = ?2, push_events = ?3, content_bytes = ?4, photo_bytes = ?5",
                params![
                    challenge,
                    signed(limits.push_bytes),
                    limits.push_events,
                    signed(limits.content_bytes),
                    signed(limits.photo_bytes)
                ],
            )?;
        }
        PhoneEffect::SetProved { lane, proved, arrival } => set_proved(db, lane, *proved, *arrival)?,
        PhoneEffect::LaneForked { lane, common, office: _ } => {
            set_proved(db, lane, *common, 0)?;
            db.execute("UPDATE lane SET is_forked = 1 WHERE id = ?1", [lane_id(db, lane)?])?;
        }
        PhoneEffect::Quarantined { lane, seq, code } => {
            db.execute(
                "INSERT OR REPLACE INTO quarantine (lane, seq, code) VALUES (?1, ?2, ?3)",
                params![lane_id(db, lane)?, signed(*seq), code],
            )?;
        }
        PhoneEffect::Arrived { hash, place } => {
            let place = signed(*place);
            db.execute("UPDATE content SET arrived = ?2 WHERE hash = ?1", params![hash.0.as_slice(), place])?;
            db.execute(
                "UPDATE photo SET place = ?2, state = 'arrived', url = NULL WHERE hash = ?1",
                params![hash.0.as_slice(), place],
            )?;
        }
        PhoneEffect::ContentLacking { hash } => {
            db.execute("UPDATE content SET arrived = NULL WHERE hash = ?1", [hash.0.as_slice()])?;
        }
        PhoneEffect::PhotoLacking { hash } => {
            db.execute("UPDATE photo SET state = 'uploading', place = NULL WHERE hash = ?1", [hash.0.as_slice()])?;
        }
        PhoneEffect::FeedTaken { is_snapshot, entries, cursor } => take_feed(db, *is_snapshot, entries, cursor)?,
        PhoneEffect::Safe { upto } => {
            db.execute("UPDATE phone SET safe_upto = ?1", [signed(*upto)])?;
        }
    }
    Ok(())
}

fn lane_id(db: &Connection, lane: &Lane) -> Result<i64, StoreError> {
    let row = LaneRow::find(db, lane)?
        .ok_or_else(|| StoreError::damaged("lane", "an answer names a lane that is not here"))?;
    Ok(row.id)
}

fn set_proved(db: &Connection, lane: &Lane, proved: Head, arrival: u64) -> Result<(), StoreError> {
    db.execute(
        "UPDATE lane SET proved_seq = ?2, proved_hash = ?3, arrival = ?4 WHERE id = ?1",
        params![lane_id(db, lane)?, signed(proved.seq), proved.hash.0.as_slice(), signed(arrival)],
    )?;
    Ok(())
}

fn take_feed(db: &Connection, is_snapshot: bool, entries: &[FeedEntry], cursor: &Cursor) -> Result<(), StoreError> {
    if is_snapshot {
        // Counted anew from nothing; jobs, books and editions stay: own lanes may name them.
        db.execute("DELETE FROM stock", [])?;
    }
    for FeedEntry { n, item } in entries {
        take_item(db, *n, item)?;
    }
    db.execute(
        "UPDATE phone SET cursor_n = ?1, cursor_hash = ?2",
        params![signed(cursor.n), cursor.hash.0.as_slice()],
    )?;
    Ok(())
}

fn take_item(db: &Connection, n: u64, item: &FeedItem) -> Result<(), StoreError> {
    match item {
        FeedItem::Job(job) => {
            let (kind, bytes) = write_item(item);
            db.execute(
                "INSERT OR REPLACE INTO job (visit, from_ms, kind, bytes) VALUES (?1, ?2, ?3, ?4)",
                params![job.visit.as_str(), job.window.from_ms, kind, bytes],
            )?;
        }
        FeedItem::Edition { id, books } => {
            let BookSet { standard, fees, parts, sla, wording } = books;
            let ids: Vec<u8> = [standard, fees, parts, sla, wording].iter().flat_map(|book| book.0.0).collect();
            db.execute(
                "INSERT OR REPLACE INTO edition (id, n, books) VALUES (?1, ?2, ?3)",
                params![id.0.0.as_slice(), signed(n), ids],
            )?;
        }
        FeedItem::Stock { part, count } => {
            db.execute(
                "INSERT OR REPLACE INTO stock (n, part, count) VALUES (?1, ?2, ?3)",
                params![signed(n), part.as_str(), count],
            )?;
        }
        FeedItem::Erased { subject } => erase(db, subject)?,
        FeedItem::Unknown { kind, bytes } => {
            db.execute(
                "INSERT OR REPLACE INTO unknown_entry (n, kind, bytes) VALUES (?1, ?2, ?3)",
                params![signed(n), kind, bytes],
            )?;
        }
    }
    Ok(())
}

/// Removes what a subject's contents and job say. Events stay: they say nothing personal.
pub fn erase(db: &Connection, subject: &Subject) -> Result<(), StoreError> {
    db.execute("UPDATE content SET salt = NULL, bytes = NULL WHERE subject = ?1", [subject.to_string()])?;
    db.execute("DELETE FROM photo WHERE subject = ?1", [subject.to_string()])?;
    if let Subject::Visit(visit) = subject {
        db.execute("UPDATE job SET bytes = x'' WHERE visit = ?1", [visit.as_str()])?;
    }
    Ok(())
}
