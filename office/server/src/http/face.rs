//! How the office is reached, and what a foreign page or machine could send instead.
//!
//! Without a proxy it listens on this machine only. Behind one, TLS has ended before the
//! request comes: what the proxy says of the sender is believed from the proxy's own
//! addresses and from nobody else, and what came to it without TLS is turned away. A
//! request that names another host, or changes something from another page, is turned
//! away, so that a page in somebody's browser cannot act here.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{Problem, ServeError};

/// What a proxy says of the sender.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// How the sender came to the proxy.
const FORWARDED_PROTO: &str = "x-forwarded-proto";

/// How the office is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    behind: Option<Behind>,
}

/// A proxy in front, which ends TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Behind {
    proxies: Vec<IpAddr>,
    /// `https://office.example`, without a slash at its end.
    origin: String,
}

/// What is known of who sends a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct From {
    /// The address, as far as it can be believed.
    pub address: IpAddr,
    /// It came by TLS.
    pub is_secure: bool,
    /// It comes from a page of this office, as the browser says.
    pub is_own_page: bool,
}

impl Face {
    /// Only this machine is answered.
    pub fn this_machine() -> Self {
        Self::default()
    }

    /// These proxies end TLS in front of the office, which people know by this address.
    pub fn behind(proxies: Vec<IpAddr>, public_url: &str) -> Result<Self, ServeError> {
        let origin = public_url.trim_end_matches('/').to_ascii_lowercase();
        let host = origin.strip_prefix("https://").filter(|host| !host.is_empty() && !host.contains(['/', '@', '?']));
        if host.is_none() {
            return Err(ServeError::BadPublicUrl(public_url.to_owned()));
        }
        let proxies = proxies.into_iter().map(|ip| ip.to_canonical()).collect();
        Ok(Self { behind: Some(Behind { proxies, origin }) })
    }

    /// Refuses every address that another machine could reach without TLS.
    pub fn check_address(&self, address: &SocketAddr) -> Result<(), ServeError> {
        match self.behind.is_some() || address.ip().to_canonical().is_loopback() {
            true => Ok(()),
            false => Err(ServeError::NotLoopback(*address)),
        }
    }

    /// Where people find the office that listens there.
    pub fn url(&self, address: &SocketAddr) -> String {
        self.behind.as_ref().map_or_else(|| format!("http://{address}"), |behind| behind.origin.clone())
    }

    fn from(&self, peer: IpAddr, headers: &HeaderMap, host: Option<&str>) -> Result<From, Problem> {
        let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
        let said_by_browser = headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin");
        let own = |expected: Option<String>| match (origin, expected) {
            (Some(origin), Some(expected)) => origin.eq_ignore_ascii_case(&expected),
            (Some(_), None) => false,
            (None, _) => said_by_browser,
        };
        let is_forwarded = headers.contains_key(FORWARDED_FOR) || headers.contains_key(FORWARDED_PROTO);
        match &self.behind {
            Some(behind) if behind.proxies.contains(&peer) && (is_forwarded || !peer.is_loopback()) => {
                if last(headers, FORWARDED_PROTO).as_deref() != Some("https") {
                    return Err(Problem::forbidden("office/not-secure", "the proxy says nothing of TLS"));
                }
                let address = behind.sender(headers).unwrap_or(peer);
                Ok(From { address, is_secure: true, is_own_page: own(Some(behind.origin.clone())) })
            }
            _ if peer.is_loopback() => {
                let is_own_page = own(host.map(|host| format!("http://{host}")));
                Ok(From { address: peer, is_secure: false, is_own_page })
            }
            _ => Err(Problem::forbidden("office/not-through-proxy", "this office is reached through its proxy only")),
        }
    }

    fn is_ours(&self, host: &str, peer: IpAddr) -> bool {
        let of_proxy = |behind: &Behind| {
            let public = behind.origin.strip_prefix("https://").is_some_and(|public| public.eq_ignore_ascii_case(host));
            // A proxy may name the address it asks; no name can be made to point at that.
            public || behind.proxies.contains(&peer) && name_in(host).parse::<IpAddr>().is_ok()
        };
        is_this_machine(host) || self.behind.as_ref().is_some_and(of_proxy)
    }
}

impl Behind {
    /// The last address that no proxy of ours stands at: what comes before it, anybody can write.
    fn sender(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let told = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
        let told: Vec<&str> = told.flat_map(|value| value.split(',')).map(str::trim).collect();
        let addresses = told.iter().rev().map(|text| text.parse().ok().map(|ip: IpAddr| ip.to_canonical()));
        addresses.take_while(Option::is_some).flatten().find(|ip| !self.proxies.contains(ip))
    }
}

fn last(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    value.rsplit(',').next().map(|last| last.trim().to_ascii_lowercase())
}

/// Lets through what names this office, and changes only from its own pages.
pub async fn only_ours(State(face): State<Arc<Face>>, mut request: Request, next: Next) -> Response {
    match judge(&face, &request) {
        Err(refusal) => refusal.into_response(),
        Ok(from) => {
            request.extensions_mut().insert(from);
            let mut response = next.run(request).await;
            let headers = response.headers_mut();
            headers.insert(header::X_CONTENT_TYPE_OPTIONS, header::HeaderValue::from_static("nosniff"));
            // With `no-referrer` browsers would not say either that a form is of this office.
            headers.insert(header::REFERRER_POLICY, header::HeaderValue::from_static("same-origin"));
            response
        }
    }
}

fn judge(face: &Face, request: &Request) -> Result<From, Problem> {
    // Only a test asks without a connection, inside the process.
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok());
    let host = host.or_else(|| request.uri().authority().map(|authority| authority.as_str()));
    // HTTP/1.0 and tests inside the process name no host at all; nothing can be rebound then.
    if host.is_some_and(|host| !face.is_ours(host, peer)) {
        return Err(Problem::forbidden("office/other-host", "this office does not go by that name"));
    }
    let from = face.from(peer, request.headers(), host)?;
    let is_reading = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    match !is_reading && request.headers().contains_key(header::ORIGIN) && !from.is_own_page {
        true => Err(Problem::forbidden("office/other-origin", "this page may not change anything here")),
        false => Ok(from),
    }
}

/// A host without its port.
fn name_in(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

fn is_this_machine(host: &str) -> bool {
    let name = name_in(host);
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect::<Vec<_>>()
            .into_iter()
            .collect()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn proxied() -> Face {
        Face::behind(vec![ip("10.0.0.2"), ip("10.0.0.3")], "https://office.example/").unwrap()
    }

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in ["localhost", "localhost:4750", "127.0.0.1:1", "[::1]:4750", "LOCALHOST"] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "192.168.1.2:80", "", "localhost.evil.example:4750"] {
            assert!(!is_this_machine(host), "{host}");
        }
    }

    #[test]
    fn another_machine_is_listened_to_only_behind_a_proxy() {
        let address = "0.0.0.0:4750".parse().unwrap();
        assert!(Face::this_machine().check_address(&address).is_err());
        assert!(proxied().check_address(&address).is_ok());
        for url in ["http://office.example", "https://", "office.example", "https://office.example/path"] {
            assert!(Face::behind(vec![ip("10.0.0.2")], url).is_err(), "{url}");
        }
    }

    #[test]
    fn the_sender_is_the_last_one_that_is_no_proxy_of_ours() {
        let told = headers(&[
            (FORWARDED_FOR, "1.1.1.1, 203.0.113.9"),
            (FORWARDED_FOR, "10.0.0.3"),
            (FORWARDED_PROTO, "https"),
        ]);
        assert_eq!(proxied().from(ip("10.0.0.2"), &told, None).unwrap().address, ip("203.0.113.9"));
        let garbage = headers(&[(FORWARDED_FOR, "1.1.1.1, who knows"), (FORWARDED_PROTO, "https")]);
        assert_eq!(proxied().from(ip("10.0.0.2"), &garbage, None).unwrap().address, ip("10.0.0.2"));
    }

    #[test]
    fn what_anybody_else_says_of_the_sender_is_not_believed() {
        let told = headers(&[(FORWARDED_FOR, "203.0.113.9"), (FORWARDED_PROTO, "https")]);
        let from = Face::this_machine().from(ip("127.0.0.1"), &told, None).unwrap();
        assert_eq!((from.address, from.is_secure), (ip("127.0.0.1"), false));
        assert!(proxied().from(ip("10.0.0.9"), &told, None).is_err(), "not through the proxy");
    }

    #[test]
    fn what_came_to_the_proxy_without_tls_is_turned_away() {
        for told in [headers(&[(FORWARDED_PROTO, "http")]), headers(&[(FORWARDED_PROTO, "https, http")]), headers(&[])]
        {
            assert!(proxied().from(ip("10.0.0.2"), &told, None).is_err(), "{told:?}");
        }
    }

    #[test]
    fn a_page_is_ours_by_its_whole_origin() {
        let is_own = |origin: &str| {
            let told = headers(&[(FORWARDED_PROTO, "https"), ("origin", origin)]);
            proxied().from(ip("10.0.0.2"), &told, Some("office.example")).unwrap().is_own_page
        };
        assert!(is_own("https://office.example"));
        for foreign in ["http://office.example", "https://evil.example", "null", "https://office.example.evil.example"]
        {
            assert!(!is_own(foreign), "{foreign}");
        }
    }

    #[test]
    fn the_public_name_and_the_proxys_own_address_are_answered() {
        assert!(proxied().is_ours("Office.Example", ip("10.0.0.2")));
        assert!(proxied().is_ours("10.0.0.1:4750", ip("10.0.0.2")));
        assert!(!proxied().is_ours("10.0.0.1:4750", ip("127.0.0.1")));
        assert!(!proxied().is_ours("evil.example", ip("10.0.0.2")));
    }
}
