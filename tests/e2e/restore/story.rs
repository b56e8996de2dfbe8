//! An office and a phone at several times: copied, restored, and compared.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::support::office::{Folder, lanes, number, origins, query};
use super::support::phone::{LaneHead, Phone};
use super::support::{Ended, doorstep, fixture};

/// One engineer with a phone, an office, and places for copies of both.
pub struct Story {
    folder: tempfile::TempDir,
    /// The office.
    pub office: Folder,
}

impl Story {
    /// The phones of these engineers are enrolled and know their jobs.
    pub fn of(engineers: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = Folder::furnished(&folder.path().join("office"));
        let story = Self { folder, office };
        let tokens: Vec<String> = engineers.iter().map(|engineer| story.office.invite(engineer)).collect();
        let serving = story.office.serve();
        for (engineer, token) in engineers.iter().zip(&tokens) {
            let mut phone = story.phone(engineer);
            phone.enrol(&serving.url(), token);
            assert_eq!(phone.sync().unwrap().unproved, 0);
            phone.quit();
        }
        story
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn phone(&self, name: &str) -> Phone {
        Phone::start(&self.at(name)).unwrap()
    }

    /// Plays a visit and syncs with whoever serves this folder; the phone as it then is.
    pub fn work(&self, office: &Folder, phone: &str, script: &Path) -> Seen {
        let serving = office.serve();
        let mut phone = self.phone(phone);
        phone.ask(&format!("office\t{}", serving.url())).done();
        phone.play(script).done();
        Seen::after_sync(phone)
    }

    /// Only syncs.
    pub fn sync(&self, office: &Folder, phone: &str) -> Seen {
        let serving = office.serve();
        let mut phone = self.phone(phone);
        phone.ask(&format!("office\t{}", serving.url())).done();
        Seen::after_sync(phone)
    }

    /// Backs the office up under this name and verifies it.
    pub fn backup(&self, name: &str) -> PathBuf {
        let backup = self.at(name);
        self.office.admin("backup", &backup.to_string_lossy()).well();
        self.office.admin("verify", &backup.to_string_lossy()).well();
        backup
    }

    /// Restores a backup into a new folder.
    pub fn restore(&self, backup: &Path, name: &str, beside: Option<&Path>) -> (Folder, Ended) {
        let data = self.at(name);
        let mut restore = vec!["admin".into(), "restore".into(), backup.to_owned(), "--data".into(), data.clone()];
        if let Some(beside) = beside {
            restore.extend(["--beside".into(), beside.to_owned()]);
        }
        (Folder(data), doorstep(restore))
    }
}

/// A phone after a sync.
pub struct Seen {
    /// What waits, by its own count.
    pub unproved: u64,
    /// Its lanes.
    pub heads: Vec<LaneHead>,
    /// What it tells in one word.
    pub state: String,
    /// How many events moved to a new installation, where it says that it was a copy.
    pub moved: Option<u64>,
    /// Whether it says that the office goes on from a backup.
    pub was_office_restored: bool,
}

impl Seen {
    pub fn after_sync(mut phone: Phone) -> Self {
        let unproved = phone.sync().unwrap().unproved;
        let screen = phone.ask("sync-screen").done();
        let screen = screen.iter().find_map(|line| line.strip_prefix("screen ")).unwrap();
        let screen: serde_json::Value = serde_json::from_str(screen).unwrap();
        let seen = Self {
            unproved,
            heads: phone.heads(),
            state: screen["line"]["state"].as_str().unwrap().to_owned(),
            moved: screen["moved"].as_u64(),
            was_office_restored: screen["office_restored_ms"].is_i64(),
        };
        phone.quit();
        seen
    }

    /// Everything here has arrived.
    pub fn has_all_arrived(&self) {
        assert_eq!((self.unproved, self.state.as_str()), (0, "Arrived"));
    }

    pub fn events(&self) -> usize {
        self.heads.iter().map(|head| usize::try_from(head.seq).unwrap()).sum()
    }
}

/// Everything that survived on these phones is at the office, and every event counts once
/// there, in whichever lanes it lies.
pub fn survives(office: &Folder, phones: &[&Seen]) {
    let kept = lanes(&office.database());
    for head in phones.iter().flat_map(|seen| &seen.heads) {
        let lane = kept.get(&head.lane).unwrap_or_else(|| panic!("{} did not arrive", head.lane));
        let there = usize::try_from(head.seq).ok().and_then(|seq| lane.get(seq - 1));
        assert_eq!(there, Some(&head.hash), "{}", head.lane);
    }
    let origins = origins(&office.database());
    let mut by_visit: BTreeMap<&str, BTreeSet<&String>> = BTreeMap::new();
    for (lane, events) in &origins {
        by_visit.entry(lane.split('@').next().unwrap()).or_default().extend(events);
    }
    let serving = office.serve();
    for visit in query(&office.database(), "SELECT visit FROM visit") {
        let told: serde_json::Value =
            serde_json::from_str(&serving.get(&format!("/api/v1/visits/{visit}")).text()).unwrap();
        let (folded, known) = (&told["summary"]["events"], by_visit[format!("visit/{visit}").as_str()].len());
        assert_eq!(folded, known, "{visit}: the fold takes an event twice or not at all");
        assert_eq!(told["summary"]["quarantined"], 0, "{visit}: nothing is kept aside");
    }
}

/// What stands at a phone's lanes stands at the office, every event once, and nothing else.
pub fn is_all_of(office: &Folder, phones: &[&Seen]) {
    let kept = lanes(&office.database());
    let heads: BTreeSet<&LaneHead> = phones.iter().flat_map(|seen| &seen.heads).collect();
    for head in &heads {
        let lane = kept.get(&head.lane).unwrap_or_else(|| panic!("{} did not arrive", head.lane));
        assert_eq!((lane.len() as u64, lane.last()), (head.seq, Some(&head.hash)), "{}", head.lane);
    }
    let lanes_held: BTreeSet<&String> = heads.iter().map(|head| &head.lane).collect();
    let strangers: Vec<_> = kept.keys().filter(|lane| !lanes_held.contains(lane)).collect();
    assert!(strangers.is_empty(), "lanes of nobody: {strangers:?}");
    let events: Vec<&String> = kept.values().flatten().collect();
    assert_eq!(events.iter().collect::<BTreeSet<_>>().len(), events.len(), "an event is there twice");
}

/// All that is left after the words and numbers of the trade: nothing depends on clocks.
pub fn outcomes(office: &Folder) -> Vec<String> {
    let database = office.database();
    let tables = [
        "SELECT visit, state, outcome, total_minor, steps, events, photos_named, photos_arrived, contents_lacking FROM visit",
        "SELECT visit, line, item, count, amount_minor, because FROM fee_line",
        "SELECT visit, n, part, count, serial, old_part FROM part_use",
        "SELECT visit, code, rule, field FROM finding",
        "SELECT hash, subject, length FROM media",
        "SELECT hash, subject FROM content",
    ];
    tables.iter().flat_map(|sql| query(&database, sql)).collect()
}

/// What a phone believes to be in a verified backup.
pub fn safe_upto(phone: &Path) -> i64 {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    number(&Connection::open_with_flags(phone.join("journal.sqlite"), flags).unwrap(), "SELECT safe_upto FROM phone")
}

/// The office's life, as it stands beside the database.
pub fn epoch(office: &Folder) -> String {
    std::fs::read_to_string(office.0.join("epoch")).unwrap()
}

/// What the phone says under this key, in Chinese and English.
pub fn words_for(key: &str) -> [String; 2] {
    ["zh-Hans", "en"].map(|language| {
        let table: toml::Table =
            std::fs::read_to_string(fixture(&format!("words/{language}.toml"))).unwrap().parse().unwrap();
        fn find(table: &toml::Table, key: &str) -> Option<String> {
            let inside = || table.values().filter_map(toml::Value::as_table).find_map(|table| find(table, key));
            table.get(key).and_then(toml::Value::as_str).map(str::to_owned).or_else(inside)
        }
        find(&table, key).unwrap_or_else(|| panic!("no words for {key} in {language}"))
    })
}
