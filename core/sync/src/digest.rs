//! One short name for everything that is proved and not yet safe.
//!
//! A phone sends it with every push. Comparing it, and exchanging heads where it
//! differs, finds a tail that the office lost without a new epoch. An office that has
//! other heads says that it lacks what this hash names, among the contents it lacks.

use std::collections::BTreeMap;

use doorstep_domain::id::{Hash, Head, Lane};
use doorstep_wire::message::{Epoch, Push};

use crate::office::lane_of;

const TAG: &[u8] = b"doorstep/digest/1\n";

/// The digest of these heads; [`Hash::NONE`] for none. The order does not matter.
pub fn of_heads<'a>(heads: impl IntoIterator<Item = (&'a Lane, Head)>) -> Hash {
    let mut heads: Vec<_> = heads.into_iter().collect();
    if heads.is_empty() {
        return Hash::NONE;
    }
    heads.sort();
    let mut bytes = TAG.to_vec();
    for (lane, head) in heads {
        let subject = lane.subject.to_string();
        bytes.extend(lane.installation.0);
        bytes.extend((subject.len() as u64).to_be_bytes());
        bytes.extend(subject.bytes());
        bytes.extend(head.seq.to_be_bytes());
        bytes.extend(head.hash.0);
    }
    Hash::of(&bytes)
}

/// What the office adds to `lacking_contents`: the push's digest, where it is not that of
/// the office. `held` are the heads of this installation's lanes that are not safe, as
/// they were before this push. Where the push builds on a point that the office has
/// (`has`), the phone has proved that much, however far the office came since.
pub fn lacked(
    push: &Push,
    epoch: Epoch,
    held: BTreeMap<Lane, Head>,
    has: impl Fn(&Lane, Head) -> bool,
) -> Option<Hash> {
    if push.epoch != Some(epoch) {
        return None;
    }
    let mut heads = held;
    for segment in &push.segments {
        let lane = lane_of(push, segment);
        let is_plain = segment.installation.is_none() && !segment.events.is_empty();
        if is_plain && segment.base == Head::EMPTY {
            heads.remove(&lane);
        } else if is_plain && has(&lane, segment.base) {
            heads.insert(lane, segment.base);
        }
    }
    (of_heads(heads.iter().map(|(lane, head)| (lane, *head))) != push.digest).then_some(push.digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_domain::id::InstallationId;
    use doorstep_wire::message::{Segment, SentEvent};

    const EPOCH: Epoch = Epoch([9; 16]);
    const ME: InstallationId = InstallationId([1; 16]);

    fn lane(name: &str) -> Lane {
        Lane { installation: ME, subject: format!("visit/{name}").parse().expect("a subject") }
    }

    fn head(seq: u64) -> Head {
        if seq == 0 { Head::EMPTY } else { Head { seq, hash: Hash::of(&seq.to_be_bytes()) } }
    }

    /// A phone that believes `proved` of its lanes and builds on `base` of V1; an office that holds `held`.
    fn check(proved: &[(&str, u64)], base: Option<u64>, held: &[(&str, u64)], differs: bool) {
        let lanes: Vec<(Lane, Head)> = proved.iter().map(|(name, seq)| (lane(name), head(*seq))).collect();
        let segment = |base| Segment {
            subject: lane("V1").subject,
            installation: None,
            continues: None,
            base: head(base),
            end: base + 1,
            events: vec![SentEvent::Plain(vec![1])],
        };
        let push = Push {
            installation: ME,
            request: 1,
            epoch: Some(EPOCH),
            challenge: Vec::new(),
            cursor: None,
            digest: of_heads(lanes.iter().map(|(lane, head)| (lane, *head))),
            running: 0,
            segments: base.into_iter().map(segment).collect(),
            offers: Vec::new(),
            contents: Vec::new(),
            photos: Vec::new(),
            books_wanted: Vec::new(),
        };
        let held: BTreeMap<Lane, Head> = held.iter().map(|(name, seq)| (lane(name), head(*seq))).collect();
        let has = |lane: &Lane, at: Head| held.get(lane).is_some_and(|held| at.seq <= held.seq);
        assert_eq!(lacked(&push, EPOCH, held.clone(), has).is_some(), differs);
        assert_eq!(lacked(&push, Epoch([8; 16]), held.clone(), has), None, "another life says so itself");
    }

    #[test]
    fn a_lost_tail_differs_and_a_lost_answer_does_not() {
        check(&[("V1", 3), ("V2", 2)], None, &[("V1", 3), ("V2", 2)], false);
        check(&[("V1", 3), ("V2", 2)], None, &[("V1", 3), ("V2", 1)], true);
        check(&[("V1", 3)], None, &[], true);
        check(&[("V1", 3)], Some(3), &[("V1", 5)], false);
        check(&[], Some(0), &[("V1", 5)], false);
        check(&[("V1", 3)], Some(3), &[("V1", 2)], true);
    }
}
