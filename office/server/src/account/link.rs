//! Links that work once, for half an hour: the first account, a password, a session.
//!
//! Looking at a link changes nothing, so that what fetches links ahead of people spends
//! none; it is spent by what is sent from its page.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter};

use super::people::{self, Accounts};
use super::{AccountError, checked_name, kept, password, secret};
use crate::entity::{account, once_link};

/// How long a link works.
pub const LINK_MS: i64 = 30 * 60 * 1000;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Makes the first account of an office.
    First,
    /// Chooses a password.
    Password,
    /// Signs in; only a demo gives such a link to itself.
    Session,
}

impl Purpose {
    fn key(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Password => "password",
            Self::Session => "session",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        [Self::First, Self::Password, Self::Session].into_iter().find(|purpose| purpose.key() == key)
    }
}

/// A link that works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What for.
    pub purpose: Purpose,
    /// Whose; none for the first account.
    pub account: Option<String>,
}

impl Accounts {
    /// What stands in a new link for this purpose. Earlier ones for the same work no more.
    pub async fn make_link(&self, purpose: Purpose, whose: Option<&str>) -> Result<String, AccountError> {
        let secret = secret()?;
        let writing = self.begin().await?;
        let same = once_link::Entity::delete_many().filter(once_link::Column::Purpose.eq(purpose.key()));
        let same = match whose {
            Some(whose) => same.filter(once_link::Column::Account.eq(whose)),
            None => same.filter(once_link::Column::Account.is_null()),
        };
        same.exec(&writing).await?;
        let row = once_link::Model {
            hash: kept(&secret),
            purpose: purpose.key().to_owned(),
            account: whose.map(str::to_owned),
            expires_at_ms: self.now_ms.saturating_add(LINK_MS),
        };
        once_link::Entity::insert(row.into_active_model()).exec(&writing).await?;
        writing.commit().await?;
        Ok(secret)
    }

    /// What a link is for, where it still works.
    pub async fn look(&self, secret: &str) -> Result<Link, AccountError> {
        let row = once_link::Entity::find_by_id(kept(secret)).one(&self.db).await?;
        self.read(row.ok_or(AccountError::Link)?)
    }

    fn read(&self, row: once_link::Model) -> Result<Link, AccountError> {
        let purpose = Purpose::from_key(&row.purpose).filter(|_| self.now_ms <= row.expires_at_ms);
        Ok(Link { purpose: purpose.ok_or(AccountError::Link)?, account: row.account })
    }

    /// Spends a link on a password, and on a name where it is the first account's; whose it is.
    pub async fn choose(&self, secret: &str, name: &str, password: &str) -> Result<String, AccountError> {
        self.look(secret).await?;
        let kept = password::keep(password).await?;
        let writing = self.begin().await?;
        let whose = match self.spend(&writing, secret).await? {
            Link { purpose: Purpose::First, .. } => {
                if people::has_passwords(&writing).await? {
                    return Err(AccountError::Link);
                }
                checked_name(name)?.to_owned()
            }
            Link { purpose: Purpose::Password, account: Some(account) } => account,
            Link { .. } => return Err(AccountError::Link),
        };
        people::insert(&writing, self.now_ms, &whose, Some(kept)).await?;
        people::forget_browsers(&writing, &whose).await?;
        writing.commit().await?;
        Ok(whose)
    }

    /// Spends a link that signs in; as whom.
    pub async fn enter(&self, secret: &str) -> Result<String, AccountError> {
        let writing = self.begin().await?;
        match self.spend(&writing, secret).await? {
            Link { purpose: Purpose::Session, account: Some(account) } => {
                writing.commit().await?;
                Ok(account)
            }
            Link { .. } => Err(AccountError::Link),
        }
    }

    /// A link into the demo's own office, as somebody who has no password and needs none.
    pub async fn demo_link(&self, name: &str) -> Result<String, AccountError> {
        if account::Entity::find_by_id(name).one(&self.db).await?.is_none() {
            let writing = self.begin().await?;
            people::insert(&writing, self.now_ms, checked_name(name)?, None).await?;
            writing.commit().await?;
        }
        self.make_link(Purpose::Session, Some(name)).await
    }

    async fn spend(&self, tx: &DatabaseTransaction, secret: &str) -> Result<Link, AccountError> {
        let row = once_link::Entity::find_by_id(kept(secret)).one(tx).await?;
        let link = self.read(row.ok_or(AccountError::Link)?)?;
        once_link::Entity::delete_by_id(kept(secret)).exec(tx).await?;
        Ok(link)
    }

    pub(super) async fn forget_links(&self, tx: &DatabaseTransaction, whose: &str) -> Result<(), AccountError> {
        once_link::Entity::delete_many().filter(once_link::Column::Account.eq(whose)).exec(tx).await?;
        Ok(())
    }
}
