//! A whole phone from outside: what it keeps, what it shows, and what it says to an
//! office over real HTTP.

mod kept;
mod office;
mod phone;
mod sent;
