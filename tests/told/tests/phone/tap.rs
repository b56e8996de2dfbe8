//! The way back from a command to the tap that makes a phone decide the same: hashes
//! become texts, strokes and pictures again, and the phone looks up the rest itself.

use std::path::PathBuf;

use doorstep_domain::appointment::AppointmentCommand;
use doorstep_domain::arrival::ArrivalCommand;
use doorstep_domain::book::Language;
use doorstep_domain::custody::CustodyCommand;
use doorstep_domain::door::DoorCommand;
use doorstep_domain::event::{Answer, DocumentKind, QuoteItem};
use doorstep_domain::id::{CheckId, Hash};
use doorstep_domain::incident::IncidentCommand;
use doorstep_domain::reduction::{CodeFor, ReductionCommand, is_right, spoken_code};
use doorstep_domain::visit::{Command, Visit};
use doorstep_screens::{Act, Drawing, Point};
use doorstep_told::{KEY, Told, pictures};

/// An engineer who does on a phone what a tale tells.
pub struct Taps<'a> {
    told: &'a Told,
    pictures: Vec<PathBuf>,
    taken: usize,
}

impl<'a> Taps<'a> {
    pub fn new(told: &'a Told) -> Self {
        Self { told, pictures: pictures(), taken: 0 }
    }

    /// The tap for this command on a phone where the visit stands like this.
    pub fn act(&mut self, command: &Command, here: &Visit) -> Act {
        match command.clone() {
            Command::Open { .. } => Act::Accept,
            Command::Answer { check, answer } => self.answer(check, answer),
            Command::Waive { check, reason, note } => Act::Waive { check, reason, text: self.words(note) },
            Command::AddNote { note } => Act::Write { check: None, text: self.words(Some(note)) },
            Command::AddPhoto { .. } => Act::Photograph { check: None, path: self.picture() },
            Command::AddQuoteLine { item: QuoteItem::Fee(row), count, .. } => Act::AddFee { row, count },
            Command::AddQuoteLine { item: QuoteItem::Part(part), count, .. } => Act::AddPart { part, count },
            Command::RemoveQuoteLine { line } => Act::RemoveLine { line },
            Command::Present { kind: DocumentKind::Quote, .. } => Act::ShowQuote { language: Language::Chinese },
            Command::Present { kind: DocumentKind::Confirmation, .. } => {
                Act::ShowConfirmation { language: Language::Chinese }
            }
            Command::AnswerQuote { answer } => Act::AnswerQuote { answer },
            Command::FitPart { part, count, serial, old_part } => Act::FitPart { part, count, serial, old_part },
            Command::MissPart { part, count } => Act::MissPart { part, count },
            Command::RejectPart { part, count, serial, why } => Act::RejectPart { part, count, serial, why },
            Command::TakeOutPart { part, count, serial } => Act::TakeOutPart { part, count, serial },
            Command::Sign { signer, .. } => {
                let Drawing { width, height, strokes } = drawing();
                Act::Sign { signer, width, height, strokes }
            }
            Command::LeaveUnsigned { why, note } => Act::LeaveUnsigned { why, text: self.words(note) },
            Command::Leave { outcome } => Act::Leave { outcome },
            Command::Reduction(command) => reduction(command, here),
            Command::Custody(command) => self.custody(command),
            command => self.around(command),
        }
    }

    fn around(&mut self, command: Command) -> Act {
        match command {
            Command::ConfirmField { field, source, value } => {
                Act::ConfirmField { field, source, text: self.words(value) }
            }
            Command::ConfirmGroup { checks } => Act::ConfirmGroup { checks },
            Command::StartTimer { check } => Act::StartTimer { check },
            Command::Call(call) => {
                Act::Call { to: call.to, reason: call.reason, result: call.result, text: self.words(call.note) }
            }
            Command::Arrival(ArrivalCommand::Reach { milestone }) => Act::Reach { milestone },
            Command::Arrival(ArrivalCommand::ExplainLateness { reason }) => Act::ExplainLateness { reason },
            Command::Door(DoorCommand::Try { how }) => Act::TryDoor { how },
            Command::Door(DoorCommand::Search { place, result }) => Act::SearchDoor { place, result },
            Command::Door(DoorCommand::LeaveNote { .. }) => Act::LeaveDoorNote { path: self.picture() },
            Command::Appointment(AppointmentCommand::Move { window, reason, consent }) => {
                Act::MoveAppointment { from_ms: window.from_ms, until_ms: window.until_ms, reason, consent }
            }
            Command::Appointment(AppointmentCommand::HandOver { to, reason, note }) => {
                Act::HandOver { to, reason, text: self.words(note) }
            }
            Command::Incident(IncidentCommand::Open { incident }) => Act::OpenIncident { incident },
            Command::Incident(IncidentCommand::Close { number, outcome, consent, note }) => {
                Act::CloseIncident { number, outcome, consent, text: self.words(note) }
            }
            Command::Advise { article, is_accepted } => Act::Advise { article, is_accepted },
            Command::FollowUp(tried) => {
                Act::TryFollowUp { follow_up: tried.follow_up, result: tried.result, text: self.words(tried.note) }
            }
            command => panic!("no tap makes {command:?}"),
        }
    }

    fn answer(&mut self, check: CheckId, answer: Answer) -> Act {
        match answer {
            Answer::Confirmed => Act::Confirm { check },
            Answer::Chosen(option) => Act::Choose { check, option },
            Answer::Measured(value_milli) => Act::Measure { check, value_milli },
            Answer::Photographed(_) => Act::Photograph { check: Some(check), path: self.picture() },
            Answer::Noted(note) => Act::Write { check: Some(check), text: self.words(Some(note)) },
            // The phone's own clocks say how long it was.
            Answer::Timed(_) => Act::EndTimer { check },
            Answer::Called(result) => Act::AnswerCall { check, result },
        }
    }

    fn custody(&mut self, command: CustodyCommand) -> Act {
        match command {
            CustodyCommand::Photograph { .. } => Act::PhotographCustody { path: self.picture() },
            CustodyCommand::Open { kind, serial, condition, due_ms, .. } => Act::OpenCustody {
                kind,
                serial,
                condition: self.words(Some(condition)),
                due_ms,
                language: Language::Chinese,
                customer: drawing(),
                engineer: drawing(),
            },
            CustodyCommand::Close { from, number, end, note } => {
                Act::CloseCustody { from, number, end, text: self.words(note) }
            }
        }
    }

    /// The text that the tale wrote; some words where it only says that there were some.
    pub fn words(&self, note: Option<Hash>) -> String {
        note.map_or_else(String::new, |note| self.told.texts.get(&note).cloned().unwrap_or_else(|| "见现场".to_owned()))
    }

    /// The next picture; two in a row are never the same.
    fn picture(&mut self) -> String {
        self.taken += 1;
        self.pictures[self.taken % self.pictures.len()].to_string_lossy().into_owned()
    }
}

/// A right code is right for the phone's own quote; a wrong one stays wrong.
fn reduction(command: ReductionCommand, here: &Visit) -> Act {
    let spoken_for =
        |request| CodeFor::request(&here.opening.as_ref().unwrap().visit, request, &here.reductions.requests[&request]);
    match command {
        ReductionCommand::Ask { total, reason } => Act::AskReduction { total_minor: total.minor, reason },
        ReductionCommand::EnterCode { request, is_right: true, .. } => {
            Act::EnterCode { request, code: spoken_code(&KEY, &spoken_for(request)) }
        }
        ReductionCommand::EnterCode { request, code, is_right: false } => {
            assert!(!is_right(&KEY, &spoken_for(request), code), "the wrong code happens to be right");
            Act::EnterCode { request, code }
        }
        ReductionCommand::Claim { request, code } => Act::ClaimReduction { request, code },
    }
}

/// A signature like any other.
pub fn drawing() -> Drawing {
    let point = |x: i32| Point { x, y: 40 + x % 7, t_ms: 12 * x.unsigned_abs(), pressure: 300 };
    Drawing { width: 600, height: 240, strokes: vec![(0..60).map(point).collect()] }
}
