//! The reference visits: whole visits made from the told tales, varied as real ones are.
//!
//! Each visit tells one tale again with ids, times, readings, texts, strokes and
//! photographs of its own, as the phone would have written it. The same seed gives the same
//! bytes.

use std::collections::BTreeMap;

use doorstep_domain::book::Books;
use doorstep_domain::event::{Answer, Envelope, Event, Named, Record};
use doorstep_domain::id::{Hash, Subject, VisitId};
use doorstep_domain::job::{Job, Window};
use doorstep_domain::time::Stamp;
use doorstep_told::{NINE, Told, tales};
use doorstep_wire::event::encode;
use doorstep_wire::message::Content;
use doorstep_wire::strokes::{StrokePoint, Strokes, encode_strokes};

use crate::dice::Dice;

/// The engineer of all of them.
pub const ENGINEER: &str = "E1001";

/// How many visits there are on a day.
const A_DAY: usize = 6;
const DAY_MS: i64 = 86_400_000;
/// How many events a short visit has at most.
const SHORT: usize = 60;

/// One visit, as a phone holds it.
pub struct Reference {
    /// What head office wanted.
    pub job: Job,
    /// Its events as they were encoded.
    pub events: Vec<Vec<u8>>,
    /// What they name.
    pub contents: Vec<Content>,
    /// The clocks at its first and its last event.
    pub clocks: (Stamp, Stamp),
}

impl Reference {
    /// What its lane is about.
    pub fn subject(&self) -> Subject {
        Subject::Visit(self.job.visit.clone())
    }
}

/// This many visits over these books.
pub fn visits(books: &Books, many: usize) -> Vec<Reference> {
    let told: Vec<Told> = tales().iter().map(|tale| (tale.tell)(books)).filter(was_left).collect();
    let short = told.iter().filter(|told| told.visit.story.len() <= SHORT).cloned();
    // Tales show whole visits more often than days do: short ones count twice, for about 40 events.
    let told: Vec<Told> = told.iter().cloned().chain(short).collect();
    assert!(told.len() > 40, "only {} tales are visits that were left", told.len());
    let mut dice = Dice::new(20_261_124);
    let mut running = 0;
    (0..many).map(|nth| retell(told.get(dice.below(told.len())).unwrap(), nth, &mut running, &mut dice)).collect()
}

/// A tale for the phone to be tapped, over a job of its own.
pub struct Tapped {
    /// The tale.
    pub told: Told,
    /// Its job, which the office has given out and nobody has opened.
    pub job: Job,
    /// The job's visit.
    pub visit: VisitId,
}

/// This many of them, of ordinary jobs.
pub fn tapped(books: &Books, many: usize) -> Vec<Tapped> {
    let mut told: Vec<Told> = tales().iter().map(|tale| (tale.tell)(books)).filter(was_left).collect();
    told.retain(|told| told.job.earlier.is_none());
    let one = |(nth, told): (usize, &Told)| {
        let visit: VisitId = format!("TAP-{nth:05}-1").parse().unwrap();
        let (id, engineer) = (format!("TAP-{nth:05}").parse().unwrap(), ENGINEER.parse().unwrap());
        let job = Job { id, visit: visit.clone(), engineer, ..told.job.clone() };
        Tapped { told: told.clone(), job, visit }
    };
    told.iter().cycle().take(many).enumerate().map(one).collect()
}

/// The engineer has left: nothing more is tapped.
fn was_left(told: &Told) -> bool {
    told.visit.outcome.is_some()
}

/// The tale's job on a day of its own.
fn job_of(told: &Told, nth: usize) -> Job {
    let later = DAY_MS * i64::try_from(nth / A_DAY).unwrap();
    let Window { from_ms, until_ms } = told.job.window;
    Job {
        id: format!("BENCH-{nth:05}").parse().unwrap(),
        visit: format!("BENCH-{nth:05}-1").parse().unwrap(),
        engineer: ENGINEER.parse().unwrap(),
        window: Window { from_ms: from_ms + later, until_ms: until_ms + later },
        earlier: None,
        ..told.job.clone()
    }
}

fn retell(told: &Told, nth: usize, running: &mut u64, dice: &mut Dice) -> Reference {
    let job = job_of(told, nth);
    let subject = Subject::Visit(job.visit.clone());
    let slot = u64::try_from(nth / A_DAY * 86_400_000 + nth % A_DAY * 5_400_000).unwrap();
    let first = NINE.after(slot);
    let mut named = Renamed { told, subject, contents: Vec::new(), by_old: BTreeMap::new() };
    let (mut at, mut events) = (first, Vec::new());
    let mut said = told.visit.story.first().and_then(|entry| entry.at).unwrap_or(NINE);
    for (place, entry) in told.visit.story.iter().enumerate() {
        let now = entry.at.unwrap_or(said);
        let waited = now.mono_ms.saturating_sub(said.mono_ms);
        said = now;
        let delta_ms = if place == 0 { 0 } else { waited + 2_000 + dice.below(90_000) as u64 };
        at = at.after(delta_ms);
        // A visit is mostly written without a break: the number before it is another visit's.
        let running_delta = if place == 0 { *running + 1 } else { 1 };
        let clock = (place == 0).then_some(first);
        let envelope = Envelope { delta_ms, running_delta, clock, seen: Vec::new() };
        let event = varied(&entry.event, &job, dice);
        events.push(named.rename(encode(&Record { envelope, event }), &entry.event, dice));
    }
    *running += events.len() as u64;
    Reference { job, events, contents: named.contents, clocks: (first, at) }
}

/// The event of this job, with a reading of its own.
fn varied(event: &Event, job: &Job, dice: &mut Dice) -> Event {
    match event.clone() {
        Event::VisitOpened(mut opening) => {
            (opening.visit, opening.job, opening.engineer) = (job.visit.clone(), job.id.clone(), job.engineer.clone());
            Event::VisitOpened(opening)
        }
        Event::TermsTaken(mut terms) => {
            terms.window = job.window;
            Event::TermsTaken(terms)
        }
        Event::CheckAnswered { check, answer: Answer::Measured(milli) } => {
            let off = i64::try_from(dice.below(20)).unwrap() * 100;
            Event::CheckAnswered { check, answer: Answer::Measured(milli + off) }
        }
        event => event,
    }
}

/// New names for what a tale's events name.
struct Renamed<'a> {
    told: &'a Told,
    subject: Subject,
    contents: Vec<Content>,
    by_old: BTreeMap<Hash, Hash>,
}

impl Renamed<'_> {
    /// The same bytes with other names: a name is 32 bytes wherever it stands.
    fn rename(&mut self, mut bytes: Vec<u8>, event: &Event, dice: &mut Dice) -> Vec<u8> {
        let mut olds: Vec<Named> = event.names();
        // These point at a text that was named before.
        olds.extend(self.by_old.keys().map(|old| Named::Photo(*old)).collect::<Vec<_>>());
        for named in olds {
            let (Named::Content(old) | Named::Photo(old)) = named;
            let new = match (self.by_old.get(&old), named) {
                (Some(new), _) => *new,
                (None, Named::Photo(_)) => Hash(dice.bytes()),
                (None, Named::Content(_)) => self.content(&old, dice),
            };
            self.by_old.insert(old, new);
            replace(&mut bytes, &old, &new);
        }
        bytes
    }

    /// A text of the tale with a line of its own, or strokes where the tale wrote none.
    fn content(&mut self, old: &Hash, dice: &mut Dice) -> Hash {
        let bytes = match self.told.texts.get(old) {
            Some(text) => format!("{text}\n{:05}", dice.below(100_000)).into_bytes(),
            None => drawn(dice),
        };
        let content = Content { subject: self.subject.clone(), salt: dice.salt(), bytes };
        let hash = content.hash();
        self.contents.push(content);
        hash
    }
}

fn replace(bytes: &mut [u8], old: &Hash, new: &Hash) {
    let places = 0..bytes.len().saturating_sub(31);
    let found: Vec<usize> = places.filter(|at| bytes.get(*at..at + 32) == Some(old.0.as_slice())).collect();
    for at in found {
        bytes.get_mut(at..at + 32).unwrap().copy_from_slice(&new.0);
    }
}

/// A signature of sixty points.
fn drawn(dice: &mut Dice) -> Vec<u8> {
    let mut point = |nth: usize| StrokePoint {
        x: i32::try_from(nth * 9 + dice.below(9)).unwrap(),
        y: i32::try_from(40 + dice.below(60)).unwrap(),
        t_ms: u32::try_from(nth * 12 + dice.below(9)).unwrap(),
        pressure: 300,
    };
    encode_strokes(&Strokes { width: 600, height: 240, strokes: vec![(0..60).map(&mut point).collect()] })
}
