//! The office: takes in what phones send, keeps it unchanged, and shows it.

pub mod admin;
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
pub mod store;
pub mod story;

pub use office::Office;
pub use ports::SystemClock;
pub use integrity::IntegrityReport;
pub use http::{check_address, serve};
