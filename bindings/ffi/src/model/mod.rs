//! Screen models, mirrored: one file for each screen.

mod custody;
mod day;
mod doorstep;
mod follow_up;
mod help;
mod incident;
mod job;
mod knowledge;
mod leave;
mod look;
mod next;
mod paper;
mod part;
mod prepare;
mod quote;
mod reduction;
mod shared;
mod sign;
mod step;
mod sync;
mod today;
mod way;
