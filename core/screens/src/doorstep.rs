//! At the door: ring, wait, telephone, look around, leave a note, tell the centre (R49–R56, T3).

use doorstep_domain::arrival::Expected;
use doorstep_domain::book::DoorAct;
use doorstep_domain::door::{self, DoorCommand, DoorNext, DoorTry};
use doorstep_domain::event::Outcome;
use doorstep_domain::id::Hash;
use doorstep_domain::job::Job;
use doorstep_domain::visit::{Command, Step};

use crate::look::{count, ms, to_the_second};
use crate::way::way_model;
use crate::{Look, Offer, StepModel, SyncLine, Verdict, WayModel, step_model};

/// The screen at the door.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DoorstepModel {
    /// Which visit.
    pub visit: String,
    /// Numbers to call, the first one first.
    pub phones: Vec<String>,
    /// The way and how punctual it was; none where no window was promised.
    pub way: Option<WayModel>,
    /// The checks at the door: sleeve, posture, voice.
    pub step: StepModel,
    /// What to do now.
    pub next: DoorNextModel,
    /// How often somebody rang or knocked.
    pub tries: u32,
    /// Since the first ring or knock of this round, at least; none before it and where no clock vouches for it.
    pub waited_ms: Option<i64>,
    /// Whether it is time to telephone (R52).
    pub phone_due: Verdict,
    /// The customer was found or reached and comes to the door.
    pub is_answered: bool,
    /// What is tried when nobody opens, in the policy's order.
    pub list: Vec<DoorActRow>,
    /// Everything was tried: "nobody opened" is a clean record.
    pub no_access_ready: bool,
    /// Ring, knock, leave because nobody opened.
    pub offers: Vec<Offer>,
}

/// What to do at the door now.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub enum DoorNextModel {
    /// Ring or knock.
    Try(DoorTryTask),
    /// Wait.
    Wait(DoorWaitTask),
    /// The next thing of the list.
    Do(DoorActTask),
    /// The door is open, the engineer left, or everything was tried.
    Nothing,
}

/// Ring or knock.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DoorTryTask {
    /// How, by key: `bell` until somebody found that there is none.
    pub how: String,
    /// So many knocks.
    pub times: u32,
    /// So many light taps each.
    pub taps: u32,
}

/// Wait.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DoorWaitTask {
    /// At least so long.
    pub at_least_ms: i64,
}

/// One thing of the list.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DoorActTask {
    /// Which, by key.
    pub act: String,
}

/// One thing of the list and whether it was tried.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct DoorActRow {
    /// Which, by key.
    pub act: String,
    /// It was tried.
    pub is_done: bool,
}

/// The screen at the door of this visit.
pub fn doorstep_model(look: &Look<'_>, job: Option<&Job>, round: &[Expected], sync: SyncLine) -> DoorstepModel {
    let state = door::state(look.visit, &look.books.sla, look.now);
    let row = |act: &DoorAct| DoorActRow { act: act.key().to_owned(), is_done: !state.missing.contains(act) };
    DoorstepModel {
        visit: look.opening.visit.to_string(),
        phones: job.map(|job| job.customer.phones.clone()).unwrap_or_default(),
        way: way_model(look, round),
        step: step_model(look, Step::Doorstep, sync),
        next: next_model(state.next),
        tries: count(state.tries),
        waited_ms: state.since_first.map(|span| to_the_second(span.at_least_ms)),
        phone_due: state.phone_due.into(),
        is_answered: state.is_answered,
        list: look.books.sla.knock.then.iter().map(row).collect(),
        no_access_ready: state.no_access_ready,
        offers: offers(look),
    }
}

fn next_model(next: DoorNext) -> DoorNextModel {
    match next {
        DoorNext::Try { how, times, taps } => {
            DoorNextModel::Try(DoorTryTask { how: how.key().to_owned(), times, taps })
        }
        DoorNext::Wait { at_least_ms } => {
            DoorNextModel::Wait(DoorWaitTask { at_least_ms: to_the_second(ms(at_least_ms).saturating_add(999)) })
        }
        DoorNext::Do(act) => DoorNextModel::Do(DoorActTask { act: act.key().to_owned() }),
        DoorNext::NothingMore => DoorNextModel::Nothing,
    }
}

fn offers(look: &Look<'_>) -> Vec<Offer> {
    let tries = DoorTry::ALL.iter().map(|how| look.offer(how.key(), &Command::Door(DoorCommand::Try { how: *how })));
    let note = look.offer("note", &Command::Door(DoorCommand::LeaveNote { photo: Hash::NONE }));
    let leave = look.offer(Outcome::NoAccess.key(), &Command::Leave { outcome: Outcome::NoAccess });
    tries.chain([note, leave]).collect()
}
