//! A line between a phone and the office on which anything can happen, by a plan.
//!
//! Each kind of request has a queue of faults. Two of three pushes meet the next one, and
//! every second of the other requests; the rest passes, as on a bad line. What is in the
//! way is counted when it is.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::support::http::{Message, read_request};

/// What a line, a middlebox or a tired office does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Everything is late by this much, both ways.
    Latency(u64),
    /// A 2G line: so many bytes a second.
    Narrow(u64),
    /// The answer comes byte by byte.
    Drip,
    /// The line goes after half of the request.
    CutRequest,
    /// The office did its part; the line goes after so many percent of the answer.
    CutAnswer(usize),
    /// The line is reset before the office hears anything.
    Reset,
    /// The office did its part; the line is reset in the answer.
    ResetInAnswer,
    /// The request is taken and nothing ever comes back, not even an end.
    BlackHole,
    /// The sign-in page of a hotel's network, with status 200.
    PortalPage,
    /// The hotel's network sends the phone to its sign-in page.
    PortalRedirect,
    /// A middlebox answers with this status and a page of its own.
    Status(u16),
    /// The answer arrives whole, with one bit changed.
    CorruptedAnswer,
    /// The request arrives whole, with one bit changed.
    CorruptedRequest,
    /// The answer ends early and says that this was all.
    Shortened,
    /// The answer says that it is gzip, and is neither that nor anything else.
    Garbage,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Events up, feed down.
    Push,
    /// A book.
    Book,
    /// A photograph is announced.
    Announce,
    /// How much of a photograph is there.
    Ask,
    /// A piece of a photograph.
    Piece,
    /// Anything else.
    Other,
}

impl Kind {
    fn of(request: &Message) -> Self {
        match request.target().split_once(' ') {
            Some(("POST", "/phone/v1/sync")) => Self::Push,
            Some(("GET", path)) if path.starts_with("/phone/v1/books/") => Self::Book,
            Some(("POST", "/media")) => Self::Announce,
            Some(("HEAD", path)) if path.starts_with("/media/") => Self::Ask,
            Some(("PATCH", path)) if path.starts_with("/media/") => Self::Piece,
            _ => Self::Other,
        }
    }
}

/// The plan and what came of it.
#[derive(Default)]
pub struct Weather {
    plan: BTreeMap<Kind, VecDeque<Fault>>,
    met: BTreeMap<Kind, usize>,
    /// How often each fault was carried out.
    pub struck: BTreeMap<(Fault, Kind), usize>,
    /// Requests that came along.
    pub requests: usize,
}

impl Weather {
    /// More faults for requests of this kind.
    pub fn expect(&mut self, kind: Kind, faults: impl IntoIterator<Item = Fault>) {
        self.plan.entry(kind).or_default().extend(faults);
    }

    /// Faults that did not find a request.
    pub fn left(&self) -> usize {
        self.plan.values().map(VecDeque::len).sum()
    }

    /// From now on nothing happens.
    pub fn clear_up(&mut self) {
        self.plan.clear();
    }

    fn meet(&mut self, kind: Kind) -> Option<Fault> {
        self.requests += 1;
        let met = self.met.entry(kind).or_default();
        *met += 1;
        let passes = met.is_multiple_of(if kind == Kind::Push { 3 } else { 2 });
        if passes { None } else { self.plan.get_mut(&kind)?.pop_front() }
    }
}

/// Whether a line is closed; what is late on it waits for that, for so long at most.
#[derive(Default)]
struct Closing {
    is_closed: Mutex<bool>,
    said: Condvar,
}

impl Closing {
    fn is_closed(&self) -> bool {
        *lock(&self.is_closed)
    }

    fn close(&self) {
        *lock(&self.is_closed) = true;
        self.said.notify_all();
    }

    fn wait_ms(&self, ms: u64) {
        let waited = self.said.wait_timeout_while(lock(&self.is_closed), Duration::from_millis(ms), |closed| !*closed);
        drop(waited);
    }
}

/// A line with its weather.
pub struct Line {
    address: SocketAddr,
    weather: Arc<Mutex<Weather>>,
    closing: Arc<Closing>,
    gate: Option<JoinHandle<()>>,
}

impl Line {
    /// Opens a line to the office.
    pub fn open(office: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let weather: Arc<Mutex<Weather>> = Arc::default();
        let closing: Arc<Closing> = Arc::default();
        let gate = {
            let (weather, closing) = (weather.clone(), closing.clone());
            std::thread::spawn(move || {
                for phone in listener.incoming().map_while(Result::ok) {
                    if closing.is_closed() {
                        return;
                    }
                    let (weather, closing) = (weather.clone(), closing.clone());
                    // A broken line is what this is for; it needs no word.
                    std::thread::spawn(move || carry(phone, office, &weather, &closing).unwrap_or_default());
                }
            })
        };
        Self { address, weather, closing, gate: Some(gate) }
    }

    /// Where the phone finds it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The weather, for looking at it or making it.
    pub fn weather(&self) -> MutexGuard<'_, Weather> {
        lock(&self.weather)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.closing.close();
        let _ = TcpStream::connect(self.address);
        let _ = self.gate.take().map(JoinHandle::join);
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn carry(phone: TcpStream, office: SocketAddr, weather: &Mutex<Weather>, closing: &Closing) -> std::io::Result<()> {
    let back = phone.try_clone()?;
    let mut fault = None;
    let mut kind = Kind::Other;
    let read = read_request(&mut BufReader::new(phone), |head| {
        kind = Kind::of(head);
        fault = lock(weather).meet(kind);
        fault == Some(Fault::CutRequest)
    })?;
    let Some((request, _)) = read else { return Ok(()) };
    let Some(fault) = fault else { return say(back, &raw(&request, &request.send(office)?)) };
    // Counted before the phone can notice: whoever looks at the count afterwards finds it.
    *lock(weather).struck.entry((fault, kind)).or_default() += 1;
    strike(fault, request, office, back, closing)
}

fn strike(
    fault: Fault,
    mut request: Message,
    office: SocketAddr,
    mut back: TcpStream,
    closing: &Closing,
) -> std::io::Result<()> {
    match fault {
        Fault::Latency(ms) => {
            closing.wait_ms(ms);
            let answer = request.send(office)?;
            closing.wait_ms(ms);
            say(back, &raw(&request, &answer))
        }
        Fault::Narrow(bytes_a_second) => {
            // As long as the request takes, and never longer than a few seconds.
            closing.wait_ms((request.body.len() as u64 * 1_000 / bytes_a_second).min(4_000));
            let answer = raw(&request, &request.send(office)?);
            for piece in answer.chunks(bytes_a_second as usize / 20) {
                closing.wait_ms(50);
                back.write_all(piece)?;
            }
            Ok(())
        }
        Fault::Drip => {
            let answer = raw(&request, &request.send(office)?);
            let (first, rest) = answer.split_at(answer.len().min(40));
            for byte in first {
                closing.wait_ms(25);
                back.write_all(&[*byte])?;
            }
            say(back, rest)
        }
        Fault::CutRequest => {
            let mut onward = TcpStream::connect(office)?;
            onward.write_all(&request.head(request.body.len() * 2 + 2))?;
            onward.write_all(&request.body)
        }
        Fault::CutAnswer(percent) => {
            let answer = raw(&request, &request.send(office)?);
            say(back, &answer[..answer.len() * percent / 100])
        }
        Fault::Reset => reset(back),
        Fault::ResetInAnswer => {
            let answer = raw(&request, &request.send(office)?);
            back.write_all(&answer[..answer.len() / 2])?;
            reset(back)
        }
        Fault::BlackHole => {
            // Until the phone gives up.
            let _ = back.read(&mut [0]);
            Ok(())
        }
        Fault::PortalPage => say(back, &page("200 OK", "")),
        Fault::PortalRedirect => say(back, &page("302 Found", "location: http://portal.invalid/sign-in\r\n")),
        Fault::Status(status) => say(back, &page(&format!("{status} Trouble"), "")),
        Fault::CorruptedAnswer => {
            let mut answer = request.send(office)?;
            flip(&mut answer.body);
            say(back, &raw(&request, &answer))
        }
        Fault::CorruptedRequest => {
            flip(&mut request.body);
            say(back, &raw(&request, &request.send(office)?))
        }
        Fault::Shortened => {
            let mut answer = request.send(office)?;
            answer.body.truncate(answer.body.len() * 2 / 3);
            say(back, &raw(&request, &answer))
        }
        Fault::Garbage => {
            let mut answer = request.send(office)?;
            answer.headers.push(("content-encoding".to_owned(), "gzip".to_owned()));
            answer.body = [b"\x1f\x8b\x08\x00".as_slice(), &[0xA5; 600]].concat();
            say(back, &raw(&request, &answer))
        }
    }
}

fn flip(body: &mut [u8]) {
    assert!(!body.is_empty(), "there is nothing to change");
    let middle = body.len() / 2;
    body[middle] ^= 0x10;
}

/// The last bytes of a line that ends in peace.
fn say(mut back: TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    back.write_all(bytes)?;
    back.shutdown(Shutdown::Write)
}

/// Ends a line at once: the other end is told "reset", not "end".
fn reset(back: TcpStream) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let _inside = runtime.enter();
    back.set_nonblocking(true)?;
    tokio::net::TcpStream::from_std(back)?.set_zero_linger()
}

fn page(status: &str, header: &str) -> Vec<u8> {
    let body = "<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body>请登录 / Please sign in</body></html>";
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{header}content-type: text/html\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
        .into_bytes()
}

/// An answer as bytes; the one to HEAD has a length of what it does not carry.
fn raw(request: &Message, answer: &Message) -> Vec<u8> {
    let is_empty = matches!(answer.status(), 204 | 304) || request.first.starts_with("HEAD ");
    let head = answer.head(if is_empty { 0 } else { answer.body.len() });
    match is_empty {
        true => String::from_utf8_lossy(&head).replace("content-length: 0\r\n", "").into_bytes(),
        false => [head, answer.body.clone()].concat(),
    }
}
