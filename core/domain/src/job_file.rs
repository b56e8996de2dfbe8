//! Reads a job file: one service order, as the office hands it to an engineer.
//!
//! [`parse_job`] looks at the file alone, [`check_job`] at what it says about the
//! books. No message repeats personal data.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate};
use serde::Deserialize;
use toml::Spanned;

use crate::book::{Books, Mistake, MistakeKind, Reader, Told};
use crate::id::{CategoryId, FeeRowId, VisitId};
use crate::job::{Customer, Job, Window};
use crate::money::{Currency, Money};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawJob {
    format: Spanned<i64>,
    id: Spanned<String>,
    visit: Spanned<String>,
    engineer: Spanned<String>,
    service: Spanned<String>,
    category: Spanned<String>,
    model: Spanned<String>,
    serial: Spanned<String>,
    purchased_on: Spanned<String>,
    installed_on: Option<Spanned<String>>,
    warranty: Spanned<String>,
    symptom: Spanned<String>,
    request: Spanned<String>,
    travel_min: Option<Spanned<u32>>,
    earlier: Option<Spanned<String>>,
    customer: RawCustomer,
    window: RawWindow,
    #[serde(default)]
    warranty_card: Vec<RawCardRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCustomer {
    name: Spanned<String>,
    phones: Spanned<Vec<Spanned<String>>>,
    address: Spanned<String>,
    area: Spanned<String>,
    elderly: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWindow {
    from: Spanned<String>,
    until: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCardRow {
    row: Spanned<String>,
    price: Spanned<String>,
}

/// Reads one job; prices on the warranty card are in this currency. The mistakes
/// are in the order of the file, never none.
pub fn parse_job(bytes: &[u8], currency: Currency) -> Result<Job, Vec<Mistake>> {
    let (mut reader, tables) = Reader::open(bytes)?;
    let raw: RawJob = reader.shape(tables)?;
    let job = job(&mut reader, &raw, currency);
    reader.finish(job)
}

fn job(r: &mut Reader, raw: &RawJob, currency: Currency) -> Result<Job, Told> {
    let format = r.format(&raw.format);
    let (id, visit, engineer) = (r.id(&raw.id), r.id(&raw.visit), r.id(&raw.engineer));
    let service = r.named("service", &raw.service);
    let category = r.id(&raw.category);
    let (model, serial) = (r.line("model", &raw.model), r.maybe("serial", &raw.serial));
    let purchased_on = day(r, "purchased_on", &raw.purchased_on);
    let installed_on = raw.installed_on.as_ref().map(|raw| day(r, "installed_on", raw)).transpose();
    let warranty = r.named("warranty", &raw.warranty);
    let warranty_card = warranty_card(r, &raw.warranty_card, currency);
    let customer = customer(r, &raw.customer);
    let (symptom, request) = (r.line("symptom", &raw.symptom), r.maybe("request", &raw.request));
    let window = window(r, &raw.window);
    let travel_min = raw.travel_min.as_ref().map(|raw| r.positive("travel_min", raw)).transpose();
    let earlier = raw.earlier.as_ref().map(|earlier| another_visit(r, earlier, &raw.visit)).transpose();
    format?;
    Ok(Job {
        id: id?,
        visit: visit?,
        engineer: engineer?,
        service: service?,
        category: category?,
        model: model?,
        serial: serial?,
        purchased_on: purchased_on?.map_or_else(String::new, |day| day.to_string()),
        installed_on: installed_on?.flatten(),
        warranty: warranty?,
        warranty_card: warranty_card?,
        customer: customer?,
        symptom: symptom?,
        request: request?,
        window: window?,
        travel_min: travel_min?,
        earlier: earlier?,
        approval_key: None,
    })
}

/// A day, or an empty text where nobody knows it.
fn day(r: &mut Reader, field: &'static str, raw: &Spanned<String>) -> Result<Option<NaiveDate>, Told> {
    match raw.get_ref().as_str() {
        "" => Ok(None),
        _ => r.date(field, raw).map(Some),
    }
}

/// A visit that comes before itself would wait for its own end.
fn another_visit(r: &mut Reader, raw: &Spanned<String>, own: &Spanned<String>) -> Result<VisitId, Told> {
    if raw.get_ref() == own.get_ref() {
        return Err(r.wrong(raw.span(), MistakeKind::EarlierIsItself));
    }
    r.id(raw)
}

fn customer(r: &mut Reader, raw: &RawCustomer) -> Result<Customer, Told> {
    let name = r.line("name", &raw.name);
    let phones: Vec<_> = raw.phones.get_ref().iter().map(|raw| phone(r, raw)).collect();
    let phones = match phones.is_empty() {
        true => Err(r.wrong(raw.phones.span(), MistakeKind::NoPhone)),
        false => phones.into_iter().collect(),
    };
    let address = r.line("address", &raw.address);
    let area = r.word("area", &raw.area);
    Ok(Customer { name: name?, phones: phones?, address: address?, area: area?, is_elderly: raw.elderly })
}

/// Extensions and signs are the customer's business; a number without digits is nobody's.
fn phone(r: &mut Reader, raw: &Spanned<String>) -> Result<String, Told> {
    let text = r.line("phones", raw)?;
    if text.chars().filter(char::is_ascii_digit).count() < 3 {
        return Err(r.wrong(raw.span(), MistakeKind::BadPhone));
    }
    Ok(text)
}

fn window(r: &mut Reader, raw: &RawWindow) -> Result<Window, Told> {
    let (from_ms, until_ms) = (instant_ms(r, "from", &raw.from), instant_ms(r, "until", &raw.until));
    let (from_ms, until_ms) = r.pair("window", raw.until.span(), (from_ms?, until_ms?))?;
    Ok(Window { from_ms, until_ms })
}

fn instant_ms(r: &mut Reader, field: &'static str, raw: &Spanned<String>) -> Result<i64, Told> {
    let instant = DateTime::parse_from_rfc3339(raw.get_ref());
    instant.map(|instant| instant.timestamp_millis()).map_err(|_| r.wrong(raw.span(), MistakeKind::BadTime { field }))
}

fn warranty_card(r: &mut Reader, raw: &[RawCardRow], currency: Currency) -> Result<BTreeMap<FeeRowId, Money>, Told> {
    let once = r.once("row", raw.iter().map(|row| &row.row));
    let rows = raw.iter().map(|row| {
        let (id, price) = (r.id(&row.row), r.price(&row.price, Ok(currency)));
        Ok((id?, price?))
    });
    let rows: Vec<_> = rows.collect();
    once.and(rows.into_iter().collect())
}

/// What a job says that its books do not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JobMistake {
    /// An appliance that the service standard does not speak of.
    #[error("the service standard has no category {0}")]
    UnknownCategory(CategoryId),
    /// An area without a response promise.
    #[error("the SLA policy has no area {0}")]
    UnknownArea(String),
    /// A price for work that the fee schedule does not have.
    #[error("the fee schedule has no row {0}, which the warranty card prices")]
    UnknownCardRow(FeeRowId),
    /// A price that cannot be compared with the schedule's.
    #[error("the warranty card prices {row} in {card:?}, the fee schedule is in {fees:?}")]
    CardInAnotherCurrency {
        /// The row.
        row: FeeRowId,
        /// The currency of the card.
        card: Currency,
        /// That of the schedule.
        fees: Currency,
    },
}

impl JobMistake {
    /// Stable key: screens find their words by it, the office counts by it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownCategory(_) => "job/unknown-category",
            Self::UnknownArea(_) => "job/unknown-area",
            Self::UnknownCardRow(_) => "job/unknown-card-row",
            Self::CardInAnotherCurrency { .. } => "job/card-in-another-currency",
        }
    }
}

/// Whether the books know what the job speaks of; nothing is a good answer.
pub fn check_job(job: &Job, books: &Books) -> Vec<JobMistake> {
    let mut mistakes = Vec::new();
    if !books.standard.categories.iter().any(|category| category.id == job.category) {
        mistakes.push(JobMistake::UnknownCategory(job.category.clone()));
    }
    if !books.sla.responses.iter().any(|response| response.area == job.customer.area) {
        mistakes.push(JobMistake::UnknownArea(job.customer.area.clone()));
    }
    let fees = books.fees.currency;
    mistakes.extend(job.warranty_card.iter().filter_map(|(row, price)| match books.fees.row(row) {
        None => Some(JobMistake::UnknownCardRow(row.clone())),
        Some(_) if price.currency != fees => {
            Some(JobMistake::CardInAnotherCurrency { row: row.clone(), card: price.currency, fees })
        }
        Some(_) => None,
    }));
    mistakes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::good;

    const GOOD: &str = r#"format = 1
id = "FW-20261123-0001"
visit = "FW-20261123-0001-1"
engineer = "E1001"
service = "repair"
category = "refrigerator"
model = "BCD-470WDPG"
serial = ""
purchased_on = "2025-05-01"
warranty = "in"
symptom = "不制冷"
request = ""
[customer]
name = "王女士"
phones = ["13800000000"]
address = "幸福路 1 号"
area = "city"
elderly = false
[window]
from = "2026-11-23T09:00:00+08:00"
until = "2026-11-23T10:00:00+08:00"
[[warranty_card]]
row = "labour-thermostat"
price = "60.00"
"#;

    fn changed(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from:?} is not in the file");
        GOOD.replacen(from, to, 1)
    }

    /// The good job with a line more, as its thirteenth.
    fn with(line: &str) -> String {
        changed("request = \"\"", &format!("request = \"\"\n{line}"))
    }

    fn check(from: &str, to: &str, expected: &str) {
        let told = parse_job(changed(from, to).as_bytes(), Currency::CNY).unwrap_err();
        assert_eq!(told.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected], "{from:?} became {to:?}");
    }

    fn check_with_books(from: &str, to: &str, currency: Currency, expected: &[&str]) {
        let books = Books::assemble(good::books()).unwrap();
        let job = parse_job(changed(from, to).as_bytes(), currency).unwrap();
        let told: Vec<_> = check_job(&job, &books).iter().map(ToString::to_string).collect();
        assert_eq!(told, expected);
    }

    #[test]
    fn a_good_job_is_read() {
        let job = parse_job(GOOD.as_bytes(), Currency::CNY).unwrap();
        let nine = 1_795_395_600_000;
        assert_eq!(job.window, Window { from_ms: nine, until_ms: nine + 3_600_000 });
        assert_eq!(job.warranty_card.values().next(), Some(&Money::new(6_000, Currency::CNY)));
        assert_eq!(job.customer.phones, ["13800000000"]);
        assert!(parse_job(changed("2025-05-01", "").as_bytes(), Currency::CNY).is_ok());
    }

    #[test]
    fn what_only_some_jobs_say_may_be_left_out() {
        let job = parse_job(GOOD.as_bytes(), Currency::CNY).unwrap();
        assert_eq!((job.travel_min, job.installed_on, job.earlier), (None, None, None));
        let unknown = parse_job(with("installed_on = \"\"").as_bytes(), Currency::CNY).unwrap();
        assert_eq!(unknown.installed_on, None);
        let more = "travel_min = 35\ninstalled_on = \"2026-11-01\"\nearlier = \"FW-20261120-0007-1\"";
        let job = parse_job(with(more).as_bytes(), Currency::CNY).unwrap();
        assert_eq!(job.installed_on.map(|day| day.to_string()).as_deref(), Some("2026-11-01"));
        assert_eq!(job.earlier.map(|visit| visit.to_string()).as_deref(), Some("FW-20261120-0007-1"));
        assert_eq!(job.travel_min, Some(35));
    }

    #[test]
    fn mistakes_of_what_only_some_jobs_say() {
        let check = |line: &str, expected: &str| {
            let told = parse_job(with(line).as_bytes(), Currency::CNY).unwrap_err();
            assert_eq!(told.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected], "{line}");
        };
        check("travel_min = 0", "line 13, column 14: travel_min must be at least 1");
        let day = "line 13, column 16: installed_on is written like 2026-01-31 and must exist";
        check("installed_on = \"2026-02-30\"", day);
        check("earlier = \"FW 1\"", "line 13, column 11: the character ' ' may not stand in an id");
        check("earlier = \"FW-20261123-0001-1\"", "line 13, column 11: earlier names this visit itself");
    }

    #[test]
    fn every_mistake_of_a_job_is_named_at_its_place() {
        check("format = 1", "format = 7", "line 1, column 10: format 7 is not known here, only 1 is");
        check("\"E1001\"", "\"E 1001\"", "line 4, column 12: the character ' ' may not stand in an id");
        check("\"BCD-470WDPG\"", "\"\"", "line 7, column 9: model must not be empty");
        check("2025-05-01", "2025-13-01", "line 9, column 16: purchased_on is written like 2026-01-31 and must exist");
        check("\"in\"", "\"maybe\"", "line 10, column 12: \"maybe\" is no warranty; known: in, out");
        check("不制冷", " ", "line 11, column 11: symptom must not be empty");
        check("[\"13800000000\"]", "[]", "line 15, column 10: a job needs at least one phone number");
        check("\"13800000000\"", "\"x\"", "line 15, column 11: a phone number has at least 3 digits");
        let time = "is written like 2026-11-23T09:00:00+08:00 and must exist";
        check("T09:00:00+08:00", "T09:00:00", &format!("line 20, column 8: from {time}"));
        let backwards = "line 21, column 9: window runs backwards: the first must not be above the second";
        check("T10:00:00", "T08:59:59", backwards);
        check("60.00", "60", "line 24, column 9: an amount is written with two decimals, like 120.00");
        let twice = "60.00\"\n[[warranty_card]]\nrow = \"labour-thermostat\"\nprice = \"1.00";
        check("60.00", twice, "line 26, column 7: the row labour-thermostat is here for the second time");
    }

    #[test]
    fn a_message_never_repeats_a_phone_number_or_a_name() {
        check("[\"13800000000\"]", "13800000000", "line 15, column 10: expected a sequence");
        check("[\"13800000000\"]", "[13800000000]", "line 15, column 11: expected a string");
        check("elderly = false", "elderly = \"王, expected 女士\"", "line 18, column 11: expected a boolean");
        check(
            "[\"13800000000\"]",
            "[\"13800000000]",
            "line 15, column 24: this is not TOML: invalid basic string, expected `\"`",
        );
    }

    #[test]
    fn a_job_that_its_books_do_not_know_is_told() {
        check_with_books("format", "format", Currency::CNY, &[]);
        let category = "the service standard has no category oven";
        check_with_books("\"refrigerator\"", "\"oven\"", Currency::CNY, &[category]);
        check_with_books("\"city\"", "\"moon\"", Currency::CNY, &["the SLA policy has no area moon"]);
        let row = "the fee schedule has no row labour-x, which the warranty card prices";
        check_with_books("labour-thermostat", "labour-x", Currency::CNY, &[row]);
        let card = "the warranty card prices labour-thermostat in EUR, the fee schedule is in CNY";
        check_with_books("format", "format", "EUR".parse().unwrap(), &[card]);
    }
}
