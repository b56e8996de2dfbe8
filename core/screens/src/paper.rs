//! What the customer sees: the quote before the work, the confirmation to sign.

use doorstep_domain::book::Books;
use doorstep_domain::event::{Because, QuoteAnswer, QuoteItem, QuoteLine};
use doorstep_domain::id::PartNo;
use doorstep_domain::money::Money;
use doorstep_domain::quote::row_fits;
use doorstep_domain::visit::{Step, Visit, charged, first_open};

use crate::{Amount, OptionModel, Words};

/// The quote as it stands.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct QuoteModel {
    /// Which visit.
    pub visit: String,
    /// Its lines.
    pub lines: Vec<LineModel>,
    /// Their sum.
    pub total: Amount,
    /// The fees that fit this job.
    pub fees: Vec<OptionModel>,
    /// The parts that fit this appliance.
    pub parts: Vec<OptionModel>,
    /// The quote as it stands was shown, as this text.
    pub shown: Option<PaperModel>,
    /// What the customer said to the quote as it stands.
    pub answer: Option<String>,
    /// The parts that were fitted, in order.
    pub fitted: Vec<PartRow>,
    /// The parts that are still needed.
    pub missing_parts: Vec<PartRow>,
}

/// A part that was fitted or is needed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PartRow {
    /// Its number.
    pub part: String,
    /// What people call it.
    pub text: Words,
    /// How many.
    pub count: u32,
    /// The piece, for tracked parts that were fitted.
    pub serial: Option<String>,
}

/// One line of a quote.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LineModel {
    /// Its number.
    pub line: u32,
    /// What is charged.
    pub text: Words,
    /// How many.
    pub count: u32,
    /// What all of them cost together.
    pub amount: Amount,
    /// Why that much, by key.
    pub why: ReasonWhy,
    /// The other price that was looked at, for one piece: what it would be otherwise.
    pub instead_of: Option<Amount>,
}

/// Why a line costs what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum ReasonWhy {
    /// The published schedule (R90).
    Schedule,
    /// The warranty card is lower (R91).
    CardIsLower,
    /// Warranty covers it (R95).
    FreeInWarranty,
    /// The parts catalogue.
    Catalogue,
    /// An extra service (R99).
    Extra,
    /// Software inside its free window (R92).
    FreeSoftware,
    /// Software between its free window and the time it is charged: the centre is asked (R92).
    AskCentre,
    /// As the customer ordered the upgrade (R93).
    Ordered,
    /// What is given for an old part (R94).
    OldPartCredit,
    /// The same work again, under the warranty of an earlier repair (R105).
    RepairWarranty,
}

/// A text that was frozen for the customer.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PaperModel {
    /// Its salted hash.
    pub document: String,
    /// The exact text.
    pub text: String,
    /// Its total.
    pub total: Amount,
}

/// The confirmation and its signature.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SignModel {
    /// Which visit.
    pub visit: String,
    /// What has to be done first: a check's id, or `quote`; empty when nothing has.
    pub missing: String,
    /// What the visit charges.
    pub total: Amount,
    /// The confirmation as it stands was shown, as this text.
    pub shown: Option<PaperModel>,
    /// It was signed, or there is a reason why not.
    pub is_accepted: bool,
    /// Something was charged or fitted after the customer signed (P5).
    pub is_changed_after_signing: bool,
}

/// Finds the exact text of a document that was shown.
pub type ShownText<'a> = &'a dyn Fn(&doorstep_domain::id::Hash) -> Option<String>;

/// The quote screen; none before the job was accepted.
pub fn quote_model(visit: &Visit, books: &Books, shown: ShownText<'_>) -> Option<QuoteModel> {
    let opening = visit.opening.as_ref()?;
    let zero = Money::zero(books.fees.currency);
    let fees = books.fees.rows.iter().filter(|row| row_fits(row, opening));
    let parts = books.parts.parts.iter().filter(|p| p.category.is_empty() || p.category.contains(&opening.category));
    Some(QuoteModel {
        visit: opening.visit.to_string(),
        lines: visit.lines.values().map(|line| line_model(line, books)).collect(),
        total: visit.quote_total(zero).unwrap_or(zero).into(),
        fees: fees.map(|row| OptionModel { id: row.id.to_string(), text: (&row.text).into() }).collect(),
        parts: parts.map(|part| OptionModel { id: part.no.to_string(), text: (&part.text).into() }).collect(),
        shown: visit.current_quote().and_then(|paper| paper_model(&paper, shown)),
        answer: visit.current_quote_answer().map(QuoteAnswer::key).map(str::to_owned),
        fitted: visit
            .fitted
            .iter()
            .map(|fitted| {
                let serial = fitted.serial.as_ref().map(ToString::to_string);
                PartRow { serial, ..part_row(&fitted.part, fitted.count, books) }
            })
            .collect(),
        missing_parts: visit.missing.iter().map(|(part, count)| part_row(part, *count, books)).collect(),
    })
}

fn part_row(no: &PartNo, count: u32, books: &Books) -> PartRow {
    let text = books.parts.part(no).map(|part| Words::from(&part.text)).unwrap_or_default();
    PartRow { part: no.to_string(), text, count, serial: None }
}

fn paper_model(paper: &doorstep_domain::visit::Presented, shown: ShownText<'_>) -> Option<PaperModel> {
    let text = shown(&paper.document)?;
    Some(PaperModel { document: paper.document.to_hex(), text, total: paper.total.into() })
}

fn line_model(line: &QuoteLine, books: &Books) -> LineModel {
    let text = match &line.item {
        QuoteItem::Fee(row) => books.fees.row(row).map(|row| &row.text),
        QuoteItem::Part(part) => books.parts.part(part).map(|part| &part.text),
    };
    let (why, instead_of) = match &line.because {
        Because::Schedule { card } => (ReasonWhy::Schedule, *card),
        Because::CardIsLower { schedule } => (ReasonWhy::CardIsLower, Some(*schedule)),
        Because::FreeInWarranty { would_be } => (ReasonWhy::FreeInWarranty, Some(*would_be)),
        Because::Catalogue => (ReasonWhy::Catalogue, None),
        Because::Extra => (ReasonWhy::Extra, None),
        Because::FreeSoftware { would_be } => (ReasonWhy::FreeSoftware, Some(*would_be)),
        Because::AskCentre { would_be } => (ReasonWhy::AskCentre, Some(*would_be)),
        Because::Ordered => (ReasonWhy::Ordered, None),
        Because::OldPartCredit => (ReasonWhy::OldPartCredit, None),
        Because::RepairWarranty { would_be } => (ReasonWhy::RepairWarranty, Some(*would_be)),
    };
    LineModel {
        line: line.line,
        text: text.map(Words::from).unwrap_or_default(),
        count: line.count,
        amount: line.amount.into(),
        why,
        instead_of: instead_of.map(Amount::from),
    }
}

/// The signing screen; none before the job was accepted.
pub fn sign_model(visit: &Visit, books: &Books, shown: ShownText<'_>) -> Option<SignModel> {
    let opening = visit.opening.as_ref()?;
    Some(SignModel {
        visit: opening.visit.to_string(),
        missing: first_open(visit, opening, books, Step::Leave).map(|blocker| blocker.name()).unwrap_or_default(),
        total: charged(visit, books).into(),
        shown: visit.current_confirmation().and_then(|paper| paper_model(&paper, shown)),
        is_accepted: visit.acceptance.is_some(),
        is_changed_after_signing: visit.is_changed_after_signing(),
    })
}
