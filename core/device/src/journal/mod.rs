//! The phone's disk: one SQLite file, one writer.
//!
//! Decides how facts are kept: WAL, `synchronous=FULL`, `BEGIN IMMEDIATE`, settings read
//! back after they were made. What a transaction holds is decided by `engine` (a tap) and
//! `effect` (an answer of the office; `fork` where it says that this phone is a copy); both
//! write events, contents, lane heads and projections together or not at all.

mod aside;
mod block;
mod effect;
mod entry;
mod fork;
mod look;
mod projection;
mod row;
mod told;
mod view;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use doorstep_domain::book::{EditionId, Knowledge};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use look::look;

pub use aside::set_aside;
pub use block::compress;
pub use effect::{apply, erase, reread_unknown, unprove};
pub use entry::{VisitRow, append, is_about_parts, keep_content, keep_photo, keep_visit, state_key};
pub use fork::{become_new, let_in};
pub use projection::{Projected, is_ours};
pub use row::{LaneRow, PhoneRow, events_after, signed};
pub use told::{carried, records_of, whole};
pub use view::{View, book_set, books_here};

use crate::ballast::Ballast;
use crate::error::{OpenError, StoreError};
use crate::knowledge;
use crate::ports::Random;

/// The version of the schema that this app writes.
pub const SCHEMA: i64 = 3;

/// Each step goes from the version before it to its own, in one transaction.
const STEPS: [&str; SCHEMA as usize] =
    [include_str!("first.sql"), include_str!("second.sql"), include_str!("third.sql")];

/// How many statements stay prepared.
const STATEMENTS: usize = 64;

/// The first SQLite with the WAL-reset fix: 3.51.3.
const OLDEST_SQLITE: i32 = 3_051_003;

/// The store of one phone.
pub struct Journal {
    path: PathBuf,
    db: Connection,
    /// A commit whose outcome was unclear was found in the file, and may not be on the disk yet.
    is_unsettled: bool,
    /// Held for as long as the store is open; the system lets it go when the process dies.
    _only: File,
    /// A commit that succeeds is told as a failure, once.
    #[cfg(test)]
    pub is_lying: bool,
}

impl Journal {
    /// Opens the store of this folder, or makes one. A newer app's store is refused untouched.
    pub fn open(folder: &Path, random: &dyn Random) -> Result<Self, OpenError> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(OpenError::OldSqlite { found: rusqlite::version().to_owned() });
        }
        let only = the_only_one(folder)?;
        let path = folder.join("journal.sqlite");
        look(folder, &path)?;
        let mut db = connect(&path)?;
        migrate(&mut db)?;
        let mut journal = Self {
            path,
            db,
            is_unsettled: false,
            _only: only,
            #[cfg(test)]
            is_lying: false,
        };
        journal.name_installation(random)?;
        if reread_unknown(&journal.db).map_err(OpenError::from)? {
            tracing::info!("this app reads more of the feed than the one before it: it is taken anew");
        }
        Ok(journal)
    }

    /// Drops the connection and opens the file anew: what is there now is what happened.
    ///
    /// The old connection goes first: while it lives, the log is believed as it remembers it,
    /// and a commit that it gave up could come back with the next start.
    pub fn reopen(&mut self) -> Result<(), StoreError> {
        let nothing = Connection::open_in_memory()?;
        drop(std::mem::replace(&mut self.db, nothing));
        self.is_unsettled = true;
        self.db = connect(&self.path).map_err(|wrong| StoreError::Reopen(Box::new(wrong)))?;
        Ok(())
    }

    /// Whether all that can be read here is surely on the disk.
    pub fn is_settled(&self) -> bool {
        !self.is_unsettled
    }

    /// What was opened again holds nothing that was not settled before.
    pub fn nothing_new(&mut self) {
        self.is_unsettled = false;
    }

    /// Writes what the log holds into the file and syncs it. A log whose sync failed may be in
    /// memory only, although it can be read and a second sync says nothing; what is built on it
    /// would go with it.
    pub fn settle(&mut self) -> Result<(), StoreError> {
        if self.is_unsettled {
            // After an opening that failed there is only an empty store in memory.
            if self.db.path().is_none_or(str::is_empty) {
                self.reopen()?;
            }
            self.empty_log()?;
            self.is_unsettled = false;
        }
        Ok(())
    }

    /// Begins to write.
    pub fn write(&mut self) -> Result<Transaction<'_>, StoreError> {
        self.settle()?;
        Ok(self.db.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// Makes the knowledge of this edition searchable, if it is not yet.
    pub fn index_knowledge(&mut self, edition: EditionId, knowledge: &Knowledge) -> Result<(), StoreError> {
        knowledge::index(&mut self.db, edition, knowledge)
    }

    /// The room that is kept beside the store.
    pub fn ballast(&self) -> Ballast {
        Ballast::new(self.folder())
    }

    /// Where the store lies.
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    /// How long the store and its log are.
    pub fn bytes_len(&self) -> u64 {
        let log = self.path.with_extension("sqlite-wal");
        [&self.path, &log].iter().filter_map(|file| std::fs::metadata(file).ok()).map(|file| file.len()).sum()
    }

    /// Reads outside a transaction, one statement at a time.
    pub fn read(&self) -> &Connection {
        &self.db
    }

    /// Reads from one moment.
    pub fn view(&self) -> Result<View<'_>, StoreError> {
        View::open(&self.db)
    }

    /// Moves the write-ahead log into the file and empties it: it still holds what was erased.
    pub fn empty_log(&self) -> Result<(), StoreError> {
        Ok(self.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
    }

    fn name_installation(&mut self, random: &dyn Random) -> Result<(), OpenError> {
        let named: i64 = self.db.query_row("SELECT count(*) FROM phone", [], |row| row.get(0))?;
        if named == 0 {
            let mut id = [0; 16];
            random.fill(&mut id)?;
            self.db.execute("INSERT INTO phone (one, installation) VALUES (1, ?1)", [id.as_slice()])?;
        }
        Ok(())
    }
}

/// One process at a time: two writers would each believe in their own visits.
fn the_only_one(folder: &Path) -> Result<File, OpenError> {
    let file = File::options().create(true).truncate(false).write(true).open(folder.join("journal.lock"));
    let file = file.map_err(OpenError::Folder)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse),
        Err(TryLockError::Error(wrong)) => Err(OpenError::Folder(wrong)),
    }
}

fn schema_of(db: &Connection) -> Result<i64, rusqlite::Error> {
    db.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn connect(path: &Path) -> Result<Connection, OpenError> {
    let db = Connection::open(path)?;
    // A tap and an answer of the office have more statements than are kept prepared by default.
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    let settings = [
        ("journal_mode", "WAL", "wal"),
        ("synchronous", "FULL", "2"),
        ("fullfsync", "ON", "1"),
        ("foreign_keys", "ON", "1"),
        ("trusted_schema", "OFF", "0"),
        ("cell_size_check", "ON", "1"),
        ("secure_delete", "ON", "1"),
        ("mmap_size", "0", "0"),
        ("busy_timeout", "5000", "5000"),
    ];
    for (setting, value, expected) in settings {
        db.pragma_update_and_check(None, setting, value, |_| Ok(())).or_else(no_row)?;
        let found = db.query_row(&format!("PRAGMA {setting}"), [], |row| {
            row.get::<_, rusqlite::types::Value>(0).map(|value| match value {
                rusqlite::types::Value::Integer(number) => number.to_string(),
                rusqlite::types::Value::Text(text) => text,
                _ => String::new(),
            })
        });
        let found = found.or_else(|wrong| if setting == "mmap_size" { Ok("0".into()) } else { Err(wrong) })?;
        if found != expected {
            return Err(OpenError::Setting { setting, expected, found });
        }
    }
    Ok(db)
}

/// A setting that answers with no row is read back anyway.
fn no_row(wrong: rusqlite::Error) -> Result<(), rusqlite::Error> {
    match wrong {
        rusqlite::Error::QueryReturnedNoRows => Ok(()),
        wrong => Err(wrong),
    }
}

fn migrate(db: &mut Connection) -> Result<(), OpenError> {
    let mut version = schema_of(db)?;
    for step in STEPS.iter().skip(usize::try_from(version).unwrap_or(0)) {
        let step_of = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        step_of.execute_batch(step)?;
        version += 1;
        step_of.pragma_update(None, "user_version", version)?;
        step_of.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_cannot_have_its_settings_is_not_used() {
        let refused = connect(Path::new(":memory:")).map(|_| ());
        assert!(matches!(refused, Err(OpenError::Setting { setting: "journal_mode", .. })), "{refused:?}");
    }

    #[test]
    fn every_setting_is_there_after_opening_and_after_opening_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut journal = Journal::open(folder.path(), &crate::ports::OsRandom).unwrap();
        for _ in 0..2 {
            let number = |setting: &str| -> i64 {
                journal.read().query_row(&format!("PRAGMA {setting}"), [], |row| row.get(0)).unwrap()
            };
            let found =
                ["synchronous", "foreign_keys", "trusted_schema", "cell_size_check", "secure_delete"].map(number);
            assert_eq!(found, [2, 1, 0, 1, 1]);
            assert_eq!(number("user_version"), SCHEMA);
            journal.reopen().unwrap();
        }
    }
}
