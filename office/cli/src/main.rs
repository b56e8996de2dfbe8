//! `doorstep`: the office, the demo, and the tools of a supervisor, in one program.
//!
//! Decides nothing about the trade: it reads arguments, starts parts, and tells what
//! came of it in sentences. Exit status 0 only when all is well.

mod account;
mod admin;
mod backup;
mod bench;
mod coverage;
mod day_clock;
mod demo;
mod failure;
mod invitation;
mod phone;
mod pull;
mod record;
mod serve;
mod standard;
mod stores;
mod trust;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::Failure;

/// Home visits that survive without a network, and an office that can trust them.
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Three engineers do real visits offline and sync; the console fills up.
    Demo(demo::DemoArgs),
    /// Runs the office: sync intake, supervisor API and console.
    Serve(serve::ServeArgs),
    /// Fetches visit records into a folder; can be interrupted and resumed.
    Pull(pull::PullArgs),
    /// Checks a pulled folder, every byte of it, without a network.
    Verify(verify::VerifyArgs),
    /// Works with the books of a service standard.
    #[command(subcommand)]
    Standard(standard::StandardCommand),
    /// Looks after an office.
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Measures an office.
    #[command(subcommand)]
    Bench(bench::BenchCommand),
    /// One phone of the demo.
    #[command(hide = true)]
    Phone {
        /// The phone's folder.
        #[arg(long)]
        data: PathBuf,
        /// Varies what is measured.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        #[command(flatten)]
        network: phone::NetworkArgs,
    },
}

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env()
                .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn")),
        )
        .with_writer(std::io::stderr)
        .init();
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("doorstep: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Demo(args) => demo::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Pull(args) => pull::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Standard(command) => standard::run(&command),
        Command::Admin(command) => admin::run(&command),
        Command::Phone { data, seed, network } => phone::run(&data, seed, &network),
        Command::Bench(command) => bench::run(&command),
    }
}
