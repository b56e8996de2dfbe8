//! The crossing to Kotlin and Swift.
//!
//! Decides nothing: it mirrors the screen models and intents of `screens`, forwards
//! calls to `device`, and turns errors into the two that a phone app knows. Holds no
//! constant, default, threshold or `if` about the trade. A field or case that drifts
//! from `screens` does not compile.

mod day_act;
mod intent;
mod model;
mod phone;
mod port;
mod screen;

pub use phone::{Doorstep, DoorstepError, ScreenListener, Subscription};
pub use port::{ClockReading, KeyVault, PhoneClock, PhoneRules, VaultError};

uniffi::setup_scaffolding!("doorstep");
