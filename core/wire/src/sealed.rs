//! Work in a file that only the office can open.
//!
//! ```text
//! "doorstep sealed 1\n" ‖ SHA-256 of the office's key ‖ a fresh public key ‖ installation ‖ signature
//! then for each piece: length (u32, highest byte first) ‖ AES-256-GCM(piece)
//! ```
//!
//! ECDH on P-256 between the fresh key and the office's gives the secret, HKDF-SHA256
//! over everything before the signature the key of the file. Each piece is sealed under
//! its number and whether it is the last, so that none can be left out, moved or cut
//! off. The installation's key signs what stands before the signature: only who holds
//! the fresh key can seal pieces, and the installation says that this was itself. Who
//! opens has to check that signature ([`Opened::said_by`]); this module does not know keys.
//!
//! Leaves to others: random bytes, files, what a piece is ([`crate::work`]).

use doorstep_domain::id::{Hash, InstallationId};
use p256::SecretKey;
use p256::ecdh::diffie_hellman;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Salt};

use crate::key::{KeyError, PublicKey, Signature, SigningKey};

const MAGIC: &[u8] = b"doorstep sealed 1\n";
/// Everything before the signature.
const SAID: usize = MAGIC.len() + 32 + 33 + 16;
/// Everything before the first piece.
const HEAD: usize = SAID + 64;

/// The largest piece that is opened, in bytes.
pub const LARGEST_PIECE: usize = 32 << 20;

/// Why a file is not opened, or not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealedRefusal {
    /// Not such a file.
    #[error("this is no file of sealed work")]
    NotSealed,
    /// Sealed for an office with another key.
    #[error("this file is for the office with the key {0}")]
    OtherOffice(Hash),
    /// Something in it is not what was sealed.
    #[error("this file is damaged at piece {piece}")]
    Damaged {
        /// Which piece, from 1.
        piece: u64,
    },
    /// Its end is missing.
    #[error("the end of this file is missing after piece {pieces}")]
    CutOff {
        /// How many pieces are whole.
        pieces: u64,
    },
    /// The installation's key did not sign it.
    #[error("this file was not written by the installation that it names")]
    NotTheirs,
    /// A key that cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl SealedRefusal {
    /// Stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotSealed => "sealed/not-sealed",
            Self::OtherOffice(_) => "sealed/other-office",
            Self::Damaged { .. } => "sealed/damaged",
            Self::CutOff { .. } => "sealed/cut-off",
            Self::NotTheirs => "sealed/not-theirs",
            Self::Key(wrong) => wrong.code(),
        }
    }
}

/// The file's key and how far it was used.
struct Seal {
    key: LessSafeKey,
    pieces: u64,
}

impl Seal {
    fn new(secret: &[u8], said: &[u8]) -> Result<Self, SealedRefusal> {
        let broken = |_| SealedRefusal::Key(KeyError::NotAKey);
        let random = Salt::new(HKDF_SHA256, b"doorstep sealed work").extract(secret);
        let info = [said];
        let expanded = random.expand(&info, &AES_256_GCM).map_err(broken)?;
        Ok(Self { key: LessSafeKey::new(UnboundKey::from(expanded)), pieces: 0 })
    }

    /// The next number, with whether it is the last: never the same twice under one key.
    fn nonce(&self, is_last: bool) -> Nonce {
        let mut nonce = [0; NONCE_LEN];
        let number = self.pieces.to_be_bytes();
        nonce.iter_mut().zip(number.iter().chain([&u8::from(is_last)])).for_each(|(to, from)| *to = *from);
        Nonce::assume_unique_for_key(nonce)
    }
}

/// Writes such a file, piece by piece.
pub struct Sealer {
    seal: Seal,
    said: Vec<u8>,
}

impl Sealer {
    /// For this office, with a key that is used for this one file.
    pub fn new(office: &PublicKey, fresh: &SecretKey, by: InstallationId) -> Result<Self, SealedRefusal> {
        let shared = diffie_hellman(fresh.to_nonzero_scalar(), point(office)?.as_affine());
        let public = PublicKey::from_any_sec1(&fresh.public_key().to_sec1_bytes())?;
        let said = [MAGIC, &office.fingerprint().0, public.as_bytes(), &by.0].concat();
        let seal = Seal::new(shared.raw_secret_bytes(), &said)?;
        Ok(Self { seal, said })
    }

    /// What the installation's key has to sign.
    pub fn to_sign(&self) -> &[u8] {
        &self.said
    }

    /// The beginning of the file.
    pub fn head(&self, signature: &Signature) -> Vec<u8> {
        [self.said.as_slice(), &signature.0].concat()
    }

    /// The next piece as it stands in the file; a file ends with its last piece.
    pub fn piece(&mut self, bytes: &[u8], is_last: bool) -> Result<Vec<u8>, SealedRefusal> {
        let damaged = SealedRefusal::Damaged { piece: self.seal.pieces.saturating_add(1) };
        let mut sealed = bytes.to_vec();
        let nonce = self.seal.nonce(is_last);
        self.seal.key.seal_in_place_append_tag(nonce, Aad::empty(), &mut sealed).map_err(|_| damaged)?;
        let len = u32::try_from(sealed.len()).ok().filter(|_| bytes.len() <= LARGEST_PIECE).ok_or(damaged)?;
        self.seal.pieces = self.seal.pieces.saturating_add(1);
        Ok([len.to_be_bytes().as_slice(), &sealed].concat())
    }
}

/// A file that the office has opened: every piece was sealed under one key, in this order.
pub struct Opened {
    /// Who it says wrote it.
    pub installation: InstallationId,
    /// Its pieces.
    pub pieces: Vec<Vec<u8>>,
    said: Vec<u8>,
    signature: Signature,
}

impl Opened {
    /// Whether this installation's key says that it wrote the file.
    pub fn said_by(&self, key: &PublicKey) -> Result<(), SealedRefusal> {
        key.verify(&self.said, &self.signature).map_err(|_| SealedRefusal::NotTheirs)
    }
}

/// Opens a whole file, or nothing of it.
pub fn open(file: &[u8], office: &SigningKey) -> Result<Opened, SealedRefusal> {
    let (head, mut rest) = file.split_at_checked(HEAD).ok_or(SealedRefusal::NotSealed)?;
    let (said, signature) = head.split_at_checked(SAID).ok_or(SealedRefusal::NotSealed)?;
    let fields = said.strip_prefix(MAGIC).ok_or(SealedRefusal::NotSealed)?;
    let (mark, fields) = fields.split_first_chunk::<32>().ok_or(SealedRefusal::NotSealed)?;
    let (fresh, by) = fields.split_first_chunk::<33>().ok_or(SealedRefusal::NotSealed)?;
    if PublicKey::of(office.verifying_key())?.fingerprint() != Hash(*mark) {
        return Err(SealedRefusal::OtherOffice(Hash(*mark)));
    }
    let installation = InstallationId(by.try_into().map_err(|_| SealedRefusal::NotSealed)?);
    let signature = Signature(signature.try_into().map_err(|_| SealedRefusal::NotSealed)?);
    let fresh = point(&PublicKey::from_sec1(fresh)?)?;
    let shared = diffie_hellman(office.as_nonzero_scalar(), fresh.as_affine());
    let mut seal = Seal::new(shared.raw_secret_bytes(), said)?;
    let mut pieces = Vec::new();
    loop {
        let (piece, after) = next_piece(&mut seal, rest)?;
        pieces.push(piece);
        if after.is_empty() {
            return Ok(Opened { installation, pieces, said: said.to_vec(), signature });
        }
        rest = after;
    }
}

/// The next piece and what follows. What nothing follows has to be the last.
fn next_piece<'a>(seal: &mut Seal, rest: &'a [u8]) -> Result<(Vec<u8>, &'a [u8]), SealedRefusal> {
    let cut_off = SealedRefusal::CutOff { pieces: seal.pieces };
    let damaged = SealedRefusal::Damaged { piece: seal.pieces.saturating_add(1) };
    let (len, rest) = rest.split_first_chunk::<4>().ok_or(cut_off)?;
    let len = usize::try_from(u32::from_be_bytes(*len)).map_err(|_| damaged)?;
    if len > LARGEST_PIECE.saturating_add(AES_256_GCM.tag_len()) {
        return Err(damaged);
    }
    let (sealed, after) = rest.split_at_checked(len).ok_or(cut_off)?;
    let mut piece = sealed.to_vec();
    let is_last = after.is_empty();
    let opened = seal.key.open_in_place(seal.nonce(is_last), Aad::empty(), &mut piece).map(|open| open.len());
    let Ok(opened) = opened else {
        // A whole piece at the end that is not the last one: the rest is missing.
        let mut again = sealed.to_vec();
        let is_whole = is_last && seal.key.open_in_place(seal.nonce(false), Aad::empty(), &mut again).is_ok();
        return Err(if is_whole { SealedRefusal::CutOff { pieces: seal.pieces.saturating_add(1) } } else { damaged });
    };
    piece.truncate(opened);
    seal.pieces = seal.pieces.saturating_add(1);
    Ok((piece, after))
}

fn point(key: &PublicKey) -> Result<p256::PublicKey, KeyError> {
    p256::PublicKey::from_sec1_bytes(key.as_bytes()).map_err(|_| KeyError::NotAKey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::sign;

    const PHONE: InstallationId = InstallationId([7; 16]);

    fn office() -> SigningKey {
        SigningKey::from_slice(&[9; 32]).unwrap()
    }

    fn phone() -> SigningKey {
        SigningKey::from_slice(&[5; 32]).unwrap()
    }

    fn public(key: &SigningKey) -> PublicKey {
        PublicKey::of(key.verifying_key()).unwrap()
    }

    fn sealed(pieces: &[&[u8]]) -> Vec<u8> {
        let fresh = SecretKey::from_slice(&[3; 32]).unwrap();
        let mut sealer = Sealer::new(&public(&office()), &fresh, PHONE).unwrap();
        let mut file = sealer.head(&sign(&phone(), sealer.to_sign()));
        for (n, piece) in pieces.iter().enumerate() {
            file.extend(sealer.piece(piece, n + 1 == pieces.len()).unwrap());
        }
        file
    }

    fn refused(file: &[u8]) -> SealedRefusal {
        open(file, &office()).map(|_| ()).unwrap_err()
    }

    #[test]
    fn the_office_reads_what_the_phone_sealed_and_who_it_was() {
        let opened = open(&sealed(&[b"one", b"", b"three"]), &office()).unwrap();
        assert_eq!((opened.installation, opened.pieces), (PHONE, vec![b"one".to_vec(), vec![], b"three".to_vec()]));
    }

    #[test]
    fn only_the_installations_own_key_says_that_it_wrote_it() {
        let opened = open(&sealed(&[b"one"]), &office()).unwrap();
        assert_eq!(opened.said_by(&public(&phone())), Ok(()));
        assert_eq!(opened.said_by(&public(&office())), Err(SealedRefusal::NotTheirs));
    }

    #[test]
    fn nobody_else_can_open_it_and_nothing_is_readable() {
        let file = sealed(&["王女士 13800000000".as_bytes()]);
        let other = SigningKey::from_slice(&[8; 32]).unwrap();
        let refusal = open(&file, &other).map(|_| ()).unwrap_err();
        assert_eq!(refusal, SealedRefusal::OtherOffice(public(&office()).fingerprint()));
        assert!(!file.windows(5).any(|bytes| bytes == b"13800"));
    }

    #[test]
    fn a_changed_byte_anywhere_is_found() {
        let file = sealed(&[b"one", b"two"]);
        for n in 0..file.len() {
            let mut changed = file.clone();
            changed[n] ^= 1;
            let is_found = match open(&changed, &office()) {
                Err(_) => true,
                Ok(opened) => opened.said_by(&public(&phone())).is_err(),
            };
            assert!(is_found, "byte {n}");
        }
    }

    #[test]
    fn a_piece_that_is_left_out_moved_or_cut_off_is_found() {
        let file = sealed(&[b"one", b"two", b"six"]);
        let (head, pieces) = file.split_at(HEAD);
        let piece = |n: usize| &pieces[n * 23..(n + 1) * 23];
        let with = |order: &[usize]| {
            let mut changed = head.to_vec();
            order.iter().for_each(|n| changed.extend(piece(*n)));
            changed
        };
        assert!(open(&with(&[0, 1, 2]), &office()).is_ok());
        assert_eq!(refused(&with(&[0, 1])), SealedRefusal::CutOff { pieces: 2 });
        assert_eq!(refused(&with(&[])), SealedRefusal::CutOff { pieces: 0 });
        assert_eq!(refused(&file[..file.len() - 1]), SealedRefusal::CutOff { pieces: 2 });
        assert_eq!(refused(&with(&[0, 2])), SealedRefusal::Damaged { piece: 2 });
        assert_eq!(refused(&with(&[1, 0, 2])), SealedRefusal::Damaged { piece: 1 });
        assert_eq!(refused(&with(&[0, 1, 2, 2])), SealedRefusal::Damaged { piece: 3 });
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        for file in [&b""[..], b"doorstep sealed 1\n", &[0; HEAD + 40]] {
            assert_eq!(refused(file), SealedRefusal::NotSealed);
        }
        let mut huge = sealed(&[b"one"]);
        huge.truncate(HEAD);
        huge.extend([0xFF; 20]);
        assert_eq!(refused(&huge), SealedRefusal::Damaged { piece: 1 });
    }
}
