//! Who read what about whom: a line for each reading of personal data, before it is given.
//!
//! The same reader at the same address of the office leaves one line in ten minutes, so
//! that a board which keeps itself fresh does not fill the disk. Lines are never changed.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use sea_orm::{EntityTrait, Set};

use crate::entity::reading;
use crate::office::{Office, StoreError};

/// How long one line speaks for the same reading.
const SAME_MS: i64 = 10 * 60 * 1000;
/// More readings than this are not remembered; then they are written again.
const MOST: usize = 50_000;

/// What was written down lately, so that it is not written again.
#[derive(Debug, Default)]
pub struct Readings(Mutex<BTreeMap<(String, String), i64>>);

impl Readings {
    /// Whether a line speaks for this reading already.
    fn is_told(&self, whose: &(String, String), now_ms: i64) -> bool {
        let told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.get(whose).is_some_and(|at_ms| (0..SAME_MS).contains(&now_ms.saturating_sub(*at_ms)))
    }

    fn tell(&self, whose: (String, String), now_ms: i64) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() >= MOST {
            told.retain(|_, at_ms| now_ms.saturating_sub(*at_ms) < SAME_MS);
        }
        if told.len() < MOST {
            told.insert(whose, now_ms);
        }
    }
}

impl Office {
    /// Writes down that this reader is about to be given this.
    pub(crate) async fn note_reading(&self, reader: &str, what: &str, address: &str) -> Result<(), StoreError> {
        let (whose, now_ms) = ((reader.to_owned(), what.to_owned()), self.now_ms());
        if self.readings.is_told(&whose, now_ms) {
            return Ok(());
        }
        let row = reading::ActiveModel {
            at_ms: Set(now_ms),
            reader: Set(reader.to_owned()),
            what: Set(what.to_owned()),
            address: Set(address.to_owned()),
            ..Default::default()
        };
        let writing = self.write().await?;
        reading::Entity::insert(row).exec(&writing.tx).await?;
        writing.commit().await?;
        self.readings.tell(whose, now_ms);
        Ok(())
    }
}
