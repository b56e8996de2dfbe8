//! An intent becomes a command: what was typed, drawn and photographed becomes contents,
//! and what the rules need of the clock, the job and the store is looked up.

use doorstep_domain::appointment::AppointmentCommand;
use doorstep_domain::arrival::ArrivalCommand;
use doorstep_domain::book::{Books, CheckKind, Language};
use doorstep_domain::call::Call;
use doorstep_domain::custody::{CustodyCommand, Slip, slip};
use doorstep_domain::document::document;
use doorstep_domain::door::DoorCommand;
use doorstep_domain::event::{Answer, DocumentKind, Opening, QuoteItem};
use doorstep_domain::follow_up::FollowUpCommand;
use doorstep_domain::id::{CheckId, Hash, VisitId};
use doorstep_domain::incident::IncidentCommand;
use doorstep_domain::job::{Job, Window};
use doorstep_domain::money::Money;
use doorstep_domain::reduction::{CodeFor, ReductionCommand, is_right};
use doorstep_domain::terms::Terms;
use doorstep_domain::time::{Stamp, elapsed};
use doorstep_domain::visit::{Command, Visit};
use doorstep_screens::{Act, Drawing, Point};
use doorstep_wire::content::{self, ContentKind};
use doorstep_wire::strokes::{StrokePoint, Strokes, encode_strokes};

use super::Core;
use super::act::Contents;
use crate::error::SendError;
use crate::photo::KeptPhoto;

/// What stands around an intent.
pub(super) struct Wish<'a> {
    pub(super) core: &'a Core,
    pub(super) id: &'a VisitId,
    pub(super) visit: &'a Visit,
    pub(super) books: &'a Books,
    pub(super) photo: Option<KeptPhoto>,
    pub(super) stamp: Stamp,
}

impl Wish<'_> {
    fn job(&self) -> Result<Job, SendError> {
        self.known_job()?.ok_or_else(|| SendError::refused("visit/no-job"))
    }

    /// Most acts ask nothing of the job: it is read for those that do.
    fn known_job(&self) -> Result<Option<Job>, SendError> {
        self.core.job_of(self.id).map_err(|wrong| self.core.broken(&wrong))
    }

    pub(super) fn command(&self, act: &Act, contents: &mut Contents<'_>) -> Result<Command, SendError> {
        Ok(match act.clone() {
            Act::Accept => Command::Open {
                opening: self.opening()?,
                terms: Some(self.terms(contents.core)?),
                earlier: contents.core.earlier_of(self.id).map_err(|wrong| contents.core.broken(&wrong))?,
            },
            Act::Confirm { check } => Command::Answer { check, answer: Answer::Confirmed },
            Act::Choose { check, option } => Command::Answer { check, answer: Answer::Chosen(option) },
            Act::Measure { check, value_milli } => Command::Answer { check, answer: Answer::Measured(value_milli) },
            Act::Photograph { check, .. } => {
                let photo = self.picture()?;
                match check {
                    Some(check) => Command::Answer { check, answer: Answer::Photographed(photo) },
                    None => Command::AddPhoto { photo },
                }
            }
            Act::Write { check, text } => {
                self.is_short_enough(check.as_ref(), &text)?;
                let note = contents.text(&text)?;
                match check {
                    Some(check) => Command::Answer { check, answer: Answer::Noted(note) },
                    None => Command::AddNote { note },
                }
            }
            Act::Waive { check, reason, text } => Command::Waive { check, reason, note: contents.some_text(&text)? },
            Act::AddFee { row, count } => {
                let card = self.known_job()?.and_then(|job| job.warranty_card.get(&row).copied());
                Command::AddQuoteLine { item: QuoteItem::Fee(row), count, card }
            }
            Act::AddPart { part, count } => Command::AddQuoteLine { item: QuoteItem::Part(part), count, card: None },
            Act::RemoveLine { line } => Command::RemoveQuoteLine { line },
            Act::ShowQuote { language } => self.present(DocumentKind::Quote, language, contents)?,
            Act::AnswerQuote { answer } => Command::AnswerQuote { answer },
            Act::FitPart { part, count, serial, old_part } => Command::FitPart { part, count, serial, old_part },
            Act::MissPart { part, count } => Command::MissPart { part, count },
            Act::ShowConfirmation { language } => self.present(DocumentKind::Confirmation, language, contents)?,
            Act::Sign { signer, width, height, strokes } => {
                let drawing = Drawing { width, height, strokes };
                Command::Sign { signer, strokes: contents.make(readable(&drawn(&drawing))?)? }
            }
            Act::LeaveUnsigned { why, text } => Command::LeaveUnsigned { why, note: contents.some_text(&text)? },
            Act::Leave { outcome } => Command::Leave { outcome },
            act => return self.around(act, contents),
        })
    }

    /// What happens around the work.
    fn around(&self, act: Act, contents: &mut Contents<'_>) -> Result<Command, SendError> {
        Ok(match act {
            Act::ConfirmField { field, source, text } => {
                Command::ConfirmField { field, source, value: contents.some_text(&text)? }
            }
            Act::ConfirmGroup { checks } => Command::ConfirmGroup { checks },
            Act::StartTimer { check } => Command::StartTimer { check },
            Act::EndTimer { check } => Command::Answer { answer: Answer::Timed(self.waited_ms(&check)), check },
            Act::AnswerCall { check, result } => Command::Answer { check, answer: Answer::Called(result) },
            Act::Call { to, reason, result, text } => {
                Command::Call(Call { to, reason, result, note: contents.some_text(&text)? })
            }
            Act::Reach { milestone } => Command::Arrival(ArrivalCommand::Reach { milestone }),
            Act::ExplainLateness { reason } => Command::Arrival(ArrivalCommand::ExplainLateness { reason }),
            Act::TryDoor { how } => Command::Door(DoorCommand::Try { how }),
            Act::SearchDoor { place, result } => Command::Door(DoorCommand::Search { place, result }),
            Act::LeaveDoorNote { .. } => Command::Door(DoorCommand::LeaveNote { photo: self.picture()? }),
            Act::MoveAppointment { from_ms, until_ms, reason, consent } => {
                let window = Window { from_ms, until_ms };
                Command::Appointment(AppointmentCommand::Move { window, reason, consent })
            }
            Act::HandOver { to, reason, text } => {
                let note = contents.some_text(&text)?;
                Command::Appointment(AppointmentCommand::HandOver { to, reason, note })
            }
            Act::OpenIncident { incident } => Command::Incident(IncidentCommand::Open { incident }),
            Act::CloseIncident { number, outcome, consent, text } => {
                let note = contents.some_text(&text)?;
                Command::Incident(IncidentCommand::Close { number, outcome, consent, note })
            }
            act => return self.money_and_things(act, contents),
        })
    }

    fn money_and_things(&self, act: Act, contents: &mut Contents<'_>) -> Result<Command, SendError> {
        Ok(match act {
            Act::AskReduction { total_minor, reason } => {
                let total = Money::new(total_minor, self.books.fees.currency);
                Command::Reduction(ReductionCommand::Ask { total, reason })
            }
            Act::EnterCode { request, code } => {
                let is_right = self.is_right(request, code)?;
                Command::Reduction(ReductionCommand::EnterCode { request, code, is_right })
            }
            Act::ClaimReduction { request, code } => Command::Reduction(ReductionCommand::Claim { request, code }),
            Act::RejectPart { part, count, serial, why } => Command::RejectPart { part, count, serial, why },
            Act::TakeOutPart { part, count, serial } => Command::TakeOutPart { part, count, serial },
            Act::PhotographCustody { .. } => Command::Custody(CustodyCommand::Photograph { photo: self.picture()? }),
            Act::OpenCustody { kind, serial, condition, due_ms, language, customer, engineer } => {
                let facts = Slip { kind, serial: serial.as_ref(), condition: &condition, due_ms };
                let slip = contents.text(&slip(self.visit, self.books, &self.job()?, &facts, language))?;
                let condition = contents.text(&condition)?;
                let customer_strokes = contents.make(readable(&drawn(&customer))?)?;
                let engineer_strokes = contents.make(readable(&drawn(&engineer))?)?;
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
            Act::CloseCustody { from, number, end, text } => {
                let note = contents.some_text(&text)?;
                Command::Custody(CustodyCommand::Close { from, number, end, note })
            }
            Act::Advise { article, is_accepted } => Command::Advise { article, is_accepted },
            Act::TryFollowUp { follow_up, result, text } => {
                Command::FollowUp(FollowUpCommand { follow_up, result, note: contents.some_text(&text)? })
            }
            // Every other act became a command before.
            _ => return Err(SendError::refused("visit/unknown-act")),
        })
    }

    fn picture(&self) -> Result<Hash, SendError> {
        Ok(self.photo.as_ref().ok_or_else(|| SendError::refused("photo/absent"))?.hash)
    }

    /// How long a timer check has run, by the clocks; nothing where it never began.
    fn waited_ms(&self, check: &CheckId) -> u64 {
        let began = self.visit.timers.get(check).and_then(Option::as_ref);
        let waited = began.and_then(|began| elapsed(began, &self.stamp));
        waited.and_then(|waited| u64::try_from(waited.at_most_ms).ok()).unwrap_or(0)
    }

    /// Whether the visit's secret agrees; without one no code is right.
    fn is_right(&self, request: u32, code: u32) -> Result<bool, SendError> {
        let key = self.known_job()?.and_then(|job| job.approval_key);
        let asked = self.visit.reductions.requests.get(&request);
        Ok(match (key, asked, &self.visit.opening) {
            (Some(key), Some(asked), Some(opening)) => {
                is_right(&key, &CodeFor::request(&opening.visit, request, asked), code)
            }
            _ => false,
        })
    }

    fn opening(&self) -> Result<Opening, SendError> {
        let job = self.job()?;
        Ok(Opening {
            visit: job.visit.clone(),
            job: job.id.clone(),
            engineer: job.engineer.clone(),
            edition: self.books.edition,
            service: job.service,
            category: job.category.clone(),
            warranty: job.warranty,
        })
    }

    /// What was promised, as the job says it now, and what vouches for the engineer.
    fn terms(&self, core: &Core) -> Result<Terms, SendError> {
        let job = self.job()?;
        Ok(Terms {
            window: job.window,
            travel_min: job.travel_min,
            installed_on: job.installed_on,
            is_elderly: job.customer.is_elderly,
            certificate: core.certificate_for(&job.category).map_err(|wrong| core.broken(&wrong))?,
        })
    }

    fn is_short_enough(&self, check: Option<&CheckId>, text: &str) -> Result<(), SendError> {
        let asked = check.and_then(|id| self.books.standard.check(id));
        asked.map_or(Ok(()), |check| keeps_to(&check.kind, &check.id, text))
    }

    /// Freezes the text that the customer is going to see.
    fn present(
        &self,
        kind: DocumentKind,
        language: Language,
        contents: &mut Contents<'_>,
    ) -> Result<Command, SendError> {
        let core = contents.core;
        let shown = document(kind, self.visit, self.books, &self.job()?, &|note| core.text(note), language);
        Ok(Command::Present { kind, document: contents.text(&shown.text)?, total: shown.total })
    }
}

/// A note keeps to what its check allows; characters, not bytes.
pub(super) fn keeps_to(kind: &CheckKind, check: &CheckId, text: &str) -> Result<(), SendError> {
    match kind {
        CheckKind::Note { most_chars } if text.chars().count() > *most_chars as usize => {
            Err(SendError::Refused { code: "check/note-too-long".to_owned(), field: Some(check.to_string()) })
        }
        _ => Ok(()),
    }
}

fn drawn(Drawing { width, height, strokes }: &Drawing) -> Strokes {
    Strokes { width: *width, height: *height, strokes: strokes.iter().map(|one| points(one)).collect() }
}

/// The bytes of a signature that somebody can look at later.
fn readable(drawn: &Strokes) -> Result<Vec<u8>, SendError> {
    if drawn.strokes.iter().all(Vec::is_empty) {
        return Err(SendError::refused("sign/empty"));
    }
    let bytes = encode_strokes(drawn);
    content::check(ContentKind::Strokes, &bytes).map_err(|_| SendError::refused("sign/too-long"))?;
    Ok(bytes)
}

fn points(stroke: &[Point]) -> Vec<StrokePoint> {
    let point = |point: &Point| StrokePoint {
        x: point.x,
        y: point.y,
        t_ms: point.t_ms,
        pressure: u16::try_from(point.pressure).unwrap_or(u16::MAX),
    };
    stroke.iter().map(point).collect()
}
