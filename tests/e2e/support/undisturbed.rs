//! The day as it goes when nothing goes wrong, and what every other day must come to as well.

use std::collections::BTreeSet;
use std::path::Path;

use super::office::{Folder, lanes, number, query};
use super::phone::{LaneHead, Phone, day};

/// Everybody with a job.
pub const ENGINEERS: [&str; 3] = ["E1001", "E1002", "E1003"];

/// An office at which three engineers' visits have arrived, in `folder/office`.
pub fn day_of_three(folder: &Path) -> Folder {
    let office = Folder::furnished(&folder.join("office"));
    let tokens = ENGINEERS.map(|engineer| office.invite(engineer));
    let serving = office.serve();
    for (engineer, token) in ENGINEERS.iter().zip(&tokens) {
        let mut phone = Phone::start(&folder.join(engineer)).unwrap();
        phone.enrol(&serving.url(), token);
        phone.sync().unwrap();
        for script in day(engineer) {
            phone.play(&script).done();
        }
        assert_eq!(phone.sync().unwrap().unproved, 0);
        phone.quit();
    }
    office
}

/// Every event of these phones is at the office, at its place, once, and no other is.
pub fn arrived_once(office: &Folder, heads: &[LaneHead]) {
    let kept = lanes(&office.database());
    let mut arrived = 0;
    for head in heads {
        let lane = kept.get(&head.lane).unwrap_or_else(|| panic!("{} did not arrive", head.lane));
        assert_eq!((lane.len() as u64, lane.last()), (head.seq, Some(&head.hash)), "{}", head.lane);
        arrived += lane.len();
    }
    let events: Vec<&String> = kept.values().flatten().collect();
    assert_eq!(events.len(), arrived, "nothing came that no phone holds");
    assert_eq!(events.iter().collect::<BTreeSet<_>>().len(), arrived, "nothing came twice");
}

/// Both days came to the same, in money and otherwise.
pub fn came_to_the_same(office: &Folder, undisturbed: &Folder) {
    let differences: Vec<String> = outcomes(office).symmetric_difference(&outcomes(undisturbed)).cloned().collect();
    assert!(differences.is_empty(), "{differences:#?}");
}

/// Everything that the events of all six visits name has come, too.
pub fn nothing_is_missing_at(office: &Folder) {
    nothing_is_missing_of(office, 6);
}

/// So many visits were left, and everything that their events name has come.
pub fn nothing_is_missing_of(office: &Folder, visits: i64) {
    let database = office.database();
    assert_eq!(number(&database, "SELECT count(*) FROM visit WHERE state = 'left'"), visits);
    assert_eq!(number(&database, "SELECT sum(contents_lacking) FROM visit"), 0);
    assert_eq!(number(&database, "SELECT sum(photos_named - photos_arrived) FROM visit"), 0);
    assert!(number(&database, "SELECT sum(photos_arrived) FROM visit") > 0);
    assert_eq!(number(&database, "SELECT count(*) FROM quarantine"), 0);
}

/// What the visits came to, in money and otherwise: nothing of it depends on clocks or chance.
fn outcomes(office: &Folder) -> BTreeSet<String> {
    let database = office.database();
    let tables = [
        "SELECT visit, state, outcome, total_minor, steps, exceptions FROM visit",
        "SELECT visit, line, item_kind, item, count, amount_minor, because FROM fee_line",
        "SELECT visit, n, part, count, serial, old_part FROM part_use",
        "SELECT visit, code, rule, field FROM finding",
        "SELECT 'sum', sum(total_minor), count(*) FROM visit",
    ];
    tables.iter().flat_map(|sql| query(&database, sql)).collect()
}
