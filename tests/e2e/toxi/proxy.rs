//! Toxiproxy as a process: one proxy for each line that a phone is led over, so that its
//! counters tell what each toxic did.
//!
//! `tests/run.sh` builds the program; `DOORSTEP_TOXIPROXY` names another one.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use crate::support::DEADLINE;
use crate::support::http::Message;

/// What a line does to those who use it.
pub struct Toxic {
    /// As toxiproxy calls it.
    pub kind: &'static str,
    /// Towards the office or from it.
    pub stream: &'static str,
    /// In toxiproxy's JSON.
    pub attributes: &'static str,
}

/// Bytes that a proxy saw, both ways.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bytes {
    /// That came to it.
    pub came: u64,
    /// That left it.
    pub went: u64,
}

/// A running toxiproxy in front of one office.
pub struct Toxiproxy {
    child: Child,
    api: SocketAddr,
    office: SocketAddr,
    /// What it wrote down.
    log: Arc<Mutex<Vec<String>>>,
}

impl Toxiproxy {
    /// Starts it on a free port of this machine.
    pub fn start(office: SocketAddr) -> Self {
        let api = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
        let program = program();
        let mut toxiproxy = Command::new(&program);
        toxiproxy.args(["-proxy-metrics", "-host", "127.0.0.1", "-port", &api.port().to_string()]);
        toxiproxy.env("LOG_LEVEL", "info").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = toxiproxy.spawn().unwrap_or_else(|wrong| {
            panic!(
                "{} does not run ({wrong}): tests/run.sh builds it, DOORSTEP_TOXIPROXY names another",
                program.display()
            )
        });
        let log: Arc<Mutex<Vec<String>>> = Arc::default();
        let (lines, written) = (BufReader::new(child.stdout.take().unwrap()).lines(), log.clone());
        std::thread::spawn(move || {
            lines.map_while(Result::ok).for_each(|line| written.lock().unwrap().push(line));
        });
        until("toxiproxy to answer", || TcpStream::connect(api).is_ok());
        Self { child, api, office, log }
    }

    /// A new proxy of this name with this toxic; where phones find it.
    pub fn lead_through(&self, name: &str, toxic: &Toxic) -> SocketAddr {
        let proxy = serde_json::json!({ "name": name, "listen": "127.0.0.1:0", "upstream": self.office.to_string() });
        let made = self.post("/proxies", &proxy.to_string());
        let made: serde_json::Value = serde_json::from_str(&made).unwrap();
        let Toxic { kind, stream, attributes } = toxic;
        let toxic = format!(r#"{{"type":"{kind}","stream":"{stream}","attributes":{attributes}}}"#);
        self.post(&format!("/proxies/{name}/toxics"), &toxic);
        made["listen"].as_str().unwrap().parse().unwrap()
    }

    /// How many connections this proxy took.
    pub fn connections(&self, name: &str) -> usize {
        let of_it = format!("\"name\":\"{name}\"");
        let log = self.log.lock().unwrap();
        log.iter().filter(|line| line.contains("Accepted client") && line.contains(&of_it)).count()
    }

    /// The bytes of every proxy, once all connections ended: before that they are not counted.
    pub fn counted(&self) -> BTreeMap<String, Bytes> {
        let is_whole = |bytes: &BTreeMap<String, Bytes>| bytes.values().all(|bytes| bytes.came > 0);
        until("toxiproxy to count", || is_whole(&self.count()));
        self.count()
    }

    fn count(&self) -> BTreeMap<String, Bytes> {
        let metrics = Message::new("GET", "/metrics", "text/plain", b"").send(self.api).unwrap();
        let mut counted = self.proxies();
        for line in metrics.text().lines() {
            let Some((name, rest)) = line.split_once("proxy=\"").and_then(|(_, rest)| rest.split_once('"')) else {
                continue;
            };
            let bytes: f64 = rest.rsplit(' ').next().unwrap().parse().unwrap();
            let bytes = bytes as u64;
            let proxy = counted.get_mut(name).unwrap_or_else(|| panic!("nobody made a proxy {name:?}"));
            match line {
                line if line.starts_with("toxiproxy_proxy_received_bytes_total") => proxy.came += bytes,
                line if line.starts_with("toxiproxy_proxy_sent_bytes_total") => proxy.went += bytes,
                line => panic!("what does {line:?} count?"),
            }
        }
        counted
    }

    fn proxies(&self) -> BTreeMap<String, Bytes> {
        let proxies = Message::new("GET", "/proxies", "text/plain", b"").send(self.api).unwrap();
        let proxies: BTreeMap<String, serde_json::Value> = serde_json::from_str(&proxies.text()).unwrap();
        proxies.into_keys().map(|name| (name, Bytes::default())).collect()
    }

    fn post(&self, path: &str, json: &str) -> String {
        let answer = Message::new("POST", path, "application/json", json.as_bytes()).send(self.api).unwrap();
        assert!(matches!(answer.status(), 200 | 201), "toxiproxy: {} {}", answer.first, answer.text());
        answer.text()
    }
}

impl Drop for Toxiproxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> PathBuf {
    let built = || PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache/doorstep/tools/toxiproxy");
    std::env::var_os("DOORSTEP_TOXIPROXY").map_or_else(built, PathBuf::from)
}

/// Waits for something, with a deadline.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < DEADLINE, "waited too long for {what}");
        std::thread::yield_now();
    }
}
