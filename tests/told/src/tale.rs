//! One tale: what the standard wants, in a sentence, and a visit that shows it.

use doorstep_domain::book::Books;

use crate::Told;

/// A told visit with its reason.
pub struct Tale {
    /// Its name, as the table of requirements cites it.
    pub name: &'static str,
    /// What the standard wants.
    pub says: &'static str,
    /// The numbers it shows.
    pub shows: &'static [&'static str],
    /// Tells it over these books; panics where the books or the rules want otherwise.
    pub tell: fn(&Books) -> Told,
}

/// Writes tales as they are read: name, sentence, numbers, telling.
macro_rules! told {
    ($($name:ident: $says:literal [$($number:ident)*] |$books:ident| $tell:expr;)*) => {
        pub(crate) const TALES: &[crate::Tale] = &[$(crate::Tale {
            name: stringify!($name),
            says: $says,
            shows: &[$(stringify!($number)),*],
            tell: { fn $name($books: &doorstep_domain::book::Books) -> crate::Told { $tell } $name },
        },)*];
    };
}
pub(crate) use told;

/// Every tale.
pub fn tales() -> Vec<&'static Tale> {
    crate::tales::ALL.iter().flat_map(|topic| topic.iter()).collect()
}
