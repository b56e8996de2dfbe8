//! Today's list: the visits of one engineer by their windows, and what will not be in time (R25, R46–R48).

use doorstep_domain::appointment::{Clash, agreed_window, clashes};
use doorstep_domain::arrival::{Expected, Stop, expect};
use doorstep_domain::book::Books;
use doorstep_domain::job::Job;
use doorstep_domain::time::Stamp;
use doorstep_domain::visit::Visit;

use crate::look::{count, to_the_minute};
use crate::{DayStand, SyncLine};

/// The first screen.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TodayModel {
    /// Who is signed in; empty before enrolment.
    pub engineer: String,
    /// The visits by their window.
    pub rows: Vec<TodayRow>,
    /// Whether the books are here; without them no job can be accepted.
    pub has_books: bool,
    /// Which day it is by the phone's clock; empty before enrolment.
    pub day: String,
    /// How far the day is.
    pub day_stand: DayStand,
    /// How many call-backs of the engineer's own are open.
    pub owed: u32,
    /// What head office has.
    pub sync: SyncLine,
}

/// One visit on the list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TodayRow {
    /// Which visit.
    pub visit: String,
    /// The service order number.
    pub job: String,
    /// Who it is for.
    pub customer: String,
    /// Where.
    pub address: String,
    /// The kind of appliance, by key of the books.
    pub category: String,
    /// The kind of service, by key.
    pub service: String,
    /// What the customer reported.
    pub symptom: String,
    /// Start of the window that holds, UTC.
    pub from_ms: i64,
    /// End of the window that holds, UTC.
    pub until_ms: i64,
    /// How far it is.
    pub state: VisitState,
    /// When the engineer is expected there, UTC; none once they are there and where nothing can be said.
    pub expected_ms: Option<i64>,
    /// Whole minutes after the window; nothing where it is in time.
    pub late_min: u32,
    /// Late, and nobody was told: telephone now (R47, R48).
    pub tell_now: bool,
    /// So many minutes are missing between the visit before it and this one (R25); nothing where none are.
    pub clash_min: u32,
}

/// How far a visit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum VisitState {
    /// Not accepted yet.
    New,
    /// Accepted and not left.
    UnderWay,
    /// Signed, or refused with a reason, and not left.
    Signed,
    /// Left.
    Left,
}

impl VisitState {
    /// How far this visit is.
    pub fn of(visit: &Visit) -> Self {
        match (&visit.opening, &visit.acceptance, visit.outcome) {
            (None, ..) => Self::New,
            (_, _, Some(_)) => Self::Left,
            (_, Some(_), None) => Self::Signed,
            (_, None, None) => Self::UnderWay,
        }
    }
}

/// A visit as the list looks at it.
#[derive(Clone, Copy, Debug)]
pub struct TodayVisit<'a> {
    /// What is to be done.
    pub job: &'a Job,
    /// What is known of it; none where nothing is, or where it cannot be read.
    pub visit: Option<&'a Visit>,
    /// The books it pinned, or those of today.
    pub books: Option<&'a Books>,
    /// How far it is.
    pub state: VisitState,
}

/// What is expected of the visits that are still to come. Every one of them is asked by
/// the policy of the first that has books.
pub fn round(visits: &[TodayVisit<'_>], now: &Stamp) -> (Vec<Expected>, Vec<Clash>) {
    let Some(sla) = visits.iter().find_map(|visit| visit.books).map(|books| &books.sla) else {
        return (Vec::new(), Vec::new());
    };
    let ahead = visits.iter().filter(|visit| visit.state != VisitState::Left);
    let stop = |visit: &TodayVisit<'_>| match (visit.visit, visit.books) {
        (Some(known), Some(books)) => Stop::of(known, books, now),
        _ => Some(Stop::planned(visit.job, sla)),
    };
    let stops: Vec<Stop> = ahead.filter_map(stop).collect();
    (expect(&stops, sla, now), clashes(&stops, sla))
}

/// The rows of the list, by their window.
pub fn today_rows(visits: &[TodayVisit<'_>], now: &Stamp) -> Vec<TodayRow> {
    let (expected, clashes) = round(visits, now);
    let mut rows: Vec<_> = visits.iter().map(|visit| row(visit, &expected, &clashes)).collect();
    rows.sort_by(|one, other| (one.from_ms, &one.visit).cmp(&(other.from_ms, &other.visit)));
    rows
}

fn row(visit: &TodayVisit<'_>, expected: &[Expected], clashes: &[Clash]) -> TodayRow {
    let job = visit.job;
    let window = visit.visit.and_then(agreed_window).unwrap_or(job.window);
    let expected = expected.iter().find(|expected| expected.visit == job.visit);
    let clash = clashes.iter().find(|clash| clash.visit == job.visit);
    let min = |many: u64| count(usize::try_from(many).unwrap_or(usize::MAX));
    TodayRow {
        visit: job.visit.to_string(),
        job: job.id.to_string(),
        customer: job.customer.name.clone(),
        address: job.customer.address.clone(),
        category: job.category.to_string(),
        service: job.service.key().to_owned(),
        symptom: job.symptom.clone(),
        from_ms: window.from_ms,
        until_ms: window.until_ms,
        state: visit.state,
        expected_ms: expected.map(|expected| to_the_minute(expected.arrives_at_ms)),
        late_min: expected.map_or(0, |expected| min(expected.late_min())),
        tell_now: expected.is_some_and(|expected| expected.tell_now),
        clash_min: clash.map_or(0, |clash| min(clash.short_by_ms.div_ceil(60_000))),
    }
}
