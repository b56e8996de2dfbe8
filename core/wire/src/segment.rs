//! A stretch of a lane as it is stored: by the office for good, by a phone once
//! a visit is closed and proved. `zstd([version, [event, …]])`.
//!
//! Lane, base and head are kept beside it; [`crate::chain::verify`] tells whether
//! the events are those that the head vouches for.

use crate::error::WireError;
use crate::frame::{read_sent, write_sent};
use crate::message::SentEvent;
use crate::pack;
use crate::reader::Reader;
use crate::writer::Writer;

/// The version of this form, apart from the one of messages: stored bytes live longer.
const VERSION: u32 = 1;

/// The largest segment before compression, in bytes.
pub const LARGEST_SEGMENT: usize = 64 << 20;

/// The bytes of these events. Whoever stores more than [`LARGEST_SEGMENT`] makes two of it;
/// one push never holds as much.
pub fn encode_segment(events: &[SentEvent]) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(2).u32(VERSION).list(events, write_sent);
    pack::pack(&w.into_bytes())
}

/// Reads what [`encode_segment`] wrote.
pub fn decode_segment(bytes: &[u8]) -> Result<Vec<SentEvent>, WireError> {
    let cbor = pack::unpack(bytes, LARGEST_SEGMENT, "segment")?;
    let mut r = Reader::open(&cbor, LARGEST_SEGMENT, "segment")?;
    r.array_of(2, "segment")?;
    let theirs = r.u32("version")?;
    if theirs != VERSION {
        return Err(WireError::Version { theirs });
    }
    let events = r.list(LARGEST_SEGMENT, "events", read_sent)?;
    r.finish()?;
    Ok(events)
}
