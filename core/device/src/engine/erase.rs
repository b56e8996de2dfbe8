//! Erasing a customer: what was said about them goes, that something happened stays.
//!
//! Rows go first, in one transaction that also remembers the files; then the files; then
//! the log in which SQLite keeps what it overwrote. Interrupted, it goes on at the next start.

use std::io::ErrorKind;

use doorstep_domain::id::{Hash, Subject};

use super::Core;
use crate::error::StoreError;
use crate::journal::erase;

impl Core {
    /// Removes what a subject's contents, photographs and job say.
    pub fn erase(&mut self, subject: &Subject) -> Result<(), StoreError> {
        let write = self.journal.write()?;
        erase(&write, subject)?;
        write.commit()?;
        self.finish_erasing()?;
        self.changed(None);
        Ok(())
    }

    /// Removes the files of erased photographs, and every trace of erased rows from the log.
    pub fn finish_erasing(&mut self) -> Result<(), StoreError> {
        let mut select = self.journal.read().prepare_cached("SELECT hash FROM unwanted_file")?;
        let files = select.query_map([], |row| row.get(0).map(Hash))?.collect::<Result<Vec<_>, _>>()?;
        drop(select);
        let mut is_all_gone = true;
        for hash in &files {
            for path in [self.photos.path(hash), self.photos.thumbnail(hash)] {
                match std::fs::remove_file(path) {
                    Ok(()) => {}
                    Err(wrong) if wrong.kind() == ErrorKind::NotFound => {}
                    Err(wrong) => {
                        tracing::error!(photo = hash.short(), error = %wrong, "an erased photograph is still there");
                        is_all_gone = false;
                    }
                }
            }
        }
        if is_all_gone && !files.is_empty() {
            let write = self.journal.write()?;
            write.execute("DELETE FROM unwanted_file", [])?;
            write.commit()?;
        }
        self.journal.empty_log()
    }
}
