//! Takes in what a phone sends, in one transaction, and answers after it is on disk.
//!
//! Decides nothing about lanes: `sync` does. The same push again changes no row.
//! Leaves to `http`: bytes, media types and limits on them.

mod again;
mod challenge;
mod content;
mod digest;
mod feed;
mod filled;
mod gather;
pub mod journal;
mod lanes;
pub mod place;
mod times;

use std::collections::BTreeSet;
use std::sync::PoisonError;

use doorstep_domain::event::Named;
use doorstep_domain::id::{EngineerId, Hash, InstallationId, Subject, VisitId};
use doorstep_wire::message::{Answer, Limits, Push, Verdicts};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel};

use crate::entity::{heard, installation, media};
use crate::office::{Office, StoreError, Writing, from_row, stored_id, to_row};
use crate::projection::contents_here;
use times::Laps;
pub use times::{IntakeTimes, Times};

/// What an office takes, if it is not told to take less.
pub const LIMITS: Limits =
    Limits { push_bytes: 8 << 20, push_events: 12_000, content_bytes: 256 << 10, photo_bytes: 24 << 20 };

/// Why a whole push was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum IntakeRefusal {
    /// Nobody enrolled this installation.
    #[error("this installation is not enrolled here")]
    UnknownInstallation,
    /// The office took its rights away.
    #[error("this installation was revoked")]
    Revoked,
    /// More than the office takes at once.
    #[error("the push holds more than {what} allows")]
    TooMuch {
        /// Which limit.
        what: &'static str,
    },
    /// The office's own trouble: the phone tries later.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl IntakeRefusal {
    /// The stable code; none where it is the office's own trouble.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::UnknownInstallation => Some("sync/unknown-installation"),
            Self::Revoked => Some("installation/revoked"),
            Self::TooMuch { .. } => Some("sync/too-much"),
            Self::Store(_) => None,
        }
    }
}

impl From<sea_orm::DbErr> for IntakeRefusal {
    fn from(source: sea_orm::DbErr) -> Self {
        Self::Store(source.into())
    }
}

/// What one push did, gathered while it is taken in.
struct Taken {
    /// Whose phone it is.
    engineer: EngineerId,
    touched: BTreeSet<Subject>,
    /// An event came that changes what a van holds.
    moves_parts: bool,
    named: BTreeSet<Hash>,
    arrived: Vec<(Hash, u64)>,
}

impl Taken {
    fn by(engineer: EngineerId) -> Self {
        let (touched, named, arrived) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        Self { engineer, touched, moves_parts: false, named, arrived }
    }

    fn touch(&mut self, subject: &Subject) {
        self.touched.insert(subject.clone());
    }
}

impl Office {
    /// Takes a push in and answers it.
    pub async fn take_in(&self, push: &Push) -> Result<Answer, IntakeRefusal> {
        refuse_too_much(push, &self.limits)?;
        let mut laps = Laps::start();
        let writing = self.write().await?;
        laps.so_far.waited = laps.lap();
        let engineer = who(&writing.tx, push.installation).await?;
        self.take(writing, push, engineer, laps).await
    }

    /// Takes a push in that a person brings, also one of a phone that was revoked.
    pub(crate) async fn take_in_by_hand(&self, push: &Push) -> Result<(), IntakeRefusal> {
        refuse_too_much(push, &LIMITS)?;
        let writing = self.write().await?;
        let (engineer, _) = standing(&writing.tx, push.installation).await?;
        self.take(writing, push, engineer, Laps::start()).await.map(drop)
    }

    async fn take(
        &self,
        writing: Writing<'_>,
        push: &Push,
        engineer: EngineerId,
        mut laps: Laps,
    ) -> Result<Answer, IntakeRefusal> {
        let mut taken = Taken::by(engineer);
        let safe_upto = self.safe_upto();
        let differs = self.lacked(&writing.tx, push, safe_upto).await?;
        // Contents first: what arrives together is whole at once.
        self.keep_contents(&writing.tx, &push.contents, &mut taken).await?;
        let lanes = self.take_lanes(&writing.tx, push, &mut taken).await?;
        let lacking_photos = offered_photos(&writing.tx, push, &mut taken).await?;
        let here = contents_here(&writing.tx, &taken.named).await?;
        let lacking_contents = taken.named.difference(&here).copied().chain(differs).collect();
        self.note_heard(&writing.tx, push).await?;
        laps.so_far.records = laps.lap();
        self.project_all(&writing.tx, &taken).await?;
        laps.so_far.projections = laps.lap();
        let feed = self.feed_for(&writing.tx, push, &taken.engineer).await?;
        let challenge = self.new_challenge(&writing.tx, push.installation).await?;
        self.finish(writing, push.installation).await?;
        laps.so_far.commit = laps.lap();
        self.times.add(laps.so_far);
        let verdicts = Verdicts {
            request: push.request,
            installation: push.installation,
            epoch: self.epoch,
            challenge: challenge.to_vec(),
            safe_upto,
            limits: self.limits,
            lanes,
            lacking_contents,
            lacking_photos,
            arrived: taken.arrived,
        };
        Ok(Answer { verdicts, feed })
    }

    /// What follows from everything that came, and what others are told of it.
    async fn project_all<C: ConnectionTrait>(&self, db: &C, taken: &Taken) -> Result<(), StoreError> {
        let visits = taken.touched.iter().filter_map(|subject| match subject {
            Subject::Visit(visit) => Some(visit.clone()),
            Subject::Day(_) | Subject::Van(_) => None,
        });
        let visits: Vec<VisitId> = visits.collect();
        self.project_visits(db, &visits).await?;
        self.tell_all_followers(db, &visits).await?;
        for subject in &taken.touched {
            if let Subject::Day(day) = subject {
                self.project_day(db, day).await?;
            }
        }
        if taken.moves_parts {
            self.project_van(db, &taken.engineer).await?;
        }
        Ok(())
    }

    async fn finish(&self, writing: Writing<'_>, installation: InstallationId) -> Result<(), StoreError> {
        writing.commit().await?;
        self.last_heard.lock().unwrap_or_else(PoisonError::into_inner).insert(installation, self.now_ms());
        Ok(())
    }

    /// The row says what is known of the phone; that it spoke at all is kept in memory,
    /// so that an idle sync writes nothing.
    async fn note_heard<C: ConnectionTrait>(&self, db: &C, push: &Push) -> Result<(), StoreError> {
        let id = push.installation.0.to_vec();
        let known = heard::Entity::find_by_id(id.clone()).one(db).await?;
        let running = to_row(push.running);
        if known.is_some_and(|known| known.running == running) {
            return Ok(());
        }
        let row = heard::Model { installation: id, running, at_ms: self.now_ms() };
        let again = OnConflict::column(heard::Column::Installation)
            .update_columns([heard::Column::Running, heard::Column::AtMs])
            .to_owned();
        heard::Entity::insert(row.into_active_model()).on_conflict(again).exec(db).await?;
        Ok(())
    }
}

fn refuse_too_much(push: &Push, limits: &Limits) -> Result<(), IntakeRefusal> {
    let events: usize = push.segments.iter().map(|segment| segment.events.len()).sum();
    if events as u64 > u64::from(limits.push_events) {
        return Err(IntakeRefusal::TooMuch { what: "push_events" });
    }
    if push.contents.iter().any(|content| content.bytes.len() as u64 > limits.content_bytes) {
        return Err(IntakeRefusal::TooMuch { what: "content_bytes" });
    }
    Ok(())
}

/// The engineer whose phone it is.
pub(crate) async fn who<C: ConnectionTrait>(db: &C, id: InstallationId) -> Result<EngineerId, IntakeRefusal> {
    match standing(db, id).await? {
        (_, true) => Err(IntakeRefusal::Revoked),
        (engineer, false) => Ok(engineer),
    }
}

/// The engineer whose phone it is, and whether it was revoked.
async fn standing<C: ConnectionTrait>(db: &C, id: InstallationId) -> Result<(EngineerId, bool), IntakeRefusal> {
    let row = installation::Entity::find_by_id(id.0.to_vec()).one(db).await?;
    let row = row.ok_or(IntakeRefusal::UnknownInstallation)?;
    Ok((stored_id(&row.engineer, "installation")?, row.revoked_at_ms.is_some()))
}

/// Of the offered photographs, those that are not here; the others are told as arrived.
async fn offered_photos<C: ConnectionTrait>(db: &C, push: &Push, taken: &mut Taken) -> Result<Vec<Hash>, StoreError> {
    let mut lacking = Vec::new();
    for offer in &push.photos {
        match media::Entity::find_by_id(offer.hash.0.to_vec()).one(db).await? {
            Some(row) => {
                taken.arrived.push((offer.hash, from_row(row.arrival)));
                // The same picture on another visit: it counts there, too.
                if row.subject != offer.subject.to_string() {
                    taken.touch(&offer.subject);
                }
            }
            None => lacking.push(offer.hash),
        }
    }
    Ok(lacking)
}

/// The contents among what events name.
fn contents(named: &BTreeSet<Named>) -> impl Iterator<Item = Hash> {
    named.iter().filter_map(|named| match named {
        Named::Content(hash) => Some(*hash),
        Named::Photo(_) => None,
    })
}
