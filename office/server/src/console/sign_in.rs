//! Signing in and out, and the page behind a link that works once.
//!
//! Leaves to `account`: whether a password or link is right; to `http::policy`: that what
//! is sent here comes from a page of this office.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use maud::{Markup, html};
use serde::Deserialize;

use super::frame::Page;
use super::words::Words;
use super::{Asked, Reader};
use crate::account::{AccountError, LONGEST_NAME, Link, Purpose, SHORTEST_PASSWORD};
use crate::http::cookie::{self, BROWSER, SESSION};
use crate::http::face::From;
use crate::http::policy::{self, Supervisor};
use crate::office::Office;

/// The pages of signing in.
pub fn routes() -> Router<Arc<Office>> {
    Router::new()
        .route("/sign-in", get(sign_in_page).post(sign_in))
        .route("/welcome", get(welcome_page).post(welcome))
        .route("/sign-out", post(sign_out))
}

/// What an address of these pages may carry.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    lang: Option<String>,
    /// Where to go then.
    next: String,
    /// A link that works once.
    once: String,
}

impl Wanted {
    fn reader(&self, headers: &HeaderMap) -> Reader {
        Reader::of(&Asked { lang: self.lang.clone(), q: String::new() }, headers)
    }

    /// Only a page of this office; anything else is the board.
    fn next(&self) -> &str {
        let is_ours =
            self.next.starts_with('/') && !self.next.starts_with("//") && !self.next.contains(['\\', '\r', '\n']);
        if is_ours { &self.next } else { "/" }
    }
}

/// What a form of these pages sends. Never printed: it holds a password.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Sent {
    name: String,
    password: String,
    next: String,
    once: String,
}

async fn sign_in_page(
    State(office): State<Arc<Office>>,
    Extension(from): Extension<From>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    if let Ok(Some(Supervisor::Person(_))) = policy::find(&office, &headers, &from).await {
        return Redirect::to(wanted.next()).into_response();
    }
    let reader = wanted.reader(&headers);
    reader.answer(StatusCode::OK, &form_page(reader.words, &wanted, "", None))
}

async fn sign_in(
    State(office): State<Arc<Office>>,
    Extension(from): Extension<From>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let browser = cookie::read(&headers, BROWSER, from.is_secure);
    let accounts = office.accounts();
    let named = (sent.name.trim(), sent.password.as_str());
    let wanted = Wanted { next: sent.next.clone(), ..Wanted::default() };
    match accounts.sign_in(&office.throttle, named, &from.address.to_string(), browser.as_deref()).await {
        Ok(account) => begin(&office, &from, &headers, &account, wanted.next()).await,
        Err(wrong) => refused(&wanted, &headers, &sent.name, wrong),
    }
}

async fn welcome_page(State(office): State<Arc<Office>>, Query(wanted): Query<Wanted>, headers: HeaderMap) -> Response {
    let reader = wanted.reader(&headers);
    match office.accounts().look(&wanted.once).await {
        Ok(link) => reader.answer(StatusCode::OK, &link_page(reader.words, &wanted, &link, None)),
        Err(wrong) => refused(&wanted, &headers, "", wrong),
    }
}

async fn welcome(
    State(office): State<Arc<Office>>,
    Extension(from): Extension<From>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Response {
    let accounts = office.accounts();
    let wanted = Wanted { once: sent.once.clone(), ..Wanted::default() };
    let link = match accounts.look(&sent.once).await {
        Ok(link) => link,
        Err(wrong) => return refused(&wanted, &headers, "", wrong),
    };
    let entered = match link.purpose {
        Purpose::Session => accounts.enter(&sent.once).await,
        Purpose::First | Purpose::Password => accounts.choose(&sent.once, sent.name.trim(), &sent.password).await,
    };
    match entered {
        Ok(account) => begin(&office, &from, &headers, &account, "/").await,
        Err(wrong @ (AccountError::BadName | AccountError::ShortPassword)) => {
            let reader = wanted.reader(&headers);
            let page = link_page(reader.words, &wanted, &link, wrong.code());
            reader.answer(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(wrong) => refused(&wanted, &headers, "", wrong),
    }
}

async fn sign_out(State(office): State<Arc<Office>>, Extension(from): Extension<From>, headers: HeaderMap) -> Response {
    let session = cookie::read(&headers, SESSION, from.is_secure).unwrap_or_default();
    if let Err(wrong) = office.accounts().end_session(&session).await {
        return refused(&Wanted::default(), &headers, "", wrong);
    }
    let mut response = Redirect::to("/sign-in").into_response();
    response.headers_mut().extend(cookie::set(SESSION, None, from.is_secure).map(|set| (header::SET_COOKIE, set)));
    response
}

async fn begin(office: &Office, from: &From, headers: &HeaderMap, account: &str, next: &str) -> Response {
    let began = match office.accounts().begin_session(account).await {
        Ok(began) => began,
        Err(wrong) => return refused(&Wanted::default(), headers, "", wrong),
    };
    let mut response = Redirect::to(next).into_response();
    for (name, value) in [(SESSION, &began.session), (BROWSER, &began.browser)] {
        if let Some(set) = cookie::set(name, Some(value), from.is_secure) {
            response.headers_mut().append(header::SET_COOKIE, set);
        }
    }
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

/// The sign-in page with what was wrong.
fn refused(wanted: &Wanted, headers: &HeaderMap, name: &str, wrong: AccountError) -> Response {
    let reader = wanted.reader(headers);
    let status = match &wrong {
        AccountError::Store(wrong) => return reader.broken(wrong),
        AccountError::TooMany => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::FORBIDDEN,
    };
    reader.answer(status, &form_page(reader.words, wanted, name, wrong.code()))
}

fn form_page(words: &Words, wanted: &Wanted, name: &str, wrong: Option<&str>) -> Page {
    let title = words.say("console/sign-in");
    let main = html! {
        div.alone {
            h1 { (title) }
            (said(words, wrong))
            form.door action="/sign-in" method="post" {
                input type="hidden" name="next" value=(wanted.next());
                (name_field(words, name))
                (password_field(words, "current-password", None))
                button type="submit" { (words.say("console/sign-in")) }
            }
            p.muted { (words.say("console/sign-in-how")) }
        }
    };
    let mut page = Page::outside(title, main);
    page.kept.push(("next", wanted.next().to_owned()));
    page
}

fn link_page(words: &Words, wanted: &Wanted, link: &Link, wrong: Option<&str>) -> Page {
    let (title, why) = match link.purpose {
        Purpose::First => ("console/first", "console/first-why"),
        Purpose::Password => ("console/choose", "console/choose-why"),
        Purpose::Session => ("console/enter", "console/enter-why"),
    };
    let main = html! {
        div.alone {
            h1 { (words.say(title)) }
            p { (words.say(why)) }
            (said(words, wrong))
            form.door action="/welcome" method="post" {
                input type="hidden" name="once" value=(wanted.once);
                @match (link.purpose, &link.account) {
                    (Purpose::First, _) => (name_field(words, "")),
                    (_, Some(account)) => p { (words.say("console/account-name")) (words.say("console/colon")) strong { (account) } },
                    _ => {}
                }
                @if link.purpose != Purpose::Session {
                    (password_field(words, "new-password", Some(SHORTEST_PASSWORD)))
                }
                button type="submit" { (words.say("console/go-in")) }
            }
        }
    };
    let mut page = Page::outside(words.say(title), main);
    page.kept.push(("once", wanted.once.clone()));
    page
}

fn said(words: &Words, wrong: Option<&str>) -> Markup {
    html! { @if let Some(wrong) = wrong { p.note.bad role="alert" { (words.say(wrong)) } } }
}

fn name_field(words: &Words, name: &str) -> Markup {
    html! {
        label for="name" { (words.say("console/account-name")) }
        input id="name" name="name" value=(name) required autocomplete="username" maxlength=(LONGEST_NAME)
            autocapitalize="none" spellcheck="false";
    }
}

fn password_field(words: &Words, kind: &str, fewest: Option<usize>) -> Markup {
    html! {
        label for="password" { (words.say("console/password")) }
        input id="password" name="password" type="password" required autocomplete=(kind) minlength=[fewest]
            aria-describedby=[fewest.map(|_| "password-how")];
        @if let Some(fewest) = fewest {
            p.muted #password-how { (words.count("console/password-how", u64::try_from(fewest).unwrap_or(0))) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_one_goes_on_only_to_a_page_of_this_office() {
        let next = |next: &str| Wanted { next: next.to_owned(), ..Wanted::default() }.next().to_owned();
        assert_eq!(next("/visits/FW-1?lang=en"), "/visits/FW-1?lang=en");
        for foreign in
            ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\r\nb"]
        {
            assert_eq!(next(foreign), "/", "{foreign}");
        }
    }
}
