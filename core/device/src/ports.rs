//! What the phone's platform gives: clock, key, random bytes, what it allows, and how it
//! meets the network. The only place of this crate where they are read.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use doorstep_domain::id::Hash;
use doorstep_domain::time::{BootId, Stamp};
use doorstep_screens::{BackgroundRule, NetworkCost};
use doorstep_wire::key::{self, PublicKey, Signature, SigningKey};
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use rustix::time::{ClockId, clock_gettime};

/// Tells the time as honestly as the phone can.
pub trait Clock: Send + Sync {
    /// One reading of all clocks.
    fn stamp(&self) -> Stamp;
}

/// The installation's P-256 key; the private half never leaves its store.
pub trait DeviceKey: Send + Sync {
    /// The public half.
    fn public(&self) -> Result<PublicKey, PortError>;
    /// Signs these bytes (SHA-256, P-256).
    fn sign(&self, bytes: &[u8]) -> Result<Signature, PortError>;
    /// The key under this name, made where there is none; `""` is the first. A store whose
    /// one key cannot be copied keeps it for every later installation of the phone.
    fn named(&self, name: &str, random: &dyn Random) -> Result<Arc<dyn DeviceKey>, PortError>;
}

/// A platform's key store, as it speaks: points and signatures as bytes.
pub trait KeyStore: Send + Sync {
    /// The public half as a SEC1 point, long or short; the key is made where there is none.
    fn public_point(&self) -> Option<Vec<u8>>;
    /// Signs these bytes (SHA-256, P-256); r and s in DER.
    fn sign_der(&self, bytes: &[u8]) -> Option<Vec<u8>>;
}

/// A key in a platform's key store. What the store says is checked before it is believed.
#[derive(Clone)]
pub struct StoredKey<S>(pub S);

impl<S: KeyStore + Clone + 'static> DeviceKey for StoredKey<S> {
    fn public(&self) -> Result<PublicKey, PortError> {
        let point = self.0.public_point().ok_or(PortError::UnreadableKey)?;
        PublicKey::from_any_sec1(&point).map_err(|_| PortError::UnreadableKey)
    }

    fn sign(&self, bytes: &[u8]) -> Result<Signature, PortError> {
        let der = self.0.sign_der(bytes).ok_or(PortError::UnreadableKey)?;
        Signature::from_der(&der).map_err(|_| PortError::UnreadableKey)
    }

    fn named(&self, _name: &str, _random: &dyn Random) -> Result<Arc<dyn DeviceKey>, PortError> {
        Ok(Arc::new(self.clone()))
    }
}

/// Gives random bytes.
pub trait Random: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), PortError>;
}

/// What the platform allows now. Asked whenever it matters, so that nothing told long ago counts.
pub trait Rules: Send + Sync {
    /// What the network at hand costs.
    fn network(&self) -> NetworkCost;
    /// Whether the app may work while nobody looks at it.
    fn background(&self) -> BackgroundRule;
}

/// A platform that says nothing of its rules.
#[derive(Clone, Copy, Debug)]
pub struct NoRules;

impl Rules for NoRules {
    fn network(&self) -> NetworkCost {
        NetworkCost::Unknown
    }

    fn background(&self) -> BackgroundRule {
        BackgroundRule::Unknown
    }
}

/// A port did not do its part.
#[derive(Debug, thiserror::Error)]
pub enum PortError {
    /// The key's file could not be used.
    #[error("using the key file")]
    KeyFile(#[source] std::io::Error),
    /// The key cannot be read, which is not the same as absent.
    #[error("the key cannot be read")]
    UnreadableKey,
    /// The system gives no random bytes.
    #[error("the system gives no random bytes")]
    NoRandom,
}

/// All ports of one phone.
#[derive(Clone)]
pub struct Ports {
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The key.
    pub key: Arc<dyn DeviceKey>,
    /// Random bytes.
    pub random: Arc<dyn Random>,
    /// What the platform allows.
    pub rules: Arc<dyn Rules>,
    /// How it meets the network.
    pub network: Network,
}

/// How a phone meets the network.
#[derive(Clone, Debug)]
pub struct Network {
    /// How long it waits for a connection.
    pub connect_within: Duration,
    /// How long for the answer to begin, the request's own way up included, and for each
    /// next part of it.
    pub answer_within: Duration,
    /// What a company vouches for its office with, beside the roots that come with the app:
    /// certificates in DER.
    pub roots: Vec<Vec<u8>>,
}

impl Default for Network {
    fn default() -> Self {
        Self { connect_within: Duration::from_secs(10), answer_within: Duration::from_secs(90), roots: Vec::new() }
    }
}

impl Ports {
    /// These three, on any network and a platform that says nothing of its rules.
    pub fn new(clock: impl Clock + 'static, key: impl DeviceKey + 'static, random: impl Random + 'static) -> Self {
        let (rules, network) = (Arc::new(NoRules), Network::default());
        Self { clock: Arc::new(clock), key: Arc::new(key), random: Arc::new(random), rules, network }
    }

    /// The same on a platform with these rules.
    pub fn under(self, rules: Arc<dyn Rules>) -> Self {
        Self { rules, ..self }
    }

    /// The same on this network.
    pub fn on(self, network: Network) -> Self {
        Self { network, ..self }
    }
}

/// The clocks of a Linux or Android system.
pub struct SystemClock {
    boot: BootId,
}

impl SystemClock {
    /// Notes which boot this is.
    #[expect(clippy::new_without_default, reason = "reading the boot id is not a default")]
    pub fn new() -> Self {
        let id = std::fs::read("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        let Hash([a, b, c, d, e, f, g, h, ..]) = Hash::of(&id);
        Self { boot: BootId(u64::from_be_bytes([a, b, c, d, e, f, g, h])) }
    }
}

impl Clock for SystemClock {
    fn stamp(&self) -> Stamp {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let since_boot = clock_gettime(ClockId::Boottime);
        let seconds = u64::try_from(since_boot.tv_sec).unwrap_or(0);
        let nanos = u64::try_from(since_boot.tv_nsec).unwrap_or(0);
        Stamp {
            wall_ms: i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX),
            mono_ms: seconds.saturating_mul(1_000).saturating_add(nanos / 1_000_000),
            boot: self.boot,
            // Nothing vouches for the system's wall clock here.
            uncertainty_ms: None,
        }
    }
}

/// The system's random source.
#[derive(Clone, Copy, Debug)]
pub struct OsRandom;

impl Random for OsRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), PortError> {
        getrandom::fill(bytes).map_err(|_| PortError::NoRandom)
    }
}

/// A key in a file that only its owner reads, for machines without a key store.
#[derive(Clone)]
pub struct FileKey {
    path: PathBuf,
    key: SigningKey,
}

impl FileKey {
    /// Reads the key, or makes one where there is no file yet.
    pub fn open(path: &Path, random: &dyn Random) -> Result<Self, PortError> {
        match std::fs::read_to_string(path) {
            Ok(pem) => {
                let secret = p256::SecretKey::from_pkcs8_pem(&pem).map_err(|_| PortError::UnreadableKey)?;
                Ok(Self { path: path.to_owned(), key: SigningKey::from(secret) })
            }
            Err(absent) if absent.kind() == std::io::ErrorKind::NotFound => Self::make(path, random),
            Err(unreadable) => Err(PortError::KeyFile(unreadable)),
        }
    }

    fn make(path: &Path, random: &dyn Random) -> Result<Self, PortError> {
        let secret = loop {
            let mut bytes = [0; 32];
            random.fill(&mut bytes)?;
            // Nearly every 32 bytes are a key; the few that are not are drawn again.
            if let Ok(secret) = p256::SecretKey::from_slice(&bytes) {
                break secret;
            }
        };
        let pem = secret.to_pkcs8_pem(LineEnding::LF).map_err(|_| PortError::UnreadableKey)?;
        write_private(path, pem.as_bytes()).map_err(PortError::KeyFile)?;
        Ok(Self { path: path.to_owned(), key: SigningKey::from(secret) })
    }
}

fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

impl DeviceKey for FileKey {
    fn public(&self) -> Result<PublicKey, PortError> {
        PublicKey::of(self.key.verifying_key()).map_err(|_| PortError::UnreadableKey)
    }

    fn sign(&self, bytes: &[u8]) -> Result<Signature, PortError> {
        Ok(key::sign(&self.key, bytes))
    }

    fn named(&self, name: &str, random: &dyn Random) -> Result<Arc<dyn DeviceKey>, PortError> {
        let path = if name.is_empty() { self.path.clone() } else { self.path.with_extension(format!("{name}.pem")) };
        Ok(Arc::new(Self::open(&path, random)?))
    }
}
