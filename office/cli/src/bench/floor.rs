//! What PostgreSQL itself needs for as many bytes in as many durable transactions: one
//! `COPY` of one row each, on one connection, in the same server and right after the fleet.

use std::time::{Duration, Instant};

use sea_orm::sqlx::postgres::PgPoolCopyExt;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};

use crate::failure::Failure;

/// So many transactions are enough to tell.
const MOST: u64 = 2_000;

/// How long one of `times` transactions of `bytes` takes.
pub async fn one_copy(address: &str, times: u64, bytes: usize) -> Result<Duration, Failure> {
    let mut options = ConnectOptions::new(address);
    options.max_connections(1).sqlx_logging(false);
    let db = Database::connect(options).await.map_err(Failure::office)?;
    db.execute_unprepared("CREATE TABLE doorstep_floor (bytes BYTEA NOT NULL)").await.map_err(Failure::office)?;
    let row = row(bytes);
    let times = times.clamp(1, MOST);
    let began = Instant::now();
    for _ in 0..times {
        let pool = db.get_postgres_connection_pool();
        let copy = pool.copy_in_raw("COPY doorstep_floor FROM STDIN (FORMAT binary)").await;
        let mut copy = copy.map_err(Failure::office)?;
        copy.send(row.as_slice()).await.map_err(Failure::office)?;
        copy.finish().await.map_err(Failure::office)?;
    }
    let took = began.elapsed();
    db.execute_unprepared("DROP TABLE doorstep_floor").await.map_err(Failure::office)?;
    db.close().await.map_err(Failure::office)?;
    Ok(took / u32::try_from(times).unwrap_or(u32::MAX))
}

/// One row of one column as binary COPY carries it.
fn row(bytes: usize) -> Vec<u8> {
    let length = i32::try_from(bytes).unwrap_or(i32::MAX);
    let noise: Vec<u8> = (0..bytes).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let head: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
    [head, &1_i16.to_be_bytes(), &length.to_be_bytes(), &noise, &(-1_i16).to_be_bytes()].concat()
}
