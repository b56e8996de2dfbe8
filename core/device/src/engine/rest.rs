//! What the phone does while nobody touches it: screens that time changes, and lanes that
//! are at rest become blocks, a few at a time.

use super::Core;
use crate::error::StoreError;
use crate::journal::compress;

/// So many lanes in one transaction: a tap waits for one of them at most.
const LANES: u32 = 32;

impl Core {
    /// Nobody called for a while.
    pub(super) fn idle(&mut self) {
        self.tick();
        if let Err(wrong) = self.tidy() {
            tracing::error!(error = %wrong, "the store could not be tidied");
        }
    }

    /// Whether lanes may be at rest that are not compressed yet.
    pub fn is_untidy(&self) -> bool {
        self.untidy_after.is_some()
    }

    /// The office proved something.
    pub(crate) fn may_be_untidy(&mut self) {
        self.untidy_after = Some(0);
    }

    /// Compresses all lanes that are at rest.
    pub(super) fn compress(&mut self) -> Result<(), StoreError> {
        self.may_be_untidy();
        while self.is_untidy() {
            self.tidy()?;
        }
        Ok(())
    }

    /// Compresses a few lanes. What fails is tried again when the office proves something.
    fn tidy(&mut self) -> Result<(), StoreError> {
        let Some(after) = self.untidy_after.take() else { return Ok(()) };
        match self.compress_after(after) {
            Ok(last) => self.untidy_after = last,
            Err(wrong) => {
                // Done, not done or unknown: the file says it.
                self.forget();
                self.journal.reopen()?;
                return Err(wrong);
            }
        }
        Ok(())
    }

    fn compress_after(&mut self, after: i64) -> Result<Option<i64>, StoreError> {
        let write = self.journal.write()?;
        let last = compress(&write, after, LANES)?;
        write.commit()?;
        Ok(last)
    }
}
