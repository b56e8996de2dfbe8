//! The phone's disk as sync reads it.

use std::convert::Infallible;

use doorstep_domain::id::{Hash, Lane};
use doorstep_sync::digest::of_heads;
use doorstep_sync::office::Quarantine;
use doorstep_sync::phone::{ContentWaiting, LaneStand, PhoneJournal, Priority, Stand};
use doorstep_wire::message::{Content, PhotoOffer, SentEvent};

use super::disk::{PhoneDisk, PhotoState};

impl PhoneJournal for PhoneDisk {
    type Error = Infallible;

    fn stand(&self) -> Result<Stand, Infallible> {
        let own = self.lanes.iter().filter(|(lane, _)| lane.installation == self.installation);
        let proved = own.filter(|(_, held)| held.proved.seq > 0).map(|(lane, held)| (lane, held.proved));
        Ok(Stand {
            installation: self.installation,
            epoch: self.epoch,
            challenge: self.challenge.clone(),
            limits: self.limits,
            cursor: self.cursor,
            safe_upto: self.safe_upto,
            running: self.running,
            digest: of_heads(proved),
        })
    }

    fn lanes(&self) -> Result<Vec<LaneStand>, Infallible> {
        let priorities = [Priority::Earlier, Priority::Today, Priority::UnderWay].into_iter().cycle();
        let lanes = self.lanes.iter().zip(priorities);
        Ok(lanes
            .map(|((lane, held), priority)| LaneStand {
                lane: lane.clone(),
                continues: held.continues,
                head: held.head(),
                proved: held.proved,
                state: held.state,
                is_open: true,
                priority,
            })
            .collect())
    }

    fn events(&self, lane: &Lane, after: u64, most: usize, most_bytes: u64) -> Result<Vec<SentEvent>, Infallible> {
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        let events = self.lanes.get(lane).into_iter().flat_map(|held| held.events.iter().skip(after).take(most));
        let mut bytes_left = most_bytes;
        let mut taken = Vec::new();
        for kept in events {
            let len = kept.sent.bytes().map_or(0, |bytes| bytes.len() as u64);
            if len > bytes_left && !taken.is_empty() {
                break;
            }
            bytes_left = bytes_left.saturating_sub(len);
            taken.push(kept.sent.clone());
        }
        Ok(taken)
    }

    fn withheld(&self) -> Result<Vec<(Lane, u64)>, Infallible> {
        let is_withheld = |code: &String| code == Quarantine::Withheld.code();
        let all = self.lanes.iter().flat_map(|(lane, held)| {
            let proved = held.quarantined.iter().filter(|(seq, _)| **seq <= held.proved.seq);
            proved.filter(|(_, code)| is_withheld(code)).map(|(seq, _)| (lane.clone(), *seq))
        });
        Ok(all.collect())
    }

    fn hash_at(&self, lane: &Lane, seq: u64) -> Result<Option<Hash>, Infallible> {
        Ok(self.lanes.get(lane).and_then(|held| held.at(seq)).map(|kept| kept.place.head.hash))
    }

    fn contents_waiting(&self) -> Result<Vec<ContentWaiting>, Infallible> {
        let waiting = self.contents.iter().filter(|(_, (_, has_arrived))| !has_arrived);
        Ok(waiting
            .map(|(hash, (content, _))| ContentWaiting { hash: *hash, bytes_len: content.bytes.len() as u64 })
            .collect())
    }

    fn content(&self, hash: &Hash) -> Result<Option<Content>, Infallible> {
        Ok(self.contents.get(hash).map(|(content, _)| content.as_ref().clone()))
    }

    fn photos_waiting(&self) -> Result<Vec<PhotoOffer>, Infallible> {
        let waiting = self.photos.iter().filter(|(_, photo)| photo.state == PhotoState::ToAsk);
        Ok(waiting
            .map(|(hash, photo)| PhotoOffer { subject: photo.subject.clone(), hash: *hash, bytes_len: photo.len })
            .collect())
    }

    fn books_wanted(&self) -> Result<Vec<Hash>, Infallible> {
        Ok(Vec::new())
    }
}
