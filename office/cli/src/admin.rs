//! `doorstep admin`: looking after an office on its own machine.

use std::path::PathBuf;

use doorstep_domain::id::{EngineerId, VisitId};
use doorstep_domain::job_file::parse_job;
use doorstep_domain::money::{Currency, Money};
use doorstep_domain::person_file::parse_person;
use doorstep_domain::reduction::{CodeFor, QuoteMark, in_fours};
use doorstep_server::admin::Approval;

use crate::account::{self, AccountCommand, TokenCommand};
use crate::backup::{self, BackupCommand};
use crate::demo;
use crate::failure::Failure;
use crate::invitation;
use crate::trust::{self, TrustCommand};

/// What can be done.
#[derive(Debug, clap::Subcommand)]
pub enum AdminCommand {
    /// Prints a token that enrols one phone for this engineer; it works once, within 15 minutes.
    Invite {
        /// The office's folder.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// Staff number.
        engineer: EngineerId,
        /// Where phones reach the office: prints the invitation as a link and as a code for a
        /// phone's camera, too.
        #[arg(long, value_name = "URL")]
        office: Option<String>,
    },
    /// Publishes a folder of books; jobs accepted from now on follow them.
    Publish {
        /// The office's folder.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// A folder with one book of each kind.
        books: PathBuf,
    },
    /// Adds an engineer and what is on their van.
    Engineer {
        /// The office's folder.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// A file that describes them.
        file: PathBuf,
    },
    /// Lowers a price by the centre's word: prints the code to speak over the telephone.
    ///
    /// The engineer reads everything out from the phone; nothing has to have arrived here.
    Approve {
        /// The office's folder.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// The visit.
        #[arg(long)]
        visit: VisitId,
        /// The number of the request on that visit.
        #[arg(long, value_name = "N")]
        request: u32,
        /// The new total, like 80.00.
        #[arg(long, value_name = "AMOUNT")]
        total: String,
        /// The quote, by the eight digits that the phone shows.
        #[arg(long, value_name = "DIGITS")]
        quote: String,
        /// Who decided.
        #[arg(long, value_name = "NAME", default_value = "centre")]
        by: String,
        /// Decide again, with another total or quote than the last code of this request.
        #[arg(long)]
        again: bool,
    },
    /// Gives a job to its engineer.
    Assign {
        /// The office's folder.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// A file that describes a job; several are several jobs.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Backups.
    #[command(flatten)]
    Backup(BackupCommand),
    /// Who may sign in at the console.
    #[command(subcommand)]
    Account(AccountCommand),
    /// Which programs may fetch records.
    #[command(subcommand)]
    Token(TokenCommand),
    /// Revocation and work that comes by another way.
    #[command(flatten)]
    Trust(TrustCommand),
}

/// Why no quote was found.
#[derive(Debug, thiserror::Error)]
#[error("a quote is named by eight digits from 0 to 9 and a to f, not by {0:?}")]
struct NoQuote(String);

/// Runs the command.
pub fn run(command: &AdminCommand) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::office)?;
    runtime.block_on(carry_out(command))
}

async fn carry_out(command: &AdminCommand) -> Result<(), Failure> {
    match command {
        AdminCommand::Backup(command) => return backup::run(command).await,
        AdminCommand::Account(command) => return account::run(command).await,
        AdminCommand::Token(command) => return account::run_token(command).await,
        AdminCommand::Trust(command) => return trust::run(command).await,
        AdminCommand::Invite { data, engineer, office } => {
            let token = demo::open_office(data).await?.invite(engineer).await.map_err(Failure::office)?;
            println!("{token}");
            if let Some(address) = office {
                let link = invitation::link(address, &token).map_err(Failure::office)?;
                println!("{link}\n\n{}", invitation::code(&link).map_err(Failure::office)?);
            }
        }
        AdminCommand::Publish { data, books } => {
            let office = demo::open_office(data).await?;
            office.publish_books(books).await.map_err(Failure::office)?;
        }
        AdminCommand::Engineer { data, file } => {
            let person = demo::read_one(file, parse_person)?;
            demo::hire(&*demo::open_office(data).await?, &person).await?;
        }
        AdminCommand::Approve { data, visit, request, total, quote, by, again } => {
            let what = heard(visit, *request, total, quote)?;
            let approval = Approval { what, by: by.clone(), is_again: *again };
            let office = demo::open_office(data).await?;
            println!("{}", in_fours(office.approve(&approval).await.map_err(Failure::office)?));
        }
        AdminCommand::Assign { data, files } => {
            let read = |file: &PathBuf| demo::read_one(file, |bytes| parse_job(bytes, Currency::CNY));
            let jobs = files.iter().map(read).collect::<Result<Vec<_>, _>>()?;
            let office = demo::open_office(data).await?;
            for job in jobs {
                office.assign_job(job).await.map_err(Failure::office)?;
            }
        }
    }
    Ok(())
}

/// What the engineer read out over the telephone.
fn heard(visit: &VisitId, request: u32, total: &str, quote: &str) -> Result<CodeFor, Failure> {
    let total = Money::parse(total, Currency::CNY).map_err(Failure::office)?;
    let quote = QuoteMark::from_spoken(quote).ok_or_else(|| Failure::office(NoQuote(quote.to_owned())))?;
    Ok(CodeFor { visit: visit.clone(), request, quote, total })
}
