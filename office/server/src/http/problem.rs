//! Answers that are no success: for people and programs as problem JSON (RFC 9457),
//! for phones as the one typed refusal. Neither carries personal data.

use std::any::Any;

use axum::body::Body;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use doorstep_wire::frame::{REFUSAL_MEDIA_TYPE, Refused, encode_refused};

use crate::office::StoreError;
use crate::ports::random;

/// An answer that is no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    report: Option<String>,
}

impl Problem {
    /// There is no such thing.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, code: "api/not-found", detail: detail.into(), report: None }
    }

    /// The request says something that cannot be.
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, detail: detail.into(), report: None }
    }

    /// It may not be given.
    pub fn forbidden(code: &'static str, detail: impl Into<String>) -> Self {
        Self { status: StatusCode::FORBIDDEN, code, detail: detail.into(), report: None }
    }

    /// Nobody has shown who asks.
    pub fn unauthorized(code: &'static str, detail: impl Into<String>) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, code, detail: detail.into(), report: None }
    }

    /// Our fault: the log has more under the same report id.
    pub fn broken(wrong: &StoreError) -> Self {
        let report = report_id();
        tracing::error!(report, error = %wrong, "a request could not be answered");
        let status = match wrong {
            StoreError::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let detail = "the office could not do this; try again later".to_owned();
        Self { status, code: "office/broken", detail, report: Some(report) }
    }
}

impl From<StoreError> for Problem {
    fn from(wrong: StoreError) -> Self {
        Self::broken(&wrong)
    }
}

impl From<sea_orm::DbErr> for Problem {
    fn from(wrong: sea_orm::DbErr) -> Self {
        Self::broken(&wrong.into())
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { status, code, detail, report } = self;
        let mut body = serde_json::json!({ "status": status.as_u16(), "code": code, "detail": detail });
        if let (Some(report), Some(body)) = (report, body.as_object_mut()) {
            body.insert("report".to_owned(), report.into());
        }
        (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
    }
}

/// The typed refusal that a phone believes.
pub fn refused(status: StatusCode, code: &str, detail: impl std::fmt::Display) -> Response {
    let body = encode_refused(&Refused { code: code.to_owned(), detail: detail.to_string() });
    (status, [(header::CONTENT_TYPE, REFUSAL_MEDIA_TYPE)], body).into_response()
}

/// What is answered after a panic. What the panic said stays out of the answer: it
/// could name anything.
pub fn after_panic(_: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let report = report_id();
    tracing::error!(report, "a request panicked");
    let detail = "the office could not do this; try again later".to_owned();
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    Problem { status, code: "office/broken", detail, report: Some(report) }.into_response()
}

fn report_id() -> String {
    let bytes: [u8; 4] = random().unwrap_or_default();
    format!("{:08x}", u32::from_be_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::Request;
    use axum::routing::get;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    #[tokio::test]
    async fn a_panic_becomes_a_report_id_and_says_nothing_of_anybody() {
        async fn trips() -> StatusCode {
            panic!("王女士, 13800000000")
        }
        let routes: Router = Router::new().route("/", get(trips)).layer(CatchPanicLayer::custom(after_panic));
        let response = routes.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), 4096).await.unwrap();
        let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((body["code"].as_str(), body["report"].as_str().map(str::len)), (Some("office/broken"), Some(8)));
        assert!(!body.to_string().contains("138"));
    }
}
