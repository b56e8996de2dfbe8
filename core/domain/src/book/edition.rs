//! An edition: one book of each kind, checked against each other.
//!
//! A job pins its edition when it is accepted, so an edition is named by the
//! books that are in it and by nothing else.

use std::fmt;

use super::fit::{self, BookName, SetMistake};
use super::{Book, BookId, FeeSchedule, Knowledge, PartsCatalogue, ServiceStandard, SlaPolicy, Wording};
use crate::id::Hash;
use crate::job::named;

named! {
    /// What a book is about.
    BookKind {
        /// Steps, checks and their order.
        Standard = "service_standard",
        /// What may be charged.
        Fees = "fee_schedule",
        /// What may be fitted.
        Parts = "parts_catalogue",
        /// What is promised, and when.
        Sla = "sla_policy",
        /// Standard phrases of documents.
        Wording = "wording",
        /// What symptoms mean, and what helps.
        Knowledge = "knowledge",
    }
}

impl fmt::Display for BookKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// The name of an edition: the hash of the names of its books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId(pub Hash);

impl fmt::Display for EditionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The books of one edition, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BookSet {
    /// The service standard.
    pub standard: BookId,
    /// The fee schedule.
    pub fees: BookId,
    /// The parts catalogue.
    pub parts: BookId,
    /// The SLA policy.
    pub sla: BookId,
    /// The wording.
    pub wording: BookId,
    /// The knowledge book.
    pub knowledge: BookId,
}

impl BookSet {
    /// Every book, in the order of [`BookKind`].
    pub fn ids(&self) -> [BookId; 6] {
        [self.standard, self.fees, self.parts, self.sla, self.wording, self.knowledge]
    }

    /// SHA-256 over `doorstep/edition/1` and the sorted ids, 32 bytes each.
    pub fn edition(&self) -> EditionId {
        let mut ids = self.ids();
        ids.sort_unstable();
        let mut bytes = b"doorstep/edition/1".to_vec();
        bytes.extend(ids.iter().flat_map(|id| id.0.0));
        EditionId(Hash::of(&bytes))
    }
}

/// One book of each kind that fit together. [`Books::assemble`] is the only way to
/// check that, so holding one is the proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    /// The name of this edition.
    pub edition: EditionId,
    /// Steps, checks and their order.
    pub standard: ServiceStandard,
    /// What may be charged.
    pub fees: FeeSchedule,
    /// What may be fitted.
    pub parts: PartsCatalogue,
    /// What is promised, and when.
    pub sla: SlaPolicy,
    /// Standard phrases of documents.
    pub wording: Wording,
    /// What symptoms mean, and what helps.
    pub knowledge: Knowledge,
}

impl Books {
    /// Joins one book of each kind. The mistakes are all there are, never none.
    pub fn assemble(books: Vec<Book>) -> Result<Books, Vec<SetMistake>> {
        let (mut slots, mut mistakes) = (Slots::default(), Vec::new());
        for book in books {
            mistakes.extend(slots.put(book).err());
        }
        mistakes.extend(slots.missing());
        let Slots {
            standard: Some(standard),
            fees: Some(fees),
            parts: Some(parts),
            sla: Some(sla),
            wording: Some(wording),
            knowledge: Some(knowledge),
        } = slots
        else {
            return Err(mistakes);
        };
        let mut books = Books { edition: EditionId(Hash::NONE), standard, fees, parts, sla, wording, knowledge };
        books.edition = books.set().edition();
        mistakes.extend(fit::mistakes(&books));
        if mistakes.is_empty() { Ok(books) } else { Err(mistakes) }
    }

    /// The names of its books.
    pub fn set(&self) -> BookSet {
        BookSet {
            standard: self.standard.title.id,
            fees: self.fees.title.id,
            parts: self.parts.title.id,
            sla: self.sla.title.id,
            wording: self.wording.title.id,
            knowledge: self.knowledge.title.id,
        }
    }
}

/// One place for each kind.
#[derive(Default)]
struct Slots {
    standard: Option<ServiceStandard>,
    fees: Option<FeeSchedule>,
    parts: Option<PartsCatalogue>,
    sla: Option<SlaPolicy>,
    wording: Option<Wording>,
    knowledge: Option<Knowledge>,
}

impl Slots {
    /// Keeps the first of each kind and tells every other.
    fn put(&mut self, book: Book) -> Result<(), SetMistake> {
        let twice = BookName { kind: book.kind(), version: book.title().version.clone() };
        let other = match book {
            Book::Standard(book) => fill(&mut self.standard, book).map(|there| &there.title),
            Book::Fees(book) => fill(&mut self.fees, book).map(|there| &there.title),
            Book::Parts(book) => fill(&mut self.parts, book).map(|there| &there.title),
            Book::Sla(book) => fill(&mut self.sla, book).map(|there| &there.title),
            Book::Wording(book) => fill(&mut self.wording, book).map(|there| &there.title),
            Book::Knowledge(book) => fill(&mut self.knowledge, book).map(|there| &there.title),
        };
        other.map_or(Ok(()), |other| Err(SetMistake::Twice { book: twice, other: other.version.clone() }))
    }

    fn missing(&self) -> impl Iterator<Item = SetMistake> {
        let there = [
            (BookKind::Standard, self.standard.is_some()),
            (BookKind::Fees, self.fees.is_some()),
            (BookKind::Parts, self.parts.is_some()),
            (BookKind::Sla, self.sla.is_some()),
            (BookKind::Wording, self.wording.is_some()),
            (BookKind::Knowledge, self.knowledge.is_some()),
        ];
        there.into_iter().filter(|(_, is_there)| !is_there).map(|(kind, _)| SetMistake::Missing(kind))
    }
}

/// Fills an empty place; otherwise says what is already there.
fn fill<T>(slot: &mut Option<T>, book: T) -> Option<&T> {
    match slot {
        Some(there) => Some(there),
        None => {
            *slot = Some(book);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{good, parse};

    fn read(text: &str) -> Book {
        parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn an_edition_is_named_by_its_books_in_any_order() {
        let mut books = good::books();
        let edition = Books::assemble(books.clone()).unwrap();
        books.reverse();
        assert_eq!(Books::assemble(books), Ok(edition.clone()));
        assert_eq!(edition.set().edition(), edition.edition);

        let mut ids = edition.set().ids().map(|id| id.0.0);
        ids.sort();
        let bytes = [b"doorstep/edition/1".as_slice(), &ids.concat()].concat();
        assert_eq!(edition.edition, EditionId(Hash::of(&bytes)));
    }

    #[test]
    fn one_changed_byte_makes_another_edition() {
        let mut books = good::books();
        let before = Books::assemble(books.clone()).unwrap();
        books[1] = read(&format!("{}#", good::FEES));
        assert_ne!(Books::assemble(books).unwrap().edition, before.edition);
    }

    #[test]
    fn every_kind_is_there_exactly_once() {
        let mut books = good::books();
        books.remove(4);
        books.remove(1);
        books.push(read(&good::SLA.replacen("2026.3", "2026.9", 1)));
        let told: Vec<_> = Books::assemble(books).unwrap_err().iter().map(ToString::to_string).collect();
        let twice = "sla_policy 2026.9: the edition already has the version 2026.3 of this kind";
        assert_eq!(told, [twice, "the edition has no fee_schedule", "the edition has no wording"]);
    }
}
