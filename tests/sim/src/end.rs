//! What has to hold when nothing goes wrong any more: everything is there, once, and
//! tells the same story in any order.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::event::Record;
use doorstep_domain::id::{Hash, Lane, Subject};
use doorstep_domain::visit::{Heard, LaneRecords, Skipped, Visit};
use doorstep_sync::office::{AppendedEvent, Quarantine};
use doorstep_sync::phone::LaneState;

use crate::check::{Violation, hold, is_toxic, known, sum};
use crate::phone::{Phone, PhotoState};
use crate::world::World;

/// What phones know of the office is so, also after it lost a tail.
pub fn phones_know(world: &World) -> Result<(), Violation> {
    world.phones.iter().enumerate().try_for_each(|(at, phone)| known(at, &phone.disk, &world.office.disk))
}

/// What still has to arrive; none when all has.
pub fn missing(world: &World) -> Option<String> {
    world.phones.iter().enumerate().find_map(|(at, phone)| missing_of(world, at, phone))
}

fn missing_of(world: &World, at: usize, phone: &Phone) -> Option<String> {
    let office = &world.office.disk;
    if let Err(wrong) = known(at, &phone.disk, office) {
        return Some(wrong.to_string());
    }
    for (lane, held) in &phone.disk.lanes {
        if held.state == LaneState::Open && held.proved != held.head() {
            return Some(format!("phone {at}: {lane} proved {} of {}", held.proved.seq, held.head().seq));
        }
        let is_withheld = |code: &String| code == Quarantine::Withheld.code();
        let waiting = held.quarantined.iter().find(|(_, code)| is_withheld(code));
        let is_waiting = |seq: u64| held.at(seq).is_some_and(|kept| !is_toxic(world, &kept.name));
        if waiting.is_some_and(|(seq, _)| is_waiting(*seq)) {
            return Some(format!("phone {at}: {lane} {waiting:?}"));
        }
    }
    if phone.disk.contents.iter().any(|(hash, (_, has_arrived))| !has_arrived && !is_toxic(world, hash)) {
        return Some(format!("phone {at}: contents"));
    }
    if phone.disk.photos.values().any(|photo| photo.state != PhotoState::Arrived) {
        return Some(format!("phone {at}: photographs"));
    }
    let log = office.logs.get(&phone.engineer).map_or(&[][..], Vec::as_slice);
    (phone.disk.stock != sum(log.iter()) || phone.disk.epoch != Some(office.epoch)).then(|| format!("phone {at}: feed"))
}

/// Everything that is on a phone is at the office, and counts once there.
pub fn all(world: &World) -> Result<(), Violation> {
    let office = &world.office.disk;
    let rows = || office.lanes.values().flat_map(|held| &held.rows);
    let held: BTreeSet<Hash> = rows().filter_map(|row| row.bytes.as_deref().map(Hash::of)).collect();
    let mut folded: BTreeMap<Hash, u32> = BTreeMap::new();
    for row in office.folded(|_| true) {
        *folded.entry(row.bytes.as_deref().map_or(Hash::NONE, Hash::of)).or_default() += 1;
    }
    let twice = folded.iter().find(|(_, times)| **times > 1);
    hold(twice.is_none(), || format!("once: an event counts {twice:?} times"))?;
    for (at, phone) in world.phones.iter().enumerate() {
        shown(world, at, phone)?;
        let events = phone.disk.lanes.iter().flat_map(|(lane, held)| held.events.iter().map(move |kept| (lane, kept)));
        for (lane, kept) in events.filter(|(_, kept)| !is_toxic(world, &kept.name)) {
            let what = || format!("{lane} {} of phone {at}", kept.place.head.seq);
            hold(held.contains(&kept.name), || format!("kept: {} is not at the office", what()))?;
            let counts = folded.contains_key(&kept.name);
            hold(counts != kept.is_bad, || format!("once: {} counts: {counts}", what()))?;
        }
    }
    stories(world)
}

/// A phone shows exactly its bad events.
fn shown(world: &World, at: usize, phone: &Phone) -> Result<(), Violation> {
    for (lane, held) in phone.disk.lanes.iter().filter(|(_, held)| held.state == LaneState::Open) {
        let of_bad = |kept: &&std::rc::Rc<crate::phone::Kept>| kept.is_bad || is_toxic(world, &kept.name);
        let bad: BTreeSet<u64> = held.events.iter().filter(of_bad).map(|kept| kept.place.head.seq).collect();
        let shows = held.quarantined.keys().eq(&bad);
        hold(shows, || format!("shown: phone {at} shows {:?} of {lane} and not {bad:?}", held.quarantined))?;
    }
    Ok(())
}

/// The lanes of a visit tell the same, whatever came first and however often.
fn stories(world: &World) -> Result<(), Violation> {
    let mut visits: BTreeMap<&Subject, Vec<&Lane>> = BTreeMap::new();
    for lane in world.office.disk.lanes.keys().filter(|lane| matches!(lane.subject, Subject::Visit(_))) {
        visits.entry(&lane.subject).or_default().push(lane);
    }
    // One lane has one order; only of more is there a choice.
    for (subject, lanes) in visits.into_iter().filter(|(_, lanes)| lanes.len() > 1) {
        let mut records: Vec<LaneRecords> = records(world, &lanes);
        let told = Visit::from_lanes(&records);
        records.reverse();
        let again = records.first().cloned();
        records.extend(again);
        hold(told == Visit::from_lanes(&records), || format!("order: {subject} tells another story backwards"))?;
    }
    Ok(())
}

fn records(world: &World, lanes: &[&Lane]) -> Vec<LaneRecords> {
    let subject = lanes.first().map(|lane| lane.subject.clone());
    let counts: BTreeSet<Hash> =
        world.office.disk.folded(|of| Some(of) == subject.as_ref()).iter().map(|row| row.place.hash).collect();
    let heard = |row: &AppendedEvent| {
        let record = match (&row.meaning, &row.envelope) {
            (Ok(event), Some(envelope)) if counts.contains(&row.place.hash) => {
                Ok(Record { envelope: envelope.clone(), event: event.clone() })
            }
            _ => Err(Skipped { code: "event/skipped".to_owned() }),
        };
        Heard { head: row.place, record }
    };
    let of = |lane: &&Lane| {
        let rows = world.office.disk.lanes.get(*lane).map_or(&[][..], |held| held.rows.as_slice());
        LaneRecords { lane: (*lane).clone(), heard: rows.iter().map(|row| heard(row)).collect() }
    };
    lanes.iter().map(of).collect()
}
