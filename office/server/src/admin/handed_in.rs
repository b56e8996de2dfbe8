//! Work that comes by another way than sync: handed in by a revoked phone, or in a file.
//!
//! What a revoked phone hands in is kept as it came and nothing of it is folded: a
//! person looks at it first ([`Office::handed_in`]) and may take it in. What is taken in,
//! from there or from a sealed file, goes by the rules of sync: the same chains, the same
//! judgement of every event, photographs under their own hash; again changes nothing.

use doorstep_domain::id::{EngineerId, Hash, InstallationId};
use doorstep_wire::frame::decode_push;
use doorstep_wire::key::PublicKey;
use doorstep_wire::sealed::{self, SealedRefusal};
use doorstep_wire::work::{AROUND, MOST_PIECES, Work, decode_work};
use doorstep_wire::{WireError, message::Push};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::{handed_in, installation, office};
use crate::intake::{IntakeRefusal, LIMITS};
use crate::media::{Announced, UploadRefusal};
use crate::office::{Office, StoreError, from_row, stored_hash, stored_id, stored_installation, to_row};

/// The largest piece that is taken, in bytes.
pub const LARGEST_PIECE: usize = LIMITS.photo_bytes as usize + AROUND;
/// The most that one revoked phone may leave here, in bytes.
const MOST_BYTES: u64 = 2 << 30;

/// Why a piece of work was not taken.
#[derive(Debug, thiserror::Error)]
pub enum WorkRefusal {
    /// No piece of work, or none that this version knows.
    #[error("this is no piece of work: {0}")]
    Unreadable(WireError),
    /// It is another phone's.
    #[error("this is the work of another installation")]
    OtherInstallation,
    /// Only revoked phones hand in; others sync.
    #[error("this phone was not revoked: its work comes by sync")]
    NotRevoked,
    /// More than one phone can have.
    #[error("this phone has handed in more than is kept for one phone")]
    TooMuch,
    /// The file cannot be opened here.
    #[error(transparent)]
    Sealed(#[from] SealedRefusal),
    /// Sync would refuse it, too.
    #[error(transparent)]
    Intake(IntakeRefusal),
    /// The photograph would be refused as an upload, too.
    #[error(transparent)]
    Photo(UploadRefusal),
    /// The office's own trouble.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl WorkRefusal {
    /// The stable code; none where it is the office's own trouble.
    pub fn code(&self) -> Option<&'static str> {
        match self {
            Self::Unreadable(_) => Some("work/unreadable"),
            Self::OtherInstallation => Some("work/other-installation"),
            Self::NotRevoked => Some("work/not-revoked"),
            Self::TooMuch => Some("work/too-much"),
            Self::Sealed(refusal) => Some(refusal.code()),
            Self::Intake(refusal) => refusal.code(),
            Self::Photo(refusal) => refusal.code(),
            Self::Store(_) => None,
        }
    }
}

impl From<sea_orm::DbErr> for WorkRefusal {
    fn from(source: sea_orm::DbErr) -> Self {
        Self::Store(source.into())
    }
}

/// What one revoked phone left here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedIn {
    /// Which phone.
    pub installation: InstallationId,
    /// Whose phone it was.
    pub engineer: EngineerId,
    /// Pushes and photographs.
    pub pieces: u64,
    /// How much they are.
    pub bytes: u64,
    /// When the last of them came.
    pub at_ms: i64,
    /// How many wait for a person.
    pub waiting: u64,
}

/// What came of taking work in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenIn {
    /// Pushes that were looked at.
    pub pushes: u64,
    /// Photographs that were looked at.
    pub photos: u64,
    /// Stretches of lanes, contents and photographs that were not here before.
    pub new: u64,
}

impl Office {
    /// Keeps what a revoked phone hands in; its name. The same again is kept once.
    pub async fn hand_in(&self, sender: InstallationId, piece: &[u8]) -> Result<Hash, WorkRefusal> {
        let work = decode_work(piece, LARGEST_PIECE).map_err(WorkRefusal::Unreadable)?;
        if work.installation() != sender {
            return Err(WorkRefusal::OtherInstallation);
        }
        let hash = Hash::of(piece);
        let writing = self.write().await?;
        let tx = &writing.tx;
        let row = installation::Entity::find_by_id(sender.0.to_vec()).one(tx).await?;
        if row.is_none_or(|row| row.revoked_at_ms.is_none()) {
            return Err(WorkRefusal::NotRevoked);
        }
        if handed_in::Entity::find_by_id(hash.0.to_vec()).one(tx).await?.is_some() {
            return Ok(hash);
        }
        let theirs = lengths(tx, Some(sender)).await?;
        let bytes: u64 = theirs.iter().map(|row| from_row(row.length)).sum();
        if theirs.len() >= MOST_PIECES || bytes.saturating_add(piece.len() as u64) > MOST_BYTES {
            return Err(WorkRefusal::TooMuch);
        }
        let row = handed_in::Model {
            hash: hash.0.to_vec(),
            installation: sender.0.to_vec(),
            bytes: piece.to_vec(),
            length: to_row(piece.len() as u64),
            at_ms: self.now_ms(),
            taken_at_ms: None,
        };
        handed_in::Entity::insert(row.into_active_model()).exec(tx).await?;
        writing.commit().await?;
        Ok(hash)
    }

    /// Of these pieces, those that this phone did not hand in yet.
    pub async fn not_handed_in(&self, sender: InstallationId, names: &[Hash]) -> Result<Vec<Hash>, StoreError> {
        let here = lengths(&self.db, Some(sender)).await?;
        let is_here = |name: &Hash| here.iter().any(|row| row.hash.as_slice() == name.0.as_slice());
        Ok(names.iter().filter(|name| !is_here(name)).copied().collect())
    }

    /// What revoked phones left here, one entry for each.
    pub async fn handed_in(&self) -> Result<Vec<HandedIn>, StoreError> {
        let mut told: Vec<HandedIn> = Vec::new();
        for row in lengths(&self.db, None).await? {
            let phone = stored_installation(&row.installation, "piece of work")?;
            if told.last().is_none_or(|last| last.installation != phone) {
                let engineer = self.engineer_of(phone).await?;
                let empty = HandedIn { installation: phone, engineer, pieces: 0, bytes: 0, at_ms: 0, waiting: 0 };
                told.push(empty);
            }
            if let Some(entry) = told.last_mut() {
                entry.pieces += 1;
                entry.bytes = entry.bytes.saturating_add(from_row(row.length));
                entry.at_ms = entry.at_ms.max(row.at_ms);
                entry.waiting += u64::from(row.taken_at_ms.is_none());
            }
        }
        Ok(told)
    }

    async fn engineer_of(&self, phone: InstallationId) -> Result<EngineerId, StoreError> {
        let row = installation::Entity::find_by_id(phone.0.to_vec()).one(&self.db).await?;
        stored_id(&row.ok_or(StoreError::Damaged("piece of work"))?.engineer, "installation")
    }

    /// Takes in what a revoked phone left here and a person has looked at.
    pub async fn take_handed_in(&self, phone: InstallationId) -> Result<TakenIn, WorkRefusal> {
        let before = self.arrivals().await?;
        let mut taken = TakenIn::default();
        for row in lengths(&self.db, Some(phone)).await?.into_iter().filter(|row| row.taken_at_ms.is_none()) {
            let hash = stored_hash(&row.hash, "piece of work")?;
            let whole = handed_in::Entity::find_by_id(row.hash.clone()).one(&self.db).await?;
            let piece = whole.map(|row| row.bytes).filter(|bytes| Hash::of(bytes) == hash);
            self.take_piece(phone, &piece.ok_or(StoreError::Damaged("piece of work"))?, &mut taken).await?;
            let writing = self.write().await?;
            let mark = handed_in::Entity::update_many()
                .col_expr(handed_in::Column::TakenAtMs, Expr::value(self.now_ms()))
                .filter(handed_in::Column::Hash.eq(row.hash));
            mark.exec(&writing.tx).await?;
            writing.commit().await?;
        }
        taken.new = self.arrivals().await?.saturating_sub(before);
        Ok(taken)
    }

    /// Takes in a file that a phone sealed for this office. Every piece is read before the first is taken.
    pub async fn import(&self, file: &[u8]) -> Result<TakenIn, WorkRefusal> {
        let opened = sealed::open(file, self.key.signing())?;
        let row = installation::Entity::find_by_id(opened.installation.0.to_vec()).one(&self.db).await?;
        let row = row.ok_or(WorkRefusal::Intake(IntakeRefusal::UnknownInstallation))?;
        let key = PublicKey::from_any_sec1(&row.public_key).map_err(|_| StoreError::Damaged("installation"))?;
        opened.said_by(&key)?;
        for piece in &opened.pieces {
            read(opened.installation, piece)?;
        }
        let before = self.arrivals().await?;
        let mut taken = TakenIn::default();
        for piece in &opened.pieces {
            self.take_piece(opened.installation, piece, &mut taken).await?;
        }
        taken.new = self.arrivals().await?.saturating_sub(before);
        Ok(taken)
    }

    async fn take_piece(&self, by: InstallationId, piece: &[u8], taken: &mut TakenIn) -> Result<(), WorkRefusal> {
        match read(by, piece)? {
            Piece::Push(push) => {
                self.take_in_by_hand(&push).await.map_err(WorkRefusal::Intake)?;
                taken.pushes += 1;
            }
            Piece::Photo(photo, bytes) => {
                self.keep_by_hand(&photo, &bytes).await.map_err(WorkRefusal::Photo)?;
                taken.photos += 1;
            }
        }
        Ok(())
    }

    async fn arrivals(&self) -> Result<u64, StoreError> {
        let row = office::Entity::find_by_id(1).one(&self.db).await?;
        Ok(from_row(row.ok_or(StoreError::Damaged("office row"))?.arrivals))
    }
}

/// A piece as it is taken in.
enum Piece {
    Push(Push),
    Photo(Announced, Vec<u8>),
}

fn read(by: InstallationId, piece: &[u8]) -> Result<Piece, WorkRefusal> {
    let work = decode_work(piece, LARGEST_PIECE).map_err(WorkRefusal::Unreadable)?;
    if work.installation() != by {
        return Err(WorkRefusal::OtherInstallation);
    }
    match work {
        Work::Push { body, .. } => {
            let limit = usize::try_from(LIMITS.push_bytes).unwrap_or(usize::MAX);
            let push = decode_push(&body, limit).map_err(WorkRefusal::Unreadable)?;
            match push.installation == by {
                true => Ok(Piece::Push(push)),
                false => Err(WorkRefusal::OtherInstallation),
            }
        }
        Work::Photo { subject, bytes, .. } => {
            let (hash, length) = (Hash::of(&bytes), bytes.len() as u64);
            Ok(Piece::Photo(Announced { hash, subject, installation: by, length }, bytes))
        }
    }
}

/// A row without its bytes, which may be many.
#[derive(sea_orm::FromQueryResult)]
struct Length {
    hash: Vec<u8>,
    installation: Vec<u8>,
    length: i64,
    at_ms: i64,
    taken_at_ms: Option<i64>,
}

/// The rows of one phone, or of all, phone by phone, in the order in which they came.
async fn lengths<C: sea_orm::ConnectionTrait>(db: &C, of: Option<InstallationId>) -> Result<Vec<Length>, StoreError> {
    use handed_in::Column::{AtMs, Hash, Installation, Length as Len, TakenAtMs};
    let mut rows = handed_in::Entity::find().select_only().columns([Hash, Installation, Len, AtMs, TakenAtMs]);
    if let Some(phone) = of {
        rows = rows.filter(Installation.eq(phone.0.to_vec()));
    }
    let rows = rows.order_by_asc(Installation).order_by_asc(AtMs).order_by_asc(Hash);
    Ok(rows.into_model::<Length>().all(db).await?)
}
