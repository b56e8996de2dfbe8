//! Mirrored from `screens::quote`.

use doorstep_screens::{
    Amount, FeeModel, LineModel, Offer, OptionModel, PaperModel, QuoteModel, ReasonWhy, ReductionModel, Words,
};

#[uniffi::remote(Record)]
pub struct QuoteModel {
    pub visit: String,
    pub lines: Vec<LineModel>,
    pub total: Amount,
    pub fees: Vec<FeeModel>,
    pub parts: Vec<OptionModel>,
    pub shown: Option<PaperModel>,
    pub answer: String,
    pub reduction: ReductionModel,
    pub offers: Vec<Offer>,
}

#[uniffi::remote(Record)]
pub struct FeeModel {
    pub id: String,
    pub text: Words,
    pub kind: String,
    pub fault_class: String,
    pub price: Amount,
}

#[uniffi::remote(Record)]
pub struct LineModel {
    pub line: u32,
    pub text: Words,
    pub count: u32,
    pub amount: Amount,
    pub why: ReasonWhy,
    pub instead_of: Option<Amount>,
}

#[uniffi::remote(Enum)]
pub enum ReasonWhy {
    Schedule,
    CardIsLower,
    FreeInWarranty,
    Catalogue,
    Extra,
    FreeSoftware,
    AskCentre,
    Ordered,
    OldPartCredit,
    RepairWarranty,
}
