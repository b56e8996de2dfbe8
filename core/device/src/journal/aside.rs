//! A store that cannot be used is moved aside, whole, for somebody to look at: never changed,
//! never deleted. What is opened afterwards is a new store of a new installation.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::{look, the_only_one};
use crate::error::OpenError;

/// Moves the store of this folder and its photographs into a folder of their own under `aside`;
/// which one that is.
pub fn set_aside(folder: &Path) -> Result<PathBuf, OpenError> {
    let _only = the_only_one(folder)?;
    // An update reads it: nobody has to look at it.
    if let Err(newer @ OpenError::NewerStore { .. }) = look::look(folder, &folder.join("journal.sqlite")) {
        return Err(newer);
    }
    let asides = folder.join("aside");
    let taken = |n: &u32| asides.join(n.to_string()).exists();
    let n = (1..).find(|n| !taken(n)).unwrap_or_default();
    let place = asides.join(n.to_string());
    let moved = fs::create_dir_all(&place).and_then(|()| move_all(folder, &place));
    moved.map_err(OpenError::Folder)?;
    Ok(place)
}

/// The store goes before its log, and what says that there was a store goes last: cut in the
/// middle, the folder still asks to be set aside, and no store is read without its log.
fn move_all(folder: &Path, place: &Path) -> std::io::Result<()> {
    let [store, log, index, undo] = look::files(&folder.join("journal.sqlite"));
    for file in [store, log, undo, index, folder.join("photos"), folder.join("ballast")] {
        if let (true, Some(name)) = (file.exists(), file.file_name()) {
            fs::rename(&file, place.join(name))?;
        }
    }
    File::open(place)?.sync_all()?;
    File::open(folder)?.sync_all()
}
