//! Somebody taps anything on a real phone, for some 3,000 taps over all fixture visits: nothing
//! panics, a refused tap leaves nothing, nobody is ever trapped, every chain stays whole,
//! and the visit is the same after the phone was closed and at the office.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a walk that goes wrong is a failed test"
)]

#[path = "phone/anybody.rs"]
mod anybody;
#[path = "phone/dice.rs"]
mod dice;
#[path = "phone/difference.rs"]
mod difference;
#[path = "phone/office.rs"]
mod office;
#[path = "phone/pocket.rs"]
mod pocket;
#[path = "phone/sensible.rs"]
mod sensible;
#[path = "phone/tap.rs"]
mod tap;

use std::collections::BTreeMap;

use doorstep_device::SendError;
use doorstep_domain::book::Books;
use doorstep_domain::book::IncidentKind;
use doorstep_domain::call::{Call, CallReason, CallResult, Party};
use doorstep_domain::event::Outcome;
use doorstep_domain::incident::IncidentCommand;
use doorstep_domain::time::{BootId, Stamp};
use doorstep_domain::visit::{Command, Visit, decide};
use doorstep_screens::Act;
use doorstep_told::{NINE, Told, book_files, books, job, person};
use doorstep_wire::message::FeedItem;

use anybody::any_act;
use dice::Dice;
use difference::difference;
use office::Office;
use pocket::Pocket;
use sensible::{next_act, seldom_act};

/// How many taps there are at least, and at most on one visit.
const TAPS: usize = 3_000;
const LONGEST: usize = 240;

/// How many kinds of taps there are.
const ACTS: usize = 43;

/// How many fixture jobs there are.
const JOBS: usize = 22;

/// What happened.
#[derive(Default)]
struct Count {
    taps: usize,
    events: usize,
    left: usize,
    signed: usize,
    /// Taps by act: how many were carried out, how many refused.
    by_act: BTreeMap<String, (usize, usize)>,
    refusals: BTreeMap<String, usize>,
}

/// A visit as the phone tells it now.
fn as_told(phone: &Pocket, before: &Told) -> Told {
    Told { visit: (*phone.visit(&before.job.visit)).clone(), ..before.clone() }
}

/// Mostly what comes next, now and then what happens seldom, otherwise anything at all.
fn any_tap(told: &Told, dice: &mut Dice) -> Act {
    match dice.below(10) {
        0..=4 => next_act(told, dice),
        5 | 6 => seldom_act(told, dice),
        _ => any_act(told, dice),
    }
}

/// Time goes by, mostly as clocks do; now and then the phone starts anew or its clock is set.
fn later(now: Stamp, dice: &mut Dice) -> Stamp {
    match dice.below(60) {
        0 => Stamp { mono_ms: 5_000, boot: BootId(now.boot.0 + 1), uncertainty_ms: None, ..now.after(90_000) },
        1 => Stamp { wall_ms: now.wall_ms - 86_400_000, uncertainty_ms: None, ..now.after(1_000) },
        2 => Stamp { uncertainty_ms: Some(1_000), ..now.after(1_000) },
        3..=6 => now.after(20 * 60_000),
        7 => now,
        _ => now.after(20_000),
    }
}

/// Calling the centre, a safety incident and leaving are accepted at once.
fn nobody_is_trapped(told: &Told) {
    let attempt = |command| decide(&told.visit, &told.books, &command, &told.now);
    let centre = Call { to: Party::Centre, reason: CallReason::Safety, result: CallResult::NoAnswer, note: None };
    assert!(attempt(Command::Call(centre)).is_ok(), "the centre cannot be called");
    if told.visit.outcome.is_some() {
        return;
    }
    let interrupted = attempt(Command::Leave { outcome: Outcome::Interrupted });
    assert!(interrupted.is_ok(), "nobody can leave: {interrupted:?}");
    let incidents = told.books.standard.incidents.iter().filter(|one| one.kind == IncidentKind::Safety);
    let mut opened = 0;
    for incident in incidents {
        let open = attempt(Command::Incident(IncidentCommand::Open { incident: incident.id.clone() }));
        assert!(open.is_ok(), "{} cannot be opened: {open:?}", incident.id);
        opened += 1;
    }
    assert!(opened > 0, "the standard knows no danger");
}

/// One tap, and what it did to the phone.
fn tap(phone: &Pocket, before: &Told, act: Act, count: &mut Count) -> Told {
    let (events, name) = (phone.events(), format!("{act:?}"));
    let done = phone.send(&before.job.visit, act);
    let after = as_told(phone, before);
    let new = after.visit.story.len() - before.visit.story.len();
    assert_eq!(phone.events(), events + new as u64, "{name}: the journal and the visit count differently");
    let by_act = count.by_act.entry(name.clone()).or_default();
    match done {
        Ok(()) => {
            assert!(new > 0, "{name} was carried out and nothing happened");
            by_act.0 += 1;
        }
        Err(SendError::Refused { code, .. }) => {
            assert_eq!(after.visit, before.visit, "{name} was refused as {code} and left something");
            assert_ne!(code, "phone/closed", "{name} stopped the phone");
            by_act.1 += 1;
            *count.refusals.entry(code).or_default() += 1;
        }
        Err(broken) => panic!("{name} broke the phone: {broken:?}"),
    }
    count.taps += 1;
    count.events += new;
    after
}

fn is_the_same(now: &Visit, before: &Visit, place: &str) {
    let differ = || difference(&format!("{now:#?}"), &format!("{before:#?}"));
    assert!(now == before, "the visit is told otherwise {place}: {}", differ());
}

/// One visit of anybody. The phone as it is afterwards, opened again, and the time.
fn walk(phone: Pocket, office: &Office, mut told: Told, dice: &mut Dice, count: &mut Count) -> (Pocket, Stamp) {
    told = tap(&phone, &told, any_act(&told, dice), count);
    told = tap(&phone, &told, Act::Accept, count);
    for _ in 0..LONGEST {
        told.now = later(told.now, dice);
        phone.set(told.now);
        told = tap(&phone, &told, any_tap(&told, dice), count);
        nobody_is_trapped(&told);
        if dice.once_in(20) {
            assert_eq!(phone.every_screen(&told.job.visit), 0, "a screen of an accepted visit is closed");
        }
        if told.visit.outcome.is_some() && dice.once_in(30) {
            break;
        }
    }
    assert_eq!(phone.verified(), phone.events());
    let id = &told.job.visit;
    let phone = phone.opened_again();
    is_the_same(&phone.visit(id), &told.visit, "after the phone was closed");
    phone.sync();
    is_the_same(&office.held().visit(id), &told.visit, "at the office");
    assert_eq!(office.held().events(), phone.events());
    count.left += usize::from(told.visit.outcome.is_some());
    count.signed += usize::from(told.visit.acceptance.is_some());
    (phone, told.now)
}

/// The fixture jobs, untouched.
fn jobs(books: &Books) -> Vec<Told> {
    let untouched = |number: usize| Told {
        visit: Visit::default(),
        books: books.clone(),
        job: job(books, &format!("{number:02}")),
        now: NINE,
        texts: BTreeMap::new(),
        plans: BTreeMap::new(),
        log: Vec::new(),
        expected: Vec::new(),
    };
    (1..=JOBS).map(untouched).collect()
}

#[test]
fn three_thousand_taps_of_anybody_on_a_real_phone_keep_every_promise() {
    let books = books("home-service");
    let all = jobs(&books);
    let edition = FeedItem::Edition { id: books.edition, books: books.set() };
    let mut feed = vec![edition, FeedItem::Certificates(person("E1001").certificates)];
    feed.extend(all.iter().map(|told| FeedItem::Job(told.job.clone())));
    let office = Office::open(feed, book_files("home-service"));
    let mut phone = Pocket::at_work(&office, "E1001", 1);
    let (mut dice, mut count) = (Dice::new(20_261_124), Count::default());
    let mut now = NINE;
    for told in all {
        (phone, now) = walk(phone, &office, Told { now, ..told }, &mut dice, &mut count);
    }
    let Count { taps, events, left, signed, by_act, refusals } = count;
    let (done, refused) =
        (by_act.values().filter(|act| act.0 > 0).count(), by_act.values().filter(|act| act.1 > 0).count());
    println!("{taps} taps, {events} events, {left} visits left, {signed} signed or refused");
    println!("{} acts: {done} of them carried out, {refused} refused with {} codes", by_act.len(), refusals.len());
    assert!(taps >= TAPS && events > TAPS / 2 && left > 15 && signed > 5, "the walk hardly moves");
    assert!(by_act.len() >= ACTS && done >= 40 && refused >= 40 && refusals.len() >= 50, "{by_act:?} {refusals:?}");
}

/// The journal reckons the time from the reading before; what is at hand and what is decided
/// do the same, or a clock that was put right by a second would tell two times.
#[test]
fn a_clock_that_gained_a_second_tells_the_same_time_after_the_phone_was_closed() {
    let books = books("home-service");
    let told = jobs(&books).remove(0);
    let edition = FeedItem::Edition { id: books.edition, books: books.set() };
    let office = Office::open(vec![edition, FeedItem::Job(told.job.clone())], book_files("home-service"));
    let (phone, id) = (Pocket::at_work(&office, "E1001", 2), &told.job.visit);
    phone.send(id, Act::Accept).unwrap();
    let minute_later = NINE.after(60_000);
    phone.set(Stamp { wall_ms: minute_later.wall_ms + 1_000, ..minute_later });
    phone.send(id, Act::Write { check: None, text: "到小区门口了".to_owned() }).unwrap();
    let time = |phone: &Pocket| phone.visit(id).story.last().and_then(|entry| entry.at_ms()).unwrap();
    let before = time(&phone);
    let phone = phone.opened_again();
    assert_eq!(before, time(&phone));
}
