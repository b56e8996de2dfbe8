//! What a person sees of sync and reads out over the telephone, read from the store, the disk
//! and the platform when somebody looks; and what can be set there.

use std::collections::BTreeMap;
use std::path::Path;

use doorstep_domain::time::{Stamp, china_day};
use doorstep_screens::{
    BallastStand, ClockFacts, ContactFacts, FailedTry, HelpModel, NetworkCost, PhoneAct, PhoneFacts, PhoneStanding,
    PhotoWay, StorageFacts, SyncModel, SyncRow, SyncThere, TrafficRow, TrafficSpan, TravelFacts, help_model,
    waits_for_wifi,
};

use super::Core;
use crate::error::{SendError, StoreError};
use crate::journal::SCHEMA;
use crate::sync::{DAYS, Standing, cost_key};

impl Core {
    /// Carries out one intent about the phone itself. Saved when this returns `Ok`.
    pub fn send_phone(&mut self, act: PhoneAct) -> Result<(), SendError> {
        let PhoneAct::SendPhotos { way } = act;
        self.keep_photo_way(way).map_err(|wrong| self.broken(&wrong))?;
        self.changed(None);
        Ok(())
    }

    fn keep_photo_way(&mut self, way: PhotoWay) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        write.execute("UPDATE phone SET photo_way = ?1", [way_key(way)])?;
        write.commit()?;
        Ok(())
    }

    /// Over which networks photographs go.
    pub(crate) fn photo_way(&self) -> Result<PhotoWay, StoreError> {
        let key: String = self.journal.read().query_row("SELECT photo_way FROM phone", [], |row| row.get(0))?;
        [PhotoWay::AnyNetwork, PhotoWay::WifiOnly]
            .into_iter()
            .find(|way| way_key(*way) == key)
            .ok_or_else(|| StoreError::damaged("phone", "its photo_way is none"))
    }

    /// A try to reach the office failed.
    pub(crate) fn note_failed(&mut self, code: String) {
        self.failed = Some(FailedTry { at_ms: self.ports.clock.stamp().wall_ms, code });
    }

    /// The office answered.
    pub(crate) fn note_answered(&mut self) {
        self.failed = None;
    }

    /// Sync rests until then, or has nothing to wait for.
    pub(crate) fn rests(&mut self, until_ms: Option<u64>) {
        self.rests_until_ms = until_ms;
        self.changed(None);
    }

    pub(super) fn sync_screen(&mut self) -> Result<SyncModel, StoreError> {
        let (line, photo_way) = (self.sync_line()?, self.photo_way()?);
        let sql = "SELECT iif(EXISTS (SELECT 1 FROM predecessor), moved, NULL), office_restored_ms FROM phone";
        let (moved, office_restored_ms) =
            self.journal.read().query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let is_waiting = waits_for_wifi(photo_way, self.ports.rules.network());
        Ok(SyncModel {
            engineer: self.phone.engineer.as_ref().map(ToString::to_string).unwrap_or_default(),
            installation: self.phone.installation.to_string(),
            office: self.phone.office.clone(),
            waits_for_wifi: is_waiting && line.photos_waiting > 0,
            line,
            there: self.there()?,
            rows: self.sync_rows()?,
            failed: self.failed.clone(),
            photo_way,
            moved,
            office_restored_ms,
        })
    }

    /// What of each subject is not whole at the office.
    fn sync_rows(&self) -> Result<Vec<SyncRow>, StoreError> {
        // What lies behind a closed lane's common point moved to another lane.
        let sql = "SELECT subject, sum(iif(is_forked, 0, head_seq - proved_seq)), \
                   (SELECT count(DISTINCT hash) FROM photo WHERE photo.subject = lane.subject AND state <> 'arrived'), \
                   (SELECT count(*) FROM quarantine JOIN lane AS of ON of.id = quarantine.lane \
                    WHERE of.subject = lane.subject AND code <> 'event/withheld'), \
                   (SELECT count(*) FROM quarantine JOIN lane AS of ON of.id = quarantine.lane \
                    WHERE of.subject = lane.subject AND code = 'event/withheld'), \
                   (SELECT count(*) FROM photo WHERE photo.subject = lane.subject AND state = 'refused'), \
                   (SELECT count(*) FROM photo WHERE photo.subject = lane.subject AND state = 'damaged') \
                   FROM lane GROUP BY subject ORDER BY subject";
        let mut select = self.journal.read().prepare_cached(sql)?;
        let rows = select.query_map([], |row| {
            Ok(SyncRow {
                subject: row.get(0)?,
                events_waiting: row.get(1)?,
                photos_waiting: row.get(2)?,
                quarantined: row.get(3)?,
                withheld: row.get(4)?,
                photos_refused: row.get(5)?,
                photos_damaged: row.get(6)?,
            })
        })?;
        let is_open = |row: &SyncRow| {
            [row.events_waiting, row.photos_waiting, row.quarantined, row.withheld].iter().any(|count| *count > 0)
        };
        Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().filter(is_open).collect())
    }

    /// What the office has. A lane counts as safe when its last arrival is: of one that is
    /// still written only the office knows how much is.
    fn there(&self) -> Result<SyncThere, StoreError> {
        let sql = "SELECT coalesce(sum(proved_seq), 0), \
                   (SELECT count(DISTINCT hash) FROM photo WHERE state = 'arrived'), \
                   coalesce(sum(iif(arrival <= safe_upto, proved_seq, 0)), 0), \
                   (SELECT count(DISTINCT hash) FROM photo WHERE state = 'arrived' AND place <= \
                    (SELECT safe_upto FROM phone)) FROM lane, phone";
        Ok(self.journal.read().prepare_cached(sql)?.query_row([], |row| {
            Ok(SyncThere {
                events_proved: row.get(0)?,
                photos_proved: row.get(1)?,
                events_safe: row.get(2)?,
                photos_safe: row.get(3)?,
            })
        })?)
    }

    pub(super) fn help_screen(&mut self) -> Result<HelpModel, StoreError> {
        let now = self.ports.clock.stamp();
        let phone = PhoneFacts {
            installation: self.phone.installation.to_string(),
            engineer: self.phone.engineer.as_ref().map(ToString::to_string).unwrap_or_default(),
            office: self.phone.office.clone(),
            standing: self.phone_standing()?,
            app_version: env!("CARGO_PKG_VERSION").to_owned(),
            schema: u32::try_from(SCHEMA).unwrap_or(0),
        };
        let clock = ClockFacts { now_ms: now.wall_ms, uncertainty_ms: now.uncertainty_ms.map(i64::from) };
        let travel = TravelFacts {
            background: self.ports.rules.background(),
            network: self.ports.rules.network(),
            photo_way: self.photo_way()?,
            traffic: self.traffic(&now)?,
        };
        Ok(help_model(self.sync_line()?, phone, self.storage()?, clock, self.contact(&now)?, travel))
    }

    fn phone_standing(&mut self) -> Result<PhoneStanding, StoreError> {
        Ok(match self.standing()? {
            _ if self.phone.engineer.is_none() => PhoneStanding::NotEnrolled,
            Standing::AtWork => PhoneStanding::AtWork,
            Standing::Unknown => PhoneStanding::Unknown,
            Standing::Revoked => PhoneStanding::Revoked,
            Standing::Deleted => PhoneStanding::Deleted,
        })
    }

    fn storage(&self) -> Result<StorageFacts, StoreError> {
        let ballast = match (&self.phone.engineer, self.ballast.is_kept()) {
            (_, true) => BallastStand::Kept,
            (Some(_), false) => BallastStand::Released,
            (None, false) => BallastStand::NotNeeded,
        };
        let folder = self.journal.folder();
        Ok(StorageFacts {
            store_bytes: bytes(self.journal.bytes_len()),
            photo_bytes: bytes(self.photos.bytes_len()),
            free_bytes: free_bytes(folder),
            ballast,
        })
    }

    fn contact(&self, now: &Stamp) -> Result<ContactFacts, StoreError> {
        // The clock of a lane is that of its last event: what waits there has waited since then at least.
        let sql = "SELECT proved_ms, answered_ms, (SELECT min(wall_ms) FROM lane \
                   WHERE is_forked = 0 AND head_seq > proved_seq AND wall_ms > 0) FROM phone";
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let (proved_ms, answered_ms, waiting_since_ms) =
            self.journal.read().prepare_cached(sql)?.query_row([], read)?;
        let left_ms = self.rests_until_ms.and_then(|until_ms| until_ms.checked_sub(now.mono_ms));
        let next_try_ms = left_ms.map(|left_ms| now.wall_ms.saturating_add(bytes(left_ms)));
        Ok(ContactFacts { proved_ms, answered_ms, waiting_since_ms, failed: self.failed.clone(), next_try_ms })
    }

    fn traffic(&self, now: &Stamp) -> Result<Vec<TrafficRow>, StoreError> {
        let today = china_day(now.wall_ms).map(|day| day.to_string()).unwrap_or_default();
        let over = china_day(now.wall_ms.saturating_sub(DAYS * 24 * 3_600_000)).map(|day| day.to_string());
        let sql = "SELECT day, cost, up_bytes, down_bytes FROM traffic WHERE day > ?1";
        let mut select = self.journal.read().prepare_cached(sql)?;
        let rows = select.query_map([over.unwrap_or_default()], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?))
        })?;
        let costs = [NetworkCost::Metered, NetworkCost::Unmetered, NetworkCost::Unknown];
        let mut sums: BTreeMap<(TrafficSpan, NetworkCost), (i64, i64)> = BTreeMap::new();
        for row in rows {
            let (day, key, up_bytes, down_bytes) = row?;
            let cost = costs.into_iter().find(|cost| cost_key(*cost) == key);
            let cost = cost.ok_or_else(|| StoreError::damaged("traffic", "its cost is none"))?;
            let spans = [TrafficSpan::Today, TrafficSpan::Month];
            for span in spans.into_iter().filter(|span| *span == TrafficSpan::Month || day == today) {
                let (up, down) = sums.entry((span, cost)).or_default();
                (*up, *down) = (up.saturating_add(up_bytes), down.saturating_add(down_bytes));
            }
        }
        let row = |((span, cost), (up_bytes, down_bytes))| TrafficRow { span, cost, up_bytes, down_bytes };
        Ok(sums.into_iter().map(row).collect())
    }
}

/// As it stands in the store.
fn way_key(way: PhotoWay) -> &'static str {
    match way {
        PhotoWay::AnyNetwork => "any-network",
        PhotoWay::WifiOnly => "wifi-only",
    }
}

/// What an app may still write there; none where the system does not say.
fn free_bytes(folder: &Path) -> Option<i64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(bytes(disk.f_bavail.saturating_mul(disk.f_frsize)))
}

/// A size as screens carry it.
fn bytes(many: u64) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}
