//! The van's ledger over visits and days: nothing lost, nothing invented, whatever
//! arrived first (R37, R81, R104, R118, R199, R201; sync rules 7 and 8).

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a told van that goes wrong is a failed test"
)]

mod told;

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::event::{Envelope, Event, FittedPart, OldPart, Opening, Record, Rejection, SeenHead};
use doorstep_domain::id::{EngineerId, Hash, Head, InstallationId, Lane, PartNo, Subject};
use doorstep_domain::part::suggest;
use doorstep_domain::van::{Depot, Ledger, Moved, VanCommand, Whereabouts, decide, old_parts_owed};
use doorstep_domain::visit::{Heard, LaneRecords};
use proptest::prelude::*;

use told::books;

/// A part of the fixtures that is only counted, its substitute, and one that is tracked.
const FILTER: &str = "BX-MF-215";
const STAND_IN: &str = "BX-MF-215T";
const BOARD: &str = "BX-ZK-470";

fn no(part: &str) -> PartNo {
    part.parse().unwrap()
}

fn engineer() -> EngineerId {
    "E1001".parse().unwrap()
}

fn van() -> Subject {
    Subject::Van(engineer())
}

fn at(visit: &str) -> Subject {
    Subject::Visit(visit.parse().unwrap())
}

/// One phone: its lanes with their running numbers.
#[derive(Clone, Default)]
struct Phone {
    name: u8,
    running: u64,
    lanes: BTreeMap<Subject, (u64, Vec<Heard>)>,
    seen: Vec<SeenHead>,
}

impl Phone {
    fn new(name: u8) -> Self {
        Self { name, ..Self::default() }
    }

    fn lane(&self, subject: &Subject) -> Lane {
        Lane { installation: InstallationId([self.name; 16]), subject: subject.clone() }
    }

    fn records(mut self, subject: &Subject, event: Event) -> Self {
        self.running += 1;
        let (last, heard) = self.lanes.entry(subject.clone()).or_default();
        let seq = heard.len() as u64 + 1;
        let hash = Hash::of(format!("{} {subject} {seq}", self.name).as_bytes());
        let running_delta = self.running - *last;
        *last = self.running;
        let envelope = Envelope { running_delta, seen: std::mem::take(&mut self.seen), ..Envelope::default() };
        heard.push(Heard { head: Head { seq, hash }, record: Ok(Record { envelope, event }) });
        self
    }

    /// From now on this phone knows everything of the other.
    fn sees(mut self, other: &Phone) -> Self {
        self.seen = other
            .lanes
            .iter()
            .map(|(subject, (_, heard))| SeenHead { lane: other.lane(subject), head: heard.last().unwrap().head })
            .collect();
        self
    }

    fn told(&self) -> Vec<LaneRecords> {
        let lane = |(subject, (_, heard)): (&Subject, &(u64, Vec<Heard>))| LaneRecords {
            lane: self.lane(subject),
            heard: heard.clone(),
        };
        self.lanes.iter().map(lane).collect()
    }

    fn ledger(&self) -> Ledger {
        ledger(&[self])
    }

    fn wants(&self, command: &VanCommand) -> Result<Event, &'static str> {
        decide(&self.ledger(), books(), command).map_err(|why| why.code())
    }

    fn counts(self, part: &str, found: u32) -> Self {
        let counted = self.wants(&VanCommand::Count { part: no(part), found }).unwrap();
        self.records(&van(), counted)
    }
}

fn issued() -> BTreeMap<PartNo, u32> {
    BTreeMap::from([(no(FILTER), 5), (no(BOARD), 1)])
}

fn ledger(phones: &[&Phone]) -> Ledger {
    let lanes: Vec<_> = phones.iter().flat_map(|phone| phone.told()).collect();
    Ledger::from_lanes(&engineer(), &issued(), &lanes)
}

fn moved(part: &str, count: u32, serial: Option<&str>, depot: Depot) -> Moved {
    Moved { part: no(part), count, serial: serial.map(|serial| serial.parse().unwrap()), depot }
}

fn fitted(part: &str, count: u32, serial: Option<&str>, old_part: OldPart) -> Event {
    let serial = serial.map(|serial| serial.parse().unwrap());
    Event::PartFitted(FittedPart { part: no(part), count, serial, old_part })
}

fn taken_out(part: &str, count: u32, serial: Option<&str>) -> Event {
    Event::PartTakenOut { part: no(part), count, serial: serial.map(|serial| serial.parse().unwrap()) }
}

fn faulty(part: &str, count: u32, serial: Option<&str>) -> Event {
    let serial = serial.map(|serial| serial.parse().unwrap());
    Event::PartRejected { part: no(part), count, serial, why: Rejection::Faulty }
}

fn codes(ledger: &Ledger) -> Vec<&'static str> {
    ledger.findings.iter().map(|finding| finding.code()).collect()
}

#[test]
fn r201_what_should_be_in_the_van_follows_from_what_happened() {
    let phone = Phone::new(1)
        .records(&van(), Event::VanLoaded(moved(FILTER, 4, None, Depot::Store)))
        .records(&at("V1"), fitted(FILTER, 3, None, OldPart::KeptByCustomer))
        .records(&at("V1"), taken_out(FILTER, 1, None))
        .records(&van(), Event::VanUnloaded(moved(FILTER, 2, None, Depot::Colleague)));
    let row = &phone.ledger().rows[&no(FILTER)];
    assert_eq!((row.issued, row.loaded, row.fitted, row.taken_out, row.unloaded), (5, 4, 3, 1, 2));
    assert_eq!((row.expected(), row.usable()), (5, 5));
    assert_eq!(phone.ledger().findings, []);
}

#[test]
fn r81_a_faulty_part_stays_in_the_van_and_is_not_usable_a_wrong_one_is() {
    let wrong = Event::PartRejected { part: no(FILTER), count: 1, serial: None, why: Rejection::Wrong };
    let phone = Phone::new(1).records(&at("V1"), faulty(FILTER, 2, None)).records(&at("V1"), wrong);
    let row = &phone.ledger().rows[&no(FILTER)];
    assert_eq!((row.expected(), row.faulty, row.usable()), (5, 2, 3));
    let phone = phone.records(&van(), Event::VanUnloaded(moved(FILTER, 2, None, Depot::OldParts)));
    let row = &phone.ledger().rows[&no(FILTER)];
    assert_eq!((row.expected(), row.faulty, row.usable()), (3, 0, 3));
}

#[test]
fn r199_old_parts_are_owed_until_they_are_handed_in_and_are_no_stock() {
    let phone = Phone::new(1)
        .records(&at("V1"), fitted(FILTER, 2, None, OldPart::Returned))
        .records(&at("V2"), fitted(BOARD, 1, Some("NEW-1"), OldPart::Returned))
        .records(&at("V2"), fitted(FILTER, 1, None, OldPart::KeptByCustomer));
    assert_eq!(old_parts_owed(&phone.ledger()), BTreeMap::from([(no(FILTER), 2), (no(BOARD), 1)]));
    let phone = phone
        .records(&van(), Event::VanUnloaded(moved(FILTER, 1, None, Depot::OldParts)))
        .records(&van(), Event::VanUnloaded(moved(BOARD, 1, Some("OLD-1"), Depot::OldParts)));
    let ledger = phone.ledger();
    assert_eq!(old_parts_owed(&ledger), BTreeMap::from([(no(FILTER), 1)]));
    assert_eq!((ledger.expected(&no(FILTER)), ledger.expected(&no(BOARD))), (2, 0), "only what was fitted is gone");
    assert_eq!(ledger.findings, []);
    // What goes into the bin beyond what is owed was stock.
    let more = phone.clone().records(&van(), Event::VanUnloaded(moved(FILTER, 2, None, Depot::OldParts)));
    assert_eq!((old_parts_owed(&more.ledger()), more.ledger().expected(&no(FILTER))), (BTreeMap::new(), 1));
    // What is taken out again had its old part put back.
    let phone = phone.records(&at("V1"), taken_out(FILTER, 1, None));
    assert_eq!(old_parts_owed(&phone.ledger()), BTreeMap::new());
}

#[test]
fn r104_the_original_is_proposed_first_and_then_what_the_van_has() {
    let empty = Phone::new(1).records(&at("V1"), fitted(FILTER, 5, None, OldPart::None));
    let proposed = |phone: &Phone, part: &str| {
        let found = suggest(&no(part), books(), &phone.ledger());
        found.into_iter().map(|found| (found.part.to_string(), found.usable)).collect::<Vec<_>>()
    };
    assert_eq!(proposed(&empty, FILTER), [(FILTER.to_owned(), 0)]);
    let loaded = empty.records(&van(), Event::VanLoaded(moved(STAND_IN, 2, None, Depot::Store)));
    let both = [(FILTER.to_owned(), 0), (STAND_IN.to_owned(), 2)];
    assert_eq!(proposed(&loaded, FILTER), both);
    assert_eq!(proposed(&loaded, STAND_IN), both, "also who asks for the substitute sees the original first");
    assert_eq!(proposed(&loaded, "NO-SUCH-PART"), []);
}

#[test]
fn only_what_cannot_be_meant_is_refused() {
    use Depot::{OldParts, Store};
    let phone = Phone::new(1).records(&van(), Event::VanLoaded(moved(BOARD, 1, Some("S1"), Store)));
    let load = |part, count, serial, depot| phone.wants(&VanCommand::Load(moved(part, count, serial, depot))).err();
    let unload = |phone: &Phone, part, count, serial, depot| {
        phone.wants(&VanCommand::Unload(moved(part, count, serial, depot))).err()
    };
    assert_eq!(load("NO-SUCH-PART", 1, None, Store), Some("van/unknown-part"));
    assert_eq!(load(BOARD, 1, None, Store), Some("van/needs-serial"));
    assert_eq!(load(FILTER, 1, Some("S1"), Store), Some("van/has-no-serial"));
    assert_eq!(load(FILTER, 0, None, Store), Some("van/bad-count"));
    assert_eq!(load(BOARD, 2, Some("S2"), Store), Some("van/bad-count"));
    assert_eq!(load(FILTER, 1, None, OldParts), Some("van/not-a-source"));
    assert_eq!(load(BOARD, 1, Some("S1"), Store), Some("van/here-already"));
    assert_eq!(load(FILTER, 999, None, Store), None);
    assert_eq!(unload(&phone, FILTER, 900, None, Store), None, "more than should be there is a fact");
    assert_eq!(unload(&phone, BOARD, 1, Some("UNHEARD-OF"), OldParts), None, "an old part has a number of its own");
    assert_eq!(phone.wants(&VanCommand::Count { part: no(FILTER), found: 1_000 }).err(), Some("van/bad-count"));
    assert!(phone.wants(&VanCommand::Count { part: no(FILTER), found: 0 }).is_ok());
    let gone = phone.clone().records(&van(), Event::VanUnloaded(moved(BOARD, 1, Some("S1"), Store)));
    assert_eq!(unload(&gone, BOARD, 1, Some("S1"), Store), Some("van/gone-already"));
    let below = phone.clone().records(&van(), Event::VanUnloaded(moved(FILTER, 9, None, Store)));
    assert_eq!((below.ledger().expected(&no(FILTER)), codes(&below.ledger())), (-4, vec!["finding/van-below-nothing"]));
}

#[test]
fn r37_a_count_is_shown_beside_the_ledger_and_never_taken_over() {
    let phone = Phone::new(1).counts(FILTER, 4);
    let ledger = phone.ledger();
    let row = &ledger.rows[&no(FILTER)];
    assert_eq!((row.expected(), row.difference()), (5, Some(-1)));
    assert_eq!((codes(&ledger), ledger.recount.len()), (vec!["finding/count-differs"], 0));
    // What happens afterwards on the same phone is subtracted from both and asks for no recount.
    let phone = phone.records(&at("V1"), fitted(FILTER, 1, None, OldPart::None));
    let ledger = phone.ledger();
    assert_eq!((ledger.expected(&no(FILTER)), ledger.rows[&no(FILTER)].difference()), (4, Some(-1)));
    assert_eq!(ledger.recount, BTreeSet::new());
}

#[test]
fn a_part_that_the_count_had_not_seen_opens_a_recount_and_a_newer_count_closes_it() {
    let fitting = Phone::new(2).records(&at("V1"), fitted(FILTER, 1, None, OldPart::None));
    let counting = Phone::new(1).counts(FILTER, 5);
    let both = ledger(&[&counting, &fitting]);
    assert_eq!(both.recount, BTreeSet::from([no(FILTER)]));
    assert_eq!((codes(&both), both.expected(&no(FILTER))), (vec!["finding/recount"], 4));

    // The phone that fitted had seen the count: then it was fitted afterwards.
    let afterwards = Phone::new(2).sees(&counting).records(&at("V1"), fitted(FILTER, 1, None, OldPart::None));
    assert_eq!(ledger(&[&counting, &afterwards]).recount, BTreeSet::new());

    // A newer count that had seen everything settles it.
    let expected = both.expected(&no(FILTER));
    let again = Event::VanCounted { part: no(FILTER), found: 4, expected };
    let counting = counting.sees(&fitting).records(&van(), again);
    let settled = ledger(&[&counting, &fitting]);
    assert_eq!((settled.recount.clone(), settled.rows[&no(FILTER)].difference()), (BTreeSet::new(), Some(0)));
}

#[test]
fn what_a_third_phone_had_seen_counts_as_seen() {
    let fitting = Phone::new(1).records(&at("V1"), fitted(FILTER, 1, None, OldPart::None));
    let between = Phone::new(2).sees(&fitting).records(&at("V2"), fitted(STAND_IN, 1, None, OldPart::None));
    let counted = Event::VanCounted { part: no(FILTER), found: 4, expected: 4 };
    let counting = Phone::new(3).sees(&between).records(&van(), counted);
    assert_eq!(ledger(&[&fitting, &between, &counting]).recount, BTreeSet::new());
}

#[test]
fn the_running_number_orders_visits_and_van_of_one_phone() {
    let before = Phone::new(1).records(&at("V9"), fitted(FILTER, 1, None, OldPart::None)).counts(FILTER, 4);
    let ledger = before.ledger();
    assert_eq!((ledger.recount.clone(), ledger.rows[&no(FILTER)].difference()), (BTreeSet::new(), Some(0)));
}

#[test]
fn a_hole_in_a_lane_leaves_its_order_open_and_asks_for_a_recount() {
    let phone = Phone::new(1).records(&at("V1"), fitted(STAND_IN, 1, None, OldPart::None));
    let phone = phone.records(&at("V1"), fitted(FILTER, 1, None, OldPart::None)).counts(FILTER, 4);
    let mut lanes = phone.told();
    assert_eq!(Ledger::from_lanes(&engineer(), &issued(), &lanes).recount, BTreeSet::new());
    let visit = lanes.iter_mut().find(|lane| lane.lane.subject == at("V1")).unwrap();
    visit.heard.remove(0);
    assert_eq!(Ledger::from_lanes(&engineer(), &issued(), &lanes).recount, BTreeSet::from([no(FILTER)]));
}

#[test]
fn a_count_made_against_another_ledger_is_made_again() {
    let counted = Event::VanCounted { part: no(FILTER), found: 3, expected: 3 };
    assert_eq!(Phone::new(1).records(&van(), counted).ledger().recount, BTreeSet::from([no(FILTER)]));
    let (one, other) = (Phone::new(1).counts(FILTER, 5), Phone::new(2).counts(FILTER, 4));
    assert_eq!(ledger(&[&one, &other]).recount, BTreeSet::from([no(FILTER)]), "two phones counted differently");
    assert_eq!(ledger(&[&one, &Phone::new(2).counts(FILTER, 5)]).recount, BTreeSet::new());
}

#[test]
fn r118_one_piece_never_stands_in_two_places_unseen() {
    let board = |serial| fitted(BOARD, 1, Some(serial), OldPart::None);
    let phone = Phone::new(1).records(&at("V1"), board("S1"));
    assert_eq!(codes(&phone.clone().records(&at("V2"), board("S2")).ledger()), ["finding/van-below-nothing"]);
    let twice = phone.clone().records(&at("V2"), board("S1")).ledger();
    assert!(codes(&twice).contains(&"finding/piece-in-two-places"));
    let elsewhere = phone.clone().records(&at("V2"), taken_out(BOARD, 1, Some("S1"))).ledger();
    assert_eq!(codes(&elsewhere), ["finding/taken-out-not-fitted"]);
    assert_eq!(elsewhere.expected(&no(BOARD)), 0, "nothing is invented");
    let again = phone.records(&at("V1"), taken_out(BOARD, 1, Some("S1"))).records(&at("V2"), board("S1")).ledger();
    assert_eq!(codes(&again), Vec::<&str>::new());
    let piece = (no(BOARD), "S1".parse().unwrap());
    assert_eq!(again.pieces[&piece], Whereabouts::Fitted("V2".parse().unwrap()));
}

#[test]
fn visits_and_vans_of_others_are_left_out() {
    let told = told::visit("01");
    let opening = |engineer: &str| {
        let opening = Opening { engineer: engineer.parse().unwrap(), ..told.opening().clone() };
        Event::VisitOpened(opening)
    };
    let phone = Phone::new(1)
        .records(&at("V1"), opening("E1001"))
        .records(&at("V1"), fitted(FILTER, 1, None, OldPart::None))
        .records(&at("V2"), opening("E1002"))
        .records(&at("V2"), fitted(FILTER, 1, None, OldPart::None))
        .records(&Subject::Van("E1002".parse().unwrap()), Event::VanLoaded(moved(FILTER, 7, None, Depot::Store)));
    assert_eq!(phone.ledger().expected(&no(FILTER)), 4);
}

/// The van as it really is: what no journal knows.
#[derive(Default)]
struct Truth {
    filters: i64,
    boards: BTreeSet<String>,
    faulty: BTreeSet<String>,
    on_visits: Vec<(String, String)>,
    filters_fitted: BTreeMap<String, u32>,
    loaded: u32,
}

/// One thing that can really happen, done and recorded.
fn happens(phone: Phone, truth: &mut Truth, what: u8, which: u8) -> Phone {
    let visit = format!("V{}", which % 4);
    match what % 8 {
        0 => {
            truth.filters += i64::from(which % 3) + 1;
            phone.records(&van(), Event::VanLoaded(moved(FILTER, u32::from(which % 3) + 1, None, Depot::Store)))
        }
        1 if truth.filters > 0 => {
            truth.filters -= 1;
            *truth.filters_fitted.entry(visit.clone()).or_default() += 1;
            phone.records(&at(&visit), fitted(FILTER, 1, None, OldPart::KeptByCustomer))
        }
        2 if truth.filters_fitted.get(&visit).is_some_and(|count| *count > 0) => {
            truth.filters += 1;
            *truth.filters_fitted.get_mut(&visit).unwrap() -= 1;
            phone.records(&at(&visit), taken_out(FILTER, 1, None))
        }
        3 => {
            truth.loaded += 1;
            let serial = format!("S{}", truth.loaded);
            truth.boards.insert(serial.clone());
            phone.records(&van(), Event::VanLoaded(moved(BOARD, 1, Some(&serial), Depot::Colleague)))
        }
        4 if !truth.boards.is_empty() => {
            let serial = truth.boards.pop_first().unwrap();
            truth.on_visits.push((visit.clone(), serial.clone()));
            phone.records(&at(&visit), fitted(BOARD, 1, Some(&serial), OldPart::Returned))
        }
        5 if !truth.on_visits.is_empty() => {
            let (visit, serial) = truth.on_visits.pop().unwrap();
            truth.boards.insert(serial.clone());
            phone.records(&at(&visit), taken_out(BOARD, 1, Some(&serial)))
        }
        6 if !truth.boards.is_empty() => {
            let serial = truth.boards.pop_last().unwrap();
            truth.faulty.insert(serial.clone());
            phone.records(&at(&visit), faulty(BOARD, 1, Some(&serial)))
        }
        7 if !truth.faulty.is_empty() => {
            let serial = truth.faulty.pop_first().unwrap();
            phone.records(&van(), Event::VanUnloaded(moved(BOARD, 1, Some(&serial), Depot::OldParts)))
        }
        _ => {
            let found = u32::try_from(truth.filters).unwrap();
            phone.counts(FILTER, found)
        }
    }
}

/// Any event of a van or a visit, possible or not.
fn any_event() -> impl Strategy<Value = (u8, Subject, Event, bool)> {
    let part = prop::sample::select(vec![(FILTER, None), (STAND_IN, None), (BOARD, Some("S1")), (BOARD, Some("S2"))]);
    let depot = prop::sample::select(Depot::ALL);
    let old = prop::sample::select(OldPart::ALL);
    (1..4_u8, 0..7_u8, 0..3_u8, part, 1..4_u32, depot, old, any::<bool>()).prop_map(
        |(phone, kind, visit, (part, serial), count, depot, old, sees)| {
            let count = if serial.is_some() { 1 } else { count };
            let moved = moved(part, count, serial, depot);
            let visit = at(&format!("V{visit}"));
            let (subject, event) = match kind {
                0 => (van(), Event::VanLoaded(moved)),
                1 => (van(), Event::VanUnloaded(moved)),
                2 => (van(), Event::VanCounted { part: no(part), found: count, expected: 3 }),
                3 => (visit, taken_out(part, count, serial)),
                4 => (visit, faulty(part, count, serial)),
                _ => (visit, fitted(part, count, serial, old)),
            };
            (phone, subject, event, sees)
        },
    )
}

fn phones(events: &[(u8, Subject, Event, bool)]) -> Vec<Phone> {
    let mut phones: Vec<Phone> = (1..4).map(Phone::new).collect();
    for (writer, subject, event, sees) in events {
        let at = usize::from(*writer) - 1;
        let phone = match sees {
            true => phones[at].clone().sees(&phones[usize::from(*writer) % 3]),
            false => phones[at].clone(),
        };
        phones[at] = phone.records(subject, event.clone());
    }
    phones
}

proptest! {
    /// Over visits and days the ledger of one phone says what is really in the van.
    #[test]
    fn what_the_ledger_says_is_what_is_there(steps in prop::collection::vec(any::<(u8, u8)>(), 1..60)) {
        let mut truth = Truth { filters: 5, ..Truth::default() };
        let phone = steps.into_iter().fold(Phone::new(1), |phone, (what, which)| happens(phone, &mut truth, what, which));
        let ledger = phone.ledger();
        prop_assert_eq!(ledger.expected(&no(FILTER)), truth.filters);
        // One board was issued whose number nobody read.
        prop_assert_eq!(ledger.expected(&no(BOARD)), 1 + i64::try_from(truth.boards.len() + truth.faulty.len()).unwrap());
        prop_assert_eq!(ledger.usable(&no(BOARD)), 1 + truth.boards.len() as u64);
        let here = |now: Whereabouts| {
            let pieces = ledger.pieces.iter().filter(move |(_, place)| **place == now);
            pieces.map(|((_, serial), _)| serial.to_string()).collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(here(Whereabouts::Here), truth.boards);
        prop_assert_eq!(here(Whereabouts::Faulty), truth.faulty);
        let owed = old_parts_owed(&ledger).get(&no(BOARD)).copied().unwrap_or_default();
        prop_assert_eq!(owed, truth.on_visits.len() as u64, "an old board for each that stayed fitted");
        prop_assert_eq!(&ledger.recount, &BTreeSet::new());
        prop_assert_eq!(&ledger.findings, &Vec::new());
    }

    /// Parts are neither lost nor invented, whatever was recorded and whatever arrived first.
    #[test]
    fn no_part_is_lost_or_invented_in_any_order_of_arrival(
        events in prop::collection::vec(any_event(), 0..40),
        seed in any::<u64>(),
    ) {
        let phones = phones(&events);
        let sent: Vec<LaneRecords> = phones.iter().flat_map(Phone::told).collect();
        let told = Ledger::from_lanes(&engineer(), &issued(), &sent);
        for part in [FILTER, STAND_IN, BOARD].map(no) {
            let Some(row) = told.rows.get(&part) else { continue };
            let all = |count_of: &dyn Fn(&Event) -> Option<(PartNo, u32)>| -> u64 {
                let counts = events.iter().filter_map(|(_, _, event, _)| count_of(event));
                counts.filter(|(no, _)| *no == part).map(|(_, count)| u64::from(count)).sum()
            };
            let loaded = all(&|event| match event { Event::VanLoaded(m) => Some((m.part.clone(), m.count)), _ => None });
            let unloaded = all(&|event| match event { Event::VanUnloaded(m) => Some((m.part.clone(), m.count)), _ => None });
            let fitted = all(&|event| match event { Event::PartFitted(f) => Some((f.part.clone(), f.count)), _ => None });
            prop_assert_eq!((row.loaded, row.fitted, row.unloaded + row.old_handed_in), (loaded, fitted, unloaded));
            prop_assert!(row.taken_out <= fitted, "what was not fitted does not come back");
            let came = i64::try_from(row.issued + loaded + row.taken_out).unwrap();
            let went = i64::try_from(fitted + unloaded - row.old_handed_in).unwrap();
            prop_assert_eq!(came, went + row.expected());
        }
        prop_assert_eq!(Ledger::from_lanes(&engineer(), &issued(), &jumbled(&sent, seed)), told);
    }
}

/// The same places one by one in another order, some of them twice.
fn jumbled(lanes: &[LaneRecords], seed: u64) -> Vec<LaneRecords> {
    let one = |lane: &LaneRecords, heard: &Heard| LaneRecords { lane: lane.lane.clone(), heard: vec![heard.clone()] };
    let mut pieces: Vec<_> = lanes.iter().flat_map(|lane| lane.heard.iter().map(|heard| one(lane, heard))).collect();
    pieces.extend(pieces.iter().skip(usize::try_from(seed % 3).unwrap()).step_by(2).cloned().collect::<Vec<_>>());
    let key = |piece: &LaneRecords| Hash::of(format!("{seed} {} {}", piece.lane, piece.heard[0].head.seq).as_bytes());
    pieces.sort_by_key(key);
    pieces
}
