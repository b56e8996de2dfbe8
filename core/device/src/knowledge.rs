//! The knowledge book as a full-text index in the phone's store: found offline, in Chinese
//! and English, by symptom or by fault code.
//!
//! `domain::knowledge` cuts text into words; FTS5 only keeps and ranks them. One edition is
//! indexed at a time: a search in another one indexes that first. The index is a projection
//! of the book and can be made anew at any time.

use doorstep_domain::book::{Article, Books, EditionId, Knowledge, Text};
use doorstep_domain::id::{CategoryId, VisitId};
use doorstep_domain::knowledge::{asked, has_code, indexed};
use doorstep_screens::{KnowledgeModel, article_model};
use rusqlite::{Connection, OptionalExtension, params};

use crate::engine::Core;
use crate::error::StoreError;

/// How many articles a screen shows; it says how many there are in all.
const MOST_SHOWN: usize = 50;

/// How many words of a question are looked for: nobody types more that mean something.
const MOST_WORDS: usize = 32;

/// From how many letters a Latin word also finds longer ones: `cool` finds `cooling`.
const BEGINNING: usize = 3;

/// What was found in a book.
pub struct Found<'a> {
    /// The articles, the best first.
    pub articles: Vec<&'a Article>,
    /// No article has every word: these have some of them.
    pub is_loose: bool,
}

/// Makes the index of this edition, if another one or none is there.
pub fn index(db: &mut Connection, edition: EditionId, knowledge: &Knowledge) -> Result<(), StoreError> {
    let known: Option<[u8; 32]> = db.query_row("SELECT edition FROM knowledge_of", [], |row| row.get(0)).optional()?;
    if known == Some(edition.0.0) {
        return Ok(());
    }
    let write = db.transaction()?;
    write.execute("DELETE FROM knowledge", [])?;
    write.execute("DELETE FROM knowledge_of", [])?;
    {
        let sql = "INSERT INTO knowledge (rowid, codes, title, symptoms, body) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut insert = write.prepare(sql)?;
        for (place, article) in (1_i64..).zip(&knowledge.articles) {
            let codes = article.codes.iter().flat_map(|code| indexed(code)).collect::<Vec<_>>().join(" ");
            let body = article.causes.iter().chain(&article.remedies).chain(&article.phone_advice);
            insert.execute(params![place, codes, words([&article.title]), words([&article.symptoms]), words(body)])?;
        }
    }
    write.execute("INSERT INTO knowledge_of (edition) VALUES (?1)", [edition.0.0.as_slice()])?;
    Ok(write.commit()?)
}

fn words<'a>(texts: impl IntoIterator<Item = &'a Text>) -> String {
    let words = texts.into_iter().flat_map(|text| [&text.zh, &text.en]).flat_map(|text| indexed(text));
    words.collect::<Vec<_>>().join(" ")
}

/// Looks for these words in the edition that is indexed. An exact fault code comes first,
/// then the appliance at hand, then what FTS5 ranks.
pub fn find<'a>(
    db: &Connection,
    knowledge: &'a Knowledge,
    category: Option<&CategoryId>,
    question: &str,
) -> Result<Found<'a>, StoreError> {
    let words: Vec<String> = asked(question).into_iter().take(MOST_WORDS).collect();
    if words.is_empty() {
        return Ok(Found { articles: Vec::new(), is_loose: false });
    }
    let strict = matching(db, &terms(&words).join(" AND "))?;
    let is_loose = strict.is_empty();
    let places = if is_loose { matching(db, &terms(&words).join(" OR "))? } else { strict };
    let at = |place: i64| usize::try_from(place).ok()?.checked_sub(1).and_then(|at| knowledge.articles.get(at));
    let mut articles: Vec<&Article> = places.into_iter().filter_map(at).collect();
    let is_at_hand = |article: &Article| {
        category.is_some_and(|category| article.category.is_empty() || article.category.contains(category))
    };
    // Once for each article, not once for each comparison.
    articles.sort_by_cached_key(|article| (!has_code(article, &words), !is_at_hand(article)));
    Ok(Found { articles, is_loose })
}

/// Words are letters and digits only, so nothing of a question is read as syntax.
fn terms(words: &[String]) -> Vec<String> {
    let term = |word: &String| match word.is_ascii() && word.len() >= BEGINNING {
        true => format!("\"{word}\"*"),
        false => format!("\"{word}\""),
    };
    words.iter().map(term).collect()
}

fn matching(db: &Connection, terms: &str) -> Result<Vec<i64>, StoreError> {
    // Codes count for more than headlines, these for more than symptoms and the rest.
    let sql = "SELECT rowid FROM knowledge WHERE knowledge MATCH ?1 ORDER BY bm25(knowledge, 10.0, 5.0, 3.0, 1.0)";
    let mut select = db.prepare_cached(sql)?;
    let rows = select.query_map([terms], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What was found, as a screen shows it.
pub fn shown(found: &Found<'_>, books: &Books, category: Option<&CategoryId>, question: &str) -> KnowledgeModel {
    let articles = found.articles.iter().take(MOST_SHOWN);
    KnowledgeModel {
        query: question.to_owned(),
        has_books: true,
        is_loose: found.is_loose,
        of: u32::try_from(found.articles.len()).unwrap_or(u32::MAX),
        articles: articles.map(|article| article_model(article, &books.parts, category)).collect(),
    }
}

impl Core {
    /// Looks something up: in the books that a visit pinned, or in those of today.
    pub(crate) fn search(&mut self, visit: Option<&VisitId>, question: &str) -> Result<KnowledgeModel, StoreError> {
        let (mut category, mut books) = (None, None);
        if let Some(id) = visit {
            let known = self.visit(id)?;
            books = self.books_of(&known)?;
            category = self.job_of(id)?.map(|job| job.category);
        }
        let books = match books {
            Some(books) => Some(books),
            None => self.newest_edition()?,
        };
        let Some(books) = books else {
            let query = question.to_owned();
            return Ok(KnowledgeModel { query, has_books: false, is_loose: false, of: 0, articles: Vec::new() });
        };
        self.journal.index_knowledge(books.edition, &books.knowledge)?;
        let found = find(self.journal.read(), &books.knowledge, category.as_ref(), question)?;
        Ok(shown(&found, &books, category.as_ref(), question))
    }
}
