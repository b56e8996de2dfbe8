//! Begins a transaction in which nobody else writes.
//!
//! SQLite: begun at once, so that it fails before it did anything. PostgreSQL: the office's
//! own row is held until the end. Everything that reads before it writes begins here.

use sea_orm::{
    DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr, EntityTrait, IsolationLevel, QuerySelect,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::entity::office;

/// The transaction, and on PostgreSQL the life that the database is in.
pub async fn begin(db: &DatabaseConnection) -> Result<(DatabaseTransaction, Option<Vec<u8>>), DbErr> {
    if db.get_database_backend() != DatabaseBackend::Postgres {
        let at_once = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        return Ok((db.begin_with_options(at_once).await?, None));
    }
    let tx = db.begin_with_config(Some(IsolationLevel::ReadCommitted), None).await?;
    let row = office::Entity::find_by_id(1).lock_exclusive().one(&tx).await?;
    Ok((tx, row.map(|row| row.epoch)))
}
