//! Photographs: cut lines, lost files, wrong bytes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use doorstep_domain::event::{Event, Opening};
use doorstep_domain::id::{Hash, Subject, VisitId};
use doorstep_server::media::UPLOAD_LIFE_MS;
use doorstep_wire::message::{PhotoOffer, Push};
use harness::{Field, PHONE, announce, ask, nothing, phone_key, photo, piece, signed, stores, upload};

#[tokio::test]
async fn an_upload_goes_on_where_the_line_was_cut_also_after_a_restart() {
    let field = Field::new().await;
    let bytes = photo();
    let hash = Hash::of(&bytes);
    let made = field.send(announce(&field, &hash, bytes.len())).await;
    assert_eq!(
        (made.status, made.header("location")),
        (StatusCode::CREATED, format!("/media/{}", hash.to_hex()).as_str())
    );
    let cut = futures_util::stream::iter([
        Ok(bytes::Bytes::copy_from_slice(&bytes[..5_000])),
        Err(std::io::Error::other("the line was cut")),
    ]);
    let whole = signed(piece(&hash, 0, &bytes), PHONE, &phone_key()).await;
    let (parts, _) = whole.into_parts();
    field.send_as_it_is(Request::from_parts(parts, Body::from_stream(cut))).await;

    let field = field.restarted().await;
    let there = field.send(ask(&hash)).await;
    assert_eq!((there.status, there.header("upload-offset")), (StatusCode::OK, "5000"));
    let wrong = field.send(piece(&hash, 0, &bytes)).await;
    assert_eq!((wrong.status, wrong.refusal().as_str()), (StatusCode::CONFLICT, "media/other-offset"));
    assert_eq!(wrong.header("upload-offset"), "5000");
    let again = field.send(announce(&field, &hash, bytes.len())).await;
    assert_eq!((again.status, again.header("upload-offset")), (StatusCode::CREATED, "5000"));
    let rest = field.send(piece(&hash, 5_000, &bytes[5_000..])).await;
    assert_eq!((rest.status, rest.header("upload-offset")), (StatusCode::NO_CONTENT, bytes.len().to_string().as_str()));
    let served = field.get(&format!("/api/v1/media/{}", hash.to_hex())).await;
    assert_eq!((served.body.as_ref(), served.header("content-type")), (bytes.as_slice(), "image/jpeg"));
    let whole = field.send(announce(&field, &hash, bytes.len())).await;
    assert_eq!((whole.status, whole.header("upload-offset")), (StatusCode::CREATED, bytes.len().to_string().as_str()));
}

#[tokio::test]
async fn a_photo_counts_as_arrived_with_its_place_and_its_visit_says_so() {
    let field = Field::new().await;
    let bytes = photo();
    let hash = Hash::of(&bytes);
    let (events, note) = field.short_visit(hash);
    let offer = PhotoOffer { subject: field.subject(), hash, bytes_len: bytes.len() as u64 };
    let push = Push { photos: vec![offer], ..field.push_of(events, vec![note]) };
    assert_eq!(field.push(&push).await.verdicts.lacking_photos, [hash]);
    upload(&field, &bytes).await;
    let verdicts = field.push(&push).await.verdicts;
    assert!(verdicts.lacking_photos.is_empty());
    let place = verdicts.arrived.iter().find(|(arrived, _)| *arrived == hash).unwrap().1;
    assert!(place > verdicts.lanes[0].arrival);
    let row = field.office.story(&field.job.visit).await.unwrap().unwrap().row;
    assert_eq!((row.photos_named, row.photos_arrived, row.on_the_road.photos), (1, 1, 0));
}

#[tokio::test]
async fn a_photo_that_another_engineers_visit_names_has_arrived_for_both() {
    let field = Field::new().await;
    let bytes = photo();
    let hash = Hash::of(&bytes);
    let (events, note) = field.short_visit(hash);
    let Event::VisitOpened(opening) = field.opening() else { panic!("the first event opens the visit") };
    let other: VisitId = "FW-20261123-0002-1".parse().unwrap();
    let opening = Opening { visit: other.clone(), engineer: "E1002".parse().unwrap(), ..opening };
    let theirs = [Event::VisitOpened(opening), Event::PhotoAdded { photo: hash }];
    let segment = field.lane_of(&Subject::Visit(other.clone()), theirs);
    field.push(&Push { segments: vec![segment], ..nothing() }).await;
    let offer = PhotoOffer { subject: field.subject(), hash, bytes_len: bytes.len() as u64 };
    field.push(&Push { photos: vec![offer], ..field.push_of(events, vec![note]) }).await;
    upload(&field, &bytes).await;
    for visit in [&field.job.visit, &other] {
        let row = field.office.story(visit).await.unwrap().unwrap().row;
        assert_eq!((row.photos_named, row.photos_arrived), (1, 1), "{visit}");
    }
    assert!(field.office.integrity_check(false).await.unwrap().is_sound());
}

#[tokio::test]
async fn bytes_that_are_not_the_photo_of_that_name_are_dropped() {
    let field = Field::new().await;
    let bytes = photo();
    let hash = Hash::of(b"another photo");
    field.send(announce(&field, &hash, bytes.len())).await;
    let refused = field.send(piece(&hash, 0, &bytes)).await;
    assert_eq!((refused.status.as_u16(), refused.refusal().as_str()), (460, "media/wrong-hash"));
    assert_eq!(field.send(ask(&hash)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stores::begun(field.folder.path()).await.len(), 0);
    assert_eq!(field.send(announce(&field, &hash, bytes.len())).await.header("upload-offset"), "0");
}

#[tokio::test]
async fn a_lost_partial_file_is_told_and_begun_again() {
    let field = Field::new().await;
    let bytes = photo();
    let hash = Hash::of(&bytes);
    field.send(announce(&field, &hash, bytes.len())).await;
    field.send(piece(&hash, 0, &bytes[..100])).await;
    stores::lose_begun(field.folder.path(), &hash).await;
    assert_eq!(field.send(ask(&hash)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(field.send(piece(&hash, 100, &bytes[100..])).await.refusal(), "media/gone");
    upload(&field, &bytes).await;
    assert!(field.office.integrity_check(false).await.unwrap().is_sound());
}

#[tokio::test]
async fn an_upload_that_was_not_finished_in_time_is_told_dropped_and_begun_again() {
    let field = Field::new().await;
    let bytes = photo();
    let hash = Hash::of(&bytes);
    let data = field.folder.path().to_owned();
    let partials = async || stores::begun(&data).await.len();
    let made = field.send(announce(&field, &hash, bytes.len())).await;
    // 1,790,000,000 s is 2026-09-21T14:13:20Z; two weeks later:
    assert_eq!(made.header("upload-expires"), "Mon, 05 Oct 2026 14:13:20 GMT");
    field.send(piece(&hash, 0, &bytes[..100])).await;
    field.clock.advance(UPLOAD_LIFE_MS - 1);
    assert_eq!(field.send(ask(&hash)).await.header("upload-offset"), "100", "a moment before");
    field.clock.advance(1);
    let late = field.send(piece(&hash, 100, &bytes[100..])).await;
    assert_eq!((late.status, late.refusal().as_str(), partials().await), (StatusCode::GONE, "media/expired", 0));
    assert_eq!(field.send(ask(&hash)).await.status, StatusCode::NOT_FOUND, "after that nobody knows it");
    let again = field.send(announce(&field, &hash, bytes.len())).await;
    assert_eq!((again.status, again.header("upload-offset")), (StatusCode::CREATED, "0"));
    // What nobody comes back for goes with the next announcement of anything.
    field.clock.advance(UPLOAD_LIFE_MS);
    field.send(announce(&field, &Hash::of(b"another"), 10)).await;
    assert_eq!(partials().await, 1);
    assert_eq!(field.send(announce(&field, &hash, bytes.len())).await.header("upload-offset"), "0");
    field.clock.advance(UPLOAD_LIFE_MS - 1);
    field.send(announce(&field, &hash, bytes.len())).await;
    field.clock.advance(1);
    assert_eq!(field.send(ask(&hash)).await.status, StatusCode::OK, "announced again in time, it has more of it");
}

#[tokio::test]
async fn an_upload_that_is_given_up_is_gone_and_what_arrived_stays() {
    let field = Field::new().await;
    let bytes = photo();
    let hash = Hash::of(&bytes);
    let give_up = || {
        let request = Request::delete(format!("/media/{}", hash.to_hex())).header("tus-resumable", "1.0.0");
        request.body(Body::empty()).unwrap()
    };
    field.send(announce(&field, &hash, bytes.len())).await;
    field.send(piece(&hash, 0, &bytes[..100])).await;
    assert_eq!(field.send(give_up()).await.status, StatusCode::NO_CONTENT);
    assert_eq!(field.send(ask(&hash)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(field.send(give_up()).await.refusal(), "media/gone");
    upload(&field, &bytes).await;
    assert_eq!(field.send(give_up()).await.refusal(), "media/gone");
    let again = field.send(announce(&field, &hash, bytes.len())).await;
    assert_eq!(again.header("upload-offset"), bytes.len().to_string(), "the same content is not sent twice");
}

#[tokio::test]
async fn a_damaged_piece_is_dropped_whole() {
    let field = Field::new().await;
    let bytes = photo();
    let hash = Hash::of(&bytes);
    field.send(announce(&field, &hash, bytes.len())).await;
    let sum = |bytes: &[u8]| format!("sha256 {}", STANDARD.encode(Hash::of(bytes).0));
    let mut damaged = piece(&hash, 0, &bytes);
    damaged.headers_mut().insert("upload-checksum", sum(b"something else").parse().unwrap());
    let refused = field.send(damaged).await;
    assert_eq!((refused.status.as_u16(), refused.refusal().as_str()), (460, "media/damaged-piece"));
    assert_eq!(field.send(ask(&hash)).await.header("upload-offset"), "0");
    let mut good = piece(&hash, 0, &bytes);
    good.headers_mut().insert("upload-checksum", sum(&bytes).parse().unwrap());
    assert_eq!(field.send(good).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_photo_that_still_tells_where_it_was_taken_is_kept_closed() {
    let field = Field::new().await;
    let plain = photo();
    let tells = [&plain[..2], b"\xFF\xE1\x00\x08Exif\0\0", &plain[2..]].concat();
    let hash = upload(&field, &tells).await;
    let refused = field.get(&format!("/api/v1/media/{}", hash.to_hex())).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (StatusCode::FORBIDDEN, Some("media/kept-closed")));
    assert!(field.office.integrity_check(false).await.unwrap().is_sound(), "kept, unchanged");
}

#[tokio::test]
async fn uploads_that_cannot_be_are_refused() {
    let field = Field::new().await;
    let bytes = photo();
    let hash = Hash::of(&bytes);
    let long = field.send(announce(&field, &hash, 25 << 20)).await;
    assert_eq!((long.status, long.refusal().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "media/bad-length"));
    field.send(announce(&field, &hash, 10)).await;
    assert_eq!(field.send(piece(&hash, 0, &bytes)).await.refusal(), "media/too-long");
    let old = Request::head(format!("/media/{}", hash.to_hex())).body(Body::empty()).unwrap();
    assert_eq!(field.send(old).await.status, StatusCode::PRECONDITION_FAILED);
    field.sql("UPDATE installation SET revoked_at_ms = 1").await;
    assert_eq!(field.send(announce(&field, &hash, 10)).await.refusal(), "installation/revoked");
    let options = Request::options("/media").body(Body::empty()).unwrap();
    let options = field.send(options).await;
    assert_eq!(options.header("tus-extension"), "creation,checksum,expiration,termination");
    assert_eq!(nothing().photos, []);
}
