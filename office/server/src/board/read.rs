//! Reads the board from projections.

use std::collections::BTreeMap;
use std::sync::PoisonError;

use doorstep_domain::book::{EditionId, Text};
use doorstep_domain::event::Outcome;
use doorstep_domain::id::{CategoryId, EngineerId, InstallationId, JobId, VisitId};
use doorstep_domain::job::Window;
use doorstep_domain::money::Money;
use doorstep_domain::visit::Step;
use sea_orm::sea_query::Expr;
use sea_orm::{EntityTrait, QueryFilter, QueryOrder};

use super::{Board, EngineerRow, OnTheRoad, Sums, VisitRow, VisitState};
use crate::entity::{engineer, heard, installation, job, lane, visit};
use crate::office::{Office, StoreError, from_row, stored_hash, stored_id, stored_installation};
use crate::projection::read_steps;

/// A visit that was heard of within this time stays on the board.
const RECENT_MS: i64 = 24 * 3_600_000;
/// The most visits that one search lists; it says how many there are.
const MOST_FOUND: usize = 50;

/// What phones said of themselves, by installation.
struct Phone {
    engineer: String,
    held: u64,
    running: u64,
    heard_ms: Option<i64>,
}

impl Office {
    /// The board as it stands.
    pub async fn board(&self) -> Result<Board, StoreError> {
        let at_ms = self.now_ms();
        let phones = self.phones().await?;
        let mut rows = self.all_rows().await?;
        let sums = sums(&rows);
        let mut engineers = Vec::new();
        let mut not_listed = 0;
        for known in engineer::Entity::find().order_by_asc(engineer::Column::Id).all(&self.db).await? {
            let id: EngineerId = stored_id(&known.id, "engineer")?;
            let (theirs, others) = rows.into_iter().partition(|row| row.engineer.as_ref() == Some(&id));
            rows = others;
            let row = engineer_row(id, known.name, theirs, &phones, at_ms);
            not_listed += row.not_listed;
            engineers.push(row);
        }
        let sums = Sums { not_listed, ..sums };
        Ok(Board { at_ms, engineers, unclaimed: rows, sums, integrity: self.last_integrity() })
    }

    /// Visits whose id or job number contains what was asked, newest first, and how many there are.
    pub async fn search(&self, wanted: &str) -> Result<(Vec<VisitRow>, u64), StoreError> {
        let wanted = wanted.trim().to_lowercase();
        if wanted.is_empty() {
            return Ok((Vec::new(), 0));
        }
        let mut rows = self.all_rows().await?;
        let fits = |text: &str| text.to_lowercase().contains(&wanted);
        rows.retain(|row| fits(row.visit.as_str()) || row.job.as_ref().is_some_and(|job| fits(job.as_str())));
        rows.sort_by_key(|row| std::cmp::Reverse(row.heard_ms));
        let total = rows.len() as u64;
        rows.truncate(MOST_FOUND);
        Ok((rows, total))
    }

    /// Every visit, planned ones too, by window.
    async fn all_rows(&self) -> Result<Vec<VisitRow>, StoreError> {
        let jobs = job::Entity::find().all(&self.db).await?;
        let mut planned: BTreeMap<String, job::Model> = jobs.into_iter().map(|job| (job.visit.clone(), job)).collect();
        let ends = self.events_on_the_road().await?;
        let mut rows = Vec::new();
        for row in visit::Entity::find().all(&self.db).await? {
            let job = planned.remove(&row.visit);
            let ends = ends.get(&row.visit).copied().unwrap_or(0);
            rows.push(self.visit_line(self.verified(row).await?, job.as_ref(), ends).await?);
        }
        for job in planned.into_values() {
            rows.push(planned_row(&job)?);
        }
        rows.sort_by(|a, b| (a.window.map(|w| w.from_ms), &a.visit).cmp(&(b.window.map(|w| w.from_ms), &b.visit)));
        Ok(rows)
    }

    /// One visit as a list shows it; none where the office knows nothing of it.
    pub(crate) async fn visit_line_of(&self, id: &VisitId) -> Result<Option<VisitRow>, StoreError> {
        let job = job::Entity::find_by_id(id.as_str()).one(&self.db).await?;
        match (self.visit_row(id).await?, job) {
            (Some(row), job) => {
                let ends = self.events_on_the_road().await?.get(id.as_str()).copied().unwrap_or(0);
                self.visit_line(row, job.as_ref(), ends).await.map(Some)
            }
            (None, Some(job)) => planned_row(&job).map(Some),
            (None, None) => Ok(None),
        }
    }

    async fn visit_line(
        &self,
        row: visit::Model,
        job: Option<&job::Model>,
        events_on_the_road: u64,
    ) -> Result<VisitRow, StoreError> {
        let currency = row.currency.as_deref().and_then(|currency| currency.parse().ok());
        let engineer = row.engineer.as_deref().or(job.map(|job| job.engineer.as_str()));
        Ok(VisitRow {
            visit: stored_id(&row.visit, "visit row")?,
            job: row.job.as_deref().map(|job| stored_id::<JobId>(job, "visit row")).transpose()?,
            engineer: engineer.map(|engineer| stored_id(engineer, "visit row")).transpose()?,
            state: VisitState::from_key(&row.state).ok_or(StoreError::Damaged("visit row"))?,
            category: self.category(&row).await?,
            window: job.map(window),
            step: row.step.as_deref().and_then(Step::from_key),
            steps: read_steps(&row.steps).ok_or(StoreError::Damaged("visit row"))?,
            outcome: row.outcome.as_deref().and_then(Outcome::from_key),
            total: row.total_minor.zip(currency).map(|(minor, currency)| Money::new(minor, currency)),
            started_ms: row.started_ms,
            left_ms: row.left_ms,
            heard_ms: row.heard_ms,
            events: from_row(row.events),
            quarantined: from_row(row.quarantined),
            photos_named: from_row(row.photos_named),
            photos_arrived: from_row(row.photos_arrived),
            on_the_road: OnTheRoad {
                events: events_on_the_road,
                photos: from_row(row.photos_named).saturating_sub(from_row(row.photos_arrived)),
                contents: from_row(row.contents_lacking),
            },
            exceptions: from_row(row.exceptions),
            is_judged: row.is_judged,
        })
    }

    async fn category(&self, row: &visit::Model) -> Result<Option<Text>, StoreError> {
        let (Some(edition), Some(category)) = (&row.edition, &row.category) else { return Ok(None) };
        let edition = EditionId(stored_hash(edition, "visit row")?);
        let category: CategoryId = stored_id(category, "visit row")?;
        let Some(books) = self.books(edition).await.ok().flatten() else { return Ok(None) };
        Ok(books.standard.categories.iter().find(|known| known.id == category).map(|known| known.text.clone()))
    }

    /// Events that lie beyond the office's heads, by visit.
    async fn events_on_the_road(&self) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut beyond: BTreeMap<String, u64> = BTreeMap::new();
        let rows = lane::Entity::find();
        let behind = sea_orm::ExprTrait::gt(Expr::col(lane::Column::EndSeq), Expr::col(lane::Column::Seq));
        for row in rows.filter(behind).all(&self.db).await? {
            if let Some(visit) = row.subject.strip_prefix("visit/") {
                let missing = from_row(row.end_seq.saturating_sub(row.seq));
                let sum = beyond.entry(visit.to_owned()).or_default();
                *sum = sum.saturating_add(missing);
            }
        }
        Ok(beyond)
    }

    async fn phones(&self) -> Result<Vec<Phone>, StoreError> {
        let mut held: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
        for row in lane::Entity::find().all(&self.db).await? {
            let sum = held.entry(row.installation).or_default();
            *sum = sum.saturating_add(from_row(row.seq));
        }
        let said: BTreeMap<Vec<u8>, (i64, i64)> = heard::Entity::find()
            .all(&self.db)
            .await?
            .into_iter()
            .map(|row| (row.installation, (row.running, row.at_ms)))
            .collect();
        let recent: BTreeMap<InstallationId, i64> =
            self.last_heard.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut phones = Vec::new();
        for row in installation::Entity::find().all(&self.db).await? {
            let id = stored_installation(&row.id, "installation")?;
            let (running, at_ms) = said.get(&row.id).map_or((0, None), |(running, at_ms)| (*running, Some(*at_ms)));
            phones.push(Phone {
                engineer: row.engineer,
                held: held.get(&row.id).copied().unwrap_or(0),
                running: from_row(running),
                heard_ms: recent.get(&id).copied().max(at_ms),
            });
        }
        Ok(phones)
    }
}

fn engineer_row(id: EngineerId, name: String, all: Vec<VisitRow>, phones: &[Phone], at_ms: i64) -> EngineerRow {
    let theirs: Vec<&Phone> = phones.iter().filter(|phone| phone.engineer == id.as_str()).collect();
    let known = all.len();
    let visits: Vec<VisitRow> = all.into_iter().filter(|row| is_listed(row, at_ms)).collect();
    EngineerRow {
        last_heard_ms: theirs.iter().filter_map(|phone| phone.heard_ms).max(),
        events_on_phones: theirs.iter().map(|phone| phone.running.saturating_sub(phone.held)).sum(),
        exceptions: visits.iter().map(|row| row.exceptions).sum(),
        not_listed: (known - visits.len()) as u64,
        id,
        name,
        visits,
    }
}

/// Everything that is not over, not wholly here, or recent.
fn is_listed(row: &VisitRow, at_ms: i64) -> bool {
    let is_recent = row.heard_ms.is_some_and(|heard_ms| at_ms.saturating_sub(heard_ms) < RECENT_MS);
    row.state != VisitState::Left || !row.on_the_road.is_nothing() || is_recent
}

fn sums(rows: &[VisitRow]) -> Sums {
    let of = |state| rows.iter().filter(|row| row.state == state).count() as u64;
    Sums {
        visits: rows.len() as u64,
        under_way: of(VisitState::UnderWay),
        left: of(VisitState::Left),
        on_the_road: rows.iter().fold(OnTheRoad::default(), |sum, row| sum.plus(row.on_the_road)),
        exceptions: rows.iter().map(|row| row.exceptions).sum(),
        not_listed: 0,
    }
}

fn window(job: &job::Model) -> Window {
    Window { from_ms: job.from_ms, until_ms: job.until_ms }
}

fn planned_row(job: &job::Model) -> Result<VisitRow, StoreError> {
    Ok(VisitRow {
        visit: stored_id(&job.visit, "job")?,
        job: Some(stored_id(&job.id, "job")?),
        engineer: Some(stored_id(&job.engineer, "job")?),
        state: VisitState::Planned,
        category: None,
        window: Some(window(job)),
        step: None,
        steps: Vec::new(),
        outcome: None,
        total: None,
        started_ms: None,
        left_ms: None,
        heard_ms: None,
        events: 0,
        quarantined: 0,
        photos_named: 0,
        photos_arrived: 0,
        on_the_road: OnTheRoad::default(),
        exceptions: 0,
        is_judged: false,
    })
}
