//! One bit of a phone's file is another one: in every page, at places by chance. What the
//! events, their contents, the books and the lists say is never shown changed: the phone
//! does not open, or names what is damaged, or nothing of it changed.
//!
//! Rows that came with the feed (jobs, stock, certificates) carry no checksum yet: a changed
//! one is found only where its bytes no longer read. They are counted apart, and that count
//! is not what it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../../told/tests/phone/office.rs"]
#[allow(dead_code)]
mod office;
#[path = "phone/pocket.rs"]
#[allow(dead_code)]
mod pocket;
#[path = "../../told/tests/phone/tap.rs"]
mod tap;

use std::path::Path;

use doorstep_device::Device;
use doorstep_domain::id::VisitId;
use doorstep_domain::visit::Visit;
use doorstep_faults::image::Dice;
use doorstep_screens::{Screen, ScreenModel};

use pocket::{Heads, Pocket, folder, heads, office, sync, visits};

const PAGE: usize = 4_096;
/// Bits that are tried in each page.
const BITS: usize = 12;
const SEED: u64 = 20_261_125;

/// What a phone shows, charges and sends.
#[derive(PartialEq)]
struct Said {
    heads: Heads,
    visits: Vec<Visit>,
    /// What rests on the events, their contents and the books.
    told: Vec<ScreenModel>,
    /// What rests on rows of the feed as well.
    fed: Vec<ScreenModel>,
}

/// Asks for everything; none where the phone names damage anywhere.
fn ask(device: &Device, ids: &[VisitId]) -> Option<Said> {
    device.verify().ok()?;
    let show = |screen: Screen| device.show(screen).ok();
    let visits = ids.iter().map(|id| device.visit(id).ok().map(|visit| (*visit).clone())).collect::<Option<_>>()?;
    let told = ids.iter().map(|id| show(Screen::Quote { visit: id.clone() })).collect::<Option<_>>()?;
    let fed = ids.iter().map(|id| show(Screen::Job { visit: id.clone() })).chain([show(Screen::Today)]);
    let fed = fed.collect::<Option<_>>()?;
    Some(Said { heads: device.heads().ok()?.into_iter().collect(), visits, told, fed })
}

#[derive(Debug, Default)]
struct Count {
    flips: usize,
    detected: usize,
    harmless: usize,
    missed: usize,
    /// Of the feed's rows, which have no checksum yet.
    fed: usize,
}

fn pages(file: &Path) -> usize {
    usize::try_from(std::fs::metadata(file).unwrap().len()).unwrap() / PAGE
}

#[test]
fn no_flipped_bit_changes_unnoticed_what_the_events_say() {
    let (home, told) = (folder(), visits());
    let (office, pocket) = (office(&told), Pocket::new(home.path(), 1));
    let device = pocket.open().unwrap();
    pocket.begin(&device, &office);
    for told in &told {
        // When the second one begins, the first is a block: one of each is damaged.
        device.compress().unwrap();
        pocket.tap(&device, told, |done| done.unwrap());
        sync(&device);
    }
    assert_eq!(heads(&device).len(), 2);
    device.close();
    drop(device);
    let ids: Vec<VisitId> = told.iter().map(|told| told.job.visit.clone()).collect();
    let file = home.path().join("journal.sqlite");
    assert!(!home.path().join("journal.sqlite-wal").exists(), "the log is not empty");
    let whole = std::fs::read(&file).unwrap();
    let truth = ask(&pocket.open().unwrap(), &ids).unwrap();
    let (mut count, mut dice) = (Count::default(), Dice::new(SEED));
    for page in 0..pages(&file) {
        for _ in 0..BITS {
            let mut bytes = whole.clone();
            bytes[page * PAGE + dice.below(PAGE)] ^= 1 << dice.below(8);
            let trial = folder();
            std::fs::write(trial.path().join("journal.sqlite"), bytes).unwrap();
            std::fs::copy(home.path().join("key.pem"), trial.path().join("key.pem")).unwrap();
            std::fs::hard_link(home.path().join("ballast"), trial.path().join("ballast")).unwrap();
            let phone = Pocket::new(trial.path(), 1);
            phone.set(told[1].log.last().unwrap().0);
            let said = phone.open().ok().and_then(|device| ask(&device, &ids));
            count.flips += 1;
            match said {
                None => count.detected += 1,
                Some(said) if said == truth => count.harmless += 1,
                Some(said) if said.heads == truth.heads && said.visits == truth.visits && said.told == truth.told => {
                    count.fed += 1;
                }
                Some(_) => count.missed += 1,
            }
        }
    }
    println!("{} pages, {count:?}, seed {SEED}", pages(&file));
    assert!(count.flips >= 500 && count.detected > 50 && count.harmless > 50);
    assert_eq!(count.missed, 0);
}
