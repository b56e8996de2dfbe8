//! What fails alone waits alone.
//!
//! An item that failed in a frame of its own, or that an answer passed over, rests
//! with a back-off of its own while everything else goes on. A first failure alone
//! may be the network's fault: the item is only *suspected* until a frame without
//! any item got through. Volatile: a restart begins with everything trusted again.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::id::{Hash, Lane};

use crate::backoff::{Backoff, Moment};

/// One thing that a frame carries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    /// Events of a lane.
    Lane(Lane),
    /// The bytes of an event that was withheld.
    Withheld(Lane, u64),
    /// A content.
    Content(Hash),
    /// The question whether the office lacks a photograph.
    Photo(Hash),
    /// The feed.
    Feed,
}

#[derive(Debug, Default)]
pub(super) struct Aside {
    items: BTreeMap<Item, Backoff>,
    suspect: Option<Item>,
}

impl Aside {
    /// Whether it may travel with others.
    pub fn is_trusted(&self, item: &Item) -> bool {
        !self.items.contains_key(item)
    }

    /// Names of contents and photographs that may not travel with others.
    pub fn hashes(&self) -> BTreeSet<Hash> {
        let named = self.items.keys();
        named.filter_map(|item| if let Item::Content(h) | Item::Photo(h) = item { Some(*h) } else { None }).collect()
    }

    /// Items that have rested and may try again, each alone.
    pub fn rested(&self, now_ms: u64) -> Vec<Item> {
        let rested = self.items.iter().filter(|(_, backoff)| backoff.rests_until(now_ms).is_none());
        rested.map(|(item, _)| item.clone()).collect()
    }

    /// When the next one has rested.
    pub fn next_ms(&self, now_ms: u64) -> Option<u64> {
        self.items.values().filter_map(|backoff| backoff.rests_until(now_ms)).min()
    }

    /// It may only travel alone, from now on.
    pub fn apart(&mut self, item: Item) {
        self.items.entry(item).or_default();
    }

    pub fn rest(&mut self, item: Item, at: Moment) {
        self.items.entry(item).or_default().failed(at);
    }

    pub fn trust(&mut self, item: &Item) {
        self.items.remove(item);
    }

    /// A frame with this item alone failed. An empty one: the network failed, no item did.
    pub fn failed_alone(&mut self, item: Option<Item>, at: Moment) {
        match item {
            Some(item) if self.items.contains_key(&item) => self.rest(item, at),
            item => self.suspect = item,
        }
    }

    /// The empty frame got through, so the suspect's failure was its own.
    pub fn got_through(&mut self, at: Moment) {
        if let Some(item) = self.suspect.take() {
            self.rest(item, at);
        }
    }

    /// A fresh sign of network: everything may try again now, but still alone.
    pub fn try_now(&mut self) {
        self.items.values_mut().for_each(Backoff::try_now);
    }

    /// Whether the next frame is to be empty, to learn whose fault it was.
    pub fn is_suspecting(&self) -> bool {
        self.suspect.is_some()
    }
}
