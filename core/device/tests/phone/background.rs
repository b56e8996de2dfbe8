//! Background sync when the platform under it fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use doorstep_device::{Clock, Device, FileKey, Network, NoRules, OsRandom, Ports};
use doorstep_domain::time::{BootId, Stamp};
use doorstep_screens::{Screen, ScreenModel};

use crate::office::Office;

/// Throws a few times where the background walk asks it; told how often it still will.
struct ThrowingClock {
    ticks: AtomicU64,
    throws: Arc<AtomicU32>,
}

impl Clock for ThrowingClock {
    fn stamp(&self) -> Stamp {
        let is_background = std::thread::current().name().is_some_and(|name| name.starts_with("tokio"));
        let less = |left: u32| left.checked_sub(1);
        if is_background && self.throws.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less).is_ok() {
            panic!("the platform's clock throws");
        }
        let mono_ms = self.ticks.fetch_add(1_000, Ordering::SeqCst);
        let wall_ms = 1_795_399_200_000 + i64::try_from(mono_ms).unwrap();
        Stamp { wall_ms, mono_ms, boot: BootId(1), uncertainty_ms: None }
    }
}

#[test]
fn a_clock_that_throws_in_the_background_ends_one_turn_and_not_all() {
    let office = Office::open();
    let folder = tempfile::tempdir().unwrap();
    let throws = Arc::new(AtomicU32::new(0));
    let clock = ThrowingClock { ticks: AtomicU64::new(1_000), throws: throws.clone() };
    let key = FileKey::open(&folder.path().join("key.pem"), &OsRandom).unwrap();
    let ports = Ports {
        clock: Arc::new(clock),
        key: Arc::new(key),
        random: Arc::new(OsRandom),
        rules: Arc::new(NoRules),
        network: Network::default(),
    };
    let device = Device::open(folder.path(), ports).unwrap();
    device.enrol(&office.url(), "good").unwrap();
    throws.store(3, Ordering::SeqCst);
    device.set_sync(true);
    let deadline = Instant::now() + Duration::from_secs(60);
    while throws.load(Ordering::SeqCst) > 0 {
        assert!(Instant::now() < deadline, "background sync ended with the first turn that failed");
        device.network_hint();
        std::thread::yield_now();
    }
    // The fault happened three times; what the office has to say comes nevertheless.
    let mut today = device.subscribe(Screen::Today).unwrap();
    device.network_hint();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        loop {
            match today.latest() {
                ScreenModel::Today(model) if !model.rows.is_empty() => break,
                ScreenModel::Today(_) => assert!(today.next().await.is_some()),
                other => panic!("{other:?}"),
            }
        }
    });
}
