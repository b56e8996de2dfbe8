//! The fee schedule: the only source of a price for work (R90).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Text, Title};
use crate::id::{CategoryId, FeeRowId};
use crate::job::{ServiceKind, named};
use crate::money::{Currency, Money};

/// Every price for work, and how long it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeSchedule {
    /// What the book says of itself.
    pub title: Title,
    /// The currency of every row.
    pub currency: Currency,
    /// First day it holds.
    pub valid_from: NaiveDate,
    /// Last day it holds. Afterwards it is shown with its age and the centre is asked.
    pub valid_until: NaiveDate,
    /// How many days the repair itself is warranted (R105).
    pub repair_warranty_days: u32,
    /// The rows, as published.
    pub rows: Vec<FeeRow>,
}

impl FeeSchedule {
    /// The row of this id.
    pub fn row(&self, id: &FeeRowId) -> Option<&FeeRow> {
        self.rows.iter().find(|row| &row.id == id)
    }
}

/// One published price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeRow {
    /// Stable over versions of the book.
    pub id: FeeRowId,
    /// What kind of fee it is.
    pub kind: FeeKind,
    /// What the customer reads.
    pub text: Text,
    /// For these kinds of service; empty is all.
    pub service: BTreeSet<ServiceKind>,
    /// For these appliances; empty is all.
    pub category: BTreeSet<CategoryId>,
    /// What it costs.
    pub price: Money,
    /// Whether warranty covers it (R95).
    pub is_free_in_warranty: bool,
    /// The requirements it serves, by number.
    pub serves: Vec<String>,
}

named! {
    /// What a fee is for.
    FeeKind {
        /// Coming to the home.
        Visit = "visit",
        /// Doing the work.
        Labour = "labour",
        /// A service the customer asked for beside the work (R99).
        Extra = "extra",
    }
}
