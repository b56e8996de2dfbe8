//! How hard labour is, and which grade of certificate may do it (R124, R213).

use crate::job::named;

named! {
    /// How hard a fault is to put right.
    FaultClass {
        /// 小修: a seal, a lamp, a hose.
        Minor = "minor",
        /// 中修: a board, a fan, a sensor.
        Medium = "medium",
        /// 大修: a compressor, bearings, the refrigerant.
        Major = "major",
    }
}

/// The lowest grade of certificate for labour of each class. Higher grades go further,
/// so they never fall from minor to major; [`super::parse`] refuses a book where they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authority {
    /// For minor faults.
    pub minor: u32,
    /// For medium ones.
    pub medium: u32,
    /// For major ones.
    pub major: u32,
}

impl Authority {
    /// The lowest grade that may do labour of this class.
    pub fn grade_for(&self, class: FaultClass) -> u32 {
        match class {
            FaultClass::Minor => self.minor,
            FaultClass::Medium => self.medium,
            FaultClass::Major => self.major,
        }
    }
}
