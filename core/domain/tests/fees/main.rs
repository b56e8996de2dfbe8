//! Money: what a line costs and why, what the centre may take off, and what two phones
//! make of one quote. What is shown, charged and paid is always one amount.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a told visit that goes wrong is a failed test"
)]

mod cover;
mod gates;
mod hold;
mod old_part;
mod software;
#[path = "../told/mod.rs"]
mod told;
mod two_phones;
mod word;

use doorstep_domain::book::{FeeKind, Language};
use doorstep_domain::event::{
    Because, DocumentKind, Envelope, Event, OldPart, Outcome, QuoteAnswer, QuoteItem, QuoteLine, Record, SeenHead,
    Signer,
};
use doorstep_domain::id::{Hash, Head, ReasonId};
use doorstep_domain::incident::IncidentCommand;
use doorstep_domain::job::{ServiceKind, Warranty};
use doorstep_domain::money::{Currency, Money};
use doorstep_domain::reduction::{
    ApprovalKey, CODES, CodeFor, QuoteMark, ReductionCommand, in_fours, is_right, spoken_code,
};
use doorstep_domain::terms::{Certificate, Earlier, Terms};
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::{Command, Heard, LaneRecords, Step, StepState, Visit, charged, step_state};
use proptest::prelude::*;

use told::{NINE, Told, books, fit, job, lane, opening, visit, visit_for, yuan};

const DAY_MS: i64 = 86_400_000;

/// The fixture job for another service and appliance.
fn visit_as(service: ServiceKind, category: &str, warranty: Warranty) -> Told {
    let mut job = job("06");
    (job.service, job.category, job.warranty) = (service, category.parse().unwrap(), warranty);
    visit_for(job)
}

fn terms(told: &Told) -> Terms {
    let certificate =
        Certificate { category: told.opening().category.clone(), grade: 3, valid_until: "2027-12-31".parse().unwrap() };
    Terms {
        window: told.job.window,
        travel_min: None,
        installed_on: None,
        is_elderly: false,
        certificate: Some(certificate),
    }
}

/// The same visit, accepted with these terms and this past.
fn again(told: Told, terms: Option<Terms>, earlier: Option<Earlier>) -> Told {
    let opening = opening(&told.job, &told.books);
    Told { visit: Visit::default(), ..told }.does(Command::Open { opening, terms, earlier })
}

fn installed(told: Told, day: &str) -> Told {
    let terms = Terms { installed_on: Some(day.parse().unwrap()), ..terms(&told) };
    again(told, Some(terms), None)
}

fn earlier(left_ms: Option<i64>) -> Earlier {
    Earlier {
        visit: "FW-20261101-0006-1".parse().unwrap(),
        relied: Hash::of(b"the last event"),
        left_ms,
        quote: None,
        labour: vec![("labour-washer-minor".parse().unwrap(), 1)],
        missing: Vec::new(),
        fitted: vec![("XY-PS-30".parse().unwrap(), 2)],
        custody: Vec::new(),
    }
}

fn add(row: &str, count: u32, card: Option<Money>) -> Command {
    Command::AddQuoteLine { item: QuoteItem::Fee(row.parse().unwrap()), count, card }
}

fn add_part(part: &str, count: u32) -> Command {
    Command::AddQuoteLine { item: QuoteItem::Part(part.parse().unwrap()), count, card: None }
}

/// What the next line would cost, and why.
fn line_of(told: &Told, command: &Command) -> (Money, Because) {
    match told.attempt(command).unwrap().remove(0) {
        Event::QuoteLineAdded { line } => (line.amount, line.because),
        event => panic!("{event:?} is no line"),
    }
}

fn zero() -> Money {
    Money::zero(books().fees.currency)
}

const KEY: ApprovalKey = ApprovalKey([7; 32]);

fn reason() -> ReasonId {
    "hardship".parse().unwrap()
}

fn ask(total: &str) -> Command {
    Command::Reduction(ReductionCommand::Ask { total: yuan(total), reason: reason() })
}

fn enter(told: &Told, request: u32, code: u32) -> Command {
    let open = &told.visit.reductions.requests[&request];
    let what = CodeFor::request(&told.opening().visit, request, open);
    Command::Reduction(ReductionCommand::EnterCode { request, code, is_right: is_right(&KEY, &what, code) })
}

/// What the centre says when it hears what the engineer reads out.
fn spoken(told: &Told, request: u32) -> u32 {
    let shown = told.visit.quote.unwrap();
    let quote = QuoteMark::from_spoken(&shown.document.short()).unwrap();
    let total = told.visit.reductions.requests[&request].to;
    spoken_code(&KEY, &CodeFor { visit: told.opening().visit.clone(), request, quote, total })
}

/// 30 and 60 and 75 are quoted and shown.
fn quoted() -> Told {
    let told = visit("06").up_to(Step::Quote).charges("visit-city", 1).charges("labour-washer-minor", 1);
    told.charges_part("XY-PS-30", 1).quotes()
}

/// A lane of these events; each saw as much of the other lane as stands beside it.
fn lane_of(installation: u8, events: Vec<(Event, Option<&LaneRecords>)>) -> LaneRecords {
    let heard = events.into_iter().zip(1_u64..).map(|((event, saw), seq)| {
        let seen = saw.map(|saw| SeenHead { lane: saw.lane.clone(), head: saw.heard.last().unwrap().head });
        let clock = (seq == 1).then_some(NINE);
        let envelope = Envelope { delta_ms: seq, running_delta: 1, clock, seen: seen.into_iter().collect() };
        let hash = Hash::of(&[&[installation], seq.to_le_bytes().as_slice()].concat());
        Heard { head: Head { seq, hash }, record: Ok(Record { envelope, event }) }
    });
    LaneRecords { lane: lane(installation, &job("06")), heard: heard.collect() }
}

fn blind(events: impl IntoIterator<Item = Event>) -> Vec<(Event, Option<&'static LaneRecords>)> {
    events.into_iter().map(|event| (event, None)).collect()
}

fn events(told: Told) -> Vec<Event> {
    told.visit.story.into_iter().map(|entry| entry.event).collect()
}

fn folded(lanes: &[LaneRecords]) -> Told {
    Told { visit: Visit::from_lanes(lanes), ..visit("06") }
}

fn amounts(told: &Told) -> Vec<(u32, i64)> {
    told.visit.lines.values().map(|line| (line.line, line.amount.minor)).collect()
}
