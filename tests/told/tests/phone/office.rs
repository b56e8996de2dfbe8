//! An office on loopback for one phone: it hands out a feed and books, and keeps the
//! bytes that it is sent, as the office's half of `sync` judges them.
//!
//! It says of every photograph that it has it: how pictures travel is tested elsewhere.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use doorstep_domain::event::{Named, Record};
use doorstep_domain::id::{Hash, Head, Lane, Subject, VisitId};
use doorstep_domain::visit::{Heard, LaneRecords, Skipped, Visit};
use doorstep_sync::feed::{FeedRoom, LoggedEntry, feed_part, feed_start};
use doorstep_sync::office::{OfficeLane, feed_is_due, judge, judge_offer, lane_of};
use doorstep_wire::event::decode;
use doorstep_wire::frame::{decode_push, encode_answer};
use doorstep_wire::message::{
    Answer, Epoch, FeedEntry, FeedItem, LaneVerdict, Limits, MEDIA_TYPE, Offer, Push, Segment, Verdicts,
};

const LIMIT: usize = 8 << 20;
const LIMITS: Limits =
    Limits { push_bytes: LIMIT as u64, push_events: 500, content_bytes: 256 * 1024, photo_bytes: 16 << 20 };
const EPOCH: Epoch = Epoch([1; 16]);

/// What the office has.
#[derive(Default)]
pub struct Held {
    lanes: BTreeMap<Lane, Vec<(Head, Vec<u8>)>>,
    /// The contents that came, by name.
    pub contents: BTreeMap<Hash, Vec<u8>>,
    feed: Vec<LoggedEntry>,
    books: BTreeMap<Hash, Vec<u8>>,
    arrivals: u64,
}

/// An office that listens.
pub struct Office {
    held: Arc<Mutex<Held>>,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

impl Office {
    /// Says these things to whoever asks, and gives out these books.
    pub fn open(feed: Vec<FeedItem>, books: Vec<Vec<u8>>) -> Self {
        let entries = feed.into_iter().zip(1..).map(|(item, n)| FeedEntry { n, item });
        let mut before = Hash::NONE;
        let mut logged = |entry: FeedEntry| {
            let logged = LoggedEntry::after(&before, entry);
            before = logged.hash;
            logged
        };
        let held = Arc::new(Mutex::new(Held {
            feed: entries.map(&mut logged).collect(),
            books: books.into_iter().map(|bytes| (Hash::of(&bytes), bytes)).collect(),
            ..Held::default()
        }));
        let routes = Router::new()
            .route("/phone/v1/enrol", post(enrol))
            .route("/phone/v1/sync", post(sync))
            .route("/phone/v1/books/{hash}", get(book))
            .with_state(held.clone());
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Self { held, address, _runtime: runtime }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap()
    }
}

impl Held {
    /// The visit as the bytes of its lanes tell it.
    pub fn visit(&self, id: &VisitId) -> Visit {
        let subject = Subject::Visit(id.clone());
        let lanes = self.lanes.iter().filter(|(lane, _)| lane.subject == subject);
        let lanes: Vec<LaneRecords> = lanes
            .map(|(lane, events)| LaneRecords {
                lane: lane.clone(),
                heard: events.iter().map(|(head, bytes)| Heard { head: *head, record: read(bytes) }).collect(),
            })
            .collect();
        Visit::from_lanes(&lanes)
    }

    /// How many events came.
    pub fn events(&self) -> u64 {
        self.lanes.values().map(|events| events.len() as u64).sum()
    }

    fn take(&mut self, push: &Push) -> Answer {
        let challenge = vec![7];
        let mut arrived = Vec::new();
        for content in &push.contents {
            self.arrivals += 1;
            self.contents.insert(content.hash(), content.bytes.clone());
            arrived.push((content.hash(), self.arrivals));
        }
        for photo in &push.photos {
            self.arrivals += 1;
            arrived.push((photo.hash, self.arrivals));
        }
        let mut lacking = Vec::new();
        let mut lanes: Vec<_> =
            push.segments.iter().map(|segment| self.take_segment(push, segment, &mut lacking)).collect();
        lanes.extend(push.offers.iter().map(|offer| self.answer_offer(push, offer)));
        let verdicts = Verdicts {
            request: push.request,
            installation: push.installation,
            epoch: EPOCH,
            challenge: challenge.clone(),
            safe_upto: 0,
            limits: LIMITS,
            lanes,
            lacking_contents: lacking,
            lacking_photos: Vec::new(),
            arrived,
        };
        let feed = feed_is_due(push, &challenge).then(|| {
            let there = push.cursor.and_then(|cursor| self.feed.iter().find(|logged| logged.entry.n == cursor.n));
            let start = feed_start(EPOCH, push.cursor, there.map(|logged| logged.hash));
            let after = self.feed.iter().filter(|logged| logged.entry.n > start.cursor.n).cloned().collect();
            feed_part(start, after, FeedRoom::SMALL)
        });
        Answer { verdicts, feed }
    }

    fn answer_offer(&self, push: &Push, offer: &Offer) -> LaneVerdict {
        let lane = Lane { installation: push.installation, subject: offer.subject.clone() };
        let held = self.lanes.get(&lane).map_or(&[][..], Vec::as_slice);
        judge_offer(&lane, offer, &stand(held)).unwrap()
    }

    fn take_segment(&mut self, push: &Push, segment: &Segment, lacking: &mut Vec<Hash>) -> LaneVerdict {
        let lane = lane_of(push, segment);
        let held = self.lanes.entry(lane.clone()).or_default();
        let outcome = judge(&lane, segment, &stand(held)).unwrap();
        let quarantined: Vec<_> = outcome.append.iter().flat_map(|append| &append.events).collect();
        let quarantined: Vec<_> = quarantined.into_iter().filter_map(|event| event.quarantine()).collect();
        assert_eq!(quarantined, [], "the office cannot read what {lane} says");
        if let Some(append) = &outcome.append {
            held.extend(append.events.iter().map(|event| (event.place, event.bytes.clone().unwrap_or_default())));
        }
        let named = outcome.named.iter().filter_map(|named| match named {
            Named::Content(hash) => Some(*hash),
            Named::Photo(_) => None,
        });
        lacking.extend(named.filter(|hash| !self.contents.contains_key(hash)));
        self.arrivals += 1;
        outcome.arrived_at(self.arrivals)
    }
}

fn read(bytes: &[u8]) -> Result<Record, Skipped> {
    let decoded = decode(bytes).map_err(|_| Skipped { code: "event/undecodable".to_owned() })?;
    let event = decoded.event.map_err(|_| Skipped { code: "event/unknown-kind".to_owned() })?;
    Ok(Record { envelope: decoded.envelope, event })
}

/// What came as its hash alone is held without bytes.
fn stand(held: &[(Head, Vec<u8>)]) -> OfficeLane {
    let withheld = held.iter().filter(|(_, bytes)| bytes.is_empty());
    OfficeLane {
        head: held.last().map_or(Head::EMPTY, |(head, _)| *head),
        hashes: held.iter().map(|(head, _)| head.hash).collect(),
        quarantined: withheld.map(|(head, _)| (head.seq, "event/withheld".to_owned())).collect(),
        ..OfficeLane::unknown()
    }
}

type Shared = State<Arc<Mutex<Held>>>;

/// The token is the engineer's number.
async fn enrol(body: Bytes) -> Response {
    let asked: serde_json::Value = serde_json::from_slice(&body).unwrap();
    axum::Json(serde_json::json!({ "engineer": asked["token"] })).into_response()
}

async fn sync(State(held): Shared, body: Bytes) -> Response {
    let push = decode_push(&body, LIMIT).unwrap();
    let answer = encode_answer(&held.lock().unwrap().take(&push));
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], answer).into_response()
}

async fn book(State(held): Shared, Path(hash): Path<String>) -> Response {
    let bytes = held.lock().unwrap().books.get(&Hash::from_hex(&hash).unwrap()).cloned();
    bytes.map_or_else(|| StatusCode::NOT_FOUND.into_response(), IntoResponse::into_response)
}
