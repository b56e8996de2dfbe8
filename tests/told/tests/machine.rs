//! Engineers who do anything at all, for 200,000 steps: nothing panics, nobody is ever
//! trapped, nothing is signed before its gates, nothing is charged above the accepted
//! quote, and no part is lost or invented.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a walk that goes wrong is a failed test"
)]

use std::collections::BTreeMap;

use doorstep_domain::appointment::AppointmentCommand;
use doorstep_domain::arrival::{ArrivalCommand, Milestone};
use doorstep_domain::book::{Books, CheckKind};
use doorstep_domain::call::{Call, CallReason, CallResult, Party};
use doorstep_domain::custody::{CustodyCommand, CustodyEnd, CustodyKind};
use doorstep_domain::door::{DoorCommand, DoorSearch, DoorTry, SearchResult};
use doorstep_domain::event::{
    Answer, DocumentKind, Event, NoSignature, OldPart, Outcome, QuoteAnswer, QuoteItem, Rejection, Signer, TicketField,
};
use doorstep_domain::follow_up::{FollowUpCommand, FollowUpResult};
use doorstep_domain::id::{Hash, PartNo};
use doorstep_domain::incident::IncidentCommand;
use doorstep_domain::job::Window;
use doorstep_domain::money::Money;
use doorstep_domain::reduction::ReductionCommand;
use doorstep_domain::visit::{Command, Step, charged, first_open};
use doorstep_told::{Told, books, visit};

/// How many steps are walked in all.
const STEPS: usize = 200_000;

/// How many steps one visit has at most.
const LONGEST: usize = 250;

/// Random choices from one seed, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn hash(&mut self) -> Hash {
        Hash::of(&self.below(1 << 30).to_le_bytes())
    }

    fn small(&mut self) -> u32 {
        u32::try_from(self.below(4)).unwrap()
    }
}

fn about_a_check(books: &Books, dice: &mut Dice) -> Command {
    let check = dice.one(&books.standard.checks);
    let hash = dice.hash();
    let answer = match (&check.kind, dice.below(8)) {
        (_, 0) => Answer::Confirmed,
        (CheckKind::Choice(options), _) => Answer::Chosen(dice.one(options).id),
        (CheckKind::Reading { expected, .. }, _) => Answer::Measured(expected.1),
        (CheckKind::Photo { .. }, _) => Answer::Photographed(hash),
        (CheckKind::Note { .. }, _) => Answer::Noted(hash),
        (CheckKind::Timer { at_least_ms }, 1..=3) => Answer::Timed(*at_least_ms),
        (CheckKind::Timer { .. }, _) => return Command::StartTimer { check: check.id },
        (CheckKind::Call { .. }, _) => Answer::Called(dice.one(CallResult::ALL)),
        (CheckKind::Confirm, 1) => return Command::ConfirmGroup { checks: vec![check.id] },
        (CheckKind::Confirm, 2) => {
            let reason = dice.one(&books.standard.reasons).id;
            return Command::Waive { check: check.id, reason, note: None };
        }
        (CheckKind::Confirm, _) => Answer::Confirmed,
    };
    Command::Answer { check: check.id, answer }
}

fn about_money(told: &Told, dice: &mut Dice) -> Command {
    let books = &told.books;
    let zero = Money::zero(books.fees.currency);
    let request = dice.small();
    match dice.below(9) {
        0 => {
            let card = (dice.below(2) == 0).then(|| Money::new(3_000, zero.currency));
            Command::AddQuoteLine { item: QuoteItem::Fee(dice.one(&books.fees.rows).id), count: dice.small(), card }
        }
        1 => {
            let item = QuoteItem::Part(dice.one(&books.parts.parts).no);
            Command::AddQuoteLine { item, count: dice.small(), card: None }
        }
        2 => Command::RemoveQuoteLine { line: request },
        3 | 4 => Command::AnswerQuote {
            answer: dice.one(&[QuoteAnswer::Accepted, QuoteAnswer::Accepted, QuoteAnswer::Declined]),
        },
        5 => {
            let asked = told.visit.quote_total(zero).unwrap_or(zero).minor / 2;
            let (total, reason) = (Money::new(asked, zero.currency), dice.one(&books.standard.reasons).id);
            Command::Reduction(ReductionCommand::Ask { total, reason })
        }
        6 => {
            Command::Reduction(ReductionCommand::EnterCode { request: 1, code: request, is_right: dice.below(3) == 0 })
        }
        7 => Command::Reduction(ReductionCommand::Claim { request: 1, code: request }),
        _ => {
            let kind = dice.one(DocumentKind::ALL);
            let total = match kind {
                DocumentKind::Quote => told.visit.quote_total(zero).unwrap_or(zero),
                DocumentKind::Confirmation => charged(&told.visit, books),
            };
            let off = i64::from(dice.below(6) == 0);
            Command::Present { kind, document: dice.hash(), total: Money::new(total.minor + off, total.currency) }
        }
    }
}

fn about_things(told: &Told, dice: &mut Dice) -> Command {
    let part = dice.one(&told.books.parts.parts);
    let serial = (dice.below(2) == 0).then(|| format!("S{}", dice.below(3)).parse().unwrap());
    let (no, count) = (part.no, dice.small());
    match dice.below(9) {
        0..=2 => Command::FitPart { part: no, count: 1, serial, old_part: dice.one(OldPart::ALL) },
        3 => Command::MissPart { part: no, count },
        4 => Command::RejectPart { part: no, count, serial, why: dice.one(Rejection::ALL) },
        5 => {
            let fitted = told.visit.fitted.last().map(|fitted| (fitted.part.clone(), fitted.serial.clone()));
            let (part, serial) = fitted.unwrap_or((no, serial));
            Command::TakeOutPart { part, count, serial }
        }
        6 => Command::Custody(CustodyCommand::Photograph { photo: dice.hash() }),
        7 => Command::Custody(CustodyCommand::Open {
            kind: dice.one(CustodyKind::ALL),
            serial,
            condition: dice.hash(),
            due_ms: told.now.wall_ms + 86_400_000,
            slip: dice.hash(),
            customer_strokes: dice.hash(),
            engineer_strokes: dice.hash(),
        }),
        _ => {
            let (from, end) = (told.job.visit.clone(), dice.one(CustodyEnd::ALL));
            Command::Custody(CustodyCommand::Close { from, number: count, end, note: None })
        }
    }
}

fn about_the_way(told: &Told, dice: &mut Dice) -> Command {
    let reason = dice.one(&told.books.standard.reasons).id;
    let now = told.now.wall_ms;
    match dice.below(9) {
        0 => Command::Arrival(ArrivalCommand::Reach { milestone: dice.one(Milestone::ALL) }),
        1 => Command::Arrival(ArrivalCommand::ExplainLateness { reason }),
        2 => Command::Door(DoorCommand::Try { how: dice.one(DoorTry::ALL) }),
        3 => {
            Command::Door(DoorCommand::Search { place: dice.one(DoorSearch::ALL), result: dice.one(SearchResult::ALL) })
        }
        4 => {
            let window = Window { from_ms: now + 3_600_000, until_ms: now + 3_600_000 * i64::from(dice.small()) };
            Command::Appointment(AppointmentCommand::Move { window, reason, consent: Signer::Customer })
        }
        5 => Command::Appointment(AppointmentCommand::HandOver { to: dice.one(Party::ALL), reason, note: None }),
        6 => call(dice),
        7 => Command::ConfirmField { field: dice.one(TicketField::ALL), source: dice.one(Party::ALL), value: None },
        _ => {
            let (incident, number) = (dice.one(&told.books.standard.incidents), dice.small());
            let consent = (dice.below(2) == 0).then_some(Signer::Customer);
            let outcome = dice.one(&incident.outcomes).id;
            match dice.below(2) {
                0 => Command::Incident(IncidentCommand::Open { incident: incident.id }),
                _ => Command::Incident(IncidentCommand::Close { number, outcome, consent, note: None }),
            }
        }
    }
}

fn call(dice: &mut Dice) -> Command {
    let (to, reason, result) = (dice.one(Party::ALL), dice.one(CallReason::ALL), dice.one(CallResult::ALL));
    Command::Call(Call { to, reason, result, note: None })
}

fn about_the_end(told: &Told, dice: &mut Dice) -> Command {
    match dice.below(6) {
        0 | 1 => Command::Sign { signer: dice.one(Signer::ALL), strokes: dice.hash() },
        2 => Command::LeaveUnsigned { why: dice.one(NoSignature::ALL), note: None },
        3 => {
            let follow_up = dice.one(&told.books.sla.follow_ups).id;
            Command::FollowUp(FollowUpCommand { follow_up, result: dice.one(FollowUpResult::ALL), note: None })
        }
        4 => Command::Advise { article: None, is_accepted: dice.below(2) == 0 },
        _ => Command::Leave { outcome: dice.one(Outcome::ALL) },
    }
}

fn any_command(told: &Told, dice: &mut Dice) -> Command {
    match dice.below(20) {
        0..=6 => about_a_check(&told.books, dice),
        7..=11 => about_money(told, dice),
        12..=14 => about_things(told, dice),
        15..=18 => about_the_way(told, dice),
        _ => about_the_end(told, dice),
    }
}

/// Leaving, interrupting and calling the centre are accepted at once.
fn nobody_is_trapped(told: &Told) {
    let centre = Call { to: Party::Centre, reason: CallReason::Safety, result: CallResult::NoAnswer, note: None };
    assert!(told.attempt(&Command::Call(centre)).is_ok(), "the centre cannot be called");
    if told.visit.outcome.is_none() {
        assert!(told.attempt(&Command::Leave { outcome: Outcome::Interrupted }).is_ok(), "the engineer cannot leave");
        for incident in ["threatened", "power-cut"] {
            let open = Command::Incident(IncidentCommand::Open { incident: incident.parse().unwrap() });
            assert!(told.attempt(&open).is_ok(), "{incident} cannot be opened");
        }
    }
}

/// What every single event may and may not do.
fn the_event_is_honest(before: &Told, event: &Event) {
    let (visit, books) = (&before.visit, &before.books);
    if let Event::Signed { total, .. } | Event::SignatureMissing { total, .. } = event {
        assert_eq!(first_open(visit, before.opening(), books, Step::Leave), None, "signed before its gates");
        assert_eq!(*total, charged(visit, books), "signed for another total");
    }
    let accepted = visit.accepted_quote().map_or(0, |quote| quote.total.minor);
    assert!(charged(visit, books).minor <= accepted, "charged above the accepted quote");
}

/// Fitted less taken out is what the visit says is fitted.
fn parts_are_conserved(told: &Told) {
    let mut parts: BTreeMap<&PartNo, i64> = BTreeMap::new();
    for entry in &told.visit.story {
        match &entry.event {
            Event::PartFitted(fitted) => *parts.entry(&fitted.part).or_default() += i64::from(fitted.count),
            Event::PartTakenOut { part, count, .. } => *parts.entry(part).or_default() -= i64::from(*count),
            _ => {}
        }
    }
    for (part, expected) in parts {
        let fitted: i64 = told.visit.fitted.iter().filter(|f| &f.part == part).map(|f| i64::from(f.count)).sum();
        assert_eq!(fitted, expected, "{part}");
    }
}

/// One step: often what is missing, otherwise anything at all. How many events came of it.
fn step(told: Told, dice: &mut Dice) -> (Told, usize) {
    let missing = first_open(&told.visit, told.opening(), &told.books, dice.one(&[Step::Quote, Step::Leave]));
    let usual = missing.filter(|blocker| blocker.check().is_some() && dice.below(3) == 0);
    let command = match usual {
        Some(blocker) => told.usual_answer(blocker.check().unwrap()),
        None => any_command(&told, dice),
    };
    let decided = told.attempt(&command).unwrap_or_default();
    let events = decided.len();
    decided.iter().for_each(|event| the_event_is_honest(&told, event));
    let told = decided.into_iter().fold(told, Told::takes);
    (told.after_s(20), events)
}

#[test]
fn two_hundred_thousand_steps_of_anybody_keep_every_promise() {
    let books = books("home-service");
    let jobs = ["01", "02", "03", "07", "08", "09", "12", "13", "14", "18", "19", "21", "22"];
    let mut dice = Dice(20_261_123);
    let (mut walked, mut happened, mut signed, mut left) = (0, 0, 0, 0);
    while walked < STEPS {
        let mut told = visit(&books, dice.one(&jobs));
        for _ in 0..LONGEST {
            let (next, events) = step(told, &mut dice);
            told = next;
            walked += 1;
            happened += events;
            nobody_is_trapped(&told);
            if told.visit.outcome.is_some() && dice.below(4) == 0 {
                break;
            }
        }
        parts_are_conserved(&told);
        signed += usize::from(told.visit.acceptance.is_some());
        left += usize::from(told.visit.outcome.is_some());
    }
    println!("{walked} steps, {happened} events, {left} visits left, {signed} signed or refused");
    assert!(happened > STEPS / 4 && left > 100, "the walk hardly moves");
}
