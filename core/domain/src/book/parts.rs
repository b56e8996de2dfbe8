//! The parts catalogue: what may be fitted, what it costs, how it is tracked.

use std::collections::BTreeSet;

use super::{Text, Title};
use crate::id::{CategoryId, PartNo};
use crate::job::named;
use crate::money::{Currency, Money};

/// Every part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartsCatalogue {
    /// What the book says of itself.
    pub title: Title,
    /// The currency of every price.
    pub currency: Currency,
    /// The parts.
    pub parts: Vec<Part>,
}

impl PartsCatalogue {
    /// The part of this number.
    pub fn part(&self, no: &PartNo) -> Option<&Part> {
        self.parts.iter().find(|part| &part.no == no)
    }
}

/// One part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its number.
    pub no: PartNo,
    /// What people call it.
    pub text: Text,
    /// The appliances it fits; empty is all.
    pub category: BTreeSet<CategoryId>,
    /// What one costs out of warranty.
    pub price: Money,
    /// Whether each piece is told apart.
    pub tracking: Tracking,
    /// Who made it.
    pub origin: Origin,
    /// How many days the fitted part is warranted (R105).
    pub warranty_days: u32,
    /// What policy asks for the part it replaces.
    pub old_part: OldPartPolicy,
    /// The requirements it serves, by number.
    pub serves: Vec<String>,
}

named! {
    /// Whether each piece of a part is told apart.
    Tracking {
        /// Only counted.
        Counted = "counted",
        /// Each piece has a serial number, recorded when it is fitted (R118).
        Serial = "serial",
    }
}

/// Who made a part (R104).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The appliance's own maker.
    Original,
    /// A reliable substitute for this original.
    SubstituteFor(PartNo),
}

named! {
    /// What policy asks for a replaced part (R148, R199).
    OldPartPolicy {
        /// It goes back to the company.
        Return = "return",
        /// The customer says whether they keep it.
        CustomerChoice = "customer-choice",
        /// There is none: the part is added, or used up.
        None = "none",
    }
}
