//! What is on its way between phones and office.

use std::rc::Rc;

use doorstep_wire::message::{Answer, Push};

/// So many old pushes can still come again.
const OLD: usize = 12;

/// A message on its way.
#[derive(Clone, Debug)]
pub struct Message {
    /// Later messages have higher numbers.
    pub id: u64,
    /// Which phone sends or gets it.
    pub phone: usize,
    /// The exchange it belongs to.
    pub request: u64,
    /// It is not delivered before.
    pub not_before_ms: u64,
    /// What it carries.
    pub body: Body,
}

/// What a message carries.
#[derive(Clone, Debug)]
pub enum Body {
    /// To the office.
    Push(Packet<Push>),
    /// To the phone.
    Answer(Packet<Answer>),
    /// To the phone, from something that is not the office, or from an office in trouble.
    Page,
    /// To the phone: a refusal in the office's own words.
    Refused,
}

/// A message as bytes, or as it was before it was written. Whatever is damaged, and one
/// in [`WRITTEN`] of the others, is written and read in truth; compressing each of many
/// millions would be all that a run does.
#[derive(Clone, Debug)]
pub enum Packet<T> {
    /// Bytes.
    Written(Vec<u8>),
    /// What the bytes would say.
    Unwritten(Rc<T>),
}

/// One message in so many is written as bytes.
pub const WRITTEN: u64 = 64;

/// Everything that is on its way.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// In the order of sending.
    pub waiting: Vec<Message>,
    /// Pushes that arrived, to arrive again.
    pub old_pushes: Vec<Message>,
    next_id: u64,
}

impl Network {
    /// Puts a message on its way.
    pub fn send(&mut self, phone: usize, request: u64, not_before_ms: u64, body: Body) {
        self.next_id += 1;
        self.waiting.push(Message { id: self.next_id, phone, request, not_before_ms, body });
    }

    /// A push arrived; it may arrive again.
    pub fn arrived(&mut self, push: Message) {
        if self.old_pushes.len() >= OLD {
            self.old_pushes.remove(0);
        }
        self.old_pushes.push(push);
    }

    /// The places of messages that can be delivered now.
    pub fn ready(&self, now_ms: u64) -> Vec<usize> {
        let ready = self.waiting.iter().enumerate().filter(|(_, message)| message.not_before_ms <= now_ms);
        ready.map(|(at, _)| at).collect()
    }

    /// Takes a message; whether an earlier one of the same phone is still on its way.
    pub fn take(&mut self, at: usize) -> Option<(Message, bool)> {
        if at >= self.waiting.len() {
            return None;
        }
        let message = self.waiting.remove(at);
        let overtakes = self.waiting.iter().any(|other| other.phone == message.phone && other.id < message.id);
        Some((message, overtakes))
    }
}
