//! The knowledge book: from what people see to likely causes, remedies and the parts
//! to bring (R11, R21, R22, R24, R28, R78).

use std::collections::BTreeSet;

use super::{Text, Title};
use crate::id::{ArticleId, CategoryId, PartNo};

/// Every article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knowledge {
    /// What the book says of itself.
    pub title: Title,
    /// The articles.
    pub articles: Vec<Article>,
}

impl Knowledge {
    /// The article of this id.
    pub fn article(&self, id: &ArticleId) -> Option<&Article> {
        self.articles.iter().find(|article| &article.id == id)
    }
}

/// One fault as people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Stable over versions of the book.
    pub id: ArticleId,
    /// The appliances that show it; empty is all.
    pub category: BTreeSet<CategoryId>,
    /// The fault codes that displays show for it, as they are printed.
    pub codes: Vec<String>,
    /// Its headline.
    pub title: Text,
    /// The words that people use for it.
    pub symptoms: Text,
    /// Likely causes, the likeliest first (R21, R78).
    pub causes: Vec<Text>,
    /// What helps.
    pub remedies: Vec<Text>,
    /// Parts to bring (R21, R24).
    pub parts: Vec<PartNo>,
    /// What to say on the telephone where it may be no fault (R11, R22).
    pub phone_advice: Option<Text>,
    /// Whether the appliance may have to leave the home: bring a loaner (R28, R130).
    pub may_leave_home: bool,
    /// The requirements it serves, by number.
    pub serves: Vec<String>,
}
