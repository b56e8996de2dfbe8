//! What the books of one edition say about each other: whatever one of them names, the
//! other has.
//!
//! A book is read alone and may travel alone, so a name of another book has no place in
//! a file that could be told; the entry that names it is told instead.

use std::collections::BTreeSet;
use std::fmt;

use super::{BookKind, Books, Cause, CheckKind, FollowUpRule, Title};
use crate::id::{CategoryId, CheckId, IncidentId, OptionId, PartNo};
use crate::money::Currency;

/// A book as people speak of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BookName {
    /// What it is about.
    pub kind: BookKind,
    /// The version as its authors count.
    pub version: String,
}

impl fmt::Display for BookName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.version)
    }
}

/// Why books do not make an edition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetMistake {
    /// An edition has one book of each kind.
    #[error("the edition has no {0}")]
    Missing(BookKind),
    /// An edition has only one book of each kind.
    #[error("{book}: the edition already has the version {other} of this kind")]
    Twice {
        /// The book that is too many.
        book: BookName,
        /// The version that stays.
        other: String,
    },
    /// An appliance that the service standard does not speak of.
    #[error("{book}: {entry} is for the category {category}, which the service standard does not have")]
    UnknownCategory {
        /// The book that names it.
        book: BookName,
        /// The row or part that names it.
        entry: String,
        /// The category.
        category: CategoryId,
    },
    /// One quote adds up work and parts.
    #[error("{book}: its currency is {currency:?}, that of the fee schedule is {fees:?}")]
    AnotherCurrency {
        /// The parts catalogue.
        book: BookName,
        /// Its currency.
        currency: Currency,
        /// That of the fee schedule.
        fees: Currency,
    },
    /// A part to bring that is not in the catalogue.
    #[error("{book}: {entry} names the part {part}, which the parts catalogue does not have")]
    UnknownPart {
        /// The book that names it.
        book: BookName,
        /// The article that names it.
        entry: String,
        /// The part.
        part: PartNo,
    },
    /// A check that the service standard does not have.
    #[error("{book}: {entry} names the check {check}, which the service standard does not have")]
    UnknownCheck {
        /// The book that names it.
        book: BookName,
        /// The call-back that names it.
        entry: String,
        /// The check.
        check: CheckId,
    },
    /// An answer that nobody can give; a check that is no choice has none.
    #[error("{book}: {entry} waits for the answer {option}, which the check {check} does not have")]
    UnknownAnswer {
        /// The book that names it.
        book: BookName,
        /// The call-back that names it.
        entry: String,
        /// The check.
        check: CheckId,
        /// The answer.
        option: OptionId,
    },
    /// An incident that the service standard does not have.
    #[error("{book}: {entry} names the incident {incident}, which the service standard does not have")]
    UnknownIncident {
        /// The book that names it.
        book: BookName,
        /// The call-back, or the key of the lateness ladder.
        entry: String,
        /// The incident.
        incident: IncidentId,
    },
    /// An end that the incident does not have.
    #[error("{book}: {entry} waits for the outcome {outcome}, which the incident {incident} does not have")]
    UnknownOutcome {
        /// The book that names it.
        book: BookName,
        /// The call-back that names it.
        entry: String,
        /// The incident.
        incident: IncidentId,
        /// The outcome.
        outcome: OptionId,
    },
}

impl SetMistake {
    /// Stable key: screens find their words by it, the office counts by it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "edition/missing-book",
            Self::Twice { .. } => "edition/two-of-a-kind",
            Self::UnknownCategory { .. } => "edition/unknown-category",
            Self::AnotherCurrency { .. } => "edition/another-currency",
            Self::UnknownPart { .. } => "edition/unknown-part",
            Self::UnknownCheck { .. } => "edition/unknown-check",
            Self::UnknownAnswer { .. } => "edition/unknown-answer",
            Self::UnknownIncident { .. } => "edition/unknown-incident",
            Self::UnknownOutcome { .. } => "edition/unknown-outcome",
        }
    }
}

/// Everything that one book names and another does not have.
pub(super) fn mistakes(books: &Books) -> Vec<SetMistake> {
    let mut mistakes: Vec<_> = unknown_categories(books).collect();
    mistakes.extend(another_currency(books));
    mistakes.extend(unknown_parts(books));
    mistakes.extend(unknown_late_incidents(books));
    mistakes.extend(books.sla.follow_ups.iter().flat_map(|rule| unknown_causes(books, rule)));
    mistakes
}

fn name(kind: BookKind, title: &Title) -> BookName {
    BookName { kind, version: title.version.clone() }
}

fn unknown_categories(books: &Books) -> impl Iterator<Item = SetMistake> {
    let Books { standard, fees, parts, knowledge, .. } = books;
    let known: BTreeSet<_> = standard.categories.iter().map(|category| &category.id).collect();
    let book = name(BookKind::Fees, &fees.title);
    let rows = fees.rows.iter().map(|row| (row.id.to_string(), &row.category));
    let warranties = fees.repair_warranties.iter().enumerate();
    let warranties = warranties.map(|(place, rule)| (format!("repair warranty {}", place + 1), &rule.category));
    let fees = rows.chain(warranties).map(move |(entry, categories)| (book.clone(), entry, categories));
    let book = name(BookKind::Parts, &parts.title);
    let parts = parts.parts.iter().map(move |part| (book.clone(), part.no.to_string(), &part.category));
    let book = name(BookKind::Knowledge, &knowledge.title);
    let articles = knowledge.articles.iter();
    let articles = articles.map(move |article| (book.clone(), article.id.to_string(), &article.category));
    fees.chain(parts).chain(articles).flat_map(move |(book, entry, categories)| {
        let unknown = categories.iter().filter(|category| !known.contains(category)).cloned();
        let unknown =
            unknown.map(|category| SetMistake::UnknownCategory { book: book.clone(), entry: entry.clone(), category });
        unknown.collect::<Vec<_>>()
    })
}

fn another_currency(books: &Books) -> Option<SetMistake> {
    let (currency, fees) = (books.parts.currency, books.fees.currency);
    let book = name(BookKind::Parts, &books.parts.title);
    (currency != fees).then_some(SetMistake::AnotherCurrency { book, currency, fees })
}

fn unknown_parts(books: &Books) -> impl Iterator<Item = SetMistake> {
    let known: BTreeSet<_> = books.parts.parts.iter().map(|part| &part.no).collect();
    let named =
        books.knowledge.articles.iter().flat_map(|article| article.parts.iter().map(move |part| (article, part)));
    named.filter(move |(_, part)| !known.contains(part)).map(|(article, part)| SetMistake::UnknownPart {
        book: name(BookKind::Knowledge, &books.knowledge.title),
        entry: article.id.to_string(),
        part: part.clone(),
    })
}

fn unknown_late_incidents(books: &Books) -> impl Iterator<Item = SetMistake> {
    let late = &books.sla.late;
    let named = [("late.minor_incident", &late.minor_incident), ("late.serious_incident", &late.serious_incident)];
    let unknown = named.into_iter().filter(|(_, incident)| books.standard.incident(incident).is_none());
    unknown.map(|(entry, incident)| SetMistake::UnknownIncident {
        book: name(BookKind::Sla, &books.sla.title),
        entry: entry.to_owned(),
        incident: incident.clone(),
    })
}

/// A call-back for something that cannot happen would never be made.
fn unknown_causes(books: &Books, rule: &FollowUpRule) -> Vec<SetMistake> {
    let (book, entry) = (name(BookKind::Sla, &books.sla.title), rule.id.to_string());
    match &rule.cause {
        Cause::Check { check, any } => match books.standard.check(check) {
            None => vec![SetMistake::UnknownCheck { book, entry, check: check.clone() }],
            Some(known) => {
                let choices = match &known.kind {
                    CheckKind::Choice(choices) => choices.as_slice(),
                    _ => &[],
                };
                let unknown = any.iter().filter(|option| !choices.iter().any(|choice| choice.id == **option));
                let told = |option: &OptionId| {
                    let (book, entry) = (book.clone(), entry.clone());
                    SetMistake::UnknownAnswer { book, entry, check: check.clone(), option: option.clone() }
                };
                unknown.map(told).collect()
            }
        },
        Cause::Incident { incident, outcomes } => match books.standard.incident(incident) {
            None => vec![SetMistake::UnknownIncident { book, entry, incident: incident.clone() }],
            Some(known) => {
                let unknown = outcomes.iter().filter(|outcome| known.outcome(outcome).is_none());
                let told = |outcome: &OptionId| {
                    let (book, entry) = (book.clone(), entry.clone());
                    SetMistake::UnknownOutcome { book, entry, incident: incident.clone(), outcome: outcome.clone() }
                };
                unknown.map(told).collect()
            }
        },
        Cause::Left { .. } | Cause::Advised | Cause::Unsigned | Cause::Custody => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Book, good, parse};

    fn read(text: &str) -> Book {
        parse(text.as_bytes()).unwrap()
    }

    /// Changes the first `from` in one good book and expects exactly these mistakes.
    fn check(kind: BookKind, good: &str, from: &str, to: &str, expected: &[&str]) {
        assert!(good.contains(from), "{from:?} is not in the good book");
        let mut books = good::books();
        books.retain(|book| book.kind() != kind);
        books.push(read(&good.replacen(from, to, 1)));
        let told = Books::assemble(books).unwrap_err();
        assert_eq!(told.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn every_category_is_one_of_the_standard() {
        let unknown = "is for the category oven, which the service standard does not have";
        let row = format!("fee_schedule 2026.1: labour-thermostat {unknown}");
        check(BookKind::Fees, good::FEES, "[\"refrigerator\"]", "[\"oven\"]", &[&row]);
        let warranty = format!("fee_schedule 2026.1: repair warranty 2 {unknown}");
        let (from, to) = ("category = [\"refrigerator\"]\ndays", "category = [\"oven\"]\ndays");
        check(BookKind::Fees, good::FEES, from, to, &[&warranty]);
        let part = format!("parts_catalogue 2026.2: BX-WK-220 {unknown}");
        check(BookKind::Parts, good::PARTS, "[\"refrigerator\"]", "[\"oven\"]", &[&part]);
        let article = format!("knowledge 2026.5: fridge-not-cold {unknown}");
        check(BookKind::Knowledge, good::KNOWLEDGE, "[\"refrigerator\"]", "[\"oven\"]", &[&article]);
    }

    #[test]
    fn work_and_parts_are_in_one_currency() {
        let currency = "parts_catalogue 2026.2: its currency is EUR, that of the fee schedule is CNY";
        check(BookKind::Parts, good::PARTS, "CNY", "EUR", &[currency]);
    }

    #[test]
    fn a_part_to_bring_is_in_the_catalogue() {
        let part = "knowledge 2026.5: fridge-not-cold names the part BX-1, which the parts catalogue does not have";
        check(BookKind::Knowledge, good::KNOWLEDGE, "BX-WK-220", "BX-1", &[part]);
    }

    #[test]
    fn what_makes_a_call_back_owed_can_happen() {
        let told = |what: &str| format!("sla_policy 2026.3: {what}");
        let check_of = told("nobody-2h names the check window, which the service standard does not have");
        check(BookKind::Sla, good::SLA, "check = \"door\"", "check = \"window\"", &[&check_of]);
        let answer = told("nobody-2h waits for the answer shut, which the check door does not have");
        check(BookKind::Sla, good::SLA, "[\"nobody\"]", "[\"shut\", \"nobody\"]", &[&answer]);
        let no_choice = told("nobody-2h waits for the answer nobody, which the check mains does not have");
        check(BookKind::Sla, good::SLA, "check = \"door\"", "check = \"mains\"", &[&no_choice]);
        let incident = told("apology names the incident flood, which the service standard does not have");
        let (from, to) = ("incident = \"late-minor\"\noutcome", "incident = \"flood\"\noutcome");
        check(BookKind::Sla, good::SLA, from, to, &[&incident]);
        let outcome = told("apology waits for the outcome forgotten, which the incident late-minor does not have");
        check(BookKind::Sla, good::SLA, "[\"rebooked\"]", "[\"forgotten\"]", &[&outcome]);
    }

    #[test]
    fn lateness_leads_to_incidents_of_the_standard() {
        let told = |key: &str| {
            format!("sla_policy 2026.3: {key} names the incident late-x, which the service standard does not have")
        };
        let (minor, serious) = (told("late.minor_incident"), told("late.serious_incident"));
        let (from, to) = ("minor_incident = \"late-minor\"", "minor_incident = \"late-x\"");
        check(BookKind::Sla, good::SLA, from, to, &[&minor]);
        let (from, to) = ("serious_incident = \"late-minor\"", "serious_incident = \"late-x\"");
        check(BookKind::Sla, good::SLA, from, to, &[&serious]);
    }
}
