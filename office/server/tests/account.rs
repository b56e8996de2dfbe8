//! Who is let in: the first supervisor by a link, then by password; programs by a token;
//! nobody else, whatever they ask for. And who was erased stays so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod harness;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use doorstep_domain::id::Subject;
use doorstep_server::account::{ABSOLUTE_MS, IDLE_MS, LINK_MS, Purpose};
use doorstep_server::http::{Face, POLICY, Who, router};
use harness::{Field, Reply, upload};
use tower::ServiceExt;

const PASSWORD: &str = "long enough a password";

/// A form, as a page of this office sends it.
fn form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let request = Request::post(path).header("host", "127.0.0.1").header("origin", "http://127.0.0.1");
    request.header("content-type", "application/x-www-form-urlencoded").body(Body::from(body.join("&"))).unwrap()
}

fn page(path: &str, cookies: &str) -> Request<Body> {
    let request = Request::get(path).header("host", "127.0.0.1").header("accept", "text/html");
    request.header("cookie", cookies).body(Body::empty()).unwrap()
}

fn cookies(reply: &Reply) -> String {
    let set = reply.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    set.filter_map(|value| value.split(';').next()).collect::<Vec<_>>().join("; ")
}

async fn first(field: &Field) -> Reply {
    let once = field.office.accounts().make_link(Purpose::First, None).await.unwrap();
    field.send_as_it_is(form("/welcome", &[("once", &once), ("name", "li"), ("password", PASSWORD)])).await
}

async fn sign_in(field: &Field, password: &str) -> Reply {
    field.send_as_it_is(form("/sign-in", &[("name", "li"), ("password", password), ("next", "/state")])).await
}

#[tokio::test]
async fn nobody_is_given_anything_by_a_route_that_is_not_for_everybody() {
    let field = Field::new().await;
    let mut asked = 0;
    for (method, path, who) in POLICY {
        let path = path.replace("{visit}", field.job.visit.as_str()).replace("{hash}", &"0".repeat(64));
        let request = Request::builder().method(*method).uri(&path).header("host", "127.0.0.1");
        let reply = field.send_as_it_is(request.body(Body::empty()).unwrap()).await;
        let is_open = !matches!(reply.status.as_u16(), 303 | 401 | 403);
        match who {
            Who::Everybody => assert!(is_open || path.ends_with("/enrol"), "{method} {path}: {}", reply.status),
            Who::OwnPage => assert_eq!(is_open, *method == "GET" && path == "/sign-in", "{method} {path}"),
            Who::Phone | Who::RevokedPhone | Who::Supervisor | Who::Reader => {
                assert!(!is_open, "{method} {path}: {}", reply.status);
            }
        }
        assert_ne!(reply.status, StatusCode::NOT_FOUND, "{method} {path} is no route");
        assert_ne!(reply.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path} is no route");
        asked += 1;
    }
    println!("asked for {asked} routes");
    assert!(asked > 25);
}

#[tokio::test]
async fn the_first_supervisor_comes_by_a_link_that_works_once_and_is_signed_in() {
    let field = Field::new().await;
    let once = field.office.accounts().make_link(Purpose::First, None).await.unwrap();
    let link = format!("/welcome?once={once}");
    for _ in 0..2 {
        assert_eq!(field.send_as_it_is(page(&link, "")).await.status, StatusCode::OK, "looking spends nothing");
    }
    let fields = [("once", once.as_str()), ("name", "li"), ("password", "short")];
    assert_eq!(field.send_as_it_is(form("/welcome", &fields)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = [("once", once.as_str()), ("name", "li"), ("password", PASSWORD)];
    let entered = field.send_as_it_is(form("/welcome", &fields)).await;
    assert_eq!((entered.status, entered.header("location")), (StatusCode::SEE_OTHER, "/"));
    let set = entered.header("set-cookie");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Strict"), "{set}");
    assert_eq!(field.send_as_it_is(page("/", &cookies(&entered))).await.status, StatusCode::OK);
    assert_eq!(field.send_as_it_is(form("/welcome", &fields)).await.status, StatusCode::FORBIDDEN, "once");
    assert_eq!(first(&field).await.status, StatusCode::FORBIDDEN, "there is only one first");
    let dump = field.dump().await;
    let kept = format!("{dump:?}");
    assert!(!kept.contains(PASSWORD) && !kept.contains(&once), "only hashes are kept");
    let of = |table: &str| dump.iter().find(|(name, _)| name == table).unwrap().1.len();
    assert_eq!((of("account"), of("session"), of("reading")), (1, 1, 1), "the board was read once");
}

#[tokio::test]
async fn a_link_that_is_too_old_opens_nothing() {
    let field = Field::new().await;
    let once = field.office.accounts().make_link(Purpose::First, None).await.unwrap();
    field.clock.advance(LINK_MS + 1);
    let reply = field.send_as_it_is(form("/welcome", &[("once", &once), ("name", "li"), ("password", PASSWORD)])).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_session_ends_by_rest_by_the_end_of_a_shift_and_by_signing_out() {
    let field = Field::new().await;
    first(&field).await;
    let is_in = async |cookies: &str| field.send_as_it_is(page("/state", cookies)).await.status == StatusCode::OK;
    let signed_in = sign_in(&field, PASSWORD).await;
    assert_eq!(signed_in.header("location"), "/state");
    let rested = cookies(&signed_in);
    assert!(is_in(&rested).await);
    field.clock.advance(IDLE_MS + 1);
    assert!(!is_in(&rested).await);
    let busy = cookies(&sign_in(&field, PASSWORD).await);
    for _ in 0..(ABSOLUTE_MS / (IDLE_MS / 2)) - 1 {
        field.clock.advance(IDLE_MS / 2);
        assert!(is_in(&busy).await);
    }
    field.clock.advance(IDLE_MS / 2);
    assert!(!is_in(&busy).await, "no session outlasts a shift");
    let left = cookies(&sign_in(&field, PASSWORD).await);
    let mut out = form("/sign-out", &[]);
    out.headers_mut().insert("cookie", left.parse().unwrap());
    field.send_as_it_is(out).await;
    assert!(!is_in(&left).await);
}

#[tokio::test]
async fn a_foreign_page_cannot_sign_anybody_in_or_change_anything_by_a_session() {
    let field = Field::new().await;
    let entered = cookies(&first(&field).await);
    for origin in [Some("https://evil.example"), Some("null"), None] {
        let mut tried = 0;
        for mut request in [
            form("/sign-in", &[("name", "li"), ("password", PASSWORD)]),
            form("/sign-out", &[]),
            form("/api/v1/manifest", &[]),
        ] {
            request.headers_mut().remove("origin");
            if let Some(origin) = origin {
                request.headers_mut().insert("origin", origin.parse().unwrap());
            }
            request.headers_mut().insert("cookie", entered.parse().unwrap());
            let path = request.uri().path().to_owned();
            assert_eq!(field.send_as_it_is(request).await.status, StatusCode::FORBIDDEN, "{path} from {origin:?}");
            tried += 1;
        }
        assert_eq!(tried, 3);
    }
    assert_eq!(field.send_as_it_is(page("/state", &entered)).await.status, StatusCode::OK, "still signed in");
}

#[tokio::test]
async fn guessing_is_slowed_down_and_does_not_lock_the_owners_browser_out() {
    let field = Field::new().await;
    let own = cookies(&first(&field).await);
    let mut refused = 0;
    for _ in 0..12 {
        refused += usize::from(sign_in(&field, "not the password").await.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert_eq!(refused, 2, "ten guesses in a quarter of an hour");
    assert_eq!(sign_in(&field, PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    let mut owner = form("/sign-in", &[("name", "li"), ("password", PASSWORD)]);
    owner.headers_mut().insert("cookie", own.parse().unwrap());
    assert_eq!(field.send_as_it_is(owner).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_token_works_until_it_is_revoked_or_expires_and_a_disabled_account_is_out() {
    let field = Field::new().await;
    assert_eq!(field.get("/api/v1/visits").await.status, StatusCode::OK);
    field.office.accounts().revoke_token("tests").await.unwrap();
    let refused = field.get("/api/v1/visits").await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (StatusCode::UNAUTHORIZED, Some("account/sign-in")));
    let short = field.office.accounts().make_token("short", 1_000).await.unwrap();
    assert_eq!(field.office.accounts().of_token(&short).await.unwrap().as_deref(), Some("short"));
    field.clock.advance(1_001);
    assert_eq!(field.office.accounts().of_token(&short).await.unwrap(), None);
    let entered = cookies(&first(&field).await);
    field.office.accounts().disable("li").await.unwrap();
    assert_eq!(field.send_as_it_is(page("/", &entered)).await.status, StatusCode::SEE_OTHER);
    assert_eq!(sign_in(&field, PASSWORD).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn behind_a_proxy_cookies_go_by_tls_only_and_another_machine_is_turned_away() {
    let field = Field::new().await;
    first(&field).await;
    let face = Face::behind(vec!["10.0.0.2".parse().unwrap()], "https://office.example").unwrap();
    let ask = async |peer: &str, proto: &str| {
        let mut request = form("/sign-in", &[("name", "li"), ("password", PASSWORD)]);
        let peer: std::net::SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let headers = request.headers_mut();
        headers.insert("host", "office.example".parse().unwrap());
        headers.insert("origin", "https://office.example".parse().unwrap());
        headers.insert("x-forwarded-proto", proto.parse().unwrap());
        headers.insert("x-forwarded-for", "203.0.113.9".parse().unwrap());
        router(field.office.clone(), face.clone()).oneshot(request).await.unwrap()
    };
    let entered = ask("10.0.0.2:9", "https").await;
    assert_eq!(entered.status(), StatusCode::SEE_OTHER);
    let set = entered.headers()["set-cookie"].to_str().unwrap();
    assert!(set.starts_with("__Host-doorstep_session=") && set.contains("; Secure"), "{set}");
    assert_eq!(ask("10.0.0.2:9", "http").await.status(), StatusCode::FORBIDDEN);
    assert_eq!(ask("10.0.0.9:9", "https").await.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_was_erased_is_gone_from_job_feed_texts_and_photos_and_stays_gone() {
    let field = Field::new().await;
    let photo = upload(&field, &harness::photo()).await;
    let (events, content) = field.short_visit(photo);
    field.push(&field.push_of(events, vec![content])).await;
    let name = field.job.customer.name.clone();
    let erased = field.office.erase(&field.job.visit).await.unwrap();
    println!("{erased:?}");
    assert!(erased.contents == 1 && erased.photos == 1 && erased.told >= 1, "{erased:?}");
    assert_eq!(field.office.erase(&field.job.visit).await.unwrap(), Default::default(), "nothing is left to do");
    field.office.assign_job(field.job.clone()).await.unwrap();
    let hex: String = name.bytes().map(|byte| format!("{byte:02X}")).collect();
    let dump = format!("{:?}", field.dump().await);
    assert!(!dump.contains(&hex) && !dump.contains(&name), "the name stands in a row");
    let subject = Subject::Visit(field.job.visit.clone()).to_string();
    let promises = std::fs::read_to_string(field.folder.path().join("promises")).unwrap();
    assert!(promises.contains(&format!("{{\"erased\":{{\"subject\":\"{subject}\"")), "{promises}");
    assert!(field.office.integrity_check(true).await.unwrap().damaged.is_empty());
    let document = field.get(&format!("/api/v1/visits/{}", field.job.visit)).await;
    assert_eq!(document.status, StatusCode::OK, "the chain still proves itself");
}
