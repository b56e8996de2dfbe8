//! What the office looks for in a photograph's bytes without decoding it.
//!
//! Photographs lose place and device on the phone. One that still carries them here is
//! kept closed, because named bytes are never changed. What cannot be judged is kept
//! closed, too.

/// What a photograph's bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoKind {
    /// A JPEG.
    Jpeg,
    /// A PNG.
    Png,
    /// Neither.
    Other,
}

impl PhotoKind {
    /// What the first bytes say.
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xFF, 0xD8, 0xFF, ..] => Self::Jpeg,
            [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Self::Png,
            _ => Self::Other,
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Other => "application/octet-stream",
        }
    }
}

/// Whether it must be kept closed: it carries metadata, or nobody can tell.
pub fn is_kept_closed(bytes: &[u8]) -> bool {
    match PhotoKind::of(bytes) {
        PhotoKind::Jpeg => jpeg_tells(bytes).unwrap_or(true),
        PhotoKind::Png => png_tells(bytes).unwrap_or(true),
        PhotoKind::Other => true,
    }
}

/// Whether a JPEG has EXIF, XMP, IPTC or a comment; none where its segments do not read.
fn jpeg_tells(bytes: &[u8]) -> Option<bool> {
    let mut rest = bytes.get(2..)?;
    loop {
        let [0xFF, marker, after @ ..] = rest else { return None };
        match marker {
            0xFF => rest = rest.get(1..)?,
            // The picture itself begins: what follows are its bits.
            0xDA | 0xD9 => return Some(false),
            0xE1 | 0xED | 0xFE => return Some(true),
            0x01 | 0xD0..=0xD7 => rest = after,
            _ => {
                let (length, _) = after.split_first_chunk::<2>()?;
                rest = after.get(usize::from(u16::from_be_bytes(*length)).max(2)..)?;
            }
        }
    }
}

/// Whether a PNG has EXIF or texts; none where its chunks do not read.
fn png_tells(bytes: &[u8]) -> Option<bool> {
    let mut rest = bytes.get(8..)?;
    loop {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (kind, body) = after.split_first_chunk::<4>()?;
        match kind {
            b"IEND" => return Some(false),
            b"eXIf" | b"tEXt" | b"iTXt" | b"zTXt" => return Some(true),
            _ => {
                let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
                rest = body.get(length.checked_add(4)?..)?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg(segment: &[u8]) -> Vec<u8> {
        [&[0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2], segment, &[0xFF, 0xDA, 0, 2, 9, 9]].concat()
    }

    #[test]
    fn a_photo_that_tells_where_it_was_taken_is_kept_closed() {
        assert!(!is_kept_closed(&jpeg(&[])));
        assert!(is_kept_closed(&jpeg(b"\xFF\xE1\x00\x08Exif\0\0")));
        assert!(is_kept_closed(&jpeg(b"\xFF\xFE\x00\x04hi")));
        let png = |chunk: &[u8]| [b"\x89PNG\r\n\x1a\n", chunk, b"\0\0\0\0IEND\0\0\0\0"].concat();
        assert!(!is_kept_closed(&png(b"")));
        assert!(is_kept_closed(&png(b"\0\0\0\x02tEXthi\0\0\0\0")));
    }

    #[test]
    fn what_nobody_can_judge_is_kept_closed() {
        assert!(is_kept_closed(b""));
        assert!(is_kept_closed(b"GIF89a"));
        let whole = jpeg(&[]);
        for length in 0..10 {
            assert!(is_kept_closed(&whole[..length]), "cut to {length}");
        }
    }
}
