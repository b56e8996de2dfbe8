//! How the office itself stands: what it could not use, which phones there are and which of
//! them are copies, which lives it had, what is backed up, and what waits for a person.
//!
//! Plain data without words, read from rows and the files beside the database; nothing is
//! folded. All instants are UTC milliseconds. Leaves to `board`: how the visits stand.

use std::collections::BTreeMap;

use doorstep_domain::id::InstallationId;
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::admin::HandedIn;
use crate::admin::backup::Verified;
use crate::entity::{engineer, heard, installation, lane, quarantine, segment};
use crate::office::{Office, StoreError, from_row, stored_installation};
use crate::store::promise::{self, Promise};

/// A backup that is older is worth a warning.
pub const OLD_BACKUP_MS: i64 = 36 * 60 * 60 * 1000;

/// How the office stands.
#[derive(Clone, Debug)]
pub struct OfficeState {
    /// When it was read, by the office's clock.
    pub at_ms: i64,
    /// Every installation, by engineer and age.
    pub phones: Vec<Phone>,
    /// What was not folded, by subject.
    pub quarantined: Vec<Quarantined>,
    /// What revoked phones handed in.
    pub handed_in: Vec<HandedIn>,
    /// The lives of the database, the present one last.
    pub lives: Vec<Life>,
    /// The newest backup that was verified in this life.
    pub backup: Option<Verified>,
    /// The last arrival that a verified backup covers.
    pub safe_upto: u64,
    /// The last arrival.
    pub arrivals: u64,
}

/// One installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// Which.
    pub installation: InstallationId,
    /// Whose.
    pub engineer: String,
    /// As colleagues know them.
    pub name: String,
    /// Since when.
    pub enrolled_at_ms: i64,
    /// When it last said something new.
    pub heard_at_ms: Option<i64>,
    /// Events of it that are here.
    pub events: u64,
    /// Events that it says it ever recorded.
    pub recorded: u64,
    /// Since when it may not work any more.
    pub revoked_at_ms: Option<i64>,
    /// The installation that goes on with its lanes: this one was copied or restored.
    pub successor: Option<InstallationId>,
}

/// Events of one subject that were not folded, for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Of which journal.
    pub subject: String,
    /// Why: a stable code.
    pub code: String,
    /// How many.
    pub events: u64,
}

/// One life of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Its epoch.
    pub epoch: InstallationId,
    /// When it began.
    pub began_at_ms: i64,
}

impl OfficeState {
    /// How long ago the newest verified backup was verified.
    pub fn backup_age_ms(&self) -> Option<i64> {
        self.backup.as_ref().map(|backup| self.at_ms.saturating_sub(backup.at_ms))
    }

    /// Nobody can rely on a backup, or only on an old one, while there is something to lose.
    pub fn needs_backup(&self) -> bool {
        self.arrivals > self.safe_upto && self.backup_age_ms().is_none_or(|age_ms| age_ms > OLD_BACKUP_MS)
    }
}

impl Office {
    /// How the office stands now.
    pub async fn state(&self) -> Result<OfficeState, StoreError> {
        Ok(OfficeState {
            at_ms: self.now_ms(),
            phones: self.all_phones().await?,
            quarantined: self.quarantined().await?,
            handed_in: self.handed_in().await?,
            lives: self.lives()?,
            backup: self.newest_verified(),
            safe_upto: self.safe_upto(),
            arrivals: self.last_arrival().await?,
        })
    }

    async fn last_arrival(&self) -> Result<u64, StoreError> {
        let row = crate::entity::office::Entity::find_by_id(1).one(&self.db).await?;
        Ok(row.map_or(0, |row| from_row(row.arrivals)))
    }

    async fn all_phones(&self) -> Result<Vec<Phone>, StoreError> {
        let names: BTreeMap<String, String> =
            engineer::Entity::find().all(&self.db).await?.into_iter().map(|row| (row.id, row.name)).collect();
        let heard: BTreeMap<Vec<u8>, heard::Model> =
            heard::Entity::find().all(&self.db).await?.into_iter().map(|row| (row.installation.clone(), row)).collect();
        let counted: Vec<(Vec<u8>, i64)> = lane::Entity::find()
            .select_only()
            .column(lane::Column::Installation)
            // PostgreSQL answers a sum as a number without end.
            .column_as(lane::Column::Seq.sum().cast_as("bigint"), "events")
            .group_by(lane::Column::Installation)
            .into_tuple()
            .all(&self.db)
            .await?;
        let counted: BTreeMap<Vec<u8>, i64> = counted.into_iter().collect();
        let successors = self.successors().await?;
        let rows = installation::Entity::find()
            .order_by_asc(installation::Column::Engineer)
            .order_by_asc(installation::Column::EnrolledAtMs)
            .all(&self.db)
            .await?;
        let phone = |row: installation::Model| -> Result<Phone, StoreError> {
            let installation = stored_installation(&row.id, "installation")?;
            let heard = heard.get(&row.id);
            Ok(Phone {
                installation,
                name: names.get(&row.engineer).cloned().unwrap_or_default(),
                engineer: row.engineer,
                enrolled_at_ms: row.enrolled_at_ms,
                heard_at_ms: heard.map(|row| row.at_ms),
                events: counted.get(&row.id).map_or(0, |events| from_row(*events)),
                recorded: heard.map_or(0, |row| from_row(row.running)),
                revoked_at_ms: row.revoked_at_ms,
                successor: successors.get(&installation).copied(),
            })
        };
        rows.into_iter().map(phone).collect()
    }

    /// Who goes on with whose lanes: the first stretch of such a lane says so.
    async fn successors(&self) -> Result<BTreeMap<InstallationId, InstallationId>, StoreError> {
        let rows: Vec<(Vec<u8>, Option<Vec<u8>>)> = segment::Entity::find()
            .select_only()
            .column(segment::Column::Installation)
            .column(segment::Column::Continues)
            .filter(segment::Column::Continues.is_not_null())
            .order_by_asc(segment::Column::Arrival)
            .into_tuple()
            .all(&self.db)
            .await?;
        let mut found = BTreeMap::new();
        for (installation, continues) in rows {
            let old = continues.as_deref().and_then(|bytes| bytes.get(..16)).unwrap_or_default();
            let new = stored_installation(&installation, "segment")?;
            found.insert(stored_installation(old, "segment")?, new);
        }
        Ok(found)
    }

    async fn quarantined(&self) -> Result<Vec<Quarantined>, StoreError> {
        let rows: Vec<(String, String, i64)> = quarantine::Entity::find()
            .select_only()
            .column(quarantine::Column::Subject)
            .column(quarantine::Column::Code)
            .column_as(quarantine::Column::Seq.count(), "events")
            .group_by(quarantine::Column::Subject)
            .group_by(quarantine::Column::Code)
            .order_by_asc(quarantine::Column::Subject)
            .into_tuple()
            .all(&self.db)
            .await?;
        let told = |(subject, code, events)| Quarantined { subject, code, events: from_row(events) };
        Ok(rows.into_iter().map(told).collect())
    }

    fn lives(&self) -> Result<Vec<Life>, StoreError> {
        let promises: Vec<Promise> = promise::entries(&self.data).map_err(|_| StoreError::Damaged("promises"))?;
        let life = |promise| match promise {
            Promise::Epoch { epoch, at_ms } => {
                InstallationId::from_hex(&epoch).map(|epoch| Life { epoch, began_at_ms: at_ms })
            }
            _ => None,
        };
        Ok(promises.into_iter().filter_map(life).collect())
    }
}
