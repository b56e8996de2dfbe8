//! A phone of a history: a disk that survives, and a process that does not.

mod disk;
mod journal;

use std::collections::BTreeMap;

use doorstep_domain::id::{Hash, Head, InstallationId, Lane};
use doorstep_sync::phone::PhoneSync;
use doorstep_sync::upload::Upload;

use crate::fault::Mistake;

pub use disk::{Kept, LaneDisk, PhoneDisk, PhotoDisk, PhotoState};

/// A phone.
#[derive(Debug)]
pub struct Phone {
    /// Whose.
    pub engineer: usize,
    /// Survives a kill.
    pub disk: PhoneDisk,
    /// Does not.
    pub sync: PhoneSync,
    /// Does not either.
    pub uploads: BTreeMap<Hash, Upload>,
    /// What the engineer was told is saved.
    pub told: BTreeMap<Lane, Head>,
    /// When the request in flight was sent, by the one clock.
    pub sent_ms: u64,
    /// How far its own clock is ahead of the one clock.
    pub ahead_ms: u64,
    /// It went back to a backup, or was cloned, at least once.
    pub was_copied: bool,
    backup: PhoneDisk,
}

impl Phone {
    /// A new phone.
    pub fn new(engineer: usize, installation: InstallationId, first_request: u64) -> Self {
        let disk = PhoneDisk::new(installation);
        Self {
            engineer,
            backup: disk.clone(),
            disk,
            sync: PhoneSync::new(first_request).withholding(),
            uploads: BTreeMap::new(),
            told: BTreeMap::new(),
            sent_ms: 0,
            ahead_ms: 0,
            was_copied: false,
        }
    }

    /// Plants a mistake.
    pub fn plant(&mut self, mistake: Option<Mistake>) {
        self.disk.mistake = mistake;
        self.backup.mistake = mistake;
    }

    /// Starts again: what was in memory is gone.
    pub fn restart(&mut self, first_request: u64) {
        self.sync = PhoneSync::new(first_request).withholding();
        self.uploads.clear();
    }

    /// Keeps a copy of the disk.
    pub fn back_up(&mut self) {
        self.backup = self.disk.clone();
    }

    /// Goes back to the copy.
    pub fn restore(&mut self, first_request: u64) {
        self.disk = self.backup.clone();
        self.was_copied = true;
        self.say_saved();
        self.restart(first_request);
    }

    /// Another phone with the same disk.
    pub fn copied(&mut self, first_request: u64) -> Self {
        self.was_copied = true;
        let mut copy = Self::new(self.engineer, self.disk.installation, first_request);
        copy.disk = self.disk.clone();
        copy.back_up();
        copy.was_copied = true;
        copy.say_saved();
        copy
    }

    /// The engineer sees what this disk holds.
    pub fn say_saved(&mut self) {
        self.told = self.disk.lanes.iter().map(|(lane, held)| (lane.clone(), held.head())).collect();
    }
}
