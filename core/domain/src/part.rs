//! Parts for the work at hand: the original first, then what can stand in for it (R104),
//! and what policy asks for the old one (R148, R199).
//!
//! Fitting a part never asks the van: what was fitted is a fact, also where the ledger
//! says that it cannot be there.

use crate::audit::FindingKind;
use crate::book::{Books, OldPartPolicy, Origin, PartsCatalogue};
use crate::event::{Event, FittedPart, OldPart};
use crate::id::PartNo;
use crate::van::Ledger;

/// A part that would do, and how many usable ones the van carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Which.
    pub part: PartNo,
    /// How many are in the van and not known to be faulty.
    pub usable: u64,
}

/// What would do for this part, the best first: the original, whether it is here or
/// not, then the substitutes for it that are in the van, in the catalogue's order (R104).
/// Nothing where the catalogue does not know the part.
pub fn suggest(no: &PartNo, books: &Books, van: &Ledger) -> Vec<Suggestion> {
    let Some(original) = original(no, &books.parts) else { return Vec::new() };
    let suggestion = |part: &PartNo| Suggestion { part: part.clone(), usable: van.usable(part) };
    let replaces = |origin: &Origin| matches!(origin, Origin::SubstituteFor(replaced) if replaced == original);
    let substitutes = books.parts.parts.iter().filter(|part| replaces(&part.origin)).map(|part| suggestion(&part.no));
    std::iter::once(suggestion(original)).chain(substitutes.filter(|found| found.usable > 0)).collect()
}

/// The original that a part is, or stands in for.
fn original<'a>(no: &'a PartNo, parts: &'a PartsCatalogue) -> Option<&'a PartNo> {
    match &parts.part(no)?.origin {
        Origin::Original => Some(no),
        Origin::SubstituteFor(original) => Some(original),
    }
}

/// What a person at the office should look at: an old part that stayed with the customer
/// although policy asks it back.
pub(crate) fn remarkable(books: &Books, event: &Event) -> Option<FindingKind> {
    let Event::PartFitted(FittedPart { part, old_part: OldPart::KeptByCustomer, .. }) = event else { return None };
    let policy = books.parts.part(part)?.old_part;
    (policy == OldPartPolicy::Return).then(|| FindingKind::OldPartKept { part: part.clone() })
}
