//! The slip: what customer and engineer both sign when something changes hands (R126, R127).
//!
//! It says what it is, in which state, and until when; where an appliance goes to the
//! workshop it also says that cause and remedy are completed there (R150), so that
//! nothing is filled in behind the customer's back. Its text is a content: it names the
//! customer's appliance.

use super::CustodyKind;
use crate::book::{Books, Language, PhraseId};
use crate::document::filled;
use crate::id::SerialNo;
use crate::job::Job;
use crate::time::china_time;
use crate::visit::Visit;

/// What a slip speaks of, before anybody signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slip<'a> {
    /// What it is.
    pub kind: CustodyKind,
    /// What is printed on it, where something is.
    pub serial: Option<&'a SerialNo>,
    /// Its state in words (R125).
    pub condition: &'a str,
    /// When it is due back, UTC milliseconds.
    pub due_ms: i64,
}

/// The exact text of a slip, as both see it.
pub fn slip(visit: &Visit, books: &Books, job: &Job, slip: &Slip<'_>, language: Language) -> String {
    let phrase = |id: PhraseId, fill: &[(&str, &str)]| {
        filled(books.wording.phrases.get(&id).map_or("", |text| text.get(language)), fill)
    };
    let (title, due_phrase) = match slip.kind {
        CustodyKind::Appliance => (PhraseId::SlipAppliance, PhraseId::SlipDueToCustomer),
        CustodyKind::Component => (PhraseId::SlipComponent, PhraseId::SlipDueToCustomer),
        CustodyKind::Loaner => (PhraseId::SlipLoaner, PhraseId::SlipDueFromCustomer),
    };
    let category = books.standard.categories.iter().find(|category| category.id == job.category);
    let appliance = category.map_or(job.category.as_str(), |category| category.text.get(language));
    let due = china_time(slip.due_ms).map_or_else(|| "—".to_owned(), |due| due.format("%Y-%m-%d %H:%M").to_string());
    let mut lines = vec![
        phrase(title, &[]),
        phrase(PhraseId::Job, &[("job", job.id.as_str())]),
        phrase(PhraseId::Appliance, &[("appliance", appliance), ("model", &job.model)]),
    ];
    lines.extend(slip.serial.map(|serial| phrase(PhraseId::SlipSerial, &[("serial", serial.as_str())])));
    lines.push(phrase(PhraseId::SlipCondition, &[("condition", slip.condition)]));
    lines.push(phrase(due_phrase, &[("due", &due)]));
    if slip.kind != CustodyKind::Loaner {
        lines.push(phrase(PhraseId::SlipWorkshop, &[]));
    }
    let engineer = visit.opening.as_ref().map(|opening| opening.engineer.as_str());
    lines.extend(engineer.map(|engineer| phrase(PhraseId::SlipEngineer, &[("engineer", engineer)])));
    lines.push(phrase(PhraseId::SlipBothSign, &[]));
    lines.join("\n")
}
