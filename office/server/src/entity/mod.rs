//! Rows, one module for each table. Rows never leave this crate.

mod journal;
mod people;
mod projection;
mod work;

pub use journal::{content, erased, lane, media, quarantine, segment, upload};
pub use people::{engineer, heard, installation, invitation, office};
pub use projection::{fee_line, finding, part_use, visit};
pub use work::{book, edition, feed, job, stock};
