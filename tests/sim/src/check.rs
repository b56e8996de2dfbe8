//! The promises, looked at after every step, at whatever the step touched.

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
    /// In words, the promise first: `kept: …`.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// Which promise.
    pub fn promise(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

pub(crate) fn hold(fact: bool, words: impl FnOnce() -> String) -> Result<(), Violation> {
    if fact { Ok(()) } else { Err(Violation(words())) }
}

/// Every phone.
pub fn phones(world: &World) -> Result<(), Violation> {
    (0..world.phones.len()).try_for_each(|at| phone(world, at))
}

/// Kept; proved only what the office proved in this epoch; cursor with effect.
///
/// An office that lost a tail and does not know it has made what phones believe wrong:
/// there, [`crate::end`] asks whether they have learned it.
pub fn phone(world: &World, at: usize) -> Result<(), Violation> {
    let Some(phone) = world.phones.get(at) else { return Ok(()) };
    kept(at, phone)?;
    stock(world, at)?;
    let life = phone.disk.epoch.and_then(|epoch| world.office.life(epoch));
    match life {
        Some(life) if !world.office.was_rolled_back => known(at, &phone.disk, life),
        _ => Ok(()),
    }
}

fn kept(at: usize, phone: &Phone) -> Result<(), Violation> {
    for (lane, told) in &phone.told {
        let held = phone.disk.lanes.get(lane);
        let head = held.map_or(Head::EMPTY, LaneDisk::head);
        hold(head == *told, || format!("kept: phone {at} lost events of {lane}"))?;
        let is_forked = held.is_some_and(|held| held.state == LaneState::Forked);
        hold(!is_forked || phone.was_copied, || format!("copy: a healthy phone's {lane} is called a copy"))?;
    }
    Ok(())
}

/// What this phone knows of the office is so.
pub(crate) fn known(at: usize, disk: &PhoneDisk, life: &OfficeDisk) -> Result<(), Violation> {
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
    Ok(())
}

fn proved(at: usize, lane: &Lane, held: &LaneDisk, life: &OfficeDisk) -> Result<(), Violation> {
    let Head { seq, hash } = held.proved;
    let own = held.at(seq).map(|kept| kept.place.head.hash);
    let fact = seq == 0 || (life.hash_at(lane, seq) == Some(hash) && own == Some(hash));
    hold(fact, || format!("proved: phone {at} shows {lane} as arrived up to {seq}, and it is not so"))
}

/// Cursor with effect: as many parts as the feed had issued up to the cursor.
fn stock(world: &World, at: usize) -> Result<(), Violation> {
    let Some(phone) = world.phones.get(at) else { return Ok(()) };
    let life = phone.disk.epoch.and_then(|epoch| world.office.life(epoch));
    let (Some(cursor), Some(life)) = (phone.disk.cursor, life) else { return Ok(()) };
    let log = life.logs.get(&phone.engineer).map_or(&[][..], Vec::as_slice);
    let is_known = cursor.n == 0 || log.iter().any(|logged| logged.entry.n == cursor.n && logged.hash == cursor.hash);
    hold(is_known || world.office.was_rolled_back, || {
        format!("cursor with effect: phone {at} has a cursor of nobody")
    })?;
    let issued = sum(log.iter().take_while(|logged| logged.entry.n <= cursor.n));
    let fact = !is_known || phone.disk.stock == issued;
    hold(fact, || format!("cursor with effect: phone {at} counts {} of {issued} issued", phone.disk.stock))
}

pub(crate) fn sum<'a>(log: impl Iterator<Item = &'a LoggedEntry>) -> i64 {
    log.map(|logged| if let FeedItem::Stock { count, .. } = logged.entry.item { i64::from(count) } else { 0 }).sum()
}

/// Once: every place of a lane once, with the hash it has on its phone.
pub fn office(world: &World, push: &Push) -> Result<(), Violation> {
    push.segments.iter().try_for_each(|segment| once(world, &lane_of(push, segment)))
}

fn once(world: &World, lane: &Lane) -> Result<(), Violation> {
    let Some(held) = world.office.disk.lanes.get(lane) else { return Ok(()) };
    let owner = world.phones.iter().find(|phone| phone.disk.installation == lane.installation);
    let own = owner.filter(|phone| !phone.was_copied).and_then(|phone| phone.disk.lanes.get(lane));
    for (row, seq) in held.rows.iter().zip(1..) {
        hold(row.place.seq == seq, || format!("once: the office holds {lane} {} at {seq}", row.place.seq))?;
        let event = own.and_then(|own| own.at(seq));
        let is_same = event.is_none_or(|kept| kept.place.head.hash == row.place.hash);
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

/// Alive: a rest never ends later than the longest rest, and a frame that is on its way
/// is given up.
pub fn waits(at: usize, now_ms: u64, until_ms: u64) -> Result<(), Violation> {
    let fact = until_ms.saturating_sub(now_ms) <= doorstep_sync::backoff::LONGEST_MS;
    hold(fact, || format!("alive: phone {at} rests for {} ms", until_ms - now_ms))
}

/// Whether the office breaks down over what this hash names.
pub(crate) fn is_toxic(world: &World, hash: &Hash) -> bool {
    world.office.toxic.contains(hash)
}

impl From<doorstep_domain::id::IdError> for Violation {
    fn from(error: doorstep_domain::id::IdError) -> Self {
        Self::new(format!("play: a name of the simulator is none: {error}"))
    }
}

impl From<doorstep_sync::office::StandIncomplete> for Violation {
    fn from(error: doorstep_sync::office::StandIncomplete) -> Self {
        Self::new(format!("play: the office's simulator loads too little: {error}"))
    }
}

impl From<doorstep_wire::WireError> for Violation {
    fn from(error: doorstep_wire::WireError) -> Self {
        Self::new(format!("wire: a whole push could not be read: {error}"))
    }
}
