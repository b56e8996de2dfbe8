//! All records of an office, from one database into another that is empty.
//!
//! A backup is always a SQLite file, whatever the office keeps its records in: it is read,
//! verified and restored without a server, and an office moves from a file to PostgreSQL
//! by being restored there. Rows are copied as they are, at one moment; what only helps
//! running programs is left out.

use std::path::Path;

use futures_util::TryStreamExt;
use sea_orm::{
    AccessMode, ActiveModelTrait, ConnectionTrait, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr,
    EntityTrait, IntoActiveModel, IsolationLevel, TransactionTrait,
};

use super::{BackupError, copy_database, make};
use crate::entity::{
    access_token, account, approval_key, attachment, book, certificate, content, day, earlier_told, edition, engineer,
    erased, fee_line, feed, filled, finding, handed_in, heard, installation, invitation, issued_code, job,
    known_browser, lane, media, office, once_link, part_use, quarantine, reading, segment, session, stock, succession,
    upload, van_stock, visit,
};
use crate::store::{DATABASE, DatabasePlace, OpenError, Place, open_database, open_empty};

/// Rows that travel together.
const ROWS: usize = 50;

/// Copies each table, in an order in which nothing names what is not there yet.
macro_rules! copy_each {
    ($from:expr, $to:expr; $($table:ident)*) => {
        $(copy::<$table::Entity>($from, $to).await?;)*
    };
}

async fn copy_all(from: &DatabaseTransaction, to: &DatabaseTransaction) -> Result<(), DbErr> {
    copy_each!(from, to;
        office engineer invitation installation succession heard book edition job stock feed segment filled lane quarantine
        content erased media upload visit finding fee_line attachment part_use approval_key certificate
        earlier_told van_stock day issued_code account session known_browser once_link access_token reading
        handed_in);
    Ok(())
}

async fn copy<E>(from: &DatabaseTransaction, to: &DatabaseTransaction) -> Result<(), DbErr>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + Send,
{
    let mut rows = E::find().stream(from).await?;
    let mut together = Vec::with_capacity(ROWS);
    while let Some(row) = rows.try_next().await? {
        together.push(row.into_active_model());
        if together.len() == ROWS {
            E::insert_many(std::mem::take(&mut together)).exec_without_returning(to).await?;
        }
    }
    if !together.is_empty() {
        E::insert_many(together).exec_without_returning(to).await?;
    }
    Ok(())
}

async fn pour(from: &DatabaseConnection, to: &DatabaseConnection) -> Result<(), DbErr> {
    let read = match from.get_database_backend() {
        DatabaseBackend::Postgres => {
            from.begin_with_config(Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly)).await?
        }
        _ => from.begin().await?,
    };
    let written = to.begin().await?;
    copy_all(&read, &written).await?;
    if to.get_database_backend() == DatabaseBackend::Postgres {
        // The next number comes after those that were copied.
        let next = "SELECT setval(pg_get_serial_sequence('reading', 'id'), (SELECT max(id) FROM reading))";
        written.execute_unprepared(next).await?;
    }
    written.commit().await?;
    read.rollback().await
}

/// The records of the office at `place` as they are now, in a new file.
pub(super) async fn into_file(place: &Place, file: &Path) -> Result<(), BackupError> {
    // First where a log may lie beside it, then in one piece.
    let beside = file.with_extension("new");
    make(&beside)?;
    let pouring = beside.join(DATABASE);
    let from = open_database(place).await?;
    let here = Place { database: DatabasePlace::File(pouring.clone()), ..place.clone() };
    let to = open_database(&here).await?;
    pour(&from, &to).await?;
    to.close().await?;
    from.close().await?;
    copy_database(&pouring, file).await?;
    Ok(std::fs::remove_dir_all(&beside).map_err(|source| OpenError::file("remove", &beside, source))?)
}

/// The records of a file into a database that holds no office yet.
pub(super) async fn from_file(file: &Path, place: &Place) -> Result<(), BackupError> {
    let here = Place { database: DatabasePlace::File(file.to_owned()), ..place.clone() };
    let to = open_empty(place).await?.ok_or_else(|| BackupError::OfficeThere(place.data.clone()))?;
    let from = open_database(&here).await?;
    pour(&from, &to).await?;
    from.close().await?;
    Ok(to.close().await?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sea_orm::Statement;

    use super::*;

    #[tokio::test]
    async fn every_table_is_copied_or_named_as_left_out() {
        let source = include_str!("records.rs");
        let (_, listed) = source.split_once("copy_each!(from, to;").unwrap();
        let (listed, _) = listed.split_once(')').unwrap();
        let listed: BTreeSet<String> = listed.split_whitespace().map(ToOwned::to_owned).collect();
        let folder = tempfile::tempdir().unwrap();
        let db = open_database(&Place::folder(folder.path())).await.unwrap();
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), tables)).await.unwrap();
        let there: BTreeSet<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        let left_out: BTreeSet<String> = ["seaql_migrations", "challenge"].map(ToOwned::to_owned).into();
        assert_eq!(there.difference(&left_out).cloned().collect::<BTreeSet<_>>(), listed);
    }
}
