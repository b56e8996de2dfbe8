//! A phone's disk fills up, on a real file system that is full: photographs are refused
//! before events are, the visit at hand comes to its signature in the room that was kept
//! for it, what does not fit leaves nothing, and everything goes on when space returns.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../../told/tests/phone/office.rs"]
#[allow(dead_code)]
mod office;
#[path = "phone/pocket.rs"]
#[allow(dead_code)]
mod pocket;
#[path = "../../told/tests/phone/tap.rs"]
mod tap;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use doorstep_device::{Device, SendError};
use doorstep_domain::id::VisitId;
use doorstep_domain::visit::Command as Act;
use doorstep_screens::Intent;
use doorstep_told::{Told, pictures};

use pocket::{Pocket, heads, note, office, visits};

/// A file system of its own in memory; gone when dropped. Mounting needs root, as in CI.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mounted(megabytes: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"]).arg(folder.path());
        assert!(mount.status().unwrap().success(), "a small disk could not be mounted: this test needs root");
        Self(folder)
    }

    fn filler(&self) -> PathBuf {
        self.0.path().join("filler")
    }

    /// Takes every byte that is left; how many.
    fn fill(&self) -> usize {
        let mut file = File::options().create(true).append(true).open(self.filler()).unwrap();
        let mut taken = 0;
        for size in [65_536, 4_096] {
            while file.write_all(&vec![1; size]).is_ok() {
                taken += size;
            }
        }
        taken
    }

    /// Takes what is left but for this many bytes.
    fn fill_but(&self, bytes: u64) {
        self.fill();
        let file = File::options().write(true).open(self.filler()).unwrap();
        file.set_len(file.metadata().unwrap().len() - bytes).unwrap();
    }

    fn make_room(&self) {
        std::fs::remove_file(self.filler()).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

fn code(done: Result<(), SendError>) -> String {
    match done {
        Ok(()) => "done".to_owned(),
        Err(SendError::Refused { code, .. } | SendError::Broken { code, .. }) => code,
    }
}

fn photograph(device: &Device, visit: &VisitId) -> String {
    let path = pictures()[0].to_string_lossy().into_owned();
    let act = doorstep_screens::Act::Photograph { check: None, path };
    code(device.send(None, Intent { visit: visit.clone(), act }))
}

fn events(device: &Device) -> u64 {
    heads(device).values().map(|head| head.seq).sum()
}

/// The visit up to the sheet that the customer signs.
fn before_the_signature(told: &Told) -> Told {
    let at = told.log.iter().rposition(|(_, command)| matches!(command, Act::Present { .. })).unwrap();
    let mut first = told.clone();
    first.log.truncate(at);
    first
}

#[test]
fn a_full_disk_costs_photographs_first_and_a_signature_never() {
    let disk = SmallDisk::mounted(24);
    let home = disk.0.path().join("phone");
    std::fs::create_dir(&home).unwrap();
    let told = visits().remove(1);
    let (office, pocket) = (office(std::slice::from_ref(&told)), Pocket::new(&home, 1));
    let device = pocket.open().unwrap();
    pocket.begin(&device, &office);
    pocket.tap(&device, &before_the_signature(&told), |done| done.unwrap());
    let id = &told.job.visit;
    assert!(home.join("ballast").exists(), "no room was kept");

    // No room but what was kept: the next event takes it, the next picture is refused before its event.
    assert!(disk.fill() > 0, "the disk was full already");
    let mut taps = 0;
    while home.join("ballast").exists() {
        assert_eq!(code(note(&device, id, &"写".repeat(2_000))), "done");
        taps += 1;
    }
    // Opening the file again made the log short; others take that room, and some of what was kept.
    disk.fill_but(2 << 20);
    let before = events(&device);
    assert_eq!(photograph(&device, id), "photo/disk");
    assert_eq!(events(&device), before, "a refused picture left an event");
    println!("the kept room was given away at tap {taps}; then a picture was refused");
    sign(&pocket, &device, &told);
    full_to_the_last_byte(&disk, &device, id);
    recovers(&disk, &device, &home, id);
}

/// The sheet is shown and signed without a byte of other room.
fn sign(pocket: &Pocket, device: &Device, told: &Told) {
    use doorstep_domain::book::Language;
    use doorstep_domain::event::Signer;
    let drawn = tap::drawing();
    pocket.set(told.log.last().unwrap().0);
    let show = doorstep_screens::Act::ShowConfirmation { language: Language::Chinese };
    let sign = doorstep_screens::Act::Sign {
        signer: Signer::Customer,
        width: drawn.width,
        height: drawn.height,
        strokes: drawn.strokes,
    };
    for act in [show, sign] {
        assert_eq!(code(device.send(None, Intent { visit: told.job.visit.clone(), act })), "done");
    }
}

/// When even the kept room is used up, a tap is told so and leaves nothing.
fn full_to_the_last_byte(disk: &SmallDisk, device: &Device, id: &VisitId) {
    disk.fill();
    let mut refused = 0;
    for _ in 0..400 {
        let before = events(device);
        let done = code(note(device, id, &"写".repeat(10_000)));
        if done == "done" {
            assert_eq!(events(device), before + 1);
            disk.fill();
            continue;
        }
        assert_eq!(done, "journal/disk-full");
        assert_eq!(events(device), before, "a tap that did not fit left an event");
        refused += 1;
        if refused == 5 {
            break;
        }
    }
    assert_eq!(refused, 5, "the disk was never full");
    println!("{refused} taps did not fit and left nothing");
}

fn recovers(disk: &SmallDisk, device: &Device, home: &Path, id: &VisitId) {
    disk.make_room();
    let before = events(device);
    assert_eq!(code(note(device, id, "又有地方了")), "done");
    assert_eq!(photograph(device, id), "done");
    assert!(home.join("ballast").exists(), "no room is kept again");
    assert_eq!(events(device), before + 2);
    assert_eq!(device.verify().unwrap(), before + 2);
}
