//! What a camera may hand over, and what is kept of it.

use std::fs;
use std::path::PathBuf;

use image::codecs::jpeg::JpegDecoder;
use image::{ImageDecoder, ImageFormat, Rgb, RgbImage, RgbaImage};
use jpeg_encoder::{ColorType, Encoder};
use tempfile::TempDir;

use super::*;

/// A phone with an empty photo folder and a camera that writes what it is told.
struct Phone {
    folder: TempDir,
    store: PhotoStore,
}

fn phone() -> Phone {
    let folder = tempfile::tempdir().unwrap();
    let store = PhotoStore::open(&folder.path().join("store")).unwrap();
    Phone { folder, store }
}

impl Phone {
    fn camera_writes(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn keep(&self, bytes: &[u8], limits: &PhotoLimits) -> Result<KeptPhoto, PhotoRefusal> {
        keep(&self.camera_writes("camera.jpg", bytes), &self.store, limits)
    }

    fn shown(&self, kept: &KeptPhoto) -> RgbImage {
        image::load_from_memory(&self.store.open_verified(&kept.hash).unwrap()).unwrap().into_rgb8()
    }

    fn files(&self) -> usize {
        let parts = ["photos", "thumbnails", "incoming"];
        parts.iter().map(|part| fs::read_dir(self.folder.path().join("store").join(part)).unwrap().count()).sum()
    }
}

/// Four colours, so that no turn or flip looks like another.
fn four_corners(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| match (x < width / 2, y < height / 3) {
        (true, true) => Rgb([220, 40, 40]),
        (false, true) => Rgb([40, 200, 60]),
        (true, false) => Rgb([50, 60, 210]),
        (false, false) => Rgb([230, 220, 60]),
    })
}

fn jpeg_of(picture: &RgbImage, adjust: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 92);
    adjust(&mut encoder);
    encoder.encode(picture.as_raw(), picture.width() as u16, picture.height() as u16, ColorType::Rgb).unwrap();
    bytes
}

fn jpeg() -> Vec<u8> {
    jpeg_of(&four_corners(320, 200), |_| {})
}

fn png_of(picture: impl Into<image::DynamicImage>) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// The first 33 bytes of a PNG, which claim a size and hold no picture.
fn png_header_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    bytes
}

/// 52° 31′ 12″ as EXIF writes it: degrees, minutes, seconds over one.
const LATITUDE: [u8; 24] = [0, 0, 0, 52, 0, 0, 0, 1, 0, 0, 0, 31, 0, 0, 0, 1, 0, 0, 0, 12, 0, 0, 0, 1];

/// An APP1 segment with an orientation tag and a place, after the JPEG's first two bytes.
fn with_exif(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    exif.extend([0, 2]);
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0]);
    exif.extend([0, 2]);
    exif.extend([0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0]);
    exif.extend([0, 2, 0, 5, 0, 0, 0, 3, 0, 0, 0, 68, 0, 0, 0, 0]);
    exif.extend(LATITUDE);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xE1], &length, &exif, &jpeg[2..]].concat()
}

/// How a sensor held as the tag says would store the picture (EXIF 2.3, 4.6.4 A).
fn stored_as(upright: &RgbImage, orientation: u8) -> RgbImage {
    let (width, height) = upright.dimensions();
    let (right, bottom) = (width - 1, height - 1);
    let (columns, rows) = if orientation < 5 { (width, height) } else { (height, width) };
    RgbImage::from_fn(columns, rows, |column, row| {
        let (x, y) = match orientation {
            1 => (column, row),
            2 => (right - column, row),
            3 => (right - column, bottom - row),
            4 => (column, bottom - row),
            5 => (row, column),
            6 => (right - row, column),
            7 => (right - row, bottom - column),
            _ => (row, bottom - column),
        };
        *upright.get_pixel(x, y)
    })
}

fn mean_difference(one: &RgbImage, other: &RgbImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions());
    let sum: u64 = one.iter().zip(other.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / one.len() as f64
}

#[track_caller]
fn check_refused(bytes: &[u8], code: &str) {
    let phone = phone();
    let refusal = phone.keep(bytes, &PhotoLimits::default()).unwrap_err();
    assert_eq!(refusal.code(), code, "{refusal:?}");
    assert_eq!(phone.files(), 0, "something was left behind");
}

fn fixture(name: &str) -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../../fixtures", name].iter().collect()
}

#[test]
fn what_is_no_photo_is_refused() {
    check_refused(b"", "photo/empty");
    check_refused(b"P", "photo/not-an-image");
    check_refused(b"Serial number 4711, see the nameplate", "photo/not-an-image");
    check_refused(b"\xFF\xD8 looks like a JPEG for two bytes", "photo/not-an-image");
    check_refused(b"\x89Paint", "photo/not-an-image");
    check_refused(b"GIF89a\x01\0\x01\0\0\0\0;", "photo/not-an-image");
    check_refused(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "photo/not-an-image");
}

#[test]
fn a_file_that_is_not_there_and_a_file_that_is_none_are_told_apart() {
    let phone = phone();
    let limits = PhotoLimits::default();
    let absent = keep(&phone.folder.path().join("absent.jpg"), &phone.store, &limits).unwrap_err();
    let folder = keep(phone.folder.path(), &phone.store, &limits).unwrap_err();
    assert_eq!((absent.code(), folder.code()), ("photo/absent", "photo/unreadable"));
}

#[test]
fn a_file_is_too_large_from_one_byte_on() {
    let (phone, photo) = (phone(), jpeg());
    let allowing = |most_bytes| PhotoLimits { most_bytes, ..PhotoLimits::default() };
    assert!(phone.keep(&photo, &allowing(photo.len() as u64)).is_ok());
    let refusal = phone.keep(&photo, &allowing(photo.len() as u64 - 1)).unwrap_err();
    assert_eq!(refusal.code(), "photo/too-large");
}

/// The file ends after its header: had a decoder been asked, it would be damaged.
#[test]
fn a_png_that_claims_too_much_is_refused_by_its_header_alone() {
    check_refused(&png_header_claiming(30_000, 30_000), "photo/too-many-pixels");
    check_refused(&png_header_claiming(u32::MAX, u32::MAX), "photo/too-many-pixels");
    check_refused(&png_header_claiming(0, 30_000), "photo/damaged");
    check_refused(&png_header_claiming(30, 30), "photo/damaged");
}

#[test]
fn a_jpeg_that_claims_too_much_is_refused_by_its_header_alone() {
    let mut bytes = jpeg();
    let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
    bytes[frame + 5..frame + 9].fill(0xFF);
    bytes.truncate(frame + 12);
    check_refused(&bytes, "photo/too-many-pixels");
}

/// A progressive JPEG is held as coefficients and as samples: 9 bytes a pixel.
#[test]
fn a_hungry_kind_is_refused_at_fewer_pixels() {
    let picture = four_corners(320, 200);
    let limits = PhotoLimits { most_pixels: 320 * 200, ..PhotoLimits::default() };
    let progressive = jpeg_of(&picture, |encoder| encoder.set_progressive(true));
    assert!(phone().keep(&jpeg(), &limits).is_ok());
    assert!(phone().keep(&progressive, &PhotoLimits::default()).is_ok());
    assert_eq!(phone().keep(&progressive, &limits).unwrap_err().code(), "photo/too-many-pixels");
    assert_eq!(phone().keep(&png_of(picture), &limits).unwrap_err().code(), "photo/too-many-pixels");
}

#[test]
fn a_photo_that_breaks_off_anywhere_is_refused() {
    let picture = four_corners(320, 200);
    let progressive = jpeg_of(&picture, |encoder| encoder.set_progressive(true));
    let restarting = jpeg_of(&picture, |encoder| encoder.set_restart_interval(4));
    for whole in [with_exif(&jpeg(), 6), progressive, restarting] {
        assert!(phone().keep(&whole, &PhotoLimits::default()).is_ok());
        for length in (3..whole.len() - 1).step_by(61).chain([whole.len() - 1]) {
            check_refused(&whole[..length], "photo/damaged");
        }
    }
    let png = png_of(picture);
    for length in (8..png.len() - 16).step_by(61) {
        check_refused(&png[..length], "photo/damaged");
    }
}

/// Kept, they would show colours that the camera did not see.
#[test]
fn a_jpeg_whose_colours_come_one_after_the_other_is_refused() {
    let separate = jpeg_of(&four_corners(320, 200), |encoder| encoder.set_optimized_huffman_tables(true));
    check_refused(&separate, "photo/unsupported");
}

/// What a battery leaves that dies before the camera's last pages are written.
#[test]
fn a_photo_whose_tail_is_zeros_is_refused() {
    let mut bytes = jpeg();
    let half = bytes.len() / 2;
    bytes[half..].fill(0);
    check_refused(&bytes, "photo/damaged");
}

#[test]
fn the_same_picture_is_kept_however_the_phone_was_held() {
    let phone = phone();
    let upright = four_corners(320, 200);
    let limits = PhotoLimits { longest_edge_px: 160, ..PhotoLimits::default() };
    let expected = phone.shown(&phone.keep(&jpeg(), &limits).unwrap());
    let difference = mean_difference(&expected, &four_corners(160, 100));
    assert!(difference < 3.0, "shrinking alone differs by {difference}");
    for orientation in 1..=8 {
        let source = with_exif(&jpeg_of(&stored_as(&upright, orientation), |_| {}), orientation);
        let kept = phone.keep(&source, &limits).unwrap();
        assert_eq!((kept.width, kept.height), (160, 100), "orientation {orientation}");
        let difference = mean_difference(&phone.shown(&kept), &expected);
        assert!(difference < 1.5, "orientation {orientation} differs by {difference}");
    }
}

#[test]
fn place_and_camera_do_not_leave_the_phone() {
    let phone = phone();
    let source = with_exif(&jpeg(), 1);
    let tells = |bytes: &[u8]| {
        bytes.windows(4).any(|found| found == b"Exif") || bytes.windows(24).any(|found| found == LATITUDE)
    };
    assert!(tells(&source), "the source gives nothing away");

    let kept = phone.keep(&source, &PhotoLimits::default()).unwrap();

    for path in [phone.store.path(&kept.hash), phone.store.thumbnail(&kept.hash)] {
        let bytes = fs::read(path).unwrap();
        assert!(!tells(&bytes));
        let mut decoder = JpegDecoder::new(std::io::Cursor::new(&bytes)).unwrap();
        assert_eq!(decoder.exif_metadata().unwrap(), None);
        assert_eq!(decoder.icc_profile().unwrap(), None);
        assert_eq!(decoder.xmp_metadata().unwrap(), None);
        assert_eq!(decoder.iptc_metadata().unwrap(), None);
    }
}

#[test]
fn the_same_source_twice_is_one_photo() {
    let phone = phone();
    let first = phone.keep(&jpeg(), &PhotoLimits::default()).unwrap();
    let second = phone.keep(&jpeg(), &PhotoLimits::default()).unwrap();
    assert_eq!(first, second);
    assert_eq!(phone.files(), 2, "one photo and one thumbnail");
}

#[test]
fn a_photo_is_named_by_its_bytes_and_fits_its_limits() {
    let phone = phone();
    let limits = PhotoLimits { longest_edge_px: 100, thumbnail_edge_px: 30, ..PhotoLimits::default() };
    let kept = phone.keep(&jpeg_of(&four_corners(200, 321), |_| {}), &limits).unwrap();
    let bytes = phone.store.open_verified(&kept.hash).unwrap();
    let thumbnail = image::open(phone.store.thumbnail(&kept.hash)).unwrap();
    assert_eq!((Hash::of(&bytes), bytes.len() as u64), (kept.hash, kept.bytes_len));
    assert_eq!((kept.width, kept.height), (62, 100));
    assert_eq!(phone.shown(&kept).dimensions(), (62, 100));
    assert_eq!((thumbnail.width(), thumbnail.height()), (19, 30));
}

#[test]
fn a_small_photo_is_not_blown_up() {
    let kept = phone().keep(&jpeg(), &PhotoLimits::default()).unwrap();
    assert_eq!((kept.width, kept.height), (320, 200));
}

#[test]
fn what_is_hidden_under_transparency_stays_hidden() {
    let phone = phone();
    let hidden = RgbaImage::from_pixel(40, 40, image::Rgba([200, 0, 0, 0]));
    let kept = phone.keep(&png_of(hidden), &PhotoLimits::default()).unwrap();
    assert!(mean_difference(&phone.shown(&kept), &RgbImage::from_pixel(40, 40, Rgb([255, 255, 255]))) < 1.0);
}

#[test]
fn the_source_is_left_as_it_is() {
    let phone = phone();
    let source = phone.camera_writes("camera.jpg", &jpeg());
    keep(&source, &phone.store, &PhotoLimits::default()).unwrap();
    assert_eq!(fs::read(source).unwrap(), jpeg());
}

#[test]
fn the_demo_photos_are_kept_upright() {
    let phone = phone();
    let photos = [
        "boiler-nameplate.jpg",
        "control-board.jpg",
        "drain-pump.jpg",
        "error-display.jpg",
        "heating-element.jpg",
        "installed.jpg",
        "part-label.png",
    ];
    for name in photos {
        let kept = keep(&fixture("photos").join(name), &phone.store, &PhotoLimits::default());
        let kept = kept.unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        assert!(kept.width == 1600 && kept.height < 1600, "{name}: {}x{}", kept.width, kept.height);
    }
}

#[test]
fn the_bad_photos_are_refused_each_for_its_own_reason() {
    let phone = phone();
    let bad = [
        ("truncated.jpg", "photo/damaged"),
        ("bomb-30000x30000.png", "photo/too-many-pixels"),
        ("text.jpg", "photo/not-an-image"),
    ];
    for (name, code) in bad {
        let source = fixture("bad/photos").join(name);
        assert_eq!(keep(&source, &phone.store, &PhotoLimits::default()).unwrap_err().code(), code, "{name}");
    }
    assert_eq!(phone.files(), 0);
}

/// Wrong today: bytes lost from the middle are not noticed, since the decoder
/// paints over what is missing and the file does reach its end.
#[test]
fn a_jpeg_with_a_hole_in_it_is_kept_though_it_should_not_be() {
    let noisy = RgbImage::from_fn(320, 200, |x, y| Rgb([(x * 7 + y * 13) as u8, (x * y) as u8, (x ^ y) as u8]));
    let whole = jpeg_of(&noisy, |_| {});
    let third = whole.len() / 3;
    let holed = [&whole[..third], &whole[2 * third..]].concat();
    assert!(phone().keep(&holed, &PhotoLimits::default()).is_ok());
}

/// Scans of papers, screenshots and old cameras: no kind may come out in other colours.
#[test]
fn every_kind_that_is_kept_shows_the_same_picture() {
    let picture = four_corners(320, 200);
    let (wide, high) = (320, 200);
    let print: Vec<u8> =
        picture.pixels().flat_map(|Rgb(colours)| colours.map(|colour| 255 - colour).into_iter().chain([0])).collect();
    let mut cmyk = Vec::new();
    Encoder::new(&mut cmyk, 95).encode(&print, wide, high, ColorType::Cmyk).unwrap();
    let deep = image::DynamicImage::ImageRgb8(picture.clone()).into_rgb16();
    let kinds = [
        ("progressive", jpeg_of(&picture, |encoder| encoder.set_progressive(true))),
        ("CMYK", cmyk),
        ("16 bits", png_of(deep)),
    ];
    for (kind, bytes) in kinds {
        let phone = phone();
        let kept = phone.keep(&bytes, &PhotoLimits::default()).unwrap();
        let difference = mean_difference(&phone.shown(&kept), &picture);
        assert!(difference < 4.0, "{kind}: {difference}");
    }
    let grey = image::DynamicImage::ImageRgb8(picture.clone()).into_luma8();
    let mut luma = Vec::new();
    Encoder::new(&mut luma, 95).encode(grey.as_raw(), wide, high, ColorType::Luma).unwrap();
    let phone = phone();
    let kept = phone.keep(&luma, &PhotoLimits::default()).unwrap();
    let expected = image::DynamicImage::ImageLuma8(grey).into_rgb8();
    assert!(mean_difference(&phone.shown(&kept), &expected) < 4.0);
}
