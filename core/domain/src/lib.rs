//! What a visit is, and which rules bind it.
//!
//! Decides: what may happen on a visit ([`visit::decide`]), what follows from what
//! happened ([`visit::Visit`]), what a line costs and why ([`quote`]), what the
//! customer is shown ([`document`]), and what a person at the office should look at
//! ([`audit`]). All of it comes from [`book::Books`]; a price, a threshold or a
//! wording in this crate would be a mistake.
//!
//! Leaves to others: bytes (`wire`), when and how events travel (`sync`), what a
//! screen shows (`screens`), disk, clock, randomness and network (`device`, office).
//! The same crate runs on the phone and at the office, so that both reach the same
//! verdict on the same facts.

pub mod appointment;
pub mod arrival;
pub mod audit;
pub mod book;
pub mod call;
pub mod custody;
pub mod day;
pub mod document;
pub mod door;
pub mod event;
pub mod follow_up;
pub mod id;
pub mod incident;
pub mod job;
pub mod job_file;
pub mod knowledge;
pub mod money;
pub mod part;
pub mod person_file;
pub mod quote;
pub mod reduction;
pub mod refusal;
pub mod requirement;
pub mod terms;
pub mod time;
pub mod van;
pub mod visit;
