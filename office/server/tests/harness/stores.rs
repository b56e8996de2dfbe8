//! Where the offices of these tests keep what they have: a folder alone, or, where
//! `DOORSTEP_TEST_DATABASE` and `DOORSTEP_TEST_BLOBS` name them, a schema of a PostgreSQL
//! and a prefix of a bucket for each folder. `tests/run.sh office` starts both.

use std::path::Path;
use std::sync::Arc;

use doorstep_domain::id::Hash;
use doorstep_server::Place;
use doorstep_server::blob::BlobPlace;
use futures_util::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt};
use sea_orm::{ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, Statement};

fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The place that belongs to this folder.
pub async fn place(data: &Path) -> Place {
    let mut place = Place::folder(data);
    if let Some(database) = setting("DOORSTEP_TEST_DATABASE") {
        let schema = schema(data);
        let db = Database::connect(&database).await.unwrap();
        db.execute_unprepared(&format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await.unwrap();
        db.close().await.unwrap();
        place = place.with_database(&address_of(&database, data)).unwrap();
    }
    if let Some(blobs) = setting("DOORSTEP_TEST_BLOBS") {
        let (bucket, options) = blobs.split_once('?').unwrap();
        place = place.with_blobs(&format!("{bucket}/{}?{options}", schema(data)), setting).unwrap();
    }
    place
}

fn schema(data: &Path) -> String {
    format!("t_{}", &Hash::of(data.to_str().unwrap().as_bytes()).to_hex()[..24])
}

fn address_of(database: &str, data: &Path) -> String {
    let and = if database.contains('?') { '&' } else { '?' };
    format!("{database}{and}options[search_path]={}", schema(data))
}

/// A connection of its own to the office of this folder.
pub async fn database(data: &Path) -> DatabaseConnection {
    match setting("DOORSTEP_TEST_DATABASE") {
        Some(database) => Database::connect(address_of(&database, data)).await.unwrap(),
        None => Database::connect(format!("sqlite://{}", data.join("office.sqlite").display())).await.unwrap(),
    }
}

/// Statements in SQLite's words, said in those of the database.
pub async fn say(db: &DatabaseConnection, sql: &str) {
    let mut said = sql.to_owned();
    if db.get_database_backend() == DatabaseBackend::Postgres {
        said = said.replace("zeroblob(32)", "decode(repeat('00', 32), 'hex')").replace("AS BLOB)", "AS BYTEA)");
        said = said.replace(" x'", " '\\x");
    }
    db.execute_unprepared(&said).await.unwrap();
}

/// The first column of every row.
pub async fn texts(db: &DatabaseConnection, sql: String) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
}

/// Every row of every table, apart from what a crash may empty.
pub async fn dump(db: &DatabaseConnection) -> Vec<(String, Vec<String>)> {
    let mut dump = Vec::new();
    if db.get_database_backend() == DatabaseBackend::Postgres {
        let tables = "SELECT table_name::text FROM information_schema.tables \
                      WHERE table_schema = current_schema() AND table_name <> 'challenge' ORDER BY 1";
        for table in texts(db, tables.to_owned()).await {
            let rows = texts(db, format!("SELECT row_to_json(t)::text FROM {table} t ORDER BY 1")).await;
            dump.push((table, rows));
        }
        return dump;
    }
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name";
    for table in texts(db, tables.to_owned()).await {
        let columns = texts(db, format!("SELECT 'quote(\"' || name || '\")' FROM pragma_table_info('{table}')")).await;
        let rows = texts(db, format!("SELECT {} FROM {table} ORDER BY 1", columns.join(" || '|' || "))).await;
        dump.push((table, rows));
    }
    dump
}

/// The store of photographs as somebody else reaches it.
pub async fn blobs(data: &Path) -> Arc<dyn ObjectStore> {
    match place(data).await.blobs {
        BlobPlace::Folder(folder) => Arc::new(object_store::local::LocalFileSystem::new_with_prefix(folder).unwrap()),
        BlobPlace::Bucket(bucket) => Arc::new(bucket.objects().unwrap()),
    }
}

/// Every photograph that is on its way, by its name.
pub async fn begun(data: &Path) -> Vec<String> {
    let found: Vec<_> = blobs(data).await.list(Some(&"partial".into())).try_collect().await.unwrap();
    let mut names: Vec<String> =
        found.iter().map(|found| found.location.parts().nth(1).unwrap().as_ref().to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

/// Removes what is here of a photograph on its way.
pub async fn lose_begun(data: &Path, hash: &Hash) {
    let store = blobs(data).await;
    let all: Vec<_> = store.list(Some(&"partial".into())).try_collect().await.unwrap();
    let lost: Vec<_> = all.iter().filter(|found| found.location.as_ref().contains(&hash.to_hex())).collect();
    assert!(!lost.is_empty());
    for found in lost {
        store.delete(&found.location).await.unwrap();
    }
}
