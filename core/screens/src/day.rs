//! The engineer's day: what begins it, its supervision cards, what does not agree, what
//! ends it (R37–R43, R168, R169).

use doorstep_domain::book::{CheckKind, DayCheck, DayPart};
use doorstep_domain::day::{self, DayAsked, DayCommand, DayRefusal, DayStart, is_settled, reconcile};
use doorstep_domain::event::Answer;
use doorstep_domain::id::{EngineerId, Hash, VisitId};
use doorstep_domain::visit::Visit;

use crate::step::{Asking, answer};
use crate::{CheckModel, Offer, RefusalModel, SyncLine, VisitState};

/// The screen of one day.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DayModel {
    /// Which day.
    pub day: String,
    /// How far it is.
    pub stand: DayStand,
    /// What begins it: parts, tools, appearance.
    pub start: Vec<CheckModel>,
    /// What ends it: money, cards, old parts.
    pub end: Vec<CheckModel>,
    /// The engineer's visits with their cards.
    pub visits: Vec<DayVisitRow>,
    /// What does not agree, shown here before the office sees it (R169).
    pub mismatches: Vec<MismatchRow>,
    /// Begin it, end it.
    pub offers: Vec<Offer>,
    /// What head office has.
    pub sync: SyncLine,
}

/// How far a day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum DayStand {
    /// Not begun.
    New,
    /// Begun and not ended.
    UnderWay,
    /// Ended.
    Ended,
}

/// A visit of the day with its card.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DayVisitRow {
    /// Which visit.
    pub visit: String,
    /// Who it was for; empty where the customer was erased.
    pub customer: String,
    /// How far it is.
    pub state: VisitState,
    /// The cards of it that were handed in: one, more only where two phones differ.
    pub cards: Vec<CardRow>,
    /// Why no card can be handed in now; none where it can.
    pub refusal: Option<RefusalModel>,
}

/// A supervision card.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CardRow {
    /// The customer's signature is on it.
    pub is_signed: bool,
    /// What it says about the customer's satisfaction.
    pub says: CardSays,
}

/// What a card says about the customer's satisfaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum CardSays {
    /// Satisfied.
    Satisfied,
    /// Not satisfied.
    NotSatisfied,
    /// Nothing.
    Nothing,
}

/// A visit and a card that do not agree.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MismatchRow {
    /// Which visit.
    pub visit: String,
    /// How: the stable code.
    pub code: String,
}

/// A visit as the day looks at it.
#[derive(Clone, Debug)]
pub struct DayVisit<'a> {
    /// Which.
    pub id: VisitId,
    /// What is known of it.
    pub visit: &'a Visit,
    /// Who it is for; empty where the customer was erased.
    pub customer: String,
}

/// The screen of this day, for the engineer whose day it is.
pub fn day_model(asked: &DayAsked<'_>, engineer: &EngineerId, visits: &[DayVisit<'_>], sync: SyncLine) -> DayModel {
    let checks = |at: DayPart| {
        let checks = asked.books.standard.day_checks.iter().filter(|check| check.at == at);
        checks.map(|check| check_model(asked, check)).collect()
    };
    let mismatches = reconcile(asked.id, asked.day, asked.visits, asked.books);
    DayModel {
        day: asked.id.to_string(),
        stand: match (&asked.day.start, &asked.day.end) {
            (_, Some(_)) => DayStand::Ended,
            (Some(_), None) => DayStand::UnderWay,
            (None, None) => DayStand::New,
        },
        start: checks(DayPart::Start),
        end: checks(DayPart::End),
        visits: visits.iter().map(|visit| visit_row(asked, visit)).collect(),
        mismatches: mismatches
            .iter()
            .map(|found| MismatchRow { visit: found.visit.to_string(), code: found.kind.code().to_owned() })
            .collect(),
        offers: offers(asked, engineer),
        sync,
    }
}

fn refusal(asked: &DayAsked<'_>, command: &DayCommand) -> Option<RefusalModel> {
    day::decide(asked, command).err().map(|refusal| RefusalModel::from(&refusal))
}

fn offers(asked: &DayAsked<'_>, engineer: &EngineerId) -> Vec<Offer> {
    let start = asked.id.date().map(|date| {
        let start = DayStart { engineer: engineer.clone(), date, edition: asked.books.edition };
        Offer { key: "start".to_owned(), refusal: refusal(asked, &DayCommand::Start(start)) }
    });
    let end = Offer { key: "end".to_owned(), refusal: refusal(asked, &DayCommand::End) };
    start.into_iter().chain([end]).collect()
}

fn visit_row(asked: &DayAsked<'_>, visit: &DayVisit<'_>) -> DayVisitRow {
    let cards = asked.day.cards.get(&visit.id).map(Vec::as_slice).unwrap_or_default();
    let hand_in = DayCommand::HandInCard { visit: visit.id.clone(), is_signed: true, satisfied: None };
    DayVisitRow {
        visit: visit.id.to_string(),
        customer: visit.customer.clone(),
        state: VisitState::of(visit.visit),
        cards: cards
            .iter()
            .map(|card| CardRow {
                is_signed: card.is_signed,
                says: match card.satisfied {
                    Some(true) => CardSays::Satisfied,
                    Some(false) => CardSays::NotSatisfied,
                    None => CardSays::Nothing,
                },
            })
            .collect(),
        refusal: refusal(asked, &hand_in),
    }
}

fn check_model(asked: &DayAsked<'_>, check: &DayCheck) -> CheckModel {
    let DayCheck { id, text, hint, kind, weight, .. } = check;
    let reasons = &asked.books.standard.reasons;
    let answered = asked.day.checks.get(id);
    CheckModel {
        answer: answered.and_then(|answered| answer(answered, kind)),
        is_settled: is_settled(asked.day, check),
        refusal: refusal(asked, &usual(check)),
        ..Asking { id, text, hint: hint.as_ref(), kind, weight, reasons }.model()
    }
}

/// An answer of the right kind: the rules say whether there is a place for one now.
fn usual(check: &DayCheck) -> DayCommand {
    let answer = match &check.kind {
        CheckKind::Choice(options) => options.first().map(|option| Answer::Chosen(option.id.clone())),
        CheckKind::Photo { .. } => Some(Answer::Photographed(Hash::NONE)),
        CheckKind::Note { .. } => Some(Answer::Noted(Hash::NONE)),
        _ => None,
    };
    DayCommand::Answer { check: check.id.clone(), answer: answer.unwrap_or(Answer::Confirmed) }
}

impl From<&DayRefusal> for RefusalModel {
    fn from(refusal: &DayRefusal) -> Self {
        Self { code: refusal.code().to_owned(), field: refusal.field().unwrap_or_default().to_owned() }
    }
}
