//! What phones ask for: enrolment, succession, sync, books. Leaves to `hand_in`: phones that were revoked.
//!
//! Every refusal is typed; anything that is the office's own trouble is not, so that
//! the phone tries later.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use doorstep_domain::id::{Hash, InstallationId};
use doorstep_wire::WireError;
use doorstep_wire::frame::{decode_push, encode_answer};
use doorstep_wire::key::{PublicKey, Signature};
use doorstep_wire::message::MEDIA_TYPE;
use serde::Deserialize;

use super::hand_in;
use super::problem::{Problem, refused};
use super::signed::{self, Sender};
use crate::admin::{EnrolError, Enrolled, SuccessionError, Successor};
use crate::intake::IntakeRefusal;
use crate::office::Office;

/// An enrolment is one short object.
const LONGEST_ENROLMENT: usize = 8 * 1024;

/// The phones' routes. Only enrolment is not signed: nobody knows the key yet.
pub fn routes(office: &Arc<Office>) -> Router<Arc<Office>> {
    Router::new()
        .route("/phone/v1/sync", post(sync))
        .route("/phone/v1/books/{hash}", get(book))
        .route("/phone/v1/successor", post(succeed))
        .route_layer(from_fn_with_state(office.clone(), signed::only_at_work))
        .route("/phone/v1/enrol", post(enrol))
        .merge(hand_in::routes(office))
}

/// What a phone sends to be enrolled. Never printed: it holds the token.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Enrolment {
    token: String,
    installation: String,
    public_key: String,
}

async fn enrol(State(office): State<Arc<Office>>, body: Body) -> Response {
    let Some(body) = read(body, LONGEST_ENROLMENT).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "enrol/too-large", "an enrolment is one short object");
    };
    let unreadable = |what: &str| refused(StatusCode::BAD_REQUEST, "enrol/unreadable", what);
    let Ok(asked) = serde_json::from_slice::<Enrolment>(&body) else {
        return unreadable("expected token, installation and public_key");
    };
    let Some(phone) = InstallationId::from_hex(&asked.installation) else {
        return unreadable("installation: 32 hexadecimal digits");
    };
    let Ok(key) = STANDARD.decode(asked.public_key.as_bytes()) else {
        return unreadable("public_key: base64");
    };
    match office.enrol(&asked.token, phone, &key).await {
        Ok(Enrolled { engineer, epoch, office_key }) => {
            let epoch = InstallationId(epoch.0).to_hex();
            let office_key = STANDARD.encode(office_key.as_bytes());
            let told = serde_json::json!({ "engineer": engineer.as_str(), "epoch": epoch, "office_key": office_key });
            axum::Json(told).into_response()
        }
        Err(EnrolError::Store(wrong)) => Problem::broken(&wrong).into_response(),
        Err(refusal) => refused(StatusCode::FORBIDDEN, refusal.code().unwrap_or("enrol/refused"), &refusal),
    }
}

/// What an installation says of the one that comes after it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Succession {
    installation: String,
    public_key: String,
    proof: String,
}

impl Succession {
    fn successor(&self) -> Option<Successor> {
        let key = PublicKey::from_any_sec1(&STANDARD.decode(self.public_key.as_bytes()).ok()?).ok()?;
        let proof = Signature(STANDARD.decode(self.proof.as_bytes()).ok()?.try_into().ok()?);
        Some(Successor { installation: InstallationId::from_hex(&self.installation)?, key, proof })
    }
}

async fn succeed(
    State(office): State<Arc<Office>>,
    Extension(Sender(sender)): Extension<Sender>,
    body: Body,
) -> Response {
    let body = read(body, LONGEST_ENROLMENT).await.unwrap_or_default();
    let asked = serde_json::from_slice::<Succession>(&body).ok();
    let Some(successor) = asked.and_then(|asked| asked.successor()) else {
        return refused(
            StatusCode::BAD_REQUEST,
            "succession/unreadable",
            "expected installation, public_key and proof",
        );
    };
    match office.succeed(sender, &successor).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(SuccessionError::Enrol(EnrolError::Store(wrong))) => Problem::broken(&wrong).into_response(),
        Err(refusal) => refused(StatusCode::FORBIDDEN, refusal.code().unwrap_or("succession/refused"), &refusal),
    }
}

async fn sync(
    State(office): State<Arc<Office>>,
    Extension(Sender(sender)): Extension<Sender>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if media_type != Some(MEDIA_TYPE) {
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "sync/media-type", format_args!("expected {MEDIA_TYPE}"));
    }
    let limit = usize::try_from(office.limits.push_bytes).unwrap_or(usize::MAX);
    let Some(body) = read(body, limit).await else {
        return refused(StatusCode::PAYLOAD_TOO_LARGE, "sync/too-large", format_args!("at most {limit} bytes"));
    };
    let push = match decode_push(&body, limit) {
        Ok(push) => push,
        Err(wrong) => return unreadable(wrong),
    };
    if push.installation != sender {
        return refused(StatusCode::FORBIDDEN, "sync/other-installation", "this push is another installation's");
    }
    match office.take_in(&push).await {
        Ok(answer) => ([(header::CONTENT_TYPE, MEDIA_TYPE)], encode_answer(&answer)).into_response(),
        Err(IntakeRefusal::Store(wrong)) => Problem::broken(&wrong).into_response(),
        Err(refusal) => {
            let status = match refusal {
                IntakeRefusal::TooMuch { .. } => StatusCode::PAYLOAD_TOO_LARGE,
                _ => StatusCode::FORBIDDEN,
            };
            refused(status, refusal.code().unwrap_or("sync/refused"), &refusal)
        }
    }
}

fn unreadable(wrong: WireError) -> Response {
    match wrong {
        WireError::TooLong { .. } => refused(StatusCode::PAYLOAD_TOO_LARGE, "sync/too-large", wrong),
        WireError::Version { .. } => refused(StatusCode::BAD_REQUEST, "sync/unknown-version", wrong),
        _ => refused(StatusCode::BAD_REQUEST, "sync/unreadable", format_args!("{}: {wrong}", wrong.code())),
    }
}

async fn book(State(office): State<Arc<Office>>, Path(hash): Path<String>) -> Response {
    let found = match Hash::from_hex(&hash) {
        Some(hash) => office.book_bytes(&hash).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(bytes)) => {
            let headers = [
                (header::CONTENT_TYPE, "application/toml"),
                (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
            ];
            (headers, bytes).into_response()
        }
        Ok(None) => refused(StatusCode::NOT_FOUND, "books/unknown", "this office never published this book"),
        Err(wrong) => Problem::broken(&wrong).into_response(),
    }
}

/// The whole body; none when it is longer than that or was cut off.
pub(super) async fn read(body: Body, limit: usize) -> Option<Bytes> {
    to_bytes(body, limit).await.ok()
}
