//! P2 Arrives, by other people's bad networks: real phones reach a real office through
//! Shopify's toxiproxy.
//!
//! Three engineers do their day. Before every sync that may get through come toxics that
//! let nothing through: there the phone has to go on trying until its time is over, since
//! something is unproved. Then the same work goes over a line that is late, narrow,
//! dripping, slow to close, or cut after a number of bytes. Connections and bytes are
//! counted by the proxy; a toxic that touched none has failed. Afterwards both sides hold
//! the same bytes, once, and the same money as after an undisturbed day.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

#[path = "toxi/proxy.rs"]
mod proxy;

use std::time::{Duration, Instant};

use proxy::{Toxic, Toxiproxy};
use support::office::Folder;
use support::phone::{LaneHead, Phone, day};
use support::undisturbed::{ENGINEERS, arrived_once, came_to_the_same, day_of_three, nothing_is_missing_at};

/// How long the phones wait for an answer: a setting, ninety seconds on stairs.
const ANSWER_WITHIN_MS: &str = "2000";

/// Nothing gets through these, or no answer does; each for a few seconds before every sync.
const WALLS: [Toxic; 5] = [
    Toxic { kind: "reset_peer", stream: "upstream", attributes: r#"{"timeout":20}"# },
    Toxic { kind: "timeout", stream: "upstream", attributes: r#"{"timeout":0}"# },
    Toxic { kind: "limit_data", stream: "downstream", attributes: r#"{"bytes":40}"# },
    Toxic { kind: "reset_peer", stream: "downstream", attributes: r#"{"timeout":0}"# },
    Toxic { kind: "timeout", stream: "downstream", attributes: r#"{"timeout":0}"# },
];

/// Work gets through these, one of them for each of nine syncs.
const LINES: [Toxic; 9] = [
    Toxic { kind: "latency", stream: "downstream", attributes: r#"{"latency":300,"jitter":150}"# },
    Toxic { kind: "limit_data", stream: "upstream", attributes: r#"{"bytes":24000}"# },
    Toxic { kind: "slicer", stream: "upstream", attributes: r#"{"average_size":64,"size_variation":32,"delay":400}"# },
    Toxic {
        kind: "slicer",
        stream: "downstream",
        attributes: r#"{"average_size":64,"size_variation":32,"delay":400}"#,
    },
    Toxic { kind: "bandwidth", stream: "upstream", attributes: r#"{"rate":8}"# },
    Toxic { kind: "limit_data", stream: "upstream", attributes: r#"{"bytes":4000}"# },
    Toxic { kind: "slow_close", stream: "downstream", attributes: r#"{"delay":400}"# },
    Toxic { kind: "limit_data", stream: "downstream", attributes: r#"{"bytes":3000}"# },
    Toxic { kind: "bandwidth", stream: "downstream", attributes: r#"{"rate":8}"# },
];

#[test]
fn everything_arrives_once_through_every_toxic() {
    let folder = tempfile::tempdir().unwrap();
    let office = Folder::furnished(&folder.path().join("office"));
    let tokens = ENGINEERS.map(|engineer| office.invite(engineer));
    let serving = office.serve();
    let toxiproxy = Toxiproxy::start(serving.address);
    let heads: Vec<LaneHead> = std::thread::scope(|threads| {
        let days = ENGINEERS.iter().zip(&tokens).enumerate().map(|(nth, (engineer, token))| {
            let (toxiproxy, home, url) = (&toxiproxy, folder.path().join(engineer), serving.url());
            threads.spawn(move || {
                let mut phone = Phone::start_with(&home, &["--answer-within-ms", ANSWER_WITHIN_MS]).unwrap();
                phone.enrol(&url, token);
                a_day(phone, engineer, nth, toxiproxy)
            })
        });
        days.collect::<Vec<_>>().into_iter().flat_map(|day| day.join().unwrap()).collect()
    });
    drop(serving);
    every_toxic_struck(&toxiproxy);
    arrived_once(&office, &heads);
    nothing_is_missing_at(&office);
    came_to_the_same(&office, &day_of_three(&folder.path().join("undisturbed")));
}

/// The feed and two visits, each through all walls and one line.
fn a_day(mut phone: Phone, engineer: &str, nth: usize, toxiproxy: &Toxiproxy) -> Vec<LaneHead> {
    let scripts = day(engineer);
    let work = std::iter::once(None).chain(scripts.iter().map(Some));
    for (round, script) in work.enumerate() {
        if let Some(script) = script {
            phone.play(script).done();
        }
        for wall in &WALLS {
            goes_on_trying(&mut phone, toxiproxy, &name("wall", wall, nth, round), wall);
        }
        let line = &LINES[nth * 3 + round];
        arrives(&mut phone, toxiproxy, &name("line", line, nth, round), line);
    }
    let heads = phone.heads();
    phone.quit();
    heads
}

fn name(what: &str, toxic: &Toxic, nth: usize, round: usize) -> String {
    format!("{what}-{}-{}-{}-{round}", toxic.kind, toxic.stream, ENGINEERS[nth])
}

/// Leads the phone through a proxy of this name.
fn leads(phone: &mut Phone, toxiproxy: &Toxiproxy, name: &str, toxic: &Toxic) {
    let address = toxiproxy.lead_through(name, toxic);
    phone.ask(&format!("office\thttp://{address}")).done();
}

fn sync(phone: &mut Phone, seconds: u64) -> (serde_json::Value, Duration) {
    let begun = Instant::now();
    let told = phone.ask(&format!("sync\t{seconds}")).done();
    let report = serde_json::from_str(told.last().unwrap().strip_prefix("synced ").unwrap()).unwrap();
    (report, begun.elapsed())
}

/// Nothing gets through, so the phone tries until its time is over: an attempt is under way
/// or has its time as long as anything is unproved.
fn goes_on_trying(phone: &mut Phone, toxiproxy: &Toxiproxy, name: &str, wall: &Toxic) {
    leads(phone, toxiproxy, name, wall);
    let (report, took) = sync(phone, 5);
    assert!(report["unproved"].as_u64().unwrap() > 0, "{name}: nothing got through, and all is proved: {report}");
    assert!(took >= Duration::from_secs(5), "{name}: it rests after {took:?} and something waits: {report}");
    let tries = toxiproxy.connections(name);
    assert!(tries >= 2, "{name}: {tries} tries in {took:?}");
}

/// Something gets through every time, so that in the end all does.
fn arrives(phone: &mut Phone, toxiproxy: &Toxiproxy, name: &str, line: &Toxic) {
    leads(phone, toxiproxy, name, line);
    let mut requests = 0;
    for syncs in 1..=6 {
        let (report, took) = sync(phone, 40);
        requests += report["requests"].as_u64().unwrap();
        if report["unproved"] == 0 {
            println!("{name}: {requests} requests in {syncs} syncs, the last took {took:?}");
            return;
        }
        assert!(took >= Duration::from_secs(40), "{name}: it rests and something waits: {report}");
    }
    panic!("{name}: this phone does not get through");
}

/// What the proxy counted is more than nothing, everywhere.
fn every_toxic_struck(toxiproxy: &Toxiproxy) {
    let counted = toxiproxy.counted();
    for (nth, _) in ENGINEERS.iter().enumerate() {
        for round in 0..3 {
            for wall in &WALLS {
                let name = name("wall", wall, nth, round);
                let bytes = &counted[&name];
                assert!(bytes.came > bytes.went, "{name} swallowed nothing: {bytes:?}");
            }
            let line = &LINES[nth * 3 + round];
            let name = name("line", line, nth, round);
            let bytes = &counted[&name];
            println!("{name}: {} connections, {bytes:?}", toxiproxy.connections(&name));
            assert!(bytes.came > 0 && bytes.went > 0, "{name} saw nothing: {bytes:?}");
            let cuts = line.kind == "limit_data";
            assert!(!cuts || bytes.came > bytes.went, "{name} cut nothing: {bytes:?}");
        }
    }
    let swallowed: u64 = counted.values().map(|bytes| bytes.came - bytes.went).sum();
    println!("{} proxies swallowed {swallowed} bytes", counted.len());
}
