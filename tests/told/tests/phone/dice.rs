//! Chance, the same on every machine: what is plausible mostly, what nobody would do often.

use std::str::FromStr;

/// Random choices from one seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// An id of the books; now and then one that is in no book.
    pub fn id<T: FromStr<Err: std::fmt::Debug>>(&mut self, known: T) -> T {
        if self.once_in(15) { "in-no-book".parse().unwrap() } else { known }
    }

    pub fn small(&mut self) -> u32 {
        u32::try_from(self.below(4)).unwrap()
    }

    /// How many: one, mostly.
    pub fn count(&mut self) -> u32 {
        self.one(&[1, 1, 1, 1, 2, 3, 0, u32::MAX])
    }

    /// This number; now and then one at the edge of what a number can be.
    pub fn number(&mut self, plausible: i64) -> i64 {
        if self.once_in(8) { self.one(&[0, -1, i64::MIN, i64::MAX]) } else { plausible }
    }

    /// Words, no words, and more words than a content holds.
    pub fn words(&mut self) -> String {
        match self.below(24) {
            0..=7 => String::new(),
            8 => "字".repeat(doorstep_wire::content::LONGEST_TEXT),
            9 => "\u{0}\u{202e}<b>\u{1f6aa}'; --".to_owned(),
            _ => "门铃坏了请敲窗".to_owned(),
        }
    }
}
