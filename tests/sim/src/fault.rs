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
    /// The office's machine went back to a snapshot, and nobody told the office.
    OfficeRolledBack,
    /// A phone was restored from a backup.
    PhoneRestored,
    /// A phone's disk was copied into another phone, and both go on.
    PhoneCloned,
    /// A phone found that it is a copy and became a new installation.
    BecameNew,
    /// A phone's clock jumped, forward or back.
    ClockJumped,
    /// A phone's disk was full.
    PhoneDiskFull,
    /// The office's disk was full.
    OfficeDiskFull,
    /// Something on the way answered instead of the office.
    ForeignPage,
    /// The office refused a phone as too old, in its own words.
    TooOld,
    /// The office said something that this app does not know yet.
    FromLaterVersion,
    /// The office broke down over one event or content, every time.
    BrokeDown,
}

/// How often each fault happened.
pub type Counted = BTreeMap<Fault, u64>;

/// Which faults a history may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultSet {
    /// Requests and answers are lost or cut, or something else answers.
    Loss,
    /// Pushes arrive again.
    Repeats,
    /// Messages are late and overtake each other.
    Reordering,
    /// Phones and office are killed between any two steps, disks are full, clocks jump.
    Restarts,
    /// The office is restored from a backup, into another epoch, or loses a tail without one.
    OfficeRestored,
    /// A phone is restored from a backup or cloned, and goes on.
    PhoneRestored,
    /// One event and one content break the office down whenever they come; versions differ.
    Toxic,
    /// Everything at once, with restores of both ends.
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
            F::RequestLost | F::AnswerLost | F::AnswerCut | F::ForeignPage => Self::Loss,
            F::Repeated => Self::Repeats,
            F::Overtaken => Self::Reordering,
            F::PhoneKilled | F::PhoneKilledApplying | F::PhoneDiskFull | F::ClockJumped => Self::Restarts,
            F::OfficeKilled | F::OfficeKilledTaking | F::OfficeKilledAnswering => Self::Restarts,
            F::PartialLost | F::OfficeDiskFull => Self::Restarts,
            F::OfficeRestored | F::OfficeRolledBack => Self::OfficeRestored,
            F::PhoneRestored | F::PhoneCloned | F::BecameNew => Self::PhoneRestored,
            F::BrokeDown | F::TooOld | F::FromLaterVersion => Self::Toxic,
        };
        self == own || (self == Self::All && fault != F::BrokeDown)
    }

    /// How often it happens where it can, in a thousand.
    pub fn per_mille(self, fault: Fault) -> u64 {
        let often = match fault {
            Fault::RequestLost | Fault::AnswerLost => 150,
            Fault::AnswerCut => 120,
            Fault::ForeignPage => 60,
            Fault::Repeated => 150,
            Fault::Overtaken | Fault::BecameNew | Fault::BrokeDown => 1_000,
            Fault::PhoneKilledApplying | Fault::OfficeKilledTaking | Fault::OfficeKilledAnswering => 120,
            Fault::PhoneDiskFull | Fault::OfficeDiskFull | Fault::TooOld => 60,
            Fault::PhoneKilled | Fault::OfficeKilled => 30,
            Fault::ClockJumped => 20,
            Fault::PartialLost => 100,
            Fault::FromLaterVersion => 200,
            Fault::OfficeRestored | Fault::OfficeRolledBack => 12,
            Fault::PhoneRestored | Fault::PhoneCloned => 15,
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
    /// The office takes whatever stands at a number that it has for what it has.
    IdentityBySequence,
    /// The phone believes an answer of another life of the office.
    OtherEpochBelieved,
    /// A copy becomes a new installation and leaves its tail behind.
    TailStaysBehind,
    /// A copy writes its tail into its new lane as if it had happened again.
    MovedAsNew,
    /// The office does not compare digests.
    DigestIgnored,
}
