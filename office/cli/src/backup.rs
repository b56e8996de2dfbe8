//! `doorstep admin backup|verify|restore|forget`: what a person does so that a dead disk
//! is a bad day and not the end.

use std::path::{Path, PathBuf};

use doorstep_server::admin::backup::{self, BackupError, Restored};

use crate::failure::Failure;
use crate::stores;

/// What can be done.
#[derive(Debug, clap::Subcommand)]
pub enum BackupCommand {
    /// Copies the office into a new folder; the office may be running.
    ///
    /// The copy is signed by the office's key and does not hold it: keep office-key.pem,
    /// ledger and promises elsewhere, too; `restore --beside` takes them from there.
    Backup {
        /// The office's folder.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// The new folder.
        to: PathBuf,
    },
    /// Reads all of a backup, as if it were restored; only then do phones rely on it.
    Verify {
        /// The office's folder; it may be running.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// The backup.
        backup: PathBuf,
    },
    /// Makes a new office from a backup; phones bring it what came later.
    Restore {
        /// The backup.
        backup: PathBuf,
        /// The new office's folder.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// The old office's folder, or any folder with its office-key.pem, ledger and promises.
        #[arg(long, value_name = "DIR")]
        beside: Option<PathBuf>,
    },
    /// Relies on a backup no more, so that its folder may go; refused for the newest verified one.
    Forget {
        /// The office's folder; it may be running.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// The backup.
        backup: PathBuf,
    },
}

/// Runs the command.
pub async fn run(command: &BackupCommand) -> Result<(), Failure> {
    match command {
        BackupCommand::Backup { data, to } => make(data, to).await,
        BackupCommand::Verify { data, backup } => verify(data, backup).await,
        BackupCommand::Restore { backup, data, beside } => restore(backup, data, beside.as_deref()).await,
        BackupCommand::Forget { data, backup } => {
            let verified = backup::forget(data, backup).map_err(refused)?;
            println!("nobody relies on {} any more; it may be deleted", verified.folder.display());
            Ok(())
        }
    }
}

async fn make(data: &Path, to: &Path) -> Result<(), Failure> {
    let made = backup::backup(stores::place(data)?, to).await.map_err(refused)?;
    println!("{}: the database and {} photos, {} bytes", to.display(), made.photos, made.bytes);
    println!("now verify it: doorstep admin verify --data {} {}", data.display(), to.display());
    let lacking = made.lacking.iter().map(|hash| format!("photo {hash} was gone or damaged before the backup"));
    match made.lacking.is_empty() {
        true => Ok(()),
        false => Err(Failure::Several(lacking.collect())),
    }
}

async fn verify(data: &Path, backup: &Path) -> Result<(), Failure> {
    let drilled = backup::verify(data, backup).await.map_err(refused)?;
    let report = &drilled.report;
    println!(
        "{}: {} events, {} contents and {} photos are as they arrived",
        backup.display(),
        report.events,
        report.contents,
        report.photos
    );
    println!("phones rely on it for everything up to arrival {}", drilled.verified.upto);
    Ok(())
}

async fn restore(backup: &Path, data: &Path, beside: Option<&Path>) -> Result<(), Failure> {
    let restored = backup::restore(backup, stores::place(data)?, beside).await.map_err(refused)?;
    println!("{} is an office again, up to arrival {}; a new life begins", data.display(), restored.upto);
    println!("phones offer everything again when they next reach it: doorstep serve --data {}", data.display());
    println!("the backup is signed by the key {}", restored.signed_by);
    for undone in &restored.undone {
        println!("{undone}: {}", told(undone));
    }
    let wrong = wrong_in(&restored);
    if wrong.is_empty() { Ok(()) } else { Err(Failure::Several(wrong)) }
}

fn wrong_in(restored: &Restored) -> Vec<String> {
    let lost = restored.lost.iter().map(|path| format!("{path} was damaged in the backup; a phone may still have it"));
    lost.chain(restored.report.damaged.iter().map(|damage| format!("damaged: {damage}"))).collect()
}

/// What may be undone, for the person at the machine.
fn told(undone: &str) -> &'static str {
    match undone {
        backup::NOBODY_VOUCHED => "nobody vouched for that key; compare it with the office's own (--beside)",
        backup::NEW_KEY => "the office's key was not given, so it signs with a new one; say so to supervisors",
        backup::CODES_UNKNOWN => "codes that were spoken since the backup are not known and will look foreign",
        backup::REVOCATIONS_UNKNOWN => "phones that were revoked since the backup work again; revoke them again",
        backup::ERASURES_UNKNOWN => "customers who were erased since the backup are back; erase them again",
        backup::ENROLMENTS_UNKNOWN => "phones that were enrolled since the backup are not known; invite them again",
        _ => "something may be undone",
    }
}

fn refused(wrong: BackupError) -> Failure {
    match wrong.code() {
        Some(code) => Failure::Office(format!("{wrong} ({code})")),
        None => Failure::office(wrong),
    }
}
