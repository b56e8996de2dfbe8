//! What goes into one push: today's visits first, events before photographs,
//! never more than the office takes or the cut allows.

use doorstep_domain::id::{Hash, Head, InstallationId, Lane};
use doorstep_wire::message::{Content, Limits, Offer, PhotoOffer, Segment, SentEvent};

use super::aside::{Aside, Item};
use super::heads::{Heads, Way};
use super::journal::{LaneStand, LaneState, PhoneJournal, without};
use super::lane::SentLane;
use super::withheld::Withheld;

/// What a place in a frame costs beside the bytes themselves.
const PER_PIECE: u64 = 16;
/// What a lane costs in a frame.
const PER_LANE: u64 = 160;
/// What a question about a photograph costs.
const PER_PHOTO: u64 = 96;

/// What a frame is made from.
pub(super) struct Source<'a, J> {
    pub journal: &'a J,
    pub installation: InstallationId,
    pub limits: Limits,
    pub heads: &'a Heads,
    pub withheld: &'a Withheld,
}

#[derive(Debug)]
pub(super) struct Frame {
    pub lanes: Vec<SentLane>,
    pub segments: Vec<Segment>,
    pub offers: Vec<Offer>,
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
            offers: Vec::new(),
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
    pub fn gather<J: PhoneJournal>(from: &Source<'_, J>, aside: &Aside, pieces: u64) -> Result<Self, J::Error> {
        let mut frame = Self::new(from.limits, pieces);
        let mut lanes = from.heads.due(from.journal)?;
        lanes.retain(|(stand, _)| aside.is_trusted(&Item::Lane(stand.lane.clone())));
        let mut is_complete = true;
        for (stand, way) in &lanes {
            is_complete &= frame.has_room() && frame.add(from, stand, *way)?;
        }
        let except = aside.hashes();
        for waiting in without(from.journal.contents_waiting()?, &except, |waiting| waiting.hash) {
            if waiting.bytes_len > from.limits.content_bytes {
                continue;
            }
            is_complete &= frame.has_room_for(waiting.bytes_len);
            if frame.has_room_for(waiting.bytes_len) {
                frame.contents.extend(from.journal.content(&waiting.hash)?);
                frame.spend(waiting.bytes_len);
            }
        }
        if is_complete {
            frame.add_photos(without(from.journal.photos_waiting()?, &except, |photo| photo.hash));
        }
        Ok(frame)
    }

    /// One item that failed before and has rested, in a frame of its own. Items that no
    /// longer wait for anything are forgotten on the way.
    pub fn alone<J: PhoneJournal>(
        from: &Source<'_, J>,
        aside: &mut Aside,
        now_ms: u64,
    ) -> Result<Option<Self>, J::Error> {
        for item in aside.rested(now_ms) {
            if item == Item::Feed {
                return Ok(Some(Self::new(from.limits, 1)));
            }
            let frame = Self::of(from, &item)?;
            if !frame.is_empty() {
                return Ok(Some(frame));
            }
            aside.trust(&item);
        }
        Ok(None)
    }

    fn of<J: PhoneJournal>(from: &Source<'_, J>, item: &Item) -> Result<Self, J::Error> {
        let mut frame = Self::new(from.limits, 1);
        let journal = from.journal;
        match item {
            Item::Feed => {}
            Item::Lane(lane) => {
                if let Some((stand, way)) = from.heads.due(journal)?.iter().find(|(stand, _)| stand.lane == *lane) {
                    frame.add(from, stand, *way)?;
                }
            }
            Item::Withheld(lane, seq) => {
                // A lane that forked meanwhile has nothing to fill.
                if journal.withheld()?.iter().any(|(of, at)| of == lane && at == seq) {
                    frame.add_again(from, lane, *seq)?;
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
        Ok(frame)
    }

    /// Whether all that waits in the lane went in.
    fn add<J: PhoneJournal>(&mut self, from: &Source<'_, J>, stand: &LaneStand, way: Way) -> Result<bool, J::Error> {
        if way == Way::Head {
            self.add_head(from, stand);
            return Ok(true);
        }
        let most = usize::try_from(self.pieces_left).unwrap_or(usize::MAX);
        let mut events = from.journal.events(&stand.lane, stand.proved.seq, most, self.bytes_left)?;
        if events.is_empty() {
            return Ok(true);
        }
        from.withheld.apply(from.journal, &stand.lane, stand.proved.seq, &mut events)?;
        let last = stand.proved.seq.saturating_add(events.len() as u64);
        let continues = stand.continues.filter(|_| stand.proved == Head::EMPTY);
        let sent = SentLane { lane: stand.lane.clone(), base: stand.proved, last, end: stand.head.seq, way };
        self.add_segment(from.installation, sent, continues, events);
        Ok(last >= stand.head.seq)
    }

    fn add_segment(
        &mut self,
        installation: InstallationId,
        sent: SentLane,
        continues: Option<(InstallationId, Head)>,
        events: Vec<SentEvent>,
    ) {
        let bytes: u64 = events.iter().map(size).sum();
        self.pieces_left = self.pieces_left.saturating_sub(sent.pieces());
        self.bytes_left = self.bytes_left.saturating_sub(bytes.saturating_add(PER_LANE));
        self.segments.push(Segment {
            subject: sent.lane.subject.clone(),
            installation: Some(sent.lane.installation).filter(|earlier| *earlier != installation),
            continues,
            base: sent.base,
            end: sent.end,
            events,
        });
        self.lanes.push(sent);
    }

    /// A lane of an earlier installation is a segment without events.
    fn add_head<J: PhoneJournal>(&mut self, from: &Source<'_, J>, stand: &LaneStand) {
        let lane = &stand.lane;
        let head = if stand.state == LaneState::Forked { stand.proved } else { stand.head };
        let sent = SentLane { lane: lane.clone(), base: head, last: head.seq, end: head.seq, way: Way::Head };
        if lane.installation != from.installation {
            return self.add_segment(from.installation, sent, None, Vec::new());
        }
        self.pieces_left = self.pieces_left.saturating_sub(sent.pieces());
        self.bytes_left = self.bytes_left.saturating_sub(PER_LANE);
        self.offers.push(Offer { subject: lane.subject.clone(), head });
        self.lanes.push(sent);
    }

    fn add_again<J: PhoneJournal>(&mut self, from: &Source<'_, J>, lane: &Lane, seq: u64) -> Result<(), J::Error> {
        let before = seq.saturating_sub(1);
        let previous = if before == 0 { Some(Hash::NONE) } else { from.journal.hash_at(lane, before)? };
        let events = from.journal.events(lane, before, 1, self.bytes_left)?;
        let (Some(hash), 1) = (previous, events.len()) else { return Ok(()) };
        let sent =
            SentLane { lane: lane.clone(), base: Head { seq: before, hash }, last: seq, end: seq, way: Way::Again };
        self.add_segment(from.installation, sent, None, events);
        Ok(())
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

fn size(event: &SentEvent) -> u64 {
    let bytes = match event {
        SentEvent::Plain(bytes) | SentEvent::Moved { bytes, .. } => bytes.len() as u64,
        SentEvent::Withheld(_) => 32,
    };
    bytes.saturating_add(PER_PIECE)
}
