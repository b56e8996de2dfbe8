//! Lanes become one story: the same one, whatever arrived first.
//!
//! What one installation wrote, in however many lanes, stands in the order of its
//! running number (a visit's lanes are of one subject, so each is its installation's
//! only one). Causal links come first: an event waits for what its writer had seen, as
//! far as that is here. Otherwise the smaller installation goes first. What is not
//! here holds nothing back.

use std::collections::BTreeMap;

use crate::event::{Record, SeenHead};
use crate::id::{Hash, Head, InstallationId, Lane};
use crate::time::Stamp;
use crate::visit::knowledge::Knowledge;
use crate::visit::{Entry, Place, Visit};

/// Everything known of one lane, from its first event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneRecords {
    /// Which lane.
    pub lane: Lane,
    /// Its places, in order.
    pub heard: Vec<Heard>,
}

/// One place of a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// Its number and hash.
    pub head: Head,
    /// What stands there.
    pub record: Result<Record, Skipped>,
}

/// An event that keeps its place and is not folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// A stable code: `event/unknown-kind`, `event/undecodable`, `event/withheld`.
    pub code: String,
}

impl Visit {
    /// The visit that these lanes tell. Repeated places count once; order does not matter.
    pub fn from_lanes(lanes: &[LaneRecords]) -> Visit {
        let (mut visit, mut knowledge) = (Visit::default(), Knowledge::default());
        for told in in_order(lanes) {
            let blind = knowledge.blind_spots(&told);
            if !blind.is_empty() {
                visit.blind.insert(told.entry.place.clone(), blind);
            }
            visit.apply(told.entry);
        }
        visit
    }
}

/// One event at its turn, and what its writer knew.
pub(crate) struct Told {
    /// The event.
    pub(crate) entry: Entry,
    /// Which of the writers, counted from 0.
    pub(crate) writer: usize,
    /// The turn among the events of this writer, counted from 1.
    pub(crate) turn: usize,
    /// Whether that turn is certain: a lane with a hole has lost its running number.
    pub(crate) is_certain: bool,
    /// What its writer had seen by then for the first time: so many turns of that writer.
    pub(crate) seen: Vec<(usize, usize)>,
}

/// The events of these lanes in the order of the fold.
pub(crate) fn in_order(lanes: &[LaneRecords]) -> impl Iterator<Item = Told> {
    let queues = queues(lanes);
    let mut waits = waits(&queues);
    let mut folded = vec![0; queues.len()];
    std::iter::from_fn(move || {
        let writer = next_queue(&queues, &waits, &folded)?;
        let (queue, done) = (queues.get(writer)?, folded.get_mut(writer)?);
        let turn = *done;
        *done += 1;
        let seen = waits.get_mut(writer)?.get_mut(turn).map(std::mem::take)?;
        Some(queue.turns.get(turn)?.told(writer, turn + 1, seen))
    })
    .flatten()
}

/// What one installation wrote, each place once, in the order of its running number.
struct Queue<'a> {
    turns: Vec<Turn<'a>>,
}

/// One place of a lane in its installation's order.
struct Turn<'a> {
    /// The running number; where a hole made it unknown, the least it can be.
    running: u64,
    lane: &'a Lane,
    heard: &'a Heard,
    at: Option<Stamp>,
    is_certain: bool,
}

impl Turn<'_> {
    fn told(&self, writer: usize, turn: usize, seen: Vec<(usize, usize)>) -> Option<Told> {
        let record = self.heard.record.as_ref().ok()?;
        let place = Place { lane: self.lane.clone(), seq: self.heard.head.seq };
        let entry = Entry { place, at: self.at, event: record.event.clone() };
        Some(Told { entry, writer, turn, is_certain: self.is_certain, seen })
    }
}

/// The installations by id. Of a place that was heard twice, what can be read counts,
/// then the smaller hash: never what came last.
fn queues(lanes: &[LaneRecords]) -> Vec<Queue<'_>> {
    let mut heard: BTreeMap<&Lane, BTreeMap<u64, &Heard>> = BTreeMap::new();
    for lane in lanes {
        let places = heard.entry(&lane.lane).or_default();
        for heard in &lane.heard {
            let place = places.entry(heard.head.seq).or_insert(heard);
            if (heard.record.is_err(), heard.head.hash) < (place.record.is_err(), place.head.hash) {
                *place = heard;
            }
        }
    }
    let mut queues: BTreeMap<InstallationId, Queue<'_>> = BTreeMap::new();
    for (lane, heard) in heard {
        let queue = queues.entry(lane.installation).or_insert_with(|| Queue { turns: Vec::new() });
        queue.turns.extend(turns(lane, heard.into_values().collect()));
    }
    // The sort keeps places of one lane in their order, also where no number tells them apart.
    queues.values_mut().for_each(|queue| queue.turns.sort_by_key(|turn| turn.running));
    queues.into_values().collect()
}

/// The places of one lane with their times and running numbers, which never go back.
fn turns<'a>(lane: &'a Lane, heard: Vec<&'a Heard>) -> impl Iterator<Item = Turn<'a>> {
    let times = lane_times(&heard);
    let (mut running, mut last_seq, mut is_certain) = (0_u64, 0, true);
    heard.into_iter().zip(times).map(move |(heard, at)| {
        is_certain &= heard.record.is_ok() && heard.head.seq == last_seq + 1;
        last_seq = heard.head.seq;
        running = running.saturating_add(heard.record.as_ref().map_or(0, |record| record.envelope.running_delta));
        Turn { running, lane, heard, at, is_certain }
    })
}

/// What every turn of every installation waits for: so many turns of another, up to the
/// place that its writer had seen, found by hash; where that hash is not here, as much of
/// that lane as is here. An installation never waits for itself.
fn waits(queues: &[Queue<'_>]) -> Vec<Vec<Vec<(usize, usize)>>> {
    let mut by_hash: BTreeMap<Hash, (usize, usize)> = BTreeMap::new();
    let mut by_place: BTreeMap<(&Lane, u64), (usize, usize)> = BTreeMap::new();
    for (writer, queue) in queues.iter().enumerate() {
        for (before, turn) in queue.turns.iter().enumerate() {
            by_hash.insert(turn.heard.head.hash, (writer, before + 1));
            by_place.insert((turn.lane, turn.heard.head.seq), (writer, before + 1));
        }
    }
    let wait = |seen: &SeenHead| {
        let here = || by_place.range((&seen.lane, 0)..=(&seen.lane, seen.head.seq)).next_back().map(|(_, wait)| *wait);
        by_hash.get(&seen.head.hash).copied().or_else(here)
    };
    let of_turn = |own: usize, turn: &Turn<'_>| match &turn.heard.record {
        Ok(record) => record.envelope.seen.iter().filter_map(wait).filter(|(writer, _)| *writer != own).collect(),
        Err(_) => Vec::new(),
    };
    let of_queue = |(own, queue): (usize, &Queue<'_>)| queue.turns.iter().map(|turn| of_turn(own, turn)).collect();
    queues.iter().enumerate().map(of_queue).collect()
}

/// The smallest installation whose next turn waits for nothing. Links in a circle cannot
/// be honest; the smallest that has anything left then goes first.
fn next_queue(queues: &[Queue<'_>], waits: &[Vec<Vec<(usize, usize)>>], folded: &[usize]) -> Option<usize> {
    let left = || {
        let all = (0..queues.len()).zip(folded);
        all.filter(|(writer, done)| queues.get(*writer).is_some_and(|queue| **done < queue.turns.len()))
    };
    let is_met = |(writer, turns): &(usize, usize)| folded.get(*writer).is_none_or(|done| done >= turns);
    let ready = left().find(|(writer, done)| {
        waits.get(*writer).and_then(|queue| queue.get(**done)).is_none_or(|waits| waits.iter().all(is_met))
    });
    ready.or_else(|| left().next()).map(|(writer, _)| writer)
}

/// The clocks at every place of a lane, from its readings and the deltas between
/// them; none before the first reading, after an unreadable envelope and after a hole.
pub fn lane_times(heard: &[&Heard]) -> Vec<Option<Stamp>> {
    let mut last: Option<(u64, Stamp)> = None;
    heard
        .iter()
        .map(|heard| {
            let seq = heard.head.seq;
            let before = last.filter(|(before, _)| before.checked_add(1) == Some(seq)).map(|(_, now)| now);
            let now = heard.record.as_ref().ok().and_then(|Record { envelope, .. }| {
                envelope.clock.or_else(|| before.map(|before| before.after(envelope.delta_ms)))
            });
            last = now.map(|now| (seq, now));
            now
        })
        .collect()
}
