//! The SLA policy: windows, lateness, knocking, time in the home, promises and
//! call-backs (T1–T7, T15).
//!
//! Durations carry their unit in the name.

use super::{FollowUpRule, Text, Title};
use crate::id::IncidentId;
use crate::job::named;

/// Everything that is promised in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlaPolicy {
    /// What the book says of itself.
    pub title: Title,
    /// How much before the window's start the engineer aims to arrive: earliest and latest (T1).
    pub arrive_early_min: (u32, u32),
    /// How long before the window the departure plan must exist (T2).
    pub plan_before_min: u32,
    /// The knock protocol (T3).
    pub knock: KnockPolicy,
    /// The lateness ladder (T4).
    pub late: LatePolicy,
    /// How long the way takes where a job does not say (R26).
    pub travel_default_min: u32,
    /// How long work may take (T15).
    pub on_site: OnSite,
    /// How long before the visit it is confirmed (T5).
    pub confirm_before_min: u32,
    /// How long before the visit the company may still change it (T5).
    pub company_change_before_min: u32,
    /// How long before the visit the customer is asked to change it (T5).
    pub customer_change_before_min: u32,
    /// Response promises by area (T6).
    pub responses: Vec<ResponsePromise>,
    /// Call-backs (T7).
    pub follow_ups: Vec<FollowUpRule>,
}

/// How to knock, and what is tried before "nobody opened" is a fact (R50–R55).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnockPolicy {
    /// Knocks in a row.
    pub times: u32,
    /// Taps of each knock.
    pub taps: u32,
    /// Pause until the next try.
    pub every_s: u32,
    /// When to phone.
    pub phone_after_s: u32,
    /// What has to be tried when nobody opens, in this order, each once; never empty.
    pub then: Vec<DoorAct>,
}

named! {
    /// What is tried when nobody opens.
    DoorAct {
        /// Telephone the customer (R52).
        Phone = "phone",
        /// Look around the house (R55).
        Downstairs = "downstairs",
        /// Ask a neighbour (R53).
        Neighbour = "neighbour",
        /// Leave a note at the door (R35, R53).
        Note = "note",
        /// Tell the centre (R54).
        Centre = "centre",
    }
}

/// What being late asks for (R58–R60).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatePolicy {
    /// Call this long before the agreed time: at least and at most.
    pub call_before_min: (u32, u32),
    /// From here on lateness is serious; the value itself counts as serious (T4).
    pub serious_from_min: u32,
    /// The incident of the standard that guides through less than that.
    pub minor_incident: IncidentId,
    /// The one that guides through serious lateness.
    pub serious_incident: IncidentId,
}

/// How long work may take before somebody hears of it (T15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OnSite {
    /// In the home.
    pub ordinary_min: u32,
    /// In the workshop.
    pub workshop_days: u32,
}

/// How soon someone comes (R5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponsePromise {
    /// `city`, `remote` …, as jobs name it.
    pub area: String,
    /// What people call it.
    pub text: Text,
    /// Within how long.
    pub within_min: u32,
}
