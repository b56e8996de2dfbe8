//! What supervisors take away: lists, whole records, and manifests that the office signs.
//!
//! A record is the same bytes until something of its visit changes; the manifest names
//! those bytes. The office never signs what somebody else put together.

mod document;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use doorstep_domain::id::{Hash, VisitId};
use doorstep_wire::manifest::{File, Manifest};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeMap;

use crate::entity::visit;
use crate::http::VisitList;
use crate::office::{Office, StoreError, from_row, to_row};

/// The media type of a signed manifest.
pub const MANIFEST_MEDIA_TYPE: &str = "application/vnd.doorstep.manifest+cbor";

/// Where a list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Everything.
    Beginning,
    /// After a page that ended here, in this life of the office.
    Place {
        /// The life that `place` counts in.
        epoch: [u8; 16],
        /// The last visit's place.
        place: u64,
    },
    /// What was heard from this time on, by the office's clock.
    Time(i64),
}

impl Since {
    /// Reads a cursor or a time; empty is the beginning.
    pub fn read(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Beginning);
        }
        if let Ok(time) = chrono::DateTime::parse_from_rfc3339(text) {
            return Some(Self::Time(time.timestamp_millis()));
        }
        let bytes: [u8; 24] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (epoch, place) = bytes.split_first_chunk::<16>()?;
        Some(Self::Place { epoch: *epoch, place: u64::from_be_bytes(place.try_into().ok()?) })
    }
}

impl Office {
    /// A page of visits, in the order in which the office last heard of them.
    pub async fn list_visits(&self, since: Since, limit: u64) -> Result<VisitList, StoreError> {
        let after = self.place_before(since).await?;
        let waiting = visit::Entity::find().filter(visit::Column::Place.gt(to_row(after)));
        let total = waiting.clone().count(&self.db).await?;
        let rows = waiting.order_by_asc(visit::Column::Place).limit(limit).all(&self.db).await?;
        let mut visits = Vec::new();
        let mut last = after;
        for row in rows {
            last = from_row(row.place).max(last);
            visits.push(document::summary(self.verified(row).await?));
        }
        let next = [self.epoch.0.as_slice(), &last.to_be_bytes()].concat();
        let count = visits.len() as u64;
        Ok(VisitList { total, count, visits, next: URL_SAFE_NO_PAD.encode(next), has_more: count < total })
    }

    async fn place_before(&self, since: Since) -> Result<u64, StoreError> {
        match since {
            Since::Beginning => Ok(0),
            Since::Place { epoch, place } if epoch == self.epoch.0 => Ok(place),
            // Another life counts anew: everything comes again and nothing is missed.
            Since::Place { .. } => Ok(0),
            Since::Time(from_ms) => {
                let first = visit::Entity::find()
                    .filter(visit::Column::HeardMs.gte(from_ms))
                    .order_by_asc(visit::Column::Place)
                    .one(&self.db)
                    .await?;
                match first {
                    Some(first) => Ok(from_row(first.place).saturating_sub(1)),
                    None => self.last_place().await,
                }
            }
        }
    }

    async fn last_place(&self) -> Result<u64, StoreError> {
        let last = visit::Entity::find().order_by_desc(visit::Column::Place).one(&self.db).await?;
        Ok(last.map_or(0, |row| from_row(row.place)))
    }

    /// A manifest of these visits' records and photographs as they are now; none where
    /// nothing was heard of one of them.
    pub async fn signed_manifest(&self, visits: &[VisitId]) -> Result<Option<Vec<u8>>, StoreError> {
        let mut files = BTreeMap::new();
        for visit in visits {
            let Some(record) = self.record(visit).await? else { return Ok(None) };
            for (hash, length) in record.photos() {
                let path = format!("media/{}", hash.to_hex());
                files.insert(path.clone(), File { path, bytes_len: length, sha256: hash });
            }
            let bytes = record.to_bytes()?;
            let path = format!("visits/{visit}.json");
            let file = File { path: path.clone(), bytes_len: bytes.len() as u64, sha256: Hash::of(&bytes) };
            files.insert(path, file);
        }
        let manifest = Manifest::new(self.key.public(), files.into_values().collect());
        let signed = manifest.map_err(|_| StoreError::Damaged("manifest"))?.sign(self.key.signing());
        Ok(Some(signed.map_err(|_| StoreError::Damaged("office key"))?.encode()))
    }

    /// The exact bytes of a visit's record; none where nothing was heard of it.
    pub async fn visit_document(&self, visit: &VisitId) -> Result<Option<Vec<u8>>, StoreError> {
        self.record(visit).await?.map(|record| record.to_bytes()).transpose()
    }
}
