//! The one order of arrivals: every segment, content and photograph has a place in it.

use sea_orm::{ConnectionTrait, Statement};

use crate::office::{StoreError, from_row, to_row};

/// The next place. Only the writer calls this, inside its transaction.
pub async fn next<C: ConnectionTrait>(db: &C) -> Result<u64, StoreError> {
    next_of(db, 1).await
}

/// The first of so many places in a row, of at least one.
pub async fn next_of<C: ConnectionTrait>(db: &C, many: u64) -> Result<u64, StoreError> {
    let sql = "UPDATE office SET arrivals = arrivals + $1 WHERE id = 1 RETURNING arrivals";
    let taken = Statement::from_sql_and_values(db.get_database_backend(), sql, [to_row(many).into()]);
    let row = db.query_one_raw(taken).await?.ok_or(StoreError::Damaged("office row"))?;
    let last: i64 = row.try_get_by_index(0)?;
    Ok(from_row(last).saturating_sub(many).saturating_add(1))
}
