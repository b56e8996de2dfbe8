//! Reads a parts catalogue.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use super::reader::RawList;
use super::{MistakeKind, RawText, Reader, Told, words};
use crate::book::{OldPartPolicy, Origin, Part, PartsCatalogue, Title};
use crate::job::named;
use crate::money::Currency;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawParts {
    currency: Spanned<String>,
    #[serde(default)]
    part: Vec<Spanned<RawPart>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPart {
    no: Spanned<String>,
    text: RawText,
    category: RawList,
    price: Spanned<String>,
    tracking: Spanned<String>,
    origin: Spanned<String>,
    substitute_for: Option<Spanned<String>>,
    warranty_days: u32,
    old_part: Option<Spanned<String>>,
    serves: Spanned<Vec<Spanned<String>>>,
}

named! {
    /// The word before a substitute's original is known.
    OriginWord {
        /// The appliance's own maker.
        Original = "original",
        /// Someone else.
        Substitute = "substitute",
    }
}
words!(OriginWord);

pub(super) fn parts(r: &mut Reader, raw: &RawParts, title: Result<Title, Told>) -> Result<PartsCatalogue, Told> {
    let currency = r.currency(&raw.currency);
    let once = r.once("part", raw.part.iter().map(|part| &part.get_ref().no));
    let is_original = |part: &&RawPart| OriginWord::from_key(part.origin.get_ref()) == Some(OriginWord::Original);
    let originals = raw.part.iter().map(Spanned::get_ref).filter(is_original);
    let originals: BTreeSet<&str> = originals.map(|part| part.no.get_ref().as_str()).collect();
    let parts: Vec<_> = raw.part.iter().map(|raw| part(r, raw, currency, &originals)).collect();
    let parts = once.and(parts.into_iter().collect());
    Ok(PartsCatalogue { title: title?, currency: currency?, parts: parts? })
}

fn part(
    r: &mut Reader,
    spanned: &Spanned<RawPart>,
    currency: Result<Currency, Told>,
    originals: &BTreeSet<&str>,
) -> Result<Part, Told> {
    let raw = spanned.get_ref();
    let no = r.id(&raw.no);
    let text = r.text("text", &raw.text);
    let category = r.set("category", &raw.category, Reader::id);
    let price = r.price(&raw.price, currency);
    let tracking = r.named("tracking", &raw.tracking);
    let origin = origin(r, spanned, originals);
    let old_part = raw.old_part.as_ref().map(|raw| r.named("old_part", raw)).transpose();
    let serves = r.serves(&raw.serves);
    Ok(Part {
        no: no?,
        text: text?,
        category: category?,
        price: price?,
        tracking: tracking?,
        origin: origin?,
        warranty_days: raw.warranty_days,
        old_part: old_part?.unwrap_or(OldPartPolicy::CustomerChoice),
        serves: serves?,
    })
}

/// A substitute names its original, and only a substitute does.
fn origin(r: &mut Reader, spanned: &Spanned<RawPart>, originals: &BTreeSet<&str>) -> Result<Origin, Told> {
    const KEY: &str = "substitute_for";
    let raw = spanned.get_ref();
    let word = r.named::<OriginWord>("origin", &raw.origin)?;
    match (word, &raw.substitute_for) {
        (OriginWord::Original, None) => Ok(Origin::Original),
        (OriginWord::Original, Some(given)) => {
            Err(r.wrong(given.span(), MistakeKind::KeyDoesNotBelong { key: KEY, because: word.key() }))
        }
        (OriginWord::Substitute, None) => {
            Err(r.wrong(spanned.span(), MistakeKind::MissingKey { key: KEY, because: word.key() }))
        }
        (OriginWord::Substitute, Some(original)) if originals.contains(original.get_ref().as_str()) => {
            r.id(original).map(Origin::SubstituteFor)
        }
        (OriginWord::Substitute, Some(other)) => {
            Err(r.wrong(other.span(), MistakeKind::NoOriginal { given: other.get_ref().clone() }))
        }
    }
}
