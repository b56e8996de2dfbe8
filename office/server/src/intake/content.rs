//! The contents of a push: texts, names and strokes, kept beside the events that name them.
//!
//! All of a push are looked up, placed and kept together: a backlog has thousands. A content
//! of an erased subject is told as arrived and not kept.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::id::Hash;
use doorstep_wire::message::Content;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

use super::{Taken, place};
use crate::entity::{content, erased};
use crate::office::{Office, StoreError, from_row, stored_hash, to_row};

/// As many names as one statement takes.
const NAMES: usize = 500;
/// As many rows as one statement takes.
const ROWS: usize = 100;

impl Office {
    /// Keeps what is not here yet.
    pub(super) async fn keep_contents<C: ConnectionTrait>(
        &self,
        db: &C,
        sent: &[Content],
        taken: &mut Taken,
    ) -> Result<(), StoreError> {
        if sent.is_empty() {
            return Ok(());
        }
        let named: Vec<(Hash, &Content)> = sent.iter().map(|content| (content.hash(), content)).collect();
        let mut places = places_of(db, &named).await?;
        let erased = erased_among(db, sent.iter().map(|content| content.subject.to_string()).collect()).await?;
        let is_kept = |content: &Content| !erased.contains(&content.subject.to_string());
        let mut new = BTreeSet::new();
        let is_new =
            |(hash, content): &&(Hash, &Content)| !places.contains_key(hash) && is_kept(content) && new.insert(*hash);
        let fresh: Vec<_> = named.iter().filter(is_new).collect();
        let mut arrival = if fresh.is_empty() { 0 } else { place::next_of(db, fresh.len() as u64).await? };
        let mut rows = Vec::new();
        for (hash, content) in fresh {
            rows.push(self.content_row(*hash, content, arrival));
            taken.touch(&content.subject);
            places.insert(*hash, arrival);
            arrival = arrival.saturating_add(1);
        }
        for part in rows.chunks(ROWS) {
            let part = part.iter().cloned().map(IntoActiveModel::into_active_model);
            content::Entity::insert_many(part).exec(db).await?;
        }
        let place = |hash: &Hash| places.get(hash).copied().unwrap_or(0);
        taken.arrived.extend(named.iter().map(|(hash, _)| (*hash, place(hash))));
        Ok(())
    }

    fn content_row(&self, hash: Hash, sent: &Content, arrival: u64) -> content::Model {
        content::Model {
            hash: hash.0.to_vec(),
            subject: sent.subject.to_string(),
            salt: sent.salt.to_vec(),
            bytes: sent.bytes.clone(),
            arrival: to_row(arrival),
            at_ms: self.now_ms(),
        }
    }
}

/// The places of those that are here.
async fn places_of<C: ConnectionTrait>(db: &C, named: &[(Hash, &Content)]) -> Result<BTreeMap<Hash, u64>, StoreError> {
    let mut places = BTreeMap::new();
    for part in named.chunks(NAMES) {
        let names = part.iter().map(|(hash, _)| hash.0.to_vec());
        let rows = content::Entity::find().select_only().columns([content::Column::Hash, content::Column::Arrival]);
        let rows = rows.filter(content::Column::Hash.is_in(names)).into_tuple::<(Vec<u8>, i64)>();
        for (hash, arrival) in rows.all(db).await? {
            places.insert(stored_hash(&hash, "content")?, from_row(arrival));
        }
    }
    Ok(places)
}

/// The erased ones among these subjects.
pub(super) async fn erased_among<C: ConnectionTrait>(
    db: &C,
    subjects: BTreeSet<String>,
) -> Result<BTreeSet<String>, StoreError> {
    let subjects: Vec<String> = subjects.into_iter().collect();
    let mut gone = BTreeSet::new();
    for part in subjects.chunks(NAMES) {
        let rows = erased::Entity::find().select_only().column(erased::Column::Subject);
        let rows = rows.filter(erased::Column::Subject.is_in(part.to_vec())).into_tuple::<String>();
        gone.extend(rows.all(db).await?);
    }
    Ok(gone)
}
