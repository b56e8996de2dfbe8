//! Random choices from one seed, the same on every machine.

use doorstep_domain::id::Hash;

/// See the module.
pub struct Dice(u64);

impl Dice {
    /// From this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// One of the numbers below this one.
    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }

    /// Bytes that nothing compresses.
    pub fn bytes(&mut self) -> [u8; 32] {
        Hash::of(&self.below(usize::MAX >> 1).to_le_bytes()).0
    }

    /// Bytes of a salt.
    pub fn salt(&mut self) -> [u8; 16] {
        let [salt @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = self.bytes();
        salt
    }
}
