//! A PostgreSQL of one's own: a new cluster in a folder, on a port of this machine, with
//! its own programs; gone with the test.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement};

/// PostgreSQL refuses to run as root; `nobody` is on every machine.
const NOBODY: u32 = 65_534;

/// A running cluster.
pub struct Postgres {
    folder: tempfile::TempDir,
    port: u16,
    is_root: bool,
}

impl Postgres {
    /// Makes a cluster and starts it.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let is_root = std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
        if is_root {
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        // A port that was free a moment ago.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let cluster = Self { folder, port, is_root };
        cluster.run("initdb", &["-U", "doorstep", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"]);
        let options =
            format!("-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=100");
        let log = cluster.folder.path().join("log");
        cluster.run("pg_ctl", &["start", "-w", "-s", "-o", &options, "-l", &log.to_string_lossy(), "-D"]);
        cluster
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(found(program));
        command.args(arguments).arg(self.data()).stdout(Stdio::null()).current_dir(self.folder.path());
        if self.is_root {
            command.gid(NOBODY).uid(NOBODY);
        }
        assert!(command.status().unwrap().success(), "{program} failed");
    }

    /// Where programs find it.
    pub fn address(&self) -> String {
        format!("postgres://doorstep@127.0.0.1:{}/postgres", self.port)
    }

    /// A connection of its own.
    pub async fn connect(&self) -> DatabaseConnection {
        let mut options = ConnectOptions::new(self.address());
        options.max_connections(2).sqlx_logging(false);
        Database::connect(options).await.unwrap()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.run("pg_ctl", &["stop", "-m", "immediate", "-s", "-D"]);
    }
}

/// A program of PostgreSQL: on the path, or where Debian puts it.
fn found(program: &str) -> PathBuf {
    let on_path =
        std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let all = on_path.chain(versions.map(|version| version.path().join("bin"))).map(|folder| folder.join(program));
    // A link to the version's own folder finds the files beside it.
    let there = all.map(|path| Path::canonicalize(&path).unwrap_or(path)).find(|path| path.is_file());
    there.unwrap_or_else(|| panic!("{program} is missing: install Debian's postgresql"))
}

/// The first column of every row.
pub async fn texts(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
}
