//! A real phone in a folder that may be watched: real store, real key, real pictures.
//! Its clocks say what a test sets, its random bytes are counted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use doorstep_device::ports::{Clock, PortError, Random};
use doorstep_device::{Device, FileKey, OpenError, Ports, SendError};
use doorstep_domain::id::{Hash, Head, Lane, VisitId};
use doorstep_domain::time::Stamp;
use doorstep_screens::{Act, Intent};
use doorstep_told::{NINE, Told, book_files, books, fit, person, visit};
use doorstep_wire::message::FeedItem;

use crate::office::Office;
use crate::tap::Taps;

struct Script(Arc<Mutex<Stamp>>);

impl Clock for Script {
    fn stamp(&self) -> Stamp {
        *self.0.lock().unwrap()
    }
}

struct Counted(Arc<AtomicU64>);

impl Random for Counted {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), PortError> {
        let hash = Hash::of(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes()).0;
        bytes.iter_mut().zip(hash.iter().cycle()).for_each(|(byte, random)| *byte = *random);
        Ok(())
    }
}

/// A folder in memory where there is one: what is tested is the order of writes and
/// syncs, and that does not depend on how long a real sync takes.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    match memory.is_dir() {
        true => tempfile::tempdir_in(memory).unwrap(),
        false => tempfile::tempdir().unwrap(),
    }
}

/// Every lane of a phone with its last place.
pub type Heads = BTreeMap<Lane, Head>;

pub fn heads(device: &Device) -> Heads {
    device.heads().unwrap().into_iter().collect()
}

/// An engineer's phone and what they do on it.
pub struct Pocket {
    pub folder: PathBuf,
    clock: Arc<Mutex<Stamp>>,
    random: Arc<AtomicU64>,
}

impl Pocket {
    pub fn new(folder: &Path, seed: u64) -> Self {
        let (clock, random) = (Arc::new(Mutex::new(NINE)), Arc::new(AtomicU64::new(seed << 32)));
        Self { folder: folder.to_owned(), clock, random }
    }

    pub fn open(&self) -> Result<Device, OpenError> {
        let key = FileKey::open(&self.folder.join("key.pem"), &Counted(self.random.clone())).unwrap();
        Device::open(&self.folder, Ports::new(Script(self.clock.clone()), key, Counted(self.random.clone())))
    }

    pub fn set(&self, now: Stamp) {
        *self.clock.lock().unwrap() = now;
    }

    /// Enrols and takes the feed.
    pub fn begin(&self, device: &Device, office: &Office) {
        device.enrol(&office.url(), "E1001").unwrap();
        sync(device);
    }

    /// Taps a told visit, as far as the disk lets it; `after` sees what became of each tap.
    pub fn tap(&self, device: &Device, told: &Told, mut after: impl FnMut(Result<(), SendError>)) {
        let (id, mut taps) = (&told.job.visit, Taps::new(told));
        for (stamp, command) in &told.log {
            self.set(*stamp);
            let act = taps.act(command, &device.visit(id).unwrap());
            after(device.send(None, Intent { visit: id.clone(), act }));
        }
    }
}

pub fn sync(device: &Device) {
    let report = device.sync_until_idle(Duration::from_secs(60)).unwrap();
    assert_eq!((report.unproved, report.refused.as_str()), (0, ""), "the office has not everything");
}

pub fn note(device: &Device, visit: &VisitId, text: &str) -> Result<(), SendError> {
    let act = Act::Write { check: None, text: text.to_owned() };
    device.send(None, Intent { visit: visit.clone(), act })
}

/// Two whole visits: one with a part and everything signed, one where only the way is paid.
pub fn visits() -> Vec<Told> {
    let books = books("home-service");
    let repaired = visit(&books, "12").charges("labour-fridge-minor", 1).charges_part("BX-MF-215", 1).agreed();
    let repaired = repaired.does(fit("BX-MF-215", 1, None, doorstep_domain::event::OldPart::Returned)).to_the_end();
    vec![repaired, visit(&books, "02").charges("visit-city", 1).agreed().to_the_end()]
}

/// The office that hands out these visits.
pub fn office(visits: &[Told]) -> Office {
    let books = books("home-service");
    let mut feed = vec![
        FeedItem::Edition { id: books.edition, books: books.set() },
        FeedItem::Certificates(person("E1001").certificates),
    ];
    feed.extend(visits.iter().map(|told| FeedItem::Job(told.job.clone())));
    Office::open(feed, book_files("home-service"))
}
