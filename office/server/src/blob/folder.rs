//! Photographs in a folder: `media/<hash>` whole, `partial/<hash>` on their way.
//!
//! The partial file's length is the offset. A whole photograph is written beside its
//! place and moved there, and its bytes and its name are on disk before that is said.

use std::io::SeekFrom;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use doorstep_domain::id::Hash;
use object_store::local::LocalFileSystem;
use object_store::{ObjectStoreExt, PutPayload, path::Path as BlobPath};
use tokio::fs::File;
use tokio::io::AsyncSeekExt;

use crate::office::StoreError;
use crate::store::OpenError;

/// One folder.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    whole: LocalFileSystem,
}

impl Folder {
    /// Opens the folder and makes it where there is none.
    pub fn open(root: &Path) -> Result<Self, OpenError> {
        for folder in [root.join("media"), root.join("partial")] {
            std::fs::create_dir_all(&folder).map_err(|source| OpenError::file("create", &folder, source))?;
        }
        let whole = LocalFileSystem::new_with_prefix(root);
        let whole = whole.map_err(|wrong| OpenError::file("use", root, std::io::Error::other(wrong)))?;
        Ok(Self { root: root.to_owned(), whole: whole.with_fsync(true) })
    }

    fn media(&self, hash: &Hash) -> PathBuf {
        self.root.join("media").join(hash.to_hex())
    }

    fn partial(&self, hash: &Hash) -> PathBuf {
        self.root.join("partial").join(hash.to_hex())
    }

    pub async fn keep(&self, hash: &Hash, bytes: Bytes) -> Result<(), StoreError> {
        let place = BlobPath::from(format!("media/{}", hash.to_hex()));
        self.whole.put(&place, PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    pub async fn whole(&self, hash: &Hash) -> Result<Option<Bytes>, StoreError> {
        there(tokio::fs::read(self.media(hash)).await).map(|bytes| bytes.map(Bytes::from))
    }

    pub async fn has(&self, hash: &Hash) -> Result<bool, StoreError> {
        there(tokio::fs::metadata(self.media(hash)).await).map(|here| here.is_some())
    }

    pub async fn forget(&self, hash: &Hash) -> Result<(), StoreError> {
        there(tokio::fs::remove_file(self.media(hash)).await).map(drop)
    }

    pub async fn begin(&self, hash: &Hash) -> Result<(), StoreError> {
        Ok(File::create(self.partial(hash)).await?.sync_all().await?)
    }

    pub async fn begun(&self, hash: &Hash) -> Result<Option<u64>, StoreError> {
        there(tokio::fs::metadata(self.partial(hash)).await).map(|here| here.map(|here| here.len()))
    }

    pub async fn go_on(&self, hash: &Hash, offset: u64) -> Result<File, StoreError> {
        let mut file = File::options().write(true).open(self.partial(hash)).await?;
        file.seek(SeekFrom::Start(offset)).await?;
        Ok(file)
    }

    pub async fn gathered(&self, hash: &Hash) -> Result<Option<Bytes>, StoreError> {
        there(tokio::fs::read(self.partial(hash)).await).map(|bytes| bytes.map(Bytes::from))
    }

    pub async fn drop_begun(&self, hash: &Hash) -> Result<(), StoreError> {
        there(tokio::fs::remove_file(self.partial(hash)).await).map(drop)
    }
}

/// What a file gave; none where there is no such file.
fn there<T>(given: std::io::Result<T>) -> Result<Option<T>, StoreError> {
    match given {
        Ok(given) => Ok(Some(given)),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(wrong) => Err(wrong.into()),
    }
}
