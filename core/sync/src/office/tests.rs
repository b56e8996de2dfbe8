//! What the office keeps of an offered lane.

use super::*;
use doorstep_domain::book::EditionId;
use doorstep_domain::day::DayStart;
use doorstep_domain::event::Record;
use doorstep_domain::id::PartNo;
use doorstep_domain::van::{Depot, Moved};
use doorstep_wire::chain::Chain;
use doorstep_wire::event::encode;
use proptest::prelude::*;

fn lane() -> Lane {
    Lane { installation: InstallationId([7; 16]), subject: "visit/V1".parse().expect("a subject") }
}

fn bytes(text: &str) -> Vec<u8> {
    let event = Event::NoteAdded { note: Hash::of(text.as_bytes()) };
    encode(&Record { envelope: Envelope::default(), event })
}

/// The chain of these texts: heads from seq 0 on.
fn chain(texts: &[&str]) -> Vec<Head> {
    let mut chain = Chain::new(lane());
    std::iter::once(Head::EMPTY).chain(texts.iter().map(|text| chain.push(&bytes(text)))).collect()
}

fn stand(texts: &[&str]) -> OfficeLane {
    let heads = chain(texts);
    let hashes = heads.iter().skip(1).map(|head| head.hash).collect();
    OfficeLane { head: heads[heads.len() - 1], arrival: 4, quarantined: Vec::new(), first: 1, hashes }
}

fn segment(base: Head, texts: &[&str], end: u64) -> Segment {
    Segment {
        subject: lane().subject,
        installation: None,
        continues: None,
        base,
        end,
        events: texts.iter().map(|text| SentEvent::Plain(bytes(text))).collect(),
    }
}

fn check(office: &[&str], base: usize, phone: &[&str], common: u64, appended: usize) {
    let heads = chain(phone);
    let outcome = judge(&lane(), &segment(heads[base], &phone[base..], phone.len() as u64), &stand(office))
        .expect("all hashes are loaded");
    assert_eq!(outcome.verdict.common, heads[common as usize]);
    assert_eq!(outcome.append.map_or(0, |append| append.events.len()), appended);
}

#[test]
fn what_follows_the_offices_own_head_is_appended_and_the_rest_is_known() {
    check(&[], 0, &["a", "b"], 2, 2);
    check(&["a", "b"], 0, &["a", "b"], 2, 0);
    check(&["a", "b"], 1, &["a", "b", "c"], 3, 1);
    check(&["a", "b", "c"], 0, &["a", "b"], 2, 0);
}

#[test]
fn a_base_that_the_office_does_not_hold_appends_nothing() {
    check(&["a"], 2, &["a", "b", "c"], 0, 0);
    check(&["a", "x"], 2, &["a", "b", "c"], 0, 0);
}

#[test]
fn chains_that_part_append_nothing_and_name_the_last_common_point() {
    check(&["a", "x"], 0, &["a", "b", "c"], 1, 0);
    check(&["x"], 0, &["a"], 0, 0);
}

#[test]
fn a_hash_that_was_not_loaded_is_an_error_and_not_a_copy() {
    let mut known = stand(&["a", "b", "c"]);
    known.hashes.truncate(1);
    let offered = segment(Head::EMPTY, &["a", "b"], 2);
    assert_eq!(judge(&lane(), &offered, &known), Err(StandIncomplete { seq: 2 }));
}

#[test]
fn a_bad_event_keeps_its_place_and_its_lane_goes_on() {
    let mut offered = segment(Head::EMPTY, &["a", "b", "c"], 3);
    offered.events[1] = SentEvent::Plain(vec![0xff, 0x00]);
    let outcome = judge(&lane(), &offered, &OfficeLane::unknown()).expect("nothing to load");
    assert_eq!(outcome.verdict.quarantined, [(2, "event/undecodable".to_owned())]);
    assert_eq!(outcome.verdict.common.seq, 3);
    assert_eq!(outcome.named.len(), 2);
    let again = OfficeLane { quarantined: outcome.verdict.quarantined.clone(), ..stand(&[]) };
    let nothing = judge(&lane(), &segment(Head::EMPTY, &[], 3), &again).expect("nothing to load");
    assert_eq!(nothing.verdict.quarantined.len(), 1, "told again with every answer about the lane");
}

fn part() -> PartNo {
    "P1".parse().expect("an id")
}

fn loaded() -> Event {
    Event::VanLoaded(Moved { part: part(), count: 1, serial: None, depot: Depot::Store })
}

fn started(engineer: &str) -> Event {
    Event::DayStarted(DayStart {
        engineer: engineer.parse().expect("an id"),
        date: "2026-11-23".parse().expect("a day"),
        edition: EditionId(Hash::of(b"edition")),
    })
}

/// Whether an event is folded in the lane of this subject.
fn is_folded(subject: &str, event: &Event) -> bool {
    let lane = Lane { subject: subject.parse().expect("a subject"), ..lane() };
    let record = Record { envelope: Envelope::default(), event: event.clone() };
    let events = vec![SentEvent::Plain(encode(&record))];
    let offered = Segment { subject: lane.subject.clone(), events, ..segment(Head::EMPTY, &[], 1) };
    let outcome = judge(&lane, &offered, &OfficeLane::unknown()).expect("nothing to load");
    match outcome.verdict.quarantined.as_slice() {
        [] => true,
        [(1, code)] if code == "event/other-subject" => false,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_an_event_is_about_has_to_be_what_its_lane_is_about() {
    let (visit, van, day) = ("visit/V1", "van/E1", "day/2026-11-23.E1");
    let note = Event::NoteAdded { note: Hash::of(b"note") };
    let waived = Event::CheckWaived {
        check: "badge".parse().expect("an id"),
        reason: "forgotten".parse().expect("an id"),
        note: None,
    };
    let card = Event::CardHandedIn { visit: "V1".parse().expect("an id"), is_signed: true, satisfied: None };
    let counted = Event::VanCounted { part: part(), found: 1, expected: 1 };
    for (event, places) in [
        (note, [true, false, true]),
        (waived, [true, false, true]),
        (Event::PhotoAdded { photo: Hash::of(b"photo") }, [true, false, false]),
        (Event::PartMissing { part: part(), count: 1 }, [true, false, false]),
        (loaded(), [false, true, false]),
        (counted, [false, true, false]),
        (started("E1"), [false, false, true]),
        (card, [false, false, true]),
        (Event::DayEnded { mismatches: 0 }, [false, false, true]),
    ] {
        let found = [visit, van, day].map(|subject| is_folded(subject, &event));
        assert_eq!(found, places, "{event:?}");
    }
}

#[test]
fn a_day_that_begins_for_somebody_else_or_on_another_day_is_quarantined() {
    assert!(!is_folded("day/2026-11-23.E1", &started("E2")));
    assert!(!is_folded("day/2026-11-24.E1", &started("E1")));
    assert!(!is_folded("day/2026-11-24", &started("E1")));
}

#[test]
fn a_withheld_event_keeps_the_chain() {
    let heads = chain(&["a", "b", "c"]);
    let mut offered = segment(Head::EMPTY, &["a", "b", "c"], 3);
    offered.events[1] = SentEvent::Withheld(heads[2].hash);
    let outcome = judge(&lane(), &offered, &OfficeLane::unknown()).expect("nothing to load");
    assert_eq!(outcome.verdict.common, heads[3]);
    assert_eq!(outcome.verdict.quarantined, [(2, "event/withheld".to_owned())]);
}

#[test]
fn a_lane_offered_by_its_head_agrees_only_where_the_hash_does() {
    let heads = chain(&["a", "b", "c"]);
    let offer = |head| Offer { subject: lane().subject, head };
    let common = |office: &[&str], head| judge_offer(&lane(), &offer(head), &stand(office)).map(|v| v.common);
    assert_eq!(common(&["a", "b", "c"], heads[2]), Ok(heads[2]));
    assert_eq!(common(&["a"], heads[2]), Ok(Head::EMPTY));
    assert_eq!(common(&["a", "x"], heads[2]), Ok(Head::EMPTY));
}

proptest! {
    /// However a lane is cut into pushes, repeated and jumbled, the office ends with a
    /// prefix of it and never with anything else.
    #[test]
    fn repeats_and_disorder_leave_a_prefix_of_the_lane(
        cuts in proptest::collection::vec((0_usize..9, 0_usize..9), 1..20)
    ) {
        let texts = ["a", "b", "c", "d", "e", "f", "g", "h"];
        let heads = chain(&texts);
        let mut held: Vec<Head> = vec![Head::EMPTY];
        for (from, to) in cuts {
            let (from, to) = (from.min(to), from.max(to).min(texts.len()));
            let stand = OfficeLane {
                head: held[held.len() - 1],
                arrival: 0,
                quarantined: Vec::new(),
                first: 1,
                hashes: held.iter().skip(1).map(|head| head.hash).collect(),
            };
            let outcome = judge(&lane(), &segment(heads[from], &texts[from..to], 8), &stand).expect("all loaded");
            if let Some(append) = outcome.append {
                prop_assert_eq!(append.base, stand.head);
                held.extend(append.events.iter().map(|event| event.place));
            }
            prop_assert_eq!(&held[..], &heads[..held.len()]);
        }
    }
}

#[test]
fn the_bytes_of_a_withheld_event_fill_its_place_and_wrong_bytes_do_not() {
    let heads = chain(&["a", "b", "c"]);
    let mut held = stand(&["a", "b", "c"]);
    held.quarantined = vec![(2, "event/withheld".to_owned())];
    let again = |text: &str| segment(heads[1], &[text], 2);
    let outcome = judge(&lane(), &again("b"), &held).expect("all hashes are loaded");
    assert_eq!((outcome.fill.len(), outcome.append.is_none()), (1, true));
    assert_eq!(outcome.verdict.quarantined.len(), 1, "until it is written");
    assert_eq!(outcome.filled().verdict.quarantined, []);
    let outcome = judge(&lane(), &again("x"), &held).expect("all hashes are loaded");
    assert_eq!((outcome.fill.len(), outcome.verdict.common), (0, heads[1]));
}
