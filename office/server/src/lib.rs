//! The office: takes in what phones send, keeps it unchanged, and shows it.
//!
//! Decides: when something has arrived ([`intake`], [`media`]: after it is on disk, in
//! one transaction with its place in the one order of arrivals), what lists show of it
//! (projections, made again from the journal at any time), what is damaged
//! ([`integrity`]), who may join ([`admin`]), what supervisors are given ([`http`],
//! [`export`]) and what its own pages show ([`board`], [`story`], [`state`]).
//!
//! # What always holds
//!
//! - Segments, contents and photographs are only ever added. No statement of this
//!   program changes or removes one; every reading recomputes their hashes.
//! - The same push, announcement, book, job or invitation again changes no row.
//! - One process has the folder, or several that share a PostgreSQL; one writer has the
//!   database; readers never wait.
//! - A refusal that a phone may believe is typed; the office's own trouble never is.
//! - The clock and randomness stand in [`ports`] alone. Logs and refusals carry ids,
//!   never names, addresses, numbers or texts.
//! - Who may ask for what is one table ([`http::POLICY`]); without TLS only this machine
//!   is answered ([`http::Face`]).
//!
//! Leaves to others: what events mean and which rules hold (`domain`), which of a
//! lane's events are new or a copy's, and which part of the feed is due (`sync`),
//! every byte (`wire`), arguments and files of people and jobs (`cli`).

pub mod account;
pub mod admin;
pub mod blob;
pub mod board;
mod console;
mod entity;
pub mod export;
mod feed;
pub mod http;
pub mod intake;
pub mod integrity;
pub mod media;
mod migration;
pub mod office;
mod photo;
pub mod ports;
mod projection;
pub mod state;
pub mod store;
pub mod story;

pub use http::{Face, serve};
pub use integrity::IntegrityReport;
pub use office::Office;
pub use ports::SystemClock;
pub use store::Place;
