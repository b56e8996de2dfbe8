//! The quote: its lines and why each costs that much, what may be added, the customer's
//! answer, and the centre's word for less (R87–R99).

use doorstep_domain::book::{Books, FeeRow};
use doorstep_domain::event::{Because, DocumentKind, QuoteAnswer, QuoteItem, QuoteLine};
use doorstep_domain::id::Hash;
use doorstep_domain::money::Money;
use doorstep_domain::quote::row_fits;
use doorstep_domain::visit::Command;

use crate::paper::{PaperModel, ShownText, paper_model};
use crate::reduction::{ReductionModel, reduction_model};
use crate::{Amount, Look, Offer, OptionModel, Words};

/// The quote as it stands.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct QuoteModel {
    /// Which visit.
    pub visit: String,
    /// Its lines.
    pub lines: Vec<LineModel>,
    /// What is asked for: the lines together, or less by the centre's word.
    pub total: Amount,
    /// The fees that fit this job.
    pub fees: Vec<FeeModel>,
    /// The parts that fit this appliance.
    pub parts: Vec<OptionModel>,
    /// The quote as it stands was shown, as this text.
    pub shown: Option<PaperModel>,
    /// What the customer said to the quote as it stands, by key; empty before.
    pub answer: String,
    /// Less by the centre's word.
    pub reduction: ReductionModel,
    /// Show it, accept it, decline it.
    pub offers: Vec<Offer>,
}

/// A row of the fee schedule that fits.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FeeModel {
    /// Its id.
    pub id: String,
    /// What is charged.
    pub text: Words,
    /// What kind of fee it is, by key.
    pub kind: String,
    /// How hard the labour is, by key; empty where anybody may do it.
    pub fault_class: String,
    /// The published price; for a credit, what is given.
    pub price: Amount,
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

/// The quote screen.
pub fn quote_model(look: &Look<'_>, shown: ShownText<'_>) -> QuoteModel {
    let (visit, books, opening) = (look.visit, look.books, look.opening);
    let zero = Money::zero(books.fees.currency);
    let fees = books.fees.rows.iter().filter(|row| row_fits(row, opening));
    let parts = books.parts.parts.iter().filter(|p| p.category.is_empty() || p.category.contains(&opening.category));
    QuoteModel {
        visit: opening.visit.to_string(),
        lines: visit.lines.values().map(|line| line_model(line, books)).collect(),
        total: visit.quote_total(zero).unwrap_or(zero).into(),
        fees: fees.map(fee_model).collect(),
        parts: parts.map(|part| OptionModel { id: part.no.to_string(), text: (&part.text).into() }).collect(),
        shown: visit.current_quote().and_then(|paper| paper_model(&paper, shown)),
        answer: visit.current_quote_answer().map(QuoteAnswer::key).unwrap_or_default().to_owned(),
        reduction: reduction_model(look),
        offers: offers(look, zero),
    }
}

fn fee_model(row: &FeeRow) -> FeeModel {
    FeeModel {
        id: row.id.to_string(),
        text: (&row.text).into(),
        kind: row.kind.key().to_owned(),
        fault_class: row.fault_class.map(|class| class.key()).unwrap_or_default().to_owned(),
        price: row.price.into(),
    }
}

fn offers(look: &Look<'_>, zero: Money) -> Vec<Offer> {
    let total = look.visit.quote_total(zero).unwrap_or(zero);
    let show = Command::Present { kind: DocumentKind::Quote, document: Hash::NONE, total };
    let answers = QuoteAnswer::ALL.iter();
    let answers = answers.map(|answer| look.offer(answer.key(), &Command::AnswerQuote { answer: *answer }));
    std::iter::once(look.offer("show", &show)).chain(answers).collect()
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
