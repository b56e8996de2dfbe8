//! P2 Arrives, for photographs, with real processes: twenty pictures over a road that
//! breaks in every other piece, and what happens to those that one side lost or changed.
//!
//! The road counts what it drops. Pieces have a checksum, so that the office keeps a
//! piece whole or not at all: a cut costs that piece, never what was taken before it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

#[path = "photos/stairs.rs"]
mod stairs;

use std::path::{Path, PathBuf};

use stairs::Stairs;
use support::office::{Folder, Office, number};
use support::phone::Phone;
use support::road::Road;
use support::{files, flip};

/// Two visits of E1001.
const VISITS: [&str; 2] = ["FW-20261123-0001-1", "FW-20261123-0006-1"];

/// An office, a road with stairs, and a phone that took on both visits.
struct Scene {
    folder: tempfile::TempDir,
    office: Folder,
    serving: Option<Office>,
    road: Road<Stairs>,
    phone: Phone,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = Folder::furnished(&folder.path().join("office"));
        let token = office.invite("E1001");
        let serving = office.serve();
        let road = Road::open(serving.address, Stairs::before(office.0.join("office.sqlite")));
        let mut phone = Phone::start(&folder.path().join("phone")).unwrap();
        phone.enrol(&serving.url(), &token);
        phone.sync().unwrap();
        for visit in VISITS {
            phone.ask(&format!("accept\t{visit}")).done();
        }
        phone.ask(&format!("office\t{}", road.url())).done();
        Self { folder, office, serving: Some(serving), road, phone }
    }

    /// Takes this picture on a visit.
    fn photograph(&mut self, visit: &str, picture: &Path) {
        self.phone.ask(&format!("photograph\t{visit}\t{}", picture.display())).done();
    }

    /// A new picture that no other equals.
    fn picture(&self, nth: u8) -> PathBuf {
        let path = self.folder.path().join(format!("{nth}.jpg"));
        std::fs::write(&path, noise(nth)).unwrap();
        path
    }

    /// The photographs that the phone keeps, by name.
    fn kept(&self) -> Vec<PathBuf> {
        files(&self.folder.path().join("phone/photos/photos"), "")
    }

    fn sync_for(&mut self, seconds: u64) -> serde_json::Value {
        let told = self.phone.ask(&format!("sync\t{seconds}")).done();
        serde_json::from_str(told.last().unwrap().strip_prefix("synced ").unwrap()).unwrap()
    }

    fn arrived(&self) -> i64 {
        number(&self.office.database(), "SELECT count(*) FROM media WHERE arrival IS NOT NULL")
    }

    /// The office stops and serves again, with `meanwhile` in between; the phone learns where.
    fn again(&mut self, meanwhile: impl FnOnce(&Folder)) {
        self.serving = None;
        meanwhile(&self.office);
        let serving = self.office.serve();
        self.road = Road::open(serving.address, Stairs::before(self.office.0.join("office.sqlite")));
        self.phone.ask(&format!("office\t{}", self.road.url())).done();
        self.serving = Some(serving);
    }
}

/// A picture of about forty kilobytes.
fn noise(nth: u8) -> Vec<u8> {
    let mut state = u32::from(nth) + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let pixels: Vec<u8> = (0..230 * 230 * 3).map(|_| next()).collect();
    let mut jpeg = Vec::new();
    jpeg_encoder::Encoder::new(&mut jpeg, 80).encode(&pixels, 230, 230, jpeg_encoder::ColorType::Rgb).unwrap();
    jpeg
}

#[test]
fn twenty_photos_over_a_road_that_breaks_arrive_after_all_events_and_never_begin_anew() {
    let mut scene = Scene::new();
    for nth in 0..20 {
        let picture = scene.picture(nth);
        scene.photograph(VISITS[usize::from(nth) % 2], &picture);
    }
    let sizes: u64 = scene.kept().iter().map(|path| path.metadata().unwrap().len()).sum();
    let events: u64 = scene.phone.heads().iter().map(|head| head.seq).sum();
    scene.road.traffic().cut_every_other();
    let mut syncs = 0;
    while scene.sync_for(60)["unproved"] != 0 {
        syncs += 1;
        assert!(syncs < 5, "these photographs do not get through");
    }
    assert_eq!((scene.kept().len(), scene.arrived()), (20, 20));
    let told = scene.road.traffic();
    println!("{sizes} bytes in 20 photos: {told}");
    assert!(told.cuts >= 20, "{told}");
    assert!(told.backwards.is_empty(), "begun anew: {:?}", told.backwards);
    assert_eq!(told.taken, sizes, "what was taken was taken once: {told}");
    assert_eq!(told.sent, sizes + told.lost, "beyond the photos only what the cuts cost: {told}");
    assert_eq!(told.events_before_photos, Some(events), "the events of all visits went before");
}

#[test]
fn the_office_shows_three_of_five_until_the_others_come() {
    let mut scene = Scene::new();
    for nth in 0..5 {
        let picture = scene.picture(nth);
        scene.photograph(VISITS[0], &picture);
    }
    scene.road.traffic().end_after(3);
    let report = scene.sync_for(6);
    assert_eq!(report["unproved"], 2, "{report}");
    let serving = scene.serving.as_ref().unwrap();
    let page = serving.get(&format!("/visits/{}?lang=en", VISITS[0]));
    assert!(page.text().contains("3 of 5 arrived at the office"), "{}", page.text());
    let list: serde_json::Value = serde_json::from_str(&serving.get("/api/v1/visits").text()).unwrap();
    let visit = list["visits"].as_array().unwrap().iter().find(|visit| visit["visit"] == VISITS[0]).unwrap();
    assert_eq!((&visit["photos_named"], &visit["photos_arrived"]), (&5.into(), &3.into()), "{visit}");
    assert!(scene.road.traffic().dropped > 0, "nothing was held back");
    scene.road.traffic().end_after(5);
    assert_eq!(scene.sync_for(60)["unproved"], 0);
    let page = scene.serving.as_ref().unwrap().get(&format!("/visits/{}?lang=en", VISITS[0]));
    assert!(page.text().contains("5 of 5 arrived at the office"), "{}", page.text());
}

/// Leaves one photograph half at the office, at rest.
fn half_there(scene: &mut Scene) {
    let picture = scene.picture(1);
    scene.photograph(VISITS[0], &picture);
    scene.road.traffic().stop_in_the_middle();
    assert!(scene.sync_for(8)["unproved"].as_u64().unwrap() > 0);
    assert!(scene.road.traffic().taken > 0, "a part is there");
    assert_eq!(files(&scene.office.0.join("blobs/partial"), "").len(), 1);
}

#[test]
fn a_half_photo_goes_on_after_a_restart_of_the_office() {
    let mut scene = Scene::new();
    half_there(&mut scene);
    let (size, taken) = (scene.kept()[0].metadata().unwrap().len(), scene.road.traffic().taken);
    scene.again(|_| ());
    assert_eq!(scene.sync_for(60)["unproved"], 0);
    assert_eq!(scene.road.traffic().taken, size - taken, "only the rest was sent");
}

#[test]
fn a_half_photo_that_the_office_lost_begins_anew_and_arrives() {
    let mut scene = Scene::new();
    half_there(&mut scene);
    scene.again(|office| std::fs::remove_file(&files(&office.0.join("blobs/partial"), "")[0]).unwrap());
    arrives_from_the_beginning(&mut scene);
}

fn arrives_from_the_beginning(scene: &mut Scene) {
    assert_eq!(scene.sync_for(60)["unproved"], 0);
    assert_eq!(scene.road.traffic().taken, scene.kept()[0].metadata().unwrap().len(), "all of it, once");
    assert_eq!(scene.arrived(), 1);
}

#[test]
fn a_half_photo_that_expired_begins_anew_and_arrives() {
    let mut scene = Scene::new();
    half_there(&mut scene);
    scene.again(|office| {
        let aged = "UPDATE upload SET started_at_ms = started_at_ms - 15 * 24 * 3600000";
        assert_eq!(office.database_to_damage().execute(aged, []).unwrap(), 1);
    });
    arrives_from_the_beginning(&mut scene);
}

#[test]
fn a_half_photo_that_changed_at_the_office_is_found_by_its_hash_and_sent_again() {
    let mut scene = Scene::new();
    half_there(&mut scene);
    scene.again(|office| flip(&files(&office.0.join("blobs/partial"), "")[0]));
    assert_eq!(scene.sync_for(60)["unproved"], 0);
    assert!(scene.road.traffic().taken > scene.kept()[0].metadata().unwrap().len(), "the rest, and then all of it");
    assert_eq!(scene.arrived(), 1);
    let there = files(&scene.office.0.join("blobs/media"), "").remove(0);
    assert_eq!(std::fs::read(there).unwrap(), std::fs::read(&scene.kept()[0]).unwrap(), "the office has the true one");
}

#[test]
fn a_photo_that_changed_on_the_phone_is_not_sent_and_holds_up_no_other() {
    let mut scene = Scene::new();
    let (first, second) = (scene.picture(1), scene.picture(2));
    scene.photograph(VISITS[0], &first);
    flip(&scene.kept()[0]);
    scene.photograph(VISITS[1], &second);
    let report = scene.sync_for(6);
    assert_eq!(report["unproved"], 1, "the changed one never counts as arrived: {report}");
    assert_eq!(scene.arrived(), 1);
}

#[test]
fn the_same_picture_on_two_visits_is_one_upload() {
    let mut scene = Scene::new();
    let picture = scene.picture(1);
    for visit in VISITS {
        scene.photograph(visit, &picture);
    }
    assert_eq!(scene.sync_for(60)["unproved"], 0);
    assert_eq!((scene.kept().len(), scene.arrived()), (1, 1));
    assert_eq!(scene.road.traffic().taken, scene.kept()[0].metadata().unwrap().len());
    let named = "SELECT sum(photos_named), sum(photos_arrived) FROM visit WHERE photos_named > 0";
    assert_eq!(support::office::query(&scene.office.database(), named), ["2 | 2"]);
}
