//! The SLA policy: windows, lateness, knocking, promises and call-backs (T1–T7).
//!
//! Durations carry their unit in the name.

use super::{Text, Title};
use crate::id::FollowUpId;

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

/// How to knock (R50–R52).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnockPolicy {
    /// Knocks in a row.
    pub times: u32,
    /// Taps of each knock.
    pub taps: u32,
    /// Pause until the next try.
    pub every_s: u32,
    /// When to phone.
    pub phone_after_s: u32,
}

/// What being late asks for (R58–R60).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LatePolicy {
    /// Call this long before the agreed time: at least and at most.
    pub call_before_min: (u32, u32),
    /// From here on lateness is serious; the value itself counts as serious (T4).
    pub serious_from_min: u32,
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

/// A call-back that somebody owes a customer (R163–R167).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUpRule {
    /// Its id.
    pub id: FollowUpId,
    /// What people read.
    pub text: Text,
    /// How long after its cause it is due.
    pub after_min: u32,
    /// `engineer`, `centre`, `outlet`.
    pub owner: String,
}
