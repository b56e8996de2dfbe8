//! Sessions: a browser that signed in, until it signs out, rests too long, or a shift is over.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::people::Accounts;
use super::{AccountError, kept, secret};
use crate::entity::{account, known_browser, session};

/// A session that rested so long has ended.
pub const IDLE_MS: i64 = 2 * 60 * 60 * 1000;
/// No session lasts longer.
pub const ABSOLUTE_MS: i64 = 12 * 60 * 60 * 1000;
/// How exactly is kept when it was last used.
const SEEN_EVERY_MS: i64 = 60 * 1000;
/// How long a browser stays known.
const KNOWN_MS: i64 = 180 * 24 * 60 * 60 * 1000;

/// What a browser is given.
pub struct Began {
    /// For the session's cookie.
    pub session: String,
    /// For the cookie by which it is known later.
    pub browser: String,
}

impl Accounts {
    /// Begins a session. Those that ended are cleared away on the way.
    pub async fn begin_session(&self, name: &str) -> Result<Began, AccountError> {
        let began = Began { session: secret()?, browser: secret()? };
        let writing = self.begin().await?;
        let too_old = session::Column::BeganAtMs.lte(self.now_ms.saturating_sub(ABSOLUTE_MS));
        session::Entity::delete_many().filter(too_old).exec(&writing).await?;
        let unknown_again = known_browser::Column::AtMs.lte(self.now_ms.saturating_sub(KNOWN_MS));
        known_browser::Entity::delete_many().filter(unknown_again).exec(&writing).await?;
        let (account, at_ms) = (name.to_owned(), self.now_ms);
        let row = session::Model {
            hash: kept(&began.session),
            account: account.clone(),
            began_at_ms: at_ms,
            seen_at_ms: at_ms,
        };
        session::Entity::insert(row.into_active_model()).exec(&writing).await?;
        let row = known_browser::Model { hash: kept(&began.browser), account, at_ms };
        known_browser::Entity::insert(row.into_active_model()).exec(&writing).await?;
        writing.commit().await?;
        Ok(began)
    }

    /// Whose session this is, where it still holds.
    pub async fn of_session(&self, cookie: &str) -> Result<Option<String>, AccountError> {
        let Some(row) = session::Entity::find_by_id(kept(cookie)).one(&self.db).await? else { return Ok(None) };
        // A clock that went back does not lengthen a session: what lies ahead of it has ended, too.
        let lasts = |since_ms: i64, longest_ms| (0..longest_ms).contains(&self.now_ms.saturating_sub(since_ms));
        let holds = lasts(row.began_at_ms, ABSOLUTE_MS) && lasts(row.seen_at_ms, IDLE_MS);
        let whose = account::Entity::find_by_id(row.account.clone()).one(&self.db).await?;
        if !holds || whose.is_none_or(|whose| whose.disabled_at_ms.is_some()) {
            session::Entity::delete_by_id(row.hash).exec(&self.db).await?;
            return Ok(None);
        }
        if self.now_ms.saturating_sub(row.seen_at_ms) >= SEEN_EVERY_MS {
            session::Entity::update_many()
                .col_expr(session::Column::SeenAtMs, Expr::value(self.now_ms))
                .filter(session::Column::Hash.eq(row.hash))
                .exec(&self.db)
                .await?;
        }
        Ok(Some(row.account))
    }

    /// Ends a session.
    pub async fn end_session(&self, cookie: &str) -> Result<(), AccountError> {
        session::Entity::delete_by_id(kept(cookie)).exec(&self.db).await?;
        Ok(())
    }
}
