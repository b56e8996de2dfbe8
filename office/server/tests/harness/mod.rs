//! An office at a place of its own ([`stores`]), with real books and a real job, and one phone.
#![allow(dead_code)]

pub mod stores;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use doorstep_domain::book::EditionId;
use doorstep_domain::event::{Envelope, Event, Opening, Outcome, Record};
use doorstep_domain::id::{Hash, Head, InstallationId, Lane, Subject};
use doorstep_domain::job::Job;
use doorstep_domain::job_file::parse_job;
use doorstep_domain::money::Currency;
use doorstep_domain::time::{BootId, Stamp};
use doorstep_server::Office;
use doorstep_server::http::{Face, router};
use doorstep_server::ports::SetClock;
use doorstep_wire::chain::head_after;
use doorstep_wire::event::encode;
use doorstep_wire::frame::{decode_answer, decode_refused, encode_push};
use doorstep_wire::key::{SigningKey, sign};
use doorstep_wire::message::{Answer, Content, FeedItem, MEDIA_TYPE, Push, Segment, SentEvent};
use doorstep_wire::signed::{CONTENT_DIGEST, SIGNATURE, SIGNATURE_INPUT, ToSign, content_digest};
use sea_orm::DatabaseConnection;
use tempfile::TempDir;
use tower::ServiceExt;

pub const NOON: i64 = 1_790_000_000_000;
pub const PHONE: InstallationId = InstallationId([7; 16]);

pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

pub fn job() -> Job {
    let mut jobs: Vec<_> = std::fs::read_dir(fixtures().join("jobs")).unwrap().flatten().map(|e| e.path()).collect();
    jobs.sort();
    parse_job(&std::fs::read(&jobs[0]).unwrap(), Currency::CNY).unwrap()
}

pub struct Field {
    pub office: Arc<Office>,
    pub clock: Arc<SetClock>,
    pub folder: TempDir,
    pub job: Job,
    pub edition: EditionId,
    /// What a program of a supervisor shows.
    pub token: String,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub fn refusal(&self) -> String {
        let media_type = self.headers.get("content-type").unwrap().to_str().unwrap();
        assert_eq!(media_type, doorstep_wire::frame::REFUSAL_MEDIA_TYPE, "{:?}", self.body);
        decode_refused(&self.body).unwrap().code
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().unwrap()
    }
}

impl Field {
    /// Books, one engineer, one job, one enrolled phone.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(SetClock::at(NOON));
        let office = Arc::new(Office::open(stores::place(folder.path()).await, clock.clone()).await.unwrap());
        let edition = office.publish_books(&fixtures().join("books/home-service")).await.unwrap();
        let job = job();
        office.add_engineer(&job.engineer, "张工", &[]).await.unwrap();
        office.assign_job(job.clone()).await.unwrap();
        let token = office.accounts().make_token("tests", i64::MAX / 4).await.unwrap();
        let field = Self { office, clock, folder, job, edition, token };
        let token = field.office.invite(&field.job.engineer).await.unwrap();
        let key = phone_key().verifying_key().to_sec1_point(false);
        field.office.enrol(&token, PHONE, key.as_bytes()).await.unwrap();
        field
    }

    /// The same folder, opened again.
    pub async fn restarted(self) -> Self {
        let Self { office, clock, folder, job, edition, token } = self;
        drop(Arc::into_inner(office).expect("nobody else holds the office"));
        let office = Arc::new(Office::open(stores::place(folder.path()).await, clock.clone()).await.unwrap());
        Self { office, clock, folder, job, edition, token }
    }

    /// What phones ask for is signed by this phone on the way.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        let path = request.uri().path();
        let is_phones = path.starts_with("/media") || path.starts_with("/phone/v1/");
        let is_open = path == "/phone/v1/enrol" || request.method() == axum::http::Method::OPTIONS;
        match is_phones && !is_open {
            true => self.send_as_it_is(signed(request, PHONE, &phone_key()).await).await,
            false => self.send_as_it_is(self.with_token(request)).await,
        }
    }

    fn with_token(&self, mut request: Request<Body>) -> Request<Body> {
        let shown = format!("Bearer {}", self.token).parse().unwrap();
        request.headers_mut().insert("authorization", shown);
        request
    }

    pub async fn send_as_it_is(&self, request: Request<Body>) -> Reply {
        let response = router(self.office.clone(), Face::this_machine()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn post_sync(&self, body: Vec<u8>) -> Reply {
        let request = Request::post("/phone/v1/sync").header("content-type", MEDIA_TYPE);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    pub async fn push(&self, push: &Push) -> Answer {
        let reply = self.post_sync(encode_push(push)).await;
        assert_eq!(reply.status, StatusCode::OK, "{:?}", reply.body);
        decode_answer(&reply.body, 64 << 20).unwrap()
    }

    pub fn subject(&self) -> Subject {
        Subject::Visit(self.job.visit.clone())
    }

    pub fn lane(&self) -> Lane {
        Lane { installation: PHONE, subject: self.subject() }
    }

    pub fn opening(&self) -> Event {
        Event::VisitOpened(Opening {
            visit: self.job.visit.clone(),
            job: self.job.id.clone(),
            engineer: self.job.engineer.clone(),
            edition: self.edition,
            service: self.job.service,
            category: self.job.category.clone(),
            warranty: self.job.warranty,
        })
    }

    /// Opened, a note, a photograph, left: with the note's content.
    pub fn short_visit(&self, photo: Hash) -> (Vec<SentEvent>, Content) {
        let note = Content { subject: self.subject(), salt: [3; 16], bytes: "门铃坏了".as_bytes().to_vec() };
        let events = [
            self.opening(),
            Event::NoteAdded { note: note.hash() },
            Event::PhotoAdded { photo },
            Event::VisitLeft { outcome: Outcome::NoAccess },
        ];
        (events.into_iter().enumerate().map(|(n, event)| sent(n, event)).collect(), note)
    }

    pub fn push_of(&self, events: Vec<SentEvent>, contents: Vec<Content>) -> Push {
        Push { running: events.len() as u64, contents, segments: vec![self.segment(Head::EMPTY, events)], ..nothing() }
    }

    pub fn segment(&self, base: Head, events: Vec<SentEvent>) -> Segment {
        let end = base.seq + events.len() as u64;
        Segment { subject: self.subject(), installation: None, continues: None, base, end, events }
    }

    /// Everything the office says to the phone's engineer, from the beginning.
    pub async fn feed(&self) -> Vec<FeedItem> {
        let challenge = self.push(&nothing()).await.verdicts.challenge;
        let feed = self.push(&Push { challenge, ..nothing() }).await.feed.unwrap();
        assert!(feed.is_snapshot && !feed.has_more);
        feed.entries.into_iter().map(|entry| entry.item).collect()
    }

    /// A whole lane of this phone.
    pub fn lane_of(&self, subject: &Subject, events: impl IntoIterator<Item = Event>) -> Segment {
        let events: Vec<_> = events.into_iter().enumerate().map(|(n, event)| sent(n, event)).collect();
        let end = events.len() as u64;
        Segment { subject: subject.clone(), installation: None, continues: None, base: Head::EMPTY, end, events }
    }

    pub fn head(&self, events: &[SentEvent]) -> Head {
        head_after(&self.lane(), Head::EMPTY, events)
    }

    /// A connection of its own, for looking and for breaking things.
    pub async fn database(&self) -> DatabaseConnection {
        stores::database(self.folder.path()).await
    }

    pub async fn sql(&self, sql: &str) {
        let db = self.database().await;
        stores::say(&db, sql).await;
        db.close().await.unwrap();
    }

    /// Every row of every table.
    pub async fn dump(&self) -> Vec<(String, Vec<String>)> {
        let db = self.database().await;
        let dump = stores::dump(&db).await;
        db.close().await.unwrap();
        assert!(dump.iter().map(|(_, rows)| rows.len()).sum::<usize>() > 5, "the dump sees rows");
        dump
    }
}

/// The key of [`PHONE`].
pub fn phone_key() -> SigningKey {
    SigningKey::from_slice(&[5; 32]).unwrap()
}

/// The request with the signature of this installation's key over it.
pub async fn signed(request: Request<Body>, by: InstallationId, key: &SigningKey) -> Request<Body> {
    let (mut parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    if parts.method != axum::http::Method::GET {
        parts.headers.insert(CONTENT_DIGEST, content_digest(&bytes).parse().unwrap());
    }
    let unsigned = doorstep_wire::signed::Request {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        has_query: false,
        fields: parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect(),
    };
    let (input, signature) = match ToSign::new(&unsigned, by) {
        Ok(to_sign) => (to_sign.input(), ToSign::signature(&sign(key, to_sign.bytes()))),
        // What lacks a field that is covered is sent without a signature.
        Err(_) => return Request::from_parts(parts, Body::from(bytes)),
    };
    parts.headers.insert(SIGNATURE_INPUT, input.parse().unwrap());
    parts.headers.insert(SIGNATURE, signature.parse().unwrap());
    Request::from_parts(parts, Body::from(bytes))
}

pub fn sent(n: usize, event: Event) -> SentEvent {
    let clock = Stamp { wall_ms: NOON, mono_ms: 1_000, boot: BootId(1), uncertainty_ms: Some(500) };
    let envelope = Envelope {
        delta_ms: if n == 0 { 0 } else { 60_000 },
        running_delta: 1,
        clock: (n == 0).then_some(clock),
        seen: Vec::new(),
    };
    SentEvent::Plain(encode(&Record { envelope, event }))
}

pub fn nothing() -> Push {
    Push {
        installation: PHONE,
        request: 1,
        epoch: None,
        challenge: Vec::new(),
        cursor: None,
        digest: Hash::NONE,
        running: 0,
        segments: Vec::new(),
        offers: Vec::new(),
        contents: Vec::new(),
        photos: Vec::new(),
        books_wanted: Vec::new(),
    }
}

/// A small photograph without metadata.
pub fn photo() -> Vec<u8> {
    std::fs::read(fixtures().join("photos/error-display.jpg")).unwrap()
}

/// tus: announce.
pub fn announce(field: &Field, hash: &Hash, length: usize) -> Request<Body> {
    let b64 = |text: &str| STANDARD.encode(text);
    let metadata = format!(
        "hash {},subject {},installation {}",
        b64(&hash.to_hex()),
        b64(&field.subject().to_string()),
        b64(&PHONE.to_hex())
    );
    Request::post("/media")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", length.to_string())
        .header("upload-metadata", metadata)
        .body(Body::empty())
        .unwrap()
}

/// tus: how much is there.
pub fn ask(hash: &Hash) -> Request<Body> {
    Request::head(format!("/media/{}", hash.to_hex())).header("tus-resumable", "1.0.0").body(Body::empty()).unwrap()
}

/// tus: a piece.
pub fn piece(hash: &Hash, offset: usize, bytes: &[u8]) -> Request<Body> {
    Request::patch(format!("/media/{}", hash.to_hex()))
        .header("tus-resumable", "1.0.0")
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", offset.to_string())
        .body(Body::from(bytes.to_vec()))
        .unwrap()
}

/// Sends a whole photograph.
pub async fn upload(field: &Field, bytes: &[u8]) -> Hash {
    let hash = Hash::of(bytes);
    assert_eq!(field.send(announce(field, &hash, bytes.len())).await.status, StatusCode::CREATED);
    assert_eq!(field.send(piece(&hash, 0, bytes)).await.status, StatusCode::NO_CONTENT);
    hash
}
