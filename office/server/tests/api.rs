//! The supervisor API: nothing missed, every byte provable, its shape locked.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use doorstep_domain::id::{Hash, Head};
use doorstep_server::http::openapi;
use doorstep_wire::chain::head_after;
use doorstep_wire::key::VerifyingKey;
use doorstep_wire::manifest::SignedManifest;
use doorstep_wire::message::{Push, Segment};
use doorstep_wire::segment::decode_segment;
use harness::{Field, photo, upload};
use p256::pkcs8::DecodePublicKey;

#[test]
fn the_openapi_document_is_the_one_that_was_agreed() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/openapi.json");
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, openapi() + "\n").unwrap();
    }
    let agreed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(agreed.trim_end() == openapi(), "the API changed; look at it, then run with UPDATE_SNAPSHOTS=1");
}

#[tokio::test]
async fn a_reader_that_goes_on_misses_nothing_and_sees_changes_again() {
    let field = Field::new().await;
    let (events, note) = field.short_visit(Hash::of(&photo()));
    let first = Segment { end: 4, ..field.segment(Head::EMPTY, events[..2].to_vec()) };
    let push = Push { segments: vec![first], ..field.push_of(vec![], vec![note]) };
    field.push(&push).await;
    let page = field.get("/api/v1/visits?since=&limit=10").await.json();
    assert_eq!((&page["total"], &page["count"], &page["has_more"]), (&1.into(), &1.into(), &false.into()));
    assert_eq!(page["visits"][0]["state"], "under-way");
    let next = page["next"].as_str().unwrap();
    let idle = field.get(&format!("/api/v1/visits?since={next}")).await.json();
    assert_eq!((&idle["count"], idle["next"].as_str()), (&0.into(), Some(next)));
    let rest = field.segment(field.head(&events[..2]), events[2..].to_vec());
    field.push(&Push { segments: vec![rest], contents: vec![], ..push }).await;
    let changed = field.get(&format!("/api/v1/visits?since={next}")).await.json();
    assert_eq!((&changed["count"], &changed["visits"][0]["outcome"]), (&1.into(), &"no-access".into()));
    let timed = field.get("/api/v1/visits?since=2026-01-01T00:00:00Z").await.json();
    assert_eq!(timed["count"], 1);
    let late = field.get("/api/v1/visits?since=2099-01-01T00:00:00Z").await.json();
    assert_eq!(late["count"], 0);
    for bad in ["/api/v1/visits?since=%3Cb%3E", "/api/v1/visits?limit=0", "/api/v1/visits?limit=201"] {
        assert_eq!(field.get(bad).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
}

#[tokio::test]
async fn a_record_holds_every_byte_and_the_manifest_vouches_for_it() {
    let field = Field::new().await;
    let hash = upload(&field, &photo()).await;
    let (events, note) = field.short_visit(hash);
    field.push(&field.push_of(events.clone(), vec![note.clone()])).await;
    let path = format!("/api/v1/visits/{}", field.job.visit);
    let reply = field.get(&path).await;
    let record = reply.json();
    let lane = &record["lanes"][0];
    let sent = decode_segment(&STANDARD.decode(lane["segments"][0]["bytes"].as_str().unwrap()).unwrap()).unwrap();
    assert_eq!(sent, events, "the bytes that the phone sent");
    let head = head_after(&field.lane(), Head::EMPTY, &sent);
    assert_eq!((lane["head_seq"].as_u64(), lane["head_hash"].as_str()), (Some(4), Some(head.hash.to_hex().as_str())));
    assert_eq!(record["contents"][0]["hash"], note.hash().to_hex());
    assert_eq!(record["media"][0]["state"], "arrived");
    let etag = reply.header("etag").to_owned();
    assert_eq!(etag, format!("\"{}\"", Hash::of(&reply.body).to_hex()));
    let again = Request::get(&path).header("if-none-match", &etag).body(Body::empty()).unwrap();
    assert_eq!(field.send(again).await.status, StatusCode::NOT_MODIFIED);

    let asked = format!(r#"{{"visits":["{}"]}}"#, field.job.visit);
    let signed = field.send(Request::post("/api/v1/manifest").body(Body::from(asked)).unwrap()).await;
    let key = VerifyingKey::from_public_key_pem(&field.office.public_key_pem()).unwrap();
    let manifest = SignedManifest::decode(&signed.body).unwrap().verify(&key).unwrap();
    let files: Vec<_> = manifest.files().iter().map(|file| (file.path.clone(), file.sha256)).collect();
    let visit = (format!("visits/{}.json", field.job.visit), Hash::of(&reply.body));
    assert_eq!(files, [(format!("media/{}", hash.to_hex()), hash), visit]);
    let unknown = Request::post("/api/v1/manifest").body(Body::from(r#"{"visits":["nobody"]}"#)).unwrap();
    assert_eq!(field.send(unknown).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_key_and_the_last_walk_are_told() {
    let field = Field::new().await;
    let key = field.get("/api/v1/key").await.json();
    assert_eq!(key["pem"], field.office.public_key_pem());
    assert_eq!(key["fingerprint"].as_str().unwrap().len(), 64);
    assert!(field.get("/api/v1/integrity").await.json().is_null());
    field.office.integrity_check(true).await.unwrap();
    assert_eq!(field.get("/api/v1/integrity").await.json()["damaged"], serde_json::json!([]));
    assert_eq!(field.get("/health").await.status, StatusCode::OK);
    assert_eq!(field.get("/api/v1/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(field.get("/api/v1/openapi.json").await.json()["openapi"].as_str().map(|v| &v[..2]), Some("3."));
}
