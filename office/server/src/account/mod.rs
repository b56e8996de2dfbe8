//! Supervisors: who they are, how they prove it, and what they read.
//!
//! Decides: what a password is worth ([`password`]), how long a session lasts
//! ([`session`]), what a program shows instead ([`token`]), how often one may guess
//! ([`throttle`]), and that a reading of personal data leaves a line ([`reading`]).
//!
//! What is secret is kept only as a hash: passwords as argon2id with a salt, everything
//! with 128 random bits as SHA-256. A link that works once is how a password comes into
//! being, so that none ever stands on a command line. One role for now: whoever is
//! signed in may read everything. Leaves to `http::policy`: which address asks for what.

mod link;
mod password;
mod people;
mod reading;
mod session;
mod throttle;
mod token;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use doorstep_domain::id::Hash;

use crate::office::StoreError;
use crate::ports::random;

pub use link::{LINK_MS, Link, Purpose};
pub use people::{Accounts, Told};
pub use reading::Readings;
pub use session::{ABSOLUTE_MS, Began, IDLE_MS};
pub use throttle::Throttle;
pub use token::TokenTold;

/// The longest name of an account or token, in characters.
pub const LONGEST_NAME: usize = 40;
/// The fewest characters of a password.
pub const SHORTEST_PASSWORD: usize = 10;
/// The most bytes of a password that are looked at.
pub const LONGEST_PASSWORD: usize = 1_024;

/// Why somebody is not let in, or an account is not as was wished.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Name or password; which of them is nobody's business.
    #[error("this name and password do not open anything here")]
    Wrong,
    /// Too many guesses.
    #[error("too many attempts; try again in a quarter of an hour")]
    TooMany,
    /// The link was used, is too old, or never was.
    #[error("this link was used already or is too old; ask for a new one")]
    Link,
    /// No name, or one that is too long or not printable.
    #[error("a name has 1 to {LONGEST_NAME} letters, digits or . - _ @")]
    BadName,
    /// Too short or too long.
    #[error("a password has at least {SHORTEST_PASSWORD} characters")]
    ShortPassword,
    /// There is one of this name.
    #[error("there is already one of this name")]
    Taken,
    /// There is none of this name.
    #[error("there is none of this name")]
    Unknown,
    /// The office could not read or keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AccountError {
    /// The stable code; none where it is the office's own trouble.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Wrong => Some("account/wrong"),
            Self::TooMany => Some("account/too-many"),
            Self::Link => Some("account/link"),
            Self::BadName => Some("account/bad-name"),
            Self::ShortPassword => Some("account/short-password"),
            Self::Taken => Some("account/taken"),
            Self::Unknown => Some("account/unknown"),
            Self::Store(_) => None,
        }
    }
}

impl From<sea_orm::DbErr> for AccountError {
    fn from(source: sea_orm::DbErr) -> Self {
        Self::Store(source.into())
    }
}

impl From<crate::ports::NoRandomness> for AccountError {
    fn from(source: crate::ports::NoRandomness) -> Self {
        Self::Store(source.into())
    }
}

/// A name as accounts and tokens may have it.
fn checked_name(name: &str) -> Result<&str, AccountError> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    let length = name.chars().count();
    match (1..=LONGEST_NAME).contains(&length) && name.chars().all(is_plain) {
        true => Ok(name),
        false => Err(AccountError::BadName),
    }
}

/// 128 bits that nobody can guess, as text.
fn secret() -> Result<String, StoreError> {
    Ok(URL_SAFE_NO_PAD.encode(random::<16>()?))
}

/// What is kept of a secret.
fn kept(secret: &str) -> Vec<u8> {
    Hash::of(secret.as_bytes()).0.to_vec()
}
