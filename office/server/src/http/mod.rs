//! The office on the network: routes, what surrounds every one of them, and where it may listen.
//!
//! Loopback only until there is a sign-in. A request whose `Host` is another name or
//! whose `Origin` is another page is turned away, so that a page in a browser on the
//! same machine cannot read or change anything. What phones ask for after enrolment is
//! signed by their installation's key (`signed`).

mod api;
mod guard;
mod hand_in;
mod phone;
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
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sea_orm::ConnectionTrait;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

use crate::office::Office;

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
        "{0} can be reached by other machines, and this office has no sign-in yet; it listens on this machine only: use 127.0.0.1 or ::1"
    )]
    NotLoopback(SocketAddr),
    /// The network did not do it.
    #[error("could not listen: {0}")]
    Listen(#[from] std::io::Error),
}

/// Refuses every address that another machine could reach.
pub fn check_address(address: &SocketAddr) -> Result<(), ServeError> {
    match address.ip().to_canonical().is_loopback() {
        true => Ok(()),
        false => Err(ServeError::NotLoopback(*address)),
    }
}

/// Answers requests until `shutdown` is done and the requests under way are answered.
pub async fn serve(
    office: Arc<Office>,
    listener: std::net::TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    check_address(&listener.local_addr()?)?;
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    axum::serve(listener, router(office)).with_graceful_shutdown(shutdown).await?;
    Ok(())
}

/// Everything that the office answers.
pub fn router(office: Arc<Office>) -> Router {
    let (api, _) = api::routes().split_for_parts();
    Router::new()
        .route("/health", get(health))
        .merge(phone::routes(&office))
        .merge(tus::routes(&office))
        .merge(api)
        .merge(crate::console::routes())
        .fallback(nothing_here)
        .with_state(office)
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(axum::middleware::from_fn(guard::only_this_machine))
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
