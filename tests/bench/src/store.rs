//! The phone's store at rest: bytes for each event, projections made anew, opening, screens.

use std::path::Path;
use std::time::Duration;

use doorstep_domain::id::Hash;
use doorstep_domain::visit::Step;
use doorstep_screens::Screen;
use rusqlite::Connection;

use crate::phone::{self, Pair, Served};
use crate::row::{Row, Times, Unit, timed};

/// What is not of the journal: books and their index, jobs, and contents, which are told apart.
const BESIDE: &str = "'book', 'edition', 'job', 'content', 'content_waits', 'photo', 'certificate', 'command'";

/// The rows about the store of these visits.
pub fn rows(pair: &Pair, events: usize, is_quick: bool) -> Vec<Row> {
    let proved = proved(pair);
    let each = |bytes: i64| bytes as f64 / events as f64;
    let open = each(size(&pair.phone(), &format!("name NOT IN ({BESIDE}) AND name NOT LIKE '%knowledge%'")));
    let contents = each(size(&pair.phone(), "name LIKE '%content%' AND name NOT LIKE '%knowledge%'"));
    let closed = each(size(&proved.phone(), &format!("name NOT IN ({BESIDE}) AND name NOT LIKE '%knowledge%'")));
    let mut rows = vec![
        Row::counted("disk for each event, not proved", Unit::Bytes, open, 230.0, 260.0),
        Row::told("  contents beside them, for each event", Unit::Bytes, contents),
        Row::counted("disk for each event, left and proved", Unit::Bytes, closed, 80.0, 80.0),
    ];
    rows.extend(times(pair, events, if is_quick { 5 } else { 15 }));
    rows
}

/// The same phone after the office has everything.
fn proved(pair: &Pair) -> Pair {
    let round = pair.copy();
    let served = Served::open(&round.office());
    let device = phone::open(&round.phone());
    device.set_office(&served.url).unwrap();
    phone::sync(&device);
    device.compress().unwrap();
    device.close();
    round
}

fn size(folder: &Path, which: &str) -> i64 {
    let sql = format!("SELECT sum(pgsize) FROM dbstat WHERE {which}");
    phone::journal(folder).query_row(&sql, [], |row| row.get(0)).unwrap()
}

fn times(pair: &Pair, events: usize, rounds: usize) -> Vec<Row> {
    let round = pair.copy();
    let folder = round.phone();
    let [mut anew, mut hashed, mut opened, mut read, mut shown] = [const { Vec::new() }; 5];
    let visit = crate::sync::visit_in(&folder);
    for _ in 0..rounds {
        phone::forget_projections(&phone::journal(&folder));
        anew.push(timed(|| phone::open(&folder).close()));
        hashed.push(timed(|| hash_all(&folder)));
        opened.push(timed(|| {
            let device = phone::open(&folder);
            device.show(Screen::Today).unwrap();
            device.close();
        }));
        read.push(timed(|| read_today(&folder)));
        let device = phone::open(&folder);
        let step = || Screen::Step { visit: visit.clone(), step: Step::Repair };
        device.show(step()).unwrap();
        shown.extend((0..20).map(|_| timed(|| device.show(step()).unwrap())));
        device.close();
    }
    let p50 = |rounds: Vec<Duration>| Times::of(rounds).p50;
    let (anew, opened) = (p50(anew), p50(opened));
    let a_second = events as f64 / 40_000.0;
    vec![
        Row::ratio("projections anew, against reading and hashing", anew, p50(hashed), 20.0, 60.0),
        Row::promised("  in seconds", Unit::Seconds, anew.as_secs_f64(), a_second),
        Row::ratio("opening to the today screen, against opening and reading", opened, p50(read), 20.0, 60.0),
        Row::promised("  in seconds", Unit::Seconds, opened.as_secs_f64(), 0.05),
        Row::promised("a step's screen, without disk", Unit::Seconds, p50(shown).as_secs_f64(), 0.001),
    ]
}

fn hash_all(folder: &Path) -> Hash {
    let db = phone::journal(folder);
    let mut select = db.prepare("SELECT bytes FROM event ORDER BY lane, seq").unwrap();
    let events = select.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    events.fold(Hash::NONE, |before, bytes| Hash::of(&[before.0.as_slice(), &bytes.unwrap()].concat()))
}

fn read_today(folder: &Path) -> usize {
    let db: Connection = phone::journal(folder);
    db.pragma_update(None, "synchronous", "FULL").unwrap();
    let mut select = db.prepare("SELECT visit, kind, bytes FROM job JOIN visit ON id = job.visit").unwrap();
    select.query_map([], |row| row.get::<_, Vec<u8>>(2)).unwrap().map(|bytes| bytes.unwrap().len()).sum()
}
