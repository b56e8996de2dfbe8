//! `doorstep admin`: looking after an office on its own machine.

use std::path::PathBuf;

use doorstep_domain::id::EngineerId;
use doorstep_domain::job_file::parse_job;
use doorstep_domain::money::Currency;
use doorstep_domain::person_file::parse_person;

use crate::demo;
use crate::failure::Failure;

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
    /// Gives a job to its engineer.
    Assign {
        /// The office's folder.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// A file that describes the job.
        file: PathBuf,
    },
}

/// Runs the command.
pub fn run(command: &AdminCommand) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::office)?;
    runtime.block_on(carry_out(command))
}

async fn carry_out(command: &AdminCommand) -> Result<(), Failure> {
    match command {
        AdminCommand::Invite { data, engineer } => {
            let office = demo::open_office(data).await?;
            println!("{}", office.invite(engineer).await.map_err(Failure::office)?);
        }
        AdminCommand::Publish { data, books } => {
            let office = demo::open_office(data).await?;
            office.publish_books(books).await.map_err(Failure::office)?;
        }
        AdminCommand::Engineer { data, file } => {
            let person = demo::read_one(file, parse_person)?;
            demo::hire(&*demo::open_office(data).await?, &person).await?;
        }
        AdminCommand::Assign { data, file } => {
            let job = demo::read_one(file, |bytes| parse_job(bytes, Currency::CNY))?;
            let office = demo::open_office(data).await?;
            office.assign_job(job).await.map_err(Failure::office)?;
        }
    }
    Ok(())
}
