//! Reads what begins and ends a day: checks without a step, a condition or an order.

use serde::Deserialize;
use toml::Spanned;

use super::kind::{KindWord, RawKind, RawPhotos, kind};
use super::reader::RawList;
use super::standard::{RawChoice, weight};
use super::when::Names;
use super::{RawText, Reader, Told, words};
use crate::book::DayCheck;
use crate::job::named;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDayCheck {
    id: Spanned<String>,
    at: Spanned<String>,
    kind: Spanned<String>,
    weight: Spanned<String>,
    reasons: RawList,
    text: RawText,
    hint: Option<RawText>,
    serves: Spanned<Vec<Spanned<String>>>,
    options: Option<Spanned<Vec<RawChoice>>>,
    photos: Option<RawPhotos>,
    most_chars: Option<Spanned<u32>>,
}

named! {
    /// The kinds that a day has: nothing is measured, awaited or called there.
    DayKindWord {
        /// A plain "done".
        Confirm = "confirm",
        /// One of several answers.
        Choice = "choice",
        /// Photographs.
        Photo = "photo",
        /// A free text.
        Note = "note",
    }
}
words!(DayKindWord);

impl DayKindWord {
    fn word(self) -> KindWord {
        match self {
            Self::Confirm => KindWord::Confirm,
            Self::Choice => KindWord::Choice,
            Self::Photo => KindWord::Photo,
            Self::Note => KindWord::Note,
        }
    }
}

pub(super) fn day_checks(r: &mut Reader, raw: &[Spanned<RawDayCheck>], names: &Names) -> Result<Vec<DayCheck>, Told> {
    let once = r.once("day check", raw.iter().map(|check| &check.get_ref().id));
    let checks: Vec<_> = raw.iter().map(|raw| day_check(r, raw, names)).collect();
    once.and(checks.into_iter().collect())
}

fn day_check(r: &mut Reader, spanned: &Spanned<RawDayCheck>, names: &Names) -> Result<DayCheck, Told> {
    let raw = spanned.get_ref();
    let id = r.id(&raw.id);
    let at = r.named("at", &raw.at);
    let keys = RawKind {
        options: raw.options.as_ref(),
        photos: raw.photos.as_ref(),
        most_chars: raw.most_chars.as_ref(),
        ..RawKind::default()
    };
    let word = r.named::<DayKindWord>("kind", &raw.kind);
    let kind = word.and_then(|word| kind(r, word.word(), spanned.span(), &keys));
    let weight = weight(r, spanned.span(), &raw.weight, &raw.reasons, names);
    let text = r.text("text", &raw.text);
    let hint = raw.hint.as_ref().map(|hint| r.text("hint", hint)).transpose();
    let serves = r.serves(&raw.serves);
    Ok(DayCheck { id: id?, at: at?, kind: kind?, weight: weight?, text: text?, hint: hint?, serves: serves? })
}
