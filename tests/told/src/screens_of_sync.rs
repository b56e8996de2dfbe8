//! The screens about the phone itself: what head office has, and what is read out when
//! something does not go.

use doorstep_screens::{
    BackgroundRule, BallastStand, ClockFacts, ContactFacts, FailedTry, NetworkCost, PhoneFacts, PhoneStanding,
    PhotoWay, ScreenModel, StorageFacts, SyncLine, SyncModel, SyncRow, SyncThere, TrafficRow, TrafficSpan, TravelFacts,
    help_model,
};

use crate::screens::{Golden, arrived, golden};

/// A Monday afternoon.
const NOW_MS: i64 = 1_795_417_200_000;
const HOUR_MS: i64 = 3_600_000;

pub(crate) fn goldens_of_sync() -> Vec<Golden> {
    [sync_goldens(), help_goldens()].into_iter().flatten().collect()
}

/// All is well.
fn sync() -> SyncModel {
    SyncModel {
        engineer: "E1001".to_owned(),
        installation: "01010101010101010101010101010101".to_owned(),
        office: "https://office.example".to_owned(),
        line: arrived(),
        there: SyncThere { events_proved: 1_204, photos_proved: 61, events_safe: 1_130, photos_safe: 58 },
        rows: Vec::new(),
        failed: None,
        photo_way: PhotoWay::AnyNetwork,
        waits_for_wifi: false,
        moved: None,
        office_restored_ms: None,
    }
}

fn row(subject: &str, events_waiting: u32, photos_waiting: u32) -> SyncRow {
    SyncRow {
        subject: subject.to_owned(),
        events_waiting,
        photos_waiting,
        quarantined: 0,
        withheld: 0,
        photos_refused: 0,
        photos_damaged: 0,
    }
}

fn sync_goldens() -> Vec<Golden> {
    let fridge = "visit/FW-20261123-0012-1";
    let waiting = || vec![row("day/2026-11-23.E1001", 4, 0), row(fridge, 57, 3)];
    let none = SyncThere { events_proved: 0, photos_proved: 0, events_safe: 0, photos_safe: 0 };
    let no_network = Some(FailedTry { at_ms: NOW_MS - HOUR_MS, code: "sync/no-network".to_owned() });
    let refused = Some(FailedTry { at_ms: NOW_MS - HOUR_MS, code: "sync/unknown-version".to_owned() });
    let kept = SyncRow { quarantined: 1, ..row(fridge, 12, 0) };
    let stuck = SyncRow { withheld: 1, photos_refused: 1, photos_damaged: 1, ..row(fridge, 3, 2) };
    let line = SyncLine::new;
    let all = [
        ("sync-arrived", "Head office has everything.", sync()),
        (
            "sync-waiting",
            "Without a network since the morning.",
            SyncModel { line: line(61, 3, true), rows: waiting(), failed: no_network, ..sync() },
        ),
        (
            "sync-copied",
            "The phone found that it is a copy; the office goes on from a backup and keeps one event aside.",
            SyncModel {
                line: line(12, 0, true),
                rows: vec![kept],
                moved: Some(12),
                office_restored_ms: Some(1_795_399_200_000),
                ..sync()
            },
        ),
        (
            "sync-enrol-again",
            "The office does not know this phone.",
            SyncModel { line: line(61, 3, false), rows: waiting(), there: none, ..sync() },
        ),
        (
            "sync-refused",
            "The office refuses this version; a picture was refused, one was altered, an event does not get through.",
            SyncModel { line: line(3, 2, true), rows: vec![stuck], failed: refused, ..sync() },
        ),
        (
            "sync-waits-for-wifi",
            "Photographs go over Wi-Fi only, and there is none.",
            SyncModel {
                line: line(0, 3, true),
                rows: vec![row(fridge, 0, 3)],
                photo_way: PhotoWay::WifiOnly,
                waits_for_wifi: true,
                ..sync()
            },
        ),
    ];
    all.map(|(name, says, model)| golden(name, says, ScreenModel::Sync(model))).into()
}

/// What is read out.
#[derive(Clone)]
struct Read {
    line: SyncLine,
    phone: PhoneFacts,
    storage: StorageFacts,
    contact: ContactFacts,
    travel: TravelFacts,
}

impl Read {
    /// All is well.
    fn well() -> Self {
        let bytes = |span, cost, up_bytes, down_bytes| TrafficRow { span, cost, up_bytes, down_bytes };
        Self {
            line: arrived(),
            phone: PhoneFacts {
                installation: "01010101010101010101010101010101".to_owned(),
                engineer: "E1001".to_owned(),
                office: "https://office.example".to_owned(),
                standing: PhoneStanding::AtWork,
                app_version: "0.1.0".to_owned(),
                schema: 3,
            },
            storage: StorageFacts {
                store_bytes: 7_340_032,
                photo_bytes: 183_500_800,
                free_bytes: Some(21_474_836_480),
                ballast: BallastStand::Kept,
            },
            contact: ContactFacts {
                proved_ms: Some(NOW_MS - HOUR_MS),
                answered_ms: Some(NOW_MS - HOUR_MS / 4),
                waiting_since_ms: None,
                failed: None,
                next_try_ms: None,
            },
            travel: TravelFacts {
                background: BackgroundRule::Allowed,
                network: NetworkCost::Unmetered,
                photo_way: PhotoWay::AnyNetwork,
                traffic: vec![
                    bytes(TrafficSpan::Today, NetworkCost::Metered, 2_310_400, 188_200),
                    bytes(TrafficSpan::Month, NetworkCost::Metered, 61_200_000, 4_450_000),
                    bytes(TrafficSpan::Month, NetworkCost::Unmetered, 214_700_000, 12_900_000),
                ],
            },
        }
    }

    fn shows(self, name: &'static str, says: &'static str) -> Golden {
        let Self { line, phone, storage, contact, travel } = self;
        let clock = ClockFacts { now_ms: NOW_MS, uncertainty_ms: None };
        golden(name, says, ScreenModel::Help(help_model(line, phone, storage, clock, contact, travel)))
    }
}

fn help_goldens() -> Vec<Golden> {
    let well = Read::well();
    let failed = |code: &str| Some(FailedTry { at_ms: NOW_MS - HOUR_MS / 6, code: code.to_owned() });
    let silent = ContactFacts {
        proved_ms: Some(NOW_MS - 52 * HOUR_MS),
        answered_ms: Some(NOW_MS - 51 * HOUR_MS),
        waiting_since_ms: Some(NOW_MS - 50 * HOUR_MS),
        failed: failed("sync/clock"),
        next_try_ms: Some(NOW_MS + HOUR_MS / 12),
    };
    let travel = TravelFacts {
        background: BackgroundRule::Restricted,
        network: NetworkCost::Metered,
        photo_way: PhotoWay::WifiOnly,
        ..well.travel.clone()
    };
    let long = Read { line: SyncLine::new(412, 19, true), contact: silent, travel, ..well.clone() };
    let storage = StorageFacts { free_bytes: Some(1_048_576), ballast: BallastStand::Released, ..well.storage.clone() };
    let full = Read { storage, ..well.clone() };
    let phone = PhoneFacts { standing: PhoneStanding::Unknown, ..well.phone.clone() };
    let contact = ContactFacts { failed: failed("sync/unknown-installation"), ..well.contact.clone() };
    let unknown = Read { line: SyncLine::new(61, 3, false), phone, contact, ..well.clone() };
    vec![
        well.shows("help-well", "All is well."),
        long.shows("help-long-unproved", "Nothing got through for two days, and the clock is suspect."),
        full.shows("help-disk-full", "The disk is full: the room for the visit at hand was given away."),
        unknown.shows("help-unknown", "The office does not know this phone."),
        new_phone().shows("help-never-enrolled", "Out of the box, on a platform that says nothing."),
    ]
}

fn new_phone() -> Read {
    let well = Read::well();
    let (engineer, office) = (String::new(), String::new());
    Read {
        phone: PhoneFacts { engineer, office, standing: PhoneStanding::NotEnrolled, ..well.phone },
        storage: StorageFacts {
            store_bytes: 131_072,
            photo_bytes: 0,
            free_bytes: None,
            ballast: BallastStand::NotNeeded,
        },
        contact: ContactFacts {
            proved_ms: None,
            answered_ms: None,
            waiting_since_ms: None,
            failed: None,
            next_try_ms: None,
        },
        travel: TravelFacts {
            background: BackgroundRule::Unknown,
            network: NetworkCost::Unknown,
            photo_way: PhotoWay::AnyNetwork,
            traffic: Vec::new(),
        },
        line: arrived(),
    }
}
