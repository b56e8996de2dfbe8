//! Which steps of the schema a database has taken, on both kinds.

use std::path::Path;

use sea_orm::{ConnectionTrait, DatabaseBackend, DatabaseConnection, Statement};
use sea_orm_migration::MigratorTrait;

use super::OpenError;
use crate::migration::Steps;

/// Refuses what a newer program wrote; nothing is changed.
pub async fn refuse_newer(db: &DatabaseConnection, data: &Path) -> Result<(), OpenError> {
    let broken = |source| OpenError::database(data, source);
    let known: Vec<String> = Steps::migrations().iter().map(|step| step.name().to_owned()).collect();
    let is_there = match db.get_database_backend() {
        DatabaseBackend::Postgres => {
            "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'seaql_migrations'"
        }
        _ => "SELECT 1 FROM sqlite_schema WHERE name = 'seaql_migrations'",
    };
    let ask = |sql: &str| Statement::from_string(db.get_database_backend(), sql);
    if db.query_one_raw(ask(is_there)).await.map_err(broken)?.is_none() {
        return Ok(());
    }
    let rows = db.query_all_raw(ask("SELECT version FROM seaql_migrations")).await;
    for row in rows.map_err(broken)? {
        let step: String = row.try_get_by_index(0).map_err(broken)?;
        if !known.contains(&step) {
            return Err(OpenError::NewerSchema { path: data.to_owned(), step });
        }
    }
    Ok(())
}
