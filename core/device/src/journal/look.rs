//! What lies in a phone's folder, before a store is opened there: a store of this app, none
//! yet, or something that is not touched. Nothing that was there is changed by looking.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::SCHEMA;
use crate::error::OpenError;

/// The first bytes of every SQLite file.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// Where the schema's number stands among them.
const SCHEMA_AT: usize = 60;
/// How long they are.
const HEADER: usize = 100;

/// Fails where no store may be opened or made here.
pub fn look(folder: &Path, store: &Path) -> Result<(), OpenError> {
    match length(store)? {
        0 => nothing_is_left(folder, store),
        _ => is_ours(store),
    }
}

/// The store's own files, those that SQLite keeps beside it included.
pub fn files(store: &Path) -> [PathBuf; 4] {
    ["", "-wal", "-shm", "-journal"].map(|suffix| beside(store, suffix))
}

fn beside(store: &Path, suffix: &str) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Bytes of a file; 0 where there is none.
fn length(file: &Path) -> Result<u64, OpenError> {
    match fs::metadata(file) {
        Ok(about) => Ok(about.len()),
        Err(absent) if absent.kind() == ErrorKind::NotFound => Ok(0),
        Err(wrong) => Err(OpenError::Folder(wrong)),
    }
}

/// A store is made only where nothing says that there was one: not its log, nor what is kept
/// beside a store alone.
fn nothing_is_left(folder: &Path, store: &Path) -> Result<(), OpenError> {
    if length(&beside(store, "-wal"))? > 0 {
        return Err(OpenError::Lost { left: "its log" });
    }
    if length(&folder.join("ballast"))? > 0 {
        return Err(OpenError::Lost { left: "the room that is kept beside it" });
    }
    let has_photos = fs::read_dir(folder.join("photos").join("photos")).is_ok_and(|mut files| files.next().is_some());
    if has_photos { Err(OpenError::Lost { left: "photographs" }) } else { Ok(()) }
}

fn is_ours(store: &Path) -> Result<(), OpenError> {
    // The power went while the file was made: SQLite takes back what it had begun.
    if length(&beside(store, "-journal"))? > 0 {
        return Ok(());
    }
    let header = header(store)?;
    if !header.starts_with(MAGIC) || header.len() < HEADER {
        return Err(OpenError::Foreign { why: "it is no SQLite file" });
    }
    // With a log, the newest number may stand there.
    let schema = match length(&beside(store, "-wal"))? {
        0 => number_at(&header, SCHEMA_AT),
        _ => asked(store, "PRAGMA user_version")?,
    };
    match schema {
        newer if newer > SCHEMA => Err(OpenError::NewerStore { found: newer, known: SCHEMA }),
        0 => match asked(store, "SELECT count(*) FROM sqlite_schema")? {
            0 => Ok(()),
            _ => Err(OpenError::Foreign { why: "it has tables and no number of a schema" }),
        },
        1.. => {
            let ours = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('phone', 'lane', 'event')";
            match asked(store, ours)? {
                3 => Ok(()),
                _ => Err(OpenError::Foreign { why: "its tables are not those of a phone" }),
            }
        }
        _ => Err(OpenError::Foreign { why: "its schema has a number that no app writes" }),
    }
}

fn header(store: &Path) -> Result<Vec<u8>, OpenError> {
    let mut header = Vec::new();
    let file = File::open(store).map_err(OpenError::Folder)?;
    file.take(HEADER as u64).read_to_end(&mut header).map_err(OpenError::Folder)?;
    Ok(header)
}

fn number_at(header: &[u8], at: usize) -> i64 {
    let bytes = header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(0, i32::from_be_bytes).into()
}

/// A number that the store says, read without a chance to change it. Without a log nothing is
/// laid beside it; what SQLite lays there to read a log goes again.
fn asked(store: &Path, sql: &str) -> Result<i64, OpenError> {
    let has_log = length(&beside(store, "-wal"))? > 0;
    let index = beside(store, "-shm");
    let is_new = !index.exists();
    let name = store.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let name = format!("file:{name}?{}", if has_log { "mode=ro" } else { "immutable=1" });
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let told = Connection::open_with_flags(name, flags).and_then(|db| db.query_row(sql, [], |row| row.get(0)));
    if has_log && is_new {
        let _ = fs::remove_file(index);
    }
    Ok(told?)
}
