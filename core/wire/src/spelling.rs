//! The one spelling of a value, checked over the whole before anything is read.
//!
//! minicbor takes long integers, open lengths, maps and trailing bytes; we do not.
//! After [`check`] every value is in its shortest form, so a reader that takes
//! exactly one shape can be left by exactly one sequence of bytes.

use crate::error::WireError;

/// How deep arrays may stand in arrays.
const DEEPEST: usize = 12;

/// Whether `bytes` are one value in its one spelling, with nothing after it.
pub(crate) fn check(bytes: &[u8]) -> Result<(), WireError> {
    let mut rest = bytes;
    let mut open: Vec<u64> = vec![1];
    while let Some(left) = open.last_mut() {
        let Some(fewer) = left.checked_sub(1) else {
            open.pop();
            continue;
        };
        *left = fewer;
        let (head, after) = Head::read(rest)?;
        rest = match head.major {
            0 | 1 => after,
            2 => split(after, head.argument)?.1,
            3 => {
                let (text, after) = split(after, head.argument)?;
                std::str::from_utf8(text).map_err(|_| WireError::Spelling)?;
                after
            }
            4 => {
                if open.len() > DEEPEST {
                    return Err(WireError::TooLong { what: "nesting", limit: DEEPEST });
                }
                open.push(head.argument);
                after
            }
            // 20, 21 and 22 are false, true and null; floats and the rest never stand here.
            7 if matches!(head.argument, 20..=22) => after,
            _ => return Err(WireError::Spelling),
        };
    }
    if rest.is_empty() { Ok(()) } else { Err(WireError::Trailing) }
}

/// What stands before every value: what it is, and how much of it.
struct Head {
    major: u8,
    argument: u64,
}

impl Head {
    fn read(bytes: &[u8]) -> Result<(Self, &[u8]), WireError> {
        let (first, rest) = bytes.split_first().ok_or(WireError::CutShort)?;
        let major = first >> 5;
        let (argument, shorter_holds, rest) = match first & 0x1f {
            small @ 0..24 => return Ok((Self { major, argument: u64::from(small) }, rest)),
            24 => number::<1>(rest, 23)?,
            25 => number::<2>(rest, u64::from(u8::MAX))?,
            26 => number::<4>(rest, u64::from(u16::MAX))?,
            27 => number::<8>(rest, u64::from(u32::MAX))?,
            _ => return Err(WireError::Spelling),
        };
        // A simple value in two bytes is never one of ours.
        if shorter_holds || major == 7 {
            return Err(WireError::Spelling);
        }
        Ok((Self { major, argument }, rest))
    }
}

/// A number of `N` bytes, and whether a shorter form would have held it.
fn number<const N: usize>(bytes: &[u8], shorter: u64) -> Result<(u64, bool, &[u8]), WireError> {
    let (digits, rest) = bytes.split_first_chunk::<N>().ok_or(WireError::CutShort)?;
    let number = digits.iter().fold(0u64, |sum, digit| (sum << 8) | u64::from(*digit));
    Ok((number, number <= shorter, rest))
}

fn split(bytes: &[u8], at: u64) -> Result<(&[u8], &[u8]), WireError> {
    usize::try_from(at).ok().and_then(|at| bytes.split_at_checked(at)).ok_or(WireError::CutShort)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_all(expected: Result<(), WireError>, cases: &[&[u8]]) {
        for case in cases {
            assert_eq!(check(case), expected, "{case:02x?}");
        }
    }

    #[test]
    fn short_plain_values_are_taken() {
        check_all(Ok(()), &[&[0x17], &[0x18, 0x18], &[0x20], &[0x80], &[0x82, 0xf6, 0xf5], &[0x61, b'a']]);
    }

    #[test]
    fn a_longer_spelling_of_the_same_number_is_refused() {
        check_all(
            Err(WireError::Spelling),
            &[
                &[0x18, 0x17],
                &[0x19, 0, 0xff],
                &[0x1a, 0, 0, 0xff, 0xff],
                &[0x1b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
                &[0x38, 0x00],
                &[0x98, 0x00],
                &[0x58, 0x00],
            ],
        );
    }

    #[test]
    fn maps_tags_floats_open_lengths_and_odd_simple_values_are_refused() {
        check_all(
            Err(WireError::Spelling),
            &[&[0xa0], &[0xc0, 0x00], &[0xf9, 0, 0], &[0x9f, 0xff], &[0x5f, 0xff], &[0xf7], &[0xf8, 0x20], &[0xff]],
        );
    }

    #[test]
    fn what_ends_early_or_late_is_refused() {
        check_all(
            Err(WireError::CutShort),
            &[&[], &[0x82, 0], &[0x42, 0], &[0x19, 1], &[0x9b, 0xff, 0, 0, 0, 0, 0, 0, 0]],
        );
        check_all(Err(WireError::Trailing), &[&[0, 0], &[0x80, 0xf6]]);
    }

    #[test]
    fn a_text_that_is_no_text_and_arrays_without_end_are_refused() {
        check_all(Err(WireError::Spelling), &[&[0x61, 0xff]]);
        check_all(Err(WireError::TooLong { what: "nesting", limit: DEEPEST }), &[&[0x81; 4096]]);
    }
}
