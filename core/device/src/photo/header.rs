//! What a photo file claims to be, read before any decoder sees it.
//!
//! Works in constant memory. The decoder is lenient about JPEGs that break off
//! (it paints the rest grey), so the walk from marker to marker up to the end of
//! the image is made here.

use std::io::{self, BufRead, ErrorKind, Read};

use super::PhotoRefusal;

/// Bytes of decoding memory that `most_pixels` stands for, a pixel.
const MEMORY_PER_PIXEL: u64 = 4;

const PNG_SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1a\n";

/// The kinds of file that a photo may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Jpeg,
    Png,
}

/// Kind and size, and what decoding will cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub format: Format,
    pub width: u32,
    pub height: u32,
    /// Bytes held while decoding and shrinking, a pixel.
    decoding_cost: u64,
    /// How many components each scan must have, where that matters.
    scan_components: Option<u8>,
}

impl Header {
    /// Reads from the start of a file, up to and including the dimensions.
    pub fn read(file: &mut impl BufRead) -> Result<Self, PhotoRefusal> {
        match array::<2>(file) {
            Ok([0xFF, 0xD8]) => jpeg_header(file),
            Ok([0x89, b'P']) => png_header(file),
            Ok(_) => Err(PhotoRefusal::NotAnImage),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(PhotoRefusal::NotAnImage),
            Err(error) => Err(PhotoRefusal::Unreadable(error)),
        }
    }

    /// Refuses a picture that would need more memory than the limit stands for.
    pub fn check_fits(&self, most_pixels: u64) -> Result<(), PhotoRefusal> {
        let affordable = most_pixels.saturating_mul(MEMORY_PER_PIXEL) / self.decoding_cost.max(1);
        let most = most_pixels.min(affordable);
        let pixels = u64::from(self.width) * u64::from(self.height);
        match pixels {
            0 => Err(PhotoRefusal::Damaged { place: "the header gives no size" }),
            _ if pixels > most => Err(PhotoRefusal::TooManyPixels { pixels, most }),
            _ => Ok(()),
        }
    }

    /// What the decoder may allocate, with room for its tables and small pictures.
    pub fn decoding_bytes(&self) -> u64 {
        const TABLES: u64 = 1 << 20;
        u64::from(self.width) * u64::from(self.height) * self.decoding_cost + TABLES
    }

    /// Goes on from where [`Header::read`] stopped. A PNG's decoder notices
    /// by itself when rows are missing.
    pub fn check_reaches_its_end(&self, file: &mut impl BufRead) -> Result<(), PhotoRefusal> {
        match self.format {
            Format::Jpeg => jpeg_reaches_its_end(self.scan_components, file),
            Format::Png => Ok(()),
        }
    }
}

fn png_header(file: &mut impl Read) -> Result<Header, PhotoRefusal> {
    const PLACE: &str = "the PNG header";
    match array::<6>(file) {
        Ok(rest) if PNG_SIGNATURE.ends_with(&rest) => {}
        Err(error) if error.kind() != ErrorKind::UnexpectedEof => return Err(PhotoRefusal::Unreadable(error)),
        _ => return Err(PhotoRefusal::NotAnImage),
    }
    let chunk: [u8; 8] = array(file).map_err(broken_off(PLACE))?;
    if chunk != *b"\0\0\0\x0dIHDR" {
        return Err(PhotoRefusal::Damaged { place: PLACE });
    }
    let width = u32::from_be_bytes(array(file).map_err(broken_off(PLACE))?);
    let height = u32::from_be_bytes(array(file).map_err(broken_off(PLACE))?);
    let [depth, colour] = array(file).map_err(broken_off(PLACE))?;
    // Any PNG may turn out to have transparency: one more channel, and a copy of
    // the pixels multiplied by it while shrinking.
    let channels = if matches!(colour, 0 | 4) { 2 } else { 4 };
    let sample_bytes = if depth == 16 { 2 } else { 1 };
    let decoding_cost = channels * sample_bytes * 2;
    Ok(Header { format: Format::Png, width, height, decoding_cost, scan_components: None })
}

fn jpeg_header(file: &mut impl BufRead) -> Result<Header, PhotoRefusal> {
    const PLACE: &str = "the JPEG header";
    // The third byte belongs to the kind too: text may begin with two odd bytes.
    match file.fill_buf().map_err(PhotoRefusal::Unreadable)?.first() {
        Some(0xFF) => {}
        Some(_) => return Err(PhotoRefusal::NotAnImage),
        None => return Err(PhotoRefusal::Damaged { place: PLACE }),
    }
    loop {
        match next_marker(file).map_err(broken_off(PLACE))? {
            marker::SCAN | marker::END => return Err(PhotoRefusal::Damaged { place: "no frame before the picture" }),
            found if marker::is_frame(found) => return jpeg_frame(found, file).map_err(broken_off(PLACE)),
            _ => skip_segment(file).map_err(broken_off(PLACE))?,
        }
    }
}

fn jpeg_frame(found: u8, file: &mut impl Read) -> io::Result<Header> {
    let [_, _, _precision, high, low, wide, narrow, components] = array(file)?;
    let is_progressive = found == marker::PROGRESSIVE;
    // A progressive picture is held whole as 16-bit coefficients beside its samples.
    let sample_cost = if is_progressive { 3 } else { 1 };
    Ok(Header {
        format: Format::Jpeg,
        width: u32::from(u16::from_be_bytes([wide, narrow])),
        height: u32::from(u16::from_be_bytes([high, low])),
        decoding_cost: u64::from(components) * sample_cost,
        scan_components: (!is_progressive).then_some(components),
    })
}

/// Also refuses a sequential picture whose colours come one after the other:
/// the decoder (zune-jpeg 0.5.15) shows wrong colours for those, and says nothing.
fn jpeg_reaches_its_end(scan_components: Option<u8>, file: &mut impl BufRead) -> Result<(), PhotoRefusal> {
    const PLACE: &str = "the picture breaks off";
    let mut has_scan = false;
    loop {
        match next_marker(file).map_err(broken_off(PLACE))? {
            marker::END if has_scan => return Ok(()),
            marker::END => return Err(PhotoRefusal::Damaged { place: "there is no picture" }),
            marker::SCAN => {
                let [_, _, components] = array(file).map_err(broken_off(PLACE))?;
                if scan_components.is_some_and(|expected| expected != components) {
                    return Err(PhotoRefusal::SeparateScans);
                }
                has_scan = true;
            }
            _ => skip_segment(file).map_err(broken_off(PLACE))?,
        }
    }
}

/// JPEG markers (ITU-T T.81, table B.1), without their leading 0xFF.
mod marker {
    pub const PROGRESSIVE: u8 = 0xC2;
    pub const END: u8 = 0xD9;
    pub const SCAN: u8 = 0xDA;

    /// Start of a frame. C4, C8 and CC lie in the range and mean other things.
    pub fn is_frame(marker: u8) -> bool {
        matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
    }

    /// Inside the picture's data: an escaped 0xFF, or a restart.
    pub fn is_data(marker: u8) -> bool {
        matches!(marker, 0x00 | 0x01 | 0xD0..=0xD8)
    }
}

/// Passes over picture data and stray bytes, as every decoder does.
fn next_marker(file: &mut impl BufRead) -> io::Result<u8> {
    loop {
        file.skip_until(0xFF)?;
        let mut found = 0xFF;
        while found == 0xFF {
            [found] = array(file)?;
        }
        if !marker::is_data(found) {
            return Ok(found);
        }
    }
}

/// Metadata is skipped by its length: a thumbnail in it has an end of its own.
fn skip_segment(file: &mut impl BufRead) -> io::Result<()> {
    let length = u64::from(u16::from_be_bytes(array(file)?));
    let content = length.checked_sub(2).ok_or(ErrorKind::InvalidData)?;
    match io::copy(&mut file.take(content), &mut io::sink())? {
        skipped if skipped == content => Ok(()),
        _ => Err(ErrorKind::UnexpectedEof.into()),
    }
}

fn array<const N: usize>(file: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn broken_off(place: &'static str) -> impl FnOnce(io::Error) -> PhotoRefusal {
    move |error| match error.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::InvalidData => PhotoRefusal::Damaged { place },
        _ => PhotoRefusal::Unreadable(error),
    }
}
