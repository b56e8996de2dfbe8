//! `doorstep verify DIR`: whether a pulled folder is what the office signed, and whether
//! every chain in it holds. Needs no network.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use doorstep_domain::id::{Hash, Head, InstallationId, Lane};
use doorstep_server::http::{ContentDocument, LaneDocument, SegmentDocument, VisitDocument};
use doorstep_wire::chain;
use doorstep_wire::key::VerifyingKey;
use doorstep_wire::manifest::{Manifest, SignedManifest};
use doorstep_wire::segment::decode_segment;
use p256::pkcs8::DecodePublicKey;

use crate::failure::Failure;
use crate::record::{self, LINES, MANIFEST, TABLE};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// A pulled folder.
    dir: PathBuf,
    /// The office's public key: a PEM file with what /api/v1/key says under `pem`.
    #[arg(long, value_name = "FILE")]
    office_key: Option<PathBuf>,
}

/// What was recomputed from the bytes of a folder.
#[derive(Clone, Debug, Default)]
pub struct Verified {
    /// Visits.
    pub visits: u64,
    /// Events whose hash was recomputed.
    pub events: u64,
    /// Photographs whose hash was recomputed.
    pub photos: u64,
    /// Each lane's last place: `subject@installation` to number and hash.
    pub heads: BTreeMap<String, (u64, String)>,
    /// The fingerprint of the key that signed the manifest.
    pub fingerprint: String,
}

/// Runs the command.
pub fn run(args: &VerifyArgs) -> Result<(), Failure> {
    let key = args
        .office_key
        .as_ref()
        .map(|path| std::fs::read_to_string(path).map_err(|source| Failure::file("read", path, source)));
    let key = key.transpose()?;
    let verified = verify(&args.dir, key.as_deref())?;
    let Verified { visits, events, photos, .. } = verified;
    println!("{visits} visits, {events} events and {photos} photos are what was signed");
    match key {
        Some(_) => println!("by this office's key {}", verified.fingerprint),
        None => println!(
            "by the key {}, which nobody vouched for: give --office-key to be sure whose it is",
            verified.fingerprint
        ),
    }
    Ok(())
}

/// Checks every byte of a pulled folder; names everything that is wrong.
pub fn verify(dir: &Path, office_key: Option<&str>) -> Result<Verified, Failure> {
    let signed =
        std::fs::read(dir.join(MANIFEST)).map_err(|source| Failure::file("read", &dir.join(MANIFEST), source))?;
    let bad_manifest = |reason: String| Failure::BadFile { path: dir.join(MANIFEST), reason };
    let signed = SignedManifest::decode(&signed).map_err(|wrong| bad_manifest(wrong.to_string()))?;
    let manifest = match office_key {
        Some(pem) => {
            let key = VerifyingKey::from_public_key_pem(pem)
                .map_err(|_| Failure::Office("the key file holds no P-256 public key".to_owned()))?;
            signed.verify(&key)
        }
        None => signed.verify_itself(),
    };
    let manifest = manifest.map_err(|wrong| bad_manifest(wrong.to_string()))?;
    let mut folder = Folder { dir, complaints: Vec::new(), verified: Verified::default() };
    folder.verified.fingerprint = manifest.office().fingerprint().to_hex();
    let records = folder.files(&manifest);
    folder.summaries(&records)?;
    for (path, record) in &records {
        folder.visit(path, record);
    }
    match folder.complaints.is_empty() {
        true => Ok(folder.verified),
        false => {
            // Without a trusted key the reader must at least see whose signature this was.
            folder.complaints.push(format!("the manifest is signed by the key {}", folder.verified.fingerprint));
            Err(Failure::Mismatch(folder.complaints))
        }
    }
}

struct Folder<'a> {
    dir: &'a Path,
    complaints: Vec<String>,
    verified: Verified,
}

impl Folder<'_> {
    fn complain(&mut self, path: &str, what: impl std::fmt::Display) {
        self.complaints.push(format!("{path}: {what}"));
    }

    /// Holds every file against the manifest; the visits' records.
    fn files(&mut self, manifest: &Manifest) -> BTreeMap<String, VisitDocument> {
        let mut expected: BTreeSet<String> = [MANIFEST, LINES, TABLE].map(str::to_owned).into();
        let mut records = BTreeMap::new();
        for file in manifest.files() {
            expected.insert(file.path.clone());
            let bytes = match std::fs::read(self.dir.join(&file.path)) {
                Ok(bytes) => bytes,
                Err(wrong) => {
                    self.complain(&file.path, wrong);
                    continue;
                }
            };
            if bytes.len() as u64 != file.bytes_len || Hash::of(&bytes) != file.sha256 {
                self.complain(&file.path, "is not what the office signed");
            } else if file.path.starts_with("media/") {
                self.verified.photos += 1;
            } else {
                match record::read(Path::new(&file.path), &bytes) {
                    Ok(record) => drop(records.insert(file.path.clone(), record)),
                    Err(wrong) => self.complaints.push(wrong.to_string()),
                }
            }
        }
        self.strangers("", &expected);
        records
    }

    /// Files that nobody signed.
    fn strangers(&mut self, below: &str, expected: &BTreeSet<String>) {
        let Ok(entries) = std::fs::read_dir(self.dir.join(below)) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if below.is_empty() { name } else { format!("{below}/{name}") };
            if entry.path().is_dir() {
                self.strangers(&path, expected);
            } else if !expected.contains(&path) {
                self.complain(&path, "does not belong here");
            }
        }
    }

    fn summaries(&mut self, records: &BTreeMap<String, VisitDocument>) -> Result<(), Failure> {
        for (path, made) in record::summaries(records)? {
            if std::fs::read(self.dir.join(path)).ok() != Some(made) {
                self.complain(path, "does not say what the records say");
            }
        }
        Ok(())
    }

    fn visit(&mut self, path: &str, record: &VisitDocument) {
        self.verified.visits += 1;
        for lane in &record.lanes {
            match walk(lane) {
                Ok((name, head)) => {
                    self.verified.events += head.seq;
                    self.verified.heads.insert(name, (head.seq, head.hash.to_hex()));
                }
                Err(what) => self.complain(path, format!("lane {}@{}: {what}", lane.subject, lane.installation)),
            }
        }
        for content in record.contents.iter().filter(|content| content.state == "here") {
            if !is_named_right(content) {
                self.complain(path, format!("content {} is not what its name says", content.hash));
            }
        }
    }
}

/// Recomputes a lane from its first byte; its name and last place.
fn walk(lane: &LaneDocument) -> Result<(String, Head), String> {
    let installation = InstallationId::from_hex(&lane.installation).ok_or("no installation")?;
    let subject = lane.subject.parse().map_err(|wrong| format!("{wrong}"))?;
    let name = Lane { installation, subject };
    let mut head = Head::EMPTY;
    for segment in &lane.segments {
        head = stretch(&name, head, segment)?;
    }
    let says = Head { seq: lane.head_seq, hash: Hash::from_hex(&lane.head_hash).ok_or("no head")? };
    match head == says {
        true => Ok((name.to_string(), head)),
        false => Err(format!("its events end at {}, its head says {}", head.seq, says.seq)),
    }
}

fn stretch(lane: &Lane, base: Head, segment: &SegmentDocument) -> Result<Head, String> {
    let broken = || format!("event {} is not what its hash says", segment.from_seq);
    let bytes = STANDARD.decode(&segment.bytes).map_err(|_| broken())?;
    let events = decode_segment(&bytes).map_err(|_| broken())?;
    let end = Head { seq: segment.to_seq, hash: Hash::from_hex(&segment.head_hash).ok_or_else(broken)? };
    if segment.from_seq != base.seq + 1 || Hash::from_hex(&segment.base_hash) != Some(base.hash) {
        return Err(format!("event {} does not follow event {}", segment.from_seq, base.seq));
    }
    chain::verify(lane, base, &events, end).map_err(|_| broken())?;
    Ok(end)
}

fn is_named_right(content: &ContentDocument) -> bool {
    let decode = |text: &Option<String>| text.as_ref().and_then(|text| STANDARD.decode(text).ok());
    let (Some(salt), Some(bytes)) = (decode(&content.salt), decode(&content.bytes)) else { return false };
    <[u8; 16]>::try_from(salt).is_ok_and(|salt| Hash::of_salted(&salt, &bytes).to_hex() == content.hash)
}
