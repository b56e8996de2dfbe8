//! What may happen next: a command becomes events, or a refusal.

use std::collections::BTreeSet;

use crate::book::{Books, Check, CheckKind, Tracking, Weight};
use crate::event::{Answer, DocumentKind, Event, FittedPart, Opening, Outcome, QuoteAnswer, QuoteItem, QuoteLine};
use crate::id::{ArticleId, CheckId, Hash, PartNo, ReasonId, SerialNo};
use crate::money::Money;
use crate::refusal::{CheckRefusal, PartRefusal, QuoteRefusal, Refusal, SignRefusal, VisitRefusal};
use crate::terms::{Earlier, Terms};
use crate::time::{Stamp, elapsed};
use crate::visit::gate::{asked, charged, first_open, may_end, settled, step_state};
use crate::visit::{Command, Presented, Step, StepState, Visit};
use crate::{appointment, arrival, custody, door, follow_up, incident, quote, reduction};

/// What follows from a command, given what is known and which rules hold. Changes nothing.
pub fn decide(visit: &Visit, books: &Books, command: &Command, stamp: &Stamp) -> Result<Vec<Event>, Refusal> {
    let opening = match (command, &visit.opening) {
        (Command::Open { opening, terms, earlier }, None) => {
            return Ok(open(opening, terms.as_ref(), earlier.as_ref()));
        }
        (Command::Open { .. }, Some(_)) => return Err(VisitRefusal::AlreadyOpen.into()),
        (_, None) => return Err(VisitRefusal::NotOpen.into()),
        (_, Some(opening)) => opening,
    };
    Asked { visit, opening, books, stamp }.decide(command).map(|event| vec![event])
}

/// The facts that a visit starts with, each an event of its own.
fn open(opening: &Opening, terms: Option<&Terms>, earlier: Option<&Earlier>) -> Vec<Event> {
    let opened = Event::VisitOpened(opening.clone());
    let terms = terms.cloned().map(Event::TermsTaken);
    let earlier = earlier.cloned().map(Event::EarlierTaken);
    std::iter::once(opened).chain(terms).chain(earlier).collect()
}

/// A command's surroundings.
pub(crate) struct Asked<'a> {
    pub(crate) visit: &'a Visit,
    pub(crate) opening: &'a Opening,
    pub(crate) books: &'a Books,
    pub(crate) stamp: &'a Stamp,
}

impl Asked<'_> {
    fn decide(&self, command: &Command) -> Result<Event, Refusal> {
        Ok(match command {
            Command::Open { .. } => return Err(VisitRefusal::AlreadyOpen.into()),
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
            command => return self.decide_around(command),
        })
    }

    /// What happens around the work: each topic has its own rules.
    fn decide_around(&self, command: &Command) -> Result<Event, Refusal> {
        Ok(match command {
            Command::ConfirmField { field, source, value } => {
                Event::FieldConfirmed { field: *field, source: *source, value: *value }
            }
            Command::ConfirmGroup { checks } => self.confirm_group(checks)?,
            Command::StartTimer { check } => self.start_timer(check)?,
            Command::Call(call) => Event::Called(call.clone()),
            Command::Arrival(command) => arrival::decide(self, command)?,
            Command::Door(command) => door::decide(self, command)?,
            Command::Appointment(command) => appointment::decide(self, command)?,
            Command::Incident(command) => incident::decide(self, command)?,
            Command::Reduction(command) => reduction::decide(self, command)?,
            Command::RejectPart { part, count, serial, why } => {
                let (part, serial) = (part.clone(), serial.clone());
                self.reject(Event::PartRejected { part, count: *count, serial, why: *why })?
            }
            Command::TakeOutPart { part, count, serial } => self.take_out(part, *count, serial.as_ref())?,
            Command::Custody(command) => custody::decide(self, command)?,
            Command::Advise { article, is_accepted } => self.advise(article.as_ref(), *is_accepted)?,
            Command::FollowUp(command) => follow_up::decide(self, command)?,
            // Everything else was decided before.
            _ => return Err(VisitRefusal::AlreadyOpen.into()),
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
            (CheckKind::Call { .. }, Answer::Called(_)) => {}
            (CheckKind::Timer { at_least_ms }, Answer::Timed(_)) => self.has_waited(id, *at_least_ms)?,
            _ => return Err(CheckRefusal::WrongKind(id.clone())),
        }
        Ok(Event::CheckAnswered { check: id.clone(), answer: answer.clone() })
    }

    /// The wait began and is over for certain. Where no clock vouches for it (another
    /// boot, a clock nobody checked), the engineer is believed (P3).
    fn has_waited(&self, id: &CheckId, at_least_ms: u64) -> Result<(), CheckRefusal> {
        let began = self.visit.timers.get(id).ok_or_else(|| CheckRefusal::TimerNotStarted(id.clone()))?;
        let waited = began.as_ref().and_then(|began| elapsed(began, self.stamp));
        match waited.and_then(|waited| u64::try_from(waited.at_most_ms).ok()) {
            Some(waited_ms) if waited_ms < at_least_ms => {
                Err(CheckRefusal::TooEarly { check: id.clone(), left_ms: at_least_ms - waited_ms })
            }
            _ => Ok(()),
        }
    }

    fn start_timer(&self, id: &CheckId) -> Result<Event, CheckRefusal> {
        match self.open_check(id)?.kind {
            CheckKind::Timer { .. } => Ok(Event::TimerStarted { check: id.clone() }),
            _ => Err(CheckRefusal::WrongKind(id.clone())),
        }
    }

    fn confirm_group(&self, checks: &[CheckId]) -> Result<Event, CheckRefusal> {
        for id in checks {
            let check = self.open_check(id)?;
            if !matches!((&check.kind, &check.weight), (CheckKind::Confirm, Weight::Advice)) {
                return Err(CheckRefusal::NotInAGroup(id.clone()));
            }
        }
        Ok(Event::GroupConfirmed { checks: checks.to_vec() })
    }

    fn advise(&self, article: Option<&ArticleId>, is_accepted: bool) -> Result<Event, VisitRefusal> {
        match article.filter(|id| self.books.knowledge.article(id).is_none()) {
            Some(unknown) => Err(VisitRefusal::UnknownArticle(unknown.clone())),
            None => Ok(Event::Advised { article: article.cloned(), is_accepted }),
        }
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
        let Asked { visit, opening, books, stamp } = *self;
        let priced = quote::price(&quote::Around { visit, opening, books, now: stamp }, item, count, card)?;
        let amount = priced.each.times(count)?;
        let line = QuoteLine { line: visit.next_line(), item: item.clone(), count, amount, because: priced.because };
        self.total_of(visit.lines.values().chain([&line]))?;
        Ok(Event::QuoteLineAdded { line })
    }

    fn remove_line(&self, line: u32) -> Result<Event, QuoteRefusal> {
        let removed = self.visit.lines.get(&line).ok_or(QuoteRefusal::UnknownLine(line))?;
        let left = self.total_of(self.visit.lines.values().filter(|other| other.line != line));
        match left {
            // A credit can always go, also from a quote that two phones made what it is.
            Err(QuoteRefusal::CreditWithoutPart | QuoteRefusal::CreditTooLarge { .. }) if removed.amount.minor < 0 => {}
            left => drop(left?),
        }
        Ok(Event::QuoteLineRemoved { line })
    }

    /// What these lines come to, where they may stand together.
    fn total_of<'a>(&self, lines: impl Iterator<Item = &'a QuoteLine>) -> Result<Money, QuoteRefusal> {
        quote::together(self.visit, self.opening, Money::zero(self.books.fees.currency), lines)
    }

    fn present(&self, kind: DocumentKind, document: Hash, total: Money) -> Result<Event, Refusal> {
        match kind {
            DocumentKind::Quote => {
                if let Some(blocker) = first_open(self.visit, self.opening, self.books, Step::Quote) {
                    return Err(QuoteRefusal::NotReady(blocker.name()).into());
                }
                self.total_of(self.visit.lines.values())?;
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
        self.pieces(&fitted.part, fitted.count, fitted.serial.as_ref())?;
        let pieces: BTreeSet<_> = self.visit.fitted.iter().map(|earlier| (&earlier.part, &earlier.serial)).collect();
        if fitted.serial.is_some() && pieces.contains(&(&fitted.part, &fitted.serial)) {
            return Err(PartRefusal::FittedTwice(fitted.part));
        }
        Ok(Event::PartFitted(fitted))
    }

    /// So many pieces of a part of the catalogue: tracked ones one by one, each with its number.
    fn pieces(&self, no: &PartNo, count: u32, serial: Option<&SerialNo>) -> Result<(), PartRefusal> {
        let part = self.books.parts.part(no).ok_or_else(|| PartRefusal::Unknown(no.clone()))?;
        match (part.tracking, serial) {
            (Tracking::Serial, None) => return Err(PartRefusal::NeedsSerial(no.clone())),
            (Tracking::Counted, Some(_)) => return Err(PartRefusal::HasNoSerial(no.clone())),
            _ => {}
        }
        let most = if serial.is_some() { 1 } else { quote::MOST_PIECES };
        match (1..=most).contains(&count) {
            true => Ok(()),
            false => Err(PartRefusal::BadCount { part: no.clone(), most }),
        }
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

    /// What was brought and is no good stays in the van until it is handed in.
    fn reject(&self, event: Event) -> Result<Event, PartRefusal> {
        let Event::PartRejected { part, count, serial, .. } = &event else { return Ok(event) };
        self.pieces(part, *count, serial.as_ref())?;
        Ok(event)
    }

    /// Only what was fitted here can be taken out.
    fn take_out(&self, part: &PartNo, count: u32, serial: Option<&SerialNo>) -> Result<Event, PartRefusal> {
        self.pieces(part, count, serial)?;
        let here = self.visit.fitted.iter().filter(|f| &f.part == part && f.serial.as_ref() == serial);
        let here: u64 = here.map(|fitted| u64::from(fitted.count)).sum();
        match u64::from(count) <= here {
            true => Ok(Event::PartTakenOut { part: part.clone(), count, serial: serial.cloned() }),
            false => Err(PartRefusal::NotFitted(part.clone())),
        }
    }

    fn leave(&self, outcome: Outcome) -> Result<Event, VisitRefusal> {
        if self.visit.outcome.is_some() {
            return Err(VisitRefusal::AlreadyLeft);
        }
        may_end(self.visit, self.opening, self.books, outcome)?;
        Ok(Event::VisitLeft { outcome })
    }
}
