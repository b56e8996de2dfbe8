//! Rows as values, read with checks: a row that cannot be what it says is damage.

use doorstep_domain::id::{EngineerId, Hash, Head, InstallationId, Lane, Subject};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_wire::message::SentEvent;
use rusqlite::{Connection, OptionalExtension, Row, RowIndex, params};

use super::block;
use crate::error::StoreError;

/// Who this phone is.
#[derive(Clone, Debug)]
pub struct PhoneRow {
    /// This copy of the app.
    pub installation: InstallationId,
    /// None before enrolment.
    pub engineer: Option<EngineerId>,
    /// Where head office listens; empty before enrolment.
    pub office: String,
    /// Which key of the key store is this installation's; empty for the first.
    pub key_name: String,
    /// That key, as it was seen.
    pub public_key: Option<Vec<u8>>,
    /// Whether the office knows this installation, or none before it.
    pub is_registered: bool,
}

/// One lane of this phone.
#[derive(Clone, Debug)]
pub struct LaneRow {
    /// The row.
    pub id: i64,
    /// Which lane.
    pub lane: Lane,
    /// Its last place.
    pub head: Head,
    /// What the office proved.
    pub proved: Head,
    /// The place of its last arrival at the office.
    pub arrival: u64,
    /// The office knows it otherwise.
    pub is_forked: bool,
    /// The running number of its last event.
    pub running: u64,
    /// The clocks at its last event; none before the first, and after one that moved here.
    pub clock: Option<Stamp>,
    /// The lane that this one continues: its installation and how far it was known.
    pub continues: Option<(InstallationId, Head)>,
}

/// One event as it was kept.
#[derive(Clone, Debug)]
pub struct LoadedEvent {
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Where it was recorded, if not here: installation, place and the hash before it.
    pub from: Option<(InstallationId, u64, Hash)>,
}

impl LoadedEvent {
    /// As it travels.
    pub fn sent(self) -> SentEvent {
        match self.from {
            None => SentEvent::Plain(self.bytes),
            Some((from, seq, previous)) => SentEvent::Moved { bytes: self.bytes, from, seq, previous },
        }
    }
}

/// Lanes, by their columns' places: looked up by name they would cost a tap more than the row.
macro_rules! select_lanes {
    ($rest:literal) => {
        concat!(
            "SELECT id, installation, subject, head_seq, head_hash, proved_seq, proved_hash, arrival, is_forked, \
             running, wall_ms, mono_ms, boot, uncertainty_ms, continues, continues_seq, continues_hash FROM lane ",
            $rest
        )
    };
}

/// A hash column.
pub fn hash(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<Hash> {
    row.get::<_, [u8; 32]>(column).map(Hash)
}

/// A number that is never negative.
pub fn number(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|value| u64::try_from(value).unwrap_or(0))
}

/// SQLite's integers are signed; ours never reach the sign.
pub fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl PhoneRow {
    /// Reads it.
    pub fn load(db: &Connection) -> Result<Self, StoreError> {
        let sql = "SELECT installation, engineer, office, key_name, public_key, is_registered FROM phone";
        let row = db.prepare_cached(sql)?.query_row([], |row| {
            let engineer: String = row.get("engineer")?;
            Ok(Self {
                installation: InstallationId(row.get("installation")?),
                engineer: engineer.parse().ok(),
                office: row.get("office")?,
                key_name: row.get("key_name")?,
                public_key: row.get("public_key")?,
                is_registered: row.get("is_registered")?,
            })
        });
        Ok(row?)
    }
}

impl LaneRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Result<Self, StoreError>> {
        let Ok(subject) = row.get_ref(2)?.as_str()?.parse::<Subject>() else {
            return Ok(Err(StoreError::damaged("lane", "its subject is none")));
        };
        let head_at = |seq: usize| Ok::<_, rusqlite::Error>(Head { seq: number(row, seq)?, hash: hash(row, seq + 1)? });
        let head = head_at(3)?;
        let clock = Stamp {
            wall_ms: row.get(10)?,
            mono_ms: number(row, 11)?,
            boot: BootId(u64::from_ne_bytes(row.get::<_, i64>(12)?.to_ne_bytes())),
            uncertainty_ms: row.get(13)?,
        };
        Ok(Ok(Self {
            id: row.get(0)?,
            lane: Lane { installation: InstallationId(row.get(1)?), subject },
            head,
            proved: head_at(5)?,
            arrival: number(row, 7)?,
            is_forked: row.get(8)?,
            running: number(row, 9)?,
            clock: (head.seq > 0 && (clock.wall_ms, clock.mono_ms, clock.boot.0) != (0, 0, 0)).then_some(clock),
            continues: match row.get::<_, Option<_>>(14)? {
                Some(old) => Some((InstallationId(old), head_at(15)?)),
                None => None,
            },
        }))
    }

    /// The lane, if there is one.
    pub fn find(db: &Connection, lane: &Lane) -> Result<Option<Self>, StoreError> {
        let sql = select_lanes!("WHERE installation = ?1 AND subject = ?2");
        let subject = lane.subject.to_string();
        db.prepare_cached(sql)?
            .query_row(params![lane.installation.0.as_slice(), subject], Self::read)
            .optional()?
            .transpose()
    }

    /// The lane of this row, if there is one.
    pub fn by_id(db: &Connection, id: i64) -> Result<Option<Self>, StoreError> {
        let sql = select_lanes!("WHERE id = ?1");
        db.prepare_cached(sql)?.query_row([id], Self::read).optional()?.transpose()
    }

    /// All lanes.
    pub fn all(db: &Connection) -> Result<Vec<Self>, StoreError> {
        let sql = select_lanes!("ORDER BY id DESC");
        db.prepare_cached(sql)?.query_map([], Self::read)?.map(|row| row?).collect()
    }

    /// Lanes that may have something to say: not all proved, not safe, or of a visit that
    /// was not left. Without the last, what never changes again would be read at every sync.
    /// Nobody takes lanes of an installation that cannot vouch for this one: what of them is
    /// not at the office moved.
    pub fn for_sync(db: &Connection) -> Result<Vec<Self>, StoreError> {
        let sql = select_lanes!(
            "WHERE (head_hash <> proved_hash OR arrival > (SELECT safe_upto FROM phone) \
             OR subject NOT IN (SELECT 'visit/' || id FROM visit WHERE state = 'left')) \
             AND installation NOT IN (SELECT installation FROM predecessor WHERE is_vouched = 0) ORDER BY id DESC"
        );
        db.prepare_cached(sql)?.query_map([], Self::read)?.map(|row| row?).collect()
    }

    /// The lanes of a subject, this installation's and those of earlier ones.
    pub fn of_subject(db: &Connection, subject: &Subject) -> Result<Vec<Self>, StoreError> {
        let sql = select_lanes!("WHERE subject = ?1 ORDER BY installation");
        db.prepare_cached(sql)?.query_map([subject.to_string()], Self::read)?.map(|row| row?).collect()
    }

    /// Its last place that counts: a closed lane's common point.
    pub fn end(&self) -> Head {
        if self.is_forked { self.proved } else { self.head }
    }

    /// The lanes that say something about parts.
    pub fn about_parts(db: &Connection) -> Result<Vec<Self>, StoreError> {
        let sql = select_lanes!("WHERE id IN (SELECT lane FROM part_lane) ORDER BY id");
        db.prepare_cached(sql)?.query_map([], Self::read)?.map(|row| row?).collect()
    }
}

/// The events of a lane after a place, in order; the caller cuts.
pub fn events_after(
    db: &Connection,
    lane: &LaneRow,
    after_seq: u64,
    mut take: impl FnMut(LoadedEvent) -> bool,
) -> Result<(), StoreError> {
    let block = block::events_of(db, lane)?;
    for event in block.into_iter().filter(|event| event.seq > after_seq) {
        if !take(event) {
            return Ok(());
        }
    }
    let mut select = db.prepare_cached(
        "SELECT seq, hash, bytes, from_installation, from_seq, from_previous FROM event \
         WHERE lane = ?1 AND seq > ?2 ORDER BY seq",
    )?;
    let mut rows = select.query(params![lane.id, signed(after_seq)])?;
    while let Some(row) = rows.next()? {
        let from = match row.get::<_, Option<_>>("from_installation")? {
            Some(from) => Some((InstallationId(from), number(row, "from_seq")?, hash(row, "from_previous")?)),
            None => None,
        };
        let event = LoadedEvent { seq: number(row, "seq")?, hash: hash(row, "hash")?, bytes: row.get("bytes")?, from };
        if !take(event) {
            break;
        }
    }
    Ok(())
}
