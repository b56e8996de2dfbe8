//! Signed requests, a phone that is no longer trusted, and work that leaves as a file (P4, T2).

use std::path::Path;
use std::time::Duration;

use doorstep_device::ports::Clock;
use doorstep_device::{Device, FileKey, OsRandom, Ports, Standing};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_screens::{Act, Intent};
use doorstep_wire::frame::decode_push;
use doorstep_wire::sealed;
use doorstep_wire::work::{Work, decode_work};

use crate::office::{Office, key};
use crate::phone::{FRIDGE, Phone, SECRET, WASHER, picture, visit};

fn note() -> Act {
    Act::Write { check: None, text: SECRET.to_owned() }
}

fn photograph() -> Act {
    Act::Photograph { check: None, path: picture("installed.jpg").to_string_lossy().into_owned() }
}

/// Events and photographs in these pieces.
fn counted(pieces: impl Iterator<Item = Vec<u8>>) -> (usize, usize) {
    let (mut events, mut photos) = (0, 0);
    for piece in pieces {
        match decode_work(&piece, 32 << 20).unwrap() {
            Work::Push { body, .. } => {
                let push = decode_push(&body, 8 << 20).unwrap();
                events += push.segments.iter().map(|segment| segment.events.len()).sum::<usize>();
            }
            Work::Photo { bytes, .. } => {
                assert!(bytes.starts_with(b"\xFF\xD8"));
                photos += 1;
            }
        }
    }
    (events, photos)
}

#[test]
fn every_request_of_a_whole_visit_is_signed_by_the_phones_key() {
    let office = Office::open();
    let phone = Phone::new();
    phone.device.enrol(&office.url(), "good").unwrap();
    let first = phone.sync();
    phone.do_visit(WASHER, "visit-city", "XY-PS-30");
    let second = phone.sync();
    assert_eq!(second.unproved, 0);
    assert!(second.photos_up > 0, "announcements and pieces are among them");
    assert_eq!(office.signed() as u64, first.requests + second.requests);
}

/// A phone whose calendar is wrong.
struct WrongClock(i64);

impl Clock for WrongClock {
    fn stamp(&self) -> Stamp {
        Stamp { wall_ms: self.0, mono_ms: 5_000, boot: BootId(1), uncertainty_ms: None }
    }
}

#[test]
fn a_phone_whose_clock_says_1970_or_2099_syncs_like_any_other() {
    for wall_ms in [0, 4_070_908_800_000] {
        let office = Office::open();
        let folder = tempfile::tempdir().unwrap();
        let key = FileKey::open(&folder.path().join("key.pem"), &OsRandom).unwrap();
        let device = Device::open(folder.path(), Ports::new(WrongClock(wall_ms), key, OsRandom)).unwrap();
        device.enrol(&office.url(), "good").unwrap();
        let sync = || device.sync_until_idle(Duration::from_secs(60)).unwrap();
        assert_eq!(sync().unproved, 0);
        for act in [Act::Accept, note(), photograph()] {
            device.send(None, Intent { visit: visit(FRIDGE), act }).unwrap();
        }
        let report = sync();
        assert_eq!((report.unproved, report.photos_up, report.refused.as_str()), (0, 1, ""), "{wall_ms}");
        assert!(office.signed() > 3);
    }
}

#[test]
fn a_revoked_phone_hands_in_everything_and_then_deletes_it() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    assert_eq!(phone.sync().unproved, 0);
    for act in [note(), photograph()] {
        phone.send(FRIDGE, act).unwrap();
    }
    assert!(pictures(&phone.folder.path().join("photos")) > 0);
    phone.send(WASHER, Act::Accept).unwrap();
    office.held().is_revoking = true;
    let report = phone.sync();
    assert_eq!(report.refused, "installation/revoked");
    assert_eq!(phone.device.standing().unwrap(), Standing::Deleted);
    let pieces: Vec<_> = office.held().handed_in.values().cloned().collect();
    assert_eq!(counted(pieces.into_iter()), (usize::try_from(phone.events()).unwrap(), 1));
    let kept = std::fs::read(phone.file()).unwrap();
    assert!(!kept.windows(SECRET.len()).any(|bytes| bytes == SECRET.as_bytes()), "the note is still there");
    assert_eq!(pictures(&phone.folder.path().join("photos")), 0);

    let before = office.signed();
    assert_eq!((phone.sync().requests, office.signed()), (0, before), "a phone that was told so is silent");
    phone.send(WASHER, note()).unwrap();
    phone.sync();
    assert!(office.signed() > before, "what was recorded later is handed in, too");
    assert_eq!(phone.device.standing().unwrap(), Standing::Deleted);
}

/// Photographs and thumbnails in a folder.
fn pictures(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { pictures(&path) } else { usize::from(is_picture(&path)) }).sum()
}

fn is_picture(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "jpg")
}

#[test]
fn unsent_work_leaves_as_a_file_that_only_the_office_opens_and_still_waits() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let file = phone.folder.path().join("unsent.doorstep");
    assert_eq!(phone.device.export_unsent(&file).unwrap_err().code(), "export/nothing");
    for act in [Act::Accept, note(), photograph()] {
        phone.send(FRIDGE, act).unwrap();
    }
    let exported = phone.device.export_unsent(&file).unwrap();
    assert_eq!((exported.pushes, exported.photos), (2, 1));
    assert_eq!(phone.device.export_unsent(&file).unwrap_err().code(), "export/file", "an older file is left as it is");

    let sealed = std::fs::read(&file).unwrap();
    assert!(!sealed.windows(SECRET.len()).any(|bytes| bytes == SECRET.as_bytes()));
    let opened = sealed::open(&sealed, &key()).unwrap();
    assert_eq!(opened.installation, phone.device.installation().unwrap());
    let events = usize::try_from(phone.events()).unwrap();
    assert_eq!(counted(opened.pieces.into_iter()), (events, 1));
    assert_eq!(phone.sync().unproved, 0, "it went by sync as well");
    assert_eq!(office.held().events(), events);
}

#[test]
fn a_phone_that_was_never_enrolled_seals_for_nobody() {
    let phone = Phone::new();
    let file = phone.folder.path().join("unsent.doorstep");
    assert_eq!(phone.device.export_unsent(&file).unwrap_err().code(), "export/no-office");
    assert!(!file.exists());
}
