//! Bodies: one array per kind, its values in the order of the fields.

use doorstep_domain::book::EditionId;
use doorstep_domain::event::{Answer, Because, Event, FittedPart, Opening, QuoteItem, QuoteLine};

use crate::code::{answer, because, item, kind};
use crate::error::WireError;
use crate::reader::Reader;
use crate::writer::Writer;

/// The number of an event's kind.
pub fn kind_of(event: &Event) -> u32 {
    match event {
        Event::VisitOpened(_) => kind::VISIT_OPENED,
        Event::CheckAnswered { .. } => kind::CHECK_ANSWERED,
        Event::CheckWaived { .. } => kind::CHECK_WAIVED,
        Event::NoteAdded { .. } => kind::NOTE_ADDED,
        Event::PhotoAdded { .. } => kind::PHOTO_ADDED,
        Event::QuoteLineAdded { .. } => kind::QUOTE_LINE_ADDED,
        Event::QuoteLineRemoved { .. } => kind::QUOTE_LINE_REMOVED,
        Event::DocumentPresented { .. } => kind::DOCUMENT_PRESENTED,
        Event::QuoteAnswered { .. } => kind::QUOTE_ANSWERED,
        Event::PartFitted(_) => kind::PART_FITTED,
        Event::PartMissing { .. } => kind::PART_MISSING,
        Event::Signed { .. } => kind::SIGNED,
        Event::SignatureMissing { .. } => kind::SIGNATURE_MISSING,
        Event::VisitLeft { .. } => kind::VISIT_LEFT,
    }
}

pub(super) fn write(w: &mut Writer, event: &Event) {
    match event {
        Event::VisitOpened(opening) => write_opening(w, opening),
        Event::CheckAnswered { check, answer } => write_answer(w.array(2).text(check.as_str()), answer),
        Event::CheckWaived { check, reason, note } => {
            w.array(3).text(check.as_str()).text(reason.as_str()).option(note.as_ref(), |w, note| {
                w.hash(note);
            });
        }
        Event::NoteAdded { note: hash } | Event::PhotoAdded { photo: hash } => {
            w.array(1).hash(hash);
        }
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
        Event::PartFitted(fitted) => write_fitted(w, fitted),
        Event::PartMissing { part, count } => {
            w.array(2).text(part.as_str()).u32(*count);
        }
        Event::Signed { document, total, signer, strokes } => {
            w.array(4).hash(document).money(total).coded(*signer).hash(strokes);
        }
        Event::SignatureMissing { document, total, why, note } => {
            w.array(4).hash(document).money(total).coded(*why).option(note.as_ref(), |w, note| {
                w.hash(note);
            });
        }
        Event::VisitLeft { outcome } => {
            w.array(1).coded(*outcome);
        }
    }
}

/// Reads the body of a kind; none when the kind is unknown, with nothing taken.
pub(super) fn read(r: &mut Reader, number: u32) -> Result<Option<Event>, WireError> {
    Ok(Some(match number {
        kind::VISIT_OPENED => Event::VisitOpened(read_opening(r)?),
        kind::CHECK_ANSWERED | kind::CHECK_WAIVED => read_check(r, number)?,
        kind::NOTE_ADDED => {
            r.array_of(1, "note added")?;
            Event::NoteAdded { note: r.hash("note")? }
        }
        kind::PHOTO_ADDED => {
            r.array_of(1, "photo added")?;
            Event::PhotoAdded { photo: r.hash("photo")? }
        }
        kind::QUOTE_LINE_ADDED => Event::QuoteLineAdded { line: read_quote_line(r)? },
        kind::QUOTE_LINE_REMOVED => {
            r.array_of(1, "quote line removed")?;
            Event::QuoteLineRemoved { line: r.u32("line")? }
        }
        kind::DOCUMENT_PRESENTED | kind::QUOTE_ANSWERED | kind::SIGNED | kind::SIGNATURE_MISSING => {
            read_document(r, number)?
        }
        kind::PART_FITTED => Event::PartFitted(read_fitted(r)?),
        kind::PART_MISSING => {
            r.array_of(2, "part missing")?;
            Event::PartMissing { part: r.id("part")?, count: r.u32("count")? }
        }
        kind::VISIT_LEFT => {
            r.array_of(1, "visit left")?;
            Event::VisitLeft { outcome: r.coded()? }
        }
        _ => return Ok(None),
    }))
}

fn read_check(r: &mut Reader, number: u32) -> Result<Event, WireError> {
    if number == kind::CHECK_ANSWERED {
        r.array_of(2, "check answered")?;
        return Ok(Event::CheckAnswered { check: r.id("check")?, answer: read_answer(r)? });
    }
    r.array_of(3, "check waived")?;
    let (check, reason) = (r.id("check")?, r.id("reason")?);
    Ok(Event::CheckWaived { check, reason, note: r.option("note", |r| r.hash("note"))? })
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
            Ok(Event::SignatureMissing { document, total, why, note: r.option("note", |r| r.hash("note"))? })
        }
    }
}

fn write_opening(w: &mut Writer, opening: &Opening) {
    let Opening { visit, job, engineer, edition: EditionId(edition), service, category, warranty } = opening;
    w.array(7).text(visit.as_str()).text(job.as_str()).text(engineer.as_str()).hash(edition);
    w.coded(*service).text(category.as_str()).coded(*warranty);
}

fn read_opening(r: &mut Reader) -> Result<Opening, WireError> {
    r.array_of(7, "visit opened")?;
    Ok(Opening {
        visit: r.id("visit")?,
        job: r.id("job")?,
        engineer: r.id("engineer")?,
        edition: EditionId(r.hash("edition")?),
        service: r.coded()?,
        category: r.id("category")?,
        warranty: r.coded()?,
    })
}

fn write_answer(w: &mut Writer, given: &Answer) {
    match given {
        Answer::Confirmed => w.array(1).u32(answer::CONFIRMED),
        Answer::Chosen(option) => w.array(2).u32(answer::CHOSEN).text(option.as_str()),
        Answer::Measured(thousandths) => w.array(2).u32(answer::MEASURED).i64(*thousandths),
        Answer::Photographed(photo) => w.array(2).u32(answer::PHOTOGRAPHED).hash(photo),
        Answer::Noted(note) => w.array(2).u32(answer::NOTED).hash(note),
    };
}

fn read_answer(r: &mut Reader) -> Result<Answer, WireError> {
    let len = r.array("answer")?;
    match (r.u32("answer")?, len) {
        (answer::CONFIRMED, 1) => Ok(Answer::Confirmed),
        (answer::CHOSEN, 2) => Ok(Answer::Chosen(r.id("option")?)),
        (answer::MEASURED, 2) => Ok(Answer::Measured(r.i64("measured")?)),
        (answer::PHOTOGRAPHED, 2) => Ok(Answer::Photographed(r.hash("photo")?)),
        (answer::NOTED, 2) => Ok(Answer::Noted(r.hash("note")?)),
        (code, _) => Err(WireError::Code { at: "answer", code }),
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
    match why {
        Because::Schedule { card: None } => w.array(1).u32(because::SCHEDULE),
        Because::Schedule { card: Some(card) } => w.array(2).u32(because::SCHEDULE).money(card),
        Because::CardIsLower { schedule } => w.array(2).u32(because::CARD_IS_LOWER).money(schedule),
        Because::FreeInWarranty { would_be } => w.array(2).u32(because::FREE_IN_WARRANTY).money(would_be),
        Because::Catalogue => w.array(1).u32(because::CATALOGUE),
        Because::Extra => w.array(1).u32(because::EXTRA),
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
        (code, _) => Err(WireError::Code { at: "because", code }),
    }
}

fn write_fitted(w: &mut Writer, fitted: &FittedPart) {
    let FittedPart { part, count, serial, old_part } = fitted;
    w.array(4).text(part.as_str()).u32(*count);
    w.option(serial.as_ref(), |w, serial| {
        w.text(serial.as_str());
    });
    w.coded(*old_part);
}

fn read_fitted(r: &mut Reader) -> Result<FittedPart, WireError> {
    r.array_of(4, "part fitted")?;
    Ok(FittedPart {
        part: r.id("part")?,
        count: r.u32("count")?,
        serial: r.option("serial", |r| r.id("serial"))?,
        old_part: r.coded()?,
    })
}
