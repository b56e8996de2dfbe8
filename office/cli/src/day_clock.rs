//! The clock of a scripted engineer's phone: a working day of the fixtures, in which
//! time also goes by without anybody waiting for it.
//!
//! The phone's real clocks go on underneath. What is skipped is skipped for wall and
//! monotonic clock alike and kept in a file, so that a phone that was killed does not
//! go back in time.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use doorstep_device::{Clock, SystemClock};
use doorstep_domain::time::Stamp;

use crate::failure::Failure;

/// 2026-11-23 07:30 in China: when the fixtures' engineers begin their day.
const MORNING_MS: i64 = 1_795_390_200_000;

/// How far this clock may be off, as a phone with a network lately would say.
const UNCERTAINTY_MS: u32 = 500;

/// See the module.
#[derive(Clone)]
pub struct DayClock {
    system: Arc<SystemClock>,
    file: Arc<PathBuf>,
    shifted: Arc<Mutex<Shifted>>,
}

/// How this clock differs from the system's.
#[derive(Clone, Copy)]
struct Shifted {
    /// From the system's day to the fixtures'.
    wall_ms: i64,
    /// What was skipped since the morning.
    skipped_ms: u64,
}

impl DayClock {
    /// Goes on where this phone's file left off, or begins in the morning.
    pub fn open(file: PathBuf) -> Result<Self, Failure> {
        let system = SystemClock::new();
        let kept = std::fs::read_to_string(&file).ok().and_then(|text| read(&text));
        let morning = || Shifted { wall_ms: MORNING_MS.saturating_sub(system.stamp().wall_ms), skipped_ms: 0 };
        let shifted = kept.unwrap_or_else(morning);
        let clock = Self { system: Arc::new(system), file: Arc::new(file), shifted: Arc::new(Mutex::new(shifted)) };
        clock.keep(shifted)?;
        Ok(clock)
    }

    /// So much time goes by.
    pub fn pass(&self, ms: u64) -> Result<(), Failure> {
        let shifted = {
            let mut shifted = self.shifted.lock().unwrap_or_else(PoisonError::into_inner);
            shifted.skipped_ms = shifted.skipped_ms.saturating_add(ms);
            *shifted
        };
        self.keep(shifted)
    }

    /// Goes on to this instant (UTC), where it lies ahead.
    pub fn go_on_to(&self, wall_ms: i64) -> Result<(), Failure> {
        match u64::try_from(wall_ms.saturating_sub(self.stamp().wall_ms)) {
            Ok(ahead_ms) => self.pass(ahead_ms),
            Err(_) => Ok(()),
        }
    }

    fn keep(&self, Shifted { wall_ms, skipped_ms }: Shifted) -> Result<(), Failure> {
        let whole = self.file.with_extension("new");
        std::fs::write(&whole, format!("{wall_ms} {skipped_ms}"))
            .and_then(|()| std::fs::rename(&whole, &*self.file))
            .map_err(|source| Failure::file("write", &self.file, source))
    }
}

fn read(text: &str) -> Option<Shifted> {
    let (wall_ms, skipped_ms) = text.trim().split_once(' ')?;
    Some(Shifted { wall_ms: wall_ms.parse().ok()?, skipped_ms: skipped_ms.parse().ok()? })
}

impl Clock for DayClock {
    fn stamp(&self) -> Stamp {
        let now = self.system.stamp();
        let Shifted { wall_ms, skipped_ms } = *self.shifted.lock().unwrap_or_else(PoisonError::into_inner);
        let skipped = i64::try_from(skipped_ms).unwrap_or(i64::MAX);
        Stamp {
            wall_ms: now.wall_ms.saturating_add(wall_ms).saturating_add(skipped),
            mono_ms: now.mono_ms.saturating_add(skipped_ms),
            boot: now.boot,
            uncertainty_ms: Some(UNCERTAINTY_MS),
        }
    }
}
