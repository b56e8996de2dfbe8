//! How fast the product is, each row as a ratio to the least code that does the same in
//! the same run: a number that depends on the machine is told and never judged.
//!
//! `cargo run --release -p doorstep-bench -- [--quick] [--json FILE]` prints the table and
//! ends with 1 where a target is missed. One file for each row.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that cannot measure has failed, and prints")]

mod knowledge;
mod row;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::row::Row;

/// Measures the product against floors of the same run.
#[derive(Parser)]
struct Asked {
    /// Fewer rounds, for a run on every change.
    #[arg(long)]
    quick: bool,
    /// Writes the rows there as well.
    #[arg(long)]
    json: Option<PathBuf>,
}

fn main() -> ExitCode {
    let asked = Asked::parse();
    let rows = [knowledge::search(asked.quick)];
    println!("{:<44} {:>12} {:>12} {:>7} {:>7}", "row", "value", "floor", "ratio", "target");
    rows.iter().for_each(Row::print);
    if let Some(file) = asked.json {
        let rows: Vec<_> = rows.iter().map(Row::to_json).collect();
        std::fs::write(file, format!("{:#}\n", serde_json::Value::from(rows))).unwrap();
    }
    if rows.iter().all(Row::is_met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
