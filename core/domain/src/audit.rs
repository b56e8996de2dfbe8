//! What a person at the office should look at.
//!
//! The office tells every rule again from the events alone. A difference never
//! throws anything away: what a customer signed stands, and a finding opens an
//! exception for a person.

use crate::appointment::AppointmentCommand;
use crate::arrival::{self, ArrivalCommand};
use crate::book::{Books, CheckKind, DoorAct};
use crate::custody::{self, Custody, CustodyCommand};
use crate::door::{self, DoorCommand};
use crate::event::{Answer, Because, Event, Opening, Outcome, QuoteItem, QuoteLine};
use crate::follow_up::FollowUpCommand;
use crate::id::{CheckId, Hash, IncidentId, PartNo};
use crate::incident::IncidentCommand;
use crate::money::Money;
use crate::part;
use crate::quote;
use crate::reduction::{ReductionCommand, ReductionRefusal};
use crate::refusal::{QuoteRefusal, SignRefusal};
use crate::time::{BootId, CLOCK_STEP_MS, Stamp};
use crate::visit::{Command, Entry, Place, Visit, decide};

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where in the journal.
    pub place: Place,
    /// What it is.
    pub kind: FindingKind,
}

/// What there is to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FindingKind {
    /// The rules of the pinned books would have refused this event; the refusal's code and field.
    AgainstRule {
        /// The stable code.
        code: &'static str,
        /// What it is about.
        field: Option<String>,
    },
    /// A price differs from what the pinned books say.
    OtherPrice {
        /// The line's number.
        line: u32,
    },
    /// A measured value is outside the expected range.
    OutOfRange {
        /// Which check.
        check: CheckId,
        /// The value, in thousandths.
        value_milli: i64,
    },
    /// A check was waived.
    Waived {
        /// Which check.
        check: CheckId,
    },
    /// More of a part was fitted than stands on an accepted quote.
    PartNotQuoted {
        /// Which part.
        part: PartNo,
    },
    /// A part is needed for another visit (R81).
    PartMissing {
        /// Which part.
        part: PartNo,
    },
    /// There is no signature (R151).
    NotSigned {
        /// The text that was shown.
        document: Hash,
    },
    /// The visit is no longer what the customer signed (P5).
    ChangedAfterSigning,
    /// The customer kept an old part that policy asks back (R148, R199).
    OldPartKept {
        /// Which part it was replaced by.
        part: PartNo,
    },
    /// Something was taken away or lent on a visit that was called solved before.
    CustodyAfterSolved {
        /// Its number.
        number: u32,
    },
    /// What was taken away or lent came back damaged (R116).
    CameBackDamaged {
        /// Its number on the visit that opened it.
        number: u32,
    },
    /// "Nobody opened" was claimed, and something of the doorstep protocol was not tried.
    DoorUntried {
        /// What; none where nobody rang or knocked at all.
        act: Option<DoorAct>,
    },
    /// The engineer came late, and nobody went through what lateness asks for (R59, R60).
    LateNotFollowedUp {
        /// The incident that guides through it.
        incident: IncidentId,
    },
    /// The visit ended without a solution.
    NotSolved {
        /// How it ended.
        outcome: Outcome,
    },
    /// Two phones gave two lines of the quote the same number; both lines stand.
    LineNumberTwice {
        /// The number that both gave.
        line: u32,
    },
    /// The price was lowered by a word that did not verify on the phone (R97).
    ReductionNotVerified {
        /// The request.
        request: u32,
    },
    /// The price was lowered by a code that the office did not issue (R97).
    CodeNotIssued {
        /// The request.
        request: u32,
    },
    /// More was charged than the quote that the customer accepted (R90).
    ChargedAboveQuote,
    /// Two phones had two totals accepted; the customer signs again.
    SignedDifferently,
}

impl FindingKind {
    /// The stable key.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AgainstRule { .. } => "finding/against-rule",
            Self::OtherPrice { .. } => "finding/other-price",
            Self::OutOfRange { .. } => "finding/out-of-range",
            Self::Waived { .. } => "finding/waived",
            Self::PartNotQuoted { .. } => "finding/part-not-quoted",
            Self::PartMissing { .. } => "finding/part-missing",
            Self::NotSigned { .. } => "finding/not-signed",
            Self::ChangedAfterSigning => "finding/changed-after-signing",
            Self::OldPartKept { .. } => "finding/old-part-kept",
            Self::CustodyAfterSolved { .. } => "finding/custody-after-solved",
            Self::CameBackDamaged { .. } => "finding/came-back-damaged",
            Self::DoorUntried { .. } => "finding/door-untried",
            Self::LateNotFollowedUp { .. } => "finding/late-not-followed-up",
            Self::NotSolved { .. } => "finding/not-solved",
            Self::LineNumberTwice { .. } => "finding/line-number-twice",
            Self::ReductionNotVerified { .. } => "finding/reduction-not-verified",
            Self::CodeNotIssued { .. } => "finding/code-not-issued",
            Self::ChargedAboveQuote => "finding/charged-above-quote",
            Self::SignedDifferently => "finding/signed-differently",
        }
    }

    /// What it is about, for people: an id of a check, part or line.
    pub fn field(&self) -> Option<String> {
        match self {
            Self::AgainstRule { field, .. } => field.clone(),
            Self::OtherPrice { line } | Self::LineNumberTwice { line } => Some(line.to_string()),
            Self::ReductionNotVerified { request } | Self::CodeNotIssued { request } => Some(request.to_string()),
            Self::ChargedAboveQuote | Self::SignedDifferently => None,
            Self::OutOfRange { check, .. } | Self::Waived { check } => Some(check.to_string()),
            Self::PartNotQuoted { part } | Self::PartMissing { part } | Self::OldPartKept { part } => {
                Some(part.to_string())
            }
            Self::CustodyAfterSolved { number } | Self::CameBackDamaged { number } => Some(number.to_string()),
            Self::NotSigned { .. } | Self::ChangedAfterSigning => None,
            Self::DoorUntried { act } => act.map(|act| act.key().to_owned()),
            Self::LateNotFollowedUp { incident } => Some(incident.to_string()),
            Self::NotSolved { outcome } => Some(outcome.key().to_owned()),
        }
    }
}

/// Tells the visit's story again and notes everything that deserves a look.
pub fn audit(visit: &Visit, books: &Books) -> Vec<Finding> {
    let mut told = visit.untold();
    let mut findings = Vec::new();
    for entry in &visit.story {
        let was_changed = told.is_changed_after_signing();
        let mut note = |kind| findings.push(Finding { place: entry.place.clone(), kind });
        if let Some((code, field)) = against_rule(&told, books, entry) {
            note(FindingKind::AgainstRule { code, field });
        }
        if let Event::QuoteLineAdded { line } = &entry.event
            && let Some(opening) = &visit.opening
            && other_price(&told, opening, books, line, entry.at)
        {
            note(FindingKind::OtherPrice { line: line.line });
        }
        let was_contested = told.contested.is_some();
        told.apply(entry.clone());
        if let Some(kind) = remarkable(&told, books, &entry.event) {
            note(kind);
        }
        if let Some(kind) = remarkable_money(&told, entry) {
            note(kind);
        }
        if told.contested.is_some() && !was_contested {
            note(FindingKind::SignedDifferently);
        }
        let of_things = part::remarkable(books, &entry.event).or_else(|| custody::remarkable(&told, &entry.event));
        of_things.into_iter().for_each(&mut note);
        when_left(&told, books, &entry.event).into_iter().for_each(&mut note);
        if told.is_changed_after_signing() && !was_changed {
            note(FindingKind::ChangedAfterSigning);
        }
    }
    findings
}

fn against_rule(before: &Visit, books: &Books, entry: &Entry) -> Option<(&'static str, Option<String>)> {
    let event = &entry.event;
    // The office cannot know what the phone's clock was sure of. Only prices depend on
    // the day, and they are told by the recorded one, with the doubt that recording adds.
    let now = match event {
        Event::QuoteLineAdded { .. } => entry.at.map(doubted).unwrap_or(UNSURE),
        _ => UNSURE,
    };
    match decide(before, books, &command_of(event)?, &now) {
        Err(refusal) => Some((refusal.code(), refusal.field().map(str::to_owned))),
        Ok(events) if events.first() == Some(event) => None,
        Ok(_) => says_something_else(event).map(|code| (code, None)),
    }
}

/// The rules would have led to another event: it names a text or a total that was not
/// the one shown. The price of a line is told by [`other_price`].
fn says_something_else(event: &Event) -> Option<&'static str> {
    match event {
        Event::QuoteAnswered { .. } => Some(QuoteRefusal::ShownSomethingElse.code()),
        Event::Signed { .. } | Event::SignatureMissing { .. } => Some(SignRefusal::ShownSomethingElse.code()),
        // Another number, quote or total than the request has.
        Event::ReductionAsked { request, .. } | Event::PriceReduced { request, .. } => {
            Some(ReductionRefusal::NoSuchRequest(*request).code())
        }
        _ => None,
    }
}

/// A reading that tells nothing.
const UNSURE: Stamp = Stamp { wall_ms: 0, mono_ms: 0, boot: BootId(0), uncertainty_ms: None };

/// A recorded reading: the one that the rules were asked with may lie a step beside it.
fn doubted(at: Stamp) -> Stamp {
    let step = u32::try_from(CLOCK_STEP_MS).unwrap_or(u32::MAX);
    Stamp { uncertainty_ms: at.uncertainty_ms.map(|off| off.saturating_add(step)), ..at }
}

/// The command that would have led to this event; none for what comes with another
/// event, and for what is not about a visit.
fn command_of(event: &Event) -> Option<Command> {
    Some(match event.clone() {
        Event::VisitOpened(opening) => Command::Open { opening, terms: None, earlier: None },
        Event::CheckAnswered { check, answer } => Command::Answer { check, answer },
        Event::CheckWaived { check, reason, note } => Command::Waive { check, reason, note },
        Event::NoteAdded { note } => Command::AddNote { note },
        Event::PhotoAdded { photo } => Command::AddPhoto { photo },
        Event::QuoteLineAdded { line } => {
            Command::AddQuoteLine { card: card_of(&line), item: line.item, count: line.count }
        }
        Event::QuoteLineRemoved { line } => Command::RemoveQuoteLine { line },
        Event::DocumentPresented { kind, document, total } => Command::Present { kind, document, total },
        Event::QuoteAnswered { answer, .. } => Command::AnswerQuote { answer },
        Event::PartFitted(f) => {
            Command::FitPart { part: f.part, count: f.count, serial: f.serial, old_part: f.old_part }
        }
        Event::PartMissing { part, count } => Command::MissPart { part, count },
        Event::Signed { signer, strokes, .. } => Command::Sign { signer, strokes },
        Event::SignatureMissing { why, note, .. } => Command::LeaveUnsigned { why, note },
        Event::VisitLeft { outcome } => Command::Leave { outcome },
        event => return command_around(event),
    })
}

fn command_around(event: Event) -> Option<Command> {
    Some(match event {
        Event::FieldConfirmed { field, source, value } => Command::ConfirmField { field, source, value },
        Event::GroupConfirmed { checks } => Command::ConfirmGroup { checks },
        Event::TimerStarted { check } => Command::StartTimer { check },
        Event::Called(call) => Command::Call(call),
        Event::Reached { milestone } => Command::Arrival(ArrivalCommand::Reach { milestone }),
        Event::LatenessExplained { reason } => Command::Arrival(ArrivalCommand::ExplainLateness { reason }),
        Event::DoorTried { how } => Command::Door(DoorCommand::Try { how }),
        Event::DoorSearched { place, result } => Command::Door(DoorCommand::Search { place, result }),
        Event::DoorNoteLeft { photo } => Command::Door(DoorCommand::LeaveNote { photo }),
        Event::AppointmentMoved { window, reason, consent } => {
            Command::Appointment(AppointmentCommand::Move { window, reason, consent })
        }
        Event::HandedOver { to, reason, note } => {
            Command::Appointment(AppointmentCommand::HandOver { to, reason, note })
        }
        Event::IncidentOpened { incident, .. } => Command::Incident(IncidentCommand::Open { incident }),
        Event::IncidentClosed { number, outcome, consent, note } => {
            Command::Incident(IncidentCommand::Close { number, outcome, consent, note })
        }
        Event::ReductionAsked { to, reason, .. } => Command::Reduction(ReductionCommand::Ask { total: to, reason }),
        Event::CodeTried { request, code } => {
            Command::Reduction(ReductionCommand::EnterCode { request, code, is_right: false })
        }
        Event::PriceReduced { request, code, is_verified: true, .. } => {
            Command::Reduction(ReductionCommand::EnterCode { request, code, is_right: true })
        }
        Event::PriceReduced { request, code, is_verified: false, .. } => {
            Command::Reduction(ReductionCommand::Claim { request, code })
        }
        Event::PartRejected { part, count, serial, why } => Command::RejectPart { part, count, serial, why },
        Event::PartTakenOut { part, count, serial } => Command::TakeOutPart { part, count, serial },
        Event::CustodyPhotographed { photo, .. } => Command::Custody(CustodyCommand::Photograph { photo }),
        Event::CustodyOpened(Custody {
            number: _,
            kind,
            serial,
            condition,
            due_ms,
            slip,
            customer_strokes,
            engineer_strokes,
        }) => Command::Custody(CustodyCommand::Open {
            kind,
            serial,
            condition,
            due_ms,
            slip,
            customer_strokes,
            engineer_strokes,
        }),
        Event::CustodyClosed { from, number, end, note } => {
            Command::Custody(CustodyCommand::Close { from, number, end, note })
        }
        Event::Advised { article, is_accepted } => Command::Advise { article, is_accepted },
        Event::FollowUpTried { follow_up, result, note } => {
            Command::FollowUp(FollowUpCommand { follow_up, result, note })
        }
        _ => return None,
    })
}

/// What the customer's warranty card must have said for one piece, for this line to be true.
fn card_of(line: &QuoteLine) -> Option<Money> {
    match &line.because {
        Because::Schedule { card } => *card,
        // A software job that is asked of the centre may stand at the card's price.
        Because::CardIsLower { .. } | Because::AskCentre { .. } => {
            let each = line.amount.minor.checked_div(i64::from(line.count))?;
            Some(Money::new(each, line.amount.currency))
        }
        _ => None,
    }
}

/// Whether the books have a price for this line, and it is another one, whichever side
/// of a day's end the line was added on.
fn other_price(before: &Visit, opening: &Opening, books: &Books, line: &QuoteLine, at: Option<Stamp>) -> bool {
    let at = at.unwrap_or(UNSURE);
    let differs = |off_ms: i64| {
        let now = &Stamp { wall_ms: at.wall_ms.saturating_add(off_ms), ..at };
        let around = quote::Around { visit: before, opening, books, now };
        quote::price(&around, &line.item, line.count, card_of(line))
            .is_ok_and(|priced| priced.because != line.because || priced.each.times(line.count) != Ok(line.amount))
    };
    [0, -CLOCK_STEP_MS, CLOCK_STEP_MS].into_iter().all(differs)
}

/// What a person should see about money.
fn remarkable_money(after: &Visit, entry: &Entry) -> Option<FindingKind> {
    match &entry.event {
        Event::QuoteLineAdded { line } => {
            let line = line.line;
            after.is_renumbered(&entry.place, line).then_some(FindingKind::LineNumberTwice { line })
        }
        Event::PriceReduced { request, is_verified: false, .. } => {
            Some(FindingKind::ReductionNotVerified { request: *request })
        }
        Event::Signed { total, .. } | Event::SignatureMissing { total, .. } => {
            let agreed = after.accepted_quote().map_or(0, |quote| quote.total.minor);
            (total.minor > agreed).then_some(FindingKind::ChargedAboveQuote)
        }
        _ => None,
    }
}

/// Whether more of this part was fitted than the customer accepted.
fn is_more_than_quoted(visit: &Visit, part: &PartNo) -> bool {
    let lines = visit.accepted_quote().map(|_| visit.lines.values()).into_iter().flatten();
    let item = QuoteItem::Part(part.clone());
    let quoted: u64 = lines.filter(|line| line.item == item).map(|line| u64::from(line.count)).sum();
    let fitted: u64 = visit.fitted.iter().filter(|f| &f.part == part).map(|f| u64::from(f.count)).sum();
    fitted > quoted
}

/// What the end of a visit claims and the story does not bear out. Leaving is never
/// held up, so this is told afterwards.
fn when_left(after: &Visit, books: &Books, event: &Event) -> Vec<FindingKind> {
    let Event::VisitLeft { outcome } = event else { return Vec::new() };
    let no_access = *outcome == Outcome::NoAccess;
    let not_tried = (no_access && !door::is_tried(after)).then_some(FindingKind::DoorUntried { act: None });
    let untried = if no_access { door::untried(after, books) } else { Vec::new() };
    let untried = untried.into_iter().map(|act| FindingKind::DoorUntried { act: Some(act) });
    let late = arrival::ladder(after, books).filter(|ladder| !ladder.is_opened);
    let late = late.map(|ladder| FindingKind::LateNotFollowedUp { incident: ladder.incident });
    not_tried.into_iter().chain(untried).chain(late).collect()
}

fn remarkable(after: &Visit, books: &Books, event: &Event) -> Option<FindingKind> {
    match event {
        Event::CheckAnswered { check, answer: Answer::Measured(value) } => match books.standard.check(check)?.kind {
            CheckKind::Reading { expected, .. } if !(expected.0..=expected.1).contains(value) => {
                Some(FindingKind::OutOfRange { check: check.clone(), value_milli: *value })
            }
            _ => None,
        },
        Event::CheckWaived { check, .. } => Some(FindingKind::Waived { check: check.clone() }),
        Event::PartFitted(fitted) => {
            is_more_than_quoted(after, &fitted.part).then(|| FindingKind::PartNotQuoted { part: fitted.part.clone() })
        }
        Event::PartMissing { part, .. } => Some(FindingKind::PartMissing { part: part.clone() }),
        Event::SignatureMissing { document, .. } if after.acceptance.as_ref().is_some_and(|a| a.result.is_err()) => {
            Some(FindingKind::NotSigned { document: *document })
        }
        Event::VisitLeft { outcome } if *outcome != Outcome::Solved => {
            Some(FindingKind::NotSolved { outcome: *outcome })
        }
        _ => None,
    }
}
