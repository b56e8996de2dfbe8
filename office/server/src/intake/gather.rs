//! The rows of a push's lanes, looked up and written together: a backlog has a thousand lanes,
//! and most of them are new here.

use std::collections::BTreeSet;

use doorstep_domain::id::{Lane, Subject};
use doorstep_sync::office::OfficeLane;
use doorstep_wire::message::{Push, Segment};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

use super::content::erased_among;
use super::{journal, lanes, place};
use crate::entity::{lane, segment};
use crate::office::StoreError;

/// As many names as one statement takes.
const NAMES: usize = 500;
/// As many rows as one statement takes.
const ROWS: usize = 50;

/// What is known of the lanes of a push, and what waits to be written of them.
pub struct Gathered {
    /// The lanes of its subjects that have a row, written or waiting.
    known: BTreeSet<(Vec<u8>, String)>,
    erased: BTreeSet<String>,
    segments: Vec<segment::Model>,
    lanes: Vec<lane::Model>,
    /// The first place that was taken for one of its lanes, and how many were given out since.
    places: Option<(u64, u64)>,
}

impl Gathered {
    /// Before any of this push's lanes is judged.
    pub async fn before<C: ConnectionTrait>(db: &C, push: &Push) -> Result<Self, StoreError> {
        let subjects: BTreeSet<String> = push.segments.iter().map(|segment| segment.subject.to_string()).collect();
        let erased = erased_among(db, subjects.clone()).await?;
        let subjects: Vec<String> = subjects.into_iter().collect();
        let mut known = BTreeSet::new();
        for part in subjects.chunks(NAMES) {
            let rows = lane::Entity::find().select_only().columns([lane::Column::Installation, lane::Column::Subject]);
            let rows = rows.filter(lane::Column::Subject.is_in(part.to_vec())).into_tuple::<(Vec<u8>, String)>();
            known.extend(rows.all(db).await?);
        }
        Ok(Self { known, erased, segments: Vec::new(), lanes: Vec::new(), places: None })
    }

    /// The lane as it must be known to judge this segment of it.
    pub async fn stand<C: ConnectionTrait>(
        &mut self,
        db: &C,
        lane: &Lane,
        segment: &Segment,
    ) -> Result<OfficeLane, StoreError> {
        if !self.known.contains(&(lane.installation.0.to_vec(), lane.subject.to_string())) {
            return Ok(OfficeLane::unknown());
        }
        // A second segment of a lane builds on what the first one brought.
        self.write(db).await?;
        let needed = OfficeLane::needed(segment);
        journal::stand(db, lane, *needed.start(), *needed.end()).await
    }

    /// The next place in the order of arrivals. Only the first is asked for: nobody else takes
    /// one before [`Self::finish`] says how many they were.
    pub async fn place<C: ConnectionTrait>(&mut self, db: &C) -> Result<u64, StoreError> {
        let (first, given) = match self.places {
            Some(places) => places,
            None => (place::next(db).await?, 0),
        };
        self.places = Some((first, given.saturating_add(1)));
        Ok(first.saturating_add(given))
    }

    /// Whether the subject's customer was erased.
    pub fn is_erased(&self, subject: &Subject) -> bool {
        self.erased.contains(&subject.to_string())
    }

    /// Writes these rows with others.
    pub fn add(&mut self, segment: segment::Model, lane: lane::Model) {
        self.known.insert((lane.installation.clone(), lane.subject.clone()));
        self.segments.push(segment);
        self.lanes.push(lane);
    }

    /// Writes everything.
    pub async fn finish<C: ConnectionTrait>(mut self, db: &C) -> Result<(), StoreError> {
        self.write(db).await?;
        if let Some((_, given @ 2..)) = self.places {
            place::next_of(db, given.saturating_sub(1)).await?;
        }
        Ok(())
    }

    /// Writes what waits; the same lane waits once.
    async fn write<C: ConnectionTrait>(&mut self, db: &C) -> Result<(), StoreError> {
        for part in std::mem::take(&mut self.segments).chunks(ROWS) {
            let part = part.iter().cloned().map(IntoActiveModel::into_active_model);
            segment::Entity::insert_many(part).exec(db).await?;
        }
        for part in std::mem::take(&mut self.lanes).chunks(ROWS) {
            lanes::put_lanes(db, part.to_vec()).await?;
        }
        Ok(())
    }
}
