//! Custody: what leaves the home with the engineer, and what stays there on loan
//! (R125–R130).
//!
//! Each thing has a number, a state that was photographed before it left, a due time and
//! both signatures on a [`slip`]; it stays open until it is back, on this visit or on a
//! later one of the same job ([`open_items`]). A visit with something open is never
//! called solved. Times are UTC milliseconds.
//!
//! Leaves to others: the texts themselves (contents), who owes a call while something
//! is away (`follow_up`).

mod slip;

use std::collections::BTreeMap;

use chrono::{Datelike, Weekday};

use crate::audit::FindingKind;
use crate::book::SlaPolicy;
use crate::event::{Event, Outcome};
use crate::id::{Hash, SerialNo, VisitId};
use crate::job::named;
use crate::terms::OpenCustody;
use crate::time::{Stamp, china_day, since};
use crate::visit::{Asked, Visit};

pub use slip::{Slip, slip};

named! {
    /// What is in custody.
    CustodyKind {
        /// The customer's appliance, taken to the workshop (R126).
        Appliance = "appliance",
        /// A part of it, taken along to be tested.
        Component = "component",
        /// An appliance of the company, lent to the customer (R127).
        Loaner = "loaner",
    }
}

named! {
    /// How it came back.
    CustodyEnd {
        /// Whole, where it belongs.
        Returned = "returned",
        /// Damaged; the incident says more (R116).
        Damaged = "damaged",
        /// It is not coming back: exchanged, bought, or given up with consent.
        Settled = "settled",
    }
}

/// Something that changes hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Custody {
    /// Its number on this visit.
    pub number: u32,
    /// What it is.
    pub kind: CustodyKind,
    /// What is printed on it, where something is.
    pub serial: Option<SerialNo>,
    /// Its state in words, as a content (R125).
    pub condition: Hash,
    /// When it is due back, UTC.
    pub due_ms: i64,
    /// The slip that was shown, as a salted content (R126).
    pub slip: Hash,
    /// The customer's strokes on the slip.
    pub customer_strokes: Hash,
    /// The engineer's strokes on the slip.
    pub engineer_strokes: Hash,
}

/// What someone wants to record about custody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustodyCommand {
    /// Photograph the outside before it leaves (R125); the number is the next one.
    Photograph {
        /// The picture.
        photo: Hash,
    },
    /// It changes hands.
    Open {
        /// What it is.
        kind: CustodyKind,
        /// What is printed on it.
        serial: Option<SerialNo>,
        /// Its state in words.
        condition: Hash,
        /// When it is due back, UTC.
        due_ms: i64,
        /// The slip that was shown.
        slip: Hash,
        /// The customer's strokes.
        customer_strokes: Hash,
        /// The engineer's strokes.
        engineer_strokes: Hash,
    },
    /// It came back.
    Close {
        /// The visit that opened it.
        from: VisitId,
        /// Its number there.
        number: u32,
        /// How it came back.
        end: CustodyEnd,
        /// More words.
        note: Option<Hash>,
    },
}

/// Everything that changed hands on a visit, and what of earlier visits came back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustodyBook {
    /// What this visit opened, by number.
    pub opened: BTreeMap<u32, (Custody, Option<Stamp>)>,
    /// Photographs of the state, by number.
    pub photos: BTreeMap<u32, Vec<Hash>>,
    /// What came back, by visit and number.
    pub closed: BTreeMap<(VisitId, u32), (CustodyEnd, Option<Stamp>)>,
}

impl CustodyBook {
    /// Where two phones opened something under one number without knowing of each other,
    /// both are kept: the second under a number from the top, which no phone gives out.
    pub(crate) fn open(&mut self, custody: &Custody, at: Option<Stamp>) {
        if self.opened.values().any(|(known, _)| is_same(known, custody)) {
            return;
        }
        let from_the_top = || (0..=u32::MAX).rev().find(|number| !self.opened.contains_key(number));
        let number = match self.opened.contains_key(&custody.number) {
            true => from_the_top().unwrap_or(custody.number),
            false => custody.number,
        };
        self.opened.entry(number).or_insert_with(|| (Custody { number, ..custody.clone() }, at));
    }

    pub(crate) fn photograph(&mut self, number: u32, photo: Hash) {
        let photos = self.photos.entry(number).or_default();
        if !photos.contains(&photo) {
            photos.push(photo);
        }
    }

    /// The first end stands.
    pub(crate) fn close(&mut self, from: &VisitId, number: u32, end: CustodyEnd, at: Option<Stamp>) {
        self.closed.entry((from.clone(), number)).or_insert((end, at));
    }

    /// The number of what is opened next: also of what is photographed now.
    pub fn next_number(&self) -> u32 {
        (1..=u32::MAX).find(|number| !self.opened.contains_key(number)).unwrap_or(u32::MAX)
    }
}

/// The same fact, recorded again by a phone that was restored.
fn is_same(known: &Custody, custody: &Custody) -> bool {
    Custody { number: known.number, ..custody.clone() } == *known
}

/// Everything of this job that is not back as far as this visit knows: what earlier
/// visits left open, then what this one opened. The next visit of the job starts from it.
pub fn open_items(visit: &Visit) -> Vec<OpenCustody> {
    let earlier = visit.earlier.iter().flat_map(|earlier| earlier.custody.iter().cloned());
    let own = visit.opening.iter().flat_map(|opening| {
        visit.custody.opened.iter().map(|(number, (custody, _))| OpenCustody {
            from: opening.visit.clone(),
            number: *number,
            kind: custody.kind,
            serial: custody.serial.clone(),
            due_ms: custody.due_ms,
        })
    });
    let is_open = |thing: &OpenCustody| !visit.custody.closed.contains_key(&(thing.from.clone(), thing.number));
    earlier.chain(own).filter(is_open).collect()
}

/// How something stands to its promised return (R128).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// There is time left, at least so much.
    InTime {
        /// Milliseconds.
        left_ms: i64,
    },
    /// It is late, by at least so much.
    Late {
        /// Milliseconds.
        by_ms: i64,
    },
    /// The clock is too uncertain to say.
    Unknown,
}

/// Whether it is late at this reading. For something that came back, the reading of its
/// return says whether the promise was kept.
pub fn due(due_ms: i64, at: &Stamp) -> Due {
    match since(due_ms, at) {
        Some(over) if over.at_least_ms > 0 => Due::Late { by_ms: over.at_least_ms },
        Some(over) if over.at_most_ms <= 0 => Due::InTime { left_ms: over.at_most_ms.saturating_neg() },
        _ => Due::Unknown,
    }
}

/// A proposal for when something from the workshop is back (T15): so many working days
/// from now, at the same hour. Working days are Monday to Friday by the calendar of China;
/// public holidays are not known here, so the engineer may change it.
pub fn proposed_due(now: &Stamp, sla: &SlaPolicy) -> i64 {
    const DAY_MS: i64 = 86_400_000;
    let is_working =
        |at_ms: i64| china_day(at_ms).is_none_or(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
    let days = (1..).map(|day: i64| now.wall_ms.saturating_add(day.saturating_mul(DAY_MS)));
    let last = usize::try_from(sla.on_site.workshop_days.clamp(1, 365)).map_or(0, |days| days - 1);
    days.filter(|at_ms| is_working(*at_ms)).nth(last).unwrap_or(now.wall_ms)
}

pub(crate) fn decide(asked: &Asked<'_>, command: &CustodyCommand) -> Result<Event, CustodyRefusal> {
    let number = asked.visit.custody.next_number();
    match command {
        CustodyCommand::Photograph { photo } => Ok(Event::CustodyPhotographed { number, photo: *photo }),
        CustodyCommand::Open { kind, serial, condition, due_ms, slip, customer_strokes, engineer_strokes } => {
            let custody = Custody {
                number,
                kind: *kind,
                serial: serial.clone(),
                condition: *condition,
                due_ms: *due_ms,
                slip: *slip,
                customer_strokes: *customer_strokes,
                engineer_strokes: *engineer_strokes,
            };
            may_open(asked, &custody).map(|()| Event::CustodyOpened(custody))
        }
        CustodyCommand::Close { from, number, end, note } => {
            let is_it = |thing: &OpenCustody| (&thing.from, thing.number) == (from, *number);
            match open_items(asked.visit).iter().any(is_it) {
                true => Ok(Event::CustodyClosed { from: from.clone(), number: *number, end: *end, note: *note }),
                false => Err(CustodyRefusal::NoSuchThing),
            }
        }
    }
}

fn may_open(asked: &Asked<'_>, custody: &Custody) -> Result<(), CustodyRefusal> {
    if !asked.visit.custody.photos.contains_key(&custody.number) {
        return Err(CustodyRefusal::NotPhotographed);
    }
    if custody.kind == CustodyKind::Loaner && custody.serial.is_none() {
        return Err(CustodyRefusal::NeedsSerial);
    }
    match since(custody.due_ms, asked.stamp) {
        Some(over) if over.at_least_ms >= 0 => Err(CustodyRefusal::DueInThePast),
        _ => Ok(()),
    }
}

/// What a person at the office should look at.
pub(crate) fn remarkable(after: &Visit, event: &Event) -> Option<FindingKind> {
    match event {
        Event::CustodyOpened(custody) if after.outcome == Some(Outcome::Solved) => {
            Some(FindingKind::CustodyAfterSolved { number: custody.number })
        }
        Event::CustodyClosed { number, end: CustodyEnd::Damaged, .. } => {
            Some(FindingKind::CameBackDamaged { number: *number })
        }
        _ => None,
    }
}

/// Why custody may not be recorded like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustodyRefusal {
    /// Nothing of this number is open.
    #[error("nothing of this number is open")]
    NoSuchThing,
    /// Its outside is photographed first (R125).
    #[error("photograph its outside before it leaves")]
    NotPhotographed,
    /// It would be due before it leaves.
    #[error("it would be due before it leaves")]
    DueInThePast,
    /// A loaner is told apart by its number (R129).
    #[error("a loaner is lent with its serial number")]
    NeedsSerial,
}

impl CustodyRefusal {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoSuchThing => "custody/no-such-thing",
            Self::NotPhotographed => "custody/not-photographed",
            Self::DueInThePast => "custody/due-in-the-past",
            Self::NeedsSerial => "custody/needs-serial",
        }
    }
}
