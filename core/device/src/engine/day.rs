//! The engineer's day on the phone: its own lane, decided by `domain::day`.

use std::collections::BTreeSet;
use std::sync::Arc;

use doorstep_domain::book::Books;
use doorstep_domain::day::{Day, DayAsked, DayCommand, DayRefusal, DayStart, decide};
use doorstep_domain::event::Answer;
use doorstep_domain::id::{CheckId, DayId, EngineerId, Subject, VisitId};
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::{Entry, Place, Visit};
use doorstep_screens::{DayAct, DayIntent};
use rusqlite::params;

use super::Core;
use super::act::{Changed, Contents, Tap};
use super::wish::keeps_to;
use crate::error::{SendError, StoreError};
use crate::journal::records_of;
use crate::photo::KeptPhoto;

/// How far a clock or a time zone may put a visit beside its day.
const MARGIN_MS: i64 = 36 * 3_600_000;

impl Core {
    /// Carries out one intent about a day. Saved when this returns `Ok`.
    pub fn send_day(
        &mut self,
        command_id: Option<[u8; 16]>,
        intent: &DayIntent,
        photo: Option<KeptPhoto>,
    ) -> Result<(), SendError> {
        self.once(command_id, |core| core.try_send_day(command_id, intent, photo))
    }

    fn try_send_day(
        &mut self,
        command_id: Option<[u8; 16]>,
        intent: &DayIntent,
        photo: Option<KeptPhoto>,
    ) -> Result<Changed, SendError> {
        let id = &intent.day;
        let engineer = self.owner(id)?;
        let lane = self.lane_about(Subject::Day(id.clone()));
        let before = self.before(&lane)?;
        let stamp = self.reading(before.as_ref());
        let day = self.day(id).map_err(|wrong| self.broken(&wrong))?;
        let books = self.books_of_day(&day).map_err(|wrong| self.broken(&wrong))?;
        let books = books.ok_or_else(|| SendError::refused("visit/no-edition"))?;
        let visits = self.visits_of_day(id).map_err(|wrong| self.broken(&wrong))?;
        let visits: Vec<_> = visits.iter().map(|(name, visit)| (name.clone(), visit.as_ref())).collect();
        let mut contents = Contents::about(self, lane.subject.clone());
        let wish = DayWish { intent, engineer, books: &books, photo };
        let command = wish.command(&mut contents)?;
        let contents = contents.made();
        let event = decide(&DayAsked { id, day: &day, visits: &visits, books: &books }, &command)?;
        let mut next = Day::clone(&day);
        next.apply(&Entry { place: Place { lane: lane.clone(), seq: 0 }, at: Some(stamp), event: event.clone() });
        let (events, photo) = (vec![event], wish.photo);
        self.keep(&Tap { lane, before, events, contents, photo, stamp, command_id, row: None })?;
        self.days.insert(id.clone(), Arc::new(next));
        Ok(Changed::Everything)
    }

    /// Whose day it is. Only one's own is written, under the one name that it has: the
    /// office keeps no other.
    pub(super) fn owner(&self, id: &DayId) -> Result<EngineerId, SendError> {
        let engineer = self.phone.engineer.clone().ok_or_else(|| SendError::refused("phone/not-enrolled"))?;
        if id.engineer().as_ref() != Some(&engineer) {
            return Err(DayRefusal::SomebodyElses.into());
        }
        match id.date().is_some_and(|date| DayId::of(date, &engineer).as_ref() == Ok(id)) {
            true => Ok(engineer),
            false => Err(DayRefusal::AnotherDate.into()),
        }
    }

    /// A day as its events tell it; every hash is recomputed on the way.
    pub(super) fn day(&mut self, id: &DayId) -> Result<Arc<Day>, StoreError> {
        if let Some(day) = self.days.get(id) {
            return Ok(day.clone());
        }
        let lanes = records_of(self.journal.read(), &Subject::Day(id.clone()))?;
        let day = Arc::new(Day::from_lanes(id, &lanes));
        self.days.insert(id.clone(), day.clone());
        Ok(day)
    }

    /// The books that a day pinned; before it began, the newest.
    pub(super) fn books_of_day(&mut self, day: &Day) -> Result<Option<Arc<Books>>, StoreError> {
        match &day.start {
            Some(start) => self.books(start.edition),
            None => self.newest_edition(),
        }
    }

    /// The visits that a day may be about: those under way, those left around it, and those
    /// whose card was handed in. One that cannot be read stands in nobody's way.
    pub(super) fn visits_of_day(&mut self, id: &DayId) -> Result<Vec<(VisitId, Arc<Visit>)>, StoreError> {
        let mut names: BTreeSet<VisitId> = self.day(id)?.cards.keys().cloned().collect();
        let noon = id.date().and_then(|date| date.and_hms_opt(4, 0, 0)).map(|noon| noon.and_utc().timestamp_millis());
        let noon = noon.unwrap_or_default();
        let sql = "SELECT id FROM visit WHERE state IN ('under-way', 'signed') OR left_ms IS NULL AND state = 'left' \
                   OR left_ms BETWEEN ?1 AND ?2";
        {
            let mut select = self.journal.read().prepare_cached(sql)?;
            let rows = select.query_map(params![noon - MARGIN_MS, noon + MARGIN_MS], |row| row.get::<_, String>(0))?;
            for row in rows {
                names.insert(row?.parse().map_err(|wrong| StoreError::damaged("visit", wrong))?);
            }
        }
        let visits = names.into_iter().filter_map(|name| Some((name.clone(), self.readable(&name)?)));
        Ok(visits.filter(|(_, visit)| visit.opening.is_some()).collect())
    }

    /// The visits on which the engineer owes a call-back, with how many.
    pub(super) fn owing(&mut self) -> Result<Vec<(VisitId, u32)>, StoreError> {
        let mut select = self.journal.read().prepare_cached("SELECT id, owes FROM visit WHERE owes > 0 ORDER BY id")?;
        let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        rows.map(|row| {
            let (id, owes) = row?;
            Ok((id.parse().map_err(|wrong| StoreError::damaged("visit", wrong))?, owes))
        })
        .collect()
    }
}

/// What stands around an intent about a day.
struct DayWish<'a> {
    intent: &'a DayIntent,
    engineer: EngineerId,
    books: &'a Books,
    photo: Option<KeptPhoto>,
}

impl DayWish<'_> {
    fn command(&self, contents: &mut Contents<'_>) -> Result<DayCommand, SendError> {
        Ok(match self.intent.act.clone() {
            DayAct::Start => DayCommand::Start(self.start()?),
            DayAct::Confirm { check } => DayCommand::Answer { check, answer: Answer::Confirmed },
            DayAct::Choose { check, option } => DayCommand::Answer { check, answer: Answer::Chosen(option) },
            DayAct::Photograph { check, .. } => {
                let photo = self.photo.as_ref().ok_or_else(|| SendError::refused("photo/absent"))?.hash;
                DayCommand::Answer { check, answer: Answer::Photographed(photo) }
            }
            DayAct::Write { check, text } => self.note(check, &text, contents)?,
            DayAct::Waive { check, reason, text } => {
                DayCommand::Waive { check, reason, note: contents.some_text(&text)? }
            }
            DayAct::HandInCard { visit, is_signed, satisfied } => {
                DayCommand::HandInCard { visit, is_signed, satisfied }
            }
            DayAct::End => DayCommand::End,
        })
    }

    fn start(&self) -> Result<DayStart, SendError> {
        let date = self.intent.day.date().ok_or(DayRefusal::AnotherDate)?;
        Ok(DayStart { engineer: self.engineer.clone(), date, edition: self.books.edition })
    }

    fn note(&self, check: Option<CheckId>, text: &str, contents: &mut Contents<'_>) -> Result<DayCommand, SendError> {
        let Some(check) = check else { return Ok(DayCommand::AddNote { note: contents.text(text)? }) };
        if let Some(asked) = self.books.standard.day_checks.iter().find(|asked| asked.id == check) {
            keeps_to(&asked.kind, &check, text)?;
        }
        Ok(DayCommand::Answer { answer: Answer::Noted(contents.text(text)?), check })
    }
}

impl From<DayRefusal> for SendError {
    fn from(refusal: DayRefusal) -> Self {
        Self::Refused { code: refusal.code().to_owned(), field: refusal.field().map(str::to_owned) }
    }
}

/// The day in which a moment falls in China.
pub(super) fn day_at(core: &Core, now: &Stamp) -> Option<DayId> {
    DayId::of(doorstep_domain::time::china_day(now.wall_ms)?, core.phone.engineer.as_ref()?).ok()
}
