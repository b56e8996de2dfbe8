//! The power goes while an office takes in what a phone sends: after any write of its
//! SQLite, with every unsynced sector there, lost or torn. The office opens what is left,
//! everything that it had proved to the phone is there, every chain and projection holds,
//! and it goes on writing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../../told/tests/phone/office.rs"]
#[allow(dead_code)]
mod office;
#[path = "phone/pocket.rs"]
#[allow(dead_code)]
mod pocket;
#[path = "../../told/tests/phone/tap.rs"]
mod tap;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_domain::id::{Hash, Head, InstallationId, Lane};
use doorstep_faults::image::{Damage, Dice, Loss, Platter};
use doorstep_faults::{Disk, Op, watch};
use doorstep_server::Office;
use doorstep_server::http::Face;
use doorstep_server::ports::SetClock;
use doorstep_told::{NINE, person};
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use pocket::{Heads, Pocket, folder, heads, sync, visits};

/// How many images a run builds; `DOORSTEP_FAULTS_IMAGES` asks for another number.
const IMAGES: usize = 3_200;

/// How many taps are said at a time.
const TAPS: usize = 9;

const SEED: u64 = 20_261_124;

/// What was recorded: the disk's work, and what the office had proved at each mark.
struct Recorded {
    home: TempDir,
    files: Vec<PathBuf>,
    ops: Vec<Op>,
    proved: Vec<Heads>,
    /// Where the office had said nothing yet.
    first: usize,
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn clock() -> SetClock {
    SetClock::at(NINE.wall_ms)
}

/// An office with books, an engineer and two jobs; the phone's token.
async fn furnish(office: &Office) -> String {
    let books = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/books/home-service");
    office.publish_books(&books).await.unwrap();
    let engineer = "E1001".parse().unwrap();
    office.add_engineer(&engineer, "张工", &person("E1001").certificates).await.unwrap();
    for told in visits() {
        office.assign_job(doorstep_domain::job::Job { engineer: engineer.clone(), ..told.job }).await.unwrap();
    }
    office.invite(&engineer).await.unwrap()
}

/// A phone's two visits, sent a few taps at a time; the office is stopped and opened between.
fn record() -> Recorded {
    let (home, phone, runtime) = (folder(), folder(), runtime());
    let (disk, pocket) = (watch(home.path()), Pocket::new(phone.path(), 1));
    disk.record();
    let device = pocket.open().unwrap();
    let mut proved = vec![Heads::new()];
    let mut token = None;
    for told in visits() {
        let office = Arc::new(runtime.block_on(Office::open(home.path(), clock())).unwrap());
        let is_new = token.is_none();
        let ticket = token.get_or_insert_with(|| runtime.block_on(furnish(&office))).clone();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = runtime.spawn(doorstep_server::serve(office, Face::this_machine(), listener, async move {
            stopped.await.unwrap_or(())
        }));
        match is_new {
            true => device.enrol(&url, &ticket).unwrap(),
            false => device.set_office(&url).unwrap(),
        }
        say(&device, &disk, &mut proved);
        let mut taps = 0;
        pocket.tap(&device, &told, |done| {
            done.unwrap();
            taps += 1;
            if taps % TAPS == 0 {
                say(&device, &disk, &mut proved);
            }
        });
        say(&device, &disk, &mut proved);
        stop.send(()).unwrap();
        runtime.block_on(serving).unwrap().unwrap();
    }
    let (files, ops) = disk.taken();
    let first = ops.iter().position(|op| matches!(op, Op::Mark(_))).unwrap();
    Recorded { home, files, ops, proved, first }
}

/// The office has everything now, and said so.
fn say(device: &doorstep_device::Device, disk: &Disk, proved: &mut Vec<Heads>) {
    sync(device);
    proved.push(heads(device));
    disk.mark(proved.len() - 1);
}

/// What came of some images.
#[derive(Default)]
struct Count {
    images: usize,
    damage: Damage,
    mixed: usize,
    events: u64,
    ahead: usize,
}

/// Everything of the folder beside the database: written once, long before.
fn beside(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("office.sqlite") || name == "lock" {
            continue;
        }
        match entry.file_type().unwrap().is_dir() {
            true => {
                std::fs::create_dir_all(to.join(&name)).unwrap();
                beside(&entry.path(), &to.join(&name));
            }
            false => std::fs::copy(entry.path(), to.join(&name)).map(|_| ()).unwrap(),
        }
    }
}

/// The office's heads, as its rows say.
fn stored_heads(database: &Path) -> Heads {
    let db = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut select = db.prepare("SELECT installation, subject, seq, hash FROM lane").unwrap();
    let rows = select.query_map([], |row| {
        let subject: String = row.get(1)?;
        let lane = Lane { installation: InstallationId(row.get(0)?), subject: subject.parse().unwrap() };
        Ok((lane, Head { seq: row.get::<_, i64>(2)?.cast_unsigned(), hash: Hash(row.get(3)?) }))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

/// Opens what is left at this place and holds it against what was proved.
async fn survive(recorded: &Recorded, platter: &Platter<'_>, loss: Loss, dice: &mut Dice, count: &mut Count) {
    let home = folder();
    let damage = platter.lose_power(loss, dice, home.path());
    count.images += 1;
    count.mixed += usize::from(damage.kept > 0 && damage.lost + damage.torn > 0);
    count.damage.lost += damage.lost;
    count.damage.kept += damage.kept;
    count.damage.torn += damage.torn;
    beside(recorded.home.path(), home.path());
    let office = Office::open(home.path(), clock()).await;
    let office = office.unwrap_or_else(|why| panic!("the office does not open what is left: {why}"));
    let (found, marked) = (stored_heads(&home.path().join("office.sqlite")), platter.marked());
    for (lane, head) in &recorded.proved[marked] {
        let next = recorded.proved.get(marked + 1).and_then(|next| next.get(lane)).unwrap_or(head);
        let here = found.get(lane).unwrap_or_else(|| panic!("{lane} was proved and is lost"));
        assert!(here == head || here == next, "{lane} ends at {here:?}, {head:?} was proved, {next:?} was coming");
        count.ahead += usize::from(here != head);
    }
    let report = office.integrity_check(false).await.unwrap();
    assert!(report.is_sound() && report.repaired.is_empty(), "{:?}", report.damaged);
    count.events += report.events;
    office.issue_stock(&"E1001".parse().unwrap(), &"BX-MF-215".parse().unwrap(), 1).await.unwrap();
}

/// Every `step`-th image from `first` on.
fn walk(recorded: &Recorded, images: usize, first: usize, step: usize) -> Count {
    let (nothing, mut count, runtime) = (BTreeMap::new(), Count::default(), runtime());
    let mut platter = Platter::new(&recorded.files, &recorded.ops, &nothing);
    let places = recorded.ops.len() - recorded.first;
    for nth in (first..images).step_by(step) {
        platter.go_to(recorded.first + (nth + 1) * places / images);
        let loss = match nth % 16 {
            0 => Loss::Everything,
            1 => Loss::Nothing,
            _ => Loss::Some,
        };
        runtime.block_on(survive(recorded, &platter, loss, &mut Dice::new(SEED + nth as u64), &mut count));
    }
    runtime.shutdown_background();
    count
}

#[test]
fn an_office_without_power_at_any_moment_has_everything_that_it_proved() {
    let images = std::env::var("DOORSTEP_FAULTS_IMAGES").map_or(IMAGES, |number| number.parse().unwrap());
    let recorded = record();
    let counts = std::thread::scope(|threads| {
        let walks = [0, 1].map(|first| {
            let recorded = &recorded;
            threads.spawn(move || walk(recorded, images, first, 2))
        });
        walks.map(|walk| walk.join().unwrap())
    });
    let all = |of: fn(&Count) -> usize| counts.iter().map(of).sum::<usize>();
    println!("{} operations, {} proofs", recorded.ops.len() - recorded.first, recorded.proved.len() - 1);
    println!(
        "{} images from seed {SEED}: {} with some sectors there and some not",
        all(|c| c.images),
        all(|c| c.mixed)
    );
    let [lost, kept, torn] = [all(|c| c.damage.lost), all(|c| c.damage.kept), all(|c| c.damage.torn)];
    println!("sectors: {lost} lost, {kept} kept, {torn} torn");
    let events: u64 = counts.iter().map(|count| count.events).sum();
    println!("{events} events walked, {} lanes ahead of what was proved; 0 lost, 0 corrupt", all(|c| c.ahead));
    assert_eq!(all(|c| c.images), images);
    assert!(lost > 100 && kept > 100 && torn > 100 && events > 1_000 && all(|c| c.ahead) > 0);
    assert!(recorded.files.iter().any(|file| file.ends_with("office.sqlite-wal")), "the office was not watched");
}
