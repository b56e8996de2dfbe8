//! What an answer means for the phone's disk.

use doorstep_domain::id::{Hash, Head, Lane};
use doorstep_wire::message::{Cursor, Epoch, FeedEntry, Limits};

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It answers another request, or another installation: nothing follows from it. A
    /// device whose own HTTP exchange brought it calls `failed(Failure::Unclear, …)`.
    NotMine,
    /// It counts. All of these are applied, in this order, in ONE transaction.
    Counts(Vec<PhoneEffect>),
}

/// One thing to write. Applying a list twice must be harmless; the device's
/// transaction sees to it that it is never applied in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneEffect {
    /// The office began another life (or was met for the first time): *proved* of every
    /// lane becomes nothing and forked lanes are open again (the new life may not hold what
    /// they differed from), arrived contents and photographs become unknown (photographs
    /// are offered anew), the cursor is forgotten, `safe_upto` is 0, and this epoch is known.
    EpochChanged {
        /// The office's life.
        epoch: Epoch,
    },
    /// To be kept and given back.
    OfficeSays {
        /// The office's latest challenge.
        challenge: Vec<u8>,
        /// What it takes.
        limits: Limits,
    },
    /// *Proved* of this lane is now exactly this, up or down, and the lane is open, unless
    /// [`PhoneEffect::LaneForked`] follows.
    SetProved {
        /// Which lane.
        lane: Lane,
        /// A point of the phone's own chain.
        proved: Head,
        /// The place of the lane's last arrival at the office.
        arrival: u64,
    },
    /// The office has other events after `common`: this phone, or the one it was copied
    /// from, was restored or cloned. A person is told; the lane is not offered again. What
    /// lies after `common` moves to the lane of a new installation ([`crate::successor`]).
    LaneForked {
        /// Which lane.
        lane: Lane,
        /// The last point at which both agree.
        common: Head,
        /// What the office has.
        office: Head,
    },
    /// The office keeps this event and does not fold it. Shown on the visit.
    Quarantined {
        /// Which lane.
        lane: Lane,
        /// Which event.
        seq: u64,
        /// Why; a stable code.
        code: String,
    },
    /// The office has the bytes of this event now and folds it: it is not quarantined any more.
    Filled {
        /// Which lane.
        lane: Lane,
        /// Which event.
        seq: u64,
        /// The place of the lane's last arrival at the office.
        arrival: u64,
    },
    /// This content or photograph is at the office.
    Arrived {
        /// Its name.
        hash: Hash,
        /// Its place in the office's order.
        place: u64,
    },
    /// Events name this content and the office lacks it: it waits again. Unless held
    /// here, the visit is shown as incomplete.
    ContentLacking {
        /// Its name.
        hash: Hash,
    },
    /// The office lacks this photograph: it is to be uploaded, and is not offered until the upload ended.
    PhotoLacking {
        /// Its name.
        hash: Hash,
    },
    /// Entries of the feed with the cursor after them.
    FeedTaken {
        /// Everything that came from the feed is replaced: issued stock is counted anew from
        /// nothing. No job, book or lane that an own lane names is removed.
        is_snapshot: bool,
        /// In order.
        entries: Vec<FeedEntry>,
        /// Where the phone stands afterwards.
        cursor: Cursor,
    },
    /// The feed does not continue where this phone stands: the cursor is forgotten, so that
    /// the next part is a snapshot.
    FeedBroken,
    /// Arrivals up to here are in a verified backup.
    Safe {
        /// The place.
        upto: u64,
    },
}
