//! Time as a phone can honestly tell it.
//!
//! The wall clock of a phone can be wrong or set back; the monotonic clock is
//! right but starts anew at every boot. A [`Stamp`] is one reading of both,
//! given by the caller through the clock port; this crate never reads a clock.
//! All values are milliseconds. Wall times are UTC since 1970.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

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

/// How much time went by between two readings, at least and at most. Milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// At least so much.
    pub at_least_ms: i64,
    /// At most so much.
    pub at_most_ms: i64,
}

/// The time between two readings of one phone: exact within one boot, otherwise from
/// both wall clocks with what they may be off; none where nothing vouches for one.
pub fn elapsed(from: &Stamp, to: &Stamp) -> Option<Span> {
    if from.boot == to.boot
        && let Some(ran) = to.mono_ms.checked_sub(from.mono_ms)
    {
        let ran = i64::try_from(ran).unwrap_or(i64::MAX);
        return Some(Span { at_least_ms: ran, at_most_ms: ran });
    }
    let off = i64::from(from.uncertainty_ms?).saturating_add(i64::from(to.uncertainty_ms?));
    let walked = to.wall_ms.saturating_sub(from.wall_ms);
    Some(Span { at_least_ms: walked.saturating_sub(off).max(0), at_most_ms: walked.saturating_add(off).max(0) })
}

/// How far a reading lies behind an instant (UTC), at least and at most; negative
/// before it. None where nothing vouches for the wall clock.
pub fn since(instant_ms: i64, at: &Stamp) -> Option<Span> {
    let off = i64::from(at.uncertainty_ms?);
    let walked = at.wall_ms.saturating_sub(instant_ms);
    Some(Span { at_least_ms: walked.saturating_sub(off), at_most_ms: walked.saturating_add(off) })
}

/// Whether a day is over for certain, by the calendar of China (UTC+8).
pub fn is_certainly_after(day: NaiveDate, at: &Stamp) -> bool {
    let earliest_ms = at.uncertainty_ms.map(|off| at.wall_ms.saturating_sub(i64::from(off)));
    earliest_ms.and_then(china_day).is_some_and(|today| today > day)
}

/// The calendar day in China (UTC+8), where books are published.
pub fn china_day(wall_ms: i64) -> Option<NaiveDate> {
    china_time(wall_ms).map(|time| time.date())
}

/// Day and hour as a clock on a wall in China shows them (UTC+8).
pub fn china_time(wall_ms: i64) -> Option<NaiveDateTime> {
    const CHINA_MS: i64 = 8 * 3_600_000;
    DateTime::from_timestamp_millis(wall_ms.saturating_add(CHINA_MS)).map(|time| time.naive_utc())
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

    #[test]
    fn a_minute_later_both_clocks_are_a_minute_on() {
        assert_eq!(at(1_000_000, 5_000, 1).after(60_000), at(1_060_000, 65_000, 1));
    }

    #[test]
    fn within_one_boot_time_is_exact_whatever_the_wall_clock_says() {
        let set_back = at(900_000, 65_000, 1);
        assert_eq!(
            elapsed(&at(1_000_000, 5_000, 1), &set_back),
            Some(Span { at_least_ms: 60_000, at_most_ms: 60_000 })
        );
    }

    #[test]
    fn across_boots_only_vouched_clocks_tell_a_range() {
        let sure = |wall_ms, mono_ms, boot| Stamp { uncertainty_ms: Some(500), ..at(wall_ms, mono_ms, boot) };
        let span = elapsed(&sure(1_000_000, 5_000, 1), &sure(1_060_000, 10, 2));
        assert_eq!(span, Some(Span { at_least_ms: 59_000, at_most_ms: 61_000 }));
        assert_eq!(elapsed(&at(1_000_000, 5_000, 1), &sure(1_060_000, 10, 2)), None);
    }
}
