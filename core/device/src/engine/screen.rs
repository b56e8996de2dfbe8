//! What the screens show, read from the store when somebody looks.

use std::collections::BTreeMap;

use doorstep_domain::id::VisitId;
use doorstep_domain::visit::{Step, Visit};
use doorstep_screens::{
    JobModel, QuoteModel, SignModel, StepModel, SyncLine, TodayModel, TodayRow, VisitState, job_model, quote_model,
    sign_model, step_model, today_row,
};

use super::Core;
use super::core::read_job;
use crate::error::StoreError;

/// How far a visit is, as its row says it.
pub fn state_key(state: VisitState) -> &'static str {
    match state {
        VisitState::New => "new",
        VisitState::UnderWay => "under-way",
        VisitState::Signed => "signed",
        VisitState::Left => "left",
    }
}

/// Reads what [`state_key`] wrote; no row, no event.
fn state_of(key: Option<&str>) -> Result<VisitState, StoreError> {
    let all = [VisitState::New, VisitState::UnderWay, VisitState::Signed, VisitState::Left];
    let Some(key) = key else { return Ok(VisitState::New) };
    all.into_iter()
        .find(|state| state_key(*state) == key)
        .ok_or_else(|| StoreError::damaged("visit", "its state is none"))
}

impl Core {
    /// Builds today's list. Takes how far a visit is from its projection: no event is read,
    /// so a visit that cannot be read stands in nobody's way.
    pub fn today(&mut self) -> Result<TodayModel, StoreError> {
        Ok(TodayModel {
            engineer: self.phone.engineer.as_ref().map(ToString::to_string).unwrap_or_default(),
            rows: self.rows()?,
            has_books: !self.whole_editions()?.is_empty(),
            sync: self.sync_line()?,
        })
    }

    fn rows(&self) -> Result<Vec<TodayRow>, StoreError> {
        let sql = "SELECT kind, bytes, state FROM job LEFT JOIN visit ON visit.id = job.visit ORDER BY from_ms, visit";
        let mut select = self.journal.read().prepare_cached(sql)?;
        let rows = select.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get::<_, Option<String>>(2)?)))?;
        rows.map(|row| {
            let (job, state) = row?;
            Ok(TodayRow { state: state_of(state.as_deref())?, ..today_row(&read_job(job)?, &Visit::default()) })
        })
        .collect()
    }

    /// Builds one job's screen.
    pub fn job(&mut self, id: &VisitId) -> Result<Option<JobModel>, StoreError> {
        let Some(job) = self.job_of(id)? else { return Ok(None) };
        let visit = self.visit(id)?;
        let books = self.books_of(&visit)?;
        Ok(Some(job_model(&job, &visit, books.as_deref(), self.sync_line()?)))
    }

    /// Builds one step's screen.
    pub fn step(&mut self, id: &VisitId, step: Step) -> Result<Option<StepModel>, StoreError> {
        let visit = self.visit(id)?;
        let Some(books) = self.books_of(&visit)? else { return Ok(None) };
        Ok(step_model(&visit, &books, step, self.sync_line()?))
    }

    /// Builds the quote's screen.
    pub fn quote(&mut self, id: &VisitId) -> Result<Option<QuoteModel>, StoreError> {
        let visit = self.visit(id)?;
        let Some(books) = self.books_of(&visit)? else { return Ok(None) };
        Ok(quote_model(&visit, &books, &|hash| self.text(hash)))
    }

    /// Builds the signing screen.
    pub fn sign(&mut self, id: &VisitId) -> Result<Option<SignModel>, StoreError> {
        let visit = self.visit(id)?;
        let Some(books) = self.books_of(&visit)? else { return Ok(None) };
        Ok(sign_model(&visit, &books, &|hash| self.text(hash)))
    }

    /// What head office has.
    pub fn sync_line(&mut self) -> Result<SyncLine, StoreError> {
        let count = |sql: &str| self.journal.read().prepare_cached(sql)?.query_row([], |row| row.get::<_, u32>(0));
        // Contents travel with their events and count as such.
        let events = count("SELECT coalesce(sum(head_seq - proved_seq), 0) FROM lane WHERE is_forked = 0")?;
        let contents = count("SELECT count(*) FROM content WHERE arrived IS NULL AND bytes IS NOT NULL")?;
        let photos = count("SELECT count(DISTINCT hash) FROM photo WHERE state <> 'arrived'")?;
        let forked = count("SELECT count(*) FROM lane WHERE is_forked = 1")?;
        Ok(SyncLine::new(events.saturating_add(contents), photos, forked > 0))
    }

    /// Issued less fitted, by part.
    pub fn van_stock(&mut self) -> Result<BTreeMap<String, i64>, StoreError> {
        let sql = "SELECT part, sum(count) FROM (SELECT part, count FROM stock UNION ALL \
                   SELECT part, -count FROM part_use) GROUP BY part";
        let mut select = self.journal.read().prepare_cached(sql)?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
