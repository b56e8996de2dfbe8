//! The power goes while a phone works: after any write, with every unsynced sector there,
//! lost or torn. The phone opens what is left, and every event that it had acknowledged is
//! there, every chain whole, every projection what the events say; it goes on working.
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

use doorstep_faults::image::{Damage, Dice, Loss, Platter};
use doorstep_faults::{Op, watch};
use doorstep_told::Told;

use pocket::{Heads, Pocket, folder, heads, note, office, sync, visits};

/// How many images a run builds.
const IMAGES: usize = 3_200;

const SEED: u64 = 20_261_123;

/// What was recorded: the disk's work, and what the phone had acknowledged at each mark.
struct Recorded {
    home: tempfile::TempDir,
    files: Vec<PathBuf>,
    ops: Vec<Op>,
    promised: Vec<Heads>,
    key: Vec<u8>,
    told: Vec<Told>,
}

/// A phone's life from its first start: enrolled, fed, two visits, synced, closed and opened between.
fn record() -> Recorded {
    let (home, told) = (folder(), visits());
    let (office, pocket) = (office(&told), Pocket::new(home.path(), 1));
    let disk = watch(home.path());
    disk.record();
    let mut promised = vec![Heads::new()];
    for told in &told {
        let device = pocket.open().unwrap();
        if promised.len() == 1 {
            pocket.begin(&device, &office);
        }
        pocket.tap(&device, told, |done| {
            done.unwrap();
            promised.push(heads(&device));
            disk.mark(promised.len() - 1);
        });
        sync(&device);
        device.compress().unwrap();
        device.close();
    }
    let (files, ops) = disk.taken();
    let key = std::fs::read(home.path().join("key.pem")).unwrap();
    Recorded { home, files, ops, promised, key, told }
}

/// What came of some images.
#[derive(Default)]
struct Count {
    images: usize,
    /// Some sectors were lost or torn, others not.
    mixed: usize,
    lost: usize,
    kept: usize,
    torn: usize,
    /// The tap under way was there afterwards.
    ahead: usize,
    worked_on: usize,
}

impl Count {
    fn saw(&mut self, damage: Damage) {
        self.images += 1;
        self.lost += damage.lost;
        self.kept += damage.kept;
        self.torn += damage.torn;
        self.mixed += usize::from(damage.kept > 0 && damage.lost + damage.torn > 0);
    }
}

/// Opens what is left at this place and holds it against what was promised.
fn survive(recorded: &Recorded, platter: &Platter<'_>, loss: Loss, dice: &mut Dice, count: &mut Count) {
    let home = folder();
    count.saw(platter.lose_power(loss, dice, home.path()));
    std::fs::write(home.path().join("key.pem"), &recorded.key).unwrap();
    // Room is kept since the phone was enrolled: writing it three thousand times would test nothing.
    if platter.marked() > 0 {
        std::fs::hard_link(recorded.home.path().join("ballast"), home.path().join("ballast")).unwrap();
    }
    let pocket = Pocket::new(home.path(), 2);
    let device = pocket.open().unwrap_or_else(|why| panic!("the phone does not open what is left: {why}"));
    let (found, marked) = (heads(&device), platter.marked());
    let under_way = recorded.promised.get(marked + 1).is_some_and(|next| *next == found);
    assert!(found == recorded.promised[marked] || under_way, "{found:?} is neither {marked} nor the next");
    count.ahead += usize::from(under_way && found != recorded.promised[marked]);
    let events: u64 = found.values().map(|head| head.seq).sum();
    assert_eq!(device.verify().unwrap(), events);
    if let Some(told) = recorded.told.iter().find(|told| found.keys().any(|lane| is_of(lane, told))) {
        note(&device, &told.job.visit, "接着干").unwrap();
        assert_eq!(device.verify().unwrap(), events + 1);
        count.worked_on += 1;
    }
}

fn is_of(lane: &doorstep_domain::id::Lane, told: &Told) -> bool {
    lane.subject == doorstep_domain::id::Subject::Visit(told.job.visit.clone())
}

/// Every `step`-th place from `first` on.
fn walk(recorded: &Recorded, first: usize, step: usize) -> Count {
    let (nothing, mut count) = (BTreeMap::new(), Count::default());
    let mut platter = Platter::new(&recorded.files, &recorded.ops, &nothing);
    let places = recorded.ops.len();
    for nth in (first..IMAGES).step_by(step) {
        platter.go_to((nth + 1) * places / IMAGES);
        let loss = match nth % 16 {
            0 => Loss::Everything,
            1 => Loss::Nothing,
            _ => Loss::Some,
        };
        survive(recorded, &platter, loss, &mut Dice::new(SEED + nth as u64), &mut count);
    }
    count
}

#[test]
fn a_phone_without_power_at_any_moment_has_everything_that_it_acknowledged() {
    let recorded = record();
    let counts = std::thread::scope(|threads| {
        let walks = [0, 1].map(|first| {
            threads.spawn({
                let recorded = &recorded;
                move || walk(recorded, first, 2)
            })
        });
        walks.map(|walk| walk.join().unwrap())
    });
    let all = |of: fn(&Count) -> usize| counts.iter().map(of).sum::<usize>();
    println!(
        "{} operations, {} acknowledgements, {} files",
        recorded.ops.len(),
        recorded.promised.len() - 1,
        recorded.files.len()
    );
    println!(
        "{} images from seed {SEED}: {} with some sectors there and some not",
        all(|c| c.images),
        all(|c| c.mixed)
    );
    println!("sectors: {} lost, {} kept, {} torn", all(|c| c.lost), all(|c| c.kept), all(|c| c.torn));
    println!("{} had the tap under way, {} worked on; 0 lost, 0 corrupt", all(|c| c.ahead), all(|c| c.worked_on));
    assert!(all(|c| c.images) >= 3_000 && all(|c| c.mixed) > 1_000 && all(|c| c.torn) > 1_000);
    assert!(all(|c| c.ahead) > 0 && all(|c| c.worked_on) > 2_000);
    assert!(is_writable(&recorded.files));
}

/// The store, its log, and the journal of its first page are what was watched.
fn is_writable(files: &[PathBuf]) -> bool {
    let named = |name: &str| files.iter().any(|file| file.ends_with(Path::new(name)));
    named("journal.sqlite") && named("journal.sqlite-wal")
}
