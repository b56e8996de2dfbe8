//! What sync asks of the journal's thread: what to say next, and to take an answer in.

use doorstep_domain::id::Hash;
use doorstep_sync::backoff::Moment;
use doorstep_sync::phone::{Answered, Failure, Next, PhoneEffect, PhoneJournal};
use doorstep_wire::message::FeedItem;
use rusqlite::Connection;

use super::Standing;
use crate::engine::Core;
use crate::error::StoreError;
use crate::journal::{LaneRow, apply};

impl Core {
    /// What the phone's half of sync wants to do now.
    pub(super) fn next(&mut self, now_ms: u64) -> Result<Next, StoreError> {
        let view = self.journal.view()?;
        self.sync.next(&view, now_ms)
    }

    /// Takes an answer in: all of its effects in one transaction.
    pub(super) fn answered(&mut self, answer: &doorstep_wire::message::Answer, at: Moment) -> Result<(), StoreError> {
        let answered = {
            let view = self.journal.view()?;
            self.sync.answered(answer, &view, at)?
        };
        let effects = match answered {
            Answered::NotMine => {
                self.sync.failed(Failure::Unclear, at);
                return Ok(());
            }
            Answered::Counts(effects) => effects,
        };
        self.note_answered();
        if let Err(wrong) = self.apply_effects(&effects) {
            // Nothing was applied, or it is not known: the disk is read anew and asked again.
            self.reload()?;
            self.restart_sync()?;
            return Err(wrong);
        }
        if effects.iter().any(moves) {
            self.reload()?;
        }
        if effects.iter().any(erases) {
            self.finish_erasing()?;
        }
        if !effects.is_empty() {
            self.may_be_untidy();
            self.changed(None);
        }
        Ok(())
    }

    fn apply_effects(&mut self, effects: &[PhoneEffect]) -> Result<(), StoreError> {
        let new = self.new_id()?;
        let now_ms = self.ports.clock.stamp().wall_ms;
        let write = self.journal.write()?;
        let is_proof = proves(&write, effects)?;
        apply(&write, effects, new, now_ms)?;
        let sql = "UPDATE phone SET answered_ms = ?1, proved_ms = iif(?2, ?1, proved_ms)";
        write.prepare_cached(sql)?.execute(rusqlite::params![now_ms, is_proof])?;
        write.execute("UPDATE trust SET standing = 'at-work' WHERE standing = 'unknown'", [])?;
        write.commit()?;
        Ok(())
    }

    /// How much the office has not proved or not told. Without a feed there may be jobs and
    /// books that this phone never heard of.
    pub(super) fn unproved(&mut self) -> Result<u64, StoreError> {
        let line = self.sync_line()?;
        let is_at_work = !self.office().is_empty() && self.standing()? == Standing::AtWork;
        let view = self.journal.view()?;
        let books = view.books_wanted()?.len() as u64;
        let feed = u64::from(is_at_work && view.stand()?.cursor.is_none());
        Ok(u64::from(line.events_waiting) + u64::from(line.photos_waiting) + books + feed)
    }

    /// Keeps a whole book.
    pub(super) fn keep_book(&mut self, id: Hash, bytes: &[u8]) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        write.execute(
            "INSERT OR IGNORE INTO book (id, bytes) VALUES (?1, ?2)",
            rusqlite::params![id.0.as_slice(), bytes],
        )?;
        write.commit()?;
        self.changed(None);
        Ok(())
    }
}

/// Whether the office proves something that it had not proved before.
fn proves(db: &Connection, effects: &[PhoneEffect]) -> Result<bool, StoreError> {
    for effect in effects {
        let is_proof = match effect {
            PhoneEffect::Arrived { .. } => true,
            PhoneEffect::SetProved { lane, proved, .. } => {
                LaneRow::find(db, lane)?.is_some_and(|row| row.proved.seq < proved.seq)
            }
            _ => false,
        };
        if is_proof {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether an effect may move events to another lane, or make this phone another one.
fn moves(effect: &PhoneEffect) -> bool {
    matches!(effect, PhoneEffect::LaneForked { .. } | PhoneEffect::EpochChanged { .. })
}

fn erases(effect: &PhoneEffect) -> bool {
    let PhoneEffect::FeedTaken { entries, .. } = effect else { return false };
    entries.iter().any(|entry| matches!(entry.item, FeedItem::Erased { .. }))
}
