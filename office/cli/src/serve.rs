//! `doorstep serve`: the office.
//!
//! Without a proxy it listens on this machine only. While nobody can sign in, it prints a
//! link that works once, with which the first supervisor chooses a name and a password.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use doorstep_server::account::{LINK_MS, Purpose};
use doorstep_server::{Face, Office, SystemClock};

use crate::failure::Failure;
use crate::stores;

/// What the command line says.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// The office's folder.
    #[arg(long, value_name = "DIR", default_value = "doorstep-office")]
    data: PathBuf,
    /// The records: postgres://USER@HOST/NAME; without it a file in the folder.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// The photographs: s3://BUCKET/PREFIX?endpoint=URL, or a folder; without it one in the folder.
    #[arg(long, value_name = "URL|DIR")]
    blobs: Option<String>,
    /// Where to listen; another address than this machine's own only behind a proxy.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    address: IpAddr,
    /// On which port; 0 for any free one.
    #[arg(long, default_value_t = 4750)]
    port: u16,
    /// The proxies that end TLS in front of the office, by the addresses they come from.
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',', requires = "public_url")]
    behind_proxy: Vec<IpAddr>,
    /// The address by which people and phones know the office, like https://office.example.
    #[arg(long, value_name = "URL", requires = "behind_proxy")]
    public_url: Option<String>,
}

impl ServeArgs {
    fn face(&self) -> Result<Face, Failure> {
        match &self.public_url {
            Some(public_url) => Face::behind(self.behind_proxy.clone(), public_url).map_err(Failure::office),
            None => Ok(Face::this_machine()),
        }
    }
}

/// Runs the office until Ctrl-C.
pub fn run(args: &ServeArgs) -> Result<(), Failure> {
    let address = SocketAddr::new(args.address, args.port);
    let face = args.face()?;
    face.check_address(&address).map_err(Failure::office)?;
    let place = stores::named(&args.data, args.database.as_deref(), args.blobs.as_deref())?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::office)?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).map_err(|source| Failure::PortTaken { port: args.port, source })?;
        let office = Arc::new(Office::open(place, SystemClock::new()).await.map_err(Failure::office)?);
        let report = office.integrity_check(true).await.map_err(Failure::office)?;
        for damage in &report.damaged {
            eprintln!("damaged: {damage}");
        }
        for repaired in &report.repaired {
            eprintln!("repaired: {repaired}");
        }
        let address = listener.local_addr().map_err(Failure::office)?;
        let url = face.url(&address);
        tell_the_first(&office, &url).await?;
        if args.public_url.is_some() {
            println!("Behind the proxy: {url}/");
        }
        println!("The console: http://{address}/");
        let stop = async {
            let _ = tokio::signal::ctrl_c().await;
        };
        doorstep_server::serve(office, face, listener, stop).await.map_err(Failure::office)
    })
}

/// The link for the first supervisor, while there is none.
async fn tell_the_first(office: &Office, url: &str) -> Result<(), Failure> {
    let accounts = office.accounts();
    if accounts.is_empty().await.map_err(Failure::office)? {
        let secret = accounts.make_link(Purpose::First, None).await.map_err(Failure::office)?;
        println!("The first supervisor: {url}/welcome?once={secret}   (once, within {} minutes)", LINK_MS / 60_000);
    }
    Ok(())
}
