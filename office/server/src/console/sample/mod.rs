//! A board and a visit as tests and pictures need them: everything that can stand on
//! a page stands on these.

use doorstep_domain::book::Text;
use doorstep_domain::event::Outcome;
use doorstep_domain::id::{Hash, InstallationId, Lane, Subject};
use doorstep_domain::job::Window;
use doorstep_domain::money::{Currency, Money};
use doorstep_domain::visit::Step;

use crate::board::{Board, EngineerRow, OnTheRoad, StepMark, StepProgress, Sums, VisitRow, VisitState};

mod visit;

pub use visit::{planned, story, unsigned};

/// A name that would run if it were not escaped.
pub const MARKUP_NAME: &str = "<script>alert(1)</script>";
/// 09:00 in China on 23 November 2026.
pub const NINE: i64 = 1_795_395_600_000;
const MINUTE: i64 = 60_000;

fn text(zh: &str, en: &str) -> Text {
    Text { zh: zh.to_owned(), en: en.to_owned() }
}

pub fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::CNY)
}

fn photo(nth: u8) -> Hash {
    Hash::of(&[nth])
}

pub fn lane() -> Lane {
    Lane { installation: InstallationId([0xA7; 16]), subject: Subject::Visit("FW-20261123-0002-1".parse().unwrap()) }
}

fn marks(reached: Step, is_left: bool) -> Vec<StepMark> {
    let mark = |step: &Step| {
        let state = match step.cmp(&reached) {
            std::cmp::Ordering::Less => StepProgress::Done,
            std::cmp::Ordering::Equal if is_left => StepProgress::Done,
            std::cmp::Ordering::Equal => StepProgress::Open,
            std::cmp::Ordering::Greater => StepProgress::Closed,
        };
        let settled = if state == StepProgress::Done { 7 } else { u32::from(state == StepProgress::Open) * 3 };
        StepMark { step: *step, state, asked: 7, settled, waived: 0 }
    };
    Step::ALL.iter().map(mark).collect()
}

pub fn row(job: &str, from_ms: i64, state: VisitState, reached: Option<Step>) -> VisitRow {
    let is_left = state == VisitState::Left;
    let is_heard = state != VisitState::Planned;
    VisitRow {
        visit: format!("{job}-1").parse().unwrap(),
        job: Some(job.parse().unwrap()),
        engineer: Some("E1002".parse().unwrap()),
        state,
        category: Some(text("洗衣机", "Washing machine")),
        window: Some(Window { from_ms, until_ms: from_ms + 60 * MINUTE }),
        step: reached,
        steps: reached.map(|step| marks(step, is_left)).unwrap_or_default(),
        outcome: is_left.then_some(Outcome::Solved),
        total: is_left.then_some(yuan(22_500)),
        started_ms: is_heard.then_some(from_ms - 50 * MINUTE),
        left_ms: is_left.then_some(from_ms + 55 * MINUTE),
        heard_ms: is_heard.then_some(from_ms + 70 * MINUTE),
        events: if is_heard { 42 } else { 0 },
        quarantined: 0,
        photos_named: if is_heard { 5 } else { 0 },
        photos_arrived: if is_heard { 5 } else { 0 },
        on_the_road: OnTheRoad::default(),
        exceptions: 0,
        is_judged: is_heard,
    }
}

fn engineer(id: &str, name: &str, visits: Vec<VisitRow>) -> EngineerRow {
    EngineerRow {
        id: id.parse().unwrap(),
        name: name.to_owned(),
        last_heard_ms: Some(NINE + 122 * MINUTE),
        events_on_phones: visits.iter().map(|row| row.on_the_road.events).sum(),
        exceptions: visits.iter().map(|row| row.exceptions).sum(),
        visits,
        not_listed: 0,
    }
}

pub fn board() -> Board {
    let mut washer = row("FW-20261123-0002", NINE, VisitState::Left, Some(Step::FollowUp));
    washer.on_the_road = OnTheRoad { events: 3, photos: 2, contents: 1 };
    washer.photos_arrived = 3;
    washer.exceptions = 3;
    let mut remote = row("FW-20261123-0004", NINE + 90 * MINUTE, VisitState::UnderWay, Some(Step::Repair));
    remote.quarantined = 1;
    remote.exceptions = 1;
    let mut unsolved = row("FW-20261122-0009", NINE - 24 * 60 * MINUTE, VisitState::Left, Some(Step::Leave));
    unsolved.outcome = Some(Outcome::FurtherWork);
    let planned = row("FW-20261123-0006", NINE + 300 * MINUTE, VisitState::Planned, None);
    let mut idle = engineer("E1004", "王小梅", Vec::new());
    idle.last_heard_ms = None;
    let done = row("FW-20261123-0001", NINE - 30 * MINUTE, VisitState::Left, Some(Step::FollowUp));
    let on_the_road = washer.on_the_road;
    let engineers = vec![
        engineer("E1001", "李卫国", vec![done, planned]),
        engineer("E1002", "赵建华", vec![washer, unsolved]),
        EngineerRow { not_listed: 12, ..engineer("E1003", "孙海燕", vec![remote]) },
        idle,
    ];
    let sums = Sums { visits: 17, under_way: 1, left: 3, on_the_road, exceptions: 4, not_listed: 12 };
    let integrity = crate::integrity::IntegrityReport {
        at_ms: NINE,
        events: 1_204,
        contents: 88,
        photos: 61,
        ..Default::default()
    };
    Board { at_ms: NINE + 125 * MINUTE, engineers, unclaimed: Vec::new(), sums, integrity: Some(integrity) }
}
