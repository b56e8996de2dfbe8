//! P4 by other ways than sync, with real processes: a revoked phone hands in what it had not
//! sent and then holds nothing; a file of unsent work is taken in once, however often it comes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeMap;

use support::office::{Folder, lanes};
use support::phone::{LaneHead, Phone, day};

/// Whose refrigerator is the first of the day.
const CUSTOMER: &str = "林晓燕";

/// An office that nobody serves now, and a phone with a day's work that it has not heard of.
struct Scene {
    folder: tempfile::TempDir,
    office: Folder,
    phone: Phone,
    /// What the phone's lanes end with.
    heads: Vec<LaneHead>,
}

impl Scene {
    fn new(engineer: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = Folder::furnished(&folder.path().join("office"));
        let token = office.invite(engineer);
        let serving = office.serve();
        let mut phone = Phone::start(&folder.path().join("phone")).unwrap();
        phone.enrol(&serving.url(), &token);
        phone.sync().unwrap();
        drop(serving);
        for script in day(engineer) {
            phone.play(&script).done();
        }
        let heads = phone.heads();
        assert!(heads.iter().map(|head| head.seq).sum::<u64>() > 100, "a day's work");
        Self { folder, office, phone, heads }
    }

    fn installation(&self) -> String {
        self.heads[0].lane.split_once('@').unwrap().1.to_owned()
    }

    /// Serves and tells the phone where.
    fn served(&mut self) -> support::office::Office {
        let serving = self.office.serve();
        self.phone.ask(&format!("office\t{}", serving.url())).done();
        serving
    }

    fn arrived(&self) -> BTreeMap<String, Vec<String>> {
        lanes(&self.office.database())
    }

    /// Whether a file of the phone has the name of the first customer.
    fn phone_names_its_customer(&self) -> bool {
        let files = std::fs::read_dir(self.folder.path().join("phone")).unwrap().map(|entry| entry.unwrap().path());
        let mut whole = files.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap());
        whole.any(|bytes| bytes.windows(CUSTOMER.len()).any(|part| part == CUSTOMER.as_bytes()))
    }

    /// Every event is at the office, once.
    fn all_arrived(&self) {
        let arrived = self.arrived();
        for head in &self.heads {
            let lane = &arrived[&head.lane];
            assert_eq!((lane.len() as u64, lane.last()), (head.seq, Some(&head.hash)), "{}", head.lane);
        }
    }

    fn said(&mut self, command: &str) -> String {
        self.phone.ask(command).done().remove(0)
    }
}

#[test]
fn a_revoked_phone_hands_in_its_day_and_then_holds_nothing_and_a_person_takes_it_in_once() {
    let mut scene = Scene::new("E1001");
    let installation = scene.installation();
    let before = scene.arrived().values().map(Vec::len).sum::<usize>();
    assert!(scene.phone_names_its_customer());
    scene.office.admin("revoke", &installation).well();
    let serving = scene.served();
    scene.phone.sync().unwrap();
    assert_eq!(scene.said("standing"), "standing Deleted");
    drop(serving);
    assert_eq!(scene.arrived().values().map(Vec::len).sum::<usize>(), before, "nothing counts before a person looked");
    let data = scene.office.0.to_string_lossy().into_owned();
    let told = support::doorstep(["admin", "handed-in", "--data", &data]).well().out;
    assert!(told.starts_with(&installation), "{told}");
    let take = || support::doorstep(["admin", "handed-in", "--data", &data, "--take", &installation]).well().out;
    assert!(!take().ends_with("new: 0\n"));
    scene.all_arrived();
    assert!(take().ends_with("new: 0\n"), "twice changes nothing");
    scene.all_arrived();
    let _ = scene.phone.ask("quit");
    assert!(!scene.phone_names_its_customer(), "something of the customer is left on the phone");
}

#[test]
fn a_file_of_unsent_work_is_taken_in_once_and_the_phone_then_has_nothing_left_to_send() {
    let mut scene = Scene::new("E1001");
    let file = scene.folder.path().join("unsent").to_string_lossy().into_owned();
    let exported = scene.said(&format!("export\t{file}"));
    assert!(exported.starts_with("exported ") && !exported.starts_with("exported 0"), "{exported}");
    assert!(scene.office.admin("import", &file).well().out.contains("new: "));
    scene.all_arrived();
    let again = scene.office.admin("import", &file).well().out;
    assert!(again.ends_with("new: 0\n"), "{again}");
    scene.all_arrived();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    assert!(!scene.office.admin("import", &file).is_well, "a changed file is refused");
    let serving = scene.served();
    assert_eq!(scene.phone.sync().unwrap().unproved, 0);
    drop(serving);
    scene.all_arrived();
}
