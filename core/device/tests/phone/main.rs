//! A whole phone from outside: what it keeps, what it shows, and what it says to an
//! office over real HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod background;
mod day_and_van;
mod found;
mod kept;
mod looked_up;
mod office;
mod phone;
mod rest;
mod seen;
mod sent;
mod trust;
mod two_days;
