//! Mirrored from `screens::incident`.

use doorstep_screens::{IncidentModel, IncidentRow, OpenIncident, OutcomeRow, RefusalModel, Words};

#[uniffi::remote(Record)]
pub struct IncidentModel {
    pub visit: String,
    pub open: Vec<OpenIncident>,
    pub safety: Vec<IncidentRow>,
    pub here: Vec<IncidentRow>,
    pub others: Vec<IncidentRow>,
    pub ended: u32,
    pub is_paused: bool,
    pub signers: Vec<String>,
}

#[uniffi::remote(Record)]
pub struct IncidentRow {
    pub incident: String,
    pub text: Words,
}

#[uniffi::remote(Record)]
pub struct OpenIncident {
    pub number: u32,
    pub incident: String,
    pub text: Words,
    pub is_safety: bool,
    pub say: Option<Words>,
    pub guide: Vec<Words>,
    pub outcomes: Vec<OutcomeRow>,
    pub at_ms: Option<i64>,
}

#[uniffi::remote(Record)]
pub struct OutcomeRow {
    pub outcome: String,
    pub text: Words,
    pub then: String,
    pub needs_consent: bool,
    pub untold: Vec<String>,
    pub refusal: Option<RefusalModel>,
}
