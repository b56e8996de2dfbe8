//! What a fleet did, in lines that a person reads.

use std::time::Duration;

use doorstep_server::intake::Times;

/// What some of the phones did.
#[derive(Default)]
pub struct Done {
    /// Every lane that was proved: installation, subject, events, hash.
    pub heads: Vec<String>,
    /// Events that were proved.
    pub events: u64,
    /// Requests that nobody answered, or with the office's own trouble.
    pub unanswered: u64,
    micros: Vec<u64>,
    bytes_up: u64,
    bytes_down: u64,
}

impl Done {
    /// A request was answered.
    pub fn answered(&mut self, took: Duration, up: usize, down: usize) {
        self.micros.push(u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
        self.bytes_up = self.bytes_up.saturating_add(up as u64);
        self.bytes_down = self.bytes_down.saturating_add(down as u64);
    }

    /// With what others did.
    pub fn add(&mut self, others: Self) {
        self.heads.extend(others.heads);
        self.micros.extend(others.micros);
        self.events = self.events.saturating_add(others.events);
        self.unanswered = self.unanswered.saturating_add(others.unanswered);
        self.bytes_up = self.bytes_up.saturating_add(others.bytes_up);
        self.bytes_down = self.bytes_down.saturating_add(others.bytes_down);
    }

    /// The time within which so many of a thousand were answered, in microseconds.
    fn within(&self, of_a_thousand: usize) -> u64 {
        let mut sorted = self.micros.clone();
        sorted.sort_unstable();
        let last = sorted.len().saturating_sub(1);
        sorted.get((sorted.len().saturating_mul(of_a_thousand) / 1_000).min(last)).copied().unwrap_or(0)
    }
}

/// The whole run.
pub struct Report {
    /// What was done.
    pub done: Done,
    /// How long it took.
    pub took: Duration,
    /// Visits that were to be sent.
    pub planned: u64,
}

impl Report {
    /// Prints it.
    pub fn tell(&self) {
        let Done { heads, events, unanswered, bytes_up, bytes_down, .. } = &self.done;
        let seconds = self.took.as_secs_f64();
        let visits = heads.len();
        let each = |bytes: &u64| bytes / (visits as u64).max(1);
        println!(
            "{visits} of {} visits, {events} events, in {seconds:.1} s; {unanswered} requests were not answered and sent again",
            self.planned
        );
        println!("{:.0} visits/s, {:.0} events/s", visits as f64 / seconds, *events as f64 / seconds);
        let ms = |of_a_thousand| self.done.within(of_a_thousand) as f64 / 1_000.0;
        println!("p50 {:.1} ms, p99 {:.1} ms, p99.9 {:.1} ms", ms(500), ms(990), ms(999));
        println!(
            "{bytes_up} bytes up, {bytes_down} down; {} up and {} down for each visit",
            each(bytes_up),
            each(bytes_down)
        );
    }

    /// Bytes of one request.
    pub fn bytes_each(&self) -> usize {
        usize::try_from(self.done.bytes_up / (self.done.heads.len() as u64).max(1)).unwrap_or(usize::MAX)
    }

    /// Prints how the office stands beside a plain COPY: records and commit, rules apart.
    pub fn tell_floor(&self, times: &Times, copy: Duration) {
        let ours = times.records.saturating_add(times.commit) as f64 / 1_000.0 / times.pushes.max(1) as f64;
        let theirs = copy.as_secs_f64() * 1_000.0;
        println!(
            "COPY of the same bytes in a durable transaction: {theirs:.2} ms; records and commit {ours:.2} ms: {:.2}x",
            theirs / ours
        );
    }

    /// Prints where the office's time went.
    pub fn tell_inside(&self, times: &Times) {
        let each = |micros: u64| micros as f64 / 1_000.0 / times.pushes.max(1) as f64;
        println!(
            "inside the office, for each push: waited {:.2} ms, records {:.2} ms, rules and projections {:.2} ms, commit {:.2} ms",
            each(times.waited),
            each(times.records),
            each(times.projections),
            each(times.commit)
        );
    }
}
