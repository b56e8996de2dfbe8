//! Which part of the office's feed a phone gets, and which part it may take in.
//!
//! The cursor is (epoch, n, hash of entry n). A cursor that the office does not know
//! (another epoch, a number it has not reached, another entry at that number) gets
//! the feed from its beginning: a snapshot. Parts are small, so that the verdicts
//! before them never wait for a large answer.

use doorstep_domain::id::Hash;
use doorstep_wire::message::{Cursor, Epoch, Feed, FeedEntry};

/// How much of the feed one answer carries at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedRoom {
    /// Entries.
    pub entries: usize,
    /// Bytes of entries; the first one goes even when it is larger.
    pub bytes: u64,
}

impl FeedRoom {
    /// What fits a slow line.
    pub const SMALL: FeedRoom = FeedRoom { entries: 64, bytes: 64 * 1024 };
}

/// An entry as the office keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedEntry {
    /// What is sent.
    pub entry: FeedEntry,
    /// The hash that a cursor at this entry carries.
    pub hash: Hash,
    /// How many bytes it takes.
    pub bytes_len: u64,
}

/// Where an answer's feed starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedStart {
    /// The phone begins anew.
    pub is_snapshot: bool,
    /// Where it stands before this part; `n` is 0 for a snapshot.
    pub cursor: Cursor,
}

/// Where to start for a phone that says `cursor`. `hash_there` is the hash of this
/// engineer's entry `cursor.n`, if the office has that entry.
pub fn feed_start(epoch: Epoch, cursor: Option<Cursor>, hash_there: Option<Hash>) -> FeedStart {
    let known = cursor.filter(|cursor| {
        cursor.epoch == epoch && if cursor.n == 0 { cursor.hash == Hash::NONE } else { hash_there == Some(cursor.hash) }
    });
    match known {
        Some(cursor) => FeedStart { is_snapshot: false, cursor },
        None => FeedStart { is_snapshot: true, cursor: Cursor { epoch, n: 0, hash: Hash::NONE } },
    }
}

/// The part of the feed that goes into one answer. `after` are the entries after
/// `start.cursor.n` in order; load one more than `room.entries` to learn whether more waits.
pub fn feed_part(start: FeedStart, after: Vec<LoggedEntry>, room: FeedRoom) -> Feed {
    let waiting = after.len();
    let mut feed = Feed { is_snapshot: start.is_snapshot, entries: Vec::new(), cursor: start.cursor, has_more: false };
    let mut bytes: u64 = 0;
    for logged in after {
        bytes = bytes.saturating_add(logged.bytes_len);
        let fits = feed.entries.len() < room.entries && bytes <= room.bytes;
        if !fits && !feed.entries.is_empty() {
            break;
        }
        feed.cursor = Cursor { n: logged.entry.n, hash: logged.hash, ..feed.cursor };
        feed.entries.push(logged.entry);
    }
    feed.has_more = feed.entries.len() < waiting;
    feed
}

/// Whether a phone that stands at `mine` may take this part in: it continues there
/// without a hole, or it is a snapshot from the first entry; and it is of this epoch.
pub fn may_take(feed: &Feed, epoch: Epoch, mine: Option<Cursor>) -> bool {
    let from = match (feed.is_snapshot, mine) {
        (true, _) => 0,
        (false, Some(mine)) if mine.epoch == epoch => mine.n,
        (false, _) => return false,
    };
    let has_no_hole = feed.entries.iter().zip(from.saturating_add(1)..).all(|(entry, n)| entry.n == n);
    let last = feed.entries.last().map_or(from, |entry| entry.n);
    feed.cursor.epoch == epoch && feed.cursor.n == last && has_no_hole
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_wire::message::FeedItem;

    const EPOCH: Epoch = Epoch([1; 16]);

    fn entry(n: u64) -> LoggedEntry {
        let item = FeedItem::Unknown { kind: 99, bytes: vec![0] };
        LoggedEntry { entry: FeedEntry { n, item }, hash: Hash::of(&n.to_be_bytes()), bytes_len: 10 }
    }

    fn at(n: u64) -> Cursor {
        Cursor { epoch: EPOCH, n, hash: entry(n).hash }
    }

    #[test]
    fn a_cursor_of_another_life_or_another_entry_gets_a_snapshot() {
        assert!(feed_start(EPOCH, None, None).is_snapshot);
        assert!(feed_start(EPOCH, Some(Cursor { epoch: Epoch([2; 16]), ..at(3) }), Some(at(3).hash)).is_snapshot);
        assert!(feed_start(EPOCH, Some(at(3)), Some(at(4).hash)).is_snapshot);
        assert!(feed_start(EPOCH, Some(at(3)), None).is_snapshot);
        assert!(!feed_start(EPOCH, Some(at(3)), Some(at(3).hash)).is_snapshot);
    }

    #[test]
    fn a_part_is_cut_to_its_room_and_says_that_more_waits() {
        let start = feed_start(EPOCH, Some(at(3)), Some(at(3).hash));
        let part = feed_part(start, (4..8).map(entry).collect(), FeedRoom { entries: 3, bytes: 25 });
        assert_eq!((part.entries.len(), part.cursor, part.has_more), (2, at(5), true));
        assert!(may_take(&part, EPOCH, Some(at(3))));
        let one = feed_part(start, vec![entry(4)], FeedRoom { entries: 3, bytes: 1 });
        assert_eq!((one.entries.len(), one.has_more), (1, false), "a large entry goes alone");
    }

    #[test]
    fn a_part_that_leaves_a_hole_is_not_taken() {
        let part = feed_part(FeedStart { is_snapshot: false, cursor: at(4) }, vec![entry(5)], FeedRoom::SMALL);
        assert!(may_take(&part, EPOCH, Some(at(4))));
        assert!(!may_take(&part, EPOCH, Some(at(3))));
        assert!(!may_take(&part, EPOCH, None));
        assert!(!may_take(&part, Epoch([2; 16]), Some(at(4))));
    }
}
