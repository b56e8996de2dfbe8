//! Reads the incidents of a service standard.

use serde::Deserialize;
use toml::Spanned;

use super::reader::RawList;
use super::{MistakeKind, RawText, Reader, Told};
use crate::book::{Incident, IncidentKind, IncidentOutcome, Then};
use crate::call::Party;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawIncident {
    id: Spanned<String>,
    kind: Spanned<String>,
    at: RawList,
    text: RawText,
    say: Option<RawText>,
    serves: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    guide: Vec<RawLine>,
    #[serde(default)]
    outcome: Vec<Spanned<RawOutcome>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLine {
    text: RawText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOutcome {
    id: Spanned<String>,
    text: RawText,
    then: Spanned<String>,
    #[serde(default)]
    consent: bool,
    tell: RawList,
}

pub(super) fn incidents(r: &mut Reader, raw: &[Spanned<RawIncident>]) -> Result<Vec<Incident>, Told> {
    let once = r.once("incident", raw.iter().map(|incident| &incident.get_ref().id));
    let incidents: Vec<_> = raw.iter().map(|raw| incident(r, raw)).collect();
    once.and(incidents.into_iter().collect())
}

fn incident(r: &mut Reader, spanned: &Spanned<RawIncident>) -> Result<Incident, Told> {
    let raw = spanned.get_ref();
    let id = r.id(&raw.id);
    let kind = r.named("kind", &raw.kind);
    let at = r.any("at", &raw.at, |r, one| r.named("step", one));
    let text = r.text("text", &raw.text);
    let say = raw.say.as_ref().map(|say| r.text("say", say)).transpose();
    let serves = r.serves(&raw.serves);
    for (field, is_empty) in [("guide", raw.guide.is_empty()), ("outcome", raw.outcome.is_empty())] {
        if is_empty {
            r.wrong(spanned.span(), MistakeKind::TooFew { field, least: 1 });
        }
    }
    let guide: Vec<_> = raw.guide.iter().map(|line| r.text("text", &line.text)).collect();
    let once = r.once("outcome", raw.outcome.iter().map(|outcome| &outcome.get_ref().id));
    let outcomes: Vec<_> = raw.outcome.iter().map(|raw| outcome(r, raw, kind)).collect();
    Ok(Incident {
        id: id?,
        kind: kind?,
        at: at?.into_iter().collect(),
        text: text?,
        say: say?,
        guide: guide.into_iter().collect::<Result<_, _>>()?,
        outcomes: once.and(outcomes.into_iter().collect())?,
        serves: serves?,
    })
}

fn outcome(
    r: &mut Reader,
    spanned: &Spanned<RawOutcome>,
    kind: Result<IncidentKind, Told>,
) -> Result<IncidentOutcome, Told> {
    let raw = spanned.get_ref();
    let id = r.id(&raw.id);
    let text = r.text("text", &raw.text);
    let then = r.named("then", &raw.then);
    let tell = r.any("tell", &raw.tell, |r, one| r.named("tell", one));
    let outcome = IncidentOutcome {
        id: id?,
        text: text?,
        then: then?,
        needs_consent: raw.consent,
        tell: tell?.into_iter().collect(),
    };
    if kind? == IncidentKind::Safety {
        safe(r, spanned, &outcome)?;
    }
    Ok(outcome)
}

/// A safety incident never leads to more business in the home, and the centre hears of it.
fn safe(r: &mut Reader, spanned: &Spanned<RawOutcome>, outcome: &IncidentOutcome) -> Result<(), Told> {
    let ends = match outcome.then {
        Then::GoOn | Then::HandOver | Then::Leave => Ok(()),
        other @ (Then::Rebook | Then::TakeAway | Then::Authorise | Then::Certify | Then::Reduce) => {
            Err(r.wrong(spanned.get_ref().then.span(), MistakeKind::SafetyGoesOn { given: other.key() }))
        }
    };
    if outcome.tell.contains(&Party::Centre) {
        return ends;
    }
    let at = spanned.get_ref().tell.as_ref().map_or_else(|| spanned.span(), Spanned::span);
    Err(r.wrong(at, MistakeKind::SafetyUntold))
}
