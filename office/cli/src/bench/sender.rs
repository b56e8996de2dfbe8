//! One phone of the fleet: a key, lanes that only grow, and a request that is sent until it
//! is answered.

use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use doorstep_domain::book::Books;
use doorstep_domain::event::{Answer, Envelope, Event, Opening, Outcome, Record};
use doorstep_domain::id::{Hash, Head, InstallationId, Lane, Subject};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_wire::chain::head_after;
use doorstep_wire::event::encode;
use doorstep_wire::frame::{decode_answer, encode_push};
use doorstep_wire::key::{SigningKey, sign};
use doorstep_wire::message::{Content, MEDIA_TYPE, Push, Segment, SentEvent};
use doorstep_wire::signed::{CONTENT_DIGEST, Request, SIGNATURE, SIGNATURE_INPUT, ToSign, content_digest};
use reqwest::{Client, StatusCode};

use super::report::Done;
use crate::failure::Failure;

/// Checks that a visit answers, beside its opening, its note and its leaving.
const CHECKS: usize = 21;
/// So often a request goes to the offices in turn before nobody is taken to be there.
const TURNS: u32 = 2_000;
/// The longest answer.
const ANSWER: usize = 16 << 20;

/// One phone.
pub struct Sender {
    client: Client,
    offices: Vec<String>,
    at: usize,
    key: SigningKey,
    installation: InstallationId,
    engineer: String,
    running: u64,
    request: u64,
}

impl Sender {
    /// A phone whose key the office knows.
    pub async fn enrol(n: usize, offices: &[String], token: &str) -> Result<Self, Failure> {
        let name = Hash::of(format!("phone {n}").as_bytes()).0;
        let key = SigningKey::from_slice(&name).map_err(Failure::broken)?;
        let id = name.first_chunk::<16>().copied().unwrap_or_default();
        let client = crate::pull::client(None)?;
        let mut phone = Self {
            client,
            offices: offices.to_vec(),
            at: n,
            key,
            installation: InstallationId(id),
            engineer: String::new(),
            running: 0,
            request: 0,
        };
        let public = STANDARD.encode(phone.key.verifying_key().to_sec1_point(false).as_bytes());
        let body =
            serde_json::json!({ "token": token, "installation": phone.installation.to_hex(), "public_key": public });
        let asked = phone.client.post(format!("{}/phone/v1/enrol", phone.office())).body(body.to_string());
        let answer = asked.header("content-type", "application/json").send().await.map_err(Failure::office)?;
        let answer: serde_json::Value = answer.json().await.map_err(Failure::office)?;
        let engineer = answer.get("engineer").and_then(|engineer| engineer.as_str());
        phone.engineer = engineer.ok_or_else(|| Failure::Office(format!("it enrols nobody: {answer}")))?.to_owned();
        Ok(phone)
    }

    fn office(&self) -> &str {
        self.offices.get(self.at % self.offices.len().max(1)).map_or("", String::as_str)
    }

    /// One finished visit, sent in one request.
    pub async fn visit(
        &mut self,
        opening: &Opening,
        books: &Books,
        (day, visit): (u32, u32),
        done: &mut Done,
    ) -> Result<(), Failure> {
        let phone: String = self.installation.to_hex().chars().take(8).collect();
        let name = format!("F-{phone}-{day}-{visit}");
        let opening = Opening {
            visit: name.parse().map_err(Failure::broken)?,
            job: name.parse().map_err(Failure::broken)?,
            engineer: self.engineer.parse().map_err(Failure::broken)?,
            ..opening.clone()
        };
        let subject = Subject::Visit(opening.visit.clone());
        let salt = Hash::of(name.as_bytes()).0.first_chunk::<16>().copied().unwrap_or_default();
        let note = Content { subject: subject.clone(), salt, bytes: "门铃坏了，已敲门。".as_bytes().to_vec() };
        let events = events(opening, books, note.hash());
        let lane = Lane { installation: self.installation, subject: subject.clone() };
        let head = head_after(&lane, Head::EMPTY, &events);
        self.running = self.running.saturating_add(head.seq);
        self.request = self.request.saturating_add(1);
        let segment =
            Segment { subject, installation: None, continues: None, base: Head::EMPTY, end: head.seq, events };
        let push = self.push(segment, note);
        let answered = self.send(encode_push(&push), done).await?;
        let proved = decode_answer(&answered, ANSWER).map_err(Failure::broken)?.verdicts;
        match proved.lanes.first().map(|lane| lane.head) {
            Some(found) if found == head => {}
            found => return Err(Failure::Mismatch(vec![format!("{lane}: sent {head:?}, proved {found:?}")])),
        }
        done.heads.push(format!("{} {} {} {}", lane.installation.to_hex(), lane.subject, head.seq, head.hash.to_hex()));
        done.events = done.events.saturating_add(head.seq);
        Ok(())
    }

    fn push(&self, segment: Segment, note: Content) -> Push {
        Push {
            installation: self.installation,
            request: self.request,
            epoch: None,
            challenge: Vec::new(),
            cursor: None,
            digest: Hash::NONE,
            running: self.running,
            segments: vec![segment],
            offers: Vec::new(),
            contents: vec![note],
            photos: Vec::new(),
            books_wanted: Vec::new(),
        }
    }

    /// Sends a body until somebody answers it: the same again changes nothing.
    async fn send(&mut self, body: Vec<u8>, done: &mut Done) -> Result<Vec<u8>, Failure> {
        for _ in 0..TURNS {
            let began = Instant::now();
            let answer = match self.signed(&body)?.send().await {
                Ok(answer) => answer,
                Err(_) => {
                    done.unanswered = done.unanswered.saturating_add(1);
                    self.at = self.at.wrapping_add(1);
                    tokio::task::yield_now().await;
                    continue;
                }
            };
            let status = answer.status();
            match (status, answer.bytes().await) {
                (StatusCode::OK, Ok(bytes)) => {
                    done.answered(began.elapsed(), body.len(), bytes.len());
                    return Ok(bytes.to_vec());
                }
                (status, Ok(bytes)) if status.is_client_error() => {
                    return Err(Failure::Office(format!("{status}: {}", String::from_utf8_lossy(&bytes))));
                }
                _ => done.unanswered = done.unanswered.saturating_add(1),
            }
        }
        Err(Failure::Office("no office answers any more".to_owned()))
    }

    fn signed(&self, body: &[u8]) -> Result<reqwest::RequestBuilder, Failure> {
        let digest = content_digest(body);
        let fields: Vec<(&str, &[u8])> =
            vec![("content-type", MEDIA_TYPE.as_bytes()), (CONTENT_DIGEST, digest.as_bytes())];
        let unsigned = Request { method: "POST", path: "/phone/v1/sync", has_query: false, fields };
        let to_sign = ToSign::new(&unsigned, self.installation).map_err(Failure::broken)?;
        let signature = ToSign::signature(&sign(&self.key, to_sign.bytes()));
        let request = self.client.post(format!("{}/phone/v1/sync", self.office()));
        let request = request.header("content-type", MEDIA_TYPE).header(CONTENT_DIGEST, digest.as_str());
        Ok(request.header(SIGNATURE_INPUT, to_sign.input()).header(SIGNATURE, signature).body(body.to_vec()))
    }
}

/// A visit as the office takes it: opened, checks, a note, left.
fn events(opening: Opening, books: &Books, note: Hash) -> Vec<SentEvent> {
    let checks = books.standard.checks.iter().take(CHECKS);
    let answers = checks.map(|check| Event::CheckAnswered { check: check.id.clone(), answer: Answer::Confirmed });
    let events = std::iter::once(Event::VisitOpened(opening)).chain(answers);
    let ending = [Event::NoteAdded { note }, Event::VisitLeft { outcome: Outcome::NoAccess }];
    events
        .chain(ending)
        .enumerate()
        .map(|(n, event)| SentEvent::Plain(encode(&Record { envelope: envelope(n), event })))
        .collect()
}

fn envelope(n: usize) -> Envelope {
    let clock = Stamp { wall_ms: 1_790_000_000_000, mono_ms: 1_000, boot: BootId(1), uncertainty_ms: Some(500) };
    let delta_ms = if n == 0 { 0 } else { 60_000 };
    Envelope { delta_ms, running_delta: 1, clock: (n == 0).then_some(clock), seen: Vec::new() }
}
