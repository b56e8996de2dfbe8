//! The way, the door, calls, the appointment and what comes between.

use doorstep_domain::call::Call;
use doorstep_domain::event::Event;

use crate::code::kind;
use crate::error::WireError;
use crate::reader::Reader;
use crate::writer::Writer;

pub(super) fn write(w: &mut Writer, event: &Event) -> bool {
    match event {
        Event::Called(Call { to, reason, result, note }) => {
            w.array(4).coded(*to).coded(*reason).coded(*result).maybe_hash(note.as_ref());
        }
        Event::Reached { milestone } => {
            w.array(1).coded(*milestone);
        }
        Event::LatenessExplained { reason } => {
            w.array(1).text(reason.as_str());
        }
        Event::DoorTried { how } => {
            w.array(1).coded(*how);
        }
        Event::DoorSearched { place, result } => {
            w.array(2).coded(*place).coded(*result);
        }
        Event::DoorNoteLeft { photo } => {
            w.array(1).hash(photo);
        }
        Event::AppointmentMoved { window, reason, consent } => {
            w.array(3).window(window).text(reason.as_str()).coded(*consent);
        }
        Event::HandedOver { to, reason, note } => {
            w.array(3).coded(*to).text(reason.as_str()).maybe_hash(note.as_ref());
        }
        Event::IncidentOpened { number, incident } => {
            w.array(2).u32(*number).text(incident.as_str());
        }
        Event::IncidentClosed { number, outcome, consent, note } => {
            w.array(4).u32(*number).text(outcome.as_str()).option(*consent, |w, signer| {
                w.coded(signer);
            });
            w.maybe_hash(note.as_ref());
        }
        _ => return false,
    }
    true
}

pub(super) fn read(r: &mut Reader, number: u32) -> Result<Option<Event>, WireError> {
    Ok(Some(match number {
        kind::CALLED => {
            r.array_of(4, "called")?;
            let (to, reason, result) = (r.coded()?, r.coded()?, r.coded()?);
            Event::Called(Call { to, reason, result, note: r.maybe_hash("note")? })
        }
        kind::REACHED => {
            r.array_of(1, "reached")?;
            Event::Reached { milestone: r.coded()? }
        }
        kind::LATENESS_EXPLAINED => {
            r.array_of(1, "lateness explained")?;
            Event::LatenessExplained { reason: r.id("reason")? }
        }
        kind::DOOR_TRIED => {
            r.array_of(1, "door tried")?;
            Event::DoorTried { how: r.coded()? }
        }
        kind::DOOR_SEARCHED => {
            r.array_of(2, "door searched")?;
            Event::DoorSearched { place: r.coded()?, result: r.coded()? }
        }
        kind::DOOR_NOTE_LEFT => {
            r.array_of(1, "door note left")?;
            Event::DoorNoteLeft { photo: r.hash("photo")? }
        }
        kind::APPOINTMENT_MOVED | kind::HANDED_OVER => read_appointment(r, number)?,
        kind::INCIDENT_OPENED | kind::INCIDENT_CLOSED => read_incident(r, number)?,
        _ => return Ok(None),
    }))
}

fn read_appointment(r: &mut Reader, number: u32) -> Result<Event, WireError> {
    if number == kind::APPOINTMENT_MOVED {
        r.array_of(3, "appointment moved")?;
        return Ok(Event::AppointmentMoved { window: r.window()?, reason: r.id("reason")?, consent: r.coded()? });
    }
    r.array_of(3, "handed over")?;
    Ok(Event::HandedOver { to: r.coded()?, reason: r.id("reason")?, note: r.maybe_hash("note")? })
}

fn read_incident(r: &mut Reader, number: u32) -> Result<Event, WireError> {
    if number == kind::INCIDENT_OPENED {
        r.array_of(2, "incident opened")?;
        return Ok(Event::IncidentOpened { number: r.u32("number")?, incident: r.id("incident")? });
    }
    r.array_of(4, "incident closed")?;
    let (number, outcome) = (r.u32("number")?, r.id("outcome")?);
    let consent = r.option("consent", Reader::coded)?;
    Ok(Event::IncidentClosed { number, outcome, consent, note: r.maybe_hash("note")? })
}
