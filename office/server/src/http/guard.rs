//! Turns away what a foreign page in a browser of this machine could send.

use axum::extract::Request;
use axum::http::{Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Problem;

/// Lets through what names this machine, and changes only from pages of this office.
pub async fn only_this_machine(request: Request, next: Next) -> Response {
    if let Some(refusal) = refusal(&request) {
        return refusal.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
    response
}

fn refusal(request: &Request) -> Option<Problem> {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    // HTTP/1.0 and tests inside the process name no host at all; nothing can be rebound then.
    if host.is_some_and(|host| !is_this_machine(host)) {
        return Some(Problem::forbidden("office/other-host", "this office answers on this machine only"));
    }
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_foreign = text(header::ORIGIN).is_some_and(|origin| {
        let page = origin.split_once("://").map(|(_, page)| page);
        page.is_none() || page != host
    });
    (!is_reading && is_foreign)
        .then(|| Problem::forbidden("office/other-origin", "this page may not change anything here"))
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost") || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["localhost", "localhost:4750", "127.0.0.1:1", "[::1]:4750", "LOCALHOST"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "192.168.1.2:80", "", "localhost.evil.example:4750"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
