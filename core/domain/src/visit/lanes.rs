//! Lanes become a visit: the same one, whatever arrived first.
//!
//! Causal links come first: an event waits for what its writer had seen, as far as
//! that is here. Otherwise the smaller lane id goes first. What is not here holds
//! nothing back.

use std::collections::BTreeMap;

use crate::event::{Record, SeenHead};
use crate::id::{Hash, Head, Lane};
use crate::time::Stamp;
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
        let queues = queues(lanes);
        let waits = waits(&queues);
        let mut folded = vec![0; queues.len()];
        let mut visit = Visit::default();
        while let Some(lane) = next_lane(&queues, &waits, &folded) {
            let (Some(queue), Some(done)) = (queues.get(lane), folded.get_mut(lane)) else { break };
            if let (Some(heard), Some(at_ms)) = (queue.heard.get(*done), queue.times.get(*done))
                && let Ok(record) = &heard.record
            {
                let place = Place { lane: queue.lane.clone(), seq: heard.head.seq };
                visit.apply(Entry { place, at_ms: *at_ms, event: record.event.clone() });
            }
            *done += 1;
        }
        visit
    }
}

/// One lane, each place once, in order.
struct Queue<'a> {
    lane: &'a Lane,
    heard: Vec<&'a Heard>,
    times: Vec<Option<i64>>,
}

/// So many places of that lane come first.
struct Wait {
    lane: usize,
    places: usize,
}

/// The lanes by id. Of a place that was heard twice, what can be read counts, then the
/// smaller hash: never what came last.
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
    let queue = |(lane, heard): (_, BTreeMap<u64, _>)| {
        let heard: Vec<&Heard> = heard.into_values().collect();
        let times = lane_times(&heard);
        Queue { lane, heard, times }
    };
    heard.into_iter().map(queue).collect()
}

/// What every place of every lane waits for: the places that its writer had seen,
/// found by hash; where that hash is not here, as much of that lane as is here. A
/// lane never waits for itself.
fn waits(queues: &[Queue<'_>]) -> Vec<Vec<Vec<Wait>>> {
    let lanes: BTreeMap<&Lane, usize> = queues.iter().enumerate().map(|(lane, queue)| (queue.lane, lane)).collect();
    let places = queues.iter().enumerate().flat_map(|(lane, queue)| {
        queue.heard.iter().enumerate().map(move |(place, heard)| (heard.head.hash, (lane, place + 1)))
    });
    let known: BTreeMap<Hash, (usize, usize)> = places.collect();
    let wait = |seen: &SeenHead| {
        let by_hash = known.get(&seen.head.hash).copied();
        let (lane, places) = by_hash.or_else(|| {
            let lane = *lanes.get(&seen.lane)?;
            Some((lane, queues.get(lane)?.heard.partition_point(|heard| heard.head.seq <= seen.head.seq)))
        })?;
        Some(Wait { lane, places })
    };
    let of_place = |own: usize, heard: &Heard| match &heard.record {
        Ok(record) => record.envelope.seen.iter().filter_map(wait).filter(|wait| wait.lane != own).collect(),
        Err(_) => Vec::new(),
    };
    let of_lane = |(own, queue): (usize, &Queue<'_>)| queue.heard.iter().map(|heard| of_place(own, heard)).collect();
    queues.iter().enumerate().map(of_lane).collect()
}

/// The smallest lane whose next place waits for nothing. Links in a circle cannot be
/// honest; the smallest lane that has anything left then goes first.
fn next_lane(queues: &[Queue<'_>], waits: &[Vec<Vec<Wait>>], folded: &[usize]) -> Option<usize> {
    let left = || {
        (0..queues.len()).zip(folded).filter(|(lane, done)| queues.get(*lane).is_some_and(|q| **done < q.heard.len()))
    };
    let is_met = |wait: &Wait| folded.get(wait.lane).is_none_or(|done| *done >= wait.places);
    let ready = left().find(|(lane, done)| {
        waits.get(*lane).and_then(|lane| lane.get(**done)).is_none_or(|waits| waits.iter().all(is_met))
    });
    ready.or_else(|| left().next()).map(|(lane, _)| lane)
}

/// The wall time of every place of a lane, from its readings and the deltas between
/// them; none before the first reading, after an unreadable envelope and after a hole.
pub fn lane_times(heard: &[&Heard]) -> Vec<Option<i64>> {
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
            now.map(|now| now.wall_ms)
        })
        .collect()
}
