//! What a phone finds where its store should be (P1): a store of a newer app, of something
//! else, damaged, or gone. It says which, touches nothing, and works again once a person has
//! the store set aside, which deletes nothing.

use std::fs;
use std::path::Path;

use doorstep_device::{Device, OpenError};
use doorstep_screens::Act;
use rusqlite::Connection;

use crate::office::Office;
use crate::phone::{FRIDGE, Phone, files, open, picture};

/// A phone with some work on it, closed.
fn worked(office: &Office) -> Phone {
    let phone = Phone::at_work(office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    let photograph = Act::Photograph { check: None, path: picture("installed.jpg").to_string_lossy().into_owned() };
    phone.send(FRIDGE, photograph).unwrap();
    phone.device.close();
    phone
}

/// Says why it does not open, and leaves the folder as it was.
fn refused(folder: &Path) -> OpenError {
    let before = files(folder);
    let why = open(folder, 7).err().expect("it opened");
    assert!(files(folder) == before, "the folder is not as it was after: {why}");
    why
}

#[test]
fn the_store_of_a_newer_app_is_refused_and_no_byte_of_the_folder_changes() {
    let office = Office::open();
    let phone = worked(&office);
    let db = Connection::open(phone.file()).unwrap();
    db.execute_batch("PRAGMA user_version = 99; CREATE TABLE later (x);").unwrap();
    let killed = tempfile::tempdir().unwrap();
    for (path, bytes) in
        files(phone.folder.path()).iter().filter(|(path, _)| path.parent() == Some(phone.folder.path()))
    {
        fs::write(killed.path().join(path.file_name().unwrap()), bytes).unwrap();
    }
    fs::remove_file(killed.path().join("journal.sqlite-shm")).unwrap();
    db.close().unwrap();
    // Closed in order, the number stands in the file; after a kill, in the log alone.
    assert!(!phone.folder.path().join("journal.sqlite-wal").exists());
    assert!(fs::metadata(killed.path().join("journal.sqlite-wal")).unwrap().len() > 0);
    for folder in [phone.folder.path(), killed.path()] {
        let why = refused(folder);
        assert!(matches!(why, OpenError::NewerStore { found: 99, .. }), "{why}");
        assert_eq!(why.code(), "open/newer-store");
        let before = files(folder);
        assert!(matches!(Device::set_aside(folder), Err(OpenError::NewerStore { .. })), "an update reads it");
        assert_eq!(files(folder), before);
    }
}

#[test]
fn a_file_that_is_not_a_phones_store_is_named_and_left_as_it_is() {
    /// Puts something where the store should be.
    type Make = fn(&Path);
    let others: [(&str, Make); 4] = [
        ("text", |file| fs::write(file, "not a database, whatever its name says".repeat(300)).unwrap()),
        ("cut", |file| fs::write(file, b"SQLite format 3\0").unwrap()),
        ("another program's", |file| {
            Connection::open(file).unwrap().execute_batch("CREATE TABLE contact (name TEXT)").unwrap();
        }),
        ("with our number", |file| {
            Connection::open(file).unwrap().execute_batch("CREATE TABLE a (b); PRAGMA user_version = 1").unwrap();
        }),
    ];
    for (what, make) in others {
        let folder = tempfile::tempdir().unwrap();
        // The key is made where there is none, before anything else.
        drop(open(folder.path(), 1).unwrap());
        fs::remove_file(folder.path().join("journal.sqlite")).unwrap();
        make(&folder.path().join("journal.sqlite"));
        assert_eq!(refused(folder.path()).code(), "open/foreign-store", "{what}");
    }
    let phone = worked(&Office::open());
    Connection::open(phone.file()).unwrap().execute_batch("PRAGMA user_version = -1").unwrap();
    assert_eq!(refused(phone.folder.path()).code(), "open/foreign-store", "a number below nothing");
}

#[test]
fn a_store_that_is_gone_is_not_made_anew_in_silence() {
    for left in ["ballast", "photos", "journal.sqlite-wal"] {
        for is_empty in [false, true] {
            let phone = worked(&Office::open());
            let folder = phone.folder.path();
            fs::write(folder.join("journal.sqlite-wal"), [0; 5_000]).unwrap();
            for other in ["ballast", "journal.sqlite-wal"].iter().filter(|other| **other != left) {
                fs::remove_file(folder.join(other)).unwrap();
            }
            if left != "photos" {
                fs::remove_dir_all(folder.join("photos")).unwrap();
            }
            match is_empty {
                true => fs::write(phone.file(), []).unwrap(),
                false => fs::remove_file(phone.file()).unwrap(),
            }
            assert_eq!(refused(folder).code(), "open/lost-store", "only {left} is left, empty file: {is_empty}");
        }
    }
}

#[test]
fn a_damaged_store_is_set_aside_whole_and_the_phone_works_on_as_a_new_installation() {
    let office = Office::open();
    let phone = worked(&office);
    let folder = phone.folder.path();
    let mut bytes = fs::read(phone.file()).unwrap();
    // The list of tables: nothing can be read without it.
    bytes[100..4_096].fill(0);
    fs::write(phone.file(), &bytes).unwrap();
    assert_eq!(refused(folder).code(), "open/damaged-store");
    let photos = files(&folder.join("photos"));
    assert!(!photos.is_empty());
    let was = office.held().pushes.last().unwrap().installation;

    let place = Device::set_aside(folder).unwrap();

    assert_eq!(fs::read(place.join("journal.sqlite")).unwrap(), bytes);
    assert_eq!(files(&place.join("photos")).len(), photos.len());
    let again = Phone { device: open(folder, 3_000).unwrap(), folder: phone.folder.clone(), seed: 3_000 };
    assert_ne!(again.device.installation().unwrap(), was, "an id without its records is never used again");
    assert_eq!((again.events(), again.today().engineer.as_str()), (0, ""), "nobody is enrolled here yet");
    again.device.close();
    assert_eq!(Device::set_aside(folder).unwrap(), folder.join("aside").join("2"), "an earlier one stays where it is");
    assert_eq!(fs::read(place.join("journal.sqlite")).unwrap(), bytes);
}

#[test]
fn a_store_that_is_open_is_not_set_aside() {
    let phone = Phone::new();
    assert!(matches!(Device::set_aside(phone.folder.path()), Err(OpenError::InUse)));
}
