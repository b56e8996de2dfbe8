//! The ledger: one row for each part, and where each known piece is.
//!
//! For every part and every order of arrival
//! `issued + loaded + taken_out = fitted + unloaded + expected`.
//! A count changes none of these numbers. It stands beside them until a newer one; what
//! it cannot have seen opens a recount (sync rule 7).

use std::collections::{BTreeMap, BTreeSet};

use super::past::{Mark, Past};
use super::{Depot, Finding, Moved};
use crate::event::{Event, FittedPart, OldPart, Rejection};
use crate::id::{EngineerId, PartNo, SerialNo, Subject, VisitId};
use crate::time::Stamp;
use crate::visit::{Entry, LaneRecords, in_order};

/// What a van should carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// By part.
    pub rows: BTreeMap<PartNo, Row>,
    /// Where each piece is whose number was read.
    pub pieces: BTreeMap<(PartNo, SerialNo), Whereabouts>,
    /// Parts to be counted again: something moved that the last count had not seen, or
    /// it was made against another ledger.
    pub recount: BTreeSet<PartNo>,
    /// What a person should look at.
    pub findings: Vec<Finding>,
}

/// One part of the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// What the office issued when the van was set up.
    pub issued: u64,
    /// What was loaded since.
    pub loaded: u64,
    /// What was fitted on visits.
    pub fitted: u64,
    /// What was taken out again where it had been fitted (R117).
    pub taken_out: u64,
    /// What left the stock without being fitted.
    pub unloaded: u64,
    /// What is in the van and does not work (R81).
    pub faulty: u64,
    /// Old parts that engineers took back from customers.
    pub old_taken: u64,
    /// Old parts that were handed in (R199).
    pub old_handed_in: u64,
    /// The newest count.
    pub count: Option<Count>,
}

/// What somebody counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// What there was.
    pub found: u32,
    /// What the ledger said on the phone of whoever counted.
    pub expected: i64,
    /// When.
    pub at: Option<Stamp>,
}

impl Row {
    /// What should be in the van, faulty pieces included. Below nothing, something was
    /// not recorded.
    pub fn expected(&self) -> i64 {
        let came = self.issued + self.loaded + self.taken_out;
        let went = self.fitted + self.unloaded;
        i64::try_from(i128::from(came) - i128::from(went)).unwrap_or(i64::MAX)
    }

    /// What can be fitted.
    pub fn usable(&self) -> u64 {
        u64::try_from(self.expected()).unwrap_or_default().saturating_sub(self.faulty)
    }

    /// By how much the newest count differs from what was expected then.
    pub fn difference(&self) -> Option<i64> {
        self.count.map(|count| i64::from(count.found).saturating_sub(count.expected))
    }

    /// Old parts that are still owed to the outlet.
    pub fn old_owed(&self) -> u64 {
        self.old_taken.saturating_sub(self.old_handed_in)
    }
}

/// Where a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    /// In the van.
    Here,
    /// In the van, and it does not work.
    Faulty,
    /// Fitted on this visit.
    Fitted(VisitId),
    /// It left the van for there.
    Gone(Depot),
}

impl Ledger {
    /// The ledger of this engineer's van: from its own lanes, those of the engineer's
    /// visits, and what the office issued. Visits of others and other vans are left out;
    /// repeated places count once; order does not matter.
    pub fn from_lanes(engineer: &EngineerId, issued: &BTreeMap<PartNo, u32>, lanes: &[LaneRecords]) -> Ledger {
        let not_ours = visits_of_others(engineer, lanes);
        let is_ours = |subject: &Subject| match subject {
            Subject::Van(whose) => whose == engineer,
            Subject::Visit(visit) => !not_ours.contains(visit),
            Subject::Day(_) => false,
        };
        let mut fold = Fold::default();
        for (part, count) in issued {
            fold.ledger.row(part).issued = u64::from(*count);
        }
        let mut past = Past::default();
        for told in in_order(lanes) {
            let mark = past.mark(&told);
            if is_ours(&told.entry.place.lane.subject) {
                fold.take(&told.entry, &mark);
            }
        }
        fold.finish()
    }

    /// What should be there of a part.
    pub fn expected(&self, part: &PartNo) -> i64 {
        self.rows.get(part).map_or(0, Row::expected)
    }

    /// How many of a part can be fitted.
    pub fn usable(&self, part: &PartNo) -> u64 {
        self.rows.get(part).map_or(0, Row::usable)
    }

    fn row(&mut self, part: &PartNo) -> &mut Row {
        self.rows.entry(part.clone()).or_default()
    }
}

/// Visits that say of themselves that somebody else went.
fn visits_of_others(engineer: &EngineerId, lanes: &[LaneRecords]) -> BTreeSet<VisitId> {
    let records = lanes.iter().flat_map(|lane| lane.heard.iter().map(move |heard| (&lane.lane, heard)));
    let mut said: BTreeMap<&VisitId, bool> = BTreeMap::new();
    for (lane, heard) in records {
        if let (Subject::Visit(visit), Ok(record)) = (&lane.subject, &heard.record)
            && let Event::VisitOpened(opening) = &record.event
        {
            *said.entry(visit).or_default() |= &opening.engineer == engineer;
        }
    }
    said.into_iter().filter(|(_, is_ours)| !is_ours).map(|(visit, _)| visit.clone()).collect()
}

/// The ledger while it is being told, with what only the fold needs.
#[derive(Default)]
struct Fold {
    ledger: Ledger,
    /// What stands fitted on each visit.
    on_visits: BTreeMap<VisitId, Vec<FittedPart>>,
    /// Every change of what is expected, by part.
    moves: BTreeMap<PartNo, Vec<(Mark, i64)>>,
    counts: BTreeMap<PartNo, Vec<(Mark, Count)>>,
}

impl Fold {
    fn take(&mut self, entry: &Entry, mark: &Mark) {
        match (&entry.place.lane.subject, &entry.event) {
            (Subject::Visit(visit), Event::PartFitted(fitted)) => self.fit(visit, fitted, entry, mark),
            (Subject::Visit(visit), Event::PartTakenOut { part, count, serial }) => {
                self.take_out(visit, (part, *count, serial.as_ref()), entry, mark);
            }
            (Subject::Visit(_), Event::PartRejected { part, count, serial, why: Rejection::Faulty }) => match serial {
                Some(serial) => self.put(part, serial, Whereabouts::Faulty, entry),
                None => self.ledger.row(part).faulty += u64::from(*count),
            },
            (Subject::Van(_), Event::VanLoaded(moved)) => self.load(moved, entry, mark),
            (Subject::Van(_), Event::VanUnloaded(moved)) => self.unload(moved, entry, mark),
            (Subject::Van(_), Event::VanCounted { part, found, expected }) => {
                let count = Count { found: *found, expected: *expected, at: entry.at };
                self.ledger.row(part);
                self.counts.entry(part.clone()).or_default().push((mark.clone(), count));
            }
            _ => {}
        }
    }

    fn fit(&mut self, visit: &VisitId, fitted: &FittedPart, entry: &Entry, mark: &Mark) {
        let count = u64::from(fitted.count);
        let row = self.ledger.row(&fitted.part);
        row.fitted += count;
        if fitted.old_part == OldPart::Returned {
            row.old_taken += count;
        }
        self.on_visits.entry(visit.clone()).or_default().push(fitted.clone());
        self.moved(&fitted.part, mark, -i64::from(fitted.count));
        if let Some(serial) = &fitted.serial {
            self.put(&fitted.part, serial, Whereabouts::Fitted(visit.clone()), entry);
        }
    }

    /// The last fitted comes out first, as on the visit itself. What was not fitted there
    /// cannot come back into the van; the old part went back into the appliance.
    fn take_out(&mut self, visit: &VisitId, out: (&PartNo, u32, Option<&SerialNo>), entry: &Entry, mark: &Mark) {
        let (part, count, serial) = out;
        let (mut left, mut old) = (count, 0);
        let there = self.on_visits.get_mut(visit).into_iter().flatten().rev();
        for fitted in there.filter(|fitted| &fitted.part == part && fitted.serial.as_ref() == serial) {
            let taken = left.min(fitted.count);
            fitted.count -= taken;
            left -= taken;
            if fitted.old_part == OldPart::Returned {
                old += u64::from(taken);
            }
        }
        let taken = count - left;
        let row = self.ledger.row(part);
        row.taken_out += u64::from(taken);
        row.old_taken -= old;
        self.moved(part, mark, i64::from(taken));
        if left > 0 {
            self.find(Finding::NotFittedThere { place: entry.place.clone(), part: part.clone() });
        } else if let Some(serial) = serial {
            self.put(part, serial, Whereabouts::Here, entry);
        }
    }

    fn load(&mut self, moved: &Moved, entry: &Entry, mark: &Mark) {
        self.ledger.row(&moved.part).loaded += u64::from(moved.count);
        self.moved(&moved.part, mark, i64::from(moved.count));
        if let Some(serial) = &moved.serial {
            self.load_piece(&moved.part, serial, entry);
        }
    }

    /// Only a piece that nobody knows, or that left the van, can be loaded.
    fn load_piece(&mut self, part: &PartNo, serial: &SerialNo, entry: &Entry) {
        let was = self.ledger.pieces.insert((part.clone(), serial.clone()), Whereabouts::Here);
        if !matches!(was, None | Some(Whereabouts::Gone(_))) {
            self.in_two_places(part, serial, entry);
        }
    }

    /// What goes into the bin is faulty stock first, then old parts of customers, and
    /// only what is left over is good stock.
    fn unload(&mut self, moved: &Moved, entry: &Entry, mark: &Mark) {
        let was = moved.serial.as_ref().and_then(|serial| {
            let was = self.ledger.pieces.get(&(moved.part.clone(), serial.clone())).cloned();
            self.put(&moved.part, serial, Whereabouts::Gone(moved.depot), entry);
            was
        });
        let count = u64::from(moved.count);
        let row = self.ledger.row(&moved.part);
        let mut old = 0;
        if moved.depot == Depot::OldParts && !matches!(was, Some(Whereabouts::Here | Whereabouts::Faulty)) {
            let faulty = if moved.serial.is_none() { count.min(row.faulty) } else { 0 };
            row.faulty -= faulty;
            old = (count - faulty).min(row.old_owed());
        }
        row.old_handed_in += old;
        row.unloaded += count - old;
        self.moved(&moved.part, mark, -i64::try_from(count - old).unwrap_or(i64::MAX));
    }

    fn moved(&mut self, part: &PartNo, mark: &Mark, by: i64) {
        if by != 0 {
            self.moves.entry(part.clone()).or_default().push((mark.clone(), by));
        }
    }

    /// A piece is now there. What is fitted elsewhere or left the van cannot be fitted,
    /// rejected or unloaded; only an old part comes back from where it was fitted.
    fn put(&mut self, part: &PartNo, serial: &SerialNo, now: Whereabouts, entry: &Entry) {
        let was = self.ledger.pieces.insert((part.clone(), serial.clone()), now.clone());
        let is_possible = match (&was, &now) {
            (None | Some(Whereabouts::Here | Whereabouts::Faulty), _) => true,
            (Some(Whereabouts::Fitted(there)), Whereabouts::Here) => {
                entry.place.lane.subject == Subject::Visit(there.clone())
            }
            (Some(Whereabouts::Fitted(_)), Whereabouts::Gone(Depot::OldParts)) => true,
            (Some(Whereabouts::Fitted(_) | Whereabouts::Gone(_)), _) => false,
        };
        if !is_possible {
            self.in_two_places(part, serial, entry);
        }
    }

    fn in_two_places(&mut self, part: &PartNo, serial: &SerialNo, entry: &Entry) {
        let (part, serial) = (part.clone(), serial.clone());
        self.find(Finding::InTwoPlaces { place: entry.place.clone(), part, serial });
    }

    fn find(&mut self, finding: Finding) {
        self.ledger.findings.push(finding);
    }

    fn finish(mut self) -> Ledger {
        for (part, _) in self.ledger.pieces.iter().filter(|(_, place)| **place == Whereabouts::Faulty) {
            if let Some(row) = self.ledger.rows.get_mut(&part.0) {
                row.faulty += 1;
            }
        }
        for (part, counts) in std::mem::take(&mut self.counts) {
            let moves = self.moves.remove(&part).unwrap_or_default();
            let expected = self.ledger.expected(&part);
            if is_unsettled(&counts, &moves, expected) {
                self.ledger.recount.insert(part.clone());
            }
            self.ledger.row(&part).count = newest(&counts).last().map(|(_, count)| *count);
        }
        let findings: Vec<Finding> = self.ledger.rows.iter().flat_map(|(part, row)| self.of_row(part, row)).collect();
        self.ledger.findings.extend(findings);
        self.ledger
    }

    fn of_row(&self, part: &PartNo, row: &Row) -> Option<Finding> {
        let part = part.clone();
        match (self.ledger.recount.contains(&part), row.difference().unwrap_or_default()) {
            (true, _) => Some(Finding::Recount { part }),
            (false, 0) => (row.expected() < 0).then_some(Finding::BelowNothing { part }),
            (false, by) => Some(Finding::CountDiffers { part, by }),
        }
    }
}

/// The counts that no later count had seen, in the order of the fold: one, where phones
/// knew of each other.
fn newest(counts: &[(Mark, Count)]) -> impl Iterator<Item = &(Mark, Count)> {
    counts.iter().filter(|(mark, _)| !counts.iter().any(|(later, _)| later.knows(mark)))
}

/// Whether a part has to be counted again: something moved that neither had seen the
/// newest count nor was seen by it, two phones counted differently, or the count was made
/// against another ledger than the one that stands.
fn is_unsettled(counts: &[(Mark, Count)], moves: &[(Mark, i64)], expected: i64) -> bool {
    let differ = |(_, count): &(Mark, Count)| newest(counts).any(|(_, other)| other.found != count.found);
    newest(counts).any(differ)
        || newest(counts).any(|(counted, count)| {
            let mut moved_since = 0_i64;
            for (mark, by) in moves.iter().filter(|(mark, _)| !counted.knows(mark)) {
                if !mark.knows(counted) {
                    return true;
                }
                moved_since = moved_since.saturating_add(*by);
            }
            expected.saturating_sub(moved_since) != count.expected
        })
}
