//! Whole histories of phones and an office in one thread, from one seed.
//!
//! The conversation is the real one: `core/sync` decides, `core/wire` writes and reads
//! the messages, events are real events and `core/domain` folds them. Network, disks and
//! clocks are played here, and so is everything that goes wrong with them ([`fault`],
//! [`harm`], [`talk`]). After every step [`check`] looks at the promises that the step
//! may have broken: kept, once, proved only what the office proved, cursor with effect,
//! one bad thing blocks nothing else. At the end nothing goes wrong any more, and [`end`]
//! asks for everything: there, once, the same story in any order.
//!
//! [`line`] plays something else with the same parts: a day's photographs over 2G.
//!
//! A history that breaks a promise is made short ([`shrink`]) and run again with its
//! steps written down.

mod carry;
pub mod check;
pub mod drain;
pub mod end;
pub mod fault;
pub mod harm;
pub mod history;
pub mod letter;
pub mod line;
pub mod network;
pub mod office;
pub mod phone;
pub mod rng;
pub mod shrink;
pub mod talk;
pub mod world;
