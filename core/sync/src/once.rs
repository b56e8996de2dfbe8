//! What all lanes of a subject tell together, each event once.
//!
//! An event that moved takes effect where it was recorded, if that lane is here, or else
//! in the first lane that carries it. Its envelope speaks of the event before it in its
//! first lane: time and running number go on from there, and so does what its writer
//! knew. So the phone that moved it and the office that has it from two lanes fold the
//! same visit.
//!
//! Leaves to others: which lanes there are, and what the fold makes of them.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::event::{Record, SeenHead};
use doorstep_domain::id::{Hash, Head, InstallationId, Lane};
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::{Heard, LaneRecords, Skipped};
use doorstep_wire::message::SentEvent;

/// Why the fold passes over a place: another lane carries the same event.
pub const ALREADY_HERE: &str = "event/already-here";

/// One lane with what its events are known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CarriedLane {
    /// Which lane.
    pub lane: Lane,
    /// Its places, in order.
    pub events: Vec<Carried>,
}

/// One place of a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// What stands there.
    pub heard: Heard,
    /// What it is known by in whichever lane it comes.
    pub origin: Hash,
    /// The place before it where it was recorded; none where that is this lane.
    pub before: Option<SeenHead>,
}

/// Clocks and running number at an event, as far as they can be reckoned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reckoned {
    /// The clocks; none before a reading.
    pub at: Option<Stamp>,
    /// The running number.
    pub running: u64,
}

/// The place before a moved event in its first lane; none for others.
pub fn before(lane: &Lane, sent: &SentEvent) -> Option<SeenHead> {
    match sent {
        SentEvent::Moved { from, seq, previous, .. } => Some(place_before(lane, *from, *seq, *previous)),
        SentEvent::Plain(_) | SentEvent::Withheld(_) => None,
    }
}

/// The place before the event `seq` of that installation's lane of the same subject.
pub fn place_before(lane: &Lane, from: InstallationId, seq: u64, previous: Hash) -> SeenHead {
    let first = Lane { installation: from, subject: lane.subject.clone() };
    SeenHead { lane: first, head: Head { seq: seq.saturating_sub(1), hash: previous } }
}

/// The lanes as the fold takes them.
pub fn once(lanes: Vec<CarriedLane>) -> Vec<LaneRecords> {
    let has_moved = |lane: &CarriedLane| lane.events.iter().any(|event| event.before.is_some());
    if !lanes.iter().any(has_moved) {
        let plain = |lane: CarriedLane| LaneRecords {
            lane: lane.lane,
            heard: lane.events.into_iter().map(|event| event.heard).collect(),
        };
        return lanes.into_iter().map(plain).collect();
    }
    let reckoned = reckon(&lanes);
    let recorded = lanes.iter().flat_map(|lane| &lane.events);
    let mut known: BTreeSet<Hash> = recorded
        .filter(|event| event.before.is_none() && event.heard.record.is_ok())
        .map(|event| event.origin)
        .collect();
    lanes.into_iter().map(|lane| tell(lane, &reckoned, &mut known)).collect()
}

fn tell(lane: CarriedLane, reckoned: &BTreeMap<Hash, Reckoned>, known: &mut BTreeSet<Hash>) -> LaneRecords {
    let is_continuing = lane.events.iter().any(|event| event.before.is_some());
    let (mut running, mut carried) = (0, BTreeSet::new());
    let mut heard = Vec::new();
    for Carried { heard: Heard { head, record }, origin, before } in lane.events {
        let is_again = before.is_some() && record.is_ok() && !known.insert(origin);
        let record = match record {
            Ok(_) if is_again => Err(Skipped { code: ALREADY_HERE.to_owned() }),
            Ok(record) if is_continuing => {
                let link = before.filter(|before| before.head.seq > 0 && !carried.contains(&before.head.hash));
                let at = reckoned.get(&origin).copied().unwrap_or_default();
                Ok(retold(record, at, &mut running, link))
            }
            record => record,
        };
        carried.insert(origin);
        heard.push(Heard { head, record });
    }
    LaneRecords { lane: lane.lane, heard }
}

/// The same event with an envelope that needs nothing of what stood before it elsewhere.
fn retold(mut record: Record, at: Reckoned, running: &mut u64, link: Option<SeenHead>) -> Record {
    record.envelope.clock = at.at;
    record.envelope.running_delta = at.running.saturating_sub(*running);
    record.envelope.seen.extend(link);
    *running = at.running.max(*running);
    record
}

/// Clocks and running number at every event, by what it is known by.
pub fn reckon(lanes: &[CarriedLane]) -> BTreeMap<Hash, Reckoned> {
    let mut reckoned = BTreeMap::new();
    // A lane may go on from one that comes later: each round settles at least one of them.
    for _ in lanes {
        let before = reckoned.clone();
        for lane in lanes {
            walk(lane, &mut reckoned);
        }
        if reckoned == before {
            break;
        }
    }
    reckoned
}

fn walk(lane: &CarriedLane, reckoned: &mut BTreeMap<Hash, Reckoned>) {
    let mut last = Reckoned::default();
    for event in &lane.events {
        let base = match &event.before {
            Some(before) if before.head.seq == 0 => Reckoned::default(),
            Some(before) => reckoned.get(&before.head.hash).copied().unwrap_or_default(),
            None => last,
        };
        last = match &event.heard.record {
            Ok(Record { envelope, .. }) => Reckoned {
                at: envelope.clock.or_else(|| base.at.map(|at| at.after(envelope.delta_ms))),
                running: base.running.saturating_add(envelope.running_delta),
            },
            Err(_) => Reckoned { at: None, running: base.running },
        };
        reckoned.insert(event.origin, last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_domain::event::{Envelope, Event};
    use doorstep_domain::time::BootId;
    use doorstep_wire::chain::{Chain, places};
    use doorstep_wire::event::{decode, encode};

    use crate::successor::moved;

    fn lane(installation: u8) -> Lane {
        Lane { installation: InstallationId([installation; 16]), subject: "visit/V1".parse().expect("a subject") }
    }

    fn bytes(n: u8, delta_ms: u64, clock: Option<Stamp>) -> Vec<u8> {
        let envelope = Envelope { delta_ms, running_delta: 1, clock, seen: Vec::new() };
        encode(&Record { envelope, event: Event::NoteAdded { note: Hash([n; 32]) } })
    }

    fn carried(lane: &Lane, sent: &[SentEvent]) -> CarriedLane {
        let events = places(lane, Head::EMPTY, sent).map(|(place, sent)| {
            let decoded = decode(sent.bytes().expect("bytes")).expect("an event");
            let record = Ok(Record { envelope: decoded.envelope, event: decoded.event.expect("a known kind") });
            Carried { heard: Heard { head: place.head, record }, origin: place.origin, before: before(lane, sent) }
        });
        CarriedLane { lane: lane.clone(), events: events.collect() }
    }

    fn reading() -> Stamp {
        Stamp { wall_ms: 1_000_000, mono_ms: 500, boot: BootId(3), uncertainty_ms: None }
    }

    /// An old lane of three events and what moves of it after the first.
    fn story() -> (Vec<SentEvent>, Vec<SentEvent>) {
        let old: Vec<SentEvent> =
            [bytes(1, 0, Some(reading())), bytes(2, 10, None), bytes(3, 20, None)].map(SentEvent::Plain).into();
        let mut chain = Chain::new(lane(9));
        let common = chain.push(old[0].bytes().expect("bytes"));
        let tail = moved(&lane(9), common, &old[1..], |_| false);
        (old, tail)
    }

    fn notes(lanes: Vec<CarriedLane>) -> Vec<(u8, Option<i64>)> {
        let visit = doorstep_domain::visit::Visit::from_lanes(&once(lanes));
        let note = |event: &Event| match event {
            Event::NoteAdded { note } => note.0[0],
            _ => 0,
        };
        visit.story.iter().map(|entry| (note(&entry.event), entry.at.map(|at| at.wall_ms))).collect()
    }

    const WHOLE: [(u8, Option<i64>); 3] = [(1, Some(1_000_000)), (2, Some(1_000_010)), (3, Some(1_000_030))];

    #[test]
    fn what_moved_goes_on_where_its_first_lane_was_left_also_under_a_smaller_id() {
        let (old, tail) = story();
        for new in [1, 200] {
            let lanes = [carried(&lane(9), &old[..1]), carried(&lane(new), &tail)];
            assert_eq!(notes(lanes.to_vec()), WHOLE);
            assert_eq!(notes(lanes.into_iter().rev().collect()), WHOLE);
        }
    }

    #[test]
    fn an_event_that_three_lanes_carry_takes_effect_once() {
        let (old, tail) = story();
        let lanes = vec![carried(&lane(1), &tail), carried(&lane(9), &old), carried(&lane(200), &tail)];
        assert_eq!(notes(lanes), WHOLE);
        let lanes = vec![carried(&lane(1), &tail), carried(&lane(9), &old[..1]), carried(&lane(200), &tail)];
        assert_eq!(notes(lanes), WHOLE);
    }
}
