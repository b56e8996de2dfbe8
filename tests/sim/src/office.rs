//! The office of a history: a disk, and a process that can be killed.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::event::Named;
use doorstep_domain::id::{Hash, Head, InstallationId, Lane, Subject};
use doorstep_sync::feed::{FeedRoom, LoggedEntry, feed_part, feed_start};
use doorstep_sync::office::{OfficeLane, Quarantine, StandIncomplete, feed_is_due, judge, lane_of};
use doorstep_sync::upload::{UploadReply, UploadStep};
use doorstep_wire::message::{
    Answer, Cursor, Epoch, Feed, FeedEntry, FeedItem, LaneVerdict, Limits, Push, Segment, Verdicts,
};

use crate::fault::Mistake;

/// One event as a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Where it says it stands.
    pub place: Head,
    /// Why it is not folded.
    pub quarantine: Option<Quarantine>,
}

/// One lane at the office.
#[derive(Clone, Debug, Default)]
pub struct OfficeLaneDisk {
    /// In the order of arrival.
    pub rows: Vec<Row>,
    arrival: u64,
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
    /// The feed of each phone.
    pub logs: BTreeMap<InstallationId, Vec<LoggedEntry>>,
    partials: BTreeMap<String, Partial>,
    arrivals: u64,
}

/// The office.
#[derive(Clone, Debug)]
pub struct Office {
    /// Survives a kill.
    pub disk: OfficeDisk,
    /// Earlier lives as they ended: what was proved in them was proved then.
    pub lives: BTreeMap<Epoch, OfficeDisk>,
    /// Breaks down whenever one of these comes.
    pub toxic: BTreeSet<Hash>,
    backup: OfficeDisk,
    challenge: Vec<u8>,
    limits: Limits,
    mistake: Option<Mistake>,
}

impl Office {
    /// A new office.
    pub fn new(epoch: Epoch, limits: Limits, mistake: Option<Mistake>) -> Self {
        let disk = OfficeDisk {
            epoch,
            lanes: BTreeMap::new(),
            contents: BTreeMap::new(),
            logs: BTreeMap::new(),
            partials: BTreeMap::new(),
            arrivals: 0,
        };
        Self {
            backup: disk.clone(),
            disk,
            lives: BTreeMap::new(),
            toxic: BTreeSet::new(),
            challenge: vec![0],
            limits,
            mistake,
        }
    }

    /// The disk of an epoch, as it is or as it ended.
    pub fn life(&self, epoch: Epoch) -> Option<&OfficeDisk> {
        if self.disk.epoch == epoch { Some(&self.disk) } else { self.lives.get(&epoch) }
    }

    /// The events of these subjects that the office holds and folds.
    pub fn folded(&self, of: impl Fn(&Subject) -> bool) -> u64 {
        let lanes = self.disk.lanes.iter().filter(|(lane, _)| of(&lane.subject));
        lanes.flat_map(|(_, held)| &held.rows).filter(|row| row.quarantine.is_none()).count() as u64
    }

    /// Starts again: what was in memory is gone.
    pub fn restart(&mut self, challenge: u64) {
        self.challenge = challenge.to_be_bytes().to_vec();
    }

    /// Keeps a copy of the disk.
    pub fn back_up(&mut self) {
        self.backup = self.disk.clone();
    }

    /// Goes back to the copy, in another life.
    pub fn restore(&mut self, epoch: Epoch) {
        let mut disk = self.backup.clone();
        disk.epoch = epoch;
        let ended = std::mem::replace(&mut self.disk, disk);
        self.lives.insert(ended.epoch, ended);
    }

    /// Forgets all partial files; how many there were.
    pub fn lose_partials(&mut self) -> usize {
        std::mem::take(&mut self.disk.partials).len()
    }

    /// Says something to one phone.
    pub fn say(&mut self, to: InstallationId, item: FeedItem) {
        let epoch = self.disk.epoch;
        let log = self.disk.logs.entry(to).or_default();
        let n = log.len() as u64 + 1;
        let hash = Hash::of(format!("{epoch:?} {n} {item:?}").as_bytes());
        log.push(LoggedEntry { entry: FeedEntry { n, item }, hash, bytes_len: 40 });
    }

    /// Whether this push breaks the office down.
    pub fn breaks_down(&self, push: &Push) -> bool {
        let contents = push.contents.iter().map(doorstep_wire::message::Content::hash);
        let events = push.segments.iter().flat_map(|segment| &segment.events);
        let mut all = contents.chain(events.filter_map(|event| event.bytes().map(Hash::of)));
        all.any(|hash| self.toxic.contains(&hash))
    }

    /// Takes a push in, in one transaction. None: the office refused all of it (a planted mistake).
    pub fn take(&mut self, push: &Push) -> Result<Option<Answer>, StandIncomplete> {
        let mut arrived: BTreeMap<Hash, u64> = BTreeMap::new();
        for content in &push.contents {
            if content.bytes.len() as u64 <= self.limits.content_bytes {
                arrived.insert(content.hash(), self.disk.arrive(content.hash()));
            }
        }
        let mut lacking = BTreeSet::new();
        let mut lanes = Vec::new();
        for segment in &push.segments {
            lanes.push(self.take_segment(&lane_of(push, segment), segment, &mut lacking)?);
        }
        if self.mistake == Some(Mistake::OneBadEventRefusesAll) && lanes.iter().any(|lane| !lane.quarantined.is_empty())
        {
            return Ok(None);
        }
        let mut lacking_photos = Vec::new();
        for photo in &push.photos {
            match self.disk.contents.get(&photo.hash) {
                Some(place) => drop(arrived.insert(photo.hash, *place)),
                None => lacking_photos.push(photo.hash),
            }
        }
        let verdicts = Verdicts {
            request: push.request,
            installation: push.installation,
            epoch: self.disk.epoch,
            challenge: self.challenge.clone(),
            safe_upto: 0,
            limits: self.limits,
            lanes,
            lacking_contents: lacking.into_iter().filter(|hash| !self.disk.contents.contains_key(hash)).collect(),
            lacking_photos,
            arrived: arrived.into_iter().collect(),
        };
        Ok(Some(Answer { verdicts, feed: self.feed(push) }))
    }

    fn take_segment(
        &mut self,
        lane: &Lane,
        segment: &Segment,
        lacking: &mut BTreeSet<Hash>,
    ) -> Result<LaneVerdict, StandIncomplete> {
        let mut stand = self.disk.stand(lane);
        if self.mistake == Some(Mistake::AppendedWithoutLooking) {
            stand.head = segment.base;
            (stand.first, stand.hashes) = (segment.base.seq, vec![segment.base.hash]);
        }
        let outcome = judge(lane, segment, &stand)?;
        lacking.extend(outcome.named.iter().filter_map(|named| match named {
            Named::Content(hash) => Some(*hash),
            Named::Photo(_) => None,
        }));
        if let Some(append) = &outcome.append {
            self.disk.arrivals += 1;
            let held = self.disk.lanes.entry(lane.clone()).or_default();
            held.arrival = self.disk.arrivals;
            held.rows.extend(
                append.events.iter().map(|e| Row { place: e.place, quarantine: e.meaning.as_ref().err().copied() }),
            );
        }
        Ok(outcome.arrived_at(self.disk.arrivals))
    }

    fn feed(&self, push: &Push) -> Option<Feed> {
        if !feed_is_due(push, &self.challenge) {
            return None;
        }
        let log = self.disk.logs.get(&push.installation).map_or(&[][..], Vec::as_slice);
        let there = |cursor: Cursor| log.iter().find(|logged| logged.entry.n == cursor.n).map(|logged| logged.hash);
        let start = feed_start(self.disk.epoch, push.cursor, push.cursor.and_then(there));
        let after = log.iter().filter(|logged| logged.entry.n > start.cursor.n).cloned().collect();
        Some(feed_part(start, after, FeedRoom { entries: 4, bytes: 1_000 }))
    }

    /// One request of an upload.
    pub fn upload(&mut self, hash: Hash, len: u64, step: &UploadStep) -> UploadReply {
        match step {
            UploadStep::Create if self.disk.contents.contains_key(&hash) => UploadReply::HasIt,
            UploadStep::Create => {
                self.disk.arrivals += 1;
                let url = format!("/media/{:?}/{}", self.disk.epoch, self.disk.arrivals);
                self.disk.partials.insert(url.clone(), Partial { hash, len, offset: 0 });
                UploadReply::Created { url }
            }
            UploadStep::Head { url } => match self.disk.partials.get(url) {
                Some(partial) if partial.hash == hash => UploadReply::Offset { offset: partial.offset },
                _ => UploadReply::Gone,
            },
            UploadStep::Patch { url, offset, len } => self.disk.patch(url, *offset, *len),
            UploadStep::Wait { .. } | UploadStep::End(_) => UploadReply::Unclear,
        }
    }
}

impl OfficeDisk {
    fn arrive(&mut self, hash: Hash) -> u64 {
        if let Some(place) = self.contents.get(&hash) {
            return *place;
        }
        self.arrivals += 1;
        self.contents.insert(hash, self.arrivals);
        self.arrivals
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

    fn stand(&self, lane: &Lane) -> OfficeLane {
        let Some(held) = self.lanes.get(lane) else { return OfficeLane::unknown() };
        let quarantined = held.rows.iter().filter_map(|row| Some((row.place.seq, row.quarantine?.code().to_owned())));
        OfficeLane {
            quarantined: quarantined.collect(),
            head: held.rows.last().map_or(Head::EMPTY, |row| row.place),
            arrival: held.arrival,
            first: 1,
            hashes: held.rows.iter().map(|row| row.place.hash).collect(),
        }
    }
}
