//! The two cookies of a supervisor's browser: its session, and that it is known.
//!
//! Both are out of reach of scripts and of other sites; behind TLS they go by no other way
//! and belong to this one host.

use axum::http::{HeaderMap, HeaderValue, header};

/// The session.
pub const SESSION: &str = "doorstep_session";
/// That this browser signed in before.
pub const BROWSER: &str = "doorstep_browser";
/// How long a browser stays known.
const KNOWN_S: u64 = 180 * 24 * 60 * 60;

fn full_name(name: &str, is_secure: bool) -> String {
    if is_secure { format!("__Host-{name}") } else { name.to_owned() }
}

/// What a cookie holds.
pub fn read(headers: &HeaderMap, name: &str, is_secure: bool) -> Option<String> {
    let name = full_name(name, is_secure);
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

/// The header that sets a cookie; without a value, the one that removes it.
pub fn set(name: &str, value: Option<&str>, is_secure: bool) -> Option<HeaderValue> {
    let age = match (value, name) {
        (None, _) => "; Max-Age=0".to_owned(),
        (Some(_), BROWSER) => format!("; Max-Age={KNOWN_S}"),
        // As long as the browser is open; the office ends it by its own clock.
        (Some(_), _) => String::new(),
    };
    let secure = if is_secure { "; Secure" } else { "" };
    let (name, value) = (full_name(name, is_secure), value.unwrap_or_default());
    HeaderValue::try_from(format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{secure}{age}")).ok()
}
