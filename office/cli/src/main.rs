//! The `doorstep` program.
fn main() {}
