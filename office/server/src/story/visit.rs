//! The parts of a story that need only the visit, its books and its contents.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::book::{Books, Check, CheckKind, Text, Weight};
use doorstep_domain::event::{Answer, Event, QuoteItem};
use doorstep_domain::id::{CheckId, FollowUpId, Hash, IncidentId, OptionId, PartNo, ReasonId};
use doorstep_domain::visit::{Answered, Entry, Step, Visit, asked};
use doorstep_wire::strokes::decode_strokes;

use super::{
    AcceptanceStory, AnswerStory, CheckStory, ContentText, DocumentStory, MissingPartStory, PartStory, QuoteLineStory,
    QuoteStory, SignatureStory, StepStory, StrokePoint, StrokesStory, WaiverStory,
};
use crate::board::StepProgress;
use crate::projection::{charge, progress};

/// A visit with everything that explains it.
pub struct Told<'a> {
    pub visit: &'a Visit,
    pub books: Option<&'a Books>,
    pub contents: &'a BTreeMap<Hash, Vec<u8>>,
    pub viewable: &'a BTreeSet<Hash>,
    pub is_erased: bool,
}

impl Told<'_> {
    pub fn content(&self, hash: &Hash) -> ContentText {
        match self.contents.get(hash) {
            _ if self.is_erased => ContentText::Erased { hash: *hash },
            Some(bytes) => ContentText::Here { hash: *hash, text: String::from_utf8_lossy(bytes).into_owned() },
            None => ContentText::OnTheRoad { hash: *hash },
        }
    }

    pub fn check(&self, id: &CheckId) -> Option<&Check> {
        self.books?.standard.check(id)
    }

    pub fn check_text(&self, id: &CheckId) -> Option<Text> {
        self.check(id).map(|check| check.text.clone())
    }

    pub fn part_text(&self, part: &PartNo) -> Option<Text> {
        self.books?.parts.part(part).map(|part| part.text.clone())
    }

    pub fn incident_text(&self, incident: &IncidentId) -> Option<Text> {
        self.books?.standard.incident(incident).map(|incident| incident.text.clone())
    }

    /// What the books call an end of the incident of this number.
    pub fn outcome_text(&self, number: u32, outcome: &OptionId) -> Option<Text> {
        let incident = &self.visit.incidents.all.get(&number)?.incident;
        let outcomes = &self.books?.standard.incident(incident)?.outcomes;
        outcomes.iter().find(|known| &known.id == outcome).map(|known| known.text.clone())
    }

    pub fn reason_text(&self, reason: &ReasonId) -> Option<Text> {
        self.books?.standard.reason(reason).map(|reason| reason.text.clone())
    }

    pub fn follow_up_text(&self, follow_up: &FollowUpId) -> Option<Text> {
        let rules = &self.books?.sla.follow_ups;
        rules.iter().find(|rule| &rule.id == follow_up).map(|rule| rule.text.clone())
    }

    pub fn item_text(&self, item: &QuoteItem) -> Option<Text> {
        match item {
            QuoteItem::Fee(row) => self.books?.fees.row(row).map(|row| row.text.clone()),
            QuoteItem::Part(part) => self.part_text(part),
        }
    }

    /// When the last event that fits happened.
    fn last_at(&self, fits: impl Fn(&Event) -> bool) -> Option<i64> {
        self.visit.story.iter().rev().find(|entry| fits(&entry.event)).and_then(Entry::at_ms)
    }

    pub fn steps(&self) -> Vec<StepStory> {
        let (Some(books), Some(opening)) = (self.books, &self.visit.opening) else { return Vec::new() };
        let is_asked = |check: &Check| asked(self.visit, opening, &books.standard, check);
        Step::ALL
            .iter()
            .map(|step| {
                let of_step = || books.standard.checks.iter().filter(|check| check.step == *step);
                let asked = of_step().filter(|check| is_asked(check)).map(|check| self.check_story(check, true));
                let no_longer = of_step().filter(|check| !is_asked(check) && self.visit.checks.contains_key(&check.id));
                let no_longer = no_longer.map(|check| self.check_story(check, false));
                let checks: Vec<CheckStory> = asked.chain(no_longer).collect();
                let state: StepProgress = progress(self.visit, books, *step);
                StepStory { step: *step, state, checks }
            })
            .collect()
    }

    fn check_story(&self, check: &Check, is_asked: bool) -> CheckStory {
        let nothing = Answered::default();
        let answered = self.visit.checks.get(&check.id).unwrap_or(&nothing);
        let waiver = answered.waiver.as_ref().map(|waiver| WaiverStory {
            reason: waiver.reason.clone(),
            text: self.books.and_then(|b| b.standard.reason(&waiver.reason)).map(|reason| reason.text.clone()),
            note: waiver.note.map(|note| self.content(&note)),
        });
        let is_about = |event: &Event| match event {
            Event::CheckAnswered { check: id, .. } | Event::CheckWaived { check: id, .. } => *id == check.id,
            _ => false,
        };
        CheckStory {
            check: check.id.clone(),
            text: check.text.clone(),
            is_needed: matches!(check.weight, Weight::Must | Weight::Waivable(_)),
            is_asked,
            answers: answered.answers.iter().map(|answer| self.answer(check, answer)).collect(),
            waiver,
            at_ms: self.last_at(is_about),
        }
    }

    fn answer(&self, check: &Check, answer: &Answer) -> AnswerStory {
        match answer {
            Answer::Confirmed => AnswerStory::Confirmed,
            Answer::Chosen(option) => {
                let text = match &check.kind {
                    CheckKind::Choice(options) => options.iter().find(|known| known.id == *option),
                    _ => None,
                };
                AnswerStory::Chosen { option: option.clone(), text: text.map(|known| known.text.clone()) }
            }
            Answer::Measured(value_milli) => {
                let (unit, expected) = match &check.kind {
                    CheckKind::Reading { unit, expected, .. } => (unit.clone(), Some(*expected)),
                    _ => (String::new(), None),
                };
                AnswerStory::Measured { value_milli: *value_milli, unit, expected }
            }
            Answer::Photographed(photo) => {
                AnswerStory::Photographed { photo: *photo, is_viewable: self.viewable.contains(photo) }
            }
            Answer::Noted(note) => AnswerStory::Noted(self.content(note)),
            Answer::Timed(waited_ms) => AnswerStory::Timed { waited_ms: *waited_ms },
            Answer::Called(result) => AnswerStory::Called { result: *result },
        }
    }

    pub fn quote(&self) -> QuoteStory {
        let lines: Vec<QuoteLineStory> = self
            .visit
            .lines
            .values()
            .map(|line| QuoteLineStory {
                line: line.line,
                item: line.item.clone(),
                text: self.item_text(&line.item),
                count: line.count,
                amount: line.amount,
                because: line.because.clone(),
            })
            .collect();
        let zero = lines.first().map(|line| doorstep_domain::money::Money::zero(line.amount.currency));
        QuoteStory {
            total: zero.and_then(|zero| self.visit.quote_total(zero).ok()),
            lines,
            answer: self.visit.current_quote_answer(),
            charged: self.books.and_then(|books| charge(self.visit, books)),
        }
    }

    pub fn parts(&self) -> Vec<PartStory> {
        let fitted = self.visit.fitted.iter().map(|fitted| PartStory {
            text: self.part_text(&fitted.part),
            part: fitted.part.clone(),
            count: fitted.count,
            serial: fitted.serial.clone(),
            old_part: fitted.old_part,
        });
        fitted.collect()
    }

    pub fn missing_parts(&self) -> Vec<MissingPartStory> {
        let missing = self.visit.missing.iter().map(|(part, count)| MissingPartStory {
            text: self.part_text(part),
            part: part.clone(),
            count: *count,
        });
        missing.collect()
    }

    pub fn documents(&self) -> Vec<DocumentStory> {
        let accepted = self.visit.acceptance.as_ref().map(|acceptance| acceptance.document);
        let shown = self.visit.story.iter().filter_map(|entry| match &entry.event {
            Event::DocumentPresented { kind, document, total } => Some(DocumentStory {
                kind: *kind,
                text: self.content(document),
                total: *total,
                at_ms: entry.at_ms(),
                is_accepted_text: accepted == Some(*document),
            }),
            _ => None,
        });
        shown.collect()
    }

    pub fn acceptance(&self) -> Option<AcceptanceStory> {
        let acceptance = self.visit.acceptance.as_ref()?;
        let result = match &acceptance.result {
            Ok((signer, strokes)) => SignatureStory::Signed { signer: *signer, strokes: self.strokes(strokes) },
            Err((why, note)) => SignatureStory::Missing { why: *why, note: note.map(|note| self.content(&note)) },
        };
        Some(AcceptanceStory {
            document: acceptance.document,
            total: acceptance.total,
            result,
            is_changed_after_signing: self.visit.is_changed_after_signing(),
            at_ms: self.last_at(|event| matches!(event, Event::Signed { .. } | Event::SignatureMissing { .. })),
        })
    }

    fn strokes(&self, hash: &Hash) -> StrokesStory {
        match self.contents.get(hash) {
            _ if self.is_erased => StrokesStory::Erased,
            None => StrokesStory::OnTheRoad,
            Some(bytes) => match decode_strokes(bytes) {
                Err(_) => StrokesStory::Unreadable,
                Ok(signature) => {
                    let points = |stroke: Vec<doorstep_wire::strokes::StrokePoint>| {
                        stroke.into_iter().map(|point| StrokePoint { x: point.x, y: point.y }).collect()
                    };
                    StrokesStory::Here(signature.strokes.into_iter().map(points).collect())
                }
            },
        }
    }
}
