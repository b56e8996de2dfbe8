//! Reads everything that arrived for one visit and folds it.

use std::collections::BTreeSet;

use doorstep_domain::event::Named;
use doorstep_domain::id::{Hash, Lane, Subject};
use doorstep_domain::visit::Visit;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::{content, erased, media};
use crate::intake::journal::{self, ReadLane};
use crate::office::{StoreError, from_row, stored_hash};

/// A visit as its journal tells it, with what stands beside the journal.
pub struct Folded {
    /// The visit.
    pub visit: Visit,
    /// Its lanes, as far as they read.
    pub lanes: Vec<ReadLane>,
    /// Events that the fold skipped: lane, seq, code.
    pub skipped: Vec<(Lane, u64, String)>,
    /// Contents that events name.
    pub contents_named: BTreeSet<Hash>,
    /// Of these, those that are not here and not erased.
    pub contents_lacking: BTreeSet<Hash>,
    /// Photographs that events name.
    pub photos_named: BTreeSet<Hash>,
    /// Of these, those that are here.
    pub photos_here: BTreeSet<Hash>,
    /// The customer was erased.
    pub is_erased: bool,
    /// The place of the last arrival; 0 when nothing arrived.
    pub place: u64,
    /// When that was, by the office's clock.
    pub heard_ms: Option<i64>,
}

/// Folds everything that arrived for a subject.
pub async fn fold<C: ConnectionTrait>(db: &C, subject: &Subject) -> Result<Folded, StoreError> {
    let stored = journal::lanes_of(db, subject).await?;
    let mut arrivals: Vec<(i64, i64)> =
        stored.iter().flat_map(|lane| &lane.segments).map(|row| (row.arrival, row.at_ms)).collect();
    let lanes: Vec<ReadLane> = stored.iter().map(journal::read).collect();
    let records = journal::records(&lanes);
    let skipped = records
        .iter()
        .flat_map(|lane| lane.heard.iter().map(move |heard| (&lane.lane, heard)))
        .filter_map(|(lane, heard)| {
            heard.record.as_ref().err().map(|why| (lane.clone(), heard.head.seq, why.code.clone()))
        })
        .collect();
    let visit = Visit::from_lanes(&records);
    let (contents_named, photos_named) = named(&visit);
    let is_erased = erased::Entity::find_by_id(subject.to_string()).one(db).await?.is_some();
    arrivals.extend(content_arrivals(db, subject).await?);
    arrivals.extend(media_arrivals(db, subject).await?);
    let contents_lacking = match is_erased {
        true => BTreeSet::new(),
        false => contents_named.difference(&contents_here(db, &contents_named).await?).copied().collect(),
    };
    let photos_here = photos_here(db, &photos_named).await?;
    let last = arrivals.into_iter().max();
    Ok(Folded {
        visit,
        lanes,
        skipped,
        contents_named,
        contents_lacking,
        photos_named,
        photos_here,
        is_erased,
        place: last.map_or(0, |(place, _)| from_row(place)),
        heard_ms: last.map(|(_, at_ms)| at_ms),
    })
}

/// The contents and photographs that events name.
fn named(visit: &Visit) -> (BTreeSet<Hash>, BTreeSet<Hash>) {
    let (mut contents, mut photos) = (BTreeSet::new(), BTreeSet::new());
    for named in visit.story.iter().flat_map(|entry| entry.event.names()) {
        match named {
            Named::Content(hash) => contents.insert(hash),
            Named::Photo(hash) => photos.insert(hash),
        };
    }
    (contents, photos)
}

type Arrivals = Vec<(i64, i64)>;

async fn content_arrivals<C: ConnectionTrait>(db: &C, subject: &Subject) -> Result<Arrivals, StoreError> {
    let rows = content::Entity::find()
        .select_only()
        .columns([content::Column::Arrival, content::Column::AtMs])
        .filter(content::Column::Subject.eq(subject.to_string()));
    Ok(rows.into_tuple().all(db).await?)
}

async fn media_arrivals<C: ConnectionTrait>(db: &C, subject: &Subject) -> Result<Arrivals, StoreError> {
    let rows = media::Entity::find()
        .select_only()
        .columns([media::Column::Arrival, media::Column::AtMs])
        .filter(media::Column::Subject.eq(subject.to_string()));
    Ok(rows.into_tuple().all(db).await?)
}

/// Of these contents, those that are here, whatever subject they came with.
pub async fn contents_here<C: ConnectionTrait>(db: &C, named: &BTreeSet<Hash>) -> Result<BTreeSet<Hash>, StoreError> {
    let mut here = BTreeSet::new();
    for part in chunks(named) {
        let rows = content::Entity::find().select_only().column(content::Column::Hash);
        let rows: Vec<Vec<u8>> = rows.filter(content::Column::Hash.is_in(part)).into_tuple().all(db).await?;
        for hash in rows {
            here.insert(stored_hash(&hash, "content")?);
        }
    }
    Ok(here)
}

/// Of these photographs, those that are here, whatever subject they came with.
async fn photos_here<C: ConnectionTrait>(db: &C, named: &BTreeSet<Hash>) -> Result<BTreeSet<Hash>, StoreError> {
    let mut here = BTreeSet::new();
    for part in chunks(named) {
        let rows = media::Entity::find().select_only().column(media::Column::Hash);
        let rows: Vec<Vec<u8>> = rows.filter(media::Column::Hash.is_in(part)).into_tuple().all(db).await?;
        for hash in rows {
            here.insert(stored_hash(&hash, "photograph")?);
        }
    }
    Ok(here)
}

/// As many as one statement takes.
fn chunks(named: &BTreeSet<Hash>) -> Vec<Vec<Vec<u8>>> {
    let all: Vec<Vec<u8>> = named.iter().map(|hash| hash.0.to_vec()).collect();
    all.chunks(500).map(<[Vec<u8>]>::to_vec).collect()
}
