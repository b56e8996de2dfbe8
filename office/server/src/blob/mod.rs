//! Where photographs lie: a folder on this machine, or a bucket of an object store.
//!
//! A whole photograph is there in one step or not at all. One that is on its way keeps
//! its first bytes across restarts and says how many there are; what was promised to be
//! here is on the store's disk. Decides nothing: whether bytes are the photograph that
//! their name says is for [`crate::media`] to find out. Leaves to [`place`]: which of the
//! two it is.

mod bucket;
mod folder;
mod place;

use bytes::Bytes;
use doorstep_domain::id::Hash;

use crate::office::StoreError;
use crate::store::OpenError;

pub use place::{BlobPlace, Bucket, BucketRefusal};

/// The photographs of one office.
#[derive(Debug)]
pub(crate) enum Blobs {
    /// Beside the office's key.
    Folder(folder::Folder),
    /// Elsewhere.
    Bucket(bucket::Pieces),
}

/// A photograph on its way that is being written.
#[derive(Debug)]
pub(crate) enum Partial {
    /// The end of a file.
    File(tokio::fs::File),
    /// Pieces of a bucket.
    Pieces(Box<bucket::Writer>),
}

impl Blobs {
    /// Opens what the place names; nothing is written.
    pub fn open(place: &BlobPlace) -> Result<Self, OpenError> {
        match place {
            BlobPlace::Folder(path) => folder::Folder::open(path).map(Self::Folder),
            BlobPlace::Bucket(bucket) => bucket::Pieces::open(bucket).map(Self::Bucket).map_err(OpenError::Bucket),
        }
    }

    /// Keeps a whole photograph.
    pub async fn keep(&self, hash: &Hash, bytes: Bytes) -> Result<(), StoreError> {
        match self {
            Self::Folder(folder) => folder.keep(hash, bytes).await,
            Self::Bucket(bucket) => bucket.keep(hash, bytes).await,
        }
    }

    /// A whole photograph as it is stored; none where it is not here.
    pub async fn whole(&self, hash: &Hash) -> Result<Option<Bytes>, StoreError> {
        match self {
            Self::Folder(folder) => folder.whole(hash).await,
            Self::Bucket(bucket) => bucket.whole(hash).await,
        }
    }

    /// Whether a whole photograph is here.
    pub async fn has(&self, hash: &Hash) -> Result<bool, StoreError> {
        match self {
            Self::Folder(folder) => folder.has(hash).await,
            Self::Bucket(bucket) => bucket.has(hash).await,
        }
    }

    /// Removes a whole photograph; one that is not here is no mistake.
    pub async fn forget(&self, hash: &Hash) -> Result<(), StoreError> {
        match self {
            Self::Folder(folder) => folder.forget(hash).await,
            Self::Bucket(bucket) => bucket.forget(hash).await,
        }
    }

    /// Makes an empty place for a photograph on its way.
    pub async fn begin(&self, hash: &Hash) -> Result<(), StoreError> {
        match self {
            Self::Folder(folder) => folder.begin(hash).await,
            Self::Bucket(bucket) => bucket.begin(hash).await,
        }
    }

    /// How many bytes of a photograph on its way are here; none where nothing was begun.
    pub async fn begun(&self, hash: &Hash) -> Result<Option<u64>, StoreError> {
        match self {
            Self::Folder(folder) => folder.begun(hash).await,
            Self::Bucket(bucket) => bucket.begun(hash).await,
        }
    }

    /// Goes on with a photograph after its first `offset` bytes.
    pub async fn go_on(&self, hash: &Hash, offset: u64) -> Result<Partial, StoreError> {
        match self {
            Self::Folder(folder) => folder.go_on(hash, offset).await.map(Partial::File),
            Self::Bucket(bucket) => Ok(Partial::Pieces(Box::new(bucket.go_on(hash, offset)))),
        }
    }

    /// All bytes of a photograph on its way; none where nothing was begun.
    pub async fn gathered(&self, hash: &Hash) -> Result<Option<Bytes>, StoreError> {
        match self {
            Self::Folder(folder) => folder.gathered(hash).await,
            Self::Bucket(bucket) => bucket.gathered(hash).await,
        }
    }

    /// Removes what there is of a photograph on its way.
    pub async fn drop_begun(&self, hash: &Hash) -> Result<(), StoreError> {
        match self {
            Self::Folder(folder) => folder.drop_begun(hash).await,
            Self::Bucket(bucket) => bucket.drop_begun(hash).await,
        }
    }
}

impl Partial {
    /// Adds bytes; they count once [`Partial::finish`] has answered.
    pub async fn add(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        match self {
            Self::File(file) => Ok(tokio::io::AsyncWriteExt::write_all(file, bytes).await?),
            Self::Pieces(writer) => writer.add(bytes).await,
        }
    }

    /// Waits until the store's disk has them.
    pub async fn finish(&mut self) -> Result<(), StoreError> {
        match self {
            Self::File(file) => {
                tokio::io::AsyncWriteExt::flush(file).await?;
                Ok(file.sync_all().await?)
            }
            Self::Pieces(writer) => writer.finish().await,
        }
    }
}
