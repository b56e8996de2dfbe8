//! What the bytes promise, seen from outside: round trips, refusals, goldens, sizes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod any;
mod event;
mod frame;
mod golden;
mod sample;
mod size;
