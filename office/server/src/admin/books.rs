//! Publishing books: read whole, checked against each other, then offered to everyone.

use std::fmt;
use std::path::{Path, PathBuf};

use doorstep_domain::book::{Book, Books, EditionId};
use doorstep_wire::message::FeedItem;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, TryInsertResult};

use crate::entity::{book, edition, engineer, visit};
use crate::feed;
use crate::office::{Office, StoreError, stored_hash, stored_id};

/// One mistake in a folder of books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookMistake {
    /// The file; none for what books say about each other.
    pub file: Option<PathBuf>,
    /// The place in the file and the reason.
    pub reason: String,
}

impl fmt::Display for BookMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{}: {}", file.display(), self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

/// Why books were not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A file or folder could not be read.
    #[error("could not read {}: {source}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The books are wrong; all mistakes that can be told at once.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Mistakes(Vec<BookMistake>),
    /// The office could not keep them.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Office {
    /// Publishes the books of a folder: every `.toml` file in it, one of each kind.
    pub async fn publish_books(&self, folder: &Path) -> Result<EditionId, PublishError> {
        let files = read(folder)?;
        let books = assemble(&files)?;
        self.publish(&files, &books).await?;
        self.judge_again(books.edition).await?;
        Ok(books.edition)
    }

    async fn publish(&self, files: &[(PathBuf, Vec<u8>)], books: &Books) -> Result<(), StoreError> {
        let now_ms = self.now_ms();
        let writing = self.write().await?;
        let tx = &writing.tx;
        let newest = newest_row(tx).await?;
        if newest.as_ref().is_some_and(|newest| newest.id == books.edition.0.0) {
            return Ok(());
        }
        for (_, bytes) in files {
            let id = doorstep_domain::book::BookId::of(bytes).0.0.to_vec();
            keep(tx, book::Model { id, bytes: bytes.clone(), published_at_ms: now_ms }).await?;
        }
        let set = books.set();
        let [standard, fees, parts, sla, wording, knowledge] = set.ids().map(|id| id.0.0.to_vec());
        let knowledge = Some(knowledge);
        let n = newest.map_or(1, |newest| newest.n.saturating_add(1));
        let id = books.edition.0.0.to_vec();
        let published_at_ms = now_ms;
        let row = edition::Model { id, standard, fees, parts, sla, wording, n, published_at_ms, knowledge };
        // An edition that is taken back into use is offered again, as the newest.
        let again = OnConflict::column(edition::Column::Id)
            .update_columns([edition::Column::N, edition::Column::PublishedAtMs])
            .to_owned();
        edition::Entity::insert(row.into_active_model()).on_conflict(again).exec(tx).await.map_err(StoreError::from)?;
        let item = FeedItem::Edition { id: books.edition, books: set };
        for engineer in engineer::Entity::find().order_by_asc(engineer::Column::Id).all(tx).await? {
            feed::say(tx, &stored_id(&engineer.id, "engineer")?, &item, now_ms).await?;
        }
        writing.commit().await
    }

    /// Visits that came before their books can be judged now.
    async fn judge_again(&self, edition: EditionId) -> Result<(), StoreError> {
        let writing = self.write().await?;
        let unjudged = visit::Entity::find()
            .filter(visit::Column::Edition.eq(edition.0.0.to_vec()))
            .filter(visit::Column::IsJudged.eq(false))
            .all(&writing.tx)
            .await?;
        for row in unjudged {
            self.project(&writing.tx, &stored_id(&row.visit, "visit row")?).await?;
        }
        writing.commit().await
    }

    /// The bytes of a book; none where it was never published.
    pub(crate) async fn book_bytes(&self, id: &doorstep_domain::id::Hash) -> Result<Option<Vec<u8>>, StoreError> {
        let row = book::Entity::find_by_id(id.0.to_vec()).one(&self.db).await?;
        match row {
            Some(row) if doorstep_domain::id::Hash::of(&row.bytes) != *id => Err(StoreError::Damaged("book")),
            row => Ok(row.map(|row| row.bytes)),
        }
    }
}

async fn keep<C: ConnectionTrait>(db: &C, row: book::Model) -> Result<(), StoreError> {
    let once = book::Entity::insert(row.into_active_model()).on_conflict_do_nothing_on([book::Column::Id]);
    match once.exec(db).await? {
        TryInsertResult::Empty | TryInsertResult::Conflicted | TryInsertResult::Inserted(_) => Ok(()),
    }
}

async fn newest_row<C: ConnectionTrait>(db: &C) -> Result<Option<edition::Model>, StoreError> {
    Ok(edition::Entity::find().order_by_desc(edition::Column::N).one(db).await?)
}

/// The newest edition as the feed tells it.
pub(super) async fn newest<C: ConnectionTrait>(db: &C) -> Result<Option<FeedItem>, StoreError> {
    let Some(row) = newest_row(db).await? else { return Ok(None) };
    let Some(knowledge) = &row.knowledge else { return Ok(None) };
    let book = |bytes: &[u8]| stored_hash(bytes, "edition").map(doorstep_domain::book::BookId);
    let books = doorstep_domain::book::BookSet {
        standard: book(&row.standard)?,
        fees: book(&row.fees)?,
        parts: book(&row.parts)?,
        sla: book(&row.sla)?,
        wording: book(&row.wording)?,
        knowledge: book(knowledge)?,
    };
    Ok(Some(FeedItem::Edition { id: EditionId(stored_hash(&row.id, "edition")?), books }))
}

fn read(folder: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>, PublishError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| PublishError::Unreadable { path, source }
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
        paths.push(entry.map_err(unreadable(folder))?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.sort();
    paths.into_iter().map(|path| Ok((path.clone(), std::fs::read(&path).map_err(unreadable(&path))?))).collect()
}

fn assemble(files: &[(PathBuf, Vec<u8>)]) -> Result<Books, PublishError> {
    let (mut books, mut mistakes): (Vec<Book>, Vec<BookMistake>) = (Vec::new(), Vec::new());
    for (path, bytes) in files {
        match doorstep_domain::book::parse(bytes) {
            Ok(book) => books.push(book),
            Err(wrong) => mistakes
                .extend(wrong.iter().map(|wrong| BookMistake { file: Some(path.clone()), reason: wrong.to_string() })),
        }
    }
    if !mistakes.is_empty() {
        return Err(PublishError::Mistakes(mistakes));
    }
    Books::assemble(books).map_err(|wrong| {
        let tell = |wrong: &doorstep_domain::book::SetMistake| BookMistake { file: None, reason: wrong.to_string() };
        PublishError::Mistakes(wrong.iter().map(tell).collect())
    })
}
