//! HTTP to head office: what was asked, what came back, nothing decided.
//!
//! Only our own media type is an answer or a refusal. A page of a hotel's network, a cut
//! body or any other status is "no answer".

use std::time::Duration;

use doorstep_domain::id::{Hash, InstallationId, Subject};
use doorstep_sync::phone::Failure;
use doorstep_sync::upload::UploadReply;
use doorstep_wire::frame::{REFUSAL_MEDIA_TYPE, Refused, decode_refused};
use doorstep_wire::message::MEDIA_TYPE;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Client, Response, StatusCode};

/// How long the phone waits for what.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the answer to begin, the request's own way up included, and for each next part of it.
    pub read: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), read: Duration::from_secs(90) }
    }
}

/// One office, over HTTP.
#[derive(Clone)]
pub struct Http {
    client: Client,
}

/// What went wrong with an exchange, with the refusal where it is one.
#[derive(Debug)]
pub struct NoAnswer {
    /// What it means for the sync.
    pub failure: Failure,
    /// The office's own words.
    pub refused: Option<Refused>,
}

impl NoAnswer {
    fn unclear() -> Self {
        Self { failure: Failure::Unclear, refused: None }
    }

    fn of(wrong: &reqwest::Error) -> Self {
        let failure = if wrong.is_connect() { Failure::Unreachable } else { Failure::Unclear };
        Self { failure, refused: None }
    }
}

impl Http {
    /// A client with its own TLS: ring, and the roots that come with the app.
    pub fn new(patience: Patience) -> Result<Self, String> {
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|wrong| wrong.to_string())?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .connect_timeout(patience.connect)
            .read_timeout(patience.read)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(|wrong| wrong.to_string())?;
        Ok(Self { client })
    }

    /// One exchange: a push up, the answer's bytes down.
    pub async fn push(&self, office: &str, body: Vec<u8>, limit: usize) -> Result<Vec<u8>, NoAnswer> {
        let request = self.client.post(format!("{office}/phone/v1/sync")).header(CONTENT_TYPE, MEDIA_TYPE).body(body);
        let response = request.send().await.map_err(|wrong| NoAnswer::of(&wrong))?;
        if response.status() == StatusCode::OK && media_type(response.headers()) == Some(MEDIA_TYPE) {
            // A body that is cut off still has its verdicts.
            return Ok(whatever_came(response, limit).await);
        }
        Err(NoAnswer { failure: Failure::Unclear, refused: None }.or_refused(response).await)
    }

    /// The bytes of a book; none when they did not come whole.
    pub async fn book(&self, office: &str, id: &Hash, limit: usize) -> Option<Vec<u8>> {
        let response = self.client.get(format!("{office}/phone/v1/books/{id}")).send().await.ok()?;
        let is_there = response.status() == StatusCode::OK;
        let bytes = whatever_came(response, limit).await;
        (is_there && Hash::of(&bytes) == *id).then_some(bytes)
    }

    /// Registers a key by token; the body of the answer.
    pub async fn enrol(&self, office: &str, body: String) -> Result<Vec<u8>, NoAnswer> {
        let request = self.client.post(format!("{office}/phone/v1/enrol")).header(CONTENT_TYPE, "application/json");
        let response = request.body(body).send().await.map_err(|wrong| NoAnswer::of(&wrong))?;
        match response.status() {
            StatusCode::OK => Ok(whatever_came(response, 64 * 1024).await),
            _ => Err(NoAnswer::unclear().or_refused(response).await),
        }
    }

    /// Makes a place for a photograph.
    pub async fn create(
        &self,
        office: &str,
        hash: &Hash,
        bytes_len: u64,
        subject: &Subject,
        installation: InstallationId,
    ) -> UploadReply {
        let of = |text: String| base64(text.as_bytes());
        let (hash, subject, installation) = (of(hash.to_hex()), of(subject.to_string()), of(installation.to_hex()));
        let request = self
            .client
            .post(format!("{office}/media"))
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Length", bytes_len)
            .header("Upload-Metadata", format!("hash {hash},subject {subject},installation {installation}"));
        let Ok(response) = request.send().await else { return UploadReply::Unclear };
        let location = response.headers().get(LOCATION).and_then(|url| url.to_str().ok()).map(str::to_owned);
        match (response.status(), location) {
            (StatusCode::CREATED, _) if offset(response.headers()) == Some(bytes_len) => UploadReply::HasIt,
            (StatusCode::CREATED, Some(url)) => UploadReply::Created { url },
            _ => refused_or_unclear(response).await,
        }
    }

    /// How much of a photograph is there.
    pub async fn head(&self, office: &str, url: &str) -> UploadReply {
        let Ok(response) = self.client.head(at(office, url)).header("Tus-Resumable", "1.0.0").send().await else {
            return UploadReply::Unclear;
        };
        match (response.status(), offset(response.headers())) {
            (StatusCode::OK | StatusCode::NO_CONTENT, Some(offset)) => UploadReply::Offset { offset },
            (StatusCode::NOT_FOUND | StatusCode::GONE, _) => UploadReply::Gone,
            _ => UploadReply::Unclear,
        }
    }

    /// Sends a piece of a photograph with its checksum.
    pub async fn patch(&self, office: &str, url: &str, from: u64, piece: Vec<u8>) -> UploadReply {
        let request = self
            .client
            .patch(at(office, url))
            .header("Tus-Resumable", "1.0.0")
            .header("Upload-Offset", from)
            .header("Upload-Checksum", format!("sha256 {}", base64(&Hash::of(&piece).0)))
            .header(CONTENT_TYPE, "application/offset+octet-stream")
            .body(piece);
        let Ok(response) = request.send().await else { return UploadReply::Unclear };
        match (response.status().as_u16(), offset(response.headers())) {
            (200 | 204, Some(offset)) => UploadReply::Offset { offset },
            (404 | 410, _) => UploadReply::Gone,
            (409, _) => UploadReply::OtherOffset,
            (460, _) => match refusal(response).await {
                Some(Refused { code, .. }) if code == "media/wrong-hash" => UploadReply::WrongHash,
                _ => UploadReply::Damaged,
            },
            _ => refused_or_unclear(response).await,
        }
    }
}

/// A place that the office named by its path stays good when the office moves.
fn at(office: &str, url: &str) -> String {
    if url.starts_with('/') { format!("{office}{url}") } else { url.to_owned() }
}

impl NoAnswer {
    /// Looks whether the office said no in our own words.
    async fn or_refused(self, response: Response) -> Self {
        match refusal(response).await {
            Some(refused) => Self { failure: Failure::Refused, refused: Some(refused) },
            None => self,
        }
    }
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok())
}

fn offset(headers: &HeaderMap) -> Option<u64> {
    headers.get("Upload-Offset").and_then(|value| value.to_str().ok()).and_then(|value| value.parse().ok())
}

async fn refusal(response: Response) -> Option<Refused> {
    if media_type(response.headers()) != Some(REFUSAL_MEDIA_TYPE) {
        return None;
    }
    decode_refused(&whatever_came(response, 64 * 1024).await).ok()
}

async fn refused_or_unclear(response: Response) -> UploadReply {
    // Somebody else is at it, or the office has trouble: later.
    if response.status() == StatusCode::LOCKED || response.status().is_server_error() {
        return UploadReply::Unclear;
    }
    match refusal(response).await {
        Some(Refused { code, .. }) => UploadReply::Refused { code },
        None => UploadReply::Unclear,
    }
}

/// The body up to where it was cut off, or up to the limit.
async fn whatever_came(mut response: Response, limit: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(piece)) = response.chunk().await {
        if body.len() + piece.len() > limit {
            break;
        }
        body.extend_from_slice(&piece);
    }
    body
}

/// Standard base64 with padding.
pub(super) fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
