//! Mirrored from `screens`: what several models share.

use doorstep_screens::{Amount, Words};

#[uniffi::remote(Record)]
pub struct Words {
    pub zh: String,
    pub en: String,
}

#[uniffi::remote(Record)]
pub struct Amount {
    pub minor: i64,
    pub currency: String,
}
