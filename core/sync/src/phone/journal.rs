//! What a phone's journal must be able to say. Read only; the device implements it
//! on SQLite, the simulator on a map.

use std::collections::BTreeSet;

use doorstep_domain::id::{Hash, Head, InstallationId, Lane};
use doorstep_wire::message::{Content, Cursor, Epoch, Limits, PhotoOffer, SentEvent};

/// The phone's journal as sync reads it. All answers come from one moment: the device
/// opens one read transaction for each call of `PhoneSync`.
pub trait PhoneJournal {
    /// What the disk can say instead.
    type Error;

    /// Who this phone is and how far it knows the office.
    fn stand(&self) -> Result<Stand, Self::Error>;

    /// Lanes whose head is not proved, those of open subjects, and those that are proved and
    /// not yet safe; lanes of earlier installations of this phone as well. A lane that is open
    /// and proved is offered by its head once per start, any other when the office's digest
    /// differs, a forked one by its common point. Within one [`Priority`] they go in this order.
    fn lanes(&self) -> Result<Vec<LaneStand>, Self::Error>;

    /// The events of a lane after `after_seq`, in order and without holes, at most
    /// `most_events`, and at most `most_bytes` of them, but always the first one.
    fn events(
        &self,
        lane: &Lane,
        after_seq: u64,
        most_events: usize,
        most_bytes: u64,
    ) -> Result<Vec<SentEvent>, Self::Error>;

    /// Events whose bytes the office has not, because they were withheld: (lane, place).
    fn withheld(&self) -> Result<Vec<(Lane, u64)>, Self::Error>;

    /// The hash of an event of this phone; none where the lane does not reach.
    fn hash_at(&self, lane: &Lane, seq: u64) -> Result<Option<Hash>, Self::Error>;

    /// Contents held here that did not arrive in this epoch, the most urgent first.
    fn contents_waiting(&self) -> Result<Vec<ContentWaiting>, Self::Error>;

    /// One of them; none when it was erased meanwhile.
    fn content(&self, hash: &Hash) -> Result<Option<Content>, Self::Error>;

    /// Photographs of which this phone wants to know whether the office lacks them: new
    /// ones, and those whose upload has ended. Not those that are being uploaded.
    fn photos_waiting(&self) -> Result<Vec<PhotoOffer>, Self::Error>;

    /// Books that an edition here names and that are not whole here (`edition::books_wanted`).
    fn books_wanted(&self) -> Result<Vec<Hash>, Self::Error>;
}

/// Who a phone is and how far it knows the office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stand {
    /// This copy of the app.
    pub installation: InstallationId,
    /// The office's life; none before the first answer.
    pub epoch: Option<Epoch>,
    /// What the office wants back; empty before the first answer.
    pub challenge: Vec<u8>,
    /// What the office takes; none before the first answer.
    pub limits: Option<Limits>,
    /// How far the feed was taken in.
    pub cursor: Option<Cursor>,
    /// Arrivals up to this place are in a verified backup.
    pub safe_upto: u64,
    /// How many events this installation ever recorded.
    pub running: u64,
    /// `digest::of_heads` over lanes of this installation that are proved and not yet safe.
    pub digest: Hash,
}

/// One lane as the phone has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneStand {
    /// Which. One of an earlier installation is offered until its common point is known.
    pub lane: Lane,
    /// The lane of the same subject that this one continues: its installation and how far
    /// it was known when this one began.
    pub continues: Option<(InstallationId, Head)>,
    /// Its last place here.
    pub head: Head,
    /// Up to where the office proved it in this epoch.
    pub proved: Head,
    /// Whether it takes part.
    pub state: LaneState,
    /// Its subject is still worked on, or it is an earlier installation's: it is said by its
    /// head once per start, also when all of it is proved.
    pub is_open: bool,
    /// How urgent it is.
    pub priority: Priority,
}

/// Whether a lane takes part in sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneState {
    /// It does.
    Open,
    /// The office has other events in it: shown to a person. What is proved of it is its
    /// common point, and nothing more of it is offered.
    Forked,
}

/// How urgent a lane is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// The visit at hand.
    UnderWay,
    /// Others of today.
    Today,
    /// Everything before.
    Earlier,
}

/// A content that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentWaiting {
    /// Its name.
    pub hash: Hash,
    /// How long it is.
    pub bytes_len: u64,
}

/// Keeps only what is not in `except`.
pub(super) fn without<T>(items: Vec<T>, except: &BTreeSet<Hash>, name: impl Fn(&T) -> Hash) -> Vec<T> {
    items.into_iter().filter(|item| !except.contains(&name(item))).collect()
}
