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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn point() -> impl Strategy<Value = StrokePoint> {
        (any::<i32>(), any::<i32>(), any::<u32>(), any::<u16>()).prop_map(|(x, y, t_ms, pressure)| StrokePoint {
            x,
            y,
            t_ms,
            pressure,
        })
    }

    proptest! {
        #[test]
        fn any_signature_is_read_back(width: u32, height: u32, strokes in vec(vec(point(), 0..20), 0..5)) {
            let signature = Strokes { width, height, strokes };
            prop_assert_eq!(decode_strokes(&encode_strokes(&signature)), Ok(signature));
        }

        #[test]
        fn a_changed_byte_is_refused_or_means_something_else(
            strokes in vec(vec(point(), 0..5), 0..3), at in any::<proptest::sample::Index>(), flip in 1..=255u8,
        ) {
            let mut bytes = encode_strokes(&Strokes { width: 600, height: 200, strokes });
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            if let Ok(read) = decode_strokes(&bytes) {
                prop_assert_eq!(encode_strokes(&read), bytes);
            }
        }
    }

    fn drawn(strokes: usize, points: usize) -> Strokes {
        let stroke = |_| (0..points as i32).map(|n| StrokePoint { x: n, y: n / 2, t_ms: 8 * n as u32, pressure: 300 });
        Strokes { width: 600, height: 200, strokes: (0..strokes).map(|at| stroke(at).collect()).collect() }
    }

    #[test]
    fn a_real_signature_costs_little() {
        let len = encode_strokes(&drawn(6, 120)).len();
        assert!(len < 720 * 5, "{len} bytes for 720 points");
    }

    #[test]
    fn too_many_strokes_points_or_bytes_are_refused() {
        let refused = |signature| decode_strokes(&encode_strokes(&signature)).map(|_| ());
        assert_eq!(refused(drawn(MOST_STROKES, 1)), Ok(()));
        assert_eq!(
            refused(drawn(MOST_STROKES + 1, 1)),
            Err(WireError::TooLong { what: "strokes", limit: MOST_STROKES })
        );
        assert_eq!(refused(drawn(1, MOST_POINTS)), Ok(()));
        assert_eq!(refused(drawn(1, MOST_POINTS + 1)), Err(WireError::TooLong { what: "stroke", limit: MOST_POINTS }));
        assert_eq!(
            refused(drawn(10, MOST_POINTS)),
            Err(WireError::TooLong { what: "strokes", limit: LARGEST_STROKES })
        );
    }

    #[test]
    fn a_step_out_of_range_and_half_a_point_are_refused() {
        // width 1, height 1, one stroke of a point with a pressure of -1
        assert_eq!(decode_strokes(&[0x84, 1, 1, 1, 0x81, 0x84, 0, 0, 0, 0x20]), Err(WireError::Value { at: "point" }));
        assert_eq!(decode_strokes(&[0x84, 1, 1, 1, 0x81, 0x83, 0, 0, 0]), Err(WireError::Shape { at: "stroke" }));
    }
}
