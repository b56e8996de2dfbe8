//! What the office's disk holds.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::rc::Rc;

use doorstep_domain::id::{Hash, Head, Lane, Subject};
use doorstep_sync::feed::LoggedEntry;
use doorstep_sync::office::{AppendedEvent, OfficeLane};
use doorstep_sync::upload::{UploadReply, UploadStep};
use doorstep_wire::message::Epoch;

use super::Row;

/// One lane at the office.
#[derive(Clone, Debug, Default)]
pub struct OfficeLaneDisk {
    /// In the order of arrival.
    pub rows: Vec<Row>,
    arrival: u64,
}

impl OfficeLaneDisk {
    /// The last place.
    pub fn head(&self) -> Head {
        self.rows.last().map_or(Head::EMPTY, |row| row.place)
    }
}

/// A partial file.
#[derive(Clone, Debug)]
struct Partial {
    hash: Hash,
    len: u64,
    offset: u64,
}

/// What the office's disk holds.
#[derive(Clone, Debug)]
pub struct OfficeDisk {
    /// This life.
    pub epoch: Epoch,
    /// Journals.
    pub lanes: BTreeMap<Lane, OfficeLaneDisk>,
    /// Contents and photographs with their place.
    pub contents: BTreeMap<Hash, u64>,
    /// The feed of each engineer.
    pub logs: BTreeMap<usize, Vec<LoggedEntry>>,
    partials: BTreeMap<String, Partial>,
    arrivals: u64,
}

impl OfficeDisk {
    pub(super) fn new(epoch: Epoch) -> Self {
        Self {
            epoch,
            lanes: BTreeMap::new(),
            contents: BTreeMap::new(),
            logs: BTreeMap::new(),
            partials: BTreeMap::new(),
            arrivals: 0,
        }
    }

    /// The database is an older one; files and numbers given out stay.
    pub(super) fn go_back_to(&mut self, older: Self) {
        self.lanes = older.lanes;
        self.logs = older.logs;
    }

    /// Forgets all partial files; how many there were.
    pub fn lose_partials(&mut self) -> usize {
        std::mem::take(&mut self.partials).len()
    }

    /// Events of these subjects that are held and folded, each counted once, however
    /// many lanes carry it: where it was recorded, or else in the first lane that has it.
    pub fn folded(&self, of: impl Fn(&Subject) -> bool) -> Vec<&AppendedEvent> {
        let lanes = || self.lanes.iter().filter(|(lane, _)| of(&lane.subject)).flat_map(|(_, held)| &held.rows);
        let is_moved = |row: &AppendedEvent| row.origin != row.place.hash;
        let mut known: BTreeSet<Hash> = lanes().filter(|row| !is_moved(row)).map(|row| row.origin).collect();
        let readable = lanes().filter(|row| row.meaning.is_ok());
        readable.filter(|row| !is_moved(row) || known.insert(row.origin)).map(Rc::as_ref).collect()
    }

    pub(super) fn append(&mut self, lane: &Lane, events: Vec<AppendedEvent>) -> u64 {
        self.arrivals += 1;
        let held = self.lanes.entry(lane.clone()).or_default();
        held.arrival = self.arrivals;
        held.rows.extend(events.into_iter().map(Rc::new));
        self.arrivals
    }

    /// Puts bytes where only a hash was; how many.
    pub(super) fn fill(&mut self, lane: &Lane, events: &[AppendedEvent]) -> u64 {
        let Some(held) = self.lanes.get_mut(lane) else { return 0 };
        let mut filled = 0;
        for event in events {
            let at = usize::try_from(event.place.seq.saturating_sub(1)).unwrap_or(usize::MAX);
            if let Some(row) = held.rows.get_mut(at) {
                *row = Rc::new(event.clone());
                filled += 1;
            }
        }
        filled
    }

    pub(super) fn arrive(&mut self, hash: Hash) -> u64 {
        if let Some(place) = self.contents.get(&hash) {
            return *place;
        }
        self.arrivals += 1;
        self.contents.insert(hash, self.arrivals);
        self.arrivals
    }

    /// One request of an upload.
    pub fn upload(&mut self, hash: Hash, len: u64, step: &UploadStep) -> UploadReply {
        match step {
            UploadStep::Create if self.contents.contains_key(&hash) => UploadReply::HasIt,
            UploadStep::Create => {
                self.arrivals += 1;
                let url = format!("/media/{:?}/{}", self.epoch, self.arrivals);
                self.partials.insert(url.clone(), Partial { hash, len, offset: 0 });
                UploadReply::Created { url }
            }
            UploadStep::Head { url } => match self.partials.get(url) {
                Some(partial) if partial.hash == hash => UploadReply::Offset { offset: partial.offset },
                _ => UploadReply::Gone,
            },
            UploadStep::Patch { url, offset, len } => self.patch(url, *offset, *len),
            UploadStep::Wait { .. } | UploadStep::End(_) => UploadReply::Unclear,
        }
    }

    fn patch(&mut self, url: &str, offset: u64, len: u64) -> UploadReply {
        let Some(partial) = self.partials.get_mut(url) else { return UploadReply::Gone };
        if partial.offset != offset {
            return UploadReply::OtherOffset;
        }
        partial.offset = offset + len;
        let (hash, is_whole, now) = (partial.hash, partial.offset == partial.len, partial.offset);
        if is_whole {
            self.arrive(hash);
        }
        UploadReply::Offset { offset: now }
    }

    /// The hash that the office holds at a place.
    pub fn hash_at(&self, lane: &Lane, seq: u64) -> Option<Hash> {
        let at = usize::try_from(seq.checked_sub(1)?).ok()?;
        self.lanes.get(lane)?.rows.get(at).map(|row| row.place.hash)
    }

    pub(super) fn stand(&self, lane: &Lane, needed: RangeInclusive<u64>) -> OfficeLane {
        let Some(held) = self.lanes.get(lane) else { return OfficeLane::unknown() };
        let first = (*needed.start()).max(1);
        let skip = usize::try_from(first - 1).unwrap_or(usize::MAX);
        let most = usize::try_from(needed.end().saturating_sub(first) + 1).unwrap_or(usize::MAX);
        OfficeLane {
            quarantined: held.rows.iter().filter_map(|row| row.quarantine()).collect(),
            head: held.head(),
            arrival: held.arrival,
            first,
            hashes: held.rows.iter().skip(skip).take(most).map(|row| row.place.hash).collect(),
        }
    }
}
