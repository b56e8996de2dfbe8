//! Invitations, and phones that use them.
//!
//! A token has 128 bits, works for 15 minutes and belongs to the first key that shows
//! it; the same phone with the same key gets the same answer again, later too, so that
//! a lost answer costs nothing. Only the token's hash is kept.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use doorstep_domain::id::{EngineerId, Hash, InstallationId};
use doorstep_wire::key::PublicKey;
use doorstep_wire::message::Epoch;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};

use crate::entity::{engineer, installation, invitation};
use crate::office::{Office, StoreError, stored_id};
use crate::ports::random;
use crate::store::promise;

/// How long a token works.
pub const INVITATION_MS: i64 = 15 * 60 * 1000;

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// No engineer of this staff number.
    #[error("this office has no engineer {0}; add them first")]
    UnknownEngineer(EngineerId),
    /// The office could not keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a phone was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// Nobody was invited with this token.
    #[error("this invitation is not known here; ask for a new one")]
    UnknownToken,
    /// Too late.
    #[error("this invitation has expired; ask for a new one")]
    Expired,
    /// Another phone or key used it.
    #[error("this invitation was already used by another phone; ask for a new one")]
    UsedByAnother,
    /// The installation is already here, with another key or engineer.
    #[error("this installation is already enrolled with another key; a copy becomes a new installation")]
    OtherKey,
    /// The office took its rights away.
    #[error("this installation was revoked; it can only be enrolled as a new one")]
    Revoked,
    /// No P-256 point.
    #[error("the public key is not a P-256 key in SEC1 form")]
    BadKey,
    /// The office could not keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EnrolError {
    /// The stable code; none where it is the office's own trouble.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::UnknownToken => Some("enrol/unknown-token"),
            Self::Expired => Some("enrol/expired"),
            Self::UsedByAnother => Some("enrol/used-by-another"),
            Self::OtherKey => Some("enrol/other-key"),
            Self::Revoked => Some("enrol/revoked"),
            Self::BadKey => Some("enrol/bad-key"),
            Self::Store(_) => None,
        }
    }
}

impl From<sea_orm::DbErr> for EnrolError {
    fn from(source: sea_orm::DbErr) -> Self {
        Self::Store(source.into())
    }
}

/// What an enrolled phone is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// Whose phone it is.
    pub engineer: EngineerId,
    /// The office's life.
    pub epoch: Epoch,
    /// The office's key: what a phone seals for it, only the office opens.
    pub office_key: PublicKey,
}

impl Office {
    /// A token that enrols one phone for this engineer.
    pub async fn invite(&self, id: &EngineerId) -> Result<String, InviteError> {
        let token = URL_SAFE_NO_PAD.encode(random::<16>().map_err(StoreError::from)?);
        let expires_at_ms = self.now_ms().saturating_add(INVITATION_MS);
        let writing = self.write().await?;
        let known = engineer::Entity::find_by_id(id.as_str()).one(&writing.tx).await.map_err(StoreError::from)?;
        if known.is_none() {
            return Err(InviteError::UnknownEngineer(id.clone()));
        }
        let row = invitation::Model {
            token_hash: Hash::of(token.as_bytes()).0.to_vec(),
            engineer: id.to_string(),
            expires_at_ms,
            installation: None,
            public_key: None,
        };
        let inserted = invitation::Entity::insert(row.into_active_model()).exec(&writing.tx).await;
        inserted.map_err(StoreError::from)?;
        writing.commit().await?;
        Ok(token)
    }

    /// Enrols a phone with the token it was given.
    pub async fn enrol(&self, token: &str, phone: InstallationId, public_key: &[u8]) -> Result<Enrolled, EnrolError> {
        p256::ecdsa::VerifyingKey::from_sec1_bytes(public_key).map_err(|_| EnrolError::BadKey)?;
        let now_ms = self.now_ms();
        let writing = self.write().await?;
        let tx = &writing.tx;
        let hash = Hash::of(token.as_bytes()).0.to_vec();
        let row = invitation::Entity::find_by_id(hash).one(tx).await?.ok_or(EnrolError::UnknownToken)?;
        let engineer: EngineerId = stored_id(&row.engineer, "invitation")?;
        match (&row.installation, &row.public_key) {
            (Some(used_by), Some(key)) if used_by == phone.0.as_slice() && key == public_key => {
                register(tx, phone, &engineer, public_key, now_ms).await?;
                return Ok(self.enrolled(engineer));
            }
            (None, None) if now_ms > row.expires_at_ms => return Err(EnrolError::Expired),
            (None, None) => {}
            _ => return Err(EnrolError::UsedByAnother),
        }
        register(tx, phone, &engineer, public_key, now_ms).await?;
        promise::note_enrolled(&self.data, phone, &engineer, public_key, now_ms).map_err(StoreError::from)?;
        let used =
            invitation::Model { installation: Some(phone.0.to_vec()), public_key: Some(public_key.to_vec()), ..row };
        used.into_active_model().reset_all().update(tx).await?;
        writing.commit().await?;
        Ok(self.enrolled(engineer))
    }

    fn enrolled(&self, engineer: EngineerId) -> Enrolled {
        Enrolled { engineer, epoch: self.epoch, office_key: self.key.public() }
    }
}

/// Keeps the installation; one that is already here has to be the same.
pub(super) async fn register<C: ConnectionTrait>(
    db: &C,
    phone: InstallationId,
    engineer: &EngineerId,
    public_key: &[u8],
    now_ms: i64,
) -> Result<(), EnrolError> {
    match installation::Entity::find_by_id(phone.0.to_vec()).one(db).await? {
        Some(known) if known.revoked_at_ms.is_some() => Err(EnrolError::Revoked),
        Some(known) if known.public_key == public_key && known.engineer == engineer.as_str() => Ok(()),
        Some(_) => Err(EnrolError::OtherKey),
        None => {
            let row = installation::Model {
                id: phone.0.to_vec(),
                engineer: engineer.to_string(),
                public_key: public_key.to_vec(),
                enrolled_at_ms: now_ms,
                revoked_at_ms: None,
            };
            installation::Entity::insert(row.into_active_model()).exec(db).await?;
            Ok(())
        }
    }
}
