//! What the phone's platform gives: its clocks, its key store and its rules, as small synchronous traits.

use std::sync::Arc;

use doorstep_device::{Clock, KeyStore, Rules};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_screens::{BackgroundRule, NetworkCost};

/// One reading of a phone's clocks.
#[derive(uniffi::Record)]
pub struct ClockReading {
    /// The wall clock, UTC.
    pub wall_ms: i64,
    /// Since the phone was started, asleep or not.
    pub awake_or_asleep_ms: i64,
    /// Which start of the phone this is: another number after each.
    pub boot: i64,
}

/// A phone's clocks.
#[uniffi::export(with_foreign)]
pub trait PhoneClock: Send + Sync {
    /// All of them, now.
    fn read(&self) -> ClockReading;
}

/// The platform's key store does not give the key.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum VaultError {
    /// It cannot be used now: locked, or broken. That is not the same as absent.
    #[error("the key store does not give the key: {reason}")]
    Unreadable {
        /// What the platform says.
        reason: String,
    },
}

/// A phone's key store with the one P-256 key of this installation, which never leaves it.
#[uniffi::export(with_foreign)]
pub trait KeyVault: Send + Sync {
    /// The public half as a SEC1 point, 65 or 33 bytes; the key is made where there is none.
    fn public_point(&self) -> Result<Vec<u8>, VaultError>;
    /// Signs these bytes with ECDSA over their SHA-256; r and s in DER.
    fn sign_der(&self, bytes: Vec<u8>) -> Result<Vec<u8>, VaultError>;
}

/// What a phone's platform allows now. Asked often: before every piece of a photograph and while
/// somebody looks at the screens that show it.
#[uniffi::export(with_foreign)]
pub trait PhoneRules: Send + Sync {
    /// What the network at hand costs.
    fn network(&self) -> NetworkCost;
    /// Whether the app may work while nobody looks at it.
    fn background(&self) -> BackgroundRule;
}

/// A platform's clocks as the core reads them.
pub(crate) struct Clocks(pub Arc<dyn PhoneClock>);

impl Clock for Clocks {
    fn stamp(&self) -> Stamp {
        let ClockReading { wall_ms, awake_or_asleep_ms, boot } = self.0.read();
        Stamp {
            wall_ms,
            mono_ms: u64::try_from(awake_or_asleep_ms).unwrap_or(0),
            boot: BootId(boot.cast_unsigned()),
            // Nothing vouches for the system's wall clock here.
            uncertainty_ms: None,
        }
    }
}

/// A platform's key store as the core asks it.
#[derive(Clone)]
pub(crate) struct Vault(pub Arc<dyn KeyVault>);

impl KeyStore for Vault {
    fn public_point(&self) -> Option<Vec<u8>> {
        self.0.public_point().ok()
    }

    fn sign_der(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        self.0.sign_der(bytes.to_vec()).ok()
    }
}

/// A platform's rules as the core asks for them.
pub(crate) struct Told(pub Arc<dyn PhoneRules>);

impl Rules for Told {
    fn network(&self) -> NetworkCost {
        self.0.network()
    }

    fn background(&self) -> BackgroundRule {
        self.0.background()
    }
}
