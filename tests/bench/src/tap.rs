//! A tap on a phone that holds all reference visits: tales played by their taps, against one
//! raw transaction for each with the same rows and settings.
//!
//! The floor writes what the tap wrote (events, contents, lane head, running number, the
//! visit's row) into a copy of the same store, right after it. Taps with a picture are not
//! counted: the photograph has a row of its own.

use std::path::Path;
use std::time::Duration;

use doorstep_device::Device;
use doorstep_domain::time::Stamp;
use doorstep_screens::{Act, Intent};
use doorstep_told::Told;
use rusqlite::{Connection, params};

use crate::phone::{self, Pair, Script};
use crate::reference::Tapped;
use crate::row::{Row, Times, timed};
use crate::taps::Taps;

/// The rows about taps; these jobs are on the phone and not opened yet.
pub fn rows(pair: &Pair, tapped: &[Tapped], visits: usize) -> Vec<Row> {
    let round = pair.copy();
    let mut floor = Floor::beside(&round.phone());
    let clock = Script::at(doorstep_told::NINE);
    let device = phone::open_with(&round.phone(), clock.clone());
    let mut times = (Vec::new(), Vec::new());
    for one in tapped {
        play(&device, &clock, one, &mut floor, &mut times);
    }
    device.verify().unwrap();
    device.close();
    let (ours, bare) = times;
    assert!(ours.len() > 100, "only {} taps were timed", ours.len());
    let (whole, bare_whole) = (ours.iter().sum(), bare.iter().sum());
    let (taps, ours, bare) = (ours.len(), Times::of(ours), Times::of(bare));
    vec![
        Row::ratio(format!("one tap, p50 of {taps}, {visits} visits on the phone"), ours.p50, bare.p50, 1.25, 2.5),
        Row::ratio("one tap, p99", ours.p99, bare.p99, 1.5, 3.0),
        Row::ratio("all these taps", whole, bare_whole, 1.3, 2.5),
    ]
}

/// Plays a tale until the phone knows better: the office gave it another approval key.
fn play(device: &Device, clock: &Script, one: &Tapped, floor: &mut Floor, times: &mut (Vec<Duration>, Vec<Duration>)) {
    let told: &Told = &one.told;
    let mut taps = Taps::new(told);
    for (stamp, command) in &told.log {
        clock.set(Stamp { ..*stamp });
        let act = taps.act(command, &device.visit(&one.visit).unwrap());
        let is_counted = act.picture().is_none();
        let intent = Intent { visit: one.visit.clone(), act };
        let is_accepted = matches!(intent.act, Act::Accept);
        let mut done = Ok(());
        let took = timed(|| done = device.send(None, intent));
        if let Err(why) = done {
            assert!(!is_accepted, "the job of a tale is not accepted: {why:?}");
            return;
        }
        let bare = floor.write(&one.visit.to_string());
        if is_counted {
            times.0.push(took);
            times.1.push(bare);
        }
    }
}

/// The least code that keeps the same rows as durably.
struct Floor {
    /// The phone's own file, to read what a tap wrote.
    phone: Connection,
    bare: Connection,
    _folder: tempfile::TempDir,
}

impl Floor {
    fn beside(phone: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("journal.sqlite");
        std::fs::copy(phone.join("journal.sqlite"), &copy).unwrap();
        let bare = Connection::open(copy).unwrap();
        for (setting, value) in [("journal_mode", "WAL"), ("synchronous", "FULL"), ("secure_delete", "ON")] {
            bare.pragma_update(None, setting, value).unwrap();
        }
        bare.pragma_update(None, "foreign_keys", "ON").unwrap();
        Self { phone: phone::journal(phone), bare, _folder: folder }
    }

    /// Writes what the phone has of this visit and the copy has not.
    fn write(&mut self, visit: &str) -> Duration {
        let subject = format!("visit/{visit}");
        let lane = "SELECT id, installation, head_seq, head_hash, running, wall_ms, mono_ms, boot FROM lane \
                    WHERE subject = ?1";
        let lane = all::<8>(&self.phone, lane, params![subject]).remove(0);
        let [id, installation, seq, hash, running, wall, mono, boot] = &lane;
        let known = "SELECT coalesce(max(seq), 0) FROM event WHERE lane = ?1";
        let known: i64 = self.bare.query_row(known, [id], |row| row.get(0)).unwrap();
        let events = "SELECT lane, seq, hash, bytes FROM event WHERE lane = ?1 AND seq > ?2";
        let events = all::<4>(&self.phone, events, params![id, known]);
        let contents = "SELECT hash, subject, salt, bytes FROM content WHERE subject = ?1";
        let mut contents = all::<4>(&self.phone, contents, params![subject]);
        contents.retain(|[hash, ..]| {
            !self.bare.prepare_cached("SELECT 1 FROM content WHERE hash = ?1").unwrap().exists([hash]).unwrap()
        });
        let rows = all::<4>(&self.phone, "SELECT id, state, owes, left_ms FROM visit WHERE id = ?1", params![visit]);
        timed(|| {
            let write = self.bare.transaction().unwrap();
            let run = |sql: &str, row: &[rusqlite::types::Value]| {
                write.prepare_cached(sql).unwrap().execute(rusqlite::params_from_iter(row)).unwrap();
            };
            let row = [id, installation, seq, hash, running, wall, mono, boot].map(Clone::clone);
            run(
                "INSERT INTO lane (id, installation, subject, head_seq, head_hash, proved_hash, running, wall_ms, \
                 mono_ms, boot) SELECT ?1, ?2, ?9, ?3, ?4, zeroblob(32), ?5, ?6, ?7, ?8 WHERE true ON CONFLICT (id) DO UPDATE SET \
                 head_seq = ?3, head_hash = ?4, running = ?5, wall_ms = ?6, mono_ms = ?7, boot = ?8",
                &[row.as_slice(), &[subject.clone().into()]].concat(),
            );
            contents
                .iter()
                .for_each(|row| run("INSERT INTO content (hash, subject, salt, bytes) VALUES (?1, ?2, ?3, ?4)", row));
            events
                .iter()
                .for_each(|row| run("INSERT INTO event (lane, seq, hash, bytes) VALUES (?1, ?2, ?3, ?4)", row));
            let upsert = "INSERT INTO visit (id, state, owes, left_ms) VALUES (?1, ?2, ?3, ?4) \
                          ON CONFLICT (id) DO UPDATE SET state = ?2, owes = ?3, left_ms = ?4";
            rows.iter().for_each(|row| run(upsert, row));
            run("UPDATE phone SET running = ?1", std::slice::from_ref(running));
            write.commit().unwrap();
        })
    }
}

fn all<const N: usize>(db: &Connection, sql: &str, values: impl rusqlite::Params) -> Vec<[rusqlite::types::Value; N]> {
    let mut select = db.prepare_cached(sql).unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok(std::array::from_fn(|column| row.get(column).unwrap()));
    select.query_map(values, read).unwrap().map(Result::unwrap).collect()
}
