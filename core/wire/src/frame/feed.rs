//! The second part of an answer: what the office has for a phone.
//!
//! Each item is closed in a byte string of its own. An item that this version cannot
//! read, of whatever kind, is kept as [`FeedItem::Unknown`] and holds nothing up.

use doorstep_domain::book::{BookId, BookSet, EditionId};

use super::answer::expect_part;
use super::job::{read_job, write_job};
use super::push::{read_cursor, write_cursor};
use super::{begin, open};
use crate::code::{feed, part};
use crate::error::WireError;
use crate::message::{Feed, FeedEntry, FeedItem};
use crate::reader::{LONGEST_LIST, Reader};
use crate::terms::{MOST_CERTIFICATES, read_certificate, read_earlier, write_certificate, write_earlier};
use crate::writer::Writer;

const LEN: usize = 6;

pub(super) fn write(whole: &Feed) -> Vec<u8> {
    let Feed { is_snapshot, entries, cursor, has_more } = whole;
    let mut w = begin(LEN);
    w.u32(part::FEED).bool(*is_snapshot).list(entries, |w, FeedEntry { n, item }| {
        let (kind, bytes) = write_item(item);
        w.array(3).u64(*n).u32(kind).bytes(&bytes);
    });
    write_cursor(&mut w, cursor);
    w.bool(*has_more);
    w.into_bytes()
}

pub(super) fn read(bytes: &[u8], limit: usize) -> Result<Feed, WireError> {
    let mut r = open(bytes, limit, LEN, "feed")?;
    expect_part(&mut r, part::FEED)?;
    let read = Feed {
        is_snapshot: r.bool("is_snapshot")?,
        entries: r.list(LONGEST_LIST, "entries", |r| {
            r.array_of(3, "entry")?;
            let n = r.u64("n")?;
            let (kind, bytes) = (r.u32("kind")?, r.bytes(limit, "item")?);
            Ok(FeedEntry { n, item: read_item(kind, bytes) })
        })?,
        cursor: read_cursor(&mut r)?,
        has_more: r.bool("has_more")?,
    };
    r.finish()?;
    Ok(read)
}

/// An item's kind and bytes, as the office stores and hashes it.
pub fn write_item(item: &FeedItem) -> (u32, Vec<u8>) {
    let mut w = Writer::new();
    let kind = match item {
        FeedItem::Job(job) => {
            write_job(&mut w, job);
            feed::JOB
        }
        FeedItem::Edition { id: EditionId(id), books } => {
            let BookSet { standard, fees, parts, sla, wording, knowledge } = books;
            w.array(7).hash(id);
            for BookId(book) in [standard, fees, parts, sla, wording, knowledge] {
                w.hash(book);
            }
            feed::EDITION
        }
        FeedItem::Stock { part, count } => {
            w.array(2).text(part.as_str()).i64(i64::from(*count));
            feed::STOCK
        }
        FeedItem::Erased { subject } => {
            w.array(1).subject(subject);
            feed::ERASED
        }
        FeedItem::Certificates(certificates) => {
            w.array(1).list(certificates, write_certificate);
            feed::CERTIFICATES
        }
        FeedItem::Earlier { visit, earlier } => {
            write_earlier(w.array(2).text(visit.as_str()), earlier);
            feed::EARLIER
        }
        FeedItem::Unknown { kind, bytes } => return (*kind, bytes.clone()),
    };
    (kind, w.into_bytes())
}

/// The item of these bytes; what cannot be read is kept unknown.
pub fn read_item(kind: u32, bytes: &[u8]) -> FeedItem {
    match read_known(kind, bytes) {
        Ok(Some(item)) => item,
        Ok(None) | Err(_) => FeedItem::Unknown { kind, bytes: bytes.to_vec() },
    }
}

fn read_known(kind: u32, bytes: &[u8]) -> Result<Option<FeedItem>, WireError> {
    let mut r = Reader::open(bytes, bytes.len(), "item")?;
    let item = match kind {
        feed::JOB => FeedItem::Job(read_job(&mut r)?),
        feed::EDITION => {
            r.array_of(7, "edition")?;
            let id = EditionId(r.hash("edition")?);
            let mut book = || r.hash("book").map(BookId);
            let (standard, fees, parts) = (book()?, book()?, book()?);
            let (sla, wording, knowledge) = (book()?, book()?, book()?);
            FeedItem::Edition { id, books: BookSet { standard, fees, parts, sla, wording, knowledge } }
        }
        feed::STOCK => {
            r.array_of(2, "stock")?;
            FeedItem::Stock { part: r.id("part")?, count: r.i32("count")? }
        }
        feed::ERASED => {
            r.array_of(1, "erased")?;
            FeedItem::Erased { subject: r.subject()? }
        }
        feed::CERTIFICATES => {
            r.array_of(1, "certificates")?;
            FeedItem::Certificates(r.list(MOST_CERTIFICATES, "certificates", read_certificate)?)
        }
        feed::EARLIER => {
            r.array_of(2, "earlier")?;
            FeedItem::Earlier { visit: r.id("visit")?, earlier: read_earlier(&mut r)? }
        }
        _ => return Ok(None),
    };
    r.finish()?;
    Ok(Some(item))
}
