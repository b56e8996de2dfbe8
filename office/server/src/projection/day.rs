//! What an engineer's day comes to, as one row.

use std::collections::BTreeSet;

use doorstep_domain::day::Day;
use doorstep_domain::event::Event;
use doorstep_domain::id::{DayId, Subject};
use doorstep_domain::visit::{Heard, LaneRecords, lane_times};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};

use super::rows::sealed;
use crate::entity::{day, lane};
use crate::intake::journal;
use crate::office::{Office, StoreError, stored_id, to_row};

impl Office {
    /// Writes what follows from a day's journal; nothing when that stands already.
    pub(crate) async fn project_day<C: ConnectionTrait>(&self, db: &C, id: &DayId) -> Result<(), StoreError> {
        let rebuilt = rebuild(db, id).await?;
        match stored(db, id).await? == rebuilt {
            true => Ok(()),
            false => store(db, id, rebuilt).await,
        }
    }
}

/// The row that follows from the journal; none where nothing of the day arrived.
pub async fn rebuild<C: ConnectionTrait>(db: &C, id: &DayId) -> Result<Option<day::Model>, StoreError> {
    let stored = journal::lanes_of(db, &Subject::Day(id.clone())).await?;
    if stored.is_empty() {
        return Ok(None);
    }
    let lanes: Vec<_> = stored.iter().map(journal::read).collect();
    Ok(Some(sealed(day_row(id, &journal::records(&lanes)))))
}

/// The row that is written.
pub async fn stored<C: ConnectionTrait>(db: &C, id: &DayId) -> Result<Option<day::Model>, StoreError> {
    Ok(day::Entity::find_by_id(id.as_str()).one(db).await?)
}

/// Replaces what is written of a day.
pub async fn store<C: ConnectionTrait>(db: &C, id: &DayId, row: Option<day::Model>) -> Result<(), StoreError> {
    day::Entity::delete_by_id(id.as_str()).exec(db).await?;
    if let Some(row) = row {
        day::Entity::insert(row.into_active_model()).exec(db).await?;
    }
    Ok(())
}

/// Every day of which something arrived, or of which a row says so.
pub async fn days<C: ConnectionTrait>(db: &C) -> Result<BTreeSet<DayId>, StoreError> {
    let mut ids = BTreeSet::new();
    let lanes = lane::Entity::find().select_only().column(lane::Column::Subject).distinct();
    let lanes = lanes.filter(lane::Column::Subject.starts_with("day/")).into_tuple::<String>().all(db).await?;
    for subject in lanes {
        if let Subject::Day(id) = stored_id(&subject, "lane")? {
            ids.insert(id);
        }
    }
    let rows = day::Entity::find().select_only().column(day::Column::Day).into_tuple::<String>().all(db).await?;
    for id in rows {
        ids.insert(stored_id(&id, "day row")?);
    }
    Ok(ids)
}

fn day_row(id: &DayId, lanes: &[LaneRecords]) -> day::Model {
    let told = Day::from_lanes(id, lanes);
    // The id is the date, a dot and the staff number.
    let (date, engineer) = id.as_str().split_once('.').unwrap_or((id.as_str(), ""));
    day::Model {
        day: id.to_string(),
        engineer: engineer.to_owned(),
        date: date.to_owned(),
        edition: told.start.as_ref().map(|start| start.edition.0.0.to_vec()),
        started_ms: started_ms(lanes),
        ended_ms: told.end.and_then(|end| end.at).map(|at| at.wall_ms),
        mismatches: told.end.map(|end| i64::from(end.mismatches)),
        cards: to_row(told.cards.len() as u64),
        checksum: Vec::new(),
    }
}

/// When it was first begun, by a phone's clock.
fn started_ms(lanes: &[LaneRecords]) -> Option<i64> {
    let starts = lanes.iter().flat_map(|lane| {
        let heard: Vec<&Heard> = lane.heard.iter().collect();
        let is_start = |heard: &Heard| heard.record.as_ref().is_ok_and(|r| matches!(r.event, Event::DayStarted(_)));
        let times: Vec<_> = heard.iter().zip(lane_times(&heard)).filter(|(heard, _)| is_start(heard)).collect();
        times.into_iter().filter_map(|(_, at)| at.map(|at| at.wall_ms)).collect::<Vec<_>>()
    });
    starts.min()
}
