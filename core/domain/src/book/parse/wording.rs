//! Reads a wording book: every phrase once, each with exactly its placeholders.
//!
//! A phrase that leaves one out would hide an amount or a name in one language.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::{MistakeKind, RawText, Reader, Told};
use crate::book::{PhraseId, Text, Title, Wording};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWording {
    phrase: Vec<RawPhrase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPhrase {
    key: Spanned<String>,
    text: RawText,
}

pub(super) fn wording(r: &mut Reader, raw: &RawWording, title: Result<Title, Told>) -> Result<Wording, Told> {
    let once = r.once("phrase", raw.phrase.iter().map(|phrase| &phrase.key));
    let phrases: Vec<_> = raw.phrase.iter().map(|raw| phrase(r, raw)).collect();
    let given: BTreeSet<&str> = raw.phrase.iter().map(|phrase| phrase.key.get_ref().as_str()).collect();
    for missing in PhraseId::ALL.iter().filter(|id| !given.contains(id.key())) {
        r.wrong(r.end(), MistakeKind::MissingPhrase { key: missing.key() });
    }
    let phrases = once.and(phrases.into_iter().collect::<Result<BTreeMap<_, _>, _>>());
    Ok(Wording { title: title?, phrases: phrases? })
}

fn phrase(r: &mut Reader, raw: &RawPhrase) -> Result<(PhraseId, Text), Told> {
    let text = r.text("text", &raw.text);
    let Some(id) = PhraseId::ALL.iter().copied().find(|id| id.key() == raw.key.get_ref()) else {
        let given = raw.key.get_ref().clone();
        return Err(r.wrong(raw.key.span(), MistakeKind::UnknownPhrase { given }));
    };
    let zh = same_placeholders(r, id, &raw.text.zh);
    let en = same_placeholders(r, id, &raw.text.en);
    zh.and(en)?;
    Ok((id, text?))
}

fn same_placeholders(r: &mut Reader, id: PhraseId, raw: &Spanned<String>) -> Result<(), Told> {
    let key = id.key();
    let Some(used) = placeholders(raw.get_ref()) else {
        return Err(r.wrong(raw.span(), MistakeKind::StrayBrace { key }));
    };
    let mut outcome = Ok(());
    for given in used.iter().filter(|given| !id.placeholders().contains(given)) {
        let what = MistakeKind::UnknownPlaceholder { key, given: (*given).to_owned() };
        outcome = Err(r.wrong(raw.span(), what));
    }
    for name in id.placeholders().iter().filter(|name| !used.contains(*name)) {
        outcome = Err(r.wrong(raw.span(), MistakeKind::MissingPlaceholder { key, name }));
    }
    outcome
}

/// The names in braces, or nothing if a brace has no partner.
fn placeholders(text: &str) -> Option<BTreeSet<&str>> {
    let mut pieces = text.split('{');
    let mut names = BTreeSet::new();
    if pieces.next()?.contains('}') {
        return None;
    }
    for piece in pieces {
        let (name, rest) = piece.split_once('}')?;
        if rest.contains('}') {
            return None;
        }
        names.insert(name);
    }
    Some(names)
}
