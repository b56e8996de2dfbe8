//! `doorstep admin revoke`, `erase`, `handed-in` and `import`: phones that may no longer work, and
//! work that comes by another way than sync.

use std::path::{Path, PathBuf};

use doorstep_domain::id::{InstallationId, VisitId};
use doorstep_server::admin::{Erasure, TakenIn};

use crate::demo;
use crate::failure::Failure;

/// What can be done.
#[derive(Debug, clap::Subcommand)]
pub enum TrustCommand {
    /// Takes a phone's rights away for good; it may still hand in what it had not sent.
    Revoke {
        /// The office's folder.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// The installation: 32 hexadecimal digits.
        #[arg(value_parser = installation)]
        installation: InstallationId,
    },
    /// Tells what revoked phones handed in, and takes it in once a person has looked.
    HandedIn {
        /// The office's folder.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// Takes in what this installation handed in.
        #[arg(long, value_name = "INSTALLATION", value_parser = installation)]
        take: Option<InstallationId>,
    },
    /// Erases a customer on their wish: all that tells who they are, of one visit, here and on phones.
    Erase {
        /// The office's folder.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// The visit.
        visit: VisitId,
    },
    /// Takes in a file of unsent work that a phone sealed for this office.
    Import {
        /// The office's folder.
        #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
        data: PathBuf,
        /// The file.
        file: PathBuf,
    },
}

fn installation(text: &str) -> Result<InstallationId, String> {
    InstallationId::from_hex(text).ok_or_else(|| "an installation is named by 32 hexadecimal digits".to_owned())
}

/// Runs the command.
pub async fn run(command: &TrustCommand) -> Result<(), Failure> {
    match command {
        TrustCommand::Revoke { data, installation } => revoke(data, *installation).await,
        TrustCommand::Erase { data, visit } => erase(data, visit).await,
        TrustCommand::HandedIn { data, take: None } => tell(data).await,
        TrustCommand::HandedIn { data, take: Some(installation) } => {
            let office = demo::open_office(data).await?;
            report(office.take_handed_in(*installation).await.map_err(Failure::office)?);
            Ok(())
        }
        TrustCommand::Import { data, file } => {
            let sealed = std::fs::read(file).map_err(|source| Failure::file("read", file, source))?;
            let office = demo::open_office(data).await?;
            report(office.import(&sealed).await.map_err(Failure::office)?);
            Ok(())
        }
    }
}

async fn revoke(data: &Path, installation: InstallationId) -> Result<(), Failure> {
    let office = demo::open_office(data).await?;
    match office.revoke(installation).await.map_err(Failure::office)? {
        true => println!("{installation} 已停用 / is revoked"),
        false => println!("{installation} 早已停用 / was revoked before"),
    }
    Ok(())
}

async fn erase(data: &Path, visit: &VisitId) -> Result<(), Failure> {
    let office = demo::open_office(data).await?;
    let Erasure { contents, photos, told } = office.erase(visit).await.map_err(Failure::office)?;
    println!(
        "{visit} 已抹去 / is erased: {contents} 段文字或签名 / texts and signatures, {photos} 张照片 / photos, {told} 条消息 / messages"
    );
    println!(
        "以前的备份里还有：请另做备份并核验，再让旧的作废 / backups made before still hold it: make and verify a new one, then forget the old"
    );
    Ok(())
}

async fn tell(data: &Path) -> Result<(), Failure> {
    let office = demo::open_office(data).await?;
    for left in office.handed_in().await.map_err(Failure::office)? {
        println!(
            "{}  {}  {} 件 / pieces, {} KB, 待处理 / waiting: {}",
            left.installation,
            left.engineer,
            left.pieces,
            left.bytes.div_ceil(1024),
            left.waiting
        );
    }
    Ok(())
}

fn report(taken: TakenIn) {
    let TakenIn { pushes, photos, new } = taken;
    println!("已接收 / taken in: {pushes} 份记录 / pushes, {photos} 张照片 / photos; 新 / new: {new}");
}
