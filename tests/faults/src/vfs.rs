//! A file system for SQLite that is the system's own, with somebody watching.
//!
//! Every call goes on to the VFS that SQLite would have used. Calls about files of a
//! watched folder are told to its [`Disk`] first, which may refuse them, and again when
//! they were done. Locks and shared memory go through untouched: they do not outlive the
//! power. Only memory-mapped reading is not offered; our stores do not use it.

#![allow(unsafe_code, reason = "this is SQLite's interface in C")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

use crate::disk::{Disk, Op, Trouble, code};

/// The folders that are watched.
static DISKS: Mutex<Vec<Weak<Disk>>> = Mutex::new(Vec::new());

/// The VFS that does the work.
static REAL: OnceLock<usize> = OnceLock::new();

/// Watches the files of this folder for as long as the disk is held. Must be called before
/// the store in it is opened.
pub fn watch(folder: &Path) -> Arc<Disk> {
    install();
    let disk = Arc::new(Disk::new(folder.canonicalize().unwrap()));
    let mut disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
    disks.retain(|disk| disk.strong_count() > 0);
    disks.push(Arc::downgrade(&disk));
    disk
}

/// Makes this the VFS that every store of this process uses.
fn install() {
    REAL.get_or_init(|| {
        // SAFETY: SQLite's default VFS lives as long as the process; ours is leaked, so it does too.
        unsafe {
            let real = ffi::sqlite3_vfs_find(std::ptr::null());
            let mut ours = *real;
            ours.szOsFile = c_int::try_from(size_of::<File>()).unwrap() + (*real).szOsFile;
            ours.zName = c"watched".as_ptr();
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            ours.pNext = std::ptr::null_mut();
            assert_eq!(ffi::sqlite3_vfs_register(Box::into_raw(Box::new(ours)), 1), ffi::SQLITE_OK);
            real as usize
        }
    });
}

fn real() -> *mut sqlite3_vfs {
    *REAL.get().unwrap() as *mut sqlite3_vfs
}

/// The disk that watches this file.
fn watcher(path: &Path) -> Option<Arc<Disk>> {
    let disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
    disks.iter().filter_map(Weak::upgrade).find(|disk| path.starts_with(&disk.folder))
}

/// Who watches an open file, and what was not told yet.
struct Watched {
    disk: Arc<Disk>,
    file: usize,
    /// The first sync of a new journal syncs its folder as well.
    names_on_sync: bool,
}

/// What SQLite holds of an open file; the real one lies right behind it.
#[repr(C)]
struct File {
    base: sqlite3_file,
    watched: *mut Watched,
}

unsafe fn behind(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: `szOsFile` reserved room for both.
    unsafe { file.cast::<File>().add(1).cast() }
}

unsafe fn watched<'a>(file: *mut sqlite3_file) -> Option<&'a mut Watched> {
    // SAFETY: set by `open`, freed by `close`; SQLite uses a file from one thread at a time.
    unsafe { (*file.cast::<File>()).watched.as_mut() }
}

unsafe extern "C" fn open(
    _vfs: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives a name that outlives the file, and room for both files.
    unsafe {
        let ours = file.cast::<File>();
        (*ours).base.pMethods = std::ptr::null();
        (*ours).watched = std::ptr::null_mut();
        let path = (!name.is_null()).then(|| PathBuf::from(CStr::from_ptr(name).to_string_lossy().into_owned()));
        let is_new = path.as_ref().is_some_and(|path| !path.exists());
        let opened = ((*real()).xOpen.unwrap())(real(), name, behind(file), flags, out);
        if (*behind(file)).pMethods.is_null() {
            return opened;
        }
        (*ours).base.pMethods = &raw const METHODS;
        if let Some((path, disk)) = path.and_then(|path| watcher(&path).map(|disk| (path, disk))) {
            let file = disk.number(path);
            if is_new {
                disk.done(Op::Create { file });
            }
            let journals = ffi::SQLITE_OPEN_WAL | ffi::SQLITE_OPEN_MAIN_JOURNAL;
            let names_on_sync = flags & journals != 0 && flags & ffi::SQLITE_OPEN_CREATE != 0;
            (*ours).watched = Box::into_raw(Box::new(Watched { disk, file, names_on_sync }));
        }
        opened
    }
}

unsafe extern "C" fn delete(_vfs: *mut sqlite3_vfs, name: *const c_char, sync_dir: c_int) -> c_int {
    // SAFETY: SQLite gives a name that ends with zero.
    unsafe {
        let path = PathBuf::from(CStr::from_ptr(name).to_string_lossy().into_owned());
        let deleted = ((*real()).xDelete.unwrap())(real(), name, sync_dir);
        if let (ffi::SQLITE_OK, Some(disk)) = (deleted, watcher(&path)) {
            let file = disk.number(path);
            disk.done(Op::Remove { file, is_folder_synced: sync_dir != 0 });
        }
        deleted
    }
}

/// Asks the disk, lets it be done, and tells the disk.
unsafe fn guarded(file: *mut sqlite3_file, op: impl FnOnce(&Watched) -> Op, run: impl Fn() -> c_int) -> c_int {
    // SAFETY: see `watched`.
    let Some(watched) = (unsafe { watched(file) }) else { return run() };
    let op = op(watched);
    if let Some(trouble) = watched.disk.refuses(&op) {
        // SAFETY: the file is open.
        unsafe { begin(file, &op, trouble) };
        return code(&op, trouble);
    }
    let done = run();
    if done == ffi::SQLITE_OK {
        watched.disk.done(op);
    }
    done
}

/// A disk without room takes the first half of what it was given.
unsafe fn begin(file: *mut sqlite3_file, op: &Op, trouble: Trouble) {
    if let (Trouble::Full, Op::Write { offset, bytes, .. }) = (trouble, op) {
        let half = c_int::try_from(bytes.len() / 2).unwrap();
        // SAFETY: the file behind is open, the bytes are ours.
        unsafe {
            let methods = &*(*behind(file)).pMethods;
            (methods.xWrite.unwrap())(behind(file), bytes.as_ptr().cast(), half, offset.cast_signed());
        }
    }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, from: *const c_void, many: c_int, offset: sqlite3_int64) -> c_int {
    // SAFETY: SQLite gives that many bytes.
    unsafe {
        let bytes = std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(many).unwrap());
        let op =
            |watched: &Watched| Op::Write { file: watched.file, offset: offset.cast_unsigned(), bytes: bytes.to_vec() };
        guarded(file, op, || (methods(file).xWrite.unwrap())(behind(file), from, many, offset))
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    // SAFETY: the file is open.
    unsafe {
        let op = |watched: &Watched| Op::Truncate { file: watched.file, size: size.cast_unsigned() };
        guarded(file, op, || (methods(file).xTruncate.unwrap())(behind(file), size))
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: the file is open.
    unsafe {
        let op = |watched: &Watched| Op::Sync { file: watched.file, is_folder_synced: watched.names_on_sync };
        let synced = guarded(file, op, || (methods(file).xSync.unwrap())(behind(file), flags));
        if let (ffi::SQLITE_OK, Some(watched)) = (synced, watched(file)) {
            watched.names_on_sync = false;
        }
        synced
    }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: the box was made by `open` and is freed once.
    unsafe {
        let closed = (methods(file).xClose.unwrap())(behind(file));
        let ours = file.cast::<File>();
        if !(*ours).watched.is_null() {
            drop(Box::from_raw((*ours).watched));
            (*ours).watched = std::ptr::null_mut();
        }
        closed
    }
}

unsafe fn methods<'a>(file: *mut sqlite3_file) -> &'a sqlite3_io_methods {
    // SAFETY: only files that were opened have our methods.
    unsafe { &*(*behind(file)).pMethods }
}

/// Calls that go through untouched.
macro_rules! forward {
    ($($name:ident($method:ident $(, $arg:ident: $kind:ty)*) $(-> $gives:ty)?;)*) => {$(
        unsafe extern "C" fn $name(file: *mut sqlite3_file $(, $arg: $kind)*) $(-> $gives)? {
            // SAFETY: the file is open, and the arguments are SQLite's own.
            unsafe { (methods(file).$method.unwrap())(behind(file) $(, $arg)*) }
        }
    )*};
}

forward! {
    read(xRead, into: *mut c_void, many: c_int, offset: sqlite3_int64) -> c_int;
    file_size(xFileSize, size: *mut sqlite3_int64) -> c_int;
    lock(xLock, level: c_int) -> c_int;
    unlock(xUnlock, level: c_int) -> c_int;
    check_reserved(xCheckReservedLock, out: *mut c_int) -> c_int;
    control(xFileControl, what: c_int, argument: *mut c_void) -> c_int;
    sector_size(xSectorSize) -> c_int;
    characteristics(xDeviceCharacteristics) -> c_int;
    shm_map(xShmMap, page: c_int, size: c_int, extend: c_int, out: *mut *mut c_void) -> c_int;
    shm_lock(xShmLock, offset: c_int, many: c_int, flags: c_int) -> c_int;
    shm_barrier(xShmBarrier);
    shm_unmap(xShmUnmap, delete: c_int) -> c_int;
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
