//! What the console's front page shows: who is out, how far they are, what is still
//! on the road and what a person should look at.
//!
//! Plain data without words: the console chooses the language. Everything comes from
//! projections, so a glance at the board never folds a journal. All instants are UTC
//! milliseconds. Leaves to `story`: what happened on one visit.

mod read;

use doorstep_domain::book::Text;
use doorstep_domain::event::Outcome;
use doorstep_domain::id::{EngineerId, JobId, VisitId};
use doorstep_domain::job::Window;
use doorstep_domain::money::Money;
use doorstep_domain::visit::Step;

use crate::integrity::IntegrityReport;

/// The front page.
#[derive(Clone, Debug)]
pub struct Board {
    /// When it was read, by the office's clock.
    pub at_ms: i64,
    /// Every engineer of this office, by staff number.
    pub engineers: Vec<EngineerRow>,
    /// Visits of installations that belong to nobody here; empty in a healthy office.
    pub unclaimed: Vec<VisitRow>,
    /// Everything together.
    pub sums: Sums,
    /// What the last walk over the office's own folder found; none before the first.
    pub integrity: Option<IntegrityReport>,
}

/// Everything on the board together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Visits of which the office knows, planned ones too.
    pub visits: u64,
    /// Visits under way.
    pub under_way: u64,
    /// Visits that were left.
    pub left: u64,
    /// What is still on its way here.
    pub on_the_road: OnTheRoad,
    /// Findings that a person should look at.
    pub exceptions: u64,
    /// Visits that are older and not listed on the board; the search finds them.
    pub not_listed: u64,
}

/// What phones have and the office does not, as far as the office can know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OnTheRoad {
    /// Events.
    pub events: u64,
    /// Photographs that events name.
    pub photos: u64,
    /// Texts, names and strokes that events name.
    pub contents: u64,
}

impl OnTheRoad {
    /// Everything that is known of has arrived.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Self {
        Self {
            events: self.events.saturating_add(other.events),
            photos: self.photos.saturating_add(other.photos),
            contents: self.contents.saturating_add(other.contents),
        }
    }
}

/// One engineer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineerRow {
    /// Staff number.
    pub id: EngineerId,
    /// As colleagues know them.
    pub name: String,
    /// When one of their phones last spoke with the office; none before the first time.
    pub last_heard_ms: Option<i64>,
    /// Events that their phones say they hold and the office does not (running numbers):
    /// all subjects, the van too. At least the sum over the visits.
    pub events_on_phones: u64,
    /// Findings on the listed visits.
    pub exceptions: u64,
    /// Visits that are planned, under way, not wholly here, or of today; by window.
    pub visits: Vec<VisitRow>,
    /// Older visits that are not listed.
    pub not_listed: u64,
}

/// One visit in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// Which.
    pub visit: VisitId,
    /// For which job; none where neither the office nor the events say.
    pub job: Option<JobId>,
    /// Whose.
    pub engineer: Option<EngineerId>,
    /// How it stands.
    pub state: VisitState,
    /// The appliance, as the standard calls its category; none where the book is not here.
    pub category: Option<Text>,
    /// The promised window; none for a visit of an unknown job.
    pub window: Option<Window>,
    /// The furthest of the steps that was begun; none before the first answer.
    pub step: Option<Step>,
    /// Every step of the visit, in order. Empty while planned or where the books are not here.
    pub steps: Vec<StepMark>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What was charged: the total of the accepted quote. None before there is an answer.
    pub total: Option<Money>,
    /// When the job was accepted, by the phone's clock.
    pub started_ms: Option<i64>,
    /// When the home was left, by the phone's clock.
    pub left_ms: Option<i64>,
    /// When the office last heard of it, by the office's clock.
    pub heard_ms: Option<i64>,
    /// Events here.
    pub events: u64,
    /// Events here that the fold skips: undecodable, of an unknown kind, withheld.
    pub quarantined: u64,
    /// Photographs that events name.
    pub photos_named: u64,
    /// Of these, photographs that are here.
    pub photos_arrived: u64,
    /// What is still on its way.
    pub on_the_road: OnTheRoad,
    /// Findings that a person should look at.
    pub exceptions: u64,
    /// The books of its edition are here, so that steps, prices and findings could be judged.
    pub is_judged: bool,
}

/// How a visit stands, as far as the office has heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VisitState {
    /// The office planned it and nothing was heard yet.
    Planned,
    /// The engineer accepted the job.
    UnderWay,
    /// The engineer left the home.
    Left,
}

impl VisitState {
    /// The stable key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::UnderWay => "under-way",
            Self::Left => "left",
        }
    }

    /// Reads what [`Self::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Planned, Self::UnderWay, Self::Left].into_iter().find(|state| state.key() == key)
    }
}

/// How one step stands, for a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepMark {
    /// Which.
    pub step: Step,
    /// How it stands.
    pub state: StepProgress,
    /// Checks that are asked.
    pub asked: u32,
    /// Of these, answered or waived.
    pub settled: u32,
    /// Of these, waived.
    pub waived: u32,
}

/// How a step stands, without what is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepProgress {
    /// Something comes first.
    Closed,
    /// It can be worked on.
    Open,
    /// Everything it needs is there.
    Done,
    /// There was nothing to do in it.
    Skipped,
}

impl StepProgress {
    /// The stable key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::Done => "done",
            Self::Skipped => "skipped",
        }
    }

    /// Reads what [`Self::key`] wrote.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Closed, Self::Open, Self::Done, Self::Skipped].into_iter().find(|state| state.key() == key)
    }
}
