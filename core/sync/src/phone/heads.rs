//! Which lanes have something to say, and whether by their events or by their head alone.
//!
//! A head is said once per start for every open lane that is proved, so that a tail which
//! the office lost comes to light; in another epoch for every lane, so that only what the
//! office lacks is sent again; and for every lane that is not safe when the office says
//! that the digest differs. The digest covers the lanes that this installation writes; those of earlier
//! ones, which an original may go on writing, are said again at every look at the feed.
//! A forked lane is said by its common point: an office that lost it gets the
//! lane again. Volatile: a restart says all heads again.

use std::collections::BTreeSet;

use doorstep_domain::id::{Head, InstallationId, Lane};

use super::journal::{LaneStand, LaneState, PhoneJournal};
use crate::backoff::{Backoff, Moment};

/// How a lane travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// What follows the proved part.
    Events,
    /// Its head, to learn how far the office has it.
    Head,
    /// One event whose bytes were withheld before.
    Again,
}

#[derive(Debug, Default)]
pub(super) struct Heads {
    told: BTreeSet<Lane>,
    /// The office began another life: it may have lanes of which nothing is proved.
    is_anew: bool,
    /// The office has other heads than the digest says: closed lanes are said, too.
    is_doubtful: bool,
    earlier_are_due: bool,
    rest: Backoff,
}

impl Heads {
    /// Lanes that have something to say, the most urgent first.
    pub fn due<J: PhoneJournal>(&self, journal: &J) -> Result<Vec<(LaneStand, Way)>, J::Error> {
        let lanes = journal.lanes()?.into_iter();
        let mut due: Vec<_> = lanes.filter_map(|stand| self.way(&stand).map(|way| (stand, way))).collect();
        due.sort_by_key(|(stand, _)| stand.priority);
        Ok(due)
    }

    fn way(&self, stand: &LaneStand) -> Option<Way> {
        let is_told = self.told.contains(&stand.lane);
        if stand.state == LaneState::Forked || stand.head == Head::EMPTY {
            return (!is_told && stand.proved != Head::EMPTY).then_some(Way::Head);
        }
        match (stand.proved == stand.head, stand.proved == Head::EMPTY) {
            (true, _) => (!is_told && (stand.is_open || self.is_doubtful)).then_some(Way::Head),
            (false, true) if self.is_anew && !is_told => Some(Way::Head),
            (false, _) => Some(Way::Events),
        }
    }

    /// The feed is to be looked at, and lanes of earlier installations with it.
    pub fn look(&mut self) {
        self.earlier_are_due = true;
    }

    /// Who this phone is: lanes of others may be due.
    pub fn begin(&mut self, installation: InstallationId) {
        if std::mem::take(&mut self.earlier_are_due) {
            self.told.retain(|lane| lane.installation == installation);
        }
    }

    /// The office answered about this lane.
    pub fn told(&mut self, lane: &Lane) {
        self.told.insert(lane.clone());
    }

    /// Another epoch: everything is said by its head first.
    pub fn begin_anew(&mut self) {
        self.told.clear();
        self.is_anew = true;
    }

    /// No lane is left to be said by its head: a lane that begins now goes by its events.
    pub fn all_told(&mut self) {
        self.is_anew = false;
    }

    /// The office has other heads than the digest says. Not in a hot loop: a lane that an
    /// office knows otherwise makes it differ every time.
    pub fn differ(&mut self, at: Moment) {
        if self.rest.rests_until(at.now_ms).is_none() {
            self.told.clear();
            self.is_doubtful = true;
            self.rest.failed(at);
        }
    }

    /// The digest is the office's as well.
    pub fn agree(&mut self) {
        self.is_doubtful = false;
        self.rest.reset();
    }
}
