//! Reads a fee schedule.

use serde::Deserialize;
use toml::Spanned;

use super::reader::RawList;
use super::{MistakeKind, RawText, Reader, Told};
use crate::book::{FeeRow, FeeSchedule, Title};
use crate::money::Currency;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFees {
    currency: Spanned<String>,
    valid_from: Spanned<String>,
    valid_until: Spanned<String>,
    repair_warranty_days: u32,
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
    price: Spanned<String>,
    free_in_warranty: bool,
    serves: Spanned<Vec<Spanned<String>>>,
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
        rows: rows?,
    })
}

fn row(r: &mut Reader, raw: &RawRow, currency: Result<Currency, Told>) -> Result<FeeRow, Told> {
    let id = r.id(&raw.id);
    let kind = r.named("fee", &raw.fee);
    let text = r.text("text", &raw.text);
    let service = r.set("service", &raw.service, |r, one| r.named("service", one));
    let category = r.set("category", &raw.category, Reader::id);
    let price = r.price(&raw.price, currency);
    let serves = r.serves(&raw.serves);
    Ok(FeeRow {
        id: id?,
        kind: kind?,
        text: text?,
        service: service?,
        category: category?,
        price: price?,
        is_free_in_warranty: raw.free_in_warranty,
        serves: serves?,
    })
}
