//! Pixels: decoded, shrunk, upright, without transparency, and nothing else.
//!
//! Shrinking comes before turning, so that only small pictures are turned.

use std::io::{BufRead, Seek};

use fast_image_resize::Resizer;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, Limits, Rgb, RgbImage, Rgba};
use jpeg_encoder::{ColorType, Encoder};

use super::PhotoRefusal;
use super::header::{Format, Header};

/// JPEG counts its edges in 16 bits.
const LONGEST_JPEG_EDGE: u32 = u16::MAX as u32;

/// What a kept photo shows.
pub(super) struct Picture(RgbImage);

impl Picture {
    /// Decodes a file whose header was found to be acceptable.
    pub fn decode(file: impl BufRead + Seek, header: &Header, longest_edge: u32) -> Result<Self, PhotoRefusal> {
        let limits = decoder_limits(header);
        let (stored, orientation) = match header.format {
            Format::Jpeg => read_pixels(JpegDecoder::new(file)?, limits, header)?,
            Format::Png => read_pixels(PngDecoder::with_limits(file, limits.clone())?, limits, header)?,
        };
        let mut upright = shrink(stored, longest_edge)?;
        upright.apply_orientation(orientation);
        Ok(Self(on_white(upright)))
    }

    /// The same picture, small. Made from the kept photo, not from the source.
    pub fn thumbnail(&self, longest_edge: u32) -> Result<Self, PhotoRefusal> {
        let small = shrink(DynamicImage::ImageRgb8(self.0.clone()), longest_edge)?;
        Ok(Self(small.into_rgb8()))
    }

    /// Width and height.
    pub fn dimensions(&self) -> (u32, u32) {
        self.0.dimensions()
    }

    /// A baseline JPEG whose only segment besides the picture is JFIF's fixed one.
    pub fn to_jpeg(&self, quality: u8) -> Result<Vec<u8>, PhotoRefusal> {
        let too_long = |_| PhotoRefusal::NotMade { doing: "an edge is too long for a JPEG" };
        let width = u16::try_from(self.0.width()).map_err(too_long)?;
        let height = u16::try_from(self.0.height()).map_err(too_long)?;
        let mut jpeg = Vec::new();
        let encoder = Encoder::new(&mut jpeg, quality.clamp(1, 100));
        encoder
            .encode(self.0.as_raw(), width, height, ColorType::Rgb)
            .map_err(|_| PhotoRefusal::NotMade { doing: "encoding the JPEG" })?;
        Ok(jpeg)
    }
}

/// A second fence behind the header check, inside the decoder.
fn decoder_limits(header: &Header) -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(header.width);
    limits.max_image_height = Some(header.height);
    limits.max_alloc = Some(header.decoding_bytes());
    limits
}

fn read_pixels(
    mut decoder: impl ImageDecoder,
    limits: Limits,
    header: &Header,
) -> Result<(DynamicImage, Orientation), PhotoRefusal> {
    decoder.set_limits(limits)?;
    if decoder.dimensions() != (header.width, header.height) {
        return Err(PhotoRefusal::Damaged { place: "two sizes in one file" });
    }
    let orientation = decoder.orientation()?;
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

fn shrink(image: DynamicImage, longest_edge: u32) -> Result<DynamicImage, PhotoRefusal> {
    let (width, height) = fit(image.width(), image.height(), longest_edge);
    if (width, height) == (image.width(), image.height()) {
        return Ok(image);
    }
    let mut small = DynamicImage::new(width, height, image.color());
    Resizer::new().resize(&image, &mut small, None).map_err(|_| PhotoRefusal::NotMade { doing: "shrinking" })?;
    Ok(small)
}

/// The size whose longer edge is at most `longest_edge`, never larger than it was.
fn fit(width: u32, height: u32, longest_edge: u32) -> (u32, u32) {
    let longest = width.max(height);
    let target = longest_edge.clamp(1, LONGEST_JPEG_EDGE);
    if longest <= target {
        return (width, height);
    }
    let scaled = |edge: u32| {
        let rounded = (u64::from(edge) * u64::from(target) + u64::from(longest) / 2) / u64::from(longest);
        u32::try_from(rounded).unwrap_or(target).max(1)
    };
    (scaled(width), scaled(height))
}

/// JPEG has no transparency, and what lies under it may be anything.
fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let see_through = image.into_rgba8();
    RgbImage::from_fn(see_through.width(), see_through.height(), |x, y| {
        let Rgba([red, green, blue, alpha]) = *see_through.get_pixel(x, y);
        Rgb([red, green, blue].map(|colour| over_white(colour, alpha)))
    })
}

fn over_white(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u32::from(colour), u32::from(alpha));
    u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_edge_decides_and_no_edge_vanishes() {
        assert_eq!(fit(4000, 3000, 1600), (1600, 1200));
        assert_eq!(fit(3000, 4000, 1600), (1200, 1600));
        assert_eq!(fit(640, 480, 1600), (640, 480));
        assert_eq!(fit(60_000_000, 1, 1600), (1600, 1));
        assert_eq!(fit(10, 10, 0), (1, 1));
    }

    #[test]
    fn what_is_transparent_turns_white_and_what_is_not_stays() {
        assert_eq!((over_white(0, 0), over_white(200, 255), over_white(0, 128)), (255, 200, 127));
    }
}
