//! What a phone sends: once, whole, and never in the way of anything else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use doorstep_domain::id::{Hash, Head, InstallationId, Subject};
use doorstep_domain::job::Job;
use doorstep_sync::feed::may_take;
use doorstep_wire::frame::encode_push;
use doorstep_wire::message::{Content, Cursor, FeedItem, MEDIA_TYPE, Push, Segment, SentEvent};
use harness::{Field, PHONE, nothing, photo};

#[tokio::test]
async fn a_push_that_comes_twice_changes_no_row() {
    let field = Field::new().await;
    let (events, note) = field.short_visit(Hash::of(&photo()));
    let head = field.head(&events);
    let push = field.push_of(events, vec![note.clone()]);
    let first = field.push(&push).await.verdicts;
    assert_eq!((first.lanes[0].common, first.lanes[0].head), (head, head));
    assert_eq!(first.lacking_contents, []);
    assert_eq!(first.arrived[0].0, note.hash());
    let before = field.dump().await;
    field.clock.advance(3_600_000);
    let second = field.push(&push).await.verdicts;
    assert_eq!(field.dump().await, before);
    assert_eq!((second.lanes, second.arrived), (first.lanes, first.arrived));
}

#[tokio::test]
async fn a_lane_may_come_in_pieces_that_overlap() {
    let field = Field::new().await;
    let (events, note) = field.short_visit(Hash::of(&photo()));
    let head = field.head(&events);
    let cut = Push { segments: vec![], ..field.push_of(events[..2].to_vec(), vec![]) };
    let mut first = field.segment(Head::EMPTY, events[..2].to_vec());
    first.end = 4;
    let answer = field.push(&Push { segments: vec![first], ..cut.clone() }).await;
    assert_eq!(answer.verdicts.lacking_contents, [note.hash()]);
    assert_eq!(field.office.board().await.unwrap().sums.on_the_road.events, 2);
    let base = field.head(&events[..1]);
    let rest = field.segment(base, events[1..].to_vec());
    let answer = field.push(&Push { segments: vec![rest], contents: vec![note], ..cut }).await;
    assert_eq!(answer.verdicts.lanes[0].head, head);
    let board = field.office.board().await.unwrap();
    assert_eq!((board.sums.on_the_road.events, board.sums.left), (0, 1));
    assert_eq!(board.sums.on_the_road.photos, 1);
    assert!(field.office.integrity_check(false).await.unwrap().is_sound());
}

#[tokio::test]
async fn what_is_no_push_is_refused_and_nothing_else_stops() {
    let field = Field::new().await;
    let garbage = field.post_sync(b"\x28\xb5\x2f\xfd garbage".to_vec()).await;
    assert_eq!((garbage.status, garbage.refusal().as_str()), (StatusCode::BAD_REQUEST, "sync/unreadable"));
    let bomb = Content { subject: field.subject(), salt: [0; 16], bytes: vec![0; 9 << 20] };
    let bomb = encode_push(&Push { contents: vec![bomb], ..nothing() });
    assert!(bomb.len() < 64 << 10);
    let bomb = field.post_sync(bomb).await;
    assert_eq!((bomb.status, bomb.refusal().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "sync/too-large"));
    let long = field.post_sync(vec![0; (8 << 20) + 1]).await;
    assert_eq!(long.refusal(), "sync/too-large");
    let fat = Content { subject: field.subject(), salt: [0; 16], bytes: vec![0; (256 << 10) + 1] };
    let fat = field.post_sync(encode_push(&Push { contents: vec![fat], ..nothing() })).await;
    assert_eq!(fat.refusal(), "sync/too-much");
    let typed = Request::post("/phone/v1/sync").header("content-type", "text/plain").body(Body::empty()).unwrap();
    assert_eq!(field.send(typed).await.refusal(), "sync/media-type");
    let stranger = Push { installation: InstallationId([9; 16]), ..nothing() };
    let stranger = field.post_sync(encode_push(&stranger)).await;
    assert_eq!((stranger.status, stranger.refusal().as_str()), (StatusCode::FORBIDDEN, "sync/other-installation"));
    field.push(&nothing()).await;
}

#[tokio::test]
async fn a_revoked_phone_is_told_so() {
    let field = Field::new().await;
    field.sql("UPDATE installation SET revoked_at_ms = 1").await;
    let refused = field.post_sync(encode_push(&nothing())).await;
    assert_eq!((refused.status, refused.refusal().as_str()), (StatusCode::FORBIDDEN, "installation/revoked"));
    assert!(refused.headers.get("content-type").unwrap() != MEDIA_TYPE);
}

#[tokio::test]
async fn an_event_that_nobody_can_read_keeps_its_place_and_its_lane_goes_on() {
    let field = Field::new().await;
    let (mut events, note) = field.short_visit(Hash::of(&photo()));
    events[2] = SentEvent::Plain(b"\x00 no event".to_vec());
    events[1] = SentEvent::Withheld(Hash::of(b"kept back"));
    let verdict = field.push(&field.push_of(events.clone(), vec![note])).await.verdicts.lanes.remove(0);
    assert_eq!(verdict.head, field.head(&events));
    let codes: Vec<_> = verdict.quarantined.iter().map(|(seq, code)| (*seq, code.as_str())).collect();
    assert_eq!(codes, [(2, "event/withheld"), (3, "event/undecodable")]);
    let story = field.office.story(&field.job.visit).await.unwrap().unwrap();
    assert_eq!((story.timeline.len(), story.skipped.len(), story.row.quarantined), (2, 2, 2));
    assert_eq!(story.row.outcome, Some(doorstep_domain::event::Outcome::NoAccess));
    assert!(field.office.integrity_check(false).await.unwrap().is_sound());
}

#[tokio::test]
async fn the_feed_comes_with_the_latest_challenge_only_and_without_holes() {
    let field = Field::new().await;
    let first = field.push(&nothing()).await;
    assert_eq!(first.feed, None, "a push without a challenge could be an old one");
    let challenge = first.verdicts.challenge;
    let asked = Push { challenge: challenge.clone(), ..nothing() };
    let answer = field.push(&asked).await;
    let feed = answer.feed.unwrap();
    assert!(feed.is_snapshot && !feed.has_more);
    let items: Vec<_> = feed.entries.iter().map(|entry| (entry.n, &entry.item)).collect();
    assert!(matches!(items[0], (1, FeedItem::Edition { id, .. }) if *id == field.edition), "{items:?}");
    let known = Job { approval_key: None, ..field.job.clone() };
    assert!(matches!(items[1], (2, FeedItem::Job(job)) if Job { approval_key: None, ..job.clone() } == known));
    assert_eq!(field.push(&asked).await.feed, None, "the same push again");

    let cursor = Some(Cursor { ..feed.cursor });
    let challenge = field.push(&nothing()).await.verdicts.challenge;
    let later = field.push(&Push { challenge, cursor, ..nothing() }).await.feed.unwrap();
    assert_eq!((later.is_snapshot, later.entries.len(), later.cursor), (false, 0, feed.cursor));
}

#[tokio::test]
async fn an_entry_of_the_feed_vouches_for_all_before_it() {
    let field = Field::new().await;
    field.office.issue_stock(&field.job.engineer, &"BX-WK-220".parse().unwrap(), 2).await.unwrap();
    let ask = async |cursor| {
        let challenge = field.push(&nothing()).await.verdicts.challenge;
        field.push(&Push { challenge, cursor, ..nothing() }).await.feed.unwrap()
    };
    let whole = ask(None).await;
    assert!(may_take(&whole, whole.cursor.epoch, None) && whole.entries.len() >= 3);
    // The same folder as it was before, and then it said the same last thing after other ones.
    field.sql("UPDATE feed SET bytes = x'000000630a' WHERE n = 1").await;
    field.sql("DELETE FROM seaql_migrations WHERE version = 'm0006_chain_feed'").await;
    let field = field.restarted().await;
    let challenge = field.push(&nothing()).await.verdicts.challenge;
    let after = field.push(&Push { challenge, cursor: Some(whole.cursor), ..nothing() }).await.feed.unwrap();
    assert!(after.is_snapshot, "its last entry has the same bytes and another past");
    assert!(may_take(&after, after.cursor.epoch, None) && after.entries.len() == whole.entries.len());
    field.sql("UPDATE feed SET bytes = x'000000630b' WHERE n = 1").await;
    let challenge = field.push(&nothing()).await.verdicts.challenge;
    let body = encode_push(&Push { challenge, ..nothing() });
    assert_eq!(
        field.post_sync(body).await.status,
        StatusCode::INTERNAL_SERVER_ERROR,
        "a damaged entry is not given out"
    );
}

#[tokio::test]
async fn a_phone_cannot_write_the_lane_of_another_engineer() {
    let field = Field::new().await;
    let (events, _) = field.short_visit(Hash::of(&photo()));
    let mut push = field.push_of(events, vec![]);
    push.segments[0].installation = Some(InstallationId([9; 16]));
    let mut van = push.segments[0].clone();
    van.subject = Subject::Van("E9999".parse().unwrap());
    van.installation = None;
    let day = Segment { subject: "day/2026-11-23.E9999".parse().unwrap(), ..van.clone() };
    push.segments.extend([van, day]);
    let verdicts = field.push(&push).await.verdicts.lanes;
    assert!(verdicts.iter().all(|verdict| verdict.head == Head::EMPTY && verdict.common == Head::EMPTY));
    assert_eq!(field.office.board().await.unwrap().sums.under_way, 0);
}

#[tokio::test]
async fn running_numbers_show_what_is_still_on_the_phone() {
    let field = Field::new().await;
    let (events, note) = field.short_visit(Hash::of(&photo()));
    let push = Push { running: 11, ..field.push_of(events, vec![note]) };
    field.push(&push).await;
    let board = field.office.board().await.unwrap();
    assert_eq!(board.engineers[0].events_on_phones, 7);
    assert_eq!(board.engineers[0].last_heard_ms, Some(harness::NOON));
    assert_eq!(PHONE, push.installation);
}

#[tokio::test]
async fn a_published_book_is_fetched_by_its_hash() {
    let field = Field::new().await;
    let path = harness::fixtures().join("books/home-service");
    let book = std::fs::read_dir(path).unwrap().flatten().map(|e| e.path()).find(|p| p.ends_with("sla.toml"));
    let bytes = std::fs::read(book.unwrap_or_else(any_book)).unwrap();
    let reply = field.get(&format!("/phone/v1/books/{}", Hash::of(&bytes).to_hex())).await;
    assert_eq!((reply.status, reply.body.as_ref()), (StatusCode::OK, bytes.as_slice()));
    assert_eq!(field.get("/phone/v1/books/00").await.refusal(), "books/unknown");
}

fn any_book() -> std::path::PathBuf {
    let folder = harness::fixtures().join("books/home-service");
    let mut books = std::fs::read_dir(folder).unwrap().flatten().map(|e| e.path());
    books.find(|path| path.extension().is_some_and(|ending| ending == "toml")).unwrap()
}
