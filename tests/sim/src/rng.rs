//! All chance of a history comes from one seed: splitmix64.

/// A small generator; the same seed gives the same history everywhere.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// From a seed, for one step of many: what a step does by chance depends on no other step.
    pub fn of_step(seed: u64, step: u32) -> Self {
        let mut mixed = Self(seed ^ (u64::from(step) << 40));
        Self(mixed.bits() ^ u64::from(step))
    }

    /// 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 for none.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.bits() % (end.max(1) as u64)).unwrap_or(0)
    }

    /// Happens so many times in a thousand.
    pub fn happens(&mut self, per_mille: u64) -> bool {
        self.bits() % 1_000 < per_mille
    }

    /// 16 bytes.
    pub fn id(&mut self) -> [u8; 16] {
        let (a, b) = (self.bits().to_be_bytes(), self.bits().to_be_bytes());
        std::array::from_fn(|i| a.get(i).or_else(|| b.get(i.wrapping_sub(8))).copied().unwrap_or(0))
    }
}
