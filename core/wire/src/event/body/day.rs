//! The van and the day: what belongs to no visit.

use doorstep_domain::book::EditionId;
use doorstep_domain::day::DayStart;
use doorstep_domain::event::Event;
use doorstep_domain::van::Moved;

use crate::code::kind;
use crate::error::WireError;
use crate::reader::Reader;
use crate::writer::Writer;

pub(super) fn write(w: &mut Writer, event: &Event) -> bool {
    match event {
        Event::VanLoaded(moved) | Event::VanUnloaded(moved) => {
            let Moved { part, count, serial, depot } = moved;
            w.array(4).text(part.as_str()).u32(*count).maybe_serial(serial.as_ref()).coded(*depot);
        }
        Event::VanCounted { part, found, expected } => {
            w.array(3).text(part.as_str()).u32(*found).i64(*expected);
        }
        Event::DayStarted(DayStart { engineer, date, edition: EditionId(edition) }) => {
            w.array(3).text(engineer.as_str()).date(date).hash(edition);
        }
        Event::CardHandedIn { visit, is_signed, satisfied } => {
            w.array(3).text(visit.as_str()).bool(*is_signed).option(*satisfied, |w, satisfied| {
                w.bool(satisfied);
            });
        }
        Event::DayEnded { mismatches } => {
            w.array(1).u32(*mismatches);
        }
        _ => return false,
    }
    true
}

pub(super) fn read(r: &mut Reader, number: u32) -> Result<Option<Event>, WireError> {
    Ok(Some(match number {
        kind::VAN_LOADED => Event::VanLoaded(read_moved(r)?),
        kind::VAN_UNLOADED => Event::VanUnloaded(read_moved(r)?),
        kind::VAN_COUNTED => {
            r.array_of(3, "van counted")?;
            Event::VanCounted { part: r.id("part")?, found: r.u32("found")?, expected: r.i64("expected")? }
        }
        kind::DAY_STARTED => {
            r.array_of(3, "day started")?;
            let (engineer, date) = (r.id("engineer")?, r.date("date")?);
            Event::DayStarted(DayStart { engineer, date, edition: EditionId(r.hash("edition")?) })
        }
        kind::CARD_HANDED_IN => {
            r.array_of(3, "card handed in")?;
            let (visit, is_signed) = (r.id("visit")?, r.bool("is_signed")?);
            Event::CardHandedIn { visit, is_signed, satisfied: r.option("satisfied", |r| r.bool("satisfied"))? }
        }
        kind::DAY_ENDED => {
            r.array_of(1, "day ended")?;
            Event::DayEnded { mismatches: r.u32("mismatches")? }
        }
        _ => return Ok(None),
    }))
}

fn read_moved(r: &mut Reader) -> Result<Moved, WireError> {
    r.array_of(4, "moved parts")?;
    Ok(Moved { part: r.id("part")?, count: r.u32("count")?, serial: r.maybe_serial()?, depot: r.coded()? })
}
