//! Rules about the repository itself, run as tests.
//!
//! Each rule is a function from text to complaints; beside each stands a case that
//! must fail, so that a rule that sees nothing is noticed.

pub mod answers;
pub mod calls;
pub mod edges;
pub mod phones;
pub mod requirements;
pub mod shape;
pub mod tree;
pub mod words;
