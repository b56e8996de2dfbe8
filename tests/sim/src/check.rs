//! The promises, looked at after every step.

use std::fmt;

use doorstep_domain::id::{Hash, Head, Lane};
use doorstep_sync::feed::LoggedEntry;
use doorstep_sync::office::lane_of;
use doorstep_sync::phone::LaneState;
use doorstep_wire::message::{FeedItem, Push};

use crate::office::OfficeDisk;
use crate::phone::{LaneDisk, Phone, PhoneDisk, PhotoState};
use crate::world::World;

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation(String);

impl Violation {
    /// In words.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn hold(fact: bool, words: impl FnOnce() -> String) -> Result<(), Violation> {
    if fact { Ok(()) } else { Err(Violation(words())) }
}

/// Every phone.
pub fn phones(world: &World) -> Result<(), Violation> {
    (0..world.phones.len()).try_for_each(|at| phone(world, at))
}

/// Kept; proved only what the office proved in this epoch; cursor with effect.
pub fn phone(world: &World, at: usize) -> Result<(), Violation> {
    let Some(phone) = world.phones.get(at) else { return Ok(()) };
    let disk = &phone.disk;
    for (lane, held) in &disk.lanes {
        let recorded = world.recorded.get(lane).copied().unwrap_or(Head::EMPTY);
        hold(held.head() == recorded, || format!("kept: phone {at} lost events of {lane}"))?;
        let forked = held.state == LaneState::Forked;
        hold(!forked || phone.was_restored, || format!("a healthy phone's {lane} is called a copy"))?;
    }
    let Some(life) = disk.epoch.and_then(|epoch| world.office.life(epoch)) else { return Ok(()) };
    for (lane, held) in &disk.lanes {
        proved(at, lane, held, life)?;
    }
    for (hash, (_, has_arrived)) in &disk.contents {
        let fact = !has_arrived || life.contents.contains_key(hash);
        hold(fact, || format!("proved: phone {at} shows content {hash:?} as arrived"))?;
    }
    for (hash, photo) in &disk.photos {
        let fact = photo.state != PhotoState::Arrived || life.contents.contains_key(hash);
        hold(fact, || format!("proved: phone {at} shows photograph {hash:?} as arrived"))?;
    }
    stock(at, disk, life)
}

fn proved(at: usize, lane: &Lane, held: &LaneDisk, life: &OfficeDisk) -> Result<(), Violation> {
    let Head { seq, hash } = held.proved;
    let own = seq.checked_sub(1).and_then(|i| held.events.get(usize::try_from(i).ok()?)).map(|(_, hash)| *hash);
    let fact = seq == 0 || (life.hash_at(lane, seq) == Some(hash) && own == Some(hash));
    hold(fact, || format!("proved: phone {at} shows {lane} as arrived up to {seq}, and it is not so"))
}

fn stock(at: usize, disk: &PhoneDisk, life: &OfficeDisk) -> Result<(), Violation> {
    let Some(cursor) = disk.cursor else { return Ok(()) };
    let log = life.logs.get(&disk.installation).map_or(&[][..], Vec::as_slice);
    let issued = sum(log.iter().take_while(|logged| logged.entry.n <= cursor.n));
    hold(disk.stock == issued, || format!("cursor with effect: phone {at} counts {} of {issued} issued", disk.stock))
}

fn sum<'a>(log: impl Iterator<Item = &'a LoggedEntry>) -> i64 {
    log.map(|logged| if let FeedItem::Stock { count, .. } = logged.entry.item { i64::from(count) } else { 0 }).sum()
}

/// Once: every place of a lane once, with the hash it has on its phone.
pub fn office(world: &World, push: &Push) -> Result<(), Violation> {
    for segment in &push.segments {
        let lane = lane_of(push, segment);
        once(world, &lane)?;
    }
    Ok(())
}

fn once(world: &World, lane: &Lane) -> Result<(), Violation> {
    let Some(held) = world.office.disk.lanes.get(lane) else { return Ok(()) };
    let owner = world.phones.iter().find(|phone| phone.disk.installation == lane.installation);
    let own = owner.filter(|phone| !phone.was_restored).and_then(|phone| phone.disk.lanes.get(lane));
    for (row, seq) in held.rows.iter().zip(1..) {
        hold(row.place.seq == seq, || format!("once: the office holds {lane} {} at {seq}", row.place.seq))?;
        let event = own.and_then(|own| own.events.get(usize::try_from(seq - 1).ok()?));
        let is_same = event.is_none_or(|(_, hash)| *hash == row.place.hash);
        hold(is_same, || format!("once: {lane} {seq} differs between phone and office"))?;
    }
    let is_longer = own.is_some_and(|own| held.rows.len() > own.events.len());
    hold(!is_longer, || format!("once: the office holds more of {lane} than was recorded"))
}

/// Alive: a phone with nothing left to do has nothing left to say.
pub fn idle(world: &World, at: usize) -> Result<(), Violation> {
    let Some(phone) = world.phones.get(at) else { return Ok(()) };
    let unsaid = phone.disk.lanes.iter().find(|(_, held)| held.state == LaneState::Open && held.proved != held.head());
    hold(unsaid.is_none(), || format!("alive: phone {at} is idle with {:?} unproved", unsaid.map(|(lane, _)| lane)))?;
    let waits = phone.disk.contents.values().any(|(_, has_arrived)| !has_arrived)
        || phone.disk.photos.values().any(|photo| photo.state == PhotoState::ToAsk);
    hold(!waits, || format!("alive: phone {at} is idle with contents waiting"))
}

/// What still has to arrive when nothing goes wrong any more; none when all has.
pub fn missing(world: &World) -> Option<String> {
    world.phones.iter().enumerate().find_map(|(at, phone)| missing_of(world, at, phone))
}

fn missing_of(world: &World, at: usize, phone: &Phone) -> Option<String> {
    let is_toxic = |hash: &Hash| world.office.toxic.contains(hash);
    for (lane, held) in &phone.disk.lanes {
        let toxic = held.events.iter().position(|(bytes, _)| is_toxic(&Hash::of(bytes)));
        let due = toxic.map_or(held.head().seq, |at| at as u64);
        if held.state == LaneState::Open && held.proved.seq < due {
            return Some(format!("phone {at}: {lane} proved {} of {due}", held.proved.seq));
        }
        let bad = held.bad.iter().filter(|seq| **seq <= held.proved.seq);
        if !phone.was_restored && !bad.eq(&held.quarantined) {
            return Some(format!("phone {at}: {lane} does not show its bad events"));
        }
    }
    if phone.disk.contents.iter().any(|(hash, (_, has_arrived))| !has_arrived && !is_toxic(hash)) {
        return Some(format!("phone {at}: contents"));
    }
    if phone.disk.photos.values().any(|photo| photo.state != PhotoState::Arrived) {
        return Some(format!("phone {at}: photographs"));
    }
    let log = world.office.disk.logs.get(&phone.disk.installation).map_or(&[][..], Vec::as_slice);
    (phone.disk.stock != sum(log.iter()) || phone.disk.epoch != Some(world.office.disk.epoch))
        .then(|| format!("phone {at}: feed"))
}
