//! A phone in a folder of its own, with clocks and random bytes that a test holds, and an
//! engineer who reads its screens.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use doorstep_device::ports::{Clock, PortError, Random};
use doorstep_device::{Device, FileKey, Network, NoRules, OpenError, Ports, Rules, SendError, SyncReport};
use doorstep_domain::book::Language;
use doorstep_domain::call::CallResult;
use doorstep_domain::event::{OldPart, Outcome, QuoteAnswer, Signer};
use doorstep_domain::id::{Subject, VisitId};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_domain::visit::Step;
use doorstep_screens::{
    Act, AnswerModel, CheckModel, CheckTask, Intent, JobModel, Point, QuoteModel, Screen, ScreenModel, SignModel,
    StepModel, StepStand, TodayModel, VisitState, WorkModel,
};
use tempfile::TempDir;

use crate::office::{Office, fixtures};

/// The refrigerator in warranty: `fixtures/jobs/01-…`.
pub const FRIDGE: &str = "FW-20261123-0001-1";
/// The washing machine out of warranty, with a card: `fixtures/jobs/02-…`.
pub const WASHER: &str = "FW-20261123-0002-1";

/// Every look at the clock is a second later, so that what rests has rested soon.
pub struct TickingClock(AtomicU64);

impl Clock for TickingClock {
    fn stamp(&self) -> Stamp {
        let ticked = self.0.fetch_add(1_000, Ordering::Relaxed);
        let wall_ms = 1_795_399_200_000 + i64::try_from(ticked).unwrap();
        Stamp { wall_ms, mono_ms: ticked, boot: BootId(1), uncertainty_ms: None }
    }
}

/// Different bytes each time, the same ones in every run.
pub struct CountedRandom(AtomicU64);

impl Random for CountedRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), PortError> {
        let seed = self.0.fetch_add(1, Ordering::Relaxed);
        let hash = doorstep_domain::id::Hash::of(&seed.to_be_bytes()).0;
        bytes.iter_mut().zip(hash.iter().cycle()).for_each(|(byte, random)| *byte = *random);
        Ok(())
    }
}

/// One phone. Its folder outlives the device, as on a real one.
pub struct Phone {
    pub folder: Arc<TempDir>,
    pub device: Device,
    pub seed: u64,
}

pub fn open(folder: &Path, seed: u64) -> Result<Device, OpenError> {
    open_under(folder, seed, Arc::new(NoRules))
}

pub fn open_under(folder: &Path, seed: u64, rules: Arc<dyn Rules>) -> Result<Device, OpenError> {
    let random = CountedRandom(AtomicU64::new(seed));
    let key = FileKey::open(&folder.join("key.pem"), &random).unwrap();
    let clock = TickingClock(AtomicU64::new(seed));
    let (clock, key, random, network) = (Arc::new(clock), Arc::new(key), Arc::new(random), Network::default());
    Device::open(folder, Ports { clock, key, random, rules, network })
}

pub fn visit(id: &str) -> VisitId {
    id.parse().unwrap()
}

pub fn subject(id: &str) -> Subject {
    Subject::Visit(visit(id))
}

pub fn picture(name: &str) -> PathBuf {
    fixtures().join("photos").join(name)
}

/// Every file of a folder and of those in it, with its bytes.
pub fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push((path.clone(), std::fs::read(&path).unwrap())),
        }
    }
    found.sort();
    found
}

/// A code of a refusal.
pub fn code(done: Result<(), SendError>) -> String {
    match done {
        Ok(()) => "done".to_owned(),
        Err(SendError::Refused { code, .. } | SendError::Broken { code, .. }) => code,
    }
}

impl Phone {
    /// New out of the box.
    pub fn new() -> Self {
        Self::with_seed(1_000)
    }

    /// Another seed makes another installation.
    pub fn with_seed(seed: u64) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let device = open(folder.path(), seed).unwrap();
        Self { folder, device, seed }
    }

    /// On a platform with these rules.
    pub fn under(rules: Arc<dyn Rules>) -> Self {
        let (folder, seed) = (Arc::new(tempfile::tempdir().unwrap()), 1_000);
        let device = open_under(folder.path(), seed, rules).unwrap();
        Self { folder, device, seed }
    }

    /// Enrolled, with jobs and books.
    pub fn at_work(office: &Office) -> Self {
        let phone = Self::new();
        phone.device.enrol(&office.url(), "good").unwrap();
        assert_eq!(phone.sync().unproved, 0);
        phone
    }

    /// Closed and opened again, a while later.
    pub fn opened_again(self) -> Self {
        self.opened_after(10_000_000)
    }

    /// Closed in the evening and opened again in the morning.
    pub fn opened_the_next_day(self) -> Self {
        self.opened_after(24 * 3_600_000)
    }

    fn opened_after(self, later_ms: u64) -> Self {
        let Self { folder, device, seed } = self;
        device.close();
        drop(device);
        let seed = seed + later_ms;
        let device = open(folder.path(), seed).unwrap();
        Self { folder, device, seed }
    }

    pub fn sync(&self) -> SyncReport {
        self.device.sync_until_idle(Duration::from_secs(60)).unwrap()
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("journal.sqlite")
    }

    pub fn send(&self, id: &str, act: Act) -> Result<(), SendError> {
        self.device.send(None, Intent { visit: visit(id), act })
    }

    pub fn events(&self) -> u64 {
        self.device.heads().unwrap().iter().map(|(_, head)| head.seq).sum()
    }

    /// Without what is expected of the day: the clock of these tests ticks when it is read.
    pub fn today(&self) -> TodayModel {
        let ScreenModel::Today(mut today) = self.device.show(Screen::Today).unwrap() else { panic!("not today") };
        for row in &mut today.rows {
            (row.expected_ms, row.late_min, row.clash_min, row.tell_now) = (None, 0, 0, false);
        }
        today
    }

    pub fn state(&self, id: &str) -> VisitState {
        self.today().rows.iter().find(|row| row.visit == id).unwrap().state
    }

    pub fn job(&self, id: &str) -> Option<JobModel> {
        match self.device.show(Screen::Job { visit: visit(id) }).unwrap() {
            ScreenModel::Job(model) => Some(model),
            _ => None,
        }
    }

    pub fn step(&self, id: &str, step: Step) -> Option<StepModel> {
        match self.device.show(Screen::Step { visit: visit(id), step }).unwrap() {
            ScreenModel::Step(model) => Some(model),
            _ => None,
        }
    }

    pub fn quote(&self, id: &str) -> Option<QuoteModel> {
        match self.device.show(Screen::Quote { visit: visit(id) }).unwrap() {
            ScreenModel::Quote(model) => Some(model),
            _ => None,
        }
    }

    pub fn sign_screen(&self, id: &str) -> Option<SignModel> {
        match self.device.show(Screen::Sign { visit: visit(id) }).unwrap() {
            ScreenModel::Sign(model) => Some(model),
            _ => None,
        }
    }

    /// All screens of a visit.
    pub fn screens(&self, id: &str) -> Screens {
        let steps = Step::ALL.iter().map(|step| self.step(id, *step)).collect();
        let job =
            self.job(id).map(|job| JobModel { work: job.work.map(|work| WorkModel { way: None, ..work }), ..job });
        (self.today(), job, steps, self.quote(id), self.sign_screen(id))
    }

    /// Does a whole visit by reading the screens.
    pub fn do_visit(&self, id: &str, fee: &str, part: &str) {
        self.send(id, Act::Accept).unwrap();
        for step in Step::ALL.iter().copied().filter(|step| *step < Step::Leave) {
            if step == Step::Repair {
                self.send(id, Act::AddFee { row: fee.parse().unwrap(), count: 1 }).unwrap();
                self.send(id, Act::AddPart { part: part.parse().unwrap(), count: 1 }).unwrap();
                self.do_step(id, Step::Quote);
                self.send(id, Act::ShowQuote { language: Language::Chinese }).unwrap();
                self.send(id, Act::AnswerQuote { answer: QuoteAnswer::Accepted }).unwrap();
                let part = part.parse().unwrap();
                self.send(id, Act::FitPart { part, count: 1, serial: None, old_part: OldPart::Returned }).unwrap();
            }
            self.do_step(id, step);
        }
        self.send(id, Act::ShowConfirmation { language: Language::Chinese }).unwrap();
        self.send(id, sign()).unwrap();
        self.do_step(id, Step::Leave);
        self.send(id, Act::Leave { outcome: Outcome::Solved }).unwrap();
        assert_eq!(self.state(id), VisitState::Left);
    }

    /// Answers what is asked until nothing is open.
    pub fn do_step(&self, id: &str, step: Step) {
        for _ in 0..200 {
            let Some(screen) = self.step(id, step) else { return };
            if matches!(screen.stand, StepStand::Closed | StepStand::Skipped) {
                return;
            }
            let open = screen.checks.iter().filter(|check| !check.is_settled);
            let did = open.map(|check| self.send(id, answer(check))).find(Result::is_ok);
            if did.is_none() {
                return;
            }
        }
        panic!("{step:?} has no end");
    }
}

pub type Screens = (TodayModel, Option<JobModel>, Vec<Option<StepModel>>, Option<QuoteModel>, Option<SignModel>);

pub fn sign() -> Act {
    let point = |x: i32| Point { x, y: 40 + x % 7, t_ms: 12 * x.unsigned_abs(), pressure: 300 };
    Act::Sign { signer: Signer::Customer, width: 600, height: 240, strokes: vec![(0..60).map(point).collect()] }
}

fn answer(check: &CheckModel) -> Act {
    let id = check.id.parse().unwrap();
    match &check.task {
        CheckTask::Confirm => Act::Confirm { check: id },
        CheckTask::Choose(task) => Act::Choose { check: id, option: task.options[0].id.parse().unwrap() },
        CheckTask::Measure(task) => {
            Act::Measure { check: id, value_milli: (task.expected_low_milli + task.expected_high_milli) / 2 }
        }
        CheckTask::Photograph(_) => {
            let pictures = ["control-board.jpg", "installed.jpg", "drain-pump.jpg", "error-display.jpg"];
            let taken = match &check.answer {
                Some(AnswerModel::Photographed(taken)) => taken.photos.len(),
                _ => check.id.len(),
            };
            let path = picture(pictures[taken % pictures.len()]).to_string_lossy().into_owned();
            Act::Photograph { check: Some(id), path }
        }
        CheckTask::Write(_) => Act::Write { check: Some(id), text: SECRET.to_owned() },
        // Nobody waits in a test: a wait that was not begun is refused, and only advice here.
        CheckTask::Wait(_) => Act::EndTimer { check: id },
        CheckTask::Call(_) => Act::AnswerCall { check: id, result: CallResult::Reached },
    }
}

/// What the engineer writes everywhere; must be nowhere after the customer was erased.
pub const SECRET: &str = "门铃坏了请敲窗";
