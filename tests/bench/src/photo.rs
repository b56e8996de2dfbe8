//! A photograph of 12 megapixels becomes what is uploaded and its thumbnail: in a process of
//! its own, against `vipsthumbnail` doing the same in as many processes as it needs.
//!
//! The picture is made here from a fixture, enlarged and with a sensor's noise, so that it
//! costs as much to decode as a camera's.

use std::path::{Path, PathBuf};
use std::process::Command;

use doorstep_device::photo::{PhotoLimits, PhotoStore, keep};

use crate::row::{Row, Times, Unit, timed};

/// What the process that keeps one photograph is called with.
pub const ALONE: &str = "--keep-one-photograph";

/// Keeps this photograph and tells how many bytes the process grew by at most.
pub fn alone(source: &Path, folder: &Path) {
    let store = PhotoStore::open(folder).unwrap();
    let before = peak();
    keep(source, &store, &PhotoLimits::default()).unwrap();
    println!("{}", peak() - before);
}

/// The most memory that this process ever had, in bytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() << 10
}

/// Time and memory.
pub fn rows(is_quick: bool) -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let source = camera(folder.path());
    let (mut ours, mut vips, mut grew) = (Vec::new(), Vec::new(), 0);
    for _ in 0..if is_quick { 5 } else { 15 } {
        ours.push(timed(|| grew = kept(&source, folder.path())));
        vips.push(timed(|| thumbnails(&source, folder.path())));
    }
    let megabytes = std::fs::metadata(&source).unwrap().len() as f64;
    vec![
        Row::ratio("a 12 MP photograph, against vipsthumbnail", Times::of(ours).p50, Times::of(vips).p50, 1.2, 2.0),
        Row::counted("  memory beyond the idle process", Unit::Bytes, grew as f64, 64e6, 80e6),
        Row::told("  its file", Unit::Bytes, megabytes),
    ]
}

fn kept(source: &Path, folder: &Path) -> u64 {
    let told = Command::new(std::env::current_exe().unwrap()).arg(ALONE).arg(source).arg(folder).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).unwrap().trim().parse().unwrap()
}

fn thumbnails(source: &Path, folder: &Path) {
    let (photo, small) = (folder.join("photo.jpg"), folder.join("small.jpg"));
    let to = |file: &Path| format!("{}[Q=82,strip]", file.display());
    run("vipsthumbnail", &[&source.display().to_string(), "--size", "1600x1600", "-o", &to(&photo)]);
    run("vipsthumbnail", &[&photo.display().to_string(), "--size", "256x256", "-o", &to(&small)]);
}

/// 4,000 by 3,000 pixels.
fn camera(folder: &Path) -> PathBuf {
    let file = |name: &str| folder.join(name).display().to_string();
    let pictures = doorstep_told::pictures();
    let largest = pictures.iter().max_by_key(|path| std::fs::metadata(path).unwrap().len()).unwrap();
    run(
        "vips",
        &["thumbnail", &largest.display().to_string(), &file("big.v"), "4000", "--height", "3000", "--size", "force"],
    );
    run("vips", &["gaussnoise", &file("noise.v"), "4000", "3000", "--mean", "0", "--sigma", "6"]);
    run("vips", &["add", &file("big.v"), &file("noise.v"), &file("sum.v")]);
    run("vips", &["cast", &file("sum.v"), &file("uchar.v"), "uchar"]);
    run("vips", &["jpegsave", &file("uchar.v"), &file("camera.jpg"), "--Q", "90"]);
    folder.join("camera.jpg")
}

fn run(program: &str, arguments: &[&str]) {
    let done = Command::new(program).args(arguments).output().unwrap_or_else(|why| panic!("{program}: {why}"));
    assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
}
