//! The few structured fields (RFC 9651) that a signature needs, in their one spelling.
//!
//! A dictionary has one member; an inner list holds texts without parameters; of
//! parameters there are `keyid`, `alg` and `created`, each at most once.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use doorstep_domain::id::InstallationId;

use super::{ALGORITHM, Part, SIGNATURE_INPUT, SignedRefusal};

/// The most digits of a time: milliseconds until the year 5138 have fourteen.
const MOST_DIGITS: usize = 15;

const UNREADABLE: SignedRefusal = SignedRefusal::Unreadable(SIGNATURE_INPUT);

/// What an inner list and its parameters say.
pub(super) struct Inner {
    pub(super) parts: Vec<Part>,
    pub(super) installation: InstallationId,
}

/// Bytes as an item.
pub(super) fn bytes(bytes: &[u8]) -> String {
    format!(":{}:", STANDARD.encode(bytes))
}

/// The bytes of a dictionary's one member.
pub(super) fn dictionary_bytes<const N: usize>(
    value: &str,
    key: &str,
    field: &'static str,
) -> Result<[u8; N], SignedRefusal> {
    let item = value.strip_prefix(key).and_then(|rest| rest.strip_prefix('='));
    let text = item.and_then(|item| item.strip_prefix(':')).and_then(|item| item.strip_suffix(':'));
    let decoded = text.and_then(|text| STANDARD.decode(text).ok());
    decoded.and_then(|bytes| bytes.try_into().ok()).ok_or(SignedRefusal::Unreadable(field))
}

/// `("@method" "@path" …);keyid="…";alg="…"`, parameters in any order.
pub(super) fn inner(value: &str) -> Result<Inner, SignedRefusal> {
    let (list, parameters) = value.strip_prefix('(').and_then(|rest| rest.split_once(')')).ok_or(UNREADABLE)?;
    let mut parts = Vec::new();
    for name in list.split(' ') {
        let name = quoted(name)?;
        let part = Part::ALL.into_iter().find(|part| part.name() == name).ok_or(UNREADABLE)?;
        if parts.contains(&part) {
            return Err(SignedRefusal::Twice(part.name()));
        }
        parts.push(part);
    }
    Ok(Inner { parts, installation: key_of(parameters)? })
}

/// Whose key it is said to be; the algorithm has to be ours.
fn key_of(parameters: &str) -> Result<InstallationId, SignedRefusal> {
    let (mut key, mut algorithm, mut created) = (None, None, None);
    for parameter in parameters.strip_prefix(';').ok_or(UNREADABLE)?.split(';') {
        let (name, value) = parameter.split_once('=').ok_or(UNREADABLE)?;
        let (slot, name) = match name {
            "keyid" => (&mut key, "keyid"),
            "alg" => (&mut algorithm, "alg"),
            "created" => (&mut created, "created"),
            _ => return Err(UNREADABLE),
        };
        if slot.replace(value).is_some() {
            return Err(SignedRefusal::Twice(name));
        }
    }
    if created.is_some_and(|digits| !is_time(digits)) {
        return Err(UNREADABLE);
    }
    if quoted(algorithm.ok_or(SignedRefusal::Missing("alg"))?)? != ALGORITHM {
        return Err(SignedRefusal::OtherAlgorithm);
    }
    let hex = quoted(key.ok_or(SignedRefusal::Missing("keyid"))?)?;
    // One spelling: the name in capitals is no name of an installation.
    InstallationId::from_hex(hex).filter(|id| id.to_hex() == hex).ok_or(UNREADABLE)
}

fn is_time(digits: &str) -> bool {
    (1..=MOST_DIGITS).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// A text without anything that would need an escape.
fn quoted(item: &str) -> Result<&str, SignedRefusal> {
    let text = item.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).ok_or(UNREADABLE)?;
    match text.contains(['"', '\\']) {
        true => Err(UNREADABLE),
        false => Ok(text),
    }
}
