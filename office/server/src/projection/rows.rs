//! The rows of one visit, each with its checksum.

use doorstep_domain::audit::{Finding, FindingKind, audit};
use doorstep_domain::book::Books;
use doorstep_domain::event::{Because, Event, QuoteItem, QuoteLine};
use doorstep_domain::id::{Hash, VisitId};
use doorstep_domain::money::Money;
use doorstep_domain::visit::{Entry, Step, StepState, Visit, charged, checks_of, settled, step_state};
use serde::Serialize;

use super::{Folded, Projected};
use crate::board::{StepMark, StepProgress, VisitState};
use crate::entity::{attachment, day, fee_line, finding, part_use, van_stock, visit};
use crate::office::{StoreError, to_row};

/// A step as the visit's row keeps it.
#[derive(Serialize)]
struct StepText {
    step: &'static str,
    state: &'static str,
    asked: u32,
    settled: u32,
    waived: u32,
}

/// Rows that carry a checksum over themselves.
pub trait Checked: Serialize + Clone {
    /// The row with an empty checksum, and the one it carries.
    fn open(&self) -> (Self, &[u8]);
    /// The row with this checksum.
    fn close(self, checksum: Vec<u8>) -> Self;
}

macro_rules! checked {
    ($($table:ident)*) => {$(
        impl Checked for $table::Model {
            fn open(&self) -> (Self, &[u8]) {
                (Self { checksum: Vec::new(), ..self.clone() }, &self.checksum)
            }
            fn close(self, checksum: Vec<u8>) -> Self {
                Self { checksum, ..self }
            }
        }
    )*};
}
checked! { visit finding fee_line part_use attachment van_stock day }

/// SHA-256 over the row's values as JSON, the checksum itself empty.
fn checksum<R: Checked>(row: &R) -> Vec<u8> {
    serde_json::to_vec(&row.open().0).map(|json| Hash::of(&json).0.to_vec()).unwrap_or_default()
}

/// Whether a row is still what was written.
pub fn is_as_written<R: Checked>(row: &R) -> bool {
    checksum(row) == row.open().1
}

/// The row with its checksum.
pub fn sealed<R: Checked>(row: R) -> R {
    let checksum = checksum(&row);
    row.close(checksum)
}

/// Everything that is projected of a visit. Without books nothing is judged.
/// `unissued` are the findings that only this office's own ledger tells.
pub fn rows(
    id: &VisitId,
    folded: &Folded,
    books: Option<&Books>,
    unissued: Vec<Finding>,
) -> Result<Projected, StoreError> {
    let told = |books| audit(&folded.visit, books).into_iter().chain(unissued).collect();
    let findings: Vec<Finding> = books.map(told).unwrap_or_default();
    let visit = sealed(visit_row(id, folded, books, findings.len())?);
    Ok(Projected {
        visit,
        findings: findings.iter().zip(1..).map(|(finding, n)| sealed(finding_row(id, n, finding))).collect(),
        fee_lines: folded.visit.lines.values().map(|line| sealed(fee_line_row(id, line))).collect(),
        part_uses: part_rows(id, &folded.visit).into_iter().map(sealed).collect(),
        attachments: folded.photos_named.iter().map(|photo| sealed(attachment_row(id, photo))).collect(),
    })
}

fn visit_row(
    id: &VisitId,
    folded: &Folded,
    books: Option<&Books>,
    exceptions: usize,
) -> Result<visit::Model, StoreError> {
    let visit = &folded.visit;
    let opening = visit.opening.as_ref();
    let marks = books.map(|books| step_marks(visit, books)).unwrap_or_default();
    let total = books.and_then(|books| charge(visit, books));
    let at = |is: fn(&Event) -> bool| -> Option<&Entry> { visit.story.iter().find(|entry| is(&entry.event)) };
    let state = if visit.outcome.is_some() { VisitState::Left } else { VisitState::UnderWay };
    let count = |count: usize| to_row(count as u64);
    Ok(visit::Model {
        visit: id.to_string(),
        job: opening.map(|opening| opening.job.to_string()),
        engineer: opening.map(|opening| opening.engineer.to_string()),
        state: state.key().to_owned(),
        outcome: visit.outcome.map(|outcome| outcome.key().to_owned()),
        category: opening.map(|opening| opening.category.to_string()),
        edition: opening.map(|opening| opening.edition.0.0.to_vec()),
        total_minor: total.map(|total| total.minor),
        currency: total.map(|total| total.currency.as_str().to_owned()),
        step: books.and_then(|books| furthest(visit, books)).map(|step| step.key().to_owned()),
        steps: steps_text(&marks)?,
        started_ms: at(|event| matches!(event, Event::VisitOpened(_))).and_then(Entry::at_ms),
        left_ms: at(|event| matches!(event, Event::VisitLeft { .. })).and_then(Entry::at_ms),
        // What the fold took, and what it could not take: each event once, in whichever lanes it lies.
        events: count(folded.visit.story.len() + folded.skipped.len()),
        quarantined: count(folded.skipped.len()),
        photos_named: count(folded.photos_named.len()),
        photos_arrived: count(folded.photos_here.len()),
        contents_named: count(folded.contents_named.len()),
        contents_lacking: count(folded.contents_lacking.len()),
        exceptions: count(exceptions),
        is_judged: books.is_some(),
        place: to_row(folded.place),
        heard_ms: folded.heard_ms,
        checksum: Vec::new(),
    })
}

/// What is charged, once the quote was answered or the home was left.
pub fn charge(visit: &Visit, books: &Books) -> Option<Money> {
    let is_settled = visit.current_quote_answer().is_some() || visit.outcome.is_some();
    is_settled.then(|| charged(visit, books))
}

/// How every step stands, in order.
pub fn step_marks(visit: &Visit, books: &Books) -> Vec<StepMark> {
    let Some(opening) = &visit.opening else { return Vec::new() };
    let mark = |step: &Step| {
        let (mut asked, mut done, mut waived) = (0, 0, 0);
        for check in checks_of(visit, opening, &books.standard, *step) {
            asked += 1;
            done += u32::from(settled(visit, check));
            waived += u32::from(visit.checks.get(&check.id).is_some_and(|answered| answered.waiver.is_some()));
        }
        StepMark { step: *step, state: progress(visit, books, *step), asked, settled: done, waived }
    };
    Step::ALL.iter().map(mark).collect()
}

/// How one step stands, without what is missing.
pub fn progress(visit: &Visit, books: &Books, step: Step) -> StepProgress {
    let Some(opening) = &visit.opening else { return StepProgress::Closed };
    match step_state(visit, opening, books, step) {
        StepState::Closed(_) => StepProgress::Closed,
        StepState::Open(_) => StepProgress::Open,
        StepState::Done => StepProgress::Done,
        StepState::Skipped => StepProgress::Skipped,
    }
}

/// The furthest step of which something was answered or waived.
fn furthest(visit: &Visit, books: &Books) -> Option<Step> {
    let step = |check| books.standard.check(check).map(|check| check.step);
    visit.checks.keys().filter_map(step).max()
}

fn steps_text(marks: &[StepMark]) -> Result<String, StoreError> {
    let texts: Vec<StepText> = marks
        .iter()
        .map(|StepMark { step, state, asked, settled, waived }| StepText {
            step: step.key(),
            state: state.key(),
            asked: *asked,
            settled: *settled,
            waived: *waived,
        })
        .collect();
    serde_json::to_string(&texts).map_err(|_| StoreError::Damaged("step summary"))
}

/// Reads what the visit's row keeps of its steps.
pub fn read_steps(text: &str) -> Option<Vec<StepMark>> {
    let values: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
    let count = |value: &serde_json::Value, key: &str| value.get(key)?.as_u64().and_then(|n| u32::try_from(n).ok());
    values
        .iter()
        .map(|value| {
            Some(StepMark {
                step: Step::from_key(value.get("step")?.as_str()?)?,
                state: StepProgress::from_key(value.get("state")?.as_str()?)?,
                asked: count(value, "asked")?,
                settled: count(value, "settled")?,
                waived: count(value, "waived")?,
            })
        })
        .collect()
}

fn finding_row(id: &VisitId, n: i64, finding: &Finding) -> finding::Model {
    let rule = match &finding.kind {
        FindingKind::AgainstRule { code, .. } => Some((*code).to_owned()),
        _ => None,
    };
    finding::Model {
        visit: id.to_string(),
        n,
        code: finding.kind.code().to_owned(),
        rule,
        field: finding.kind.field(),
        installation: finding.place.lane.installation.0.to_vec(),
        seq: to_row(finding.place.seq),
        checksum: Vec::new(),
    }
}

fn fee_line_row(id: &VisitId, line: &QuoteLine) -> fee_line::Model {
    let (item_kind, item) = match &line.item {
        QuoteItem::Fee(row) => ("fee", row.to_string()),
        QuoteItem::Part(part) => ("part", part.to_string()),
    };
    let (because, other) = because(&line.because);
    fee_line::Model {
        visit: id.to_string(),
        line: i64::from(line.line),
        item_kind: item_kind.to_owned(),
        item,
        count: i64::from(line.count),
        amount_minor: line.amount.minor,
        currency: line.amount.currency.as_str().to_owned(),
        because: because.to_owned(),
        because_minor: other,
        checksum: Vec::new(),
    }
}

/// The reason's stable key, and the other price that was compared.
fn because(because: &Because) -> (&'static str, Option<i64>) {
    match because {
        Because::Schedule { card } => ("schedule", card.map(|card| card.minor)),
        Because::CardIsLower { schedule } => ("card-is-lower", Some(schedule.minor)),
        Because::FreeInWarranty { would_be } => ("free-in-warranty", Some(would_be.minor)),
        Because::Catalogue => ("catalogue", None),
        Because::Extra => ("extra", None),
        Because::FreeSoftware { would_be } => ("free-software", Some(would_be.minor)),
        Because::AskCentre { would_be } => ("ask-centre", Some(would_be.minor)),
        Because::Ordered => ("ordered", None),
        Because::OldPartCredit => ("old-part-credit", None),
        Because::RepairWarranty { would_be } => ("repair-warranty", Some(would_be.minor)),
    }
}

fn attachment_row(id: &VisitId, photo: &Hash) -> attachment::Model {
    attachment::Model { visit: id.to_string(), hash: photo.0.to_vec(), checksum: Vec::new() }
}

fn part_rows(id: &VisitId, visit: &Visit) -> Vec<part_use::Model> {
    let row = |n, part: String, count: u32, serial, old_part| part_use::Model {
        visit: id.to_string(),
        n,
        part,
        count: i64::from(count),
        serial,
        old_part,
        checksum: Vec::new(),
    };
    let fitted = visit.fitted.iter().map(|fitted| {
        let serial = fitted.serial.as_ref().map(ToString::to_string);
        (fitted.part.to_string(), fitted.count, serial, Some(fitted.old_part.key().to_owned()))
    });
    let missing = visit.missing.iter().map(|(part, count)| (part.to_string(), *count, None, None));
    let all = fitted.chain(missing).zip(1..);
    all.map(|((part, count, serial, old_part), n)| row(n, part, count, serial, old_part)).collect()
}
