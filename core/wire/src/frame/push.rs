//! What a phone sends.

use doorstep_domain::id::InstallationId;

use super::{LONGEST_CHALLENGE, begin, open};
use crate::code::sent;
use crate::error::WireError;
use crate::message::{Content, Cursor, Epoch, Offer, PhotoOffer, Push, Segment, SentEvent};
use crate::reader::{LONGEST_LIST, Reader};
use crate::writer::Writer;

const LEN: usize = 13;

pub(super) fn write(push: &Push) -> Vec<u8> {
    let Push { installation, request, epoch, challenge, cursor, digest, running, segments, .. } = push;
    let Push { offers, contents, photos, books_wanted, .. } = push;
    let mut w = begin(LEN);
    w.installation(installation).u64(*request);
    w.option(epoch.as_ref(), |w, Epoch(epoch)| {
        w.bytes(epoch);
    });
    w.bytes(challenge).option(cursor.as_ref(), write_cursor).hash(digest).u64(*running);
    w.list(segments, write_segment);
    w.list(offers, |w, Offer { subject, head }| {
        w.array(3).subject(subject).head(head);
    });
    w.list(contents, |w, Content { subject, salt, bytes }| {
        w.array(3).subject(subject).bytes(salt).bytes(bytes);
    });
    w.list(photos, |w, PhotoOffer { subject, hash, bytes_len }| {
        w.array(3).subject(subject).hash(hash).u64(*bytes_len);
    });
    w.list(books_wanted, |w, book| {
        w.hash(book);
    });
    w.into_bytes()
}

pub(super) fn read(bytes: &[u8], limit: usize) -> Result<Push, WireError> {
    let mut r = open(bytes, limit, LEN, "push")?;
    let push = Push {
        installation: r.installation("installation")?,
        request: r.u64("request")?,
        epoch: r.option("epoch", |r| r.fixed("epoch").map(Epoch))?,
        challenge: r.bytes(LONGEST_CHALLENGE, "challenge")?.to_vec(),
        cursor: r.option("cursor", read_cursor)?,
        digest: r.hash("digest")?,
        running: r.u64("running")?,
        segments: r.list(LONGEST_LIST, "segments", read_segment)?,
        offers: r.list(LONGEST_LIST, "offers", |r| {
            r.array_of(3, "offer")?;
            Ok(Offer { subject: r.subject()?, head: r.head()? })
        })?,
        contents: r.list(LONGEST_LIST, "contents", |r| {
            r.array_of(3, "content")?;
            Ok(Content { subject: r.subject()?, salt: r.fixed("salt")?, bytes: r.bytes(limit, "content")?.to_vec() })
        })?,
        photos: r.list(LONGEST_LIST, "photos", |r| {
            r.array_of(3, "photo")?;
            Ok(PhotoOffer { subject: r.subject()?, hash: r.hash("photo")?, bytes_len: r.u64("photo")? })
        })?,
        books_wanted: r.list(LONGEST_LIST, "books wanted", |r| r.hash("book"))?,
    };
    r.finish()?;
    Ok(push)
}

pub(super) fn write_cursor(w: &mut Writer, cursor: &Cursor) {
    let Cursor { epoch: Epoch(epoch), n, hash } = cursor;
    w.array(3).bytes(epoch).u64(*n).hash(hash);
}

pub(super) fn read_cursor(r: &mut Reader) -> Result<Cursor, WireError> {
    r.array_of(3, "cursor")?;
    Ok(Cursor { epoch: Epoch(r.fixed("epoch")?), n: r.u64("n")?, hash: r.hash("cursor")? })
}

fn write_segment(w: &mut Writer, segment: &Segment) {
    let Segment { subject, installation, continues, base, end, events } = segment;
    w.array(7).subject(subject);
    w.option(installation.as_ref(), |w, installation| {
        w.installation(installation);
    });
    w.option(continues.as_ref(), |w, (installation, head)| {
        w.array(3).installation(installation).head(head);
    });
    w.head(base).u64(*end).list(events, write_sent);
}

fn read_segment(r: &mut Reader) -> Result<Segment, WireError> {
    r.array_of(7, "segment")?;
    Ok(Segment {
        subject: r.subject()?,
        installation: r.option("installation", |r| r.installation("installation"))?,
        continues: r.option("continues", |r| {
            r.array_of(3, "continues")?;
            Ok((r.installation("continues")?, r.head()?))
        })?,
        base: r.head()?,
        end: r.u64("end")?,
        events: r.list(LONGEST_LIST, "events", read_sent)?,
    })
}

/// A plain event is its bytes alone; the rest are arrays with a number first.
pub(crate) fn write_sent(w: &mut Writer, event: &SentEvent) {
    match event {
        SentEvent::Plain(bytes) => w.bytes(bytes),
        SentEvent::Moved { bytes, from: InstallationId(from), seq, previous } => {
            w.array(5).u32(sent::MOVED).bytes(bytes).bytes(from).u64(*seq).hash(previous)
        }
        SentEvent::Withheld(hash) => w.array(2).u32(sent::WITHHELD).hash(hash),
    };
}

/// Events may be as long as the message: one that is too long is refused alone, when it is read.
pub(crate) fn read_sent(r: &mut Reader) -> Result<SentEvent, WireError> {
    const ANY: usize = usize::MAX;
    if !r.is_array() {
        return r.bytes(ANY, "event").map(|bytes| SentEvent::Plain(bytes.to_vec()));
    }
    let len = r.array("event")?;
    match (r.u32("event")?, len) {
        (sent::MOVED, 5) => Ok(SentEvent::Moved {
            bytes: r.bytes(ANY, "event")?.to_vec(),
            from: r.installation("from")?,
            seq: r.u64("seq")?,
            previous: r.hash("previous")?,
        }),
        (sent::WITHHELD, 2) => r.hash("withheld").map(SentEvent::Withheld),
        (code, _) => Err(WireError::Code { at: "sent event", code }),
    }
}
