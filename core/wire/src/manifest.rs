//! What a pulled folder holds, signed by the office.
//!
//! The body is `[version, office key, [[path, length, SHA-256], …]]` with rising paths;
//! the office signs a tag and exactly these bytes. A file that was changed, added or
//! taken away shows, and so does a manifest that was made again by someone else, as
//! long as the reader knows the office's key.

use doorstep_domain::id::Hash;

use crate::error::WireError;
use crate::key::{self, KeyError, PublicKey, Signature, SigningKey, VerifyingKey};
use crate::reader::Reader;
use crate::writer::Writer;

const TAG: &[u8] = b"doorstep/manifest/1";
const VERSION: u32 = 1;

/// The largest manifest, in bytes.
pub const LARGEST_MANIFEST: usize = 256 << 20;
/// The longest path, in bytes.
pub const LONGEST_PATH: usize = 512;
const MOST_FILES: usize = 4_000_000;

/// One file of the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    /// Below the folder, with `/` between names.
    pub path: String,
    /// Its length.
    pub bytes_len: u64,
    /// The hash of its bytes.
    pub sha256: Hash,
}

/// Everything in a folder, by rising path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    office: PublicKey,
    files: Vec<File>,
}

/// A manifest with the office's signature, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedManifest {
    body: Vec<u8>,
    signature: Signature,
}

/// Why a manifest is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestError {
    /// Its bytes cannot be read.
    #[error("the manifest cannot be read")]
    Unreadable(#[from] WireError),
    /// It names another office than the reader trusts.
    #[error("the manifest is of another office")]
    OtherOffice,
    /// It is not what the office signed.
    #[error("the manifest is not signed by its office")]
    NotSigned(#[from] KeyError),
}

impl ManifestError {
    /// Stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "manifest/unreadable",
            Self::OtherOffice => "manifest/other-office",
            Self::NotSigned(_) => "manifest/not-signed",
        }
    }
}

impl Manifest {
    /// Puts the files in order. A path that leads out of the folder or comes twice is refused.
    pub fn new(office: PublicKey, mut files: Vec<File>) -> Result<Self, WireError> {
        files.sort();
        check_paths(&files)?;
        Ok(Self { office, files })
    }

    /// Whose it says it is; proved only by [`SignedManifest::verify`].
    pub fn office(&self) -> PublicKey {
        self.office
    }

    /// The files, by rising path.
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// The bytes that are signed, after a tag.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { office, files } = self;
        let mut w = Writer::new();
        w.array(3).u32(VERSION).bytes(office.as_bytes()).list(files, |w, File { path, bytes_len, sha256 }| {
            w.array(3).text(path).u64(*bytes_len).hash(sha256);
        });
        w.into_bytes()
    }

    /// Signs it. Refuses a key that is not the office's named in it.
    pub fn sign(&self, key: &SigningKey) -> Result<SignedManifest, ManifestError> {
        if PublicKey::of(key.verifying_key())? != self.office {
            return Err(ManifestError::OtherOffice);
        }
        let body = self.to_bytes();
        let signature = key::sign(key, &tagged(&body));
        Ok(SignedManifest { body, signature })
    }

    fn read(body: &[u8]) -> Result<Self, WireError> {
        let mut r = Reader::open(body, LARGEST_MANIFEST, "manifest")?;
        r.array_of(3, "manifest")?;
        let theirs = r.u32("version")?;
        if theirs != VERSION {
            return Err(WireError::Version { theirs });
        }
        let office =
            PublicKey::from_sec1(r.bytes(33, "office key")?).map_err(|_| WireError::Value { at: "office key" })?;
        let files = r.list(MOST_FILES, "files", |r| {
            r.array_of(3, "file")?;
            let path = r.text(LONGEST_PATH, "path")?.to_owned();
            Ok(File { path, bytes_len: r.u64("bytes_len")?, sha256: r.hash("sha256")? })
        })?;
        r.finish()?;
        check_paths(&files)?;
        Ok(Self { office, files })
    }
}

impl SignedManifest {
    /// The bytes of the file: `[body, signature]`.
    pub fn encode(&self) -> Vec<u8> {
        let Self { body, signature: Signature(signature) } = self;
        let mut w = Writer::new();
        w.array(2).bytes(body).bytes(signature);
        w.into_bytes()
    }

    /// Reads what [`SignedManifest::encode`] wrote. Believes nothing yet.
    pub fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        let mut r = Reader::open(bytes, LARGEST_MANIFEST, "manifest")?;
        r.array_of(2, "manifest")?;
        let body = r.bytes(LARGEST_MANIFEST, "manifest")?.to_vec();
        let signature = Signature(r.fixed("signature")?);
        r.finish()?;
        Ok(Self { body, signature })
    }

    /// The manifest, if this office signed it.
    pub fn verify(&self, office: &VerifyingKey) -> Result<Manifest, ManifestError> {
        let manifest = self.verify_itself()?;
        if manifest.office != PublicKey::of(office)? {
            return Err(ManifestError::OtherOffice);
        }
        Ok(manifest)
    }

    /// The manifest, if the key that it names signed it. Proves nothing about whose
    /// key that is: show its fingerprint.
    pub fn verify_itself(&self) -> Result<Manifest, ManifestError> {
        let manifest = Manifest::read(&self.body)?;
        manifest.office.verify(&tagged(&self.body), &self.signature)?;
        Ok(manifest)
    }
}

fn tagged(body: &[u8]) -> Vec<u8> {
    [TAG, body].concat()
}

/// Every path stays in the folder, and they rise.
fn check_paths(files: &[File]) -> Result<(), WireError> {
    let is_name = |name: &str| !name.is_empty() && name != "." && name != "..";
    let is_plain = |c: char| !c.is_control() && !matches!(c, '\\' | ':');
    let mut before: Option<&str> = None;
    for File { path, .. } in files {
        if path.len() > LONGEST_PATH || !path.split('/').all(is_name) || !path.chars().all(is_plain) {
            return Err(WireError::Value { at: "path" });
        }
        if before.is_some_and(|before| before >= path.as_str()) {
            return Err(WireError::Spelling);
        }
        before = Some(path);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_slice(&[seed; 32]).unwrap()
    }

    fn public(seed: u8) -> PublicKey {
        PublicKey::of(key(seed).verifying_key()).unwrap()
    }

    fn file(path: &str) -> File {
        File { path: path.to_owned(), bytes_len: 5, sha256: Hash::of(path.as_bytes()) }
    }

    fn signed() -> SignedManifest {
        let files = vec![file("visits.jsonl"), file("media/a.jpg")];
        Manifest::new(public(1), files).unwrap().sign(&key(1)).unwrap()
    }

    #[test]
    fn what_the_office_signed_is_read_back_in_order() {
        let read = SignedManifest::decode(&signed().encode()).unwrap().verify(key(1).verifying_key()).unwrap();
        assert_eq!(read.files(), [file("media/a.jpg"), file("visits.jsonl")]);
        assert_eq!(read.office().fingerprint(), Hash::of(public(1).as_bytes()));
    }

    #[test]
    fn a_changed_byte_anywhere_is_refused() {
        let bytes = signed().encode();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let believed =
                SignedManifest::decode(&changed).is_ok_and(|read| read.verify(key(1).verifying_key()).is_ok());
            assert!(!believed, "byte {at}");
        }
    }

    #[test]
    fn a_manifest_made_again_by_someone_else_is_refused() {
        let theirs = Manifest::new(public(2), vec![file("visits.jsonl")]).unwrap().sign(&key(2)).unwrap();
        assert!(theirs.verify_itself().is_ok(), "it is whole, and its key's fingerprint is shown");
        assert_eq!(theirs.verify(key(1).verifying_key()), Err(ManifestError::OtherOffice));
        let forged = Manifest::new(public(1), Vec::new()).unwrap();
        assert_eq!(forged.sign(&key(2)), Err(ManifestError::OtherOffice));
        let body = forged.to_bytes();
        let signature = key::sign(&key(2), &tagged(&body));
        let forged = SignedManifest { body, signature };
        assert_eq!(forged.verify_itself(), Err(ManifestError::NotSigned(KeyError::WrongSignature)));
    }

    #[test]
    fn a_path_that_leads_out_or_comes_twice_is_refused() {
        for path in ["", "/etc/passwd", "../up", "a//b", "a/./b", "a\\b", "c:/x", "a\nb", "a/"] {
            let made = Manifest::new(public(1), vec![file(path)]);
            assert_eq!(made, Err(WireError::Value { at: "path" }), "{path:?}");
        }
        assert_eq!(Manifest::new(public(1), vec![file("a"), file("a")]), Err(WireError::Spelling));
    }

    #[test]
    fn a_key_that_is_no_point_is_refused() {
        assert_eq!(PublicKey::from_sec1(&[2; 32]), Err(KeyError::NotAKey));
        assert_eq!(PublicKey::from_sec1(&[5; 33]), Err(KeyError::NotAKey));
        let long = key(1).verifying_key().to_sec1_point(false);
        assert_eq!(PublicKey::from_any_sec1(long.as_bytes()), Ok(public(1)));
        assert_eq!(PublicKey::from_sec1(long.as_bytes()), Err(KeyError::NotAKey));
    }
}
