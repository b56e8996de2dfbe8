//! Lanes read back from their events; every hash is recomputed on the way.

use doorstep_domain::event::Record;
use doorstep_domain::id::{Head, Subject};
use doorstep_domain::visit::{Heard, LaneRecords, Skipped};
use doorstep_sync::once::{Carried, CarriedLane, before, once};
use doorstep_wire::chain::Chain;
use doorstep_wire::event::decode;
use rusqlite::Connection;

use super::row::{LaneRow, LoadedEvent, events_after};
use crate::error::StoreError;

/// What this phone's lanes of a subject tell together, each event once.
pub fn records_of(db: &Connection, subject: &Subject) -> Result<Vec<LaneRecords>, StoreError> {
    Ok(once(carried_of(db, subject)?))
}

/// This phone's lanes of a subject.
pub fn carried_of(db: &Connection, subject: &Subject) -> Result<Vec<CarriedLane>, StoreError> {
    LaneRow::of_subject(db, subject)?.iter().map(|row| carried(db, row)).collect()
}

/// One lane; of a closed one, what lies up to its common point: what came after it moved.
pub fn carried(db: &Connection, row: &LaneRow) -> Result<CarriedLane, StoreError> {
    let mut lane = whole(db, row)?;
    if row.is_forked {
        lane.events.retain(|event| event.heard.head.seq <= row.proved.seq);
    }
    Ok(lane)
}

/// Every place of a lane.
pub fn whole(db: &Connection, row: &LaneRow) -> Result<CarriedLane, StoreError> {
    let mut loaded = Vec::new();
    events_after(db, row, 0, |event| {
        loaded.push(event);
        true
    })?;
    let mut chain = Chain::new(row.lane.clone());
    let mut events = Vec::new();
    for event in loaded {
        let LoadedEvent { seq, hash, .. } = event;
        let sent = event.sent();
        let place = chain.push_sent(&sent);
        if place.head != (Head { seq, hash }) {
            return Err(StoreError::damaged("event", format!("{} event {seq}", row.lane)));
        }
        let record = read(sent.bytes().unwrap_or_default());
        let heard = Heard { head: place.head, record };
        events.push(Carried { heard, origin: place.origin, before: before(&row.lane, &sent) });
    }
    match chain.head() == row.head {
        true => Ok(CarriedLane { lane: row.lane.clone(), events }),
        false => Err(StoreError::damaged("lane", format!("{} does not end at its head", row.lane))),
    }
}

fn read(bytes: &[u8]) -> Result<Record, Skipped> {
    let skipped = |code: &str| Skipped { code: code.to_owned() };
    let decoded = decode(bytes).map_err(|_| skipped("event/undecodable"))?;
    let event = decoded.event.map_err(|_| skipped("event/unknown-kind"))?;
    Ok(Record { envelope: decoded.envelope, event })
}
