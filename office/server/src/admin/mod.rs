//! What the person who runs the office does: books, people, vans, jobs, invitations.
//!
//! Doing the same again changes nothing and says nothing to any phone.

pub(crate) mod approve;
mod books;
mod earlier;
mod enrol;
mod people;

pub use approve::{Approval, ApproveError};
pub use books::{BookMistake, PublishError};
pub use enrol::{EnrolError, Enrolled, InviteError};
pub use people::AdminError;
pub(crate) use people::read_job;
