//! `doorstep serve`: the office.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use doorstep_server::{Office, SystemClock};

use crate::failure::Failure;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// The office's folder.
    #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
    data: PathBuf,
    /// Where to listen; only loopback addresses until there is a sign-in.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    /// On which port; 0 for any free one.
    #[arg(long, default_value_t = 4750)]
    port: u16,
}

/// Runs the office until Ctrl-C.
pub fn run(args: &ServeArgs) -> Result<(), Failure> {
    let address = SocketAddr::new(args.address, args.port);
    doorstep_server::check_address(&address).map_err(Failure::office)?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::office)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).map_err(|source| Failure::PortTaken { port: args.port, source })?;
        let office = Arc::new(Office::open(&args.data, SystemClock::new()).await.map_err(Failure::office)?);
        let report = office.integrity_check(true).await.map_err(Failure::office)?;
        for damage in &report.damaged {
            eprintln!("damaged: {damage}");
        }
        for repaired in &report.repaired {
            eprintln!("repaired: {repaired}");
        }
        println!("The console: http://{}/", listener.local_addr().map_err(Failure::office)?);
        let stop = async {
            let _ = tokio::signal::ctrl_c().await;
        };
        doorstep_server::serve(office, listener, stop).await.map_err(Failure::office)
    })
}
