//! An office as it stands on the internet: a real nginx ends TLS in front of it, with
//! certificates of a root that only this company knows.
//!
//! The phone trusts that root as a setting and does a whole visit through the proxy;
//! without it, it says nothing to such an office. The console is used with curl, whose
//! jar keeps the rules of cookies. What anybody outside says in the proxy's headers is
//! not believed. Senders come from addresses of their own in 127.0.0.0/8.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

#[path = "tls/front.rs"]
mod front;

use front::{Curl, Front};
use support::office::{Folder, Office};
use support::phone::{Answer, Phone, day};
use support::undisturbed::{arrived_once, nothing_is_missing_of};

const PASSWORD: &str = "a long enough password";

/// An office behind its proxy.
struct Scene {
    folder: tempfile::TempDir,
    office: Folder,
    /// Invites a phone.
    token: String,
    serving: Office,
    front: Front,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let office = Folder::furnished(&folder.path().join("office"));
        let token = office.invite("E1001");
        let front = Front::plan(&folder.path().join("front"));
        let serving = office.serve_with(&["--behind-proxy", "127.0.0.1", "--public-url", &front.url()]);
        let front = front.start(serving.address);
        Self { folder, office, token, serving, front }
    }

    /// A browser at this address.
    fn browser(&self, from: &str) -> Curl {
        Curl::new(&self.front, &self.folder.path().join(from), from)
    }

    /// Chooses the first supervisor's name and password.
    fn first_supervisor(&self, browser: &Curl) {
        let told = self.serving.told.iter().find_map(|line| line.split_once("/welcome?once=")).unwrap();
        assert!(told.0.ends_with(&self.front.url()), "the link leads through the proxy: {}", told.0);
        let once = told.1.split(' ').next().unwrap();
        let form = [("once", once), ("name", "li"), ("password", PASSWORD)];
        let entered = browser.send("/welcome", &form, &[&format!("Origin: {}", self.front.url())]);
        assert_eq!(entered.status, 303, "{}", entered.text);
    }
}

#[test]
fn a_whole_visit_arrives_through_a_proxy_that_ends_tls() {
    let scene = Scene::new();
    let token = &scene.token;
    let mut stranger = Phone::start(&scene.folder.path().join("stranger")).unwrap();
    let refused = stranger.ask(&format!("enrol\t{}\t{token}", scene.front.url()));
    assert!(matches!(&refused, Answer::Failed(_)), "nobody vouches for this office: {refused:?}");
    assert_eq!(scene.front.requests(), 0, "and nothing was said to it");

    let root = scene.front.root();
    let mut phone =
        Phone::start_with(&scene.folder.path().join("phone"), &["--root", &root.to_string_lossy()]).unwrap();
    phone.enrol(&scene.front.url(), token);
    phone.sync().unwrap();
    let script = &day("E1001")[0];
    phone.play(script).done();
    assert_eq!(phone.sync().unwrap().unproved, 0);
    let heads = phone.heads();
    phone.quit();
    let requests = scene.front.requests();
    println!("{requests} requests through nginx");
    assert!(requests > 10);
    arrived_once(&scene.office, &heads);
    nothing_is_missing_of(&scene.office, 1);
}

#[test]
fn the_console_is_signed_in_to_by_tls_and_only_from_its_own_pages() {
    let scene = Scene::new();
    let browser = scene.browser("127.0.0.5");
    scene.first_supervisor(&browser);
    let own = format!("Origin: {}", scene.front.url());
    let form = [("name", "li"), ("password", PASSWORD)];
    let entered = browser.send("/sign-in", &form, &[&own]);
    assert_eq!(entered.status, 303, "{}", entered.text);
    let set: Vec<&str> = entered.text.lines().filter(|line| line.to_lowercase().starts_with("set-cookie:")).collect();
    assert_eq!(set.len(), 2, "{}", entered.text);
    for cookie in set {
        assert!(
            cookie.contains("__Host-doorstep_") && cookie.contains("; Secure") && cookie.contains("HttpOnly"),
            "{cookie}"
        );
    }
    assert_eq!(browser.get("/", &[]).status, 200, "the board");
    // The same jar without TLS: the cookie stays at home, and the office answers nobody there.
    let plain = browser.get_plain("/", &["X-Forwarded-Proto: https"]);
    assert_eq!(plain.status, 403, "{}", plain.text);
    assert!(plain.text.contains("office/not-secure"), "{}", plain.text);
    for (from, code) in [("https://evil.example", "office/other-origin"), ("null", "office/other-origin")] {
        let refused = browser.send("/sign-out", &[], &[&format!("Origin: {from}")]);
        assert_eq!(refused.status, 403);
        assert!(refused.text.contains(code), "{}", refused.text);
    }
    assert_eq!(browser.get("/", &[]).status, 200, "nobody was signed out by that");
    let other = browser.get("/", &["Host: evil.example"]);
    assert!(other.status == 403 && other.text.contains("office/other-host"), "{}", other.text);
    assert_eq!(browser.send("/sign-out", &[], &[&own]).status, 303);
    assert_eq!(browser.get("/", &[]).status, 303, "back to the door");
}

#[test]
fn nobody_outside_writes_what_the_proxy_says_of_them() {
    let scene = Scene::new();
    scene.first_supervisor(&scene.browser("127.0.0.5"));
    let own = format!("Origin: {}", scene.front.url());
    let guesser = scene.browser("127.0.0.66");
    let mut statuses = Vec::new();
    for nth in 0..14 {
        let named = format!("nobody-{nth}");
        let form = [("name", named.as_str()), ("password", "not the password")];
        let forged = format!("X-Forwarded-For: 203.0.113.{nth}");
        statuses.push(guesser.send("/sign-in", &form, &[&own, &forged]).status);
    }
    println!("{statuses:?}");
    assert_eq!(statuses, [[403; 10].as_slice(), &[429; 4]].concat(), "fourteen addresses in a header are one sender");
    let form = [("name", "li"), ("password", PASSWORD)];
    let owner = scene.browser("127.0.0.77").send("/sign-in", &form, &[&own]);
    assert_eq!(owner.status, 303, "another sender is not held up: {}", owner.text);

    // Past the proxy, from this machine: its headers are nobody's word.
    let beside = scene.browser("127.0.0.88");
    let address = format!("http://{}", scene.serving.address);
    let entered =
        beside.send_to(&address, "/sign-in", &form, &["X-Forwarded-Proto: https", "X-Forwarded-For: 203.0.113.1"]);
    assert!(!entered.text.contains("Secure"), "this came without TLS: {}", entered.text);
}
