//! The phone as Kotlin and Swift see it: open, enrol, subscribe, send, sync, close.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use doorstep_device::{Device, EnrolError, FileKey, OpenError, OsRandom, Ports, SendError, StoredKey, SystemClock};
use doorstep_screens::{DayIntent, Intent, PhoneAct, Screen, ScreenModel, VanAct};

use crate::port::{Clocks, KeyVault, PhoneClock, PhoneRules, Told, Vault};

/// What a call can end with beside success.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum DoorstepError {
    /// The person can change something: words are found by `code`, `field` says what it is about.
    #[error("refused: {code}")]
    Refused {
        /// The stable key.
        code: String,
        /// A check, row or part; empty where there is none.
        field: String,
    },
    /// Our fault; `report_id` finds the details in the log.
    #[error("broken: {code}")]
    Broken {
        /// The stable key.
        code: String,
        /// Names this occurrence.
        report_id: String,
    },
}

impl From<SendError> for DoorstepError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Refused { code, field } => Self::Refused { code, field: field.unwrap_or_default() },
            SendError::Broken { code, report_id } => Self::Broken { code, report_id },
        }
    }
}

fn broken(code: &str, wrong: &dyn std::fmt::Display) -> DoorstepError {
    DoorstepError::Broken { code: code.to_owned(), report_id: wrong.to_string() }
}

/// Gets what a screen shows: the present model first, then whole new ones, in order.
#[uniffi::export(with_foreign)]
pub trait ScreenListener: Send + Sync {
    /// The screen is now this.
    fn show(&self, model: ScreenModel);
}

/// Ends when it is dropped or closed.
#[derive(uniffi::Object)]
pub struct Subscription {
    task: tokio::task::AbortHandle,
}

#[uniffi::export]
impl Subscription {
    /// Nothing is shown any more after this.
    pub fn cancel(&self) {
        self.task.abort();
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Whether a phone that cannot be opened for this reason works again once its store is set aside.
#[uniffi::export]
pub fn asks_to_set_aside(code: String) -> Result<bool, DoorstepError> {
    Ok(OpenError::asks_to_set_aside(&code))
}

/// Moves the store of this folder, which cannot be opened, to where somebody can look at it:
/// nothing of it is deleted. The phone then opens empty, as a new installation.
#[uniffi::export]
pub fn set_aside(folder: String) -> Result<String, DoorstepError> {
    let place = Device::set_aside(Path::new(&folder)).map_err(|wrong| broken(wrong.code(), &wrong))?;
    Ok(place.to_string_lossy().into_owned())
}

/// One phone.
#[derive(uniffi::Object)]
pub struct Doorstep {
    device: Mutex<Option<Arc<Device>>>,
}

#[uniffi::export]
impl Doorstep {
    /// Opens the phone that lives in this folder, or makes a new one there, with its key in
    /// a file of the folder: for machines without a key store.
    #[uniffi::constructor]
    pub fn open(folder: String) -> Result<Arc<Self>, DoorstepError> {
        let folder = Path::new(&folder);
        Self::open_with(folder, ports_of(folder)?)
    }

    /// The same under a platform's rules: for a phone whose key store does not work.
    #[uniffi::constructor]
    pub fn open_under(folder: String, rules: Arc<dyn PhoneRules>) -> Result<Arc<Self>, DoorstepError> {
        let folder = Path::new(&folder);
        Self::open_with(folder, ports_of(folder)?.under(Arc::new(Told(rules))))
    }

    /// Opens the phone that lives in this folder on a platform's own clocks and key store, under its rules.
    #[uniffi::constructor]
    pub fn open_on(
        folder: String,
        clock: Arc<dyn PhoneClock>,
        vault: Arc<dyn KeyVault>,
        rules: Arc<dyn PhoneRules>,
    ) -> Result<Arc<Self>, DoorstepError> {
        let ports = Ports::new(Clocks(clock), StoredKey(Vault(vault)), OsRandom).under(Arc::new(Told(rules)));
        Self::open_with(Path::new(&folder), ports)
    }

    /// Registers this phone with the office by a single-use token.
    pub fn enrol(&self, office: String, token: String) -> Result<(), DoorstepError> {
        self.device()?.enrol(&office, &token).map_err(|wrong| match wrong {
            EnrolError::Refused { code, detail } => DoorstepError::Refused { code, field: detail },
            other => broken("enrol/failed", &other),
        })
    }

    /// Carries out one intent; saved when this returns.
    pub fn send(&self, intent: Intent) -> Result<(), DoorstepError> {
        self.device()?.send(None, intent).map_err(DoorstepError::from)
    }

    /// Carries out one intent about a day; saved when this returns.
    pub fn send_day(&self, intent: DayIntent) -> Result<(), DoorstepError> {
        self.device()?.send_day(None, intent).map_err(DoorstepError::from)
    }

    /// Carries out one intent about the engineer's own van; saved when this returns.
    pub fn send_van(&self, act: VanAct) -> Result<(), DoorstepError> {
        self.device()?.send_van(None, act).map_err(DoorstepError::from)
    }

    /// Carries out one intent about the phone itself; saved when this returns.
    pub fn send_phone(&self, act: PhoneAct) -> Result<(), DoorstepError> {
        self.device()?.send_phone(act).map_err(DoorstepError::from)
    }

    /// Syncs until there is nothing to do; how many things the office has not proved.
    pub fn sync_now(&self, at_most_ms: i64) -> Result<i64, DoorstepError> {
        let at_most = std::time::Duration::from_millis(u64::try_from(at_most_ms).unwrap_or(0));
        let report = self.device()?.sync_until_idle(at_most).map_err(|wrong| broken("sync/failed", &wrong))?;
        Ok(i64::try_from(report.unproved).unwrap_or(i64::MAX))
    }

    /// Shows a screen to the listener until the subscription is cancelled.
    pub fn subscribe(
        &self,
        screen: Screen,
        listener: Arc<dyn ScreenListener>,
    ) -> Result<Arc<Subscription>, DoorstepError> {
        let device = self.device()?;
        let subscription = device.subscribe(screen).map_err(|wrong| broken("subscribe/screen", &wrong))?;
        Ok(forward(&device, subscription, move |model| listener.show(model)))
    }

    /// What a screen shows now.
    pub fn look(&self, screen: Screen) -> Result<ScreenModel, DoorstepError> {
        self.device()?.show(screen).map_err(|wrong| broken("look/screen", &wrong))
    }

    /// Closes the phone's store; every later call is refused. (Kotlin's own `close` frees this object.)
    pub fn shut_down(&self) {
        let device = self.device.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(device) = device {
            device.close();
        }
    }
}

/// A system's own clocks, and a key in a file of the folder.
fn ports_of(folder: &Path) -> Result<Ports, DoorstepError> {
    std::fs::create_dir_all(folder).map_err(|wrong| broken("open/folder", &wrong))?;
    let key = FileKey::open(&folder.join("device-key.pem"), &OsRandom).map_err(|wrong| broken("open/key", &wrong))?;
    Ok(Ports::new(SystemClock::new(), key, OsRandom))
}

impl Doorstep {
    fn open_with(folder: &Path, ports: Ports) -> Result<Arc<Self>, DoorstepError> {
        std::fs::create_dir_all(folder).map_err(|wrong| broken("open/folder", &wrong))?;
        let device = Device::open(folder, ports).map_err(|wrong| broken(wrong.code(), &wrong))?;
        Ok(Arc::new(Self { device: Mutex::new(Some(Arc::new(device))) }))
    }

    fn device(&self) -> Result<Arc<Device>, DoorstepError> {
        let device = self.device.lock().unwrap_or_else(PoisonError::into_inner).clone();
        device.ok_or(DoorstepError::Refused { code: "phone/closed".to_owned(), field: String::new() })
    }
}

/// Hands whole models to the listener, one after the other, until the subscription ends.
fn forward<T: Clone + Send + Sync + 'static>(
    device: &Device,
    mut models: doorstep_device::Subscription<T>,
    show: impl Fn(T) + Send + 'static,
) -> Arc<Subscription> {
    let task = device.runtime().spawn(async move {
        show(models.latest());
        while let Some(model) = models.next().await {
            show(model);
        }
    });
    Arc::new(Subscription { task: task.abort_handle() })
}
