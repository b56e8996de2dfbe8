//! Looking something up: what was found, the best first; and what is likely for a job
//! before anybody asks (R11, R21, R22, R24, R28, R78).

use doorstep_domain::book::{Article, PartsCatalogue};
use doorstep_domain::id::CategoryId;
use doorstep_domain::knowledge::Likely;

use crate::Words;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct KnowledgeModel {
    /// What was asked.
    pub query: String,
    /// The books are here; without them nothing can be found.
    pub has_books: bool,
    /// Nothing has every word: these have some of them.
    pub is_loose: bool,
    /// How many articles there are in all.
    pub of: u32,
    /// The best of them, the best first.
    pub articles: Vec<ArticleModel>,
}

/// One article.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ArticleModel {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub title: Words,
    /// The fault codes that displays show for it.
    pub codes: Vec<String>,
    /// The words that people use for it.
    pub symptoms: Words,
    /// Likely causes, the likeliest first.
    pub causes: Vec<Words>,
    /// What helps.
    pub remedies: Vec<Words>,
    /// Parts to bring.
    pub parts: Vec<NamedPart>,
    /// What to say on the telephone where it may be no fault.
    pub phone_advice: Option<Words>,
    /// The appliance may have to leave the home.
    pub may_leave_home: bool,
    /// It is about the appliance of the job at hand.
    pub is_for_this_appliance: bool,
}

/// A part by its number and name.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct NamedPart {
    /// Its number.
    pub part: String,
    /// What people call it.
    pub text: Words,
}

/// What is likely wrong.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LikelyModel {
    /// The article that says so.
    pub article: String,
    /// Its headline.
    pub title: Words,
    /// The customer reported its fault code.
    pub is_by_code: bool,
    /// Likely causes, the likeliest first.
    pub causes: Vec<Words>,
    /// Parts to bring.
    pub parts: Vec<NamedPart>,
    /// What to say on the telephone where it may be no fault.
    pub phone_advice: Option<Words>,
    /// The appliance may have to leave the home: a loaner comes along (R28).
    pub may_leave_home: bool,
}

/// An article as a screen shows it, for an appliance where there is one at hand.
pub fn article_model(article: &Article, parts: &PartsCatalogue, category: Option<&CategoryId>) -> ArticleModel {
    let is_for = |category: &CategoryId| article.category.is_empty() || article.category.contains(category);
    ArticleModel {
        id: article.id.to_string(),
        title: (&article.title).into(),
        codes: article.codes.clone(),
        symptoms: (&article.symptoms).into(),
        causes: article.causes.iter().map(Words::from).collect(),
        remedies: article.remedies.iter().map(Words::from).collect(),
        parts: named(article, parts),
        phone_advice: article.phone_advice.as_ref().map(Words::from),
        may_leave_home: article.may_leave_home,
        is_for_this_appliance: category.is_some_and(is_for),
    }
}

/// A likely article as a job shows it.
pub fn likely_model(likely: &Likely<'_>, parts: &PartsCatalogue) -> LikelyModel {
    let article = likely.article;
    LikelyModel {
        article: article.id.to_string(),
        title: (&article.title).into(),
        is_by_code: likely.is_by_code,
        causes: article.causes.iter().map(Words::from).collect(),
        parts: named(article, parts),
        phone_advice: article.phone_advice.as_ref().map(Words::from),
        may_leave_home: article.may_leave_home,
    }
}

fn named(article: &Article, parts: &PartsCatalogue) -> Vec<NamedPart> {
    let text = |no| parts.part(no).map(|part| Words::from(&part.text)).unwrap_or_default();
    article.parts.iter().map(|no| NamedPart { part: no.to_string(), text: text(no) }).collect()
}
