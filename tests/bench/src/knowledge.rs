//! Looking something up among 2,000 articles: words, ranking and the screen's model,
//! against the bare FTS5 query on the same table.

use std::time::Duration;

use doorstep_device::knowledge::{find, index, shown};
use doorstep_domain::book::{Article, Books, Text};
use rusqlite::Connection;

use crate::row::{Row, Times, timed};

const ARTICLES: usize = 2_000;

/// The phone's own tables: the bench has none that could differ from them.
const STORE: &str = include_str!("../../../core/device/src/journal/first.sql");

/// What people type, and what FTS5 is asked for it.
const QUESTIONS: [(&str, &str); 5] = [
    ("漏水", "\"漏水\""),
    ("E4", "\"e4\""),
    ("异响", "\"异响\""),
    ("不排水 异响", "\"不排\" AND \"排水\" AND \"异响\""),
    ("not cooling", "\"not\"* AND \"cooling\"*"),
];

/// The row: the question that takes longest beside its floor.
pub fn search(is_quick: bool) -> Row {
    let mut books = doorstep_told::books("home-service");
    books.knowledge.articles = many(&books.knowledge.articles);
    let mut db = Connection::open_in_memory().unwrap();
    db.execute_batch(STORE).unwrap();
    let indexing = timed(|| index(&mut db, books.edition, &books.knowledge).unwrap());
    println!("{ARTICLES} articles are indexed in {indexing:?}");
    let rounds = if is_quick { 40 } else { 200 };
    let mut times: Vec<(Vec<Duration>, Vec<Duration>)> = vec![Default::default(); QUESTIONS.len()];
    for _ in 0..rounds {
        for ((question, terms), (ours, bare)) in QUESTIONS.iter().zip(&mut times) {
            ours.push(timed(|| look_up(&db, &books, question)));
            bare.push(timed(|| ask(&db, terms)));
        }
    }
    // A mean over questions would let a quick one make up for a slow one.
    let medians = times.into_iter().map(|(ours, bare)| (Times::of(ours).p50, Times::of(bare).p50));
    let ratio = |(ours, bare): &(Duration, Duration)| ours.as_secs_f64() / bare.as_secs_f64();
    let (ours, bare) = medians.max_by(|one, other| ratio(one).total_cmp(&ratio(other))).unwrap();
    Row::ratio("knowledge search, 2,000 articles", ours, bare, 2.0, 2.0)
}

fn look_up(db: &Connection, books: &Books, question: &str) -> usize {
    let category = "washing_machine".parse().unwrap();
    let found = find(db, &books.knowledge, Some(&category), question).unwrap();
    shown(&found, books, Some(&category), question).articles.len()
}

fn ask(db: &Connection, terms: &str) -> usize {
    let sql = "SELECT rowid FROM knowledge WHERE knowledge MATCH ?1 ORDER BY rank LIMIT 50";
    let mut select = db.prepare_cached(sql).unwrap();
    select.query_map([terms], |row| row.get::<_, i64>(0)).unwrap().count()
}

/// As many articles as a company may have, each with the headline of one fixture article,
/// the symptoms of another and the causes of a third.
fn many(known: &[Article]) -> Vec<Article> {
    let pick = |seed: usize| known.get(seed % known.len()).unwrap();
    (0..ARTICLES)
        .map(|nth| {
            let (title, symptoms, causes) = (pick(nth), pick(nth / 37 + nth * 7), pick(nth * 11 + 5));
            let numbered = |text: &str| format!("{text} {nth}");
            Article {
                id: format!("article-{nth}").parse().unwrap(),
                title: Text { zh: numbered(&title.title.zh), en: numbered(&title.title.en) },
                symptoms: symptoms.symptoms.clone(),
                causes: causes.causes.clone(),
                remedies: causes.remedies.clone(),
                ..title.clone()
            }
        })
        .collect()
}
