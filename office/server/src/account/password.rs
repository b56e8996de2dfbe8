//! What a password is worth: argon2id, two at a time, so that guessing costs the guesser
//! and not the office's memory.

use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::{AccountError, LONGEST_PASSWORD, SHORTEST_PASSWORD};
use crate::office::StoreError;
use crate::ports::random;

/// Memory of one reckoning.
const MEMORY_KIB: u32 = 19_456;
/// How often it is gone through.
const PASSES: u32 = 2;
/// The bytes of a hash.
const LENGTH: usize = 32;

/// At most so many reckonings at once: 38 MB.
static TURNS: Semaphore = Semaphore::const_new(2);

/// What is kept of a password. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    pub salt: Vec<u8>,
    pub hash: Vec<u8>,
    pub memory_kib: u32,
    pub passes: u32,
}

/// What is kept of a new password.
pub async fn keep(password: &str) -> Result<Kept, AccountError> {
    if password.chars().count() < SHORTEST_PASSWORD || password.len() > LONGEST_PASSWORD {
        return Err(AccountError::ShortPassword);
    }
    let salt = random::<16>()?.to_vec();
    let hash = reckon(password, &salt, MEMORY_KIB, PASSES).await?;
    Ok(Kept { salt, hash, memory_kib: MEMORY_KIB, passes: PASSES })
}

/// Whether this is the password. Without one it takes as long and is not.
pub async fn is_right(password: &str, kept: Option<Kept>) -> Result<bool, StoreError> {
    if password.len() > LONGEST_PASSWORD {
        return Ok(false);
    }
    let is_known = kept.is_some();
    let nobody = || Kept { salt: vec![0; 16], hash: vec![0; LENGTH], memory_kib: MEMORY_KIB, passes: PASSES };
    let kept = kept.unwrap_or_else(nobody);
    let hash = reckon(password, &kept.salt, kept.memory_kib, kept.passes).await?;
    let differs =
        hash.iter().zip(&kept.hash).fold(hash.len() ^ kept.hash.len(), |all, (a, b)| all | usize::from(a ^ b));
    Ok(is_known && differs == 0)
}

async fn reckon(password: &str, salt: &[u8], memory_kib: u32, passes: u32) -> Result<Vec<u8>, StoreError> {
    let (password, salt) = (password.to_owned(), salt.to_vec());
    let _turn = TURNS.acquire().await.map_err(|_| StoreError::Damaged("turn"))?;
    let reckoned = tokio::task::spawn_blocking(move || {
        let params = Params::new(memory_kib, passes, 1, Some(LENGTH)).ok()?;
        let mut hash = vec![0; LENGTH];
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon.hash_password_into(password.as_bytes(), &salt, &mut hash).ok()?;
        Some(hash)
    });
    reckoned.await.ok().flatten().ok_or(StoreError::Damaged("password"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference's own vector family: same input, same bytes, so that a kept hash stays readable.
    #[tokio::test]
    async fn a_kept_password_is_right_and_another_is_not() {
        let kept = keep("一个很长的密码口令啊").await.unwrap();
        assert!(is_right("一个很长的密码口令啊", Some(kept.clone())).await.unwrap());
        assert!(!is_right("一个很长的密码口令啦", Some(kept.clone())).await.unwrap());
        assert!(!is_right("一个很长的密码口令啊", None).await.unwrap());
        let again = keep("一个很长的密码口令啊").await.unwrap();
        assert!(again.hash != kept.hash, "the salt is new each time");
    }

    #[tokio::test]
    async fn a_short_password_is_refused() {
        assert_eq!(keep("123456789").await.err().and_then(|why| why.code()), Some("account/short-password"));
    }
}
