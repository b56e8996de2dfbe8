//! What a visit starts from, as its journal and the feed carry it.

use doorstep_domain::id::{Hash, PartNo};
use doorstep_domain::money::Money;
use doorstep_domain::terms::{Certificate, Earlier, OpenCustody, Terms};

use crate::error::WireError;
use crate::reader::Reader;
use crate::writer::Writer;

/// The most fee rows, missing parts and fitted parts in what an earlier visit left behind.
/// Whoever makes one leaves the rest out: with every list full it stays an event.
pub const MOST_EARLIER_LINES: usize = 20;
/// The most open things in what an earlier visit left behind.
pub const MOST_EARLIER_CUSTODY: usize = 16;
/// The most certificates of one engineer.
pub const MOST_CERTIFICATES: usize = 256;

pub(crate) fn write_terms(w: &mut Writer, terms: &Terms) {
    let Terms { window, travel_min, installed_on, is_elderly, certificate } = terms;
    w.array(5).window(window).option(*travel_min, |w, minutes| {
        w.u32(minutes);
    });
    w.option(*installed_on, |w, day| {
        w.date(&day);
    });
    w.bool(*is_elderly).option(certificate.as_ref(), write_certificate);
}

pub(crate) fn read_terms(r: &mut Reader) -> Result<Terms, WireError> {
    r.array_of(5, "terms")?;
    Ok(Terms {
        window: r.window()?,
        travel_min: r.option("travel_min", |r| r.u32("travel_min"))?,
        installed_on: r.option("installed_on", |r| r.date("installed_on"))?,
        is_elderly: r.bool("is_elderly")?,
        certificate: r.option("certificate", read_certificate)?,
    })
}

pub(crate) fn write_certificate(w: &mut Writer, certificate: &Certificate) {
    let Certificate { category, grade, valid_until } = certificate;
    w.array(3).text(category.as_str()).u32(*grade).date(valid_until);
}

pub(crate) fn read_certificate(r: &mut Reader) -> Result<Certificate, WireError> {
    r.array_of(3, "certificate")?;
    Ok(Certificate { category: r.id("category")?, grade: r.u32("grade")?, valid_until: r.date("valid_until")? })
}

pub(crate) fn write_earlier(w: &mut Writer, earlier: &Earlier) {
    let Earlier { visit, relied, left_ms, quote, labour, missing, fitted, custody } = earlier;
    w.array(8).text(visit.as_str()).hash(relied).option(*left_ms, |w, ms| {
        w.i64(ms);
    });
    w.option(quote.as_ref(), |w, (document, total)| {
        w.array(2).hash(document).money(total);
    });
    w.list(labour, |w, (row, count)| {
        w.array(2).text(row.as_str()).u32(*count);
    });
    write_parts(w, missing);
    write_parts(w, fitted);
    w.list(custody, |w, OpenCustody { from, number, kind, serial, due_ms }| {
        w.array(5).text(from.as_str()).u32(*number).coded(*kind).maybe_serial(serial.as_ref()).i64(*due_ms);
    });
}

pub(crate) fn read_earlier(r: &mut Reader) -> Result<Earlier, WireError> {
    r.array_of(8, "earlier")?;
    Ok(Earlier {
        visit: r.id("visit")?,
        relied: r.hash("relied")?,
        left_ms: r.option("left_ms", |r| r.i64("left_ms"))?,
        quote: r.option("quote", read_quote)?,
        labour: r.list(MOST_EARLIER_LINES, "labour", |r| {
            r.array_of(2, "labour")?;
            Ok((r.id("fee row")?, r.u32("count")?))
        })?,
        missing: r.list(MOST_EARLIER_LINES, "missing", |r| r.pieces("missing"))?,
        fitted: r.list(MOST_EARLIER_LINES, "fitted", |r| r.pieces("fitted"))?,
        custody: r.list(MOST_EARLIER_CUSTODY, "custody", |r| {
            r.array_of(5, "custody")?;
            let (from, number, kind, serial) = (r.id("from")?, r.u32("number")?, r.coded()?, r.maybe_serial()?);
            Ok(OpenCustody { from, number, kind, serial, due_ms: r.i64("due_ms")? })
        })?,
    })
}

fn read_quote(r: &mut Reader) -> Result<(Hash, Money), WireError> {
    r.array_of(2, "quote")?;
    Ok((r.hash("document")?, r.money()?))
}

fn write_parts(w: &mut Writer, parts: &[(PartNo, u32)]) {
    w.list(parts, |w, (part, count)| {
        w.pieces(part, *count);
    });
}
