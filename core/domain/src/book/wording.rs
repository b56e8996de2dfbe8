//! Wording: the standard phrases that documents are built from.
//!
//! Nothing in it is a lie to tell a customer (T19). Every [`PhraseId`] must have a
//! text in both languages; `{name}` inside one is filled in by `document`.

use std::collections::BTreeMap;

use super::{Text, Title};

/// The phrases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// What the book says of itself.
    pub title: Title,
    /// One text for each phrase; [`super::parse`] refuses a book that lacks one.
    pub phrases: BTreeMap<PhraseId, Text>,
}

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident = $key:literal $(filled with $($hole:literal)*)?,)*) => {
        /// A phrase that documents use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PhraseId { $($(#[$doc])* $name,)* }

        impl PhraseId {
            /// Every phrase there is.
            pub const ALL: &'static [PhraseId] = &[$(Self::$name,)*];

            /// Its key in the book.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// What is filled in: exactly these stand in braces, in each language.
            pub fn placeholders(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($($hole),*)?],)* }
            }
        }
    };
}

phrases! {
    /// Head line of a quote.
    QuoteTitle = "quote.title",
    /// Head line of a service confirmation (R156).
    ConfirmationTitle = "confirmation.title",
    /// The service order number.
    Job = "document.job" filled with "job",
    /// What was looked at.
    Appliance = "document.appliance" filled with "appliance" "model",
    /// What the customer reported.
    Symptom = "document.symptom" filled with "symptom",
    /// One finding.
    Finding = "document.finding" filled with "check" "answer",
    /// One line.
    Line = "document.line" filled with "text" "count" "amount",
    /// Why a line costs nothing: warranty (R95).
    BecauseFree = "because.free-in-warranty",
    /// Why a line costs that: the published schedule (R90).
    BecauseSchedule = "because.schedule",
    /// The warranty card is lower (R91).
    BecauseCard = "because.card-is-lower" filled with "schedule",
    /// Why a line costs that: the parts catalogue.
    BecauseCatalogue = "because.catalogue",
    /// Why a line costs that: an extra service asked for (R99).
    BecauseExtra = "because.extra",
    /// The sum.
    Total = "document.total" filled with "total",
    /// In warranty, nothing to pay: the free voucher (R95).
    FreeVoucher = "document.free-voucher",
    /// A part that was fitted (R158).
    PartFitted = "document.part-fitted" filled with "part" "count" "serial",
    /// A part that is still needed (R81).
    PartMissing = "document.part-missing" filled with "part" "count",
    /// The warranty on the repair (R105).
    RepairWarranty = "document.repair-warranty" filled with "days",
    /// That the customer may refuse to sign (R151).
    MayRefuse = "document.may-refuse",
    /// That the price holds before work starts (R87).
    BeforeWork = "document.before-work",
}
