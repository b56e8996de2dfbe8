//! What happened around the work, as a person asks about it: was it on time, did nobody
//! open, who lowered the price, what left the home, what is owed.
//!
//! Told by the domain's own topics from the folded visit; nothing here is stored.

use doorstep_domain::appointment::notices;
use doorstep_domain::arrival::{Punctuality, arrived, ladder, punctuality};
use doorstep_domain::book::{Books, Owner, Text};
use doorstep_domain::call::Party;
use doorstep_domain::custody::{CustodyEnd, CustodyKind, Due, due};
use doorstep_domain::door::{is_tried, no_access_record};
use doorstep_domain::event::{Event, Signer};
use doorstep_domain::follow_up::{FollowUpResult, OwedState, is_overdue, owed};
use doorstep_domain::id::ReasonId;
use doorstep_domain::incident::outcome_of;
use doorstep_domain::job::Window;
use doorstep_domain::money::Money;
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::Visit;

/// Everything around the work of one visit. Empty where the pinned books are not here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AroundStory {
    /// The arrival; none where no window was promised.
    pub way: Option<WayStory>,
    /// What was tried because nobody opened; none where nobody stood at a closed door.
    pub no_access: Option<NoAccessStory>,
    /// Windows that were agreed anew, in order.
    pub moves: Vec<MoveStory>,
    /// Who was told last to take the job over, and why.
    pub handed_over: Option<(Party, Option<Text>)>,
    /// Incidents, by number.
    pub incidents: Vec<IncidentStory>,
    /// Requests for a lower price, by number.
    pub reductions: Vec<ReductionStory>,
    /// What changed hands on this visit, by number.
    pub custody: Vec<CustodyStory>,
    /// What is owed to the customer, by the policy's order.
    pub owed: Vec<OwedStory>,
}

/// The arrival.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayStory {
    /// The window that held at the arrival.
    pub window: Window,
    /// When the engineer was there; none while they are not.
    pub arrived_ms: Option<i64>,
    /// The verdict, given only where the whole range of the clock agrees.
    pub verdict: Punctuality,
    /// The true reason for being late, as the engineer named it.
    pub because: Option<Text>,
    /// The path that the lateness asked for, and whether it was taken; none where none was asked.
    pub ladder: Option<(Option<Text>, bool)>,
}

/// What was tried because nobody opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoAccessStory {
    /// How often somebody rang or knocked.
    pub tries: usize,
    /// How many calls about it were made.
    pub calls: usize,
    /// How many places the customer was looked for at.
    pub searches: usize,
    /// How many notes were left, with a photograph each.
    pub notes: usize,
    /// From the first try until leaving, at least; none where no clock vouches for it.
    pub lasted_ms: Option<i64>,
    /// What the policy asks for and nobody tried, by key.
    pub untried: Vec<&'static str>,
}

/// A window that was agreed anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoveStory {
    /// What held before.
    pub from: Option<Window>,
    /// What was agreed.
    pub to: Window,
    /// Why.
    pub reason: Option<Text>,
    /// Who agreed.
    pub consent: Signer,
    /// Whether it was told as early as the company promises; none where the clocks cannot say.
    pub keeps_promise: Option<bool>,
}

/// Something that came between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentStory {
    /// What it is called.
    pub text: Option<Text>,
    /// When it was opened.
    pub opened_ms: Option<i64>,
    /// How it ended; none while it is open.
    pub outcome: Option<Text>,
    /// When it ended.
    pub closed_ms: Option<i64>,
    /// Who consented, where somebody had to.
    pub consent: Option<Signer>,
    /// It is over.
    pub is_closed: bool,
}

/// A request for a lower price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReductionStory {
    /// The total that was too much.
    pub from: Money,
    /// What was asked for.
    pub to: Money,
    /// Why.
    pub reason: Option<Text>,
    /// How many codes did not verify.
    pub wrong_codes: usize,
    /// Whether a word was taken in: none, and otherwise whether its code verified on the phone.
    pub is_verified: Option<bool>,
}

/// Something that changed hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustodyStory {
    /// What it is.
    pub kind: CustodyKind,
    /// What is printed on it.
    pub serial: Option<String>,
    /// When it changed hands.
    pub since_ms: Option<i64>,
    /// When it is due back, UTC.
    pub due_ms: i64,
    /// How many photographs show its state.
    pub photos: usize,
    /// How it came back on this visit; none where it did not.
    pub end: Option<CustodyEnd>,
    /// It is late for certain.
    pub is_late: bool,
}

/// Something that is owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwedStory {
    /// What it is.
    pub text: Option<Text>,
    /// Who owes it.
    pub owner: Owner,
    /// When it is due, UTC.
    pub due_ms: Option<i64>,
    /// How often somebody tried in vain.
    pub tries: usize,
    /// What it came to; none while it is open.
    pub result: Option<FollowUpResult>,
    /// It is overdue for certain.
    pub is_overdue: bool,
}

/// What happened around this visit, looked at now.
pub fn around(visit: &Visit, books: &Books, now: &Stamp) -> AroundStory {
    let reason = |id: &ReasonId| books.standard.reason(id).map(|reason| reason.text.clone());
    AroundStory {
        way: way(visit, books),
        no_access: no_access(visit, books),
        moves: moves(visit, books),
        handed_over: visit.appointment.handed_over.as_ref().map(|(to, why)| (*to, reason(why))),
        incidents: incidents(visit, books),
        reductions: reductions(visit, books),
        custody: custody(visit, now),
        owed: owed_stories(visit, books, now),
    }
}

fn way(visit: &Visit, books: &Books) -> Option<WayStory> {
    let promised = visit.terms.as_ref().map(|terms| terms.window);
    let there = arrived(visit);
    let window = there.as_ref().map_or(promised, |(_, window)| *window)?;
    let because = visit.arrival.late_because.as_ref();
    let path = |id: &_| books.standard.incident(id).map(|incident| incident.text.clone());
    Some(WayStory {
        window,
        arrived_ms: there.and_then(|(at, _)| at).map(|at| at.wall_ms),
        verdict: punctuality(visit, &books.sla),
        because: because.and_then(|id| books.standard.reason(id)).map(|reason| reason.text.clone()),
        ladder: ladder(visit, books).map(|ladder| (path(&ladder.incident), ladder.is_opened)),
    })
}

fn no_access(visit: &Visit, books: &Books) -> Option<NoAccessStory> {
    use doorstep_domain::event::Outcome;
    if !is_tried(visit) || (visit.outcome != Some(Outcome::NoAccess) && visit.door.searches.is_empty()) {
        return None;
    }
    let record = no_access_record(visit, books);
    Some(NoAccessStory {
        tries: record.tries.len(),
        calls: record.calls.len(),
        searches: record.searches.len(),
        notes: record.notes.len(),
        lasted_ms: record.lasted.map(|span| span.at_least_ms),
        untried: record.untried.iter().map(|act| act.key()).collect(),
    })
}

fn moves(visit: &Visit, books: &Books) -> Vec<MoveStory> {
    let moved = visit.story.iter().filter_map(|entry| match &entry.event {
        Event::AppointmentMoved { window, reason, consent } => Some((*window, reason, *consent)),
        _ => None,
    });
    let mut before = visit.terms.as_ref().map(|terms| terms.window);
    let mut told = notices(visit, &books.sla).into_iter();
    moved
        .map(|(to, reason, consent)| {
            let from = before.replace(to);
            let notice = from.and_then(|_| told.next());
            MoveStory {
                from,
                to,
                reason: books.standard.reason(reason).map(|reason| reason.text.clone()),
                consent,
                keeps_promise: notice.and_then(|notice| notice.keeps_promise),
            }
        })
        .collect()
}

fn incidents(visit: &Visit, books: &Books) -> Vec<IncidentStory> {
    let told = visit.incidents.all.values().map(|state| IncidentStory {
        text: books.standard.incident(&state.incident).map(|incident| incident.text.clone()),
        opened_ms: state.opened.map(|at| at.wall_ms),
        outcome: outcome_of(&books.standard, state).map(|outcome| outcome.text.clone()),
        closed_ms: state.closed.as_ref().and_then(|closed| closed.at).map(|at| at.wall_ms),
        consent: state.closed.as_ref().and_then(|closed| closed.consent),
        is_closed: state.closed.is_some(),
    });
    told.collect()
}

fn reductions(visit: &Visit, books: &Books) -> Vec<ReductionStory> {
    let granted = visit.reductions.granted.as_ref();
    let told = visit.reductions.requests.iter().map(|(number, request)| ReductionStory {
        from: request.from,
        to: request.to,
        reason: books.standard.reason(&request.reason).map(|reason| reason.text.clone()),
        wrong_codes: request.wrong_codes.len(),
        is_verified: granted.filter(|granted| granted.request == *number).map(|granted| granted.is_verified),
    });
    told.collect()
}

fn custody(visit: &Visit, now: &Stamp) -> Vec<CustodyStory> {
    let Some(opening) = &visit.opening else { return Vec::new() };
    let told = visit.custody.opened.values().map(|(thing, since)| {
        let end = visit.custody.closed.get(&(opening.visit.clone(), thing.number));
        let at = end.map_or(Some(*now), |(_, at)| *at);
        CustodyStory {
            kind: thing.kind,
            serial: thing.serial.as_ref().map(ToString::to_string),
            since_ms: since.map(|at| at.wall_ms),
            due_ms: thing.due_ms,
            photos: visit.custody.photos.get(&thing.number).map_or(0, Vec::len),
            end: end.map(|(end, _)| *end),
            is_late: at.is_some_and(|at| matches!(due(thing.due_ms, &at), Due::Late { .. })),
        }
    });
    told.collect()
}

fn owed_stories(visit: &Visit, books: &Books, now: &Stamp) -> Vec<OwedStory> {
    let rule = |id: &_| books.sla.follow_ups.iter().find(|rule| &rule.id == id);
    let told = owed(visit, books).into_iter().map(|debt| OwedStory {
        text: rule(&debt.rule).map(|rule| rule.text.clone()),
        owner: debt.owner,
        due_ms: debt.due_at_ms,
        tries: if let OwedState::Tried(tries) = debt.state { tries } else { 0 },
        result: if let OwedState::Done(result) = debt.state { Some(result) } else { None },
        is_overdue: is_overdue(&debt, now) == Some(true),
    });
    told.collect()
}
