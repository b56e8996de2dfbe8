//! A job as the feed carries it. It holds personal data and is never hashed into a chain.

use std::collections::BTreeMap;

use doorstep_domain::id::FeeRowId;
use doorstep_domain::job::{Customer, Job};
use doorstep_domain::money::Money;
use doorstep_domain::reduction::ApprovalKey;

use crate::error::WireError;
use crate::reader::Reader;
use crate::writer::Writer;

/// The longest text of a job, in bytes.
const LONGEST_TEXT: usize = 16 * 1024;
const MOST_PHONES: usize = 32;
const MOST_CARD_ROWS: usize = 1024;

pub(super) fn write_job(w: &mut Writer, job: &Job) {
    let Job { id, visit, engineer, service, category, model, serial, purchased_on, warranty, .. } = job;
    let Job { warranty_card, customer, symptom, request, window, travel_min, installed_on, earlier, .. } = job;
    w.array(18).text(id.as_str()).text(visit.as_str()).text(engineer.as_str());
    w.coded(*service).text(category.as_str()).text(model).text(serial).text(purchased_on).coded(*warranty);
    w.list(warranty_card, |w, (row, price)| {
        w.array(2).text(row.as_str()).money(price);
    });
    write_customer(w, customer);
    w.text(symptom).text(request).window(window).option(*travel_min, |w, minutes| {
        w.u32(minutes);
    });
    w.option(*installed_on, |w, day| {
        w.date(&day);
    });
    w.option(earlier.as_ref(), |w, visit| {
        w.text(visit.as_str());
    });
    w.option(job.approval_key.as_ref(), |w, ApprovalKey(key)| {
        w.bytes(key);
    });
}

pub(super) fn read_job(r: &mut Reader) -> Result<Job, WireError> {
    r.array_of(18, "job")?;
    Ok(Job {
        id: r.id("job")?,
        visit: r.id("visit")?,
        engineer: r.id("engineer")?,
        service: r.coded()?,
        category: r.id("category")?,
        model: r.text(LONGEST_TEXT, "model")?.to_owned(),
        serial: r.text(LONGEST_TEXT, "serial")?.to_owned(),
        purchased_on: r.text(LONGEST_TEXT, "purchased_on")?.to_owned(),
        warranty: r.coded()?,
        warranty_card: read_card(r)?,
        customer: read_customer(r)?,
        symptom: r.text(LONGEST_TEXT, "symptom")?.to_owned(),
        request: r.text(LONGEST_TEXT, "request")?.to_owned(),
        window: r.window()?,
        travel_min: r.option("travel_min", |r| r.u32("travel_min"))?,
        installed_on: r.option("installed_on", |r| r.date("installed_on"))?,
        earlier: r.option("earlier", |r| r.id("earlier"))?,
        approval_key: r.option("approval key", |r| r.fixed("approval key").map(ApprovalKey))?,
    })
}

/// Rows in rising order, each once.
fn read_card(r: &mut Reader) -> Result<BTreeMap<FeeRowId, Money>, WireError> {
    let mut card = BTreeMap::new();
    for _ in 0..r.array("warranty card")?.min(MOST_CARD_ROWS + 1) {
        r.array_of(2, "warranty card")?;
        let row = r.id("fee row")?;
        if card.last_key_value().is_some_and(|(last, _)| *last >= row) {
            return Err(WireError::Spelling);
        }
        card.insert(row, r.money()?);
    }
    if card.len() > MOST_CARD_ROWS {
        return Err(WireError::TooLong { what: "warranty card", limit: MOST_CARD_ROWS });
    }
    Ok(card)
}

fn write_customer(w: &mut Writer, customer: &Customer) {
    let Customer { name, phones, address, area, is_elderly } = customer;
    w.array(5).text(name);
    w.list(phones, |w, phone| {
        w.text(phone);
    });
    w.text(address).text(area).bool(*is_elderly);
}

fn read_customer(r: &mut Reader) -> Result<Customer, WireError> {
    r.array_of(5, "customer")?;
    Ok(Customer {
        name: r.text(LONGEST_TEXT, "name")?.to_owned(),
        phones: r.list(MOST_PHONES, "phones", |r| r.text(LONGEST_TEXT, "phone").map(str::to_owned))?,
        address: r.text(LONGEST_TEXT, "address")?.to_owned(),
        area: r.text(LONGEST_TEXT, "area")?.to_owned(),
        is_elderly: r.bool("is_elderly")?,
    })
}
