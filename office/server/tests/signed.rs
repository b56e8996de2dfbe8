//! Only what an enrolled installation's key signed is taken, and only for that installation.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use axum::body::{Body, to_bytes};
use axum::http::{HeaderValue, Method, Request, StatusCode};
use doorstep_domain::id::{Hash, InstallationId};
use doorstep_server::admin::TakenIn;
use doorstep_wire::frame::encode_push;
use doorstep_wire::key::{SigningKey, sign};
use doorstep_wire::message::{MEDIA_TYPE, Push};
use doorstep_wire::sealed::Sealer;
use doorstep_wire::work::{self, Work, decode_names, encode_names, encode_work};
use harness::{Field, PHONE, announce, ask, nothing, phone_key, photo, piece, signed, upload};

/// Another phone of the same engineer.
const OTHER: InstallationId = InstallationId([8; 16]);

fn other_key() -> SigningKey {
    SigningKey::from_slice(&[6; 32]).unwrap()
}

async fn enrol_other(field: &Field) {
    let token = field.office.invite(&field.job.engineer).await.unwrap();
    let key = other_key().verifying_key().to_sec1_point(true);
    field.office.enrol(&token, OTHER, key.as_bytes()).await.unwrap();
}

fn push_request(push: &Push) -> Request<Body> {
    let request = Request::post("/phone/v1/sync").header("content-type", MEDIA_TYPE);
    request.body(Body::from(encode_push(push))).unwrap()
}

/// One request of every kind that a phone makes.
fn every_kind(field: &Field) -> Vec<Request<Body>> {
    let bytes = photo();
    let hash = Hash::of(&bytes);
    vec![
        push_request(&nothing()),
        Request::get(format!("/phone/v1/books/{}", hash.to_hex())).body(Body::empty()).unwrap(),
        announce(field, &hash, bytes.len()),
        ask(&hash),
        piece(&hash, 0, &bytes),
        Request::delete(format!("/media/{}", hash.to_hex()))
            .header("tus-resumable", "1.0.0")
            .body(Body::empty())
            .unwrap(),
    ]
}

async fn refusal(field: &Field, request: Request<Body>) -> (u16, String) {
    let reply = field.send_as_it_is(request).await;
    (reply.status.as_u16(), reply.refusal())
}

/// The answer to HEAD has no body to tell the code in.
async fn assert_refused(field: &Field, request: Request<Body>, status: u16, code: &str) {
    let is_head = request.method() == Method::HEAD;
    let reply = field.send_as_it_is(request).await;
    assert_eq!(reply.status.as_u16(), status);
    if !(is_head && reply.body.is_empty()) {
        assert_eq!(reply.refusal(), code);
    }
}

#[tokio::test]
async fn what_is_not_signed_is_refused_on_every_route() {
    let field = Field::new().await;
    let before = field.dump().await;
    for request in every_kind(&field) {
        assert_refused(&field, request, 401, "signature/missing").await;
    }
    assert_eq!(field.dump().await, before);
}

#[tokio::test]
async fn what_another_key_signed_is_refused_on_every_route() {
    let field = Field::new().await;
    let before = field.dump().await;
    for request in every_kind(&field) {
        let request = signed(request, PHONE, &other_key()).await;
        assert_refused(&field, request, 401, "signature/wrong").await;
    }
    for request in every_kind(&field) {
        let request = signed(request, InstallationId([9; 16]), &phone_key()).await;
        assert_refused(&field, request, 403, "sync/unknown-installation").await;
    }
    assert_eq!(field.dump().await, before);
}

#[tokio::test]
async fn a_revoked_phone_is_told_so_on_every_route_and_a_stranger_is_not() {
    let field = Field::new().await;
    assert!(field.office.revoke(PHONE).await.unwrap());
    for request in every_kind(&field) {
        let strangers = signed(request, PHONE, &other_key()).await;
        assert_refused(&field, strangers, 401, "signature/wrong").await;
    }
    for request in every_kind(&field) {
        let request = signed(request, PHONE, &phone_key()).await;
        assert_refused(&field, request, 403, "installation/revoked").await;
    }
}

#[tokio::test]
async fn a_byte_of_a_body_that_changed_on_the_way_is_found() {
    let field = Field::new().await;
    let before = field.dump().await;
    let (events, note) = field.short_visit(Hash::of(&photo()));
    let push = field.push_of(events, vec![note]);
    let (parts, body) = signed(push_request(&push), PHONE, &phone_key()).await.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    for n in [0, body.len() / 2, body.len() - 1] {
        let mut changed = body.to_vec();
        changed[n] ^= 1;
        let request = Request::from_parts(parts.clone(), Body::from(changed));
        assert_eq!(refusal(&field, request).await, (401, "signature/wrong-digest".into()));
    }
    for body in [&body[..body.len() - 1], &[&body[..], b"\0"].concat()] {
        let request = Request::from_parts(parts.clone(), Body::from(body.to_vec()));
        assert_eq!(refusal(&field, request).await, (401, "signature/wrong-digest".into()));
    }
    assert_eq!(field.dump().await, before);
    let whole = field.send_as_it_is(Request::from_parts(parts, Body::from(body))).await;
    assert_eq!(whole.status, StatusCode::OK);
}

#[tokio::test]
async fn another_path_method_offset_length_or_description_is_another_request() {
    let field = Field::new().await;
    let bytes = photo();
    let hash = Hash::of(&bytes);
    field.send(announce(&field, &hash, bytes.len())).await;
    let before = field.dump().await;
    let wrong = (401, "signature/wrong".to_owned());

    let mut moved = signed(piece(&hash, 0, &bytes), PHONE, &phone_key()).await;
    *moved.uri_mut() = format!("/media/{}", Hash::of(b"another").to_hex()).parse().unwrap();
    assert_eq!(refusal(&field, moved).await, wrong);
    let mut ended = signed(ask(&hash), PHONE, &phone_key()).await;
    *ended.method_mut() = Method::DELETE;
    assert_eq!(refusal(&field, ended).await, wrong);
    let mut later = signed(piece(&hash, 1, &bytes), PHONE, &phone_key()).await;
    later.headers_mut().insert("upload-offset", HeaderValue::from_static("0"));
    assert_eq!(refusal(&field, later).await, wrong);
    for (name, value) in [("upload-length", "7"), ("upload-metadata", "hash YQ==")] {
        let mut announced = signed(announce(&field, &hash, bytes.len()), PHONE, &phone_key()).await;
        announced.headers_mut().insert(name, HeaderValue::from_static(value));
        assert_eq!(refusal(&field, announced).await, wrong, "{name}");
    }
    let mut asked = signed(push_request(&nothing()), PHONE, &phone_key()).await;
    *asked.uri_mut() = "/phone/v1/sync?again=1".parse().unwrap();
    assert_eq!(refusal(&field, asked).await, (401, "signature/query".into()));
    let mut twice = signed(push_request(&nothing()), PHONE, &phone_key()).await;
    let digest = twice.headers()["content-digest"].clone();
    twice.headers_mut().append("content-digest", digest);
    assert_eq!(refusal(&field, twice).await, (401, "signature/twice".into()));
    assert_eq!(field.dump().await, before);
}

#[tokio::test]
async fn a_request_that_comes_again_changes_nothing() {
    let field = Field::new().await;
    let bytes = photo();
    let hash = Hash::of(&bytes);
    let (events, note) = field.short_visit(hash);
    let push = push_request(&field.push_of(events, vec![note]));
    let requests = [push, announce(&field, &hash, bytes.len()), piece(&hash, 0, &bytes)];
    let mut recorded = Vec::new();
    for request in requests {
        let (parts, body) = signed(request, PHONE, &phone_key()).await.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        recorded.push((parts, body));
    }
    for (parts, body) in &recorded {
        let reply = field.send_as_it_is(Request::from_parts(parts.clone(), Body::from(body.clone()))).await;
        assert!(reply.status.is_success(), "{}", reply.status);
    }
    let before = field.dump().await;
    field.clock.advance(30 * 24 * 3_600_000);
    for (parts, body) in &recorded {
        field.send_as_it_is(Request::from_parts(parts.clone(), Body::from(body.clone()))).await;
    }
    assert_eq!(field.dump().await, before);
}

#[tokio::test]
async fn a_phone_speaks_for_no_other_one() {
    let field = Field::new().await;
    enrol_other(&field).await;
    let bytes = photo();
    let hash = Hash::of(&bytes);
    let as_other = |request| async { signed(request, OTHER, &other_key()).await };
    let before = field.dump().await;
    let push = as_other(push_request(&nothing())).await;
    assert_eq!(refusal(&field, push).await, (403, "sync/other-installation".into()));
    let announced = as_other(announce(&field, &hash, bytes.len())).await;
    assert_eq!(refusal(&field, announced).await, (403, "media/other-installation".into()));
    assert_eq!(field.dump().await, before);

    assert_eq!(field.send(announce(&field, &hash, bytes.len())).await.status, StatusCode::CREATED);
    for request in every_kind(&field).split_off(3) {
        let reply = field.send_as_it_is(as_other(request).await).await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(field.send(ask(&hash)).await.header("upload-offset"), "0", "the owner's upload is as it was");
    upload(&field, &bytes).await;
}

fn piece_of(work: &Work) -> Request<Body> {
    let request = Request::post("/phone/v1/hand-in").header("content-type", work::MEDIA_TYPE);
    request.body(Body::from(encode_work(work))).unwrap()
}

fn end_of(names: &[Hash]) -> Request<Body> {
    let request = Request::post("/phone/v1/hand-in/end").header("content-type", work::MEDIA_TYPE);
    request.body(Body::from(encode_names(names))).unwrap()
}

/// A short visit and its photograph, as pieces that leave by another way.
fn work_of(field: &Field) -> [Work; 2] {
    let (events, note) = field.short_visit(Hash::of(&photo()));
    let body = encode_push(&field.push_of(events, vec![note]));
    [
        Work::Push { installation: PHONE, body },
        Work::Photo { installation: PHONE, subject: field.subject(), bytes: photo() },
    ]
}

#[tokio::test]
async fn a_revoked_phone_hands_in_what_a_person_then_takes_in_once() {
    let field = Field::new().await;
    let work = work_of(&field);
    let names: Vec<Hash> = work.iter().map(|work| Hash::of(&encode_work(work))).collect();
    assert_eq!(field.send(piece_of(&work[0])).await.refusal(), "work/not-revoked");
    assert_eq!(field.send(end_of(&names)).await.refusal(), "work/not-revoked");
    field.office.revoke(PHONE).await.unwrap();

    let told = |reply: harness::Reply| decode_names(&reply.body).unwrap();
    assert_eq!(told(field.send(end_of(&names)).await), names);
    for work in work.iter().chain(&work) {
        assert_eq!(field.send(piece_of(work)).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(told(field.send(end_of(&names)).await), [], "everything is here: the phone may delete");
    assert_eq!(field.office.board().await.unwrap().sums.left, 0, "nothing was folded");
    let left = field.office.handed_in().await.unwrap();
    assert_eq!((left.len(), left[0].installation, left[0].pieces, left[0].waiting), (1, PHONE, 2, 2));

    let taken = field.office.take_handed_in(PHONE).await.unwrap();
    assert_eq!((taken.pushes, taken.photos, taken.new), (1, 1, 3));
    let row = field.office.story(&field.job.visit).await.unwrap().unwrap().row;
    assert_eq!((row.photos_named, row.photos_arrived), (1, 1));
    let before = field.dump().await;
    assert_eq!(field.office.take_handed_in(PHONE).await.unwrap(), TakenIn::default());
    assert_eq!(field.dump().await, before);
    assert!(field.office.integrity_check(false).await.unwrap().is_sound());
}

#[tokio::test]
async fn a_phone_hands_in_only_its_own_work_and_only_work() {
    let field = Field::new().await;
    enrol_other(&field).await;
    field.office.revoke(OTHER).await.unwrap();
    let [push, _] = work_of(&field);
    let theirs = signed(piece_of(&push), OTHER, &other_key()).await;
    assert_eq!(refusal(&field, theirs).await, (403, "work/other-installation".into()));
    let noise = Request::post("/phone/v1/hand-in").header("content-type", work::MEDIA_TYPE);
    let noise = signed(noise.body(Body::from("noise")).unwrap(), OTHER, &other_key()).await;
    assert_eq!(refusal(&field, noise).await, (400, "work/unreadable".into()));
    assert_eq!(field.office.handed_in().await.unwrap(), []);
}

/// A file as the phone seals it.
async fn sealed_by(field: &Field, by: InstallationId, key: &SigningKey, work: &[Work]) -> Vec<u8> {
    let token = field.office.invite(&field.job.engineer).await.unwrap();
    let fourth = InstallationId([4; 16]);
    let public = other_key().verifying_key().to_sec1_point(true);
    let office = field.office.enrol(&token, fourth, public.as_bytes()).await.unwrap().office_key;
    let fresh = p256::SecretKey::from_slice(&[3; 32]).unwrap();
    let mut sealer = Sealer::new(&office, &fresh, by).unwrap();
    let mut file = sealer.head(&sign(key, sealer.to_sign()));
    let last = work.len() - 1;
    for (n, work) in work.iter().enumerate() {
        file.extend(sealer.piece(&encode_work(work), n == last).unwrap());
    }
    file
}

#[tokio::test]
async fn a_sealed_file_is_taken_in_once_also_of_a_phone_that_was_revoked() {
    let field = Field::new().await;
    let file = sealed_by(&field, PHONE, &phone_key(), &work_of(&field)).await;
    field.office.revoke(PHONE).await.unwrap();
    let taken = field.office.import(&file).await.unwrap();
    assert_eq!((taken.pushes, taken.photos, taken.new), (1, 1, 3));
    let row = field.office.story(&field.job.visit).await.unwrap().unwrap().row;
    assert_eq!((row.photos_named, row.photos_arrived), (1, 1));
    let before = field.dump().await;
    field.clock.advance(60_000);
    let again = field.office.import(&file).await.unwrap();
    assert_eq!((again.pushes, again.photos, again.new), (1, 1, 0));
    assert_eq!(field.dump().await, before);
    assert!(field.office.integrity_check(false).await.unwrap().is_sound());
}

#[tokio::test]
async fn a_file_that_another_phone_wrote_or_that_was_changed_is_not_taken_in() {
    let field = Field::new().await;
    enrol_other(&field).await;
    let work = work_of(&field);
    let forged = sealed_by(&field, PHONE, &other_key(), &work).await;
    let others = sealed_by(&field, OTHER, &other_key(), &work).await;
    let mut changed = sealed_by(&field, PHONE, &phone_key(), &work).await;
    *changed.last_mut().unwrap() ^= 1;
    let before = field.dump().await;
    let cases = [(forged, "sealed/not-theirs"), (others, "work/other-installation"), (changed, "sealed/damaged")];
    for (file, code) in cases {
        assert_eq!(field.office.import(&file).await.unwrap_err().code(), Some(code));
    }
    assert_eq!(field.dump().await, before);
}

#[tokio::test]
async fn a_restored_database_does_not_trust_a_revoked_phone_again() {
    let field = Field::new().await;
    field.office.revoke(PHONE).await.unwrap();
    assert!(!field.office.revoke(PHONE).await.unwrap(), "once is enough");
    field.sql("UPDATE installation SET revoked_at_ms = NULL").await;
    let field = field.restarted().await;
    assert!(field.office.is_revoked(PHONE).await.unwrap());
    let token = field.office.invite(&field.job.engineer).await.unwrap();
    let key = phone_key().verifying_key().to_sec1_point(true);
    let refusal = field.office.enrol(&token, PHONE, key.as_bytes()).await.unwrap_err();
    assert_eq!(refusal.code(), Some("enrol/revoked"));
}
