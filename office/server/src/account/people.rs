//! Accounts: made by a link, opened by a password, disabled and looked at by the person at
//! the office's machine, also beside a running office.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, IntoActiveModel,
    PaginatorTrait, QueryFilter, QueryOrder,
};

use super::link::Purpose;
use super::password::{self, Kept};
use super::throttle::{Attempt, Throttle};
use super::{AccountError, checked_name, kept};
use crate::entity::{account, known_browser, session};
use crate::office::{Office, StoreError, from_row};
use crate::ports::{Clock, SystemClock};
use crate::store::{self, DatabasePlace, OpenError, Place};

/// Everybody who may sign in, at one moment.
pub struct Accounts {
    pub(super) db: DatabaseConnection,
    pub(super) now_ms: i64,
}

/// What is told of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who.
    pub name: String,
    /// Since when.
    pub added_at_ms: i64,
    /// Whether a password was chosen.
    pub has_password: bool,
    /// Since when it opens nothing.
    pub disabled_at_ms: Option<i64>,
}

impl Office {
    /// The accounts, now.
    pub fn accounts(&self) -> Accounts {
        Accounts { db: self.db.clone(), now_ms: self.now_ms() }
    }
}

impl Accounts {
    /// The accounts of an office that another process may be running.
    pub async fn beside(place: impl Into<Place>) -> Result<Self, OpenError> {
        let place = place.into();
        if let DatabasePlace::File(path) = &place.database
            && !path.exists()
        {
            let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
            return Err(OpenError::file("read", path, missing));
        }
        Ok(Self { db: store::open_database(&place).await?, now_ms: SystemClock::new().now_ms() })
    }

    /// Whether nobody can sign in yet: there is no account with a password.
    pub async fn is_empty(&self) -> Result<bool, AccountError> {
        has_passwords(&self.db).await.map(|some| !some)
    }

    /// Every account.
    pub async fn list(&self) -> Result<Vec<Told>, AccountError> {
        let rows = account::Entity::find().order_by_asc(account::Column::Name).all(&self.db).await?;
        Ok(rows.into_iter().map(told).collect())
    }

    /// An account without a password, and the link with which its owner chooses one.
    pub async fn add(&self, name: &str) -> Result<String, AccountError> {
        let name = checked_name(name)?;
        let writing = self.begin().await?;
        if account::Entity::find_by_id(name).one(&writing).await?.is_some() {
            return Err(AccountError::Taken);
        }
        insert(&writing, self.now_ms, name, None).await?;
        writing.commit().await?;
        self.make_link(Purpose::Password, Some(name)).await
    }

    /// A link with which the owner chooses a new password; the account works again, too.
    pub async fn reset(&self, name: &str) -> Result<String, AccountError> {
        if account::Entity::find_by_id(name).one(&self.db).await?.is_none() {
            return Err(AccountError::Unknown);
        }
        self.make_link(Purpose::Password, Some(name)).await
    }

    /// From now on this account opens nothing, and nobody is signed in with it.
    pub async fn disable(&self, name: &str) -> Result<(), AccountError> {
        let writing = self.begin().await?;
        let row = account::Entity::find_by_id(name).one(&writing).await?.ok_or(AccountError::Unknown)?;
        let at_ms = row.disabled_at_ms.unwrap_or(self.now_ms);
        account::Entity::update_many()
            .col_expr(account::Column::DisabledAtMs, Expr::value(at_ms))
            .filter(account::Column::Name.eq(name))
            .exec(&writing)
            .await?;
        forget_browsers(&writing, name).await?;
        self.forget_links(&writing, name).await?;
        writing.commit().await?;
        Ok(())
    }

    /// Who signs in with this name and password, as far as guessing allows it.
    pub async fn sign_in(
        &self,
        throttle: &Throttle,
        (name, password): (&str, &str),
        address: &str,
        browser: Option<&str>,
    ) -> Result<String, AccountError> {
        let browser = self.known(name, browser).await?;
        // A name of any length would be kept in memory as it is.
        let account = name.chars().take(super::LONGEST_NAME).collect();
        let attempt = Attempt { address: address.to_owned(), account, browser };
        if !throttle.take(&attempt, self.now_ms) {
            return Err(AccountError::TooMany);
        }
        let row = account::Entity::find_by_id(name).one(&self.db).await?;
        let row = row.filter(|row| row.disabled_at_ms.is_none());
        if !password::is_right(password, row.as_ref().and_then(kept_of)).await? {
            return Err(AccountError::Wrong);
        }
        throttle.forgive(&attempt);
        Ok(name.to_owned())
    }

    async fn known(&self, name: &str, browser: Option<&str>) -> Result<Option<Vec<u8>>, AccountError> {
        let Some(browser) = browser else { return Ok(None) };
        let row = known_browser::Entity::find_by_id(kept(browser)).one(&self.db).await?;
        Ok(row.filter(|row| row.account == name).map(|row| row.hash))
    }

    pub(super) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        Ok(store::begin(&self.db).await?.0)
    }
}

/// Whether anybody chose a password.
pub(super) async fn has_passwords<C: ConnectionTrait>(db: &C) -> Result<bool, AccountError> {
    Ok(account::Entity::find().filter(account::Column::Hash.is_not_null()).count(db).await? > 0)
}

fn told(row: account::Model) -> Told {
    let account::Model { name, hash, added_at_ms, disabled_at_ms, .. } = row;
    Told { name, added_at_ms, has_password: hash.is_some(), disabled_at_ms }
}

fn kept_of(row: &account::Model) -> Option<Kept> {
    let number = |column| u32::try_from(from_row(column)).ok();
    let (salt, hash) = (row.salt.clone()?, row.hash.clone()?);
    Some(Kept { salt, hash, memory_kib: number(row.memory_kib)?, passes: number(row.passes)? })
}

/// Adds an account, or gives one another password; it works from then on.
pub(super) async fn insert(
    tx: &DatabaseTransaction,
    now_ms: i64,
    name: &str,
    password: Option<Kept>,
) -> Result<(), AccountError> {
    let (memory_kib, passes) = password.as_ref().map_or((0, 0), |kept| (kept.memory_kib, kept.passes));
    let (salt, hash) = password.map(|kept| (kept.salt, kept.hash)).unzip();
    let known = account::Entity::find_by_id(name).one(tx).await?;
    let row = account::Model {
        name: name.to_owned(),
        salt,
        hash,
        memory_kib: memory_kib.into(),
        passes: passes.into(),
        added_at_ms: known.as_ref().map_or(now_ms, |row| row.added_at_ms),
        disabled_at_ms: None,
    };
    if known.is_some() {
        account::Entity::delete_by_id(name).exec(tx).await?;
    }
    account::Entity::insert(row.into_active_model()).exec(tx).await?;
    Ok(())
}

/// Nobody is signed in with this account any more, and no browser is known.
pub(super) async fn forget_browsers(tx: &DatabaseTransaction, name: &str) -> Result<(), AccountError> {
    session::Entity::delete_many().filter(session::Column::Account.eq(name)).exec(tx).await?;
    known_browser::Entity::delete_many().filter(known_browser::Column::Account.eq(name)).exec(tx).await?;
    Ok(())
}
