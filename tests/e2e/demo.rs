//! `doorstep demo` as a newcomer types it: it ends well, resumes, notices every byte that
//! was changed behind its back, and tells in one sentence what it cannot work with.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use rusqlite::params;
use support::office::{Folder, number, query};
use support::{Ended, copy, doorstep, files, flip, flip_middle, program};

fn demo(data: &Path) -> Ended {
    doorstep(["demo", "--exit", "--port", "0", "--data", &data.to_string_lossy()])
}

/// The numbers of the table that do not depend on the machine.
fn counts(ended: &Ended) -> Vec<u64> {
    let count = |what: &str| {
        let line = ended.out.lines().find_map(|line| line.trim().strip_prefix(what)).unwrap_or_default();
        line.trim().parse().unwrap_or_else(|_| panic!("no count of {what:?} in:\n{}", ended.out))
    };
    ["visits pulled", "events, all hashes same", "photos, all hashes same"].map(count).to_vec()
}

/// A demo's folder, made once for the tests of this file; each works on its own copy.
struct Made {
    data: PathBuf,
    counts: Vec<u64>,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let data = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo");
        let _ = std::fs::remove_dir_all(&data);
        let ended = demo(&data).well().without_a_trace();
        assert!(ended.out.contains("everything matched"), "{}", ended.out);
        Made { counts: counts(&ended), data }
    })
}

/// A copy of the folder.
fn copied() -> (tempfile::TempDir, Folder) {
    let folder = tempfile::tempdir().unwrap();
    copy(&made().data, folder.path());
    let office = Folder(folder.path().join("office"));
    (folder, office)
}

#[test]
fn the_demo_ends_well_and_again_on_the_same_folder_with_the_same_counts() {
    let made = made();
    println!("visits, events, photos: {:?}", made.counts);
    assert!(made.counts[0] == 11 && made.counts.iter().all(|count| *count > 0));
    let (folder, office) = copied();
    let on_the_road = "SELECT visit FROM visit WHERE photos_arrived < photos_named OR contents_lacking > 0";
    assert_eq!(
        query(&office.database(), on_the_road),
        Vec::<String>::new(),
        "the board says that something is still to come"
    );
    let again = demo(folder.path()).well().without_a_trace();
    assert_eq!(counts(&again), made.counts);
}

#[test]
fn a_byte_changed_in_a_stored_segment_is_found_and_the_event_is_named() {
    let (folder, office) = copied();
    let database = office.database_to_damage();
    let sql = "SELECT rowid, subject, lower(hex(installation)), from_seq, to_seq, bytes FROM segment
               ORDER BY length(bytes) DESC LIMIT 1";
    let (row, subject, installation, from, to, mut bytes): (i64, String, String, u32, u32, Vec<u8>) = database
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))
        .unwrap();
    flip_middle(&mut bytes);
    assert_eq!(database.execute("UPDATE segment SET bytes = ?1 WHERE rowid = ?2", params![bytes, row]), Ok(1));
    drop(database);
    let ended = demo(folder.path()).refused();
    let lane = format!("lane {subject}@{installation}: event ");
    let told = ended.err.split(&lane).nth(1).unwrap_or_else(|| panic!("no {lane:?} in:\n{}", ended.err));
    let event: u32 = told.split(' ').next().unwrap().parse().unwrap();
    println!("found at event {event} of {from}..={to}");
    assert!((from..=to).contains(&event));
}

#[test]
fn a_byte_changed_in_a_photo_is_found_and_the_photo_is_named() {
    let (folder, office) = copied();
    let photo = files(&office.0.join("blobs/media"), "").pop().unwrap();
    flip(&photo);
    let ended = demo(folder.path()).refused();
    let name = photo.file_name().unwrap().to_string_lossy();
    assert!(ended.err.contains(&format!("photo {name} ")), "{}", ended.err);
}

#[test]
fn a_changed_projection_is_made_again_from_the_events_and_reported() {
    let (folder, office) = copied();
    let sql = "SELECT visit, total_minor, exceptions FROM visit";
    let fee_lines = "SELECT * FROM fee_line";
    let before = (query(&office.database(), sql), query(&office.database(), fee_lines));
    let database = office.database_to_damage();
    let visit: String =
        database.query_row("SELECT visit FROM visit WHERE total_minor > 0", [], |row| row.get(0)).unwrap();
    let raised = "UPDATE visit SET total_minor = total_minor + 1 WHERE visit = ?1";
    assert_eq!(database.execute(raised, [&visit]), Ok(1));
    let other: String =
        database.query_row("SELECT visit FROM fee_line WHERE visit <> ?1 LIMIT 1", [&visit], |row| row.get(0)).unwrap();
    assert!(database.execute("DELETE FROM fee_line WHERE visit = ?1", [&other]).unwrap() > 0);
    drop(database);
    let ended = demo(folder.path()).well().without_a_trace();
    for visit in [&visit, &other] {
        assert!(ended.out.contains(&format!("repaired: visit/{visit}")), "{}", ended.out);
    }
    assert_eq!((query(&office.database(), sql), query(&office.database(), fee_lines)), before);
    assert!(!demo(folder.path()).well().out.contains("repaired"), "once is enough");
}

#[test]
fn a_port_that_is_taken_is_one_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_string_lossy();
    let ended = doorstep(["demo", "--exit", "--port", &port, "--data", &data]).refused();
    let sentence = ended.sentence();
    assert!(sentence.contains(&format!("port {port} is taken")) && sentence.contains("--port 0"), "{sentence}");
}

#[test]
fn a_folder_that_cannot_be_written_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, b"").unwrap();
    for data in [file.clone(), file.join("below"), "/proc/doorstep".into()] {
        let ended = demo(&data).refused();
        assert!(ended.sentence().contains(&*data.to_string_lossy()), "{}", ended.err);
    }
    let ended = on_a_disk("size=64m,ro", folder.path()).refused();
    println!("read-only: {}", ended.sentence());
}

#[test]
fn a_full_disk_is_a_sentence_wherever_it_is_met() {
    let folder = tempfile::tempdir().unwrap();
    let mut told = 0;
    for kilobytes in [64, 512, 1_024, 2_048, 3_072, 4_096, 6_144] {
        let ended = on_a_disk(&format!("size={kilobytes}k"), folder.path()).refused();
        let last = ended.err.lines().last().unwrap_or_default().to_owned();
        println!("{kilobytes} kB: {last}");
        told += usize::from(last.contains("full"));
    }
    assert!(told > 0, "no sentence says that the disk is full");
}

/// Runs the demo on a disk of its own, in a mount namespace that takes the disk along
/// when it ends.
fn on_a_disk(options: &str, folder: &Path) -> Ended {
    let disk = folder.join("disk");
    std::fs::create_dir_all(&disk).unwrap();
    let script = r#"mount -t tmpfs -o "$1" none "$2" || exit 99
                    exec "$3" demo --exit --port 0 --data "$2/demo""#;
    let mut command = Command::new("unshare");
    if number_of_this_user() != 0 {
        command.args(["--user", "--map-root-user"]);
    }
    let arguments = [options, &disk.to_string_lossy(), program()];
    let output = command.args(["--mount", "sh", "-c", script, "sh"]).args(arguments).output().unwrap();
    assert_ne!(output.status.code(), Some(99), "no disk: {}", String::from_utf8_lossy(&output.stderr));
    output.into()
}

fn number_of_this_user() -> u32 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").unwrap().uid()
}

#[test]
fn the_demos_own_folder_is_an_office_that_can_be_served() {
    let (_folder, office) = copied();
    let serving = office.serve();
    assert_eq!(serving.get("/health").status(), 200);
    let board = serving.get("/");
    assert_eq!(board.status(), 200);
    assert_eq!(number(&office.database(), "SELECT count(*) FROM visit WHERE state = 'left'"), 11);
}
