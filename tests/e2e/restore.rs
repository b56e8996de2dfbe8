//! A dead disk is a bad day and not the end: backups of an office that is running, what
//! phones may rely on, and phones that meet an office, or a copy of themselves, of another
//! time.
//!
//! At the end of each story the office's lanes are walked from their bytes: every event
//! that survived anywhere is there, at its place, once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

#[path = "restore/story.rs"]
mod story;

use std::path::Path;

use story::{Seen, Story, epoch, is_all_of, outcomes, safe_upto, survives, words_for};
use support::office::{Folder, lanes, number};
use support::phone::day;
use support::{copy, files, flip};

#[test]
fn a_backup_made_beside_a_running_office_is_relied_on_once_all_of_it_was_read() {
    let story = Story::of(&["E1001"]);
    let [first, second] = day("E1001").try_into().unwrap();
    let serving = story.office.serve();
    let mut phone = story.phone("E1001");
    phone.ask(&format!("office\t{}", serving.url())).done();
    phone.play(&first).done();
    phone.sync().unwrap();
    let (monday, tuesday) = (story.at("monday"), story.at("tuesday"));
    let admin = |command: &str, backup: &Path| story.office.admin(command, &backup.to_string_lossy());
    let told = admin("backup", &monday).well();
    assert!(told.out.contains("admin verify"), "it says what comes next: {}", told.out);
    phone.sync().unwrap();
    assert_eq!(safe_upto(&story.at("E1001")), 0, "a copy that nobody read is no backup");
    assert!(admin("forget", &monday).refused().err.contains("backup/unknown"));
    admin("verify", &monday).well();
    phone.sync().unwrap();
    let covered = safe_upto(&story.at("E1001"));
    assert_eq!(covered, number(&story.office.database(), "SELECT arrivals FROM office"));
    assert!(covered > 0);
    assert!(admin("backup", &monday).refused().err.contains("backup/not-empty"));
    assert!(admin("forget", &monday).refused().err.contains("backup/relied-on"));

    phone.play(&second).done();
    phone.sync().unwrap();
    assert_eq!(safe_upto(&story.at("E1001")), covered, "what came since is in no backup");
    admin("backup", &tuesday).well();
    assert!(admin("forget", &monday).refused().err.contains("backup/relied-on"), "the newer one was not read yet");
    admin("verify", &tuesday).well();
    admin("forget", &monday).well();
    assert!(admin("forget", &tuesday).refused().err.contains("backup/relied-on"));
    phone.sync().unwrap();
    assert!(safe_upto(&story.at("E1001")) > covered);
    phone.quit();
}

/// What is done to a backup.
type Harm<'a> = Box<dyn Fn(&Path) + 'a>;

#[test]
fn a_backup_that_is_not_what_was_signed_is_not_relied_on() {
    let story = Story::of(&["E1001"]);
    story.work(&story.office, "E1001", &day("E1001")[0]).has_all_arrived();
    let whole = story.at("whole");
    story.office.admin("backup", &whole.to_string_lossy()).well();
    let photo = files(&whole.join("blobs/media"), "").remove(0);
    let photo = photo.strip_prefix(&whole).unwrap();
    let harms: [(&str, &str, Harm<'_>); 7] = [
        ("a changed database", "backup/damaged", Box::new(|dir| flip(&dir.join("office.sqlite")))),
        ("a changed photo", "backup/damaged", Box::new(|dir| flip(&dir.join(photo)))),
        ("a missing photo", "backup/damaged", Box::new(|dir| std::fs::remove_file(dir.join(photo)).unwrap())),
        ("a file too many", "backup/damaged", Box::new(|dir| std::fs::write(dir.join("blobs/more"), "x").unwrap())),
        ("a changed manifest", "manifest/", Box::new(|dir| flip(&dir.join("manifest.cbor")))),
        ("no manifest", "backup/unfinished", Box::new(|dir| std::fs::remove_file(dir.join("manifest.cbor")).unwrap())),
        ("another office's key", "manifest/other-office", Box::new(|_| {})),
    ];
    for (n, (harm, code, harmed)) in harms.iter().enumerate() {
        let backup = story.at(&format!("harmed-{n}"));
        copy(&whole, &backup);
        harmed(&backup);
        let office = match *code == "manifest/other-office" {
            true => Folder::furnished(&story.at("other-office")),
            false => Folder(story.office.0.clone()),
        };
        let told = office.admin("verify", &backup.to_string_lossy()).refused();
        println!("{harm}: {}", told.err.trim());
        assert!(told.err.contains(code), "{harm}: {}", told.err);
        assert!(!office.0.join("verified-backups").exists(), "{harm}");
        assert!(!office.0.join("drill").exists(), "a drill leaves nothing behind");
    }
    // A signed copy of an office that was damaged already is a true copy and no good backup.
    let database = story.office.database_to_damage();
    database.execute("UPDATE segment SET bytes = zeroblob(length(bytes)) WHERE from_seq = 1", []).unwrap();
    drop(database);
    let backup = story.at("of-damage");
    story.office.admin("backup", &backup.to_string_lossy()).well();
    let told = story.office.admin("verify", &backup.to_string_lossy()).refused();
    assert!(told.err.contains("event 1 is damaged"), "{}", told.err);
    let whole = story.office.admin("verify", &whole.to_string_lossy());
    whole.well();
}

#[test]
fn a_restored_office_gets_back_from_phones_what_came_after_the_backup() {
    let story = Story::of(&["E1001"]);
    let [first, second] = day("E1001").try_into().unwrap();
    let late = story.office.invite("E1002");
    story.work(&story.office, "E1001", &first).has_all_arrived();
    let backup = story.backup("monday");
    let seen = story.work(&story.office, "E1001", &second);
    seen.has_all_arrived();
    {
        // A phone that the backup does not know.
        let serving = story.office.serve();
        let mut phone = story.phone("E1002");
        phone.enrol(&serving.url(), &late);
        phone.sync().unwrap();
        phone.play(&day("E1002")[0]).done();
        Seen::after_sync(phone).has_all_arrived();
    }
    let before = (outcomes(&story.office), number(&story.office.database(), "SELECT count(*) FROM segment"));

    let (restored, told) = story.restore(&backup, "restored", Some(&story.office.0));
    let told = told.well();
    assert!(told.out.contains("a new life begins") && !told.out.contains("restore/"), "{}", told.out);
    assert_ne!(epoch(&restored), epoch(&story.office));
    let missing = outcomes(&restored);
    assert!(missing.len() < before.0.len(), "the backup was older");
    let seen = [story.sync(&restored, "E1001"), story.sync(&restored, "E1002")];
    seen.iter().for_each(Seen::has_all_arrived);
    is_all_of(&restored, &[&seen[0], &seen[1]]);
    assert_eq!(outcomes(&restored), before.0);
    println!("{} of {} rows came back", before.0.len() - missing.len(), before.0.len());

    // Again, from nothing but the backup: it says what nobody can know.
    let (alone, told) = story.restore(&backup, "alone", None);
    let told = told.well();
    for code in [
        "restore/nobody-vouched",
        "restore/new-key",
        "restore/codes-unknown",
        "restore/revocations-unknown",
        "restore/erasures-unknown",
        "restore/enrolments-unknown",
    ] {
        assert!(told.out.contains(code), "{code} in:\n{}", told.out);
    }
    story.sync(&alone, "E1001").has_all_arrived();
    let token = alone.invite("E1002");
    let serving = alone.serve();
    let mut phone = story.phone("E1002");
    phone.ask(&format!("office\t{}", serving.url())).done();
    let told = phone.ask("sync\t3").done().concat();
    assert!(told.contains("sync/unknown-installation"), "this office never met that phone: {told}");
    phone.enrol(&serving.url(), &token);
    Seen::after_sync(phone).has_all_arrived();
    assert_eq!(outcomes(&alone), before.0);
}

#[test]
fn what_was_promised_after_the_backup_holds_after_a_restore() {
    let story = Story::of(&["E1001"]);
    let seen = story.work(&story.office, "E1001", &day("E1001")[0]);
    seen.has_all_arrived();
    let backup = story.backup("monday");
    let visit = seen.heads.iter().find_map(|head| head.lane.split('@').next().filter(|s| s.starts_with("visit/")));
    let visit = visit.unwrap().to_owned();
    let of_it = format!("SELECT count(*) FROM content WHERE subject = '{visit}'");
    assert!(number(&story.office.database(), &of_it) > 0);
    let promise = format!("\n{{\"erased\":{{\"subject\":\"{visit}\",\"at_ms\":1}}}}\n");
    let promises = story.office.0.join("promises");
    let written = std::fs::read_to_string(&promises).unwrap() + &promise;
    std::fs::write(&promises, written).unwrap();
    let (restored, told) = story.restore(&backup, "restored", Some(&story.office.0));
    told.well();
    assert_eq!(number(&restored.database(), &of_it), 0, "a restore does not bring a customer back");
    assert_eq!(number(&restored.database(), &format!("SELECT count(*) FROM media WHERE subject = '{visit}'")), 0);
    let seen = story.sync(&restored, "E1001");
    seen.has_all_arrived();
    assert_eq!(number(&restored.database(), &of_it), 0, "nor does a phone");
    assert_eq!(lanes(&restored.database()).values().map(Vec::len).sum::<usize>(), seen.events());
    // The same into the same place is refused, and nothing of what is there changes.
    let there = outcomes(&restored);
    let (_, told) = story.restore(&backup, "restored", Some(&story.office.0));
    assert!(told.refused().err.contains("backup/not-empty"));
    assert_eq!(outcomes(&restored), there);
}

#[test]
fn a_photo_that_the_backup_lost_comes_back_from_the_phone() {
    let story = Story::of(&["E1001"]);
    story.work(&story.office, "E1001", &day("E1001")[0]).has_all_arrived();
    let before = outcomes(&story.office);
    let backup = story.backup("monday");
    let photos = files(&backup.join("blobs/media"), "");
    flip(&photos[0]);
    std::fs::remove_file(&photos[1]).unwrap();
    let (restored, told) = story.restore(&backup, "restored", Some(&story.office.0));
    let told = told.refused();
    for photo in &photos[..2] {
        assert!(told.err.contains(&*photo.file_name().unwrap().to_string_lossy()), "{}", told.err);
    }
    assert!(!restored.0.join("verified-backups").exists(), "such a backup is not relied on");
    story.sync(&restored, "E1001").has_all_arrived();
    assert_eq!(outcomes(&restored), before);
}

#[test]
fn a_phone_and_an_office_that_were_both_restored_agree_again() {
    let story = Story::of(&["E1001"]);
    let [first, second] = day("E1001").try_into().unwrap();
    story.work(&story.office, "E1001", &first).has_all_arrived();
    let backup = story.backup("monday");
    copy(&story.at("E1001"), &story.at("copy"));
    story.work(&story.office, "E1001", &second).has_all_arrived();
    // What was done between the copies and the end survived nowhere; it is done again.
    let (restored, told) = story.restore(&backup, "restored", Some(&story.office.0));
    told.well();
    let seen = story.sync(&restored, "copy");
    seen.has_all_arrived();
    is_all_of(&restored, &[&seen]);
    let seen = story.work(&restored, "copy", &second);
    seen.has_all_arrived();
    is_all_of(&restored, &[&seen]);
    assert_eq!(number(&restored.database(), "SELECT count(*) FROM visit WHERE state = 'left'"), 2);
}

/// A phone that found that it is a copy says so in words, and all that it held has arrived.
fn became_another(seen: &Seen) {
    seen.has_all_arrived();
    let moved = seen.moved.expect("a person is told that this phone was a copy");
    let words = words_for("screen/sync.copied");
    assert!(words.iter().all(|words| words.contains("{n}")), "{words:?} does not say how many");
    println!("{moved} events moved to a new installation");
}

/// What the console says of copies stands there.
fn console_tells_of_a_copy(office: &Folder) {
    let page = office.serve().get("/state").text();
    let told = &words_for("console/copied")[0];
    assert!(page.contains(told.as_str()), "the console tells a person: {page}");
    let successions = number(&office.database(), "SELECT count(*) FROM succession");
    assert!(successions > 0, "the office knows whose successor it is");
}

#[test]
fn a_restored_phone_goes_on_as_a_new_installation_and_nothing_is_lost() {
    let story = Story::of(&["E1001"]);
    let [first, second] = day("E1001").try_into().unwrap();
    story.work(&story.office, "E1001", &first).has_all_arrived();
    copy(&story.at("E1001"), &story.at("copy"));
    let original = story.work(&story.office, "E1001", &second);
    original.has_all_arrived();
    let kept = lanes(&story.office.database());
    // The phone is lost; what it was at noon is put on another one, and the visit is done again.
    let seen = story.work(&story.office, "copy", &second);
    became_another(&seen);
    assert!(seen.moved > Some(0), "its own tail moved");
    let now = lanes(&story.office.database());
    for (lane, events) in &kept {
        assert_eq!(now.get(lane), Some(events), "{lane}: what arrived is as it was");
    }
    survives(&story.office, &[&original, &seen]);
    console_tells_of_a_copy(&story.office);
    let again = story.sync(&story.office, "copy");
    assert_eq!((again.moved, &again.heads), (seen.moved, &seen.heads), "asking again moves nothing");
    // It works on as any phone does.
    let more = story.sync(&story.office, "copy");
    more.has_all_arrived();
}

#[test]
fn a_phone_and_its_clone_both_deliver_all_they_have() {
    let story = Story::of(&["E1001"]);
    let [first, second] = day("E1001").try_into().unwrap();
    story.sync(&story.office, "E1001").has_all_arrived();
    copy(&story.at("E1001"), &story.at("clone"));
    // Both work on: the one that speaks first is the lane.
    let original = story.work(&story.office, "E1001", &first);
    original.has_all_arrived();
    let clone = story.work(&story.office, "clone", &first);
    became_another(&clone);
    let original = story.work(&story.office, "E1001", &second);
    original.has_all_arrived();
    assert_eq!(original.moved, None, "the first is what it was");
    survives(&story.office, &[&original, &clone]);
    console_tells_of_a_copy(&story.office);
    assert_eq!(number(&story.office.database(), "SELECT count(*) FROM visit WHERE state = 'left'"), 2);
}

#[test]
fn two_clones_and_an_office_from_a_backup_end_with_every_event_once() {
    let story = Story::of(&["E1001"]);
    let [first, second] = day("E1001").try_into().unwrap();
    story.work(&story.office, "E1001", &first).has_all_arrived();
    let backup = story.backup("monday");
    copy(&story.at("E1001"), &story.at("one"));
    copy(&story.at("E1001"), &story.at("two"));
    let original = story.work(&story.office, "E1001", &second);
    original.has_all_arrived();
    became_another(&story.work(&story.office, "one", &second));
    let (restored, told) = story.restore(&backup, "restored", Some(&story.office.0));
    told.well();
    // The office forgot all of it but whose successors there are; each phone says it again.
    let two = story.work(&restored, "two", &second);
    two.has_all_arrived();
    let phones = [story.sync(&restored, "E1001"), story.sync(&restored, "one"), story.sync(&restored, "two")];
    phones.iter().for_each(Seen::has_all_arrived);
    for seen in &phones {
        assert!(seen.was_office_restored, "a person is told that the office goes on from a backup");
    }
    assert!(words_for("screen/sync.office-restored").iter().all(|words| words.contains("{time}")));
    let known = phones.iter().filter(|seen| seen.moved.is_some()).count();
    assert_eq!(known, 2, "of three that were one phone, one is the first");
    survives(&restored, &[&phones[0], &phones[1], &phones[2]]);
}

#[test]
fn a_copy_without_its_key_is_enrolled_again_and_delivers_what_it_holds() {
    let story = Story::of(&["E1001"]);
    let [first, second] = day("E1001").try_into().unwrap();
    story.work(&story.office, "E1001", &first).has_all_arrived();
    copy(&story.at("E1001"), &story.at("other-phone"));
    // The key store of a phone does not leave it with a backup of its files.
    std::fs::remove_file(story.at("other-phone").join("device-key.pem")).unwrap();
    let token = story.office.invite("E1001");
    let serving = story.office.serve();
    let mut phone = story.phone("other-phone");
    phone.ask(&format!("office\t{}", serving.url())).done();
    phone.play(&second).done();
    let told = phone.ask("sync\t3").done().concat();
    assert!(told.contains("sync/unknown-installation"), "{told}");
    let screen = phone.ask("sync-screen").done().concat();
    assert!(screen.contains("\"EnrolAgain\""), "a person is told what to do: {screen}");
    words_for("screen/sync.enrol-again");
    phone.enrol(&serving.url(), &token);
    drop(serving);
    phone.quit();
    let seen = story.sync(&story.office, "other-phone");
    became_another(&seen);
    let original = story.sync(&story.office, "E1001");
    survives(&story.office, &[&original, &seen]);
}
