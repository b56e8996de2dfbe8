//! What a person sees of sync and reads out, and photographs that wait for Wi-Fi.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use doorstep_device::Rules;
use doorstep_screens::{
    Act, BackgroundRule, BallastStand, HelpAdvice, HelpModel, NetworkCost, PhoneAct, PhoneStanding, PhotoWay, Screen,
    ScreenModel, SyncModel, TrafficSpan,
};

use crate::office::{Fault, Office};
use crate::phone::{FRIDGE, Phone, picture};

/// A platform whose network costs what a test says, until a piece of a photograph is at the
/// office where the test says so.
#[derive(Default)]
struct ToldRules {
    is_metered: AtomicBool,
    leaves_wifi_at: OnceLock<Arc<Office>>,
}

impl Rules for ToldRules {
    fn network(&self) -> NetworkCost {
        let has_left = self.leaves_wifi_at.get().is_some_and(|office| !office.held().pieces.is_empty());
        match self.is_metered.load(Ordering::SeqCst) || has_left {
            true => NetworkCost::Metered,
            false => NetworkCost::Unmetered,
        }
    }

    fn background(&self) -> BackgroundRule {
        BackgroundRule::Restricted
    }
}

const WIFI_ONLY: PhoneAct = PhoneAct::SendPhotos { way: PhotoWay::WifiOnly };

fn help(phone: &Phone) -> HelpModel {
    match phone.device.show(Screen::Help).unwrap() {
        ScreenModel::Help(model) => model,
        other => panic!("{other:?}"),
    }
}

fn sync_screen(phone: &Phone) -> SyncModel {
    match phone.device.show(Screen::Sync).unwrap() {
        ScreenModel::Sync(model) => model,
        other => panic!("{other:?}"),
    }
}

fn photograph() -> Act {
    Act::Photograph { check: None, path: picture("installed.jpg").to_string_lossy().into_owned() }
}

/// Tries for a moment; what fails goes on failing.
fn try_in_vain(phone: &Phone) {
    phone.device.sync_until_idle(Duration::from_millis(300)).unwrap();
}

/// At work with a visit that has a photograph, on a platform with these rules; sent over Wi-Fi only.
fn with_a_photograph(office: &Office, rules: Arc<ToldRules>) -> Phone {
    let phone = Phone::under(rules);
    phone.device.enrol(&office.url(), "good").unwrap();
    assert_eq!(phone.sync().unproved, 0);
    phone.device.send_phone(WIFI_ONLY).unwrap();
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, photograph()).unwrap();
    phone
}

#[test]
fn a_phone_out_of_the_box_says_that_no_office_knows_it() {
    let model = help(&Phone::new());
    assert_eq!((model.phone.standing, model.storage.ballast), (PhoneStanding::NotEnrolled, BallastStand::NotNeeded));
    assert_eq!(model.advice.first(), Some(&HelpAdvice::Enrol));
    assert_eq!((model.contact.proved_ms, model.contact.answered_ms), (None, None));
    assert!(model.storage.store_bytes > 0 && model.storage.free_bytes.is_some_and(|free| free > 0));
}

#[test]
fn when_the_office_last_proved_something_is_known_after_a_restart() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    let first = help(&phone).contact;
    assert_eq!(first.proved_ms, None, "jobs and books are an answer and prove nothing");
    assert!(first.answered_ms.is_some());
    phone.send(FRIDGE, Act::Accept).unwrap();
    assert!(help(&phone).contact.waiting_since_ms.is_some());
    assert_eq!(phone.sync().unproved, 0);
    let proved = help(&phone).contact;
    assert!(proved.proved_ms > first.answered_ms && proved.waiting_since_ms.is_none());
    phone.sync();
    let idle = help(&phone).contact;
    assert_eq!(idle.proved_ms, proved.proved_ms, "an idle answer proves nothing new");
    assert!(idle.answered_ms > proved.answered_ms);
    let again = help(&phone.opened_again()).contact;
    assert_eq!((again.proved_ms, again.answered_ms), (idle.proved_ms, idle.answered_ms));
}

#[test]
fn a_try_that_failed_says_why() {
    let office = Office::open();
    let phone = Phone::at_work(&office);
    phone.send(FRIDGE, Act::Accept).unwrap();
    let failed = || help(&phone).contact.failed.map(|failed| failed.code);
    let faults = [
        (Fault::Page, "sync/not-the-office"),
        (Fault::Broken, "sync/not-the-office"),
        (Fault::OtherVersion, "sync/unknown-version"),
    ];
    for (fault, code) in faults {
        office.held().push_faults.extend([fault; 10_000]);
        try_in_vain(&phone);
        assert_eq!(failed().as_deref(), Some(code), "{fault:?}");
        assert_eq!(sync_screen(&phone).failed.map(|failed| failed.code).as_deref(), Some(code));
        office.held().push_faults.clear();
    }
    assert!(!office.held().happened.is_empty(), "no fault happened");
    phone.device.set_office("http://127.0.0.1:1").unwrap();
    try_in_vain(&phone);
    assert_eq!(failed().as_deref(), Some("sync/no-network"));
    phone.device.set_office(&office.url()).unwrap();
    assert_eq!(phone.sync().unproved, 0);
    assert_eq!(failed(), None, "an answer ends it");
}

#[test]
fn over_a_metered_network_no_byte_of_a_photograph_leaves_and_events_do() {
    let (office, rules) = (Office::open(), Arc::new(ToldRules::default()));
    rules.is_metered.store(true, Ordering::SeqCst);
    let phone = with_a_photograph(&office, rules.clone());
    let report = phone.sync();
    assert_eq!((report.unproved, report.photos_up), (1, 0), "the photograph alone waits");
    assert_eq!(office.held().events() as u64, phone.events());
    let held = office.held();
    assert_eq!((held.creations, held.pieces.len()), (0, 0));
    drop(held);
    let screen = sync_screen(&phone);
    assert!(screen.waits_for_wifi && screen.photo_way == PhotoWay::WifiOnly);
    assert_eq!(help(&phone).advice, [HelpAdvice::AllowBackground, HelpAdvice::FindWifi]);

    // The setting outlives the app, and a platform that names its Wi-Fi lets them go at once.
    let phone = phone.opened_again();
    assert_eq!(sync_screen(&phone).photo_way, PhotoWay::WifiOnly);
}

#[test]
fn photographs_go_as_soon_as_there_is_wifi_or_the_engineer_wants_them_to() {
    for is_wish in [false, true] {
        let (office, rules) = (Office::open(), Arc::new(ToldRules::default()));
        rules.is_metered.store(true, Ordering::SeqCst);
        let phone = with_a_photograph(&office, rules.clone());
        assert_eq!(phone.sync().unproved, 1);
        let mut sync = phone.device.subscribe(Screen::Sync).unwrap();
        phone.device.set_sync(true);
        match is_wish {
            true => phone.device.send_phone(PhoneAct::SendPhotos { way: PhotoWay::AnyNetwork }).unwrap(),
            false => {
                rules.is_metered.store(false, Ordering::SeqCst);
                phone.device.network_hint();
            }
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let arrives = async {
            while !matches!(sync.latest(), ScreenModel::Sync(model) if model.line.photos_waiting == 0) {
                assert!(sync.next().await.is_some());
            }
        };
        let within = async { tokio::time::timeout(Duration::from_secs(60), arrives).await };
        runtime.block_on(within).expect("the photograph went at once, not with the next regular look");
        assert_eq!(office.held().photos.len(), 1);
    }
}

#[test]
fn a_phone_that_leaves_the_wifi_stops_in_the_middle_of_a_photograph_and_goes_on_there_later() {
    let (office, rules) = (Arc::new(Office::open()), Arc::new(ToldRules::default()));
    let phone = with_a_photograph(&office, rules.clone());
    rules.leaves_wifi_at.set(office.clone()).unwrap_or_else(|_| panic!("told twice"));
    let report = phone.sync();
    assert_eq!((report.unproved, report.photos_up), (1, 0));
    assert_eq!(office.held().pieces, [0], "one piece went, none after it");
    phone.device.send_phone(PhoneAct::SendPhotos { way: PhotoWay::AnyNetwork }).unwrap();
    assert_eq!(phone.sync().unproved, 0);
    assert!(office.held().pieces.iter().skip(1).all(|piece| *piece > 0), "nothing was sent twice");
}

#[test]
fn bytes_are_counted_by_what_the_network_cost() {
    let (office, rules) = (Office::open(), Arc::new(ToldRules::default()));
    let phone = Phone::under(rules.clone());
    phone.device.enrol(&office.url(), "good").unwrap();
    phone.sync();
    rules.is_metered.store(true, Ordering::SeqCst);
    phone.send(FRIDGE, Act::Accept).unwrap();
    phone.send(FRIDGE, photograph()).unwrap();
    let report = phone.sync();
    let photo_bytes: u64 = office.held().photos.values().map(|bytes| bytes.len() as u64).sum();
    assert!(photo_bytes > 0 && report.photos_up == 1);
    // Heads of requests and answers come on top: less than a kilobyte and a half each.
    let heads = report.requests * 1_500;
    let again = phone.opened_again();
    let traffic = help(&again).travel.traffic;
    let row = |span| traffic.iter().find(|row| (row.span, row.cost) == (span, NetworkCost::Metered)).unwrap();
    let up_bytes = u64::try_from(row(TrafficSpan::Today).up_bytes).unwrap();
    let sent = report.bytes_up + photo_bytes;
    assert!((sent..sent + heads).contains(&up_bytes), "{up_bytes} for {sent} in {} requests", report.requests);
    assert!(row(TrafficSpan::Today).down_bytes >= i64::try_from(report.bytes_down).unwrap());
    assert_eq!(row(TrafficSpan::Month).up_bytes, row(TrafficSpan::Today).up_bytes);
    assert!(traffic.iter().any(|row| row.cost == NetworkCost::Unmetered && row.down_bytes > 100_000), "the books");
}
