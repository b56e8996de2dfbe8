//! What goes wrong in a history, and how often it did.

use std::collections::BTreeMap;

/// One way for things to go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A push did not arrive.
    RequestLost,
    /// An answer did not arrive.
    AnswerLost,
    /// An answer arrived in part.
    AnswerCut,
    /// A push arrived again.
    Repeated,
    /// Something overtook something else.
    Overtaken,
    /// A phone was killed between two steps.
    PhoneKilled,
    /// A phone was killed between receiving an answer and applying it.
    PhoneKilledApplying,
    /// The office was killed between two steps.
    OfficeKilled,
    /// The office was killed while it took a push in.
    OfficeKilledTaking,
    /// The office was killed after it took a push in and before it answered.
    OfficeKilledAnswering,
    /// The office lost the partial file of an upload.
    PartialLost,
    /// The office was restored from a backup.
    OfficeRestored,
    /// A phone was restored from a backup.
    PhoneRestored,
    /// The office broke down over one event or content, every time.
    BrokeDown,
}

/// How often each fault happened.
pub type Counted = BTreeMap<Fault, u64>;

/// Which faults a history may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultSet {
    /// Requests and answers are lost or cut.
    Loss,
    /// Pushes arrive again.
    Repeats,
    /// Messages overtake each other.
    Reordering,
    /// Phones and office are killed at any point.
    Restarts,
    /// The office is restored from a backup, into another epoch.
    OfficeRestored,
    /// A phone is restored from a backup and goes on.
    PhoneRestored,
    /// One event and one content break the office down whenever they come.
    Toxic,
    /// Everything at once.
    All,
}

impl FaultSet {
    /// Every set.
    pub const ALL: [FaultSet; 8] = [
        Self::Loss,
        Self::Repeats,
        Self::Reordering,
        Self::Restarts,
        Self::OfficeRestored,
        Self::PhoneRestored,
        Self::Toxic,
        Self::All,
    ];

    /// Whether the fault may happen in histories of this set.
    pub fn has(self, fault: Fault) -> bool {
        use Fault as F;
        let own = match fault {
            F::RequestLost | F::AnswerLost | F::AnswerCut => Self::Loss,
            F::Repeated => Self::Repeats,
            F::Overtaken => Self::Reordering,
            F::PhoneKilled | F::PhoneKilledApplying => Self::Restarts,
            F::OfficeKilled | F::OfficeKilledTaking | F::OfficeKilledAnswering | F::PartialLost => Self::Restarts,
            F::OfficeRestored => Self::OfficeRestored,
            F::PhoneRestored => Self::PhoneRestored,
            F::BrokeDown => Self::Toxic,
        };
        self == own || (self == Self::All && own != Self::Toxic)
    }

    /// How often it happens where it can, in a thousand.
    pub fn per_mille(self, fault: Fault) -> u64 {
        let often = match fault {
            Fault::RequestLost | Fault::AnswerLost => 200,
            Fault::AnswerCut => 150,
            Fault::Repeated => 120,
            Fault::Overtaken => 1_000,
            Fault::PhoneKilledApplying | Fault::OfficeKilledTaking | Fault::OfficeKilledAnswering => 150,
            Fault::PhoneKilled | Fault::OfficeKilled => 30,
            Fault::PartialLost => 100,
            Fault::OfficeRestored | Fault::PhoneRestored => 8,
            Fault::BrokeDown => 1_000,
        };
        if self.has(fault) { often } else { 0 }
    }
}

/// A mistake that is planted to see whether the checks find it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// The phone takes the office's head as proof of its own tail.
    OfficeHeadIsProof,
    /// The feed's cursor is written before its effect, in another transaction.
    CursorBeforeEffect,
    /// The feed's effect is written before its cursor, in another transaction.
    EffectBeforeCursor,
    /// *Proved* only ever goes up.
    ProvedNeverLowered,
    /// The office appends what it was sent without looking at what it has.
    AppendedWithoutLooking,
    /// The office refuses a whole push for one event that it cannot read.
    OneBadEventRefusesAll,
    /// Events are marked as proved when they are sent.
    SentIsProved,
}
