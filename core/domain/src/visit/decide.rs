//! What may happen next: a command becomes events, or a refusal.
//!
//! Commands name contents by hash; whoever sends them has the contents at hand and
//! stores them in the same transaction as the events.

use std::collections::BTreeSet;

use crate::book::{Books, Check, CheckKind, Tracking, Weight};
use crate::event::{
    Answer, DocumentKind, Event, FittedPart, NoSignature, OldPart, Opening, Outcome, QuoteAnswer, QuoteItem, QuoteLine,
    Signer,
};
use crate::id::{CheckId, Hash, PartNo, ReasonId, SerialNo};
use crate::money::Money;
use crate::quote;
use crate::refusal::{CheckRefusal, PartRefusal, QuoteRefusal, Refusal, SignRefusal, VisitRefusal};
use crate::time::Stamp;
use crate::visit::gate::{asked, charged, first_open, settled, step_state, unsolved};
use crate::visit::{Presented, Step, StepState, Visit};

/// What someone wants to happen on a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Accept the job and pin its edition.
    Open(Opening),
    /// Answer a check.
    Answer {
        /// Which.
        check: CheckId,
        /// How.
        answer: Answer,
    },
    /// Leave a waivable check out.
    Waive {
        /// Which.
        check: CheckId,
        /// Why.
        reason: ReasonId,
        /// More words.
        note: Option<Hash>,
    },
    /// Write down something that belongs to no check.
    AddNote {
        /// The text.
        note: Hash,
    },
    /// Photograph something that belongs to no check.
    AddPhoto {
        /// The picture.
        photo: Hash,
    },
    /// Put a line onto the quote.
    AddQuoteLine {
        /// What is charged.
        item: QuoteItem,
        /// How many.
        count: u32,
        /// What the customer's warranty card says for one, if they have a card (R91).
        card: Option<Money>,
    },
    /// Take a line off the quote.
    RemoveQuoteLine {
        /// Its number.
        line: u32,
    },
    /// Show a document to the customer.
    Present {
        /// Which.
        kind: DocumentKind,
        /// The exact text, as a salted content.
        document: Hash,
        /// The total that stands in it.
        total: Money,
    },
    /// Record what the customer says to the quote that was shown.
    AnswerQuote {
        /// Yes or no.
        answer: QuoteAnswer,
    },
    /// Record a fitted part.
    FitPart {
        /// Which.
        part: PartNo,
        /// How many.
        count: u32,
        /// The piece, for tracked parts.
        serial: Option<SerialNo>,
        /// Where the old part went.
        old_part: OldPart,
    },
    /// Record a part that is needed and not here.
    MissPart {
        /// Which.
        part: PartNo,
        /// How many.
        count: u32,
    },
    /// The customer signs the confirmation that was shown.
    Sign {
        /// Who signs.
        signer: Signer,
        /// The strokes.
        strokes: Hash,
    },
    /// Nobody signs the confirmation that was shown.
    LeaveUnsigned {
        /// Why.
        why: NoSignature,
        /// More words.
        note: Option<Hash>,
    },
    /// Leave the home. Always possible; only "solved" has to be true.
    Leave {
        /// With what result.
        outcome: Outcome,
    },
}

/// What follows from a command, given what is known and which rules hold. Changes nothing.
pub fn decide(visit: &Visit, books: &Books, command: &Command, stamp: &Stamp) -> Result<Vec<Event>, Refusal> {
    let opening = match (command, &visit.opening) {
        (Command::Open(opening), None) => return Ok(vec![Event::VisitOpened(opening.clone())]),
        (Command::Open(_), Some(_)) => return Err(VisitRefusal::AlreadyOpen.into()),
        (_, None) => return Err(VisitRefusal::NotOpen.into()),
        (_, Some(opening)) => opening,
    };
    Asked { visit, opening, books, stamp }.decide(command).map(|event| vec![event])
}

/// A command's surroundings.
struct Asked<'a> {
    visit: &'a Visit,
    opening: &'a Opening,
    books: &'a Books,
    stamp: &'a Stamp,
}

impl Asked<'_> {
    fn decide(&self, command: &Command) -> Result<Event, Refusal> {
        Ok(match command {
            Command::Open(_) => return Err(VisitRefusal::AlreadyOpen.into()),
            Command::Answer { check, answer } => self.answer(check, answer)?,
            Command::Waive { check, reason, note } => self.waive(check, reason, *note)?,
            Command::AddNote { note } => Event::NoteAdded { note: *note },
            Command::AddPhoto { photo } => Event::PhotoAdded { photo: *photo },
            Command::AddQuoteLine { item, count, card } => self.add_line(item, *count, *card)?,
            Command::RemoveQuoteLine { line } => self.remove_line(*line)?,
            Command::Present { kind, document, total } => self.present(*kind, *document, *total)?,
            Command::AnswerQuote { answer } => self.answer_quote(*answer)?,
            Command::FitPart { part, count, serial, old_part } => {
                self.fit(FittedPart { part: part.clone(), count: *count, serial: serial.clone(), old_part: *old_part })?
            }
            Command::MissPart { part, count } => self.miss(part, *count)?,
            Command::Sign { signer, strokes } => {
                let shown = self.to_accept()?;
                Event::Signed { document: shown.document, total: shown.total, signer: *signer, strokes: *strokes }
            }
            Command::LeaveUnsigned { why, note } => {
                let shown = self.to_accept()?;
                Event::SignatureMissing { document: shown.document, total: shown.total, why: *why, note: *note }
            }
            Command::Leave { outcome } => self.leave(*outcome)?,
        })
    }

    /// The check, if it is asked, its step is open and what comes first is there.
    fn open_check(&self, id: &CheckId) -> Result<&Check, CheckRefusal> {
        let standard = &self.books.standard;
        let check = standard.check(id).ok_or_else(|| CheckRefusal::Unknown(id.clone()))?;
        if !asked(self.visit, self.opening, standard, check) {
            return Err(CheckRefusal::NotAsked(id.clone()));
        }
        match step_state(self.visit, self.opening, self.books, check.step) {
            StepState::Closed(blocker) => {
                return Err(CheckRefusal::StepNotOpen { check: id.clone(), blocker: blocker.name() });
            }
            StepState::Skipped => return Err(CheckRefusal::NotAsked(id.clone())),
            StepState::Open(_) | StepState::Done => {}
        }
        match standard.orders.iter().filter(|order| &order.then == id).find(|order| self.is_unmet(&order.first)) {
            Some(order) => Err(CheckRefusal::OutOfOrder { check: id.clone(), first: order.first.clone() }),
            None => Ok(check),
        }
    }

    /// Whether a check that comes first still has to be settled. What is not asked,
    /// or stands in a step that is skipped, is waited for by nobody.
    fn is_unmet(&self, first: &CheckId) -> bool {
        let standard = &self.books.standard;
        standard.check(first).is_some_and(|first| {
            !settled(self.visit, first)
                && asked(self.visit, self.opening, standard, first)
                && step_state(self.visit, self.opening, self.books, first.step) != StepState::Skipped
        })
    }

    fn answer(&self, id: &CheckId, answer: &Answer) -> Result<Event, CheckRefusal> {
        let check = self.open_check(id)?;
        match (&check.kind, answer) {
            (CheckKind::Confirm, Answer::Confirmed) | (CheckKind::Note { .. }, Answer::Noted(_)) => {}
            (CheckKind::Choice(options), Answer::Chosen(chosen)) => {
                if !options.iter().any(|option| &option.id == chosen) {
                    return Err(CheckRefusal::UnknownOption { check: id.clone(), option: chosen.clone() });
                }
            }
            (CheckKind::Reading { possible, .. }, Answer::Measured(value)) => {
                if !(possible.0..=possible.1).contains(value) {
                    return Err(CheckRefusal::Impossible { check: id.clone(), value_milli: *value });
                }
            }
            (CheckKind::Photo { at_most, .. }, Answer::Photographed(_)) => {
                let have = self.visit.checks.get(id).map_or(0, |answered| answered.answers.len());
                if u32::try_from(have).is_ok_and(|have| have >= *at_most) {
                    return Err(CheckRefusal::EnoughPhotos(id.clone()));
                }
            }
            _ => return Err(CheckRefusal::WrongKind(id.clone())),
        }
        Ok(Event::CheckAnswered { check: id.clone(), answer: answer.clone() })
    }

    fn waive(&self, id: &CheckId, reason: &ReasonId, note: Option<Hash>) -> Result<Event, CheckRefusal> {
        let check = self.open_check(id)?;
        let Weight::Waivable(reasons) = &check.weight else { return Err(CheckRefusal::NotWaivable(id.clone())) };
        if !reasons.contains(reason) {
            return Err(CheckRefusal::ReasonNotAllowed { check: id.clone(), reason: reason.clone() });
        }
        Ok(Event::CheckWaived { check: id.clone(), reason: reason.clone(), note })
    }

    fn add_line(&self, item: &QuoteItem, count: u32, card: Option<Money>) -> Result<Event, QuoteRefusal> {
        if count == 0 || count > quote::MOST_PIECES {
            return Err(QuoteRefusal::BadCount { most: quote::MOST_PIECES });
        }
        quote::schedule_still_holds(self.books, self.stamp)?;
        let priced = quote::price(self.opening, self.books, item, card)?;
        let amount = priced.each.times(count)?;
        self.visit.quote_total(Money::zero(amount.currency))?.plus(amount)?;
        let line =
            QuoteLine { line: self.visit.next_line(), item: item.clone(), count, amount, because: priced.because };
        Ok(Event::QuoteLineAdded { line })
    }

    fn remove_line(&self, line: u32) -> Result<Event, QuoteRefusal> {
        match self.visit.lines.contains_key(&line) {
            true => Ok(Event::QuoteLineRemoved { line }),
            false => Err(QuoteRefusal::UnknownLine(line)),
        }
    }

    fn present(&self, kind: DocumentKind, document: Hash, total: Money) -> Result<Event, Refusal> {
        match kind {
            DocumentKind::Quote => {
                if let Some(blocker) = first_open(self.visit, self.opening, self.books, Step::Quote) {
                    return Err(QuoteRefusal::NotReady(blocker.name()).into());
                }
                if total != self.visit.quote_total(Money::zero(self.books.fees.currency)).map_err(QuoteRefusal::from)? {
                    return Err(QuoteRefusal::ShownSomethingElse.into());
                }
            }
            DocumentKind::Confirmation => {
                self.everything_before_signing()?;
                if total != charged(self.visit, self.books) {
                    return Err(SignRefusal::ShownSomethingElse.into());
                }
            }
        }
        Ok(Event::DocumentPresented { kind, document, total })
    }

    /// Every must up to the signature is done or waived (R139).
    fn everything_before_signing(&self) -> Result<(), SignRefusal> {
        match first_open(self.visit, self.opening, self.books, Step::Leave) {
            Some(blocker) => Err(SignRefusal::StepNotDone { step: blocker.step(), check: blocker.check().cloned() }),
            None => Ok(()),
        }
    }

    /// The confirmation that can be accepted now: shown as the visit stands, and since
    /// then nothing was answered that asks for more.
    fn to_accept(&self) -> Result<Presented, SignRefusal> {
        let shown = self.visit.current_confirmation().ok_or(SignRefusal::NotPresented)?;
        self.everything_before_signing()?;
        Ok(shown)
    }

    fn answer_quote(&self, answer: QuoteAnswer) -> Result<Event, QuoteRefusal> {
        let shown = self.visit.current_quote().ok_or(QuoteRefusal::NotPresented)?;
        Ok(Event::QuoteAnswered { document: shown.document, answer })
    }

    fn fit(&self, fitted: FittedPart) -> Result<Event, PartRefusal> {
        let part = self.books.parts.part(&fitted.part).ok_or_else(|| PartRefusal::Unknown(fitted.part.clone()))?;
        match (part.tracking, &fitted.serial) {
            (Tracking::Serial, None) => return Err(PartRefusal::NeedsSerial(fitted.part)),
            (Tracking::Counted, Some(_)) => return Err(PartRefusal::HasNoSerial(fitted.part)),
            _ => {}
        }
        let most = if fitted.serial.is_some() { 1 } else { quote::MOST_PIECES };
        if fitted.count == 0 || fitted.count > most {
            return Err(PartRefusal::BadCount { part: fitted.part, most });
        }
        let pieces: BTreeSet<_> = self.visit.fitted.iter().map(|earlier| (&earlier.part, &earlier.serial)).collect();
        if fitted.serial.is_some() && pieces.contains(&(&fitted.part, &fitted.serial)) {
            return Err(PartRefusal::FittedTwice(fitted.part));
        }
        Ok(Event::PartFitted(fitted))
    }

    fn miss(&self, part: &PartNo, count: u32) -> Result<Event, PartRefusal> {
        if self.books.parts.part(part).is_none() {
            return Err(PartRefusal::Unknown(part.clone()));
        }
        if count == 0 || count > quote::MOST_PIECES {
            return Err(PartRefusal::BadCount { part: part.clone(), most: quote::MOST_PIECES });
        }
        Ok(Event::PartMissing { part: part.clone(), count })
    }

    fn leave(&self, outcome: Outcome) -> Result<Event, VisitRefusal> {
        if self.visit.outcome.is_some() {
            return Err(VisitRefusal::AlreadyLeft);
        }
        match unsolved(self.visit, self.opening, self.books) {
            Some((step, check)) if outcome == Outcome::Solved => return Err(VisitRefusal::NotSolved { step, check }),
            _ => {}
        }
        Ok(Event::VisitLeft { outcome })
    }
}
