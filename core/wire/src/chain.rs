//! Places in a lane and the hashes that vouch for them.
//!
//! An event has no id of its own: it is the event at (installation, subject, seq)
//! after a certain history. Phone, office and `verify` all walk a lane through
//! [`Chain`], so that they cannot come to different heads.

use doorstep_domain::id::{Hash, Head, InstallationId, Lane, Subject};
use sha2::{Digest, Sha256};

use crate::message::SentEvent;

const TAG: &[u8] = b"doorstep/event/1";
const FEED_TAG: &[u8] = b"doorstep/feed/1";

/// The hash of one place in a lane.
///
/// SHA-256 over the tag, the installation, the subject's length (u16) and text, `seq`
/// (u64), the hash before it and the event's bytes; numbers with the highest byte first.
pub fn event_hash(lane: &Lane, seq: u64, previous: &Hash, bytes: &[u8]) -> Hash {
    let Lane { installation: InstallationId(installation), subject } = lane;
    let subject = subject.to_string();
    // Ids are at most 64 bytes long: a subject's length always fits.
    let subject_len = u16::try_from(subject.len()).unwrap_or(u16::MAX);
    let mut hasher = Sha256::new();
    hasher.update(TAG);
    hasher.update(installation);
    hasher.update(subject_len.to_be_bytes());
    hasher.update(subject.as_bytes());
    hasher.update(seq.to_be_bytes());
    hasher.update(previous.0);
    hasher.update(bytes);
    Hash(hasher.finalize().into())
}

/// The hash of one entry of a feed, which vouches for all before it.
///
/// SHA-256 over the tag, the hash of the entry before it ([`Hash::NONE`] for the first),
/// its number (u64), its kind (u32) and its bytes; numbers with the highest byte first.
pub fn entry_hash(previous: &Hash, n: u64, kind: u32, bytes: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(FEED_TAG);
    hasher.update(previous.0);
    hasher.update(n.to_be_bytes());
    hasher.update(kind.to_be_bytes());
    hasher.update(bytes);
    Hash(hasher.finalize().into())
}

/// A lane and how far it was walked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    lane: Lane,
    head: Head,
}

/// One place of a lane after it was walked over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The place in this lane.
    pub head: Head,
    /// What the event is known by in whichever lane it comes: a moved event's
    /// place in its first lane, otherwise the hash of this place.
    pub origin: Hash,
}

impl Chain {
    /// A lane from its beginning.
    pub fn new(lane: Lane) -> Self {
        Self::after(lane, Head::EMPTY)
    }

    /// A lane that goes on after a known place.
    pub fn after(lane: Lane, head: Head) -> Self {
        Self { lane, head }
    }

    /// Which lane.
    pub fn lane(&self) -> &Lane {
        &self.lane
    }

    /// How far it was walked.
    pub fn head(&self) -> Head {
        self.head
    }

    /// Goes on by one event with these bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Head {
        let seq = self.next_seq();
        self.head = Head { seq, hash: event_hash(&self.lane, seq, &self.head.hash, bytes) };
        self.head
    }

    /// Goes on by one event as it was sent. A withheld event's hash is taken as given.
    pub fn push_sent(&mut self, sent: &SentEvent) -> Place {
        let head = match sent {
            SentEvent::Plain(bytes) | SentEvent::Moved { bytes, .. } => self.push(bytes),
            SentEvent::Withheld(hash) => {
                self.head = Head { seq: self.next_seq(), hash: *hash };
                self.head
            }
        };
        Place { head, origin: sent.moved_from(&self.lane.subject).unwrap_or(head.hash) }
    }

    fn next_seq(&self) -> u64 {
        self.head.seq.saturating_add(1)
    }
}

impl SentEvent {
    /// The event's bytes; none when it was withheld.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Plain(bytes) | Self::Moved { bytes, .. } => Some(bytes),
            Self::Withheld(_) => None,
        }
    }

    /// The hash that a moved event had in its first lane; none for others.
    pub fn moved_from(&self, subject: &Subject) -> Option<Hash> {
        match self {
            Self::Moved { bytes, from, seq, previous } => {
                let lane = Lane { installation: *from, subject: subject.clone() };
                Some(event_hash(&lane, *seq, previous, bytes))
            }
            Self::Plain(_) | Self::Withheld(_) => None,
        }
    }
}

/// Walks a stretch of a lane: every place with its event.
pub fn places<'a>(lane: &Lane, base: Head, events: &'a [SentEvent]) -> impl Iterator<Item = (Place, &'a SentEvent)> {
    let mut chain = Chain::after(lane.clone(), base);
    events.iter().map(move |sent| (chain.push_sent(sent), sent))
}

/// Where a stretch of a lane ends.
pub fn head_after(lane: &Lane, base: Head, events: &[SentEvent]) -> Head {
    places(lane, base, events).last().map_or(base, |(place, _)| place.head)
}

/// Whether a stretch of a lane ends where it is said to end.
pub fn verify(lane: &Lane, base: Head, events: &[SentEvent], end: Head) -> Result<(), ChainBroken> {
    let found = head_after(lane, base, events);
    if found == end { Ok(()) } else { Err(ChainBroken { found, expected: end }) }
}

/// A stretch of a lane that is not what its head vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the lane ends at {}/{}, not at {}/{}", found.seq, found.hash.short(), expected.seq, expected.hash.short())]
pub struct ChainBroken {
    /// Where it ends.
    pub found: Head,
    /// Where it should.
    pub expected: Head,
}

impl ChainBroken {
    /// Stable key.
    pub fn code(&self) -> &'static str {
        "chain/broken"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lane(installation: u8) -> Lane {
        Lane { installation: InstallationId([installation; 16]), subject: "visit/V-1".parse().unwrap() }
    }

    /// Counted apart from this code, with another SHA-256 over the bytes that [`event_hash`] lists.
    #[test]
    fn the_first_place_of_a_lane_has_the_hash_that_anyone_can_count() {
        let hash = event_hash(&lane(1), 1, &Hash::NONE, b"event");
        assert_eq!(hash.to_hex(), "7f9ea42598722541df208aa4437a4ae130a91ec318365b9a99692c2948fbfa9b");
    }

    #[test]
    fn the_same_event_has_another_hash_in_every_other_place() {
        let here = event_hash(&lane(1), 1, &Hash::NONE, b"event");
        let van = Lane { subject: "van/V-1".parse().unwrap(), ..lane(1) };
        for elsewhere in [
            event_hash(&lane(2), 1, &Hash::NONE, b"event"),
            event_hash(&van, 1, &Hash::NONE, b"event"),
            event_hash(&lane(1), 2, &Hash::NONE, b"event"),
            event_hash(&lane(1), 1, &here, b"event"),
            event_hash(&lane(1), 1, &Hash::NONE, b"evenu"),
        ] {
            assert_ne!(elsewhere, here);
        }
    }

    #[test]
    fn a_moved_event_is_known_by_its_first_place_however_often_it_moves() {
        let mut first = Chain::new(lane(1));
        let common = first.push(b"one");
        let origin = first.push(b"two");
        let moved = SentEvent::Moved {
            bytes: b"two".to_vec(),
            from: InstallationId([1; 16]),
            seq: origin.seq,
            previous: common.hash,
        };
        for installation in [2, 3] {
            let place = Chain::new(lane(installation)).push_sent(&moved);
            assert_eq!(place.origin, origin.hash);
            assert_eq!(place.head.hash, event_hash(&lane(installation), 1, &Hash::NONE, b"two"));
        }
    }

    #[test]
    fn a_withheld_event_leaves_the_lane_whole() {
        let mut chain = Chain::new(lane(1));
        let events: Vec<_> = [b"one", b"two", b"six"].into_iter().map(|bytes| (bytes, chain.push(bytes))).collect();
        let sent = [
            SentEvent::Plain(events[0].0.to_vec()),
            SentEvent::Withheld(events[1].1.hash),
            SentEvent::Plain(events[2].0.to_vec()),
        ];
        assert_eq!(verify(&lane(1), Head::EMPTY, &sent, chain.head()), Ok(()));
        assert_eq!(sent[1].bytes(), None);
    }

    proptest! {
        #[test]
        fn any_change_of_any_event_changes_the_end(
            events in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..20), 1..8),
            which in any::<proptest::sample::Index>(),
        ) {
            let mut sent: Vec<_> = events.into_iter().map(SentEvent::Plain).collect();
            let end = head_after(&lane(1), Head::EMPTY, &sent);
            let which = which.index(sent.len());
            if let SentEvent::Plain(bytes) = &mut sent[which] {
                bytes[0] ^= 1;
            }
            prop_assert!(verify(&lane(1), Head::EMPTY, &sent, end).is_err());
            sent.remove(which);
            prop_assert!(verify(&lane(1), Head::EMPTY, &sent, end).is_err());
        }
    }
}
