//! `doorstep bench fleet`: many phones' worth of finished work against a real office over HTTP.
//!
//! Bounded in count and in time, and ended by Ctrl-C: what was not done is said. Without `--office` an
//! office is made in a folder of its own and served by this process; the records and the
//! photographs are where `--database` and `--blobs` say, which have to be empty. With
//! `--office` the phones enrol by the invitations of a file, one a line, and turn to the
//! next of the offices whenever one does not answer.
//!
//! What is measured is the office: phones are a key and a chain here, without a disk.

mod floor;
mod report;
mod sender;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use doorstep_domain::book::{Books, parse};
use doorstep_domain::event::Opening;
use doorstep_domain::job_file::parse_job;
use doorstep_domain::money::Currency;
use doorstep_server::store::DatabasePlace;
use doorstep_server::{Face, Office, SystemClock};

use self::report::{Done, Report};
use self::sender::Sender;
use crate::demo::fixtures;
use crate::failure::Failure;
use crate::stores;

/// What can be measured.
#[derive(Debug, clap::Subcommand)]
pub enum BenchCommand {
    /// Phones that send a visit at a time, many side by side.
    Fleet(FleetArgs),
}

/// What the command line says.
#[derive(Debug, clap::Args)]
pub struct FleetArgs {
    /// How many phones.
    #[arg(long, default_value_t = 500)]
    installations: usize,
    /// How many days each of them works.
    #[arg(long, default_value_t = 30)]
    days: u32,
    /// Visits on a day of one phone.
    #[arg(long, default_value_t = 4)]
    visits: u32,
    /// Requests that are under way at once.
    #[arg(long, default_value_t = 16)]
    at_once: usize,
    /// When to stop, finished or not.
    #[arg(long, default_value_t = 120)]
    seconds: u64,
    /// The records of the office that is made: postgres://…; without it a file.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The photographs of the office that is made.
    #[arg(long, value_name = "URL|DIR")]
    blobs: Option<String>,
    /// Offices that are there already.
    #[arg(long, value_name = "URL", value_delimiter = ',', requires = "invitations")]
    office: Vec<String>,
    /// A token a line, one for each phone.
    #[arg(long, value_name = "FILE")]
    invitations: Option<PathBuf>,
    /// Where to write every lane that the office proved: installation, subject, events, hash.
    #[arg(long, value_name = "FILE")]
    heads: Option<PathBuf>,
}

/// Runs the command.
pub fn run(command: &BenchCommand) -> Result<(), Failure> {
    let BenchCommand::Fleet(args) = command;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::office)?;
    runtime.block_on(fleet(args))
}

async fn fleet(args: &FleetArgs) -> Result<(), Failure> {
    let books = books(&fixtures().join("books/home-service"))?;
    if let Some(file) = &args.invitations {
        let text = std::fs::read_to_string(file).map_err(|source| Failure::file("read", file, source))?;
        let tokens = text.lines().map(ToOwned::to_owned).collect();
        return drive(args, &args.office, tokens, &books).await.map(drop);
    }
    let folder = tempfile::tempdir().map_err(|source| Failure::file("create", &std::env::temp_dir(), source))?;
    let place = stores::named(folder.path(), args.database.as_deref(), args.blobs.as_deref())?;
    let database = place.database.clone();
    let office = Arc::new(Office::open(place, SystemClock::new()).await.map_err(Failure::office)?);
    let tokens = furnish(&office, args.installations).await?;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(Failure::office)?;
    let url = format!("http://{}", listener.local_addr().map_err(Failure::office)?);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(doorstep_server::serve(office.clone(), Face::this_machine(), listener, async {
        let _ = stopped.await;
    }));
    office.intake_times().reset();
    let report = drive(args, &[url], tokens, &books).await?;
    let times = office.intake_times().read();
    report.tell_inside(&times);
    if let DatabasePlace::Postgres(address) = &database {
        report.tell_floor(&times, floor::one_copy(address, times.pushes, report.bytes_each()).await?);
    }
    let _ = stop.send(());
    serving.await.map_err(Failure::office)?.map_err(Failure::office)
}

/// Everybody sends; then what came of it is told.
async fn drive(args: &FleetArgs, offices: &[String], tokens: Vec<String>, books: &Books) -> Result<Report, Failure> {
    let opening = opening(books)?;
    let mut phones = Vec::new();
    for (n, token) in tokens.iter().take(args.installations).enumerate() {
        phones.push(Sender::enrol(n, offices, token).await?);
    }
    println!("{} phones are enrolled", phones.len());
    let began = Instant::now();
    let stop = End::after(Duration::from_secs(args.seconds));
    let mut groups: Vec<Vec<Sender>> = (0..args.at_once.max(1)).map(|_| Vec::new()).collect();
    let count = groups.len();
    for (n, phone) in phones.into_iter().enumerate() {
        if let Some(group) = groups.get_mut(n % count) {
            group.push(phone);
        }
    }
    let (days, visits) = (args.days, args.visits);
    let working: Vec<_> = groups
        .into_iter()
        .map(|group| tokio::spawn(work(group, opening.clone(), books.clone(), (days, visits), stop.clone())))
        .collect();
    let mut done = Done::default();
    for group in working {
        done.add(group.await.map_err(Failure::office)??);
    }
    let report = Report { done, took: began.elapsed(), planned: args.installations as u64 * u64::from(days * visits) };
    report.tell();
    if let Some(file) = &args.heads {
        std::fs::write(file, report.done.heads.join("\n")).map_err(|source| Failure::file("write", file, source))?;
    }
    Ok(report)
}

/// When everybody stops: after a time, or with Ctrl-C.
struct End {
    at: Instant,
    is_asked: AtomicBool,
}

impl End {
    fn after(time: Duration) -> Arc<Self> {
        let end = Arc::new(Self { at: Instant::now() + time, is_asked: AtomicBool::new(false) });
        let asked = end.clone();
        tokio::spawn(async move {
            let _ = tokio::signal::ctrl_c().await;
            asked.is_asked.store(true, Ordering::Release);
        });
        end
    }

    fn is_here(&self) -> bool {
        self.is_asked.load(Ordering::Acquire) || Instant::now() >= self.at
    }
}

/// Day by day, phone by phone, until all is done or the time is over.
async fn work(
    mut phones: Vec<Sender>,
    opening: Opening,
    books: Books,
    (days, visits): (u32, u32),
    end: Arc<End>,
) -> Result<Done, Failure> {
    let mut done = Done::default();
    for day in 0..days {
        for phone in &mut phones {
            for visit in 0..visits {
                if end.is_here() {
                    return Ok(done);
                }
                phone.visit(&opening, &books, (day, visit), &mut done).await?;
            }
        }
    }
    Ok(done)
}

async fn furnish(office: &Office, phones: usize) -> Result<Vec<String>, Failure> {
    office.publish_books(&fixtures().join("books/home-service")).await.map_err(Failure::office)?;
    let mut tokens = Vec::new();
    for n in 0..phones {
        let engineer = format!("F{n:05}").parse().map_err(Failure::office)?;
        office.add_engineer(&engineer, "试工", &[]).await.map_err(Failure::office)?;
        tokens.push(office.invite(&engineer).await.map_err(Failure::office)?);
    }
    Ok(tokens)
}

fn books(folder: &Path) -> Result<Books, Failure> {
    let mut books = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|source| Failure::file("read", folder, source))?.flatten() {
        let bytes = std::fs::read(entry.path()).map_err(|source| Failure::file("read", &entry.path(), source))?;
        books.push(parse(&bytes).map_err(|_| Failure::Office("a book of the fixtures is wrong".to_owned()))?);
    }
    Books::assemble(books).map_err(|_| Failure::Office("the books of the fixtures do not agree".to_owned()))
}

/// How each of the visits begins, apart from whose it is.
fn opening(books: &Books) -> Result<Opening, Failure> {
    let folder = fixtures().join("jobs");
    let entries = std::fs::read_dir(&folder).map_err(|source| Failure::file("read", &folder, source))?;
    let first = entries.flatten().map(|entry| entry.path()).min();
    let path = first.ok_or_else(|| Failure::Office("the fixtures hold no job".to_owned()))?;
    let bytes = std::fs::read(&path).map_err(|source| Failure::file("read", &path, source))?;
    let job =
        parse_job(&bytes, Currency::CNY).map_err(|_| Failure::Office("a job of the fixtures is wrong".to_owned()))?;
    Ok(Opening {
        visit: job.visit,
        job: job.id,
        engineer: job.engineer,
        edition: books.edition,
        service: job.service,
        category: job.category,
        warranty: job.warranty,
    })
}
