//! Rows, one module for each table. Rows never leave this crate.

mod journal;
mod people;
mod projection;
mod supervisor;
mod work;

pub use journal::{content, erased, filled, handed_in, lane, media, quarantine, segment, upload};
pub use people::{certificate, challenge, engineer, heard, installation, invitation, office, succession};
pub use projection::{attachment, day, fee_line, finding, part_use, van_stock, visit};
pub use supervisor::{access_token, account, known_browser, once_link, reading, session};
pub use work::{approval_key, book, earlier_told, edition, feed, issued_code, job, stock};
