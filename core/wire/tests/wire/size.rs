//! How many bytes an event costs on the line.

use doorstep_domain::event::*;
use doorstep_domain::id::{Hash, Head};
use doorstep_domain::money::{Currency, Money};
use doorstep_wire::event::encode;
use doorstep_wire::frame::encode_push;
use doorstep_wire::message::{Push, Segment, SentEvent};

use crate::sample;

/// A small generator: the bytes do not matter, only that they are no pattern.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ (mixed >> 27)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    fn hash(&mut self) -> Hash {
        Hash::of(&self.next().to_be_bytes())
    }
}

const CHECKS: [&str; 22] = [
    "greet.knock",
    "greet.badge",
    "greet.shoe-covers",
    "greet.mat",
    "greet.tools",
    "greet.confirm-fault",
    "diagnose.power",
    "diagnose.water",
    "diagnose.supply-voltage",
    "diagnose.leakage",
    "diagnose.error-code",
    "diagnose.nameplate",
    "diagnose.cause",
    "quote.explained",
    "repair.power-off",
    "repair.fitted",
    "repair.old-part",
    "repair.test-run",
    "repair.measured-after",
    "clean.floor",
    "clean.appliance",
    "clean.packaging",
];

/// One visit of forty events: five photographs, two notes, three lines, a signature.
fn visit(number: u64, chance: &mut Chance) -> Vec<Event> {
    let mut events = vec![sample::opened(&format!("FW-2026-11-{:05}", 10_400 + number))];
    for (at, check) in CHECKS.iter().enumerate() {
        let answer = match at {
            8 | 9 | 18 => Answer::Measured(219_000 + chance.below(4_000) as i64),
            10 | 12 => Answer::Chosen(format!("option-{}", chance.below(6)).parse().unwrap()),
            5 | 11 | 17 | 19 => Answer::Photographed(chance.hash()),
            13 => Answer::Noted(chance.hash()),
            _ => Answer::Confirmed,
        };
        events.push(Event::CheckAnswered { check: check.parse().unwrap(), answer });
    }
    let mut total = 0;
    for line in 1..=3 {
        let minor = 100 * (20 + chance.below(300) as i64);
        total += minor;
        events.push(Event::QuoteLineAdded { line: sample::line(line, minor) });
    }
    let total = Money::new(total, Currency::CNY);
    let (quote, confirmation) = (chance.hash(), chance.hash());
    events.extend([
        Event::DocumentPresented { kind: DocumentKind::Quote, document: quote, total },
        Event::QuoteAnswered { document: quote, answer: QuoteAnswer::Accepted },
        Event::PhotoAdded { photo: chance.hash() },
        Event::NoteAdded { note: chance.hash() },
    ]);
    for _ in 0..2 {
        events.push(sample::fitted(&format!("{:010}", chance.below(10_000_000_000))));
    }
    for check in &CHECKS[14..19] {
        let answer = Answer::Confirmed;
        events.push(Event::CheckAnswered { check: check.parse().unwrap(), answer });
    }
    events.extend([
        Event::DocumentPresented { kind: DocumentKind::Confirmation, document: confirmation, total },
        Event::Signed { document: confirmation, total, signer: Signer::Customer, strokes: chance.hash() },
        Event::VisitLeft { outcome: Outcome::Solved },
    ]);
    events
}

fn backlog(visits: u64) -> (Push, usize) {
    let mut chance = Chance(visits);
    let mut push = Push {
        segments: Vec::new(),
        offers: Vec::new(),
        contents: Vec::new(),
        photos: Vec::new(),
        books_wanted: Vec::new(),
        ..sample::push()
    };
    let mut count = 0;
    for number in 0..visits {
        let events: Vec<SentEvent> = visit(number, &mut chance)
            .into_iter()
            .enumerate()
            .map(|(at, event)| {
                let clock = (at == 0).then(|| sample::stamp(chance.below(1 << 40) as i64));
                let delta_ms = if at == 0 { 0 } else { 2_000 + chance.below(90_000) };
                let running_delta = if at == 0 { number * 40 } else { 1 };
                SentEvent::Plain(encode(&Record {
                    envelope: Envelope { delta_ms, running_delta, clock, seen: Vec::new() },
                    event,
                }))
            })
            .collect();
        count += events.len();
        push.segments.push(Segment {
            subject: sample::subject(&format!("FW-2026-11-{:05}.1", 10_400 + number)),
            installation: None,
            continues: None,
            base: Head::EMPTY,
            end: events.len() as u64,
            events,
        });
    }
    (push, count)
}

fn bytes_per_event(visits: u64) -> (f64, f64) {
    let (push, count) = backlog(visits);
    let raw: usize = push.segments.iter().flat_map(|s| &s.events).filter_map(SentEvent::bytes).map(<[u8]>::len).sum();
    (raw as f64 / count as f64, encode_push(&push).len() as f64 / count as f64)
}

#[test]
fn a_backlog_costs_at_most_forty_bytes_an_event_and_one_visit_fifty() {
    for (visits, most) in [(1, 50.0), (10, 40.0), (100, 40.0)] {
        let (raw, sent) = bytes_per_event(visits);
        println!("{visits} visits: {raw:.1} bytes an event as stored, {sent:.1} as sent");
        assert!(sent <= most, "{visits} visits: {sent:.1} bytes an event");
    }
}

#[test]
fn a_request_with_one_event_stays_below_two_hundred_bytes() {
    let (mut push, _) = backlog(1);
    push.segments[0].events.truncate(2);
    push.segments[0].events.remove(0);
    let len = encode_push(&push).len();
    println!("one event in a request: {len} bytes");
    assert!(len <= 200, "{len}");
    push.segments.clear();
    let len = encode_push(&push).len();
    println!("an idle request: {len} bytes");
    assert!(len <= 150, "{len}");
}
