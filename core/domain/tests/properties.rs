//! What holds for every visit: random engineers, jumbled lanes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a told visit that goes wrong is a failed test"
)]

mod told;

use doorstep_domain::event::{
    Answer, DocumentKind, Envelope, Event, NoSignature, OldPart, Outcome, QuoteAnswer, QuoteItem, Record, SeenHead,
    Signer,
};
use doorstep_domain::id::{Hash, Head};
use doorstep_domain::money::Money;
use doorstep_domain::reduction::ReductionCommand;
use doorstep_domain::visit::{
    Command, Heard, LaneRecords, Skipped, Step, Visit, asked, charged, first_open, settled, unsolved,
};
use proptest::prelude::*;

use told::{Told, books, fit, job, lane, miss, visit};

/// Random choices from one seed, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides.max(1)
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    fn hash(&mut self) -> Hash {
        Hash::of(&self.below(1 << 30).to_le_bytes())
    }
}

fn any_answer(dice: &mut Dice) -> Command {
    let check = dice.one(&books().standard.checks);
    let options: Vec<_> = match &check.kind {
        doorstep_domain::book::CheckKind::Choice(options) => options.iter().map(|option| option.id.clone()).collect(),
        _ => vec!["nothing".parse().unwrap()],
    };
    let hash = dice.hash();
    let answer = match dice.below(5) {
        0 => Answer::Confirmed,
        1 => Answer::Measured(i64::try_from(dice.below(300_000)).unwrap_or_default() - 20_000),
        2 => Answer::Photographed(hash),
        3 => Answer::Noted(hash),
        _ => Answer::Chosen(dice.one(&options)),
    };
    Command::Answer { check: check.id, answer }
}

fn any_money(told: &Told, dice: &mut Dice) -> Command {
    let books = books();
    let count = u32::try_from(dice.below(4)).unwrap_or_default();
    match dice.below(7) {
        0 => {
            let item = QuoteItem::Fee(dice.one(&books.fees.rows).id);
            let card = (dice.below(2) == 0).then(|| Money::new(4_000, books.fees.currency));
            Command::AddQuoteLine { item, count, card }
        }
        1 => Command::AddQuoteLine { item: QuoteItem::Part(dice.one(&books.parts.parts).no), count, card: None },
        2 => Command::RemoveQuoteLine { line: count },
        3 => Command::AnswerQuote { answer: dice.one(QuoteAnswer::ALL) },
        4 => {
            let total = Money::new(i64::from(count) * 1_000, books.fees.currency);
            Command::Reduction(ReductionCommand::Ask { total, reason: dice.one(&books.standard.reasons).id })
        }
        5 => {
            let code = u32::try_from(dice.below(2)).unwrap_or_default();
            Command::Reduction(match dice.below(3) {
                0 => ReductionCommand::Claim { request: count, code },
                right => ReductionCommand::EnterCode { request: count, code, is_right: right == 1 },
            })
        }
        _ => {
            let kind = dice.one(DocumentKind::ALL);
            let total = told.paper(kind, doorstep_domain::book::Language::Chinese).total;
            let off = i64::from(dice.below(4) == 0);
            Command::Present { kind, document: dice.hash(), total: Money::new(total.minor + off, total.currency) }
        }
    }
}

fn any_command(told: &Told, dice: &mut Dice) -> Command {
    let part = dice.one(&books().parts.parts).no;
    match dice.below(12) {
        0..=3 => any_answer(dice),
        4..=6 => any_money(told, dice),
        7 => {
            let check = dice.one(&books().standard.checks).id;
            Command::Waive { check, reason: dice.one(&books().standard.reasons).id, note: None }
        }
        8 => fit(part.as_str(), 1, (dice.below(2) == 0).then_some("S1"), dice.one(OldPart::ALL)),
        9 => miss(part.as_str(), 1),
        10 => Command::Sign { signer: Signer::Customer, strokes: dice.hash() },
        _ if dice.below(6) == 0 => Command::Leave { outcome: dice.one(Outcome::ALL) },
        _ => Command::LeaveUnsigned { why: dice.one(NoSignature::ALL), note: None },
    }
}

/// One step of an engineer: often what is missing, otherwise anything at all.
fn step(told: Told, dice: &mut Dice) -> Told {
    let reach = dice.one(&[Step::Quote, Step::Leave, Step::FollowUp]);
    match first_open(&told.visit, told.opening(), &told.books, reach) {
        Some(blocker) if dice.below(3) > 0 => told.settles(&blocker),
        None if dice.below(8) == 0 && reach != Step::Quote => told.shows_confirmation().signs(),
        _ => {
            let command = any_command(&told, dice);
            let before = told.visit.clone();
            let decided = told.attempt(&command);
            assert_eq!(told.visit, before, "deciding changes nothing");
            assert_eq!(told.attempt(&command), decided, "and says the same twice");
            decided.into_iter().flatten().fold(told, Told::takes)
        }
    }
}

/// The total that the customer last accepted for the lines as they stand.
fn accepted(story: &[Event]) -> Option<Money> {
    let (mut shown, mut accepted) = (None, None);
    for event in story {
        match event {
            Event::QuoteLineAdded { .. } | Event::QuoteLineRemoved { .. } | Event::PriceReduced { .. } => {
                (shown, accepted) = (None, None);
            }
            Event::DocumentPresented { kind: DocumentKind::Quote, total, .. } => shown = Some(*total),
            Event::QuoteAnswered { answer: QuoteAnswer::Accepted, .. } => accepted = shown,
            Event::QuoteAnswered { answer: QuoteAnswer::Declined, .. } => accepted = None,
            _ => {}
        }
    }
    accepted
}

fn check_money(told: &Told) {
    let (visit, zero) = (&told.visit, Money::zero(books().fees.currency));
    let story: Vec<Event> = visit.story.iter().map(|entry| entry.event.clone()).collect();
    let charged = charged(visit, &told.books);
    assert_eq!(charged, accepted(&story).unwrap_or(zero), "only what was accepted is charged");
    let sum: i64 = visit.lines.values().map(|line| line.amount.minor).sum();
    let total = visit.reduction().map_or(sum, |granted| granted.total.minor);
    assert_eq!(visit.quote_total(zero), Ok(Money::new(total, zero.currency)), "the total is the sum of its lines");
    assert!(charged == zero || charged.minor == total);
    assert!((0..=sum).contains(&total), "nobody pays more than the lines, and the company pays nobody");
}

fn check_always_possible(told: &Told) {
    let hash = Hash::of(b"anything");
    let any = [Command::AddNote { note: hash }, Command::AddPhoto { photo: hash }, miss("KT-ST-XQ", 1)];
    assert!(any.iter().all(|command| told.attempt(command).is_ok()), "work is never stopped");
    for outcome in Outcome::ALL.iter().copied() {
        let is_true = match outcome {
            Outcome::Solved => unsolved(&told.visit, told.opening(), &told.books).is_none(),
            // Nobody was advised, and no other time or engineer was found.
            Outcome::Advised | Outcome::HandedOver | Outcome::Rebooked => false,
            Outcome::FurtherWork | Outcome::Declined | Outcome::NoAccess | Outcome::Interrupted => true,
        };
        let can = told.visit.outcome.is_none() && is_true;
        assert_eq!(told.attempt(&Command::Leave { outcome }).is_ok(), can, "{outcome:?}");
    }
}

/// Every must up to the signature, asked one by one and not through the gates.
fn check_signed_with_its_gates(told: &Told) {
    let Some(Event::Signed { total, .. }) = told.visit.story.last().map(|entry| &entry.event) else { return };
    assert_eq!(*total, charged(&told.visit, &told.books));
    let repairs = accepted(&told.visit.story.iter().map(|entry| entry.event.clone()).collect::<Vec<_>>()).is_some();
    for check in &told.books.standard.checks {
        let counts = check.step < Step::Leave && (check.step != Step::Repair || repairs);
        let holds_up = check.weight != doorstep_domain::book::Weight::Advice;
        if counts && holds_up && asked(&told.visit, told.opening(), &told.books.standard, check) {
            assert!(settled(&told.visit, check), "signed without {}", check.id);
        }
    }
}

/// A lane of these events, each hash its own.
fn lane_of(installation: u8, events: impl Iterator<Item = Event>) -> LaneRecords {
    let heard = events.zip(1_u64..).map(|(event, seq)| {
        let envelope = Envelope { delta_ms: seq, clock: (seq == 1).then_some(told::NINE), ..Envelope::default() };
        let hash = Hash::of(&[&[installation], seq.to_le_bytes().as_slice()].concat());
        Heard { head: Head { seq, hash }, record: Ok(Record { envelope, event }) }
    });
    LaneRecords { lane: lane(installation, &job("06")), heard: heard.collect() }
}

/// Three installations of one visit, each of which sometimes saw the others, always
/// only what stands before in time.
fn any_lanes(dice: &mut Dice, places: usize) -> Vec<LaneRecords> {
    let mut lanes = Vec::new();
    for installation in 1..=3 {
        let told = (0..places).fold(visit("06"), |told, _| step(told, dice));
        lanes.push(lane_of(installation, told.visit.story.into_iter().map(|entry| entry.event).take(places)));
    }
    for place in 1..places {
        for (own, other) in [(0, 1), (1, 2), (2, 0)] {
            let lane = lanes[other].lane.clone();
            let Some(head) = lanes[other].heard.get(place - 1).map(|heard| heard.head) else { continue };
            if let (0, Some(Heard { record: Ok(record), .. })) = (dice.below(3), lanes[own].heard.get_mut(place)) {
                record.envelope.seen.push(SeenHead { lane, head });
            }
        }
    }
    lanes
}

/// The same places in pieces, in any order, some of them twice or first withheld.
fn jumbled(lanes: &[LaneRecords], dice: &mut Dice) -> Vec<LaneRecords> {
    let mut pieces = Vec::new();
    for lane in lanes {
        for heard in &lane.heard {
            let withheld = Heard { record: Err(Skipped { code: "event/withheld".to_owned() }), ..heard.clone() };
            for heard in [heard.clone(), withheld, heard.clone()].into_iter().take(1 + dice.below(3)) {
                let at = dice.below(pieces.len() + 1);
                pieces.insert(at, LaneRecords { lane: lane.lane.clone(), heard: vec![heard] });
            }
        }
    }
    pieces
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The office may hear lanes late, jumbled and twice. It must not matter.
    #[test]
    fn arrival_order_splitting_and_repeats_do_not_change_a_visit(seed in any::<u64>()) {
        let dice = &mut Dice(seed);
        let lanes = any_lanes(dice, 60);
        let sent = Visit::from_lanes(&lanes);
        prop_assert_eq!(sent.story.len(), lanes.iter().map(|lane| lane.heard.len()).sum::<usize>());
        prop_assert!(sent == Visit::from_lanes(&jumbled(&lanes, dice)));
    }

    #[test]
    fn nothing_is_folded_before_what_its_writer_had_seen(seed in any::<u64>()) {
        let lanes = any_lanes(&mut Dice(seed), 60);
        let story = Visit::from_lanes(&lanes).story;
        let at = |lane: &_, seq| story.iter().position(|entry| &entry.place.lane == lane && entry.place.seq == seq);
        for lane in &lanes {
            for heard in &lane.heard {
                for seen in heard.record.iter().flat_map(|record| &record.envelope.seen) {
                    prop_assert!(at(&seen.lane, seen.head.seq) < at(&lane.lane, heard.head.seq));
                }
            }
        }
    }

    #[test]
    fn whatever_an_engineer_tries_money_gates_and_the_way_out_hold(seed in any::<u64>()) {
        let dice = &mut Dice(seed);
        let number = dice.one(&["01", "02", "03", "04", "05", "06"]);
        let mut told = visit(number);
        for _ in 0..300 {
            let events = told.visit.story.len();
            told = step(told, dice);
            check_money(&told);
            check_always_possible(&told);
            if told.visit.story.len() > events {
                check_signed_with_its_gates(&told);
            }
        }
        let rules: Vec<_> = told.findings().into_iter().filter(|code| !code.starts_with("finding/")).collect();
        prop_assert_eq!(rules, Vec::<&str>::new(), "the office refuses what the phone allowed");
    }
}

/// The properties above prove nothing about visits that never come so far.
#[test]
fn random_engineers_quote_sign_and_leave_often_enough() {
    let wander = |seed| {
        let dice = &mut Dice(seed);
        (0..300).fold(visit(dice.one(&["01", "02", "03", "04"])), |told, _| step(told, dice)).visit
    };
    let visits: Vec<Visit> = (0..24).map(wander).collect();
    let having =
        |is: fn(&Event) -> bool| visits.iter().filter(|visit| visit.story.iter().any(|entry| is(&entry.event))).count();
    assert!(having(|event| matches!(event, Event::QuoteAnswered { answer: QuoteAnswer::Accepted, .. })) > 12);
    assert!(having(|event| matches!(event, Event::QuoteAnswered { answer: QuoteAnswer::Declined, .. })) > 3);
    assert!(having(|event| matches!(event, Event::Signed { .. })) > 6);
    assert!(having(|event| matches!(event, Event::VisitLeft { .. })) > 6);
}

/// Notes only: `places` of them.
fn notes(installation: u8, places: usize) -> LaneRecords {
    lane_of(installation, std::iter::repeat_n(Event::NoteAdded { note: Hash::of(b"n") }, places))
}

fn see(own: &mut LaneRecords, place: usize, other: &LaneRecords, head: Head) {
    let Ok(record) = &mut own.heard[place].record else { panic!("this place cannot be read") };
    record.envelope.seen.push(SeenHead { lane: other.lane.clone(), head });
}

/// The installations in the order of the fold.
fn order(lanes: &[LaneRecords]) -> Vec<u8> {
    Visit::from_lanes(lanes).story.iter().map(|entry| entry.place.lane.installation.0[0]).collect()
}

#[test]
fn two_lanes_of_five_thousand_events_that_answer_each_other_become_one_visit() {
    let (mut first, mut second) = (notes(1, 5_000), notes(2, 5_000));
    for place in 1..5_000 {
        let (seen, later) = (second.heard[place - 1].head, first.heard[place - 1].head);
        see(&mut first, place, &second, seen);
        see(&mut second, place, &first, later);
    }
    assert_eq!(order(&[second, first]).len(), 10_000);
}

#[test]
fn a_lane_that_waits_for_itself_or_in_a_circle_holds_up_nobody() {
    let (mut first, mut second, third) = (notes(1, 1), notes(2, 2), notes(3, 1));
    let (own, last) = (second.heard[1].head, third.heard[0].head);
    let copy = second.clone();
    see(&mut second, 0, &copy, own);
    see(&mut first, 0, &third, last);
    assert_eq!(order(&[first.clone(), second.clone(), third.clone()]), [2, 2, 3, 1]);
    let (mut circle, head) = (third.clone(), first.heard[0].head);
    see(&mut circle, 0, &first, head);
    assert_eq!(order(&[first, second, circle]).len(), 4);
}

#[test]
fn a_seen_head_that_is_not_here_waits_for_as_much_of_its_lane_as_is() {
    let (mut first, second) = (notes(1, 1), notes(2, 2));
    see(&mut first, 0, &second, Head { seq: 9, hash: Hash::of(b"not here yet") });
    assert_eq!(order(&[first, second]), [2, 2, 1]);
}

#[test]
fn after_a_hole_or_an_unreadable_place_the_time_is_unknown() {
    let mut lane = notes(1, 5);
    lane.heard.remove(1);
    let times: Vec<_> = Visit::from_lanes(&[lane.clone()]).story.iter().map(|entry| entry.at.is_some()).collect();
    assert_eq!(times, [true, false, false, false]);
}
