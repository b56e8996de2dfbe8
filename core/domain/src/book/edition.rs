//! Editions (being written).
#![allow(missing_docs)]
use super::{Book, BookId, FeeSchedule, PartsCatalogue, ServiceStandard, SlaPolicy, Wording};
use crate::id::Hash;
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId(pub Hash);
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookSet {
    pub standard: BookId,
    pub fees: BookId,
    pub parts: BookId,
    pub sla: BookId,
    pub wording: BookId,
}
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    pub edition: EditionId,
    pub standard: ServiceStandard,
    pub fees: FeeSchedule,
    pub parts: PartsCatalogue,
    pub sla: SlaPolicy,
    pub wording: Wording,
}
impl Books {
    pub fn assemble(_books: Vec<Book>) -> Result<Books, Vec<String>> {
        Err(Vec::new())
    }
}
