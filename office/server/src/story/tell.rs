//! Tells one visit from its journal, its contents and its books.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::book::Text;
use doorstep_domain::event::{Answer, Event, Opening};
use doorstep_domain::id::{CheckId, Hash, Lane, Subject, VisitId};
use doorstep_domain::visit::Step;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::around::around;
use super::visit::Told;
use super::{FindingStory, LaneStory, PhotoState, PhotoStory, SkippedEvent, TimelineEntry, VisitStory};
use crate::board::VisitRow;
use crate::entity::{content, engineer, finding, lane, media, segment, upload};
use crate::intake::journal::lane_of_row;
use crate::office::{Office, StoreError, from_row, stored_hash};
use crate::projection::{self, Folded};

impl Office {
    /// Everything the office knows of a visit; none where it knows nothing.
    pub async fn story(&self, id: &VisitId) -> Result<Option<VisitStory>, StoreError> {
        let Some(row) = self.visit_line_of(id).await? else { return Ok(None) };
        let folded = projection::fold(&self.db, &Subject::Visit(id.clone())).await?;
        let books = match &folded.visit.opening {
            Some(Opening { edition, .. }) => self.books(*edition).await.ok().flatten(),
            None => None,
        };
        let contents = self.contents(&folded.contents_named).await?;
        let media = self.media_of(&folded.photos_named).await?;
        let viewable = media.iter().filter(|(_, row)| !row.is_closed).map(|(hash, _)| *hash).collect();
        let told = Told {
            visit: &folded.visit,
            books: books.as_deref(),
            contents: &contents,
            viewable: &viewable,
            is_erased: folded.is_erased,
        };
        Ok(Some(VisitStory {
            engineer_name: self.engineer_name(&row).await?,
            job: self.job_of(id).await?,
            edition: folded.visit.opening.as_ref().map(|opening| opening.edition),
            timeline: timeline(&told, &folded),
            skipped: skipped(&folded),
            steps: told.steps(),
            notes: folded.visit.notes.iter().map(|note| told.content(note)).collect(),
            quote: told.quote(),
            parts: told.parts(),
            missing_parts: told.missing_parts(),
            photos: self.photo_stories(&told, &media).await?,
            documents: told.documents(),
            acceptance: told.acceptance(),
            around: books.as_deref().map(|books| around(&folded.visit, books, &self.stamp())).unwrap_or_default(),
            findings: self.finding_stories(id, &told).await?,
            lanes: self.lane_stories(id).await?,
            lacking_contents: folded.contents_lacking.iter().copied().collect(),
            lacking_photos: folded.photos_named.difference(&folded.photos_here).copied().collect(),
            row,
        }))
    }

    async fn engineer_name(&self, row: &VisitRow) -> Result<Option<String>, StoreError> {
        let Some(id) = &row.engineer else { return Ok(None) };
        let known = engineer::Entity::find_by_id(id.as_str()).one(&self.db).await?;
        Ok(known.map(|known| known.name))
    }

    /// The bytes of these contents, as far as they are here and as they were.
    async fn contents(&self, named: &BTreeSet<Hash>) -> Result<BTreeMap<Hash, Vec<u8>>, StoreError> {
        let all: Vec<Vec<u8>> = named.iter().map(|hash| hash.0.to_vec()).collect();
        let mut here = BTreeMap::new();
        for part in all.chunks(500) {
            let rows = content::Entity::find().filter(content::Column::Hash.is_in(part.to_vec()));
            for row in rows.all(&self.db).await? {
                here.insert(stored_hash(&row.hash, "content")?, row.bytes);
            }
        }
        Ok(here)
    }

    async fn photo_stories(
        &self,
        told: &Told<'_>,
        here: &BTreeMap<Hash, media::Model>,
    ) -> Result<Vec<PhotoStory>, StoreError> {
        let mut photos = Vec::new();
        for entry in &told.visit.story {
            let (hash, check): (&Hash, Option<&CheckId>) = match &entry.event {
                Event::CheckAnswered { check, answer: Answer::Photographed(photo) } => (photo, Some(check)),
                Event::PhotoAdded { photo }
                | Event::DoorNoteLeft { photo }
                | Event::CustodyPhotographed { photo, .. } => (photo, None),
                _ => continue,
            };
            let state = match here.get(hash) {
                Some(row) if row.is_closed => PhotoState::KeptClosed,
                Some(_) => PhotoState::Arrived,
                None => self.arriving(hash).await?,
            };
            let text = check.and_then(|check| told.check_text(check));
            photos.push(PhotoStory { hash: *hash, check: check.cloned(), text, state, at_ms: entry.at_ms() });
        }
        Ok(photos)
    }

    async fn arriving(&self, hash: &Hash) -> Result<PhotoState, StoreError> {
        let row = upload::Entity::find_by_id(hash.0.to_vec()).one(&self.db).await?;
        let Some(row) = row else { return Ok(PhotoState::OnTheRoad) };
        let received = self.partial_length(hash).await;
        Ok(received
            .map_or(PhotoState::OnTheRoad, |received| PhotoState::Arriving { received, length: from_row(row.length) }))
    }

    async fn finding_stories(&self, id: &VisitId, told: &Told<'_>) -> Result<Vec<FindingStory>, StoreError> {
        let Some(stored) = projection::stored(&self.db, id).await? else { return Ok(Vec::new()) };
        stored
            .findings
            .into_iter()
            .map(|row| {
                let finding::Model { code, rule, field, installation, seq, .. } = row;
                let text = field.as_deref().and_then(|field| field_text(told, field));
                let lane = lane_of_row(&installation, &format!("visit/{id}"))?;
                Ok(FindingStory { code, rule, field, text, lane, seq: from_row(seq) })
            })
            .collect()
    }

    async fn lane_stories(&self, id: &VisitId) -> Result<Vec<LaneStory>, StoreError> {
        let subject = format!("visit/{id}");
        let rows = lane::Entity::find().filter(lane::Column::Subject.eq(subject.as_str())).all(&self.db).await?;
        let segments = segment::Entity::find().filter(segment::Column::Subject.eq(subject)).all(&self.db).await?;
        rows.into_iter()
            .map(|row| {
                let theirs = segments.iter().filter(|segment| segment.installation == row.installation).count();
                Ok(LaneStory {
                    lane: lane_of_row(&row.installation, &row.subject)?,
                    head: doorstep_domain::id::Head { seq: from_row(row.seq), hash: stored_hash(&row.hash, "lane")? },
                    end: from_row(row.end_seq),
                    segments: theirs as u64,
                    arrived_ms: Some(row.at_ms),
                })
            })
            .collect()
    }
}

/// What people call the check, part or line that a finding is about.
fn field_text(told: &Told<'_>, field: &str) -> Option<Text> {
    let check = field.parse().ok().and_then(|check| told.check_text(&check));
    let part = || field.parse().ok().and_then(|part| told.part_text(&part));
    let line = || {
        let line = field.parse::<u32>().ok().and_then(|line| told.visit.lines.get(&line))?;
        told.item_text(&line.item)
    };
    check.or_else(part).or_else(line)
}

fn skipped(folded: &Folded) -> Vec<SkippedEvent> {
    let all = folded.skipped.iter();
    all.map(|(lane, seq, code)| SkippedEvent { lane: lane.clone(), seq: *seq, code: code.clone() }).collect()
}

fn timeline(told: &Told<'_>, folded: &Folded) -> Vec<TimelineEntry> {
    let unsure = uncertainties(folded);
    let entries = told.visit.story.iter().map(|entry| {
        let (step, about) = about(told, &entry.event);
        TimelineEntry {
            at_ms: entry.at_ms(),
            uncertainty_ms: unsure.get(&(entry.place.lane.clone(), entry.place.seq)).copied().flatten(),
            lane: entry.place.lane.clone(),
            seq: entry.place.seq,
            kind: kind(&entry.event),
            step,
            about,
            event: entry.event.clone(),
        }
    });
    entries.collect()
}

/// How sure each event's writer was of the time: its own reading, or the last one before it.
fn uncertainties(folded: &Folded) -> BTreeMap<(Lane, u64), Option<u32>> {
    let mut all = BTreeMap::new();
    for lane in &folded.lanes {
        let mut now = None;
        for event in &lane.events {
            let clock = event.envelope.as_ref().and_then(|envelope| envelope.clock);
            now = clock.map_or(now, |clock| clock.uncertainty_ms);
            all.insert((lane.lane.clone(), event.place.seq), now);
        }
    }
    all
}

fn about(told: &Told<'_>, event: &Event) -> (Option<Step>, Option<Text>) {
    match event {
        Event::CheckAnswered { check, .. } | Event::CheckWaived { check, .. } => {
            (told.check(check).map(|check| check.step), told.check_text(check))
        }
        Event::QuoteLineAdded { line } => (Some(Step::Quote), told.item_text(&line.item)),
        Event::QuoteLineRemoved { .. } | Event::QuoteAnswered { .. } => (Some(Step::Quote), None),
        Event::PartFitted(fitted) => (Some(Step::Repair), told.part_text(&fitted.part)),
        Event::PartMissing { part, .. } | Event::PartRejected { part, .. } | Event::PartTakenOut { part, .. } => {
            (None, told.part_text(part))
        }
        Event::TimerStarted { check } => (told.check(check).map(|check| check.step), told.check_text(check)),
        Event::IncidentOpened { incident, .. } => (None, told.incident_text(incident)),
        Event::IncidentClosed { number, outcome, .. } => (None, told.outcome_text(*number, outcome)),
        Event::LatenessExplained { reason }
        | Event::AppointmentMoved { reason, .. }
        | Event::HandedOver { reason, .. } => (None, told.reason_text(reason)),
        Event::ReductionAsked { reason, .. } => (Some(Step::Quote), told.reason_text(reason)),
        Event::CodeTried { .. } | Event::PriceReduced { .. } => (Some(Step::Quote), None),
        Event::FollowUpTried { follow_up, .. } => (Some(Step::FollowUp), told.follow_up_text(follow_up)),
        _ => (None, None),
    }
}

/// The stable key of a kind. One line for each: longer than other functions.
fn kind(event: &Event) -> &'static str {
    match event {
        Event::VisitOpened(_) => "visit-opened",
        Event::CheckAnswered { .. } => "check-answered",
        Event::CheckWaived { .. } => "check-waived",
        Event::NoteAdded { .. } => "note-added",
        Event::PhotoAdded { .. } => "photo-added",
        Event::QuoteLineAdded { .. } => "quote-line-added",
        Event::QuoteLineRemoved { .. } => "quote-line-removed",
        Event::DocumentPresented { .. } => "document-presented",
        Event::QuoteAnswered { .. } => "quote-answered",
        Event::PartFitted(_) => "part-fitted",
        Event::PartMissing { .. } => "part-missing",
        Event::Signed { .. } => "signed",
        Event::SignatureMissing { .. } => "signature-missing",
        Event::VisitLeft { .. } => "visit-left",
        Event::TermsTaken(_) => "terms-taken",
        Event::EarlierTaken(_) => "earlier-taken",
        Event::FieldConfirmed { .. } => "field-confirmed",
        Event::GroupConfirmed { .. } => "group-confirmed",
        Event::TimerStarted { .. } => "timer-started",
        Event::Called(_) => "called",
        Event::Reached { .. } => "reached",
        Event::LatenessExplained { .. } => "lateness-explained",
        Event::DoorTried { .. } => "door-tried",
        Event::DoorSearched { .. } => "door-searched",
        Event::DoorNoteLeft { .. } => "door-note-left",
        Event::AppointmentMoved { .. } => "appointment-moved",
        Event::HandedOver { .. } => "handed-over",
        Event::IncidentOpened { .. } => "incident-opened",
        Event::IncidentClosed { .. } => "incident-closed",
        Event::ReductionAsked { .. } => "reduction-asked",
        Event::CodeTried { .. } => "code-tried",
        Event::PriceReduced { .. } => "price-reduced",
        Event::PartRejected { .. } => "part-rejected",
        Event::PartTakenOut { .. } => "part-taken-out",
        Event::CustodyOpened(_) => "custody-opened",
        Event::CustodyPhotographed { .. } => "custody-photographed",
        Event::CustodyClosed { .. } => "custody-closed",
        Event::Advised { .. } => "advised",
        Event::FollowUpTried { .. } => "follow-up-tried",
        Event::VanLoaded(_) => "van-loaded",
        Event::VanUnloaded(_) => "van-unloaded",
        Event::VanCounted { .. } => "van-counted",
        Event::DayStarted(_) => "day-started",
        Event::CardHandedIn { .. } => "card-handed-in",
        Event::DayEnded { .. } => "day-ended",
    }
}
