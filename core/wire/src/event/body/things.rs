//! Parts on a visit, and what changes hands.

use doorstep_domain::custody::Custody;
use doorstep_domain::event::{Event, FittedPart};

use crate::code::kind;
use crate::error::WireError;
use crate::reader::Reader;
use crate::writer::Writer;

pub(super) fn write(w: &mut Writer, event: &Event) -> bool {
    match event {
        Event::PartFitted(FittedPart { part, count, serial, old_part }) => {
            w.array(4).text(part.as_str()).u32(*count).maybe_serial(serial.as_ref()).coded(*old_part);
        }
        Event::PartMissing { part, count } => {
            w.pieces(part, *count);
        }
        Event::PartRejected { part, count, serial, why } => {
            w.array(4).text(part.as_str()).u32(*count).maybe_serial(serial.as_ref()).coded(*why);
        }
        Event::PartTakenOut { part, count, serial } => {
            w.array(3).text(part.as_str()).u32(*count).maybe_serial(serial.as_ref());
        }
        Event::CustodyOpened(custody) => write_custody(w, custody),
        Event::CustodyPhotographed { number, photo } => {
            w.array(2).u32(*number).hash(photo);
        }
        Event::CustodyClosed { from, number, end, note } => {
            w.array(4).text(from.as_str()).u32(*number).coded(*end).maybe_hash(note.as_ref());
        }
        _ => return false,
    }
    true
}

pub(super) fn read(r: &mut Reader, number: u32) -> Result<Option<Event>, WireError> {
    Ok(Some(match number {
        kind::PART_FITTED => {
            r.array_of(4, "part fitted")?;
            let (part, count, serial) = (r.id("part")?, r.u32("count")?, r.maybe_serial()?);
            Event::PartFitted(FittedPart { part, count, serial, old_part: r.coded()? })
        }
        kind::PART_MISSING => {
            let (part, count) = r.pieces("part missing")?;
            Event::PartMissing { part, count }
        }
        kind::PART_REJECTED => {
            r.array_of(4, "part rejected")?;
            let (part, count, serial) = (r.id("part")?, r.u32("count")?, r.maybe_serial()?);
            Event::PartRejected { part, count, serial, why: r.coded()? }
        }
        kind::PART_TAKEN_OUT => {
            r.array_of(3, "part taken out")?;
            Event::PartTakenOut { part: r.id("part")?, count: r.u32("count")?, serial: r.maybe_serial()? }
        }
        kind::CUSTODY_OPENED => Event::CustodyOpened(read_custody(r)?),
        kind::CUSTODY_PHOTOGRAPHED => {
            r.array_of(2, "custody photographed")?;
            Event::CustodyPhotographed { number: r.u32("number")?, photo: r.hash("photo")? }
        }
        kind::CUSTODY_CLOSED => {
            r.array_of(4, "custody closed")?;
            let (from, number, end) = (r.id("visit")?, r.u32("number")?, r.coded()?);
            Event::CustodyClosed { from, number, end, note: r.maybe_hash("note")? }
        }
        _ => return Ok(None),
    }))
}

fn write_custody(w: &mut Writer, custody: &Custody) {
    let Custody { number, kind, serial, condition, due_ms, slip, customer_strokes, engineer_strokes } = custody;
    w.array(8).u32(*number).coded(*kind).maybe_serial(serial.as_ref()).hash(condition).i64(*due_ms);
    w.hash(slip).hash(customer_strokes).hash(engineer_strokes);
}

fn read_custody(r: &mut Reader) -> Result<Custody, WireError> {
    r.array_of(8, "custody opened")?;
    Ok(Custody {
        number: r.u32("number")?,
        kind: r.coded()?,
        serial: r.maybe_serial()?,
        condition: r.hash("condition")?,
        due_ms: r.i64("due_ms")?,
        slip: r.hash("slip")?,
        customer_strokes: r.hash("strokes")?,
        engineer_strokes: r.hash("strokes")?,
    })
}
