//! One short name for everything that is proved and not yet safe.
//!
//! A phone sends it with every push. Comparing it, and exchanging heads where it
//! differs, finds a tail that the office lost without a new epoch.

use doorstep_domain::id::{Hash, Head, Lane};

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
        bytes.extend(lane.to_string().bytes());
        bytes.push(b'\n');
        bytes.extend(head.seq.to_be_bytes());
        bytes.extend(head.hash.0);
    }
    Hash::of(&bytes)
}
