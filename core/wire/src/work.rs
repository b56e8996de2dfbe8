//! Unsent work that leaves a phone by another way than sync: pushes and photographs.
//!
//! One piece is `[version, 1, installation, the body of a push]` or
//! `[version, 2, installation, subject, the photograph]`. A revoked phone hands such
//! pieces in; an export seals them ([`crate::sealed`]). At the office both are read by
//! the same rules as what sync brings: the same piece again changes nothing.

use doorstep_domain::id::{Hash, InstallationId, Subject};

use crate::error::WireError;
use crate::message::VERSION;
use crate::reader::Reader;
use crate::writer::Writer;

/// The media type of a piece.
pub const MEDIA_TYPE: &str = "application/vnd.doorstep.work+cbor";

/// What stands around the bytes of a piece, at most.
pub const AROUND: usize = 1024;

/// The most pieces that one phone names at its end.
pub const MOST_PIECES: usize = 8192;

const PUSH: u32 = 1;
const PHOTO: u32 = 2;

/// One piece of unsent work.
#[derive(Clone, PartialEq, Eq)]
pub enum Work {
    /// Events and contents.
    Push {
        /// Who recorded them.
        installation: InstallationId,
        /// As [`crate::frame::encode_push`] wrote it.
        body: Vec<u8>,
    },
    /// A photograph.
    Photo {
        /// Who took it.
        installation: InstallationId,
        /// What it belongs to.
        subject: Subject,
        /// Its bytes; its name is their hash.
        bytes: Vec<u8>,
    },
}

impl std::fmt::Debug for Work {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Push { body, .. } => write!(f, "Push({} bytes)", body.len()),
            Self::Photo { bytes, .. } => write!(f, "Photo({} bytes)", bytes.len()),
        }
    }
}

impl Work {
    /// Whose work it is.
    pub fn installation(&self) -> InstallationId {
        match self {
            Self::Push { installation, .. } | Self::Photo { installation, .. } => *installation,
        }
    }
}

/// Writes a piece.
pub fn encode_work(work: &Work) -> Vec<u8> {
    let mut w = Writer::new();
    match work {
        Work::Push { installation, body } => {
            w.array(4).u32(VERSION).u32(PUSH).bytes(&installation.0).bytes(body);
        }
        Work::Photo { installation, subject, bytes } => {
            w.array(5).u32(VERSION).u32(PHOTO).bytes(&installation.0).subject(subject).bytes(bytes);
        }
    }
    w.into_bytes()
}

/// Reads a piece of at most `limit` bytes.
pub fn decode_work(bytes: &[u8], limit: usize) -> Result<Work, WireError> {
    let mut r = Reader::open(bytes, limit, "work")?;
    let found = r.array("work")?;
    let theirs = r.u32("version")?;
    if theirs != VERSION {
        return Err(WireError::Version { theirs });
    }
    let kind = r.u32("work")?;
    let installation = InstallationId(r.fixed("installation")?);
    let work = match (kind, found) {
        (PUSH, 4) => Work::Push { installation, body: r.bytes(limit, "push")?.to_vec() },
        (PHOTO, 5) => Work::Photo { installation, subject: r.subject()?, bytes: r.bytes(limit, "photo")?.to_vec() },
        (PUSH | PHOTO, _) => return Err(WireError::Shape { at: "work" }),
        (code, _) => return Err(WireError::Code { at: "work", code }),
    };
    r.finish()?;
    Ok(work)
}

/// Names pieces: `[version, [SHA-256 of each]]`. A phone says so what it handed in, the
/// office what of it is not here.
pub fn encode_names(names: &[Hash]) -> Vec<u8> {
    let mut w = Writer::new();
    w.array(2).u32(VERSION).list(names, |w, name| {
        w.bytes(&name.0);
    });
    w.into_bytes()
}

/// Reads the names of pieces.
pub fn decode_names(bytes: &[u8]) -> Result<Vec<Hash>, WireError> {
    let mut r = Reader::open(bytes, MOST_PIECES * 34 + 16, "names")?;
    r.array_of(2, "names")?;
    let theirs = r.u32("version")?;
    if theirs != VERSION {
        return Err(WireError::Version { theirs });
    }
    let names = r.list(MOST_PIECES, "names", |r| Ok(Hash(r.fixed("name")?)))?;
    r.finish()?;
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces() -> [Work; 2] {
        let installation = InstallationId([7; 16]);
        let subject = "visit/V1".parse().unwrap();
        [
            Work::Push { installation, body: vec![1, 2, 3] },
            Work::Photo { installation, subject, bytes: vec![0xFF; 300] },
        ]
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        for work in pieces() {
            let bytes = encode_work(&work);
            assert_eq!(decode_work(&bytes, bytes.len()), Ok(work));
            assert_eq!(decode_work(&bytes, bytes.len() - 1).unwrap_err().code(), "wire/too-long");
            assert!(decode_work(&bytes[..bytes.len() - 1], 4096).is_err());
            assert!(decode_work(&[&bytes[..], b"\0"].concat(), 4096).is_err());
        }
        let names = [Hash::of(b"a"), Hash::of(b"b")];
        assert_eq!(decode_names(&encode_names(&names)), Ok(names.to_vec()));
        assert_eq!(decode_names(&encode_names(&[])), Ok(Vec::new()));
    }

    #[test]
    fn a_kind_that_comes_later_is_not_taken_for_one_of_these() {
        let mut bytes = encode_work(&pieces()[0]);
        bytes[2] = 3;
        assert_eq!(decode_work(&bytes, 4096), Err(WireError::Code { at: "work", code: 3 }));
        bytes[2] = 2;
        assert_eq!(decode_work(&bytes, 4096), Err(WireError::Shape { at: "work" }));
    }
}
