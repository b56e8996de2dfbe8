//! What somebody who knows the work would tap now, so that a walk gets far: the next
//! missing answer, the papers at their turn, and a good try of what happens seldom.

use doorstep_domain::book::{Incident, Language, ReasonUse, Then, Tracking, Weight};
use doorstep_domain::call::{CallReason, CallResult};
use doorstep_domain::custody::{CustodyEnd, CustodyKind, open_items};
use doorstep_domain::event::{NoSignature, OldPart, Outcome, QuoteAnswer, QuoteItem, Signer};
use doorstep_domain::follow_up::{FollowUpResult, Owed, OwedState};
use doorstep_domain::incident::untold;
use doorstep_domain::refusal::{CheckRefusal, Refusal};
use doorstep_domain::visit::{Blocker, Command, Step, first_open};
use doorstep_screens::{Act, Drawing};
use doorstep_told::Told;

use crate::anybody::{any_act, any_code, picture};
use crate::dice::Dice;
use crate::tap::{Taps, drawing};

const LANGUAGE: Language = Language::Chinese;

/// The next tap of somebody who wants to come to an end.
pub fn next_act(told: &Told, dice: &mut Dice) -> Act {
    let Some(opening) = &told.visit.opening else { return Act::Accept };
    if told.visit.outcome.is_some() {
        return try_what_is_owed(told, dice);
    }
    match first_open(&told.visit, opening, &told.books, Step::Leave) {
        Some(blocker) => missing(told, &blocker, dice),
        None => papers(told, dice),
    }
}

fn missing(told: &Told, blocker: &Blocker, dice: &mut Dice) -> Act {
    let check = match blocker {
        Blocker::Check(_, check) => check,
        Blocker::Certificate => return ask_for_authority(told, dice),
        Blocker::QuoteAnswer if told.visit.current_quote().is_none() => return Act::ShowQuote { language: LANGUAGE },
        Blocker::QuoteAnswer => {
            let less = if dice.once_in(2) { ask_for_less(told, dice) } else { None };
            return less.unwrap_or(Act::AnswerQuote { answer: QuoteAnswer::Accepted });
        }
    };
    let command = told.usual_answer(check);
    let command = match told.attempt(&command) {
        Err(Refusal::Check(CheckRefusal::TimerNotStarted(check))) => Command::StartTimer { check },
        Err(Refusal::Check(CheckRefusal::OutOfOrder { first, .. })) => told.usual_answer(&first),
        _ => command,
    };
    match Taps::new(told).act(&command, &told.visit) {
        Act::Photograph { check, .. } => Act::Photograph { check, path: picture(dice) },
        act => act,
    }
}

/// The confirmation, the signature, the farewell, the door.
fn papers(told: &Told, dice: &mut Dice) -> Act {
    let visit = &told.visit;
    let is_accepted = visit.acceptance.is_some() && !visit.is_changed_after_signing();
    if is_accepted {
        let after = visit.opening.as_ref().and_then(|o| first_open(visit, o, &told.books, Step::FollowUp));
        return match after.filter(|blocker| blocker.check().is_some()) {
            Some(blocker) => missing(told, &blocker, dice),
            None => Act::Leave { outcome: dice.one(&[Outcome::Solved, Outcome::FurtherWork]) },
        };
    }
    if visit.current_confirmation().is_none() {
        return Act::ShowConfirmation { language: LANGUAGE };
    }
    if dice.once_in(4) {
        return Act::LeaveUnsigned { why: dice.one(NoSignature::ALL), text: dice.words() };
    }
    let Drawing { width, height, strokes } = drawing();
    Act::Sign { signer: Signer::Customer, width, height, strokes }
}

/// A good try of something that does not happen on every visit.
pub fn seldom_act(told: &Told, dice: &mut Dice) -> Act {
    let tried = match dice.below(10) {
        0 => close_incident(told, dice),
        1 => ask_for_less(told, dice),
        2 => told
            .visit
            .reductions
            .requests
            .keys()
            .next_back()
            .map(|request| Act::EnterCode { request: *request, code: any_code(told, *request, dice) }),
        3 => told.visit.reductions.requests.iter().next_back().and_then(|(request, asked)| {
            Some(Act::ClaimReduction { request: *request, code: *asked.wrong_codes.first()? })
        }),
        4 => waive(told, dice),
        5 => add_a_fee(told, dice),
        6 => fit_what_is_quoted(told, dice),
        7 => open_items(&told.visit).pop().map(|item| Act::CloseCustody {
            from: item.from,
            number: item.number,
            end: dice.one(CustodyEnd::ALL),
            text: dice.words(),
        }),
        8 => take_custody(told, dice),
        _ => Some(try_what_is_owed(told, dice)),
    };
    tried.unwrap_or_else(|| next_act(told, dice))
}

/// Ends what came between, after those were told who have to know.
fn close_incident(told: &Told, dice: &mut Dice) -> Option<Act> {
    let (number, open) = told.visit.incidents.open().next()?;
    let outcome = dice.one(&told.books.standard.incident(&open.incident)?.outcomes);
    if let Some(to) = untold(&told.visit, open, &outcome).first() {
        let (reason, result) = (CallReason::Report, CallResult::Reached);
        return Some(Act::Call { to: *to, reason, result, text: dice.words() });
    }
    Some(Act::CloseIncident { number, outcome: outcome.id, consent: Some(Signer::Customer), text: dice.words() })
}

/// The centre may authorise what no certificate covers: that, too, comes between.
fn ask_for_authority(told: &Told, dice: &mut Dice) -> Act {
    let authorises = |incident: &&Incident| incident.outcomes.iter().any(|outcome| outcome.then == Then::Certify);
    let beyond = told.books.standard.incidents.iter().find(authorises).unwrap();
    let is_open = told.visit.incidents.open().any(|(_, open)| open.incident == beyond.id);
    let closed = if is_open { close_incident(told, dice) } else { None };
    closed.unwrap_or(Act::OpenIncident { incident: beyond.id.clone() })
}

/// A little less than the quote, for a reason that may be named.
fn ask_for_less(told: &Told, dice: &mut Dice) -> Option<Act> {
    let total = told.visit.current_quote()?.total.minor;
    let reasons = told.books.standard.reasons.iter().filter(|reason| reason.uses.contains(&ReasonUse::Reduce));
    let reasons: Vec<_> = reasons.map(|reason| reason.id.clone()).collect();
    Some(Act::AskReduction { total_minor: total - total / 20, reason: dice.one(&reasons) })
}

fn waive(told: &Told, dice: &mut Dice) -> Option<Act> {
    let waivable = told.books.standard.checks.iter().filter_map(|check| match &check.weight {
        Weight::Waivable(reasons) => Some((check.id.clone(), reasons.clone())),
        _ => None,
    });
    let (check, reasons) = dice.one(&waivable.collect::<Vec<_>>());
    Some(Act::Waive { check, reason: dice.one(&reasons), text: "客户赶时间".to_owned() })
}

/// A fee that this visit may charge.
fn add_a_fee(told: &Told, dice: &mut Dice) -> Option<Act> {
    let add = |row| Command::AddQuoteLine { item: QuoteItem::Fee(row), count: 1, card: None };
    let rows = told.books.fees.rows.iter().filter(|row| told.attempt(&add(row.id.clone())).is_ok());
    let rows: Vec<_> = rows.map(|row| row.id.clone()).collect();
    (!rows.is_empty()).then(|| Act::AddFee { row: dice.one(&rows), count: 1 })
}

/// A part, the way the rules want it: with a number where it has one.
fn fit_what_is_quoted(told: &Told, dice: &mut Dice) -> Option<Act> {
    let quoted = told.visit.lines.values().filter_map(|line| match &line.item {
        QuoteItem::Part(part) => Some(part.clone()),
        QuoteItem::Fee(_) => None,
    });
    let quoted: Vec<_> = quoted.collect();
    let part = (!quoted.is_empty()).then(|| dice.one(&quoted))?;
    let known = told.books.parts.parts.iter().find(|known| known.no == part)?;
    let has_serial = known.tracking == Tracking::Serial;
    let serial = has_serial.then(|| format!("N{}", dice.below(1_000)).parse().unwrap());
    Some(Act::FitPart { part, count: 1, serial, old_part: dice.one(OldPart::ALL) })
}

/// The outside is photographed, then it changes hands.
fn take_custody(told: &Told, dice: &mut Dice) -> Option<Act> {
    let custody = &told.visit.custody;
    if !custody.photos.contains_key(&custody.next_number()) {
        return Some(Act::PhotographCustody { path: picture(dice) });
    }
    Some(Act::OpenCustody {
        kind: dice.one(CustodyKind::ALL),
        serial: Some(format!("C{}", dice.below(1_000)).parse().unwrap()),
        condition: "外壳完好".to_owned(),
        due_ms: told.now.wall_ms + 86_400_000,
        language: LANGUAGE,
        customer: drawing(),
        engineer: drawing(),
    })
}

fn try_what_is_owed(told: &Told, dice: &mut Dice) -> Act {
    let is_open = |owed: &Owed| !matches!(owed.state, OwedState::Done(_));
    let owed: Vec<_> = told.owed().into_iter().filter(is_open).collect();
    if owed.is_empty() {
        return any_act(told, dice);
    }
    let result = dice.one(FollowUpResult::ALL);
    Act::TryFollowUp { follow_up: dice.one(&owed).rule, result, text: dice.words() }
}
