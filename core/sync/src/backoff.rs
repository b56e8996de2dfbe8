//! When to try again: doubling, with jitter and a cap.
//!
//! Milliseconds of the caller's monotonic clock. A fresh sign of network, or a
//! success, starts it anew. The same rule serves the conversation, every item that
//! was put aside, and uploads.

/// Now, as the caller sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The monotonic clock.
    pub now_ms: u64,
    /// Any random bits; two phones that failed together must not come back together.
    pub jitter: u64,
}

/// The longest first wait.
pub const FIRST_MS: u64 = 1_000;
/// The longest wait of all.
pub const LONGEST_MS: u64 = 600_000;

/// How often something failed in a row, and until when it rests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backoff {
    failures: u32,
    until_ms: u64,
}

impl Backoff {
    /// Rests for half to all of a span that doubles with every failure.
    pub fn failed(&mut self, at: Moment) {
        let span = FIRST_MS.saturating_mul(1 << self.failures.min(20)).min(LONGEST_MS);
        self.failures = self.failures.saturating_add(1);
        self.until_ms = at.now_ms.saturating_add(jittered(span, at.jitter));
    }

    /// Rests as long as it ever does: a person has to do something first.
    pub fn refused(&mut self, at: Moment) {
        self.failures = self.failures.saturating_add(1);
        self.until_ms = at.now_ms.saturating_add(jittered(LONGEST_MS, at.jitter));
    }

    /// Starts anew.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Forgets the rest, keeps the count: the next failure rests longer still.
    pub fn try_now(&mut self) {
        self.until_ms = 0;
    }

    /// The end of the rest, while there is one. A rest that ends later than any can was
    /// begun on a clock that has gone back since: it is over.
    pub fn rests_until(&self, now_ms: u64) -> Option<u64> {
        let left_ms = self.until_ms.checked_sub(now_ms)?;
        (1..=LONGEST_MS).contains(&left_ms).then_some(self.until_ms)
    }
}

fn jittered(span_ms: u64, jitter: u64) -> u64 {
    let half = span_ms / 2;
    half + jitter % (span_ms - half + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_rest_is_never_shorter_than_half_nor_longer_than_the_cap(failures in 1_u32..80, jitter: u64) {
            let mut backoff = Backoff::default();
            for _ in 0..failures {
                backoff.failed(Moment { now_ms: 1_000, jitter });
            }
            let rest = backoff.rests_until(1_000).map_or(0, |until| until - 1_000);
            prop_assert!((FIRST_MS / 2..=LONGEST_MS).contains(&rest), "{rest}");
        }
    }

    #[test]
    fn a_clock_that_goes_back_does_not_make_a_rest_longer() {
        let mut backoff = Backoff::default();
        backoff.failed(Moment { now_ms: 900_000_000, jitter: 9 });
        assert_eq!(backoff.rests_until(5), None);
    }

    #[test]
    fn a_fresh_sign_of_network_ends_the_rest() {
        let mut backoff = Backoff::default();
        backoff.failed(Moment { now_ms: 0, jitter: 9 });
        assert!(backoff.rests_until(0).is_some());
        backoff.reset();
        assert_eq!(backoff.rests_until(0), None);
    }
}
