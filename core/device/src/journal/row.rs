//! Rows as values, read with checks: a row that cannot be what it says is damage.

use doorstep_domain::id::{EngineerId, Hash, Head, InstallationId, Lane, Subject};
use doorstep_domain::time::{BootId, Stamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

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
    /// How many events were ever recorded here.
    pub running: u64,
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
    /// The clocks at its last event; none before the first.
    pub clock: Option<Stamp>,
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
}

const LANE_COLUMNS: &str = "id, installation, subject, head_seq, head_hash, proved_seq, proved_hash, arrival, is_forked, running, \
                            wall_ms, mono_ms, boot, uncertainty_ms";

/// A hash column.
pub fn hash(row: &Row<'_>, column: &str) -> rusqlite::Result<Hash> {
    row.get::<_, [u8; 32]>(column).map(Hash)
}

/// A number that is never negative.
pub fn number(row: &Row<'_>, column: &str) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(|value| u64::try_from(value).unwrap_or(0))
}

/// SQLite's integers are signed; ours never reach the sign.
pub fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl PhoneRow {
    /// Reads it.
    pub fn load(db: &Connection) -> Result<Self, StoreError> {
        let row = db.query_row("SELECT installation, engineer, office, running FROM phone", [], |row| {
            let engineer: String = row.get("engineer")?;
            Ok(Self {
                installation: InstallationId(row.get("installation")?),
                engineer: engineer.parse().ok(),
                office: row.get("office")?,
                running: number(row, "running")?,
            })
        });
        Ok(row?)
    }
}

impl LaneRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Result<Self, StoreError>> {
        let subject: String = row.get("subject")?;
        let Ok(subject) = subject.parse::<Subject>() else {
            return Ok(Err(StoreError::damaged("lane", "its subject is none")));
        };
        let head = Head { seq: number(row, "head_seq")?, hash: hash(row, "head_hash")? };
        let clock = Stamp {
            wall_ms: row.get("wall_ms")?,
            mono_ms: number(row, "mono_ms")?,
            boot: BootId(u64::from_ne_bytes(row.get::<_, i64>("boot")?.to_ne_bytes())),
            uncertainty_ms: row.get("uncertainty_ms")?,
        };
        Ok(Ok(Self {
            id: row.get("id")?,
            lane: Lane { installation: InstallationId(row.get("installation")?), subject },
            head,
            proved: Head { seq: number(row, "proved_seq")?, hash: hash(row, "proved_hash")? },
            arrival: number(row, "arrival")?,
            is_forked: row.get("is_forked")?,
            running: number(row, "running")?,
            clock: (head.seq > 0).then_some(clock),
        }))
    }

    /// The lane, if there is one.
    pub fn find(db: &Connection, lane: &Lane) -> Result<Option<Self>, StoreError> {
        let sql = format!("SELECT {LANE_COLUMNS} FROM lane WHERE installation = ?1 AND subject = ?2");
        let subject = lane.subject.to_string();
        db.prepare_cached(&sql)?
            .query_row(params![lane.installation.0.as_slice(), subject], Self::read)
            .optional()?
            .transpose()
    }

    /// All lanes.
    pub fn all(db: &Connection) -> Result<Vec<Self>, StoreError> {
        let sql = format!("SELECT {LANE_COLUMNS} FROM lane ORDER BY id DESC");
        db.prepare_cached(&sql)?.query_map([], Self::read)?.map(|row| row?).collect()
    }

    /// Lanes that may have something to say: not all proved, not safe, or of a visit that
    /// was not left. Without the last, what never changes again would be read at every sync.
    pub fn for_sync(db: &Connection) -> Result<Vec<Self>, StoreError> {
        let filter = "WHERE head_hash <> proved_hash OR arrival > (SELECT safe_upto FROM phone) \
                      OR subject NOT IN (SELECT 'visit/' || id FROM visit WHERE state = 'left')";
        let sql = format!("SELECT {LANE_COLUMNS} FROM lane {filter} ORDER BY id DESC");
        db.prepare_cached(&sql)?.query_map([], Self::read)?.map(|row| row?).collect()
    }

    /// The lanes that say something about parts.
    pub fn about_parts(db: &Connection) -> Result<Vec<Self>, StoreError> {
        let sql = format!("SELECT {LANE_COLUMNS} FROM lane WHERE id IN (SELECT lane FROM part_lane) ORDER BY id");
        db.prepare_cached(&sql)?.query_map([], Self::read)?.map(|row| row?).collect()
    }
}

/// The events of a lane after a place, in order; the caller cuts.
pub fn events_after(
    db: &Connection,
    lane: i64,
    after_seq: u64,
    mut take: impl FnMut(LoadedEvent) -> bool,
) -> Result<(), StoreError> {
    let mut select =
        db.prepare_cached("SELECT seq, hash, bytes FROM event WHERE lane = ?1 AND seq > ?2 ORDER BY seq")?;
    let mut rows = select.query(params![lane, signed(after_seq)])?;
    while let Some(row) = rows.next()? {
        let event = LoadedEvent { seq: number(row, "seq")?, hash: hash(row, "hash")?, bytes: row.get("bytes")? };
        if !take(event) {
            break;
        }
    }
    Ok(())
}
