//! What a new installation signs to say whose successor it is.
//!
//! The request that carries it is signed by the key of the installation before it
//! ([`crate::signed`]), this by the new one: so the office knows that both belong to
//! whoever asks. A key that is the same for both signs both.

use doorstep_domain::id::InstallationId;

use crate::key::PublicKey;

const TAG: &[u8] = b"doorstep/succession/1\n";

/// The bytes: tag, the installation before, the new one, the new one's compressed key.
pub fn to_sign(before: InstallationId, new: InstallationId, key: &PublicKey) -> Vec<u8> {
    [TAG, before.0.as_slice(), new.0.as_slice(), key.as_bytes().as_slice()].concat()
}
