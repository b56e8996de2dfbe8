//! What happens around the work: the way, the door, calls, incidents, custody, prices
//! by the centre's word. Each topic's state is in its own module; here it is fed.

use crate::event::{Answer, Event};
use crate::incident::Closed;
use crate::time::Stamp;
use crate::visit::Visit;

impl Visit {
    /// Takes in an event of the topics around the work. Events of vans and days say
    /// nothing about a visit.
    pub(super) fn take_around(&mut self, event: &Event, at: Option<Stamp>) {
        match event {
            Event::TermsTaken(terms) => {
                self.terms.get_or_insert_with(|| terms.clone());
            }
            Event::EarlierTaken(earlier) => {
                self.earlier.get_or_insert_with(|| earlier.clone());
            }
            Event::FieldConfirmed { field, source, value } => {
                self.confirmed.insert(*field, (*source, *value));
            }
            Event::GroupConfirmed { checks } => {
                checks.iter().for_each(|check| self.change(check, |answered| answered.take(&Answer::Confirmed)));
            }
            Event::TimerStarted { check } => {
                self.timers.insert(check.clone(), at);
            }
            Event::Called(call) => self.calls.push((call.clone(), at)),
            Event::Reached { milestone } => self.arrival.reach(*milestone, at),
            Event::LatenessExplained { reason } => self.arrival.late_because = Some(reason.clone()),
            Event::DoorTried { how } => self.door.tries.push((*how, at)),
            Event::DoorSearched { place, result } => self.door.searches.push((*place, *result, at)),
            Event::DoorNoteLeft { photo } => self.door.notes.push((*photo, at)),
            Event::AppointmentMoved { .. } | Event::HandedOver { .. } => self.appointment.take(event, at),
            Event::IncidentOpened { number, incident } => {
                self.incidents.opened(*number, incident, self.calls.len(), at);
            }
            Event::IncidentClosed { number, outcome, consent, note } => {
                let closed = Closed { outcome: outcome.clone(), consent: *consent, note: *note, at };
                self.incidents.closed(*number, closed);
            }
            event => self.take_money_and_things(event, at),
        }
    }

    fn take_money_and_things(&mut self, event: &Event, at: Option<Stamp>) {
        match event {
            Event::ReductionAsked { request, document, from, to, reason } => {
                self.ask_for_less(*request, *document, (*from, *to), reason);
            }
            Event::CodeTried { request, code } => {
                if let Some(request) = self.reductions.requests.get_mut(request) {
                    request.wrong_codes.push(*code);
                }
            }
            Event::PriceReduced { request, document, total, is_verified, .. } => {
                self.reduce(*request, *document, *total, *is_verified);
            }
            Event::PartRejected { part, count, serial, why } => {
                self.rejected.push((part.clone(), *count, serial.clone(), *why));
            }
            Event::PartTakenOut { part, count, serial } => self.take_out(part, *count, serial.as_ref()),
            Event::CustodyOpened(custody) => self.custody.open(custody, at),
            Event::CustodyPhotographed { number, photo } => self.custody.photograph(*number, *photo),
            Event::CustodyClosed { from, number, end, .. } => self.custody.close(from, *number, *end, at),
            Event::Advised { article, is_accepted } => self.advised = Some((article.clone(), *is_accepted)),
            Event::FollowUpTried { follow_up, result, .. } => {
                self.follow_ups.tries.entry(follow_up.clone()).or_default().push((*result, at));
            }
            _ => {}
        }
    }
}
