//! tus 1.0 at `/media`: creation, checksum (sha256), expiration, termination.
//!
//! The upload's address is its hash, so that announcing it twice finds the same partial
//! file. An announcement is answered 201 with `Upload-Offset`; where that equals the
//! length, the photograph is here already. A piece or a file that is not what its hash
//! says is answered 460. An upload that was not finished in time is gone: 410 where it was
//! found expired, 404 after that. Refusals are typed.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, post};
use axum::{Extension, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use doorstep_domain::id::{Hash, InstallationId};
use futures_util::StreamExt;

use super::problem::{Problem, refused};
use super::signed::{self, Sender};
use crate::media::{Announced, Received, Receiving, UploadRefusal};
use crate::office::Office;

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const VERSION: HeaderName = HeaderName::from_static("tus-version");
const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const ALGORITHMS: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const METADATA: &str = "upload-metadata";
const CHECKSUM: &str = "upload-checksum";
const PIECE_TYPE: &str = "application/offset+octet-stream";

/// The routes of uploads.
pub fn routes(office: &Arc<Office>) -> Router<Arc<Office>> {
    let uploads = post(create).options(options);
    let one: MethodRouter<Arc<Office>> = axum::routing::head(head).patch(patch).delete(terminate).options(options);
    Router::new()
        .route("/media", uploads)
        .route("/media/{hash}", one)
        .route_layer(from_fn_with_state(office.clone(), signed::only_at_work))
        .layer(axum::middleware::map_response(resumable))
}

async fn resumable(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, header::HeaderValue::from_static("1.0.0"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

async fn options(State(office): State<Arc<Office>>) -> Response {
    let headers = [
        (VERSION, "1.0.0".to_owned()),
        (EXTENSION, "creation,checksum,expiration,termination".to_owned()),
        (ALGORITHMS, "sha256".to_owned()),
        (MAX_SIZE, office.limits.photo_bytes.to_string()),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

async fn create(
    State(office): State<Arc<Office>>,
    Extension(Sender(sender)): Extension<Sender>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = other_version(&headers) {
        return refusal;
    }
    let announced = match announced(&headers) {
        Ok(announced) => announced,
        Err(what) => return refused(StatusCode::BAD_REQUEST, "media/unreadable", what),
    };
    if announced.installation != sender {
        let detail = "this photo is announced for another installation";
        return refused(StatusCode::FORBIDDEN, "media/other-installation", detail);
    }
    match office.announce(&announced).await {
        Ok(received) => {
            let location = format!("/media/{}", announced.hash.to_hex());
            (StatusCode::CREATED, [(header::LOCATION, location)], progress(received)).into_response()
        }
        Err(refusal) => answer(refusal),
    }
}

async fn head(
    State(office): State<Arc<Office>>,
    Extension(Sender(sender)): Extension<Sender>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = other_version(&headers) {
        return refusal;
    }
    let hash = match theirs(&office, &hash, sender).await {
        Ok(hash) => hash,
        Err(refusal) => return refusal,
    };
    match office.received(&hash).await {
        Ok(received) => (StatusCode::OK, progress(received)).into_response(),
        Err(refusal) => answer(refusal),
    }
}

async fn patch(
    State(office): State<Arc<Office>>,
    Extension(Sender(sender)): Extension<Sender>,
    Path(hash): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Some(refusal) = other_version(&headers) {
        return refusal;
    }
    if text(&headers, "content-type") != Some(PIECE_TYPE) {
        let detail = format_args!("expected {PIECE_TYPE}");
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media/media-type", detail);
    }
    let hash = match theirs(&office, &hash, sender).await {
        Ok(hash) => hash,
        Err(refusal) => return refusal,
    };
    let Some(offset) = number(&headers, "upload-offset") else {
        return refused(StatusCode::BAD_REQUEST, "media/unreadable", "Upload-Offset: a number");
    };
    let checksum = match text(&headers, CHECKSUM).map(checksum) {
        None => None,
        Some(Some(checksum)) => Some(checksum),
        Some(None) => return refused(StatusCode::BAD_REQUEST, "media/unreadable", "Upload-Checksum: sha256 base64"),
    };
    let receiving = match office.receive(&hash, offset).await {
        Ok(receiving) => receiving,
        Err(refusal) => return answer(refusal),
    };
    match take(&office, receiving, body, checksum).await {
        Ok(received) => (StatusCode::NO_CONTENT, progress(received)).into_response(),
        Err(refusal) => answer(refusal),
    }
}

async fn terminate(
    State(office): State<Arc<Office>>,
    Extension(Sender(sender)): Extension<Sender>,
    Path(hash): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = other_version(&headers) {
        return refusal;
    }
    let hash = match theirs(&office, &hash, sender).await {
        Ok(hash) => hash,
        Err(refusal) => return refusal,
    };
    match office.abandon(&hash).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(refusal) => answer(refusal),
    }
}

/// The photograph of this address, unless another installation is sending it: that one's
/// upload is not here for anybody else, who has to announce it first.
async fn theirs(office: &Office, hash: &str, sender: InstallationId) -> Result<Hash, Response> {
    let hash = Hash::from_hex(hash).ok_or_else(|| answer(UploadRefusal::Gone))?;
    match office.is_sent_by_another(&hash, sender).await {
        Ok(false) => Ok(hash),
        Ok(true) => Err(answer(UploadRefusal::Gone)),
        Err(wrong) => Err(answer(UploadRefusal::Store(wrong))),
    }
}

/// Takes a piece in. With a checksum it is taken whole or not at all; without one,
/// whatever came before the line was cut is kept.
async fn take(
    office: &Office,
    mut receiving: Receiving,
    body: Body,
    checksum: Option<Hash>,
) -> Result<Received, UploadRefusal> {
    if let Some(checksum) = checksum {
        let limit = usize::try_from(office.limits.photo_bytes).unwrap_or(usize::MAX);
        let piece = to_bytes(body, limit).await.map_err(|_| UploadRefusal::DamagedPiece)?;
        if Hash::of(&piece) != checksum {
            return Err(UploadRefusal::DamagedPiece);
        }
        receiving.add(&piece).await?;
        return office.received_all(receiving).await;
    }
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let Ok(piece) = piece else { break };
        receiving.add(&piece).await?;
    }
    office.received_all(receiving).await
}

fn progress(received: Received) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let (offset, length) = match received {
        Received::Part { offset, length, expires_ms } => {
            let expires = date(expires_ms).and_then(|date| HeaderValue::from_str(&date).ok());
            headers.extend(expires.map(|date| (EXPIRES, date)));
            (offset, length)
        }
        Received::Whole { length } => (length, length),
    };
    headers.extend([(OFFSET, offset.into()), (LENGTH, length.into())]);
    headers
}

/// As RFC 9110 writes a date.
fn date(at_ms: i64) -> Option<String> {
    chrono::DateTime::from_timestamp_millis(at_ms).map(|at| at.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
}

fn answer(refusal: UploadRefusal) -> Response {
    let status = match &refusal {
        UploadRefusal::Store(wrong) => return Problem::broken(wrong).into_response(),
        UploadRefusal::Sender(crate::intake::IntakeRefusal::Store(wrong)) => {
            return Problem::broken(wrong).into_response();
        }
        UploadRefusal::Gone => StatusCode::NOT_FOUND,
        UploadRefusal::Expired => StatusCode::GONE,
        UploadRefusal::OtherOffset { .. } | UploadRefusal::OtherLength => StatusCode::CONFLICT,
        UploadRefusal::Busy => StatusCode::LOCKED,
        UploadRefusal::BadLength { .. } | UploadRefusal::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
        UploadRefusal::DamagedPiece | UploadRefusal::WrongHash => {
            StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST)
        }
        UploadRefusal::Sender(_) => StatusCode::FORBIDDEN,
    };
    let mut response = refused(status, refusal.code().unwrap_or("media/refused"), &refusal);
    if let UploadRefusal::OtherOffset { offset } = refusal {
        response.headers_mut().insert(OFFSET, offset.into());
    }
    response
}

fn other_version(headers: &HeaderMap) -> Option<Response> {
    match text(headers, RESUMABLE.as_str()) {
        Some("1.0.0") => None,
        _ => {
            let refusal =
                refused(StatusCode::PRECONDITION_FAILED, "media/tus-version", "expected Tus-Resumable: 1.0.0");
            Some(([(VERSION, "1.0.0")], refusal).into_response())
        }
    }
}

fn announced(headers: &HeaderMap) -> Result<Announced, &'static str> {
    let length = number(headers, "upload-length").ok_or("Upload-Length: a number")?;
    let metadata = text(headers, METADATA).ok_or("Upload-Metadata: hash, subject, installation")?;
    let value = |key: &str| -> Option<String> {
        let pairs = metadata.split(',').filter_map(|pair| pair.trim().split_once(' '));
        let (_, value) = pairs.into_iter().find(|(name, _)| *name == key)?;
        String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()
    };
    Ok(Announced {
        hash: value("hash").and_then(|hash| Hash::from_hex(&hash)).ok_or("hash: 64 hexadecimal digits")?,
        subject: value("subject").and_then(|subject| subject.parse().ok()).ok_or("subject: visit/… or van/…")?,
        installation: value("installation")
            .and_then(|id| InstallationId::from_hex(&id))
            .ok_or("installation: 32 hexadecimal digits")?,
        length,
    })
}

fn checksum(value: &str) -> Option<Hash> {
    let (algorithm, value) = value.split_once(' ')?;
    let bytes = STANDARD.decode(value.trim()).ok().filter(|_| algorithm == "sha256")?;
    bytes.try_into().ok().map(Hash)
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    text(headers, name)?.parse().ok()
}
