//! Events as bytes: `[kind, delta_ms, running_delta, body]`, or with a clock reading or
//! seen heads `[kind, delta_ms, running_delta, clock, seen, body]`.
//!
//! The envelope comes first and is read for every kind; the body comes last and is
//! an array whose shape its kind decides for ever. These bytes are hashed into the
//! chain: they are made once and kept as they are.

mod body;

use doorstep_domain::event::{Envelope, Event, Record, SeenHead};
use doorstep_domain::time::{BootId, Stamp};

use crate::error::WireError;
use crate::reader::Reader;
use crate::writer::Writer;

pub use body::{MOST_GROUPED, kind_of};

/// The longest event, in bytes.
pub const LONGEST_EVENT: usize = 16 * 1024;

/// The most heads that one event carries; whoever writes one leaves more to the next event.
pub const MOST_SEEN: usize = 64;

/// An event as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Its envelope.
    pub envelope: Envelope,
    /// What happened, if this version knows the kind.
    pub event: Result<Event, UnknownKind>,
}

/// A kind that this version does not know: keep the bytes, skip it in the fold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("events of kind {kind} are unknown here")]
pub struct UnknownKind {
    /// Its number.
    pub kind: u32,
}

impl UnknownKind {
    /// Stable key, as it stands in a quarantine verdict.
    pub fn code(&self) -> &'static str {
        "event/unknown-kind"
    }
}

/// The bytes of an event. They stay below [`LONGEST_EVENT`] with at most [`MOST_SEEN`] seen heads,
/// [`MOST_GROUPED`] checks and as much of an earlier visit as [`crate::terms`] allows.
pub fn encode(record: &Record) -> Vec<u8> {
    let Record { envelope: Envelope { delta_ms, running_delta, clock, seen }, event } = record;
    let is_short = clock.is_none() && seen.is_empty();
    let mut w = Writer::new();
    w.array(if is_short { 4 } else { 6 }).u32(kind_of(event)).u64(*delta_ms).u64(*running_delta);
    if !is_short {
        w.option(clock.as_ref(), write_stamp).list(seen, |w, SeenHead { lane, head }| {
            w.array(4).lane(lane).head(head);
        });
    }
    body::write(&mut w, event);
    w.into_bytes()
}

/// Reads an event. Fails on the bytes alone, never on what went before.
pub fn decode(bytes: &[u8]) -> Result<Decoded, WireError> {
    let mut r = Reader::open(bytes, LONGEST_EVENT, "event")?;
    let (kind, envelope) = read_envelope(&mut r)?;
    let Some(event) = body::read(&mut r, kind)? else {
        if !r.is_array() {
            return Err(WireError::Shape { at: "body" });
        }
        r.skip("body")?;
        r.finish()?;
        return Ok(Decoded { envelope, event: Err(UnknownKind { kind }) });
    };
    r.finish()?;
    let record = Record { envelope, event };
    if encode(&record) != bytes {
        return Err(WireError::Spelling);
    }
    let Record { envelope, event } = record;
    Ok(Decoded { envelope, event: Ok(event) })
}

/// Reads the envelope alone: also where [`decode`] cannot read the body, so that
/// the times after an undecodable event stay known.
pub fn decode_envelope(bytes: &[u8]) -> Result<Envelope, WireError> {
    let mut r = Reader::open(bytes, LONGEST_EVENT, "event")?;
    read_envelope(&mut r).map(|(_, envelope)| envelope)
}

fn read_envelope(r: &mut Reader) -> Result<(u32, Envelope), WireError> {
    let is_short = match r.array("event")? {
        4 => true,
        6 => false,
        _ => return Err(WireError::Shape { at: "event" }),
    };
    let kind = r.u32("kind")?;
    let (delta_ms, running_delta) = (r.u64("delta_ms")?, r.u64("running_delta")?);
    if is_short {
        return Ok((kind, Envelope { delta_ms, running_delta, clock: None, seen: Vec::new() }));
    }
    let clock = r.option("clock", read_stamp)?;
    let seen = r.list(MOST_SEEN, "seen", |r| {
        r.array_of(4, "seen")?;
        Ok(SeenHead { lane: r.lane()?, head: r.head()? })
    })?;
    // Without either, the short form is the one spelling.
    if clock.is_none() && seen.is_empty() {
        return Err(WireError::Spelling);
    }
    Ok((kind, Envelope { delta_ms, running_delta, clock, seen }))
}

fn write_stamp(w: &mut Writer, stamp: &Stamp) {
    let Stamp { wall_ms, mono_ms, boot: BootId(boot), uncertainty_ms } = stamp;
    w.array(4).i64(*wall_ms).u64(*mono_ms).u64(*boot).option(*uncertainty_ms, |w, ms| {
        w.u32(ms);
    });
}

fn read_stamp(r: &mut Reader) -> Result<Stamp, WireError> {
    r.array_of(4, "clock")?;
    Ok(Stamp {
        wall_ms: r.i64("wall_ms")?,
        mono_ms: r.u64("mono_ms")?,
        boot: BootId(r.u64("boot")?),
        uncertainty_ms: r.option("uncertainty_ms", |r| r.u32("uncertainty_ms"))?,
    })
}
