//! The office's own key: signs what supervisors take away.

use std::path::Path;

use doorstep_wire::key::PublicKey;
use p256::ecdsa::SigningKey;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey, LineEnding};

use super::{OpenError, write_whole};
use crate::ports::random;

/// A P-256 key pair. Never printed.
pub struct OfficeKey {
    signing: SigningKey,
    public_pem: String,
    public: PublicKey,
}

impl OfficeKey {
    /// Reads the key, or makes one where there is none.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let signing = match std::fs::read_to_string(path) {
            Ok(pem) => SigningKey::from_pkcs8_pem(&pem).map_err(|_| OpenError::BadKey(path.to_owned()))?,
            Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Self::make(path)?,
            Err(damaged) if damaged.kind() == std::io::ErrorKind::InvalidData => {
                return Err(OpenError::BadKey(path.to_owned()));
            }
            Err(source) => return Err(OpenError::file("read", path, source)),
        };
        let public_pem = signing.verifying_key().to_public_key_pem(LineEnding::LF);
        let public_pem = public_pem.map_err(|_| OpenError::BadKey(path.to_owned()))?;
        let public = PublicKey::of(signing.verifying_key()).map_err(|_| OpenError::BadKey(path.to_owned()))?;
        Ok(Self { signing, public_pem, public })
    }

    fn make(path: &Path) -> Result<SigningKey, OpenError> {
        // One in 2^32 draws is no key; the next one is.
        let signing = loop {
            if let Ok(signing) = SigningKey::from_slice(&random::<32>()?) {
                break signing;
            }
        };
        let pem = signing.to_pkcs8_pem(LineEnding::LF).map_err(|_| OpenError::BadKey(path.to_owned()))?;
        write_whole(path, pem.as_bytes(), true).map_err(|source| OpenError::file("write", path, source))?;
        Ok(signing)
    }

    /// Signs; stays in this crate.
    pub(crate) fn signing(&self) -> &SigningKey {
        &self.signing
    }

    /// The public half as PEM.
    pub fn public_pem(&self) -> &str {
        &self.public_pem
    }

    /// The public half as the wire knows it.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// SHA-256 of the public half as a compressed point, in hexadecimal: what people compare.
    pub fn fingerprint(&self) -> String {
        self.public.fingerprint().to_hex()
    }
}
