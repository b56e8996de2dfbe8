//! The books that a phone has: an edition is used when all of its books are whole here.

use std::sync::Arc;

use doorstep_domain::book::{Books, EditionId, parse};
use doorstep_domain::id::Hash;
use doorstep_domain::visit::Visit;
use rusqlite::OptionalExtension;

use super::Core;
use crate::error::StoreError;
use crate::journal::{book_set, books_here};

impl Core {
    /// The editions whose books are all whole here, the newest first.
    pub(super) fn whole_editions(&self) -> Result<Vec<EditionId>, StoreError> {
        let mut select = self.journal.read().prepare_cached("SELECT id, books FROM edition ORDER BY n DESC")?;
        let rows = select.query_map([], |row| Ok((row.get::<_, [u8; 32]>(0)?, row.get::<_, Vec<u8>>(1)?)))?;
        let here = books_here(self.journal.read())?;
        let mut whole = Vec::new();
        for row in rows {
            let (id, books) = row?;
            if doorstep_sync::edition::is_whole(&book_set(&books)?, |book| here.contains(&book.0)) {
                whole.push(EditionId(Hash(id)));
            }
        }
        Ok(whole)
    }

    /// The newest edition that is whole here and that this app can read.
    pub fn newest_edition(&mut self) -> Result<Option<Arc<Books>>, StoreError> {
        for id in self.whole_editions()? {
            match self.books(id) {
                Ok(Some(books)) => return Ok(Some(books)),
                Ok(None) => {}
                // One bad edition is no reason to stay at home: the one before it still holds.
                Err(wrong) => tracing::error!(edition = %id, error = %wrong, "an edition cannot be used"),
            }
        }
        Ok(None)
    }

    /// The books of one edition; none when they are not all here.
    pub fn books(&mut self, id: EditionId) -> Result<Option<Arc<Books>>, StoreError> {
        if let Some(books) = self.books.get(&id) {
            return Ok(Some(books.clone()));
        }
        let db = self.journal.read();
        let set = db.query_row("SELECT books FROM edition WHERE id = ?1", [id.0.0.as_slice()], |row| row.get(0));
        let set: Option<Vec<u8>> = set.optional()?;
        let Some(set) = set else { return Ok(None) };
        let mut read = Vec::new();
        for book in book_set(&set)?.ids() {
            let bytes = db.query_row("SELECT bytes FROM book WHERE id = ?1", [book.0.0.as_slice()], |row| row.get(0));
            let bytes: Option<Vec<u8>> = bytes.optional()?;
            let Some(bytes) = bytes else { return Ok(None) };
            if Hash::of(&bytes) != book.0 {
                return Err(StoreError::damaged("book", "its bytes are not what its name says"));
            }
            read.push(parse(&bytes).map_err(|wrong| StoreError::damaged("book", format!("{wrong:?}")))?);
        }
        let books = Books::assemble(read).map_err(|wrong| StoreError::damaged("edition", format!("{wrong:?}")))?;
        if books.edition != id {
            return Err(StoreError::damaged("edition", "its books are not what its name says"));
        }
        let books = Arc::new(books);
        self.books.insert(id, books.clone());
        Ok(Some(books))
    }

    pub(crate) fn books_of(&mut self, visit: &Visit) -> Result<Option<Arc<Books>>, StoreError> {
        visit.opening.as_ref().map_or(Ok(None), |opening| self.books(opening.edition))
    }
}
