//! Phones that found that they are copies, and say whose successors they are.
//!
//! The request is signed by the key of the installation before; `proof` by the new one.
//! Of two clones both may come, each with an id of its own. Written into the promises
//! first, so that no restore forgets it. Leaves to `intake`: which lanes a successor may send.

use doorstep_domain::id::{EngineerId, InstallationId};
use doorstep_wire::key::{PublicKey, Signature};
use doorstep_wire::succession::to_sign;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};

use super::enrol::{EnrolError, register};
use crate::entity::{installation, succession};
use crate::office::{Office, StoreError, stored_id};
use crate::store::promise;

/// More installations than one phone ever was.
const MOST_PREDECESSORS: usize = 64;

/// Why a successor was not registered.
#[derive(Debug, thiserror::Error)]
pub enum SuccessionError {
    /// The new key did not sign this.
    #[error("the new key does not vouch for this succession")]
    WrongProof,
    /// This installation already came after another one.
    #[error("this installation is already known as another one's successor")]
    OtherPredecessor,
    /// The new installation could not be registered.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
}

impl SuccessionError {
    /// The stable code; none where it is the office's own trouble.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::WrongProof => Some("succession/wrong-proof"),
            Self::OtherPredecessor => Some("succession/other-predecessor"),
            Self::Enrol(wrong) => wrong.code(),
        }
    }
}

impl From<StoreError> for SuccessionError {
    fn from(wrong: StoreError) -> Self {
        Self::Enrol(wrong.into())
    }
}

impl From<DbErr> for SuccessionError {
    fn from(wrong: DbErr) -> Self {
        Self::Enrol(wrong.into())
    }
}

/// What a successor says of itself.
pub struct Successor {
    /// Its id.
    pub installation: InstallationId,
    /// Its key.
    pub key: PublicKey,
    /// That key's word for it.
    pub proof: Signature,
}

impl Office {
    /// Registers `new` as the successor of an installation whose signature was proved.
    pub async fn succeed(&self, before: InstallationId, new: &Successor) -> Result<(), SuccessionError> {
        let signed = to_sign(before, new.installation, &new.key);
        new.key.verify(&signed, &new.proof).map_err(|_| SuccessionError::WrongProof)?;
        let (id, at_ms) = (new.installation.0.to_vec(), self.now_ms());
        let writing = self.write().await?;
        let known = succession::Entity::find_by_id(id.clone()).one(&writing.tx).await?;
        if known.as_ref().is_some_and(|known| known.predecessor != before.0) || new.installation == before {
            return Err(SuccessionError::OtherPredecessor);
        }
        let row = installation::Entity::find_by_id(before.0.to_vec()).one(&writing.tx).await?;
        let row = row.ok_or(StoreError::Damaged("installation"))?;
        let engineer: EngineerId = stored_id(&row.engineer, "installation")?;
        register(&writing.tx, new.installation, &engineer, new.key.as_bytes(), at_ms).await?;
        if known.is_none() {
            let data = &self.data;
            promise::note_enrolled(data, new.installation, &engineer, new.key.as_bytes(), at_ms)
                .and_then(|()| promise::note_succeeded(data, new.installation, before, at_ms))
                .map_err(StoreError::from)?;
            let row = succession::Model { installation: id, predecessor: before.0.to_vec(), at_ms };
            succession::Entity::insert(row.into_active_model()).exec(&writing.tx).await?;
        }
        Ok(writing.commit().await?)
    }
}

/// Whether `earlier` is an installation that this phone was.
pub(crate) async fn was<C: ConnectionTrait>(
    db: &C,
    phone: InstallationId,
    earlier: InstallationId,
) -> Result<bool, DbErr> {
    let mut at = phone.0.to_vec();
    for _ in 0..MOST_PREDECESSORS {
        if at == earlier.0 {
            return Ok(true);
        }
        match succession::Entity::find_by_id(at).one(db).await? {
            Some(row) => at = row.predecessor,
            None => break,
        }
    }
    Ok(false)
}
