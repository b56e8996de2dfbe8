//! The road between a phone and the office: hands requests on one by one, and drops
//! what a test wants dropped.

use std::io::{BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::http::{Message, read_request};

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It arrives, and so does the answer.
    Pass,
    /// It arrives; the answer does not.
    AnswerDropped,
    /// Half of its body arrives.
    CutInBody,
}

/// Decides about requests and sees what became of them.
pub trait Traffic: Send + 'static {
    /// Decides by method, path and headers.
    fn meet(&mut self, request: &Message) -> Fate;

    /// The office answered this request.
    fn answered(&mut self, _request: &Message, _answer: &Message) {}

    /// This request, or its answer, is about to be dropped.
    fn dropping(&mut self, _fate: Fate) {}
}

/// A road with its traffic.
pub struct Road<T> {
    address: SocketAddr,
    traffic: Arc<Mutex<T>>,
    is_closed: Arc<AtomicBool>,
    gate: Option<JoinHandle<()>>,
}

impl<T: Traffic> Road<T> {
    /// Opens a road to the office.
    pub fn open(office: SocketAddr, traffic: T) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (traffic, is_closed) = (Arc::new(Mutex::new(traffic)), Arc::new(AtomicBool::new(false)));
        let gate = {
            let (traffic, is_closed) = (traffic.clone(), is_closed.clone());
            std::thread::spawn(move || {
                for phone in listener.incoming().map_while(Result::ok) {
                    if is_closed.load(Ordering::SeqCst) {
                        return;
                    }
                    let traffic = traffic.clone();
                    // A cut line is what this is for; it needs no word.
                    std::thread::spawn(move || drive(phone, office, &traffic).unwrap_or_default());
                }
            })
        };
        Self { address, traffic, is_closed, gate: Some(gate) }
    }

    /// Where phones find it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The traffic, for looking at it or telling it something.
    pub fn traffic(&self) -> MutexGuard<'_, T> {
        lock(&self.traffic)
    }
}

impl<T> Drop for Road<T> {
    fn drop(&mut self) {
        self.is_closed.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let _ = self.gate.take().map(JoinHandle::join);
    }
}

/// A failed assertion in the traffic is told by the test that looks at it next.
fn lock<T>(traffic: &Mutex<T>) -> MutexGuard<'_, T> {
    traffic.lock().unwrap_or_else(PoisonError::into_inner)
}

fn drive<T: Traffic>(phone: TcpStream, office: SocketAddr, traffic: &Mutex<T>) -> std::io::Result<()> {
    let mut back = phone.try_clone()?;
    let mut fate = Fate::Pass;
    let read = read_request(&mut BufReader::new(phone), |head| {
        fate = lock(traffic).meet(head);
        fate == Fate::CutInBody
    });
    let Some((request, is_cut)) = read? else { return Ok(()) };
    if is_cut {
        lock(traffic).dropping(fate);
        let mut onward = TcpStream::connect(office)?;
        onward.write_all(&request.head(request.body.len() * 2 + 2))?;
        return onward.write_all(&request.body);
    }
    let answer = request.send(office)?;
    let mut traffic = lock(traffic);
    traffic.answered(&request, &answer);
    if fate == Fate::AnswerDropped {
        traffic.dropping(fate);
        return Ok(());
    }
    drop(traffic);
    back.write_all(&answer_head(&request, &answer))?;
    back.write_all(&answer.body)
}

/// The answer to HEAD has a length of what it does not carry.
fn answer_head(request: &Message, answer: &Message) -> Vec<u8> {
    let is_empty = matches!(answer.status(), 204 | 304) || request.first.starts_with("HEAD ");
    match is_empty {
        true => {
            let text = String::from_utf8_lossy(&answer.head(0)).replace("content-length: 0\r\n", "");
            text.into_bytes()
        }
        false => answer.head(answer.body.len()),
    }
}
