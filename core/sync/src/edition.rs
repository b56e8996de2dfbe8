//! Which books an edition still lacks. It may be used only when it lacks none.

use std::collections::BTreeSet;

use doorstep_domain::book::{BookId, BookSet};
use doorstep_domain::id::Hash;

/// The books of `editions` that are not whole here, each once.
pub fn books_wanted<'a>(
    editions: impl IntoIterator<Item = &'a BookSet>,
    is_here: impl Fn(&BookId) -> bool,
) -> Vec<Hash> {
    let wanted: BTreeSet<Hash> =
        editions.into_iter().flat_map(books).filter(|book| !is_here(book)).map(|book| book.0).collect();
    wanted.into_iter().collect()
}

/// Whether every book of this edition is whole here.
pub fn is_whole(edition: &BookSet, is_here: impl Fn(&BookId) -> bool) -> bool {
    books(edition).iter().all(is_here)
}

fn books(edition: &BookSet) -> [BookId; 6] {
    let BookSet { standard, fees, parts, sla, wording, knowledge } = edition;
    [*standard, *fees, *parts, *sla, *wording, *knowledge]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_with_one_book_missing_is_not_whole() {
        let book = |text: &str| BookId::of(text.as_bytes());
        let edition = BookSet {
            standard: book("standard"),
            fees: book("fees"),
            parts: book("parts"),
            sla: book("sla"),
            wording: book("wording"),
            knowledge: book("knowledge"),
        };
        let missing = book("parts");
        assert!(!is_whole(&edition, |b| *b != missing));
        assert_eq!(books_wanted([&edition, &edition], |b| *b != missing), [missing.0]);
        assert!(is_whole(&edition, |_| true));
    }
}
