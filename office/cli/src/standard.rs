//! `doorstep standard`: whether a folder of books can be published, and what it covers.

use std::path::{Path, PathBuf};

use doorstep_domain::book::{Books, parse};

use crate::coverage::{Tongue, coverage};
use crate::demo::read_all;
use crate::failure::Failure;

/// What can be done with books.
#[derive(Debug, clap::Subcommand)]
pub enum StandardCommand {
    /// Refuses bad books, naming file, line and reason.
    Check {
        /// A folder with one book of each kind.
        dir: PathBuf,
    },
    /// Every requirement of the trade and where it is served.
    Coverage {
        /// A folder of books to compare with: says what they leave out.
        dir: Option<PathBuf>,
        /// In which language.
        #[arg(long, value_enum, default_value = "zh")]
        language: Tongue,
        /// One JSON object a line.
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
pub fn run(command: &StandardCommand) -> Result<(), Failure> {
    match command {
        StandardCommand::Check { dir } => check(dir),
        StandardCommand::Coverage { dir, language, json } => coverage(dir.as_deref(), *language, *json),
    }
}

fn check(dir: &Path) -> Result<(), Failure> {
    let books = read_all(dir, parse)?;
    let books = Books::assemble(books).map_err(|mistakes| {
        Failure::Several(mistakes.iter().map(|mistake| format!("{}: {mistake}", dir.display())).collect())
    })?;
    println!(
        "{}: edition {} is good: {} checks, {} incidents, {} fee rows, {} parts, {} articles",
        dir.display(),
        books.edition.0.short(),
        books.standard.checks.len(),
        books.standard.incidents.len(),
        books.fees.rows.len(),
        books.parts.parts.len(),
        books.knowledge.articles.len()
    );
    Ok(())
}
