//! An office: its folder, its process, and what stands in its database.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use doorstep_domain::id::{Hash, Head, InstallationId, Lane};
use doorstep_wire::chain::{Place, places};
use doorstep_wire::key::SigningKey;
use doorstep_wire::segment::decode_segment;
use p256::pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::http::Message;
use super::{Ended, doorstep, files, fixture, program};

/// An office's folder while nobody serves it.
pub struct Folder(pub PathBuf);

impl Folder {
    /// A new office with the fixtures' books, people and jobs.
    pub fn furnished(data: &Path) -> Self {
        let office = Self(data.to_owned());
        office.admin("publish", &fixture("books/home-service").to_string_lossy()).well();
        for person in files(&fixture("people"), ".toml") {
            office.admin("engineer", &person.to_string_lossy()).well();
        }
        for job in files(&fixture("jobs"), ".toml") {
            office.admin("assign", &job.to_string_lossy()).well();
        }
        office
    }

    /// `doorstep admin COMMAND WHAT` for this office.
    pub fn admin(&self, command: &str, what: &str) -> Ended {
        doorstep(["admin", command, "--data", &self.0.to_string_lossy(), what])
    }

    /// A token for one phone of this engineer.
    pub fn invite(&self, engineer: &str) -> String {
        self.admin("invite", engineer).well().out.trim().to_owned()
    }

    /// Starts serving.
    pub fn serve(&self) -> Office {
        Office::serve(&self.0, &[])
    }

    /// Starts serving with options of the command line.
    pub fn serve_with(&self, options: &[&str]) -> Office {
        Office::serve(&self.0, options)
    }

    /// Writes the office's public key, as whoever verifies its records has it.
    pub fn public_key(&self, to: &Path) {
        let secret = std::fs::read_to_string(self.0.join("office-key.pem")).unwrap();
        let secret = SigningKey::from_pkcs8_pem(&secret).unwrap();
        std::fs::write(to, secret.verifying_key().to_public_key_pem(LineEnding::LF).unwrap()).unwrap();
    }

    /// The database, for looking.
    pub fn database(&self) -> Connection {
        Connection::open_with_flags(self.0.join("office.sqlite"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }

    /// The database, for damaging.
    pub fn database_to_damage(&self) -> Connection {
        Connection::open(self.0.join("office.sqlite")).unwrap()
    }
}

/// A new access token in a file of its own.
fn token(data: &Path) -> tempfile::NamedTempFile {
    let made = doorstep(["admin", "token", "make", "--data", &data.to_string_lossy(), "tests"]).well();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), made.out).unwrap();
    file
}

/// `doorstep serve` as a process.
pub struct Office {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Everything it said before it listened.
    pub told: Vec<String>,
    token: tempfile::NamedTempFile,
}

impl Office {
    fn serve(data: &Path, options: &[&str]) -> Self {
        let token = token(data);
        let mut serve = Command::new(program());
        serve.args(["serve", "--port", "0", "--data"]).arg(data).args(options).stdout(Stdio::piped());
        let mut child = serve.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut told = Vec::new();
        let address = out.lines().map_while(Result::ok).find_map(|line| {
            let address = line.strip_prefix("The console: http://").map(|rest| rest.trim_end_matches('/').parse().ok());
            told.push(line);
            address.flatten()
        });
        let address = address.expect("the office did not say where it listens");
        Self { child, address, told, token }
    }

    /// Where phones and supervisors find it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The file with the access token of a supervisor's program.
    pub fn token_file(&self) -> &Path {
        self.token.path()
    }

    /// The header that shows the token.
    pub fn authorization(&self) -> (String, String) {
        let token = std::fs::read_to_string(self.token_file()).unwrap();
        ("authorization".to_owned(), format!("Bearer {}", token.trim()))
    }

    /// Asks for a page, as a supervisor's program.
    pub fn get(&self, path: &str) -> Message {
        let mut asked = Message::new("GET", path, "text/plain", b"");
        asked.headers.push(self.authorization());
        asked.send(self.address).unwrap()
    }

    /// What the kernel knows of the process, by the name of the line in `/proc/PID/status`, in kB.
    pub fn memory_kb(&self, line: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let found = status.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(':'));
        found.and_then(|value| value.trim().trim_end_matches(" kB").parse().ok()).unwrap()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Every lane, walked from its bytes: the hash of every event, by its place minus one.
///
/// Fails where a segment does not continue the one before it or does not end where the
/// row says.
pub fn lanes(office: &Connection) -> BTreeMap<String, Vec<String>> {
    let hashes = |places: Vec<Place>| places.into_iter().map(|place| place.head.hash.to_hex()).collect();
    lane_places(office).into_iter().map(|(lane, places)| (lane, hashes(places))).collect()
}

/// What every event is known by in whichever lane it comes, by lane.
pub fn origins(office: &Connection) -> BTreeMap<String, Vec<String>> {
    let origins = |places: Vec<Place>| places.into_iter().map(|place| place.origin.to_hex()).collect();
    lane_places(office).into_iter().map(|(lane, places)| (lane, origins(places))).collect()
}

fn lane_places(office: &Connection) -> BTreeMap<String, Vec<Place>> {
    let sql = "SELECT installation, subject, from_seq, to_seq, base_hash, head_hash, bytes
               FROM segment ORDER BY installation, subject, from_seq";
    let mut statement = office.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut lanes: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    while let Some(row) = rows.next().unwrap() {
        let subject: String = row.get(1).unwrap();
        let lane = Lane { installation: InstallationId(row.get(0).unwrap()), subject: subject.parse().unwrap() };
        let [from, to] = [2, 3].map(|i| row.get::<_, u32>(i).map(u64::from).unwrap());
        let (base, end, bytes): ([u8; 32], [u8; 32], Vec<u8>) =
            (row.get(4).unwrap(), row.get(5).unwrap(), row.get(6).unwrap());
        let walked = lanes.entry(lane.to_string()).or_default();
        let before = walked.last().map_or(Hash::NONE, |place| place.head.hash);
        assert_eq!((walked.len() as u64 + 1, before), (from, Hash(base)), "{lane} has a hole");
        let events = decode_segment(&bytes).unwrap();
        let base = Head { seq: from - 1, hash: Hash(base) };
        walked.extend(places(&lane, base, &events).map(|(place, _)| place));
        let last = walked.last().map(|place| place.head.hash);
        assert_eq!((walked.len() as u64, last), (to, Some(Hash(end))), "{lane} ends elsewhere");
    }
    lanes
}

/// Every row of every table as text, apart from the tables named.
pub fn rows(office: &Connection, without: &[&str]) -> BTreeMap<String, Vec<String>> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let mut statement = office.prepare(sql).unwrap();
    let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert!(names.len() > 10, "only {} tables", names.len());
    // Every serving of a test has a token of its own, and readings tell when somebody looked.
    let kept = names.into_iter().filter(|name| !["access_token", "reading"].contains(&name.as_str()));
    let kept = kept.filter(|name| !without.contains(&name.as_str()));
    kept.map(|name| (name.clone(), query(office, &format!("SELECT * FROM \"{name}\"")))).collect()
}

/// The rows of a query as text, in a fixed order.
pub fn query(office: &Connection, sql: &str) -> Vec<String> {
    let mut statement = office.prepare(sql).unwrap();
    let width = statement.column_count();
    let text = |row: &rusqlite::Row<'_>| {
        let values = (0..width).map(|i| match row.get_ref(i).unwrap() {
            ValueRef::Null => "null".to_owned(),
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => number.to_string(),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
            ValueRef::Blob(bytes) => Hash::of(bytes).to_hex(),
        });
        Ok(values.collect::<Vec<_>>().join(" | "))
    };
    let mut rows: Vec<String> = statement.query_map([], text).unwrap().map(Result::unwrap).collect();
    rows.sort();
    rows
}

/// A single number.
pub fn number(office: &Connection, sql: &str) -> i64 {
    office.query_row(sql, [], |row| row.get(0)).unwrap()
}
