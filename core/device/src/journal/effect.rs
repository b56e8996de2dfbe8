//! What an answer of the office means for the store, in the caller's transaction.

use doorstep_domain::id::{Hash, Head, InstallationId, Lane, Subject};
use doorstep_domain::job::{Customer, Job};
use doorstep_domain::terms::Certificate;
use doorstep_sync::phone::PhoneEffect;
use doorstep_wire::frame::{read_item, write_item};
use doorstep_wire::message::{Cursor, FeedEntry, FeedItem};
use rusqlite::{Connection, OptionalExtension, params};

use super::fork::{fork, move_unvouched};
use super::row::{LaneRow, PhoneRow, signed};
use crate::error::StoreError;

/// Applies all effects of one answer, which came at `wall_ms`. `new` is who this phone
/// becomes should they say that it is a copy.
pub fn apply(db: &Connection, effects: &[PhoneEffect], new: InstallationId, wall_ms: i64) -> Result<(), StoreError> {
    if effects.iter().any(|effect| matches!(effect, PhoneEffect::EpochChanged { .. })) {
        db.execute("UPDATE phone SET office_restored_ms = ?1 WHERE epoch IS NOT NULL", [wall_ms])?;
    }
    effects.iter().try_for_each(|effect| apply_one(db, effect, new))?;
    if PhoneRow::load(db)?.installation == new {
        // What the office has and this copy lost comes with the whole feed.
        db.execute("UPDATE phone SET cursor_n = NULL, cursor_hash = NULL", [])?;
    }
    Ok(())
}

/// Nothing is known to be at the office any more: *proved* of every lane is nothing,
/// closed lanes are open again, contents and photographs wait.
pub fn unprove(db: &Connection) -> Result<(), StoreError> {
    let nothing = [Hash::NONE.0.as_slice()];
    db.execute("UPDATE lane SET proved_seq = 0, proved_hash = ?1, arrival = 0, is_forked = 0", nothing)?;
    db.execute("UPDATE content SET arrived = NULL", [])?;
    db.execute("UPDATE photo SET place = NULL, state = 'offered' WHERE state <> 'damaged'", [])?;
    db.execute("UPDATE phone SET epoch = NULL, cursor_n = NULL, cursor_hash = NULL, safe_upto = 0", [])?;
    move_unvouched(db)
}

fn apply_one(db: &Connection, effect: &PhoneEffect, new: InstallationId) -> Result<(), StoreError> {
    match effect {
        PhoneEffect::EpochChanged { epoch } => {
            unprove(db)?;
            db.execute("UPDATE phone SET epoch = ?1", [epoch.0.as_slice()])?;
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
            fork(db, lane, *common, new)?;
        }
        PhoneEffect::Quarantined { lane, seq, code } => {
            db.execute(
                "INSERT OR REPLACE INTO quarantine (lane, seq, code) VALUES (?1, ?2, ?3)",
                params![lane_id(db, lane)?, signed(*seq), code],
            )?;
        }
        PhoneEffect::Filled { lane, seq, arrival } => {
            let id = lane_id(db, lane)?;
            db.execute("DELETE FROM quarantine WHERE lane = ?1 AND seq = ?2", params![id, signed(*seq)])?;
            // What came just now is not in the backup that made the rest of the lane safe.
            db.execute("UPDATE lane SET arrival = max(arrival, ?2) WHERE id = ?1", params![id, signed(*arrival)])?;
        }
        PhoneEffect::Arrived { hash, place } => {
            let place = signed(*place);
            db.prepare_cached("UPDATE content SET arrived = ?2 WHERE hash = ?1")?
                .execute(params![hash.0.as_slice(), place])?;
            db.prepare_cached("UPDATE photo SET place = ?2, state = 'arrived', url = NULL WHERE hash = ?1")?
                .execute(params![hash.0.as_slice(), place])?;
        }
        PhoneEffect::ContentLacking { hash } => {
            db.prepare_cached("UPDATE content SET arrived = NULL WHERE hash = ?1")?.execute([hash.0.as_slice()])?;
        }
        PhoneEffect::PhotoLacking { hash } => {
            db.execute(
                "UPDATE photo SET state = 'uploading', place = NULL WHERE hash = ?1 AND state <> 'damaged'",
                [hash.0.as_slice()],
            )?;
        }
        PhoneEffect::FeedTaken { is_snapshot, entries, cursor } => take_feed(db, *is_snapshot, entries, cursor)?,
        PhoneEffect::FeedBroken => {
            db.execute("UPDATE phone SET cursor_n = NULL, cursor_hash = NULL", [])?;
        }
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

/// The office tells all that it does not fold with every verdict: what it does not name any
/// more is folded now.
fn set_proved(db: &Connection, lane: &Lane, proved: Head, arrival: u64) -> Result<(), StoreError> {
    let id = lane_id(db, lane)?;
    db.prepare_cached("DELETE FROM quarantine WHERE lane = ?1")?.execute([id])?;
    db.prepare_cached("UPDATE lane SET proved_seq = ?2, proved_hash = ?3, arrival = ?4, is_forked = 0 WHERE id = ?1")?
        .execute(params![id, signed(proved.seq), proved.hash.0.as_slice(), signed(arrival)])?;
    Ok(())
}

fn take_feed(db: &Connection, is_snapshot: bool, entries: &[FeedEntry], cursor: &Cursor) -> Result<(), StoreError> {
    if is_snapshot {
        // Counted anew from nothing; jobs, books and editions stay: own lanes may name them.
        db.execute("DELETE FROM stock", [])?;
        db.execute("DELETE FROM unknown_entry", [])?;
        // Numbers of another life are not newer than those of this one.
        db.execute("UPDATE edition SET n = 0", [])?;
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

/// Where an entry that an earlier app could not read can be read by this one, the feed is
/// taken anew from its beginning: only in its order does every entry mean what it says.
pub fn reread_unknown(db: &Connection) -> Result<bool, StoreError> {
    let mut select = db.prepare("SELECT kind, bytes FROM unknown_entry")?;
    let entries = select.query_map([], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let entries = entries.collect::<Result<Vec<(u32, Vec<u8>)>, _>>()?;
    let can_read = |(kind, bytes): &(u32, Vec<u8>)| !matches!(read_item(*kind, bytes), FeedItem::Unknown { .. });
    let is_readable = entries.iter().any(can_read);
    if is_readable {
        db.execute("UPDATE phone SET cursor_n = NULL, cursor_hash = NULL", [])?;
    }
    Ok(is_readable)
}

fn take_item(db: &Connection, n: u64, item: &FeedItem) -> Result<(), StoreError> {
    match item {
        FeedItem::Job(job) => keep_job(db, job)?,
        FeedItem::Edition { id, books } => {
            let ids: Vec<u8> = books.ids().iter().flat_map(|book| book.0.0).collect();
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
        FeedItem::Certificates(certificates) => {
            db.execute("DELETE FROM certificate", [])?;
            for Certificate { category, grade, valid_until } in certificates {
                db.execute(
                    "INSERT OR REPLACE INTO certificate (category, grade, valid_until) VALUES (?1, ?2, ?3)",
                    params![category.as_str(), grade, valid_until.to_string()],
                )?;
            }
        }
        FeedItem::Earlier { visit, .. } => {
            let (kind, bytes) = write_item(item);
            db.execute(
                "INSERT OR REPLACE INTO earlier (visit, kind, bytes) VALUES (?1, ?2, ?3)",
                params![visit.as_str(), kind, bytes],
            )?;
        }
        FeedItem::Unknown { kind, bytes } => {
            db.execute(
                "INSERT OR REPLACE INTO unknown_entry (n, kind, bytes) VALUES (?1, ?2, ?3)",
                params![signed(n), kind, bytes],
            )?;
        }
    }
    Ok(())
}

/// Removes what a subject's contents, photographs and job say, now and whenever the feed
/// says it again. Events stay: they say nothing personal.
pub fn erase(db: &Connection, subject: &Subject) -> Result<(), StoreError> {
    let named = subject.to_string();
    db.execute("INSERT OR IGNORE INTO erased (subject) VALUES (?1)", [&named])?;
    db.execute("UPDATE content SET salt = NULL, bytes = NULL WHERE subject = ?1", [&named])?;
    db.execute(
        "INSERT OR IGNORE INTO unwanted_file (hash) SELECT hash FROM photo AS mine WHERE subject = ?1 \
         AND NOT EXISTS (SELECT 1 FROM photo AS other WHERE other.hash = mine.hash AND other.subject <> ?1)",
        [&named],
    )?;
    db.execute("DELETE FROM photo WHERE subject = ?1", [&named])?;
    let Subject::Visit(visit) = subject else { return Ok(()) };
    let mut select = db.prepare("SELECT kind, bytes FROM job WHERE visit = ?1")?;
    let row = select.query_row([visit.as_str()], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?))).optional()?;
    match row.map(|(kind, bytes)| read_item(kind, &bytes)) {
        Some(FeedItem::Job(job)) => keep_job(db, &job),
        // What cannot be read may say anything.
        Some(_) => Ok(db.execute("DELETE FROM job WHERE visit = ?1", [visit.as_str()]).map(|_| ())?),
        None => Ok(()),
    }
}

/// Whether a subject's customer was erased.
pub fn is_erased(db: &Connection, subject: &Subject) -> Result<bool, StoreError> {
    Ok(db.prepare_cached("SELECT 1 FROM erased WHERE subject = ?1")?.exists([subject.to_string()])?)
}

fn keep_job(db: &Connection, job: &Job) -> Result<(), StoreError> {
    let is_erased = is_erased(db, &Subject::Visit(job.visit.clone()))?;
    let job = if is_erased { without_the_person(job) } else { job.clone() };
    let (visit, from_ms) = (job.visit.clone(), job.window.from_ms);
    let (kind, bytes) = write_item(&FeedItem::Job(job));
    db.execute(
        "INSERT OR REPLACE INTO job (visit, from_ms, kind, bytes) VALUES (?1, ?2, ?3, ?4)",
        params![visit.as_str(), from_ms, kind, bytes],
    )?;
    Ok(())
}

/// What the rules need of a job, and nothing about anybody.
fn without_the_person(job: &Job) -> Job {
    let Job { id, visit, engineer, service, category, model, warranty, warranty_card, window, .. } = job.clone();
    let Job { installed_on, travel_min, earlier, approval_key, .. } = job.clone();
    let nothing = String::new;
    let customer =
        Customer { name: nothing(), phones: Vec::new(), address: nothing(), area: nothing(), is_elderly: false };
    let (serial, purchased_on, symptom, request) = (nothing(), nothing(), nothing(), nothing());
    Job {
        id,
        visit,
        engineer,
        service,
        category,
        model,
        serial,
        purchased_on,
        warranty,
        warranty_card,
        customer,
        symptom,
        request,
        window,
        installed_on,
        travel_min,
        earlier,
        approval_key,
    }
}
