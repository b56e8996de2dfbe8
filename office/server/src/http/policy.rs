//! Who may ask for what: one table in which every route has a row. A route without one is
//! answered to nobody, and a test finds it.
//!
//! Phones prove themselves by their installation's key (`signed`), programs by an access
//! token, people by a session. What changes something by a session comes from a page of
//! this office. What personal data is read leaves a line before it is given.

use std::sync::Arc;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::cookie;
use super::face::From;
use super::problem::Problem;
use crate::account::AccountError;
use crate::office::Office;

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Everybody,
    /// Anybody, from a page of this office where it changes something.
    OwnPage,
    /// An installation at work, by its signature.
    Phone,
    /// An installation, also one that was revoked.
    RevokedPhone,
    /// A supervisor; it tells of nobody.
    Supervisor,
    /// A supervisor; it tells of people, and that is written down.
    Reader,
}

/// Which method of which route is for whom.
pub type Row = (&'static str, &'static str, Who);

/// Every route.
pub const POLICY: &[Row] = &[
    ("GET", "/health", Who::Everybody),
    ("GET", "/static/console.css", Who::Everybody),
    ("GET", "/static/console.js", Who::Everybody),
    ("GET", "/static/mark.svg", Who::Everybody),
    ("GET", "/sign-in", Who::OwnPage),
    ("POST", "/sign-in", Who::OwnPage),
    ("GET", "/welcome", Who::OwnPage),
    ("POST", "/welcome", Who::OwnPage),
    ("POST", "/sign-out", Who::OwnPage),
    ("GET", "/", Who::Reader),
    ("GET", "/search", Who::Reader),
    ("GET", "/state", Who::Reader),
    ("GET", "/visits/{visit}", Who::Reader),
    ("GET", "/visits/{visit}/photos/{hash}", Who::Reader),
    ("GET", "/api/v1/openapi.json", Who::Supervisor),
    ("GET", "/api/v1/visits", Who::Reader),
    ("GET", "/api/v1/visits/{visit}", Who::Reader),
    ("GET", "/api/v1/media/{hash}", Who::Reader),
    ("GET", "/api/v1/key", Who::Supervisor),
    ("POST", "/api/v1/manifest", Who::Supervisor),
    ("GET", "/api/v1/integrity", Who::Supervisor),
    ("POST", "/phone/v1/enrol", Who::Everybody),
    ("POST", "/phone/v1/successor", Who::Phone),
    ("POST", "/phone/v1/sync", Who::Phone),
    ("GET", "/phone/v1/books/{hash}", Who::Phone),
    ("POST", "/phone/v1/hand-in", Who::RevokedPhone),
    ("POST", "/phone/v1/hand-in/end", Who::RevokedPhone),
    ("OPTIONS", "/media", Who::Everybody),
    ("POST", "/media", Who::Phone),
    ("OPTIONS", "/media/{hash}", Who::Everybody),
    ("HEAD", "/media/{hash}", Who::Phone),
    ("PATCH", "/media/{hash}", Who::Phone),
    ("DELETE", "/media/{hash}", Who::Phone),
];

/// Who asks: a person with a session, or a program with a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Supervisor {
    /// By a session's cookie.
    Person(String),
    /// By an access token.
    Program(String),
}

impl Supervisor {
    /// How it stands in the list of readings.
    fn reader(&self) -> String {
        match self {
            Self::Person(name) => format!("account/{name}"),
            Self::Program(name) => format!("token/{name}"),
        }
    }
}

/// Lets through what the table allows.
pub async fn keep(State(office): State<Arc<Office>>, mut request: Request, next: Next) -> Response {
    let who = match allowed(&request) {
        Ok(who) => who,
        Err(refusal) => return refusal,
    };
    let Some(from) = request.extensions().get::<From>().cloned() else {
        return Problem::forbidden("office/no-policy", "nobody knows where this comes from").into_response();
    };
    match who {
        // The layer around these routes proves the signature.
        Who::Everybody | Who::Phone | Who::RevokedPhone => {}
        Who::OwnPage if changes(&request) && !from.is_own_page => return not_ours(),
        Who::OwnPage => {}
        Who::Supervisor | Who::Reader => {
            let supervisor = match find(&office, request.headers(), &from).await {
                Ok(Some(supervisor)) => supervisor,
                Ok(None) => return sign_in_first(&request),
                Err(wrong) => return wrong.into_response(),
            };
            if changes(&request) && matches!(supervisor, Supervisor::Person(_)) && !from.is_own_page {
                return not_ours();
            }
            if who == Who::Reader {
                let what = format!("{} {}", request.method(), request.uri().path());
                if let Err(wrong) = office.note_reading(&supervisor.reader(), &what, &from.address.to_string()).await {
                    return Problem::from(wrong).into_response();
                }
            }
            request.extensions_mut().insert(supervisor);
        }
    }
    next.run(request).await
}

fn allowed(request: &Request) -> Result<Who, Response> {
    let path = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let of = |method: &str| POLICY.iter().find(|row| row.0 == method && row.1 == path).map(|row| row.2);
    let as_reading = || (*request.method() == Method::HEAD).then(|| of("GET")).flatten();
    of(request.method().as_str()).or_else(as_reading).ok_or_else(|| match POLICY.iter().any(|row| row.1 == path) {
        true => StatusCode::METHOD_NOT_ALLOWED.into_response(),
        false => Problem::forbidden("office/no-policy", "nobody may ask for this").into_response(),
    })
}

fn changes(request: &Request) -> bool {
    !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
}

fn not_ours() -> Response {
    Problem::forbidden("office/other-origin", "this page may not change anything here").into_response()
}

/// Whose session or token this is.
pub async fn find(office: &Office, headers: &HeaderMap, from: &From) -> Result<Option<Supervisor>, Problem> {
    let accounts = office.accounts();
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let found = match shown.and_then(|shown| shown.strip_prefix("Bearer ")) {
        Some(token) => accounts.of_token(token.trim()).await.map(|name| name.map(Supervisor::Program)),
        None => match cookie::read(headers, cookie::SESSION, from.is_secure) {
            Some(session) => accounts.of_session(&session).await.map(|name| name.map(Supervisor::Person)),
            None => Ok(None),
        },
    };
    found.map_err(|wrong| match wrong {
        AccountError::Store(wrong) => Problem::broken(&wrong),
        refusal => Problem::forbidden(refusal.code().unwrap_or("account/wrong"), refusal.to_string()),
    })
}

/// A person is led to the sign-in page and back, a program is told.
fn sign_in_first(request: &Request) -> Response {
    let is_program = request.uri().path().starts_with("/api/") || changes(request);
    if is_program {
        let detail = "show an access token (Authorization: Bearer …) or sign in";
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer realm=\"doorstep\"")];
        return (challenge, Problem::unauthorized("account/sign-in", detail)).into_response();
    }
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let back: String = path.bytes().map(encoded).collect();
    Redirect::to(&format!("/sign-in?next={back}")).into_response()
}

fn encoded(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The routes that stand as literals in the sources, whatever their methods.
    fn routes() -> BTreeSet<String> {
        let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut found = BTreeSet::new();
        for folder in ["http", "console"] {
            for file in std::fs::read_dir(source.join(folder)).unwrap().flatten() {
                let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
                for mark in [".route(\"", "path = \"", ".route(\n            \""] {
                    found.extend(text.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
                }
            }
        }
        found.retain(|path| path.starts_with('/'));
        found
    }

    #[test]
    fn every_route_of_the_sources_has_a_row_and_every_row_a_route() {
        let rows: BTreeSet<String> = POLICY.iter().map(|row| row.1.to_owned()).collect();
        assert!(rows.len() > 20);
        assert_eq!(routes(), rows);
    }

    #[test]
    fn no_method_of_a_route_has_two_rows() {
        let rows: BTreeSet<(&str, &str)> = POLICY.iter().map(|row| (row.0, row.1)).collect();
        assert_eq!(rows.len(), POLICY.len());
    }
}
