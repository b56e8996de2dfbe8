//! The office on the network: routes, what surrounds every one of them, and where it may listen.
//!
//! This machine only, or behind a proxy that ends TLS (`face`). Who may ask for what is
//! one table (`policy`). What phones ask for after enrolment is signed by their
//! installation's key (`signed`).

mod api;
pub(crate) mod cookie;
pub(crate) mod face;
mod hand_in;
mod phone;
pub(crate) mod policy;
mod problem;
mod shape;
mod signed;
mod tus;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sea_orm::ConnectionTrait;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::office::Office;

pub use face::Face;
pub use policy::{POLICY, Who};
pub use problem::Problem;
pub use shape::{
    ContentDocument, FeeLineDocument, FindingDocument, IntegrityDocument, JobDocument, KeyDocument, LaneDocument,
    ManifestRequest, MediaDocument, PartUseDocument, QuarantinedDocument, SegmentDocument, VisitDocument, VisitList,
    VisitSummary,
};

/// How long one request may take; a piece of a photograph on a slow line needs minutes.
const LONGEST_REQUEST: Duration = Duration::from_secs(600);

/// Why the office does not listen.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Everybody on the network could read everything.
    #[error(
        "{0} can be reached by other machines, and nothing ends TLS in front of this office; use 127.0.0.1 or ::1, or say which proxy does: --behind-proxy and --public-url"
    )]
    NotLoopback(SocketAddr),
    /// No address that people could know the office by.
    #[error("{0:?} is no public address of an office; expected one like https://office.example")]
    BadPublicUrl(String),
    /// The network did not do it.
    #[error("could not listen: {0}")]
    Listen(#[from] std::io::Error),
}

/// Answers requests until `shutdown` is done and the requests under way are answered.
pub async fn serve(
    office: Arc<Office>,
    face: Face,
    listener: std::net::TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    face.check_address(&listener.local_addr()?)?;
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let service = router(office, face).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(shutdown).await?;
    Ok(())
}

/// Everything that the office answers.
pub fn router(office: Arc<Office>, face: Face) -> Router {
    let (api, _) = api::routes().split_for_parts();
    Router::new()
        .route("/health", get(health))
        .merge(phone::routes(&office))
        .merge(tus::routes(&office))
        .merge(api)
        .merge(crate::console::routes())
        .route_layer(from_fn_with_state(office.clone(), policy::keep))
        .fallback(nothing_here)
        .with_state(office)
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(from_fn_with_state(Arc::new(face), face::only_ours))
}

/// The supervisor API as OpenAPI, made from the code.
pub fn openapi() -> String {
    let (_, document) = api::routes().split_for_parts();
    document.to_pretty_json().unwrap_or_default()
}

/// Well when the database answers.
async fn health(State(office): State<Arc<Office>>) -> Response {
    match office.db.execute_unprepared("SELECT 1").await {
        Ok(_) => (StatusCode::OK, "ok\n").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

/// A person gets a page, a program a problem.
async fn nothing_here(headers: axum::http::HeaderMap) -> Response {
    let accepted = headers.get(axum::http::header::ACCEPT).and_then(|value| value.to_str().ok());
    match accepted.is_some_and(|accepted| accepted.contains("text/html")) {
        true => crate::console::nothing_here(&headers),
        false => Problem::not_found("there is nothing at this address").into_response(),
    }
}
