//! The demo's phones: child processes that are spoken to over their pipes.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use doorstep_domain::id::EngineerId;
use doorstep_domain::job::Job;
use doorstep_domain::money::Money;
use doorstep_domain::reduction::{CodeFor, QuoteMark};
use doorstep_server::Office;
use doorstep_server::admin::Approval;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde::Deserialize;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::failure::Failure;

/// How long a phone may take to drain everything it has.
const SYNC_SECONDS: u64 = 120;

/// What a phone says about a sync that has come to rest.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Report {
    /// HTTP requests, photographs included.
    pub requests: u64,
    /// Bytes of sync bodies that went up.
    pub bytes_up: u64,
    /// Events that went up.
    pub events_up: u64,
    /// Photographs that went up.
    pub photos_up: u64,
    /// Events, contents and photographs that the office has not proved.
    pub unproved: u64,
}

/// All phones of the demo.
pub struct Fleet {
    phones: Vec<Phone>,
    bars: MultiProgress,
}

/// One phone.
struct Phone {
    engineer: EngineerId,
    scripts: Vec<PathBuf>,
    photos: PathBuf,
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    acknowledged: BTreeMap<String, u64>,
    is_enrolled_marker: PathBuf,
    bar: ProgressBar,
}

impl Fleet {
    /// Starts one process for each engineer who has a job.
    pub fn start(data: &Path, fixtures: &Path, seed: u64, jobs: &[Job]) -> Result<Self, Failure> {
        let mut days: BTreeMap<EngineerId, Vec<PathBuf>> = BTreeMap::new();
        for job in jobs {
            let script = fixtures.join(format!("demo/{}.toml", job.visit));
            if script.exists() {
                days.entry(job.engineer.clone()).or_default().push(script);
            }
        }
        let bars = MultiProgress::new();
        let phones = days.into_iter().map(|(engineer, scripts)| {
            let folder = data.join(format!("phone-{engineer}"));
            Phone::start(engineer, scripts, folder, fixtures.join("photos"), seed, &bars)
        });
        Ok(Self { phones: phones.collect::<Result<_, _>>()?, bars })
    }

    /// Gives every phone that has none yet its key to the office.
    pub async fn enrol(&mut self, office: &Office, address: SocketAddr) -> Result<(), Failure> {
        for phone in &mut self.phones {
            phone.read_ready().await?;
            if phone.is_enrolled_marker.exists() {
                // The office may listen on another port today.
                phone.ask(&format!("office\thttp://{address}")).await?;
                continue;
            }
            let token = office.invite(&phone.engineer).await.map_err(Failure::office)?;
            phone.ask(&format!("enrol\thttp://{address}\t{token}")).await?;
            std::fs::write(&phone.is_enrolled_marker, b"")
                .map_err(|source| Failure::file("write", &phone.is_enrolled_marker, source))?;
        }
        Ok(())
    }

    /// Lets every phone sync until it has come to rest.
    pub async fn sync(&mut self, why: &str) -> Result<Vec<Report>, Failure> {
        self.say(why);
        let syncing = self.phones.iter_mut().map(async |phone| {
            phone.bar.set_message(why.to_owned());
            let answer = phone.ask(&format!("sync\t{SYNC_SECONDS}")).await?;
            let json = answer.strip_prefix("synced ").unwrap_or_default();
            let report: Report = serde_json::from_str(json).map_err(Failure::broken)?;
            phone.bar.set_message(match report.unproved {
                0 => "everything has arrived".to_owned(),
                left => format!("{left} still on this phone"),
            });
            Ok(report)
        });
        all(syncing).await
    }

    /// Every engineer does their visits, side by side, without a network.
    pub async fn work(&mut self, centre: &Office) -> Result<(), Failure> {
        self.say("three engineers at work, no network");
        let working = self.phones.iter_mut().map(async |phone| {
            for script in phone.scripts.clone() {
                phone.bar.set_message(format!("at work: {}", stem(&script)));
                let photos = phone.photos.display().to_string();
                phone.play(&format!("play\t{}\t{photos}", script.display()), centre).await?;
            }
            phone.bar.set_message("the day's work is done");
            Ok(())
        });
        all(working).await.map(|_: Vec<()>| ())
    }

    /// How many events the phones held when they were asked.
    pub async fn events_held(&mut self) -> Result<u64, Failure> {
        Ok(self.heads().await?.values().map(|(seq, _)| seq).sum())
    }

    /// Every lane of every phone with its last place.
    pub async fn heads(&mut self) -> Result<BTreeMap<String, (u64, String)>, Failure> {
        let mut heads = BTreeMap::new();
        for phone in &mut self.phones {
            for line in phone.ask_for_lines("heads").await? {
                if let ["head", installation, subject, seq, hash] = line.split(' ').collect::<Vec<_>>().as_slice() {
                    let seq = seq.parse().map_err(Failure::broken)?;
                    heads.insert(format!("{subject}@{installation}"), (seq, (*hash).to_owned()));
                }
            }
        }
        Ok(heads)
    }

    /// How many intents were acknowledged on the pipes.
    pub fn acknowledged(&self) -> u64 {
        self.phones.iter().flat_map(|phone| phone.acknowledged.values()).sum()
    }

    /// Ends all processes.
    pub async fn stop(self) {
        for mut phone in self.phones {
            let _ = phone.input.write_all(b"quit\n").await;
            drop(phone.input);
            let _ = phone.child.wait().await;
            phone.bar.finish();
        }
    }

    fn say(&self, what: &str) {
        if self.bars.println(format!("· {what}")).is_err() || self.bars.is_hidden() {
            eprintln!("· {what}");
        }
    }
}

/// Runs them side by side; the first failure is told after all have ended.
async fn all<T>(work: impl Iterator<Item = impl Future<Output = Result<T, Failure>>>) -> Result<Vec<T>, Failure> {
    futures_util::future::join_all(work).await.into_iter().collect()
}

/// What the centre's manager decides when an engineer reads a request out.
async fn approve(centre: &Office, request: &str) -> Result<u32, Failure> {
    let nonsense = || Failure::Phone(format!("nobody at the centre understands {request:?}"));
    let [visit, number, total_minor, currency, mark] = request.split('\t').collect::<Vec<_>>()[..] else {
        return Err(nonsense());
    };
    let currency = currency.parse().map_err(Failure::broken)?;
    let what = CodeFor {
        visit: visit.parse().map_err(Failure::broken)?,
        request: number.parse().map_err(Failure::broken)?,
        quote: QuoteMark::from_spoken(mark).ok_or_else(nonsense)?,
        total: Money::new(total_minor.parse().map_err(Failure::broken)?, currency),
    };
    let approval = Approval { what, by: "中心值班经理".to_owned(), is_again: false };
    centre.approve(&approval).await.map_err(Failure::office)
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}

impl Phone {
    fn start(
        engineer: EngineerId,
        scripts: Vec<PathBuf>,
        folder: PathBuf,
        photos: PathBuf,
        seed: u64,
        bars: &MultiProgress,
    ) -> Result<Self, Failure> {
        let program = std::env::current_exe().map_err(Failure::broken)?;
        let mut child = Command::new(program)
            .arg("phone")
            .arg("--data")
            .arg(&folder)
            .arg("--seed")
            .arg(seed.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(Failure::broken)?;
        let no_pipe = || Failure::Phone(format!("{engineer}'s phone has no pipe"));
        let input = child.stdin.take().ok_or_else(no_pipe)?;
        let output = BufReader::new(child.stdout.take().ok_or_else(no_pipe)?).lines();
        let bar = bars.add(ProgressBar::new_spinner().with_prefix(engineer.to_string()));
        if let Ok(style) = ProgressStyle::with_template("  {prefix} {spinner} {pos:>4} saved  {msg}") {
            bar.set_style(style);
        }
        let is_enrolled_marker = folder.join("enrolled");
        let acknowledged = BTreeMap::new();
        Ok(Self { engineer, scripts, photos, child, input, output, acknowledged, is_enrolled_marker, bar })
    }

    async fn read_ready(&mut self) -> Result<(), Failure> {
        self.answer().await.map(|_| ())
    }

    async fn ask(&mut self, command: &str) -> Result<String, Failure> {
        Ok(self.ask_for_lines(command).await?.pop().unwrap_or_default())
    }

    /// Plays a script; the centre is at hand over the telephone, never over the network.
    async fn play(&mut self, command: &str, centre: &Office) -> Result<(), Failure> {
        let mut lines = self.ask_for_lines(command).await?;
        while let Some(request) = lines.last().and_then(|line| line.strip_prefix("approve ")) {
            let code = approve(centre, request).await?;
            lines = self.ask_for_lines(&format!("code\t{code}")).await?;
        }
        Ok(())
    }

    /// Sends one command and reads up to its final answer.
    async fn ask_for_lines(&mut self, command: &str) -> Result<Vec<String>, Failure> {
        self.input.write_all(format!("{command}\n").as_bytes()).await.map_err(Failure::broken)?;
        self.answer().await
    }

    async fn answer(&mut self) -> Result<Vec<String>, Failure> {
        let mut lines = Vec::new();
        loop {
            let line = self.output.next_line().await.map_err(Failure::broken)?;
            let line = line.ok_or_else(|| Failure::Phone(format!("{}'s phone went away", self.engineer)))?;
            if let Some(what) = line.strip_prefix("ack ") {
                let visit = what.split(' ').next().unwrap_or_default();
                *self.acknowledged.entry(visit.to_owned()).or_default() += 1;
                self.bar.inc(1);
            } else if let Some(reason) = line.strip_prefix("failed ") {
                return Err(Failure::Phone(format!("{}: {reason}", self.engineer)));
            } else {
                let is_last =
                    line == "ok" || ["synced ", "ready ", "approve "].iter().any(|last| line.starts_with(last));
                lines.push(line);
                if is_last {
                    return Ok(lines);
                }
            }
        }
    }
}
