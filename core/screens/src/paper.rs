//! A text that was frozen for the customer: what they saw is what is hashed and signed.

use crate::Amount;

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

/// Finds the exact text of a document that was shown.
pub type ShownText<'a> = &'a dyn Fn(&doorstep_domain::id::Hash) -> Option<String>;

pub(crate) fn paper_model(paper: &doorstep_domain::visit::Presented, shown: ShownText<'_>) -> Option<PaperModel> {
    let text = shown(&paper.document)?;
    Some(PaperModel { document: paper.document.to_hex(), text, total: paper.total.into() })
}
