//! What is known of a visit after its events.

use std::collections::{BTreeMap, BTreeSet};

use crate::appointment::Appointment;
use crate::arrival::Arrival;
use crate::call::{Call, Party};
use crate::custody::CustodyBook;
use crate::door::Door;
use crate::event::{
    Answer, DocumentKind, Event, FittedPart, NoSignature, Opening, Outcome, QuoteAnswer, QuoteLine, Rejection, Signer,
    TicketField,
};
use crate::follow_up::FollowUps;
use crate::id::{ArticleId, CheckId, Hash, Lane, PartNo, ReasonId, SerialNo};
use crate::incident::Incidents;
use crate::money::Money;
use crate::reduction::Reductions;
use crate::terms::{Earlier, Terms};
use crate::time::Stamp;
use crate::visit::quote_line::Renumbered;

/// Where an event stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// In which lane.
    pub lane: Lane,
    /// At which number.
    pub seq: u64,
}

/// One event of the story, as a person reads it: each stage leaves its record (R18).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// When, by the phone's clocks; none where no reading reaches.
    pub at: Option<Stamp>,
    /// What happened.
    pub event: Event,
}

impl Entry {
    /// When, by the phone's wall clock alone.
    pub fn at_ms(&self) -> Option<i64> {
        self.at.map(|at| at.wall_ms)
    }
}

/// How a check stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// The answer that holds; photographs all stand, in the order they were taken.
    pub answers: Vec<Answer>,
    /// The waiver; photographs that were taken before it stay.
    pub waiver: Option<Waiver>,
}

/// Why a check was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// The reason.
    pub reason: ReasonId,
    /// More words, as a content.
    pub note: Option<Hash>,
}

/// A document that the customer has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presented {
    /// Its salted hash.
    pub document: Hash,
    /// Its total.
    pub total: Money,
    /// What the visit charged and fitted when it was shown.
    pub(super) revision: u64,
}

/// How the visit was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The text.
    pub document: Hash,
    /// Its total.
    pub total: Money,
    /// Signed by whom with what, or why not.
    pub result: Result<(Signer, Hash), (NoSignature, Option<Hash>)>,
    /// What the visit charged and fitted when the signed text was shown; none when
    /// another text was shown last.
    revision: Option<u64>,
    /// Where it stands.
    place: Place,
}

/// A visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// How it began; nothing before.
    pub opening: Option<Opening>,
    /// The checks that were answered or waived.
    pub checks: BTreeMap<CheckId, Answered>,
    /// Notes that belong to no check.
    pub notes: Vec<Hash>,
    /// Photographs that belong to no check.
    pub photos: Vec<Hash>,
    /// The quote's lines by number.
    pub lines: BTreeMap<u32, QuoteLine>,
    /// The newest quote that was shown.
    pub quote: Option<Presented>,
    /// The newest confirmation that was shown.
    pub confirmation: Option<Presented>,
    /// The answer to the newest quote that was answered.
    pub quote_answer: Option<(Presented, QuoteAnswer)>,
    /// What was fitted.
    pub fitted: Vec<FittedPart>,
    /// What is still needed: a missing part that is fitted later is missing no more.
    pub missing: Vec<(PartNo, u32)>,
    /// The signature, or why there is none.
    pub acceptance: Option<Acceptance>,
    /// What another phone had accepted for another total, without either knowing of the
    /// other: nothing is settled until the customer signs again.
    pub contested: Option<Acceptance>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// What was promised when the job was accepted.
    pub terms: Option<Terms>,
    /// What an earlier visit of the job left behind.
    pub earlier: Option<Earlier>,
    /// What was asked after on the ticket: the last word on each field, and whose.
    pub confirmed: BTreeMap<TicketField, (Party, Option<Hash>)>,
    /// Timers that run or ran: when each began last.
    pub timers: BTreeMap<CheckId, Option<Stamp>>,
    /// Every call, with its time.
    pub calls: Vec<(Call, Option<Stamp>)>,
    /// Leaving, arriving, entering.
    pub arrival: Arrival,
    /// What was tried at the door.
    pub door: Door,
    /// Another time, another engineer.
    pub appointment: Appointment,
    /// What came between.
    pub incidents: Incidents,
    /// Lower prices that were asked for and given.
    pub reductions: Reductions,
    /// Parts that were brought and are wrong or faulty.
    pub rejected: Vec<(PartNo, u32, Option<SerialNo>, Rejection)>,
    /// What changed hands.
    pub custody: CustodyBook,
    /// The advice given instead of a visit: by which article, and whether it was accepted.
    pub advised: Option<(Option<ArticleId>, bool)>,
    /// What was tried of what is owed.
    pub follow_ups: FollowUps,
    /// Everything, in the order of the fold.
    pub story: Vec<Entry>,
    pub(super) next_line: u32,
    /// Where each line was added.
    pub(super) line_places: BTreeMap<u32, Place>,
    /// Lines whose number another phone had given too, by the lane and number they came with.
    pub(super) renumbered: BTreeMap<(Lane, u32), Renumbered>,
    /// Writers that had not taken in everything that is folded before their event: up to
    /// where they knew those lanes.
    pub(super) blind: BTreeMap<Place, BTreeMap<Lane, u64>>,
    /// The checks that a confirmation may have spoken of.
    told: BTreeSet<CheckId>,
    pub(super) lines_revision: u64,
    work_revision: u64,
}

impl Answered {
    /// A photograph adds up, once each; everything else replaces.
    pub(crate) fn take(&mut self, answer: &Answer) {
        self.waiver = None;
        match answer {
            Answer::Photographed(_) if self.answers.contains(answer) => {}
            Answer::Photographed(_) => self.answers.push(answer.clone()),
            _ => self.answers = vec![answer.clone()],
        }
    }

    pub(crate) fn waive(&mut self, waiver: Waiver) {
        self.answers.retain(|answer| matches!(answer, Answer::Photographed(_)));
        self.waiver = Some(waiver);
    }

    /// What a document can say of it.
    fn said(&self) -> Option<&Answer> {
        self.answers.iter().rev().find(|answer| !matches!(answer, Answer::Photographed(_)))
    }
}

impl Visit {
    /// Takes in one more event. Never fails.
    pub fn apply(&mut self, entry: Entry) {
        self.take(&entry.event, entry.at, &entry.place);
        self.story.push(entry);
    }

    /// An empty visit to tell this one's story to again, entry by entry.
    pub(crate) fn untold(&self) -> Visit {
        Visit { blind: self.blind.clone(), ..Visit::default() }
    }

    /// Whether the writer of the event at `place` had taken in what stands at `other`.
    pub(super) fn knew(&self, place: &Place, other: &Place) -> bool {
        place.lane == other.lane
            || self.blind.get(place).and_then(|known| known.get(&other.lane)).is_none_or(|known| other.seq <= *known)
    }

    fn take(&mut self, event: &Event, at: Option<Stamp>, place: &Place) {
        match event {
            Event::VisitOpened(opening) => {
                self.opening.get_or_insert_with(|| opening.clone());
            }
            Event::CheckAnswered { check, answer } => self.change(check, |answered| answered.take(answer)),
            Event::CheckWaived { check, reason, note } => {
                self.change(check, |answered| answered.waive(Waiver { reason: reason.clone(), note: *note }))
            }
            Event::NoteAdded { note } => self.notes.push(*note),
            Event::PhotoAdded { photo } => self.photos.push(*photo),
            Event::QuoteLineAdded { line } => self.add_line(line, place),
            Event::QuoteLineRemoved { line } => self.remove_line(*line, place),
            Event::DocumentPresented { kind, document, total } => self.present(*kind, *document, *total),
            Event::QuoteAnswered { document, answer } => self.answer_quote(*document, *answer),
            Event::PartFitted(part) => self.fit(part),
            Event::PartMissing { part, count } => {
                self.missing.push((part.clone(), *count));
                self.work_revision += 1;
            }
            Event::Signed { document, total, signer, strokes } => {
                self.accept(*document, *total, Ok((*signer, *strokes)), place)
            }
            Event::SignatureMissing { document, total, why, note } => {
                self.accept(*document, *total, Err((*why, *note)), place)
            }
            Event::VisitLeft { outcome } => self.outcome = Some(*outcome),
            event => self.take_around(event, at),
        }
    }

    /// Changes a check. Where a shown confirmation spoke of it, that text is out of date (P5).
    pub(super) fn change(&mut self, check: &CheckId, change: impl FnOnce(&mut Answered)) {
        let answered = self.checks.entry(check.clone()).or_default();
        let before = answered.said().cloned();
        change(answered);
        if answered.said() != before.as_ref() && self.told.contains(check) {
            self.work_revision += 1;
        }
    }

    /// An answer to another text than the one shown last decides nothing; where it
    /// says otherwise than the answer that stands, the customer is asked again.
    fn answer_quote(&mut self, document: Hash, answer: QuoteAnswer) {
        self.work_revision += 1;
        match self.quote.filter(|shown| shown.document == document) {
            Some(shown) => self.quote_answer = Some((shown, answer)),
            None => self.quote_answer = self.quote_answer.filter(|(_, standing)| *standing == answer),
        }
    }

    fn fit(&mut self, part: &FittedPart) {
        let mut fitted = part.count;
        for (_, missing) in self.missing.iter_mut().filter(|(no, _)| *no == part.part) {
            let found = fitted.min(*missing);
            *missing -= found;
            fitted -= found;
        }
        self.missing.retain(|(_, count)| *count > 0);
        self.fitted.push(part.clone());
        self.work_revision += 1;
    }

    /// A fitted part goes back to the van. What was not fitted cannot be taken out.
    pub(super) fn take_out(&mut self, part: &PartNo, count: u32, serial: Option<&SerialNo>) {
        let mut left = count;
        for fitted in self.fitted.iter_mut().rev().filter(|f| &f.part == part && f.serial.as_ref() == serial) {
            let taken = left.min(fitted.count);
            fitted.count -= taken;
            left -= taken;
        }
        self.fitted.retain(|fitted| fitted.count > 0);
        self.work_revision += 1;
    }

    fn present(&mut self, kind: DocumentKind, document: Hash, total: Money) {
        match kind {
            DocumentKind::Quote => {
                self.quote = Some(Presented { document, total, revision: self.lines_revision });
            }
            DocumentKind::Confirmation => {
                self.told.extend(self.checks.keys().cloned());
                self.confirmation = Some(Presented { document, total, revision: self.revision() });
            }
        }
    }

    /// A text that was signed stays signed, whoever else says that nobody signed it.
    /// Two phones that knew nothing of each other, with two totals: both stand.
    fn accept(
        &mut self,
        document: Hash,
        total: Money,
        result: Result<(Signer, Hash), (NoSignature, Option<Hash>)>,
        place: &Place,
    ) {
        let is_signed = |acceptance: &Acceptance| acceptance.result.is_ok() && acceptance.document == document;
        if result.is_err() && self.acceptance.as_ref().is_some_and(is_signed) {
            return;
        }
        let shown = self.confirmation.filter(|shown| shown.document == document && shown.total == total);
        let revision = shown.map(|shown| shown.revision);
        let new = Acceptance { document, total, result, revision, place: place.clone() };
        let Some(standing) = self.acceptance.take() else {
            self.acceptance = Some(new);
            return;
        };
        let is_concurrent = !self.knew(place, &standing.place);
        if is_concurrent && standing.total != total {
            // What is signed goes before what is not, whichever came later.
            let (stands, contested) = match standing.result.is_ok() && new.result.is_err() {
                true => (standing, new),
                false => (new, standing),
            };
            (self.acceptance, self.contested) = (Some(stands), Some(contested));
            return;
        }
        if !is_concurrent {
            self.contested = None;
        }
        self.acceptance = Some(new);
    }

    /// Counts every change to what is charged or fitted, or was told to the customer.
    fn revision(&self) -> u64 {
        self.lines_revision + self.work_revision
    }

    /// The quote that was shown, if it still says what the lines say.
    pub fn current_quote(&self) -> Option<Presented> {
        self.quote.filter(|shown| shown.revision == self.lines_revision)
    }

    /// The confirmation that was shown, if nothing was charged or fitted since.
    pub fn current_confirmation(&self) -> Option<Presented> {
        self.confirmation.filter(|shown| shown.revision == self.revision())
    }

    /// The answer to the quote, if it was given to the lines as they stand.
    pub fn current_quote_answer(&self) -> Option<QuoteAnswer> {
        self.quote_answer.filter(|(shown, _)| shown.revision == self.lines_revision).map(|(_, answer)| answer)
    }

    /// The quote that the customer accepted, if it still says what the lines say.
    pub fn accepted_quote(&self) -> Option<Presented> {
        let (shown, answer) = self.quote_answer?;
        (answer == QuoteAnswer::Accepted && shown.revision == self.lines_revision).then_some(shown)
    }

    /// The visit is no longer what the accepted text told: something was charged,
    /// fitted or answered otherwise since it was shown (P5), or two phones had two
    /// texts accepted.
    pub fn is_changed_after_signing(&self) -> bool {
        let is_changed = |acceptance: &Acceptance| acceptance.revision != Some(self.revision());
        self.contested.is_some() || self.acceptance.as_ref().is_some_and(is_changed)
    }

    /// The choice that a check was answered with.
    pub fn chosen(&self, check: &CheckId) -> Option<&crate::id::OptionId> {
        match self.checks.get(check)?.answers.last()? {
            Answer::Chosen(option) => Some(option),
            _ => None,
        }
    }
}
