//! What is owed to customers: who owes it, until when, and how often somebody tried (R163–R167, T7).

use doorstep_domain::book::Owner;
use doorstep_domain::follow_up::{FollowUpCommand, FollowUpResult, Owed, OwedState, is_overdue, owed};
use doorstep_domain::job::Job;
use doorstep_domain::visit::Command;

use crate::look::count;
use crate::{Look, RefusalModel, SyncLine, Verdict, Words};

/// Everything that is owed on this phone's visits.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct FollowUpModel {
    /// What is open, the earliest due first, then what is done.
    pub rows: Vec<OwedRow>,
    /// What a try may come to, by key.
    pub results: Vec<String>,
    /// What head office has.
    pub sync: SyncLine,
}

/// Something that is owed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct OwedRow {
    /// On which visit.
    pub visit: String,
    /// To whom; empty where the customer was erased.
    pub customer: String,
    /// Numbers to call, the first one first.
    pub phones: Vec<String>,
    /// By which rule of the policy.
    pub rule: String,
    /// What it is.
    pub text: Words,
    /// Who owes it, by key.
    pub owner: String,
    /// It is the engineer's own.
    pub is_mine: bool,
    /// When it is due, UTC; none where no clock reading reaches.
    pub due_at_ms: Option<i64>,
    /// Whether it is overdue.
    pub is_overdue: Verdict,
    /// It is done.
    pub is_done: bool,
    /// How often somebody tried and reached nobody.
    pub tries: u32,
    /// What it came to, by key; empty while it is open.
    pub result: String,
    /// Why a try cannot be recorded now; none where it can.
    pub refusal: Option<RefusalModel>,
}

/// The screen of what is owed.
pub fn follow_up_model(mut rows: Vec<OwedRow>, sync: SyncLine) -> FollowUpModel {
    rows.sort_by_key(|row| (row.is_done, row.due_at_ms.is_none(), row.due_at_ms, row.visit.clone()));
    FollowUpModel { rows, results: FollowUpResult::ALL.iter().map(|result| result.key().to_owned()).collect(), sync }
}

/// What is owed on one visit, by the policy's order.
pub fn owed_rows(look: &Look<'_>, job: Option<&Job>) -> Vec<OwedRow> {
    owed(look.visit, look.books).iter().map(|owed| row(look, job, owed)).collect()
}

fn row(look: &Look<'_>, job: Option<&Job>, owed: &Owed) -> OwedRow {
    let rule = look.books.sla.follow_ups.iter().find(|rule| rule.id == owed.rule);
    let (is_done, tries, result) = match owed.state {
        OwedState::Open => (false, 0, ""),
        OwedState::Tried(tries) => (false, count(tries), ""),
        OwedState::Done(result) => (true, 0, result.key()),
    };
    let follow_up = owed.rule.clone();
    let attempt = FollowUpCommand { follow_up, result: FollowUpResult::NotReached, note: None };
    OwedRow {
        visit: look.opening.visit.to_string(),
        customer: job.map(|job| job.customer.name.clone()).unwrap_or_default(),
        phones: job.map(|job| job.customer.phones.clone()).unwrap_or_default(),
        rule: owed.rule.to_string(),
        text: rule.map(|rule| Words::from(&rule.text)).unwrap_or_default(),
        owner: owed.owner.key().to_owned(),
        is_mine: owed.owner == Owner::Engineer,
        due_at_ms: owed.due_at_ms,
        is_overdue: is_overdue(owed, look.now).into(),
        is_done,
        tries,
        result: result.to_owned(),
        refusal: look.refusal(&Command::FollowUp(attempt)),
    }
}
