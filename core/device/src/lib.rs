//! The phone itself: journal, photographs, network, and the engine that joins them.
//!
//! Decides: when something is saved ([`Device::send`] returns after the commit), how facts
//! are kept on disk (`journal`), how photographs are kept ([`photo`]), when a screen is
//! built anew ([`Subscription`]), and how the conversation with head office is carried over
//! HTTP (`sync`).
//!
//! Leaves to others: what may happen (`domain`), what a screen shows (`screens`), what is
//! said to the office and what its answer means (`doorstep_sync`), bytes (`wire`), and the
//! platform: clock, key and random bytes are [`ports`].
//!
//! # What always holds
//!
//! - Events, contents, lane head, projections and the command's answer are one transaction.
//!   After an unclear commit the file is opened again and says what happened.
//! - A full disk costs photographs before events: room for the visit at hand is kept (`ballast`).
//! - A photograph is on disk and fsynced before the event that names it.
//! - All effects of one answer of the office are one transaction.
//! - State reaches a screen one way: its subscription.
//! - Logs, errors and `Debug` carry no names, addresses, telephone numbers or notes.

mod ballast;
mod engine;
mod error;
mod export;
mod journal;
pub mod knowledge;
pub mod photo;
pub mod ports;
mod sync;

pub use engine::{Device, Subscription};
pub use error::{EnrolError, OpenError, SendError, StoreError};
pub use export::{ExportError, Exported};
pub use ports::{Clock, FileKey, KeyStore, Network, NoRules, OsRandom, Ports, Rules, StoredKey, SystemClock};
pub use sync::{Standing, SyncReport};
