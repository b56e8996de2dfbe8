//! A whole sync: 1,000 visits that the office has not heard of, over loopback HTTP to a real
//! office on SQLite FULL; against copying the same rows in as many durable transactions on
//! both sides. Then what an idle sync and one event cost.

use std::path::Path;
use std::time::Duration;

use doorstep_domain::id::{Hash, Head, InstallationId};
use doorstep_screens::{Act, Intent};
use doorstep_wire::frame::encode_push;
use doorstep_wire::message::{Cursor, Epoch, Push, Segment, SentEvent};
use rusqlite::{Connection, params};

use crate::phone::{self, Pair, Served};
use crate::reference::Reference;
use crate::road::{Passed, Road};
use crate::row::{Row, Times, Unit, clocked, timed};

/// The rows about a sync of these visits.
pub fn rows(pair: &Pair, visits: &[Reference], is_quick: bool) -> Vec<Row> {
    let [mut ours, mut records, mut rules, mut commit, mut floor] = [const { Vec::new() }; 5];
    let mut requests = 0;
    for _ in 0..if is_quick { 3 } else { 5 } {
        let round = pair.copy();
        let served = Served::open(&round.office());
        let device = phone::open(&round.phone());
        device.set_office(&served.url).unwrap();
        let (report, took) = clocked(|| phone::sync(&device));
        requests = report.requests;
        let times = served.office.intake_times().read();
        records.push(Duration::from_micros(times.records));
        rules.push(Duration::from_micros(times.projections));
        commit.push(Duration::from_micros(times.commit));
        ours.push(took);
        device.close();
        floor.push(copied(&pair.phone(), usize::try_from(requests).unwrap()));
    }
    let many = visits.iter().map(|visit| visit.events.len()).sum::<usize>();
    let name = format!("sync of {many} events of {} visits, office on SQLite FULL", visits.len());
    let [ours, records, rules, commit, floor] =
        [ours, records, rules, commit, floor].map(|rounds| Times::of(rounds).p50);
    let mut rows = vec![
        Row::compared(name, ours, floor, 24.0),
        Row::ratio("  without the office's rules and projections", ours.saturating_sub(rules), floor, 2.7, 20.0),
        Row::told("  the office's rules and projections", Unit::Seconds, rules.as_secs_f64()),
        Row::told("  the office's judging and writing", Unit::Seconds, records.as_secs_f64()),
        Row::told("  the office's commits", Unit::Seconds, commit.as_secs_f64()),
        Row::counted("  its requests", Unit::Requests, requests as f64, 41.0, 41.0),
    ];
    rows.extend(said(pair, many));
    let alone = visits.iter().map(|visit| pushed(std::slice::from_ref(visit))).collect();
    let together = visits.chunks(VISITS).map(pushed).collect();
    rows.push(Row::counted("events alone in a push of 25 visits, for each", Unit::Bytes, median(together), 40.0, 50.0));
    rows.push(Row::counted("events alone in a push of one visit, for each", Unit::Bytes, median(alone), 50.0, 60.0));
    rows
}

/// As many visits as a frame of a backlog has at least.
const VISITS: usize = 25;

/// The bytes of a push for each of its events; contents travel in it too and are told apart.
fn pushed(visits: &[Reference]) -> f64 {
    let segment = |visit: &Reference| Segment {
        subject: visit.subject(),
        installation: None,
        continues: None,
        base: Head::EMPTY,
        end: visit.events.len() as u64,
        events: visit.events.iter().cloned().map(SentEvent::Plain).collect(),
    };
    let events: usize = visits.iter().map(|visit| visit.events.len()).sum();
    let push = Push {
        installation: InstallationId([7; 16]),
        request: 1,
        epoch: Some(Epoch([7; 16])),
        challenge: vec![7; 16],
        cursor: Some(Cursor { epoch: Epoch([7; 16]), n: 1_000, hash: Hash::of(b"feed") }),
        digest: Hash::of(b"digest"),
        running: events as u64,
        segments: visits.iter().map(segment).collect(),
        offers: Vec::new(),
        contents: Vec::new(),
        photos: Vec::new(),
        books_wanted: Vec::new(),
    };
    encode_push(&push).len() as f64 / events as f64
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    *figures.get(figures.len() / 2).unwrap()
}

/// Reads what a phone sends, packs and unpacks it, and commits it at an office and on the
/// phone as told, as often as the product does.
fn copied(phone: &Path, commits: usize) -> Duration {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(phone.join("journal.sqlite"), folder.path().join("journal.sqlite")).unwrap();
    let phone = durable(&folder.path().join("journal.sqlite"));
    let office = durable(&folder.path().join("office.sqlite"));
    office
        .execute_batch(
            "CREATE TABLE segment (lane INTEGER, bytes BLOB) STRICT; CREATE TABLE content (hash BLOB PRIMARY KEY, \
             subject TEXT, salt BLOB, bytes BLOB) STRICT, WITHOUT ROWID",
        )
        .unwrap();
    timed(|| {
        let lanes: i64 = phone.query_row("SELECT max(id) FROM lane", [], |row| row.get(0)).unwrap();
        let step = lanes / i64::try_from(commits).unwrap() + 1;
        (0..=lanes).step_by(usize::try_from(step).unwrap()).for_each(|from| copy(&phone, &office, from, from + step));
    })
}

fn durable(path: &Path) -> Connection {
    let db = Connection::open(path).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    db.pragma_update(None, "synchronous", "FULL").unwrap();
    db
}

fn copy(phone: &Connection, office: &Connection, from: i64, until: i64) {
    let sql = "SELECT lane, bytes FROM event WHERE lane >= ?1 AND lane < ?2 ORDER BY lane, seq";
    let mut lanes: Vec<(i64, Vec<u8>)> = Vec::new();
    let mut select = phone.prepare_cached(sql).unwrap();
    let mut rows = select.query([from, until]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (lane, bytes): (i64, Vec<u8>) = (row.get(0).unwrap(), row.get(1).unwrap());
        match lanes.last_mut() {
            Some((last, all)) if *last == lane => all.extend(bytes),
            _ => lanes.push((lane, bytes)),
        }
    }
    let all: Vec<u8> = lanes.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
    let packed = zstd::bulk::compress(&all, 3).unwrap();
    assert_eq!(zstd::bulk::decompress(&packed, all.len()).unwrap(), all);
    let write = office.unchecked_transaction().unwrap();
    for (lane, bytes) in &lanes {
        let insert = "INSERT INTO segment (lane, bytes) VALUES (?1, ?2)";
        write.prepare_cached(insert).unwrap().execute(params![lane, bytes]).unwrap();
    }
    copy_contents(phone, &write, from, until);
    write.commit().unwrap();
    let write = phone.unchecked_transaction().unwrap();
    let told = "UPDATE lane SET proved_seq = head_seq, proved_hash = head_hash WHERE id >= ?1 AND id < ?2";
    write.execute(told, [from, until]).unwrap();
    let told = "UPDATE content SET arrived = 1 WHERE subject IN (SELECT subject FROM lane WHERE id >= ?1 AND id < ?2)";
    write.execute(told, [from, until]).unwrap();
    write.commit().unwrap();
}

fn copy_contents(phone: &Connection, office: &Connection, from: i64, until: i64) {
    let sql = "SELECT hash, c.subject, salt, bytes FROM lane JOIN content AS c INDEXED BY content_waits \
               ON c.subject = lane.subject AND arrived IS NULL WHERE lane.id >= ?1 AND lane.id < ?2";
    let mut select = phone.prepare_cached(sql).unwrap();
    let mut rows = select.query([from, until]).unwrap();
    let mut insert = office.prepare_cached("INSERT INTO content VALUES (?1, ?2, ?3, ?4)").unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (hash, subject): (Vec<u8>, String) = (row.get(0).unwrap(), row.get(1).unwrap());
        let (salt, bytes): (Vec<u8>, Vec<u8>) = (row.get(2).unwrap(), row.get(3).unwrap());
        insert.execute(params![hash, subject, salt, bytes]).unwrap();
    }
}

/// What goes over the wire, counted between phone and office with its headers.
fn said(pair: &Pair, many: usize) -> Vec<Row> {
    let round = pair.copy();
    let served = Served::open(&round.office());
    let road = Road::to(&served.url);
    let device = phone::open(&round.phone());
    device.set_office(&road.url()).unwrap();
    let per_event = |bytes: u64| bytes as f64 / many as f64;

    let report = phone::sync(&device);
    let whole = road.passed();
    let idle = exchange(&road, || phone::sync(&device).requests);
    let visit = visit_in(&round.phone());
    let act = Act::Write { check: None, text: "邻居代收备件".to_owned() };
    device.send(None, Intent { visit, act }).unwrap();
    let one = exchange(&road, || phone::sync(&device).requests);
    device.close();
    vec![
        Row::told("  up for each event, contents and headers in it", Unit::Bytes, per_event(whole.up)),
        Row::told("  down for each event, with headers", Unit::Bytes, per_event(whole.down)),
        Row::told("  answers' bodies for each event", Unit::Bytes, per_event(report.bytes_down)),
        Row::counted("idle sync: requests", Unit::Requests, idle.0 as f64, 1.0, 1.0),
        Row::counted("idle sync: up, with headers and signature", Unit::Bytes, idle.1.up as f64, 800.0, 900.0),
        Row::counted("idle sync: down, with headers", Unit::Bytes, idle.1.down as f64, 800.0, 900.0),
        Row::counted("one event: requests", Unit::Requests, one.0 as f64, 1.0, 2.0),
        Row::counted("one event with its text: up, with headers", Unit::Bytes, one.1.up as f64, 800.0, 1_200.0),
        Row::counted("one event with its text: down, with headers", Unit::Bytes, one.1.down as f64, 800.0, 1_200.0),
    ]
}

/// A visit that is still under way, or the last one.
pub fn visit_in(folder: &Path) -> doorstep_domain::id::VisitId {
    let sql = "SELECT id FROM visit ORDER BY state = 'left', id DESC LIMIT 1";
    let id: String = phone::journal(folder).query_row(sql, [], |row| row.get(0)).unwrap();
    id.parse().unwrap()
}

fn exchange(road: &Road, run: impl FnOnce() -> u64) -> (u64, Passed) {
    let before = road.passed();
    let requests = run();
    (requests, road.passed().since(before))
}
