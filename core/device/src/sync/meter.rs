//! How many bytes went over the network, by what the network cost.
//!
//! Counts what HTTP carries: first lines, fields and bodies. TLS and what is below it add a
//! few per cent, which no app sees. A request that made a connection counts whole, also where
//! the line broke in its middle: rather too much than too little.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use doorstep_screens::NetworkCost;
use reqwest::header::HeaderMap;
use rusqlite::params;

use crate::engine::Core;
use crate::error::StoreError;
use crate::journal::signed;
use crate::ports::Rules;

/// For so many days bytes are remembered, today included.
pub const DAYS: i64 = 31;

/// Bytes up and down, by cost.
pub(super) type Counted = BTreeMap<NetworkCost, (u64, u64)>;

/// Counts until somebody takes what was counted.
pub(super) struct Meter {
    rules: Arc<dyn Rules>,
    counted: Mutex<Counted>,
}

impl Meter {
    pub fn new(rules: Arc<dyn Rules>) -> Self {
        Self { rules, counted: Mutex::default() }
    }

    /// The line and the fields of a message.
    pub fn head_bytes(line: &str, fields: &HeaderMap) -> u64 {
        let fields = fields.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
        (line.len() + fields.sum::<usize>()) as u64
    }

    /// These went up and down just now.
    pub fn count(&self, up_bytes: u64, down_bytes: u64) {
        let cost = self.rules.network();
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let (up, down) = counted.entry(cost).or_default();
        (*up, *down) = (up.saturating_add(up_bytes), down.saturating_add(down_bytes));
    }

    /// What was counted since the last time.
    pub fn take(&self) -> Counted {
        std::mem::take(&mut *self.counted.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Core {
    /// Adds to what today's bytes are. What cannot be kept is not worth stopping a sync for.
    pub(super) fn keep_traffic(&mut self, counted: &Counted) {
        if let Err(wrong) = self.try_keep_traffic(counted) {
            tracing::warn!(error = %wrong, "the bytes of a sync are not counted");
        }
    }

    fn try_keep_traffic(&mut self, counted: &Counted) -> Result<(), StoreError> {
        let now_ms = self.ports.clock.stamp().wall_ms;
        let day = doorstep_domain::time::china_day(now_ms).map(|day| day.to_string());
        let (Some(day), false) = (day, counted.is_empty()) else { return Ok(()) };
        let write = self.journal.write()?;
        for (cost, (up, down)) in counted {
            write.prepare_cached(
                "INSERT INTO traffic (day, cost, up_bytes, down_bytes) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (day, cost) \
                 DO UPDATE SET up_bytes = up_bytes + excluded.up_bytes, down_bytes = down_bytes + excluded.down_bytes",
            )?
            .execute(params![day, cost_key(*cost), signed(*up), signed(*down)])?;
        }
        let over = doorstep_domain::time::china_day(now_ms.saturating_sub(DAYS * 24 * 3_600_000));
        write.execute("DELETE FROM traffic WHERE day <= ?1", [over.map(|day| day.to_string())])?;
        write.commit()?;
        Ok(())
    }
}

/// As it stands in the store.
pub fn cost_key(cost: NetworkCost) -> &'static str {
    match cost {
        NetworkCost::Metered => "metered",
        NetworkCost::Unmetered => "unmetered",
        NetworkCost::Unknown => "unknown",
    }
}
