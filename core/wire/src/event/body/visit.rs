//! Beginning and end of a visit, its checks, its notes, what was advised and what is owed.

use doorstep_domain::book::EditionId;
use doorstep_domain::event::{Answer, Event, Opening};
use doorstep_domain::id::CheckId;

use crate::code::{answer, kind};
use crate::error::WireError;
use crate::reader::Reader;
use crate::terms::{read_earlier, read_terms, write_earlier, write_terms};
use crate::writer::Writer;

/// The most checks that one event confirms; with [`super::super::MOST_SEEN`] seen heads
/// it stays below [`super::super::LONGEST_EVENT`].
pub const MOST_GROUPED: usize = 96;

pub(super) fn write(w: &mut Writer, event: &Event) -> bool {
    match event {
        Event::VisitOpened(opening) => write_opening(w, opening),
        Event::TermsTaken(terms) => write_terms(w, terms),
        Event::EarlierTaken(earlier) => write_earlier(w, earlier),
        Event::CheckAnswered { check, answer } => write_answer(w.array(2).text(check.as_str()), answer),
        Event::CheckWaived { check, reason, note } => {
            w.array(3).text(check.as_str()).text(reason.as_str()).maybe_hash(note.as_ref());
        }
        Event::GroupConfirmed { checks } => {
            w.array(1).list(checks, |w, check| {
                w.text(check.as_str());
            });
        }
        Event::TimerStarted { check } => {
            w.array(1).text(check.as_str());
        }
        Event::FieldConfirmed { field, source, value } => {
            w.array(3).coded(*field).coded(*source).maybe_hash(value.as_ref());
        }
        Event::NoteAdded { note: hash } | Event::PhotoAdded { photo: hash } => {
            w.array(1).hash(hash);
        }
        Event::VisitLeft { outcome } => {
            w.array(1).coded(*outcome);
        }
        Event::Advised { article, is_accepted } => {
            w.array(2).option(article.as_ref(), |w, article| {
                w.text(article.as_str());
            });
            w.bool(*is_accepted);
        }
        Event::FollowUpTried { follow_up, result, note } => {
            w.array(3).text(follow_up.as_str()).coded(*result).maybe_hash(note.as_ref());
        }
        _ => return false,
    }
    true
}

pub(super) fn read(r: &mut Reader, number: u32) -> Result<Option<Event>, WireError> {
    Ok(Some(match number {
        kind::VISIT_OPENED => Event::VisitOpened(read_opening(r)?),
        kind::TERMS_TAKEN => Event::TermsTaken(read_terms(r)?),
        kind::EARLIER_TAKEN => Event::EarlierTaken(read_earlier(r)?),
        kind::CHECK_ANSWERED | kind::CHECK_WAIVED | kind::GROUP_CONFIRMED | kind::TIMER_STARTED => {
            read_check(r, number)?
        }
        kind::FIELD_CONFIRMED => {
            r.array_of(3, "field confirmed")?;
            Event::FieldConfirmed { field: r.coded()?, source: r.coded()?, value: r.maybe_hash("value")? }
        }
        kind::NOTE_ADDED => {
            r.array_of(1, "note added")?;
            Event::NoteAdded { note: r.hash("note")? }
        }
        kind::PHOTO_ADDED => {
            r.array_of(1, "photo added")?;
            Event::PhotoAdded { photo: r.hash("photo")? }
        }
        kind::VISIT_LEFT => {
            r.array_of(1, "visit left")?;
            Event::VisitLeft { outcome: r.coded()? }
        }
        kind::ADVISED => {
            r.array_of(2, "advised")?;
            let article = r.option("article", |r| r.id("article"))?;
            Event::Advised { article, is_accepted: r.bool("is_accepted")? }
        }
        kind::FOLLOW_UP_TRIED => {
            r.array_of(3, "follow-up tried")?;
            let (follow_up, result) = (r.id("follow-up")?, r.coded()?);
            Event::FollowUpTried { follow_up, result, note: r.maybe_hash("note")? }
        }
        _ => return Ok(None),
    }))
}

fn read_check(r: &mut Reader, number: u32) -> Result<Event, WireError> {
    match number {
        kind::CHECK_ANSWERED => {
            r.array_of(2, "check answered")?;
            Ok(Event::CheckAnswered { check: r.id("check")?, answer: read_answer(r)? })
        }
        kind::CHECK_WAIVED => {
            r.array_of(3, "check waived")?;
            let (check, reason) = (r.id("check")?, r.id("reason")?);
            Ok(Event::CheckWaived { check, reason, note: r.maybe_hash("note")? })
        }
        kind::GROUP_CONFIRMED => {
            r.array_of(1, "group confirmed")?;
            let checks = r.list(MOST_GROUPED, "checks", |r| r.id::<CheckId>("check"))?;
            Ok(Event::GroupConfirmed { checks })
        }
        _ => {
            r.array_of(1, "timer started")?;
            Ok(Event::TimerStarted { check: r.id("check")? })
        }
    }
}

fn write_opening(w: &mut Writer, opening: &Opening) {
    let Opening { visit, job, engineer, edition: EditionId(edition), service, category, warranty } = opening;
    w.array(7).text(visit.as_str()).text(job.as_str()).text(engineer.as_str()).hash(edition);
    w.coded(*service).text(category.as_str()).coded(*warranty);
}

fn read_opening(r: &mut Reader) -> Result<Opening, WireError> {
    r.array_of(7, "visit opened")?;
    Ok(Opening {
        visit: r.id("visit")?,
        job: r.id("job")?,
        engineer: r.id("engineer")?,
        edition: EditionId(r.hash("edition")?),
        service: r.coded()?,
        category: r.id("category")?,
        warranty: r.coded()?,
    })
}

fn write_answer(w: &mut Writer, given: &Answer) {
    match given {
        Answer::Confirmed => w.array(1).u32(answer::CONFIRMED),
        Answer::Chosen(option) => w.array(2).u32(answer::CHOSEN).text(option.as_str()),
        Answer::Measured(thousandths) => w.array(2).u32(answer::MEASURED).i64(*thousandths),
        Answer::Photographed(photo) => w.array(2).u32(answer::PHOTOGRAPHED).hash(photo),
        Answer::Noted(note) => w.array(2).u32(answer::NOTED).hash(note),
        Answer::Timed(waited_ms) => w.array(2).u32(answer::TIMED).u64(*waited_ms),
        Answer::Called(result) => w.array(2).u32(answer::CALLED).coded(*result),
    };
}

fn read_answer(r: &mut Reader) -> Result<Answer, WireError> {
    let len = r.array("answer")?;
    match (r.u32("answer")?, len) {
        (answer::CONFIRMED, 1) => Ok(Answer::Confirmed),
        (answer::CHOSEN, 2) => Ok(Answer::Chosen(r.id("option")?)),
        (answer::MEASURED, 2) => Ok(Answer::Measured(r.i64("measured")?)),
        (answer::PHOTOGRAPHED, 2) => Ok(Answer::Photographed(r.hash("photo")?)),
        (answer::NOTED, 2) => Ok(Answer::Noted(r.hash("note")?)),
        (answer::TIMED, 2) => Ok(Answer::Timed(r.u64("waited_ms")?)),
        (answer::CALLED, 2) => Ok(Answer::Called(r.coded()?)),
        (code, _) => Err(WireError::Code { at: "answer", code }),
    }
}
