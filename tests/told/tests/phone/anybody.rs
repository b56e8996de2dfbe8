//! Somebody who taps anything: every act there is, with arguments that fit and with
//! arguments that no screen would send.

use std::path::{Path, PathBuf};

use doorstep_domain::arrival::Milestone;
use doorstep_domain::book::{CheckKind, Language};
use doorstep_domain::call::{CallReason, CallResult, Party};
use doorstep_domain::custody::{CustodyEnd, CustodyKind};
use doorstep_domain::door::{DoorSearch, DoorTry, SearchResult};
use doorstep_domain::event::{NoSignature, OldPart, Outcome, QuoteAnswer, Rejection, Signer, TicketField};
use doorstep_domain::follow_up::FollowUpResult;
use doorstep_domain::id::SerialNo;
use doorstep_domain::money::Money;
use doorstep_domain::reduction::{CodeFor, spoken_code};
use doorstep_screens::{Act, Drawing};
use doorstep_told::{KEY, Told, pictures};

use crate::dice::Dice;
use crate::tap::drawing;

/// Anything at all about a visit that stands like this.
pub fn any_act(told: &Told, dice: &mut Dice) -> Act {
    match dice.below(24) {
        0..=6 => about_a_check(told, dice),
        7..=12 => about_money(told, dice),
        13..=16 => about_things(told, dice),
        17..=21 => about_the_way(told, dice),
        22 => about_what_comes_between(told, dice),
        _ => about_the_end(told, dice),
    }
}

/// A picture of the camera; now and then no picture at all.
pub fn picture(dice: &mut Dice) -> String {
    let bad = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/bad/photos");
    let path = match dice.below(10) {
        0 => PathBuf::from("/nowhere/camera.jpg"),
        1 => bad.join(dice.one(&["truncated.jpg", "text.jpg", "bomb-30000x30000.png"])),
        2 => bad,
        _ => dice.one(&pictures()),
    };
    path.to_string_lossy().into_owned()
}

fn any_drawing(dice: &mut Dice) -> Drawing {
    let drawn = drawing();
    match dice.below(8) {
        0 => Drawing { strokes: Vec::new(), ..drawn },
        1 => Drawing { strokes: vec![Vec::new(); 3], ..drawn },
        2 => Drawing { width: 0, height: u32::MAX, ..drawn },
        _ => drawn,
    }
}

fn about_a_check(told: &Told, dice: &mut Dice) -> Act {
    let known = dice.one(&told.books.standard.checks);
    let check = dice.id(known.id);
    match (&known.kind, dice.below(14)) {
        (_, 0) => Act::Confirm { check },
        (_, 1) => Act::ConfirmGroup { checks: vec![check.clone(), check] },
        (_, 2) => Act::ConfirmGroup { checks: Vec::new() },
        (_, 3) => {
            let reason = dice.one(&told.books.standard.reasons).id;
            Act::Waive { check, reason: dice.id(reason), text: dice.words() }
        }
        (CheckKind::Confirm, 4..=6) => Act::ConfirmGroup { checks: vec![check] },
        (CheckKind::Choice(options), _) => {
            let option = dice.one(options).id;
            Act::Choose { check, option: dice.id(option) }
        }
        (CheckKind::Reading { expected, .. }, _) => Act::Measure { check, value_milli: dice.number(expected.0) },
        (CheckKind::Photo { .. }, _) => Act::Photograph { check: Some(check), path: picture(dice) },
        (CheckKind::Note { .. }, _) => Act::Write { check: Some(check), text: dice.words() },
        (CheckKind::Timer { .. }, 4..=9) => Act::EndTimer { check },
        (CheckKind::Timer { .. }, _) => Act::StartTimer { check },
        (CheckKind::Call { .. }, _) => Act::AnswerCall { check, result: dice.one(CallResult::ALL) },
        (CheckKind::Confirm, _) => Act::Confirm { check },
    }
}

fn about_money(told: &Told, dice: &mut Dice) -> Act {
    let (books, zero) = (&told.books, Money::zero(told.books.fees.currency));
    let language = dice.one(&[Language::Chinese, Language::English]);
    let request = dice.small();
    match dice.below(12) {
        0 => {
            let row = dice.one(&books.fees.rows).id;
            Act::AddFee { row: dice.id(row), count: dice.count() }
        }
        1 => {
            let part = dice.one(&books.parts.parts).no;
            Act::AddPart { part: dice.id(part), count: dice.count() }
        }
        2 => Act::RemoveLine { line: request },
        3 | 4 => Act::ShowQuote { language },
        5 | 6 => Act::AnswerQuote {
            answer: dice.one(&[QuoteAnswer::Accepted, QuoteAnswer::Accepted, QuoteAnswer::Declined]),
        },
        7 => {
            let half = told.visit.quote_total(zero).unwrap_or(zero).minor / 2;
            let reason = dice.one(&books.standard.reasons).id;
            Act::AskReduction { total_minor: dice.number(half), reason: dice.id(reason) }
        }
        8 => Act::EnterCode { request, code: any_code(told, request, dice) },
        9 => Act::ClaimReduction { request, code: any_code(told, request, dice) },
        _ => Act::ShowConfirmation { language },
    }
}

/// The right code, a wrong one, and digits that are no code.
pub fn any_code(told: &Told, request: u32, dice: &mut Dice) -> u32 {
    match told.visit.reductions.requests.get(&request) {
        Some(asked) if dice.once_in(2) => spoken_code(&KEY, &CodeFor::request(&told.job.visit, request, asked)),
        _ => dice.one(&[12_345_678, 0, u32::MAX]),
    }
}

fn about_things(told: &Told, dice: &mut Dice) -> Act {
    let part = dice.one(&told.books.parts.parts).no;
    let (part, count) = (dice.id(part), dice.count());
    let serial: Option<SerialNo> = dice.once_in(2).then(|| format!("S{}", dice.below(3)).parse().unwrap());
    match dice.below(10) {
        0..=2 => Act::FitPart { part, count, serial, old_part: dice.one(OldPart::ALL) },
        3 => Act::MissPart { part, count },
        4 => Act::RejectPart { part, count, serial, why: dice.one(Rejection::ALL) },
        5 => {
            let fitted = told.visit.fitted.last().map(|fitted| (fitted.part.clone(), fitted.serial.clone()));
            let (part, serial) = fitted.unwrap_or((part, serial));
            Act::TakeOutPart { part, count, serial }
        }
        6 => Act::PhotographCustody { path: picture(dice) },
        7 | 8 => Act::OpenCustody {
            kind: dice.one(CustodyKind::ALL),
            serial,
            condition: dice.words(),
            due_ms: dice.number(told.now.wall_ms + 86_400_000),
            language: dice.one(&[Language::Chinese, Language::English]),
            customer: any_drawing(dice),
            engineer: any_drawing(dice),
        },
        _ => {
            let from = dice.id(told.job.visit.clone());
            Act::CloseCustody { from, number: dice.small(), end: dice.one(CustodyEnd::ALL), text: dice.words() }
        }
    }
}

fn about_the_way(told: &Told, dice: &mut Dice) -> Act {
    let reason = dice.one(&told.books.standard.reasons).id;
    let (reason, now) = (dice.id(reason), told.now.wall_ms);
    match dice.below(12) {
        0 | 1 => Act::Reach { milestone: dice.one(Milestone::ALL) },
        2 => Act::ExplainLateness { reason },
        3 => Act::TryDoor { how: dice.one(DoorTry::ALL) },
        4 => Act::SearchDoor { place: dice.one(DoorSearch::ALL), result: dice.one(SearchResult::ALL) },
        5 => Act::LeaveDoorNote { path: picture(dice) },
        6 => Act::MoveAppointment {
            from_ms: dice.number(now + 3_600_000),
            until_ms: dice.number(now + 7_200_000),
            reason,
            consent: dice.one(Signer::ALL),
        },
        7 => Act::HandOver { to: dice.one(Party::ALL), reason, text: dice.words() },
        8 => Act::ConfirmField { field: dice.one(TicketField::ALL), source: dice.one(Party::ALL), text: dice.words() },
        9 => Act::Write { check: None, text: dice.words() },
        10 => Act::Photograph { check: None, path: picture(dice) },
        _ => {
            let (to, reason, result) = (dice.one(Party::ALL), dice.one(CallReason::ALL), dice.one(CallResult::ALL));
            Act::Call { to, reason, result, text: dice.words() }
        }
    }
}

fn about_what_comes_between(told: &Told, dice: &mut Dice) -> Act {
    let incident = dice.one(&told.books.standard.incidents);
    match dice.below(2) {
        0 => Act::OpenIncident { incident: dice.id(incident.id) },
        _ => {
            let (number, outcome) = (dice.small(), dice.one(&incident.outcomes).id);
            let consent = dice.once_in(2).then(|| dice.one(Signer::ALL));
            Act::CloseIncident { number, outcome: dice.id(outcome), consent, text: dice.words() }
        }
    }
}

fn about_the_end(told: &Told, dice: &mut Dice) -> Act {
    match dice.below(8) {
        0 | 1 => {
            let Drawing { width, height, strokes } = any_drawing(dice);
            Act::Sign { signer: dice.one(Signer::ALL), width, height, strokes }
        }
        2 => Act::LeaveUnsigned { why: dice.one(NoSignature::ALL), text: dice.words() },
        3 => {
            let follow_up = dice.one(&told.books.sla.follow_ups).id;
            let result = dice.one(FollowUpResult::ALL);
            Act::TryFollowUp { follow_up: dice.id(follow_up), result, text: dice.words() }
        }
        4 => {
            let article = dice.one(&told.books.knowledge.articles).id;
            Act::Advise { article: dice.once_in(2).then(|| dice.id(article)), is_accepted: dice.once_in(2) }
        }
        5 => Act::Accept,
        _ => Act::Leave { outcome: dice.one(Outcome::ALL) },
    }
}
