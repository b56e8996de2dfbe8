//! An office on loopback: the real halves of `sync` and `wire` over a map, with faults
//! that a test asks for and counts. Longer than most files: every route stands on the one
//! state that the faults change.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path as InUrl, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use doorstep_domain::book::{Books, parse};
use doorstep_domain::event::Named;
use doorstep_domain::id::{Hash, Head, InstallationId, Lane, Subject};
use doorstep_domain::job_file::parse_job;
use doorstep_domain::money::Currency;
use doorstep_domain::terms::Certificate;
use doorstep_sync::feed::{FeedRoom, LoggedEntry, feed_part, feed_start};
use doorstep_sync::office::{OfficeLane, feed_is_due, judge, judge_offer, lane_of};
use doorstep_wire::frame::{REFUSAL_MEDIA_TYPE, Refused, decode_push, encode_answer, encode_refused};
use doorstep_wire::key::{PublicKey, SigningKey};
use doorstep_wire::message::{
    Answer, Content, Epoch, FeedEntry, FeedItem, LaneVerdict, Limits, MEDIA_TYPE, Offer, Push, Verdicts,
};
use doorstep_wire::signed::Claim;
use doorstep_wire::work;

const LIMIT: usize = 8 << 20;
const LIMITS: Limits =
    Limits { push_bytes: LIMIT as u64, push_events: 500, content_bytes: 256 * 1024, photo_bytes: 16 << 20 };

/// What goes wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A page of somebody else's comes back, with status 200.
    Page,
    /// The office breaks down before it did anything.
    Broken,
    /// The office did what was asked, and its answer is lost.
    AnswerLost,
    /// The answer breaks off in the middle.
    AnswerCut,
    /// The office says no in its own words.
    Refused,
    /// The office does not read what this app writes.
    OtherVersion,
    /// Half of a piece was taken, then the line was cut.
    HalfTaken,
    /// The office lost all partial files.
    PartialsLost,
    /// A book comes with other bytes.
    OtherBytes,
}

#[derive(Default)]
pub struct Held {
    pub lanes: BTreeMap<Lane, Vec<(Head, Vec<u8>)>>,
    pub contents: BTreeMap<Hash, Content>,
    pub photos: BTreeMap<Hash, Vec<u8>>,
    pub pushes: Vec<Push>,
    /// Offsets at which pieces began.
    pub pieces: Vec<u64>,
    pub creations: usize,
    /// Faults for pushes, books and uploads, each used once.
    pub push_faults: VecDeque<Fault>,
    pub book_faults: VecDeque<Fault>,
    pub media_faults: VecDeque<Fault>,
    /// The office breaks down whenever it hears of these.
    pub toxic: Vec<Subject>,
    /// Requests whose signature held, and what was wrong with the others.
    pub signed: usize,
    pub unsigned: Vec<String>,
    /// The office takes nothing from its phones any more, except what they hand in.
    pub is_revoking: bool,
    pub handed_in: BTreeMap<Hash, Vec<u8>>,
    /// Faults that happened.
    pub happened: Vec<Fault>,
    epoch: u8,
    places: BTreeMap<Hash, u64>,
    log: Vec<LoggedEntry>,
    books: BTreeMap<Hash, Vec<u8>>,
    partials: BTreeMap<String, (Hash, u64, Vec<u8>)>,
    token_of: BTreeMap<String, (InstallationId, String)>,
}

/// An office that listens.
pub struct Office {
    held: Arc<Mutex<Held>>,
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

pub fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

impl Office {
    /// With the books and the jobs of the fixtures.
    pub fn open() -> Self {
        let mut held = Held { epoch: 1, ..Held::default() };
        held.publish(&[]);
        for entry in files(&fixtures().join("jobs")) {
            let job = parse_job(&std::fs::read(entry).unwrap(), Currency::CNY).unwrap();
            held.say(FeedItem::Job(job));
        }
        let certificate = |category: &str| Certificate {
            category: category.parse().unwrap(),
            grade: 3,
            valid_until: "2027-12-31".parse().unwrap(),
        };
        held.say(FeedItem::Certificates(vec![certificate("refrigerator"), certificate("washing_machine")]));
        held.say(FeedItem::Stock { part: "BX-WK-220".parse().unwrap(), count: 2 });
        Self::listen(held)
    }

    fn listen(held: Held) -> Self {
        let held = Arc::new(Mutex::new(held));
        let routes = Router::new()
            .route("/phone/v1/enrol", post(enrol))
            .route("/phone/v1/sync", post(sync))
            .route("/phone/v1/books/{hash}", get(book))
            .route("/media", post(create))
            .route("/media/{id}", axum::routing::head(progress).patch(piece))
            .route("/phone/v1/hand-in", post(hand_in))
            .route("/phone/v1/hand-in/end", post(hand_in_end))
            .layer(axum::middleware::from_fn_with_state(held.clone(), only_signed))
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

    /// So many signed requests came, and none without a good signature.
    pub fn signed(&self) -> usize {
        let held = self.held();
        assert_eq!(held.unsigned, Vec::<String>::new());
        held.signed
    }

    pub fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap()
    }
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    files.sort();
    files
}

impl Held {
    pub fn say(&mut self, item: FeedItem) {
        let n = self.log.len() as u64 + 1;
        let before = self.log.last().map_or(Hash::NONE, |logged| logged.hash);
        self.log.push(LoggedEntry::after(&before, FeedEntry { n, item }));
    }

    /// The books of the fixtures, with these passages written otherwise.
    pub fn publish(&mut self, changes: &[(&str, &str)]) {
        let files = files(&fixtures().join("books/home-service"));
        let mut texts: Vec<String> = files.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
        for (was, is) in changes {
            let text = texts.iter_mut().find(|text| text.contains(was)).unwrap();
            *text = text.replace(was, is);
        }
        let books: Vec<Vec<u8>> = texts.into_iter().map(String::into_bytes).collect();
        let assembled = Books::assemble(books.iter().map(|bytes| parse(bytes).unwrap()).collect()).unwrap();
        self.books.extend(books.into_iter().map(|bytes| (Hash::of(&bytes), bytes)));
        self.say(FeedItem::Edition { id: assembled.edition, books: assembled.set() });
    }

    /// Another life, in which nothing of the phones' work is known; the feed stays.
    pub fn restore_from_nothing(&mut self) {
        self.epoch += 1;
        self.lanes.clear();
        self.contents.clear();
        self.photos.clear();
        self.places.clear();
        self.partials.clear();
    }

    pub fn events(&self) -> usize {
        self.lanes.values().map(Vec::len).sum()
    }

    fn place(&mut self, hash: Hash) -> u64 {
        let next = self.places.len() as u64 + 1;
        *self.places.entry(hash).or_insert(next)
    }

    fn epoch(&self) -> Epoch {
        Epoch([self.epoch; 16])
    }

    fn take(&mut self, push: &Push) -> Answer {
        let challenge = vec![self.epoch, 7];
        let mut arrived = Vec::new();
        for content in &push.contents {
            self.contents.insert(content.hash(), content.clone());
            arrived.push((content.hash(), self.place(content.hash())));
        }
        let mut lacking = Vec::new();
        let mut lanes: Vec<_> =
            push.segments.iter().map(|segment| self.take_segment(push, segment, &mut lacking)).collect();
        lanes.extend(push.offers.iter().map(|offer| self.answer_offer(push, offer)));
        let mut lacking_photos = Vec::new();
        for photo in &push.photos {
            match self.photos.contains_key(&photo.hash) {
                true => arrived.push((photo.hash, self.place(photo.hash))),
                false => lacking_photos.push(photo.hash),
            }
        }
        let verdicts = Verdicts {
            request: push.request,
            installation: push.installation,
            epoch: self.epoch(),
            challenge: challenge.clone(),
            safe_upto: 0,
            limits: LIMITS,
            lanes,
            lacking_contents: lacking,
            lacking_photos,
            arrived,
        };
        let feed = feed_is_due(push, &challenge).then(|| {
            let there = push.cursor.and_then(|cursor| self.log.iter().find(|logged| logged.entry.n == cursor.n));
            let start = feed_start(self.epoch(), push.cursor, there.map(|logged| logged.hash));
            let after = self.log.iter().filter(|logged| logged.entry.n > start.cursor.n).cloned().collect();
            feed_part(start, after, FeedRoom { entries: 3, bytes: 64 * 1024 })
        });
        Answer { verdicts, feed }
    }

    fn answer_offer(&self, push: &Push, offer: &Offer) -> LaneVerdict {
        let lane = Lane { installation: push.installation, subject: offer.subject.clone() };
        let held = self.lanes.get(&lane).map_or(&[][..], Vec::as_slice);
        judge_offer(&lane, offer, &stand(held)).unwrap()
    }

    fn take_segment(
        &mut self,
        push: &Push,
        segment: &doorstep_wire::message::Segment,
        lacking: &mut Vec<Hash>,
    ) -> LaneVerdict {
        let lane = lane_of(push, segment);
        let held = self.lanes.entry(lane.clone()).or_default();
        let outcome = judge(&lane, segment, &stand(held)).unwrap();
        for event in &outcome.fill {
            let place = held.iter_mut().find(|(head, _)| *head == event.place).unwrap();
            place.1 = event.bytes.clone().unwrap();
        }
        let outcome = outcome.filled();
        if let Some(append) = &outcome.append {
            held.extend(append.events.iter().map(|event| (event.place, event.bytes.clone().unwrap_or_default())));
        }
        let named = outcome.named.iter().filter_map(|named| match named {
            Named::Content(hash) => Some(*hash),
            Named::Photo(_) => None,
        });
        lacking.extend(named.filter(|hash| !self.contents.contains_key(hash)));
        outcome.arrived_at(1)
    }

    fn fault(&mut self, of: fn(&mut Held) -> &mut VecDeque<Fault>) -> Option<Fault> {
        let fault = of(self).pop_front()?;
        self.happened.push(fault);
        Some(fault)
    }
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

fn refused(status: StatusCode, code: &str) -> Response {
    let body = encode_refused(&Refused { code: code.to_owned(), detail: "no".to_owned() });
    (status, [(header::CONTENT_TYPE, REFUSAL_MEDIA_TYPE)], body).into_response()
}

/// The office's key.
pub fn key() -> SigningKey {
    SigningKey::from_slice(&[9; 32]).unwrap()
}

/// Every request but enrolment carries the signature of the key that was enrolled.
async fn only_signed(State(held): Shared, request: Request, next: Next) -> Response {
    if request.uri().path() == "/phone/v1/enrol" {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let proved = prove(&held.lock().unwrap(), &parts, &body);
    {
        let mut held = held.lock().unwrap();
        match proved {
            Ok(()) => held.signed += 1,
            Err(why) => {
                held.unsigned.push(format!("{} {}: {why}", parts.method, parts.uri));
                return refused(StatusCode::UNAUTHORIZED, "signature/wrong");
            }
        }
        if held.is_revoking && !parts.uri.path().starts_with("/phone/v1/hand-in") {
            return refused(StatusCode::FORBIDDEN, "installation/revoked");
        }
    }
    next.run(Request::from_parts(parts, body.into())).await
}

fn prove(held: &Held, parts: &axum::http::request::Parts, body: &[u8]) -> Result<(), String> {
    let claim = Claim::read(&doorstep_wire::signed::Request {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        has_query: parts.uri.query().is_some(),
        fields: parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect(),
    });
    let claim = claim.map_err(|wrong| wrong.code().to_owned())?;
    let known = held.token_of.values().find(|(phone, _)| *phone == claim.installation);
    let (_, key) = known.ok_or("nobody enrolled it")?;
    let key = PublicKey::from_any_sec1(&STANDARD.decode(key).unwrap()).unwrap();
    claim.verify(&key).and_then(|()| claim.verify_body(body)).map_err(|wrong| wrong.code().to_owned())
}

async fn hand_in(State(held): Shared, body: Bytes) -> StatusCode {
    held.lock().unwrap().handed_in.insert(Hash::of(&body), body.to_vec());
    StatusCode::NO_CONTENT
}

async fn hand_in_end(State(held): Shared, body: Bytes) -> Response {
    let held = held.lock().unwrap();
    let mut names = work::decode_names(&body).unwrap();
    names.retain(|name| !held.handed_in.contains_key(name));
    ([(header::CONTENT_TYPE, work::MEDIA_TYPE)], work::encode_names(&names)).into_response()
}

fn page() -> Response {
    Html("<html>Welcome to the hotel's network</html>").into_response()
}

async fn enrol(State(held): Shared, body: Bytes) -> Response {
    let asked: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let text = |key: &str| asked[key].as_str().unwrap().to_owned();
    let (token, key) = (text("token"), text("public_key"));
    let phone = InstallationId::from_hex(&text("installation")).unwrap();
    assert!(doorstep_wire::key::PublicKey::from_any_sec1(&STANDARD.decode(&key).unwrap()).is_ok());
    let mut held = held.lock().unwrap();
    match token.as_str() {
        "expired" => return refused(StatusCode::FORBIDDEN, "enrol/expired"),
        "page" => return page(),
        "good" => {}
        _ => return refused(StatusCode::FORBIDDEN, "enrol/unknown-token"),
    }
    let first = held.token_of.entry(token).or_insert((phone, key.clone())).clone();
    if first != (phone, key) {
        return refused(StatusCode::FORBIDDEN, "enrol/used-by-another");
    }
    let epoch = InstallationId(held.epoch().0).to_hex();
    let office_key = STANDARD.encode(PublicKey::of(self::key().verifying_key()).unwrap().as_bytes());
    axum::Json(serde_json::json!({ "engineer": "E1001", "epoch": epoch, "office_key": office_key })).into_response()
}

async fn sync(State(held): Shared, headers: HeaderMap, body: Bytes) -> Response {
    assert_eq!(headers.get(header::CONTENT_TYPE).unwrap(), MEDIA_TYPE);
    let push = decode_push(&body, LIMIT).unwrap();
    let mut held = held.lock().unwrap();
    if push.segments.iter().any(|segment| held.toxic.contains(&segment.subject)) {
        held.happened.push(Fault::Broken);
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let fault = held.fault(|held| &mut held.push_faults);
    match fault {
        Some(Fault::Page) => return page(),
        Some(Fault::Broken) => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Some(Fault::Refused) => return refused(StatusCode::FORBIDDEN, "sync/revoked"),
        Some(Fault::OtherVersion) => return refused(StatusCode::BAD_REQUEST, "sync/unknown-version"),
        _ => {}
    }
    let mut answer = encode_answer(&held.take(&push));
    held.pushes.push(push);
    match fault {
        Some(Fault::AnswerLost) => return StatusCode::BAD_GATEWAY.into_response(),
        Some(Fault::AnswerCut) => answer.truncate(answer.len() / 3),
        _ => {}
    }
    ([(header::CONTENT_TYPE, MEDIA_TYPE)], answer).into_response()
}

async fn book(State(held): Shared, InUrl(hash): InUrl<String>) -> Response {
    let mut held = held.lock().unwrap();
    let bytes = held.books.get(&Hash::from_hex(&hash).unwrap()).cloned();
    match held.fault(|held| &mut held.book_faults) {
        Some(Fault::OtherBytes) => b"format = 1".to_vec().into_response(),
        Some(_) => page(),
        None => bytes.map_or_else(|| StatusCode::NOT_FOUND.into_response(), IntoResponse::into_response),
    }
}

async fn create(State(held): Shared, headers: HeaderMap) -> Response {
    let text = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(text("tus-resumable"), "1.0.0");
    let metadata: BTreeMap<String, String> = text("upload-metadata")
        .split(',')
        .map(|pair| {
            let (key, value) = pair.split_once(' ').unwrap();
            (key.to_owned(), String::from_utf8(STANDARD.decode(value).unwrap()).unwrap())
        })
        .collect();
    let hash = Hash::from_hex(&metadata["hash"]).unwrap();
    assert!(metadata["subject"].parse::<Subject>().is_ok());
    assert!(InstallationId::from_hex(&metadata["installation"]).is_some());
    let mut held = held.lock().unwrap();
    held.creations += 1;
    let url = format!("/media/{}", held.creations);
    held.partials.insert(url.clone(), (hash, text("upload-length").parse().unwrap(), Vec::new()));
    (StatusCode::CREATED, [("location", url), ("upload-offset", "0".to_owned())]).into_response()
}

async fn progress(State(held): Shared, InUrl(id): InUrl<String>) -> Response {
    let held = held.lock().unwrap();
    match held.partials.get(&format!("/media/{id}")) {
        Some((_, len, bytes)) => offset(StatusCode::OK, bytes.len() as u64, *len),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn offset(status: StatusCode, offset: u64, len: u64) -> Response {
    (status, [("upload-offset", offset.to_string()), ("upload-length", len.to_string())]).into_response()
}

async fn piece(State(held): Shared, InUrl(id): InUrl<String>, headers: HeaderMap, body: Bytes) -> Response {
    assert_eq!(headers.get(header::CONTENT_TYPE).unwrap(), "application/offset+octet-stream");
    let at: u64 = headers.get("upload-offset").unwrap().to_str().unwrap().parse().unwrap();
    let mut held = held.lock().unwrap();
    let fault = held.fault(|held| &mut held.media_faults);
    if fault == Some(Fault::PartialsLost) {
        held.partials.clear();
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    held.pieces.push(at);
    let Some((hash, len, bytes)) = held.partials.get_mut(&format!("/media/{id}")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if at != bytes.len() as u64 {
        return StatusCode::CONFLICT.into_response();
    }
    if fault == Some(Fault::HalfTaken) {
        bytes.extend(&body[..body.len() / 2]);
        return page();
    }
    bytes.extend(&body);
    let (hash, len, bytes) = (*hash, *len, bytes.clone());
    let now = bytes.len() as u64;
    if now == len {
        assert_eq!(Hash::of(&bytes), hash, "another photograph than was announced");
        held.photos.insert(hash, bytes);
    }
    offset(StatusCode::NO_CONTENT, now, len)
}
