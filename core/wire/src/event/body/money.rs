//! What is charged, what the customer was shown, said and signed, and lower prices.

use doorstep_domain::event::{Because, Event, QuoteItem, QuoteLine};

use crate::code::{because, item, kind};
use crate::error::WireError;
use crate::reader::Reader;
use crate::writer::Writer;

pub(super) fn write(w: &mut Writer, event: &Event) -> bool {
    match event {
        Event::QuoteLineAdded { line } => write_quote_line(w, line),
        Event::QuoteLineRemoved { line } => {
            w.array(1).u32(*line);
        }
        Event::DocumentPresented { kind, document, total } => {
            w.array(3).coded(*kind).hash(document).money(total);
        }
        Event::QuoteAnswered { document, answer } => {
            w.array(2).hash(document).coded(*answer);
        }
        Event::Signed { document, total, signer, strokes } => {
            w.array(4).hash(document).money(total).coded(*signer).hash(strokes);
        }
        Event::SignatureMissing { document, total, why, note } => {
            w.array(4).hash(document).money(total).coded(*why).maybe_hash(note.as_ref());
        }
        Event::ReductionAsked { request, document, from, to, reason } => {
            w.array(5).u32(*request).hash(document).money(from).money(to).text(reason.as_str());
        }
        Event::CodeTried { request, code } => {
            w.array(2).u32(*request).u32(*code);
        }
        Event::PriceReduced { request, document, total, code, is_verified } => {
            w.array(5).u32(*request).hash(document).money(total).u32(*code).bool(*is_verified);
        }
        _ => return false,
    }
    true
}

pub(super) fn read(r: &mut Reader, number: u32) -> Result<Option<Event>, WireError> {
    match number {
        kind::QUOTE_LINE_ADDED => Ok(Some(Event::QuoteLineAdded { line: read_quote_line(r)? })),
        kind::QUOTE_LINE_REMOVED => {
            r.array_of(1, "quote line removed")?;
            Ok(Some(Event::QuoteLineRemoved { line: r.u32("line")? }))
        }
        kind::DOCUMENT_PRESENTED | kind::QUOTE_ANSWERED | kind::SIGNED | kind::SIGNATURE_MISSING => {
            read_document(r, number).map(Some)
        }
        kind::REDUCTION_ASKED | kind::CODE_TRIED | kind::PRICE_REDUCED => read_reduction(r, number).map(Some),
        _ => Ok(None),
    }
}

/// The events about what the customer was shown, said and signed.
fn read_document(r: &mut Reader, number: u32) -> Result<Event, WireError> {
    match number {
        kind::DOCUMENT_PRESENTED => {
            r.array_of(3, "document presented")?;
            Ok(Event::DocumentPresented { kind: r.coded()?, document: r.hash("document")?, total: r.money()? })
        }
        kind::QUOTE_ANSWERED => {
            r.array_of(2, "quote answered")?;
            Ok(Event::QuoteAnswered { document: r.hash("document")?, answer: r.coded()? })
        }
        kind::SIGNED => {
            r.array_of(4, "signed")?;
            let (document, total) = (r.hash("document")?, r.money()?);
            Ok(Event::Signed { document, total, signer: r.coded()?, strokes: r.hash("strokes")? })
        }
        _ => {
            r.array_of(4, "signature missing")?;
            let (document, total, why) = (r.hash("document")?, r.money()?, r.coded()?);
            Ok(Event::SignatureMissing { document, total, why, note: r.maybe_hash("note")? })
        }
    }
}

/// The events about a lower price by the centre's word.
fn read_reduction(r: &mut Reader, number: u32) -> Result<Event, WireError> {
    match number {
        kind::REDUCTION_ASKED => {
            r.array_of(5, "reduction asked")?;
            let (request, document) = (r.u32("request")?, r.hash("document")?);
            Ok(Event::ReductionAsked { request, document, from: r.money()?, to: r.money()?, reason: r.id("reason")? })
        }
        kind::CODE_TRIED => {
            r.array_of(2, "code tried")?;
            Ok(Event::CodeTried { request: r.u32("request")?, code: r.u32("code")? })
        }
        _ => {
            r.array_of(5, "price reduced")?;
            let (request, document, total) = (r.u32("request")?, r.hash("document")?, r.money()?);
            let (code, is_verified) = (r.u32("code")?, r.bool("is_verified")?);
            Ok(Event::PriceReduced { request, document, total, code, is_verified })
        }
    }
}

fn write_quote_line(w: &mut Writer, quoted: &QuoteLine) {
    let QuoteLine { line, item: what, count, amount, because: why } = quoted;
    w.array(5).u32(*line);
    match what {
        QuoteItem::Fee(row) => w.array(2).u32(item::FEE).text(row.as_str()),
        QuoteItem::Part(part) => w.array(2).u32(item::PART).text(part.as_str()),
    };
    w.u32(*count).money(amount);
    write_because(w, why);
}

/// The reason's number, and the other price that was compared, where there is one.
fn write_because(w: &mut Writer, why: &Because) {
    match why {
        Because::Schedule { card: None } => w.array(1).u32(because::SCHEDULE),
        Because::Schedule { card: Some(card) } => w.array(2).u32(because::SCHEDULE).money(card),
        Because::CardIsLower { schedule } => w.array(2).u32(because::CARD_IS_LOWER).money(schedule),
        Because::FreeInWarranty { would_be } => w.array(2).u32(because::FREE_IN_WARRANTY).money(would_be),
        Because::Catalogue => w.array(1).u32(because::CATALOGUE),
        Because::Extra => w.array(1).u32(because::EXTRA),
        Because::FreeSoftware { would_be } => w.array(2).u32(because::FREE_SOFTWARE).money(would_be),
        Because::AskCentre { would_be } => w.array(2).u32(because::ASK_CENTRE).money(would_be),
        Because::Ordered => w.array(1).u32(because::ORDERED),
        Because::OldPartCredit => w.array(1).u32(because::OLD_PART_CREDIT),
        Because::RepairWarranty { would_be } => w.array(2).u32(because::REPAIR_WARRANTY).money(would_be),
    };
}

fn read_quote_line(r: &mut Reader) -> Result<QuoteLine, WireError> {
    r.array_of(5, "quote line")?;
    Ok(QuoteLine {
        line: r.u32("line")?,
        item: read_item(r)?,
        count: r.u32("count")?,
        amount: r.money()?,
        because: read_because(r)?,
    })
}

fn read_item(r: &mut Reader) -> Result<QuoteItem, WireError> {
    r.array_of(2, "item")?;
    match r.u32("item")? {
        item::FEE => Ok(QuoteItem::Fee(r.id("fee row")?)),
        item::PART => Ok(QuoteItem::Part(r.id("part")?)),
        code => Err(WireError::Code { at: "item", code }),
    }
}

fn read_because(r: &mut Reader) -> Result<Because, WireError> {
    let len = r.array("because")?;
    match (r.u32("because")?, len) {
        (because::SCHEDULE, 1) => Ok(Because::Schedule { card: None }),
        (because::SCHEDULE, 2) => Ok(Because::Schedule { card: Some(r.money()?) }),
        (because::CARD_IS_LOWER, 2) => Ok(Because::CardIsLower { schedule: r.money()? }),
        (because::FREE_IN_WARRANTY, 2) => Ok(Because::FreeInWarranty { would_be: r.money()? }),
        (because::CATALOGUE, 1) => Ok(Because::Catalogue),
        (because::EXTRA, 1) => Ok(Because::Extra),
        (because::FREE_SOFTWARE, 2) => Ok(Because::FreeSoftware { would_be: r.money()? }),
        (because::ASK_CENTRE, 2) => Ok(Because::AskCentre { would_be: r.money()? }),
        (because::ORDERED, 1) => Ok(Because::Ordered),
        (because::OLD_PART_CREDIT, 1) => Ok(Because::OldPartCredit),
        (because::REPAIR_WARRANTY, 2) => Ok(Because::RepairWarranty { would_be: r.money()? }),
        (code, _) => Err(WireError::Code { at: "because", code }),
    }
}
