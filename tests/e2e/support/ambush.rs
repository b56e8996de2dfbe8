//! Lies on the road and kills the process whose request comes along.

use super::http::Message;
use super::phone::Killer;
use super::road::{Fate, Traffic};

/// Waits for the n-th request from now, then strikes once.
#[derive(Default)]
pub struct Ambush {
    requests_left: usize,
    fate: Option<Fate>,
    victim: Option<Killer>,
    has_struck: bool,
}

impl Ambush {
    /// Waits for the n-th request of this process.
    pub fn lie_in_wait(&mut self, nth: usize, fate: Fate, victim: Killer) {
        *self = Self { requests_left: nth, fate: Some(fate), victim: Some(victim), has_struck: false };
    }

    /// Whether it killed.
    pub fn has_struck(&self) -> bool {
        self.has_struck
    }

    /// Lets everything pass.
    pub fn go_home(&mut self) {
        *self = Self::default();
    }
}

impl Traffic for Ambush {
    fn meet(&mut self, _request: &Message) -> Fate {
        let Some(fate) = self.fate else { return Fate::Pass };
        self.requests_left = self.requests_left.saturating_sub(1);
        if self.requests_left > 0 { Fate::Pass } else { fate }
    }

    fn dropping(&mut self, _fate: Fate) {
        self.has_struck = true;
        if let Some(victim) = &self.victim {
            victim.kill();
        }
    }
}
