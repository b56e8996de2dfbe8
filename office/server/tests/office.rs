//! The office itself: who may open it, who may join it, where it listens.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use doorstep_domain::id::InstallationId;
use doorstep_server::admin::{AdminError, EnrolError, PublishError};
use doorstep_server::ports::SetClock;
use doorstep_server::store::OpenError;
use doorstep_server::{Face, Office};
use harness::{Field, NOON, fixtures, stores};

fn key(seed: u8) -> Vec<u8> {
    let key = p256::ecdsa::SigningKey::from_slice(&[seed; 32]).unwrap();
    key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}
use sea_orm::ConnectionTrait;

#[tokio::test]
async fn an_invitation_belongs_to_the_first_key_and_answers_it_again() {
    let field = Field::new().await;
    let token = field.office.invite(&field.job.engineer).await.unwrap();
    let phone = InstallationId([1; 16]);
    let enrol = async |phone, key: Vec<u8>| field.office.enrol(&token, phone, &key).await;
    let first = enrol(phone, key(1)).await.unwrap();
    assert_eq!(first.engineer, field.job.engineer);
    assert_eq!(enrol(phone, key(1)).await.unwrap(), first);
    assert!(matches!(enrol(phone, key(2)).await, Err(EnrolError::UsedByAnother)));
    assert!(matches!(enrol(InstallationId([2; 16]), key(1)).await, Err(EnrolError::UsedByAnother)));
    field.clock.advance(16 * 60_000);
    assert_eq!(enrol(phone, key(1)).await.unwrap(), first, "a lost answer costs nothing later either");
}

#[tokio::test]
async fn an_invitation_ends_after_fifteen_minutes_and_is_kept_as_a_hash_only() {
    let field = Field::new().await;
    let token = field.office.invite(&field.job.engineer).await.unwrap();
    assert!(!format!("{:?}", field.dump().await).contains(&token));
    field.clock.advance(15 * 60_000 + 1);
    let late = field.office.enrol(&token, InstallationId([1; 16]), &key(1)).await;
    assert!(matches!(late, Err(EnrolError::Expired)));
    let unknown = field.office.enrol("guessed", InstallationId([1; 16]), &key(1)).await;
    assert!(matches!(unknown, Err(EnrolError::UnknownToken)));
    let body = r#"{"token":"x","installation":"00","public_key":""}"#;
    let refused = field.send(Request::post("/phone/v1/enrol").body(Body::from(body)).unwrap()).await;
    assert_eq!((refused.status, refused.refusal().as_str()), (StatusCode::BAD_REQUEST, "enrol/unreadable"));
}

#[tokio::test]
async fn doing_the_same_again_says_nothing_to_any_phone() {
    let field = Field::new().await;
    let part = "P-TEST".parse().unwrap();
    field.office.issue_stock(&field.job.engineer, &part, 3).await.unwrap();
    let before = field.dump().await;
    field.office.publish_books(&fixtures().join("books/home-service")).await.unwrap();
    field.office.add_engineer(&field.job.engineer, "张工", &[]).await.unwrap();
    field.office.assign_job(field.job.clone()).await.unwrap();
    field.office.issue_stock(&field.job.engineer, &part, 3).await.unwrap();
    assert_eq!(field.dump().await, before);
    let nobody = "E9999".parse().unwrap();
    assert!(matches!(field.office.issue_stock(&nobody, &part, 3).await, Err(AdminError::UnknownEngineer(_))));
}

#[tokio::test]
async fn bad_books_are_refused_with_file_line_and_reason() {
    let field = Field::new().await;
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(fixtures().join("bad/standard-unknown-step.toml"), folder.path().join("standard.toml")).unwrap();
    let Err(PublishError::Mistakes(mistakes)) = field.office.publish_books(folder.path()).await else { panic!() };
    let told = mistakes[0].to_string();
    assert!(told.contains("standard.toml: line "), "{told}");
}

#[tokio::test]
async fn one_program_at_a_time_has_a_file_of_records() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Office::open(folder.path(), SetClock::at(NOON)).await.unwrap();
    let second = Office::open(folder.path(), SetClock::at(NOON)).await;
    assert!(matches!(second, Err(OpenError::InUse(_))));
}

#[tokio::test]
async fn a_folder_of_a_newer_program_is_refused_and_not_touched() {
    let field = Field::new().await;
    field.sql("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)").await;
    let Field { office, folder, .. } = field;
    drop(Arc::into_inner(office).unwrap());
    let refused = Office::open(stores::place(folder.path()).await, SetClock::at(NOON)).await;
    assert!(matches!(refused, Err(OpenError::NewerSchema { step, .. }) if step == "m9999_later"));
}

#[tokio::test]
async fn the_records_of_a_newer_program_stay_byte_for_byte_with_and_without_a_log() {
    for has_log in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        drop(Office::open(folder.path(), SetClock::at(NOON)).await.unwrap());
        let path = folder.path().join("office.sqlite");
        // Its connections end on threads of their own; the last one puts the log away.
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while path.with_extension("sqlite-wal").exists() {
            assert!(std::time::Instant::now() < deadline, "the office does not let go of its records");
            tokio::task::yield_now().await;
        }
        let db = sea_orm::Database::connect(format!("sqlite://{}", path.display())).await.unwrap();
        let later = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)";
        db.execute_unprepared(later).await.unwrap();
        let copy = tempfile::tempdir().unwrap();
        match has_log {
            // The program was killed: its log holds the step.
            true => copy_all(folder.path(), copy.path()),
            false => {
                db.close().await.unwrap();
                copy_all(folder.path(), copy.path());
            }
        }
        assert_eq!(copy.path().join("office.sqlite-wal").exists(), has_log);
        let _ = std::fs::remove_file(copy.path().join("office.sqlite-shm"));
        let before = files(copy.path());
        let refused = Office::open(copy.path(), SetClock::at(NOON)).await;
        assert!(matches!(refused, Err(OpenError::NewerSchema { step, .. }) if step == "m9999_later"));
        assert_eq!(files(copy.path()), before);
    }
}

/// Every file of a folder with its bytes, by name.
fn files(folder: &std::path::Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.filter(|path| path.is_file());
    files.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(path).unwrap())).collect()
}

fn copy_all(from: &std::path::Path, to: &std::path::Path) {
    files(from).into_iter().for_each(|(name, bytes)| std::fs::write(to.join(name), bytes).unwrap());
}

#[tokio::test]
async fn a_folder_of_the_first_program_goes_on_with_this_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.sqlite");
    let db = sea_orm::Database::connect(format!("sqlite://{}?mode=rwc", path.display())).await.unwrap();
    db.execute_unprepared(include_str!("../src/migration/first.sql")).await.unwrap();
    let steps = "CREATE TABLE seaql_migrations (version varchar PRIMARY KEY NOT NULL, applied_at bigint NOT NULL); \
                 INSERT INTO seaql_migrations VALUES ('m0001_first', 0)";
    db.execute_unprepared(steps).await.unwrap();
    let book = "x'00', x'00', x'00', x'00', x'00'";
    let rows = format!(
        "INSERT INTO book VALUES (x'00', x'00', 0); \
         INSERT INTO edition VALUES (zeroblob(32), {book}, 1, 0); \
         INSERT INTO engineer VALUES ('E1001', '李工', 0); \
         INSERT INTO job VALUES ('FW-1', 'FW-1-1', 'E1001', 0, 1, x'00', x'00')"
    );
    db.execute_unprepared(&rows).await.unwrap();
    db.close().await.unwrap();

    let office = Office::open(folder.path(), SetClock::at(NOON)).await.unwrap();
    let engineer = "E1001".parse().unwrap();
    office.add_engineer(&"E1002".parse().unwrap(), "张工", &[]).await.unwrap();
    office.publish_books(&fixtures().join("books/home-service")).await.unwrap();
    office.issue_stock(&engineer, &"P-TEST".parse().unwrap(), 1).await.unwrap();
    assert!(office.invite(&engineer).await.is_ok());
}

#[tokio::test]
async fn a_database_that_was_restored_begins_another_life() {
    let field = Field::new().await;
    let epoch = std::fs::read_to_string(field.folder.path().join("epoch")).unwrap();
    let field = field.restarted().await;
    assert_eq!(std::fs::read_to_string(field.folder.path().join("epoch")).unwrap(), epoch, "a plain restart");
    std::fs::write(field.folder.path().join("epoch"), "00".repeat(16)).unwrap();
    let field = field.restarted().await;
    let now = std::fs::read_to_string(field.folder.path().join("epoch")).unwrap();
    assert!(now != epoch && now != "00".repeat(16));
}

#[tokio::test]
async fn what_is_no_folder_no_database_or_no_key_is_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    let told = Office::open(&file, SetClock::at(NOON)).await.err().unwrap().to_string();
    assert!(told.starts_with("could not create"), "{told}");
    let data = folder.path().join("office");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("office.sqlite"), "this is no database, however long it goes on and on".repeat(99))
        .unwrap();
    let told = Office::open(&data, SetClock::at(NOON)).await.err().unwrap().to_string();
    assert!(told.contains("could not be opened"), "{told}");
    std::fs::remove_file(data.join("office.sqlite")).unwrap();
    std::fs::write(data.join("office-key.pem"), "no key").unwrap();
    assert!(matches!(Office::open(&data, SetClock::at(NOON)).await, Err(OpenError::BadKey(_))));
}

#[cfg(unix)]
#[tokio::test]
async fn the_key_can_be_read_by_its_owner_only_and_stays_the_same() {
    use std::os::unix::fs::PermissionsExt;
    let field = Field::new().await;
    let path = field.folder.path().join("office-key.pem");
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let pem = field.office.public_key_pem();
    assert_eq!(field.restarted().await.office.public_key_pem(), pem);
}

#[test]
fn only_this_machine_is_listened_to() {
    for address in ["127.0.0.1:0", "[::1]:4750", "127.8.8.8:1", "[::ffff:127.0.0.1]:1"] {
        assert!(Face::this_machine().check_address(&address.parse().unwrap()).is_ok(), "{address}");
    }
    for address in ["0.0.0.0:4750", "192.168.1.2:80", "[::]:4750"] {
        let told = Face::this_machine().check_address(&address.parse().unwrap()).unwrap_err().to_string();
        assert!(told.contains("--behind-proxy"), "{told}");
    }
}

#[tokio::test]
async fn a_foreign_page_in_a_browser_of_this_machine_is_turned_away() {
    let field = Field::new().await;
    let ask = |host: &str| Request::get("/api/v1/visits").header("host", host).body(Body::empty()).unwrap();
    assert_eq!(field.send(ask("127.0.0.1:4750")).await.status, StatusCode::OK);
    assert_eq!(field.send(ask("evil.example")).await.status, StatusCode::FORBIDDEN);
    let change = Request::post("/phone/v1/enrol").header("host", "localhost").header("origin", "https://evil.example");
    assert_eq!(field.send(change.body(Body::empty()).unwrap()).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn it_listens_answers_and_stops_when_asked() {
    let field = Field::new().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(doorstep_server::serve(field.office.clone(), Face::this_machine(), listener, async {
        let _ = stopped.await;
    }));
    let answer = tokio::task::spawn_blocking(move || {
        use std::io::{Read, Write};
        let mut line = std::net::TcpStream::connect(address).unwrap();
        write!(line, "GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).unwrap();
        answer
    });
    assert!(answer.await.unwrap().starts_with("HTTP/1.1 200"));
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}
