//! Messages as bodies of a request and its answer.
//!
//! - A push is one zstd frame around `[version, …]`.
//! - An answer is a row of parts, each `length (u32, highest byte first) ‖ SHA-256 of
//!   what follows ‖ zstd([version, part, …])`: the verdicts, then the feed. A body that
//!   is cut after the verdicts still gives the verdicts.
//! - A refusal is `[version, code, detail]` in a media type of its own; nothing else
//!   that a network may answer is a refusal.
//!
//! What comes out of a frame is limited by the caller before memory is taken for it.

mod answer;
mod feed;
mod job;
mod push;
mod refused;

use crate::error::WireError;
use crate::message::{Answer, Feed, Push, VERSION, Verdicts};
use crate::pack;
use crate::reader::Reader;
use crate::writer::Writer;

pub use feed::{read_item, write_item};
pub use refused::{REFUSAL_MEDIA_TYPE, Refused, decode_refused, encode_refused};

pub(crate) use push::{read_sent, write_sent};

/// The longest challenge, in bytes.
pub const LONGEST_CHALLENGE: usize = 64;

/// The longest stable code, in bytes.
pub const LONGEST_CODE: usize = 64;

/// The body of a push.
pub fn encode_push(push: &Push) -> Vec<u8> {
    pack::pack(&push::write(push))
}

/// Reads a push of at most `limit` bytes before compression.
///
/// Events are not looked into: one that cannot be read keeps its place and is quarantined alone.
pub fn decode_push(body: &[u8], limit: usize) -> Result<Push, WireError> {
    push::read(&pack::unpack(body, limit, "push")?, limit)
}

/// The body of an answer.
pub fn encode_answer(answer: &Answer) -> Vec<u8> {
    let Answer { verdicts, feed } = answer;
    let mut body = Vec::new();
    answer::append_part(&mut body, &answer::write_verdicts(verdicts));
    if let Some(feed) = feed {
        answer::append_part(&mut body, &feed::write(feed));
    }
    body
}

/// Reads an answer whose parts have at most `limit` bytes each before compression.
/// Whatever is wrong after the verdicts leaves `feed` empty; [`decode_parts`] says what it was.
pub fn decode_answer(body: &[u8], limit: usize) -> Result<Answer, WireError> {
    let (verdicts, feed) = decode_parts(body, limit)?;
    Ok(Answer { verdicts, feed: feed.ok().flatten() })
}

/// Reads an answer and keeps apart what was wrong with the verdicts and what with
/// the feed. A feed of `Ok(None)` was not sent.
pub fn decode_parts(body: &[u8], limit: usize) -> Result<(Verdicts, Result<Option<Feed>, WireError>), WireError> {
    let (part, rest) = answer::take_part(body, limit)?;
    let verdicts = answer::read_verdicts(&part, limit)?;
    Ok((verdicts, read_feed(rest, limit)))
}

fn read_feed(rest: &[u8], limit: usize) -> Result<Option<Feed>, WireError> {
    if rest.is_empty() {
        return Ok(None);
    }
    let (part, rest) = answer::take_part(rest, limit)?;
    if !rest.is_empty() {
        return Err(WireError::Trailing);
    }
    feed::read(&part, limit).map(Some)
}

/// Starts a message of `len` elements; the version comes first and is one of them.
fn begin(len: usize) -> Writer {
    let mut w = Writer::new();
    w.array(len).u32(VERSION);
    w
}

/// Opens a message. Its length is looked at after its version, because another
/// version may have another one.
fn open<'a>(bytes: &'a [u8], limit: usize, len: usize, what: &'static str) -> Result<Reader<'a>, WireError> {
    let mut r = Reader::open(bytes, limit, what)?;
    let found = r.array(what)?;
    let theirs = r.u32("version")?;
    if theirs != VERSION {
        return Err(WireError::Version { theirs });
    }
    if found == len { Ok(r) } else { Err(WireError::Shape { at: what }) }
}
