//! What was promised, in a file beside the database that no restore takes back.
//!
//! One JSON object a line, only ever added to: subjects that were erased, phones that
//! were enrolled, which installation came after which, and lives of the database. A restored
//! database takes in what it does not know. A line that cannot be read was cut off when the machine stopped, before
//! anybody was told of it; it is passed over. Leaves to `admin::approve` and
//! `admin::revoke`: spoken codes and revocations, in the file `ledger`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use doorstep_domain::id::{EngineerId, InstallationId};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel};
use serde::{Deserialize, Serialize};

use super::OpenError;
use crate::admin::erase;
use crate::blob::Blobs;
use crate::entity::{engineer, erased, installation, succession};
use crate::office::StoreError;

/// The file's name.
pub const PROMISES: &str = "promises";

/// Something that holds in every life of the database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Promise {
    /// A life of the database began.
    Epoch {
        /// Which, in hexadecimal.
        epoch: String,
        /// When.
        at_ms: i64,
    },
    /// A subject's customer was erased.
    Erased {
        /// Which subject.
        subject: String,
        /// When.
        at_ms: i64,
    },
    /// A phone's key belongs to an engineer.
    Enrolled {
        /// Which installation, in hexadecimal.
        installation: String,
        /// Whose.
        engineer: String,
        /// P-256 as it was shown, in hexadecimal.
        public_key: String,
        /// When.
        at_ms: i64,
    },
    /// A phone goes on as a new installation. Sorted after the phones: it names two of them.
    Succeeded {
        /// The new one, in hexadecimal.
        installation: String,
        /// Whose lanes it may send, in hexadecimal.
        predecessor: String,
        /// When.
        at_ms: i64,
    },
}

/// What a database took in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// Subjects erased again.
    pub erased: u64,
    /// Phones enrolled again.
    pub enrolled: u64,
}

fn path(data: &Path) -> PathBuf {
    data.join(PROMISES)
}

/// Adds a line and waits until the disk has it. What a cut-off line left is ended first.
pub fn append(data: &Path, entry: &impl Serialize) -> std::io::Result<()> {
    let path = path(data);
    let is_new = !path.exists();
    let mut options = std::fs::File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&path)?;
    let line = serde_json::to_string(entry)?;
    let start = if is_new { "" } else { "\n" };
    file.write_all(format!("{start}{line}\n").as_bytes())?;
    file.sync_all()?;
    match path.parent().filter(|_| is_new) {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// Writes down that this phone works for this engineer, before the database says so.
pub fn note_enrolled(
    data: &Path,
    phone: InstallationId,
    engineer: &EngineerId,
    public_key: &[u8],
    at_ms: i64,
) -> std::io::Result<()> {
    let (installation, engineer) = (phone.to_hex(), engineer.to_string());
    append(data, &Promise::Enrolled { installation, engineer, public_key: to_hex(public_key), at_ms })
}

/// Writes down which installation comes after which, before the database says so.
pub fn note_succeeded(data: &Path, phone: InstallationId, before: InstallationId, at_ms: i64) -> std::io::Result<()> {
    append(data, &Promise::Succeeded { installation: phone.to_hex(), predecessor: before.to_hex(), at_ms })
}

/// Every line that reads as such an entry.
pub fn entries<T: for<'a> Deserialize<'a>>(data: &Path) -> Result<Vec<T>, OpenError> {
    let path = path(data);
    let text = match std::fs::read(&path) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        text => text.map_err(|source| OpenError::file("read", &path, source))?,
    };
    Ok(text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect())
}

/// The life that began last, as far as the file knows.
pub fn last_epoch(data: &Path) -> Result<Option<[u8; 16]>, OpenError> {
    let mut epochs = entries::<Promise>(data)?.into_iter().filter_map(|promise| match promise {
        Promise::Epoch { epoch, .. } => InstallationId::from_hex(&epoch).map(|id| id.0),
        _ => None,
    });
    Ok(epochs.next_back())
}

/// Makes both agree: the database takes in what it does not know, and what stands only in
/// the database is written down.
pub(crate) async fn agree<C: ConnectionTrait>(data: &Path, db: &C, blobs: &Blobs) -> Result<TakenIn, OpenError> {
    let broken = |source| OpenError::database(data, source);
    let known: BTreeSet<Promise> = entries(data)?.into_iter().collect();
    let mut taken = TakenIn::default();
    for promise in &known {
        take_in(data, (db, blobs), promise, &mut taken).await.map_err(broken)??;
    }
    for promise in standing(db).await.map_err(broken)? {
        if !known.contains(&promise) {
            append(data, &promise).map_err(|source| OpenError::file("write", &path(data), source))?;
        }
    }
    Ok(taken)
}

async fn take_in<C: ConnectionTrait>(
    data: &Path,
    (db, blobs): (&C, &Blobs),
    promise: &Promise,
    taken: &mut TakenIn,
) -> Result<Result<(), OpenError>, DbErr> {
    match promise {
        Promise::Epoch { .. } => {}
        Promise::Erased { subject, at_ms } => {
            let is_known = erased::Entity::find_by_id(subject.clone()).one(db).await?.is_some();
            taken.erased += u64::from(!is_known);
            if let Ok(subject) = subject.parse() {
                // What a restore brought back of an erased subject goes again.
                return match erase::forget(db, blobs, &subject, *at_ms).await {
                    Ok(_) => Ok(Ok(())),
                    Err(StoreError::Database(source)) => Err(source),
                    Err(wrong) => Ok(Err(OpenError::file("erase from", data, std::io::Error::other(wrong)))),
                };
            }
        }
        Promise::Enrolled { installation, engineer, public_key, at_ms } => {
            taken.enrolled += u64::from(enrol(db, installation, engineer, public_key, *at_ms).await?);
        }
        Promise::Succeeded { installation, predecessor, at_ms } => {
            succeed(db, installation, predecessor, *at_ms).await?;
        }
    }
    Ok(Ok(()))
}

async fn enrol<C: ConnectionTrait>(
    db: &C,
    installation: &str,
    whose: &str,
    key: &str,
    at_ms: i64,
) -> Result<bool, DbErr> {
    let (Some(id), Some(public_key)) = (InstallationId::from_hex(installation), from_hex(key)) else {
        return Ok(false);
    };
    let is_known = installation::Entity::find_by_id(id.0.to_vec()).one(db).await?.is_some();
    // An engineer who was added after the backup has to be added again; then this line counts.
    if is_known || engineer::Entity::find_by_id(whose).one(db).await?.is_none() {
        return Ok(false);
    }
    let row = installation::Model {
        id: id.0.to_vec(),
        engineer: whose.to_owned(),
        public_key,
        enrolled_at_ms: at_ms,
        revoked_at_ms: None,
    };
    installation::Entity::insert(row.into_active_model()).exec(db).await?;
    Ok(true)
}

async fn succeed<C: ConnectionTrait>(db: &C, new: &str, before: &str, at_ms: i64) -> Result<(), DbErr> {
    let (Some(new), Some(before)) = (InstallationId::from_hex(new), InstallationId::from_hex(before)) else {
        return Ok(());
    };
    if succession::Entity::find_by_id(new.0.to_vec()).one(db).await?.is_none() {
        let row = succession::Model { installation: new.0.to_vec(), predecessor: before.0.to_vec(), at_ms };
        succession::Entity::insert(row.into_active_model()).exec(db).await?;
    }
    Ok(())
}

/// Everything in the database that belongs into the file.
async fn standing<C: ConnectionTrait>(db: &C) -> Result<Vec<Promise>, DbErr> {
    let mut promises = Vec::new();
    for row in erased::Entity::find().all(db).await? {
        promises.push(Promise::Erased { subject: row.subject, at_ms: row.at_ms });
    }
    for row in installation::Entity::find().all(db).await? {
        let Ok(id) = <[u8; 16]>::try_from(row.id.as_slice()) else { continue };
        let installation = InstallationId(id).to_hex();
        let (engineer, public_key, at_ms) = (row.engineer, to_hex(&row.public_key), row.enrolled_at_ms);
        promises.push(Promise::Enrolled { installation, engineer, public_key, at_ms });
    }
    for row in succession::Entity::find().all(db).await? {
        let hex = |id: Vec<u8>| <[u8; 16]>::try_from(id).ok().map(|id| InstallationId(id).to_hex());
        if let (Some(installation), Some(predecessor)) = (hex(row.installation), hex(row.predecessor)) {
            promises.push(Promise::Succeeded { installation, predecessor, at_ms: row.at_ms });
        }
    }
    Ok(promises)
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    let is_whole = pairs.remainder().is_empty();
    is_whole.then(|| pairs.filter_map(|pair| Some(pair.first()? << 4 | pair.get(1)?)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn erased(subject: &str) -> Promise {
        Promise::Erased { subject: subject.to_owned(), at_ms: 7 }
    }

    #[test]
    fn a_line_that_was_cut_off_harms_no_other() {
        let folder = tempfile::tempdir().unwrap();
        append(folder.path(), &erased("01")).unwrap();
        let mut file = std::fs::File::options().append(true).open(folder.path().join(PROMISES)).unwrap();
        file.write_all(b"{\"erased\":{\"sub\xE5").unwrap();
        append(folder.path(), &erased("02")).unwrap();
        assert_eq!(entries::<Promise>(folder.path()).unwrap(), [erased("01"), erased("02")]);
    }

    #[test]
    fn the_life_that_began_last_is_the_last_one_written() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(last_epoch(folder.path()).unwrap(), None);
        for byte in [9, 3] {
            let epoch = InstallationId([byte; 16]).to_hex();
            append(folder.path(), &Promise::Epoch { epoch, at_ms: 1 }).unwrap();
        }
        append(folder.path(), &erased("03")).unwrap();
        assert_eq!(last_epoch(folder.path()).unwrap(), Some([3; 16]));
    }

    #[test]
    fn bytes_survive_their_spelling() {
        assert_eq!(from_hex(&to_hex(&[0, 1, 254, 255])), Some(vec![0, 1, 254, 255]));
        assert_eq!((from_hex("0"), from_hex("0x"), from_hex("é")), (None, None, None));
    }
}
