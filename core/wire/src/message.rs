//! What a phone and the office say to each other: plain data, version 1.
//!
//! One exchange is one [`Push`] up and one [`Answer`] down. Everything that later
//! behaviour needs stands in the format from the start, empty or constant today:
//! epoch, base and head, `safe_upto`, moved events with their origin, offers by
//! head, challenge. What the two sides do with it is decided in `sync`; how it is
//! written as bytes, in `frame`.

use doorstep_domain::book::{BookSet, EditionId};
use doorstep_domain::id::{Hash, Head, InstallationId, PartNo, Subject, VisitId};
use doorstep_domain::job::Job;
use doorstep_domain::terms::{Certificate, Earlier};

/// The version that stands first in every message.
pub const VERSION: u32 = 1;

/// The media type of both directions.
pub const MEDIA_TYPE: &str = "application/vnd.doorstep.sync+cbor";

/// One life of the office's database: a restored office has another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub [u8; 16]);

/// How far a phone has taken in the office's feed. Unknown to the office: start with a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The life that `n` counts in.
    pub epoch: Epoch,
    /// The number of the last entry taken in; 0 for none.
    pub n: u64,
    /// The hash of that entry.
    pub hash: Hash,
}

/// What a phone sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// Who sends.
    pub installation: InstallationId,
    /// The number of this request; an answer names the request that it answers.
    pub request: u64,
    /// The office's life as this phone knows it; none before the first answer.
    pub epoch: Option<Epoch>,
    /// The office's latest challenge, given back; empty before the first answer.
    pub challenge: Vec<u8>,
    /// How far the feed was taken in.
    pub cursor: Option<Cursor>,
    /// A digest over all heads that are proved and not yet safe.
    pub digest: Hash,
    /// The installation's running number: how many events it ever recorded.
    pub running: u64,
    /// Events, lane by lane.
    pub segments: Vec<Segment>,
    /// Lanes offered by their head alone.
    pub offers: Vec<Offer>,
    /// Small contents that the events name.
    pub contents: Vec<Content>,
    /// Photographs that are ready to be uploaded: "which of these do you lack?"
    pub photos: Vec<PhotoOffer>,
    /// Books that an edition here names and that are not whole here.
    pub books_wanted: Vec<Hash>,
}

/// A stretch of one lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The lane's subject; its installation is the sender's, unless `installation` says otherwise.
    pub subject: Subject,
    /// The lane's installation, where it is an earlier one of the same phone.
    pub installation: Option<InstallationId>,
    /// The lane that this one continues, with the common point.
    pub continues: Option<(InstallationId, Head)>,
    /// What the events build on.
    pub base: Head,
    /// The lane's last place on the phone; beyond the last event when the frame was cut.
    pub end: u64,
    /// The events in order, from `base.seq + 1`.
    pub events: Vec<SentEvent>,
}

/// One event as it travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentEvent {
    /// Its bytes.
    Plain(Vec<u8>),
    /// Moved from another lane, with the place it had there: its origin is recomputed.
    Moved {
        /// The bytes, unchanged.
        bytes: Vec<u8>,
        /// The installation that recorded it.
        from: InstallationId,
        /// Its place there.
        seq: u64,
        /// The hash before it there.
        previous: Hash,
    },
    /// Kept back because it fails alone; its hash keeps the chain.
    Withheld(Hash),
}

/// A lane that is offered by its head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which lane of the sender's.
    pub subject: Subject,
    /// Its last place.
    pub head: Head,
}

/// A small content beside the chain.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    /// What it belongs to: erasing a customer erases by subject.
    pub subject: Subject,
    /// The salt of its name.
    pub salt: [u8; 16],
    /// The content itself.
    pub bytes: Vec<u8>,
}

impl Content {
    /// The name that events use.
    pub fn hash(&self) -> Hash {
        Hash::of_salted(&self.salt, &self.bytes)
    }
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Content({:?}, {} bytes)", self.hash(), self.bytes.len())
    }
}

/// A photograph that waits on the phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotoOffer {
    /// What it belongs to.
    pub subject: Subject,
    /// Its name.
    pub hash: Hash,
    /// Its length in bytes.
    pub bytes_len: u64,
}

/// What the office answers. Written in two parts, verdicts first, so that the
/// verdicts count even when the rest is cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What became of the push.
    pub verdicts: Verdicts,
    /// What the office has for this phone; none when the answer was cut after the verdicts.
    pub feed: Option<Feed>,
}

/// What became of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdicts {
    /// The request that this answers.
    pub request: u64,
    /// Who asked.
    pub installation: InstallationId,
    /// The office's life.
    pub epoch: Epoch,
    /// To be given back with the next request.
    pub challenge: Vec<u8>,
    /// Arrivals up to this place are in a verified backup.
    pub safe_upto: u64,
    /// What the office takes.
    pub limits: Limits,
    /// One for each segment and offer, in their order.
    pub lanes: Vec<LaneVerdict>,
    /// Contents that events name and the office lacks.
    pub lacking_contents: Vec<Hash>,
    /// Of the offered photographs, those that the office lacks.
    pub lacking_photos: Vec<Hash>,
    /// Contents and photographs that now count as arrived, with their place in the order of arrivals.
    pub arrived: Vec<(Hash, u64)>,
}

/// What became of one lane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaneVerdict {
    /// Which lane.
    pub installation: InstallationId,
    /// Which subject.
    pub subject: Subject,
    /// Up to where the offered events and the office's agree.
    pub common: Head,
    /// The office's own last place.
    pub head: Head,
    /// The place of the lane's last arrival in the office's one order.
    pub arrival: u64,
    /// Events that keep their place and are not folded, with a stable code.
    pub quarantined: Vec<(u64, String)>,
}

/// What the office publishes about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one push before compression.
    pub push_bytes: u64,
    /// Events of one push.
    pub push_events: u32,
    /// Bytes of one content.
    pub content_bytes: u64,
    /// Bytes of one photograph.
    pub photo_bytes: u64,
}

/// What the office has for a phone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// The phone's cursor was unknown: this starts from the beginning.
    pub is_snapshot: bool,
    /// Entries in order.
    pub entries: Vec<FeedEntry>,
    /// Where the phone stands after taking them in.
    pub cursor: Cursor,
    /// More waits: ask again at once.
    pub has_more: bool,
}

/// One thing the office says to one engineer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedEntry {
    /// Its number, from 1, without holes for one engineer.
    pub n: u64,
    /// What it says.
    pub item: FeedItem,
}

/// What the office can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FeedItem {
    /// Here is a job, or its newest state.
    Job(Job),
    /// These books belong together and hold for jobs accepted from now on.
    Edition {
        /// Its id.
        id: EditionId,
        /// Its books.
        books: BookSet,
    },
    /// So many of a part were issued to the van; takes effect once, by `n`.
    Stock {
        /// Which.
        part: PartNo,
        /// How many; negative when handed back.
        count: i32,
    },
    /// A customer was erased: what belongs to the subject is removed here too.
    Erased {
        /// Which.
        subject: Subject,
    },
    /// What the engineer may repair: all of their certificates, instead of those known before.
    Certificates(Vec<Certificate>),
    /// What an earlier visit of the same job left behind, as the office knows it now.
    Earlier {
        /// The visit that starts from it.
        visit: VisitId,
        /// What was left.
        earlier: Earlier,
    },
    /// Of a kind this app does not know yet; kept, skipped.
    Unknown {
        /// Its kind.
        kind: u32,
        /// Its bytes.
        bytes: Vec<u8>,
    },
}
