//! What goes into one push: today's visits first, events before photographs,
//! never more than the office takes or the cut allows.

use doorstep_wire::message::{Content, Limits, PhotoOffer, Segment, SentEvent};

use super::aside::{Aside, Item};
use super::journal::{LaneStand, LaneState, PhoneJournal, without};
use super::lane::SentLane;

/// What a place in a frame costs beside the bytes themselves.
const PER_PIECE: u64 = 16;
/// What a lane costs in a frame.
const PER_LANE: u64 = 160;
/// What a question about a photograph costs.
const PER_PHOTO: u64 = 96;

#[derive(Debug)]
pub(super) struct Frame {
    pub lanes: Vec<SentLane>,
    pub segments: Vec<Segment>,
    pub contents: Vec<Content>,
    pub photos: Vec<PhotoOffer>,
    pieces_left: u64,
    bytes_left: u64,
    content_bytes: u64,
}

impl Frame {
    fn new(limits: Limits, pieces: u64) -> Self {
        Self {
            lanes: Vec::new(),
            segments: Vec::new(),
            contents: Vec::new(),
            photos: Vec::new(),
            pieces_left: pieces,
            bytes_left: limits.push_bytes,
            content_bytes: limits.content_bytes,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.lanes.is_empty() && self.contents.is_empty() && self.photos.is_empty()
    }

    /// Everything that may travel together, as far as it fits.
    pub fn gather<J: PhoneJournal>(journal: &J, aside: &Aside, limits: Limits, pieces: u64) -> Result<Self, J::Error> {
        let mut frame = Self::new(limits, pieces);
        let mut lanes = unproved(journal)?;
        lanes.retain(|stand| aside.is_trusted(&Item::Lane(stand.lane.clone())));
        let mut is_complete = true;
        for stand in &lanes {
            is_complete &= frame.has_room() && frame.add_lane(journal, stand)?;
        }
        let except = aside.hashes();
        for waiting in without(journal.contents_waiting()?, &except, |waiting| waiting.hash) {
            if waiting.bytes_len > limits.content_bytes {
                continue;
            }
            is_complete &= frame.has_room_for(waiting.bytes_len);
            if frame.has_room_for(waiting.bytes_len) {
                frame.contents.extend(journal.content(&waiting.hash)?);
                frame.spend(waiting.bytes_len);
            }
        }
        if is_complete {
            frame.add_photos(without(journal.photos_waiting()?, &except, |photo| photo.hash));
        }
        Ok(frame)
    }

    /// One item that failed before and has rested, in a frame of its own. Items that no
    /// longer wait for anything are forgotten on the way.
    pub fn alone<J: PhoneJournal>(
        journal: &J,
        aside: &mut Aside,
        limits: Limits,
        now_ms: u64,
    ) -> Result<Option<Self>, J::Error> {
        for item in aside.rested(now_ms) {
            let mut frame = Self::new(limits, 1);
            match &item {
                Item::Feed => return Ok(Some(frame)),
                Item::Lane(lane) => {
                    if let Some(stand) = unproved(journal)?.iter().find(|stand| stand.lane == *lane) {
                        frame.add_lane(journal, stand)?;
                    }
                }
                Item::Content(hash) => {
                    if journal.contents_waiting()?.iter().any(|waiting| waiting.hash == *hash) {
                        let content = journal.content(hash)?;
                        frame.contents.extend(content.filter(|c| c.bytes.len() as u64 <= frame.content_bytes));
                    }
                }
                Item::Photo(hash) => {
                    frame.add_photos(journal.photos_waiting()?.into_iter().filter(|p| p.hash == *hash).collect());
                }
            }
            if !frame.is_empty() {
                return Ok(Some(frame));
            }
            aside.trust(&item);
        }
        Ok(None)
    }

    /// Whether all that waits in the lane went in.
    fn add_lane<J: PhoneJournal>(&mut self, journal: &J, stand: &LaneStand) -> Result<bool, J::Error> {
        let most = usize::try_from(self.pieces_left).unwrap_or(usize::MAX);
        let events = journal.events(&stand.lane, stand.proved.seq, most, self.bytes_left)?;
        if events.is_empty() {
            return Ok(true);
        }
        let bytes: u64 = events.iter().map(size).sum();
        let last = stand.proved.seq.saturating_add(events.len() as u64);
        self.pieces_left = self.pieces_left.saturating_sub(events.len() as u64);
        self.bytes_left = self.bytes_left.saturating_sub(bytes.saturating_add(PER_LANE));
        let sent = SentLane { lane: stand.lane.clone(), base: stand.proved, last, end: stand.head.seq };
        self.lanes.push(sent);
        self.segments.push(Segment {
            subject: stand.lane.subject.clone(),
            installation: None,
            continues: None,
            base: stand.proved,
            end: stand.head.seq,
            events,
        });
        Ok(last >= stand.head.seq)
    }

    fn add_photos(&mut self, photos: Vec<PhotoOffer>) {
        for photo in photos {
            if self.has_room() {
                self.photos.push(photo);
                self.pieces_left = self.pieces_left.saturating_sub(1);
                self.bytes_left = self.bytes_left.saturating_sub(PER_PHOTO);
            }
        }
    }

    fn has_room(&self) -> bool {
        self.pieces_left > 0 && self.bytes_left > PER_LANE
    }

    /// A content that is larger than all room goes when it is the first thing in the frame.
    fn has_room_for(&self, bytes_len: u64) -> bool {
        self.has_room() && (self.is_empty() || bytes_len.saturating_add(PER_PIECE) <= self.bytes_left)
    }

    fn spend(&mut self, bytes_len: u64) {
        self.pieces_left = self.pieces_left.saturating_sub(1);
        self.bytes_left = self.bytes_left.saturating_sub(bytes_len.saturating_add(PER_PIECE));
    }
}

fn unproved<J: PhoneJournal>(journal: &J) -> Result<Vec<LaneStand>, J::Error> {
    let mut lanes = journal.lanes()?;
    lanes.retain(|stand| stand.state == LaneState::Open && stand.proved != stand.head);
    lanes.sort_by_key(|stand| stand.priority);
    Ok(lanes)
}

fn size(event: &SentEvent) -> u64 {
    let bytes = match event {
        SentEvent::Plain(bytes) | SentEvent::Moved { bytes, .. } => bytes.len() as u64,
        SentEvent::Withheld(_) => 32,
    };
    bytes.saturating_add(PER_PIECE)
}
