//! What may stand on a disk when the power is gone.
//!
//! A write reaches the disk in sectors of 512 bytes, in any order, until a sync says that
//! it did. Each sector that was not synced is there, lost, or torn: its beginning is the
//! new one. A file's new length is there or not. A new file's name is there once its
//! folder was synced, or by chance.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::disk::Op;

const SECTOR: usize = 512;

/// Chance from a seed.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) >> 1).unwrap() % sides.max(1)
    }
}

/// How much of what was not synced the power loss takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// All of it.
    Everything,
    /// Nothing: the process died, the disk did not.
    Nothing,
    /// Sector by sector, by chance.
    Some,
}

/// What became of the sectors of an image that were not synced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Damage {
    pub lost: usize,
    pub kept: usize,
    pub torn: usize,
}

#[derive(Clone, Default)]
struct Content {
    /// What a sync vouched for.
    synced: Vec<u8>,
    /// What was done since, in order.
    since: Vec<Op>,
    is_named: bool,
    /// Whether it is there, as the running program sees it.
    is_there: bool,
}

/// The disk at one place of what was recorded; walks forward only.
pub struct Platter<'a> {
    files: &'a [PathBuf],
    ops: &'a [Op],
    at: usize,
    contents: BTreeMap<usize, Content>,
    marked: usize,
}

impl<'a> Platter<'a> {
    /// Before the first operation: what these files held then is on the disk.
    pub fn new(files: &'a [PathBuf], ops: &'a [Op], before: &BTreeMap<PathBuf, Vec<u8>>) -> Self {
        let content = |path: &PathBuf| {
            let bytes = before.get(path);
            Content {
                synced: bytes.cloned().unwrap_or_default(),
                is_named: bytes.is_some(),
                is_there: bytes.is_some(),
                since: Vec::new(),
            }
        };
        let contents = files.iter().map(content).enumerate().collect();
        Self { files, ops, at: 0, contents, marked: 0 }
    }

    /// The last mark before this place.
    pub fn marked(&self) -> usize {
        self.marked
    }

    /// How many operations there are.
    pub fn len(&self) -> usize {
        self.ops.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// Does everything before this place.
    pub fn go_to(&mut self, place: usize) {
        while self.at < place.min(self.ops.len()) {
            let op = self.ops[self.at].clone();
            self.at += 1;
            self.step(op);
        }
    }

    fn step(&mut self, op: Op) {
        match op {
            Op::Mark(what) => self.marked = what,
            Op::Create { file } => {
                self.contents.insert(file, Content { is_there: true, ..Content::default() });
            }
            Op::Write { file, .. } | Op::Truncate { file, .. } => self.of(file).since.push(op),
            Op::Sync { file, is_folder_synced } => {
                let content = self.of(file);
                let since = std::mem::take(&mut content.since);
                since.iter().for_each(|op| whole(&mut content.synced, op));
                self.name_all(is_folder_synced);
            }
            Op::Remove { file, is_folder_synced } => {
                self.of(file).is_there = false;
                self.name_all(is_folder_synced);
            }
        }
    }

    fn of(&mut self, file: usize) -> &mut Content {
        self.contents.get_mut(&file).unwrap()
    }

    fn name_all(&mut self, is_synced: bool) {
        for content in self.contents.values_mut().filter(|_| is_synced) {
            content.is_named = content.is_there;
        }
    }

    /// Writes what is left into this folder, under the files' own names.
    pub fn lose_power(&self, loss: Loss, dice: &mut Dice, folder: &Path) -> Damage {
        let mut damage = Damage::default();
        for (file, content) in &self.contents {
            let is_left = match (content.is_there == content.is_named, loss) {
                (true, _) | (false, Loss::Nothing) => content.is_there,
                (false, Loss::Everything) => content.is_named,
                (false, Loss::Some) => dice.below(2) == 0,
            };
            let target = folder.join(self.files[*file].file_name().unwrap());
            if !is_left {
                continue;
            }
            let mut bytes = content.synced.clone();
            for op in &content.since {
                match loss {
                    Loss::Everything => damage.lost += sectors(op),
                    Loss::Nothing => {
                        whole(&mut bytes, op);
                        damage.kept += sectors(op);
                    }
                    Loss::Some => by_chance(&mut bytes, op, dice, &mut damage),
                }
            }
            std::fs::write(target, bytes).unwrap();
        }
        damage
    }
}

fn whole(bytes: &mut Vec<u8>, op: &Op) {
    match op {
        Op::Write { offset, bytes: new, .. } => put(bytes, usize::try_from(*offset).unwrap(), new),
        Op::Truncate { size, .. } => bytes.truncate(usize::try_from(*size).unwrap()),
        other => panic!("{other:?} waits for no sync"),
    }
}

fn put(bytes: &mut Vec<u8>, offset: usize, new: &[u8]) {
    if new.is_empty() {
        return;
    }
    let end = offset + new.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[offset..end].copy_from_slice(new);
}

/// The parts of a write, each in one sector.
fn pieces(offset: usize, len: usize) -> impl Iterator<Item = (usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at;
        at = len.min(from + SECTOR - (offset + from) % SECTOR);
        (from < len).then_some((from, at))
    })
}

fn sectors(op: &Op) -> usize {
    match op {
        Op::Write { offset, bytes, .. } => pieces(usize::try_from(*offset).unwrap(), bytes.len()).count(),
        _ => 1,
    }
}

fn by_chance(bytes: &mut Vec<u8>, op: &Op, dice: &mut Dice, damage: &mut Damage) {
    let Op::Write { offset, bytes: new, .. } = op else {
        match dice.below(2) {
            0 => damage.lost += 1,
            _ => {
                whole(bytes, op);
                damage.kept += 1;
            }
        }
        return;
    };
    let offset = usize::try_from(*offset).unwrap();
    for (from, until) in pieces(offset, new.len()) {
        let until = match dice.below(5) {
            0 | 1 => {
                damage.lost += 1;
                continue;
            }
            2 | 3 => {
                damage.kept += 1;
                until
            }
            _ => {
                damage.torn += 1;
                from + dice.below(until - from)
            }
        };
        put(bytes, offset + from, &new[from..until]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(offset: u64, byte: u8, len: usize) -> Op {
        Op::Write { file: 0, offset, bytes: vec![byte; len] }
    }

    fn left(ops: &[Op], loss: Loss, seed: u64) -> (Option<Vec<u8>>, Damage) {
        let folder = tempfile::tempdir().unwrap();
        let files = [PathBuf::from("/phone/file")];
        let mut platter = Platter::new(&files, ops, &BTreeMap::new());
        platter.go_to(ops.len());
        let damage = platter.lose_power(loss, &mut Dice::new(seed), folder.path());
        (std::fs::read(folder.path().join("file")).ok(), damage)
    }

    #[test]
    fn what_was_synced_is_there_and_the_rest_is_lost() {
        let sync = Op::Sync { file: 0, is_folder_synced: true };
        let ops = [Op::Create { file: 0 }, write(0, 1, 700), sync, write(600, 2, 700)];
        let (bytes, damage) = left(&ops, Loss::Everything, 1);
        assert_eq!((bytes.unwrap(), damage.lost), (vec![1; 700], 2));
        let bytes = left(&ops, Loss::Nothing, 1).0.unwrap();
        assert_eq!((bytes.len(), bytes[599], bytes[600]), (1300, 1, 2));
    }

    #[test]
    fn sectors_are_kept_lost_and_torn_one_by_one() {
        let sync = Op::Sync { file: 0, is_folder_synced: true };
        let ops = [Op::Create { file: 0 }, write(0, 1, 51_200), sync, write(0, 2, 51_200)];
        let (bytes, damage) = left(&ops, Loss::Some, 7);
        let bytes = bytes.unwrap();
        assert!(damage.lost > 20 && damage.kept > 20 && damage.torn > 5, "{damage:?}");
        assert_eq!(damage.lost + damage.kept + damage.torn, 100);
        let whole = |byte| bytes.chunks(SECTOR).filter(|sector| sector.iter().all(|it| *it == byte)).count();
        assert!(whole(1) >= damage.lost && whole(2) >= damage.kept && whole(1) + whole(2) < 100);
    }

    #[test]
    fn a_name_that_no_sync_vouched_for_may_be_gone() {
        let ops = [Op::Create { file: 0 }, write(0, 1, 10), Op::Sync { file: 0, is_folder_synced: false }];
        assert_eq!(left(&ops, Loss::Everything, 1).0, None);
        let is_there = |seed| left(&ops, Loss::Some, seed).0.is_some();
        let there = (0..50).filter(|seed| is_there(*seed)).count();
        assert!((10..40).contains(&there), "{there} of 50");
    }
}
