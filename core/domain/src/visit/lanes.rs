//! Lanes become a visit: the same one, whatever arrived first.
//!
//! Causal links come first: an event waits for what its writer had seen, as far as
//! that is here. Otherwise the smaller lane id goes first. A link to something that
//! is not here holds nothing back.

use std::collections::{BTreeMap, BTreeSet};

use crate::event::Record;
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
        let mut heard: BTreeMap<&Lane, BTreeMap<u64, &Heard>> = BTreeMap::new();
        for lane in lanes {
            heard.entry(&lane.lane).or_default().extend(lane.heard.iter().map(|heard| (heard.head.seq, heard)));
        }
        let known: BTreeSet<Hash> =
            heard.values().flat_map(|lane| lane.values().map(|heard| heard.head.hash)).collect();
        let mut rest: Vec<_> = heard
            .into_iter()
            .map(|(lane, heard)| {
                let heard: Vec<&Heard> = heard.into_values().collect();
                let times = lane_times(&heard);
                (lane, heard.into_iter().zip(times).peekable())
            })
            .collect();
        let mut visit = Visit::default();
        let mut folded = BTreeSet::new();
        loop {
            let waits = |heard: &Heard| match &heard.record {
                Ok(record) => record
                    .envelope
                    .seen
                    .iter()
                    .any(|seen| known.contains(&seen.head.hash) && !folded.contains(&seen.head.hash)),
                Err(_) => false,
            };
            let ready = rest.iter_mut().position(|(_, lane)| lane.peek().is_some_and(|(heard, _)| !waits(heard)));
            // Links in a circle cannot be honest; the smallest lane then goes first.
            let next = ready.or_else(|| rest.iter_mut().position(|(_, lane)| lane.peek().is_some()));
            let Some((lane, places)) = next.and_then(|next| rest.get_mut(next)) else { return visit };
            let Some((heard, at_ms)) = places.next() else { return visit };
            folded.insert(heard.head.hash);
            if let Ok(record) = &heard.record {
                let place = Place { lane: (*lane).clone(), seq: heard.head.seq };
                visit.apply(Entry { place, at_ms, event: record.event.clone() });
            }
        }
    }
}

/// The wall time of every place of a lane, from its readings and the deltas between
/// them; none before the first reading and after an unreadable envelope.
pub fn lane_times(heard: &[&Heard]) -> Vec<Option<i64>> {
    let mut now: Option<Stamp> = None;
    heard
        .iter()
        .map(|heard| {
            now = match &heard.record {
                Ok(record) => record.envelope.clock.or_else(|| now.map(|now| now.after(record.envelope.delta_ms))),
                Err(_) => None,
            };
            now.map(|now| now.wall_ms)
        })
        .collect()
}
