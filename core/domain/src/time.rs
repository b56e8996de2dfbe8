//! Time as a phone can honestly tell it.
//!
//! The wall clock of a phone can be wrong or set back; the monotonic clock is
//! right but starts anew at every boot. A [`Stamp`] is one reading of both,
//! given by the caller through the clock port; this crate never reads a clock.
//! All values are milliseconds. Wall times are UTC since 1970.

/// Which start of the phone a monotonic reading belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BootId(pub u64);

/// One reading of the phone's clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// What the phone believes the time to be.
    pub wall_ms: i64,
    /// Time since boot, also counted while the phone sleeps.
    pub mono_ms: u64,
    /// The boot that `mono_ms` counts from.
    pub boot: BootId,
    /// How far the wall clock may be off either way; `None` when nothing vouches for it.
    pub uncertainty_ms: Option<u32>,
}

/// How far wall and monotonic clock may drift apart before it counts as a change.
pub const CLOCK_STEP_MS: i64 = 2_000;

impl Stamp {
    /// Whether `later` tells the same clock story: same boot, forward, no step.
    pub fn is_continued_by(&self, later: &Stamp) -> bool {
        let walked = later.wall_ms.saturating_sub(self.wall_ms);
        let Some(ran) = later.mono_ms.checked_sub(self.mono_ms) else { return false };
        let ran = i64::try_from(ran).unwrap_or(i64::MAX);
        self.boot == later.boot
            && self.uncertainty_ms == later.uncertainty_ms
            && walked.saturating_sub(ran).saturating_abs() <= CLOCK_STEP_MS
    }

    /// The stamp `delta_ms` of the monotonic clock later.
    pub fn after(&self, delta_ms: u64) -> Stamp {
        Stamp {
            wall_ms: self.wall_ms.saturating_add(i64::try_from(delta_ms).unwrap_or(i64::MAX)),
            mono_ms: self.mono_ms.saturating_add(delta_ms),
            ..*self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall_ms: i64, mono_ms: u64, boot: u64) -> Stamp {
        Stamp { wall_ms, mono_ms, boot: BootId(boot), uncertainty_ms: None }
    }

    #[test]
    fn a_clock_set_back_or_a_reboot_is_a_new_story() {
        let noon = at(1_000_000, 5_000, 1);
        assert!(noon.is_continued_by(&at(1_060_000, 65_000, 1)));
        assert!(!noon.is_continued_by(&at(940_000, 65_000, 1)), "clock set back");
        assert!(!noon.is_continued_by(&at(1_060_000, 65_000, 2)), "another boot");
        assert!(!noon.is_continued_by(&at(1_060_000, 4_000, 1)), "monotonic went back");
    }
}
