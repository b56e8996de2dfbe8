//! Goldens: bytes that were written once and are read for ever.
//!
//! `DOORSTEP_WRITE_GOLDENS=1` writes them anew and fails, so that nobody does it
//! without looking. A released version's bytes are never written anew: what they
//! held must go on being read, and a new form goes into a folder of its own.

use std::fs;
use std::path::PathBuf;

use doorstep_domain::event::Record;
use doorstep_wire::chain::Chain;
use doorstep_wire::event::{decode, encode};
use doorstep_wire::frame::{
    Refused, decode_answer, decode_push, decode_refused, encode_answer, encode_push, encode_refused,
};
use minicbor::Decoder;
use minicbor::data::Type;

use crate::frame::{parts, unpacked};
use crate::sample;

const LIMIT: usize = 1 << 20;

/// One golden file: a sentence, then named rows of bytes.
struct Golden {
    name: String,
    text: String,
}

impl Golden {
    fn new(name: &str, sentence: &str) -> Self {
        Self { name: name.to_owned(), text: format!("{sentence}\n") }
    }

    /// Bytes that are one CBOR value, with what they say.
    fn cbor(self, row: &str, bytes: &[u8]) -> Self {
        let said = said(&mut Decoder::new(bytes), 0);
        let mut this = self.bytes(row, bytes);
        this.text.push_str(&format!("\nsays:\n{said}\n"));
        this
    }

    fn bytes(mut self, row: &str, bytes: &[u8]) -> Self {
        self.text.push_str(&format!("\n{row}, {} bytes:\n", bytes.len()));
        for line in bytes.chunks(32) {
            let hex: String = line.iter().map(|byte| format!("{byte:02x}")).collect();
            self.text.push_str(&format!("{hex}\n"));
        }
        self
    }

    fn path(&self) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/wire/v1").join(&self.name)
    }

    /// Compares with the file, or writes it when asked to. Gives the file's text.
    fn check(&self) -> String {
        if std::env::var_os("DOORSTEP_WRITE_GOLDENS").is_some() {
            fs::create_dir_all(self.path().parent().unwrap()).unwrap();
            fs::write(self.path(), &self.text).unwrap();
            return self.text.clone();
        }
        let kept = fs::read_to_string(self.path()).unwrap_or_else(|e| panic!("{}: {e}", self.path().display()));
        assert_eq!(kept, self.text, "{}: today's bytes differ from the kept ones", self.name);
        kept
    }
}

/// A value in CBOR's diagnostic notation; short arrays on one line.
fn said(d: &mut Decoder, depth: usize) -> String {
    match d.datatype().unwrap() {
        Type::Array => {
            let len = d.array().unwrap().unwrap();
            let items: Vec<String> = (0..len).map(|_| said(d, depth + 1)).collect();
            let line = format!("[{}]", items.join(", "));
            if line.len() <= 100 && !line.contains('\n') {
                return line;
            }
            let indent = "  ".repeat(depth + 1);
            let rows: String = items.iter().map(|item| format!("{indent}{item},\n")).collect();
            format!("[\n{rows}{}]", "  ".repeat(depth))
        }
        Type::Bytes => format!("h'{}'", d.bytes().unwrap().iter().map(|b| format!("{b:02x}")).collect::<String>()),
        Type::String => format!("{:?}", d.str().unwrap()),
        Type::Null => d.null().map(|()| "null".to_owned()).unwrap(),
        Type::Bool => d.bool().unwrap().to_string(),
        _ => d.int().unwrap().to_string(),
    }
}

/// The bytes of one row of a golden file.
fn row(text: &str, name: &str) -> Vec<u8> {
    let start = format!("{name}, ");
    let lines = text.lines().skip_while(|line| !line.starts_with(&start)).skip(1);
    let hex: String = lines.take_while(|line| !line.is_empty()).collect();
    hex.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

fn fail_when_written() {
    let was_written = std::env::var_os("DOORSTEP_WRITE_GOLDENS").is_some();
    assert!(!was_written, "the goldens were written anew: look at the difference, then run without the variable");
}

#[test]
fn events_are_the_bytes_they_always_were() {
    let mut chain = Chain::new(sample::lane());
    for (at, (name, record)) in sample::records().into_iter().enumerate() {
        let bytes = encode(&record);
        let head = chain.push(&bytes);
        let sentence = format!("Event {} of the lane {}: {name}.", at + 1, sample::lane());
        let golden = Golden::new(&format!("event-{:02}-{name}.txt", at + 1), &sentence);
        let kept = golden.cbor("event", &bytes).bytes("hash of its place", &head.hash.0).check();
        let decoded = decode(&row(&kept, "event")).unwrap();
        assert_eq!(Record { envelope: decoded.envelope, event: decoded.event.unwrap() }, record, "{name}");
    }
    fail_when_written();
}

#[test]
fn a_push_and_an_answer_are_read_as_they_always_were() {
    // A later zstd may compress otherwise: what is compressed must be the same, and kept bodies must be read.
    let push = encode_push(&sample::push());
    let kept = Golden::new("push.txt", "A push with everything that it can carry, before compression.")
        .cbor("push", &unpacked(&push))
        .check();
    let body = zstd::bulk::compress(&row(&kept, "push"), 3).unwrap();
    assert_eq!(decode_push(&body, LIMIT), Ok(sample::push()));

    let answer = encode_answer(&sample::answer());
    let cbor: Vec<_> = parts(&answer).iter().map(|part| unpacked(part)).collect();
    Golden::new("answer.txt", "An answer with everything that it can carry; each part before compression.")
        .cbor("verdicts", &cbor[0])
        .cbor("feed", &cbor[1])
        .check();

    let bodies = keep_bodies(&push, &answer);
    assert_eq!(decode_push(&row(&bodies, "push"), LIMIT), Ok(sample::push()));
    assert_eq!(decode_answer(&row(&bodies, "answer"), LIMIT), Ok(sample::answer()));
    fail_when_written();
}

/// Whole bodies as they went over the line once; never compared with today's, only read.
fn keep_bodies(push: &[u8], answer: &[u8]) -> String {
    let golden = Golden::new("bodies.txt", "The same push and answer as whole bodies, compressed by zstd 1.5.7.")
        .bytes("push", push)
        .bytes("answer", answer);
    if std::env::var_os("DOORSTEP_WRITE_GOLDENS").is_some() {
        golden.check()
    } else {
        fs::read_to_string(golden.path()).unwrap()
    }
}

#[test]
fn a_refusal_is_the_bytes_it_always_was() {
    let refused = Refused { code: "sync/revoked".into(), detail: "this installation was revoked".into() };
    let kept =
        Golden::new("refusal.txt", "A refusal of a whole request.").cbor("refusal", &encode_refused(&refused)).check();
    assert_eq!(decode_refused(&row(&kept, "refusal")), Ok(refused));
    fail_when_written();
}
