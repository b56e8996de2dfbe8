//! The bytes: how events, messages and stored stretches of lanes are written.
//!
//! Decides: what an event, a push, an answer, a refusal, a signature's strokes, a
//! segment and a manifest look like as bytes, which bytes are refused, and which
//! hash a place in a lane has. The same bytes stand in the journal and on the
//! wire; an event is encoded once, on the phone that recorded it, and never again.
//!
//! # Invariants
//!
//! - One value has one spelling. CBOR arrays, integers, texts, byte strings, `true`,
//!   `false` and `null` in their shortest form; no maps, floats, tags or open lengths.
//! - Every decoder goes the same way: limits, spelling, values, nothing left over.
//!   Events are encoded again as well and must give the bytes they came from.
//! - Numbers of kinds and codes of options (`code`) are never changed or used twice.
//!   A body that needs another field is another kind.
//! - Unknown kinds keep their bytes and their place ([`event::decode`], [`message::FeedItem`]).
//! - Nothing here panics, whatever bytes it is given.
//!
//! Units: milliseconds, minor units of a currency, bytes.
//!
//! Leaves to others: what an event means (`domain`), when and to whom something
//! is sent (`sync`), files, databases and HTTP (`device`, `server`), random numbers.

pub mod chain;
mod code;
pub mod content;
mod error;
pub mod event;
pub mod frame;
pub mod key;
pub mod manifest;
pub mod message;
mod pack;
mod reader;
pub mod sealed;
pub mod segment;
pub mod signed;
mod spelling;
pub mod strokes;
pub mod succession;
pub mod terms;
mod value;
pub mod work;
mod writer;

pub use code::kind;
pub use error::WireError;
