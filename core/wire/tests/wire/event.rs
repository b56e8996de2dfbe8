//! Events: one spelling, every kind's envelope readable.

use std::collections::BTreeSet;

use doorstep_domain::event::{Event, Record};
use doorstep_domain::id::{Hash, Subject};
use doorstep_domain::money::Money;
use doorstep_domain::terms::{Earlier, OpenCustody};
use doorstep_wire::event::{
    LONGEST_EVENT, MOST_GROUPED, MOST_SEEN, UnknownKind, decode, decode_envelope, encode, kind_of,
};
use doorstep_wire::terms::{MOST_EARLIER_CUSTODY, MOST_EARLIER_LINES};
use doorstep_wire::{WireError, kind};
use minicbor::Encoder;
use proptest::prelude::*;

use crate::{any, sample};

/// Whatever is taken is written back as exactly the same bytes.
fn is_refused_or_the_one_spelling(bytes: &[u8]) -> bool {
    match decode(bytes) {
        Err(_) => true,
        Ok(decoded) => match decoded.event {
            Ok(event) => encode(&Record { envelope: decoded.envelope, event }) == bytes,
            Err(UnknownKind { kind }) => kind > kind::DAY_ENDED || kind == 0,
        },
    }
}

proptest! {
    #[test]
    fn any_record_is_read_back(record in any::record()) {
        let bytes = encode(&record);
        prop_assert!(bytes.len() <= LONGEST_EVENT);
        let decoded = decode(&bytes).unwrap();
        prop_assert_eq!(decode_envelope(&bytes).unwrap(), decoded.envelope.clone());
        prop_assert_eq!(Record { envelope: decoded.envelope, event: decoded.event.unwrap() }, record);
    }

    #[test]
    fn a_changed_byte_is_refused_or_means_something_else(
        record in any::record(), at in any::<proptest::sample::Index>(), flip in 1..=255u8,
    ) {
        let mut bytes = encode(&record);
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert!(is_refused_or_the_one_spelling(&bytes));
    }

    #[test]
    fn a_cut_or_lengthened_event_is_refused(record in any::record(), more in any::<u8>()) {
        let mut bytes = encode(&record);
        for len in 0..bytes.len() {
            prop_assert!(decode(&bytes[..len]).is_err());
        }
        bytes.push(more);
        prop_assert_eq!(decode(&bytes), Err(WireError::Trailing));
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(is_refused_or_the_one_spelling(&bytes));
        let _envelope = decode_envelope(&bytes);
    }

    /// Random values in the right spelling come much further than random bytes.
    #[test]
    fn random_values_never_panic(
        kind in 0..50u32, delta in any::<u64>(), body in proptest::collection::vec((0..6u8, any::<u64>(), "[A-Z]{0,4}"), 0..8),
    ) {
        let mut e = Encoder::new(Vec::new());
        e.array(4).unwrap().u32(kind).unwrap().u64(delta).unwrap().u64(1).unwrap().array(body.len() as u64).unwrap();
        for (what, number, text) in &body {
            match what {
                0 => e.u64(*number).unwrap(),
                1 => e.str(text).unwrap(),
                2 => e.bytes(&[7; 32]).unwrap(),
                3 => e.null().unwrap(),
                4 => e.array(1).unwrap().u64(*number % 6).unwrap(),
                _ => e.array(2).unwrap().u64(*number % 6).unwrap().str(text).unwrap(),
            };
        }
        prop_assert!(is_refused_or_the_one_spelling(&e.into_writer()));
    }
}

#[test]
fn every_single_flip_of_every_kind_is_refused_or_means_something_else() {
    for (_, record) in sample::records() {
        let bytes = encode(&record);
        for at in 0..bytes.len() {
            for flip in 1..=255u8 {
                let mut changed = bytes.clone();
                changed[at] ^= flip;
                assert!(is_refused_or_the_one_spelling(&changed), "{record:?} at {at}, {flip:02x}");
            }
        }
    }
}

#[test]
fn a_number_written_longer_than_needed_is_refused() {
    let short = [0x84, 0x0e, 0x05, 0x01, 0x81, 0x01];
    assert!(decode(&short).unwrap().event.is_ok());
    for long in [
        vec![0x84, 0x18, 0x0e, 0x05, 0x01, 0x81, 0x01],
        vec![0x84, 0x0e, 0x19, 0x00, 0x05, 0x01, 0x81, 0x01],
        vec![0x98, 0x04, 0x0e, 0x05, 0x01, 0x81, 0x01],
        vec![0x84, 0x0e, 0x05, 0x01, 0x9f, 0x01, 0xff],
    ] {
        assert_eq!(decode(&long), Err(WireError::Spelling), "{long:02x?}");
    }
}

#[test]
fn a_long_envelope_that_says_nothing_is_refused() {
    let empty = [0x86, 0x0e, 0x05, 0x01, 0xf6, 0x80, 0x81, 0x01];
    assert_eq!(decode(&empty), Err(WireError::Spelling));
}

#[test]
fn of_an_unknown_kind_the_envelope_is_read_and_the_rest_is_checked() {
    let future = [0x84, 0x18, 0x63, 0x19, 0x03, 0xe8, 0x02, 0x82, 0x01, 0x63, b'n', b'e', b'w'];
    let decoded = decode(&future).unwrap();
    assert_eq!(decoded.event, Err(UnknownKind { kind: 99 }));
    assert_eq!((decoded.envelope.delta_ms, decoded.envelope.running_delta), (1000, 2));

    let with_map = [0x84, 0x18, 0x63, 0x05, 0x02, 0xa0];
    assert_eq!(decode(&with_map), Err(WireError::Spelling));
    let no_array = [0x84, 0x18, 0x63, 0x05, 0x02, 0x07];
    assert_eq!(decode(&no_array), Err(WireError::Shape { at: "body" }));
}

#[test]
fn the_envelope_is_read_where_the_body_cannot_be() {
    let unknown_outcome = [0x84, 0x0e, 0x05, 0x01, 0x81, 0x17];
    assert_eq!(decode(&unknown_outcome), Err(WireError::Code { at: "outcome", code: 23 }));
    assert_eq!(decode_envelope(&unknown_outcome).unwrap().delta_ms, 5);
}

#[test]
fn what_is_longer_than_its_limit_is_refused() {
    let too_long = WireError::TooLong { what: "event", limit: LONGEST_EVENT };
    assert_eq!(decode(&vec![0; LONGEST_EVENT + 1]), Err(too_long));

    let mut long_id = vec![0x84, 0x0b, 0x05, 0x01, 0x82, 0x78, 65];
    long_id.extend([b'a'; 65]);
    long_id.push(1);
    assert_eq!(decode(&long_id), Err(WireError::TooLong { what: "part", limit: 64 }));

    let mut record = sample::records().remove(0).1;
    let seen = sample::seen();
    record.envelope.seen = vec![seen; MOST_SEEN];
    assert!(encode(&record).len() <= LONGEST_EVENT);
    assert!(decode(&encode(&record)).is_ok());
    record.envelope.seen.push(sample::seen());
    assert_eq!(decode(&encode(&record)), Err(WireError::TooLong { what: "seen", limit: MOST_SEEN }));
}

/// A topic that leaves out a kind would write an event without a body.
#[test]
fn every_kind_has_a_sample_that_is_read_back() {
    let samples = sample::records();
    let kinds: BTreeSet<u32> = samples.iter().map(|(_, record)| kind_of(&record.event)).collect();
    assert_eq!(kinds, (kind::VISIT_OPENED..=kind::DAY_ENDED).collect());
    for (name, record) in samples {
        assert_eq!(decode(&encode(&record)).unwrap().event.unwrap(), record.event, "{name}");
    }
}

/// An event with these lists full, beside as many seen heads as there may be, with the longest ids.
fn fullest(event: Event) -> Record {
    let mut record = Record { event, ..sample::records().remove(0).1 };
    let mut seen = sample::seen();
    seen.lane.subject = Subject::Visit("v".repeat(64).parse().unwrap());
    seen.head.seq = u64::MAX;
    record.envelope.seen = vec![seen; MOST_SEEN];
    (record.envelope.delta_ms, record.envelope.running_delta) = (u64::MAX, u64::MAX);
    record
}

#[test]
fn an_event_whose_lists_are_full_is_read_and_one_more_is_refused() {
    let long = || "x".repeat(64);
    let checks = vec![long().parse().unwrap(); MOST_GROUPED];
    let group = fullest(Event::GroupConfirmed { checks: checks.clone() });
    assert!(decode(&encode(&group)).unwrap().event.is_ok());
    let more = Event::GroupConfirmed { checks: [checks.clone(), checks[..1].to_vec()].concat() };
    let more = Record { event: more, ..sample::records().remove(0).1 };
    assert_eq!(decode(&encode(&more)), Err(WireError::TooLong { what: "checks", limit: MOST_GROUPED }));

    let parts = vec![(long().parse().unwrap(), u32::MAX); MOST_EARLIER_LINES];
    let serial = Some(long().parse().unwrap());
    let (from, lent) = (long().parse().unwrap(), sample::earlier().custody.remove(0));
    let thing = OpenCustody { from, number: u32::MAX, serial, due_ms: i64::MIN, ..lent };
    let earlier = Earlier {
        visit: long().parse().unwrap(),
        relied: Hash::NONE,
        left_ms: Some(i64::MIN),
        quote: Some((Hash::NONE, Money { minor: i64::MIN, ..sample::yuan(0) })),
        labour: vec![(long().parse().unwrap(), u32::MAX); MOST_EARLIER_LINES],
        missing: parts.clone(),
        fitted: parts.clone(),
        custody: vec![thing; MOST_EARLIER_CUSTODY],
    };
    assert!(decode(&encode(&fullest(Event::EarlierTaken(earlier.clone())))).unwrap().event.is_ok());
    let more = Earlier { missing: [parts.clone(), parts[..1].to_vec()].concat(), ..earlier };
    let more = Record { event: Event::EarlierTaken(more), ..sample::records().remove(0).1 };
    assert_eq!(decode(&encode(&more)), Err(WireError::TooLong { what: "missing", limit: MOST_EARLIER_LINES }));
}

#[test]
fn a_day_that_is_none_or_is_written_otherwise_is_refused() {
    let record = sample::records().into_iter().find(|(name, _)| *name == "day-started").unwrap().1;
    let bytes = encode(&record);
    let at = bytes.windows(10).position(|ten| ten == b"2026-11-23").unwrap();
    for wrong in [b"2026-13-23", b"2026-11-31", b"2026-1-023", b" 2026-11-2"] {
        let mut changed = bytes.clone();
        changed[at..at + 10].copy_from_slice(wrong);
        assert_eq!(decode(&changed), Err(WireError::Value { at: "date" }), "{wrong:?}");
    }
}

#[test]
fn markup_in_an_id_and_a_currency_that_is_none_are_refused() {
    let markup = [0x84, 0x0b, 0x05, 0x01, 0x82, 0x63, b'<', b'b', b'>', 1];
    assert_eq!(decode(&markup), Err(WireError::Value { at: "part" }));
    let record = sample::records().into_iter().find(|(name, _)| *name == "document-presented").unwrap().1;
    let mut bytes = encode(&record);
    let at = bytes.windows(3).position(|three| three == b"CNY").unwrap();
    bytes[at] = b'c';
    assert_eq!(decode(&bytes), Err(WireError::Value { at: "currency" }));
}
