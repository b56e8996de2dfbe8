//! The console: the office's web face for supervisors.
//!
//! Server-rendered pages, Chinese first and English second, that need no build step,
//! no network but the office, and no script: the board's script only keeps it fresh.
//! Pages are pure functions of what `board` and `story` tell ([`board`], [`visit`]);
//! this file fetches that, chooses the language and guards the answer with a strict
//! policy. Nothing a customer or an engineer typed is ever markup: maud escapes it.
//!
//! Leaves to others: what the figures are (`projection`), pictures (`/api/v1/media`).

mod board;
mod format;
mod frame;
mod language;
#[cfg(test)]
mod route_tests;
mod rows;
#[cfg(test)]
mod sample;
mod shape;
mod sign_in;
mod state;
#[cfg(test)]
mod tests;
mod visit;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use doorstep_domain::id::{Hash, VisitId};

use crate::office::{Office, StoreError};
use crate::story::VisitStory;

use frame::{Page, frame};
use words::Words;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("console.js");

/// Nothing but the office itself, no inline script, no inline style, in no one's frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The longest search that is looked for, in characters.
const LONGEST_SEARCH: usize = 100;

/// The console's pages.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/", get(front))
        .route("/search", get(search))
        .route("/state", get(office_state))
        .route("/visits/{visit}", get(one_visit))
        .route("/visits/{visit}/photos/{hash}", get(one_photo))
        .merge(sign_in::routes())
        .route("/static/console.css", get(|| async { fixed("text/css; charset=utf-8", STYLE) }))
        .route("/static/console.js", get(|| async { fixed("text/javascript; charset=utf-8", SCRIPT) }))
        .route("/static/mark.svg", get(|| async { fixed("image/svg+xml", shape::icon().into_string()) }))
}

/// What an address may carry.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Asked {
    /// The language that was clicked.
    lang: Option<String>,
    /// What is searched for.
    q: String,
}

/// Who reads, and in which language.
struct Reader {
    words: &'static Words,
    clicked: bool,
}

impl Reader {
    fn of(asked: &Asked, headers: &HeaderMap) -> Self {
        let language = language::choose(asked.lang.as_deref(), headers);
        Self { words: Words::of(language), clicked: asked.lang.as_deref() == Some(language.tag()) }
    }

    fn answer(&self, status: StatusCode, page: &Page) -> Response {
        let body = frame(self.words, page).into_string();
        let mut response = (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response();
        guard(response.headers_mut());
        let remembered = self.clicked.then(|| HeaderValue::try_from(language::remember(self.words.language())));
        if let Some(Ok(cookie)) = remembered {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        response
    }

    fn not_found(&self) -> Response {
        self.answer(StatusCode::NOT_FOUND, &frame::not_found(self.words))
    }

    /// The person gets a number to report, the log gets the cause beside it.
    fn broken(&self, wrong: &StoreError) -> Response {
        let report = crate::ports::random::<4>().map_or_else(|_| "—".to_owned(), |bytes| Hash::of(&bytes).short());
        tracing::error!(report, "a console page could not be read: {wrong}");
        self.answer(StatusCode::SERVICE_UNAVAILABLE, &frame::broken(self.words, &report))
    }
}

/// Pages hold personal data: nobody keeps them, and they load nothing from elsewhere.
fn guard(headers: &mut HeaderMap) {
    let fixed: [(HeaderName, &str); 5] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
        (header::VARY, "Accept-Language, Cookie"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// A file of the program: the same until the program is another one.
fn fixed(kind: &'static str, body: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "max-age=300"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, body).into_response()
}

async fn front(State(office): State<Arc<Office>>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let reader = Reader::of(&asked, &headers);
    match office.board().await {
        Ok(told) => reader.answer(StatusCode::OK, &board::board_page(reader.words, &told)),
        Err(wrong) => reader.broken(&wrong),
    }
}

async fn search(State(office): State<Arc<Office>>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let reader = Reader::of(&asked, &headers);
    let wanted: String = asked.q.trim().chars().take(LONGEST_SEARCH).collect();
    match office.search(&wanted).await {
        Ok((rows, total)) => {
            reader.answer(StatusCode::OK, &rows::search_page(reader.words, &wanted, &rows, total, office.now_ms()))
        }
        Err(wrong) => reader.broken(&wrong),
    }
}

async fn office_state(State(office): State<Arc<Office>>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let reader = Reader::of(&asked, &headers);
    match office.state().await {
        Ok(told) => reader.answer(StatusCode::OK, &state::state_page(reader.words, &told)),
        Err(wrong) => reader.broken(&wrong),
    }
}

async fn one_visit(
    State(office): State<Arc<Office>>,
    Path(visit): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let reader = Reader::of(&asked, &headers);
    match story(&office, &visit).await {
        Ok(Some(story)) => reader.answer(StatusCode::OK, &visit::visit_page(reader.words, &story)),
        Ok(None) => reader.not_found(),
        Err(wrong) => reader.broken(&wrong),
    }
}

async fn one_photo(
    State(office): State<Arc<Office>>,
    Path((visit, hash)): Path<(String, String)>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    let reader = Reader::of(&asked, &headers);
    let page = match (story(&office, &visit).await, Hash::from_hex(&hash)) {
        (Err(wrong), _) => return reader.broken(&wrong),
        (Ok(Some(story)), Some(hash)) => visit::photo_page(reader.words, &story, &hash),
        (Ok(_), _) => None,
    };
    page.map_or_else(|| reader.not_found(), |page| reader.answer(StatusCode::OK, &page))
}

async fn story(office: &Office, visit: &str) -> Result<Option<VisitStory>, StoreError> {
    match visit.parse::<VisitId>() {
        Ok(visit) => office.story(&visit).await,
        Err(_) => Ok(None),
    }
}

/// What a person sees at an address where there is nothing.
pub fn nothing_here(headers: &HeaderMap) -> Response {
    Reader::of(&Asked::default(), headers).not_found()
}
