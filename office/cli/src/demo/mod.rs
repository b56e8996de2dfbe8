//! `doorstep demo`: three engineers do real visits without a network, come back into
//! coverage, and the office fills up. Then everything is compared, from the bytes.
//!
//! The office listens on loopback in this process; each phone is a process of its
//! own. While the engineers work, the office does not listen at all.

mod around;
mod engineer;
mod fleet;
mod outcome;
mod script;
mod setup;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use doorstep_server::{Face, Office};
use tokio::task::JoinHandle;

pub use engineer::Engineer;
pub use script::Script;
pub use setup::{fixtures, hire, open as open_office, read_all, read_one};

use crate::failure::Failure;
use crate::{pull, verify};
use fleet::Fleet;
use outcome::Outcome;

/// How long the demo's own pull may take.
const TOKEN_MS: i64 = 60 * 60 * 1000;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// End after the comparison; status 0 only if everything matched.
    #[arg(long)]
    exit: bool,
    /// Where everything is kept; an existing folder is resumed and compared again. Default: a folder that goes away at the end.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Where the office listens on this machine; 0 for any free port.
    #[arg(long, default_value_t = 4750)]
    port: u16,
    /// Varies what the engineers measure.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where books, jobs, people, photos and scripts are read from.
    #[arg(long, value_name = "DIR", default_value_os_t = setup::fixtures())]
    fixtures: PathBuf,
}

/// Runs the demo.
pub fn run(args: &DemoArgs) -> Result<(), Failure> {
    let temporary = match args.data {
        Some(_) => None,
        None => Some(tempfile::tempdir().map_err(|source| Failure::file("create", &std::env::temp_dir(), source))?),
    };
    let data = match (&args.data, &temporary) {
        (Some(data), _) => data.clone(),
        (None, Some(folder)) => folder.path().to_owned(),
        (None, None) => return Err(Failure::Office("there is no folder to work in".into())),
    };
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::office)?;
    runtime.block_on(play(args, &data))
}

async fn play(args: &DemoArgs, data: &Path) -> Result<(), Failure> {
    let started = Instant::now();
    std::fs::create_dir_all(data).map_err(|source| Failure::file("create", data, source))?;
    let listener = listen(args.port)?;
    let address = listener.local_addr().map_err(Failure::office)?;
    let office = setup::open(&data.join("office")).await?;
    let mut outcome = Outcome::default();
    outcome.take_integrity(office.integrity_check(true).await.map_err(Failure::office)?);
    let jobs = setup::fill(&office, &args.fixtures).await?;

    let mut network = Network::up(office.clone(), listener);
    let mut fleet = Fleet::start(data, &args.fixtures, args.seed, &jobs)?;
    fleet.enrol(&office, address).await?;
    fleet.sync("the morning's jobs").await?;
    outcome.held = fleet.events_held().await?;
    network.down().await;

    fleet.work(&office).await?;
    outcome.acknowledged = fleet.acknowledged();
    network = Network::up(office.clone(), again(address)?);
    outcome.reports = fleet.sync("back in coverage").await?;
    outcome.phone_heads = fleet.heads().await?;
    fleet.stop().await;

    let url = format!("http://{address}");
    let pulled = data.join("pulled");
    take_away(&office, &url, &pulled, &mut outcome).await?;
    outcome.took = started.elapsed();
    outcome.compare();
    outcome.print(&url, &pulled);
    if !args.exit {
        let once = office.accounts().demo_link("demo").await.map_err(Failure::office)?;
        println!("\nThe console: {url}/welcome?once={once}   (opens once; Ctrl-C ends it)");
        tokio::signal::ctrl_c().await.map_err(Failure::office)?;
    }
    network.down().await;
    outcome.verdict()
}

/// Pulls everything as a supervisor's program does, and proves it from the bytes.
async fn take_away(office: &Office, url: &str, pulled: &Path, outcome: &mut Outcome) -> Result<(), Failure> {
    let token = office.accounts().make_token("demo", TOKEN_MS).await.map_err(Failure::office)?;
    if let Err(failure) = pull::pull(url, Some(&token), "", pulled).await {
        outcome.complain(format!("pull: {failure}"));
    }
    match verify::verify(pulled, Some(&office.public_key_pem())) {
        Ok(verified) => outcome.verified = verified,
        Err(failure) => outcome.complain(failure.to_string()),
    }
    Ok(())
}

fn listen(port: u16) -> Result<TcpListener, Failure> {
    let bind = |address: SocketAddr| TcpListener::bind(address).map_err(|source| Failure::PortTaken { port, source });
    bind((Ipv4Addr::LOCALHOST, port).into())
}

fn again(address: SocketAddr) -> Result<TcpListener, Failure> {
    listen(address.port())
}

/// The office on the network, until it is taken down.
struct Network {
    stop: tokio::sync::oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Network {
    fn up(office: Arc<Office>, listener: TcpListener) -> Self {
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let serving = tokio::spawn(async move {
            let until = async {
                let _ = stopped.await;
            };
            if let Err(wrong) = doorstep_server::serve(office, Face::this_machine(), listener, until).await {
                eprintln!("the office stopped listening: {wrong}");
            }
        });
        Self { stop, serving }
    }

    /// Nobody listens any more when this returns.
    async fn down(self) {
        let _ = self.stop.send(());
        let _ = tokio::time::timeout(Duration::from_secs(10), self.serving).await;
    }
}
