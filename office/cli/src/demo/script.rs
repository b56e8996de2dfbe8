//! What a scripted engineer does on a visit, as data: `fixtures/demo/*.toml`, one
//! file for each job.
//!
//! A script says only what differs from an ordinary visit. Everything else follows
//! from the screens: the engineer answers what is asked, in the order of the book.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::failure::Failure;

/// One visit's script.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Script {
    /// The visit.
    pub visit: String,
    /// Choices that differ from the first option: check to option.
    pub choose: BTreeMap<String, String>,
    /// Values that differ from the middle of the expected range: check to value.
    pub measure: BTreeMap<String, f64>,
    /// Checks that are waived: check to reason.
    pub waive: BTreeMap<String, String>,
    /// Notes: check to text; the key `visit` is a note that belongs to no check.
    pub write: BTreeMap<String, String>,
    /// What is charged: rows of the fee schedule with their count.
    pub fees: BTreeMap<String, u32>,
    /// Parts on the quote that are then fitted.
    pub parts: Vec<PartLine>,
    /// Parts that are needed and not on the van.
    pub missing: BTreeMap<String, u32>,
    /// What the customer says to the quote: `accepted` or `declined`.
    pub quote: String,
    /// Who signs: `customer`, `family`, `representative`; empty when nobody does.
    pub signer: String,
    /// Why nobody signs: `refused`, `absent`, `unable`.
    pub unsigned: String,
    /// A few words about that.
    pub unsigned_words: String,
    /// How the visit ends.
    pub outcome: String,
    /// When the engineer reaches the address, `12:20`; empty: a few minutes early.
    pub arrive: String,
    /// The true reason for being late, and how the apology was taken.
    pub late: Option<Late>,
    /// Nobody opens: the whole doorstep protocol, then the engineer leaves.
    pub nobody_opens: bool,
    /// What comes between, before which step.
    pub incidents: Vec<Between>,
    /// The customer finds it too much, and the centre says yes.
    pub reduction: Option<LowerPrice>,
    /// What leaves the home, or is lent.
    pub custody: Vec<Leaving>,
    /// Another time that was agreed; the visit ends with it.
    pub moved: Option<NewTime>,
}

/// Being late.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Late {
    /// A reason of the standard.
    pub reason: String,
    /// The incident of the ladder.
    pub incident: String,
    /// How it ended.
    pub outcome: String,
}

/// Something that comes between.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Between {
    /// Before which step, by key.
    pub before: String,
    /// Which incident.
    pub incident: String,
    /// How long it lasts.
    pub minutes: u64,
    /// Who is called: `dispatcher`, `centre` …
    #[serde(default)]
    pub tell: Vec<String>,
    /// How it ends.
    pub outcome: String,
    /// In a few words.
    #[serde(default)]
    pub words: String,
}

/// A lower price by the centre's word.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LowerPrice {
    /// The new total in minor units.
    pub total_minor: i64,
    /// A reason of the standard.
    pub reason: String,
}

/// Something that changes hands.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaving {
    /// `appliance`, `component` or `loaner`.
    pub kind: String,
    /// What is printed on it.
    pub serial: String,
    /// Its state in words.
    pub condition: String,
    /// Due back after so many days.
    pub days: i64,
}

/// Another time.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTime {
    /// So many hours after the old window began.
    pub hours: i64,
    /// A reason of the standard.
    pub reason: String,
}

/// One part.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartLine {
    /// Its number.
    pub part: String,
    /// How many.
    pub count: u32,
    /// The piece, for tracked parts.
    #[serde(default)]
    pub serial: Option<String>,
    /// Where the old part went: `returned`, `kept-by-customer`, `none`.
    pub old_part: String,
}

impl Script {
    /// Reads one script.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path).map_err(|source| Failure::file("read", path, source))?;
        toml::from_str(&text).map_err(|wrong| Failure::BadFile { path: path.to_owned(), reason: wrong.to_string() })
    }
}
