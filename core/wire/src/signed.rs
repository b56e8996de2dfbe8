//! Requests that carry the signature of their installation's key (RFC 9421).
//!
//! Decides: which parts of a request are covered, the bytes that are signed, how the
//! three fields are written and which spellings of them are refused. The key's name is
//! the installation. A time of signing may be told and is never compared with a clock:
//! phones' clocks are wrong, and a request that comes again changes nothing anyway.
//!
//! Covered are method and path always, the digest of the body where there is one
//! (RFC 9530), the length and description of a photograph that is announced, and the
//! place of a piece. A request that covers less is refused, and so is one with a query,
//! which nothing of ours has.
//!
//! Leaves to others: whose key it is and what that installation may do (`server`), the
//! private key (`device`).

mod field;

use doorstep_domain::id::{Hash, InstallationId};

use crate::key::{PublicKey, Signature};
use field::{Inner, dictionary_bytes, inner};

/// Says what is covered and by whose key.
pub const SIGNATURE_INPUT: &str = "signature-input";
/// The signature itself.
pub const SIGNATURE: &str = "signature";
/// The digest of the body.
pub const CONTENT_DIGEST: &str = "content-digest";

/// The only algorithm.
const ALGORITHM: &str = "ecdsa-p256-sha256";
/// The name of the one signature of a request.
const LABEL: &str = "doorstep";
/// The longest value of a field that is covered or tells of the signature, in bytes.
pub const LONGEST_FIELD: usize = 1024;
/// The longest path, in bytes.
const LONGEST_PATH: usize = 256;

/// Why a request's signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedRefusal {
    /// It is not signed, or not wholly.
    #[error("this request lacks its {0} field")]
    Missing(&'static str),
    /// A field came more than once: which of them was meant?
    #[error("this request has more than one {0} field")]
    Twice(&'static str),
    /// Longer than any of ours.
    #[error("the {0} is too long")]
    TooLong(&'static str),
    /// Not the one spelling that is read.
    #[error("the {0} field cannot be read")]
    Unreadable(&'static str),
    /// A part that changes what the request does is not covered.
    #[error("the signature does not cover {0}")]
    NotCovered(&'static str),
    /// Only one algorithm is taken.
    #[error("only {ALGORITHM} is taken")]
    OtherAlgorithm,
    /// No request of ours has a query.
    #[error("a signed request has no query")]
    Query,
    /// Another key signed, or another request was signed.
    #[error("the signature does not fit this request")]
    Wrong,
    /// The body is not the one that was signed.
    #[error("the body is not the one that was signed")]
    WrongDigest,
}

impl SignedRefusal {
    /// Stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "signature/missing",
            Self::Twice(_) => "signature/twice",
            Self::TooLong(_) => "signature/too-long",
            Self::Unreadable(_) => "signature/unreadable",
            Self::NotCovered(_) => "signature/not-covered",
            Self::OtherAlgorithm => "signature/other-algorithm",
            Self::Query => "signature/query",
            Self::Wrong => "signature/wrong",
            Self::WrongDigest => "signature/wrong-digest",
        }
    }
}

/// What may be covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Method,
    Path,
    ContentDigest,
    UploadLength,
    UploadMetadata,
    UploadOffset,
}

impl Part {
    const ALL: [Self; 6] =
        [Self::Method, Self::Path, Self::ContentDigest, Self::UploadLength, Self::UploadMetadata, Self::UploadOffset];

    fn name(self) -> &'static str {
        match self {
            Self::Method => "@method",
            Self::Path => "@path",
            Self::ContentDigest => CONTENT_DIGEST,
            Self::UploadLength => "upload-length",
            Self::UploadMetadata => "upload-metadata",
            Self::UploadOffset => "upload-offset",
        }
    }

    /// What a request of this kind has to cover.
    fn needed(method: &str, path: &str) -> &'static [Self] {
        match (method, path) {
            ("POST", "/media") => &[Self::Method, Self::Path, Self::UploadLength, Self::UploadMetadata],
            ("PATCH", _) => &[Self::Method, Self::Path, Self::ContentDigest, Self::UploadOffset],
            ("POST" | "PUT", _) => &[Self::Method, Self::Path, Self::ContentDigest],
            _ => &[Self::Method, Self::Path],
        }
    }
}

/// One request, as either side sees it. Names of fields are in lower case.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// In capitals.
    pub method: &'a str,
    /// The path as it travels, without the query.
    pub path: &'a str,
    /// Whether a query follows the path.
    pub has_query: bool,
    /// Every field, in any order.
    pub fields: Vec<(&'a str, &'a [u8])>,
}

impl Request<'_> {
    /// The one value of a field.
    fn field(&self, name: &'static str) -> Result<&str, SignedRefusal> {
        let mut values = self.fields.iter().filter(|(found, _)| *found == name);
        let (_, value) = values.next().ok_or(SignedRefusal::Missing(name))?;
        if values.next().is_some() {
            return Err(SignedRefusal::Twice(name));
        }
        if value.len() > LONGEST_FIELD {
            return Err(SignedRefusal::TooLong(name));
        }
        let is_plain = value.iter().all(|byte| (b' '..=b'~').contains(byte));
        let text = str::from_utf8(value).ok().filter(|_| is_plain).ok_or(SignedRefusal::Unreadable(name))?;
        Ok(text.trim())
    }

    fn part(&self, part: Part) -> Result<&str, SignedRefusal> {
        match part {
            Part::Method => Ok(self.method),
            Part::Path if self.path.len() > LONGEST_PATH => Err(SignedRefusal::TooLong("path")),
            Part::Path => Ok(self.path),
            field => self.field(field.name()),
        }
    }

    /// The bytes that are signed (RFC 9421, 2.5).
    fn base(&self, parts: &[Part], parameters: &str) -> Result<String, SignedRefusal> {
        let mut base = String::new();
        for part in parts {
            base.push_str(&format!("\"{}\": {}\n", part.name(), self.part(*part)?));
        }
        base.push_str(&format!("\"@signature-params\": {parameters}"));
        Ok(base)
    }
}

/// A request that is about to be signed.
#[derive(Clone, Debug)]
pub struct ToSign {
    input: String,
    base: String,
}

impl ToSign {
    /// A request with everything that it covers already in its fields.
    pub fn new(request: &Request<'_>, by: InstallationId) -> Result<Self, SignedRefusal> {
        let parts = Part::needed(request.method, request.path);
        let names: Vec<String> = parts.iter().map(|part| format!("\"{}\"", part.name())).collect();
        let input = format!("({});keyid=\"{}\";alg=\"{ALGORITHM}\"", names.join(" "), by.to_hex());
        let base = request.base(parts, &input)?;
        Ok(Self { input, base })
    }

    /// What the key has to sign.
    pub fn bytes(&self) -> &[u8] {
        self.base.as_bytes()
    }

    /// The value of the field [`SIGNATURE_INPUT`].
    pub fn input(&self) -> String {
        format!("{LABEL}={}", self.input)
    }

    /// The value of the field [`SIGNATURE`].
    pub fn signature(signature: &Signature) -> String {
        format!("{LABEL}={}", field::bytes(&signature.0))
    }
}

/// The value of the field [`CONTENT_DIGEST`].
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256={}", field::bytes(&Hash::of(body).0))
}

/// What a request says of its signature. Nothing is proved until [`Claim::verify`].
#[derive(Clone, Debug)]
pub struct Claim {
    /// Whose key is said to have signed.
    pub installation: InstallationId,
    /// What the body has to hash to, where there is one.
    pub digest: Option<Hash>,
    base: String,
    signature: Signature,
}

impl Claim {
    /// Reads the fields of a signature.
    pub fn read(request: &Request<'_>) -> Result<Self, SignedRefusal> {
        let input = request.field(SIGNATURE_INPUT)?;
        let signature = request.field(SIGNATURE)?;
        if request.has_query {
            return Err(SignedRefusal::Query);
        }
        let unreadable = SignedRefusal::Unreadable(SIGNATURE_INPUT);
        let parameters = input.strip_prefix(LABEL).and_then(|rest| rest.strip_prefix('=')).ok_or(unreadable)?;
        let Inner { parts, installation } = inner(parameters)?;
        for part in Part::needed(request.method, request.path) {
            if !parts.contains(part) {
                return Err(SignedRefusal::NotCovered(part.name()));
            }
        }
        let digest = match parts.contains(&Part::ContentDigest) {
            true => Some(Hash(dictionary_bytes(request.field(CONTENT_DIGEST)?, "sha-256", CONTENT_DIGEST)?)),
            false => None,
        };
        let signature = Signature(dictionary_bytes(signature, LABEL, SIGNATURE)?);
        Ok(Self { installation, digest, base: request.base(&parts, parameters)?, signature })
    }

    /// Whether this key signed exactly this request.
    pub fn verify(&self, key: &PublicKey) -> Result<(), SignedRefusal> {
        key.verify(self.base.as_bytes(), &self.signature).map_err(|_| SignedRefusal::Wrong)
    }

    /// Whether this is the body that was signed.
    pub fn verify_body(&self, body: &[u8]) -> Result<(), SignedRefusal> {
        match self.digest {
            Some(digest) if digest == Hash::of(body) => Ok(()),
            None if body.is_empty() => Ok(()),
            _ => Err(SignedRefusal::WrongDigest),
        }
    }
}

#[cfg(test)]
mod tests;
