//! How fast and how small the product is, each row as a ratio to the least code that does the
//! same in the same run: a time that depends on the machine is told and never judged.
//!
//! `cargo run --release -p doorstep-bench -- [--quick] [--json FILE]` prints the table and
//! ends with 1 where a row is so far off that something became twice as slow or as large.
//! "met" and "missed" hold a row against what was promised. One file for each topic; the data
//! are the visits of `reference`, with rounds of floor and product in turns.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "a bench that cannot measure has failed, and prints"
)]

mod count;
mod dice;
mod knowledge;
mod phone;
mod photo;
mod reference;
mod road;
mod row;
mod store;
mod sync;
mod tap;
#[allow(clippy::indexing_slicing, reason = "a tale that cannot be tapped is a failed bench")]
#[path = "../../told/tests/phone/tap.rs"]
mod taps;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use crate::phone::Pair;
use crate::row::{Row, clocked};

/// Measures the product against floors of the same run.
#[derive(Parser)]
struct Asked {
    /// Fewer visits and rounds, for a run on every change.
    #[arg(long)]
    quick: bool,
    /// Where the rows are written as well; beside the program unless told.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Writes the reference visits there, as hexadecimal events, and measures nothing.
    #[arg(long)]
    export: Option<PathBuf>,
}

/// How many visits a counted sync has.
const COUNTED: usize = 50;

fn main() -> ExitCode {
    if let [_, called, first, second] = std::env::args().collect::<Vec<_>>().as_slice() {
        match called.as_str() {
            photo::ALONE => return alone(|| photo::alone(first.as_ref(), second.as_ref())),
            count::ALONE => return alone(|| count::alone(first.as_ref(), second)),
            _ => {}
        }
    }
    let asked = Asked::parse();
    if let Some(file) = asked.export {
        return alone(|| export(&file));
    }
    let rows = measured(asked.quick);
    Row::print_heading();
    rows.iter().for_each(Row::print);
    let beside = || std::env::current_exe().unwrap().with_file_name("bench.json");
    let json: Vec<_> = rows.iter().map(Row::to_json).collect();
    std::fs::write(asked.json.unwrap_or_else(beside), format!("{:#}\n", serde_json::Value::from(json))).unwrap();
    let wrong = rows.iter().filter(|row| row.is_at_fault()).count();
    println!("{} rows, {wrong} at fault", rows.len());
    if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The visits for peers that are measured elsewhere.
fn export(file: &Path) {
    let hex = |event: &Vec<u8>| event.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let visits = reference::visits(&doorstep_told::books("home-service"), 1_000);
    let visits: Vec<Vec<String>> = visits.iter().map(|visit| visit.events.iter().map(hex).collect()).collect();
    std::fs::write(file, serde_json::to_vec(&visits).unwrap()).unwrap();
}

/// One thing in a process of its own.
fn alone(run: impl FnOnce()) -> ExitCode {
    run();
    ExitCode::SUCCESS
}

fn measured(is_quick: bool) -> Vec<Row> {
    let books = doorstep_told::books("home-service");
    let visits = reference::visits(&books, if is_quick { 250 } else { 1_000 });
    let events: usize = visits.iter().map(|visit| visit.events.len()).sum();
    let contents: usize = visits.iter().flat_map(|visit| &visit.contents).map(|content| content.bytes.len()).sum();
    let waiting = reference::tapped(&books, if is_quick { 20 } else { 100 });
    let (pair, took) = clocked(|| Pair::with(&visits, &waiting));
    println!("{} visits, {events} events, {contents} bytes of contents; ready after {took:.1?}", visits.len());
    let mut rows = tap::rows(&pair, &waiting, visits.len());
    rows.extend(sync::rows(&pair, &visits, is_quick));
    rows.extend(store::rows(&pair, events, is_quick));
    rows.extend(photo::rows(is_quick));
    let few = visits.get(..COUNTED).unwrap();
    rows.extend(count::rows(&Pair::with(few, &[]), few.iter().map(|visit| visit.events.len()).sum()));
    rows.push(knowledge::search(is_quick));
    rows
}
