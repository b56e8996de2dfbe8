//! One visit: its state, what may happen next, and how its lanes become one.
//!
//! [`Visit::apply`] is total: whatever a journal says happened, happened. Rules are
//! asked before ([`decide`]) and again at the office (`audit`), never while folding.

mod around;
mod command;
mod decide;
mod gate;
mod knowledge;
mod lanes;
mod quote_line;
mod state;
mod step;

pub use command::Command;
pub(crate) use decide::Asked;
pub use decide::decide;
pub use gate::{Blocker, StepState, asked, charged, checks_of, first_open, settled, step_state, unsolved};
pub use lanes::{Heard, LaneRecords, Skipped, lane_times};
pub(crate) use lanes::{Told, in_order};
pub use state::{Acceptance, Answered, Entry, Place, Presented, Visit, Waiver};
pub use step::Step;
