//! A tap: an intent becomes contents and a command, the command becomes events, and all
//! of it becomes one transaction.

use doorstep_domain::event::Event;
use doorstep_domain::id::{Hash, Lane, Subject, VisitId};
use doorstep_domain::refusal::VisitRefusal;
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::{Entry, Place, Visit, decide};
use doorstep_screens::{Act, Intent};
use doorstep_wire::content::LONGEST_TEXT;
use doorstep_wire::message::Content;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::Core;
use super::wish::Wish;
use crate::error::{SendError, StoreError};
use crate::journal::{LaneRow, VisitRow, append, is_about_parts, keep_content, keep_photo, keep_visit};
use crate::photo::KeptPhoto;

/// What a command id was answered with.
#[derive(Serialize, Deserialize)]
struct Remembered {
    code: String,
    field: Option<String>,
}

/// Which screens a command may have changed.
pub(super) enum Changed {
    /// Those of one visit.
    Visit(VisitId),
    /// Any.
    Everything,
}

impl Changed {
    /// A part that moves is in the van for no other visit, or is there again for all.
    fn by(visit: &VisitId, events: &[Event]) -> Self {
        if events.iter().any(is_about_parts) { Self::Everything } else { Self::Visit(visit.clone()) }
    }
}

/// What a tap is going to write.
pub(super) struct Tap {
    pub(super) lane: Lane,
    /// The lane as it was read; only this thread writes it.
    pub(super) before: Option<LaneRow>,
    pub(super) events: Vec<Event>,
    pub(super) contents: Vec<Content>,
    pub(super) photo: Option<KeptPhoto>,
    pub(super) stamp: Stamp,
    pub(super) command_id: Option<[u8; 16]>,
    /// How the visit then stands, where it is about one.
    pub(super) row: Option<VisitRow>,
}

/// Contents made on the way from an intent to a command.
pub(super) struct Contents<'a> {
    pub(super) core: &'a Core,
    subject: Subject,
    made: Vec<Content>,
}

impl<'a> Contents<'a> {
    pub(super) fn about(core: &'a Core, subject: Subject) -> Self {
        Self { core, subject, made: Vec::new() }
    }

    pub(super) fn made(self) -> Vec<Content> {
        self.made
    }

    /// Salts and keeps these bytes; their name.
    pub(super) fn make(&mut self, bytes: Vec<u8>) -> Result<Hash, SendError> {
        let mut salt = [0; 16];
        self.core.ports.random.fill(&mut salt).map_err(|wrong| self.core.broken(&wrong.into()))?;
        let content = Content { subject: self.subject.clone(), salt, bytes };
        let hash = content.hash();
        self.made.push(content);
        Ok(hash)
    }

    pub(super) fn text(&mut self, text: &str) -> Result<Hash, SendError> {
        if text.len() > LONGEST_TEXT {
            return Err(SendError::refused("content/too-long"));
        }
        self.make(text.as_bytes().to_vec())
    }

    pub(super) fn some_text(&mut self, text: &str) -> Result<Option<Hash>, SendError> {
        if text.is_empty() { Ok(None) } else { self.text(text).map(Some) }
    }
}

impl Core {
    /// Carries out one intent. Saved when this returns `Ok`.
    pub fn send(
        &mut self,
        command_id: Option<[u8; 16]>,
        intent: &Intent,
        photo: Option<KeptPhoto>,
    ) -> Result<(), SendError> {
        self.once(command_id, |core| core.try_send(command_id, intent, photo))
    }

    /// Carries out a command that may come again: the same id gives the same answer. Tells
    /// the screens what changed.
    pub(super) fn once(
        &mut self,
        command_id: Option<[u8; 16]>,
        carry_out: impl FnOnce(&mut Self) -> Result<Changed, SendError>,
    ) -> Result<(), SendError> {
        self.journal.settle().map_err(|wrong| self.broken(&wrong))?;
        if let Some(answer) = self.answered_before(command_id)? {
            return answer;
        }
        let done = carry_out(self);
        match (&done, command_id) {
            (Ok(Changed::Visit(visit)), _) => self.changed(Some(visit)),
            (Ok(Changed::Everything), _) => self.changed(None),
            (Err(SendError::Refused { code, field }), Some(id)) => {
                let kept = self.remember_refusal(&id, code, field.clone());
                kept.map_err(|wrong| self.broken(&wrong))?;
            }
            (Err(_), _) => {}
        }
        done.map(|_| ())
    }

    /// What this command was answered, if it came before.
    pub fn answered_before(&self, command_id: Option<[u8; 16]>) -> Result<Option<Result<(), SendError>>, SendError> {
        let Some(id) = command_id else { return Ok(None) };
        self.remembered(&id).map_err(|wrong| self.broken(&wrong))
    }

    fn try_send(
        &mut self,
        command_id: Option<[u8; 16]>,
        intent: &Intent,
        photo: Option<KeptPhoto>,
    ) -> Result<Changed, SendError> {
        let lane = self.lane_of(&intent.visit);
        let before = self.before(&lane)?;
        let stamp = self.reading(before.as_ref());
        let visit = self.visit(&intent.visit).map_err(|wrong| self.broken(&wrong))?;
        let books = match &visit.opening {
            Some(opening) => self.books(opening.edition).map_err(|wrong| self.broken(&wrong))?,
            None if matches!(intent.act, Act::Accept) => self.newest_edition().map_err(|wrong| self.broken(&wrong))?,
            None => return Err(SendError::from(doorstep_domain::refusal::Refusal::from(VisitRefusal::NotOpen))),
        };
        let books = books.ok_or_else(|| SendError::refused("visit/no-edition"))?;
        let mut contents = Contents::about(self, lane.subject.clone());
        let wish = Wish { core: self, id: &intent.visit, visit: &visit, books: &books, photo, stamp };
        let command = wish.command(&intent.act, &mut contents)?;
        let contents = contents.made();
        let events = decide(&visit, &books, &command, &stamp).map_err(SendError::from)?;
        let end = before.as_ref().map_or(0, |row| row.head.seq);
        let next = told(self.take(&intent.visit, visit), (&lane, end), &events, stamp);
        let row = Some(VisitRow::of(&intent.visit, &next, &books));
        let changed = Changed::by(&intent.visit, &events);
        self.keep(&Tap { lane, before, events, contents, photo, stamp, command_id, row })?;
        self.remember(&intent.visit, next);
        Ok(changed)
    }

    /// Writes a tap. Whatever happens, the answer is what the disk then holds.
    pub(super) fn keep(&mut self, tap: &Tap) -> Result<(), SendError> {
        self.try_keep(tap).map_err(|wrong| self.broken(&wrong))
    }

    fn try_keep(&mut self, tap: &Tap) -> Result<(), StoreError> {
        self.forget_the_van(&tap.events);
        let before = tap.before.as_ref().map_or(0, |row| row.head.seq);
        loop {
            let was_settled = self.journal.is_settled();
            let Err(wrong) = self.write(tap) else { return Ok(()) };
            // Even opening the file again needs a little room.
            let has_room = wrong.code() == "journal/disk-full" && self.ballast.release();
            // Done, not done, or unknown: an error of the commit says nothing. The file does.
            self.forget();
            self.journal.reopen()?;
            let after = LaneRow::find(self.journal.read(), &tap.lane)?;
            if after.is_some_and(|row| row.head.seq == before + tap.events.len() as u64) {
                return self.journal.settle().map_err(|wrong| StoreError::Reopen(Box::new(wrong.into())));
            }
            if was_settled {
                self.journal.nothing_new();
            }
            if !has_room {
                return Err(wrong);
            }
        }
    }

    fn write(&mut self, tap: &Tap) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        for content in &tap.contents {
            keep_content(&write, content)?;
        }
        if let Some(photo) = &tap.photo {
            keep_photo(&write, &tap.lane.subject, photo)?;
        }
        append(&write, &tap.lane, tap.before.as_ref(), &tap.events, tap.stamp)?;
        if let Some(row) = &tap.row {
            keep_visit(&write, row)?;
        }
        if let Some(id) = &tap.command_id {
            write.prepare_cached("INSERT INTO command (id, answer) VALUES (?1, '')")?.execute([id.as_slice()])?;
        }
        write.commit()?;
        #[cfg(test)]
        if std::mem::take(&mut self.journal.is_lying) {
            return Err(StoreError::Sqlite(rusqlite::Error::InvalidQuery));
        }
        Ok(())
    }

    fn remembered(&self, id: &[u8; 16]) -> Result<Option<Result<(), SendError>>, StoreError> {
        let mut select = self.journal.read().prepare_cached("SELECT answer FROM command WHERE id = ?1")?;
        let answer: Option<String> = select.query_row([id.as_slice()], |row| row.get(0)).optional()?;
        let Some(answer) = answer else { return Ok(None) };
        if answer.is_empty() {
            return Ok(Some(Ok(())));
        }
        let Remembered { code, field } =
            serde_json::from_str(&answer).map_err(|wrong| StoreError::damaged("command", wrong))?;
        Ok(Some(Err(SendError::Refused { code, field })))
    }

    fn remember_refusal(&mut self, id: &[u8; 16], code: &str, field: Option<String>) -> Result<(), StoreError> {
        let answer = serde_json::to_string(&Remembered { code: code.to_owned(), field })
            .map_err(|wrong| StoreError::damaged("command", wrong))?;
        let write = self.journal.write()?;
        write.execute("INSERT OR IGNORE INTO command (id, answer) VALUES (?1, ?2)", params![id.as_slice(), answer])?;
        write.commit()?;
        Ok(())
    }

    /// Our fault: the log has more under the report id.
    pub(super) fn broken(&self, wrong: &StoreError) -> SendError {
        let stamp = self.ports.clock.stamp();
        let report_id = format!("{:x}-{:x}", stamp.wall_ms, stamp.mono_ms);
        tracing::error!(report_id, error = %wrong, "an intent could not be carried out");
        SendError::Broken { code: wrong.code().to_owned(), report_id }
    }
}

/// The visit after these events, which go to the end of the lane.
fn told(mut next: Visit, (lane, end): (&Lane, u64), events: &[Event], stamp: Stamp) -> Visit {
    for (seq, event) in (end + 1..).zip(events) {
        let place = Place { lane: lane.clone(), seq };
        next.apply(Entry { place, at: Some(stamp), event: event.clone() });
    }
    next
}
