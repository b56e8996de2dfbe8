//! `doorstep pull`: visit records into a folder. May be interrupted anywhere: every file
//! is whole or absent, and what is here and unchanged is not fetched again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use doorstep_domain::id::Hash;
use doorstep_server::http::{ManifestRequest, VisitDocument, VisitList};
use doorstep_wire::manifest::SignedManifest;
use reqwest::{Client, StatusCode, header};

use crate::failure::Failure;
use crate::record::{self, MANIFEST, UNFINISHED, media_path, visit_path};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub struct PullArgs {
    /// The office's address, for example http://127.0.0.1:4750
    #[arg(long, value_name = "URL")]
    office: String,
    /// Visits heard of since this time (2026-11-23T08:00:00Z) or cursor; default: all.
    #[arg(long, default_value = "")]
    since: String,
    /// A file with an access token (`doorstep admin token make`); else DOORSTEP_TOKEN has it.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// Where to; an existing folder is brought up to date.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Why the office gives nothing.
#[derive(Debug, thiserror::Error)]
#[error(
    "it wants an access token that works: `doorstep admin token make NAME` prints one; give it as --token-file or DOORSTEP_TOKEN"
)]
struct NoToken;

/// How often a record may change while it is being fetched.
const ROUNDS: usize = 5;

/// Runs the command.
pub fn run(args: &PullArgs) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::office)?;
    let token = token(args)?;
    let office = args.office.trim_end_matches('/');
    let pulled = runtime.block_on(pull(office, token.as_deref(), &args.since, &args.out))?;
    println!("{} visits and {} photos are in {}", pulled.visits, pulled.photos, args.out.display());
    Ok(())
}

/// The access token: never on the command line, where every process sees it.
fn token(args: &PullArgs) -> Result<Option<String>, Failure> {
    let token = match &args.token_file {
        Some(file) => Some(std::fs::read_to_string(file).map_err(|source| Failure::file("read", file, source))?),
        None => std::env::var("DOORSTEP_TOKEN").ok(),
    };
    Ok(token.map(|token| token.trim().to_owned()).filter(|token| !token.is_empty()))
}

/// What is in the folder now.
#[derive(Clone, Copy, Debug)]
pub struct Pulled {
    /// Records.
    pub visits: usize,
    /// Photographs.
    pub photos: usize,
}

/// Fetches everything since `since` into `out`.
pub async fn pull(office: &str, token: Option<&str>, since: &str, out: &Path) -> Result<Pulled, Failure> {
    for part in ["visits", "media"] {
        let folder = out.join(part);
        std::fs::create_dir_all(&folder).map_err(|source| Failure::file("create", &folder, source))?;
    }
    let pull = Pull { client: client(token)?, office, out };
    let visits = pull.list(since).await?;
    for _ in 0..ROUNDS {
        let mut records = BTreeMap::new();
        for visit in &visits {
            records.insert(visit.clone(), pull.visit(visit).await?);
        }
        let manifest = pull.manifest(&visits).await?;
        if let Some(photos) = pull.finish(&records, &manifest)? {
            return Ok(Pulled { visits: records.len(), photos });
        }
    }
    Err(Failure::Office("its visits change faster than they can be fetched; try again later".to_owned()))
}

pub(crate) fn client(token: Option<&str>) -> Result<Client, Failure> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Failure::office)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let mut headers = header::HeaderMap::new();
    if let Some(token) = token {
        let mut shown = header::HeaderValue::try_from(format!("Bearer {token}")).map_err(Failure::office)?;
        shown.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, shown);
    }
    let client = Client::builder().default_headers(headers);
    client.tls_backend_preconfigured(tls).no_proxy().build().map_err(Failure::office)
}

struct Pull<'a> {
    client: Client,
    office: &'a str,
    out: &'a Path,
}

impl Pull<'_> {
    async fn get(&self, path: &str, known: Option<Hash>) -> Result<Option<Vec<u8>>, Failure> {
        let mut request = self.client.get(format!("{}{path}", self.office));
        if let Some(known) = known {
            request = request.header(header::IF_NONE_MATCH, format!("\"{known}\""));
        }
        let response = request.send().await.map_err(|wrong| Failure::Office(plain(&wrong)))?;
        match response.status() {
            StatusCode::OK => {
                Ok(Some(response.bytes().await.map_err(|wrong| Failure::Office(plain(&wrong)))?.to_vec()))
            }
            StatusCode::NOT_MODIFIED => Ok(None),
            StatusCode::UNAUTHORIZED => Err(Failure::office(NoToken)),
            other => Err(Failure::Office(format!("{path} was answered with {other}"))),
        }
    }

    /// The ids of all visits, page by page.
    async fn list(&self, since: &str) -> Result<Vec<String>, Failure> {
        let mut visits = Vec::new();
        let mut cursor = since.to_owned();
        loop {
            let path = format!("/api/v1/visits?since={}", encoded(&cursor));
            let page = self.get(&path, None).await?.unwrap_or_default();
            let page: VisitList = serde_json::from_slice(&page).map_err(Failure::office)?;
            visits.extend(page.visits.into_iter().map(|visit| visit.visit));
            if !page.has_more {
                break;
            }
            cursor = page.next;
        }
        visits.sort();
        visits.dedup();
        Ok(visits)
    }

    /// One record with its photographs.
    async fn visit(&self, visit: &str) -> Result<VisitDocument, Failure> {
        let path = visit_path(visit);
        let file = self.out.join(&path);
        let here = std::fs::read(&file).ok();
        let fresh = self.get(&format!("/api/v1/visits/{visit}"), here.as_deref().map(Hash::of)).await?;
        let bytes = match (fresh, here) {
            (Some(fresh), _) => {
                self.write(&path, &fresh)?;
                fresh
            }
            (None, Some(here)) => here,
            (None, None) => return Err(Failure::Office(format!("{path} did not come"))),
        };
        let record = record::read(&file, &bytes)?;
        for media in record.media.iter().filter(|media| media.state == "arrived") {
            self.photo(&media.hash).await?;
        }
        Ok(record)
    }

    async fn photo(&self, hash: &str) -> Result<(), Failure> {
        let path = media_path(hash);
        let is_right = |bytes: &[u8]| Hash::of(bytes).to_hex() == hash;
        if std::fs::read(self.out.join(&path)).is_ok_and(|bytes| is_right(&bytes)) {
            return Ok(());
        }
        let bytes = self.get(&format!("/api/v1/media/{hash}"), None).await?.unwrap_or_default();
        match is_right(&bytes) {
            true => self.write(&path, &bytes),
            false => Err(Failure::Office(format!("photo {hash} is damaged there"))),
        }
    }

    async fn manifest(&self, visits: &[String]) -> Result<Vec<u8>, Failure> {
        let body = serde_json::to_vec(&ManifestRequest { visits: visits.to_vec() }).map_err(Failure::office)?;
        let request = self.client.post(format!("{}/api/v1/manifest", self.office)).body(body);
        let response = request.header(header::CONTENT_TYPE, "application/json").send().await;
        let response = response.map_err(|wrong| Failure::Office(plain(&wrong)))?;
        match response.status() {
            StatusCode::OK => Ok(response.bytes().await.map_err(|wrong| Failure::Office(plain(&wrong)))?.to_vec()),
            other => Err(Failure::Office(format!("the manifest was answered with {other}"))),
        }
    }

    /// Writes summaries and manifest, if the manifest names what is here; how many photographs.
    fn finish(&self, records: &BTreeMap<String, VisitDocument>, signed: &[u8]) -> Result<Option<usize>, Failure> {
        let signed_manifest = SignedManifest::decode(signed).map_err(Failure::office)?;
        let manifest = signed_manifest.verify_itself().map_err(Failure::office)?;
        for file in manifest.files() {
            if !std::fs::read(self.out.join(&file.path)).is_ok_and(|bytes| Hash::of(&bytes) == file.sha256) {
                return Ok(None);
            }
        }
        self.forget_others(&manifest)?;
        for (path, bytes) in record::summaries(records)? {
            self.write(path, &bytes)?;
        }
        self.write(MANIFEST, signed)?;
        Ok(Some(manifest.files().iter().filter(|file| file.path.starts_with("media/")).count()))
    }

    /// What an earlier pull left and this one does not name: unfinished files, older visits.
    fn forget_others(&self, manifest: &doorstep_wire::manifest::Manifest) -> Result<(), Failure> {
        for folder in ["visits", "media"] {
            let folder_path = self.out.join(folder);
            let entries =
                std::fs::read_dir(&folder_path).map_err(|source| Failure::file("read", &folder_path, source))?;
            for entry in entries.flatten() {
                let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
                if !manifest.files().iter().any(|file| file.path == path) {
                    std::fs::remove_file(entry.path())
                        .map_err(|source| Failure::file("remove", &entry.path(), source))?;
                }
            }
        }
        Ok(())
    }

    /// Whole or not at all.
    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let file = self.out.join(path);
        let unfinished = self.out.join(format!("{path}{UNFINISHED}"));
        std::fs::write(&unfinished, bytes)
            .and_then(|()| std::fs::File::open(&unfinished)?.sync_all())
            .and_then(|()| std::fs::rename(&unfinished, &file))
            .map_err(|source| Failure::file("write", &file, source))
    }
}

/// A cursor or time as part of an address.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

fn plain(wrong: &reqwest::Error) -> String {
    match wrong.is_connect() {
        true => "nobody listens at that address".to_owned(),
        false => wrong.to_string(),
    }
}
