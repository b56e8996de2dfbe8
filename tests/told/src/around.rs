//! Telling what happens around the work: the clock, calls, the way, the door,
//! incidents, prices by the centre's word, custody, follow-ups.

use doorstep_domain::appointment::AppointmentCommand;
use doorstep_domain::arrival::{ArrivalCommand, Milestone};
use doorstep_domain::book::Language;
use doorstep_domain::call::{Call, CallReason, CallResult, Party};
use doorstep_domain::custody::{CustodyCommand, CustodyKind, Slip, slip};
use doorstep_domain::door::{DoorCommand, DoorSearch, DoorTry, SearchResult};
use doorstep_domain::event::{Signer, TicketField};
use doorstep_domain::follow_up::{FollowUpCommand, FollowUpResult, Owed, owed};
use doorstep_domain::id::Hash;
use doorstep_domain::incident::IncidentCommand;
use doorstep_domain::job::Window;
use doorstep_domain::reduction::{CodeFor, ReductionCommand, is_right, spoken_code};
use doorstep_domain::visit::Command;

use crate::{KEY, NINE, Told, yuan};

/// A minute in milliseconds.
pub const MIN: i64 = 60_000;

impl Told {
    /// So many seconds go by.
    pub fn after_s(mut self, seconds: u64) -> Self {
        self.now = self.now.after(seconds * 1_000);
        self
    }

    /// So many minutes go by.
    pub fn after_min(self, minutes: u64) -> Self {
        self.after_s(minutes * 60)
    }

    /// It is this time of the same day, `17:30`, in China.
    pub fn at(mut self, time: &str) -> Self {
        let (hour, minute) = time.split_once(':').unwrap();
        let minutes: i64 = hour.parse::<i64>().unwrap() * 60 + minute.parse::<i64>().unwrap() - 540;
        let wanted = NINE.wall_ms + minutes * MIN;
        self.now = self.now.after(u64::try_from(wanted - self.now.wall_ms).expect("time goes forward"));
        self
    }

    #[track_caller]
    pub fn calls(self, to: Party, reason: CallReason, result: CallResult) -> Self {
        self.does(Command::Call(Call { to, reason, result, note: None }))
    }

    /// Tells somebody what happened.
    #[track_caller]
    pub fn tells(self, to: Party) -> Self {
        self.calls(to, CallReason::Report, CallResult::Reached)
    }

    #[track_caller]
    pub fn reaches(self, milestone: Milestone) -> Self {
        self.does(Command::Arrival(ArrivalCommand::Reach { milestone }))
    }

    #[track_caller]
    pub fn tries_door(self, how: DoorTry) -> Self {
        self.does(Command::Door(DoorCommand::Try { how }))
    }

    #[track_caller]
    pub fn searches(self, place: DoorSearch, result: SearchResult) -> Self {
        self.does(Command::Door(DoorCommand::Search { place, result }))
    }

    #[track_caller]
    pub fn leaves_note(self) -> Self {
        self.does(Command::Door(DoorCommand::LeaveNote { photo: Hash::of(b"note on the door") }))
    }

    /// The customer agrees to this window, minutes from now.
    #[track_caller]
    pub fn moves_to(self, from_min: i64, until_min: i64, reason: &str) -> Self {
        let at = self.now.wall_ms;
        let window = Window { from_ms: at + from_min * MIN, until_ms: at + until_min * MIN };
        let (reason, consent) = (reason.parse().unwrap(), Signer::Customer);
        self.does(Command::Appointment(AppointmentCommand::Move { window, reason, consent }))
    }

    pub fn hand_over(to: Party, reason: &str) -> Command {
        Command::Appointment(AppointmentCommand::HandOver { to, reason: reason.parse().unwrap(), note: None })
    }

    #[track_caller]
    pub fn opens(self, incident: &str) -> Self {
        self.does(open(incident))
    }

    /// Ends the newest incident like this, with the customer's consent.
    #[track_caller]
    pub fn ends(self, outcome: &str) -> Self {
        let command = self.end(outcome, Some(Signer::Customer));
        self.does(command)
    }

    /// Ending the newest incident.
    pub fn end(&self, outcome: &str, consent: Option<Signer>) -> Command {
        let number = self.visit.incidents.next() - 1;
        let outcome = outcome.parse().unwrap();
        Command::Incident(IncidentCommand::Close { number, outcome, consent, note: None })
    }

    #[track_caller]
    pub fn asks_field(mut self, field: TicketField, source: Party, value: &str) -> Self {
        let value = (!value.is_empty()).then(|| self.write(value));
        self.does(Command::ConfirmField { field, source, value })
    }

    #[track_caller]
    pub fn asks_centre_for(self, total: &str, reason: &str) -> Self {
        let reason = reason.parse().unwrap();
        self.does(Command::Reduction(ReductionCommand::Ask { total: yuan(total), reason }))
    }

    /// The code that the centre would speak for this request.
    pub fn spoken(&self, request: u32) -> u32 {
        spoken_code(&KEY, &self.code_for(request))
    }

    fn code_for(&self, request: u32) -> CodeFor {
        CodeFor::request(&self.job.visit, request, &self.visit.reductions.requests[&request])
    }

    pub fn typed(&self, request: u32, code: u32) -> Command {
        let is_right = is_right(&KEY, &self.code_for(request), code);
        Command::Reduction(ReductionCommand::EnterCode { request, code, is_right })
    }

    #[track_caller]
    pub fn types(self, request: u32, code: u32) -> Self {
        let command = self.typed(request, code);
        self.does(command)
    }

    /// The outside is photographed, the slip shown, both sign.
    #[track_caller]
    pub fn takes_custody(self, kind: CustodyKind, serial: Option<&str>, due_min: i64) -> Self {
        let told = self.does(Command::Custody(CustodyCommand::Photograph { photo: Hash::of(b"outside") }));
        told.opens_custody(kind, serial, due_min)
    }

    #[track_caller]
    pub fn opens_custody(mut self, kind: CustodyKind, serial: Option<&str>, due_min: i64) -> Self {
        let command = self.custody(kind, serial, due_min);
        self.does(command)
    }

    pub fn custody(&mut self, kind: CustodyKind, serial: Option<&str>, due_min: i64) -> Command {
        let serial = serial.map(|serial| serial.parse().unwrap());
        let due_ms = self.now.wall_ms + due_min * MIN;
        let facts = Slip { kind, serial: serial.as_ref(), condition: "外壳完好", due_ms };
        let text = slip(&self.visit, &self.books, &self.job, &facts, Language::Chinese);
        let (condition, slip) = (self.write("外壳完好"), self.write(&text));
        let (customer_strokes, engineer_strokes) = (Hash::of(b"customer"), Hash::of(b"engineer"));
        Command::Custody(CustodyCommand::Open {
            kind,
            serial,
            condition,
            due_ms,
            slip,
            customer_strokes,
            engineer_strokes,
        })
    }

    /// What is owed, by rule.
    pub fn owed(&self) -> Vec<Owed> {
        owed(&self.visit, &self.books)
    }

    /// The owed follow-up of this rule.
    #[track_caller]
    pub fn owes(&self, rule: &str) -> Owed {
        let owed = self.owed().into_iter().find(|owed| owed.rule.as_str() == rule);
        owed.unwrap_or_else(|| panic!("no {rule} is owed"))
    }

    /// Nobody owes this.
    #[track_caller]
    pub fn owes_no(self, rule: &str) -> Self {
        assert!(self.owed().iter().all(|owed| owed.rule.as_str() != rule), "{rule} is owed");
        self
    }

    #[track_caller]
    pub fn follows_up(self, rule: &str, result: FollowUpResult) -> Self {
        let follow_up = rule.parse().unwrap();
        self.does(Command::FollowUp(FollowUpCommand { follow_up, result, note: None }))
    }
}

/// Opening an incident.
pub fn open(incident: &str) -> Command {
    Command::Incident(IncidentCommand::Open { incident: incident.parse().unwrap() })
}
