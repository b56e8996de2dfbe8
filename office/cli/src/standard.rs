//! `doorstep standard check DIR`: whether a folder of books can be published.

use std::path::{Path, PathBuf};

use doorstep_domain::book::{Books, parse};

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
}

/// Runs the command.
pub fn run(command: &StandardCommand) -> Result<(), Failure> {
    match command {
        StandardCommand::Check { dir } => check(dir),
    }
}

fn check(dir: &Path) -> Result<(), Failure> {
    let books = read_all(dir, parse)?;
    let books = Books::assemble(books).map_err(|mistakes| {
        Failure::Several(mistakes.iter().map(|mistake| format!("{}: {mistake}", dir.display())).collect())
    })?;
    println!(
        "{}: edition {} is good: {} checks, {} fee rows, {} parts",
        dir.display(),
        books.edition.0.short(),
        books.standard.checks.len(),
        books.fees.rows.len(),
        books.parts.parts.len()
    );
    Ok(())
}
