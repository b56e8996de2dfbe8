//! What the journal's thread owns: the store, the visits it has loaded, the books, the
//! screens that somebody looks at, and the phone's half of sync.

use std::collections::HashMap;
use std::sync::Arc;

use doorstep_domain::book::{Books, EditionId};
use doorstep_domain::day::Day;
use doorstep_domain::id::{CategoryId, DayId, EngineerId, Hash, Head, InstallationId, Lane, Subject, VisitId};
use doorstep_domain::job::Job;
use doorstep_domain::terms::{Certificate, Earlier};
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::Visit;
use doorstep_screens::{FailedTry, Screen, ScreenModel};
use doorstep_sync::phone::PhoneSync;
use doorstep_wire::frame::read_item;
use doorstep_wire::message::FeedItem;
use rusqlite::{OptionalExtension, params};

use super::identity;
use super::live::{Live, Subscription};
use super::van::LedgerAtHand;
use crate::ballast::Ballast;
use crate::error::{OpenError, SendError, StoreError};
use crate::journal::{Journal, LaneRow, PhoneRow, records_of};
use crate::photo::PhotoStore;
use crate::ports::{DeviceKey, Ports};

/// See the module.
pub struct Core {
    pub(crate) journal: Journal,
    pub(crate) ports: Ports,
    pub(super) photos: Arc<PhotoStore>,
    /// Room for the visit at hand, given away when the disk is full.
    pub(super) ballast: Ballast,
    pub(super) phone: PhoneRow,
    key: Arc<dyn DeviceKey>,
    pub(crate) sync: PhoneSync,
    visits: HashMap<VisitId, Arc<Visit>>,
    pub(super) books: HashMap<EditionId, Arc<Books>>,
    pub(super) days: HashMap<DayId, Arc<Day>>,
    /// What the van should carry; none until somebody asks.
    pub(super) van: Option<LedgerAtHand>,
    screens: Vec<Live>,
    /// Lanes after this row may be at rest and not compressed yet; none where none is.
    pub(super) untidy_after: Option<i64>,
    /// The last try to reach the office, where it failed since this start.
    pub(super) failed: Option<FailedTry>,
    /// Until when what failed rests, by the monotonic clock.
    pub(super) rests_until_ms: Option<u64>,
    is_stopped: bool,
}

impl Core {
    /// Over an open journal.
    pub fn new(
        mut journal: Journal,
        ports: Ports,
        photos: Arc<PhotoStore>,
        first_request: u64,
    ) -> Result<Self, OpenError> {
        let ballast = journal.ballast();
        let (phone, key) = identity::find(&mut journal, &ports)?;
        let sync = PhoneSync::new(first_request).withholding();
        let (visits, books, days, screens) = (HashMap::new(), HashMap::new(), HashMap::new(), Vec::new());
        let mut core = Self {
            journal,
            ports,
            photos,
            ballast,
            phone,
            key,
            sync,
            visits,
            books,
            days,
            van: None,
            screens,
            untidy_after: Some(0),
            failed: None,
            rests_until_ms: None,
            is_stopped: false,
        };
        core.finish_erasing()?;
        core.renew_projections()?;
        core.keep_room();
        Ok(core)
    }

    /// This copy of the app.
    pub fn installation(&self) -> InstallationId {
        self.phone.installation
    }

    /// The key of this installation.
    pub fn key(&self) -> Arc<dyn DeviceKey> {
        self.key.clone()
    }

    /// A key of an installation that this phone was.
    pub fn key_named(&self, name: &str) -> Result<Arc<dyn DeviceKey>, StoreError> {
        Ok(self.ports.key.named(name, self.ports.random.as_ref())?)
    }

    /// Whether the office knows this installation, or none before it.
    pub fn is_registered(&self) -> bool {
        self.phone.is_registered
    }

    /// Reads anew who this phone is, and forgets what followed from who it was.
    pub(crate) fn reload(&mut self) -> Result<(), StoreError> {
        let was = self.phone.installation;
        self.forget();
        (self.phone, self.key) = identity::find(&mut self.journal, &self.ports)?;
        if self.phone.installation == was { Ok(()) } else { self.restart_sync() }
    }

    /// An id that nobody had before.
    pub(crate) fn new_id(&self) -> Result<InstallationId, StoreError> {
        Ok(identity::new_id(&self.ports)?)
    }

    /// Where head office listens; empty before enrolment.
    pub fn office(&self) -> String {
        self.phone.office.clone()
    }

    /// The store.
    pub fn journal(&mut self) -> &mut Journal {
        &mut self.journal
    }

    /// The clock port's monotonic time.
    pub fn now_ms(&self) -> u64 {
        self.ports.clock.stamp().mono_ms
    }

    /// Makes the phone's half of sync anew: all that it may lose is lost.
    pub(crate) fn restart_sync(&mut self) -> Result<(), StoreError> {
        let mut request = [0; 8];
        self.ports.random.fill(&mut request)?;
        self.sync = PhoneSync::new(u64::from_be_bytes(request)).withholding();
        Ok(())
    }

    /// After a panic nothing at hand is believed: the disk decides, as after a start, and an exchange
    /// that was under way is said again. Ends the thread where not even that can be read.
    pub fn start_anew(&mut self) {
        tracing::error!(report_id = "panic", "a call failed inside: the store is opened anew");
        self.forget();
        if let Err(wrong) = self.read_anew() {
            tracing::error!(error = %wrong, "the store could not be opened anew");
            self.stop();
        }
    }

    fn read_anew(&mut self) -> Result<(), StoreError> {
        self.journal.reopen()?;
        self.phone = PhoneRow::load(self.journal.read())?;
        self.restart_sync()
    }

    /// Ends the thread after this call.
    pub fn stop(&mut self) {
        self.is_stopped = true;
        self.screens.clear();
    }

    /// Whether the thread ends now.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// The office knows this phone now.
    pub fn enrolled(&mut self, engineer: &EngineerId, office: &str) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        write.execute("UPDATE phone SET engineer = ?1, office = ?2", params![engineer.as_str(), office])?;
        write.commit()?;
        (self.phone.engineer, self.phone.office) = (Some(engineer.clone()), office.to_owned());
        self.keep_room();
        self.changed(None);
        Ok(())
    }

    /// Keeps room for the visit at hand where somebody works with this phone. Without it the
    /// phone works on; a photograph asks again.
    fn keep_room(&self) {
        if self.phone.engineer.is_some()
            && let Err(wrong) = self.ballast.fill()
        {
            tracing::warn!(error = %wrong, "no room could be kept for a full disk");
        }
    }

    /// The office listens elsewhere now.
    pub fn set_office(&mut self, office: &str) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        write.execute("UPDATE phone SET office = ?1", [office])?;
        write.commit()?;
        self.phone.office = office.to_owned();
        Ok(())
    }

    /// Begins to show something.
    pub fn subscribe(&mut self, screen: Screen) -> Result<Subscription<ScreenModel>, StoreError> {
        let (live, subscription) = Live::begin(self, screen)?;
        self.screens.retain(|screen| !screen.is_over());
        self.screens.push(live);
        Ok(subscription)
    }

    /// Something changed about this visit, or about everything.
    pub fn changed(&mut self, visit: Option<&VisitId>) {
        self.refresh(|screen| screen.is_about(visit));
    }

    /// Time has passed.
    pub fn tick(&mut self) {
        self.refresh(Live::is_timed);
    }

    /// Whether somebody looks at a screen that time changes.
    pub fn is_watched(&self) -> bool {
        self.screens.iter().any(|screen| screen.is_timed() && !screen.is_over())
    }

    fn refresh(&mut self, which: impl Fn(&Live) -> bool) {
        let mut screens = std::mem::take(&mut self.screens);
        screens.retain(|screen| !screen.is_over());
        screens.iter().filter(|screen| which(screen)).for_each(|screen| screen.refresh(self));
        self.screens = screens;
    }

    /// The lane that this phone writes about a visit.
    pub(super) fn lane_of(&self, visit: &VisitId) -> Lane {
        self.lane_about(Subject::Visit(visit.clone()))
    }

    /// The lane that this phone writes about a subject.
    pub(super) fn lane_about(&self, subject: Subject) -> Lane {
        Lane { installation: self.phone.installation, subject }
    }

    /// The clocks now, as readers of this lane will reckon them: its last reading and the
    /// time since, for as long as the clocks tell one story. What is shown and decided here
    /// is what the office reads later.
    pub(super) fn reading(&self, lane: Option<&LaneRow>) -> Stamp {
        let now = self.ports.clock.stamp();
        let last = lane.and_then(|row| row.clock).filter(|last| last.is_continued_by(&now));
        last.map_or(now, |last| last.after(now.mono_ms.saturating_sub(last.mono_ms)))
    }

    /// The lane as it is before a tap.
    pub(super) fn before(&self, lane: &Lane) -> Result<Option<LaneRow>, SendError> {
        LaneRow::find(self.journal.read(), lane).map_err(|wrong| self.broken(&wrong))
    }

    /// The visit as its events tell it; every hash is recomputed on the way.
    pub fn visit(&mut self, id: &VisitId) -> Result<Arc<Visit>, StoreError> {
        if let Some(visit) = self.visits.get(id) {
            return Ok(visit.clone());
        }
        let lanes = records_of(self.journal.read(), &Subject::Visit(id.clone()))?;
        Ok(self.remember(id, Visit::from_lanes(&lanes)))
    }

    /// Keeps a visit at hand.
    pub(super) fn remember(&mut self, id: &VisitId, visit: Visit) -> Arc<Visit> {
        let visit = Arc::new(visit);
        self.visits.insert(id.clone(), visit.clone());
        visit
    }

    /// The visit to go on from; until it is remembered again, it is not at hand.
    pub(super) fn take(&mut self, id: &VisitId, visit: Arc<Visit>) -> Visit {
        self.visits.remove(id);
        Arc::unwrap_or_clone(visit)
    }

    /// Forgets what is at hand: after an unclear commit the disk decides.
    pub(crate) fn forget(&mut self) {
        self.visits.clear();
        self.days.clear();
        self.van = None;
    }

    /// The job of a visit, if it is here; without the person where they were erased.
    pub fn job_of(&self, visit: &VisitId) -> Result<Option<Job>, StoreError> {
        let sql = "SELECT kind, bytes FROM job WHERE visit = ?1";
        let mut select = self.journal.read().prepare_cached(sql)?;
        let row = select.query_row([visit.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        row.map(read_job).transpose()
    }

    /// The engineer's certificate for this kind of appliance, as the office told it last.
    pub(super) fn certificate_for(&self, category: &CategoryId) -> Result<Option<Certificate>, StoreError> {
        let sql = "SELECT grade, valid_until FROM certificate WHERE category = ?1";
        let mut select = self.journal.read().prepare_cached(sql)?;
        let row = select
            .query_row([category.as_str()], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?)))
            .optional()?;
        row.map(|(grade, until)| {
            let valid_until = until.parse().map_err(|wrong| StoreError::damaged("certificate", wrong))?;
            Ok(Certificate { category: category.clone(), grade, valid_until })
        })
        .transpose()
    }

    /// What an earlier visit of the same job left behind, if the office told.
    pub(super) fn earlier_of(&self, visit: &VisitId) -> Result<Option<Earlier>, StoreError> {
        let mut select = self.journal.read().prepare_cached("SELECT kind, bytes FROM earlier WHERE visit = ?1")?;
        let row = select
            .query_row([visit.as_str()], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, Vec<u8>>(1)?)))
            .optional()?;
        match row.map(|(kind, bytes)| read_item(kind, &bytes)) {
            None => Ok(None),
            Some(FeedItem::Earlier { earlier, .. }) => Ok(Some(earlier)),
            Some(_) => Err(StoreError::damaged("earlier", "its bytes say nothing of an earlier visit")),
        }
    }

    /// The text of a content, as long as it is here.
    pub(super) fn text(&self, hash: &Hash) -> Option<String> {
        let sql = "SELECT bytes FROM content WHERE hash = ?1 AND bytes IS NOT NULL";
        let bytes: Vec<u8> =
            self.journal.read().prepare_cached(sql).ok()?.query_row([hash.0.as_slice()], |row| row.get(0)).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// Every lane with the last place that counts there; without those that have none.
    pub fn heads(&mut self) -> Result<Vec<(Lane, Head)>, StoreError> {
        let rows = LaneRow::all(self.journal.read())?.into_iter();
        Ok(rows
            .map(|row| (row.end(), row.lane))
            .filter(|(end, _)| end.seq > 0)
            .map(|(end, lane)| (lane, end))
            .collect())
    }
}

pub(super) fn read_job((kind, bytes): (u32, Vec<u8>)) -> Result<Job, StoreError> {
    match read_item(kind, &bytes) {
        FeedItem::Job(job) => Ok(job),
        _ => Err(StoreError::damaged("job", "its bytes are no job")),
    }
}
