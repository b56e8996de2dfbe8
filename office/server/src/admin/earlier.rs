//! What an earlier visit of the same job left behind, told to whoever goes next.
//!
//! It is computed from the visits' journals alone and told again only when it changed.
//! Whether the next engineer relied on something that is different now is seen by the
//! hash that stands in it (R82, R129).

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::book::FeeKind;
use doorstep_domain::event::{Event, QuoteItem};
use doorstep_domain::id::{FeeRowId, Hash, Subject, VisitId};
use doorstep_domain::terms::{Earlier, OpenCustody};
use doorstep_domain::visit::{Entry, Visit};
use doorstep_wire::message::FeedItem;
use doorstep_wire::terms::{MOST_EARLIER_CUSTODY, MOST_EARLIER_LINES};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::{earlier_told, job};
use crate::feed;
use crate::intake::journal::{self, ReadLane};
use crate::office::{Office, StoreError, stored_id};

impl Office {
    /// Tells the followers of these visits, most of which have none.
    pub(crate) async fn tell_all_followers<C: ConnectionTrait>(
        &self,
        db: &C,
        visits: &[VisitId],
    ) -> Result<(), StoreError> {
        let mut followed = BTreeSet::new();
        for part in visits.chunks(500) {
            let followers = job::Entity::find().select_only().column(job::Column::Earlier).distinct();
            let followers = followers.filter(job::Column::Earlier.is_in(part.iter().map(VisitId::as_str)));
            followed.extend(followers.into_tuple::<String>().all(db).await?);
        }
        for visit in visits.iter().filter(|visit| followed.contains(visit.as_str())) {
            self.tell_followers(db, visit).await?;
        }
        Ok(())
    }

    /// Tells everyone whose job follows this visit, at once or by way of others, what is
    /// left behind now.
    pub(crate) async fn tell_followers<C: ConnectionTrait>(&self, db: &C, visit: &VisitId) -> Result<(), StoreError> {
        let mut known = BTreeSet::from([visit.to_string()]);
        let mut waiting = vec![visit.to_string()];
        while let Some(before) = waiting.pop() {
            let followers =
                job::Entity::find().filter(job::Column::Earlier.eq(before)).order_by_asc(job::Column::Visit);
            for row in followers.all(db).await? {
                self.tell_earlier(db, &row).await?;
                if known.insert(row.visit.clone()) {
                    waiting.push(row.visit);
                }
            }
        }
        Ok(())
    }

    /// Tells a job's engineer what the visit before it left behind, unless they know.
    pub(super) async fn tell_earlier<C: ConnectionTrait>(&self, db: &C, row: &job::Model) -> Result<(), StoreError> {
        let Some(before) = &row.earlier else { return Ok(()) };
        let Some(earlier) = self.left_behind(db, stored_id(before, "job")?).await? else { return Ok(()) };
        let item = FeedItem::Earlier { visit: stored_id(&row.visit, "job")?, earlier };
        let hash = Hash::of(&feed::to_bytes(&item)).0.to_vec();
        let told = earlier_told::Entity::find_by_id((row.visit.clone(), row.engineer.clone())).one(db).await?;
        if told.is_some_and(|told| told.hash == hash) {
            return Ok(());
        }
        feed::say(db, &stored_id(&row.engineer, "job")?, &item, self.now_ms()).await?;
        let told = earlier_told::Model { visit: row.visit.clone(), engineer: row.engineer.clone(), hash };
        let again = OnConflict::columns([earlier_told::Column::Visit, earlier_told::Column::Engineer])
            .update_column(earlier_told::Column::Hash)
            .to_owned();
        earlier_told::Entity::insert(told.into_active_model()).on_conflict(again).exec(db).await?;
        Ok(())
    }

    /// What a visit left behind, with what visits before it did; none where nothing of it arrived.
    async fn left_behind<C: ConnectionTrait>(&self, db: &C, id: VisitId) -> Result<Option<Earlier>, StoreError> {
        let (visit, lanes) = visit_of(db, &id).await?;
        let Some(relied) = last_hash(&visit, &lanes) else { return Ok(None) };
        let quote = visit.accepted_quote().map(|quote| (quote.document, quote.total));
        let labour = match quote {
            Some(_) => self.labour(&visit).await?,
            None => Vec::new(),
        };
        let missing = together(visit.missing.iter().map(|(part, count)| (part, *count)));
        let fitted = together(visit.fitted.iter().map(|fitted| (&fitted.part, fitted.count)));
        let left_ms = left_ms(&visit);
        let custody = open_custody(&chain(db, id.clone(), visit).await?);
        Ok(Some(Earlier { visit: id, relied, left_ms, quote, labour, missing, fitted, custody }))
    }

    /// The labour on the quote, by the books that the visit pinned; without them, every row.
    async fn labour(&self, visit: &Visit) -> Result<Vec<(FeeRowId, u32)>, StoreError> {
        let books = match &visit.opening {
            Some(opening) => self.books(opening.edition).await.ok().flatten(),
            None => None,
        };
        let is_labour = |row: &FeeRowId| {
            books.as_ref().is_none_or(|books| books.fees.row(row).is_some_and(|row| row.kind == FeeKind::Labour))
        };
        Ok(together(visit.lines.values().filter_map(|line| match &line.item {
            QuoteItem::Fee(row) if is_labour(row) => Some((row, line.count)),
            _ => None,
        })))
    }
}

/// When the home was left, where a clock vouches for it.
fn left_ms(visit: &Visit) -> Option<i64> {
    let left = |entry: &&Entry| matches!(entry.event, Event::VisitLeft { .. });
    let at = visit.story.iter().rev().find(left)?.at?;
    at.uncertainty_ms.map(|_| at.wall_ms)
}

async fn visit_of<C: ConnectionTrait>(db: &C, id: &VisitId) -> Result<(Visit, Vec<ReadLane>), StoreError> {
    let stored = journal::lanes_of(db, &Subject::Visit(id.clone())).await?;
    let lanes: Vec<ReadLane> = stored.iter().map(journal::read).collect();
    Ok((Visit::from_lanes(&journal::records(&lanes)), lanes))
}

/// The hash of the last event that was folded.
fn last_hash(visit: &Visit, lanes: &[ReadLane]) -> Option<Hash> {
    let place = &visit.story.last()?.place;
    let lane = lanes.iter().find(|lane| lane.lane == place.lane)?;
    lane.events.iter().find(|event| event.place.seq == place.seq).map(|event| event.place.hash)
}

/// So many of each, once each; far more than a visit needs is left out.
fn together<'a, T: Ord + Clone + 'a>(counted: impl Iterator<Item = (&'a T, u32)>) -> Vec<(T, u32)> {
    let mut sums: BTreeMap<&T, u32> = BTreeMap::new();
    for (what, count) in counted {
        let sum = sums.entry(what).or_default();
        *sum = sum.saturating_add(count);
    }
    sums.into_iter().take(MOST_EARLIER_LINES).map(|(what, count)| (what.clone(), count)).collect()
}

/// A visit and those before it, the newest first. Jobs that name each other in a circle end it.
async fn chain<C: ConnectionTrait>(db: &C, id: VisitId, visit: Visit) -> Result<Vec<(VisitId, Visit)>, StoreError> {
    let mut chain = vec![(id, visit)];
    while let Some((last, _)) = chain.last() {
        let row = job::Entity::find_by_id(last.as_str()).one(db).await?;
        let Some(before) = row.and_then(|row| row.earlier) else { break };
        let before: VisitId = stored_id(&before, "job")?;
        if chain.iter().any(|(known, _)| *known == before) {
            break;
        }
        let (visit, _) = visit_of(db, &before).await?;
        chain.push((before, visit));
    }
    Ok(chain)
}

/// What any of these visits opened and none of them closed, the oldest first.
fn open_custody(chain: &[(VisitId, Visit)]) -> Vec<OpenCustody> {
    let closed: BTreeSet<_> = chain.iter().flat_map(|(_, visit)| visit.custody.closed.keys()).collect();
    let opened = chain.iter().rev().flat_map(|(id, visit)| {
        visit.custody.opened.values().map(move |(custody, _)| OpenCustody {
            from: id.clone(),
            number: custody.number,
            kind: custody.kind,
            serial: custody.serial.clone(),
            due_ms: custody.due_ms,
        })
    });
    opened.filter(|open| !closed.contains(&(open.from.clone(), open.number))).take(MOST_EARLIER_CUSTODY).collect()
}
