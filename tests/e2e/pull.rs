//! A supervisor takes records away: a pull may be interrupted anywhere and resumed, and
//! the pulled folder proves itself, byte for byte, without a network.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};

use doorstep_domain::id::Hash;
use doorstep_wire::key::{PublicKey, SigningKey};
use doorstep_wire::manifest::{File, Manifest};
use support::ambush::Ambush;
use support::office::{Folder, Office};
use support::phone::Killer;
use support::road::{Fate, Road};
use support::undisturbed::day_of_three;
use support::{Ended, copy, doorstep, program};

/// An office with six visits, made once for this file, and its records, pulled once.
struct Made {
    office: PathBuf,
    pulled: PathBuf,
    key: PathBuf,
}

fn made() -> &'static Made {
    static MADE: OnceLock<Made> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pull");
        let _ = std::fs::remove_dir_all(&folder);
        let office = day_of_three(&folder);
        let (pulled, key) = (folder.join("pulled"), folder.join("office.pem"));
        office.public_key(&key);
        pull(&office.serve(), &pulled).well();
        Made { office: office.0, pulled, key }
    })
}

fn pull(office: &Office, out: &Path) -> Ended {
    let token = office.token_file().to_string_lossy();
    doorstep(["pull", "--office", &office.url(), "--token-file", &token, "--out", &out.to_string_lossy()])
}

fn verify(folder: &Path, key: &Path) -> Ended {
    doorstep(["verify".as_ref(), folder.as_os_str(), "--office-key".as_ref(), key.as_os_str()])
}

/// A copy of the pulled folder, for damaging.
fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy(&made().pulled, folder.path());
    folder
}

/// A copy of the office: it is served by one program at a time.
fn office() -> (tempfile::TempDir, Folder) {
    let folder = tempfile::tempdir().unwrap();
    copy(&made().office, folder.path());
    let office = Folder(folder.path().to_owned());
    (folder, office)
}

/// Every file below a folder by its path there.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for path in std::fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn is_manifest(path: &str) -> bool {
    path.starts_with("manifest")
}

#[test]
fn a_pull_that_is_killed_again_and_again_is_complete_when_it_ends() {
    let made = made();
    let folder = tempfile::tempdir().unwrap();
    let (_data, office) = office();
    let serving = office.serve();
    let road = Road::open(serving.address, Ambush::default());
    let mut killed = 0;
    for nth in 1.. {
        let mut command = Command::new(program());
        command.args(["pull", "--office", &road.url(), "--token-file"]).arg(serving.token_file());
        command.arg("--out").arg(folder.path()).stderr(Stdio::piped());
        let child = Arc::new(Mutex::new(command.stdout(Stdio::null()).spawn().unwrap()));
        road.traffic().lie_in_wait(nth, Fate::AnswerDropped, Killer(child.clone()));
        // A killed process ends its standard error, too.
        let err = child.lock().unwrap().stderr.take().unwrap();
        let err = std::io::read_to_string(err).unwrap();
        let is_well = child.lock().unwrap().wait().unwrap().success();
        match road.traffic().has_struck() {
            true => killed += 1,
            false => {
                assert!(is_well, "{err}");
                break;
            }
        }
        assert!(killed < 100, "it never comes to an end");
    }
    println!("killed {killed} times");
    assert!(killed >= 5);
    verify(folder.path(), &made.key).well();
    let without_manifest = |folder: &Path| {
        let mut tree = tree(folder);
        tree.retain(|path, _| !is_manifest(path));
        tree
    };
    assert_eq!(without_manifest(folder.path()), without_manifest(&made.pulled));
}

#[test]
fn a_second_pull_of_the_same_records_fetches_no_photo_again_and_stays_whole() {
    let made = made();
    let folder = copied();
    let (_data, office) = office();
    let serving = office.serve();
    pull(&serving, folder.path()).well();
    verify(folder.path(), &made.key).well();
    assert_eq!(tree(folder.path()).len(), tree(&made.pulled).len());
}

#[test]
fn a_byte_changed_in_any_kind_of_file_is_refused() {
    let made = made();
    verify(&made.pulled, &made.key).well().without_a_trace();
    let mut kinds: BTreeMap<(String, String), (String, Vec<u8>)> = BTreeMap::new();
    for (path, bytes) in tree(&made.pulled) {
        let place = Path::new(&path);
        let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
        kinds.insert((part(place.parent().map(Path::as_os_str)), part(place.extension())), (path, bytes));
    }
    println!("kinds of files: {:?}", kinds.values().map(|(path, _)| path).collect::<Vec<_>>());
    assert!(kinds.len() >= 5);
    let folder = copied();
    for (path, whole) in kinds.values() {
        for at in [0, whole.len() / 3, whole.len() / 2, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(folder.path().join(path), changed).unwrap();
            let ended = verify(folder.path(), &made.key).refused();
            assert!(is_manifest(path) || ended.err.contains(path), "{path} at {at}:\n{}", ended.err);
        }
        std::fs::write(folder.path().join(path), whole).unwrap();
    }
    verify(folder.path(), &made.key).well();
}

#[test]
fn a_file_that_is_gone_cut_or_new_is_refused() {
    let made = made();
    let folder = copied();
    let (path, whole) = tree(folder.path()).into_iter().find(|(path, _)| path.contains("media")).unwrap();
    let file = folder.path().join(&path);
    std::fs::remove_file(&file).unwrap();
    assert!(verify(folder.path(), &made.key).refused().err.contains(&path));
    std::fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    assert!(verify(folder.path(), &made.key).refused().err.contains(&path));
    std::fs::write(&file, &whole).unwrap();
    std::fs::write(file.with_file_name("new"), b"new").unwrap();
    assert!(verify(folder.path(), &made.key).refused().err.contains("new"));
}

#[test]
fn a_changed_file_under_a_manifest_that_was_made_again_is_refused() {
    let made = made();
    let folder = copied();
    let mut files = tree(folder.path());
    let (manifest, _) = files.extract_if(.., |path, _| is_manifest(path)).next().unwrap();
    let (path, bytes) = files.iter_mut().find(|(path, _)| path.ends_with(".csv")).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    *bytes = text.replace("E1001", "E1002").into_bytes();
    assert_ne!(*bytes, text.as_bytes(), "nothing was changed in {path}");
    std::fs::write(folder.path().join(path), bytes).unwrap();

    let forger = SigningKey::from_slice(&[7; 32]).unwrap();
    let public = PublicKey::of(forger.verifying_key()).unwrap();
    let named = files.iter().map(|(path, bytes)| File {
        path: path.clone(),
        bytes_len: bytes.len() as u64,
        sha256: Hash::of(bytes),
    });
    let forged = Manifest::new(public, named.collect()).unwrap().sign(&forger).unwrap();
    std::fs::write(folder.path().join(manifest), forged.encode()).unwrap();
    let ended = verify(folder.path(), &made.key).refused();
    println!("{}", ended.err.trim());
    let unkeyed = doorstep(["verify".as_ref(), folder.path().as_os_str()]);
    let said = unkeyed.out + &unkeyed.err;
    assert!(said.contains(&public.fingerprint().to_hex()), "{said}");
}
