//! What a copy takes along when it becomes a new installation.
//!
//! A phone that was restored or cloned finds lanes that the office knows otherwise. In
//! one transaction it takes a new id, forgets the feed's cursor (the feed comes as a
//! snapshot) and leaves every lane of the old id as it is: still offered until its
//! common point is known, never written again. What lies after the common point of a
//! forked lane moves to the end of the new installation's lane of the same subject.
//! A lane of an earlier installation that forks later starts no new installation; only
//! its tail moves. An event that another lane carries to the office need not move again:
//! an open lane, or a forked one up to its common point. What lies after the common point
//! of a forked lane is carried by nobody.
//!
//! Bytes never change. A moved event names the place where it was first recorded, so
//! that its origin is the same however often it moves.

use doorstep_domain::id::{Hash, Head, InstallationId, Lane};
use doorstep_wire::chain::places;
use doorstep_wire::message::SentEvent;

/// The events after `common` as they stand in another lane, without those whose origin
/// `is_carried`. A withheld event stays behind: a phone holds the bytes of all that it recorded.
pub fn moved(old: &Lane, common: Head, tail: &[SentEvent], is_carried: impl Fn(&Hash) -> bool) -> Vec<SentEvent> {
    let mut previous = common.hash;
    let mut moved = Vec::new();
    for (place, sent) in places(old, common, tail) {
        if !is_carried(&place.origin) {
            moved.extend(move_one(old, place.head.seq, previous, sent));
        }
        previous = place.head.hash;
    }
    moved
}

fn move_one(old: &Lane, seq: u64, previous: Hash, sent: &SentEvent) -> Option<SentEvent> {
    match sent {
        SentEvent::Plain(bytes) => {
            Some(SentEvent::Moved { bytes: bytes.clone(), from: old.installation, seq, previous })
        }
        SentEvent::Moved { .. } => Some(sent.clone()),
        SentEvent::Withheld(_) => None,
    }
}

/// Whether a lane that the office knows otherwise makes this phone a new installation:
/// only one that it still writes does.
pub fn starts_anew(forked: &Lane, present: InstallationId) -> bool {
    forked.installation == present
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_wire::chain::{Chain, head_after};

    fn lane(installation: u8) -> Lane {
        Lane { installation: InstallationId([installation; 16]), subject: "visit/V1".parse().expect("a subject") }
    }

    #[test]
    fn an_event_that_moves_twice_is_known_by_its_first_place() {
        let mut first = Chain::new(lane(1));
        let common = first.push(b"one");
        let origins = [first.push(b"two").hash, first.push(b"three").hash];
        let tail = [SentEvent::Plain(b"two".to_vec()), SentEvent::Plain(b"three".to_vec())];
        let once = moved(&lane(1), common, &tail, |_| false);
        let twice = moved(&lane(2), Head::EMPTY, &once, |_| false);
        for (moved, new) in [(&once, lane(2)), (&twice, lane(3))] {
            let found: Vec<_> = places(&new, Head::EMPTY, moved).map(|(place, _)| place.origin).collect();
            assert_eq!(found, origins);
        }
        assert_ne!(head_after(&lane(2), Head::EMPTY, &once), head_after(&lane(3), Head::EMPTY, &twice));
    }

    #[test]
    fn what_another_lane_carries_does_not_move_and_the_rest_keeps_its_origin() {
        let mut first = Chain::new(lane(1));
        let origins = [first.push(b"one").hash, first.push(b"two").hash];
        let tail = [SentEvent::Plain(b"one".to_vec()), SentEvent::Plain(b"two".to_vec())];
        let moved = moved(&lane(1), Head::EMPTY, &tail, |origin| *origin == origins[0]);
        let found: Vec<_> = places(&lane(2), Head::EMPTY, &moved).map(|(place, _)| place.origin).collect();
        assert_eq!(found, origins[1..]);
    }

    #[test]
    fn only_a_lane_that_is_still_written_starts_a_new_installation() {
        assert!(starts_anew(&lane(2), lane(2).installation));
        assert!(!starts_anew(&lane(1), lane(2).installation));
    }
}
