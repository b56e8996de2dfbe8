//! One `doorstep phone` on its pipes.
//!
//! A line counts as said only when it is whole: what a killed phone had begun to write
//! was not acknowledged.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};

use serde::Deserialize;

use super::{DEADLINE, fixture, program};

/// How a command to a phone ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// The lines before the last, and the last.
    Done(Vec<String>),
    /// What it says is wrong; it goes on.
    Failed(String),
    /// It is dead.
    Gone,
}

impl Answer {
    /// The lines, or the test ends here.
    pub fn done(self) -> Vec<String> {
        match self {
            Self::Done(lines) => lines,
            other => panic!("a phone did not do its part: {other:?}"),
        }
    }
}

/// What a phone says after a sync.
#[derive(Debug, Deserialize)]
pub struct Report {
    /// HTTP requests.
    pub requests: u64,
    /// Events that went up, repeats included.
    pub events_up: u64,
    /// What the office has not proved.
    pub unproved: u64,
}

/// A lane as a phone shows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LaneHead {
    /// `SUBJECT@INSTALLATION`, as the office writes it, too.
    pub lane: String,
    /// Its last place.
    pub seq: u64,
    /// The hash there.
    pub hash: String,
}

/// A running phone.
pub struct Phone {
    child: Arc<Mutex<Child>>,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    /// Every `ack` line since it was started.
    pub acks: Vec<String>,
}

impl Phone {
    /// Starts a phone over this folder; `None` when it died before it was ready.
    pub fn start(folder: &Path) -> Option<Self> {
        Self::run(Command::new(program()), folder)
    }

    /// Starts a phone over this folder with options of its command line.
    pub fn start_with(folder: &Path, options: &[&str]) -> Option<Self> {
        let mut phone = Command::new(program());
        phone.arg("phone").args(options);
        Self::run_as(phone, folder)
    }

    /// Starts a phone that a tracer kills when one of its threads begins its n-th fsync.
    pub fn start_doomed(folder: &Path, nth_fsync: usize, trace: &Path) -> Option<Self> {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-y", "-qq", "-e", "trace=fsync,fdatasync", "-e"]);
        strace.arg(format!("inject=fsync,fdatasync:signal=KILL:when={nth_fsync}"));
        strace.arg("-o").arg(trace).arg(program());
        Self::run(strace, folder)
    }

    /// Starts a phone for which a tracer does `what` at the n-th fsync or fdatasync.
    pub fn start_traced(folder: &Path, what: &str, trace: &Path) -> Option<Self> {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-y", "-qq", "-e", "trace=fsync,fdatasync", "-e"]);
        strace.arg(format!("inject=fsync,fdatasync:{what}")).arg("-o").arg(trace).arg(program());
        Self::run(strace, folder)
    }

    /// The process that was started: the phone, or its tracer.
    pub fn pid(&self) -> u32 {
        self.child.lock().unwrap().id()
    }

    fn run(mut command: Command, folder: &Path) -> Option<Self> {
        command.arg("phone");
        Self::run_as(command, folder)
    }

    fn run_as(mut command: Command, folder: &Path) -> Option<Self> {
        command.arg("--data").arg(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|wrong| panic!("{:?}: {wrong}", command.get_program()));
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        let (said, lines) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            let mut line = String::new();
            while output.read_line(&mut line).is_ok_and(|read| read > 0) {
                let Some(whole) = line.strip_suffix('\n') else { return };
                if said.send(whole.to_owned()).is_err() {
                    return;
                }
                line.clear();
            }
        });
        let mut phone = Self { child: Arc::new(Mutex::new(child)), input, lines, acks: Vec::new() };
        match phone.answer(|_| {}) {
            Answer::Done(_) => Some(phone),
            Answer::Failed(reason) => panic!("a phone did not start: {reason}"),
            Answer::Gone => None,
        }
    }

    /// What kills it, from any thread.
    pub fn killer(&self) -> Killer {
        Killer(self.child.clone())
    }

    /// Gives a command and waits for its end.
    pub fn ask(&mut self, command: &str) -> Answer {
        self.ask_watched(command, |_| {})
    }

    /// Gives a command; `watch` sees how many acknowledgements there were, after each.
    pub fn ask_watched(&mut self, command: &str, watch: impl FnMut(usize)) -> Answer {
        let written = self.input.as_mut().map(|input| writeln!(input, "{command}").and_then(|()| input.flush()));
        match written {
            Some(Ok(())) => self.answer(watch),
            _ => self.answer(|_| {}),
        }
    }

    fn answer(&mut self, mut watch: impl FnMut(usize)) -> Answer {
        let mut lines = Vec::new();
        loop {
            let line = match self.lines.recv_timeout(DEADLINE) {
                Ok(line) => line,
                Err(RecvTimeoutError::Disconnected) => return Answer::Gone,
                Err(RecvTimeoutError::Timeout) => panic!("a phone said nothing for {DEADLINE:?}"),
            };
            if line.starts_with("ack ") {
                self.acks.push(line);
                watch(self.acks.len());
            } else if let Some(reason) = line.strip_prefix("failed ") {
                return Answer::Failed(reason.to_owned());
            } else if line == "ok" || line.starts_with("synced ") || line.starts_with("ready ") {
                lines.push(line);
                return Answer::Done(lines);
            } else {
                lines.push(line);
            }
        }
    }

    /// Enrols it.
    pub fn enrol(&mut self, url: &str, token: &str) {
        self.ask(&format!("enrol\t{url}\t{token}")).done();
    }

    /// Plays a script with the ordinary pictures.
    pub fn play(&mut self, script: &Path) -> Answer {
        self.play_with(script, &fixture("photos"))
    }

    /// Plays a script with these pictures.
    pub fn play_with(&mut self, script: &Path, photos: &Path) -> Answer {
        self.ask(&play(script, photos))
    }

    /// Syncs until it rests; `None` when it died.
    pub fn sync(&mut self) -> Option<Report> {
        match self.ask("sync\t60") {
            Answer::Gone => None,
            Answer::Failed(reason) => panic!("a sync failed: {reason}"),
            Answer::Done(lines) => {
                let json = lines.last().and_then(|line| line.strip_prefix("synced ")).unwrap();
                Some(serde_json::from_str(json).unwrap())
            }
        }
    }

    /// Every lane with its last place.
    pub fn heads(&mut self) -> Vec<LaneHead> {
        let lines = self.ask("heads").done();
        lines.iter().filter_map(|line| head(line)).collect()
    }

    /// Ends it in peace.
    pub fn quit(mut self) {
        let _ = self.ask("quit");
        self.input = None;
        assert!(self.child.lock().unwrap().wait().unwrap().success(), "a phone did not end in peace");
    }

    /// Closes its input; it may die of that.
    pub fn leave(mut self) -> Self {
        let _ = self.ask("quit");
        self.input = None;
        self
    }

    /// Waits until it is dead; gives every acknowledgement it got out.
    pub fn buried(mut self) -> Vec<String> {
        while self.answer(|_| {}) != Answer::Gone {}
        self.input = None;
        let _ = self.child.lock().unwrap().wait();
        std::mem::take(&mut self.acks)
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.killer().kill();
    }
}

/// `kill -9` for one process.
#[derive(Clone)]
pub struct Killer(pub Arc<Mutex<Child>>);

impl Killer {
    /// Kills it; nothing happens to one that is dead.
    pub fn kill(&self) {
        let mut child = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let _ = child.kill();
        let _ = child.wait();
    }
}

/// The command that plays a script.
pub fn play(script: &Path, photos: &Path) -> String {
    format!("play\t{}\t{}", script.display(), photos.display())
}

fn head(line: &str) -> Option<LaneHead> {
    let words: Vec<&str> = line.split(' ').collect();
    let ["head", installation, subject, seq, hash] = words[..] else { return None };
    Some(LaneHead { lane: format!("{subject}@{installation}"), seq: seq.parse().ok()?, hash: hash.to_owned() })
}

/// An engineer of the fixtures with their scripted visits.
pub fn day(engineer: &str) -> Vec<PathBuf> {
    let visits: &[&str] = match engineer {
        "E1001" => &["FW-20261123-0001-1", "FW-20261123-0006-1"],
        "E1002" => &["FW-20261123-0002-1", "FW-20261123-0003-1"],
        "E1003" => &["FW-20261123-0004-1", "FW-20261123-0005-1"],
        other => panic!("nobody has the number {other}"),
    };
    visits.iter().map(|visit| fixture(&format!("demo/{visit}.toml"))).collect()
}
