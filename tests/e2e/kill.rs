//! P1 Kept, with real processes: `kill -9` at any moment loses nothing that a phone had
//! acknowledged on its pipe, and the next sync completes.
//!
//! Three engineers do their day; their phones die again and again, at three kinds of
//! moments: somewhere in the work, inside a commit (a tracer kills at the n-th fsync),
//! and inside a sync (the road kills with a request or an answer under way). After every
//! death the journal is counted: what was acknowledged, and at most the events of the one
//! commit that was on its way to the acknowledgement.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use support::ambush::Ambush;
use support::office::{Folder, Office, lanes};
use support::phone::{Answer, LaneHead, Phone, day, play};
use support::rng::Rng;
use support::road::{Fate, Road};
use support::undisturbed::{ENGINEERS, came_to_the_same, day_of_three, nothing_is_missing_at};
use support::{doorstep, fixture};

const SEED: u64 = 20261123;

#[test]
fn a_phone_killed_at_any_moment_loses_nothing_that_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let office = Folder::furnished(&folder.path().join("office"));
    let tokens = ENGINEERS.map(|engineer| office.invite(engineer));
    let serving = office.serve();
    let told: Vec<Told> = std::thread::scope(|threads| {
        let days = ENGINEERS.iter().zip(&tokens).map(|(engineer, token)| {
            let (serving, folder) = (&serving, folder.path().join(engineer));
            threads.spawn(move || Day::new(engineer, folder, serving, token).live())
        });
        days.collect::<Vec<_>>().into_iter().map(|day| day.join().unwrap()).collect()
    });

    let counted = |of: fn(&Told) -> usize| told.iter().map(of).sum::<usize>();
    let [work, commit, sync] = [counted(|t| t.in_work), counted(|t| t.in_commit), counted(|t| t.in_sync)];
    println!("seed {SEED}: killed {work} times in the work, {commit} inside a commit, {sync} inside a sync");
    println!("{} acknowledged, {} more kept", counted(|t| t.acknowledged), counted(|t| t.unacknowledged));
    assert!(work > 0 && commit > 0 && sync > 0 && work + commit + sync >= 30);

    let kept = lanes(&office.database());
    for place in told.iter().flat_map(|told| &told.seen) {
        let found = kept.get(&place.lane).and_then(|lane| lane.get(place.seq as usize - 1));
        assert_eq!(found, Some(&place.hash), "{} at {}", place.lane, place.seq);
    }
    let arrived: usize = kept.values().map(Vec::len).sum();
    assert_eq!(arrived, counted(|t| t.acknowledged) + counted(|t| t.unacknowledged));
    nothing_is_missing_at(&office);
    pulled_and_verified(&serving, folder.path());
    drop(serving);
    came_to_the_same(&office, &day_of_three(&folder.path().join("undisturbed")));
}

fn pulled_and_verified(office: &Office, folder: &Path) {
    let (pulled, key) = (folder.join("pulled"), folder.join("office.pem"));
    Folder(folder.join("office")).public_key(&key);
    let token = office.token_file().to_string_lossy();
    doorstep(["pull", "--office", &office.url(), "--token-file", &token, "--out", &pulled.to_string_lossy()]).well();
    doorstep(["verify".as_ref(), pulled.as_os_str(), "--office-key".as_ref(), key.as_os_str()]).well();
}

/// What came of one engineer's day.
#[derive(Default)]
struct Told {
    in_work: usize,
    in_commit: usize,
    in_sync: usize,
    acknowledged: usize,
    /// Committed, and killed before the acknowledgement was out.
    unacknowledged: usize,
    /// Every place that the phone ever showed.
    seen: BTreeSet<LaneHead>,
}

/// One engineer, one phone that dies often.
struct Day<'a> {
    folder: PathBuf,
    trace: PathBuf,
    scripts: Vec<PathBuf>,
    road: Road<Ambush>,
    office: &'a Office,
    rng: Rng,
    told: Told,
}

impl<'a> Day<'a> {
    fn new(engineer: &str, folder: PathBuf, office: &'a Office, token: &str) -> Self {
        let seed = engineer.bytes().fold(SEED, |seed, byte| seed.wrapping_mul(31) + u64::from(byte));
        let road = Road::open(office.address, Ambush::default());
        let mut phone = Phone::start(&folder).unwrap();
        phone.enrol(&road.url(), token);
        phone.sync().unwrap();
        phone.quit();
        let trace = folder.with_extension("trace");
        Self { folder, trace, scripts: day(engineer), road, office, rng: Rng::new(seed), told: Told::default() }
    }

    /// Until both visits are done and the office has proved all of it.
    fn live(mut self) -> Told {
        let mut is_done = false;
        while !is_done {
            is_done = match self.rng.between(0, 2) {
                0 => self.work_until_an_acknowledgement(),
                1 => self.work_until_an_fsync(),
                _ => self.sync_until_a_request(),
            };
        }
        // What is left goes up over many more ambushes, then freely.
        for _ in 0..3 {
            self.sync_until_a_request();
        }
        let mut phone = Phone::start(&self.folder).unwrap();
        phone.ask(&format!("office\t{}", self.office.url())).done();
        assert_eq!(phone.sync().unwrap().unproved, 0, "the next sync completes");
        self.told.seen.extend(phone.heads());
        phone.quit();
        self.told
    }

    /// Kills a few acknowledgements on; the phone does not stop for that.
    fn work_until_an_acknowledgement(&mut self) -> bool {
        let last = self.rng.between(1, 12);
        let mut phone = Phone::start(&self.folder).expect("nobody killed this phone");
        let killer = phone.killer();
        let mut is_killed = false;
        let is_done = self.work(&mut phone, |acknowledged| {
            if acknowledged == last {
                is_killed = true;
                killer.kill();
            }
        });
        assert!(is_done || is_killed, "this phone died by itself");
        if is_killed {
            self.told.in_work += 1;
            self.died(Some(phone));
        } else {
            self.ended(phone);
        }
        is_done && !is_killed
    }

    /// Kills at the beginning of an fsync, which is inside a commit where it is the journal's.
    fn work_until_an_fsync(&mut self) -> bool {
        let nth = self.rng.between(2, 16);
        let mut phone = Phone::start_doomed(&self.folder, nth, &self.trace);
        let is_done = phone.as_mut().is_some_and(|phone| self.work(phone, |_| {}));
        // Closing makes the journal tidy, so that death may come even then.
        self.died(phone.map(Phone::leave));
        match doom(&self.trace) {
            Doom::None => assert!(is_done, "this phone died by itself"),
            Doom::InCommit => self.told.in_commit += 1,
            Doom::Elsewhere => self.told.in_work += 1,
        }
        is_done
    }

    /// Kills with a request, or its answer, under way.
    fn sync_until_a_request(&mut self) -> bool {
        let mut phone = Phone::start(&self.folder).expect("nobody killed this phone");
        let fate = [Fate::AnswerDropped, Fate::CutInBody][self.rng.between(0, 1)];
        self.road.traffic().lie_in_wait(self.rng.between(1, 5), fate, phone.killer());
        let report = phone.sync();
        let is_killed = self.road.traffic().has_struck();
        assert!(report.is_some() || is_killed, "this phone died by itself");
        if is_killed {
            self.told.in_sync += 1;
            self.died(Some(phone));
        } else {
            self.ended(phone);
        }
        self.road.traffic().go_home();
        false
    }

    /// Goes on with the day; false when the phone died.
    fn work(&self, phone: &mut Phone, mut watch: impl FnMut(usize)) -> bool {
        self.scripts.iter().all(|script| match phone.ask_watched(&play(script, &fixture("photos")), &mut watch) {
            Answer::Done(_) => true,
            Answer::Gone => false,
            Answer::Failed(reason) => panic!("{}: {reason}", script.display()),
        })
    }

    fn ended(&mut self, phone: Phone) {
        self.told.acknowledged += phone.acks.len();
        phone.quit();
        let unacknowledged = self.count();
        assert_eq!(unacknowledged, self.told.unacknowledged, "nothing was killed");
    }

    fn died(&mut self, phone: Option<Phone>) {
        self.told.acknowledged += phone.map_or(0, |phone| phone.buried().len());
        let unacknowledged = self.count();
        let more = unacknowledged.checked_sub(self.told.unacknowledged);
        assert!(matches!(more, Some(0..=2)), "one commit can be unacknowledged, not {more:?}");
        self.told.unacknowledged = unacknowledged;
    }

    /// Starts the phone again and counts what it holds beyond what it acknowledged.
    fn count(&mut self) -> usize {
        let mut phone = Phone::start(&self.folder).expect("a phone starts again after anything");
        let heads = phone.heads();
        phone.quit();
        let kept = usize::try_from(heads.iter().map(|head| head.seq).sum::<u64>()).unwrap();
        self.told.seen.extend(heads);
        let lost = format!("{kept} events are kept, {} were acknowledged", self.told.acknowledged);
        kept.checked_sub(self.told.acknowledged).expect(&lost)
    }
}

/// What a tracer did to its phone.
enum Doom {
    None,
    /// The journal's fsync never returned.
    InCommit,
    /// That of a photo or a folder.
    Elsewhere,
}

fn doom(trace: &Path) -> Doom {
    let text = std::fs::read_to_string(trace).unwrap();
    if !text.contains("+++ killed by SIGKILL +++") {
        return Doom::None;
    }
    // A line may break off while another thread speaks: what counts is which never returned.
    let mut begun: BTreeMap<&str, &str> = BTreeMap::new();
    for line in text.lines() {
        let thread = line.split(' ').next().unwrap_or_default();
        if line.contains("sync(") {
            begun.insert(thread, line);
        }
        if line.ends_with("= 0") {
            begun.remove(thread);
        }
    }
    assert!(!begun.is_empty(), "killed by something else:\n{text}");
    if begun.values().any(|line| line.contains("journal.sqlite")) { Doom::InCommit } else { Doom::Elsewhere }
}
