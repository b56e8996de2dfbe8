//! The console's routes on a real office: status, policy, language, and no markup from data.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use doorstep_domain::job_file::parse_job;
use doorstep_domain::money::Currency;
use doorstep_domain::person_file::parse_person;
use tempfile::TempDir;
use tower::ServiceExt;

use super::sample::{MARKUP_NAME, NINE};
use crate::office::Office;
use crate::ports::SetClock;

/// An office with one planned visit, whose customer is named like markup.
struct Console {
    router: Router,
    token: String,
    _folder: TempDir,
}

impl Console {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
        let read = |name: &str| std::fs::read(fixtures.join(name)).unwrap();
        let office = Office::open(folder.path(), SetClock::at(NINE)).await.unwrap();
        office.publish_books(&fixtures.join("books/home-service")).await.unwrap();
        let person = parse_person(&read("people/E1002.toml")).unwrap();
        office.add_engineer(&person.id, &person.name, &person.certificates).await.unwrap();
        let job = parse_job(&read("bad/jobs/markup-name.toml"), Currency::CNY).unwrap();
        office.assign_job(job).await.unwrap();
        let token = office.accounts().make_token("tests", 60_000).await.unwrap();
        let router = crate::http::router(Arc::new(office), crate::http::Face::this_machine());
        Self { router, token, _folder: folder }
    }

    async fn get(&self, address: &str, languages: &str) -> (StatusCode, HeaderMap, String) {
        let request = Request::get(address)
            .header(header::HOST, "127.0.0.1")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, languages);
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, parts.headers, String::from_utf8(bytes.to_vec()).unwrap())
    }
}

#[tokio::test]
async fn a_planned_visit_stands_on_the_board_and_has_a_page() {
    let console = Console::open().await;
    let (status, _, board) = console.get("/", "en").await;
    assert_eq!(status, StatusCode::OK);
    assert!(board.contains("/visits/FW-20261123-0099-1") && board.contains("1 visit<"), "{board}");
    let (status, headers, visit) = console.get("/visits/FW-20261123-0099-1", "en").await;
    assert_eq!(status, StatusCode::OK);
    assert!(visit.contains("&lt;script&gt;alert(1)") && !visit.contains(MARKUP_NAME));
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn what_is_not_there_is_a_friendly_page_with_the_right_status() {
    let console = Console::open().await;
    let photo = format!("/visits/FW-20261123-0099-1/photos/{}", "0".repeat(64));
    for address in ["/visits/NO-SUCH-1", "/visits/%3Cb%3E", "/visits/FW-20261123-0099-1/photos/x", &photo, "/nowhere"] {
        let (status, _, page) = console.get(address, "zh-CN").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{address}");
        assert!(page.contains("没有这个页面"), "{address}");
    }
}

#[tokio::test]
async fn a_clicked_language_is_shown_and_remembered_and_an_unknown_one_is_not() {
    let console = Console::open().await;
    let (_, headers, page) = console.get("/?lang=en", "zh-CN").await;
    assert!(page.contains("<html lang=\"en\">"));
    assert!(headers[header::SET_COOKIE].to_str().unwrap().starts_with("doorstep_lang=en;"));
    let (_, headers, page) = console.get("/?lang=%0d%0aX", "zh-CN").await;
    assert!(page.contains("<html lang=\"zh-Hans\">") && !headers.contains_key(header::SET_COOKIE));
}

#[tokio::test]
async fn search_finds_a_part_of_a_job_number() {
    let console = Console::open().await;
    let (_, _, found) = console.get("/search?q=0099", "en").await;
    assert!(found.contains("/visits/FW-20261123-0099-1"));
    let (_, _, found) = console.get("/search?q=%25", "en").await;
    assert!(!found.contains("/visits/FW-20261123-0099-1"), "a percent sign is only a percent sign");
}

#[tokio::test]
async fn the_style_sheet_the_script_and_the_mark_are_there() {
    let console = Console::open().await;
    for (address, kind) in [("console.css", "text/css"), ("console.js", "text/javascript"), ("mark.svg", "image/svg")] {
        let (status, headers, body) = console.get(&format!("/static/{address}"), "en").await;
        assert_eq!(status, StatusCode::OK);
        assert!(headers[header::CONTENT_TYPE].to_str().unwrap().starts_with(kind) && !body.is_empty());
    }
}
