//! A phone of a history: a disk that survives, and a process that does not.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use doorstep_domain::id::{Hash, Head, InstallationId, Lane, Subject};
use doorstep_sync::digest::of_heads;
use doorstep_sync::phone::{
    ContentWaiting, LaneStand, LaneState, PhoneEffect, PhoneJournal, PhoneSync, Priority, Stand,
};
use doorstep_sync::upload::Upload;
use doorstep_wire::chain::event_hash;
use doorstep_wire::message::{Content, Cursor, Epoch, FeedEntry, FeedItem, Limits, PhotoOffer, SentEvent};

use crate::letter::Letter;

/// One lane on the phone.
#[derive(Clone, Debug)]
pub struct LaneDisk {
    /// Bytes and hashes.
    pub events: Vec<(Vec<u8>, Hash)>,
    /// As the screen shows it.
    pub proved: Head,
    /// Open or forked.
    pub state: LaneState,
    /// Places the office does not fold, as the screen shows them.
    pub quarantined: BTreeSet<u64>,
    /// Places that are bad in truth.
    pub bad: BTreeSet<u64>,
}

impl LaneDisk {
    /// The last place.
    pub fn head(&self) -> Head {
        self.events.last().map_or(Head::EMPTY, |(_, hash)| Head { seq: self.events.len() as u64, hash: *hash })
    }
}

/// How far a photograph came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoState {
    /// The office is to be asked.
    ToAsk,
    /// The office lacks it.
    ToUpload,
    /// The office has it.
    Arrived,
}

/// One photograph.
#[derive(Clone, Debug)]
pub struct PhotoDisk {
    subject: Subject,
    /// Its length.
    pub len: u64,
    /// Where its upload goes on.
    pub url: Option<String>,
    /// How far it came.
    pub state: PhotoState,
}

/// What a phone's disk holds.
#[derive(Clone, Debug)]
pub struct PhoneDisk {
    /// This copy.
    pub installation: InstallationId,
    /// The office's life as known here.
    pub epoch: Option<Epoch>,
    /// How far the feed was taken in.
    pub cursor: Option<Cursor>,
    /// Journals.
    pub lanes: BTreeMap<Lane, LaneDisk>,
    /// Contents, and whether they arrived.
    pub contents: BTreeMap<Hash, (Content, bool)>,
    /// Photographs.
    pub photos: BTreeMap<Hash, PhotoDisk>,
    /// Parts on the van, as issued by the feed.
    pub stock: i64,
    challenge: Vec<u8>,
    limits: Option<Limits>,
    safe_upto: u64,
    running: u64,
}

/// A phone.
#[derive(Debug)]
pub struct Phone {
    /// Survives a kill.
    pub disk: PhoneDisk,
    /// Does not.
    pub sync: PhoneSync,
    /// Does not either.
    pub uploads: BTreeMap<Hash, Upload>,
    /// When the request in flight was sent.
    pub sent_ms: u64,
    /// It went back to a backup at least once.
    pub was_restored: bool,
    backup: PhoneDisk,
}

impl Phone {
    /// A new phone.
    pub fn new(installation: InstallationId, first_request: u64) -> Self {
        let disk = PhoneDisk {
            installation,
            epoch: None,
            cursor: None,
            lanes: BTreeMap::new(),
            contents: BTreeMap::new(),
            photos: BTreeMap::new(),
            stock: 0,
            challenge: Vec::new(),
            limits: None,
            safe_upto: 0,
            running: 0,
        };
        Self {
            backup: disk.clone(),
            disk,
            sync: PhoneSync::new(first_request),
            uploads: BTreeMap::new(),
            sent_ms: 0,
            was_restored: false,
        }
    }

    /// Starts again: what was in memory is gone.
    pub fn restart(&mut self, first_request: u64) {
        self.sync = PhoneSync::new(first_request);
        self.uploads.clear();
    }

    /// Keeps a copy of the disk.
    pub fn back_up(&mut self) {
        self.backup = self.disk.clone();
    }

    /// Goes back to the copy.
    pub fn restore(&mut self, first_request: u64) {
        self.disk = self.backup.clone();
        self.was_restored = true;
        self.restart(first_request);
    }
}

impl PhoneDisk {
    /// Appends an event with what it names, in one transaction.
    pub fn record(&mut self, lane: &Lane, letter: Letter) -> Head {
        self.running += 1;
        if let Some(content) = letter.content {
            self.contents.insert(content.hash(), (content, false));
        }
        if let Some((hash, len)) = letter.photo {
            let subject = lane.subject.clone();
            self.photos.insert(hash, PhotoDisk { subject, len, url: None, state: PhotoState::ToAsk });
        }
        let held = self.lanes.entry(lane.clone()).or_insert_with(|| LaneDisk {
            events: Vec::new(),
            proved: Head::EMPTY,
            state: LaneState::Open,
            quarantined: BTreeSet::new(),
            bad: BTreeSet::new(),
        });
        let Head { seq, hash } = held.head();
        let hash = event_hash(lane, seq + 1, &hash, &letter.bytes);
        held.events.push((letter.bytes, hash));
        if letter.is_bad {
            held.bad.insert(seq + 1);
        }
        held.head()
    }

    /// Applies one effect. The caller makes a transaction of all.
    pub fn apply(&mut self, effect: PhoneEffect) {
        match effect {
            PhoneEffect::EpochChanged { epoch } => self.begin(epoch),
            PhoneEffect::OfficeSays { challenge, limits } => {
                self.challenge = challenge;
                self.limits = Some(limits);
            }
            PhoneEffect::SetProved { lane, proved, .. } => self.change(&lane, |held| held.proved = proved),
            PhoneEffect::LaneForked { lane, .. } => self.change(&lane, |held| held.state = LaneState::Forked),
            PhoneEffect::Quarantined { lane, seq, .. } => {
                self.change(&lane, |held| held.quarantined.extend([seq]));
            }
            PhoneEffect::Arrived { hash, .. } => {
                self.contents.entry(hash).and_modify(|(_, has_arrived)| *has_arrived = true);
                self.photos.entry(hash).and_modify(|photo| photo.state = PhotoState::Arrived);
            }
            PhoneEffect::ContentLacking { hash } => {
                self.contents.entry(hash).and_modify(|(_, has_arrived)| *has_arrived = false);
            }
            PhoneEffect::PhotoLacking { hash } => {
                self.photos.entry(hash).and_modify(|photo| photo.state = PhotoState::ToUpload);
            }
            PhoneEffect::FeedTaken { is_snapshot, entries, cursor } => {
                self.take_entries(is_snapshot, &entries);
                self.cursor = Some(cursor);
            }
            PhoneEffect::Safe { upto } => self.safe_upto = upto,
        }
    }

    /// The effect of feed entries without their cursor.
    pub fn take_entries(&mut self, is_snapshot: bool, entries: &[FeedEntry]) {
        if is_snapshot {
            self.stock = 0;
        }
        for entry in entries {
            if let FeedItem::Stock { count, .. } = entry.item {
                self.stock += i64::from(count);
            }
        }
    }

    fn begin(&mut self, epoch: Epoch) {
        self.epoch = Some(epoch);
        self.cursor = None;
        self.safe_upto = 0;
        for held in self.lanes.values_mut() {
            held.proved = Head::EMPTY;
            held.state = LaneState::Open;
        }
        for (_, has_arrived) in self.contents.values_mut() {
            *has_arrived = false;
        }
        for photo in self.photos.values_mut() {
            photo.state = PhotoState::ToAsk;
        }
    }

    fn change(&mut self, lane: &Lane, change: impl FnOnce(&mut LaneDisk)) {
        if let Some(held) = self.lanes.get_mut(lane) {
            change(held);
        }
    }
}

impl PhoneJournal for PhoneDisk {
    type Error = Infallible;

    fn stand(&self) -> Result<Stand, Infallible> {
        let proved = self.lanes.iter().filter(|(_, held)| held.proved.seq > 0).map(|(lane, held)| (lane, held.proved));
        Ok(Stand {
            installation: self.installation,
            epoch: self.epoch,
            challenge: self.challenge.clone(),
            limits: self.limits,
            cursor: self.cursor,
            safe_upto: self.safe_upto,
            running: self.running,
            digest: of_heads(proved),
        })
    }

    fn lanes(&self) -> Result<Vec<LaneStand>, Infallible> {
        let priorities = [Priority::Earlier, Priority::Today, Priority::UnderWay].into_iter().cycle();
        let lanes = self.lanes.iter().zip(priorities);
        Ok(lanes
            .map(|((lane, held), priority)| LaneStand {
                lane: lane.clone(),
                head: held.head(),
                proved: held.proved,
                state: held.state,
                priority,
            })
            .collect())
    }

    fn events(&self, lane: &Lane, after: u64, most: usize, most_bytes: u64) -> Result<Vec<SentEvent>, Infallible> {
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        let events = self.lanes.get(lane).into_iter().flat_map(|held| held.events.iter().skip(after).take(most));
        let mut bytes_left = most_bytes;
        let mut taken = Vec::new();
        for (bytes, _) in events {
            let len = bytes.len() as u64;
            if len > bytes_left && !taken.is_empty() {
                break;
            }
            bytes_left = bytes_left.saturating_sub(len);
            taken.push(SentEvent::Plain(bytes.clone()));
        }
        Ok(taken)
    }

    fn hash_at(&self, lane: &Lane, seq: u64) -> Result<Option<Hash>, Infallible> {
        let at = seq.checked_sub(1).and_then(|at| usize::try_from(at).ok());
        let event = at.and_then(|at| self.lanes.get(lane)?.events.get(at));
        Ok(event.map(|(_, hash)| *hash))
    }

    fn contents_waiting(&self) -> Result<Vec<ContentWaiting>, Infallible> {
        let waiting = self.contents.iter().filter(|(_, (_, has_arrived))| !has_arrived);
        Ok(waiting
            .map(|(hash, (content, _))| ContentWaiting { hash: *hash, bytes_len: content.bytes.len() as u64 })
            .collect())
    }

    fn content(&self, hash: &Hash) -> Result<Option<Content>, Infallible> {
        Ok(self.contents.get(hash).map(|(content, _)| content.clone()))
    }

    fn photos_waiting(&self) -> Result<Vec<PhotoOffer>, Infallible> {
        let waiting = self.photos.iter().filter(|(_, photo)| photo.state == PhotoState::ToAsk);
        Ok(waiting
            .map(|(hash, photo)| PhotoOffer { subject: photo.subject.clone(), hash: *hash, bytes_len: photo.len })
            .collect())
    }

    fn books_wanted(&self) -> Result<Vec<Hash>, Infallible> {
        Ok(Vec::new())
    }
}
