//! Two programs of one office. On one PostgreSQL either may be killed, or lose its
//! connections, in the middle of a push: every push that was answered is there, once. On
//! one SQLite file the second does not start, and neither does one without the office's
//! own folder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "support/postgres.rs"]
mod postgres;
mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

use postgres::{Postgres, texts};
use sea_orm::DatabaseConnection;
use support::office::Folder;
use support::rng::Rng;
use support::{DEADLINE, fixture, program};

const SEED: u64 = 20261124;
const PHONES: usize = 12;
/// How often each thing is done to the two.
const KILLS: usize = 8;
const CUTS: usize = 8;

#[test]
fn either_of_two_offices_may_die_or_be_cut_off_in_the_middle_of_a_push() {
    let (folder, postgres) = (tempfile::tempdir().unwrap(), Postgres::start());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let db = runtime.block_on(postgres.connect());
    let shared = Shared { data: folder.path().join("office"), database: postgres.address() };
    shared.admin(&["publish", &fixture("books/home-service").to_string_lossy()]);
    shared.admin(&["engineer", &fixture("people/E1001.toml").to_string_lossy()]);
    let tokens: Vec<String> = (0..PHONES).map(|_| shared.admin(&["invite", "E1001"]).trim().to_owned()).collect();
    std::fs::write(folder.path().join("tokens"), tokens.join("\n")).unwrap();

    let mut offices = [shared.serve(0), shared.serve(0)];
    let mut fleet = Fleet::start(folder.path(), &offices);
    let mut rng = Rng::new(SEED);
    let mut faults = Faults::default();
    while faults.killed() < KILLS || faults.cut_in_a_push < CUTS {
        assert!(fleet.is_at_work(), "the fleet was done after {faults:?}");
        if rng.between(0, 1) == 0 {
            // Whoever writes at this moment; the other one gets the phones.
            let victim = runtime.block_on(writing(&db, &offices));
            let port = offices[victim].port;
            offices[victim].kill();
            faults.killed_in_a_push[victim] += 1;
            offices[victim] = shared.serve(port);
        } else {
            faults.cut_in_a_push += runtime.block_on(cut(&db));
        }
    }
    let told = fleet.done();
    println!("seed {SEED}: {faults:?}");
    println!("{told}");
    assert!(faults.killed() >= KILLS && faults.cut_in_a_push >= CUTS);
    assert!(faults.killed_in_a_push.iter().all(|killed| *killed > 0), "either of the two");

    let heads = std::fs::read_to_string(folder.path().join("heads")).unwrap();
    runtime.block_on(every_answered_lane_is_there_once(&db, &heads));
    drop(offices);
    shared.is_sound();
}

#[test]
fn the_second_program_on_one_file_of_records_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let office = Folder::furnished(&folder.path().join("office"));
    let _first = office.serve();
    let second = support::doorstep(["serve", "--port", "0", "--data", &office.0.to_string_lossy()]).refused();
    assert!(second.sentence().contains("run by one program at a time"), "{}", second.err);
}

#[test]
fn a_database_is_not_taken_over_from_another_folder_nor_a_folder_begun_anew() {
    let (folder, postgres) = (tempfile::tempdir().unwrap(), Postgres::start());
    let shared = Shared { data: folder.path().join("office"), database: postgres.address() };
    shared.admin(&["engineer", &fixture("people/E1001.toml").to_string_lossy()]);
    let other = Shared { data: folder.path().join("other"), database: postgres.address() };
    let told = other.refused(&["invite", "E1001"]);
    assert!(told.contains("is not its folder"), "{told}");
    let told = support::doorstep(["admin", "invite", "--data", &shared.data.to_string_lossy(), "E1001"]).refused();
    assert!(told.sentence().contains("are in PostgreSQL"), "{}", told.err);
    shared.admin(&["invite", "E1001"]);
}

#[derive(Debug, Default)]
struct Faults {
    killed_in_a_push: [usize; 2],
    cut_in_a_push: usize,
}

impl Faults {
    fn killed(&self) -> usize {
        self.killed_in_a_push.iter().sum()
    }
}

/// An office's folder and its database.
struct Shared {
    data: PathBuf,
    database: String,
}

impl Shared {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).env("DOORSTEP_DATABASE", &self.database);
        command
    }

    fn run(&self, arguments: &[&str]) -> std::process::Output {
        let data = self.data.to_string_lossy();
        let all: Vec<&str> = ["admin", arguments[0], "--data", &data].iter().chain(&arguments[1..]).copied().collect();
        self.command(&all).output().unwrap()
    }

    fn admin(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        String::from_utf8(ended.stdout).unwrap()
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let ended = self.run(arguments);
        assert!(!ended.status.success());
        String::from_utf8(ended.stderr).unwrap()
    }

    fn serve(&self, port: u16) -> Serving {
        let port = port.to_string();
        let mut serve = self.command(&["serve", "--port", &port, "--data"]);
        let mut child = serve.arg(&self.data).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let told = out.lines().map_while(Result::ok).find_map(|line| {
            let address = line.strip_prefix("The console: http://127.0.0.1:")?;
            address.trim_end_matches('/').parse().ok()
        });
        Serving { child, port: told.expect("the office did not say where it listens") }
    }

    /// A backup of it is taken and verified: everything in it is walked.
    fn is_sound(&self) {
        let copy = self.data.with_file_name("copy");
        let copy = copy.to_string_lossy();
        self.admin(&["backup", &copy]);
        let told = self.admin(&["verify", &copy]);
        assert!(told.contains("are as they arrived"), "{told}");
    }
}

/// One program of the office.
struct Serving {
    child: Child,
    port: u16,
}

impl Serving {
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `doorstep bench fleet` against both, as a process.
struct Fleet(Child, BufReader<ChildStdout>);

impl Fleet {
    fn start(folder: &Path, offices: &[Serving; 2]) -> Self {
        let urls = offices.each_ref().map(|office| format!("http://127.0.0.1:{}", office.port)).join(",");
        let mut fleet = Command::new(program());
        fleet.args(["bench", "fleet", "--office", &urls, "--days", "10000", "--seconds", "400"]);
        fleet.args(["--at-once", "3", "--installations", &PHONES.to_string()]);
        fleet.arg("--invitations").arg(folder.join("tokens")).arg("--heads").arg(folder.join("heads"));
        let mut fleet = fleet.stdout(Stdio::piped()).spawn().unwrap();
        let mut told = BufReader::new(fleet.stdout.take().unwrap());
        let mut line = String::new();
        told.read_line(&mut line).unwrap();
        assert_eq!(line.trim_end(), format!("{PHONES} phones are enrolled"));
        Self(fleet, told)
    }

    fn is_at_work(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }

    fn done(self) -> String {
        let Self(mut fleet, mut told) = self;
        let stopped = Command::new("kill").args(["-INT", &fleet.id().to_string()]).status();
        assert!(stopped.unwrap().success());
        let mut text = String::new();
        told.read_to_string(&mut text).unwrap();
        assert!(fleet.wait().unwrap().success());
        text
    }
}

/// Waits until a connection of one of the two is inside a transaction that wrote.
async fn writing(db: &DatabaseConnection, offices: &[Serving; 2]) -> usize {
    let sql = "SELECT client_port::text FROM pg_stat_activity \
               WHERE application_name = 'doorstep' AND backend_xid IS NOT NULL";
    let until = Instant::now() + DEADLINE;
    loop {
        let ports = texts(db, sql).await;
        let writes = |office: &Serving| ports.iter().any(|port| belongs(port, office.child.id()));
        if let Some(office) = offices.iter().position(writes) {
            return office;
        }
        assert!(Instant::now() < until, "nobody writes");
    }
}

/// Whether the process holds the socket with this port of its own.
fn belongs(port: &str, pid: u32) -> bool {
    let port: u16 = port.parse().unwrap();
    let connections = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let local = format!(":{port:04X}");
    let inode = connections.lines().find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        fields.get(1).is_some_and(|at| at.ends_with(&local)).then(|| format!("socket:[{}]", fields[9]))
    });
    let Ok(files) = std::fs::read_dir(format!("/proc/{pid}/fd")) else { return false };
    let mut links = files.flatten().filter_map(|file| std::fs::read_link(file.path()).ok());
    inode.is_some_and(|inode| links.any(|link| link.to_string_lossy() == inode))
}

/// Ends a connection that is inside a transaction that wrote, as soon as there is one.
async fn cut(db: &DatabaseConnection) -> usize {
    let sql = "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity \
               WHERE application_name = 'doorstep' AND backend_xid IS NOT NULL LIMIT 1";
    let until = Instant::now() + DEADLINE;
    loop {
        match texts(db, sql).await.iter().filter(|cut| *cut == "true").count() {
            0 => assert!(Instant::now() < until, "nobody writes"),
            cut => return cut,
        }
    }
}

/// Every lane whose end was answered has just these events, and nobody has more.
async fn every_answered_lane_is_there_once(db: &DatabaseConnection, heads: &str) {
    let sql =
        "SELECT encode(installation, 'hex') || ' ' || subject || ' ' || seq || ' ' || encode(hash, 'hex') FROM lane";
    let lanes = texts(db, sql).await;
    let by_lane = |text: &str| text.rsplitn(3, ' ').last().unwrap().to_owned();
    let found: BTreeMap<String, &String> = lanes.iter().map(|lane| (by_lane(lane), lane)).collect();
    let answered: Vec<&str> = heads.lines().collect();
    for head in &answered {
        assert_eq!(found.get(&by_lane(head)).map(|found| found.as_str()), Some(*head));
    }
    // What was sent last may have been taken in without an answer: at most one for each phone.
    assert!(found.len() - answered.len() <= PHONES, "{} lanes, {} answered", found.len(), answered.len());
    let events: Vec<String> = texts(db, "SELECT sum(to_seq - from_seq + 1)::text FROM segment").await;
    let ends = texts(db, "SELECT sum(seq)::text FROM lane").await;
    assert_eq!(events, ends, "each event is stored once");
    let holes = "SELECT (count(*) - count(DISTINCT arrival))::text FROM (SELECT arrival FROM segment UNION ALL SELECT arrival FROM content) a";
    assert_eq!(texts(db, holes).await, ["0"], "each place is given once");
    println!("{} lanes, {} answered, {} events", found.len(), answered.len(), ends[0]);
    assert!(answered.len() > 50);
}
