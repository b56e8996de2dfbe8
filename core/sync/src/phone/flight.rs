//! The one request whose answer counts, and what was in it.

use doorstep_domain::id::{Hash, InstallationId};
use doorstep_wire::message::{Cursor, Epoch};

use super::aside::Item;
use super::lane::SentLane;

#[derive(Debug)]
pub(super) struct InFlight {
    pub request: u64,
    pub installation: InstallationId,
    pub epoch: Option<Epoch>,
    pub cursor: Option<Cursor>,
    pub digest: Hash,
    pub lanes: Vec<SentLane>,
    pub contents: Vec<Hash>,
    pub photos: Vec<Hash>,
}

impl InFlight {
    pub fn items(&self) -> Vec<Item> {
        let lanes = self.lanes.iter().map(SentLane::item);
        let contents = self.contents.iter().map(|hash| Item::Content(*hash));
        lanes.chain(contents).chain(self.photos.iter().map(|hash| Item::Photo(*hash))).collect()
    }

    /// How many pieces the frame had.
    pub fn pieces(&self) -> u64 {
        let lanes: u64 = self.lanes.iter().map(SentLane::pieces).sum();
        lanes.saturating_add((self.contents.len() + self.photos.len()) as u64)
    }
}
