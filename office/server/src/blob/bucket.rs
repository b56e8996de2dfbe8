//! Photographs in a bucket that speaks S3: `media/<hash>` whole, and for one on its way
//! `partial/<hash>/begun` and its pieces, each named by where it begins.
//!
//! The offset is where the first pieces that join each other end. Two office processes
//! that write the same photograph put pieces over each other and need no lock: a piece is
//! whole or not there, and the hash of all of them is proved before the photograph counts.

use bytes::{Bytes, BytesMut};
use doorstep_domain::id::Hash;
use futures_util::TryStreamExt;
use object_store::aws::AmazonS3;
use object_store::path::Path as BlobPath;
use object_store::prefix::PrefixStore;
use object_store::{Error, ObjectStore, ObjectStoreExt, PutPayload};

use super::place::{Bucket, BucketRefusal};
use crate::office::StoreError;

/// A piece is put as soon as so much came: an office that is killed loses less than this.
const PIECE: usize = 1 << 20;

type Store = std::sync::Arc<PrefixStore<AmazonS3>>;

/// One bucket, below one prefix.
#[derive(Debug)]
pub(crate) struct Pieces {
    store: Store,
}

/// The end of a photograph on its way.
#[derive(Debug)]
pub(crate) struct Writer {
    store: Store,
    hash: Hash,
    offset: u64,
    came: BytesMut,
}

impl Pieces {
    pub fn open(bucket: &Bucket) -> Result<Self, BucketRefusal> {
        Ok(Self { store: bucket.objects()?.into() })
    }

    pub async fn keep(&self, hash: &Hash, bytes: Bytes) -> Result<(), StoreError> {
        self.store.put(&media(hash), PutPayload::from_bytes(bytes)).await?;
        Ok(())
    }

    pub async fn whole(&self, hash: &Hash) -> Result<Option<Bytes>, StoreError> {
        match there(self.store.get(&media(hash)).await)? {
            Some(found) => Ok(Some(found.bytes().await?)),
            None => Ok(None),
        }
    }

    pub async fn has(&self, hash: &Hash) -> Result<bool, StoreError> {
        there(self.store.head(&media(hash)).await).map(|here| here.is_some())
    }

    pub async fn forget(&self, hash: &Hash) -> Result<(), StoreError> {
        there(self.store.delete(&media(hash)).await).map(drop)
    }

    pub async fn begin(&self, hash: &Hash) -> Result<(), StoreError> {
        self.drop_begun(hash).await?;
        self.store.put(&begun(hash), PutPayload::new()).await?;
        Ok(())
    }

    pub async fn begun(&self, hash: &Hash) -> Result<Option<u64>, StoreError> {
        let joined = self.joined(hash).await?;
        Ok(joined.map(|joined| joined.last().map_or(0, |piece| piece.start.saturating_add(piece.length))))
    }

    pub fn go_on(&self, hash: &Hash, offset: u64) -> Writer {
        Writer { store: self.store.clone(), hash: *hash, offset, came: BytesMut::new() }
    }

    pub async fn gathered(&self, hash: &Hash) -> Result<Option<Bytes>, StoreError> {
        let Some(joined) = self.joined(hash).await? else { return Ok(None) };
        let mut gathered = BytesMut::new();
        for piece in joined {
            gathered.extend_from_slice(&self.store.get(&piece.path).await?.bytes().await?);
        }
        Ok(Some(gathered.freeze()))
    }

    pub async fn drop_begun(&self, hash: &Hash) -> Result<(), StoreError> {
        let pieces: Vec<_> = self.store.list(Some(&partial(hash))).try_collect().await?;
        for piece in pieces {
            there(self.store.delete(&piece.location).await)?;
        }
        Ok(())
    }

    /// The first pieces that join each other; none where nothing was begun.
    async fn joined(&self, hash: &Hash) -> Result<Option<Vec<Piece>>, StoreError> {
        let found: Vec<_> = self.store.list(Some(&partial(hash))).try_collect().await?;
        let marker = begun(hash);
        if !found.iter().any(|found| found.location == marker) {
            return Ok(None);
        }
        let mut pieces: Vec<Piece> = found.into_iter().filter_map(Piece::of).collect();
        pieces.sort_by_key(|piece| piece.start);
        let mut end = 0;
        pieces.retain(|piece| {
            let joins = piece.start == end;
            end = if joins { end.saturating_add(piece.length) } else { end };
            joins
        });
        Ok(Some(pieces))
    }
}

/// One piece that is there.
struct Piece {
    start: u64,
    length: u64,
    path: BlobPath,
}

impl Piece {
    fn of(found: object_store::ObjectMeta) -> Option<Self> {
        let start = u64::from_str_radix(found.location.filename()?, 16).ok()?;
        (found.size > 0).then_some(Self { start, length: found.size, path: found.location })
    }
}

impl Writer {
    pub async fn add(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.came.extend_from_slice(bytes);
        if self.came.len() >= PIECE { self.finish().await } else { Ok(()) }
    }

    pub async fn finish(&mut self) -> Result<(), StoreError> {
        if self.came.is_empty() {
            return Ok(());
        }
        let piece = self.came.split().freeze();
        let end = self.offset.saturating_add(piece.len() as u64);
        let place = partial(&self.hash).join(format!("{:016x}", self.offset));
        self.store.put(&place, PutPayload::from_bytes(piece)).await?;
        self.offset = end;
        Ok(())
    }
}

fn media(hash: &Hash) -> BlobPath {
    BlobPath::from(format!("media/{}", hash.to_hex()))
}

fn partial(hash: &Hash) -> BlobPath {
    BlobPath::from(format!("partial/{}", hash.to_hex()))
}

/// Stands for a photograph on its way of which nothing came yet. No number, so no piece.
fn begun(hash: &Hash) -> BlobPath {
    partial(hash).join("begun")
}

/// What the store gave; none where there is no such object.
fn there<T>(given: Result<T, Error>) -> Result<Option<T>, StoreError> {
    match given {
        Ok(given) => Ok(Some(given)),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(wrong) => Err(wrong.into()),
    }
}
