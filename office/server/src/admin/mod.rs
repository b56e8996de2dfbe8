//! What the person who runs the office does: books, people, vans, jobs, invitations,
//! revocations, erasures, and work that comes by another way than sync.
//!
//! Doing the same again changes nothing and says nothing to any phone.

pub(crate) mod approve;
pub mod backup;
mod books;
mod earlier;
mod enrol;
pub(crate) mod erase;
mod handed_in;
mod people;
pub(crate) mod revoke;
pub(crate) mod succeed;

pub use approve::{Approval, ApproveError};
pub use books::{BookMistake, PublishError};
pub use enrol::{EnrolError, Enrolled, InviteError};
pub use erase::{EraseError, Erasure};
pub use handed_in::{HandedIn, LARGEST_PIECE, TakenIn, WorkRefusal};
pub use people::AdminError;
pub(crate) use people::read_job;
pub use revoke::RevokeError;
pub use succeed::{SuccessionError, Successor};
