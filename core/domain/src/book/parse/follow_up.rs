//! Reads the call-back rules of an SLA policy.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use super::keys::{Needs, Owned};
use super::reader::RawList;
use super::{RawText, Reader, Told, words};
use crate::book::{Cause, FollowUpRule};
use crate::job::named;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFollowUp {
    pub(super) id: Spanned<String>,
    text: RawText,
    after_min: u32,
    owner: Spanned<String>,
    cause: Spanned<String>,
    outcome: RawList,
    service: RawList,
    check: Option<Spanned<String>>,
    any: RawList,
    incident: Option<Spanned<String>>,
}

named! {
    /// The word before what the cause takes is known.
    CauseWord {
        /// A visit was left.
        Left = "left",
        /// The customer was advised.
        Advised = "advised",
        /// A check was answered.
        Check = "check",
        /// An incident ended.
        Incident = "incident",
        /// Nobody signed.
        Unsigned = "unsigned",
        /// Something is not back.
        Custody = "custody",
    }
}
words!(CauseWord);

pub(super) fn follow_up(r: &mut Reader, spanned: &Spanned<RawFollowUp>) -> Result<FollowUpRule, Told> {
    let raw = spanned.get_ref();
    let id = r.id(&raw.id);
    let text = r.text("text", &raw.text);
    let owner = r.named("owner", &raw.owner);
    let cause = cause(r, spanned);
    Ok(FollowUpRule { id: id?, text: text?, after_min: raw.after_min, owner: owner?, cause: cause? })
}

fn cause(r: &mut Reader, spanned: &Spanned<RawFollowUp>) -> Result<Cause, Told> {
    let raw = spanned.get_ref();
    let word = r.named::<CauseWord>("cause", &raw.cause)?;
    let needs = Needs { header: spanned.span(), because: word.key() };
    let belongs = needs.only(r, word, &keys(raw));
    let cause = match word {
        CauseWord::Left => left(r, raw),
        CauseWord::Advised => Ok(Cause::Advised),
        CauseWord::Check => check(r, raw, &needs),
        CauseWord::Incident => incident(r, raw, &needs),
        CauseWord::Unsigned => Ok(Cause::Unsigned),
        CauseWord::Custody => Ok(Cause::Custody),
    };
    belongs.and(cause)
}

fn keys(raw: &RawFollowUp) -> [Owned<CauseWord>; 5] {
    [
        ("outcome", &[CauseWord::Left, CauseWord::Incident], raw.outcome.as_ref().map(Spanned::span)),
        ("service", &[CauseWord::Left], raw.service.as_ref().map(Spanned::span)),
        ("check", &[CauseWord::Check], raw.check.as_ref().map(Spanned::span)),
        ("any", &[CauseWord::Check], raw.any.as_ref().map(Spanned::span)),
        ("incident", &[CauseWord::Incident], raw.incident.as_ref().map(Spanned::span)),
    ]
}

fn left(r: &mut Reader, raw: &RawFollowUp) -> Result<Cause, Told> {
    let outcomes = r.set("outcome", &raw.outcome, |r, one| r.named("outcome", one));
    let services = r.set("service", &raw.service, |r, one| r.named("service", one));
    Ok(Cause::Left { outcomes: outcomes?, services: services? })
}

fn check(r: &mut Reader, raw: &RawFollowUp, needs: &Needs) -> Result<Cause, Told> {
    let check = needs.key(r, "check", raw.check.as_ref()).and_then(|check| r.id(check));
    let any = needs.key(r, "any", raw.any.as_ref()).and_then(|any| r.some("any", any, Reader::id));
    Ok(Cause::Check { check: check?, any: any?.into_iter().collect::<BTreeSet<_>>() })
}

fn incident(r: &mut Reader, raw: &RawFollowUp, needs: &Needs) -> Result<Cause, Told> {
    let incident = needs.key(r, "incident", raw.incident.as_ref()).and_then(|incident| r.id(incident));
    let outcomes = r.set("outcome", &raw.outcome, Reader::id);
    Ok(Cause::Incident { incident: incident?, outcomes: outcomes? })
}
