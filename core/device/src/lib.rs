//! device

pub mod photo;
