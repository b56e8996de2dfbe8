//! Messages: whole, cut, changed, too large.

use doorstep_wire::WireError;
use doorstep_wire::frame::*;
use doorstep_wire::message::{Answer, FeedItem};
use doorstep_wire::segment::{decode_segment, encode_segment};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::{any, sample};

const LIMIT: usize = 1 << 20;

pub fn unpacked(frame: &[u8]) -> Vec<u8> {
    zstd::bulk::decompress(frame, LIMIT).unwrap()
}

pub fn packed(cbor: &[u8]) -> Vec<u8> {
    zstd::bulk::compress(cbor, 3).unwrap()
}

/// The compressed parts of an answer.
pub fn parts(mut body: &[u8]) -> Vec<Vec<u8>> {
    let mut parts = Vec::new();
    while let Some((len, rest)) = body.split_first_chunk::<4>() {
        let (part, rest) = rest[32..].split_at(u32::from_be_bytes(*len) as usize);
        parts.push(part.to_vec());
        body = rest;
    }
    parts
}

fn joined(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in parts {
        body.extend((part.len() as u32).to_be_bytes());
        body.extend(doorstep_domain::id::Hash::of(part).0);
        body.extend(part);
    }
    body
}

fn flipped(mut bytes: Vec<u8>, at: Index, flip: u8) -> Vec<u8> {
    let at = at.index(bytes.len());
    bytes[at] ^= flip;
    bytes
}

proptest! {
    #[test]
    fn any_push_is_read_back(push in any::push()) {
        prop_assert_eq!(decode_push(&encode_push(&push), LIMIT), Ok(push));
    }

    #[test]
    fn any_answer_is_read_back(answer in any::answer_message()) {
        prop_assert_eq!(decode_answer(&encode_answer(&answer), LIMIT), Ok(answer));
    }

    #[test]
    fn any_segment_is_read_back(events in proptest::collection::vec(any::sent(), 0..20)) {
        prop_assert_eq!(decode_segment(&encode_segment(&events)), Ok(events));
    }

    #[test]
    fn a_changed_push_is_refused_or_means_something_else(push in any::push(), at in any::<Index>(), flip in 1..=255u8) {
        let changed = flipped(unpacked(&encode_push(&push)), at, flip);
        if let Ok(read) = decode_push(&packed(&changed), LIMIT) {
            prop_assert_eq!(unpacked(&encode_push(&read)), changed);
        }
    }

    #[test]
    fn a_changed_part_with_the_right_hash_is_refused_or_means_something_else(
        answer in any::answer_message(), which in any::<Index>(), at in any::<Index>(), flip in 1..=255u8,
    ) {
        let mut cbor: Vec<_> = parts(&encode_answer(&answer)).iter().map(|part| unpacked(part)).collect();
        let which = which.index(cbor.len());
        cbor[which] = flipped(cbor[which].clone(), at, flip);
        let body = joined(&cbor.iter().map(|part| packed(part)).collect::<Vec<_>>());
        if let Ok((verdicts, Ok(feed))) = decode_parts(&body, LIMIT) {
            let again = parts(&encode_answer(&Answer { verdicts, feed }));
            prop_assert_eq!(again.iter().map(|part| unpacked(part)).collect::<Vec<_>>(), cbor);
        }
    }

    /// The line broke somewhere: the verdicts count as soon as they are whole.
    #[test]
    fn a_cut_answer_keeps_its_verdicts(answer in any::answer_message(), cut in any::<Index>()) {
        let whole = encode_answer(&answer);
        let verdicts = encode_answer(&Answer { verdicts: answer.verdicts.clone(), feed: None });
        let len = cut.index(whole.len());
        let read = decode_answer(&whole[..len], LIMIT);
        if len < verdicts.len() {
            prop_assert_eq!(read, Err(WireError::CutShort));
        } else {
            prop_assert_eq!(read, Ok(Answer { feed: None, ..answer }));
        }
    }

    #[test]
    fn a_byte_that_the_line_changed_is_noticed(answer in any::answer_message(), at in any::<Index>(), flip in 1..=255u8) {
        let body = encode_answer(&answer);
        let read = decode_answer(&flipped(body, at, flip), LIMIT);
        match read {
            Err(_) => {}
            Ok(read) => prop_assert_eq!(read, Answer { feed: None, ..answer }, "only the feed was hurt"),
        }
    }

    #[test]
    fn random_bodies_never_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _answer = decode_answer(&body, LIMIT);
        let _push = decode_push(&body, LIMIT);
        let _push = decode_push(&packed(&body), LIMIT);
        let _answer = decode_answer(&joined(&[packed(&body), packed(&body)]), LIMIT);
        let _refused = decode_refused(&body);
        let _segment = decode_segment(&packed(&body));
    }
}

#[test]
fn a_push_with_bytes_after_it_is_refused() {
    let body = encode_push(&sample::push());
    assert_eq!(decode_push(&[body.clone(), body.clone()].concat(), LIMIT), Err(WireError::Trailing));
    let longer = [unpacked(&body), vec![0]].concat();
    assert_eq!(decode_push(&packed(&longer), LIMIT), Err(WireError::Trailing));
}

#[test]
fn a_push_beyond_the_limit_is_refused_before_it_is_opened() {
    let body = encode_push(&sample::push());
    let limit = unpacked(&body).len();
    assert!(decode_push(&body, limit).is_ok());
    assert_eq!(decode_push(&body, limit - 1), Err(WireError::TooLong { what: "push", limit: limit - 1 }));
    let bomb = zstd::bulk::compress(&vec![0; 32 << 20], 3).unwrap();
    assert_eq!(decode_push(&bomb, LIMIT), Err(WireError::TooLong { what: "push", limit: LIMIT }));
    assert_eq!(decode_answer(&joined(&[bomb]), LIMIT), Err(WireError::TooLong { what: "answer", limit: LIMIT }));
}

#[test]
fn a_feed_that_is_a_bomb_or_unreadable_leaves_the_verdicts() {
    let answer = sample::answer();
    let verdicts = parts(&encode_answer(&answer)).remove(0);
    let bomb = zstd::bulk::compress(&vec![0; 32 << 20], 3).unwrap();
    for (feed, error) in [
        (bomb, WireError::TooLong { what: "answer", limit: LIMIT }),
        (packed(&[0x82, 0x01, 0x02]), WireError::Shape { at: "feed" }),
        (packed(&[0x82, 0x02, 0x02]), WireError::Version { theirs: 2 }),
        (verdicts.clone(), WireError::Shape { at: "feed" }),
    ] {
        let body = joined(&[verdicts.clone(), feed]);
        assert_eq!(decode_parts(&body, LIMIT), Ok((answer.verdicts.clone(), Err(error))));
        assert_eq!(decode_answer(&body, LIMIT), Ok(Answer { feed: None, ..answer.clone() }));
    }
}

#[test]
fn another_version_is_named_whatever_follows_it() {
    let theirs = [0x83, 0x18, 0x2a, 0x01, 0x61, b'x'];
    let version = WireError::Version { theirs: 42 };
    assert_eq!(decode_push(&packed(&theirs), LIMIT), Err(version));
    assert_eq!(decode_answer(&joined(&[packed(&theirs)]), LIMIT), Err(version));
    assert_eq!(decode_refused(&theirs), Err(version));
}

#[test]
fn a_feed_item_that_this_app_cannot_read_is_kept_and_holds_nothing_up() {
    let mut answer = sample::answer();
    let feed = answer.feed.as_mut().unwrap();
    feed.entries[0].item = FeedItem::Unknown { kind: 77, bytes: b"anything at all".to_vec() };
    assert_eq!(decode_answer(&encode_answer(&answer), LIMIT), Ok(answer.clone()));
    // A job in a later form, under the number of today's jobs.
    let feed = answer.feed.as_mut().unwrap();
    feed.entries[0].item = FeedItem::Unknown { kind: 1, bytes: vec![0x81, 0x01] };
    assert_eq!(decode_answer(&encode_answer(&answer), LIMIT), Ok(answer));
}

#[test]
fn an_event_that_nobody_can_read_does_not_stop_the_push() {
    let mut push = sample::push();
    push.segments[0].events.push(doorstep_wire::message::SentEvent::Plain(vec![0xff; 20_000]));
    assert_eq!(decode_push(&encode_push(&push), LIMIT), Ok(push));
}

#[test]
fn only_our_own_words_are_a_refusal() {
    let refused = Refused { code: "sync/revoked".into(), detail: "this installation was revoked".into() };
    assert_eq!(decode_refused(&encode_refused(&refused)), Ok(refused));
    assert!(decode_refused(b"<html>403 Forbidden</html>").is_err());
    assert!(decode_refused(b"").is_err());
    let long = Refused { code: "a/b".into(), detail: "门".repeat(1000) };
    let read = decode_refused(&encode_refused(&long)).unwrap();
    assert_eq!(read.detail, "门".repeat(341), "cut between characters");
}

/// Jobs and editions had other shapes once: their numbers are never read as today's.
#[test]
fn an_item_of_a_retired_kind_is_kept_and_not_read() {
    let (kind, job) = write_item(&FeedItem::Job(sample::job()));
    assert!(kind > 2);
    for retired in [1, 2] {
        assert_eq!(read_item(retired, &job), FeedItem::Unknown { kind: retired, bytes: job.clone() });
    }
    assert_eq!(read_item(kind, &job), FeedItem::Job(sample::job()));
}
