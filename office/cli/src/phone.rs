//! One phone as a process of its own, for the demo and its tests.
//!
//! Takes one command a line on standard input and answers on standard output, each
//! answer written out before the next thing happens:
//!
//! | command | answers |
//! |---|---|
//! | `enrol URL TOKEN` | `ok` |
//! | `office URL` | `ok` |
//! | `play SCRIPT PHOTOS` | `ack VISIT WHAT` after every `send` that returned, then `ok`; in between perhaps `approve VISIT REQUEST TOTAL_MINOR CURRENCY MARK`, which wants the line `code DIGITS` |
//! | `accept VISIT` | `ok`: the job is taken on, and no more of it done |
//! | `photograph VISIT FILE` | `ok`: a picture that belongs to no check |
//! | `sync SECONDS` | `synced JSON` |
//! | `sync-screen` | `screen JSON`: what the phone tells of sync, then `ok` |
//! | `heads` | `head LANE SEQ HASH` for every lane, then `ok` |
//! | `export FILE` | `exported PUSHES PHOTOS`, then `ok`: what was not sent, sealed for the office |
//! | `standing` | `standing WORD`, then `ok`: whether the office still trusts it |
//! | `quit` | ends |
//!
//! Anything that goes wrong is one line `failed REASON`; the process goes on.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use doorstep_device::{Device, FileKey, Network, OsRandom, Ports};
use doorstep_screens::{Act, Intent, Screen, ScreenModel};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::day_clock::DayClock;
use crate::demo::{Engineer, Script};
use crate::failure::Failure;

/// How the phone meets the network.
#[derive(Debug, clap::Args)]
pub struct NetworkArgs {
    /// How long it waits for an answer, and for each next part of one.
    #[arg(long, value_name = "MS", default_value_t = 90_000)]
    answer_within_ms: u64,
    /// What vouches for the office, beside the roots that come with the app.
    #[arg(long, value_name = "PEM")]
    root: Option<PathBuf>,
}

impl NetworkArgs {
    fn network(&self) -> Result<Network, Failure> {
        let roots = match &self.root {
            Some(pem) => vec![CertificateDer::from_pem_file(pem).map_err(Failure::broken)?.to_vec()],
            None => Vec::new(),
        };
        let answer_within = Duration::from_millis(self.answer_within_ms);
        Ok(Network { answer_within, roots, ..Network::default() })
    }
}

/// Runs a phone over this folder until its input ends.
pub fn run(data: &Path, seed: u64, network: &NetworkArgs) -> Result<(), Failure> {
    std::fs::create_dir_all(data).map_err(|source| Failure::file("create", data, source))?;
    let clock = DayClock::open(data.join("clock"))?;
    let device = open(data, clock.clone(), network.network()?)?;
    say(&format!("ready {}", device.installation().map_err(Failure::broken)?.to_hex()));
    // Not locked between lines: a call to the centre reads one, too.
    let next = || std::io::stdin().lines().next();
    while let Some(line) = next() {
        let line = line.map_err(Failure::broken)?;
        let words: Vec<&str> = line.split('\t').collect();
        let done = match words.as_slice() {
            ["quit"] => break,
            words => obey(&device, &clock, seed, words),
        };
        match done {
            Ok(answer) => say(&answer),
            Err(failure) => say(&format!("failed {}", failure.to_string().replace('\n', "; "))),
        }
    }
    device.close();
    Ok(())
}

/// Opens a phone with a working day's clock and the other ports of this machine.
fn open(data: &Path, clock: DayClock, network: Network) -> Result<Device, Failure> {
    let key = FileKey::open(&data.join("device-key.pem"), &OsRandom).map_err(Failure::broken)?;
    Device::open(data, Ports::new(clock, key, OsRandom).on(network)).map_err(Failure::broken)
}

fn obey(device: &Device, clock: &DayClock, seed: u64, words: &[&str]) -> Result<String, Failure> {
    match words {
        ["enrol", url, token] => device.enrol(url, token).map(|()| "ok".to_owned()).map_err(Failure::broken),
        ["office", url] => device.set_office(url).map(|()| "ok".to_owned()).map_err(Failure::broken),
        ["play", script, photos] => {
            play(device, clock, seed, Path::new(script), Path::new(photos)).map(|()| "ok".to_owned())
        }
        ["accept", visit] => act(device, visit, Act::Accept),
        ["photograph", visit, file] => act(device, visit, Act::Photograph { check: None, path: (*file).to_owned() }),
        ["sync", seconds] => {
            let seconds = seconds.parse().map_err(|_| Failure::Phone(format!("{seconds:?} is no number")))?;
            let report = device.sync_until_idle(Duration::from_secs(seconds)).map_err(Failure::broken)?;
            serde_json::to_string(&report).map(|report| format!("synced {report}")).map_err(Failure::broken)
        }
        ["sync-screen"] => {
            let ScreenModel::Sync(model) = device.show(Screen::Sync).map_err(Failure::broken)? else {
                return Err(Failure::Phone("it shows another screen".to_owned()));
            };
            say(&format!("screen {}", serde_json::to_string(&model).map_err(Failure::broken)?));
            Ok("ok".to_owned())
        }
        ["heads"] => {
            for (lane, head) in device.heads().map_err(Failure::broken)? {
                say(&format!("head {} {} {} {}", lane.installation, lane.subject, head.seq, head.hash));
            }
            Ok("ok".to_owned())
        }
        ["export", file] => {
            let exported = device.export_unsent(Path::new(file)).map_err(Failure::broken)?;
            say(&format!("exported {} {}", exported.pushes, exported.photos));
            Ok("ok".to_owned())
        }
        ["standing"] => {
            say(&format!("standing {:?}", device.standing().map_err(Failure::broken)?));
            Ok("ok".to_owned())
        }
        other => Err(Failure::Phone(format!("{other:?} is no command"))),
    }
}

fn act(device: &Device, visit: &str, act: Act) -> Result<String, Failure> {
    let visit = visit.parse().map_err(|wrong| Failure::Phone(format!("{visit}: {wrong}")))?;
    device.send(None, Intent { visit, act }).map(|_| "ok".to_owned()).map_err(Failure::broken)
}

fn play(device: &Device, clock: &DayClock, seed: u64, script: &Path, photos: &Path) -> Result<(), Failure> {
    let script = Script::read(script)?;
    let visit = script.visit.parse().map_err(|wrong| Failure::Script(format!("{}: {wrong}", script.visit)))?;
    let acknowledged = &mut |visit: &doorstep_domain::id::VisitId, what: &str| say(&format!("ack {visit} {what}"));
    Engineer {
        device,
        clock,
        visit,
        script: &script,
        photos,
        seed,
        pictures_taken: 0,
        acknowledged,
        call_centre: &mut heard,
    }
    .play()
}

/// Reads out what the centre has to know and hears the eight digits, as over a telephone.
fn heard(request: &str) -> Result<u32, Failure> {
    say(&format!("approve {request}"));
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(Failure::broken)?;
    let code = line.trim().strip_prefix("code\t").and_then(|code| code.parse().ok());
    code.ok_or_else(|| Failure::Phone(format!("the centre said {:?}", line.trim())))
}

/// One whole line, out of this process before anything else happens.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A reader that went away is noticed when the input ends.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
