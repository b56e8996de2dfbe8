//! Keys that only some kinds of an entry have: told where one is missing, and where one
//! of another kind is given.

use std::ops::Range;

use super::{MistakeKind, Reader, Told};

/// A key, the words that have it, and where it stands if it is given.
pub(super) type Owned<W> = (&'static str, &'static [W], Option<Range<usize>>);

/// Who needs a key, and where it would stand.
pub(super) struct Needs {
    /// Where the entry begins.
    pub(super) header: Range<usize>,
    /// The word that needs it.
    pub(super) because: &'static str,
}

impl Needs {
    pub(super) fn key<'k, T>(&self, r: &mut Reader, key: &'static str, given: Option<&'k T>) -> Result<&'k T, Told> {
        let missing = MistakeKind::MissingKey { key, because: self.because };
        given.ok_or_else(|| r.wrong(self.header.clone(), missing))
    }

    /// Tells every key that is given and belongs to other words.
    pub(super) fn only<W: Copy + PartialEq + 'static>(
        &self,
        r: &mut Reader,
        word: W,
        keys: &[Owned<W>],
    ) -> Result<(), Told> {
        let mut outcome = Ok(());
        for (key, owners, given) in keys {
            if let Some(at) = given
                && !owners.contains(&word)
            {
                outcome = Err(r.wrong(at.clone(), MistakeKind::KeyDoesNotBelong { key, because: self.because }));
            }
        }
        outcome
    }
}
