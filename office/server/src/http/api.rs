//! The supervisor API. Its OpenAPI document is made from this file and locked by a test.
//!
//! Lists say how many there are and are ordered by the office's own order of arrivals:
//! a reader that goes on with `next` misses nothing, and a visit that changes comes again.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use doorstep_domain::id::{Hash, VisitId};
use serde::Deserialize;
use utoipa::{IntoParams, OpenApi};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::problem::Problem;
use super::shape::{IntegrityDocument, KeyDocument, ManifestRequest, ProblemDocument, VisitDocument, VisitList};
use crate::export::{MANIFEST_MEDIA_TYPE, Since};
use crate::integrity::IntegrityReport;
use crate::media::media_row;
use crate::office::Office;
use crate::photo::PhotoKind;

/// The most visits on one page and the number when nothing is asked.
const PAGE: u64 = 200;
/// The most visits of one manifest.
const MOST_VISITS: usize = 100_000;

#[derive(OpenApi)]
#[openapi(info(
    title = "Doorstep supervisor API",
    description = "Visit records of head office: lists, whole records with their journals, photographs, signed manifests.",
))]
struct Document;

/// The routes with their documentation.
pub fn routes() -> OpenApiRouter<Arc<Office>> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(visits))
        .routes(routes!(visit))
        .routes(routes!(media))
        .routes(routes!(key))
        .routes(routes!(manifest))
        .routes(routes!(integrity))
        .route("/api/v1/openapi.json", axum::routing::get(openapi))
}

async fn openapi() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], super::openapi()).into_response()
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Page {
    /// Where the last page ended (`next`), or a time like `2026-11-23T08:00:00Z`; empty for everything.
    since: Option<String>,
    /// How many visits at most; 1 to 200.
    limit: Option<u64>,
}

/// Visits, in the order in which the office last heard of them.
#[utoipa::path(get, path = "/api/v1/visits", params(Page), responses(
    (status = 200, description = "A page", body = VisitList),
    (status = 400, description = "No such cursor or limit", body = ProblemDocument, content_type = "application/problem+json"),
))]
async fn visits(
    State(office): State<Arc<Office>>,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Json<VisitList>, Problem> {
    let Query(page) = page.map_err(|_| Problem::bad_request("api/bad-query", "since: a text; limit: a number"))?;
    let since = page.since.as_deref().unwrap_or_default();
    let since =
        Since::read(since).ok_or_else(|| Problem::bad_request("api/bad-cursor", "since: a cursor or a time"))?;
    let limit = page.limit.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&limit) {
        return Err(Problem::bad_request("api/bad-limit", format!("limit: 1 to {PAGE}")));
    }
    Ok(Json(office.list_visits(since, limit).await?))
}

/// Everything the office has of one visit. The body's exact bytes are what a manifest names.
#[utoipa::path(get, path = "/api/v1/visits/{visit}", params(("visit" = String, Path, description = "The visit")), responses(
    (status = 200, description = "The record; `ETag` is its SHA-256", body = VisitDocument),
    (status = 304, description = "Not changed since `If-None-Match`"),
    (status = 404, description = "Nothing was heard of this visit", body = ProblemDocument, content_type = "application/problem+json"),
))]
async fn visit(
    State(office): State<Arc<Office>>,
    Path(visit): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("nothing was heard of this visit");
    let id: VisitId = visit.parse().map_err(|_| unknown())?;
    let bytes = office.visit_document(&id).await?.ok_or_else(unknown)?;
    let etag = format!("\"{}\"", Hash::of(&bytes).to_hex());
    if headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) == Some(etag.as_str()) {
        return Ok((axum::http::StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response());
    }
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::ETAG, etag),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// A photograph's bytes.
#[utoipa::path(get, path = "/api/v1/media/{hash}", params(("hash" = String, Path, description = "SHA-256")), responses(
    (status = 200, description = "The bytes", body = Vec<u8>, content_type = "application/octet-stream"),
    (status = 403, description = "It still carries metadata and is kept closed", body = ProblemDocument, content_type = "application/problem+json"),
    (status = 404, description = "It has not arrived", body = ProblemDocument, content_type = "application/problem+json"),
))]
async fn media(State(office): State<Arc<Office>>, Path(hash): Path<String>) -> Result<Response, Problem> {
    let unknown = || Problem::not_found("this photo has not arrived");
    let hash = Hash::from_hex(&hash).ok_or_else(unknown)?;
    let row = media_row(&office.db, &hash).await?.ok_or_else(unknown)?;
    if row.is_closed {
        return Err(Problem::forbidden(
            "media/kept-closed",
            "this photo still tells where it was taken; it is kept closed",
        ));
    }
    let bytes = office.photo_bytes(&hash).await?.ok_or_else(unknown)?;
    let headers = [
        (header::CONTENT_TYPE, PhotoKind::of(&bytes).media_type()),
        (header::CACHE_CONTROL, "private, max-age=31536000, immutable"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
    ];
    Ok((headers, bytes).into_response())
}

/// The office's public key: what `verify` needs.
#[utoipa::path(get, path = "/api/v1/key", responses((status = 200, description = "The key", body = KeyDocument)))]
async fn key(State(office): State<Arc<Office>>) -> Json<KeyDocument> {
    Json(KeyDocument {
        algorithm: "P-256".to_owned(),
        pem: office.public_key_pem(),
        fingerprint: office.key_fingerprint(),
    })
}

/// A manifest of these visits, signed by the office. The office computes every entry
/// itself: `visits/{visit}.json` with the record's bytes as they are now, and
/// `media/{hash}` for every photograph of them that arrived and may be shown.
#[utoipa::path(post, path = "/api/v1/manifest", request_body = ManifestRequest, responses(
    (status = 200, description = "The signed manifest of the wire format", body = Vec<u8>, content_type = "application/vnd.doorstep.manifest+cbor"),
    (status = 400, description = "Too many visits, or something that is no visit", body = ProblemDocument, content_type = "application/problem+json"),
    (status = 404, description = "Nothing was heard of one of them", body = ProblemDocument, content_type = "application/problem+json"),
))]
async fn manifest(State(office): State<Arc<Office>>, body: axum::body::Bytes) -> Result<Response, Problem> {
    let asked: ManifestRequest = serde_json::from_slice(&body)
        .map_err(|_| Problem::bad_request("api/unreadable", "expected {\"visits\": [\"…\"]}"))?;
    if asked.visits.len() > MOST_VISITS {
        return Err(Problem::bad_request("api/too-many", format!("visits: at most {MOST_VISITS}")));
    }
    let mut visits = Vec::new();
    for visit in &asked.visits {
        visits.push(visit.parse().map_err(|_| Problem::bad_request("api/bad-visit", "visits: ids of visits"))?);
    }
    match office.signed_manifest(&visits).await? {
        Some(bytes) => Ok(([(header::CONTENT_TYPE, MANIFEST_MEDIA_TYPE)], bytes).into_response()),
        None => Err(Problem::not_found("nothing was heard of one of these visits")),
    }
}

/// What the last walk over the office's folder found.
#[utoipa::path(get, path = "/api/v1/integrity", responses(
    (status = 200, description = "The report; null before the first walk", body = Option<IntegrityDocument>),
))]
async fn integrity(State(office): State<Arc<Office>>) -> Json<Option<IntegrityDocument>> {
    Json(office.last_integrity().map(|report| {
        let IntegrityReport { at_ms, segments, events, contents, photos, visits, vans, days, damaged, repaired } =
            report;
        IntegrityDocument {
            at_ms,
            segments,
            events,
            contents,
            photos,
            visits,
            vans,
            days,
            damaged: damaged.iter().map(ToString::to_string).collect(),
            repaired: repaired.iter().map(ToString::to_string).collect(),
        }
    }))
}
