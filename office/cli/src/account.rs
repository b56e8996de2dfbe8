//! `doorstep admin account` and `token`: who may sign in at the console, and which programs
//! may fetch records. Both work beside a running office.
//!
//! No password ever stands on a command line: whoever is to have one gets a link.

use std::path::{Path, PathBuf};

use doorstep_server::account::{Accounts, LINK_MS};

use crate::failure::Failure;
use crate::stores;

/// A day in milliseconds.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What can be done with supervisors.
#[derive(Debug, clap::Subcommand)]
pub enum AccountCommand {
    /// Adds a supervisor and prints the link with which they choose a password.
    Add(Named),
    /// Prints a link for a new password; a disabled account works again with it.
    Reset(Named),
    /// Takes an account's rights away; whoever is signed in with it is signed out.
    Disable(Named),
    /// Lists the accounts.
    List(Of),
}

/// What can be done with programs.
#[derive(Debug, clap::Subcommand)]
pub enum TokenCommand {
    /// Prints an access token for a program; it is shown once and kept only as a hash.
    Make {
        /// Which, and for which program.
        #[command(flatten)]
        named: Named,
        /// How many days it works.
        #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u16).range(1..=3_650))]
        days: u16,
    },
    /// Takes a token's rights away.
    Revoke(Named),
    /// Lists the tokens.
    List(Of),
}

/// An office.
#[derive(Debug, clap::Args)]
pub struct Of {
    /// The office's folder; it may be running.
    #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
    data: PathBuf,
}

/// Somebody or something of an office.
#[derive(Debug, clap::Args)]
pub struct Named {
    #[command(flatten)]
    of: Of,
    /// Its name.
    name: String,
}

impl Named {
    async fn accounts(&self) -> Result<Accounts, Failure> {
        self.of.accounts().await
    }
}

impl Of {
    async fn accounts(&self) -> Result<Accounts, Failure> {
        let data: &Path = &self.data;
        Accounts::beside(stores::place(data)?).await.map_err(Failure::office)
    }
}

/// Runs a command about supervisors.
pub async fn run(command: &AccountCommand) -> Result<(), Failure> {
    match command {
        AccountCommand::Add(named) => {
            print_link(&named.accounts().await?.add(&named.name).await.map_err(Failure::office)?);
        }
        AccountCommand::Reset(named) => {
            print_link(&named.accounts().await?.reset(&named.name).await.map_err(Failure::office)?);
        }
        AccountCommand::Disable(named) => {
            named.accounts().await?.disable(&named.name).await.map_err(Failure::office)?;
            println!("{} 已停用 / is disabled", named.name);
        }
        AccountCommand::List(of) => {
            for told in of.accounts().await?.list().await.map_err(Failure::office)? {
                let state = match (told.disabled_at_ms, told.has_password) {
                    (Some(_), _) => "已停用 / disabled",
                    (None, true) => "可登录 / may sign in",
                    (None, false) => "尚无密码 / has no password yet",
                };
                println!("{}  {state}", told.name);
            }
        }
    }
    Ok(())
}

/// Runs a command about programs.
pub async fn run_token(command: &TokenCommand) -> Result<(), Failure> {
    match command {
        TokenCommand::Make { named, days } => {
            let lasts_ms = i64::from(*days).saturating_mul(DAY_MS);
            let token = named.accounts().await?.make_token(&named.name, lasts_ms).await;
            println!("{}", token.map_err(Failure::office)?);
        }
        TokenCommand::Revoke(named) => {
            named.accounts().await?.revoke_token(&named.name).await.map_err(Failure::office)?;
            println!("{} 已停用 / is revoked", named.name);
        }
        TokenCommand::List(of) => {
            for told in of.accounts().await?.tokens().await.map_err(Failure::office)? {
                let state =
                    if told.revoked_at_ms.is_some() { "已停用 / revoked" } else { "有效至 / works until" };
                println!("{}  {state} {}", told.name, day(told.expires_at_ms));
            }
        }
    }
    Ok(())
}

fn print_link(secret: &str) {
    println!("/welcome?once={secret}");
    let minutes = LINK_MS / 60_000;
    eprintln!(
        "接在总部网址之后打开，{minutes} 分钟内一次有效 / open it behind the office's address, once, within {minutes} minutes"
    );
}

fn day(at_ms: i64) -> String {
    doorstep_domain::time::china_day(at_ms).map_or_else(|| "—".to_owned(), |day| day.to_string())
}
