//! The fee schedule: the only source of a price for work (R90).

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{FaultClass, Text, Title};
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
    /// How many days the repair itself is warranted where no rule of
    /// `repair_warranties` fits (R105).
    pub repair_warranty_days: u32,
    /// Longer or shorter warranties on repairs; the first that fits holds (R105, T10).
    pub repair_warranties: Vec<RepairWarranty>,
    /// When software work is free (R92, T8).
    pub software: SoftwareWindow,
    /// How far and how a price may be lowered by the centre's word (R97).
    pub reduction: ReductionPolicy,
    /// The rows, as published.
    pub rows: Vec<FeeRow>,
}

impl FeeSchedule {
    /// The row of this id.
    pub fn row(&self, id: &FeeRowId) -> Option<&FeeRow> {
        self.rows.iter().find(|row| &row.id == id)
    }

    /// How many days a repair of this class on this appliance is warranted.
    pub fn repair_warranty(&self, category: &CategoryId, class: Option<FaultClass>) -> u32 {
        let rule = self.repair_warranties.iter().find(|rule| rule.fits(category, class));
        rule.map_or(self.repair_warranty_days, |rule| rule.days)
    }
}

/// A warranty on repairs of some appliances or some fault classes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepairWarranty {
    /// For these appliances; empty is all.
    pub category: BTreeSet<CategoryId>,
    /// For these fault classes; empty is all, also labour without a class.
    pub fault_class: BTreeSet<FaultClass>,
    /// How many days.
    pub days: u32,
}

impl RepairWarranty {
    fn fits(&self, category: &CategoryId, class: Option<FaultClass>) -> bool {
        let fits_class = class.is_some_and(|class| self.fault_class.contains(&class));
        (self.category.is_empty() || self.category.contains(category)) && (self.fault_class.is_empty() || fits_class)
    }
}

/// How many months after its installation software work on an appliance is free, and
/// from when it is charged; in between the centre is asked (R92, T8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoftwareWindow {
    /// Free for so long.
    pub free_months: u32,
    /// Charged from here on; never earlier than `free_months`.
    pub charged_after_months: u32,
}

/// How a price may be lowered by the centre's word (R97).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReductionPolicy {
    /// How many spoken codes may be tried for one request.
    pub tries: u32,
    /// How much of the total may be taken off at most; 100 is all of it.
    pub most_percent: u32,
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
    /// How hard the labour is; none where anybody may do it.
    pub fault_class: Option<FaultClass>,
    /// What it costs; for a credit, what is given.
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
        /// Tuning, updating or explaining software (R92).
        Software = "software",
        /// Making an appliance more than it was, as ordered (R93).
        Upgrade = "upgrade",
        /// What is given for an old part: its price is subtracted (R94).
        Credit = "credit",
    }
}
