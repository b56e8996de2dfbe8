//! A pulled folder: where things lie, and the two summaries that are made from the records.
//!
//! ```text
//! visits/<visit>.json   the office's record of one visit, its bytes unchanged
//! media/<hash>          a photograph
//! visits.jsonl          the records' summaries, one a line
//! visits.csv            the same for a spreadsheet
//! manifest.cbor         every record and photograph with its hash, signed by the office
//! ```
//!
//! The summaries are not signed: whoever verifies makes them again and compares.

use std::collections::BTreeMap;
use std::path::Path;

use doorstep_server::http::{VisitDocument, VisitSummary};

use crate::failure::Failure;

/// The signed manifest.
pub const MANIFEST: &str = "manifest.cbor";
/// The summaries, one JSON object a line.
pub const LINES: &str = "visits.jsonl";
/// The summaries as a table.
pub const TABLE: &str = "visits.csv";
/// What ends the name of a file that is not finished.
pub const UNFINISHED: &str = ".part";

/// Where a visit's record lies.
pub fn visit_path(visit: &str) -> String {
    format!("visits/{visit}.json")
}

/// Where a photograph lies.
pub fn media_path(hash: &str) -> String {
    format!("media/{hash}")
}

/// Reads a record.
pub fn read(path: &Path, bytes: &[u8]) -> Result<VisitDocument, Failure> {
    serde_json::from_slice(bytes).map_err(|wrong| Failure::BadFile { path: path.to_owned(), reason: wrong.to_string() })
}

/// Both summaries of these records, by visit.
pub fn summaries(records: &BTreeMap<String, VisitDocument>) -> Result<[(&'static str, Vec<u8>); 2], Failure> {
    let mut lines = Vec::new();
    let mut table = csv::Writer::from_writer(Vec::new());
    let wrong = |wrong: &dyn std::fmt::Display| Failure::Office(format!("a summary cannot be written: {wrong}"));
    let header = [
        "visit",
        "job",
        "engineer",
        "state",
        "outcome",
        "total_minor",
        "currency",
        "started_ms",
        "left_ms",
        "events",
        "photos_named",
        "photos_arrived",
        "exceptions",
    ];
    table.write_record(header).map_err(|w| wrong(&w))?;
    for record in records.values() {
        serde_json::to_writer(&mut lines, &record.summary).map_err(|w| wrong(&w))?;
        lines.push(b'\n');
        table.write_record(row(&record.summary)).map_err(|w| wrong(&w))?;
    }
    let table = table.into_inner().map_err(|w| wrong(&w))?;
    Ok([(LINES, lines), (TABLE, table)])
}

fn row(summary: &VisitSummary) -> Vec<String> {
    let text = |text: &Option<String>| harmless(text.as_deref().unwrap_or_default());
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    vec![
        harmless(&summary.visit),
        text(&summary.job),
        text(&summary.engineer),
        harmless(&summary.state),
        text(&summary.outcome),
        number(summary.total_minor),
        text(&summary.currency),
        number(summary.started_ms),
        number(summary.left_ms),
        summary.events.to_string(),
        summary.photos_named.to_string(),
        summary.photos_arrived.to_string(),
        summary.exceptions.to_string(),
    ]
}

/// A text that a spreadsheet does not take for a formula.
fn harmless(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{text}"),
        _ => text.to_owned(),
    }
}
