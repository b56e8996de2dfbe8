//! SQLite as the promises need it: WAL, FULL, and every setting read back.

use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use sea_orm_migration::MigratorTrait;

use super::{OpenError, schema};
use crate::migration::Steps;

/// Readers beside the one writer.
const CONNECTIONS: u32 = 4;
/// The first version without the WAL-reset mistake.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// Opens and, where needed, migrates the database.
pub async fn open(path: &Path, data: &Path) -> Result<DatabaseConnection, OpenError> {
    let broken = |source| OpenError::database(data, source);
    let file = path.to_owned();
    let mut options = ConnectOptions::new("sqlite://office.sqlite");
    options.max_connections(CONNECTIONS).sqlx_logging(false).map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .filename(&file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("trusted_schema", "OFF")
            .pragma("cell_size_check", "ON")
            // What is erased is overwritten, not only unlinked.
            .pragma("secure_delete", "ON")
            .pragma("mmap_size", "0")
    });
    look(path, data).await?;
    let db = Database::connect(options).await.map_err(broken)?;
    assert_settings(&db).await.map_err(broken)??;
    Steps::up(&db, None).await.map_err(broken)?;
    Ok(db)
}

/// Refuses what a newer program wrote, without a chance to change it: opened for writing, the
/// file would be another one already. What cannot be read in this way is told by the opening.
async fn look(path: &Path, data: &Path) -> Result<(), OpenError> {
    let length = |path: &Path| std::fs::metadata(path).map_or(0, |about| about.len());
    if length(path) == 0 {
        return Ok(());
    }
    let (log, index) = (path.with_extension("sqlite-wal"), path.with_extension("sqlite-shm"));
    let (file, has_log, is_new) = (path.to_owned(), length(&log) > 0, !index.exists());
    let mut options = ConnectOptions::new("sqlite://office.sqlite");
    options
        .max_connections(1)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |sqlite| sqlite.filename(&file).read_only(true).immutable(!has_log));
    let Ok(db) = Database::connect(options).await else { return Ok(()) };
    let told = schema::refuse_newer(&db, data).await;
    let _ = db.close().await;
    // What SQLite laid beside it to read the log goes again.
    if is_new {
        let _ = std::fs::remove_file(index);
    }
    match told {
        Err(newer @ OpenError::NewerSchema { .. }) => Err(newer),
        _ => Ok(()),
    }
}

/// The setting, as SQLite tells it.
async fn told(db: &DatabaseConnection, sql: &str) -> Result<String, DbErr> {
    let row = db.query_one_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await?;
    let Some(row) = row else { return Ok(String::new()) };
    match row.try_get_by_index::<String>(0) {
        Ok(text) => Ok(text),
        Err(_) => row.try_get_by_index::<i64>(0).map(|number| number.to_string()),
    }
}

async fn assert_settings(db: &DatabaseConnection) -> Result<Result<(), OpenError>, DbErr> {
    let settings = [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("trusted_schema", "0"),
        ("cell_size_check", "1"),
        ("secure_delete", "1"),
        ("mmap_size", "0"),
    ];
    for (setting, wanted) in settings {
        let found = told(db, &format!("PRAGMA {setting}")).await?;
        // A build without memory maps answers nothing at all.
        let is_absent = setting == "mmap_size" && found.is_empty();
        if found != wanted && !is_absent {
            return Ok(Err(OpenError::Setting { setting, wanted, found }));
        }
    }
    let found = told(db, "SELECT sqlite_version()").await?;
    let mut numbers = found.split('.').map(|number| number.parse().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_SQLITE {
        return Ok(Err(OpenError::Setting { setting: "sqlite_version", wanted: "3.51.3 or newer", found }));
    }
    Ok(Ok(()))
}
