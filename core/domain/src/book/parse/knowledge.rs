//! Reads a knowledge book.

use serde::Deserialize;
use toml::Spanned;

use super::reader::RawList;
use super::{MistakeKind, RawText, Reader, Told};
use crate::book::{Article, Knowledge, Text, Title};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawKnowledge {
    #[serde(default)]
    article: Vec<RawArticle>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawArticle {
    id: Spanned<String>,
    category: RawList,
    codes: RawList,
    title: RawText,
    symptoms: RawText,
    causes: Spanned<Vec<RawText>>,
    remedies: Spanned<Vec<RawText>>,
    parts: RawList,
    phone_advice: Option<RawText>,
    #[serde(default)]
    workshop: bool,
    serves: Spanned<Vec<Spanned<String>>>,
}

pub(super) fn knowledge(r: &mut Reader, raw: &RawKnowledge, title: Result<Title, Told>) -> Result<Knowledge, Told> {
    let once = r.once("article", raw.article.iter().map(|article| &article.id));
    let articles: Vec<_> = raw.article.iter().map(|raw| article(r, raw)).collect();
    let articles = once.and(articles.into_iter().collect());
    Ok(Knowledge { title: title?, articles: articles? })
}

fn article(r: &mut Reader, raw: &RawArticle) -> Result<Article, Told> {
    let id = r.id(&raw.id);
    let category = r.any("category", &raw.category, Reader::id);
    let codes = r.any("codes", &raw.codes, |r, one| r.line("codes", one));
    let (title, symptoms) = (r.text("title", &raw.title), r.text("symptoms", &raw.symptoms));
    let (causes, remedies) = (lines(r, "causes", &raw.causes), lines(r, "remedies", &raw.remedies));
    let parts = r.any("parts", &raw.parts, Reader::id);
    let phone_advice = raw.phone_advice.as_ref().map(|advice| r.text("phone_advice", advice)).transpose();
    let serves = r.serves(&raw.serves);
    Ok(Article {
        id: id?,
        category: category?.into_iter().collect(),
        codes: codes?,
        title: title?,
        symptoms: symptoms?,
        causes: causes?,
        remedies: remedies?,
        parts: parts?,
        phone_advice: phone_advice?,
        may_leave_home: raw.workshop,
        serves: serves?,
    })
}

/// Texts in order, at least one.
fn lines(r: &mut Reader, field: &'static str, raw: &Spanned<Vec<RawText>>) -> Result<Vec<Text>, Told> {
    if raw.get_ref().is_empty() {
        return Err(r.wrong(raw.span(), MistakeKind::TooFew { field, least: 1 }));
    }
    let lines: Vec<_> = raw.get_ref().iter().map(|line| r.text(field, line)).collect();
    lines.into_iter().collect()
}
