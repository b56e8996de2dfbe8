//! Flipped bytes: found, named, and mended where they can be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use doorstep_domain::id::Hash;
use doorstep_server::integrity::Damage;
use harness::{Field, photo, stores, upload};
use object_store::ObjectStoreExt;

async fn full() -> Field {
    let field = Field::new().await;
    let hash = upload(&field, &photo()).await;
    let (events, note) = field.short_visit(hash);
    field.push(&field.push_of(events, vec![note])).await;
    let report = field.office.integrity_check(false).await.unwrap();
    assert!(report.is_sound() && report.repaired.is_empty(), "{report:?}");
    assert_eq!((report.segments, report.events, report.contents, report.photos, report.visits), (1, 4, 1, 1, 1));
    field
}

#[tokio::test]
async fn a_flipped_byte_of_a_segment_is_named_with_its_lane_and_event() {
    let field = full().await;
    field.sql("UPDATE segment SET head_hash = zeroblob(32)").await;
    let report = field.office.integrity_check(false).await.unwrap();
    assert!(report.damaged.iter().any(|d| *d == Damage::Event { lane: field.lane(), seq: 1 }), "{report:?}");
    let field = full().await;
    let half = "substr(bytes, 1, 20) || x'ff' || substr(bytes, 22)";
    field.sql(&format!("UPDATE segment SET bytes = CAST({half} AS BLOB)")).await;
    let report = field.office.integrity_check(true).await.unwrap();
    let told: Vec<String> = report.damaged.iter().map(ToString::to_string).collect();
    assert!(told.iter().any(|told| told.starts_with(&format!("lane {}: event ", field.lane()))), "{told:?}");
    let listed = field.office.list_visits(doorstep_server::export::Since::Beginning, 9).await.unwrap();
    assert_eq!(listed.visits[0].events, 4, "lists keep what the events once said");
}

#[tokio::test]
async fn a_flipped_byte_of_a_photo_is_named_with_its_visit() {
    let field = full().await;
    let hash = Hash::of(&photo());
    let store = stores::blobs(field.folder.path()).await;
    let path = format!("media/{}", hash.to_hex()).into();
    let mut bytes = store.get(&path).await.unwrap().bytes().await.unwrap().to_vec();
    bytes[1_000] ^= 1;
    store.put(&path, bytes.into()).await.unwrap();
    let report = field.office.integrity_check(true).await.unwrap();
    assert_eq!(report.damaged, [Damage::Photo { hash, subject: field.subject().to_string() }]);
    store.delete(&path).await.unwrap();
    let report = field.office.integrity_check(true).await.unwrap();
    assert_eq!(report.damaged, [Damage::PhotoGone { hash, subject: field.subject().to_string() }]);
}

#[tokio::test]
async fn a_flipped_byte_of_a_content_is_named() {
    let field = full().await;
    field.sql("UPDATE content SET bytes = CAST('门铃好的' AS BLOB)").await;
    let report = field.office.integrity_check(true).await.unwrap();
    assert!(matches!(report.damaged.as_slice(), [Damage::Content { .. }]), "{report:?}");
}

#[tokio::test]
async fn a_projection_that_differs_is_made_again_from_the_events() {
    let field = full().await;
    let before = field.dump().await;
    field.sql("UPDATE visit SET outcome = 'solved'").await;
    let named = field.office.integrity_check(false).await.unwrap();
    assert_eq!(named.damaged, [Damage::Projection { subject: field.subject() }]);
    let mended = field.office.integrity_check(true).await.unwrap();
    assert!(mended.is_sound());
    assert_eq!(mended.repaired[0].to_string(), format!("visit/{}: visit made again from its events", field.job.visit));
    assert_eq!(field.dump().await, before);
    field.sql("DELETE FROM visit").await;
    assert_eq!(field.office.integrity_check(true).await.unwrap().repaired.len(), 1);
    assert_eq!(field.dump().await, before);
}

#[tokio::test]
async fn a_damaged_row_is_mended_when_it_is_read() {
    let field = full().await;
    let before = field.dump().await;
    field.sql("UPDATE visit SET exceptions = 0, total_minor = 1").await;
    let row = field.office.story(&field.job.visit).await.unwrap().unwrap().row;
    assert_ne!(row.total.map(|total| total.minor), Some(1));
    assert_eq!(field.dump().await, before);
}
