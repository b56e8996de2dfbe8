//! The office: takes in what phones send, keeps it unchanged, and shows it.

pub mod board;
mod entity;
pub mod integrity;
mod migration;
pub mod ports;
pub mod store;
pub mod story;
