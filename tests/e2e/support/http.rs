//! HTTP/1.1 by hand, one request a connection: what the road forwards, and requests
//! that no decent client would send.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};

use super::DEADLINE;

/// A request or an answer, its body in one piece.
#[derive(Clone, Debug)]
pub struct Message {
    /// The first line.
    pub first: String,
    /// Headers without those of the transfer.
    pub headers: Vec<(String, String)>,
    /// How long the body is, where the head says so.
    pub length: usize,
    /// The body.
    pub body: Vec<u8>,
}

/// How long the body is that follows a head.
enum Body {
    Length(usize),
    Chunked,
    UntilTheEnd,
}

impl Message {
    /// A request.
    pub fn new(method: &str, path: &str, media_type: &str, body: &[u8]) -> Self {
        let headers = vec![("content-type".to_owned(), media_type.to_owned()), ("host".to_owned(), "127.0.0.1".into())];
        Self { first: format!("{method} {path} HTTP/1.1"), headers, length: body.len(), body: body.to_vec() }
    }

    /// The status of an answer.
    pub fn status(&self) -> u16 {
        self.first.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    /// The method and path of a request.
    pub fn target(&self) -> &str {
        self.first.strip_suffix(" HTTP/1.1").unwrap_or(&self.first)
    }

    /// Its body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The bytes of its head, for a body of this length on a connection of its own.
    pub fn head(&self, length: usize) -> Vec<u8> {
        let mut head = format!("{}\r\n", self.first);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {length}\r\nconnection: close\r\n\r\n"));
        head.into_bytes()
    }

    /// Sends it to the office and waits for the answer.
    pub fn send(&self, office: SocketAddr) -> std::io::Result<Message> {
        let mut line = TcpStream::connect(office)?;
        line.set_read_timeout(Some(DEADLINE))?;
        line.write_all(&self.head(self.body.len()))?;
        // An office that refuses early may close before it has read everything.
        let _ = line.write_all(&self.body);
        let is_head = self.first.starts_with("HEAD ");
        let mut line = BufReader::new(line);
        let mut answer = read_head(&mut line)?.ok_or_else(cut)?;
        if !is_head {
            answer.0.body = read_body(&mut line, &answer.1)?;
        }
        Ok(answer.0)
    }
}

/// The next request of a connection, its body cut in the middle where that is wanted.
pub fn read_request(
    line: &mut BufReader<TcpStream>,
    is_cut: impl FnOnce(&Message) -> bool,
) -> std::io::Result<Option<(Message, bool)>> {
    let Some((mut request, body)) = read_head(line)? else { return Ok(None) };
    let is_cut = is_cut(&request);
    request.body = match (&body, is_cut) {
        (Body::Length(length), true) => read_exactly(line, length / 2)?,
        (Body::Chunked, true) => read_chunk(line)?.unwrap_or_default(),
        // A request without a length has no body.
        (Body::UntilTheEnd, _) => Vec::new(),
        (body, false) => read_body(line, body)?,
    };
    Ok(Some((request, is_cut)))
}

fn read_head(line: &mut impl BufRead) -> std::io::Result<Option<(Message, Body)>> {
    let mut first = String::new();
    if line.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let mut message = Message { first: first.trim_end().to_owned(), headers: Vec::new(), length: 0, body: Vec::new() };
    let mut body = Body::UntilTheEnd;
    loop {
        let mut header = String::new();
        if line.read_line(&mut header)? == 0 {
            return Err(cut());
        }
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => {
                message.length = value.parse().map_err(std::io::Error::other)?;
                body = Body::Length(message.length);
            }
            "transfer-encoding" => body = Body::Chunked,
            "connection" => {}
            name => message.headers.push((name.to_owned(), value.to_owned())),
        }
    }
    Ok(Some((message, body)))
}

fn read_body(line: &mut impl BufRead, body: &Body) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    match body {
        Body::Length(length) => bytes = read_exactly(line, *length)?,
        Body::Chunked => {
            while let Some(chunk) = read_chunk(line)? {
                bytes.extend(chunk);
            }
        }
        Body::UntilTheEnd => {
            line.read_to_end(&mut bytes)?;
        }
    }
    Ok(bytes)
}

fn read_exactly(line: &mut impl BufRead, length: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    line.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn read_chunk(line: &mut impl BufRead) -> std::io::Result<Option<Vec<u8>>> {
    let mut length = String::new();
    line.read_line(&mut length)?;
    let length = usize::from_str_radix(length.trim(), 16).map_err(std::io::Error::other)?;
    let chunk = read_exactly(line, length)?;
    read_exactly(line, 2)?;
    Ok((length > 0).then_some(chunk))
}

fn cut() -> std::io::Error {
    std::io::ErrorKind::UnexpectedEof.into()
}
