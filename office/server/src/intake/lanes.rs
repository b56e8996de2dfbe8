//! The lanes of a push: judged by `sync`, appended here.

use doorstep_domain::event::Event;
use doorstep_domain::id::{EngineerId, Head, InstallationId, Lane, Subject};
use doorstep_sync::office::{Append, AppendedEvent, judge, judge_offer, lane_of};
use doorstep_wire::message::{LaneVerdict, Push, Segment};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use super::gather::Gathered;
use super::{Taken, contents, journal};
use crate::admin::succeed::was;
use crate::entity::{lane, quarantine, segment};
use crate::office::{Office, StoreError, from_row, to_row};

impl Office {
    /// One verdict for each segment and offer, in their order.
    pub(super) async fn take_lanes<C: ConnectionTrait>(
        &self,
        db: &C,
        push: &Push,
        taken: &mut Taken,
    ) -> Result<Vec<LaneVerdict>, StoreError> {
        let (mut verdicts, mut gathered) = (Vec::new(), Gathered::before(db, push).await?);
        for segment in &push.segments {
            let lane = lane_of(push, segment);
            verdicts.push(match may_write(db, push, &lane, &taken.engineer).await? {
                true => self.take_segment(db, lane, segment, taken, &mut gathered).await?,
                false => nothing_kept(&lane),
            });
        }
        gathered.finish(db).await?;
        for offer in &push.offers {
            let lane = Lane { installation: push.installation, subject: offer.subject.clone() };
            let stand = journal::stand(db, &lane, offer.head.seq, offer.head.seq).await?;
            self.note_end(db, &lane, offer.head.seq).await?;
            verdicts.push(judge_offer(&lane, offer, &stand).map_err(|_| StoreError::Damaged("lane"))?);
        }
        Ok(verdicts)
    }

    async fn take_segment<C: ConnectionTrait>(
        &self,
        db: &C,
        lane: Lane,
        segment: &Segment,
        taken: &mut Taken,
        gathered: &mut Gathered,
    ) -> Result<LaneVerdict, StoreError> {
        let stand = gathered.stand(db, &lane, segment).await?;
        let outcome = judge(&lane, segment, &stand).map_err(|_| StoreError::Damaged("lane"))?;
        if !gathered.is_erased(&lane.subject) {
            taken.named.extend(contents(&outcome.named));
        }
        if outcome.append.is_none() && outcome.fill.is_empty() {
            self.note_end(db, &lane, segment.end).await?;
            return Ok(outcome.verdict);
        }
        let arrival = gathered.place(db).await?;
        if !outcome.fill.is_empty() {
            self.fill(db, &lane, segment, &outcome.fill, arrival).await?;
        }
        match &outcome.append {
            Some(append) => {
                let (row, head) = self.appended(&lane, segment, append, arrival);
                gathered.add(row, head);
                note_quarantines(db, &lane, append).await?;
            }
            None => self.note_fill(db, &lane, segment.end, arrival).await?,
        }
        taken.touch(&lane.subject);
        let new = outcome.append.iter().flat_map(|append| &append.events).chain(&outcome.fill);
        let mut meanings = new.filter_map(|event| event.meaning.as_ref().ok());
        taken.moves_parts |= meanings.any(|event| moves_parts(event, &taken.engineer));
        Ok(outcome.filled().arrived_at(arrival))
    }

    /// The lane got something that its head does not tell.
    async fn note_fill<C: ConnectionTrait>(
        &self,
        db: &C,
        lane: &Lane,
        end: u64,
        arrival: u64,
    ) -> Result<(), StoreError> {
        let id = (lane.installation.0.to_vec(), lane.subject.to_string());
        let row = lane::Entity::find_by_id(id).one(db).await?.ok_or(StoreError::Damaged("lane"))?;
        let (end_seq, at_ms) = (row.end_seq.max(to_row(end)), self.now_ms());
        put_lane(db, lane::Model { end_seq, arrival: to_row(arrival), at_ms, ..row }).await
    }

    /// The rows of what is new in a lane.
    fn appended(&self, lane: &Lane, sent: &Segment, append: &Append, arrival: u64) -> (segment::Model, lane::Model) {
        // The new events are the last of those that were offered and agree.
        let known = append.base.seq.saturating_sub(sent.base.seq);
        let known = usize::try_from(known).unwrap_or(usize::MAX);
        let events: Vec<_> = sent.events.iter().skip(known).take(append.events.len()).cloned().collect();
        let now_ms = self.now_ms();
        let (installation, subject) = (lane.installation.0.to_vec(), lane.subject.to_string());
        let stretch = segment::Model {
            installation: installation.clone(),
            subject: subject.clone(),
            from_seq: to_row(append.base.seq.saturating_add(1)),
            to_seq: to_row(append.head.seq),
            base_hash: append.base.hash.0.to_vec(),
            head_hash: append.head.hash.0.to_vec(),
            continues: sent.continues.as_ref().map(continued),
            bytes: journal::bytes_of(&events),
            arrival: to_row(arrival),
            at_ms: now_ms,
        };
        let head = lane::Model {
            installation,
            subject,
            seq: to_row(append.head.seq),
            hash: append.head.hash.0.to_vec(),
            end_seq: to_row(sent.end.max(append.head.seq)),
            arrival: to_row(arrival),
            at_ms: now_ms,
        };
        (stretch, head)
    }

    /// The lane's end as the phone said it last; nothing is written when it is known.
    async fn note_end<C: ConnectionTrait>(&self, db: &C, lane: &Lane, end: u64) -> Result<(), StoreError> {
        let id = (lane.installation.0.to_vec(), lane.subject.to_string());
        match lane::Entity::find_by_id(id).one(db).await? {
            Some(row) if end > from_row(row.end_seq) => put_lane(db, lane::Model { end_seq: to_row(end), ..row }).await,
            _ => Ok(()),
        }
    }
}

/// A phone writes its own lanes and those of installations that it was;
/// the journals of a van and of a day belong to its engineer.
async fn may_write<C: ConnectionTrait>(
    db: &C,
    push: &Push,
    lane: &Lane,
    engineer: &EngineerId,
) -> Result<bool, StoreError> {
    let is_theirs = match &lane.subject {
        Subject::Visit(_) => true,
        Subject::Van(van) => van == engineer,
        Subject::Day(day) => day.engineer().as_ref() == Some(engineer),
    };
    if !is_theirs {
        return Ok(false);
    }
    Ok(was(db, push.installation, lane.installation).await?)
}

/// Whether the van of the engineer who wrote this may hold something else afterwards.
fn moves_parts(event: &Event, writer: &EngineerId) -> bool {
    match event {
        // The parts of somebody else's visit come from somebody else's van.
        Event::VisitOpened(opening) => opening.engineer != *writer,
        Event::VanLoaded(_) | Event::VanUnloaded(_) | Event::VanCounted { .. } => true,
        Event::PartFitted(_) | Event::PartTakenOut { .. } | Event::PartRejected { .. } => true,
        _ => false,
    }
}

fn nothing_kept(lane: &Lane) -> LaneVerdict {
    tracing::warn!(installation = %lane.installation, "a phone offered a lane that it may not write");
    LaneVerdict {
        installation: lane.installation,
        subject: lane.subject.clone(),
        common: Head::EMPTY,
        head: Head::EMPTY,
        arrival: 0,
        quarantined: Vec::new(),
    }
}

async fn put_lane<C: ConnectionTrait>(db: &C, row: lane::Model) -> Result<(), StoreError> {
    put_lanes(db, vec![row]).await
}

/// Writes these lanes as they are now, each of them once.
pub(super) async fn put_lanes<C: ConnectionTrait>(db: &C, rows: Vec<lane::Model>) -> Result<(), StoreError> {
    use lane::Column::{Arrival, AtMs, EndSeq, Hash, Installation, Seq, Subject};
    let again =
        OnConflict::columns([Installation, Subject]).update_columns([Seq, Hash, EndSeq, Arrival, AtMs]).to_owned();
    let rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    lane::Entity::insert_many(rows).on_conflict(again).exec(db).await?;
    Ok(())
}

async fn note_quarantines<C: ConnectionTrait>(db: &C, lane: &Lane, append: &Append) -> Result<(), StoreError> {
    for event in &append.events {
        note_quarantine(db, lane, event).await?;
    }
    Ok(())
}

pub(super) async fn note_quarantine<C: ConnectionTrait>(
    db: &C,
    lane: &Lane,
    event: &AppendedEvent,
) -> Result<(), StoreError> {
    let Err(why) = &event.meaning else { return Ok(()) };
    let row = quarantine::Model {
        installation: lane.installation.0.to_vec(),
        subject: lane.subject.to_string(),
        seq: to_row(event.place.seq),
        code: why.code().to_owned(),
    };
    quarantine::Entity::insert(row.into_active_model()).exec(db).await?;
    Ok(())
}

/// Installation, seq (u64, highest byte first) and hash.
fn continued((installation, head): &(InstallationId, Head)) -> Vec<u8> {
    [installation.0.as_slice(), &head.seq.to_be_bytes(), &head.hash.0].concat()
}
