//! What happens to phones and office between two steps: kills, restores, clones, clocks.

use doorstep_domain::id::InstallationId;
use doorstep_wire::message::Epoch;

use crate::check::{self, Violation};
use crate::fault::Fault;
use crate::world::World;

/// More phones than this are not made by cloning.
const MOST_PHONES: usize = 5;
const TEN_DAYS_MS: u64 = 864_000_000;

impl World {
    /// What strikes before a step.
    pub(crate) fn strike(&mut self, at: usize) -> Result<(), Violation> {
        if self.strikes(Fault::PhoneKilled) {
            self.restart_phone(at);
        }
        if self.strikes(Fault::ClockJumped) {
            let ahead_ms = self.rng.bits() % TEN_DAYS_MS;
            self.phones.iter_mut().skip(at).take(1).for_each(|phone| phone.ahead_ms = ahead_ms);
        }
        self.strike_office();
        if self.strikes(Fault::PhoneRestored) {
            let bits = self.rng.bits();
            self.phones.iter_mut().skip(at).take(1).for_each(|phone| phone.restore(bits));
            self.notice_copy(at);
            check::phone(self, at)?;
        }
        if self.phones.len() < MOST_PHONES && self.strikes(Fault::PhoneCloned) {
            let bits = self.rng.bits();
            let copy = self.phones.get_mut(at).map(|phone| phone.copied(bits));
            self.phones.extend(copy);
            self.notice_copy(self.phones.len().saturating_sub(1));
        }
        Ok(())
    }

    fn strike_office(&mut self) {
        let bits = self.rng.bits();
        if self.strikes(Fault::OfficeKilled) {
            self.office.restart(bits);
            if self.happens(Fault::PartialLost) && self.office.disk.lose_partials() > 0 {
                self.count(Fault::PartialLost);
            }
        }
        if self.strikes(Fault::OfficeRestored) {
            let epoch = Epoch(self.rng.id());
            self.office.restore(epoch);
        }
        if self.happens(Fault::OfficeRolledBack) && self.office.roll_back() {
            self.count(Fault::OfficeRolledBack);
        }
    }

    pub(crate) fn restart_phone(&mut self, at: usize) {
        let bits = self.rng.bits();
        self.phones.iter_mut().skip(at).take(1).for_each(|phone| phone.restart(bits));
    }

    /// The platform's key store remembers another id, as often as not: then the copy is
    /// noticed at its start. Otherwise the office's answers tell.
    fn notice_copy(&mut self, at: usize) {
        let new = InstallationId(self.rng.id());
        if self.rng.happens(400) {
            self.phones.iter_mut().skip(at).take(1).for_each(|phone| phone.disk.become_new(new));
            self.count(Fault::BecameNew);
        }
    }
}
