//! Which part of the office's feed a phone gets, and which part it may take in.
//!
//! The cursor is (epoch, n, hash of entry n). A cursor that the office does not know
//! (another epoch, a number it has not reached, another entry at that number) gets
//! the feed from its beginning: a snapshot. Parts are small, so that the verdicts
//! before them never wait for a large answer.
//!
//! The hash of an entry vouches for the entry and, through the hash before it, for all
//! before it ([`entry_hash`]). The phone reckons it again from what came: a part with a
//! hole or with other entries than its cursor says is not taken, and the phone forgets
//! its own cursor, so that the next answer is a snapshot.

use doorstep_domain::id::Hash;
use doorstep_wire::chain::entry_hash;
use doorstep_wire::frame::write_item;
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

impl LoggedEntry {
    /// The entry after the one of this hash; [`Hash::NONE`] before the first.
    pub fn after(previous: &Hash, entry: FeedEntry) -> Self {
        let (kind, bytes) = write_item(&entry.item);
        Self { hash: entry_hash(previous, entry.n, kind, &bytes), bytes_len: bytes.len() as u64 + 4, entry }
    }
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
/// without a hole, or it is a snapshot from the first entry; it is of this epoch; and its
/// cursor's hash is that of these entries.
pub fn may_take(feed: &Feed, epoch: Epoch, mine: Option<Cursor>) -> bool {
    let from = match (feed.is_snapshot, mine) {
        (true, _) => Cursor { epoch, n: 0, hash: Hash::NONE },
        (false, Some(mine)) if mine.epoch == epoch => mine,
        (false, _) => return false,
    };
    let has_no_hole = feed.entries.iter().zip(from.n.saturating_add(1)..).all(|(entry, n)| entry.n == n);
    let last = feed.entries.last().map_or(from.n, |entry| entry.n);
    feed.cursor.epoch == epoch && feed.cursor.n == last && has_no_hole && is_chained(feed, from.hash)
}

/// Whether the cursor's hash is that of these entries after the one of hash `from`. Offices
/// before the chain named an entry by its own kind and bytes alone.
fn is_chained(feed: &Feed, from: Hash) -> bool {
    let (mut chained, mut alone) = (from, from);
    for FeedEntry { n, item } in &feed.entries {
        let (kind, bytes) = write_item(item);
        chained = entry_hash(&chained, *n, kind, &bytes);
        alone = Hash::of(&[&kind.to_be_bytes(), &bytes[..]].concat());
    }
    feed.cursor.hash == chained || feed.cursor.hash == alone
}

#[cfg(test)]
mod tests {
    use super::*;
    use doorstep_wire::message::FeedItem;

    const EPOCH: Epoch = Epoch([1; 16]);

    /// A log whose entries say their own number; ten bytes each.
    fn entry(n: u64) -> LoggedEntry {
        let mut last: Option<LoggedEntry> = None;
        for n in 1..=n {
            let item = FeedItem::Unknown { kind: 99, bytes: vec![0, 0, 0, 0, 0, u8::try_from(n).expect("small")] };
            last = Some(LoggedEntry::after(&last.map_or(Hash::NONE, |last| last.hash), FeedEntry { n, item }));
        }
        last.expect("an entry")
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
    fn a_part_that_is_not_what_its_cursor_says_is_not_taken() {
        let start = FeedStart { is_snapshot: false, cursor: at(3) };
        let part = feed_part(start, vec![entry(4), entry(5)], FeedRoom::SMALL);
        assert!(may_take(&part, EPOCH, Some(at(3))));
        let mut other = part.clone();
        other.entries[0].item = FeedItem::Unknown { kind: 98, bytes: vec![1] };
        assert!(!may_take(&other, EPOCH, Some(at(3))), "another entry before the last");
        let elsewhere = Cursor { hash: Hash::of(b"another entry"), ..at(3) };
        assert!(!may_take(&part, EPOCH, Some(elsewhere)), "after another entry than mine");
        let snapshot = feed_part(feed_start(EPOCH, None, None), (1..4).map(entry).collect(), FeedRoom::SMALL);
        assert!(may_take(&snapshot, EPOCH, Some(elsewhere)), "from the beginning");
    }

    #[test]
    fn an_office_before_the_chain_names_an_entry_by_its_own_bytes() {
        let item = FeedItem::Unknown { kind: 99, bytes: vec![7] };
        let hash = Hash::of(&[99_u32.to_be_bytes().as_slice(), &[7]].concat());
        let logged = LoggedEntry { entry: FeedEntry { n: 4, item }, hash, bytes_len: 5 };
        let part = feed_part(FeedStart { is_snapshot: false, cursor: at(3) }, vec![logged], FeedRoom::SMALL);
        assert!(may_take(&part, EPOCH, Some(at(3))));
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
