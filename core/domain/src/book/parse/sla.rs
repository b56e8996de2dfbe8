//! Reads an SLA policy.

use serde::Deserialize;
use toml::Spanned;

use super::follow_up::{RawFollowUp, follow_up};
use super::{RawText, Reader, Told};
use crate::book::{KnockPolicy, LatePolicy, OnSite, ResponsePromise, SlaPolicy, Title};

type RawPair = Spanned<(u32, u32)>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSla {
    arrive_early_min: RawPair,
    plan_before_min: u32,
    confirm_before_min: u32,
    company_change_before_min: u32,
    customer_change_before_min: u32,
    travel: RawTravel,
    on_site: RawOnSite,
    knock: RawKnock,
    late: RawLate,
    #[serde(default)]
    response: Vec<RawResponse>,
    #[serde(default)]
    follow_up: Vec<Spanned<RawFollowUp>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTravel {
    default_min: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOnSite {
    ordinary_min: Spanned<u32>,
    workshop_days: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKnock {
    times: Spanned<u32>,
    taps: Spanned<u32>,
    every_s: Spanned<u32>,
    phone_after_s: Spanned<u32>,
    then: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLate {
    call_before_min: RawPair,
    serious_from_min: Spanned<u32>,
    minor_incident: Spanned<String>,
    serious_incident: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawResponse {
    area: Spanned<String>,
    text: RawText,
    within_min: Spanned<u32>,
}

pub(super) fn sla(r: &mut Reader, raw: &RawSla, title: Result<Title, Told>) -> Result<SlaPolicy, Told> {
    let arrive_early_min = pair(r, "arrive_early_min", &raw.arrive_early_min);
    let travel_default_min = r.positive("default_min", &raw.travel.default_min);
    let on_site = on_site(r, &raw.on_site);
    let knock = knock(r, &raw.knock);
    let late = late(r, &raw.late);
    let areas_once = r.once("area", raw.response.iter().map(|response| &response.area));
    let responses: Vec<_> = raw.response.iter().map(|raw| response(r, raw)).collect();
    let ids_once = r.once("follow-up", raw.follow_up.iter().map(|follow_up| &follow_up.get_ref().id));
    let follow_ups: Vec<_> = raw.follow_up.iter().map(|raw| follow_up(r, raw)).collect();
    Ok(SlaPolicy {
        title: title?,
        arrive_early_min: arrive_early_min?,
        plan_before_min: raw.plan_before_min,
        knock: knock?,
        late: late?,
        travel_default_min: travel_default_min?,
        on_site: on_site?,
        confirm_before_min: raw.confirm_before_min,
        company_change_before_min: raw.company_change_before_min,
        customer_change_before_min: raw.customer_change_before_min,
        responses: areas_once.and(responses.into_iter().collect())?,
        follow_ups: ids_once.and(follow_ups.into_iter().collect())?,
    })
}

fn pair(r: &mut Reader, field: &'static str, raw: &RawPair) -> Result<(u32, u32), Told> {
    r.pair(field, raw.span(), *raw.get_ref())
}

fn on_site(r: &mut Reader, raw: &RawOnSite) -> Result<OnSite, Told> {
    let ordinary_min = r.positive("ordinary_min", &raw.ordinary_min);
    let workshop_days = r.positive("workshop_days", &raw.workshop_days);
    Ok(OnSite { ordinary_min: ordinary_min?, workshop_days: workshop_days? })
}

fn knock(r: &mut Reader, raw: &RawKnock) -> Result<KnockPolicy, Told> {
    let times = r.positive("times", &raw.times);
    let taps = r.positive("taps", &raw.taps);
    let every_s = r.positive("every_s", &raw.every_s);
    let phone_after_s = r.positive("phone_after_s", &raw.phone_after_s);
    let then = r.some("then", &raw.then, |r, one| r.named("then", one));
    Ok(KnockPolicy { times: times?, taps: taps?, every_s: every_s?, phone_after_s: phone_after_s?, then: then? })
}

fn late(r: &mut Reader, raw: &RawLate) -> Result<LatePolicy, Told> {
    let call_before_min = pair(r, "call_before_min", &raw.call_before_min);
    let serious_from_min = r.positive("serious_from_min", &raw.serious_from_min);
    let (minor_incident, serious_incident) = (r.id(&raw.minor_incident), r.id(&raw.serious_incident));
    Ok(LatePolicy {
        call_before_min: call_before_min?,
        serious_from_min: serious_from_min?,
        minor_incident: minor_incident?,
        serious_incident: serious_incident?,
    })
}

fn response(r: &mut Reader, raw: &RawResponse) -> Result<ResponsePromise, Told> {
    let area = r.word("area", &raw.area);
    let text = r.text("text", &raw.text);
    let within_min = r.positive("within_min", &raw.within_min);
    Ok(ResponsePromise { area: area?, text: text?, within_min: within_min? })
}
