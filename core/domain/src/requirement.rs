//! The requirements of the trade, R1–R241, and where each is served.
//!
//! The table is `fixtures/requirements.tsv`: number, title in both languages, and
//! what serves it. [`unserved`] compares it with a set of books, so that a
//! supervisor can see what a brand's own books leave out.

use crate::book::{Books, Text};

/// One requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// `R91`, `R16a`.
    pub number: String,
    /// What it asks, in a few words.
    pub title: Text,
    /// Where it is served.
    pub served: Served,
}

/// Where a requirement is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Served {
    /// Here: every reference must be alive.
    Here(Vec<Reference>),
    /// At head office, not yet.
    OfficeLater,
    /// Not by this product, for this reason.
    Out(String),
}

/// One thing that serves a requirement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// Something of the books, by its id.
    Book(BookPart, String),
    /// A source file that cites the number.
    Rule(String),
    /// A golden of a screen.
    Screen(String),
    /// A told visit.
    Scenario(String),
}

/// Which part of the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BookPart {
    /// A check of the standard.
    Check,
    /// A check of the day.
    Day,
    /// An incident.
    Incident,
    /// A fee row.
    Fee,
    /// A part.
    Part,
    /// A follow-up of the SLA policy.
    FollowUp,
    /// An article of the knowledge book.
    Article,
}

/// Why the table cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the requirements: {why}")]
pub struct TableError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong.
    pub why: String,
}

/// Reads the table. Lines that begin with `#` are comments.
pub fn parse_requirements(table: &str) -> Result<Vec<Requirement>, TableError> {
    let lines = table.lines().zip(1..).filter(|(line, _)| !line.starts_with('#') && !line.is_empty());
    lines.map(|(text, line)| requirement(text).map_err(|why| TableError { line, why })).collect()
}

fn requirement(line: &str) -> Result<Requirement, String> {
    let [number, zh, en, served] = line.split('\t').collect::<Vec<_>>()[..] else {
        return Err("it has four columns: number, Chinese, English, served".to_owned());
    };
    if !number.starts_with('R') || zh.is_empty() || en.is_empty() {
        return Err("a requirement has a number like R91 and a title in both languages".to_owned());
    }
    let title = Text { zh: zh.to_owned(), en: en.to_owned() };
    Ok(Requirement { number: number.to_owned(), title, served: read_served(served)? })
}

fn read_served(text: &str) -> Result<Served, String> {
    if text == "office: later" {
        return Ok(Served::OfficeLater);
    }
    if let Some(reason) = text.strip_prefix("out: ") {
        return Ok(Served::Out(reason.to_owned()));
    }
    let references = text.split_whitespace().map(reference).collect::<Result<Vec<_>, _>>()?;
    if references.is_empty() { Err("nothing serves it".to_owned()) } else { Ok(Served::Here(references)) }
}

fn reference(text: &str) -> Result<Reference, String> {
    let (kind, id) = text.split_once(':').ok_or_else(|| format!("{text} is no reference"))?;
    let id = id.to_owned();
    let part = match kind {
        "rule" => return Ok(Reference::Rule(id)),
        "screen" => return Ok(Reference::Screen(id)),
        "scenario" => return Ok(Reference::Scenario(id)),
        "check" => BookPart::Check,
        "day" => BookPart::Day,
        "incident" => BookPart::Incident,
        "fee" => BookPart::Fee,
        "part" => BookPart::Part,
        "follow-up" => BookPart::FollowUp,
        "article" => BookPart::Article,
        _ => return Err(format!("{kind} is no kind of reference")),
    };
    Ok(Reference::Book(part, id))
}

/// Whether this part of the books is there and says that it serves the number.
pub fn serves(books: &Books, part: BookPart, id: &str, number: &str) -> bool {
    let says = |serves: Option<&Vec<String>>| serves.is_some_and(|serves| serves.iter().any(|one| one == number));
    let standard = &books.standard;
    match part {
        BookPart::Check => says(standard.checks.iter().find(|check| check.id.as_str() == id).map(|c| &c.serves)),
        BookPart::Day => says(standard.day_checks.iter().find(|check| check.id.as_str() == id).map(|c| &c.serves)),
        BookPart::Incident => says(standard.incidents.iter().find(|i| i.id.as_str() == id).map(|i| &i.serves)),
        BookPart::Fee => says(books.fees.rows.iter().find(|row| row.id.as_str() == id).map(|row| &row.serves)),
        BookPart::Part => says(books.parts.parts.iter().find(|part| part.no.as_str() == id).map(|p| &p.serves)),
        BookPart::Article => says(books.knowledge.articles.iter().find(|a| a.id.as_str() == id).map(|a| &a.serves)),
        // A follow-up says what it is for in its text; the SLA book has no numbers.
        BookPart::FollowUp => books.sla.follow_ups.iter().any(|rule| rule.id.as_str() == id),
    }
}

/// Everything in these books that says it serves the number.
pub fn serving<'a>(books: &'a Books, number: &str) -> Vec<(BookPart, &'a str)> {
    let standard = &books.standard;
    let has = |serves: &[String]| serves.iter().any(|one| one == number);
    let mut found = Vec::new();
    found.extend(standard.checks.iter().filter(|c| has(&c.serves)).map(|c| (BookPart::Check, c.id.as_str())));
    found.extend(standard.day_checks.iter().filter(|c| has(&c.serves)).map(|c| (BookPart::Day, c.id.as_str())));
    found.extend(standard.incidents.iter().filter(|i| has(&i.serves)).map(|i| (BookPart::Incident, i.id.as_str())));
    found.extend(books.fees.rows.iter().filter(|r| has(&r.serves)).map(|r| (BookPart::Fee, r.id.as_str())));
    found.extend(books.parts.parts.iter().filter(|p| has(&p.serves)).map(|p| (BookPart::Part, p.no.as_str())));
    let articles = books.knowledge.articles.iter().filter(|a| has(&a.serves));
    found.extend(articles.map(|a| (BookPart::Article, a.id.as_str())));
    found
}

/// The requirements that are served by books alone, and that nothing in these books serves.
pub fn unserved<'a>(requirements: &'a [Requirement], books: &Books) -> Vec<&'a Requirement> {
    let by_books_alone = |requirement: &&Requirement| match &requirement.served {
        Served::Here(references) => {
            let has = |wanted: fn(&Reference) -> bool| references.iter().any(wanted);
            has(|r| matches!(r, Reference::Book(part, _) if *part != BookPart::FollowUp))
                && !has(|r| matches!(r, Reference::Rule(_)))
        }
        Served::OfficeLater | Served::Out(_) => false,
    };
    requirements.iter().filter(by_books_alone).filter(|r| serving(books, &r.number).is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_a_reference_is_named() {
        let table = "# comment\nR1\t一\tone\toffice: later\nR2\t二\ttwo\t";
        let wrong = parse_requirements(table).expect_err("the third line serves nothing");
        assert_eq!((wrong.line, wrong.why.as_str()), (3, "nothing serves it"));
        assert!(parse_requirements("R2\t二\ttwo\tcupboard:x").is_err());
        assert!(parse_requirements("R2\ttwo\trule:x").is_err());
    }

    #[test]
    fn references_are_read_with_their_kind() {
        let read = parse_requirements("R91\t低\tlower\tcheck:card-compared rule:core/domain/src/quote.rs").unwrap();
        let Served::Here(references) = &read.first().unwrap().served else { panic!("it is served here") };
        let expected = [
            Reference::Book(BookPart::Check, "card-compared".to_owned()),
            Reference::Rule("core/domain/src/quote.rs".to_owned()),
        ];
        assert_eq!(references[..], expected);
    }
}
