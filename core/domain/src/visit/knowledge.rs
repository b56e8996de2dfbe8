//! What the writer of an event had not taken in, of what is folded before it.
//!
//! Two phones on one visit write without each other's events. Where both set one thing,
//! it matters whether the later one in the fold knew of the earlier one: a second
//! signature under another total replaces the first only if its phone had seen that.

use std::collections::BTreeMap;

use crate::id::Lane;
use crate::visit::Place;
use crate::visit::lanes::Told;

/// So many turns of each writer.
type Known = BTreeMap<usize, usize>;

/// What every writer knew at each of its turns, as far as the fold has come.
#[derive(Default)]
pub(super) struct Knowledge {
    turns: BTreeMap<usize, BTreeMap<usize, (Place, Known)>>,
}

impl Knowledge {
    /// Takes in the next event of the fold. Gives the lanes of which its writer had not
    /// taken in everything that came before, and up to where it had.
    pub(super) fn blind_spots(&mut self, told: &Told) -> BTreeMap<Lane, u64> {
        let own = self.turns.get(&told.writer).and_then(|turns| turns.last_key_value());
        let mut known = own.map(|(_, (_, known))| known.clone()).unwrap_or_default();
        for (other, turns) in &told.seen {
            // Who saw an event also saw what its writer had seen.
            let theirs = self.turns.get(other).and_then(|told| told.range(..=turns).next_back());
            let theirs = theirs.into_iter().flat_map(|(_, (_, known))| known);
            for (other, turns) in theirs.map(|(other, turns)| (*other, *turns)).chain([(*other, *turns)]) {
                let most = known.entry(other).or_default();
                *most = turns.max(*most);
            }
        }
        let others = self.turns.iter().filter(|(other, _)| **other != told.writer);
        let blind = others.filter_map(|(other, turns)| {
            let knows = known.get(other).copied().unwrap_or(0);
            let (last, (place, _)) = turns.last_key_value()?;
            let seen = turns.range(..=knows).next_back().map_or(0, |(_, (place, _))| place.seq);
            (*last > knows).then(|| (place.lane.clone(), seen))
        });
        let blind = blind.collect();
        self.turns.entry(told.writer).or_default().insert(told.turn, (told.entry.place.clone(), known));
        blind
    }
}
