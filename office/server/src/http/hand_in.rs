//! Where a revoked phone leaves what it had not sent, and is told to delete it.
//!
//! The phone names its pieces at `/phone/v1/hand-in/end`. The answer names those that
//! are not here. Where it names none, everything is on the office's disk, and the phone
//! deletes its own. A piece goes to `/phone/v1/hand-in`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use doorstep_wire::work::{MEDIA_TYPE, MOST_PIECES, decode_names, encode_names};

use super::phone::read;
use super::problem::{Problem, refused};
use super::signed::{self, Sender};
use crate::admin::{LARGEST_PIECE, WorkRefusal};
use crate::office::Office;

/// The routes of revoked phones.
pub fn routes(office: &Arc<Office>) -> Router<Arc<Office>> {
    Router::new()
        .route("/phone/v1/hand-in", post(piece))
        .route("/phone/v1/hand-in/end", post(end))
        .route_layer(from_fn_with_state(office.clone(), signed::also_revoked))
}

async fn piece(
    State(office): State<Arc<Office>>,
    Extension(Sender(sender)): Extension<Sender>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Some(refusal) = other_media_type(&headers) {
        return refusal;
    }
    let Some(body) = read(body, LARGEST_PIECE).await else { return too_large() };
    match office.hand_in(sender, &body).await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(refusal) => answer(&refusal),
    }
}

async fn end(
    State(office): State<Arc<Office>>,
    Extension(Sender(sender)): Extension<Sender>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if let Some(refusal) = other_media_type(&headers) {
        return refusal;
    }
    let Some(body) = read(body, MOST_PIECES * 34 + 16).await else { return too_large() };
    let names = match decode_names(&body) {
        Ok(names) => names,
        Err(wrong) => return answer(&WorkRefusal::Unreadable(wrong)),
    };
    match office.is_revoked(sender).await {
        Ok(true) => {}
        Ok(false) => return answer(&WorkRefusal::NotRevoked),
        Err(wrong) => return Problem::broken(&wrong).into_response(),
    }
    match office.not_handed_in(sender, &names).await {
        Ok(lacking) => ([(header::CONTENT_TYPE, MEDIA_TYPE)], encode_names(&lacking)).into_response(),
        Err(wrong) => Problem::broken(&wrong).into_response(),
    }
}

fn other_media_type(headers: &HeaderMap) -> Option<Response> {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let detail = format_args!("expected {MEDIA_TYPE}").to_string();
    (media_type != Some(MEDIA_TYPE)).then(|| refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, "work/media-type", detail))
}

fn too_large() -> Response {
    refused(StatusCode::PAYLOAD_TOO_LARGE, "work/too-large", "larger than any piece of work")
}

fn answer(refusal: &WorkRefusal) -> Response {
    let status = match refusal {
        WorkRefusal::Store(wrong) => return Problem::broken(wrong).into_response(),
        WorkRefusal::Unreadable(_) => StatusCode::BAD_REQUEST,
        WorkRefusal::NotRevoked => StatusCode::CONFLICT,
        WorkRefusal::TooMuch => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::FORBIDDEN,
    };
    refused(status, refusal.code().unwrap_or("work/refused"), refusal)
}
