//! HTTP to head office: what was asked, what came back, nothing decided.
//!
//! After enrolment every request goes over a [`Line`] and carries the signature of the
//! installation's key; no clock has a part in it. Only our own media type is an answer or a refusal. A page of a hotel's network, a cut
//! body or any other status is "no answer".

use std::sync::Arc;

use doorstep_domain::id::{Hash, InstallationId, Subject};
use doorstep_sync::upload::UploadReply;
use doorstep_wire::frame::{REFUSAL_MEDIA_TYPE, Refused, decode_refused};
use doorstep_wire::key::PublicKey;
use doorstep_wire::message::MEDIA_TYPE;
use doorstep_wire::signed::{self, SIGNATURE, SIGNATURE_INPUT, ToSign};
use doorstep_wire::work;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Client, RequestBuilder, Response, StatusCode};

use super::meter::Meter;
use super::no_answer::NoAnswer;
use crate::ports::{DeviceKey, Network};

/// HTTP as this phone speaks it.
#[derive(Clone)]
pub struct Http {
    client: Client,
    meter: Arc<Meter>,
}

/// One enrolled phone's line to its office.
pub struct Line {
    client: Client,
    meter: Arc<Meter>,
    key: Arc<dyn DeviceKey>,
    office: String,
    installation: InstallationId,
}

impl Http {
    /// A client with its own TLS: ring, the roots that come with the app and the company's own.
    pub fn new(network: &Network, meter: Arc<Meter>) -> Result<Self, String> {
        let mut roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        for root in &network.roots {
            roots.add(root.clone().into()).map_err(|wrong| wrong.to_string())?;
        }
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|wrong| wrong.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(network.connect_within)
            .read_timeout(network.answer_within)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|wrong| wrong.to_string())?;
        Ok(Self { client, meter })
    }

    /// The line of this installation, whose key signs what is said on it.
    pub fn line(&self, key: Arc<dyn DeviceKey>, office: &str, installation: InstallationId) -> Line {
        Line { client: self.client.clone(), meter: self.meter.clone(), key, office: office.to_owned(), installation }
    }

    /// Registers a key by token; the body of the answer. Nobody knows the key yet, so nothing is signed.
    pub async fn enrol(&self, office: &str, body: String) -> Result<Vec<u8>, NoAnswer> {
        let request = self.client.post(format!("{office}/phone/v1/enrol")).header(CONTENT_TYPE, "application/json");
        let request = request.body(body).build().map_err(|wrong| NoAnswer::of(&wrong))?;
        let response = execute(&self.client, &self.meter, request).await?;
        match response.status() {
            StatusCode::OK => Ok(whatever_came(response, 64 * 1024, &self.meter).await),
            _ => Err(NoAnswer::unclear().or_refused(response, &self.meter).await),
        }
    }
}

impl Line {
    /// Signs a request and sends it.
    async fn send(&self, request: RequestBuilder, body: Option<Vec<u8>>) -> Result<Response, NoAnswer> {
        let request = self.signed(request, body)?;
        execute(&self.client, &self.meter, request).await
    }

    fn signed(&self, request: RequestBuilder, body: Option<Vec<u8>>) -> Result<reqwest::Request, NoAnswer> {
        let mut request = request.build().map_err(|wrong| NoAnswer::of(&wrong))?;
        if let Some(body) = body {
            put(&mut request, signed::CONTENT_DIGEST, &signed::content_digest(&body))?;
            *request.body_mut() = Some(body.into());
        }
        let unsigned = signed::Request {
            method: request.method().as_str(),
            path: request.url().path(),
            has_query: request.url().query().is_some(),
            fields: request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect(),
        };
        let to_sign = ToSign::new(&unsigned, self.installation).map_err(|wrong| {
            tracing::error!(code = wrong.code(), "a request cannot be signed");
            NoAnswer::unclear()
        })?;
        // A key store may take its time.
        let signature = tokio::task::block_in_place(|| self.key.sign(to_sign.bytes())).map_err(|wrong| {
            tracing::error!(%wrong, "the key did not sign a request");
            NoAnswer::unclear()
        })?;
        put(&mut request, SIGNATURE_INPUT, &to_sign.input())?;
        put(&mut request, SIGNATURE, &ToSign::signature(&signature))?;
        Ok(request)
    }

    /// One exchange: a push up, the answer's bytes down.
    pub async fn push(&self, body: Vec<u8>, limit: usize) -> Result<Vec<u8>, NoAnswer> {
        let request = self.client.post(format!("{}/phone/v1/sync", self.office)).header(CONTENT_TYPE, MEDIA_TYPE);
        let response = self.send(request, Some(body)).await?;
        if response.status() == StatusCode::OK && media_type(response.headers()) == Some(MEDIA_TYPE) {
            // A body that is cut off still has its verdicts.
            return Ok(whatever_came(response, limit, &self.meter).await);
        }
        Err(NoAnswer::unclear().or_refused(response, &self.meter).await)
    }

    /// Says who comes after this installation.
    pub async fn succeed(&self, claim: Vec<u8>) -> Result<(), NoAnswer> {
        let request = self.client.post(format!("{}/phone/v1/successor", self.office));
        let request = request.header(CONTENT_TYPE, "application/json");
        let response = self.send(request, Some(claim)).await?;
        match response.status() {
            StatusCode::NO_CONTENT => Ok(()),
            _ => Err(NoAnswer::unclear().or_refused(response, &self.meter).await),
        }
    }

    /// Of these pieces of work, those that this revoked phone did not hand in yet; none without an answer.
    pub async fn not_handed_in(&self, names: &[Hash]) -> Option<Vec<Hash>> {
        let request = self.client.post(format!("{}/phone/v1/hand-in/end", self.office));
        let request = request.header(CONTENT_TYPE, work::MEDIA_TYPE);
        let response = self.send(request, Some(work::encode_names(names))).await.ok()?;
        let is_answer = response.status() == StatusCode::OK && media_type(response.headers()) == Some(work::MEDIA_TYPE);
        // A body that was cut off names nothing.
        is_answer
            .then_some(whatever_came(response, 1 << 20, &self.meter).await)
            .and_then(|body| work::decode_names(&body).ok())
    }

    /// Leaves a piece of work at the office; whether the office has it now.
    pub async fn hand_in(&self, piece: Vec<u8>) -> bool {
        let request = self.client.post(format!("{}/phone/v1/hand-in", self.office));
        let request = request.header(CONTENT_TYPE, work::MEDIA_TYPE);
        match self.send(request, Some(piece)).await {
            Ok(response) => response.status() == StatusCode::NO_CONTENT,
            Err(_) => false,
        }
    }

    /// The bytes of a book; none when they did not come whole.
    pub async fn book(&self, id: &Hash, limit: usize) -> Option<Vec<u8>> {
        let request = self.client.get(format!("{}/phone/v1/books/{id}", self.office));
        let response = self.send(request, None).await.ok()?;
        let is_there = response.status() == StatusCode::OK;
        let bytes = whatever_came(response, limit, &self.meter).await;
        (is_there && Hash::of(&bytes) == *id).then_some(bytes)
    }

    /// Makes a place for a photograph.
    pub async fn create(&self, hash: &Hash, bytes_len: u64, subject: &Subject) -> UploadReply {
        let of = |text: String| base64(text.as_bytes());
        let installation = of(self.installation.to_hex());
        let (hash, subject) = (of(hash.to_hex()), of(subject.to_string()));
        let request = self
            .client
            .post(format!("{}/media", self.office))
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", bytes_len)
            .header("Upload-Metadata", format!("hash {hash},subject {subject},installation {installation}"));
        let Ok(response) = self.send(request, None).await else { return UploadReply::Unclear };
        let location = response.headers().get(LOCATION).and_then(|url| url.to_str().ok()).map(str::to_owned);
        match (response.status(), location) {
            (StatusCode::CREATED, _) if offset(response.headers()) == Some(bytes_len) => UploadReply::HasIt,
            (StatusCode::CREATED, Some(url)) => UploadReply::Created { url },
            _ => refused_or_unclear(response, &self.meter).await,
        }
    }

    /// How much of a photograph is there.
    pub async fn head(&self, url: &str) -> UploadReply {
        let request = self.client.head(at(&self.office, url)).header("Tus-Resumable", "1.0.0");
        let Ok(response) = self.send(request, None).await else { return UploadReply::Unclear };
        match (response.status(), offset(response.headers())) {
            (StatusCode::OK | StatusCode::NO_CONTENT, Some(offset)) => UploadReply::Offset { offset },
            (StatusCode::NOT_FOUND | StatusCode::GONE, _) => UploadReply::Gone,
            _ => UploadReply::Unclear,
        }
    }

    /// Sends a piece of a photograph with its checksum.
    pub async fn patch(&self, url: &str, from: u64, piece: Vec<u8>) -> UploadReply {
        let request = self
            .client
            .patch(at(&self.office, url))
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Offset", from)
            .header("Upload-Checksum", format!("sha256 {}", base64(&Hash::of(&piece).0)))
            .header(CONTENT_TYPE, "application/offset+octet-stream");
        let Ok(response) = self.send(request, Some(piece)).await else { return UploadReply::Unclear };
        match (response.status().as_u16(), offset(response.headers())) {
            (200 | 204, Some(offset)) => UploadReply::Offset { offset },
            (404 | 410, _) => UploadReply::Gone,
            (409, _) => UploadReply::OtherOffset,
            (460, _) => match refusal(response, &self.meter).await {
                Some(Refused { code, .. }) if code == "media/wrong-hash" => UploadReply::WrongHash,
                _ => UploadReply::Damaged,
            },
            _ => refused_or_unclear(response, &self.meter).await,
        }
    }
}

/// Sends a request and counts it, unless no connection was made.
async fn execute(client: &Client, meter: &Meter, request: reqwest::Request) -> Result<Response, NoAnswer> {
    let line = format!("{} {} HTTP/1.1\r\n", request.method(), request.url().path());
    let body_bytes = request.body().and_then(reqwest::Body::as_bytes).map_or(0, <[u8]>::len);
    let up_bytes = Meter::head_bytes(&line, request.headers()).saturating_add(body_bytes as u64);
    let answered = client.execute(request).await;
    match &answered {
        Ok(response) => meter.count(up_bytes, Meter::head_bytes("HTTP/1.1 200 OK\r\n", response.headers())),
        Err(wrong) if wrong.is_connect() => {}
        Err(_) => meter.count(up_bytes, 0),
    }
    answered.map_err(|wrong| NoAnswer::of(&wrong))
}

/// Sets a field of a request that is about to be signed.
fn put(request: &mut reqwest::Request, name: &'static str, value: &str) -> Result<(), NoAnswer> {
    let value = HeaderValue::from_str(value).map_err(|_| NoAnswer::unclear())?;
    request.headers_mut().insert(HeaderName::from_static(name), value);
    Ok(())
}

/// A place that the office named by its path stays good when the office moves.
fn at(office: &str, url: &str) -> String {
    if url.starts_with('/') { format!("{office}{url}") } else { url.to_owned() }
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok())
}

fn offset(headers: &HeaderMap) -> Option<u64> {
    headers.get("Upload-Offset").and_then(|value| value.to_str().ok()).and_then(|value| value.parse().ok())
}

pub(super) async fn refusal(response: Response, meter: &Meter) -> Option<Refused> {
    if media_type(response.headers()) != Some(REFUSAL_MEDIA_TYPE) {
        return None;
    }
    decode_refused(&whatever_came(response, 64 * 1024, meter).await).ok()
}

async fn refused_or_unclear(response: Response, meter: &Meter) -> UploadReply {
    // Somebody else is at it, or the office has trouble: later.
    if response.status() == StatusCode::LOCKED || response.status().is_server_error() {
        return UploadReply::Unclear;
    }
    match refusal(response, meter).await {
        // What is said of the request or of its sender says nothing about the photograph.
        Some(Refused { code, .. }) if code.starts_with("media/") => UploadReply::Refused { code },
        _ => UploadReply::Unclear,
    }
}

/// The body up to where it was cut off, or up to the limit.
async fn whatever_came(mut response: Response, limit: usize, meter: &Meter) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        meter.count(0, piece.len() as u64);
        if body.len() + piece.len() > limit {
            break;
        }
        body.extend_from_slice(&piece);
    }
    body
}

/// A public key as the office tells it.
pub(super) fn public_key(text: &str) -> Option<PublicKey> {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok()?;
    PublicKey::from_any_sec1(&bytes).ok()
}

/// Standard base64 with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
