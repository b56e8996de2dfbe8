//! Reads one book from its bytes and names the place of every mistake.
//!
//! What is not TOML, or has a key, a type or a list of the wrong shape, is told
//! alone: nothing after it can be trusted. What is well-formed and wrong is told
//! all at once, in the order of the file. Leaves to [`super::Books::assemble`]:
//! what books say about each other.

mod day_check;
mod fees;
mod follow_up;
mod incident;
mod keys;
mod kind;
mod knowledge;
mod mistake;
mod order;
mod parts;
mod reader;
mod sla;
mod standard;
mod when;
mod wording;

use serde::Deserialize;
use toml::Spanned;

pub use mistake::{Mistake, MistakeKind};
pub(crate) use reader::{RawText, Reader, Told, Word, words};

use super::{Book, BookId, BookKind, Title};

/// The largest book, job or person file that is read, in bytes.
pub const MOST_BYTES: usize = 1 << 20;

/// The only format that this version reads.
pub const FORMAT: i64 = 1;

/// What every book says first.
#[derive(Deserialize)]
struct Head {
    format: Spanned<i64>,
    kind: Spanned<String>,
    version: Spanned<String>,
    name: RawText,
}

const HEAD_KEYS: [&str; 4] = ["format", "kind", "version", "name"];

/// Reads a book of any kind. The mistakes are in the order of the file, never none.
pub fn parse(bytes: &[u8]) -> Result<Book, Vec<Mistake>> {
    let (mut reader, table) = Reader::open(bytes)?;
    let head: Head = reader.shape(table.clone())?;
    let format = reader.format(&head.format);
    let kind = reader.named("kind", &head.kind);
    let (Ok(()), Ok(kind)) = (format, kind) else { return Err(reader.mistakes()) };
    let version = reader.word("version", &head.version);
    let name = reader.text("name", &head.name);
    let title = version.and_then(|version| Ok(Title { id: BookId::of(bytes), name: name?, version }));

    let body = reader::without(table, &HEAD_KEYS);
    let book = match kind {
        BookKind::Standard => {
            let raw = reader.shape(body)?;
            standard::standard(&mut reader, &raw, title).map(Book::Standard)
        }
        BookKind::Fees => {
            let raw = reader.shape(body)?;
            fees::fees(&mut reader, &raw, title).map(Book::Fees)
        }
        BookKind::Parts => {
            let raw = reader.shape(body)?;
            parts::parts(&mut reader, &raw, title).map(Book::Parts)
        }
        BookKind::Sla => {
            let raw = reader.shape(body)?;
            sla::sla(&mut reader, &raw, title).map(Book::Sla)
        }
        BookKind::Wording => {
            let raw = reader.shape(body)?;
            wording::wording(&mut reader, &raw, title).map(Book::Wording)
        }
        BookKind::Knowledge => {
            let raw = reader.shape(body)?;
            knowledge::knowledge(&mut reader, &raw, title).map(Book::Knowledge)
        }
    };
    reader.finish(book)
}

#[cfg(test)]
mod tests;
