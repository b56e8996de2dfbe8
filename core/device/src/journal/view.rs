//! The journal as sync reads it, from one moment.

use std::collections::BTreeSet;

use doorstep_domain::book::{BookId, BookSet};
use doorstep_domain::id::{DayId, Hash, InstallationId, Lane, Subject};
use doorstep_sync::phone::{ContentWaiting, LaneStand, LaneState, PhoneJournal, Priority, Stand};
use doorstep_sync::{digest, edition};
use doorstep_wire::message::{Content, Cursor, Epoch, Limits, PhotoOffer, SentEvent};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::block::hash_in;
use super::row::{LaneRow, events_after, hash, number, signed};
use crate::error::StoreError;

/// One moment of the journal.
pub struct View<'a> {
    moment: Transaction<'a>,
}

impl<'a> View<'a> {
    /// Begins to read.
    pub fn open(db: &'a Connection) -> Result<Self, StoreError> {
        Ok(Self { moment: db.unchecked_transaction()? })
    }

    /// The visits that the engineer has left.
    fn left(&self) -> Result<BTreeSet<Subject>, StoreError> {
        let mut select = self.moment.prepare_cached("SELECT id FROM visit WHERE state = 'left'")?;
        let ids = select.query_map([], |row| row.get::<_, String>(0))?;
        ids.map(|id| id?.parse().map(Subject::Visit).map_err(|wrong| StoreError::damaged("visit", wrong))).collect()
    }

    fn row_of(&self, lane: &Lane) -> Result<Option<LaneRow>, StoreError> {
        LaneRow::find(&self.moment, lane)
    }
}

/// The youngest day: earlier ones are over.
fn last_day(rows: &[LaneRow]) -> Option<DayId> {
    let days = rows.iter().filter_map(|row| match &row.lane.subject {
        Subject::Day(day) => Some(day),
        _ => None,
    });
    days.max().cloned()
}

/// The ids of an edition's row.
pub fn book_set(bytes: &[u8]) -> Result<BookSet, StoreError> {
    let ids: Vec<BookId> =
        bytes.chunks(32).filter_map(|id| <[u8; 32]>::try_from(id).ok()).map(|id| BookId(Hash(id))).collect();
    match ids.as_slice() {
        &[standard, fees, parts, sla, wording, knowledge] => {
            Ok(BookSet { standard, fees, parts, sla, wording, knowledge })
        }
        _ => Err(StoreError::damaged("edition", "it does not name six books")),
    }
}

/// The books that are whole here.
pub fn books_here(db: &Connection) -> Result<Vec<Hash>, StoreError> {
    let mut select = db.prepare_cached("SELECT id FROM book")?;
    let rows = select.query_map([], |row| hash(row, "id"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn limits(row: &Row<'_>) -> rusqlite::Result<Option<Limits>> {
    let Some(push_bytes) = row.get::<_, Option<i64>>("push_bytes")? else { return Ok(None) };
    Ok(Some(Limits {
        push_bytes: u64::try_from(push_bytes).unwrap_or(0),
        push_events: row.get("push_events")?,
        content_bytes: number(row, "content_bytes")?,
        photo_bytes: number(row, "photo_bytes")?,
    }))
}

impl PhoneJournal for View<'_> {
    type Error = StoreError;

    fn stand(&self) -> Result<Stand, StoreError> {
        let lanes = LaneRow::all(&self.moment)?;
        let mut stand = self.moment.query_row("SELECT * FROM phone", [], |row| {
            let epoch = row.get::<_, Option<[u8; 16]>>("epoch")?.map(Epoch);
            let n: Option<i64> = row.get("cursor_n")?;
            let cursor = match (epoch, n) {
                (Some(epoch), Some(n)) => {
                    Some(Cursor { epoch, n: u64::try_from(n).unwrap_or(0), hash: hash(row, "cursor_hash")? })
                }
                _ => None,
            };
            Ok(Stand {
                installation: InstallationId(row.get("installation")?),
                epoch,
                challenge: row.get("challenge")?,
                limits: limits(row)?,
                cursor,
                safe_upto: number(row, "safe_upto")?,
                running: (number(row, "running")?).saturating_sub(number(row, "not_counted")?) + number(row, "moved")?,
                digest: Hash::NONE,
            })
        })?;
        let own = lanes.iter().filter(|row| row.lane.installation == stand.installation);
        let proved = own.filter(|row| row.proved.seq > 0 && row.arrival > stand.safe_upto);
        stand.digest = digest::of_heads(proved.map(|row| (&row.lane, row.proved)));
        Ok(stand)
    }

    fn lanes(&self) -> Result<Vec<LaneStand>, StoreError> {
        let rows = LaneRow::for_sync(&self.moment)?;
        let left = self.left()?;
        let own = InstallationId(self.moment.query_row("SELECT installation FROM phone", [], |row| row.get(0))?);
        let last_day = last_day(&rows);
        let is_open = |lane: &Lane| match &lane.subject {
            _ if lane.installation != own => true,
            Subject::Day(day) => last_day.as_ref() == Some(day),
            subject => !left.contains(subject),
        };
        Ok(rows
            .iter()
            .cloned()
            .map(|row| LaneStand {
                priority: if left.contains(&row.lane.subject) { Priority::Today } else { Priority::UnderWay },
                is_open: is_open(&row.lane),
                state: if row.is_forked { LaneState::Forked } else { LaneState::Open },
                lane: row.lane,
                continues: row.continues,
                head: row.head,
                proved: row.proved,
            })
            .collect())
    }

    fn events(
        &self,
        lane: &Lane,
        after_seq: u64,
        most_events: usize,
        most_bytes: u64,
    ) -> Result<Vec<SentEvent>, StoreError> {
        let Some(row) = self.row_of(lane)? else { return Ok(Vec::new()) };
        let mut events = Vec::new();
        let mut bytes = 0u64;
        events_after(&self.moment, &row, after_seq, |event| {
            bytes = bytes.saturating_add(event.bytes.len() as u64);
            if events.len() >= most_events || (bytes > most_bytes && !events.is_empty()) {
                return false;
            }
            events.push(event.sent());
            true
        })?;
        Ok(events)
    }

    fn withheld(&self) -> Result<Vec<(Lane, u64)>, StoreError> {
        let mut select =
            self.moment.prepare_cached("SELECT seq FROM quarantine WHERE lane = ?1 AND code = 'event/withheld'")?;
        let mut withheld = Vec::new();
        for row in LaneRow::all(&self.moment)? {
            let seqs = select.query_map([row.id], |found| number(found, "seq"))?.collect::<Result<Vec<u64>, _>>()?;
            withheld.extend(seqs.into_iter().filter(|seq| *seq <= row.proved.seq).map(|seq| (row.lane.clone(), seq)));
        }
        Ok(withheld)
    }

    fn hash_at(&self, lane: &Lane, seq: u64) -> Result<Option<Hash>, StoreError> {
        let Some(row) = self.row_of(lane)? else { return Ok(None) };
        let mut select = self.moment.prepare_cached("SELECT hash FROM event WHERE lane = ?1 AND seq = ?2")?;
        match select.query_row(params![row.id, signed(seq)], |row| hash(row, "hash")).optional()? {
            Some(hash) => Ok(Some(hash)),
            None => hash_in(&self.moment, &row, seq),
        }
    }

    fn contents_waiting(&self) -> Result<Vec<ContentWaiting>, StoreError> {
        let mut select = self.moment.prepare_cached(
            "SELECT hash, length(bytes) AS len FROM content LEFT JOIN visit ON content.subject = 'visit/' || visit.id \
             WHERE arrived IS NULL AND bytes IS NOT NULL ORDER BY coalesce(state, '') = 'left', subject",
        )?;
        let rows = select
            .query_map([], |row| Ok(ContentWaiting { hash: hash(row, "hash")?, bytes_len: number(row, "len")? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn content(&self, name: &Hash) -> Result<Option<Content>, StoreError> {
        let mut select = self.moment.prepare_cached(
            "SELECT subject, salt, bytes FROM content WHERE hash = ?1 AND bytes IS NOT NULL AND salt IS NOT NULL",
        )?;
        let found = select
            .query_row([name.0.as_slice()], |row| {
                Ok((row.get::<_, String>("subject")?, row.get("salt")?, row.get("bytes")?))
            })
            .optional()?;
        let Some((subject, salt, bytes)) = found else { return Ok(None) };
        let subject = subject.parse().map_err(|wrong| StoreError::damaged("content", wrong))?;
        Ok(Some(Content { subject, salt, bytes }))
    }

    fn photos_waiting(&self) -> Result<Vec<PhotoOffer>, StoreError> {
        let mut select = self.moment.prepare_cached(
            "SELECT hash, min(subject) AS subject, bytes_len FROM photo WHERE state = 'offered' GROUP BY hash",
        )?;
        let rows = select.query_map([], |row| {
            Ok((hash(row, "hash")?, row.get::<_, String>("subject")?, number(row, "bytes_len")?))
        })?;
        rows.map(|row| {
            let (hash, subject, bytes_len) = row?;
            let subject = subject.parse().map_err(|wrong| StoreError::damaged("photo", wrong))?;
            Ok(PhotoOffer { subject, hash, bytes_len })
        })
        .collect()
    }

    fn books_wanted(&self) -> Result<Vec<Hash>, StoreError> {
        let mut select = self.moment.prepare_cached("SELECT books FROM edition")?;
        let rows = select.query_map([], |row| row.get::<_, Vec<u8>>("books"))?;
        let editions = rows.map(|row| book_set(&row?)).collect::<Result<Vec<_>, StoreError>>()?;
        let here = books_here(&self.moment)?;
        Ok(edition::books_wanted(&editions, |book| here.contains(&book.0)))
    }
}
