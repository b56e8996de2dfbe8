//! What the customer is shown: a quote before the work, a confirmation after it.
//!
//! The text is built from the wording book in one language and then frozen: its
//! salted hash is what the customer agrees to and signs. Texts may hold personal
//! data and are therefore contents, never events.

use chrono::{Days, NaiveDate};

use crate::book::{Books, CheckKind, FeeKind, Language, PhraseId};
use crate::event::{Answer, Because, DocumentKind, QuoteItem, QuoteLine};
use crate::id::CheckId;
use crate::job::{Job, Warranty};
use crate::money::Money;
use crate::reduction::Granted;
use crate::time::china_day;
use crate::visit::{Step, Visit, asked, charged};

/// A document, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The exact text.
    pub text: String,
    /// The total that stands in it.
    pub total: Money,
}

/// The text of a note, as the phone keeps it beside the journal.
pub type NoteText<'a> = &'a dyn Fn(&crate::id::Hash) -> Option<String>;

/// Builds the document of this kind as the visit stands.
pub fn document(
    kind: DocumentKind,
    visit: &Visit,
    books: &Books,
    job: &Job,
    notes: NoteText<'_>,
    language: Language,
) -> Document {
    let page = Page { visit, books, language };
    let zero = Money::zero(books.fees.currency);
    match kind {
        DocumentKind::Quote => {
            // Adding a line refuses a sum that does not fit, so this sum fits.
            let total = visit.quote_total(zero).unwrap_or(zero);
            Document { text: page.quote(job, total), total }
        }
        DocumentKind::Confirmation => {
            let total = charged(visit, books);
            Document { text: page.confirmation(job, notes, total), total }
        }
    }
}

struct Page<'a> {
    visit: &'a Visit,
    books: &'a Books,
    language: Language,
}

impl Page<'_> {
    fn phrase(&self, id: PhraseId, fill: &[(&str, &str)]) -> String {
        let text = self.books.wording.phrases.get(&id).map_or("", |text| text.get(self.language));
        filled(text, fill)
    }

    fn quote(&self, job: &Job, total: Money) -> String {
        let mut lines = vec![self.phrase(PhraseId::QuoteTitle, &[])];
        lines.extend(self.about(job));
        lines.extend(self.visit.lines.values().map(|line| self.charge(line)));
        lines.extend(self.sum(total, self.visit.reduction()));
        lines.push(self.phrase(PhraseId::BeforeWork, &[]));
        lines.join("\n")
    }

    fn confirmation(&self, job: &Job, notes: NoteText<'_>, total: Money) -> String {
        let mut lines = vec![self.phrase(PhraseId::ConfirmationTitle, &[])];
        lines.extend(self.about(job));
        lines.extend(self.findings(notes));
        lines.extend(self.visit.fitted.iter().map(|fitted| {
            let serial = fitted.serial.as_ref().map_or_else(|| "—".to_owned(), ToString::to_string);
            let (part, count) = (self.part_name(&fitted.part), fitted.count.to_string());
            self.phrase(PhraseId::PartFitted, &[("part", &part), ("count", &count), ("serial", &serial)])
        }));
        lines.extend(self.visit.missing.iter().map(|(part, count)| {
            let (part, count) = (self.part_name(part), count.to_string());
            self.phrase(PhraseId::PartMissing, &[("part", &part), ("count", &count)])
        }));
        // Only what was accepted is charged, so nothing else stands above the total.
        let accepted = self.visit.accepted_quote();
        let charged = accepted.map(|_| self.visit.lines.values()).into_iter().flatten();
        lines.extend(charged.map(|line| self.charge(line)));
        lines.extend(self.sum(total, self.visit.reduction().filter(|_| accepted.is_some())));
        lines.extend(self.warranties(job));
        lines.push(self.phrase(PhraseId::MayRefuse, &[]));
        lines.join("\n")
    }

    fn about(&self, job: &Job) -> Vec<String> {
        let category = self.books.standard.categories.iter().find(|category| category.id == job.category);
        let appliance = category.map_or(job.category.as_str(), |category| category.text.get(self.language));
        vec![
            self.phrase(PhraseId::Job, &[("job", job.id.as_str())]),
            self.phrase(PhraseId::Appliance, &[("appliance", appliance), ("model", &job.model)]),
            self.phrase(PhraseId::Symptom, &[("symptom", &job.symptom)]),
        ]
    }

    /// What was measured, chosen and noted while diagnosing and repairing (R88, R158).
    /// An answer to a check that is no longer asked is not a finding.
    fn findings(&self, notes: NoteText<'_>) -> Vec<String> {
        let (Some(opening), standard) = (&self.visit.opening, &self.books.standard) else { return Vec::new() };
        let checks = standard.checks.iter().filter(|c| matches!(c.step, Step::Diagnose | Step::Repair));
        checks
            .filter(|check| asked(self.visit, opening, standard, check))
            .filter_map(|check| {
                let answer = self.finding(&check.id, &check.kind, notes)?;
                let check = check.text.get(self.language);
                Some(self.phrase(PhraseId::Finding, &[("check", check), ("answer", &answer)]))
            })
            .collect()
    }

    fn finding(&self, id: &CheckId, kind: &CheckKind, notes: NoteText<'_>) -> Option<String> {
        match (self.visit.checks.get(id)?.answers.last()?, kind) {
            (Answer::Chosen(chosen), CheckKind::Choice(options)) => {
                let option = options.iter().find(|option| &option.id == chosen)?;
                Some(option.text.get(self.language).to_owned())
            }
            (Answer::Measured(milli), CheckKind::Reading { unit, .. }) => Some(format!("{} {unit}", decimal(*milli))),
            (Answer::Noted(note), _) => notes(note),
            _ => None,
        }
    }

    /// How long the work and the parts are warranted (R105, R155): each labour that was
    /// charged by its fault class, each part by the catalogue.
    fn warranties(&self, job: &Job) -> Vec<String> {
        let lines = self.visit.accepted_quote().map(|_| self.visit.lines.values()).into_iter().flatten();
        let labour = lines.filter_map(|line| match &line.item {
            QuoteItem::Fee(row) => self.books.fees.row(row).filter(|row| row.kind == FeeKind::Labour),
            QuoteItem::Part(_) => None,
        });
        let labour = labour.map(|row| {
            let days = self.books.fees.repair_warranty(&job.category, row.fault_class);
            (row.text.get(self.language).to_owned(), days)
        });
        let parts = self.visit.fitted.iter().filter_map(|fitted| self.books.parts.part(&fitted.part));
        let parts = parts.map(|part| (part.text.get(self.language).to_owned(), part.warranty_days));
        let mut said = Vec::new();
        for warranty in labour.chain(parts).filter(|(_, days)| *days > 0) {
            if !said.contains(&warranty) {
                said.push(warranty);
            }
        }
        said.into_iter().map(|(what, days)| self.warranty(&what, days)).collect()
    }

    /// The last day is said only where the clock vouches for today's date.
    fn warranty(&self, what: &str, days: u32) -> String {
        let until = self.today().and_then(|today| today.checked_add_days(Days::new(days.into())));
        let days = days.to_string();
        match until.map(|until| until.to_string()) {
            Some(until) => {
                self.phrase(PhraseId::RepairWarrantyUntil, &[("what", what), ("days", &days), ("until", &until)])
            }
            None => self.phrase(PhraseId::RepairWarranty, &[("what", what), ("days", &days)]),
        }
    }

    /// The day of the last thing that was recorded, by the calendar of China, if the
    /// phone was sure of it.
    fn today(&self) -> Option<NaiveDate> {
        let at = self.visit.story.last()?.at?;
        let off_ms = i64::from(at.uncertainty_ms?);
        let (first, last) =
            (china_day(at.wall_ms.saturating_sub(off_ms)), china_day(at.wall_ms.saturating_add(off_ms)));
        first.filter(|first| Some(*first) == last)
    }

    /// The total: before it what was taken off by whose word (R97), after it the voucher
    /// where warranty covers all of it (R95).
    fn sum(&self, total: Money, reduction: Option<&Granted>) -> Vec<String> {
        let mut lines = reduction.map(|granted| self.reduction(granted)).unwrap_or_default();
        lines.push(self.phrase(PhraseId::Total, &[("total", &total.to_string())]));
        let is_inside = self.visit.opening.as_ref().is_some_and(|opening| opening.warranty == Warranty::Inside);
        if is_inside && total.minor == 0 && reduction.is_none() {
            lines.push(self.phrase(PhraseId::FreeVoucher, &[]));
        }
        lines
    }

    fn reduction(&self, granted: &Granted) -> Vec<String> {
        // A total that was reduced is never above the lines, so the difference fits.
        let less = granted.total.minus(granted.instead_of).unwrap_or(granted.total);
        let request = granted.request.to_string();
        let mut lines = vec![
            self.phrase(PhraseId::LineSum, &[("sum", &granted.instead_of.to_string())]),
            self.phrase(PhraseId::Reduction, &[("amount", &less.to_string()), ("request", &request)]),
        ];
        if !granted.is_verified {
            lines.push(self.phrase(PhraseId::ReductionNotVerified, &[]));
        }
        lines
    }

    fn charge(&self, line: &QuoteLine) -> String {
        let text = match &line.item {
            QuoteItem::Fee(row) => {
                self.books.fees.row(row).map_or(row.to_string(), |row| row.text.get(self.language).to_owned())
            }
            QuoteItem::Part(part) => self.part_name(part),
        };
        let (count, amount) = (line.count.to_string(), line.amount.to_string());
        let line_text = self.phrase(PhraseId::Line, &[("text", &text), ("count", &count), ("amount", &amount)]);
        format!("{line_text} {}", self.because(&line.because))
    }

    fn because(&self, because: &Because) -> String {
        match because {
            Because::Schedule { .. } => self.phrase(PhraseId::BecauseSchedule, &[]),
            Because::CardIsLower { schedule } => {
                self.phrase(PhraseId::BecauseCard, &[("schedule", &schedule.to_string())])
            }
            Because::FreeInWarranty { .. } => self.phrase(PhraseId::BecauseFree, &[]),
            Because::Catalogue => self.phrase(PhraseId::BecauseCatalogue, &[]),
            Because::Extra => self.phrase(PhraseId::BecauseExtra, &[]),
            Because::FreeSoftware { .. } => self.phrase(PhraseId::BecauseFreeSoftware, &[]),
            Because::AskCentre { .. } => self.phrase(PhraseId::BecauseAskCentre, &[]),
            Because::Ordered => self.phrase(PhraseId::BecauseOrdered, &[]),
            Because::OldPartCredit => self.phrase(PhraseId::BecauseOldPart, &[]),
            Because::RepairWarranty { .. } => self.phrase(PhraseId::BecauseRepairWarranty, &[]),
        }
    }

    fn part_name(&self, no: &crate::id::PartNo) -> String {
        self.books.parts.part(no).map_or(no.to_string(), |part| part.text.get(self.language).to_owned())
    }
}

/// Fills placeholders in one walk: what a value says is never taken for a placeholder.
pub(crate) fn filled(text: &str, fill: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let known = fill.iter().find_map(|(name, value)| Some((after.strip_prefix(name)?.strip_prefix('}')?, value)));
        rest = match known {
            Some((after, value)) => {
                out.push_str(value);
                after
            }
            None => {
                out.push('{');
                after
            }
        };
    }
    out + rest
}

/// Thousandths as a decimal number without needless zeros: `-18`, `2.5`.
pub fn decimal(milli: i64) -> String {
    let sign = if milli < 0 { "-" } else { "" };
    let (whole, rest) = (milli.unsigned_abs() / 1000, milli.unsigned_abs() % 1000);
    let text = format!("{sign}{whole}.{rest:03}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{decimal, filled};

    #[test]
    fn a_symptom_that_looks_like_a_placeholder_is_shown_as_it_is() {
        let fill = [("symptom", "{total}"), ("total", "CNY 1.00")];
        assert_eq!(filled("{symptom} {other} {total}{", &fill), "{total} {other} CNY 1.00{");
    }

    #[test]
    fn thousandths_are_written_as_people_write_them() {
        let written = [-18_000, 2_500, 0, 100, -50, 220_000].map(decimal);
        assert_eq!(written, ["-18", "2.5", "0", "0.1", "-0.05", "220"]);
    }
}
