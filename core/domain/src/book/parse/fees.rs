//! Reads a fee schedule.

use serde::Deserialize;
use toml::Spanned;

use super::reader::RawList;
use super::{MistakeKind, RawText, Reader, Told};
use crate::book::{FaultClass, FeeKind, FeeRow, FeeSchedule, ReductionPolicy, RepairWarranty, SoftwareWindow, Title};
use crate::money::Currency;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFees {
    currency: Spanned<String>,
    valid_from: Spanned<String>,
    valid_until: Spanned<String>,
    repair_warranty_days: u32,
    #[serde(default)]
    repair_warranty: Vec<RawRepairWarranty>,
    software: RawSoftware,
    reduction: RawReduction,
    row: Vec<RawRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRow {
    id: Spanned<String>,
    fee: Spanned<String>,
    text: RawText,
    service: RawList,
    category: RawList,
    fault_class: Option<Spanned<String>>,
    price: Spanned<String>,
    free_in_warranty: Spanned<bool>,
    serves: Spanned<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRepairWarranty {
    category: RawList,
    fault_class: RawList,
    days: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSoftware {
    free_months: u32,
    charged_after_months: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReduction {
    tries: Spanned<u32>,
    most_percent: Spanned<u32>,
}

pub(super) fn fees(r: &mut Reader, raw: &RawFees, title: Result<Title, Told>) -> Result<FeeSchedule, Told> {
    let currency = r.currency(&raw.currency);
    let valid_from = r.date("valid_from", &raw.valid_from);
    let valid_until = r.date("valid_until", &raw.valid_until);
    if let (Ok(from), Ok(until)) = (valid_from, valid_until)
        && from > until
    {
        r.wrong(raw.valid_until.span(), MistakeKind::Backwards { field: "valid_from to valid_until" });
    }
    let repair_warranties: Vec<_> = raw.repair_warranty.iter().map(|raw| repair_warranty(r, raw)).collect();
    let software = software(r, &raw.software);
    let reduction = reduction(r, &raw.reduction);
    let once = r.once("row", raw.row.iter().map(|row| &row.id));
    let rows: Vec<_> = raw.row.iter().map(|raw| row(r, raw, currency)).collect();
    let rows = once.and(rows.into_iter().collect());
    let repair_warranty_days = raw.repair_warranty_days;
    Ok(FeeSchedule {
        title: title?,
        currency: currency?,
        valid_from: valid_from?,
        valid_until: valid_until?,
        repair_warranty_days,
        repair_warranties: repair_warranties.into_iter().collect::<Result<_, _>>()?,
        software: software?,
        reduction: reduction?,
        rows: rows?,
    })
}

fn repair_warranty(r: &mut Reader, raw: &RawRepairWarranty) -> Result<RepairWarranty, Told> {
    let category = r.set("category", &raw.category, Reader::id);
    let fault_class = r.set("fault_class", &raw.fault_class, |r, one| r.named("fault_class", one));
    Ok(RepairWarranty { category: category?, fault_class: fault_class?, days: raw.days })
}

fn software(r: &mut Reader, raw: &RawSoftware) -> Result<SoftwareWindow, Told> {
    const FIELD: &str = "free_months to charged_after_months";
    let months = (raw.free_months, *raw.charged_after_months.get_ref());
    let (free_months, charged_after_months) = r.pair(FIELD, raw.charged_after_months.span(), months)?;
    Ok(SoftwareWindow { free_months, charged_after_months })
}

fn reduction(r: &mut Reader, raw: &RawReduction) -> Result<ReductionPolicy, Told> {
    let tries = r.positive("tries", &raw.tries);
    let most_percent = r.at_most("most_percent", 100, &raw.most_percent);
    Ok(ReductionPolicy { tries: tries?, most_percent: most_percent? })
}

fn row(r: &mut Reader, raw: &RawRow, currency: Result<Currency, Told>) -> Result<FeeRow, Told> {
    let id = r.id(&raw.id);
    let kind = r.named("fee", &raw.fee);
    let text = r.text("text", &raw.text);
    let service = r.set("service", &raw.service, |r, one| r.named("service", one));
    let category = r.set("category", &raw.category, Reader::id);
    let fault_class = fault_class(r, raw, kind);
    let price = r.price(&raw.price, currency);
    let is_free_in_warranty = free_in_warranty(r, raw, kind);
    let serves = r.serves(&raw.serves);
    Ok(FeeRow {
        id: id?,
        kind: kind?,
        text: text?,
        service: service?,
        category: category?,
        fault_class: fault_class?,
        price: price?,
        is_free_in_warranty: is_free_in_warranty?,
        serves: serves?,
    })
}

/// Only labour is harder or easier.
fn fault_class(r: &mut Reader, raw: &RawRow, kind: Result<FeeKind, Told>) -> Result<Option<FaultClass>, Told> {
    let Some(given) = &raw.fault_class else { return Ok(None) };
    let class = r.named("fault_class", given);
    match kind? {
        FeeKind::Labour => class.map(Some),
        other => {
            let what = MistakeKind::KeyDoesNotBelong { key: "fault_class", because: other.key() };
            Err(r.wrong(given.span(), what))
        }
    }
}

fn free_in_warranty(r: &mut Reader, raw: &RawRow, kind: Result<FeeKind, Told>) -> Result<bool, Told> {
    match (kind?, *raw.free_in_warranty.get_ref()) {
        (FeeKind::Credit, true) => Err(r.wrong(raw.free_in_warranty.span(), MistakeKind::CreditFreeInWarranty)),
        (_, is_free) => Ok(is_free),
    }
}
