//! Real phones and a real office for the bench, each in a folder of its own, and how the
//! reference visits come onto a phone without tapping each of them.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use doorstep_device::ports::{Clock, PortError, Random};
use doorstep_device::{Device, FileKey, Ports, SyncReport};
use doorstep_domain::id::{Hash, Lane};
use doorstep_domain::time::Stamp;
use doorstep_server::Office;
use doorstep_server::http::{Face, router};
use doorstep_server::ports::SetClock;
use doorstep_told::NINE;
use doorstep_wire::chain::Chain;
use rusqlite::{Connection, params};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::reference::{ENGINEER, Reference, Tapped};

/// Every look at the clock is a fifth of a second later.
struct Ticking(AtomicU64);

impl Clock for Ticking {
    fn stamp(&self) -> Stamp {
        NINE.after(self.0.fetch_add(200, Ordering::Relaxed))
    }
}

/// Different bytes each time, the same ones in every run.
struct Counted(AtomicU64);

impl Random for Counted {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), PortError> {
        let hash = Hash::of(&self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes()).0;
        bytes.iter_mut().zip(hash.iter().cycle()).for_each(|(byte, random)| *byte = *random);
        Ok(())
    }
}

/// Clocks that say what they are told.
#[derive(Clone)]
pub struct Script(Arc<Mutex<Stamp>>);

impl Script {
    /// They begin with this.
    pub fn at(now: Stamp) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// It is this time now.
    pub fn set(&self, now: Stamp) {
        *self.0.lock().unwrap() = now;
    }
}

impl Clock for Script {
    fn stamp(&self) -> Stamp {
        *self.0.lock().unwrap()
    }
}

/// The phone of this folder, whose clock ticks with every look.
pub fn open(folder: &Path) -> Device {
    open_with(folder, Ticking(AtomicU64::new(1_000)))
}

/// The phone of this folder, with this clock.
pub fn open_with(folder: &Path, clock: impl Clock + 'static) -> Device {
    let random = Counted(AtomicU64::new(1 << 32));
    let key = FileKey::open(&folder.join("key.pem"), &random).unwrap();
    Device::open(folder, Ports::new(clock, key, random)).unwrap()
}

/// Says everything; panics where the office has not all of it.
pub fn sync(phone: &Device) -> SyncReport {
    let report = phone.sync_until_idle(Duration::from_secs(300)).unwrap();
    assert_eq!((report.unproved, report.refused.as_str()), (0, ""), "{report:?}");
    report
}

/// An office that listens on loopback.
pub struct Served {
    runtime: Runtime,
    /// The office itself.
    pub office: Arc<Office>,
    /// Where it listens.
    pub url: String,
}

impl Served {
    /// The office of this folder.
    pub fn open(folder: &Path) -> Self {
        let runtime = Runtime::new().unwrap();
        let clock = Arc::new(SetClock::at(NINE.wall_ms));
        let office = Arc::new(runtime.block_on(Office::open(folder, clock)).unwrap());
        let routes = router(office.clone(), Face::default());
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Self { runtime, office, url }
    }

    /// Runs this to its end.
    pub fn wait<R>(&self, work: impl Future<Output = R>) -> R {
        self.runtime.block_on(work)
    }
}

/// A phone and its office as folders, closed: rounds work on copies of them.
pub struct Pair {
    folder: TempDir,
}

impl Pair {
    /// An office with books, one engineer, these visits' jobs and some that wait; an enrolled phone that has
    /// the feed, and has written the visits and told nobody yet.
    pub fn with(visits: &[Reference], waiting: &[Tapped]) -> Self {
        let pair = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(pair.office()).unwrap();
        std::fs::create_dir(pair.phone()).unwrap();
        let served = Served::open(&pair.office());
        let engineer = ENGINEER.parse().unwrap();
        let books = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/books/home-service");
        let certificates = doorstep_told::person(ENGINEER).certificates;
        let jobs = visits.iter().map(|visit| &visit.job).chain(waiting.iter().map(|tapped| &tapped.job));
        let token = served.wait(async {
            served.office.publish_books(&books).await.unwrap();
            served.office.add_engineer(&engineer, "张工", &certificates).await.unwrap();
            for job in jobs {
                served.office.assign_job(job.clone()).await.unwrap();
            }
            served.office.invite(&engineer).await.unwrap()
        });
        let phone = open(&pair.phone());
        phone.enrol(&served.url, &token).unwrap();
        sync(&phone);
        let installation = phone.installation().unwrap();
        phone.close();
        write(&pair.phone(), visits, &|visit| Lane { installation, subject: visit.subject() });
        open(&pair.phone()).close();
        drop(served);
        // The office's connections end on threads of their own; the last one puts its log away.
        let (log, deadline) = (pair.office().join("office.sqlite-wal"), Instant::now() + Duration::from_secs(30));
        while log.exists() {
            assert!(Instant::now() < deadline, "the office does not let go of its database");
            std::thread::yield_now();
        }
        pair
    }

    /// The phone's folder.
    pub fn phone(&self) -> PathBuf {
        self.folder.path().join("phone")
    }

    /// The office's folder.
    pub fn office(&self) -> PathBuf {
        self.folder.path().join("office")
    }

    /// The same again, apart from this one.
    pub fn copy(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(self.folder.path(), folder.path());
        Self { folder }
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The phone's journal, from outside of the product.
pub fn journal(folder: &Path) -> Connection {
    Connection::open(folder.join("journal.sqlite")).unwrap()
}

/// Writes what taps would have left. Projections are made anew when the phone opens.
fn write(folder: &Path, visits: &[Reference], lane: &dyn Fn(&Reference) -> Lane) {
    let mut db = journal(folder);
    let write = db.transaction().unwrap();
    let mut running = 0;
    for visit in visits {
        running += i64::try_from(visit.events.len()).unwrap();
        write_visit(&write, visit, lane(visit), running);
    }
    write.execute("UPDATE phone SET running = ?1", [running]).unwrap();
    forget_projections(&write);
    write.commit().unwrap();
}

/// The next opening makes the projections anew.
pub fn forget_projections(db: &Connection) {
    db.execute("DELETE FROM projection", []).unwrap();
}

fn write_visit(db: &Connection, visit: &Reference, lane: Lane, running: i64) {
    let mut chain = Chain::new(lane.clone());
    let heads: Vec<_> = visit.events.iter().map(|bytes| chain.push(bytes)).collect();
    let (head, last) = (chain.head(), visit.clocks.1);
    db.prepare_cached(
        "INSERT INTO lane (installation, subject, head_seq, head_hash, proved_hash, running, wall_ms, mono_ms, boot, \
         uncertainty_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )
    .unwrap()
    .execute(params![
        lane.installation.0.as_slice(),
        lane.subject.to_string(),
        signed(head.seq),
        head.hash.0.as_slice(),
        Hash::NONE.0.as_slice(),
        running,
        last.wall_ms,
        signed(last.mono_ms),
        i64::from_ne_bytes(last.boot.0.to_ne_bytes()),
        last.uncertainty_ms,
    ])
    .unwrap();
    let id = db.last_insert_rowid();
    let mut event = db.prepare_cached("INSERT INTO event (lane, seq, hash, bytes) VALUES (?1, ?2, ?3, ?4)").unwrap();
    for (head, bytes) in heads.iter().zip(&visit.events) {
        event.execute(params![id, signed(head.seq), head.hash.0.as_slice(), bytes]).unwrap();
    }
    let insert = "INSERT INTO content (hash, subject, salt, bytes) VALUES (?1, ?2, ?3, ?4)";
    let mut content = db.prepare_cached(insert).unwrap();
    for one in &visit.contents {
        let (hash, subject) = (one.hash(), one.subject.to_string());
        let row = params![hash.0.as_slice(), subject, one.salt.as_slice(), one.bytes];
        content.execute(row).unwrap();
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap()
}
