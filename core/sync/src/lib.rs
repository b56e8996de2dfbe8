//! Both halves of the conversation between a phone and head office.
//!
//! Decides: what a phone says next and when ([`phone::PhoneSync`]), what an answer
//! means for the phone's disk ([`phone::PhoneEffect`]), what the office keeps of an
//! offered lane ([`office::judge`]), which feed entries a phone gets ([`feed`]),
//! how a photograph travels ([`upload::Upload`]), what a copy takes along when it becomes
//! a new installation ([`successor`]), what lanes that share events tell ([`once`]), and when
//! an edition is whole ([`edition`]).
//!
//! Leaves to others: disk, network, threads, clocks, randomness, signatures and
//! bytes. Times are milliseconds of the caller's monotonic clock; random bits come
//! from the caller. Both halves run in `tests/sim` against each other, over the real
//! frames, with every fault that one seed can think of.
//!
//! # What always holds
//!
//! - *Proved* is a point of the phone's own chain up to which the office, in the
//!   epoch that the phone knows, said that it agrees. It goes down as well as up.
//! - An answer counts only for the one request in flight. Everything that follows
//!   from it is one transaction at the phone, the feed's cursor included.
//! - [`phone::PhoneSync`] holds nothing that a restart may not lose: what is proved,
//!   arrived or taken in is read from the journal every time.
//! - What fails alone is put aside with a back-off of its own; lanes, contents,
//!   photographs and the feed never wait for each other's failures.
//! - Something unproved and no back-off ⇒ [`phone::Next::Send`]; with a back-off ⇒
//!   [`phone::Next::Wait`] with its end. [`phone::Next::Idle`] means: all said.
//! - An event is quarantined by its own bytes and its lane's name, never by state;
//!   it keeps its place and its lane goes on.

pub mod backoff;
pub mod digest;
pub mod edition;
pub mod feed;
pub mod office;
pub mod once;
pub mod phone;
pub mod successor;
pub mod upload;
