//! What the screens show, read from the store when somebody looks.

use std::sync::Arc;

use doorstep_domain::arrival::Expected;
use doorstep_domain::book::Books;
use doorstep_domain::day::DayAsked;
use doorstep_domain::id::{DayId, VisitId};
use doorstep_domain::job::Job;
use doorstep_domain::visit::Visit;
use doorstep_screens::{
    DayModel, DayStand, DayVisit, FollowUpModel, JobFacts, JobModel, Look, Screen, ScreenModel, SyncLine, TodayModel,
    TodayVisit, VisitState, custody_model, day_model, doorstep_model, follow_up_model, incident_model, job_model,
    leave_model, owed_rows, part_model, prepare_model, quote_model, round, sign_model, step_model, today_rows,
};

use super::Core;
use super::core::read_job;
use super::day::day_at;
use crate::error::{SendError, StoreError};
use crate::journal::state_key;

/// Reads what [`state_key`] wrote; no row, no event.
fn state_of(key: Option<&str>) -> Result<VisitState, StoreError> {
    let all = [VisitState::New, VisitState::UnderWay, VisitState::Signed, VisitState::Left];
    let Some(key) = key else { return Ok(VisitState::New) };
    all.into_iter()
        .find(|state| state_key(*state) == key)
        .ok_or_else(|| StoreError::damaged("visit", "its state is none"))
}

fn stand_of(day: &doorstep_domain::day::Day) -> DayStand {
    match (&day.start, &day.end) {
        (_, Some(_)) => DayStand::Ended,
        (Some(_), None) => DayStand::UnderWay,
        (None, None) => DayStand::New,
    }
}

/// A job with what is known of its visit.
struct Known {
    job: Job,
    visit: Option<Arc<Visit>>,
    books: Option<Arc<Books>>,
    state: VisitState,
}

impl Known {
    fn seen(&self) -> TodayVisit<'_> {
        TodayVisit { job: &self.job, visit: self.visit.as_deref(), books: self.books.as_deref(), state: self.state }
    }
}

impl Core {
    /// Builds a screen.
    pub fn show(&mut self, screen: &Screen) -> Result<ScreenModel, StoreError> {
        match screen {
            Screen::Today => self.today().map(ScreenModel::Today),
            Screen::Job { visit } => {
                Ok(self.job(visit)?.map_or_else(|| ScreenModel::closed("visit/no-job"), ScreenModel::Job))
            }
            Screen::FollowUp => self.follow_up().map(ScreenModel::FollowUp),
            Screen::Day { day } => match self.owner(day) {
                Err(SendError::Refused { code, .. }) => Ok(ScreenModel::closed(&code)),
                _ => {
                    Ok(self.day_screen(day)?.map_or_else(|| ScreenModel::closed("visit/no-edition"), ScreenModel::Day))
                }
            },
            Screen::Knowledge { visit, query } => self.search(visit.as_ref(), query).map(ScreenModel::Knowledge),
            Screen::Sync => self.sync_screen().map(ScreenModel::Sync),
            Screen::Help => self.help_screen().map(ScreenModel::Help),
            of_visit => match of_visit.visit() {
                Some(visit) => self.show_visit(visit, of_visit),
                None => Ok(ScreenModel::closed("visit/no-job")),
            },
        }
    }

    /// A screen of an accepted visit.
    fn show_visit(&mut self, id: &VisitId, screen: &Screen) -> Result<ScreenModel, StoreError> {
        let visit = self.visit(id)?;
        if visit.opening.is_none() {
            return Ok(ScreenModel::closed("visit/not-open"));
        }
        let Some(books) = self.books_of(&visit)? else { return Ok(ScreenModel::closed("visit/no-edition")) };
        let (job, sync, now) = (self.job_of(id)?, self.sync_line()?, self.ports.clock.stamp());
        let Some(look) = Look::at(&visit, &books, &now) else { return Ok(ScreenModel::closed("visit/not-open")) };
        let job = job.as_ref();
        Ok(match screen {
            Screen::Prepare { .. } => {
                let (round, van) = (self.round()?, self.ledger()?);
                ScreenModel::Prepare(prepare_model(&look, job, &round, &van, sync))
            }
            Screen::Doorstep { .. } => ScreenModel::Doorstep(doorstep_model(&look, job, &self.round()?, sync)),
            Screen::Step { step, .. } => ScreenModel::Step(step_model(&look, *step, sync)),
            Screen::Quote { .. } => ScreenModel::Quote(quote_model(&look, &|hash| self.text(hash))),
            Screen::Part { .. } => ScreenModel::Part(part_model(&look, &*self.ledger()?)),
            Screen::Custody { .. } => ScreenModel::Custody(custody_model(&look)),
            Screen::Sign { .. } => ScreenModel::Sign(sign_model(&look, &|hash| self.text(hash))),
            Screen::Leave { .. } => ScreenModel::Leave(leave_model(&look, job, sync)),
            Screen::Incident { .. } => ScreenModel::Incident(incident_model(&look)),
            _ => ScreenModel::closed("visit/no-job"),
        })
    }

    /// Builds today's list. How far a visit is stands in its projection; a visit that
    /// cannot be read stands in nobody's way.
    fn today(&mut self) -> Result<TodayModel, StoreError> {
        let known = self.known()?;
        let now = self.ports.clock.stamp();
        let seen: Vec<_> = known.iter().map(Known::seen).collect();
        let day = day_at(self, &now);
        let day_stand = match &day {
            Some(day) => stand_of(&*self.day(day)?),
            None => DayStand::New,
        };
        Ok(TodayModel {
            engineer: self.phone.engineer.as_ref().map(ToString::to_string).unwrap_or_default(),
            rows: today_rows(&seen, &now),
            has_books: !self.whole_editions()?.is_empty(),
            day: day.map(|day| day.to_string()).unwrap_or_default(),
            day_stand,
            owed: self.owing()?.iter().map(|(_, owed)| owed).sum(),
            sync: self.sync_line()?,
        })
    }

    /// Every job here. Visits that are over are not read.
    fn known(&mut self) -> Result<Vec<Known>, StoreError> {
        let newest = self.newest_edition()?;
        let mut known = Vec::new();
        for (job, state) in self.jobs()? {
            let is_under_way = matches!(state, VisitState::UnderWay | VisitState::Signed);
            let visit = if is_under_way { self.readable(&job.visit) } else { None };
            let books = match &visit {
                Some(visit) => self.books_of(visit)?,
                None => newest.clone(),
            };
            known.push(Known { job, visit, books, state });
        }
        Ok(known)
    }

    pub(super) fn readable(&mut self, id: &VisitId) -> Option<Arc<Visit>> {
        self.visit(id).inspect_err(|wrong| tracing::error!(visit = %id, error = %wrong, "a visit cannot be read")).ok()
    }

    fn jobs(&self) -> Result<Vec<(Job, VisitState)>, StoreError> {
        let sql = "SELECT kind, bytes, state FROM job LEFT JOIN visit ON visit.id = job.visit ORDER BY from_ms, visit";
        let mut select = self.journal.read().prepare_cached(sql)?;
        let rows = select.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get::<_, Option<String>>(2)?)))?;
        rows.map(|row| {
            let (job, state) = row?;
            Ok((read_job(job)?, state_of(state.as_deref())?))
        })
        .collect()
    }

    /// What is expected of the whole day.
    fn round(&mut self) -> Result<Vec<Expected>, StoreError> {
        let (known, now) = (self.known()?, self.ports.clock.stamp());
        let seen: Vec<_> = known.iter().map(Known::seen).collect();
        Ok(round(&seen, &now).0)
    }

    fn job(&mut self, id: &VisitId) -> Result<Option<JobModel>, StoreError> {
        let Some(job) = self.job_of(id)? else { return Ok(None) };
        let visit = self.visit(id)?;
        let books = match visit.opening {
            Some(_) => self.books_of(&visit)?,
            None => self.newest_edition()?,
        };
        let (round, sync, now) = (self.round()?, self.sync_line()?, self.ports.clock.stamp());
        let text = |hash: &_| self.text(hash);
        let facts =
            JobFacts { job: &job, visit: &visit, books: books.as_deref(), now: &now, round: &round, text: &text };
        Ok(Some(job_model(&facts, sync)))
    }

    fn follow_up(&mut self) -> Result<FollowUpModel, StoreError> {
        let mut rows = Vec::new();
        for (id, _) in self.owing()? {
            let Some(visit) = self.readable(&id) else { continue };
            let (books, job, now) = (self.books_of(&visit)?, self.job_of(&id)?, self.ports.clock.stamp());
            let look = books.as_ref().and_then(|books| Look::at(&visit, books, &now));
            rows.extend(look.map(|look| owed_rows(&look, job.as_ref())).unwrap_or_default());
        }
        Ok(follow_up_model(rows, self.sync_line()?))
    }

    fn day_screen(&mut self, id: &DayId) -> Result<Option<DayModel>, StoreError> {
        let Some(engineer) = id.engineer() else { return Ok(None) };
        let day = self.day(id)?;
        let Some(books) = self.books_of_day(&day)? else { return Ok(None) };
        let known = self.visits_of_day(id)?;
        let mut visits = Vec::new();
        for (name, visit) in &known {
            let customer = self.job_of(name)?.map(|job| job.customer.name).unwrap_or_default();
            visits.push(DayVisit { id: name.clone(), visit, customer });
        }
        let all: Vec<_> = known.iter().map(|(name, visit)| (name.clone(), visit.as_ref())).collect();
        let asked = DayAsked { id, day: &day, visits: &all, books: &books };
        Ok(Some(day_model(&asked, &engineer, &visits, self.sync_line()?)))
    }

    /// What head office has.
    pub fn sync_line(&mut self) -> Result<SyncLine, StoreError> {
        let count = |sql: &str| self.journal.read().prepare_cached(sql)?.query_row([], |row| row.get::<_, u32>(0));
        // Contents travel with their events and count as such.
        let events = count("SELECT coalesce(sum(head_seq - proved_seq), 0) FROM lane WHERE is_forked = 0")?;
        let contents = count("SELECT count(*) FROM content WHERE arrived IS NULL AND bytes IS NOT NULL")?;
        let photos = count("SELECT count(DISTINCT hash) FROM photo WHERE state <> 'arrived'")?;
        let strange = count("SELECT count(*) FROM trust WHERE standing = 'unknown'")?;
        Ok(SyncLine::new(events.saturating_add(contents), photos, strange == 0))
    }
}
