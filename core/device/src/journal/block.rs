//! Lanes at rest: once a visit is left and proved, its lane becomes one compressed block, and
//! what is recorded later follows it as rows. Nobody who reads a lane can tell.

use doorstep_domain::id::{Hash, Head};
use doorstep_wire::chain::Chain;
use doorstep_wire::message::SentEvent;
use doorstep_wire::segment::{LARGEST_SEGMENT, decode_segment, encode_segment};
use rusqlite::{Connection, OptionalExtension, params};

use super::row::{LaneRow, LoadedEvent, events_after, hash, number, signed};
use crate::error::StoreError;

/// Lanes that may become a block, after this row.
const AT_REST: &str = "SELECT lane.id FROM lane JOIN visit ON lane.subject = 'visit/' || visit.id \
                       LEFT JOIN block ON block.lane = lane.id WHERE lane.id > ?1 AND visit.state = 'left' \
                       AND head_seq > coalesce(seq, 0) AND proved_seq = head_seq AND proved_hash = head_hash \
                       ORDER BY lane.id LIMIT ?2";

/// Compresses at most so many lanes after the row `after`, in the caller's transaction; the
/// last one it looked at, or none where nothing was left to do.
pub fn compress(db: &Connection, after: i64, most: u32) -> Result<Option<i64>, StoreError> {
    let mut select = db.prepare_cached(AT_REST)?;
    let ids = select.query_map(params![after, most], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
    for id in &ids {
        let Some(row) = LaneRow::by_id(db, *id)? else { continue };
        match whole_and_small(db, &row)? {
            Some(events) => replace(db, &row, &events)?,
            None => tracing::error!(lane = %row.lane, "a lane is not what its head says, and stays as it is"),
        }
    }
    Ok(ids.last().copied())
}

/// All events of a lane, where they are what its head vouches for.
fn whole_and_small(db: &Connection, row: &LaneRow) -> Result<Option<Vec<SentEvent>>, StoreError> {
    let (mut chain, mut events, mut bytes) = (Chain::new(row.lane.clone()), Vec::new(), 0);
    let read = events_after(db, row, 0, |event| {
        bytes += event.bytes.len();
        let sent = event.sent();
        chain.push_sent(&sent);
        events.push(sent);
        bytes < LARGEST_SEGMENT / 2
    });
    match read {
        Ok(()) => Ok((chain.head() == row.head).then_some(events)),
        Err(StoreError::Damaged { .. }) => Ok(None),
        Err(wrong) => Err(wrong),
    }
}

fn replace(db: &Connection, row: &LaneRow, events: &[SentEvent]) -> Result<(), StoreError> {
    let Head { seq, hash } = row.head;
    db.prepare_cached("INSERT OR REPLACE INTO block (lane, seq, hash, bytes) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![row.id, signed(seq), hash.0.as_slice(), encode_segment(events)])?;
    db.prepare_cached("DELETE FROM event WHERE lane = ?1 AND seq <= ?2")?.execute(params![row.id, signed(seq)])?;
    Ok(())
}

/// The events of a lane's block with their places; none where it has no block.
pub(super) fn events_of(db: &Connection, row: &LaneRow) -> Result<Vec<LoadedEvent>, StoreError> {
    let mut select = db.prepare_cached("SELECT seq, hash, bytes FROM block WHERE lane = ?1")?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok((Head { seq: number(row, "seq")?, hash: hash(row, "hash")? }, row.get::<_, Vec<u8>>("bytes")?))
    };
    let Some((end, bytes)) = select.query_row([row.id], read).optional()? else { return Ok(Vec::new()) };
    let damaged = |why: String| StoreError::damaged("block", format!("{}: {why}", row.lane));
    let sent = decode_segment(&bytes).map_err(|wrong| damaged(wrong.to_string()))?;
    let mut chain = Chain::new(row.lane.clone());
    let events = sent.into_iter().map(|sent| loaded(&mut chain, sent));
    let events = events.collect::<Option<Vec<_>>>().ok_or_else(|| damaged("an event is withheld".to_owned()))?;
    if chain.head() == end { Ok(events) } else { Err(damaged("it does not end where it says".to_owned())) }
}

fn loaded(chain: &mut Chain, sent: SentEvent) -> Option<LoadedEvent> {
    let Head { seq, hash } = chain.push_sent(&sent).head;
    match sent {
        SentEvent::Plain(bytes) => Some(LoadedEvent { seq, hash, bytes, from: None }),
        SentEvent::Moved { bytes, from, seq: first, previous } => {
            Some(LoadedEvent { seq, hash, bytes, from: Some((from, first, previous)) })
        }
        SentEvent::Withheld(_) => None,
    }
}

/// The hash at a place of a lane's block.
pub(super) fn hash_in(db: &Connection, row: &LaneRow, seq: u64) -> Result<Option<Hash>, StoreError> {
    Ok(events_of(db, row)?.into_iter().find(|event| event.seq == seq).map(|event| event.hash))
}
