//! PostgreSQL as the promises need it: durable commits, one writer at a time over all
//! programs of the office, and every setting read back.
//!
//! A schema holds one office. Whoever writes holds the office's own row, from the first
//! statement to the commit: the order of arrivals has no holes that fill up later, and the
//! rules of intake read what nobody changes meanwhile. A program that stops inside a
//! transaction is cut off by the server, so that it holds nobody up for long.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, Statement};
use sea_orm_migration::MigratorTrait;

use super::{OpenError, schema};
use crate::migration::Steps;

/// Readers beside the one writer.
const CONNECTIONS: u32 = 8;
/// The oldest version that is maintained.
const OLDEST: i64 = 14_00_00;
/// What every connection asks for; what cannot be asked for is only read back.
const OPTIONS: [(&str, &str); 5] = [
    ("synchronous_commit", "on"),
    ("lock_timeout", "20s"),
    ("idle_in_transaction_session_timeout", "20s"),
    ("statement_timeout", "120s"),
    ("timezone", "UTC"),
];

/// The right to open: others that open the same office wait. Ends when it is closed.
pub struct Opening(DatabaseConnection);

impl Opening {
    /// The office is open.
    pub async fn done(self) -> Result<(), DbErr> {
        self.0.close().await
    }
}

/// Opens and, where needed, migrates the schema that the address leads to.
pub async fn open(address: &str, data: &std::path::Path) -> Result<(DatabaseConnection, Opening), OpenError> {
    let broken = |source| OpenError::database(data, source);
    let opening = connect(address, 1).await.map_err(broken)?;
    let only_me = "SELECT pg_advisory_lock(hashtextextended('doorstep office ' || current_schema(), 0))";
    opening.execute_unprepared(only_me).await.map_err(broken)?;
    let db = connect(address, CONNECTIONS).await.map_err(broken)?;
    assert_settings(&db).await.map_err(broken)??;
    schema::refuse_newer(&db, data).await?;
    Steps::up(&db, None).await.map_err(broken)?;
    Ok((db, Opening(opening)))
}

/// Connects to an office that is there already.
pub async fn beside(address: &str, data: &std::path::Path) -> Result<DatabaseConnection, OpenError> {
    let (db, opening) = open(address, data).await?;
    opening.done().await.map_err(|source| OpenError::database(data, source))?;
    Ok(db)
}

async fn connect(address: &str, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(address);
    options
        .max_connections(connections)
        .sqlx_logging(false)
        .map_sqlx_postgres_opts(|postgres| postgres.application_name("doorstep").options(OPTIONS));
    Database::connect(options).await
}

async fn told(db: &DatabaseConnection, setting: &str) -> Result<String, DbErr> {
    let sql = format!("SELECT current_setting('{setting}')");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    row.map_or(Ok(String::new()), |row| row.try_get_by_index(0))
}

async fn assert_settings(db: &DatabaseConnection) -> Result<Result<(), OpenError>, DbErr> {
    let settings = [
        ("synchronous_commit", "on"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("server_encoding", "UTF8"),
        ("standard_conforming_strings", "on"),
    ];
    for (setting, wanted) in settings {
        let found = told(db, setting).await?;
        if found != wanted {
            return Ok(Err(OpenError::Setting { setting, wanted, found }));
        }
    }
    let found = told(db, "server_version_num").await?;
    if found.parse::<i64>().unwrap_or(0) < OLDEST {
        return Ok(Err(OpenError::Setting { setting: "server_version_num", wanted: "140000 or newer", found }));
    }
    Ok(Ok(()))
}
