//! P2 Once, over real HTTP: what the network repeats, and what it forgets to answer,
//! changes no row and no total at the office.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use support::http::Message;
use support::office::{Folder, Office, lanes, number, query, rows};
use support::phone::{Phone, day};
use support::road::{Fate, Road, Traffic};

/// Kept for people and changed by hearing from a phone at all; nothing is computed from it.
const BOOKKEEPING: &[&str] = &[];

type Rows = BTreeMap<String, Vec<String>>;

/// An office, and a phone with a day's work that goes up over a road.
struct Scene<T: Traffic> {
    _folder: tempfile::TempDir,
    office: Folder,
    serving: Office,
    road: Road<T>,
    phone: Phone,
}

impl<T: Traffic> Scene<T> {
    fn new(engineer: &str, traffic: impl FnOnce(&Folder) -> T) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = Folder::furnished(&folder.path().join("office"));
        let token = office.invite(engineer);
        let serving = office.serve();
        let mut phone = Phone::start(&folder.path().join("phone")).unwrap();
        phone.enrol(&serving.url(), &token);
        phone.sync().unwrap();
        for script in day(engineer) {
            phone.play(&script).done();
        }
        let road = Road::open(serving.address, traffic(&office));
        phone.ask(&format!("office\t{}", road.url())).done();
        Self { _folder: folder, office, serving, road, phone }
    }

    fn all_arrived(&mut self) {
        let report = self.phone.sync().unwrap();
        assert_eq!(report.unproved, 0);
        assert!(report.events_up > 0);
        let heads = self.phone.heads();
        let arrived = lanes(&self.office.database());
        for head in &heads {
            let lane = &arrived[&head.lane];
            assert_eq!((lane.len() as u64, lane.last()), (head.seq, Some(&head.hash)), "{}", head.lane);
        }
    }

    fn totals(&self) -> String {
        let list = self.serving.get("/api/v1/visits");
        assert_eq!(list.status(), 200);
        list.text()
    }
}

/// Keeps what came along.
#[derive(Default)]
struct Witness(Vec<Message>);

impl Traffic for Witness {
    fn meet(&mut self, _request: &Message) -> Fate {
        Fate::Pass
    }

    fn answered(&mut self, request: &Message, _answer: &Message) {
        self.0.push(request.clone());
    }
}

#[test]
fn what_is_sent_twice_changes_no_row_and_no_total() {
    let mut scene = Scene::new("E1001", |_| Witness::default());
    scene.all_arrived();
    let before = (rows(&scene.office.database(), BOOKKEEPING), scene.totals());
    let requests = std::mem::take(&mut scene.road.traffic().0);
    let mut repeated: BTreeMap<&str, usize> = BTreeMap::new();
    for request in &requests {
        request.send(scene.serving.address).unwrap();
        let kind = request.target().split('/').next().unwrap().trim();
        let kind = if request.target() == "POST /phone/v1/sync" { "push" } else { kind };
        *repeated.entry(kind).or_default() += 1;
    }
    println!("sent again: {repeated:?}");
    assert!(repeated["push"] > 0 && repeated["POST"] > 0 && repeated["PATCH"] > 0);
    assert_eq!((rows(&scene.office.database(), BOOKKEEPING), scene.totals()), before);
}

/// Drops some answers of each kind, and holds the rows after the office did its part
/// against the rows after the phone asked again.
struct Forgetful {
    office: PathBuf,
    met: BTreeMap<String, usize>,
    dropped: BTreeMap<String, usize>,
    after_the_drop: Option<(Message, Rows)>,
    compared: usize,
    differences: Vec<String>,
}

impl Forgetful {
    fn rows(&self) -> Rows {
        rows(&Folder(self.office.clone()).database(), BOOKKEEPING)
    }

    fn kind(request: &Message) -> String {
        let (method, path) = request.target().split_once(' ').unwrap();
        format!("{method} {}", path.split('/').nth(1).unwrap_or_default())
    }
}

impl Traffic for Forgetful {
    /// The first and the fourth answer of each kind are lost.
    fn meet(&mut self, request: &Message) -> Fate {
        let met = self.met.entry(Self::kind(request)).or_default();
        *met += 1;
        if matches!(*met, 1 | 4) { Fate::AnswerDropped } else { Fate::Pass }
    }

    fn answered(&mut self, request: &Message, _answer: &Message) {
        let kind = Self::kind(request);
        let now = self.rows();
        if let Some((dropped, then)) = self.after_the_drop.take()
            && is_repeat(&dropped, request)
        {
            self.compared += 1;
            if now != then {
                self.differences.push(format!("{kind} after a lost answer to {}", dropped.target()));
            }
        }
        if matches!(self.met[&kind], 1 | 4) {
            *self.dropped.entry(kind.clone()).or_default() += 1;
            self.after_the_drop = Some((request.clone(), now));
        }
    }
}

/// Whether the second request is about what the first had brought about.
fn is_repeat(dropped: &Message, next: &Message) -> bool {
    let path = |request: &Message| request.target().split_once(' ').map(|(_, path)| path.to_owned());
    let photo = |request: &Message| request.headers.iter().find(|(name, _)| name == "upload-metadata").cloned();
    path(dropped) == path(next) && photo(dropped) == photo(next)
}

#[test]
fn an_answer_that_is_lost_changes_no_row_and_no_total() {
    let mut scene = Scene::new("E1002", |office| Forgetful {
        office: office.0.clone(),
        met: BTreeMap::new(),
        dropped: BTreeMap::new(),
        after_the_drop: None,
        compared: 0,
        differences: Vec::new(),
    });
    scene.all_arrived();
    {
        let traffic = scene.road.traffic();
        println!("answers lost: {:?}, compared {}", traffic.dropped, traffic.compared);
        assert!(traffic.dropped["POST phone"] > 0 && traffic.dropped["PATCH media"] > 0 && traffic.compared > 0);
        assert_eq!(traffic.differences, Vec::<String>::new());
    }
    let before = (rows(&scene.office.database(), BOOKKEEPING), scene.totals());
    assert_eq!(scene.phone.sync().unwrap().unproved, 0);
    assert_eq!((rows(&scene.office.database(), BOOKKEEPING), scene.totals()), before);
}

#[test]
fn a_picture_that_two_visits_name_has_arrived_for_both() {
    let mut scene = Scene::new("E1001", |_| Witness::default());
    scene.all_arrived();
    let database = scene.office.database();
    let shared = "SELECT subject FROM media GROUP BY hash";
    assert!(number(&database, "SELECT sum(photos_named) FROM visit") > query(&database, shared).len() as i64);
    let on_the_road = "SELECT visit, photos_named, photos_arrived FROM visit WHERE photos_arrived < photos_named";
    assert_eq!(query(&database, on_the_road), Vec::<String>::new());
}
