//! Whether the office still trusts this phone, and what a phone does that it does not.
//!
//! A revoked phone hands in what it had not sent, piece by piece, and asks whether all
//! of it is there. Then it deletes what its visits say of anybody and is silent, until
//! something new was recorded. Whatever fails is tried again with the next back-off.

use std::collections::BTreeSet;
use std::path::Path;

use doorstep_domain::id::{Hash, Subject};
use doorstep_screens::waits_for_wifi;
use doorstep_wire::key::PublicKey;

use super::{Line, SyncLoop, SyncReport, Walk};
use crate::engine::Core;
use crate::error::StoreError;
use crate::export::{ExportError, Exported, Unsent, export};

/// The office's word for a phone that may no longer work.
pub(super) const REVOKED: &str = "installation/revoked";

/// Whether the office still trusts this phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does, as far as this phone knows.
    AtWork,
    /// The office does not know this phone: a person has to enrol it again.
    Unknown,
    /// It does not any more; unsent work is being handed in.
    Revoked,
    /// Everything was handed in and deleted here.
    Deleted,
}

impl SyncLoop {
    /// Seals everything that waits for the office into a file.
    pub fn export(&self, file: &Path) -> Result<Exported, ExportError> {
        export(&self.walk.engine, &self.walk.ports, &self.walk.photos, file)
    }
}

impl Walk {
    /// Gives away what was not sent, and deletes it when the office has all of it.
    pub(super) async fn hand_in(&self, line: &Line, report: &mut SyncReport) -> Result<(), StoreError> {
        let (installation, unsent) = self.ask(|core| {
            core.note_standing("revoked")?;
            Ok((core.installation(), core.unsent()?))
        })?;
        let piece = |unsent: &Unsent| tokio::task::block_in_place(|| unsent.piece(installation, &self.photos));
        // Only names are kept: the photographs of a day need not fit into memory.
        let named = unsent.into_iter().filter_map(|unsent| Some((Hash::of(&piece(&unsent)?), unsent)));
        let named: Vec<(Hash, Unsent)> = named.collect();
        let names: Vec<Hash> = named.iter().map(|(name, _)| *name).collect();
        report.requests += 1;
        let Some(mut lacking) = line.not_handed_in(&names).await else { return Ok(()) };
        if !lacking.is_empty() {
            let way = self.ask(|core| core.photo_way())?;
            for (_, unsent) in named.iter().filter(|(name, _)| lacking.contains(name)) {
                // Photographs of a phone that waits for Wi-Fi wait here too: nothing is deleted before they are there.
                if matches!(unsent, Unsent::Photo { .. }) && waits_for_wifi(way, self.ports.rules.network()) {
                    continue;
                }
                let Some(piece) = piece(unsent) else { continue };
                (report.requests, report.bytes_up) = (report.requests + 1, report.bytes_up + piece.len() as u64);
                if !line.hand_in(piece).await {
                    return Ok(());
                }
            }
            report.requests += 1;
            let Some(still) = line.not_handed_in(&names).await else { return Ok(()) };
            lacking = still;
        }
        match lacking.is_empty() {
            true => self.ask(Core::delete_what_was_handed_in),
            false => Ok(()),
        }
    }
}

impl Core {
    /// Whether the office still trusts this phone.
    pub(crate) fn standing(&mut self) -> Result<Standing, StoreError> {
        Ok(match self.told()?.0.as_str() {
            "at-work" => Standing::AtWork,
            "deleted" => Standing::Deleted,
            "unknown" => Standing::Unknown,
            _ => Standing::Revoked,
        })
    }

    /// Whether everything that there is was handed in: nothing is left to say.
    pub(super) fn is_silent(&mut self) -> Result<bool, StoreError> {
        let (standing, running) = self.told()?;
        let now: i64 = self.journal.read().query_row("SELECT running FROM phone", [], |row| row.get(0))?;
        Ok(standing == "deleted" && running == now)
    }

    fn told(&mut self) -> Result<(String, i64), StoreError> {
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        Ok(self.journal.read().query_row("SELECT standing, running FROM trust", [], read)?)
    }

    fn note_standing(&mut self, standing: &'static str) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        write.execute("UPDATE trust SET standing = ?1, running = (SELECT running FROM phone)", [standing])?;
        write.commit()?;
        self.changed(None);
        Ok(())
    }

    /// Trusted again, by an office with this key.
    pub(super) fn trusted_by(&mut self, office: Option<PublicKey>) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        let key = office.map(|key| key.as_bytes().to_vec());
        write.execute("UPDATE trust SET office_key = coalesce(?1, office_key), standing = 'at-work'", [key])?;
        write.commit()?;
        Ok(())
    }

    /// Removes what visits, van and days say of anybody. That something happened stays.
    fn delete_what_was_handed_in(&mut self) -> Result<(), StoreError> {
        let sql = "SELECT subject FROM lane UNION SELECT subject FROM content UNION SELECT subject FROM photo \
                   UNION SELECT 'visit/' || visit FROM job";
        let mut select = self.journal.read().prepare(sql)?;
        let subjects = select.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<BTreeSet<_>, _>>()?;
        drop(select);
        for subject in subjects {
            let subject: Subject = subject.parse().map_err(|wrong| StoreError::damaged("lane", wrong))?;
            self.erase(&subject)?;
        }
        self.note_standing("deleted")
    }
}
