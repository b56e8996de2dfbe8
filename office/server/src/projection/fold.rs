//! Reads everything that arrived for some visits and folds each.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::event::Named;
use doorstep_domain::id::{Hash, Lane, Subject};
use doorstep_domain::visit::Visit;
use doorstep_sync::once::ALREADY_HERE;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::entity::{content, erased, media};
use crate::intake::journal::{self, ReadLane, StoredLane};
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
    fold_all(db, std::slice::from_ref(subject)).await?.pop().ok_or(StoreError::Damaged("lane"))
}

/// Folds everything that arrived for each of these subjects, in their order; as many as one
/// statement takes.
pub async fn fold_all<C: ConnectionTrait>(db: &C, subjects: &[Subject]) -> Result<Vec<Folded>, StoreError> {
    let mut lanes: BTreeMap<Subject, Vec<StoredLane>> = BTreeMap::new();
    for lane in journal::lanes_of_all(db, subjects).await? {
        lanes.entry(lane.lane.subject.clone()).or_default().push(lane);
    }
    let told: Vec<Told> = subjects.iter().map(|subject| told(lanes.remove(subject).unwrap_or_default())).collect();
    let texts: Vec<String> = subjects.iter().map(Subject::to_string).collect();
    let beside = Beside::read(db, texts, &told).await?;
    Ok(subjects.iter().zip(told).map(|(subject, told)| beside.stand_by(&subject.to_string(), told)).collect())
}

/// What a subject's lanes alone say.
struct Told {
    visit: Visit,
    lanes: Vec<ReadLane>,
    skipped: Vec<(Lane, u64, String)>,
    contents: BTreeSet<Hash>,
    photos: BTreeSet<Hash>,
    arrivals: Arrivals,
}

fn told(stored: Vec<StoredLane>) -> Told {
    let arrivals = stored.iter().flat_map(|lane| &lane.segments).map(|row| (row.arrival, row.at_ms)).collect();
    let lanes: Vec<ReadLane> = stored.iter().map(journal::read).collect();
    let records = journal::records(&lanes);
    let skipped = records
        .iter()
        .flat_map(|lane| lane.heard.iter().map(move |heard| (&lane.lane, heard)))
        .filter_map(|(lane, heard)| {
            heard.record.as_ref().err().map(|why| (lane.clone(), heard.head.seq, why.code.clone()))
        })
        .filter(|(_, _, code)| code != ALREADY_HERE)
        .collect();
    let visit = Visit::from_lanes(&records);
    let (contents, photos) = named(&visit);
    Told { visit, lanes, skipped, contents, photos, arrivals }
}

/// What stands beside the lanes of some subjects.
struct Beside {
    erased: BTreeSet<String>,
    arrivals: BTreeMap<String, Arrivals>,
    contents_here: BTreeSet<Hash>,
    photos_here: BTreeSet<Hash>,
}

impl Beside {
    async fn read<C: ConnectionTrait>(db: &C, subjects: Vec<String>, told: &[Told]) -> Result<Self, StoreError> {
        let contents: BTreeSet<Hash> = told.iter().flat_map(|told| &told.contents).copied().collect();
        let photos: BTreeSet<Hash> = told.iter().flat_map(|told| &told.photos).copied().collect();
        let mut arrivals: BTreeMap<String, Arrivals> = BTreeMap::new();
        let arrived = content_arrivals(db, &subjects).await?.into_iter().chain(media_arrivals(db, &subjects).await?);
        for (subject, place, at_ms) in arrived {
            arrivals.entry(subject).or_default().push((place, at_ms));
        }
        let gone = erased::Entity::find().select_only().column(erased::Column::Subject);
        let gone: Vec<String> = gone.filter(erased::Column::Subject.is_in(subjects)).into_tuple().all(db).await?;
        Ok(Self {
            erased: gone.into_iter().collect(),
            arrivals,
            contents_here: contents_here(db, &contents).await?,
            photos_here: photos_here(db, &photos).await?,
        })
    }

    fn stand_by(&self, subject: &str, told: Told) -> Folded {
        let Told { visit, lanes, skipped, contents, photos, arrivals } = told;
        let beside = self.arrivals.get(subject).into_iter().flatten();
        let last = arrivals.iter().chain(beside).max().copied();
        let is_erased = self.erased.contains(subject);
        let lacking = contents.difference(&self.contents_here).filter(|_| !is_erased);
        Folded {
            contents_lacking: lacking.copied().collect(),
            photos_here: photos.intersection(&self.photos_here).copied().collect(),
            visit,
            lanes,
            skipped,
            contents_named: contents,
            photos_named: photos,
            is_erased,
            place: last.map_or(0, |(place, _)| from_row(place)),
            heard_ms: last.map(|(_, at_ms)| at_ms),
        }
    }
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

/// Places and times.
type Arrivals = Vec<(i64, i64)>;

async fn content_arrivals<C: ConnectionTrait>(
    db: &C,
    subjects: &[String],
) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let rows = content::Entity::find()
        .select_only()
        .columns([content::Column::Subject, content::Column::Arrival, content::Column::AtMs])
        .filter(content::Column::Subject.is_in(subjects.to_vec()));
    Ok(rows.into_tuple().all(db).await?)
}

async fn media_arrivals<C: ConnectionTrait>(
    db: &C,
    subjects: &[String],
) -> Result<Vec<(String, i64, i64)>, StoreError> {
    let rows = media::Entity::find()
        .select_only()
        .columns([media::Column::Subject, media::Column::Arrival, media::Column::AtMs])
        .filter(media::Column::Subject.is_in(subjects.to_vec()));
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
