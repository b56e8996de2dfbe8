//! What happens around a scripted visit: being late, nobody at the door, something that
//! comes between, a lower price by telephone, things that change hands.

use doorstep_domain::arrival::Milestone;
use doorstep_domain::book::Language;
use doorstep_domain::call::{CallReason, CallResult, Party};
use doorstep_domain::custody::CustodyKind;
use doorstep_domain::door::{DoorSearch, DoorTry, SearchResult};
use doorstep_domain::event::{Outcome, Signer};
use doorstep_domain::visit::Step;
use doorstep_screens::{Act, Drawing};

use super::engineer::{Engineer, id, known, strokes};
use super::script::{Between, LowerPrice};
use crate::failure::Failure;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

impl Engineer<'_> {
    /// Reaches the address at the scripted time, and says why where it is late.
    pub(super) fn arrive(&mut self) -> Result<(), Failure> {
        if self.script.arrive.is_empty() && !self.script.nobody_opens {
            return Ok(());
        }
        let (from_ms, _) = self.window()?;
        let at_ms = match self.script.arrive.split_once(':') {
            Some((hour, minute)) => {
                china(from_ms, known(hour.parse().ok(), "hour", hour)?, known(minute.parse().ok(), "minute", minute)?)
            }
            None => from_ms - 5 * MINUTE_MS,
        };
        self.send("departed", Act::Reach { milestone: Milestone::Departed })?;
        self.clock.go_on_to(at_ms)?;
        self.send("arrived", Act::Reach { milestone: Milestone::Arrived })?;
        let Some(late) = self.script.late.clone() else { return Ok(()) };
        self.send("reason", Act::ExplainLateness { reason: id(&late.reason)? })?;
        self.send("late", Act::OpenIncident { incident: id(&late.incident)? })?;
        self.clock.pass(90_000)?;
        self.end_incident(1, &late.outcome, "")
    }

    /// Ring for five minutes, telephone, look, ask, leave a note, tell the centre, leave.
    pub(super) fn nobody_opens(&mut self) -> Result<(), Failure> {
        for _ in 0..11 {
            self.send("bell", Act::TryDoor { how: DoorTry::Bell })?;
            self.clock.pass(25_000)?;
        }
        self.call(Party::Customer, CallReason::NoAccess, CallResult::NoAnswer)?;
        let (place, result) = (DoorSearch::Downstairs, SearchResult::NotFound);
        self.send("downstairs", Act::SearchDoor { place, result })?;
        let (place, result) = (DoorSearch::Neighbour, SearchResult::ConfirmedAway);
        self.send("neighbour", Act::SearchDoor { place, result })?;
        let path = self.picture()?.to_string_lossy().into_owned();
        self.send("note", Act::LeaveDoorNote { path })?;
        self.call(Party::Centre, CallReason::NoAccess, CallResult::Reached)
    }

    /// What the script puts before this step.
    pub(super) fn between(&mut self, step: Step) -> Result<(), Failure> {
        let script = self.script;
        let earlier = usize::from(script.late.is_some());
        for (nth, between) in script.incidents.iter().enumerate().filter(|(_, between)| between.before == step.key()) {
            let number = u32::try_from(earlier + nth + 1).unwrap_or(u32::MAX);
            self.incident(number, between)?;
        }
        Ok(())
    }

    fn incident(&mut self, number: u32, between: &Between) -> Result<(), Failure> {
        self.send("incident", Act::OpenIncident { incident: id(&between.incident)? })?;
        self.clock.pass(between.minutes.saturating_mul(60_000))?;
        for party in &between.tell {
            self.call(known(Party::from_key(party), "party", party)?, CallReason::Report, CallResult::Reached)?;
        }
        self.end_incident(number, &between.outcome, &between.words)
    }

    fn end_incident(&mut self, number: u32, outcome: &str, words: &str) -> Result<(), Failure> {
        let (outcome, consent, text) = (id(outcome)?, Some(Signer::Customer), words.to_owned());
        self.send("incident ends", Act::CloseIncident { number, outcome, consent, text })
    }

    fn call(&mut self, to: Party, reason: CallReason, result: CallResult) -> Result<(), Failure> {
        self.send("call", Act::Call { to, reason, result, text: String::new() })
    }

    /// Agrees another time, where the script has one; the visit ends with it.
    pub(super) fn move_appointment(&mut self) -> Result<bool, Failure> {
        let Some(moved) = self.script.moved.clone() else { return Ok(false) };
        let (from_ms, until_ms) = self.window()?;
        let later = |ms: i64| ms.saturating_add(moved.hours.saturating_mul(HOUR_MS));
        let (reason, consent) = (id(&moved.reason)?, Signer::Customer);
        let act = Act::MoveAppointment { from_ms: later(from_ms), until_ms: later(until_ms), reason, consent };
        self.send("moved", act)?;
        Ok(true)
    }

    /// Asks for a lower total, hears the code, types it in.
    pub(super) fn ask_for_less(&mut self, less: &LowerPrice) -> Result<(), Failure> {
        let act = Act::AskReduction { total_minor: less.total_minor, reason: id(&less.reason)? };
        self.send("reduction asked", act)?;
        self.call(Party::Centre, CallReason::Report, CallResult::Reached)?;
        let shown = self.quote_screen()?.and_then(|screen| screen.shown);
        let shown = shown.ok_or_else(|| Failure::Script(format!("{}: no quote was shown", self.visit)))?;
        let mark: String = shown.document.chars().take(8).collect();
        let read_out = format!("{}\t1\t{}\t{}\t{mark}", self.visit, less.total_minor, shown.total.currency);
        let code = (self.call_centre)(&read_out)?;
        self.clock.pass(120_000)?;
        self.send("code", Act::EnterCode { request: 1, code })
    }

    /// Hands over what the script says, with slip and both signatures.
    pub(super) fn hand_things_over(&mut self) -> Result<(), Failure> {
        let script = self.script;
        let (from_ms, _) = self.window()?;
        for leaving in &script.custody {
            let path = self.picture()?.to_string_lossy().into_owned();
            self.send("outside", Act::PhotographCustody { path })?;
            let drawing = |who: &str| Drawing { width: 600, height: 240, strokes: strokes(who) };
            let act = Act::OpenCustody {
                kind: known(CustodyKind::from_key(&leaving.kind), "kind", &leaving.kind)?,
                serial: Some(id(&leaving.serial)?),
                condition: leaving.condition.clone(),
                due_ms: from_ms.saturating_add(leaving.days.saturating_mul(24 * HOUR_MS)),
                language: Language::Chinese,
                customer: drawing(self.visit.as_str()),
                engineer: drawing("engineer"),
            };
            self.send("custody", act)?;
        }
        Ok(())
    }

    /// Ends the visit before the work.
    pub(super) fn leave_early(&mut self) -> Result<(), Failure> {
        let outcome = known(Outcome::from_key(&self.script.outcome), "outcome", &self.script.outcome)?;
        self.send("leave", Act::Leave { outcome })?;
        self.step(Step::FollowUp)
    }
}

/// This time of the day in China on which the instant lies.
fn china(instant_ms: i64, hour: i64, minute: i64) -> i64 {
    let china_ms = instant_ms.saturating_add(8 * HOUR_MS);
    let midnight_ms = china_ms.saturating_sub(china_ms.rem_euclid(24 * HOUR_MS)).saturating_sub(8 * HOUR_MS);
    midnight_ms.saturating_add(hour * HOUR_MS + minute * MINUTE_MS)
}
