//! What a person at the office should look at.
//!
//! The office tells every rule again from the events alone. A difference never
//! throws anything away: what a customer signed stands, and a finding opens an
//! exception for a person.

use crate::book::{Books, CheckKind};
use crate::event::{Answer, Because, Event, Opening, Outcome, QuoteItem, QuoteLine};
use crate::id::{CheckId, Hash, PartNo};
use crate::money::Money;
use crate::quote;
use crate::refusal::{QuoteRefusal, SignRefusal};
use crate::time::{BootId, Stamp};
use crate::visit::{Command, Place, Visit, decide};

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where in the journal.
    pub place: Place,
    /// What it is.
    pub kind: FindingKind,
}

/// What there is to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// The rules of the pinned books would have refused this event; the refusal's code and field.
    AgainstRule {
        /// The stable code.
        code: &'static str,
        /// What it is about.
        field: Option<String>,
    },
    /// A price differs from what the pinned books say.
    OtherPrice {
        /// The line's number.
        line: u32,
    },
    /// A measured value is outside the expected range.
    OutOfRange {
        /// Which check.
        check: CheckId,
        /// The value, in thousandths.
        value_milli: i64,
    },
    /// A check was waived.
    Waived {
        /// Which check.
        check: CheckId,
    },
    /// More of a part was fitted than stands on an accepted quote.
    PartNotQuoted {
        /// Which part.
        part: PartNo,
    },
    /// A part is needed for another visit (R81).
    PartMissing {
        /// Which part.
        part: PartNo,
    },
    /// There is no signature (R151).
    NotSigned {
        /// The text that was shown.
        document: Hash,
    },
    /// The visit is no longer what the customer signed (P5).
    ChangedAfterSigning,
    /// The visit ended without a solution.
    NotSolved {
        /// How it ended.
        outcome: Outcome,
    },
}

impl FindingKind {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AgainstRule { .. } => "finding/against-rule",
            Self::OtherPrice { .. } => "finding/other-price",
            Self::OutOfRange { .. } => "finding/out-of-range",
            Self::Waived { .. } => "finding/waived",
            Self::PartNotQuoted { .. } => "finding/part-not-quoted",
            Self::PartMissing { .. } => "finding/part-missing",
            Self::NotSigned { .. } => "finding/not-signed",
            Self::ChangedAfterSigning => "finding/changed-after-signing",
            Self::NotSolved { .. } => "finding/not-solved",
        }
    }

    /// What it is about, for people: an id of a check, part or line.
    pub fn field(&self) -> Option<String> {
        match self {
            Self::AgainstRule { field, .. } => field.clone(),
            Self::OtherPrice { line } => Some(line.to_string()),
            Self::OutOfRange { check, .. } | Self::Waived { check } => Some(check.to_string()),
            Self::PartNotQuoted { part } | Self::PartMissing { part } => Some(part.to_string()),
            Self::NotSigned { .. } | Self::ChangedAfterSigning => None,
            Self::NotSolved { outcome } => Some(outcome.key().to_owned()),
        }
    }
}

/// Tells the visit's story again and notes everything that deserves a look.
pub fn audit(visit: &Visit, books: &Books) -> Vec<Finding> {
    let mut told = Visit::default();
    let mut findings = Vec::new();
    for entry in &visit.story {
        let was_changed = told.is_changed_after_signing();
        let mut note = |kind| findings.push(Finding { place: entry.place.clone(), kind });
        if let Some((code, field)) = against_rule(&told, books, &entry.event) {
            note(FindingKind::AgainstRule { code, field });
        }
        told.apply(entry.clone());
        if let Some(kind) = remarkable(&told, visit.opening.as_ref(), books, &entry.event) {
            note(kind);
        }
        if told.is_changed_after_signing() && !was_changed {
            note(FindingKind::ChangedAfterSigning);
        }
    }
    findings
}

fn against_rule(before: &Visit, books: &Books, event: &Event) -> Option<(&'static str, Option<String>)> {
    // The office cannot know what the phone's clock was sure of; age of a schedule is judged on the phone.
    let unsure = Stamp { wall_ms: 0, mono_ms: 0, boot: BootId(0), uncertainty_ms: None };
    match decide(before, books, &command_of(event), &unsure) {
        Err(refusal) => Some((refusal.code(), refusal.field().map(str::to_owned))),
        Ok(events) if events.first() == Some(event) => None,
        Ok(_) => says_something_else(event).map(|code| (code, None)),
    }
}

/// The rules would have led to another event: it names a text or a total that was not
/// the one shown. The price of a line is told by [`other_price`].
fn says_something_else(event: &Event) -> Option<&'static str> {
    match event {
        Event::QuoteAnswered { .. } => Some(QuoteRefusal::ShownSomethingElse.code()),
        Event::Signed { .. } | Event::SignatureMissing { .. } => Some(SignRefusal::ShownSomethingElse.code()),
        _ => None,
    }
}

/// The command that would have led to this event.
fn command_of(event: &Event) -> Command {
    match event.clone() {
        Event::VisitOpened(opening) => Command::Open(opening),
        Event::CheckAnswered { check, answer } => Command::Answer { check, answer },
        Event::CheckWaived { check, reason, note } => Command::Waive { check, reason, note },
        Event::NoteAdded { note } => Command::AddNote { note },
        Event::PhotoAdded { photo } => Command::AddPhoto { photo },
        Event::QuoteLineAdded { line } => {
            Command::AddQuoteLine { card: card_of(&line), item: line.item, count: line.count }
        }
        Event::QuoteLineRemoved { line } => Command::RemoveQuoteLine { line },
        Event::DocumentPresented { kind, document, total } => Command::Present { kind, document, total },
        Event::QuoteAnswered { answer, .. } => Command::AnswerQuote { answer },
        Event::PartFitted(f) => {
            Command::FitPart { part: f.part, count: f.count, serial: f.serial, old_part: f.old_part }
        }
        Event::PartMissing { part, count } => Command::MissPart { part, count },
        Event::Signed { signer, strokes, .. } => Command::Sign { signer, strokes },
        Event::SignatureMissing { why, note, .. } => Command::LeaveUnsigned { why, note },
        Event::VisitLeft { outcome } => Command::Leave { outcome },
    }
}

/// What the customer's warranty card must have said for one piece, for this line to be true.
fn card_of(line: &QuoteLine) -> Option<Money> {
    match &line.because {
        Because::Schedule { card } => *card,
        Because::CardIsLower { .. } => {
            let each = line.amount.minor.checked_div(i64::from(line.count))?;
            Some(Money::new(each, line.amount.currency))
        }
        Because::FreeInWarranty { .. } | Because::Catalogue | Because::Extra => None,
    }
}

/// Whether the books have a price for this line, and it is another one.
fn other_price(line: &QuoteLine, opening: &Opening, books: &Books) -> bool {
    quote::price(opening, books, &line.item, card_of(line))
        .is_ok_and(|priced| priced.because != line.because || priced.each.times(line.count) != Ok(line.amount))
}

/// Whether more of this part was fitted than the customer accepted.
fn is_more_than_quoted(visit: &Visit, part: &PartNo) -> bool {
    let lines = visit.accepted_quote().map(|_| visit.lines.values()).into_iter().flatten();
    let item = QuoteItem::Part(part.clone());
    let quoted: u64 = lines.filter(|line| line.item == item).map(|line| u64::from(line.count)).sum();
    let fitted: u64 = visit.fitted.iter().filter(|f| &f.part == part).map(|f| u64::from(f.count)).sum();
    fitted > quoted
}

fn remarkable(after: &Visit, opening: Option<&Opening>, books: &Books, event: &Event) -> Option<FindingKind> {
    match event {
        Event::CheckAnswered { check, answer: Answer::Measured(value) } => match books.standard.check(check)?.kind {
            CheckKind::Reading { expected, .. } if !(expected.0..=expected.1).contains(value) => {
                Some(FindingKind::OutOfRange { check: check.clone(), value_milli: *value })
            }
            _ => None,
        },
        Event::CheckWaived { check, .. } => Some(FindingKind::Waived { check: check.clone() }),
        Event::QuoteLineAdded { line } => {
            other_price(line, opening?, books).then_some(FindingKind::OtherPrice { line: line.line })
        }
        Event::PartFitted(fitted) => {
            is_more_than_quoted(after, &fitted.part).then(|| FindingKind::PartNotQuoted { part: fitted.part.clone() })
        }
        Event::PartMissing { part, .. } => Some(FindingKind::PartMissing { part: part.clone() }),
        Event::SignatureMissing { document, .. } if after.acceptance.as_ref().is_some_and(|a| a.result.is_err()) => {
            Some(FindingKind::NotSigned { document: *document })
        }
        Event::VisitLeft { outcome } if *outcome != Outcome::Solved => {
            Some(FindingKind::NotSolved { outcome: *outcome })
        }
        _ => None,
    }
}
