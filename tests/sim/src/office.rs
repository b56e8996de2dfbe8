//! The office of a history: a disk, and a process that can be killed.

mod disk;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use doorstep_domain::event::Named;
use doorstep_domain::id::{Hash, Head, Lane};
use doorstep_sync::digest;
use doorstep_sync::feed::{FeedRoom, LoggedEntry, feed_part, feed_start};
use doorstep_sync::office::{StandIncomplete, feed_is_due, judge, judge_offer, lane_of};
use doorstep_wire::chain::places;
use doorstep_wire::message::{
    Answer, Cursor, Epoch, Feed, FeedEntry, FeedItem, LaneVerdict, Limits, Push, Segment, Verdicts,
};

pub use disk::{OfficeDisk, OfficeLaneDisk};

use crate::fault::Mistake;

/// The office.
#[derive(Clone, Debug)]
pub struct Office {
    /// Survives a kill.
    pub disk: OfficeDisk,
    /// Earlier lives as they ended: what was proved in them was proved then.
    pub lives: BTreeMap<Epoch, OfficeDisk>,
    /// Breaks down whenever one of these comes.
    pub toxic: BTreeSet<Hash>,
    /// It lost a tail without another epoch: what phones believe may be wrong until they talk.
    pub was_rolled_back: bool,
    /// Bytes of withheld events that came after all.
    pub filled: u64,
    backup: OfficeDisk,
    challenge: Vec<u8>,
    limits: Limits,
    mistake: Option<Mistake>,
}

impl Office {
    /// A new office.
    pub fn new(epoch: Epoch, limits: Limits, mistake: Option<Mistake>) -> Self {
        let disk = OfficeDisk::new(epoch);
        Self {
            backup: disk.clone(),
            disk,
            lives: BTreeMap::new(),
            toxic: BTreeSet::new(),
            was_rolled_back: false,
            filled: 0,
            challenge: vec![0],
            limits,
            mistake,
        }
    }

    /// The disk of an epoch, as it is or as it ended.
    pub fn life(&self, epoch: Epoch) -> Option<&OfficeDisk> {
        if self.disk.epoch == epoch { Some(&self.disk) } else { self.lives.get(&epoch) }
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

    /// Goes back to the copy and does not know it; false where the copy is of another
    /// life. Contents lie in files of their own and stay.
    pub fn roll_back(&mut self) -> bool {
        if self.backup.epoch != self.disk.epoch {
            return false;
        }
        self.disk.go_back_to(self.backup.clone());
        self.was_rolled_back = true;
        true
    }

    /// Says something to one engineer. An entry's hash vouches for all before it.
    pub fn say(&mut self, to: usize, item: FeedItem) {
        let log = self.disk.logs.entry(to).or_default();
        let n = log.len() as u64 + 1;
        let before = log.last().map_or(Hash::NONE, |logged| logged.hash);
        log.push(LoggedEntry::after(&before, FeedEntry { n, item }));
    }

    /// Whether this push breaks the office down.
    pub fn breaks_down(&self, push: &Push) -> bool {
        if self.toxic.is_empty() {
            return false;
        }
        let contents = push.contents.iter().map(doorstep_wire::message::Content::hash);
        let events = push.segments.iter().flat_map(|segment| &segment.events);
        let mut all = contents.chain(events.filter_map(|event| event.bytes().map(Hash::of)));
        all.any(|hash| self.toxic.contains(&hash))
    }

    /// Takes a push of this engineer in, in one transaction. None: the office refused all
    /// of it (a planted mistake).
    pub fn take(&mut self, push: &Push, engineer: usize) -> Result<Option<Answer>, StandIncomplete> {
        let differs = self.differs(push);
        let mut arrived: BTreeMap<Hash, u64> = BTreeMap::new();
        for content in &push.contents {
            if content.bytes.len() as u64 <= self.limits.content_bytes {
                arrived.insert(content.hash(), self.disk.arrive(content.hash()));
            }
        }
        let mut lacking = BTreeSet::new();
        let lanes = self.take_lanes(push, &mut lacking)?;
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
        lacking.retain(|hash| !self.disk.contents.contains_key(hash));
        lacking.extend(differs);
        let verdicts = Verdicts {
            request: push.request,
            installation: push.installation,
            epoch: self.disk.epoch,
            challenge: self.challenge.clone(),
            safe_upto: 0,
            limits: self.limits,
            lanes,
            lacking_contents: lacking.into_iter().collect(),
            lacking_photos,
            arrived: arrived.into_iter().collect(),
        };
        Ok(Some(Answer { verdicts, feed: self.feed(push, engineer) }))
    }

    /// The push's digest, where the office has other heads.
    fn differs(&self, push: &Push) -> Option<Hash> {
        if self.mistake == Some(Mistake::DigestIgnored) {
            return None;
        }
        let own = self.disk.lanes.iter().filter(|(lane, _)| lane.installation == push.installation);
        let held = own.map(|(lane, held)| (lane.clone(), held.head())).collect();
        let has = |lane: &Lane, head: Head| self.disk.hash_at(lane, head.seq) == Some(head.hash);
        digest::lacked(push, self.disk.epoch, held, has)
    }

    fn take_lanes(&mut self, push: &Push, lacking: &mut BTreeSet<Hash>) -> Result<Vec<LaneVerdict>, StandIncomplete> {
        let mut lanes = Vec::with_capacity(push.segments.len() + push.offers.len());
        for segment in &push.segments {
            lanes.push(self.take_segment(&lane_of(push, segment), segment, lacking)?);
        }
        for offer in &push.offers {
            let lane = Lane { installation: push.installation, subject: offer.subject.clone() };
            let stand = self.disk.stand(&lane, offer.head.seq..=offer.head.seq);
            lanes.push(judge_offer(&lane, offer, &stand)?);
        }
        Ok(lanes)
    }

    fn take_segment(
        &mut self,
        lane: &Lane,
        segment: &Segment,
        lacking: &mut BTreeSet<Hash>,
    ) -> Result<LaneVerdict, StandIncomplete> {
        let mut stand = self.disk.stand(lane, doorstep_sync::office::OfficeLane::needed(segment));
        match self.mistake {
            Some(Mistake::AppendedWithoutLooking) => {
                stand.head = segment.base;
                (stand.first, stand.hashes) = (segment.base.seq, vec![segment.base.hash]);
            }
            Some(Mistake::IdentityBySequence) => by_sequence(lane, segment, &mut stand),
            _ => {}
        }
        let mut outcome = judge(lane, segment, &stand)?;
        lacking.extend(outcome.named.iter().filter_map(|named| match named {
            Named::Content(hash) => Some(*hash),
            Named::Photo(_) => None,
        }));
        if !outcome.fill.is_empty() {
            self.filled += self.disk.fill(lane, &outcome.fill);
            outcome = outcome.filled();
        }
        let place = outcome.append.take().map(|append| self.disk.append(lane, append.events));
        let mut verdict = outcome.verdict;
        verdict.arrival = place.unwrap_or(verdict.arrival);
        Ok(verdict)
    }

    fn feed(&self, push: &Push, engineer: usize) -> Option<Feed> {
        if !feed_is_due(push, &self.challenge) {
            return None;
        }
        let log = self.disk.logs.get(&engineer).map_or(&[][..], Vec::as_slice);
        let there = |cursor: Cursor| log.iter().find(|logged| logged.entry.n == cursor.n).map(|logged| logged.hash);
        let start = feed_start(self.disk.epoch, push.cursor, push.cursor.and_then(there));
        let after = log.iter().filter(|logged| logged.entry.n > start.cursor.n).take(5).cloned().collect();
        Some(feed_part(start, after, FeedRoom { entries: 4, bytes: 1_000 }))
    }
}

/// The planted mistake: whatever is offered at a number that the office has is what it has.
fn by_sequence(lane: &Lane, segment: &Segment, stand: &mut doorstep_sync::office::OfficeLane) {
    let offered: Vec<Head> = std::iter::once(segment.base)
        .chain(places(lane, segment.base, &segment.events).map(|(place, _)| place.head))
        .collect();
    if let Some(head) = offered.iter().find(|head| head.seq == stand.head.seq) {
        stand.head = *head;
    }
    stand.first = segment.base.seq;
    stand.hashes = offered.iter().filter(|head| head.seq <= stand.head.seq).map(|head| head.hash).collect();
}

/// One row of a lane.
pub type Row = Rc<doorstep_sync::office::AppendedEvent>;
