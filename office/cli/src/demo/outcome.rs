//! What the demo shows at its end: a short table, and whether everything matched.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use doorstep_server::IntegrityReport;

use super::fleet::Report;
use crate::failure::Failure;
use crate::verify::Verified;

/// Everything that is compared and told.
#[derive(Default)]
pub struct Outcome {
    /// Events that the phones held before the day's work.
    pub held: u64,
    /// Intents that were acknowledged during the day's work.
    pub acknowledged: u64,
    /// What each phone said of its last sync.
    pub reports: Vec<Report>,
    /// Each lane's last place as its phone knows it.
    pub phone_heads: BTreeMap<String, (u64, String)>,
    /// What was recomputed from the pulled bytes.
    pub verified: Verified,
    /// How long all of it took.
    pub took: Duration,
    complaints: Vec<String>,
    repaired: Vec<String>,
}

impl Outcome {
    /// Something does not match.
    pub fn complain(&mut self, what: String) {
        self.complaints.push(what);
    }

    /// What the office found out about its own folder.
    pub fn take_integrity(&mut self, report: IntegrityReport) {
        self.complaints.extend(report.damaged.iter().map(ToString::to_string));
        self.repaired.extend(report.repaired.iter().map(ToString::to_string));
    }

    /// Holds the phones against the pulled bytes.
    pub fn compare(&mut self) {
        let expected = self.held + self.acknowledged;
        if expected == 0 {
            self.complain("no event was recorded at all".to_owned());
        }
        if self.verified.events != expected {
            self.complain(format!("{expected} events were acknowledged, {} were pulled", self.verified.events));
        }
        for (lane, (seq, hash)) in &self.phone_heads {
            match self.verified.heads.get(lane) {
                Some((their_seq, their_hash)) if (their_seq, their_hash) == (seq, hash) => {}
                Some((their_seq, _)) => {
                    self.complaints.push(format!("{lane}: {seq} on the phone, {their_seq} pulled, or another hash"));
                }
                None => self.complaints.push(format!("{lane}: {seq} on the phone, nothing pulled")),
            }
        }
        let unproved: u64 = self.reports.iter().map(|report| report.unproved).sum();
        if unproved > 0 {
            self.complain(format!("{unproved} things are still on the phones"));
        }
    }

    /// The table.
    pub fn print(&self, url: &str, pulled: &Path) {
        let sum = |of: fn(&Report) -> u64| self.reports.iter().map(of).sum::<u64>();
        let (events, bytes_up) = (sum(|r| r.events_up), sum(|r| r.bytes_up));
        let per_event = match events {
            0 => "–".to_owned(),
            events => format!("{:.1}", bytes_up as f64 / events as f64),
        };
        println!();
        println!("  visits pulled            {:>8}", self.verified.visits);
        println!("  events, all hashes same  {:>8}", self.verified.events);
        println!("  photos, all hashes same  {:>8}", self.verified.photos);
        println!("  went up: events          {events:>8}");
        println!("           bytes per event {per_event:>8}  (with texts and signatures)");
        println!("           requests        {:>8}", sum(|r| r.requests));
        println!("           photos          {:>8}", sum(|r| r.photos_up));
        println!("  time                     {:>7.1}s", self.took.as_secs_f64());
        println!("  records pulled to        {}", pulled.display());
        println!("  console                  {url}/");
        for repaired in &self.repaired {
            println!("  repaired: {repaired}");
        }
        match self.complaints.len() {
            0 => println!("  everything matched"),
            count => println!("  {count} things did NOT match"),
        }
    }

    /// Well only if nothing was complained about.
    pub fn verdict(self) -> Result<(), Failure> {
        match self.complaints.is_empty() {
            true => Ok(()),
            false => Err(Failure::Mismatch(self.complaints)),
        }
    }
}
