//! Keys and signatures: ECDSA over P-256 with SHA-256, as phones' key stores have it.
//!
//! A [`PublicKey`] in hand is a point on the curve. Private keys never come here,
//! except the office's, which signs what it hands out.

use std::fmt;

use doorstep_domain::id::Hash;
use p256::ecdsa::signature::{Signer, Verifier};

pub use p256::ecdsa::{SigningKey, VerifyingKey};

/// A public key: a compressed SEC1 point.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 33]);

/// A signature: r and s, 32 bytes each.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature(pub [u8; 64]);

/// What can be wrong with a key or a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not a compressed point of P-256.
    #[error("this is not a public key")]
    NotAKey,
    /// Another key signed, or other bytes were signed.
    #[error("the signature does not fit the key and the bytes")]
    WrongSignature,
}

impl KeyError {
    /// Stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAKey => "key/not-a-key",
            Self::WrongSignature => "key/wrong-signature",
        }
    }
}

impl PublicKey {
    /// Reads a compressed SEC1 point.
    pub fn from_sec1(bytes: &[u8]) -> Result<Self, KeyError> {
        let point: [u8; 33] = bytes.try_into().map_err(|_| KeyError::NotAKey)?;
        // The library also takes a form without a sign (tag 5): a second spelling of the same key.
        if !matches!(point.first(), Some(2 | 3)) {
            return Err(KeyError::NotAKey);
        }
        VerifyingKey::from_sec1_bytes(&point).map_err(|_| KeyError::NotAKey)?;
        Ok(Self(point))
    }

    /// Reads a point in either form: key stores give the long one.
    pub fn from_any_sec1(bytes: &[u8]) -> Result<Self, KeyError> {
        VerifyingKey::from_sec1_bytes(bytes).map_err(|_| KeyError::NotAKey).and_then(|key| Self::of(&key))
    }

    /// The key as bytes.
    pub fn of(key: &VerifyingKey) -> Result<Self, KeyError> {
        key.to_sec1_point(true).as_bytes().try_into().map(Self).map_err(|_| KeyError::NotAKey)
    }

    /// The compressed SEC1 point.
    pub fn as_bytes(&self) -> &[u8; 33] {
        &self.0
    }

    /// SHA-256 of the compressed point: what people compare, as hexadecimal.
    pub fn fingerprint(&self) -> Hash {
        Hash::of(&self.0)
    }

    /// Whether this key signed exactly these bytes.
    pub fn verify(&self, bytes: &[u8], signature: &Signature) -> Result<(), KeyError> {
        let key = VerifyingKey::from_sec1_bytes(&self.0).map_err(|_| KeyError::NotAKey)?;
        let signature = p256::ecdsa::Signature::from_slice(&signature.0).map_err(|_| KeyError::WrongSignature)?;
        key.verify(bytes, &signature).map_err(|_| KeyError::WrongSignature)
    }
}

impl Signature {
    /// Reads a signature as key stores give it: r and s in DER.
    pub fn from_der(bytes: &[u8]) -> Result<Self, KeyError> {
        let signature = p256::ecdsa::Signature::from_der(bytes).map_err(|_| KeyError::WrongSignature)?;
        Ok(Self(signature.to_bytes().into()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.fingerprint().short())
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Signature(…)")
    }
}

/// Signs these bytes.
pub fn sign(key: &SigningKey, bytes: &[u8]) -> Signature {
    let signature: p256::ecdsa::Signature = key.sign(bytes);
    Signature(signature.to_bytes().into())
}
