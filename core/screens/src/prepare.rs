//! Before setting off: what to bring, whether a loaner comes along on the first trip,
//! whether the certificate goes far enough, and the way (R27, R28, R37–R45, R124, R130).

use std::collections::BTreeMap;

use doorstep_domain::arrival::Expected;
use doorstep_domain::id::PartNo;
use doorstep_domain::job::Job;
use doorstep_domain::knowledge::likely;
use doorstep_domain::van::Ledger;
use doorstep_domain::visit::Step;

use crate::part::name;
use crate::way::{WayModel, way_model};
use crate::{Look, StepModel, SyncLine, Words, step_model};

/// The screen before setting off.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct PrepareModel {
    /// Which visit.
    pub visit: String,
    /// The checks: kit, appearance, papers.
    pub step: StepModel,
    /// The way; none where no window was promised.
    pub way: Option<WayModel>,
    /// The parts to bring: what an earlier visit still needed, then what the likely causes ask for.
    pub bring: Vec<BringRow>,
    /// The appliance may have to leave the home: a loaner comes along (R28, R130).
    pub bring_loaner: bool,
    /// The engineer's certificate for this appliance; none where there is none.
    pub certificate: Option<CertificateModel>,
}

/// A part to bring.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BringRow {
    /// Its number.
    pub part: String,
    /// What people call it.
    pub text: Words,
    /// An earlier visit still needed it: without it the trip is in vain.
    pub is_needed: bool,
    /// How many usable ones are in the van.
    pub usable: u32,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct CertificateModel {
    /// How far its authority goes; higher is further.
    pub grade: u32,
    /// The last day it holds, `2027-06-30`.
    pub valid_until: String,
}

/// The screen before setting off to this visit.
pub fn prepare_model(
    look: &Look<'_>,
    job: Option<&Job>,
    round: &[Expected],
    van: &Ledger,
    sync: SyncLine,
) -> PrepareModel {
    let symptom = job.map(|job| job.symptom.as_str()).unwrap_or_default();
    let likely = likely(&look.books.knowledge, &look.opening.category, symptom);
    let mut bring: BTreeMap<&PartNo, bool> = BTreeMap::new();
    for part in likely.iter().flat_map(|one| &one.article.parts) {
        bring.entry(part).or_insert(false);
    }
    for (part, _) in look.visit.earlier.iter().flat_map(|earlier| &earlier.missing) {
        bring.insert(part, true);
    }
    let row = |(part, is_needed): (&PartNo, bool)| BringRow {
        part: part.to_string(),
        text: name(look, part),
        is_needed,
        usable: u32::try_from(van.usable(part)).unwrap_or(u32::MAX),
    };
    let mut bring: Vec<_> = bring.into_iter().map(row).collect();
    bring.sort_by_key(|row| !row.is_needed);
    let certificate = look.visit.terms.as_ref().and_then(|terms| terms.certificate.as_ref());
    PrepareModel {
        visit: look.opening.visit.to_string(),
        step: step_model(look, Step::Prepare, sync),
        way: way_model(look, round),
        bring,
        bring_loaner: likely.iter().any(|one| one.article.may_leave_home),
        certificate: certificate.map(|certificate| CertificateModel {
            grade: certificate.grade,
            valid_until: certificate.valid_until.to_string(),
        }),
    }
}
