//! Which of two events came first, where anybody can know it.
//!
//! Within one installation the running number orders all lanes; between installations
//! only what a writer had seen does. What neither orders is concurrent: nobody can say
//! which came first (sync rules 7 and 8).

use std::collections::BTreeMap;

use crate::id::Lane;
use crate::visit::Told;

/// So many turns of each writer.
type Turns = BTreeMap<usize, usize>;

/// Where an event stands among all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    writer: usize,
    turn: usize,
    lane: Lane,
    is_certain: bool,
    /// So many turns of each other writer were known.
    known: Turns,
}

impl Mark {
    /// Whether the writer of `self` knew `other`.
    pub(super) fn knows(&self, other: &Mark) -> bool {
        if self.lane == other.lane {
            return other.turn < self.turn;
        }
        if !other.is_certain {
            return false;
        }
        match self.writer == other.writer {
            true => self.is_certain && other.turn < self.turn,
            false => self.known.get(&other.writer).is_some_and(|turns| other.turn <= *turns),
        }
    }
}

/// What each writer knew of the others, turn by turn.
#[derive(Default)]
pub(super) struct Past {
    /// By writer: from this turn on, so many turns of the others.
    known: BTreeMap<usize, Vec<(usize, Turns)>>,
}

impl Past {
    /// The mark of the next event in the order of the fold.
    pub(super) fn mark(&mut self, told: &Told) -> Mark {
        let mut known = self.known_at(told.writer, told.turn);
        for (writer, turns) in &told.seen {
            let theirs = self.known_at(*writer, *turns);
            for (writer, turns) in theirs.into_iter().chain([(*writer, *turns)]) {
                let most = known.entry(writer).or_default();
                *most = turns.max(*most);
            }
        }
        known.remove(&told.writer);
        if !told.seen.is_empty() {
            self.known.entry(told.writer).or_default().push((told.turn, known.clone()));
        }
        let lane = told.entry.place.lane.clone();
        Mark { writer: told.writer, turn: told.turn, lane, is_certain: told.is_certain, known }
    }

    fn known_at(&self, writer: usize, turn: usize) -> Turns {
        let changes = self.known.get(&writer).map_or(&[][..], Vec::as_slice);
        let so_far = changes.partition_point(|(from, _)| *from <= turn);
        so_far.checked_sub(1).and_then(|last| changes.get(last)).map(|(_, known)| known.clone()).unwrap_or_default()
    }
}
