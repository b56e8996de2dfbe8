//! Whole histories of phones and an office in one thread, from one seed.
//!
//! The conversation is the real one: `core/sync` decides, `core/wire` writes and reads
//! every message, events are real events. Network, disks and clocks are played here,
//! and so is everything that goes wrong with them ([`fault`]). After every step
//! [`check`] looks at the promises: kept, once, proved only what the office proved,
//! cursor with effect, one bad thing blocks nothing else; at the end, alive.
//!
//! A history that breaks a promise is run again with its steps written down.

mod carry;
pub mod check;
pub mod drain;
pub mod fault;
pub mod history;
pub mod letter;
pub mod network;
pub mod office;
pub mod phone;
pub mod rng;
pub mod world;
