//! Unsent work that leaves the phone by another way than sync.
//!
//! Decides what that is: whole lanes of which the office has not proved all, contents
//! and photographs that have not arrived. It changes nothing on the phone: what left
//! this way still waits for the office's word. In a file it is sealed for the office
//! alone ([`doorstep_wire::sealed`]); a revoked phone hands the same pieces in (`sync`).
//!
//! The same journal gives the same pieces, byte by byte.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;

use doorstep_domain::id::{Hash, Head, InstallationId, Subject};
use doorstep_sync::phone::PhoneJournal;
use doorstep_wire::frame::encode_push;
use doorstep_wire::key::PublicKey;
use doorstep_wire::message::{Content, Push, Segment};
use doorstep_wire::sealed::{SealedRefusal, Sealer};
use doorstep_wire::work::{Work, encode_work};
use p256::SecretKey;

use crate::engine::{Core, Engine};
use crate::error::StoreError;
use crate::journal::{LaneRow, events_after};
use crate::photo::PhotoStore;
use crate::ports::{PortError, Ports, Random};

/// A piece grows to about this, in bytes, before the next one is begun.
const PIECE_BYTES: usize = 1 << 20;
/// The most events of one piece.
const PIECE_EVENTS: usize = 2_000;

/// What went into a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Pieces with events and contents.
    pub pushes: u64,
    /// Photographs.
    pub photos: u64,
}

/// Why no file was written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// No office told this phone its key: for whom would it be sealed?
    #[error("this phone was never enrolled, so nobody could open the file")]
    NoOffice,
    /// Everything has arrived.
    #[error("nothing waits to be sent")]
    Nothing,
    /// The file could not be written.
    #[error("writing the file")]
    File(#[source] std::io::Error),
    /// It could not be sealed.
    #[error(transparent)]
    Sealed(#[from] SealedRefusal),
    /// The phone's store did not give it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl ExportError {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoOffice => "export/no-office",
            Self::Nothing => "export/nothing",
            Self::File(_) => "export/file",
            Self::Sealed(refusal) => refusal.code(),
            Self::Store(wrong) => wrong.code(),
        }
    }
}

impl From<PortError> for ExportError {
    fn from(wrong: PortError) -> Self {
        Self::Store(wrong.into())
    }
}

/// One piece of unsent work; a photograph is read when it is needed.
#[derive(Clone, Debug)]
pub(crate) enum Unsent {
    Push(Box<Push>),
    Photo { hash: Hash, subject: Subject },
}

impl Unsent {
    /// The piece as it leaves. None for a photograph that is gone or altered here: it is
    /// not sent as what it is not.
    pub(crate) fn piece(&self, installation: InstallationId, photos: &PhotoStore) -> Option<Vec<u8>> {
        let work = match self {
            Self::Push(push) => Work::Push { installation, body: encode_push(push) },
            Self::Photo { hash, subject } => {
                let bytes = photos.open_verified(hash).ok()?;
                Work::Photo { installation, subject: subject.clone(), bytes }
            }
        };
        Some(encode_work(&work))
    }
}

impl Core {
    /// Everything of which the office has not said that it arrived.
    pub(crate) fn unsent(&mut self) -> Result<Vec<Unsent>, StoreError> {
        let view = self.journal.view()?;
        let stand = view.stand()?;
        let empty = || Push {
            installation: stand.installation,
            request: 0,
            epoch: None,
            challenge: Vec::new(),
            cursor: None,
            digest: Hash::NONE,
            running: stand.running,
            segments: Vec::new(),
            offers: Vec::new(),
            contents: Vec::new(),
            photos: Vec::new(),
            books_wanted: Vec::new(),
        };
        let names = view.contents_waiting()?.into_iter().map(|waiting| waiting.hash);
        let contents = names.map(|name| view.content(&name)).collect::<Result<Vec<_>, _>>()?;
        drop(view);
        let mut unsent = Vec::new();
        // Contents first: what arrives together is whole at once.
        for contents in parcels(contents.into_iter().flatten()) {
            unsent.push(Unsent::Push(Box::new(Push { contents, ..empty() })));
        }
        for row in LaneRow::all(self.journal.read())?.into_iter().rev().filter(|row| row.head != row.proved) {
            for segment in self.segments(&row, stand.installation)? {
                unsent.push(Unsent::Push(Box::new(Push { segments: vec![segment], ..empty() })));
            }
        }
        unsent.extend(self.photos_unsent()?);
        Ok(unsent)
    }

    /// A whole lane: from its beginning the office can tell what it has of it.
    fn segments(&self, row: &LaneRow, installation: InstallationId) -> Result<Vec<Segment>, StoreError> {
        let begin = |base| Segment {
            subject: row.lane.subject.clone(),
            installation: Some(row.lane.installation).filter(|earlier| *earlier != installation),
            continues: row.continues.filter(|_| base == Head::EMPTY),
            base,
            end: row.head.seq,
            events: Vec::new(),
        };
        let (mut segments, mut open, mut bytes, mut before) = (Vec::new(), begin(Head::EMPTY), 0_usize, Head::EMPTY);
        events_after(self.journal.read(), row, 0, |event| {
            if open.events.len() >= PIECE_EVENTS || bytes >= PIECE_BYTES {
                segments.push(std::mem::replace(&mut open, begin(before)));
                bytes = 0;
            }
            bytes = bytes.saturating_add(event.bytes.len());
            before = Head { seq: event.seq, hash: event.hash };
            open.events.push(event.sent());
            true
        })?;
        segments.push(open);
        Ok(segments)
    }

    fn photos_unsent(&self) -> Result<Vec<Unsent>, StoreError> {
        let sql = "SELECT hash, min(subject) FROM photo WHERE state <> 'arrived' GROUP BY hash ORDER BY hash";
        let mut select = self.journal.read().prepare_cached(sql)?;
        let rows = select.query_map([], |row| Ok((Hash(row.get(0)?), row.get::<_, String>(1)?)))?;
        rows.map(|row| {
            let (hash, subject) = row?;
            let subject = subject.parse().map_err(|wrong| StoreError::damaged("photo", wrong))?;
            Ok(Unsent::Photo { hash, subject })
        })
        .collect()
    }

    /// The key of the office that this phone was enrolled with.
    pub(crate) fn office_key(&mut self) -> Result<Option<PublicKey>, StoreError> {
        let key: Option<Vec<u8>> =
            self.journal.read().query_row("SELECT office_key FROM trust", [], |row| row.get(0))?;
        let key = key.map(|key| PublicKey::from_sec1(&key)).transpose();
        key.map_err(|wrong| StoreError::damaged("trust", wrong))
    }
}

/// Contents in parcels of about [`PIECE_BYTES`].
fn parcels(contents: impl Iterator<Item = Content>) -> Vec<Vec<Content>> {
    let mut parcels: Vec<Vec<Content>> = Vec::new();
    let mut bytes = PIECE_BYTES;
    for content in contents {
        if bytes >= PIECE_BYTES {
            parcels.push(Vec::new());
            bytes = 0;
        }
        bytes = bytes.saturating_add(content.bytes.len());
        if let Some(parcel) = parcels.last_mut() {
            parcel.push(content);
        }
    }
    parcels
}

/// Seals everything that waits into a new file. A file that is there already is left as it is.
pub(crate) fn export(
    engine: &Engine,
    ports: &Ports,
    photos: &PhotoStore,
    file: &Path,
) -> Result<Exported, ExportError> {
    let (office, installation, key, unsent) = engine
        .call(|core| Ok::<_, StoreError>((core.office_key()?, core.installation(), core.key(), core.unsent()?)))??;
    let office = office.ok_or(ExportError::NoOffice)?;
    let mut pieces = unsent.iter().filter_map(|unsent| Some((unsent, unsent.piece(installation, photos)?))).peekable();
    pieces.peek().ok_or(ExportError::Nothing)?;
    let fresh = fresh_key(ports.random.as_ref())?;
    let mut sealer = Sealer::new(&office, &fresh, installation)?;
    let signature = key.sign(sealer.to_sign())?;
    let unfinished = file.with_extension("unfinished");
    let mut exported = Exported::default();
    let mut to = new_file(&unfinished, file).map_err(ExportError::File)?;
    to.write_all(&sealer.head(&signature)).map_err(ExportError::File)?;
    while let Some((unsent, piece)) = pieces.next() {
        let sealed = sealer.piece(&piece, pieces.peek().is_none())?;
        to.write_all(&sealed).map_err(ExportError::File)?;
        match unsent {
            Unsent::Push(_) => exported.pushes += 1,
            Unsent::Photo { .. } => exported.photos += 1,
        }
    }
    to.sync_all().map_err(ExportError::File)?;
    std::fs::rename(&unfinished, file).map_err(ExportError::File)?;
    Ok(exported)
}

fn new_file(unfinished: &Path, file: &Path) -> std::io::Result<File> {
    if file.exists() {
        return Err(std::io::Error::from(ErrorKind::AlreadyExists));
    }
    File::create(unfinished)
}

/// A key for one file.
fn fresh_key(random: &dyn Random) -> Result<SecretKey, PortError> {
    loop {
        let mut bytes = [0; 32];
        random.fill(&mut bytes)?;
        // Nearly every 32 bytes are a key; the few that are not are drawn again.
        if let Ok(key) = SecretKey::from_slice(&bytes) {
            return Ok(key);
        }
    }
}
