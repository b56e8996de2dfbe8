//! A photo from the camera becomes a small, clean file that its bytes name.
//!
//! [`keep`] refuses before it decodes: file size, kind (by its first bytes, never
//! by its name), pixels, and whether the file reaches its end. What it keeps is
//! a JPEG made from pixels alone, so place, time and camera are gone. It stands
//! upright, whatever the camera's orientation tag said.
//!
//! When [`keep`] returns, photo and thumbnail are on the disk and would survive
//! a dead battery; only then may an event name them. An event that never comes
//! leaves an orphan, which [`PhotoStore::sweep_orphans`] removes.
//!
//! Memory: one decoded source (3 bytes a pixel for a camera's JPEG) beside its
//! file while decoding, then beside one narrow copy while shrinking. Sources
//! whose kind needs more bytes a pixel are refused at fewer pixels, so the peak
//! stays near `4 × most_pixels` bytes. A 12 MP photo stays under 64 MB.
//!
//! HEIC is refused as not an image: the camera has to be asked for JPEG. Colours
//! outside sRGB are read as sRGB, since the colour profile goes as well.

mod header;
mod picture;
mod refusal;
mod store;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{BufReader, ErrorKind, Seek};
use std::path::Path;

use doorstep_domain::id::Hash;

use header::Header;
use picture::Picture;

pub use refusal::{PhotoRefusal, StoredPhotoRefusal};
pub use store::{PhotoStore, Swept};

/// How much a photo may ask of this phone, and what is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhotoLimits {
    /// The largest file that is opened.
    pub most_bytes: u64,
    /// The largest picture that is decoded; fewer where the kind is hungry.
    pub most_pixels: u64,
    /// The kept photo's longer edge. Smaller photos are not blown up.
    pub longest_edge_px: u32,
    /// The thumbnail's longer edge.
    pub thumbnail_edge_px: u32,
    /// 1 to 100, for photo and thumbnail.
    pub jpeg_quality: u8,
}

impl Default for PhotoLimits {
    fn default() -> Self {
        Self {
            most_bytes: 40_000_000,
            most_pixels: 64_000_000,
            longest_edge_px: 1600,
            thumbnail_edge_px: 256,
            jpeg_quality: 82,
        }
    }
}

/// A photo that is safely on this phone: what an event says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptPhoto {
    /// SHA-256 of the kept file, and its name.
    pub hash: Hash,
    /// The kept file's size.
    pub bytes_len: u64,
    /// Upright, in pixels.
    pub width: u32,
    /// Upright, in pixels.
    pub height: u32,
}

/// Takes in one camera file; the source itself is left as it is.
///
/// The same source gives the same hash and one file, however often it is kept
/// by the same build on the same kind of processor.
pub fn keep(source: &Path, store: &PhotoStore, limits: &PhotoLimits) -> Result<KeptPhoto, PhotoRefusal> {
    let mut file = open_within(source, limits.most_bytes)?;
    let header = Header::read(&mut file)?;
    header.check_fits(limits.most_pixels)?;
    header.check_reaches_its_end(&mut file)?;
    file.rewind().map_err(PhotoRefusal::Unreadable)?;

    let photo = Picture::decode(file, &header, limits.longest_edge_px)?;
    let jpeg = photo.to_jpeg(limits.jpeg_quality)?;
    let thumbnail = photo.thumbnail(limits.thumbnail_edge_px)?.to_jpeg(limits.jpeg_quality)?;
    let hash = store.put(&jpeg, &thumbnail)?;
    let (width, height) = photo.dimensions();
    Ok(KeptPhoto { hash, bytes_len: jpeg.len() as u64, width, height })
}

fn open_within(source: &Path, most_bytes: u64) -> Result<BufReader<File>, PhotoRefusal> {
    // Looked at before opening: opening a pipe would wait for ever.
    let about = std::fs::metadata(source).map_err(|error| match error.kind() {
        ErrorKind::NotFound => PhotoRefusal::Absent,
        _ => PhotoRefusal::Unreadable(error),
    })?;
    if !about.is_file() {
        return Err(PhotoRefusal::Unreadable(ErrorKind::IsADirectory.into()));
    }
    match about.len() {
        0 => Err(PhotoRefusal::Empty),
        bytes if bytes > most_bytes => Err(PhotoRefusal::TooLarge { bytes, most: most_bytes }),
        _ => File::open(source).map(BufReader::new).map_err(PhotoRefusal::Unreadable),
    }
}
