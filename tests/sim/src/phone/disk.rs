//! What a phone's disk holds, and what the effects of an answer do to it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use doorstep_domain::id::{Hash, Head, InstallationId, Lane, Subject};
use doorstep_sync::phone::{LaneState, PhoneEffect};
use doorstep_sync::successor;
use doorstep_wire::chain::{Chain, Place};
use doorstep_wire::message::{Content, Cursor, Epoch, FeedEntry, FeedItem, Limits, SentEvent};

use crate::fault::Mistake;
use crate::letter::Letter;

/// One event on the phone.
#[derive(Clone, Debug)]
pub struct Kept {
    /// As it travels.
    pub sent: SentEvent,
    /// Where it stands, and where it was first recorded.
    pub place: Place,
    /// The hash of its bytes, which no two events of a history share.
    pub name: Hash,
    /// The office will not fold it.
    pub is_bad: bool,
}

/// One lane on the phone.
#[derive(Clone, Debug)]
pub struct LaneDisk {
    /// In order.
    pub events: Vec<Rc<Kept>>,
    /// The lane that this one continues.
    pub continues: Option<(InstallationId, Head)>,
    /// As the screen shows it.
    pub proved: Head,
    /// Open or forked.
    pub state: LaneState,
    /// Places the office does not fold, with the code, as the screen shows them.
    pub quarantined: BTreeMap<u64, String>,
}

impl LaneDisk {
    fn new(continues: Option<(InstallationId, Head)>) -> Self {
        Self {
            events: Vec::new(),
            continues,
            proved: Head::EMPTY,
            state: LaneState::Open,
            quarantined: BTreeMap::new(),
        }
    }

    /// The last place.
    pub fn head(&self) -> Head {
        self.events.last().map_or(Head::EMPTY, |kept| kept.place.head)
    }

    /// The event at a place.
    pub fn at(&self, seq: u64) -> Option<&Kept> {
        self.events.get(usize::try_from(seq.checked_sub(1)?).ok()?).map(Rc::as_ref)
    }

    fn append(&mut self, lane: &Lane, sent: SentEvent, is_bad: bool) {
        let place = Chain::after(lane.clone(), self.head()).push_sent(&sent);
        let name = Hash::of(sent.bytes().unwrap_or_default());
        self.events.push(Rc::new(Kept { sent, place, name, is_bad }));
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
    /// What it belongs to.
    pub subject: Subject,
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
    /// Journals, those of earlier installations as well.
    pub lanes: BTreeMap<Lane, LaneDisk>,
    /// Contents, and whether they arrived.
    pub contents: BTreeMap<Hash, (Rc<Content>, bool)>,
    /// Photographs.
    pub photos: BTreeMap<Hash, PhotoDisk>,
    /// Parts on the van, as issued by the feed.
    pub stock: i64,
    /// Feed entries that this app does not know yet.
    pub unknown: u64,
    /// A planted mistake.
    pub mistake: Option<Mistake>,
    pub(super) challenge: Vec<u8>,
    pub(super) limits: Option<Limits>,
    pub(super) safe_upto: u64,
    pub(super) running: u64,
    /// Earlier installations of this phone, the latest last.
    earlier: Vec<InstallationId>,
}

impl PhoneDisk {
    pub(super) fn new(installation: InstallationId) -> Self {
        Self {
            installation,
            epoch: None,
            cursor: None,
            lanes: BTreeMap::new(),
            contents: BTreeMap::new(),
            photos: BTreeMap::new(),
            stock: 0,
            unknown: 0,
            mistake: None,
            challenge: Vec::new(),
            limits: None,
            safe_upto: 0,
            running: 0,
            earlier: Vec::new(),
        }
    }

    /// The lane of the same subject that an earlier installation wrote last.
    pub fn before(&self, subject: &Subject) -> Option<(Lane, Head)> {
        self.earlier.iter().rev().find_map(|installation| {
            let lane = Lane { installation: *installation, subject: subject.clone() };
            self.lanes.get(&lane).map(|held| (lane, held.head()))
        })
    }

    /// Appends an event with what it names, in one transaction.
    pub fn record(&mut self, lane: &Lane, letter: Letter) -> Head {
        self.running += 1;
        if let Some(content) = letter.content {
            self.contents.insert(content.hash(), (Rc::new(content), false));
        }
        if let Some((hash, len)) = letter.photo {
            let subject = lane.subject.clone();
            self.photos.insert(hash, PhotoDisk { subject, len, url: None, state: PhotoState::ToAsk });
        }
        let held = self.lane_mut(lane);
        held.append(lane, SentEvent::Plain(letter.bytes), letter.is_bad);
        held.head()
    }

    fn lane_mut(&mut self, lane: &Lane) -> &mut LaneDisk {
        let continues = self.before(&lane.subject).map(|(old, head)| (old.installation, head));
        self.lanes.entry(lane.clone()).or_insert_with(|| LaneDisk::new(continues))
    }

    /// Applies all effects of one answer. The caller makes a transaction of it; `new` is
    /// who this phone becomes should it find that it is a copy.
    pub fn apply_all(&mut self, effects: Vec<PhoneEffect>, new: InstallationId) {
        for effect in effects {
            match effect {
                PhoneEffect::LaneForked { lane, common, .. } => self.fork(&lane, common, new),
                other => self.apply(other),
            }
        }
    }

    fn apply(&mut self, effect: PhoneEffect) {
        match effect {
            PhoneEffect::EpochChanged { epoch } => self.begin(epoch),
            PhoneEffect::OfficeSays { challenge, limits } => {
                self.challenge = challenge;
                self.limits = Some(limits);
            }
            PhoneEffect::SetProved { lane, proved, .. } => self.change(&lane, |held| {
                held.proved = proved;
                held.state = LaneState::Open;
            }),
            PhoneEffect::Quarantined { lane, seq, code } => {
                self.change(&lane, |held| drop(held.quarantined.insert(seq, code)));
            }
            PhoneEffect::Filled { lane, seq, .. } => self.change(&lane, |held| drop(held.quarantined.remove(&seq))),
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
            PhoneEffect::FeedBroken => self.cursor = None,
            PhoneEffect::Safe { upto } => self.safe_upto = upto,
            PhoneEffect::LaneForked { .. } => {}
        }
    }

    /// The effect of feed entries without their cursor.
    pub fn take_entries(&mut self, is_snapshot: bool, entries: &[FeedEntry]) {
        if is_snapshot {
            self.stock = 0;
        }
        for entry in entries {
            match entry.item {
                FeedItem::Stock { count, .. } => self.stock += i64::from(count),
                _ => self.unknown += 1,
            }
        }
    }

    /// The office knows this lane otherwise: what lies after the common point moves.
    fn fork(&mut self, lane: &Lane, common: Head, new: InstallationId) {
        if successor::starts_anew(lane, self.installation) {
            self.become_new(new);
        }
        self.change(lane, |held| {
            held.proved = common;
            held.state = LaneState::Forked;
        });
        let after = usize::try_from(common.seq).unwrap_or(usize::MAX);
        let events = self.lanes.get(lane).map_or(&[][..], |held| held.events.as_slice());
        let tail: Vec<SentEvent> = events.iter().skip(after).map(|kept| kept.sent.clone()).collect();
        let bad: BTreeSet<Hash> = events.iter().filter(|kept| kept.is_bad).map(|kept| kept.name).collect();
        let carried = self.carried(&lane.subject);
        let to = Lane { installation: self.installation, subject: lane.subject.clone() };
        for moved in successor::moved(lane, common, &tail, |origin| carried.contains(origin)) {
            let moved = match (self.mistake, moved) {
                (Some(Mistake::TailStaysBehind), _) => return,
                (Some(Mistake::MovedAsNew), SentEvent::Moved { bytes, .. }) => SentEvent::Plain(bytes),
                (_, moved) => moved,
            };
            let begins = || LaneDisk::new(Some((lane.installation, common)));
            let is_bad = moved.bytes().is_some_and(|bytes| bad.contains(&Hash::of(bytes)));
            self.lanes.entry(to.clone()).or_insert_with(begins).append(&to, moved, is_bad);
        }
    }

    /// What lanes of this subject carry to the office: open ones whole, forked ones up to
    /// their common point.
    fn carried(&self, subject: &Subject) -> BTreeSet<Hash> {
        let lanes = self.lanes.iter().filter(|(lane, _)| lane.subject == *subject);
        let events = lanes.flat_map(|(_, held)| {
            let is_open = held.state == LaneState::Open;
            held.events.iter().filter(move |kept| is_open || kept.place.head.seq <= held.proved.seq)
        });
        events.map(|kept| kept.place.origin).collect()
    }

    /// Another installation from now on; the lanes so far are not written any more.
    pub fn become_new(&mut self, new: InstallationId) {
        self.earlier.push(self.installation);
        self.installation = new;
        self.cursor = None;
        self.running = 0;
    }

    fn begin(&mut self, epoch: Epoch) {
        self.epoch = Some(epoch);
        self.cursor = None;
        self.safe_upto = 0;
        for held in self.lanes.values_mut() {
            held.proved = Head::EMPTY;
            held.state = LaneState::Open;
            held.quarantined.clear();
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
