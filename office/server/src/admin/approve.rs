//! Lower prices by the centre's word (R97): a code that is spoken over the telephone.
//!
//! The engineer reads out the visit, the number of the request, the eight digits of the
//! quote and the total that is asked for; nothing has to have arrived here. The code
//! follows from these and the visit's secret, so the same decision always has the same
//! code. Every decision is written down before its code is shown: into a file beside the
//! database first, which a restored database takes in again when the office is opened,
//! so that a restore does not disown a code that was spoken.

use std::io::Write;
use std::path::Path;

use doorstep_domain::audit::{Finding, FindingKind};
use doorstep_domain::event::Event;
use doorstep_domain::id::VisitId;
use doorstep_domain::money::Money;
use doorstep_domain::reduction::{CODES, CodeFor, QuoteMark, spoken_code};
use doorstep_domain::visit::Visit;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::people::approval_key_of;
use super::revoke;
use crate::entity::issued_code;
use crate::office::{Office, StoreError};
use crate::projection;
use crate::store::OpenError;

/// The file of decisions beside the database: one JSON object a line, only ever added to.
pub(super) const LEDGER: &str = "ledger";

/// A decision of the centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// What the code is for.
    pub what: CodeFor,
    /// Who decided.
    pub by: String,
    /// Decided again with another total for the same request.
    pub is_again: bool,
}

/// Why no code was given.
#[derive(Debug, thiserror::Error)]
pub enum ApproveError {
    /// No job planned it.
    #[error("this office planned no visit {0}; ask the engineer to read it out again")]
    UnknownVisit(VisitId),
    /// Requests are numbered from 1.
    #[error("requests are numbered from 1")]
    NoRequest,
    /// Below nothing.
    #[error("{0} is no total that a customer pays")]
    NotATotal(Money),
    /// The quote that arrived here is not above it.
    #[error("{total} is no reduction: the quote is {from}")]
    NotLower {
        /// The total that was given.
        total: Money,
        /// The quote's.
        from: Money,
    },
    /// The same request has a code for something else.
    #[error("request {request} already has a code, for {total}; give it another one only on purpose (--again)")]
    OtherCode {
        /// Which request.
        request: u32,
        /// What it was given.
        total: String,
    },
    /// The office could not keep it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Office {
    /// Decides and gives the code. The same decision again gives the same code.
    pub async fn approve(&self, approval: &Approval) -> Result<u32, ApproveError> {
        let Approval { what, .. } = approval;
        let now_ms = self.now_ms();
        let writing = self.write().await?;
        let tx = &writing.tx;
        let key = approval_key_of(tx, &what.visit).await?;
        let key = key.ok_or_else(|| ApproveError::UnknownVisit(what.visit.clone()))?;
        refuse_nonsense(what)?;
        refuse_known_otherwise(tx, what).await?;
        let issued = issued(tx, &what.visit).await?;
        // What was spoken stays spoken, also where a restore lost the secret it was made with.
        if let Some(known) = issued.iter().find(|row| is_for(row, what)) {
            return Ok(u32::try_from(known.code).map_err(|_| StoreError::Damaged("issued code"))?);
        }
        let code = spoken_code(&key, what);
        let same = issued.iter().filter(|row| row.request == i64::from(what.request));
        let other = same.max_by_key(|row| row.issued_at_ms);
        if let Some(other) = other.filter(|_| !approval.is_again) {
            let total = format!("{} {}.{:02}", other.currency, other.total_minor / 100, other.total_minor % 100);
            return Err(ApproveError::OtherCode { request: what.request, total });
        }
        let row = row(approval, code, now_ms);
        append(&self.data.join(LEDGER), &row).map_err(StoreError::from)?;
        keep(tx, row).await.map_err(StoreError::from)?;
        self.project(tx, &what.visit).await?;
        writing.commit().await?;
        Ok(code)
    }
}

fn refuse_nonsense(what: &CodeFor) -> Result<(), ApproveError> {
    match what {
        CodeFor { request: 0, .. } => Err(ApproveError::NoRequest),
        CodeFor { total, .. } if total.minor < 0 => Err(ApproveError::NotATotal(*total)),
        _ => Ok(()),
    }
}

/// Where the request has arrived, the decision must be about its quote and below it.
async fn refuse_known_otherwise<C: ConnectionTrait>(db: &C, what: &CodeFor) -> Result<(), ApproveError> {
    let subject = doorstep_domain::id::Subject::Visit(what.visit.clone());
    let visit = projection::fold(db, &subject).await?.visit;
    match visit.reductions.requests.get(&what.request) {
        Some(request) if QuoteMark::of(&request.document) == what.quote && what.total.minor >= request.from.minor => {
            Err(ApproveError::NotLower { total: what.total, from: request.from })
        }
        _ => Ok(()),
    }
}

fn row(approval: &Approval, code: u32, now_ms: i64) -> issued_code::Model {
    let CodeFor { visit, request, quote, total } = &approval.what;
    issued_code::Model {
        visit: visit.to_string(),
        request: i64::from(*request),
        quote: i64::from(u32::from_be_bytes(quote.0)),
        total_minor: total.minor,
        currency: total.currency.as_str().to_owned(),
        code: i64::from(code),
        issued_at_ms: now_ms,
        issued_by: approval.by.clone(),
    }
}

fn is_for(row: &issued_code::Model, what: &CodeFor) -> bool {
    row.request == i64::from(what.request)
        && row.quote == i64::from(u32::from_be_bytes(what.quote.0))
        && row.total_minor == what.total.minor
        && row.currency == what.total.currency.as_str()
}

async fn issued<C: ConnectionTrait>(db: &C, visit: &VisitId) -> Result<Vec<issued_code::Model>, StoreError> {
    Ok(issued_code::Entity::find().filter(issued_code::Column::Visit.eq(visit.as_str())).all(db).await?)
}

/// Writes a decision once.
async fn keep<C: ConnectionTrait>(db: &C, row: issued_code::Model) -> Result<(), sea_orm::DbErr> {
    let columns = [
        issued_code::Column::Visit,
        issued_code::Column::Request,
        issued_code::Column::Quote,
        issued_code::Column::TotalMinor,
        issued_code::Column::Currency,
    ];
    let once = issued_code::Entity::insert(row.into_active_model()).on_conflict_do_nothing_on(columns);
    once.exec(db).await.map(drop)
}

/// Reductions of a visit that were given with a code that this office did not issue.
pub(crate) async fn unissued<C: ConnectionTrait>(
    db: &C,
    id: &VisitId,
    visit: &Visit,
) -> Result<Vec<Finding>, StoreError> {
    let given = visit.story.iter().filter_map(|entry| match &entry.event {
        Event::PriceReduced { request, document, total, code, .. } => {
            let quote = QuoteMark::of(document);
            let what = CodeFor { visit: id.clone(), request: *request, quote, total: *total };
            Some((what, *code, entry.place.clone()))
        }
        _ => None,
    });
    let given: Vec<_> = given.collect();
    if given.is_empty() {
        return Ok(Vec::new());
    }
    let issued = issued(db, id).await?;
    let is_ours = |what: &CodeFor, code: u32| {
        code < CODES && issued.iter().any(|row| is_for(row, what) && row.code == i64::from(code))
    };
    let foreign = given.into_iter().filter(|(what, code, _)| !is_ours(what, *code));
    Ok(foreign
        .map(|(what, _, place)| Finding { place, kind: FindingKind::CodeNotIssued { request: what.request } })
        .collect())
}

/// Adds a line and waits until the disk has it. What a cut-off line left is ended first.
pub(super) fn append(path: &Path, row: &impl serde::Serialize) -> std::io::Result<()> {
    let is_new = !path.exists();
    let mut options = std::fs::File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    let line = serde_json::to_string(row)?;
    let start = if is_new { "" } else { "\n" };
    file.write_all(format!("{start}{line}\n").as_bytes())?;
    file.sync_all()?;
    match path.parent().filter(|_| is_new) {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

/// Takes in what the file beside the database says and the database does not know: it
/// was restored, or the machine stopped between the two.
pub(crate) async fn take_in_ledger<C: ConnectionTrait>(data: &Path, db: &C) -> Result<(), OpenError> {
    let path = data.join(LEDGER);
    let text = match std::fs::read_to_string(&path) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        text => text.map_err(|source| OpenError::file("read", &path, source))?,
    };
    for line in text.lines().filter(|line| !line.is_empty()) {
        match serde_json::from_str::<issued_code::Model>(line) {
            Ok(row) => keep(db, row).await.map_err(|source| OpenError::database(data, source))?,
            Err(_) if revoke::is_revocation(line) => {}
            // A line that was cut off when the machine stopped: its code was never shown.
            Err(why) => tracing::warn!(%why, "a line of the ledger cannot be read"),
        }
    }
    Ok(())
}
