//! Generates the Kotlin or Swift bindings from the built library, or checks that the
//! committed ones are exactly what it would generate; likewise the tables of words.
//!
//! `doorstep-bindgen LIBRARY OUT_DIR [swift] [--check]` and
//! `doorstep-bindgen words ZH_TOML EN_TOML KOTLIN_FILE SWIFT_FILE [--check]`, run inside
//! the workspace.

mod words;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};

const USAGE: &str = "usage: doorstep-bindgen LIBRARY OUT_DIR [swift] [--check]
       doorstep-bindgen words ZH_TOML EN_TOML KOTLIN_FILE SWIFT_FILE [--check]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [library, out] => write(library, Path::new(out), TargetLanguage::Kotlin),
        [library, out, "--check"] => check(library, Path::new(out), TargetLanguage::Kotlin),
        [library, out, "swift"] => write(library, Path::new(out), TargetLanguage::Swift),
        [library, out, "swift", "--check"] => check(library, Path::new(out), TargetLanguage::Swift),
        ["words", zh, en, kotlin, swift] => {
            words(zh, en).and_then(|words| words.write(kotlin.as_ref(), swift.as_ref()))
        }
        ["words", zh, en, kotlin, swift, "--check"] => {
            words(zh, en).and_then(|words| words.check(kotlin.as_ref(), swift.as_ref()))
        }
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            eprintln!("bindgen: {wrong}");
            ExitCode::FAILURE
        }
    }
}

fn words(zh: &str, en: &str) -> Result<words::Both, Box<dyn Error>> {
    words::Both::read(Path::new(zh), Path::new(en))
}

fn write(library: &str, out: &Path, language: TargetLanguage) -> Result<(), Box<dyn Error>> {
    generate(GenerateOptions {
        languages: vec![language],
        source: library.into(),
        out_dir: out.to_str().ok_or("the output folder's name is not UTF-8")?.into(),
        format: false,
        ..GenerateOptions::default()
    })?;
    Ok(())
}

fn check(library: &str, committed: &Path, language: TargetLanguage) -> Result<(), Box<dyn Error>> {
    let fresh = tempfile::tempdir()?;
    write(library, fresh.path(), language)?;
    let (fresh, committed) = (files(fresh.path())?, files(committed)?);
    if fresh.is_empty() {
        return Err("nothing was generated".into());
    }
    let drifted: Vec<String> = fresh
        .keys()
        .chain(committed.keys())
        .filter(|name| fresh.get(*name) != committed.get(*name))
        .map(|name| name.display().to_string())
        .collect();
    match drifted.is_empty() {
        true => Ok(()),
        false => Err(format!("the committed bindings drifted, generate them again: {}", drifted.join(", ")).into()),
    }
}

/// What a generated file's name ends with: Kotlin, Swift, its C header and the map of that.
const GENERATED: [&str; 4] = ["kt", "swift", "h", "modulemap"];

/// Every generated file below a folder, by its name there.
fn files(folder: &Path) -> Result<BTreeMap<PathBuf, String>, Box<dyn Error>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| GENERATED.iter().any(|known| ending == *known)) {
                found.insert(path.strip_prefix(folder)?.to_owned(), std::fs::read_to_string(&path)?);
            }
        }
    }
    Ok(found)
}
