//! What the office keeps of a lane that a phone offers.
//!
//! The server loads an [`OfficeLane`] inside its transaction, asks [`judge`], writes
//! what [`LaneOutcome::append`] says and answers with the verdict, all in that one
//! transaction. Equal events are never written twice and nothing is ever replaced,
//! so a push may arrive any number of times, late and in any order.
//!
//! Quarantine looks at the event's own bytes and its lane's name only. A quarantined
//! event is appended like any other and keeps its place; the fold skips it.
//!
//! Leaves to others: who may write a lane (revocation, enrolment), the fold, the
//! exceptions that a person sees, and places in the order of arrivals.

use std::collections::BTreeSet;

use doorstep_domain::event::{Envelope, Event, Named, SeenHead};
use doorstep_domain::id::{DayId, Hash, Head, InstallationId, Lane, Subject};
use doorstep_wire::chain::{Place, places};
use doorstep_wire::event::{decode, decode_envelope};
use doorstep_wire::message::{LaneVerdict, Offer, Push, Segment, SentEvent};

use crate::once;

/// One lane as the office has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeLane {
    /// Its last place; [`Head::EMPTY`] for a lane the office never heard of.
    pub head: Head,
    /// The place of its last arrival in the office's order; 0 for none.
    pub arrival: u64,
    /// Every place that is quarantined, with its code. A phone that learns from the head
    /// how far it was heard learns of these from no other answer.
    pub quarantined: Vec<(u64, String)>,
    /// The place of the first of `hashes`.
    pub first: u64,
    /// The hashes from `first` on, at least up to the end of the offer or the head,
    /// whichever comes first. See [`OfficeLane::needed`].
    pub hashes: Vec<Hash>,
}

impl OfficeLane {
    /// A lane that the office never heard of.
    pub fn unknown() -> Self {
        Self { head: Head::EMPTY, arrival: 0, quarantined: Vec::new(), first: 1, hashes: Vec::new() }
    }

    /// The places whose hashes [`judge`] needs for this segment, as far as they exist.
    pub fn needed(segment: &Segment) -> std::ops::RangeInclusive<u64> {
        let last = segment.base.seq.saturating_add(segment.events.len() as u64);
        segment.base.seq.max(1)..=last
    }

    fn is_withheld(&self, seq: u64) -> bool {
        self.quarantined.iter().any(|(place, code)| *place == seq && code == Quarantine::Withheld.code())
    }

    /// The hash at a place; none where the lane does not reach.
    pub fn hash_at(&self, seq: u64) -> Result<Option<Hash>, StandIncomplete> {
        if seq == 0 {
            return Ok(Some(Hash::NONE));
        }
        if seq > self.head.seq {
            return Ok(None);
        }
        if seq == self.head.seq {
            return Ok(Some(self.head.hash));
        }
        let at = seq.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
        at.and_then(|at| self.hashes.get(at)).copied().map(Some).ok_or(StandIncomplete { seq })
    }
}

/// The server did not load a hash that [`OfficeLane::needed`] asks for. Judging
/// without it would call an honest phone a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the hash at place {seq} of a lane was not loaded")]
pub struct StandIncomplete {
    /// Which place.
    pub seq: u64,
}

/// What becomes of an offered lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneOutcome {
    /// What is written; none when nothing is new.
    pub append: Option<Append>,
    /// Events that the office holds without their bytes, and whose bytes came now: they
    /// replace the hash. A server that writes them answers [`LaneOutcome::filled`].
    pub fill: Vec<AppendedEvent>,
    /// What is answered. Its `arrival` is that of the lane as loaded: see [`LaneOutcome::arrived_at`].
    pub verdict: LaneVerdict,
    /// What the offered events name. Those that the office lacks, after this push's own
    /// contents were stored, go into the answer; known events count too, an answer may have been lost.
    pub named: BTreeSet<Named>,
}

impl LaneOutcome {
    /// The outcome after `fill` was written: its events are judged by their bytes now.
    pub fn filled(mut self) -> Self {
        let is_filled = |seq: u64| self.fill.iter().any(|event| event.place.seq == seq);
        self.verdict.quarantined.retain(|(seq, _)| !is_filled(*seq));
        self.verdict.quarantined.extend(self.fill.iter().filter_map(AppendedEvent::quarantine));
        self
    }

    /// The verdict after what is new took `place` in the office's order.
    pub fn arrived_at(mut self, place: u64) -> LaneVerdict {
        if self.append.is_some() || !self.fill.is_empty() {
            self.verdict.arrival = place;
        }
        self.verdict
    }
}

/// New events of a lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Append {
    /// What they follow: the head as loaded.
    pub base: Head,
    /// In order, from `base.seq + 1`; never empty.
    pub events: Vec<AppendedEvent>,
    /// The head afterwards.
    pub head: Head,
}

/// One new event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppendedEvent {
    /// Its place and its hash there.
    pub place: Head,
    /// The hash it had in the lane that recorded it, which takes effect once.
    pub origin: Hash,
    /// The place before it where it was recorded; none where that is this lane.
    pub before: Option<SeenHead>,
    /// Its bytes; none when they were withheld.
    pub bytes: Option<Vec<u8>>,
    /// Its envelope, as far as it can be read: also where the body cannot.
    pub envelope: Option<Envelope>,
    /// What happened, or why it is not folded.
    pub meaning: Result<Event, Quarantine>,
}

impl AppendedEvent {
    /// Its place and why it is not folded; none when it is.
    pub fn quarantine(&self) -> Option<(u64, String)> {
        self.meaning.as_ref().err().map(|why| (self.place.seq, why.code().to_owned()))
    }
}

/// Why an event is not folded. Depends on its bytes and its lane's name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Quarantine {
    /// Not an event in any version.
    #[error("these bytes are not an event")]
    Undecodable,
    /// Of a kind that this office does not know yet.
    #[error("this office does not know this kind of event yet")]
    UnknownKind,
    /// It speaks of something that its lane is not about.
    #[error("this event is about something else than its lane")]
    OtherSubject,
    /// The phone kept the bytes back.
    #[error("the phone kept the bytes of this event back")]
    Withheld,
}

impl Quarantine {
    /// Stable key: screens find their words by it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Undecodable => "event/undecodable",
            Self::UnknownKind => "event/unknown-kind",
            Self::OtherSubject => "event/other-subject",
            Self::Withheld => "event/withheld",
        }
    }
}

/// The lane that a segment is about.
pub fn lane_of(push: &Push, segment: &Segment) -> Lane {
    let installation: InstallationId = segment.installation.unwrap_or(push.installation);
    Lane { installation, subject: segment.subject.clone() }
}

/// What the office keeps of `segment`, and what it answers.
///
/// A base that the office does not hold appends nothing; the verdict's common point is
/// then the empty lane and its head is what the office has. Otherwise the common point
/// is the last offered place at which both chains agree, what was appended included.
pub fn judge(lane: &Lane, segment: &Segment, stand: &OfficeLane) -> Result<LaneOutcome, StandIncomplete> {
    let mut outcome = LaneOutcome {
        append: None,
        fill: Vec::new(),
        verdict: verdict(lane, stand, Head::EMPTY),
        named: BTreeSet::new(),
    };
    if stand.hash_at(segment.base.seq)? != Some(segment.base.hash) {
        return Ok(outcome);
    }
    let mut common = segment.base;
    let mut events = Vec::new();
    for (place, sent) in places(lane, segment.base, &segment.events) {
        let held = stand.hash_at(place.head.seq)?;
        if held.is_some_and(|held| held != place.head.hash) {
            break;
        }
        let event = weigh(lane, place, sent);
        outcome.named.extend(event.meaning.iter().flat_map(Event::names));
        if held.is_none() {
            events.push(event);
        } else if event.bytes.is_some() && stand.is_withheld(event.place.seq) {
            outcome.fill.push(event);
        }
        common = place.head;
    }
    outcome.verdict.common = common;
    if !events.is_empty() {
        outcome.verdict.quarantined.extend(events.iter().filter_map(AppendedEvent::quarantine));
        outcome.verdict.head = common;
        outcome.append = Some(Append { base: stand.head, events, head: common });
    }
    Ok(outcome)
}

/// What the office answers to a lane that was offered by its head alone. `stand` needs
/// the hash at `offer.head.seq` only.
pub fn judge_offer(lane: &Lane, offer: &Offer, stand: &OfficeLane) -> Result<LaneVerdict, StandIncomplete> {
    let agrees = stand.hash_at(offer.head.seq)? == Some(offer.head.hash);
    Ok(verdict(lane, stand, if agrees { offer.head } else { Head::EMPTY }))
}

/// Whether the feed may be given to this request: it proves, by the challenge, that it
/// is not a replay. Without it the answer carries the challenge and no feed.
pub fn feed_is_due(push: &Push, challenge: &[u8]) -> bool {
    push.challenge == challenge
}

fn verdict(lane: &Lane, stand: &OfficeLane, common: Head) -> LaneVerdict {
    LaneVerdict {
        installation: lane.installation,
        subject: lane.subject.clone(),
        common,
        head: stand.head,
        arrival: stand.arrival,
        quarantined: stand.quarantined.clone(),
    }
}

fn weigh(lane: &Lane, place: Place, sent: &SentEvent) -> AppendedEvent {
    let bytes = sent.bytes().map(<[u8]>::to_vec);
    let envelope = bytes.as_deref().and_then(|bytes| decode_envelope(bytes).ok());
    let meaning = bytes.as_deref().map_or(Err(Quarantine::Withheld), |bytes| read(lane, bytes));
    let before = once::before(lane, sent);
    AppendedEvent { place: place.head, origin: place.origin, before, bytes, envelope, meaning }
}

fn read(lane: &Lane, bytes: &[u8]) -> Result<Event, Quarantine> {
    let decoded = decode(bytes).map_err(|_| Quarantine::Undecodable)?;
    let event = decoded.event.map_err(|_| Quarantine::UnknownKind)?;
    if is_about(&event, &lane.subject) { Ok(event) } else { Err(Quarantine::OtherSubject) }
}

/// Whether this can be said of the subject. Days have checks and notes like visits;
/// everything that belongs to no van and no day happens on visits.
fn is_about(event: &Event, subject: &Subject) -> bool {
    match (event, subject) {
        (Event::VisitOpened(opening), Subject::Visit(visit)) => opening.visit == *visit,
        (Event::VanLoaded(_) | Event::VanUnloaded(_) | Event::VanCounted { .. }, _) => {
            matches!(subject, Subject::Van(_))
        }
        (Event::DayStarted(start), Subject::Day(day)) => DayId::of(start.date, &start.engineer).as_ref() == Ok(day),
        (Event::DayStarted(_) | Event::CardHandedIn { .. } | Event::DayEnded { .. }, _) => {
            matches!(subject, Subject::Day(_))
        }
        (Event::CheckAnswered { .. } | Event::CheckWaived { .. } | Event::NoteAdded { .. }, _) => {
            matches!(subject, Subject::Visit(_) | Subject::Day(_))
        }
        (_, subject) => matches!(subject, Subject::Visit(_)),
    }
}

#[cfg(test)]
mod tests;
