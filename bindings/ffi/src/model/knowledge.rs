//! Mirrored from `screens::knowledge`.

use doorstep_screens::{ArticleModel, KnowledgeModel, LikelyModel, NamedPart, Words};

#[uniffi::remote(Record)]
pub struct KnowledgeModel {
    pub query: String,
    pub has_books: bool,
    pub is_loose: bool,
    pub of: u32,
    pub articles: Vec<ArticleModel>,
}

#[uniffi::remote(Record)]
pub struct ArticleModel {
    pub id: String,
    pub title: Words,
    pub codes: Vec<String>,
    pub symptoms: Words,
    pub causes: Vec<Words>,
    pub remedies: Vec<Words>,
    pub parts: Vec<NamedPart>,
    pub phone_advice: Option<Words>,
    pub may_leave_home: bool,
    pub is_for_this_appliance: bool,
}

#[uniffi::remote(Record)]
pub struct NamedPart {
    pub part: String,
    pub text: Words,
}

#[uniffi::remote(Record)]
pub struct LikelyModel {
    pub article: String,
    pub title: Words,
    pub is_by_code: bool,
    pub causes: Vec<Words>,
    pub parts: Vec<NamedPart>,
    pub phone_advice: Option<Words>,
    pub may_leave_home: bool,
}
