//! Reads an SLA policy.

use serde::Deserialize;
use toml::Spanned;

use super::{RawText, Reader, Told, words};
use crate::book::{FollowUpRule, KnockPolicy, LatePolicy, ResponsePromise, SlaPolicy, Title};
use crate::job::named;

type RawPair = Spanned<(u32, u32)>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSla {
    arrive_early_min: RawPair,
    plan_before_min: u32,
    confirm_before_min: u32,
    company_change_before_min: u32,
    customer_change_before_min: u32,
    knock: RawKnock,
    late: RawLate,
    #[serde(default)]
    response: Vec<RawResponse>,
    #[serde(default)]
    follow_up: Vec<RawFollowUp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKnock {
    times: Spanned<u32>,
    taps: Spanned<u32>,
    every_s: Spanned<u32>,
    phone_after_s: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLate {
    call_before_min: RawPair,
    serious_from_min: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawResponse {
    area: Spanned<String>,
    text: RawText,
    within_min: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFollowUp {
    id: Spanned<String>,
    text: RawText,
    after_min: u32,
    owner: Spanned<String>,
}

named! {
    /// Who owes a call-back.
    Owner {
        /// Who was there.
        Engineer = "engineer",
        /// Who planned it.
        Centre = "centre",
        /// Who sold it.
        Outlet = "outlet",
    }
}
words!(Owner);

pub(super) fn sla(r: &mut Reader, raw: &RawSla, title: Result<Title, Told>) -> Result<SlaPolicy, Told> {
    let arrive_early_min = pair(r, "arrive_early_min", &raw.arrive_early_min);
    let knock = knock(r, &raw.knock);
    let late = late(r, &raw.late);
    let areas_once = r.once("area", raw.response.iter().map(|response| &response.area));
    let responses: Vec<_> = raw.response.iter().map(|raw| response(r, raw)).collect();
    let ids_once = r.once("follow-up", raw.follow_up.iter().map(|follow_up| &follow_up.id));
    let follow_ups: Vec<_> = raw.follow_up.iter().map(|raw| follow_up(r, raw)).collect();
    Ok(SlaPolicy {
        title: title?,
        arrive_early_min: arrive_early_min?,
        plan_before_min: raw.plan_before_min,
        knock: knock?,
        late: late?,
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

fn knock(r: &mut Reader, raw: &RawKnock) -> Result<KnockPolicy, Told> {
    let times = r.positive("times", &raw.times);
    let taps = r.positive("taps", &raw.taps);
    let every_s = r.positive("every_s", &raw.every_s);
    let phone_after_s = r.positive("phone_after_s", &raw.phone_after_s);
    Ok(KnockPolicy { times: times?, taps: taps?, every_s: every_s?, phone_after_s: phone_after_s? })
}

fn late(r: &mut Reader, raw: &RawLate) -> Result<LatePolicy, Told> {
    let call_before_min = pair(r, "call_before_min", &raw.call_before_min);
    let serious_from_min = r.positive("serious_from_min", &raw.serious_from_min);
    Ok(LatePolicy { call_before_min: call_before_min?, serious_from_min: serious_from_min? })
}

fn response(r: &mut Reader, raw: &RawResponse) -> Result<ResponsePromise, Told> {
    let area = r.word("area", &raw.area);
    let text = r.text("text", &raw.text);
    let within_min = r.positive("within_min", &raw.within_min);
    Ok(ResponsePromise { area: area?, text: text?, within_min: within_min? })
}

fn follow_up(r: &mut Reader, raw: &RawFollowUp) -> Result<FollowUpRule, Told> {
    let id = r.id(&raw.id);
    let text = r.text("text", &raw.text);
    let owner = r.named::<Owner>("owner", &raw.owner);
    Ok(FollowUpRule { id: id?, text: text?, after_min: raw.after_min, owner: owner?.key().to_owned() })
}
