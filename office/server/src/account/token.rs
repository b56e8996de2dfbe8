//! Access tokens: what a program shows instead of a session. Named, so that a person knows
//! which one to revoke; one of a name works at a time.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use super::people::Accounts;
use super::{AccountError, checked_name, kept, secret};
use crate::entity::access_token;

/// What every token begins with, so that one that was lost is recognised.
const BEGINS: &str = "doorstep_";

/// What is told of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenTold {
    /// Which program.
    pub name: String,
    /// Until when it works.
    pub expires_at_ms: i64,
    /// Since when it does not, by a person's word.
    pub revoked_at_ms: Option<i64>,
}

impl Accounts {
    /// A token for this program, for so long; an earlier one of the name works no more.
    pub async fn make_token(&self, name: &str, lasts_ms: i64) -> Result<String, AccountError> {
        let name = checked_name(name)?.to_owned();
        let token = format!("{BEGINS}{}", secret()?);
        let writing = self.begin().await?;
        access_token::Entity::delete_many().filter(access_token::Column::Name.eq(&name)).exec(&writing).await?;
        let row = access_token::Model {
            hash: kept(&token),
            name,
            made_at_ms: self.now_ms,
            expires_at_ms: self.now_ms.saturating_add(lasts_ms),
            revoked_at_ms: None,
        };
        access_token::Entity::insert(row.into_active_model()).exec(&writing).await?;
        writing.commit().await?;
        Ok(token)
    }

    /// Every token.
    pub async fn tokens(&self) -> Result<Vec<TokenTold>, AccountError> {
        let rows = access_token::Entity::find().order_by_asc(access_token::Column::Name).all(&self.db).await?;
        let told = |access_token::Model { name, expires_at_ms, revoked_at_ms, .. }| TokenTold {
            name,
            expires_at_ms,
            revoked_at_ms,
        };
        Ok(rows.into_iter().map(told).collect())
    }

    /// From now on this token opens nothing.
    pub async fn revoke_token(&self, name: &str) -> Result<(), AccountError> {
        let revoked = access_token::Entity::update_many()
            .col_expr(access_token::Column::RevokedAtMs, Expr::value(self.now_ms))
            .filter(access_token::Column::Name.eq(name))
            .exec(&self.db)
            .await?;
        if revoked.rows_affected == 0 { Err(AccountError::Unknown) } else { Ok(()) }
    }

    /// Which program shows this token, where it works.
    pub async fn of_token(&self, token: &str) -> Result<Option<String>, AccountError> {
        let row = access_token::Entity::find_by_id(kept(token)).one(&self.db).await?;
        let works = |row: &access_token::Model| row.revoked_at_ms.is_none() && self.now_ms <= row.expires_at_ms;
        Ok(row.filter(works).map(|row| row.name))
    }
}
