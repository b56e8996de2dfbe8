//! What lists show, as rows: read whole, compared, and made anew.
//!
//! Their tables are not part of the numbered steps of the schema: they are dropped and made
//! by `projection.sql`, whose hash says by which rules they were filled. What the rows should
//! be is told by the engine, from the events.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::id::Hash;
use rusqlite::{Connection, OptionalExtension, params};

use super::entry::{VisitRow, keep_visit};
use crate::error::StoreError;

const SCHEMA: &str = include_str!("projection.sql");

/// All rows of all projections that are made from events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Projected {
    /// By visit.
    pub visits: BTreeMap<String, VisitRow>,
    /// The lanes that say something about parts.
    pub part_lanes: BTreeSet<i64>,
}

impl Projected {
    /// What stands in the store.
    pub fn stored(db: &Connection) -> Result<Self, StoreError> {
        let mut select = db.prepare("SELECT id, state, owes, left_ms FROM visit")?;
        let rows = select.query_map([], |row| VisitRow::read(row).map(|visit| (visit.id().to_owned(), visit)))?;
        let visits = rows.collect::<Result<_, _>>()?;
        let mut select = db.prepare("SELECT lane FROM part_lane")?;
        let part_lanes = select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Self { visits, part_lanes })
    }

    /// Makes the tables anew and fills them, in the caller's transaction.
    pub fn replace(&self, db: &Connection) -> Result<(), StoreError> {
        db.execute_batch(SCHEMA)?;
        for row in self.visits.values() {
            keep_visit(db, row)?;
        }
        for lane in &self.part_lanes {
            db.execute("INSERT INTO part_lane (lane) VALUES (?1)", [lane])?;
        }
        let made_by = Hash::of(SCHEMA.as_bytes()).0;
        db.execute("INSERT OR REPLACE INTO projection (one, made_by) VALUES (1, ?1)", params![made_by.as_slice()])?;
        Ok(())
    }

    /// Fails by the name of the first table that differs.
    pub fn agrees_with(&self, stored: &Self) -> Result<(), StoreError> {
        if self.visits != stored.visits {
            return Err(StoreError::damaged("visit", "it differs from what the events say"));
        }
        match self.part_lanes == stored.part_lanes {
            true => Ok(()),
            false => Err(StoreError::damaged("part_lane", "it differs from what the events say")),
        }
    }
}

/// Whether the projections were made by this code.
pub fn is_ours(db: &Connection) -> Result<bool, StoreError> {
    let is_there = "SELECT 1 FROM sqlite_schema WHERE name = 'projection'";
    if !db.prepare(is_there)?.exists([])? {
        return Ok(false);
    }
    let found = db.query_row("SELECT made_by FROM projection", [], |row| row.get::<_, Vec<u8>>(0)).optional()?;
    Ok(found.is_some_and(|found| found == Hash::of(SCHEMA.as_bytes()).0))
}
