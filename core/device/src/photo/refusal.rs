//! Why a photo was not taken in, or cannot be given out again.
//!
//! Messages name no file: the caller chose it and knows it.

use std::io;

use image::ImageError;

/// Why a camera file was not kept. Nothing of it is left on the disk.
#[derive(Debug, thiserror::Error)]
pub enum PhotoRefusal {
    /// The camera said it wrote a file and did not.
    #[error("there is no photo file")]
    Absent,
    /// The system would not give us the bytes.
    #[error("reading the photo file")]
    Unreadable(#[source] io::Error),
    /// The camera made the file and wrote nothing into it.
    #[error("the photo file is empty")]
    Empty,
    /// Decided before the file is opened.
    #[error("the photo file has {bytes} bytes, more than {most}")]
    TooLarge {
        /// What it has.
        bytes: u64,
        /// What is allowed.
        most: u64,
    },
    /// Decided by the first bytes; only JPEG and PNG are photos.
    #[error("the file is neither a JPEG nor a PNG")]
    NotAnImage,
    /// Decided by the header, before anything is decoded.
    #[error("the photo has {pixels} pixels, more than {most} for its kind")]
    TooManyPixels {
        /// What the header says.
        pixels: u64,
        /// What is allowed for this kind of file.
        most: u64,
    },
    /// A JPEG or PNG of a kind that cameras do not make.
    #[error("this kind of JPEG or PNG is not supported")]
    Unsupported(#[source] ImageError),
    /// A sequential JPEG whose colours come one after the other; cameras mix them.
    #[error("a JPEG with one scan for each colour is not supported")]
    SeparateScans,
    /// The file breaks off or contradicts itself.
    #[error("the photo is damaged: {place}")]
    Damaged {
        /// Where it went wrong.
        place: &'static str,
    },
    /// The decoder met something that is no picture.
    #[error("decoding the photo")]
    Undecodable(#[source] ImageError),
    /// The kept photo could not be made: our fault, not the file's.
    #[error("making the kept photo: {doing}")]
    NotMade {
        /// What failed.
        doing: &'static str,
    },
    /// The phone's disk is full or failing.
    #[error("keeping the photo: {doing}")]
    Disk {
        /// Which step failed.
        doing: &'static str,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

impl PhotoRefusal {
    /// Stable key: screens find their words by it, the office counts by it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Absent => "photo/absent",
            Self::Unreadable(_) => "photo/unreadable",
            Self::Empty => "photo/empty",
            Self::TooLarge { .. } => "photo/too-large",
            Self::NotAnImage => "photo/not-an-image",
            Self::TooManyPixels { .. } => "photo/too-many-pixels",
            Self::Unsupported(_) | Self::SeparateScans => "photo/unsupported",
            Self::Damaged { .. } | Self::Undecodable(_) => "photo/damaged",
            Self::NotMade { .. } => "photo/not-made",
            Self::Disk { .. } => "photo/disk",
        }
    }

    pub(super) fn disk(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Disk { doing, source }
    }
}

impl From<ImageError> for PhotoRefusal {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::IoError(io) if io.kind() != io::ErrorKind::UnexpectedEof => Self::Unreadable(io),
            ImageError::Unsupported(_) => Self::Unsupported(error),
            _ => Self::Undecodable(error),
        }
    }
}

/// Why a kept photo cannot be given out.
#[derive(Debug, thiserror::Error)]
pub enum StoredPhotoRefusal {
    /// Never kept here, or it has left this phone.
    #[error("the photo is not on this phone")]
    Missing,
    /// The file is no longer the one that the event names. It is left in place.
    #[error("the photo was altered after it was kept")]
    Altered,
    /// The system would not give us the bytes.
    #[error("reading a kept photo")]
    Disk(#[source] io::Error),
}

impl StoredPhotoRefusal {
    /// Stable key: screens find their words by it, the office counts by it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "photo/missing",
            Self::Altered => "photo/altered",
            Self::Disk(_) => "photo/disk",
        }
    }
}
