//! Events that the office cannot take, and that must not hold their lane up.
//!
//! An event that failed alone twice, with proof in between that the network was not to
//! blame, is sent as its hash: the lane goes on. Its bytes are offered again, alone and
//! with a back-off, until the office has them. Volatile: after a restart the journal
//! says which events the office keeps without their bytes, and the rest is found anew.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::id::Lane;
use doorstep_wire::message::SentEvent;

use super::journal::PhoneJournal;

#[derive(Debug, Default)]
pub(super) struct Withheld {
    /// The office takes bytes later for what it was given as a hash.
    pub is_allowed: bool,
    places: BTreeMap<Lane, BTreeSet<u64>>,
}

impl Withheld {
    /// Whether it may be withheld from now on, and was not before.
    pub fn add(&mut self, lane: &Lane, seq: u64) -> bool {
        self.is_allowed && self.places.entry(lane.clone()).or_default().insert(seq)
    }

    /// Puts hashes where events are withheld; `events` follow `after_seq`.
    pub fn apply<J: PhoneJournal>(
        &self,
        journal: &J,
        lane: &Lane,
        after_seq: u64,
        events: &mut [SentEvent],
    ) -> Result<(), J::Error> {
        let Some(places) = self.places.get(lane) else { return Ok(()) };
        for (seq, event) in (after_seq.saturating_add(1)..).zip(events) {
            if let (true, Some(hash)) = (places.contains(&seq), journal.hash_at(lane, seq)?) {
                *event = SentEvent::Withheld(hash);
            }
        }
        Ok(())
    }
}
