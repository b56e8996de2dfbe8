//! The office's clock and its source of randomness: the only file that reads either.
//!
//! Tests give [`SetClock`] instead of the machine's clock; randomness only ever makes
//! secrets and names of lives, so that nothing needs to replay it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the office's time.
pub trait Clock: Send + Sync + 'static {
    /// UTC milliseconds since 1970.
    fn now_ms(&self) -> i64;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl SystemClock {
    /// The machine's clock.
    pub fn new() -> Self {
        Self
    }
}

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        // A machine whose clock stands before 1970 is wrong by more than this office can mend.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }
}

/// A clock that stands until somebody sets it.
#[derive(Debug, Default)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// It shows this time.
    pub fn at(now_ms: i64) -> Self {
        Self(AtomicI64::new(now_ms))
    }

    /// It goes on by so much.
    pub fn advance(&self, by_ms: i64) {
        self.0.fetch_add(by_ms, Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl<C: Clock> Clock for std::sync::Arc<C> {
    fn now_ms(&self) -> i64 {
        self.as_ref().now_ms()
    }
}

/// How long parts of the work took; for measuring alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(SystemTime);

impl Stopwatch {
    /// Begins.
    pub fn start() -> Self {
        Self(SystemTime::now())
    }

    /// Microseconds since the last lap; the next one begins.
    pub fn lap_micros(&mut self) -> u64 {
        let now = SystemTime::now();
        // A clock that was set back measures nothing.
        let took = now.duration_since(self.0).unwrap_or_default().as_micros();
        self.0 = now;
        u64::try_from(took).unwrap_or(u64::MAX)
    }
}

/// The machine gave no random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the machine gave no random bytes")]
pub struct NoRandomness;

/// So many bytes that nobody can guess.
pub fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}
