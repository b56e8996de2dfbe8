//! How much goes at once: halved after every failure that could be the size's, doubled by
//! every success. What fails alone is put aside, and of a lane only its one event.

use doorstep_wire::message::Limits;

use super::PhoneSync;
use super::aside::Item;
use super::flight::InFlight;
use super::heads::Way;
use crate::backoff::Moment;

impl PhoneSync {
    /// Halves the next frame. What fails alone is suspected, and an empty frame is tried next.
    pub(super) fn shrink(&mut self, sent: &InFlight, at: Moment) {
        let pieces = sent.pieces();
        if pieces > 1 {
            self.cut = Some(pieces / 2);
            return;
        }
        let item = sent.items().pop();
        if let (Some(Item::Lane(lane)), Some(one)) = (&item, sent.lanes.first()) {
            let failed_before = !self.aside.is_trusted(&Item::Lane(lane.clone()));
            if one.way == Way::Events && failed_before && self.withheld.add(lane, one.last) {
                // Its hash goes at the next chance; the back-off of the conversation goes on.
                self.aside.trust(&Item::Lane(lane.clone()));
                self.aside.rest(Item::Withheld(lane.clone(), one.last), at);
                return;
            }
        }
        self.aside.failed_alone(item, at);
    }

    /// The network is well and the office is, too: nobody has to be suspected.
    pub(super) fn too_large(&mut self, sent: &InFlight, at: Moment) {
        let pieces = sent.pieces();
        if pieces > 1 {
            self.cut = Some(pieces / 2);
            return;
        }
        match (sent.items().pop(), sent.lanes.first()) {
            (Some(Item::Lane(lane)), Some(one)) if one.way == Way::Events && self.withheld.add(&lane, one.last) => {
                self.aside.trust(&Item::Lane(lane.clone()));
                self.aside.rest(Item::Withheld(lane, one.last), at);
            }
            (Some(item), _) => self.aside.rest(item, at),
            (None, _) => self.backoff.refused(at),
        }
    }

    pub(super) fn grow(&mut self, limits: Limits) {
        self.cut = self.cut.map(|cut| cut.saturating_mul(2)).filter(|cut| *cut < u64::from(limits.push_events));
    }
}
