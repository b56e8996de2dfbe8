//! A signature's strokes: what the finger did, so that it can be drawn at any size.
//!
//! `[version, width, height, [stroke, …]]`; a stroke is one flat array, its first
//! point as it is and each further one as steps from the point before: x, y, ms, pressure.

use crate::error::WireError;
use crate::reader::Reader;
use crate::writer::Writer;

const VERSION: u32 = 1;

/// The largest signature, in bytes.
pub const LARGEST_STROKES: usize = 256 * 1024;
/// The most strokes.
pub const MOST_STROKES: usize = 512;
/// The most points of one stroke.
pub const MOST_POINTS: usize = 8_192;

/// A signature as it was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strokes {
    /// Width of the field, in its own units.
    pub width: u32,
    /// Height of the field.
    pub height: u32,
    /// From touch to lift, in order.
    pub strokes: Vec<Vec<StrokePoint>>,
}

/// Where the finger was, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StrokePoint {
    /// From the left edge.
    pub x: i32,
    /// From the upper edge.
    pub y: i32,
    /// Since the first touch.
    pub t_ms: u32,
    /// How hard, as the platform scales it; 0 where it cannot tell.
    pub pressure: u16,
}

/// The bytes of a signature.
pub fn encode_strokes(signature: &Strokes) -> Vec<u8> {
    let Strokes { width, height, strokes } = signature;
    let mut w = Writer::new();
    w.array(4).u32(VERSION).u32(*width).u32(*height).list(strokes, |w, stroke| {
        w.array(stroke.len().saturating_mul(4));
        let mut before = [0; 4];
        for point in stroke {
            let StrokePoint { x, y, t_ms, pressure } = *point;
            let now = [i64::from(x), i64::from(y), i64::from(t_ms), i64::from(pressure)];
            for (now, before) in now.iter().zip(before) {
                w.i64(now - before);
            }
            before = now;
        }
    });
    w.into_bytes()
}

/// Reads a signature. Points may lie outside the field and times may go back: what was
/// drawn is kept as it was.
pub fn decode_strokes(bytes: &[u8]) -> Result<Strokes, WireError> {
    let mut r = Reader::open(bytes, LARGEST_STROKES, "strokes")?;
    r.array_of(4, "strokes")?;
    let theirs = r.u32("version")?;
    if theirs != VERSION {
        return Err(WireError::Version { theirs });
    }
    let (width, height) = (r.u32("width")?, r.u32("height")?);
    let strokes = r.list(MOST_STROKES, "strokes", read_stroke)?;
    r.finish()?;
    Ok(Strokes { width, height, strokes })
}

fn read_stroke(r: &mut Reader) -> Result<Vec<StrokePoint>, WireError> {
    let numbers = r.array("stroke")?;
    if numbers % 4 != 0 {
        return Err(WireError::Shape { at: "stroke" });
    }
    if numbers / 4 > MOST_POINTS {
        return Err(WireError::TooLong { what: "stroke", limit: MOST_POINTS });
    }
    let mut before = StrokePoint::default();
    (0..numbers / 4)
        .map(|_| {
            before = StrokePoint {
                x: stepped(r, before.x)?,
                y: stepped(r, before.y)?,
                t_ms: stepped(r, before.t_ms)?,
                pressure: stepped(r, before.pressure)?,
            };
            Ok(before)
        })
        .collect()
}

fn stepped<T: Into<i64> + TryFrom<i64>>(r: &mut Reader, before: T) -> Result<T, WireError> {
    let now = r.i64("point")?.checked_add(before.into()).ok_or(WireError::Value { at: "point" })?;
    T::try_from(now).map_err(|_| WireError::Value { at: "point" })
}
