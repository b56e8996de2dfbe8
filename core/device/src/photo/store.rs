//! The folder of kept photos. A file's name is the SHA-256 of its bytes.
//!
//! ```text
//! photos/<hash>.jpg      what events name and the office receives
//! thumbnails/<hash>.jpg  the same picture, small; named by the photo's hash
//! incoming/…             half written; means nothing
//! ```
//!
//! Files are written and fsynced in `incoming/`, renamed, and their folders
//! fsynced. A rename replaces what was there, so keeping a photo again repairs a
//! damaged file and makes an old orphan young.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use doorstep_domain::id::Hash;

use super::{PhotoRefusal, StoredPhotoRefusal};

/// Far above any kept photo; a longer file under a photo's name is not ours.
const MOST_KEPT_BYTES: u64 = 64 << 20;

/// The photos of one phone.
#[derive(Debug)]
pub struct PhotoStore {
    folder: PathBuf,
    /// Held while a photo moves in and while one orphan is judged and removed,
    /// so that a photo kept again is not swept from under its event.
    moving: Mutex<()>,
    /// Two photos kept at once must not share a half-written file.
    staged_count: AtomicU64,
}

/// What [`PhotoStore::sweep_orphans`] removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Photos that no event names.
    pub photos: usize,
    /// Thumbnails that no event names.
    pub thumbnails: usize,
    /// Files that were never finished.
    pub unfinished: usize,
}

impl PhotoStore {
    /// Opens the folder, making it and its parts when they are not there yet.
    pub fn open(folder: &Path) -> Result<Self, PhotoRefusal> {
        let store = Self { folder: folder.to_owned(), moving: Mutex::new(()), staged_count: AtomicU64::new(0) };
        for part in [store.photos(), store.thumbnails(), store.incoming()] {
            fs::create_dir_all(part).map_err(PhotoRefusal::disk("making the photo folder"))?;
        }
        sync_folder(folder).map_err(PhotoRefusal::disk("making the photo folder"))?;
        Ok(store)
    }

    /// How long all files of the folder are together; what cannot be looked at counts nothing.
    pub fn bytes_len(&self) -> u64 {
        let parts =
            [self.photos(), self.thumbnails(), self.incoming()].into_iter().filter_map(|part| part.read_dir().ok());
        parts.flatten().filter_map(|file| file.ok()?.metadata().ok()).map(|about| about.len()).sum()
    }

    /// Where the photo of this name is, if it is here.
    pub fn path(&self, hash: &Hash) -> PathBuf {
        self.photos().join(file_name(hash))
    }

    /// Where the thumbnail of the photo of this name is, if it is here.
    pub fn thumbnail(&self, hash: &Hash) -> PathBuf {
        self.thumbnails().join(file_name(hash))
    }

    /// The photo's bytes, hashed again: what a disk or a person changed is not
    /// given out as evidence.
    pub fn open_verified(&self, hash: &Hash) -> Result<Vec<u8>, StoredPhotoRefusal> {
        let file = File::open(self.path(hash)).map_err(|error| match error.kind() {
            ErrorKind::NotFound => StoredPhotoRefusal::Missing,
            _ => StoredPhotoRefusal::Disk(error),
        })?;
        let mut bytes = Vec::new();
        file.take(MOST_KEPT_BYTES).read_to_end(&mut bytes).map_err(StoredPhotoRefusal::Disk)?;
        match Hash::of(&bytes) == *hash {
            true => Ok(bytes),
            false => Err(StoredPhotoRefusal::Altered),
        }
    }

    /// Removes files that nothing names and that were last written before
    /// `older_than`, by the disk's own clock. Younger ones may still wait for
    /// their event. Files of other names are not ours and stay.
    pub fn sweep_orphans(&self, known: impl Fn(&Hash) -> bool, older_than: SystemTime) -> Result<Swept, PhotoRefusal> {
        let is_orphan = |path: &Path| hash_of_name(path).is_some_and(|hash| !known(&hash));
        let sweep = |folder: PathBuf, unwanted: &dyn Fn(&Path) -> bool| {
            self.sweep_folder(&folder, unwanted, older_than).map_err(PhotoRefusal::disk("sweeping orphans"))
        };
        Ok(Swept {
            photos: sweep(self.photos(), &is_orphan)?,
            thumbnails: sweep(self.thumbnails(), &is_orphan)?,
            unfinished: sweep(self.incoming(), &|_| true)?,
        })
    }

    /// Puts a photo and its thumbnail on the disk for good.
    pub(super) fn put(&self, photo: &[u8], thumbnail: &[u8]) -> Result<Hash, PhotoRefusal> {
        self.put_with(photo, thumbnail, |file, bytes| file.write_all(bytes))
    }

    fn put_with(
        &self,
        photo: &[u8],
        thumbnail: &[u8],
        write: impl Fn(&mut File, &[u8]) -> io::Result<()>,
    ) -> Result<Hash, PhotoRefusal> {
        let hash = Hash::of(photo);
        let staged_thumbnail = self.stage(thumbnail, &write).map_err(PhotoRefusal::disk("writing the thumbnail"))?;
        let staged_photo = self.stage(photo, &write).map_err(PhotoRefusal::disk("writing the photo"))?;
        let _moving = self.lock();
        // The thumbnail first: a photo that is here has one.
        staged_thumbnail.move_to(&self.thumbnail(&hash)).map_err(PhotoRefusal::disk("naming the thumbnail"))?;
        if let Err(source) = staged_photo.move_to(&self.path(&hash)) {
            self.forget_lone_thumbnail(&hash);
            return Err(PhotoRefusal::Disk { doing: "naming the photo", source });
        }
        for folder in [self.thumbnails(), self.photos()] {
            sync_folder(&folder).map_err(PhotoRefusal::disk("making the photo's name last"))?;
        }
        Ok(hash)
    }

    fn stage(&self, bytes: &[u8], write: impl Fn(&mut File, &[u8]) -> io::Result<()>) -> io::Result<Staged> {
        let number = self.staged_count.fetch_add(1, Ordering::Relaxed);
        let path = self.incoming().join(format!("{}-{number}", std::process::id()));
        let mut file = File::create(&path)?;
        let staged = Staged { path };
        write(&mut file, bytes)?;
        file.sync_all()?;
        Ok(staged)
    }

    /// The same photo may have been kept before; then its thumbnail is needed.
    fn forget_lone_thumbnail(&self, hash: &Hash) {
        if !self.path(hash).exists() {
            // What cannot be removed now is swept later.
            let _ = fs::remove_file(self.thumbnail(hash));
        }
    }

    fn sweep_folder(
        &self,
        folder: &Path,
        unwanted: &dyn Fn(&Path) -> bool,
        older_than: SystemTime,
    ) -> io::Result<usize> {
        let mut removed = 0;
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let _moving = self.lock();
            if unwanted(&path) && is_older(&path, older_than)? {
                fs::remove_file(&path)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// The lock guards no data, so a panic elsewhere has left nothing half done.
    fn lock(&self) -> MutexGuard<'_, ()> {
        self.moving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn photos(&self) -> PathBuf {
        self.folder.join("photos")
    }

    fn thumbnails(&self) -> PathBuf {
        self.folder.join("thumbnails")
    }

    fn incoming(&self) -> PathBuf {
        self.folder.join("incoming")
    }
}

/// A whole file without its name yet. Dropped unnamed, it is gone.
struct Staged {
    path: PathBuf,
}

impl Staged {
    fn move_to(self, target: &Path) -> io::Result<()> {
        fs::rename(&self.path, target)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // After a rename there is nothing here; otherwise the sweep is the second try.
        let _ = fs::remove_file(&self.path);
    }
}

fn file_name(hash: &Hash) -> String {
    format!("{hash}.jpg")
}

fn hash_of_name(path: &Path) -> Option<Hash> {
    path.file_name()?.to_str()?.strip_suffix(".jpg").and_then(Hash::from_hex)
}

/// A file that is gone by now (a half-written one that got its name) is not old.
fn is_older(path: &Path, than: SystemTime) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(about) => Ok(about.is_file() && about.modified()? < than),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// A rename lasts only when the folder that holds the name was fsynced.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn store() -> (tempfile::TempDir, PhotoStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = PhotoStore::open(folder.path()).unwrap();
        (folder, store)
    }

    fn files_in(folder: &Path) -> usize {
        ["photos", "thumbnails", "incoming"].iter().map(|part| fs::read_dir(folder.join(part)).unwrap().count()).sum()
    }

    fn age(path: &Path, seconds_after_1970: u64) {
        let file = File::options().write(true).open(path).unwrap();
        file.set_modified(UNIX_EPOCH + Duration::from_secs(seconds_after_1970)).unwrap();
    }

    fn at(seconds_after_1970: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds_after_1970)
    }

    /// The disk fills up half way through the nth file.
    fn put_on_a_disk_that_fills_up(store: &PhotoStore, nth: u32) -> PhotoRefusal {
        let written = Cell::new(0);
        let refusal = store
            .put_with(b"photo", b"small", |file, bytes| {
                written.set(written.get() + 1);
                if written.get() < nth {
                    return file.write_all(bytes);
                }
                file.write_all(&bytes[..2])?;
                Err(ErrorKind::StorageFull.into())
            })
            .unwrap_err();
        assert_eq!(written.get(), nth, "the disk did not fill up");
        refusal
    }

    #[test]
    fn a_full_disk_refuses_the_photo_and_leaves_nothing() {
        for nth in [1, 2] {
            let (folder, store) = store();
            assert_eq!(put_on_a_disk_that_fills_up(&store, nth).code(), "photo/disk");
            assert_eq!(files_in(folder.path()), 0);
        }
    }

    #[test]
    fn a_full_disk_does_not_cost_the_photo_that_was_kept_before() {
        let (_folder, store) = store();
        let hash = store.put(b"photo", b"small").unwrap();
        put_on_a_disk_that_fills_up(&store, 2);
        assert_eq!(store.open_verified(&hash).unwrap(), b"photo");
        assert_eq!(fs::read(store.thumbnail(&hash)).unwrap(), b"small");
    }

    #[test]
    fn a_photo_that_cannot_get_its_name_leaves_no_thumbnail() {
        let (_folder, store) = store();
        fs::remove_dir(store.photos()).unwrap();
        assert_eq!(store.put(b"photo", b"small").unwrap_err().code(), "photo/disk");
        assert_eq!(fs::read_dir(store.thumbnails()).unwrap().count(), 0);
        assert_eq!(fs::read_dir(store.incoming()).unwrap().count(), 0);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_the_disks_fault() {
        let folder = tempfile::tempdir().unwrap();
        let occupied = folder.path().join("occupied");
        fs::write(&occupied, "a file").unwrap();
        assert_eq!(PhotoStore::open(&occupied).unwrap_err().code(), "photo/disk");
    }

    #[test]
    fn tampering_is_noticed_on_reading_and_the_file_is_left_as_proof() {
        let (_folder, store) = store();
        let hash = store.put(b"photo", b"small").unwrap();
        fs::write(store.path(&hash), b"phota").unwrap();
        assert_eq!(store.open_verified(&hash).unwrap_err().code(), "photo/altered");
        assert_eq!(fs::read(store.path(&hash)).unwrap(), b"phota");
    }

    #[test]
    fn keeping_a_photo_again_repairs_it() {
        let (folder, store) = store();
        let hash = store.put(b"photo", b"small").unwrap();
        fs::write(store.path(&hash), b"").unwrap();
        assert_eq!(store.put(b"photo", b"small").unwrap(), hash);
        assert_eq!(store.open_verified(&hash).unwrap(), b"photo");
        assert_eq!(files_in(folder.path()), 2);
    }

    #[test]
    fn a_photo_that_was_never_kept_is_missing() {
        let (_folder, store) = store();
        assert_eq!(store.open_verified(&Hash::of(b"other")).unwrap_err().code(), "photo/missing");
    }

    #[test]
    fn only_old_files_that_nothing_names_are_swept() {
        let (folder, store) = store();
        let [named, orphan, young] = [b"named ", b"orphan", b"young "].map(|photo| store.put(photo, b"small").unwrap());
        let unfinished = store.incoming().join("1-1");
        let foreign = store.photos().join("holiday.jpg");
        fs::write(&unfinished, b"half").unwrap();
        fs::write(&foreign, b"not ours").unwrap();
        for hash in [named, orphan] {
            age(&store.path(&hash), 1000);
            age(&store.thumbnail(&hash), 1000);
        }
        age(&unfinished, 1000);
        age(&foreign, 1000);

        let swept = store.sweep_orphans(|hash| *hash == named, at(2000)).unwrap();

        assert_eq!(swept, Swept { photos: 1, thumbnails: 1, unfinished: 1 });
        assert_eq!(store.open_verified(&orphan).unwrap_err().code(), "photo/missing");
        assert!(store.open_verified(&named).is_ok() && store.open_verified(&young).is_ok());
        assert!(foreign.exists() && !unfinished.exists());
        assert_eq!(files_in(folder.path()), 5);
    }

    #[test]
    fn an_orphan_that_is_kept_again_is_young_again() {
        let (_folder, store) = store();
        let hash = store.put(b"photo", b"small").unwrap();
        age(&store.path(&hash), 1000);
        store.put(b"photo", b"small").unwrap();
        assert_eq!(store.sweep_orphans(|_| false, at(2000)).unwrap(), Swept::default());
        assert!(store.open_verified(&hash).is_ok());
    }
}
