//! A job: what head office wants done, for whom, and when.
//!
//! A job holds personal data and is therefore never inside an event; events name
//! it by id, and erasing a customer erases it here.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use crate::id::{CategoryId, EngineerId, FeeRowId, JobId, VisitId};
use crate::money::Money;
use crate::reduction::ApprovalKey;

/// One service order, as the phone of its engineer gets it.
#[derive(Clone, PartialEq, Eq)]
pub struct Job {
    /// The service order number (R1).
    pub id: JobId,
    /// The trip that the office planned for it.
    pub visit: VisitId,
    /// Who goes.
    pub engineer: EngineerId,
    /// What is to be done (R16a).
    pub service: ServiceKind,
    /// The kind of appliance.
    pub category: CategoryId,
    /// Model as printed on the appliance.
    pub model: String,
    /// The appliance's own serial number, where known.
    pub serial: String,
    /// Purchase date as the customer said it, `2024-05-01`; empty when unknown.
    pub purchased_on: String,
    /// The day it was installed, where known (R92).
    pub installed_on: Option<NaiveDate>,
    /// Whether warranty covers the appliance.
    pub warranty: Warranty,
    /// Prices printed on the customer's warranty card, by fee row (R91).
    pub warranty_card: BTreeMap<FeeRowId, Money>,
    /// Who it is for.
    pub customer: Customer,
    /// What is wrong, in the customer's words.
    pub symptom: String,
    /// What the customer asks for.
    pub request: String,
    /// The promised window.
    pub window: Window,
    /// How long the way takes from where the engineer usually is, where somebody knows it (R26).
    pub travel_min: Option<u32>,
    /// The visit of the same job that came before.
    pub earlier: Option<VisitId>,
    /// The secret that spoken approval codes of this visit are made with; none where
    /// the office gave none (R97).
    pub approval_key: Option<ApprovalKey>,
}

/// The person at the door. Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct Customer {
    /// As they want to be addressed.
    pub name: String,
    /// Numbers to call, the first one first.
    pub phones: Vec<String>,
    /// Where to go.
    pub address: String,
    /// `city`, `remote` …, as the SLA policy names it.
    pub area: String,
    /// Asks for slower, repeated explanation (R146).
    pub is_elderly: bool,
}

impl Job {
    /// The same job once its customer was erased: what the trade needs, and nobody.
    #[must_use]
    pub fn without_the_person(&self) -> Self {
        let nobody = Customer {
            name: String::new(),
            phones: Vec::new(),
            address: String::new(),
            area: String::new(),
            is_elderly: false,
        };
        let (serial, purchased_on, symptom, request) = Default::default();
        Self { customer: nobody, serial, purchased_on, symptom, request, ..self.clone() }
    }
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Customer(…)")
    }
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Job({})", self.id)
    }
}

/// When the engineer is expected: UTC milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Not before.
    pub from_ms: i64,
    /// Not after.
    pub until_ms: i64,
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$case:meta])* $variant:ident = $key:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$case])* $variant,)* }

        impl $name {
            /// Every case there is.
            pub const ALL: &'static [$name] = &[$(Self::$variant,)*];

            /// The stable key that books, rows and words use.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// Reads what [`Self::key`] wrote.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use named;

named! {
    /// What kind of service a job is (R16a).
    ServiceKind {
        /// Put right what is broken.
        Repair = "repair",
        /// Put a new appliance in place.
        Installation = "installation",
        /// Set an installed appliance going.
        Commissioning = "commissioning",
        /// Clean and look after.
        Maintenance = "maintenance",
        /// Give another one.
        Exchange = "exchange",
        /// Take it back.
        Return = "return",
        /// Plan before installing.
        Design = "design",
        /// Advise only.
        Advice = "advice",
        /// Tune, update or explain software (R92).
        Software = "software",
        /// Make it more than it was, as ordered (R93).
        Upgrade = "upgrade",
    }
}

named! {
    /// Whether warranty covers an appliance.
    Warranty {
        /// It does (R95).
        Inside = "in",
        /// It does not (R79).
        Outside = "out",
    }
}
