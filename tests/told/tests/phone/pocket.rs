//! A real phone in a folder of its own: real store, real key, real pictures. Its clocks
//! say what a test sets, its random bytes are counted, so that a failure comes again.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use doorstep_device::ports::{Clock, PortError, Random};
use doorstep_device::{Device, FileKey, Ports, SendError};
use doorstep_domain::id::{Hash, VisitId};
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::{Step, Visit};
use doorstep_screens::{Act, Intent, Screen, ScreenModel};
use doorstep_told::NINE;
use tempfile::TempDir;

use crate::office::Office;

/// Clocks that say what they were told.
struct Script(Arc<Mutex<Stamp>>);

impl Clock for Script {
    fn stamp(&self) -> Stamp {
        *self.0.lock().unwrap()
    }
}

/// Different bytes each time, the same ones in every run.
struct Counted(Arc<AtomicU64>);

impl Random for Counted {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), PortError> {
        let hash = Hash::of(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes()).0;
        bytes.iter_mut().zip(hash.iter().cycle()).for_each(|(byte, random)| *byte = *random);
        Ok(())
    }
}

/// One phone.
pub struct Pocket {
    folder: TempDir,
    device: Device,
    clock: Arc<Mutex<Stamp>>,
    random: Arc<AtomicU64>,
}

impl Pocket {
    /// Enrolled, with everything that the office has for it. Another seed makes another phone.
    pub fn at_work(office: &Office, engineer: &str, seed: u64) -> Self {
        let (folder, clock) = (tempfile::tempdir().unwrap(), Arc::new(Mutex::new(NINE)));
        let random = Arc::new(AtomicU64::new(seed << 32));
        let device = open(folder.path(), &clock, &random);
        device.enrol(&office.url(), engineer).unwrap();
        let pocket = Self { folder, device, clock, random };
        pocket.sync();
        pocket
    }

    /// Says everything to the office; the phone has its word for all of it.
    pub fn sync(&self) {
        let report = self.device.sync_until_idle(Duration::from_secs(60)).unwrap();
        assert_eq!((report.unproved, report.refused.as_str()), (0, ""), "the office has not everything");
    }

    /// Closed, and opened from its folder.
    pub fn opened_again(self) -> Self {
        let Self { folder, device, clock, random } = self;
        device.close();
        drop(device);
        let device = open(folder.path(), &clock, &random);
        Self { folder, device, clock, random }
    }

    /// It is this time now.
    pub fn set(&self, now: Stamp) {
        *self.clock.lock().unwrap() = now;
    }

    pub fn send(&self, visit: &VisitId, act: Act) -> Result<(), SendError> {
        self.device.send(None, Intent { visit: visit.clone(), act })
    }

    pub fn visit(&self, id: &VisitId) -> Arc<Visit> {
        self.device.visit(id).unwrap()
    }

    /// Builds every screen there is; how many were closed.
    pub fn every_screen(&self, id: &VisitId) -> usize {
        let ScreenModel::Today(today) = self.device.show(Screen::Today).unwrap() else { panic!("today is not shown") };
        let visit = id.clone();
        let of_visit = |screen: fn(VisitId) -> Screen| screen(visit.clone());
        let mut screens = vec![
            Screen::Today,
            Screen::FollowUp,
            Screen::Sync,
            Screen::Help,
            Screen::Day { day: today.day.parse().unwrap() },
            Screen::Knowledge { visit: Some(id.clone()), query: "异响".to_owned() },
            of_visit(|visit| Screen::Job { visit }),
            of_visit(|visit| Screen::Prepare { visit }),
            of_visit(|visit| Screen::Doorstep { visit }),
            of_visit(|visit| Screen::Quote { visit }),
            of_visit(|visit| Screen::Part { visit }),
            of_visit(|visit| Screen::Custody { visit }),
            of_visit(|visit| Screen::Sign { visit }),
            of_visit(|visit| Screen::Leave { visit }),
            of_visit(|visit| Screen::Incident { visit }),
        ];
        screens.extend(Step::ALL.iter().map(|step| Screen::Step { visit: id.clone(), step: *step }));
        let shown = screens.into_iter().map(|screen| self.device.show(screen).unwrap());
        shown.filter(|model| matches!(model, ScreenModel::Closed(_))).count()
    }

    /// How many events were ever recorded here.
    pub fn events(&self) -> u64 {
        self.device.heads().unwrap().iter().map(|(_, head)| head.seq).sum()
    }

    /// Recomputes every chain; how many events are whole.
    pub fn verified(&self) -> u64 {
        self.device.verify().unwrap()
    }
}

fn open(folder: &Path, clock: &Arc<Mutex<Stamp>>, random: &Arc<AtomicU64>) -> Device {
    let key = FileKey::open(&folder.join("key.pem"), &Counted(random.clone())).unwrap();
    Device::open(folder, Ports::new(Script(clock.clone()), key, Counted(random.clone()))).unwrap()
}
