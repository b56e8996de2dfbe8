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
    /// Why a line costs nothing: software, soon after the installation (R92).
    BecauseFreeSoftware = "because.free-software",
    /// That the centre decides what a software job costs, at most the published price (T8).
    BecauseAskCentre = "because.ask-centre",
    /// Why a line costs that: the customer ordered the upgrade (R93).
    BecauseOrdered = "because.ordered",
    /// Why a line is below nothing: what the schedule gives for an old part (R94).
    BecauseOldPart = "because.old-part",
    /// Why a line costs nothing: the warranty on an earlier repair (R105).
    BecauseRepairWarranty = "because.repair-warranty",
    /// What the lines come to, before it is reduced.
    LineSum = "document.line-sum" filled with "sum",
    /// What was taken off, and by whose word (R97).
    Reduction = "document.reduction" filled with "amount" "request",
    /// That the code of the reduction did not verify.
    ReductionNotVerified = "document.reduction-not-verified",
    /// The sum.
    Total = "document.total" filled with "total",
    /// In warranty, nothing to pay: the free voucher (R95).
    FreeVoucher = "document.free-voucher",
    /// A part that was fitted (R158).
    PartFitted = "document.part-fitted" filled with "part" "count" "serial",
    /// A part that is still needed (R81).
    PartMissing = "document.part-missing" filled with "part" "count",
    /// The warranty on the repair, where the phone is not sure of the day (R105).
    RepairWarranty = "document.repair-warranty" filled with "what" "days",
    /// The warranty on the repair, with its last day (R105, R155).
    RepairWarrantyUntil = "document.repair-warranty-until" filled with "what" "days" "until",
    /// That the customer may refuse to sign (R151).
    MayRefuse = "document.may-refuse",
    /// That the price holds before work starts (R87).
    BeforeWork = "document.before-work",
    /// Head line of the slip for an appliance that is taken away (R126).
    SlipAppliance = "slip.appliance",
    /// Head line of the slip for a part of it that is taken along.
    SlipComponent = "slip.component",
    /// Head line of the slip for an appliance that is lent (R127).
    SlipLoaner = "slip.loaner",
    /// What is printed on it.
    SlipSerial = "slip.serial" filled with "serial",
    /// Its state (R125).
    SlipCondition = "slip.condition" filled with "condition",
    /// When we bring it back (R128).
    SlipDueToCustomer = "slip.due-to-customer" filled with "due",
    /// When we fetch what we lent.
    SlipDueFromCustomer = "slip.due-from-customer" filled with "due",
    /// That cause and remedy are completed at the workshop and sent (R150).
    SlipWorkshop = "slip.workshop",
    /// Who takes or lends it.
    SlipEngineer = "slip.engineer" filled with "engineer",
    /// That both sign.
    SlipBothSign = "slip.both-sign",
}
