//! Bodies: one array per kind, its values in the order of the fields.
//!
//! Each topic writes and reads its own kinds and leaves the others alone. That every
//! kind has a topic is shown by the samples, which hold one of each.

mod day;
mod door;
mod money;
mod things;
mod visit;

use doorstep_domain::event::Event;

use crate::code::kind;
use crate::error::WireError;
use crate::reader::Reader;
use crate::writer::Writer;

pub use visit::MOST_GROUPED;

/// The number of an event's kind. One line for each: longer than other functions.
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
        Event::TermsTaken(_) => kind::TERMS_TAKEN,
        Event::EarlierTaken(_) => kind::EARLIER_TAKEN,
        Event::FieldConfirmed { .. } => kind::FIELD_CONFIRMED,
        Event::GroupConfirmed { .. } => kind::GROUP_CONFIRMED,
        Event::TimerStarted { .. } => kind::TIMER_STARTED,
        Event::Called(_) => kind::CALLED,
        Event::Reached { .. } => kind::REACHED,
        Event::LatenessExplained { .. } => kind::LATENESS_EXPLAINED,
        Event::DoorTried { .. } => kind::DOOR_TRIED,
        Event::DoorSearched { .. } => kind::DOOR_SEARCHED,
        Event::DoorNoteLeft { .. } => kind::DOOR_NOTE_LEFT,
        Event::AppointmentMoved { .. } => kind::APPOINTMENT_MOVED,
        Event::HandedOver { .. } => kind::HANDED_OVER,
        Event::IncidentOpened { .. } => kind::INCIDENT_OPENED,
        Event::IncidentClosed { .. } => kind::INCIDENT_CLOSED,
        Event::ReductionAsked { .. } => kind::REDUCTION_ASKED,
        Event::CodeTried { .. } => kind::CODE_TRIED,
        Event::PriceReduced { .. } => kind::PRICE_REDUCED,
        Event::PartRejected { .. } => kind::PART_REJECTED,
        Event::PartTakenOut { .. } => kind::PART_TAKEN_OUT,
        Event::CustodyOpened(_) => kind::CUSTODY_OPENED,
        Event::CustodyPhotographed { .. } => kind::CUSTODY_PHOTOGRAPHED,
        Event::CustodyClosed { .. } => kind::CUSTODY_CLOSED,
        Event::Advised { .. } => kind::ADVISED,
        Event::FollowUpTried { .. } => kind::FOLLOW_UP_TRIED,
        Event::VanLoaded(_) => kind::VAN_LOADED,
        Event::VanUnloaded(_) => kind::VAN_UNLOADED,
        Event::VanCounted { .. } => kind::VAN_COUNTED,
        Event::DayStarted(_) => kind::DAY_STARTED,
        Event::CardHandedIn { .. } => kind::CARD_HANDED_IN,
        Event::DayEnded { .. } => kind::DAY_ENDED,
    }
}

/// Writes an event's body, if it is of this topic.
type Write = fn(&mut Writer, &Event) -> bool;
/// Reads the body of a kind; none when it is not of this topic, with nothing taken.
type Read = fn(&mut Reader, u32) -> Result<Option<Event>, WireError>;

pub(super) fn write(w: &mut Writer, event: &Event) {
    let topics: [Write; 5] = [visit::write, door::write, money::write, things::write, day::write];
    let _has_topic = topics.iter().any(|write| write(w, event));
}

/// Reads the body of a kind; none when the kind is unknown, with nothing taken.
pub(super) fn read(r: &mut Reader, number: u32) -> Result<Option<Event>, WireError> {
    let topics: [Read; 5] = [visit::read, door::read, money::read, things::read, day::read];
    for read in topics {
        if let Some(event) = read(r, number)? {
            return Ok(Some(event));
        }
    }
    Ok(None)
}
